"""`waterline status`: for shell prompts and status bars."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Done, Waterline
from waterline.cli import console, quick
from waterline.practice.look import Status

if TYPE_CHECKING:
    from waterline.home import Home


def test_it_counts_what_was_written_today(waterline: Waterline) -> None:
    assert waterline("status") == Done(0, "no entries today\n", "")
    waterline.note("one")
    assert waterline("status") == Done(0, "1 entry today\n", "")
    waterline.note("two")
    assert waterline("status") == Done(0, "2 entries today\n", "")


def test_asking_makes_nothing(waterline: Waterline, home: Home) -> None:
    import os

    assert waterline("status").code == 0
    assert not os.path.exists(home.data)


def test_a_format_gives_what_it_names(waterline: Waterline) -> None:
    waterline.note("one")

    done = waterline(
        "status", "--format", "{{{entries}}} {entries_today}·{owed}/{due}{session}\x1b"
    )

    assert done == Done(0, "{1} 1·0/0\x1b\n", "")


def test_json_has_the_keys_that_scripts_rely_on(waterline: Waterline) -> None:
    waterline.note("one")

    done = waterline("status", "--json")

    assert json.loads(done.out) == {"owed": 0, "due": 0, "session": None, "entries_today": 1}
    assert waterline("status", "--json", "--format", "x").code == 2


def test_an_unknown_field_names_those_that_there_are(waterline: Waterline) -> None:
    done = waterline("status", "--format", "{own.__class__}")

    assert done == Done(
        2,
        "",
        "waterline: --format: there is no field {own.__class__}\n"
        "the fields are {owed} {due} {session} {entries} {entries_today}\n",
    )


def test_the_line_for_people_leaves_out_what_is_quiet() -> None:
    assert quick.sentence(Status(0)) == "no entries today"
    assert quick.sentence(Status(3, owed=2, due=1, session="build 12 min")) == (
        "build 12 min · 2 owed · 1 due · 3 entries today"
    )


@given(st.text(alphabet="{}aowed ", max_size=20))
def test_any_format_is_filled_in_or_refused(form: str) -> None:
    try:
        filled = quick.fill(form, {"owed": "3"})
    except console.MisusedError:
        assert "{" in form
        return
    if "{" not in form and "}" not in form:
        assert filled == form


@given(st.text(max_size=20))
def test_doubled_braces_are_braces(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert quick.fill(doubled, {}) == text


def test_a_status_that_can_t_be_told_is_one_line_on_stderr(
    waterline: Waterline, home: Home
) -> None:
    home.make(home.journal)  # a folder in the file's place

    done = waterline("status")

    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("form", ["{", "a{owed", "{}"])
def test_a_brace_left_open_or_empty_is_said(waterline: Waterline, form: str) -> None:
    assert waterline("status", "--format", form).code == 2
