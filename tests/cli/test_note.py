"""`waterline note`: words, pipes, the editor; what is typed is kept, whatever fails."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cli.conftest import Done, Waterline, process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal
    from tests.conftest import Git
    from waterline.home import Home

NOTHING = Done(1, "", "waterline: an entry needs words\n")


def only(waterline: Waterline) -> dict[str, Any]:
    """Give the one line of the journal."""
    (line,) = json.loads(waterline("show", "--json", "--since", "2000").out)
    return dict(line)


def test_words_become_an_entry_and_the_id_is_all_that_is_printed(waterline: Waterline) -> None:
    done = waterline("note", "the limiter", "refills #redis")

    line = only(waterline)
    assert done == Done(0, line["id"] + "\n", "")
    assert line["body"] == "the limiter refills #redis"
    assert line["kind"] == "note"
    assert line["tags"] == ["redis"]
    assert line["repo"] == ""
    created = datetime.fromisoformat(line["created_at"])
    assert created.utcoffset() in {timedelta(hours=1), timedelta(hours=2)}
    assert abs(datetime.now(created.tzinfo) - created) < timedelta(minutes=1)


def test_kind_and_tags_are_kept(waterline: Waterline) -> None:
    waterline.note("--kind", "Learned", "--tag", "#SQL", "--tag", "locks", "SKIP LOCKED")

    line = only(waterline)
    assert line["kind"] == "learned"
    assert line["tags"] == ["sql", "locks"]


@time_machine.travel("2026-11-20T12:00:00+01:00", tick=False)
def test_at_says_when_it_was_in_the_zone_of_that_day(waterline: Waterline) -> None:
    waterline.note("--at", "yesterday 9am", "in winter")
    waterline.note("--at", "1 july 14:30", "in summer")

    summer, winter = json.loads(waterline("show", "--json", "--since", "2026").out)
    assert winter["created_at"] == "2026-11-19T09:00:00+01:00"
    assert summer["created_at"] == "2026-07-01T14:30:00+02:00"


@time_machine.travel("2026-11-20T12:00:00+01:00", tick=False)
def test_what_is_still_to_come_is_refused(waterline: Waterline) -> None:
    done = waterline("note", "--at", "tomorrow", "x")

    assert done.code == 1
    assert done.err.startswith("waterline: 'tomorrow' is still to come: ")
    assert waterline("show", "--json", "--since", "2000").out == "[]\n"


def test_a_plain_note_belongs_to_no_repository_wherever_one_stands(
    waterline: Waterline, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    (where / "src").mkdir()
    monkeypatch.chdir(where / "src")

    waterline.note("plain")
    assert only(waterline)["repo"] == ""

    waterline.note("--repo", ".", "of the repository")
    (line,) = json.loads(waterline("show", "--json", "--repo", "api").out)
    assert line["repo"] == "api"
    assert line["body"] == "of the repository"


def test_a_worktree_means_its_repository_and_a_bare_one_itself(
    waterline: Waterline, git: Git
) -> None:
    where = git.repository("api")
    git.commit(where, "first")
    git(where, "worktree", "add", "-q", str(where.parent / "tree"))
    bare = git.repository("bare", "--bare")

    for path in (where.parent / "tree", bare, bare / "refs"):
        assert waterline("note", "--repo", str(path), "x").code == 0
    lines = json.loads(waterline("show", "--json").out)
    assert [line["repo"] for line in lines] == ["api", "bare", "bare"]


def test_a_path_outside_of_any_repository_is_refused(waterline: Waterline, tmp_path: Path) -> None:
    done = waterline("note", "--repo", str(tmp_path), "x")

    assert done.code == 1
    assert done.err == (
        f"waterline: {tmp_path} is in no git repository: name a folder that is in one\n"
    )


def test_a_pipe_or_a_dash_is_read_to_its_end(waterline: Waterline) -> None:
    piped = waterline("note", stdin="\ufefffirst\r\n\r\nüber\x1b[31m".encode())
    dashed = waterline("note", "-", "--kind", "learned", stdin=b"broken \xff byte\n")

    first, second = json.loads(waterline("show", "--json").out)
    assert (piped.code, dashed.code) == (0, 0)
    assert first["body"] == "first\n\nüber[31m"
    assert second["body"] == "broken \ufffd byte"
    assert second["kind"] == "learned"


def test_a_megabyte_from_a_pipe_is_one_entry(waterline: Waterline) -> None:
    text = "wörter und mehr\n" * 64_000

    assert process("note", "-", stdin=text.encode()).code == 0
    assert only(waterline)["body"] == text.strip()


@pytest.mark.parametrize("words", [["note", ""], ["note", " ", "\t"], ["note", "-"], ["note"]])
def test_nothing_is_not_an_entry(waterline: Waterline, words: list[str]) -> None:
    assert waterline(*words) == NOTHING


def test_two_dashes_let_words_begin_with_one(waterline: Waterline) -> None:
    assert waterline("note", "-5", "degrees").code == 2
    waterline.note("--", "-5", "degrees")

    assert only(waterline)["body"] == "-5 degrees"


def drafts(home: Home) -> list[str]:
    """Tell which texts are kept in the drafts' folder."""
    if not os.path.isdir(home.drafts):
        return []
    return [name for name in os.listdir(home.drafts) if name.endswith(".md")]


