"""What is said beside the waterline chart: names under its columns, one column in words, a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.months import NAMES, of
from waterline.tui import draw, tides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from waterline.domain.audits import Column
    from waterline.tui.tides import Slot

DAY, MONTH = "day", "month"
ROOMY, CLOSE = 7, 3  # cells of a column from which "Mon 16" and "16" fit under it

# What the parts are called, and where the room is short.
LEGEND = (
    (tides.ASSISTED, "with AI", "AI"),
    (tides.OTHER, "other", "other"),
    (tides.SHOWN, "shown", "shown"),
    (tides.EXPLAINED, "explained", "explained"),
    (tides.MISSING, "unexplained", "not yet"),
)
NO_TESTS = "not enough tests yet"
AHEAD = "still to come"


def readings(
    column: Column, unit: str, today: date | None = None, entries: Mapping[date, int] | None = None
) -> list[str]:
    """Tell a column in words, the whole first, then shorter and shorter.

    `Tue 13 Oct: 9 shipped, 6 with AI, 4 explained, 2 shown`; `entries` were written that day.
    """
    here = name(column, unit, today)
    if today is not None and column.first > today:
        return [f"{here}: {AHEAD}"]
    said, short = _counts(column, unit)
    more = []
    if column.by_hand:
        more.append(f"{column.by_hand:,} by hand")
    if column.unknown:
        more.append(f"{column.unknown:,} unknown")
    if column.is_settling and today is not None and column.last < today:
        more.append("settling")
    written = (entries or {}).get(column.first, 0)
    wrote = [draw.plural(written, "entry", "entries")] if written else []
    brief = here if unit == MONTH else here.rpartition(" ")[0]
    return [
        f"{place}: " + _dotted(parts)
        for place, parts in (
            (here, [*said, *more, *wrote]),
            (here, [*said, *wrote]),
            (here, said),
            (brief, short),
        )
    ]


def _counts(column: Column, unit: str) -> tuple[list[str], list[str]]:
    if not column.shipped:
        return ["nothing shipped"], ["nothing shipped"]
    shipped = f"{column.shipped:,} shipped"
    if not column.assisted:
        return [shipped, "none with AI"], [shipped]
    tail = [f"{_number(column.explained)} explained"]
    if column.shown is None:
        tail.append(NO_TESTS)
    elif column.shown or unit == MONTH:
        # Of a day nothing says whether it was asked about: no test is no answer.
        tail.append(f"{_number(column.shown)} shown")
    return [shipped, f"{column.assisted:,} with AI", *tail], [
        shipped, f"{column.assisted:,} AI", *tail,
    ]  # fmt: skip


def _number(count: float) -> str:
    return f"{count:,.1f}".removesuffix(".0")


def _dotted(parts: Sequence[str]) -> str:
    return f" {draw.signs().dot} ".join(parts)


def name(column: Column, unit: str, today: date | None = None) -> str:
    """Name a column: `Tue 13 Oct`, with the year where it is another; `October 2026`."""
    if unit == MONTH:
        return of(column.first).label
    text = f"{draw.WEEKDAYS[column.first.weekday()]} {short_day(column.first)}"
    is_near = today is None or column.first.year == today.year
    return text if is_near else f"{text} {column.first.year}"


def short_day(day: date) -> str:
    """Write a day: `13 Oct`."""
    return f"{day.day} {draw.MONTHS[day.month - 1]}"


def summary(columns: Sequence[Column]) -> str:
    """Sum up columns: `61 shipped, 38 with AI, 24 explained`."""
    said, _ = _counts(tides.together(columns), DAY)
    return _dotted(said)


def span(columns: Sequence[Column], today: date) -> str:
    """Name some days: `Last 16 days`, or `28 Sep to 11 Oct` if they ended before today."""
    first, last = columns[0].first, columns[-1].last
    if last == today:
        return f"Last {len(columns)} days" if len(columns) > 1 else "Today"
    return f"{short_day(first)} to {short_day(last)}"


def labels(
    columns: Sequence[Column], slots: Sequence[Slot], unit: str, marked: Sequence[int]
) -> list[tuple[int, int, str]]:
    """Choose the names under columns as (column, first cell, name), left to right.

    The `marked` columns are named first, then those where a week or a year begins, then as many
    others as stay apart from each other.
    """
    if not slots:
        return []
    pitch = slots[0].end - slots[0].start
    begins = [n for n, column in enumerate(columns) if _begins(column, unit)]
    others = range(len(columns)) if unit == MONTH or pitch >= CLOSE else ()
    taken: dict[int, tuple[int, int, str]] = {}
    for n in dict.fromkeys([*marked, *begins, *others]):
        slot, text = slots[n], _label(columns[n], unit, pitch)
        left = (slot.bar + slot.bar_end - len(text)) // 2
        left = max(slots[0].start, min(left, slots[-1].end - len(text)))
        is_clear = all(
            left + len(text) < start or left > start + len(other)
            for _, start, other in taken.values()
        )
        if is_clear:
            taken[n] = (n, left, text)
    return sorted(taken.values())


def _begins(column: Column, unit: str) -> bool:
    return column.first.month == 1 if unit == MONTH else column.first.weekday() == 0


def _label(column: Column, unit: str, pitch: int) -> str:
    day = column.first
    if unit == MONTH:
        whole, short = NAMES[day.month - 1], draw.MONTHS[day.month - 1]
        if pitch > len(max(NAMES, key=len)):
            return whole
        return short if pitch > CLOSE else short[0]
    return f"{draw.WEEKDAYS[day.weekday()]} {day.day}" if pitch >= ROOMY else f"{day.day}"
