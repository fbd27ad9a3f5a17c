"""A month of days, those with something on them brighter and with a dot."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from dateutil.relativedelta import relativedelta
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import draw
from waterline.tui.safe import component_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events

    from waterline.domain.lines import DayCount

CELL = 5
WEEKS = 6
TOP = 3  # lines above the first week
MANY = 3  # entries from which on a day is at its brightest


class Calendar(Widget, can_focus=True):
    """One month; `day` is the one under the cursor.

    Posts `MonthShown` when another month comes into sight (its owner then sets `counts`),
    `Moved` when the cursor does, and `Chosen` when a day is clicked twice.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"calendar--cursor"}
    DEFAULT_CSS = f"""
    Calendar {{
        width: {7 * CELL}; height: {TOP + WEEKS};
        & > .calendar--cursor {{
            background: $line;
            text-style: $block-cursor-text-style;
        }}
    }}
    """

    day: reactive[date] = reactive(date(1970, 1, 1), always_update=False)

    @dataclass
    class MonthShown(Message):
        """Another month is shown."""

        first: date
        last: date

    @dataclass
    class Moved(Message):
        """The cursor stands on another day."""

        day: date

    @dataclass
    class Chosen(Message):
        """A day was clicked that the cursor stood on."""

        day: date

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self._today = today
        self._counts: dict[date, DayCount] = {}
        self.set_reactive(Calendar.day, day)

    @property
    def month(self) -> tuple[date, date]:
        """The first and the last day of the month that is shown."""
        return self.day.replace(day=1), self.day + relativedelta(day=31)

    def set_counts(self, counts: Iterable[DayCount]) -> None:
        """Show what the days of the month hold."""
        self._counts |= {count.day: count for count in counts}
        self.refresh()

    def count(self, day: date) -> DayCount | None:
        """Tell what a day holds, as far as it is known."""
        return self._counts.get(day)

    def move(self, *, days: int = 0, months: int = 0) -> None:
        """Move the cursor; the ends of the calendar hold it."""
        try:
            self.day = self.day + relativedelta(days=days, months=months)
        except (OverflowError, ValueError):
            self.day = date.max if days + months > 0 else date.min

    def on_mount(self) -> None:
        """Ask for what the first month holds."""
        self.post_message(self.MonthShown(*self.month))

    def watch_day(self, before: date, day: date) -> None:
        """Tell where the cursor is, and which month."""
        self.post_message(self.Moved(day))
        if (before.year, before.month) != (day.year, day.month):
            self.post_message(self.MonthShown(*self.month))

    def _weeks(self) -> list[list[int]]:
        return calendar.Calendar().monthdayscalendar(self.day.year, self.day.month)

    def render(self) -> Content:
        """Draw the month."""
        width = 7 * CELL
        name = f"{calendar.month_name[self.day.month]} {self.day.year}"
        lines = [
            Content.styled(name.center(width), "bold $foreground"),
            Content(""),
            Content.styled(
                "".join(name[:2].rjust(3).ljust(CELL) for name in draw.WEEKDAYS), "$quiet"
            ),
        ]
        weeks = [Content("").join(map(self._cell, week)) for week in self._weeks()]
        return Content("\n").join([*lines, *weeks])

    def _cell(self, number: int) -> Content:
        if not number:
            return Content(" " * CELL)
        day = self.day.replace(day=number)
        count = self._counts.get(day)
        entries = count.entries if count else 0
        dot, dot_style = " ", ""
        if entries:
            dot, dot_style = "•", "$understood"
        elif count and count.changes:
            dot, dot_style = draw.signs().dot, "$shipped"
        style = "$quiet"
        if entries or day == self.day:
            style = "bold $foreground" if entries >= MANY else "$foreground"
        if day == self._today:
            style += " underline"
        cell = Content.assemble((f"{number:>2}", style), (dot, dot_style))
        if day == self.day:
            cursor = component_style(self, "calendar--cursor")
            return Content.assemble(" ", cell, " ").stylize_before(cursor)
        return Content.assemble(" ", cell, " ")

    def on_click(self, event: events.Click) -> None:
        """Move to the day that was clicked; a second click chooses it."""
        week, column = event.y - TOP, event.x // CELL
        weeks = self._weeks()
        if not 0 <= week < len(weeks) or not 0 <= column < len(weeks[0]):
            return
        number = weeks[week][column]
        if not number:
            return
        day = self.day.replace(day=number)
        if day == self.day:
            self.post_message(self.Chosen(day))
        self.day = day

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go a month on."""
        event.stop()
        self.move(months=1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go a month back."""
        event.stop()
        self.move(months=-1)
