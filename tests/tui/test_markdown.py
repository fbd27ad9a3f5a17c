"""Markdown in the reader: what was typed is what is seen, and nothing a terminal obeys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waterline.tui import markdown

COLOURS = {
    "foreground": "#dbe6f2",
    "quiet": "#7b93ab",
    "line": "#2a4561",
    "shipped": "#f2b45c",
    "assisted": "#ea7f68",
    "understood": "#3dc1b4",
    "alone": "#4f94f5",
}
PIECES = [
    "# ", "## ", "\n", "\n\n", "- ", "* ", "1. ", "> ", "```", "~~~py\n", "`", "*", "**", "_", "~~",
    "[", "](", "](http://a)", "![", "](x)", "<b>", "<!--", "-->", "|", "| a | b |\n|---|---|\n",
    "    ", "\t", "a", "word ", "日本", "é", "\x1b[31m", "&#27;", "&#x202e;", "&amp;", "\\", "---",
    "===", "<http://x.y>", "[a]: b", "[![i](j)](k)", "\U0001f600", "\u202e", "\x00", "[x] ", "[/x]",
]  # fmt: skip


def shown(body: str, width: int = 40) -> list[str]:
    return [strip.text.rstrip() for strip in markdown.lines(body, width, COLOURS)]


def styles(body: str, word: str) -> set[str]:
    """Give the styles in which a word stands."""
    return {
        str(style)
        for strip in markdown.lines(body, 60, COLOURS)
        for text, style, _ in strip
        if word in text
    }


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("one\ntwo", ["one", "two"]),
        ("# Title\n\ntext", ["Title", "", "text"]),
        ("- a\n- b", [" • a", " • b"]),
        ("see [docs](https://x.y)", ["see docs (https://x.y)"]),
        ("an ![old cat](cat.png) here", ["an old cat (cat.png) here"]),
        ("<b>raw</b> & <script>", ["<b>raw</b> & <script>"]),
        ("<div>\nblock\n</div>", ["<div>", "block", "</div>"]),
        ("a [/x] arr[0] [bold]b[/]", ["a [/x] arr[0] [bold]b[/]"]),
        ("> quoted", ["▌ quoted"]),
        ("```\n  x = [1]\n```", ["▏   x = [1]"]),
        ("", []),
    ],
)
def test_what_was_typed_is_what_is_seen(body: str, lines: list[str]) -> None:
    assert [line for line in shown(body) if line or "" in lines] == lines


def test_emphasis_and_code_are_told_apart_by_style() -> None:
    assert "bold" in str(styles("**strong** text", "strong"))
    assert "italic" in str(styles("*soft* text", "soft"))
    assert COLOURS["shipped"] in str(styles("a `piece` of code", "piece"))
    assert COLOURS["alone"] in str(styles("```python\nreturn 1\n```", "return"))


def test_no_line_leads_a_terminal_anywhere() -> None:
    for strip in markdown.lines("[a](https://x.y) <https://z.w> https://plain.z", 80, COLOURS):
        assert not any(style is not None and style.link for _, style, _ in strip)


def test_a_very_long_text_is_shown_as_it_was_typed() -> None:
    body = "**word** " * (markdown.LONGEST // 9 + 1)
    assert shown(body, 80)[0].startswith("**word** **word**")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([1, 2, 5, 40]))
def test_every_text_can_be_shown_and_holds_nothing_that_a_terminal_obeys(
    pieces: list[str], width: int
) -> None:
    for strip in markdown.lines("".join(pieces), width, COLOURS):
        assert not any(
            ord(c) < 32 or 127 <= ord(c) < 160 or c == "\N{RIGHT-TO-LEFT OVERRIDE}"
            for c in strip.text
        )


@given(st.text(max_size=200), st.integers(1, 60))
def test_a_plain_text_is_wrapped_and_safe(body: str, width: int) -> None:
    for strip in markdown.plain_lines(body, width):
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in strip.text)
