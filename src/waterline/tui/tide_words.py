"""What is said beside the waterline chart: the names under its columns, and one column in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.months import NAMES, of
from waterline.tui import draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from waterline.domain.audits import Column
    from waterline.tui.tides import Slot

DAY, MONTH = "day", "month"
ROOMY, CLOSE = 7, 3  # cells of a column from which "Mon 16" and "16" fit under it


def reading(column: Column, unit: str, today: date | None = None) -> str:
    """Tell a column in words: `Tue 13 Oct: 9 shipped, 6 with AI, 4 explained, 2 shown`."""
    parts = [f"{column.shipped:,} shipped"]
    if column.assisted:
        parts += [f"{column.assisted:,} with AI", f"{_count(column.explained)} explained"]
        parts.append(
            "not enough tests" if column.shown is None else f"{_count(column.shown)} shown"
        )
    elif not column.shipped:
        parts = ["nothing shipped"]
    if column.unknown:
        parts.append(f"{column.unknown:,} unknown")
    if column.is_settling and not (today and today <= column.last):
        parts.append("settling")
    return f"{name(column, unit, today)}: " + f" {draw.signs().dot} ".join(parts)


def _count(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")


def name(column: Column, unit: str, today: date | None = None) -> str:
    """Name a column: `Tue 13 Oct`, with the year where it is another; `October 2026`."""
    if unit == MONTH:
        return of(column.first).label
    day = column.first
    text = f"{draw.WEEKDAYS[day.weekday()]} {day.day} {draw.MONTHS[day.month - 1]}"
    return text if today is None or day.year == today.year else f"{text} {day.year}"


def summary(columns: Sequence[Column]) -> str:
    """Sum up columns: `61 shipped, 38 with AI, 24 explained`."""
    shipped = sum(column.shipped for column in columns)
    if not shipped:
        return "nothing shipped"
    assisted = sum(column.assisted for column in columns)
    parts = [f"{shipped:,} shipped"]
    if assisted:
        parts += [
            f"{assisted:,} with AI",
            f"{_count(sum(column.explained for column in columns))} explained",
        ]
        shown = sum(column.shown or 0 for column in columns)
        if shown:
            parts.append(f"{_count(shown)} shown")
    return f" {draw.signs().dot} ".join(parts)


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
        slot = slots[n]
        text = _label(columns[n], unit, pitch)
        left = max(0, min((slot.bar + slot.bar_end - len(text)) // 2, slots[-1].end - len(text)))
        clear = all(
            left + len(text) < start or left > start + len(other)
            for _, start, other in taken.values()
        )
        if clear:
            taken[n] = (n, left, text)
    return sorted(taken.values())


def _begins(column: Column, unit: str) -> bool:
    return column.first.month == 1 if unit == MONTH else column.first.weekday() == 0


def _label(column: Column, unit: str, pitch: int) -> str:
    day = column.first
    if unit == MONTH:
        short = draw.MONTHS[day.month - 1]
        if pitch > len(max(NAMES, key=len)):
            return NAMES[day.month - 1]
        return short if pitch > CLOSE else short[0]
    return f"{draw.WEEKDAYS[day.weekday()]} {day.day}" if pitch >= ROOMY else f"{day.day}"
