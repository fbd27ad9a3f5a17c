"""What stands in Markdown as data means nothing there but itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from waterline.domain.quoting import escaped
from waterline.domain.text import clean_line

SIGNS = st.text(st.sampled_from(list("`*_[]()<>#|~$&;:/@!\\-+=. \nabWw12")) | st.characters())
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@given(SIGNS)
@example("__init__")
@example("__0__")
def test_in_a_heading_it_is_the_text_that_it_was(text: str) -> None:
    _, inline, _ = READER.parse(f"### x {escaped(text)}")

    assert {child.type for child in inline.children or []} == {"text"}
    shown = "".join(child.content for child in inline.children or [])
    assert " ".join(shown.replace("\u2060", "").split()) == f"x {clean_line(text)}".strip().replace(
        "\u2060", ""
    )


@given(SIGNS)
def test_in_a_table_it_stays_in_its_cell(text: str) -> None:
    html = READER.render(f"| a | b |\n|---|---|\n| x {escaped(text)} | y |\n")

    assert html.count("<td") == 2
    assert "<td>y</td>" in html


@pytest.mark.parametrize("text", ["Rate limiting in api", "my_repo: v2.1 (next) - it's 3×, done!"])
def test_ordinary_words_are_not_touched(text: str) -> None:
    assert escaped(text) == text


def test_nobody_is_called_by_it() -> None:
    assert "@everyone" not in escaped("@everyone, look: a@b.example")
