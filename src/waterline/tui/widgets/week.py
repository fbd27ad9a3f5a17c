"""The week's strip: what each day shipped, and what was written on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from waterline.tui import draw
from waterline.tui.messages import GoToDay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual import events

    from waterline.domain.lines import DayCount

EIGHTHS = " ▁▂▃▄▅▆▇█"
ASCII_EIGHTHS = "  ..::##"
DAYS = 7
NARROW = 7  # cells of a day's column below which counts take a line each


class WeekStrip(Widget):
    """Monday to Sunday: a bar of shipped lines (the assisted part at its base), and counts.

    Posts `GoToDay` when a day is clicked.
    """

    DEFAULT_CSS = """
    WeekStrip { height: 9; }
    """
    ALLOW_SELECT = False

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(id="week", classes=classes)
        self._days: Sequence[DayCount] = ()
        self._shown: date | None = None
        self._today: date | None = None

    def show(self, days: Sequence[DayCount], shown: date, today: date) -> None:
        """Show a week; `shown` is the day that the timeline is on."""
        self._days, self._shown, self._today = days, shown, today
        self.border_title = Content(self._title(today))
        self.border_subtitle = Content(self._sum())
        self.refresh()

    def _title(self, today: date) -> str:
        monday, sunday = self._days[0].day, self._days[-1].day
        if monday <= today <= sunday:
            return "This week"
        month = draw.MONTHS[sunday.month - 1]
        start = f"{monday.day} {draw.MONTHS[monday.month - 1]}"
        return f"{start} to {sunday.day} {month}"

    def _sum(self) -> str:
        shipped = sum(day.insertions + day.deletions for day in self._days)
        assisted = sum(day.assisted_lines for day in self._days)
        if not shipped:
            return ""
        with_ai = f" {draw.signs().dot} {round(100 * assisted / shipped)} % assisted"
        return draw.plural(shipped, "line") + (with_ai if assisted else "")

    @property
    def _column(self) -> int:
        return max(3, self.content_size.width // DAYS)

    def render(self) -> Content:
        """Draw bars, the water's line, the days' names and counts."""
        if not self._days:
            return Content("")
        height = self.content_size.height
        if height < 4:  # noqa: PLR2004 - no room for bars above the names
            return self._one_line()
        stacked = self._column < NARROW and height > 5  # noqa: PLR2004 - a line for each count
        bars = max(1, height - 2 - stacked)
        rows = [self._bar_row(level, bars) for level in range(bars - 1, -1, -1)]
        rows.append(self._names())
        if stacked:
            rows += [self._counts(entries=True), self._counts(changes=True)]
        else:
            rows.append(self._counts(entries=True, changes=True))
        return Content("\n").join(rows)

    def _bar_row(self, level: int, bars: int) -> Content:
        most = max((day.insertions + day.deletions for day in self._days), default=0)
        cells = []
        for day in self._days:
            shipped = day.insertions + day.deletions
            eighths = _eighths(shipped, most, bars)
            base = round(eighths * min(1, day.assisted_lines / shipped)) if shipped else 0
            cells.append(_cell(level, eighths, base, self._column))
        return Content("").join(cells)

    def _names(self) -> Content:
        return Content("").join(
            _centred(name, self._column, self._day_style(day))
            for day in self._days
            for name in [_day_label(day.day, self._column)]
        )

    def _day_style(self, day: DayCount) -> str:
        if day.day == self._shown:
            return "bold $background on $understood" if self._is_today(day) else "bold reverse"
        if self._is_today(day):
            return "bold $understood"
        return "$quiet" if self._today and day.day < self._today else "$faint"

    def _is_today(self, day: DayCount) -> bool:
        return day.day == self._today

    def _counts(self, *, entries: bool = False, changes: bool = False) -> Content:
        cells = []
        for day in self._days:
            parts = []
            if entries and day.entries:
                parts.append(Content.styled(f"{draw.signs().entry}{day.entries}", "$understood"))
            if changes and day.changes:
                parts.append(Content.styled(f"{draw.signs().change}{day.changes}", "$shipped"))
            text = Content(" ").join(parts)
            if text.cell_length >= self._column:
                text = Content("").join(parts)
            cells.append(_centred(text, self._column))
        return Content("").join(cells)

    def _one_line(self) -> Content:
        most = max((day.insertions + day.deletions for day in self._days), default=0)
        cells = []
        for day in self._days:
            eighths = _eighths(day.insertions + day.deletions, most, 1)
            colour = (
                "$assisted"
                if 2 * day.assisted_lines > day.insertions + day.deletions
                else ("$shipped")
            )
            bar = Content.styled(_block(eighths) * 2, colour)
            name = Content.styled(_day_label(day.day, 0), self._day_style(day))
            cells.append(_centred(Content.assemble(name, " ", bar), self._column))
        return Content("").join(cells)

    def on_click(self, event: events.Click) -> None:
        """Go to the day that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and self._days and offset.x < self._column * DAYS:
            self.post_message(GoToDay(self._days[offset.x // self._column].day))


def _eighths(value: int, most: int, rows: int) -> int:
    """Tell how many eighths of a row a value fills, at least one if it is anything.

    Square roots: a day of one large change would flatten all others.
    """
    if value <= 0 or most <= 0:
        return 0
    return max(1, round(math.sqrt(value / most) * rows * 8))


def _block(eighths: int) -> str:
    scale = ASCII_EIGHTHS if draw.is_plain() else EIGHTHS
    return scale[max(0, min(eighths, len(scale) - 1))]


def _cell(level: int, eighths: int, base: int, column: int) -> Content:
    width = max(2, min(5, column - 3))
    filled = max(0, min(8, eighths - level * 8))
    assisted = max(0, min(8, base - level * 8))
    if not filled:
        return Content(" " * column)
    # One cell has two colours at most: where both meet, the assisted part is drawn in front.
    if assisted == 0:
        style = "$shipped"
    elif filled == assisted:
        style = "$assisted"
    elif filled == 8:  # noqa: PLR2004 - a full cell
        style, filled = "$assisted on $shipped", assisted
    else:
        style = "$assisted" if assisted * 2 >= filled else "$shipped"
    return _centred(Content.styled(_block(filled) * width, style), column)


def _day_label(day: date, column: int) -> str:
    name = draw.WEEKDAYS[day.weekday()]
    return f"{name} {day.day}" if column > NARROW else name if column > 3 else name[:2]  # noqa: PLR2004


def _centred(text: Content | str, column: int, style: str = "") -> Content:
    if isinstance(text, str):
        padded = Content.styled(f" {text} " if len(text) + 2 <= column else text, style)
    else:
        padded = text
    padded = padded.truncate(column)
    left = (column - padded.cell_length) // 2
    return Content.assemble(" " * left, padded, " " * (column - padded.cell_length - left))
