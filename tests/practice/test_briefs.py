"""Briefs: which of them are offered beside a change, and the time that they took."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.journal import lay
from waterline.errors import InputError, NotFoundError
from waterline.practice import briefs, capture, care
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

SETTINGS = Settings()
DAY = date(2026, 11, 20)
EXPECTING = "## Context\nthe limiter\n\n## Expected minutes\n30"


def brief(home: Home, body: str = EXPECTING, repo: str = "", when: str = "14:00") -> str:
    """Write a brief at a local time of the day, and give its id."""
    at = datetime.fromisoformat(f"2026-11-20 {when}").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    with time_machine.travel(at, tick=False):
        return capture.save(home, SETTINGS, body, "brief", repo=repo).id


def test_a_change_is_offered_the_briefs_of_its_repository_and_day(home: Home) -> None:
    with lay.journal(home) as db:
        lay.repository(db, "api")
        lay.repository(db, "web")
    own = brief(home, repo="/code/api", when="10:00")
    anyones = brief(home, when="15:00")
    brief(home, repo="/code/web", when="11:00")
    capture.save(home, SETTINGS, "a note", repo="/code/api")

    found = briefs.of_day(home, SETTINGS, "/code/api", DAY)

    assert [one.id for one in found] == [own, anyones]
    assert (found[0].repo, found[0].expected_minutes, found[0].is_closed) == ("api", 30, False)
    assert briefs.of_day(home, SETTINGS, "/code/api", date(2026, 11, 19)) == []


def test_a_brief_is_closed_and_closed_again(home: Home) -> None:
    key = brief(home)
    other = brief(home, "## Context\nno expectation", when="16:00")
    assert [one.id for one in briefs.open_ones(home, SETTINGS)] == [other, key]

    for minutes in (45, 50):
        assert briefs.close(home, SETTINGS, key, minutes).took_minutes == minutes
    briefs.close(home, SETTINGS, other, 5)

    assert briefs.open_ones(home, SETTINGS) == []
    assert [finding for finding in care.checkup(home) if not finding.ok] == []


def test_a_deleted_brief_is_offered_no_more_and_comes_back_with_its_time(home: Home) -> None:
    key = brief(home)
    briefs.close(home, SETTINGS, key, 45)

    capture.delete(home, SETTINGS, key)
    assert briefs.listing(home, SETTINGS) == []
    capture.undo(home, SETTINGS)
    assert [one.took_minutes for one in briefs.listing(home, SETTINGS)] == [45]


def test_what_can_t_be_closed_is_said(home: Home) -> None:
    note = capture.save(home, SETTINGS, "a note").id

    with pytest.raises(NotFoundError, match="no brief"):
        briefs.close(home, SETTINGS, note, 5)
    with pytest.raises(InputError, match="-1 minutes"):
        briefs.close(home, SETTINGS, brief(home), -1)


def test_where_there_is_no_journal_there_are_no_briefs(home: Home) -> None:
    assert briefs.listing(home, SETTINGS) == []


def test_the_time_taken_is_carried_over_and_guarded(home: Home) -> None:
    capture.save(home, SETTINGS, "before the backup")
    care.back_up(home)
    key = brief(home)
    briefs.close(home, SETTINGS, key, 45)

    assert care.restore(home).carried == 1
    assert briefs.find(home, SETTINGS, key).took_minutes == 45
    with lay.journal(home) as db:
        db.execute("UPDATE closed_brief SET took_minutes = 5")
    wrong = [finding.what for finding in care.checkup(home) if not finding.ok]
    assert any("the time taken of entry" in what for what in wrong)
