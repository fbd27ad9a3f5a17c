"""Bad input and bad weather: one clear line, and nothing is lost."""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import resource
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Waterline, process
from waterline.journal import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Git
    from waterline.home import Home

READING = (["show"], ["search", "x"], ["status"], ["show", "--json"])
CHANGING = (["edit", "0", "-m", "x"], ["delete", "0"], ["undo"])


def one_line(done: Done) -> str:
    """Give the one line that a command ended with, without the program's name."""
    assert done.code == 1, done
    assert done.err.startswith("waterline: ")
    assert done.err.count("\n") == 1
    return done.err.removeprefix("waterline: ").rstrip("\n")


def contents(folder: str) -> dict[str, bytes]:
    """Read every file below `folder`."""
    found = [Path(at) / name for at, _, names in os.walk(folder) for name in names]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


# --- The configuration ------------------------------------------------------------------------


def test_a_broken_configuration_names_itself_and_stops_no_note(
    waterline: Waterline, home: Home
) -> None:
    home.make(home.config)
    Path(home.settings).write_text("min_lines = -1\n")

    for words in (["show"], ["search", "x"], ["undo"], ["config"], ["delete", "0"]):
        assert one_line(waterline(*words)) == (
            f"{home.settings}: min_lines = -1: allowed is a whole number from 0 to 10000"
        )
    assert waterline("note", "it is safe").code == 0
    assert one_line(waterline("status")).startswith(home.settings)  # what is owed hangs on it
    assert waterline("config", "min_lines", "10").code == 0
    assert waterline("status").out == "1 entry today\n"
    Path(home.settings).write_text("backup_days = -1\n")  # none of the status's business
    assert waterline("status").out == "1 entry today\n"
    Path(home.settings).unlink()
    assert "it is safe" in waterline("show").out


def test_a_configuration_with_escape_sequences_is_quoted_without_them(
    waterline: Waterline, home: Home
) -> None:
    home.make(home.config)
    Path(home.settings).write_text('theme = "\\u001b]0;owned\\u0007"\n')

    said = one_line(waterline("show"))

    assert not set(said) & set("\x1b\x07")
    assert "theme = " in said


# --- The journal ------------------------------------------------------------------------------


@pytest.fixture
def journal(waterline: Waterline, home: Home) -> Path:
    """Give the file of a journal with one entry in it."""
    waterline.note("the limiter")
    assert waterline("show").code == 0
    return Path(home.journal)


def test_a_newer_journal_is_refused_untouched(
    waterline: Waterline, home: Home, journal: Path
) -> None:
    with sqlite3.connect(journal) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    before = contents(home.data)

    for words in (*READING, *CHANGING):
        said = one_line(waterline(*words))
        assert said.startswith(f"{journal} was written by a newer Waterline: update Waterline")
    assert contents(home.data) == before
    assert waterline("note", "still safe").code == 0
    with sqlite3.connect(journal) as db:
        db.execute(f"PRAGMA user_version = {len(migrations.STEPS)}")
    db.close()
    assert "still safe" in waterline("show").out


def test_a_damaged_journal_leads_to_restore_and_keeps_new_notes(
    waterline: Waterline, home: Home, journal: Path
) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(b"\0" * 100 + whole[100:])

    for words in READING:
        said = one_line(waterline(*words))
        assert str(journal) in said
        assert "`waterline restore`" in said
    assert waterline("note", "written in between").code == 0
    assert len([name for name in os.listdir(home.inbox) if name.endswith(".json")]) == 1


@pytest.mark.parametrize("damage", ["text", "folder", "stranger"])
def test_what_is_no_journal_is_left_alone(waterline: Waterline, home: Home, damage: str) -> None:
    home.make(home.data)
    path = Path(home.journal)
    if damage == "text":
        path.write_text("dear diary, this is no database at all\n" * 100)
    elif damage == "folder":
        path.mkdir()
    else:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (x)")
        db.close()
    before = contents(home.data)

    for words in (*READING, *CHANGING):
        assert str(path) in one_line(waterline(*words))
    assert contents(home.data) == before


# --- Folders, disks, homes --------------------------------------------------------------------


def obey_modes() -> None:
    """Make this process obey the modes of files even where it runs as root."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; kept out over exec
            if prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
                raise OSError(ctypes.get_errno(), "prctl")


@pytest.fixture
def read_only(home: Home, journal: Path) -> Iterator[Home]:
    """Give a home with one entry in it that can't be written."""
    del journal
    folders = [home.data, *(e.path for e in os.scandir(home.data) if e.is_dir())]
    for folder in folders:
        os.chmod(folder, 0o500)
    yield home
    for folder in folders:
        os.chmod(folder, 0o700)


def test_a_read_only_home_can_be_read_and_says_why_it_can_t_be_written(read_only: Home) -> None:
    note = process("note", "x", preexec_fn=obey_modes)
    shown = process("show", preexec_fn=obey_modes)
    searched = process("search", "limiter", preexec_fn=obey_modes)
    status = process("status", preexec_fn=obey_modes)

    said = one_line(note)
    assert said.startswith(f"nothing was saved: {read_only.inbox} can't be written")
    assert "Permission denied" in said
    assert "the limiter" in shown.out
    assert "the limiter" in searched.out
    assert status.out == "1 entry today\n"


