"""Months as audits count them: calendar months of local days, and when one is settled."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

# SCORING, 5: a month's tests are drawn up to so many days after its last change.
SETTLING_DAYS = 45
# On so many first days of a month the audit of the one before is offered.
OFFERED_DAYS = 7

RUNNING, SETTLING, SETTLED = "running", "settling", "settled"

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)

_NAME = re.compile(r"(\d{4})-(\d\d)")


class Month(NamedTuple):
    """A calendar month: 2026, 10. They are ordered by time."""

    year: int
    number: int

    def __str__(self) -> str:
        """Name it as it is stored and typed: 2026-10."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def label(self) -> str:
        """Name it for people: October 2026."""
        return f"{NAMES[self.number - 1]} {self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def settles(self) -> date:
        """The last day on which it is settling."""
        return self.last + timedelta(days=SETTLING_DAYS)

    def plus(self, months: int) -> Month:
        """Give the month so many months later or earlier. Raises ValueError off the calendar."""
        year, rest = divmod(self.year * 12 + self.number - 1 + months, 12)
        if not date.min.year <= year <= date.max.year:
            raise ValueError(f"{self} {months:+}")
        return Month(year, rest + 1)

    def state(self, today: date) -> str:
        """Tell whether it is running, settling or settled on a local day."""
        if today <= self.last:
            return RUNNING
        return SETTLING if today <= self.settles else SETTLED


def of(day: date) -> Month:
    """Give the month that a day is in."""
    return Month(day.year, day.month)


def parse(name: str) -> Month:
    """Read a month's name as it is stored. Raises ValueError."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no month")
    year, number = map(int, match.groups())
    date(year, number, 1)
    return Month(year, number)


def span(first: Month, last: Month) -> list[Month]:
    """Give the months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.number - first.number
    return [first.plus(n) for n in range(count + 1)]
