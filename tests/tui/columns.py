"""Columns of the waterline chart, made up: three weeks, and a year."""

from __future__ import annotations

from datetime import date, timedelta

from waterline.domain.audits import Column
from waterline.domain.months import Month, span

TODAY = date(2026, 11, 20)
YEAR = span(Month(2025, 12), Month(2026, 11))

# Of each day: assisted, by hand, unknown, explained, shown.
DAYS = (
    (1, 0, 0, 1, 1), (2, 3, 0, 1, 0), (4, 0, 1, 0, 0), (0, 2, 0, 0, 0), (3, 1, 0, 3, 2),
    (0, 0, 0, 0, 0), (0, 1, 0, 0, 0), (8, 0, 0, 3, 2), (8, 1, 0, 1, 1), (1, 0, 0, 0, 0),
    (2, 0, 1, 2, 2), (0, 4, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (2, 0, 0, 2, 1),
    (2, 4, 0, 2, 1), (1, 1, 1, 1, 1), (3, 1, 0, 1, 1), (6, 2, 0, 3, 1), (0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0),
)  # fmt: skip
MONTHS = (
    (18, 16, 1, 9, 1.2), (8, 22, 0, 0, 0), (21, 20, 3, 2, 0.4), (20, 9, 0, 6, 4.1),
    (1, 7, 0, 1, 1), (22, 30, 1, 10, 6.5), (6, 17, 0, 6, 4), (18, 8, 0, 4, 1.5),
    (40, 12, 4, 20, 3.3), (22, 19, 0, 12, None), (19, 12, 0, 15, None), (16, 18, 2, 1, None),
)  # fmt: skip


def days(last: date = TODAY, count: int = len(DAYS)) -> list[Column]:
    """Give so many days up to one."""
    first = last - timedelta(days=count - 1)
    made = (DAYS[n % len(DAYS)] for n in range(count))
    each = (first + timedelta(days=n) for n in range(count))
    return [Column(day, day, *counts) for day, counts in zip(each, made, strict=True)]


def month(today: date = TODAY) -> list[Column]:
    """Give November 2026 up to a day; what is to come is empty."""
    first = date(2026, 11, 1)
    each = [first + timedelta(days=n) for n in range(30)]
    return [
        Column(day, day, *(DAYS[n % len(DAYS)] if day <= today else (0, 0, 0, 0, 0)))
        for n, day in enumerate(each)
    ]


def year() -> list[Column]:
    """Give twelve months, the last three of them settling."""
    return [
        Column(month.first, month.last, *counts, counts[-1] is None)
        for month, counts in zip(YEAR, MONTHS, strict=True)
    ]


def empty(count: int = 16) -> list[Column]:
    """Give days on which nothing was shipped."""
    return [Column(TODAY - timedelta(days=n), TODAY - timedelta(days=n)) for n in range(count)][
        ::-1
    ]
