"""Draining: what waits in the inbox comes into the journal, once; what can't, is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waterline.domain import text
from waterline.errors import JournalFullError
from waterline.gate import inbox as gate
from waterline.journal import connection, inbox
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from waterline.home import Home

# 2026-05-10 01:30 in Berlin: still the evening of the 9th.
NIGHT = 1_778_369_400_000_000
EVENT: dict[str, Any] = {
    "v": 1,
    "type": "entry",
    "id": "019e0f00-0000-7000-8000-000000000001",
    "at": NIGHT,
    "offset": 7200,
    "zone": "Europe/Berlin",
    "kind": "note",
    "body": "why",
    "tags": [],
    "repo": "",
}


@pytest.fixture
def db(home: Home) -> Iterator[sqlite3.Connection]:
    opened = connection.connect(home)
    yield opened
    opened.close()


def put(home: Home, raw: bytes, name: str = "a.json") -> str:
    os.makedirs(home.inbox, exist_ok=True)
    path = f"{home.inbox}/{name}"
    with open(path, "wb") as file:
        file.write(raw)
    return path


def event(**changed: Any) -> bytes:
    return json.dumps({**EVENT, **changed}).encode()


def key(number: int) -> str:
    return f"019e0f00-0000-7000-8000-{number:012x}"


def age(path: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def rows(db: sqlite3.Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute("SELECT * FROM entry ORDER BY moment")]


def test_an_event_becomes_an_entry_and_its_file_goes(home: Home, db: sqlite3.Connection) -> None:
    put(home, event(body="why #WAL\x1b[2J  ", tags=["Deep Work"], repo="/code/api"))
    assert inbox.drain(db, home, Settings()) == 1
    [row] = rows(db)
    assert row.pop("seal") is not None
    assert [row] == [
        {
            "moment": NIGHT,
            "id": EVENT["id"],
            "utc_offset": 7200,
            "zone": "Europe/Berlin",
            "day": "2026-05-09",
            "kind": "note",
            "body": "why #WAL[2J",
            "tags": "deep-work wal",
            "repo": "/code/api",
            "edited_at": None,
            "deleted_at": None,
        }
    ]
    tags = db.execute("SELECT tag, moment FROM entry_tag ORDER BY tag").fetchall()
    assert [tuple(row) for row in tags] == [("deep-work", NIGHT), ("wal", NIGHT)]
    assert os.listdir(home.inbox) == []


def test_an_empty_inbox_gives_nothing(home: Home, db: sqlite3.Connection) -> None:
    assert inbox.drain(db, home, Settings()) == 0
    os.makedirs(home.inbox)
    assert inbox.drain(db, home, Settings()) == 0
    assert inbox.waiting(home) == {}


def test_the_day_follows_the_setting(home: Home, db: sqlite3.Connection) -> None:
    put(home, event())
    inbox.drain(db, home, Settings({"day_starts": "01:00"}))
    assert rows(db)[0]["day"] == "2026-05-10"


def test_what_the_journal_has_seen_comes_in_once(home: Home, db: sqlite3.Connection) -> None:
    put(home, event())
    inbox.drain(db, home, Settings())
    # As after a kill between commit and unlink, and as a synchronised folder leaves copies.
    put(home, event())
    put(home, event(), "a (copy of another machine).json")
    assert inbox.drain(db, home, Settings()) == 0
    assert len(rows(db)) == 1
    assert os.listdir(home.inbox) == []


def test_a_deleted_entry_does_not_come_back(home: Home, db: sqlite3.Connection) -> None:
    put(home, event())
    inbox.drain(db, home, Settings())
    db.execute("UPDATE entry SET deleted_at = 1")
    put(home, event())
    assert inbox.drain(db, home, Settings()) == 0
    assert rows(db)[0]["deleted_at"] == 1


def test_notes_of_one_moment_stand_in_the_order_of_writing(
    home: Home, db: sqlite3.Connection
) -> None:
    put(home, event(id=key(9), at=NIGHT + 2), "first.json")
    inbox.drain(db, home, Settings())
    for number in (1, 2, 3, 4):
        put(home, event(id=key(number), body=str(number)), f"{key(number)}.json")
    assert inbox.drain(db, home, Settings()) == 4
    assert [(row["moment"] - NIGHT, row["body"]) for row in rows(db)] == [
        (0, "1"),
        (1, "2"),
        (2, "why"),
        (3, "3"),
        (4, "4"),
    ]


def test_thousands_of_events_come_in_several_batches(home: Home, db: sqlite3.Connection) -> None:
    for number in range(2 * inbox.BATCH + 3):
        put(home, event(id=key(number)), f"{key(number)}.json")
    begun: list[str] = []
    db.set_trace_callback(lambda sql: begun.append(sql) if sql.startswith("BEGIN") else None)
    assert inbox.drain(db, home, Settings()) == 2 * inbox.BATCH + 3
    assert begun == ["BEGIN IMMEDIATE"] * 3
    assert [row["id"] for row in rows(db)] == [key(n) for n in range(2 * inbox.BATCH + 3)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0\0\0",
        b'{"v": 1, "type": "entry"',
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"v": ' + b"9" * 5000 + b"}",
        event(v="1"),
        event(v=True),
        event(type=7),
        event(id="../../evil"),
        event(id="019E0F00-0000-7000-8000-000000000001"),
        event(at="now"),
        event(at=1.5),
        event(at=True),
        event(at=10**18),
        event(at=-(10**18)),
        event(at=10**40),
        event(offset=86_400),
        event(zone=None),
        event(kind=None),
        event(body=None),
        event(body=" \x1b\n"),
        event(tags="one"),
        event(tags=[1]),
        event(repo=[]),
        json.dumps({name: EVENT[name] for name in EVENT if name != "tags"}).encode(),
    ],
)
def test_what_nobody_can_read_is_set_aside_and_named(
    raw: bytes, home: Home, db: sqlite3.Connection
) -> None:
    put(home, raw, "broken.json")
    put(home, event(), "whole.json")
    assert inbox.drain(db, home, Settings()) == 1
    kept = f"{home.inbox}/damaged/broken.json"
    with open(kept, "rb") as file:
        assert file.read() == raw
    assert list(inbox.waiting(home)) == [kept]
    assert inbox.drain(db, home, Settings()) == 0


def test_of_two_broken_files_with_one_name_both_are_kept(
    home: Home, db: sqlite3.Connection
) -> None:
    for raw in (b"one", b"two"):
        put(home, raw)
        inbox.drain(db, home, Settings())
    kept = [Path(path).read_bytes() for path in inbox.waiting(home)]
    assert sorted(kept) == [b"one", b"two"]


@pytest.mark.parametrize(
    "raw", [event(v=2), event(type="explanation"), event(kind="dream"), event(v=2, body=None)]
)
def test_what_a_newer_waterline_wrote_stays_for_it(
    raw: bytes, home: Home, db: sqlite3.Connection
) -> None:
    path = put(home, raw)
    assert inbox.drain(db, home, Settings()) == 0
    assert os.listdir(home.inbox) == ["a.json"]
    assert list(inbox.waiting(home)) == [path]
    assert rows(db) == []


def test_what_is_still_being_written_is_left_alone(home: Home, db: sqlite3.Connection) -> None:
    age(put(home, event(), "a.part"), inbox.ABANDONED_SECONDS - 60)
    age(put(home, event(), "b.part"), 2)  # a writer on a slow disk needs seconds
    assert inbox.drain(db, home, Settings()) == 0
    assert sorted(os.listdir(home.inbox)) == ["a.part", "b.part"]


def test_what_a_dead_writer_left_whole_is_adopted(home: Home, db: sqlite3.Connection) -> None:
    age(put(home, event(), "a.part"), inbox.ABANDONED_SECONDS + 60)
    assert inbox.drain(db, home, Settings()) == 1
    assert os.listdir(home.inbox) == []


def test_what_a_dead_writer_left_broken_is_set_aside(home: Home, db: sqlite3.Connection) -> None:
    age(put(home, event()[:40], "a.part"), inbox.ABANDONED_SECONDS + 60)
    assert inbox.drain(db, home, Settings()) == 0
    assert list(inbox.waiting(home)) == [f"{home.inbox}/damaged/a.part"]


def test_folders_pipes_and_strangers_hold_nothing_up(home: Home, db: sqlite3.Connection) -> None:
    put(home, event(), "good.json")
    put(home, b"", ".DS_Store")
    os.mkdir(f"{home.inbox}/folder.json")
    os.mkfifo(f"{home.inbox}/pipe.json")
    assert inbox.drain(db, home, Settings()) == 1
    assert set(inbox.waiting(home)) == {
        f"{home.inbox}/folder.json",
        f"{home.inbox}/damaged/pipe.json",
    }


def test_an_inbox_that_is_no_folder_leaves_the_journal_readable(
    home: Home, db: sqlite3.Connection
) -> None:
    with open(home.inbox, "w", encoding="utf-8") as file:
        file.write("")
    assert inbox.drain(db, home, Settings()) == 0


def test_a_full_disk_leaves_the_events_waiting(home: Home, db: sqlite3.Connection) -> None:
    for number in range(20):
        put(home, event(id=key(number), body="x" * 9000), f"{key(number)}.json")
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(JournalFullError):
        inbox.drain(db, home, Settings())
    assert rows(db) == []
    assert len(os.listdir(home.inbox)) == 20
    db.execute("PRAGMA max_page_count = 1000000")
    assert inbox.drain(db, home, Settings()) == 20


def test_draining_needs_json_only_when_something_waits(home: Home) -> None:
    code = (
        "import sys\n"
        "from waterline import home, settings\n"
        "from waterline.journal import connection, inbox\n"
        "here = home.find()\n"
        "inbox.drain(connection.connect(here), here, settings.load(here))\n"
        "print(*{'json', 're', 'dataclasses', 'sqlmodel'} & set(sys.modules))\n"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
    put(home, event())
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert "json" in done.stdout.split()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),  # few ids and few moments, so that they meet
            st.integers(0, 3),
            st.text(st.characters(), max_size=20),
            st.lists(st.text(max_size=8), max_size=3),
        ),
        max_size=12,
    )
)
def test_whatever_waits_is_taken_in_once_or_kept(
    home: Home,
    db: sqlite3.Connection,
    notes: list[tuple[int, int, str, list[str]]],
) -> None:
    db.execute("DELETE FROM entry")
    os.makedirs(f"{home.inbox}/damaged", exist_ok=True)
    for number, (who, at, body, tags) in enumerate(notes):
        raw = gate.encode({**EVENT, "id": key(who), "at": NIGHT + at, "body": body, "tags": tags})
        put(home, raw, f"{number:03}.json")
    inbox.drain(db, home, Settings())
    held = [row["id"] for row in rows(db)]
    assert sorted(held) == sorted({key(who) for who, _, body, _ in notes if text.body(body)})
    assert os.listdir(home.inbox) == ["damaged"]
    # Of one id the first file counts; those without words are set aside, each of them.
    empty = sum(not text.body(body) for _, _, body, _ in notes)
    assert len(inbox.waiting(home)) == empty
    for path in inbox.waiting(home):
        os.unlink(path)
    # With rank 1 the index is held against the entries themselves.
    db.execute("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")
