"""What the app opens with: a day, its week, and whether anything is followed, in one look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from waterline.journal.closeup import ChangedFile
from waterline.practice import look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from waterline.domain.lines import DayCount, Line
    from waterline.home import Home
    from waterline.settings import Settings

__all__ = ["ChangedFile", "Day", "files", "read"]


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


def files(home: Home, settings: Settings, change_id: str) -> list[ChangedFile]:
    """Read the files of a change. Raises JournalError."""
    from waterline.journal import closeup

    with look.opened(home, settings) as db:
        return closeup.files(db, change_id)
