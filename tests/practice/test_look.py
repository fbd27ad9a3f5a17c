"""Looking at the journal: the inbox is taken in first, and a look never does harm."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.journal import lay
from waterline.domain import days
from waterline.domain.filters import Filter
from waterline.errors import JournalError
from waterline.journal import connection, search
from waterline.practice import capture, look
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sized
    from pathlib import Path

    from waterline.home import Home
    from waterline.journal.search import Hit

SETTINGS = Settings()


def test_every_look_takes_in_what_waits(home: Home) -> None:
    today = date.fromisoformat(look.today(SETTINGS.day_starts))
    looks: dict[str, Callable[[], Sized]] = {
        "day": lambda: look.day(home, SETTINGS, today),
        "week": lambda: [d for d in look.week(home, SETTINGS, today) if d.entries],
        "days_with": lambda: look.days_with(home, SETTINGS, today, today),
        "page": lambda: look.page(home, SETTINGS, Filter()),
        "tags": lambda: look.tags(home, SETTINGS),
        "search": lambda: look.search(home, SETTINGS, "thought", Filter()),
    }
    for n, (name, look_at) in enumerate(looks.items(), start=1):
        capture.note(home, f"a thought #tag{n}")
        assert look_at(), name
        assert os.listdir(home.inbox) == []
        assert look.status(home, SETTINGS).entries_today == n


def test_the_status_of_a_home_without_a_journal_is_zeros_and_makes_none(home: Home) -> None:
    status = look.status(home, SETTINGS)
    assert (status.entries_today, status.owed, status.due, status.session) == (0, 0, 0, None)
    assert not os.path.exists(home.data)


def test_the_status_counts_the_day_that_is_not_over_yet(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "yesterday", "2026-05-09 12:00")
        lay.entry(db, "today", "2026-05-10 12:00")
        lay.entry(db, "late today", "2026-05-11 01:00")
        lay.entry(db, "gone", "2026-05-10 13:00", deleted_at=1)
    with time_machine.travel(lay.moment("2026-05-11 02:30") / 1e6, tick=False):
        assert look.status(home, SETTINGS).entries_today == 2
    with time_machine.travel(lay.moment("2026-05-11 04:30") / 1e6, tick=False):
        assert look.status(home, SETTINGS).entries_today == 0


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_the_light_way_to_today_is_the_rule_of_days(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    for hour in range(0, 24 * 400, 5):  # a year with both of its clock changes
        now = 1_767_225_600 + hour * 3600 + 1799
        with time_machine.travel(now, tick=False):
            offset = time.localtime(now).tm_gmtoff
            for starts in (0, 240, 719):
                expected = days.day_of(now * 1_000_000, offset, starts).isoformat()
                assert look.today(starts) == expected


def test_a_week_begins_on_monday_and_holds_empty_days(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "a", "2026-05-10 12:00")
        lay.entry(db, "b", "2026-05-11 12:00")
    week = look.week(home, SETTINGS, date(2026, 5, 10))
    assert [count.day.day for count in week] == [4, 5, 6, 7, 8, 9, 10]
    assert [count.entries for count in week] == [0, 0, 0, 0, 0, 0, 1]
    full = look.days_with(home, SETTINGS, date(2026, 5, 1), date(2026, 5, 31))
    assert [(count.day.day, count.entries) for count in full] == [(10, 1), (11, 1)]


def test_a_repository_can_be_named_by_a_path_from_here(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code" / "api" / "src").mkdir(parents=True)
    with lay.journal(home) as db:
        api = lay.repository(db, "api", str(tmp_path / "code" / "api"))
        lay.change(db, "Lock it", api)
        lay.entry(db, "elsewhere")
    monkeypatch.chdir(tmp_path / "code")
    for name in ("api", "./api", "./api/src", str(tmp_path / "code" / "api")):
        assert [line.body for line in look.page(home, SETTINGS, Filter(repo=name))] == ["Lock it"]
        assert len(look.search(home, SETTINGS, "lo", Filter(repo=name))) == 1
    assert look.page(home, SETTINGS, Filter(repo="..")) == []


def test_a_journal_that_can_only_be_read_is_shown_and_the_inbox_waits(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "kept")
    capture.note(home, "waiting")
    monkeypatch.setattr("waterline.journal.file.is_writable", lambda _: False)
    assert [line.body for line in look.page(home, SETTINGS, Filter())] == ["kept"]
    assert len(look.search(home, SETTINGS, "kept", Filter())) == 1
    assert look.status(home, SETTINGS).entries_today == 0
    assert len(os.listdir(home.inbox)) == 1
    searcher = look.Searcher(home)
    assert len(searcher.find("kept", Filter()) or []) == 1
    searcher.close()


def test_a_damaged_journal_is_refused_in_one_line(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "kept")
    with open(home.journal, "r+b") as journal:
        journal.write(b"\xff" * 8192)
    for look_at in (
        lambda: look.page(home, SETTINGS, Filter()),
        lambda: look.status(home, SETTINGS),
        lambda: look.Searcher(home).find("kept", Filter()),
    ):
        with pytest.raises(JournalError, match="waterline restore") as refused:
            look_at()
        assert "\n" not in str(refused.value)


# -- searching while somebody types -----------------------------------------------------------


def test_a_searcher_finds_what_was_written_after_it_was_opened(home: Home) -> None:
    searcher = look.Searcher(home)
    assert searcher.find("thought", Filter()) == []
    capture.save(home, SETTINGS, "a thought")
    assert len(searcher.find("thought", Filter()) or []) == 1
    assert len(searcher.find("tho", Filter(kinds=("learned",))) or []) == 0
    searcher.close()
    searcher.close()
    assert len(searcher.find("thought", Filter()) or []) == 1
    searcher.close()


def test_a_search_under_way_ends_when_it_is_interrupted(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(db: sqlite3.Connection, *_: object, **__: object) -> list[Hit]:
        db.create_function("begun", 0, begun.set)
        db.execute(
            """WITH RECURSIVE n (x) AS (SELECT begun() UNION ALL SELECT 1 FROM n)
               SELECT count(*) FROM n"""
        )
        return []

    monkeypatch.setattr(search, "find", endless)
    searcher = look.Searcher(home)
    given: list[object] = []
    first = threading.Thread(target=lambda: given.append(searcher.find("a", Filter())))
    first.start()
    assert begun.wait(20)
    waiting = threading.Thread(target=lambda: given.append(searcher.find("ab", Filter())))
    waiting.start()
    time.sleep(0.05)
    searcher.interrupt()
    first.join(20)
    waiting.join(20)
    assert given == [None, None]
    monkeypatch.undo()
    monkeypatch.setenv("WATERLINE_HOME", home.data)
    assert searcher.find("abc", Filter()) == []
    searcher.close()


def test_many_threads_may_search_with_one_searcher(home: Home) -> None:
    with lay.journal(home) as db, connection.writing(db):
        for n in range(200):
            lay.entry(db, f"entry {n} about locks")
    searcher = look.Searcher(home)
    given: list[int] = []
    threads = [
        threading.Thread(target=lambda: given.append(len(searcher.find("lo", Filter()) or [])))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == [50] * 8
    searcher.close()


# -- what a shell prompt waits for ------------------------------------------------------------

LIGHT = """
import sys
from waterline import home, settings
from waterline.practice import look
print(look.status(home.find(), settings.load(home.find())).entries_today)
heavy = "click json dataclasses pathlib platformdirs sqlmodel sqlalchemy git textual typing re"
print(*[name for name in heavy.split() if name in sys.modules])
"""


def test_the_status_imports_nothing_that_costs(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "one", int(time.time() * 1_000_000))
    done = subprocess.run(
        [sys.executable, "-S", "-c", LIGHT],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[:2] == ["1", ""]
