"""What happens in strange lives: odd clocks, locked journals, flipped bits, vanished folders."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Waterline, process, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Terminal
    from waterline.home import Home

    Editor = Callable[[str], Path]


def waiting(home: Home) -> list[str]:
    """Name the events that wait in the inbox."""
    return [name for name in os.listdir(home.inbox) if name.endswith(".json")]


@contextlib.contextmanager
def locked(home: Home) -> Iterator[None]:
    """Be another process that writes for a long time."""
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


# --- Clocks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["XXX+24", "XXX-100", "XXX-23:59:59", "No/Where", ":", ""])
def test_a_note_is_kept_and_shown_in_whatever_zone_the_shell_says(home: Home, zone: str) -> None:
    odd = {**os.environ, "TZ": zone}

    assert process("note", "at the edge of the world", env=odd).code == 0
    assert process("note", "--at", "1 minute ago", "a minute before", env=odd).code == 0
    shown = process("show", env=odd)

    assert (shown.code, shown.err) == (0, "")
    assert "at the edge of the world" in shown.out
    assert "a minute before" in shown.out
    assert not os.path.exists(f"{home.inbox}/damaged")


def test_a_time_that_no_calendar_shows_is_refused_before_anything_is_written(
    waterline: Waterline, home: Home
) -> None:
    done = waterline("note", "--at", "0001-01-01", "in the beginning")

    assert done == Done(1, "", "waterline: no calendar shows that time: name another\n")
    assert not os.path.exists(home.inbox)


# --- A journal that another process keeps locked ----------------------------------------------


def test_a_shell_prompt_does_not_wait_for_a_locked_journal(
    waterline: Waterline, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    waterline.note("one")
    waterline("status")
    waterline.note("two")
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)

    with locked(home):
        while_locked = waterline("status")

    assert while_locked == Done(0, "1 entry today\n", "")
    assert len(waiting(home)) == 1
    assert waterline("status").out == "2 entries today\n"


# --- Bits that flipped ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET day = '2026-11-2p'",
        "UPDATE entry SET day = x'00'",
        "UPDATE entry SET utc_offset = 90000",
        "UPDATE entry SET utc_offset = 'x'",
        "UPDATE entry SET moment = moment + (1 << 62)",
    ],
)
def test_a_row_that_no_clock_can_show_is_damage_and_no_bug(
    waterline: Waterline, home: Home, damage: str
) -> None:
    key = waterline.note("the limiter")
    assert waterline("edit", key, "-m", "the limiter refills").code == 0
    with contextlib.closing(sqlite3.connect(home.journal)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(damage)

    for words in (["show", "--limit", "5"], ["show", key], ["edit", key, "-m", "x"], ["undo"]):
        done = waterline(*words)
        assert (done.code, done.out) == (1, ""), words
        assert done.err.startswith(f"waterline: {home.journal} is damaged (a ")
        assert "`waterline restore`" in done.err
    assert "✗ " in waterline("doctor").out
    assert json.loads(waterline("doctor", "--json").out)


# --- Slips ------------------------------------------------------------------------------------


def test_an_option_without_its_value_leads_to_the_help_of_its_command(
    waterline: Waterline,
) -> None:
    assert waterline("status", "--format").err.endswith("try `waterline status --help`\n")


def test_words_that_begin_with_a_dash_are_told_their_place(waterline: Waterline) -> None:
    refused = waterline("note", "-5 degrees")

    assert refused.code == 2
    assert refused.err.endswith(
        "try `waterline note --help`; words that begin with - go after --\n"
    )
    assert waterline("note", "--", "-5 degrees").code == 0
    assert "go after --" not in waterline("status", "--nope").err


@pytest.mark.parametrize(
    "words",
    [
        ["note", "--at", "", "x"],
        ["note", "--at", "  ", "x"],
        ["note", "--repo", "", "x"],
        ["show", "--since", ""],
        ["show", "--until", " "],
        ["show", "--on", ""],
        ["search", "--repo", "", "x"],
    ],
)
def test_a_variable_that_was_not_set_is_no_wish(
    waterline: Waterline, home: Home, words: list[str]
) -> None:
    done = waterline(*words)

    assert (done.code, done.out) == (2, "")
    assert words[1] in done.err
    assert not os.path.exists(home.inbox)


def test_a_key_that_the_app_would_refuse_is_not_set(waterline: Waterline, home: Home) -> None:
    for key, value, words in (
        ("keys.nope", "x", "keys.nope: there is no action 'nope': allowed are "),
        ("keys.new", "q", "keys.new = 'q': q already is quit "),
        ("keys.new", "", 'keys.new = "": allowed is '),
    ):
        done = waterline("config", key, value)
        assert done.code == 1
        assert done.err.startswith(f"waterline: {home.settings}: {words}")
    assert not os.path.exists(home.settings)
    assert waterline("config", "keys.new", "ctrl+n").code == 0


def test_the_doctor_names_a_key_that_the_app_will_refuse(waterline: Waterline, home: Home) -> None:
    home.make(home.config)
    with open(home.settings, "w", encoding="utf-8") as file:
        file.write('[keys]\nnope = "x"\n')

    done = waterline("doctor")

    assert done.code == 1
    assert f"✗ {home.settings}: keys.nope: there is no action 'nope': allowed are" in done.out


# --- Editors ----------------------------------------------------------------------------------


def test_a_text_that_an_editor_left_is_named_by_the_doctor_and_can_be_noted(
    waterline: Waterline, home: Home, terminal: Callable[..., Terminal], editor: Editor
) -> None:
    editor('echo "typed for an hour" > "$1"; exit 3')
    window = terminal("note")
    assert window.end() == 1
    (path,) = [f"{home.drafts}/{name}" for name in os.listdir(home.drafts)]
    assert f"your text is kept in {path}" in window.shown

    found = waterline("doctor")

    assert found.code == 1
    assert f"✗ {path} was left by an editor: `waterline note - < {path}` notes it" in found.out
    with open(path, "rb") as left:
        assert waterline("note", "-", stdin=left.read()).code == 0
    os.unlink(path)
    assert waterline("doctor").code == 0
    assert "typed for an hour" in waterline("show").out


def test_a_text_that_is_being_edited_is_not_left_behind(
    waterline: Waterline, home: Home, terminal: Callable[..., Terminal], editor: Editor
) -> None:
    editor('echo "still typing" > "$1"; touch "$1.begun"; read -r go')
    window = terminal("note")
    wait_until(lambda: any(name.endswith(".begun") for name in _listed(home.drafts)))

    meanwhile = waterline("doctor")

    assert meanwhile.code == 0, meanwhile.out
    window.send("\n")
    assert window.end() == 0
    assert [name for name in os.listdir(home.drafts) if not name.endswith(".begun")] == []


def test_an_editor_that_is_killed_and_a_text_that_is_emptied_say_so(
    waterline: Waterline, terminal: Callable[..., Terminal], editor: Editor
) -> None:
    key = waterline.note("the limiter")
    editor("kill -9 $$")
    killed = terminal("edit", key)
    assert killed.end() == 1
    assert "was ended by signal 9" in killed.shown
    editor(': > "$1"')
    emptied = terminal("edit", key)
    assert emptied.end() == 1
    assert "nothing was written, so the entry stays as it was: `waterline delete`" in emptied.shown
    assert "the limiter" in waterline("show").out


def _listed(folder: str) -> list[str]:
    return os.listdir(folder) if os.path.isdir(folder) else []


# --- Places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["note", "--repo", ".", "x"], ["repo", "add"], ["backup", "copy.db"]]
)
def test_a_folder_that_is_gone_is_said_to_be_gone(
    home: Home, tmp_path: Path, words: list[str]
) -> None:
    assert process("note", "one").code == 0
    gone = tmp_path / "gone"
    gone.mkdir()
    inside = (
        f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\n"
        "from waterline.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )

    done = subprocess.run([sys.executable, "-c", inside, *words], capture_output=True, check=False)

    assert done.returncode == 1
    assert done.stderr == (
        b"waterline: the folder you stand in is gone: `cd` to one that is there\n"
    )
    assert process("show").code == 0
    assert os.path.exists(home.journal)


def test_a_backup_never_takes_a_name_that_sqlite_takes_for_the_journals(
    waterline: Waterline, home: Home, tmp_path: Path
) -> None:
    waterline.note("one")
    waterline("show")
    beside = tmp_path / "link"
    beside.symlink_to(home.data)

    for path in (f"{home.journal}-wal", f"{home.journal}-journal", f"{beside}/journal.db-shm"):
        real = os.path.realpath(path)
        done = waterline("backup", path)
        assert done == Done(1, "", f"waterline: {real} is the journal's own: choose another name\n")
    nowhere = waterline("backup", f"{tmp_path}/no/such/copy.db")
    assert f"copy.db can't be made: there is no folder {tmp_path}/no/such: " in nowhere.err


def test_what_can_t_be_restored_is_described_in_a_sentence(
    waterline: Waterline, home: Home, tmp_path: Path
) -> None:
    waterline.note("one")
    newer = tmp_path / "newer.db"
    assert waterline("show").code == 0
    assert waterline("backup", str(newer)).code == 0
    with contextlib.closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 9999")

    for path, what in (
        (newer, "it was written by a newer Waterline"),
        (tmp_path, "it is a folder"),
    ):
        done = waterline("restore", "--yes", str(path))
        assert f"{path} can't be restored: {what}: " in done.err


def test_every_sentence_of_the_doctor_has_its_subject(waterline: Waterline, home: Home) -> None:
    waterline.note("one")
    waterline("show")

    said = waterline("doctor").out

    assert "the journal holds 1 entry and 0 changes" in said
    assert "✓ no backup is due yet\n" in said
    assert "✓ nothing waits in the inbox\n" in said
    assert "✓ no repository is followed\n" in said


def test_a_file_in_a_folders_place_is_named_with_what_helps(
    waterline: Waterline, home: Home
) -> None:
    home.make(home.data)
    for name in ("inbox", "drafts"):
        with open(f"{home.data}/{name}", "w", encoding="utf-8") as file:
            file.write("not a folder")
        os.chmod(file.name, 0o600)

    said = waterline("doctor").out

    assert f"✗ {home.inbox} is not a folder: move it away\n" in said
    assert f"✗ {home.drafts} is not a folder: move it away\n" in said


@pytest.mark.parametrize("letter", [b"\xa0", b"\x00", b"\x0b", b"\xff"])
def test_a_letter_that_no_text_can_hold_is_named_by_the_doctor(
    waterline: Waterline, home: Home, letter: bytes
) -> None:
    key = waterline.note("the limiter refills")
    waterline("show")
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(home.journal, "rb") as file:
        raw = file.read()
    assert raw.count(b"the limiter refills") == 1
    with open(home.journal, "wb") as file:  # the index of words takes it for the space it was
        file.write(raw.replace(b"the limiter refills", b"the limiter" + letter + b"refills"))

    done = waterline("doctor")

    assert done.code == 1
    assert f"✗ entries make no sense: {key}: its text is broken: " in done.out
    assert "limiter" not in done.out


@pytest.mark.parametrize(("word", "flipped"), [("日本", "日朮"), ("go", "gn"), ("why", "whx")])
def test_a_flipped_bit_in_a_short_word_is_named_by_the_doctor(
    waterline: Waterline, home: Home, word: str, flipped: str
) -> None:
    for n in range(8):  # whether SQLite's own check misses it hangs on where the word stands
        waterline.note(*["the limiter"] * n, word)
    waterline("show")
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(home.journal, "rb") as file:
        raw = file.read()
    at = -1
    for n in range(8):
        at = raw.index(word.encode() if n == 7 else f"limiter {word}".encode(), at + 1)
        with open(home.journal, "wb") as file:
            file.write(raw[:at] + raw[at:].replace(word.encode(), flipped.encode(), 1))

        done = waterline("doctor")

        assert done.code == 1, n
        assert "✗ the search index is out of step" in done.out


def test_a_row_that_has_lost_everything_is_named_and_no_bug(
    waterline: Waterline, home: Home
) -> None:
    waterline.note("the limiter refills")
    waterline("show")
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        db.executescript(
            """PRAGMA writable_schema = ON;
               UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'entry';
               PRAGMA writable_schema = RESET;
               UPDATE entry SET id = NULL, body = x'ff', tags = NULL;"""
        )

    done = waterline("doctor")

    assert (done.code, done.err) == (1, "")
    assert "✗ entries make no sense: " in done.out