def test_on_a_terminal_the_editor_opens_on_the_template_of_the_kind(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    editor: Callable[[str], Path],
    home: Home,
    tmp_path: Path,
) -> None:
    editor(
        f'cp "$1" {tmp_path}/seen; ls -l "$1" > {tmp_path}/mode; '
        "printf '## What did I decide?\\nFTS5\\n\\n## Why?\\n\\n' > \"$1\""
    )

    note = terminal("note", "--kind", "decision", "--tag", "sql")

    assert note.end() == 0
    line = only(waterline)
    assert note.shown.strip() == line["id"]
    assert line["body"] == "## What did I decide?\nFTS5"
    assert (line["kind"], line["tags"]) == ("decision", ["sql"])
    assert (tmp_path / "seen").read_text().startswith("## What did I decide?\n")
    assert (tmp_path / "mode").read_text().startswith("-rw-------")
    assert drafts(home) == []


def test_visual_goes_before_editor(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    editor: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = editor('echo visual > "$1"')
    monkeypatch.setenv("VISUAL", f"'{path}'")
    monkeypatch.setenv("EDITOR", "false")

    assert terminal("note").end() == 0
    assert only(waterline)["body"] == "visual"


@pytest.mark.parametrize("script", ["true", 'rm "$1"', "echo '  ' > \"$1\""])
def test_an_untouched_or_empty_text_is_not_saved(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    editor: Callable[[str], Path],
    home: Home,
    script: str,
) -> None:
    editor(script)

    note = terminal("note", "--kind", "decision")

    assert note.end() == 1
    assert note.shown == "waterline: nothing was written\r\n"
    assert drafts(home) == []
    assert waterline("show", "--json").out == "[]\n"


def test_a_failing_editor_loses_nothing(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    editor: Callable[[str], Path],
    home: Home,
) -> None:
    editor('echo "half a thought" > "$1"; exit 3')

    note = terminal("note", columns=200)

    assert note.end() == 1
    (kept,) = drafts(home)
    assert "failed (exit 3): your text is kept in " in note.shown.replace("\r\n", "")
    assert kept in note.shown
    with open(f"{home.drafts}/{kept}") as file:
        assert file.read() == "half a thought\n"
    assert waterline("show", "--json").out == "[]\n"


def test_an_inbox_that_can_t_be_written_loses_nothing(
    terminal: Callable[..., Terminal], editor: Callable[[str], Path], home: Home
) -> None:
    home.make(home.data)
    with open(home.inbox, "w"):  # a file where the folder should be
        pass
    editor('echo "a whole thought" > "$1"')

    note = terminal("note", columns=200)

    assert note.end() == 1
    (kept,) = drafts(home)
    assert "nothing was saved" in note.shown
    assert kept in note.shown
    with open(f"{home.drafts}/{kept}") as file:
        assert file.read() == "a whole thought\n"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("no-such-editor-anywhere", "the editor no-such-editor-anywhere can't be started"),
        ("'vi", "EDITOR='vi is no command (No closing quotation): mend it"),
        ("/dev/null", "the editor /dev/null can't be started (Permission denied)"),
    ],
)
def test_an_editor_that_is_none_is_named(
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    command: str,
    says: str,
) -> None:
    monkeypatch.setenv("EDITOR", command)

    note = terminal("note")

    assert note.end() == 1
    assert note.shown.startswith(f"waterline: {says}")
    assert note.shown.count("\n") == 1
    assert drafts(home) == []


def test_without_any_editor_the_way_out_is_said(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    note = terminal("note")

    assert note.end() == 1
    assert note.shown == (
        "waterline: no editor is known: set EDITOR, or type the text after the command\r\n"
    )


def test_a_dash_on_a_terminal_reads_what_is_typed(
    waterline: Waterline, terminal: Callable[..., Terminal]
) -> None:
    note = terminal("note", "-")
    note.wait_for("ctrl-d")
    note.send("typed by hand\n\x04")

    assert note.end() == 0
    assert only(waterline)["body"] == "typed by hand"


def test_ctrl_c_belongs_to_the_editor(
    waterline: Waterline, terminal: Callable[..., Terminal], editor: Callable[[str], Path]
) -> None:
    editor("trap 'echo interrupted > \"$1\"; exit 0' INT; echo ready; while :; do sleep 0.02; done")

    note = terminal("note")
    note.wait_for("ready")
    note.send("\x03")

    assert note.end() == 0
    assert only(waterline)["body"] == "interrupted"
