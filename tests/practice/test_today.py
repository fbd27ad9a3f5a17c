"""What stands around a day on Today: the chart's days, their changes and entries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.tui.stage import a_day, day
from waterline.practice import today
from waterline.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

NOW = day(20)
PLAIN = Settings()


def test_the_chart_has_five_weeks_that_end_today(home: Home, git: Git) -> None:
    a_day(home, git)
    found = today.chart(home, PLAIN, NOW, NOW)
    assert [column.first for column in found.columns] == [
        NOW - timedelta(days=34 - n) for n in range(35)
    ]
    assert all(column.first == column.last for column in found.columns)


def test_it_tells_what_was_shipped_explained_and_written_each_day(home: Home, git: Git) -> None:
    a_day(home, git)
    found = today.chart(home, PLAIN, NOW, NOW)
    by_day = {column.first: column for column in found.columns}
    assert (by_day[NOW].assisted, by_day[NOW].shipped, by_day[NOW].explained) == (2, 3, 0)
    assert (by_day[day(16)].assisted, by_day[day(16)].shipped) == (0, 1)
    assert by_day[day(19)].shipped == 0
    assert found.entries == {day(17): 1, NOW: 3}


def test_around_a_day_of_long_ago_it_ends_with_that_days_week(home: Home, git: Git) -> None:
    a_day(home, git)
    near = today.chart(home, PLAIN, NOW - timedelta(days=6), NOW)
    far = today.chart(home, PLAIN, NOW - timedelta(days=7), NOW)
    assert near.columns[-1].first == NOW
    assert far.columns[-1].first == date(2026, 11, 15)
    assert far.columns[-1].first.weekday() == 6
    assert len(far.columns) == 35


def test_of_days_nothing_is_said_to_be_settling(home: Home, git: Git) -> None:
    a_day(home, git)
    assert not any(one.is_settling for one in today.chart(home, PLAIN, NOW, NOW).columns)
