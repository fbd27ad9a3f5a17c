"""Text from outside: nothing a terminal would obey gets through, and nothing else is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import text

ANY = st.text(st.characters(), max_size=200)
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def is_obeyed(char: str) -> bool:
    code = ord(char)
    return (unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t") or code in TURNING


@given(ANY)
def test_no_control_character_gets_through(raw: str) -> None:
    assert not any(map(is_obeyed, text.clean(raw)))


@given(ANY)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert text.clean(text.clean(raw)) == text.clean(raw)
    assert text.clean_line(text.clean_line(raw)) == text.clean_line(raw)
    assert text.body(text.body(raw)) == text.body(raw)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])))
def test_harmless_text_stays_as_it_is(raw: str) -> None:
    assert text.clean(raw) == raw


@given(ANY)
def test_a_clean_line_is_one_line(raw: str) -> None:
    line = text.clean_line(raw)
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@given(ANY)
def test_a_tags_stored_form_is_final_and_holds_no_space(raw: str) -> None:
    name = text.tag_name(raw)
    assert text.tag_name(name) == name
    assert not set(name) & set(" \n\t#")


@given(ANY)
def test_the_tags_in_a_text_are_stored_forms_each_once(raw: str) -> None:
    tags = text.tags_in(raw)
    assert len(set(tags)) == len(tags)
    assert all(tag and text.tag_name(tag) == tag for tag in tags)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x1b[31mred\x1b[0m", "a[31mred[0m"),
        ("\x1b]52;c;ZXZpbA==\x07", "]52;c;ZXZpbA=="),
        ("x\x9b2Jy", "x2Jy"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("broken \udcff byte", "broken \ufffd byte"),
        ("tab\tstays, so does 👩‍👩‍👧 and [/x]", "tab\tstays, so does 👩‍👩‍👧 and [/x]"),
    ],
)
def test_what_cleaning_does(raw: str, clean: str) -> None:
    assert text.clean(raw) == clean


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("about #sqlite and #WAL.", ("sqlite", "wal")),
        ("#first thing, (#second) #first", ("first", "second")),
        ("issue #123 is none, #2024-plan is", ("2024-plan",)),
        ("a#b https://host/#part C# # ## heading", ()),
        ("`#code` and ```\n#block\n``` but #prose", ("prose",)),
        ("```\nunclosed #fence", ()),
        ("#größe #日本語 #area/sub-area", ("größe", "日本語", "area/sub-area")),
        ("&#x27; #-dash #/slash", ()),
    ],
)
def test_what_counts_as_a_tag(body: str, tags: tuple[str, ...]) -> None:
    assert text.tags_in(body) == tags


@pytest.mark.parametrize(
    ("raw", "name"),
    [("#WAL", "wal"), (" Two  Words ", "two-words"), ("a,b", "a-b"), ("###", ""), ("Über", "über")],
)
def test_the_stored_form_of_a_tag(raw: str, name: str) -> None:
    assert text.tag_name(raw) == name


def test_given_tags_stand_before_those_in_the_text_and_none_twice() -> None:
    assert text.tags_of("#b then #c", ["A", "", "#b"]) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("\n\n# Title\nrest", "Title"),
        ("  indented", "indented"),
        ("#tag first", "#tag first"),
        ("# \nafter an empty heading", "after an empty heading"),
        (" \n\t", ""),
    ],
)
def test_the_first_line_is_the_first_that_says_something(body: str, line: str) -> None:
    assert text.first_line(body) == line


def test_words_are_what_holds_a_letter_or_a_digit() -> None:
    assert text.words_in("why - because 42 is *right* …\n## ") == 5


def test_a_line_of_code_keeps_its_indent_and_hides_nothing() -> None:
    assert text.code_line("\tif x:  # y") == "    if x:  # y"
    assert text.code_line("a\tb") == "a   b"
    assert text.code_line("\x1b[31m\x07\x7f\r\x85") == "\u241b[31m\u2407\u2421\u240d\ufffd"
    assert text.code_line("x\u202ey\u2066z\u2028") == "x\ufffdy\ufffdz\ufffd"
    assert text.code_line("\udcff é 漢字 [/x]") == "\ufffd é 漢字 [/x]"


@given(ANY)
def test_no_line_of_code_reaches_a_terminal_with_a_control_character(raw: str) -> None:
    shown = text.code_line(raw)
    assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in shown)
