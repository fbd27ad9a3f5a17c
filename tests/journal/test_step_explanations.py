"""A journal that was written before there were explanations is brought up to date, whole."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from waterline.domain.filters import Filter
from waterline.journal import checkup, connection, entries, glance, inbox, migrations, store
from waterline.practice import capture, care
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

ID = "0198c0de-0000-7000-8000-00000000000"
CHANGE = {
    "utc_offset": 7200,
    "day": "2026-05-10",
    "author": "Mara Test",
    "address": "mara@example.org",
    "insertions": 40,
    "deletions": 2,
    "files": 1,
    "generated_lines": 0,
    "sort": "",
}


@pytest.fixture
def first(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Give a journal of the first step, with an entry that was edited and two changes."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        key = capture.note(home, "The limiter refills #on-read")
        with lay.journal(home) as db:
            inbox.drain(db, home, Settings())
            with store.session(home, write=True) as session:
                entries.edit(session, key, "The limiter refills on read")
            repository = lay.repository(db, "api")
            for number, (origin, tool, signal) in enumerate(
                (("assisted", "Aider", "committer"), ("unknown", "", ""))
            ):
                at = lay.moment("2026-05-10 09:00") + number
                row = {
                    **CHANGE,
                    "id": f"{ID}{number}",
                    "moment": at,
                    "sha": f"{number:040x}",
                    "identity": f"mara@example.org {number}",
                    "committed_at": at,
                    "message": f"Add part {number}",
                    "origin": origin,
                    "tool": tool,
                    "signal": signal,
                }
                lay._insert(db, "change", row)
                lay._insert(db, "sighting", {"repository_id": repository, "moment": at})
            assert db.execute("PRAGMA user_version").fetchone()[0] == 1
    return home


def test_nothing_that_was_there_changes(first: Home) -> None:
    with lay.journal(first) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(migrations.STEPS)
        lines = glance.page(db, Filter())
        rows = db.execute(
            "SELECT origin, tool, signal, own_origin, own_tool, own_signal, said, variables, "
            "ai_lines FROM change ORDER BY moment"
        ).fetchall()
    assert [line.body for line in lines] == [
        "The limiter refills on read", "Add part 1", "Add part 0",
    ]  # fmt: skip
    assert [tuple(row) for row in rows] == [
        ("assisted", "Aider", "committer", "assisted", "Aider", "committer", "", "", 0),
        ("unknown", "", "", "unknown", "", "", "", "", 0),
    ]
    assert [line.explained for line in lines] == [False] * 3
    capture.undo(first, Settings())
    with lay.journal(first) as db:
        assert glance.page(db, Filter())[0].tags == ("on-read",)


def test_a_backup_is_made_before_the_step(first: Home) -> None:
    connection.connect(first).close()
    [name] = os.listdir(first.backups)
    assert "before-explanations" in name
    with contextlib.closing(sqlite3.connect(f"{first.backups}/{name}")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


def test_it_is_made_like_one_that_began_today(first: Home) -> None:
    with lay.journal(first) as db:
        assert checkup.made_of(db) == checkup.expected(len(migrations.STEPS))
    assert {finding.name for finding in care.checkup(first) if not finding.ok} <= {"repositories"}


def test_a_backup_from_before_can_be_restored(first: Home) -> None:
    connection.connect(first).close()
    os.unlink(first.journal)
    care.restore(first)
    with lay.journal(first) as db:
        assert len(glance.page(db, Filter())) == 3
        assert db.execute("SELECT count(*) FROM explanation").fetchone()[0] == 0


def test_its_entries_are_saved_where_the_first_page_is_ruined(first: Home) -> None:
    # The tables of the later step lie elsewhere than in a journal that began today: what a new
    # first page says of them is wrong, and must mislead nobody.
    connection.connect(first).close()
    for name in os.listdir(first.backups):
        os.unlink(f"{first.backups}/{name}")
    with open(first.journal, "r+b") as journal:
        journal.write(os.urandom(4096))
    done = care.restore(first)
    assert (done.entries, done.lost) == (1, 0)
    with lay.journal(first) as db:
        assert [row[0] for row in db.execute("SELECT body FROM entry")] == [
            "The limiter refills on read"
        ]
        assert db.execute("SELECT count(*) FROM explanation").fetchone()[0] == 0
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
