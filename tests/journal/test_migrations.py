"""Steps of the schema: in order, once, all or nothing, with a backup before them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.journal.test_crashes import is_sound, run
from waterline.errors import HomeError, JournalNewerError
from waterline.journal import connection, inbox, migrations
from waterline.practice import capture
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home


@pytest.fixture
def old(home: Home) -> Home:
    """Give a home whose journal has one entry and has seen today's steps."""
    capture.note(home, "words")
    with contextlib.closing(connection.connect(home)) as db:
        inbox.drain(db, home, Settings())
    return home


def second(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE entry ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def third(db: sqlite3.Connection) -> None:
    db.execute("UPDATE entry SET mood = 'bright'")


def broken(db: sqlite3.Connection) -> None:
    db.execute("UPDATE entry SET body = 'half done'")
    raise ZeroDivisionError


def test_the_steps_have_names_of_their_own() -> None:
    names = [name for name, _ in migrations.STEPS]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalpha() for name in names)


def test_later_steps_are_taken_in_order_and_keep_what_is_there(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (*migrations.STEPS, ("second", second), ("third", third))
    monkeypatch.setattr(migrations, "STEPS", steps)
    for _ in range(2):
        with contextlib.closing(connection.connect(old)) as db:
            row = db.execute("SELECT body, mood FROM entry").fetchone()
            assert tuple(row) == ("words", "bright")
            assert db.execute("PRAGMA user_version").fetchone()[0] == len(steps)
    # One backup, and it is the journal as it was before the steps.
    (name,) = os.listdir(old.backups)
    assert "before-second" in name
    with contextlib.closing(sqlite3.connect(f"{old.backups}/{name}")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(steps) - 2
        assert db.execute("SELECT body FROM entry").fetchall() == [("words",)]


def test_a_step_that_fails_leaves_the_journal_as_it_was(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations.STEPS
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*steps, ("second", second), ("broken", broken)))
        with pytest.raises(ZeroDivisionError):
            connection.connect(old)
    with contextlib.closing(connection.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(steps)
        assert [tuple(row) for row in db.execute("SELECT body FROM entry")] == [("words",)]
        assert "mood" not in [row[1] for row in db.execute("PRAGMA table_info(entry)")]


def test_without_its_backup_no_step_is_taken(old: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(old.backups, "w", encoding="utf-8") as file:
        file.write("in the way")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, ("second", second)))
        with pytest.raises(HomeError, match="backups"):
            connection.connect(old)
    connection.connect(old).close()


def test_who_updates_cannot_go_back_unnoticed(old: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, ("second", second)))
        connection.connect(old).close()
    with pytest.raises(JournalNewerError):
        connection.connect(old)


def test_32_first_runs_at_once_take_each_step_once_and_make_one_backup(tmp_path: Path) -> None:
    state = run("migrate", tmp_path, 32)
    assert state["taken"] == ["first", "explanations", "sessions", "audits", "later"]
    assert len(state["backups"]) == 1
    assert is_sound(state)
    assert [body for _, body in state["entries"]] == [f"words {n} #kept" for n in range(3)]
