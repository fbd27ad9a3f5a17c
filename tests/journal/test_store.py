"""The wide door: sessions that write all or nothing, and never lose another's update."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from waterline.errors import JournalBusyError, JournalDamagedError, JournalFullError
from waterline.journal import connection, store
from waterline.journal.records import Entry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from waterline.home import Home


def entry(number: int, body: str = "words") -> Entry:
    return Entry(
        moment=number,
        id=f"019e0f00-0000-7000-8000-{number:012x}",
        utc_offset=0,
        zone="",
        day="2026-05-10",
        kind="note",
        body=body,
        tags="",
        repo="",
    )


@pytest.fixture
def db(home: Home) -> Iterator[sqlite3.Connection]:
    opened = connection.connect(home)
    yield opened
    opened.close()


def bodies(db: sqlite3.Connection) -> list[str]:
    return [row[0] for row in db.execute("SELECT body FROM entry ORDER BY moment")]


def test_what_a_session_writes_is_kept_when_its_block_ends(
    home: Home, db: sqlite3.Connection
) -> None:
    with store.session(home, write=True) as session:
        session.add(entry(1))
        assert bodies(db) == []
    assert bodies(db) == ["words"]


def test_a_block_that_fails_keeps_nothing(home: Home, db: sqlite3.Connection) -> None:
    def fail() -> None:
        with store.session(home, write=True) as session:
            session.add(entry(1))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert bodies(db) == []
    with store.session(home, write=True) as session:  # and no lock is left behind
        session.add(entry(2))
    assert bodies(db) == ["words"]


def test_a_reading_session_holds_nobody_up(home: Home, db: sqlite3.Connection) -> None:
    with store.session(home) as session:
        assert session.exec(select(Entry)).all() == []
        with connection.writing(db):
            db.execute("PRAGMA user_version")
        with store.session(home, write=True) as other:
            other.add(entry(1))
        assert session.exec(select(Entry)).all() == []
    assert bodies(db) == ["words"]


def test_a_locked_journal_is_the_journals_error(
    home: Home, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with (
        connection.writing(db),
        pytest.raises(JournalBusyError),
        store.session(home, write=True) as session,
    ):
        session.add(entry(1))


def test_a_full_disk_is_the_journals_error(home: Home, db: sqlite3.Connection) -> None:
    pages = db.execute("PRAGMA page_count").fetchone()[0]

    def fill() -> None:
        with store.session(home, write=True) as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
            session.add(entry(1, "x" * 100_000))

    with pytest.raises(JournalFullError):
        fill()
    assert bodies(db) == []


def test_a_damaged_journal_is_the_journals_error(home: Home, db: sqlite3.Connection) -> None:
    db.close()
    with open(home.journal, "r+b") as file:
        file.write(b"no database any more")
    with pytest.raises(JournalDamagedError), store.session(home):
        pass


def test_no_update_is_lost_between_processes(home: Home) -> None:
    with store.session(home, write=True) as session:
        session.add(entry(1, "0"))
    script = (
        "from sqlmodel import select\n"
        "from waterline import home\n"
        "from waterline.journal import store\n"
        "from waterline.journal.records import Entry\n"
        "for _ in range(25):\n"
        "    with store.session(home.find(), write=True) as session:\n"
        "        one = session.exec(select(Entry)).one()\n"
        "        one.body = str(int(one.body) + 1)\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(4)]
    assert [child.wait() for child in children] == [0] * 4
    with contextlib.closing(connection.connect(home)) as db:
        assert bodies(db) == ["100"]
