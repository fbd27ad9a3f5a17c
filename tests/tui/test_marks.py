"""Where the searched words stand in what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from waterline.domain.text import FOUND, FOUND_END
from waterline.tui import marks

RED = Style(color="red")


def found(words: str, text: str) -> list[str]:
    return [text[start:end] for start, end in marks.finder(words)(text)]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("lock", "SKIP LOCKED, a lock; block", ["LOCKED", "lock"]),
        ("skip lock", "skip skipped locked", ["skip", "locked"]),
        ("cafe", "Café und CAFÉS", ["Café", "CAFÉS"]),
        ("ist", "İstanbul", ["İstanbul"]),
        ('"quoted" AND*', "quoted and android", ["quoted", "and", "android"]),
        ("", "anything", []),
        ("***", "anything *** else", []),
        ("日本", "日本語", ["日本語"]),
    ],
)
def test_words_are_found_as_the_index_finds_them(
    words: str, text: str, expected: list[str]
) -> None:
    assert found(words, text) == expected


@given(st.text(max_size=20), st.text(max_size=60))
def test_marking_never_changes_the_text(words: str, text: str) -> None:
    half = len(text) // 2
    strip = Strip([Segment(text[:half]), Segment(text[half:], RED)])
    marked = marks.marked_strip(strip, marks.finder(words), Style(bold=True))
    assert marked.text == strip.text
    bold = [(text, style) for text, style, _ in marked if style is not None and style.bold]
    assert sum(len(text) for text, _ in bold) == sum(
        end - start for start, end in marks.finder(words)(text)
    )


def test_a_snippet_shows_only_what_the_search_marked() -> None:
    text = f"a {FOUND}lock{FOUND_END} and {FOUND}lo{FOUND_END}"
    content = marks.snippet(text, "dim", "bold")
    assert content.plain == "a lock and lo"
    assert [content.plain[s.start : s.end] for s in content.spans if s.style == "bold"] == [
        "lock",
        "lo",
    ]


@given(st.text(alphabet=[FOUND, FOUND_END, "a", " "], max_size=20))
def test_marks_in_any_order_never_reach_the_screen(text: str) -> None:
    shown = marks.snippet(text, "dim", "bold").plain
    assert shown == text.replace(FOUND, "").replace(FOUND_END, "")
