"""`waterline edit`, `delete` and `undo`: whatever was done can be taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Done, Waterline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal


def lines(waterline: Waterline) -> list[dict[str, Any]]:
    """Give all lines of the journal, oldest first."""
    return list(json.loads(waterline("show", "--json", "--since", "2000").out))


def test_the_editor_opens_on_the_entry(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    editor: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    key = waterline.note("the first words #old")
    editor(f'cp "$1" {tmp_path}/seen; echo "better words #new" > "$1"')

    edit = terminal("edit", key[:13], columns=200)

    assert edit.end() == 0
    assert (tmp_path / "seen").read_text() == "the first words #old\n"
    (line,) = lines(waterline)
    assert (line["id"], line["body"], line["tags"]) == (key, "better words #new", ["new"])
    assert "`waterline undo` takes it back" in edit.shown


def test_a_closed_editor_without_a_change_changes_nothing(
    waterline: Waterline, terminal: Callable[..., Terminal], editor: Callable[[str], Path]
) -> None:
    key = waterline.note("the first words")
    editor("true")

    edit = terminal("edit", key)

    assert edit.end() == 0
    assert edit.shown == "nothing was changed\r\n"


def test_an_emptied_text_is_no_edit(
    waterline: Waterline, terminal: Callable[..., Terminal], editor: Callable[[str], Path]
) -> None:
    key = waterline.note("the first words")
    editor('> "$1"')

    edit = terminal("edit", key)

    assert edit.end() == 1
    assert edit.shown.startswith("waterline: nothing was written")
    assert lines(waterline)[0]["body"] == "the first words"


def test_new_words_come_from_an_option_or_a_pipe(waterline: Waterline) -> None:
    key = waterline.note("the first words")

    assert waterline("edit", key, "-m", "second words").code == 0
    assert lines(waterline)[0]["body"] == "second words"
    assert waterline("edit", key, stdin=b"third words\n").code == 0
    assert lines(waterline)[0]["body"] == "third words"
    assert waterline("edit", key, "-", "--kind", "learned", stdin=b"fourth").code == 0
    assert lines(waterline)[0]["body"] == "fourth"
    assert waterline("edit", key, "-", stdin=b"").code == 1
    assert lines(waterline)[0]["body"] == "fourth"


def test_another_kind_leaves_the_words_alone(waterline: Waterline) -> None:
    key = waterline.note("the first words")

    done = waterline("edit", key, "--kind", "learned")

    assert done.code == 0
    assert [(line["kind"], line["body"]) for line in lines(waterline)] == [
        ("learned", "the first words")
    ]


def test_what_was_deleted_is_named_and_undo_brings_it_back(waterline: Waterline) -> None:
    key = waterline.note("to be or not to be")

    deleted = waterline("delete", key)
    assert deleted == Done(
        0, "", f"deleted {key[:13]} “to be or not to be”\n`waterline undo` takes it back\n"
    )
    assert lines(waterline) == []

    undone = waterline("undo")
    assert undone == Done(
        0,
        "",
        f"brought back: {key[:13]} “to be or not to be”\n"
        "`waterline undo --redo` deletes it again\n",
    )
    assert [line["id"] for line in lines(waterline)] == [key]


def test_several_are_deleted_or_none(waterline: Waterline) -> None:
    first, second = waterline.note("one"), waterline.note("two")

    assert waterline("delete", first, "nonsense", second).code == 1
    assert len(lines(waterline)) == 2
    done = waterline("delete", first, second, first)
    assert done.code == 0
    assert done.err.endswith("takes it back, one at a time\n")
    assert lines(waterline) == []
    waterline("undo")
    waterline("undo")
    assert [line["id"] for line in lines(waterline)] == [first, second]


def test_undo_walks_back_over_edits_and_notes_to_the_end(waterline: Waterline) -> None:
    key = waterline.note("first")
    waterline("edit", key, "-m", "second")

    assert waterline("undo").err.startswith(f"as before the edit: {key[:13]} “first”\n")
    assert waterline("undo").err.startswith(f"taken back: {key[:13]} “first”\n")
    assert waterline("undo") == Done(1, "", "waterline: there is nothing to undo\n")


def test_what_undo_took_back_is_done_again_and_each_step_names_the_way_back(
    waterline: Waterline,
) -> None:
    key = waterline.note("first")
    waterline("edit", key, "-m", "second")
    waterline("delete", key)

    def said(*words: str) -> list[str]:
        done = waterline("undo", *words)
        assert (done.code, done.out) == (0, "")
        return done.err.replace(key[:13], "KEY").splitlines()

    forth = "`waterline undo --redo`"
    assert [said() for _ in range(3)] == [
        ["brought back: KEY “second”", f"{forth} deletes it again"],
        ["as before the edit: KEY “first”", f"{forth} brings the edit back"],
        ["taken back: KEY “first”", f"{forth} brings it back"],
    ]
    assert [said("--redo") for _ in range(3)] == [
        ["brought back: KEY “first”", "`waterline undo` takes it back"],
        ["as after the edit: KEY “second”", "`waterline undo` takes the edit back"],
        ["deleted again: KEY “second”", "`waterline undo` brings it back"],
    ]
    assert waterline("undo", "--redo") == Done(1, "", "waterline: there is nothing to redo\n")
    assert lines(waterline) == []
    waterline("undo")
    assert [line["body"] for line in lines(waterline)] == ["second"]


def test_after_something_new_nothing_is_done_again(waterline: Waterline) -> None:
    waterline.note("first")
    waterline("undo")
    waterline.note("second")

    assert waterline("undo", "--redo").err == "waterline: there is nothing to redo\n"
    assert [line["body"] for line in lines(waterline)] == ["second"]


@pytest.mark.parametrize("command", ["edit", "delete", "show"])
def test_an_id_that_is_not_there_says_where_ids_are(waterline: Waterline, command: str) -> None:
    done = waterline(command, "0000", stdin=b"x")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("waterline: ")
    assert "`waterline show --json` lists ids" in done.err
    assert done.err.count("\n") == 1