def test_a_read_only_home_refuses_what_would_change_it(read_only: Home) -> None:
    undo = process("undo", preexec_fn=obey_modes)
    config = process("config", "theme", "ansi", preexec_fn=obey_modes)

    assert read_only.data in one_line(undo)
    assert "can't be written (Permission denied): nothing was changed" in one_line(config)


def test_a_file_where_the_home_should_be_is_named(waterline: Waterline, home: Home) -> None:
    Path(home.data).write_text("in the way")

    for words in (["note", "x"], ["show"], ["undo"], ["config", "theme", "ansi"]):
        assert home.data in one_line(waterline(*words))
    assert Path(home.data).read_text() == "in the way"


def no_room() -> None:
    """Let every write to a file fail in this process, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_is_said_and_what_was_there_stays(waterline: Waterline, home: Home) -> None:
    waterline.note("before")
    waterline("show")
    waterline.note("waiting")
    before = contents(home.inbox)

    note = process("note", "x", preexec_fn=no_room)
    config = process("config", "theme", "ansi", preexec_fn=no_room)
    shown = process("show", preexec_fn=no_room)

    assert "nothing was saved" in one_line(note)
    assert "can't be written" in one_line(config)
    assert contents(home.inbox) == before
    assert shown.code in {0, 1}
    assert shown.err.count("\n") <= 1
    assert [line["body"] for line in json.loads(waterline("show", "--json").out)] == [
        "before",
        "waiting",
    ]


def test_without_git_only_what_needs_git_says_so(
    waterline: Waterline, tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    git.commit(where, "first")
    monkeypatch.setenv("PATH", str(tmp_path))

    added = process("repo", "add", str(where))

    assert added.code == 1
    assert "git" in added.err.splitlines()[0]
    assert "Traceback" not in added.err
    assert waterline("note", "x", "--repo", str(where)).code == 0
    assert "api  x" in waterline("show").out
    doctor = waterline("doctor")
    assert doctor.code == 1
    assert "✗ git is not found: install git" in doctor.out


def test_without_any_home_it_says_what_to_set(
    waterline: Waterline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.delenv("WATERLINE_HOME")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)

    for words in (["note", "x"], ["status"], ["show"], ["config"]):
        assert one_line(waterline(*words)) == (
            "no home folder is known: set HOME or WATERLINE_HOME"
        )


# --- What is typed ----------------------------------------------------------------------------

HOSTILE = "a\0b \x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07 \u009b2J [/x] [bold] \u202eevil \ud800 \x7f"


def test_hostile_text_is_stored_and_shown_as_text(waterline: Waterline) -> None:
    assert waterline("note", HOSTILE).code == 0
    assert waterline("note", "-", stdin=HOSTILE.encode("utf-8", "replace")).code == 0

    shown = waterline("show")
    bodies = [line["body"] for line in json.loads(waterline("show", "--json").out)]

    for text in (shown.out, *bodies):
        assert not set(text) & set("\0\x1b\x07\x7f\u009b\u202e\ud800")
    assert all("[/x] [bold] evil" in body for body in bodies)


# No argument can hold NUL; of broken bytes Python makes surrogates such as this one.
ARGUMENT = HOSTILE.replace("\0", "").replace("\ud800", "\udcff")


@pytest.mark.parametrize(
    "words",
    [
        ["search", ARGUMENT],
        ["show", ARGUMENT],
        ["show", "--tag", ARGUMENT],
        ["show", "--repo", ARGUMENT],
        ["show", "--repo", "./" + ARGUMENT],
        ["show", "--since", ARGUMENT],
        ["note", "--at", ARGUMENT, "x"],
        ["note", "--repo", ARGUMENT, "x"],
        ["note", "--tag", ARGUMENT, "x"],
        ["edit", ARGUMENT, "-m", "x"],
        ["delete", ARGUMENT],
        ["config", ARGUMENT],
        ["config", "theme", ARGUMENT],
        ["config", f"keys.{ARGUMENT}", "x"],
        ["status", "--format", "{" + ARGUMENT],
        ["repo", "add", ARGUMENT],
        ["repo", "scan", ARGUMENT],
        ["repo", "remove", ARGUMENT],
        ["backup", "/nowhere/" + ARGUMENT],
        ["restore", ARGUMENT, "--yes"],
        [ARGUMENT],
        ["--" + ARGUMENT],
    ],
)
def test_hostile_arguments_end_in_an_exit_code_and_clean_words(
    waterline: Waterline, words: list[str]
) -> None:
    done = waterline(*words)

    assert done.code in {0, 1, 2}
    assert done.err.count("\n") <= 2
    assert not set(done.out + done.err) & set("\0\x1b\x07\x7f\u009b\u202e")


def test_an_absurdly_long_argument_is_still_one_line(waterline: Waterline) -> None:
    done = waterline("show", "--since", "soon " * 20_000)

    assert len(one_line(done)) < 200
