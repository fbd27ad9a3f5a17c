"""Looking back on sessions, the weekly build, and what damage does to them."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.practice.ground import follow, rows
from tests.practice.sittings import SETTINGS, at, begun, done, wrong
from waterline.domain.evidence import Estimate
from waterline.domain.filters import Filter
from waterline.domain.sessions import Closing, Hypothesis
from waterline.errors import JournalDamagedError
from waterline.journal import checkup, connection, migrations, seal
from waterline.practice import audit, briefs, capture, care, look, session
from waterline.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

# --- Looking back -----------------------------------------------------------------------------


def test_sessions_are_listed_newest_first_and_by_their_days(home: Home) -> None:
    for day in (18, 19, 20):
        begun(home, "build", f"2026-11-{day} 14:00")
        done(home, f"2026-11-{day} 14:30", "reached")

    days = [one.day.day for one in session.listing(home, SETTINGS)]
    assert days == [20, 19, 18]
    since = session.listing(home, SETTINGS, date(2026, 11, 19), date(2026, 11, 19))
    assert [one.day.day for one in since] == [19]
    assert len(session.listing(home, SETTINGS, limit=2)) == 2


def test_figures_are_of_the_last_90_days(home: Home) -> None:
    for day in range(1, 7):
        begun(home, when=f"2026-11-{day:02} 14:00")
        done(home, f"2026-11-{day:02} 14:20", "right" if day > 2 else "wrong")

    with time_machine.travel(at("2026-11-20 12:00"), tick=False):
        found = session.figures(home, SETTINGS)
    with time_machine.travel(at("2027-03-01 12:00"), tick=False):
        later = session.figures(home, SETTINGS)

    assert isinstance(found.hits, Estimate)
    assert found.hits.value == pytest.approx(400 / 6)
    assert found.alone[:2] == (6, 6)
    assert str(later.hits) == "not enough evidence (0 of 5)"


def test_weeks_show_builds_and_leave_quiet_ones_out(home: Home) -> None:
    begun(home, "build", "2026-11-18 14:00")
    done(home, "2026-11-18 14:40", "reached")
    with time_machine.travel(at("2026-11-05 10:00"), tick=False):
        capture.save(home, SETTINGS, "only written")

    found = session.weeks(home, SETTINGS, 4, date(2026, 11, 20))

    assert [week.is_active for week in found] == [False, True, False, True]
    assert [week.has_build for week in found] == [False, False, False, True]
    off = Settings({"holidays": ["2026-11-02 to 2026-11-08"]})
    assert not any(week.is_active for week in session.weeks(home, off, 4, date(2026, 11, 20))[:3])


def test_assisted_commits_that_landed_meanwhile_are_a_fact(home: Home, git: Git) -> None:
    where = git.repository("api")
    git.commit(where, "Start", at="2026-11-20T13:00:00+01:00")
    follow(home, where)
    one = begun(home)
    trailer = "\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
    git.commit(where, "Before" + trailer, at="2026-11-20T13:59:59+01:00")
    git.commit(where, "By hand", at="2026-11-20T14:05:00+01:00")
    git.commit(where, "Assisted" + trailer, at="2026-11-20T14:06:00+01:00")
    git.commit(where, "Later" + trailer, at="2026-11-20T15:00:00+01:00")
    done(home, "2026-11-20 14:15", "right")
    closed = session.find(home, SETTINGS, one.id)

    assert session.landed(home, SETTINGS, closed, scan=False) == []
    assert [line.subject for line in session.landed(home, SETTINGS, closed)] == ["Assisted"]


# --- The weekly build -------------------------------------------------------------------------

FRIDAYS = Settings({"build_day": "friday", "build_time": "18:00"})
DUE = at("2026-11-20 19:00")


def test_a_planned_build_is_due_until_it_is_begun(home: Home) -> None:
    assert session.plan_due(home, FRIDAYS, DUE) == at("2026-11-20 18:00")
    assert session.plan_due(home, SETTINGS, DUE) is None
    assert session.plan_due(home, FRIDAYS, at("2026-11-20 17:59")) is None

    begun(home, when="2026-11-20 19:05")
    done(home, "2026-11-20 19:10", "right")
    assert session.plan_due(home, FRIDAYS, DUE) is not None  # that was no build
    begun(home, "build", "2026-11-20 19:15")
    assert session.plan_due(home, FRIDAYS, DUE) is None
    assert session.plan_due(home, FRIDAYS, DUE + timedelta(weeks=1)) is not None


def test_a_planned_build_can_be_put_off_for_the_week(home: Home) -> None:
    for _ in range(2):
        session.put_off(home, FRIDAYS, DUE)

    assert session.plan_due(home, FRIDAYS, DUE) is None
    assert session.plan_due(home, FRIDAYS, DUE + timedelta(days=2)) is None
    assert session.plan_due(home, FRIDAYS, DUE + timedelta(weeks=1)) is not None
    assert wrong(home) == []


def test_no_build_is_due_in_declared_holidays(home: Home) -> None:
    off = Settings({"build_day": "friday", "holidays": ["2026-11-20"]})

    assert session.plan_due(home, off, DUE) is None
    assert session.plan_due(home, off, DUE + timedelta(weeks=1)) is not None


# --- Damage, salvage and older journals -------------------------------------------------------


def test_sessions_are_carried_over_from_a_journal_that_was_replaced(home: Home) -> None:
    capture.save(home, SETTINGS, "before the backup")
    care.back_up(home)
    one = begun(home)
    closed = done(home, "2026-11-20 14:12", "right", True, False, "the lock")

    assert care.restore(home).carried == 1

    assert session.find(home, SETTINGS, one.id) == closed
    assert wrong(home) == []


def test_a_changed_time_is_named_and_put_back_from_the_backup(home: Home) -> None:
    one = begun(home)
    closed = done(home, "2026-11-20 14:12", "right")
    care.back_up(home)
    write(home, "UPDATE session SET ended_at = ended_at + 60000000")

    assert any("the times and answers of entry" in what for what in wrong(home))
    care.mend(home)
    assert session.find(home, SETTINGS, one.id) == closed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("sort = 'nap'", "of no known kind"),
        ("ended_at = started_at - 1", "ends before it begins"),
        ("outcome = 'splendid'", "its outcome is unknown"),
        ("started_at = 'noon'", "its times are absurd"),
    ],
)
def test_facts_that_make_no_sense_are_named(home: Home, change: str, said: str) -> None:
    begun(home)
    done(home, "2026-11-20 14:12", "right")
    write(home, f"UPDATE session SET {change}")  # noqa: S608 - a test's own words

    assert any(said in what for what in wrong(home))


def test_a_session_whose_times_are_broken_is_named_as_damage_and_keeps_its_words(
    home: Home,
) -> None:
    capture.save(home, SETTINGS, "before the backup")
    care.back_up(home)
    one = begun(home)
    done(home, "2026-11-20 14:12", "right")
    write(home, "UPDATE session SET ai_opened_at = 'noon'")

    for read in (session.listing, session.figures, audit.read):
        with pytest.raises(JournalDamagedError, match="a time in it is broken"):
            read(home, SETTINGS)

    assert care.restore(home).carried == 1
    assert session.listing(home, SETTINGS) == []
    assert capture.find(home, SETTINGS, one.id).body.startswith(one.body)


def write(home: Home, statement: str) -> None:
    with contextlib.closing(connection.connect(home)) as db:
        db.execute(statement)


def test_a_journal_from_before_sessions_is_brought_up_to_date(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name for name, _ in migrations.STEPS]
    older = migrations.STEPS[: names.index("sessions")]
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", older)
        write(home, "PRAGMA user_version")
        capture.note(home, "from before")
        assert look.page(home, SETTINGS, Filter())[0].body == "from before"

    begun(home)

    assert rows(home, "SELECT count(*) FROM entry") == [(2,)]
    assert wrong(home) == []


def test_every_flipped_bit_of_what_stands_beside_entries_is_named_without_a_word(
    home: Home,
) -> None:
    for number in range(30):
        guess = Hypothesis(f"Secret/place{number}.py", "a Secret mechanism " * 3)
        session.start(home, SETTINGS, "debug", hypothesis=guess, sure=number)
        session.stop(home, SETTINGS, Closing("right", with_ai=number % 2 == 0))
        key = capture.save(home, SETTINGS, f"Secret {number}", "brief").id
        briefs.close(home, SETTINGS, key, number)
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = "SELECT pageno FROM dbstat WHERE name IN ('session', 'closed_brief')"
        pages = [row[0] for row in db.execute(asked)]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    whole, truth = Path(home.journal).read_bytes(), beside(home)
    chance, changed = random.Random(20261121), 0  # noqa: S311 - it picks bits
    while changed < 40:
        flipped = bytearray(whole)
        place = (chance.choice(pages) - 1) * size + chance.randrange(size)
        flipped[place] ^= 1 << chance.randrange(8)
        Path(home.journal).write_bytes(flipped)
        with contextlib.suppress(sqlite3.DatabaseError):
            if beside(home) == truth:
                continue
        changed += 1
        found = [finding for finding in checkup.checkup(home) if not finding.ok]
        assert found, f"byte {place}"
        assert "Secret" not in str(found)


def beside(home: Home) -> list[Any]:
    """Read what is sealed beside entries, past everything that Waterline reads by."""
    uri = f"file:{home.journal}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
        db.text_factory = seal.as_text
        return [
            db.execute(f"SELECT {', '.join(names)} FROM {table} NOT INDEXED").fetchall()  # noqa: S608 - ours
            for table, names in (("session", seal.SESSION), ("closed_brief", seal.CLOSED_BRIEF))
        ]
