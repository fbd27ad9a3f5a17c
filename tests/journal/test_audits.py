"""What an audit reads of the journal is what the domain means, and it reads its month alone."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal import lay, lay_asked
from tests.journal.test_glance import plan
from tests.practice.auditing import NOW, OCTOBER, SETTINGS, explained, october, shipped
from waterline.domain import days, months
from waterline.domain.explanations import Typing, is_pasted
from waterline.journal import audits, works
from waterline.practice import audit, gathering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.facts import Work
    from waterline.home import Home

FIRST, LAST = OCTOBER.first, OCTOBER.last


@pytest.fixture
def db(home: Home) -> Iterator[sqlite3.Connection]:
    with lay.journal(home) as db:
        yield db


def one(db: sqlite3.Connection) -> Work:
    [found] = works.works(db, FIRST, LAST)
    return found


def api(db: sqlite3.Connection) -> str:
    return lay.repository(db, "api")


# --- Changes ------------------------------------------------------------------------------------


def test_a_change_is_read_once_however_many_repositories_hold_it(db: sqlite3.Connection) -> None:
    first, second = api(db), lay.repository(db, "copy")
    lay.change(db, "feat(x): a\n\nBody", first, second, at="2026-10-05 10:00", tool="Claude Code")
    db.execute(
        "INSERT INTO change_file SELECT moment, 'src/a.py', '', 1, 1, 0, 0 FROM change "
        "UNION SELECT moment, 'uv.lock', '', 1, 1, 0, 1 FROM change"
    )
    work = one(db)
    assert (work.repo, work.subject, work.paths, work.tool) == (
        "api",
        "feat(x): a",
        ("src/a.py",),
        "Claude Code",
    )
    assert works.sums(db, FIRST, LAST) == (0, 0, 0, 1)


def test_a_change_that_no_repository_holds_is_not_there(db: sqlite3.Connection) -> None:
    lay.change(db, "dropped", at="2026-10-05 10:00", origin="assisted")
    assert works.works(db, FIRST, LAST) == []
    assert works.sums(db, FIRST, LAST) == (0, 0, 0, 0)
    assert not works.has_any(db, FIRST, LAST)


@pytest.mark.parametrize(
    ("at", "is_in"),
    [
        ("2026-10-01 03:59", False),
        ("2026-10-01 04:00", True),
        ("2026-11-01 03:59", True),
        ("2026-11-01 04:00", False),
    ],
)
def test_a_month_has_the_changes_of_its_local_days(
    db: sqlite3.Connection, at: str, *, is_in: bool
) -> None:
    shipped(db, "late", api(db), at)
    assert bool(works.works(db, FIRST, LAST)) is is_in
    assert works.sums(db, FIRST, LAST).assisted == is_in
    assert works.has_any(db, FIRST, LAST) is is_in


def test_a_day_elsewhere_on_earth_is_the_writers_own(db: sqlite3.Connection) -> None:
    at = lay.moment("2026-10-01 00:30")  # in Berlin; in Kiritimati it is half past twelve
    shipped(db, "far east", api(db), at, utc_offset=14 * 3600, day="2026-10-01")  # type: ignore[arg-type] # as a moment
    assert works.sums(db, FIRST, LAST).assisted == 1


def test_the_first_explanation_in_own_words_counts(db: sqlite3.Connection) -> None:
    shipped(db, "a", api(db), "2026-10-05 10:00")
    explained(db, "a", "2026-10-05 11:00", typed=10, pasted=90)
    assert (one(db).explained_at, one(db).is_pasted) == (None, True)
    explained(db, "a", "2026-10-05 12:00", deleted_at=1)
    assert one(db).is_pasted
    explained(db, "a", "2026-10-06 12:00")
    explained(db, "a", "2026-10-07 12:00")
    assert (one(db).explained_at, one(db).is_pasted) == (lay.moment("2026-10-06 12:00"), False)


@pytest.mark.parametrize(
    ("at", "counts"), [("2026-10-12 10:00", True), ("2026-10-12 10:01", False)]
)
def test_seven_days_are_counted_alike_by_sum_and_by_change(
    db: sqlite3.Connection, at: str, *, counts: bool
) -> None:
    shipped(db, "a", api(db), "2026-10-05 10:00")
    explained(db, "a", at)
    assert one(db).is_explained is counts
    assert works.sums(db, FIRST, LAST).explained == counts


@pytest.mark.parametrize(
    ("more", "is_counted"),
    [
        ({"sort": "revert"}, False),
        ({"sort": "fixup"}, True),
        ({"insertions": 10, "deletions": 2, "generated_lines": 12}, False),
        ({"insertions": 10, "deletions": 2, "generated_lines": 11}, True),
        ({"insertions": 0, "deletions": 0, "generated_lines": 0}, True),
    ],
)
def test_what_the_waterline_leaves_out_is_left_out_of_the_sums(
    db: sqlite3.Connection, more: dict[str, object], *, is_counted: bool
) -> None:
    shipped(db, "a", api(db), "2026-10-05 10:00", **more)
    assert one(db).is_counted is is_counted
    assert works.sums(db, FIRST, LAST).assisted == is_counted


PASTES = st.tuples(
    st.integers(0, 6), st.integers(0, 6), st.booleans(), st.none() | st.integers(498, 502),
    st.booleans(),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PASTES)
def test_what_is_pasted_is_so_in_sql_as_in_the_domain(
    db: sqlite3.Connection, paste: tuple[int, int, bool, int | None, bool]
) -> None:
    typed, pasted, observed, copied, overruled = paste
    for table in ("explains", "explanation", "entry", "change", "repository"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
    shipped(db, "a", api(db), "2026-10-05 10:00")
    explained(
        db, "a", "2026-10-05 11:00", typed=typed, pasted=pasted, observed=int(observed),
        copied=copied, overruled=int(overruled),
    )  # fmt: skip
    share = Typing(typed, pasted, observed).share
    own = overruled or not is_pasted(share, None if copied is None else copied / 1000)
    assert one(db).is_explained is own
    assert works.sums(db, FIRST, LAST).explained == own


# --- Tests --------------------------------------------------------------------------------------


def asked(db: sqlite3.Connection, subject: str, outcome: str = "passed", **more: str) -> str:
    key = db.execute("SELECT id FROM change WHERE message = ?", (subject,)).fetchone()[0]
    return lay_asked.asked(db, key, outcome, **{"drawn": "2026-10-20 09:00", **more})


def drawn(db: sqlite3.Connection) -> list[tuple[str, date | None]]:
    found = works.drawn(db, FIRST, LAST)
    return [(one.change_id and one.outcome, one.shipped_on) for one in found]


def test_a_test_belongs_to_its_change(db: sqlite3.Connection) -> None:
    shipped(db, "a", api(db), "2026-10-05 10:00")
    asked(db, "a")
    [found] = works.drawn(db, FIRST, LAST)
    assert (found.change_id, found.shipped_on) == (one(db).id, date(2026, 10, 5))
    assert (found.drawn_on, found.answered_at) == (date(2026, 10, 20), found.drawn_at)


@pytest.mark.parametrize("lost", ["id", "id and sha"])
def test_a_test_finds_its_change_again_after_salvage(db: sqlite3.Connection, lost: str) -> None:
    repo = api(db)
    shipped(db, "a", repo, "2026-10-05 10:00", identity="mara 1")
    shipped(db, "b", repo, "2026-10-05 10:01", identity="mara 1")
    asked(db, "b", "failed")
    db.execute("UPDATE change SET id = 'a' || substr(id, 2)")
    if lost != "id":
        db.execute("UPDATE change SET sha = 'a' || substr(sha, 2)")
    [found] = works.drawn(db, FIRST, LAST)
    wanted = db.execute("SELECT id FROM change WHERE message = 'b'").fetchone()[0]
    assert (found.change_id, found.shipped_on) == (wanted, date(2026, 10, 5))


def test_a_test_whose_change_is_gone_or_was_by_hand_counts_for_no_waterline(
    db: sqlite3.Connection,
) -> None:
    repo = api(db)
    shipped(db, "by hand", repo, "2026-10-05 10:00", origin="by hand")
    shipped(db, "reverted", repo, "2026-10-06 10:00", sort="revert")
    shipped(db, "gone", repo, "2026-10-07 10:00")
    for subject in ("by hand", "reverted", "gone"):
        asked(db, subject)
    lay_asked.asked(db, "", "passed", drawn="2026-10-21 09:00", entry="an entry")
    db.execute("DELETE FROM sighting WHERE moment = ?", (lay.moment("2026-10-07 10:00"),))
    assert drawn(db) == [("passed", None), ("passed", None), ("", None), ("", None)]


def test_of_later_reviews_only_those_of_the_days_asked_for_are_read(db: sqlite3.Connection) -> None:
    shipped(db, "a", api(db), "2026-09-05 10:00")
    asked(db, "a", drawn="2026-09-20 09:00")
    asked(db, "a", drawn="2026-09-27 09:00", is_first=0)  # type: ignore[arg-type] # a column
    asked(db, "a", drawn="2026-10-20 09:00", is_first=0)  # type: ignore[arg-type] # a column
    everything = (date(2026, 9, 1), LAST)
    assert [one.is_first for one in works.drawn(db, *everything)] == [True]
    with_reviews = works.drawn(db, *everything, (FIRST, LAST))
    assert [(one.is_first, one.drawn_on.month) for one in with_reviews] == [(True, 9), (False, 10)]


# --- Which months -------------------------------------------------------------------------------


def test_the_months_are_those_in_which_anything_was(db: sqlite3.Connection) -> None:
    assert (audits.begun(db), audits.months(db)) == (None, [])
    repo = api(db)
    for day in ("2024-02-29", "2024-03-01", "2026-10-31"):
        shipped(db, day, repo, f"{day} 10:00")
    lay.entry(db, "a note", "2023-12-31 10:00")
    audits.say(db, "2025-06", "", 1, learned="some")
    names = ["2023-12", "2024-02", "2024-03", "2025-06", "2026-10"]
    assert [str(one) for one in audits.months(db)] == names
    assert audits.begun(db) == months.parse("2023-12")


def test_a_day_that_damage_made_none_is_damage_and_no_bug(db: sqlite3.Connection) -> None:
    shipped(db, "a", api(db), "2026-10-05 10:00", day="2026-10-1x")
    with pytest.raises(sqlite3.DatabaseError, match="time"):
        works.works(db, FIRST, LAST)
    db.execute("UPDATE change SET day = ''")
    with pytest.raises(sqlite3.DatabaseError, match="time"):
        audits.begun(db)


# --- What it costs ------------------------------------------------------------------------------


def test_a_month_reads_no_table_from_one_end_to_the_other(home: Home) -> None:
    october(home)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    with lay.journal(home) as db:
        plans = traced(db, lambda: gathering.facts(db, SETTINGS, OCTOBER, NOW))
    assert len(plans) > 15
    for sql, steps in plans:
        scanned = {step for step in steps if re.match(r"SCAN (?!CONSTANT|j\b|json_each)", step)}
        assert scanned <= {"SCAN repository"}, sql


def traced(db: sqlite3.Connection, work: object) -> list[tuple[str, list[str]]]:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    assert callable(work)
    work()
    db.set_trace_callback(None)
    return [(sql, plan(db, sql)) for sql in asked if "FROM" in sql]


def test_moments_around_days_hold_them_on_every_clock() -> None:
    start, end = days.moments(FIRST, LAST)
    for offset in (-86_399, 0, 86_399):
        for starts in (0, 11 * 60 + 59):
            assert days.day_of(start, offset, starts) < FIRST
            assert days.day_of(end, offset, starts) > LAST
