"""What the app opens with: a day, its week, and whether anything is followed, in one look.

And then the waterline chart of the weeks around it, and whether last month's audit is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.journal.closeup import ChangedFile
from waterline.practice import look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from waterline.domain.audits import Column
    from waterline.domain.lines import DayCount, Line
    from waterline.home import Home
    from waterline.settings import Settings

__all__ = ["ChangedFile", "Chart", "Day", "chart", "files", "read"]

CHART_DAYS = 35  # five weeks: as many as a wide panel has room for
NEAR_DAYS = 7  # the chart ends today as long as the day that is shown is one of the last so many


@dataclass(frozen=True, slots=True)
class Day:
    """A day's lines oldest first, its week Monday first; `followed` counts repositories.

    `owed` holds the moments of all changes that are owed, of whatever day.
    """

    day: date
    lines: Sequence[Line]
    week: Sequence[DayCount]
    followed: int
    owed: frozenset[int] = frozenset()


def read(home: Home, settings: Settings, day: date) -> Day:
    """Read a day with what stands around it. Raises JournalError."""
    from waterline.domain.days import week_of
    from waterline.journal import closeup, glance, owing

    days = week_of(day)
    with look.opened(home, settings) as db:
        return Day(
            day,
            glance.day(db, day),
            glance.counts(db, days[0], days[-1]),
            closeup.followed(db),
            frozenset(moment for moment, _ in owing.owed(db, settings)),
        )


class Chart(NamedTuple):
    """The days of the waterline chart, oldest first, and how many entries each day has, if any."""

    columns: tuple[Column, ...]
    entries: Mapping[date, int]


def chart(home: Home, settings: Settings, day: date, today: date) -> Chart:
    """Read the chart's days: they end today, or with the week of a `day` that is long ago.

    No day is marked as settling: that is said of months. Raises JournalError.
    """
    from waterline.domain import months, tide
    from waterline.domain.days import week_of
    from waterline.journal import glance, works

    last = today if (today - day).days < NEAR_DAYS else min(today, week_of(day)[-1])
    first = last - timedelta(days=CHART_DAYS - 1)
    with look.opened(home, settings) as db:
        found = works.works(db, first, last, files=False)
        # What was answered after a month settled moves it no more.
        tests = works.drawn(db, first, min(today, months.of(last).settles))
        counts = glance.counts(db, first, last)
    passed = tide.passes(tests, settings.day_starts)
    columns = tide.columns(found, passed, first, last, today)
    return Chart(
        tuple(column._replace(is_settling=False) for column in columns),
        {count.day: count.entries for count in counts if count.entries},
    )


def files(home: Home, settings: Settings, change_id: str) -> list[ChangedFile]:
    """Read the files of a change. Raises JournalError."""
    from waterline.journal import closeup

    with look.opened(home, settings) as db:
        return closeup.files(db, change_id)
