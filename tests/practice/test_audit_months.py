"""Months of every sort, out of a journal: empty, tiny, huge, and across daylight saving."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.journal import lay, lay_asked
from tests.practice.auditing import SETTINGS, at, explained, shipped
from tests.practice.sittings import begun, done
from waterline.domain.audits import OVERALL, STRANDS
from waterline.domain.evidence import NotEnough
from waterline.domain.months import Month
from waterline.domain.tide import tide
from waterline.practice import audit, capture

if TYPE_CHECKING:
    import sqlite3

    from waterline.home import Home
    from waterline.practice.audit import Audit

OCTOBER = Month(2026, 10)
MARCH = Month(2026, 3)
LATER = at("2026-12-24 12:00")


def read(home: Home, month: Month = OCTOBER, now: str = "") -> Audit:
    return audit.read(home, SETTINGS, month, at(now) if now else LATER)


def key_of(db: sqlite3.Connection, subject: str) -> str:
    found: str = db.execute("SELECT id FROM change WHERE message = ?", (subject,)).fetchone()[0]
    return found


# --- Small and large --------------------------------------------------------------------------


def test_where_there_is_no_journal_yet_a_month_is_empty(home: Home) -> None:
    found = read(home)

    assert (found.shipped.changes, found.tide, found.groups) == (0, tide(0, 0, 0, 0), ())
    assert (found.notices, found.stages, found.learned) == ((), (), "")


def test_a_month_in_which_nothing_was_shipped_has_its_practice_all_the_same(home: Home) -> None:
    begun(home, "build", "2026-10-14 10:00")
    done(home, "2026-10-14 10:40", "reached")
    with time_machine.travel(at("2026-10-15 10:00"), tick=False):
        capture.save(home, SETTINGS, "Nothing to ship, much to read")

    found = read(home)

    assert found.tide == tide(0, 0, 0, 0)
    assert found.practised.weeks == (1, 1)
    assert found.entries == 2
    assert set(found.gaps) == {*STRANDS, OVERALL}


def test_a_session_of_the_last_night_is_practice_of_the_month_in_which_it_began(home: Home) -> None:
    begun(home, "debug", "2026-11-01 03:30")
    done(home, "2026-11-01 04:20", "right", True)

    october, november = read(home).practised, read(home, Month(2026, 11)).practised

    assert (october.alone.n, october.first) == (1, (1, 1))
    assert (november.alone.n, november.first) == (0, (0, 0))


def test_a_month_with_one_commit_is_whole(home: Home) -> None:
    with lay.journal(home) as db:
        shipped(db, "Only one", lay.repository(db, "api"), "2026-10-05 10:00")
        explained(db, "Only one", "2026-10-05 11:00")

    found = read(home)

    assert found.tide[:5] == (1, 1, 0, 0, 100.0)
    assert (found.tide.u, found.tide.g) == (None, None)
    assert [(one.name, one.changes, one.explained) for one in found.groups] == [("api", 1, 1)]


def test_a_month_with_five_thousand_commits_counts_every_one(home: Home) -> None:
    with lay.journal(home) as db:
        db.execute("BEGIN")
        api, web = lay.repository(db, "api"), lay.repository(db, "web")
        for n in range(5_000):
            when = lay.moment("2026-10-01 05:00") + n * 520_000_000
            origin = ("assisted", "by hand", "unknown", "assisted")[n % 4]
            lay.change(
                db, f"feat(p{n % 40}): step {n}", (api, web)[n % 5 == 0], at=when, origin=origin
            )
        db.execute("COMMIT")

    found = read(home)

    assert found.shipped[:4] == (5_000, 2_500, 1_250, 1_250)
    assert found.tide[:2] == (2_500, 0)
    assert (found.tide.u, found.tide.g) == (0, 100)
    assert sum(one.changes for one in found.groups) == 5_000
    assert len(found.groups) <= 7
    assert sum(one.shipped for one in found.columns) == 5_000


# --- Sorts of people --------------------------------------------------------------------------


def test_who_never_uses_ai_reads_no_percentage_of_what_ai_did(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for n in range(12):
            shipped(db, f"Step {n}", api, f"2026-10-{n + 1:02} 10:00", origin="by hand")

    found = read(home)

    assert found.tide == tide(0, 0, 0, 0)
    assert found.coverage == (None, None)
    assert [one.by_hand for one in found.columns[:13]] == [1] * 12 + [0]
    assert found.demonstrated["recall"].figure == NotEnough(0, 5)
    assert {one.side for one in found.signals} == {
        "not enough (0 of 5)", "not enough (0 of 10)", "not said",
    }  # fmt: skip


def test_who_never_explains_has_shown_nothing_and_is_not_told_so_as_a_verdict(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for n in range(12):
            shipped(db, f"Step {n}", api, f"2026-10-{n + 1:02} 10:00")

    found = read(home)

    assert (found.tide.e, found.tide.u, found.tide.g) == (0, 0, 100)
    assert found.stages == ()
    assert found.trend.state == "too early"


# --- Clocks and zones -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "month"),
    [
        ("2026-10-01 03:59:59", "2026-09"),
        ("2026-10-01 04:00:00", "2026-10"),
        ("2026-11-01 03:59:59", "2026-10"),
        ("2026-11-01 04:00:00", "2026-11"),
        ("2026-03-29 03:30:00", "2026-03"),  # half an hour after the clocks went forward
    ],
)
def test_a_change_belongs_to_the_month_of_its_local_day(home: Home, when: str, month: str) -> None:
    with lay.journal(home) as db:
        shipped(db, "At night", lay.repository(db, "api"), when)

    found = {one.month: one.tide.s for one in audit.past(home, SETTINGS, LATER)}

    assert {str(one) for one, s in found.items() if s} == {month}


def test_every_hour_of_the_two_days_of_changing_clocks_is_counted_once(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for month in (3, 10):
            day = {3: "2026-03-29", 10: "2026-10-25"}[month]
            begins, ends = (
                lay.moment(f"{day} 04:00"),
                lay.moment(f"{day[:8]}{int(day[8:]) + 1} 04:00"),
            )
            for n, moment in enumerate(range(begins, ends, 3_600_000_000)):
                lay.change(db, f"{month} {n}", api, at=moment, origin="assisted")

    spring = {one.first: one.assisted for one in read(home, MARCH).columns}
    autumn = {one.first: one.assisted for one in read(home).columns}

    # From four to four it is a whole day on either: the hour goes, and comes, before.
    assert spring[date(2026, 3, 29)] == autumn[date(2026, 10, 25)] == 24
    assert sum(spring.values()) == sum(autumn.values()) == 24
    assert (len(spring), len(autumn)) == (31, 31)


def test_the_night_that_is_an_hour_longer_belongs_to_the_day_before(home: Home) -> None:
    night = range(lay.moment("2026-10-24 23:00"), lay.moment("2026-10-25 04:00"), 3_600_000_000)
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for n, moment in enumerate(night):
            lay.change(db, f"Night {n}", api, at=moment, origin="assisted")

    columns = {one.first.day: one.assisted for one in read(home).columns}

    assert len(night) == 6
    assert (columns[24], columns[25]) == (6, 0)


def test_seven_days_are_seven_times_twenty_four_hours_whatever_the_clocks_do(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for subject, shipped_at, written_at in (
            ("In time", "2026-10-20 12:00:00", "2026-10-27 11:00:00"),
            ("Too late", "2026-10-20 12:00:01", "2026-10-27 11:00:02"),
            ("In spring", "2026-03-25 12:00:00", "2026-04-01 13:00:00"),
            ("Late in spring", "2026-03-25 12:00:01", "2026-04-01 13:00:02"),
        ):
            shipped(db, subject, api, shipped_at)
            explained(db, subject, written_at)

    assert read(home).tide[:2] == (2, 1)
    assert read(home, MARCH).tide[:2] == (2, 1)


def test_the_last_night_of_a_month_counts_on_the_clock_that_stands_then(home: Home) -> None:
    answered = {"2026-11-01 03:59": "passed", "2026-11-01 04:01": "passed"}
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for n, (when, outcome) in enumerate(answered.items()):
            shipped(db, f"Step {n}", api, f"2026-10-0{n + 1} 10:00")
            key = key_of(db, f"Step {n}")
            lay_asked.asked(db, key, outcome, drawn="2026-10-20 10:00", answered=when)

    found = read(home)

    # Clocks went back on the 25th: the month ends at four in the morning, an hour later in UTC.
    assert found.demonstrated["recall"].figure == NotEnough(1, 5)
    assert found.tide[2:4] == (2, 2)


def test_a_change_made_far_away_belongs_to_its_writers_own_day(home: Home) -> None:
    tokyo = lay.moment("2026-09-30 22:00")  # five in the morning of 1 October there
    with lay.journal(home) as db:
        lay.change(
            db, "From afar", lay.repository(db, "api"), at=tokyo, origin="assisted",
            utc_offset=9 * 3600, day="2026-10-01",
        )  # fmt: skip

    assert read(home).columns[0].assisted == 1
    assert read(home, Month(2026, 9)).tide.s == 0
