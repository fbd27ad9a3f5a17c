"""The week's strip: what each day shipped, and what was written on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from waterline.tui import draw
from waterline.tui.messages import GoToDay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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

    def _columns(self) -> list[int]:
        """Give the width of each day's column; together they fill the strip."""
        width = max(3 * DAYS, self.content_size.width)
        return [width * (n + 1) // DAYS - width * n // DAYS for n in range(DAYS)]

    def _bar_width(self) -> int:
        return max(2, min(6, min(self._columns()) - 3))

    def render(self) -> Content:
        """Draw bars, the days' names and their counts."""
        if not self._days:
            return Content("")
        height = self.content_size.height
        if height < 4:  # noqa: PLR2004 - no room for bars above the names
            return self._row(self._small)
        stacked = min(self._columns()) < NARROW and height > 5  # noqa: PLR2004 - a line for each count
        bars = max(1, height - 2 - stacked)
        width = self._bar_width()
        drawn = {day.day: self._heights(day, bars) for day in self._days}

        def level_row(level: int) -> Content:
            return self._row(lambda day, _width: _cell(level, *drawn[day.day], width))

        rows = [level_row(level) for level in range(bars - 1, -1, -1)]
        rows.append(self._row(self._day_name))
        if stacked:
            rows += [self._row(self._entries), self._row(self._changes)]
        else:
            rows.append(self._row(self._both))
        return Content("\n").join(rows)

    def _row(self, draw_day: Callable[[DayCount, int], Content]) -> Content:
        bar = self._bar_width()
        return Content("").join(
            _under_bar(draw_day(day, width), width, bar)
            for day, width in zip(self._days, self._columns(), strict=True)
        )

    def _heights(self, day: DayCount, rows: int) -> tuple[int, int]:
        """Give a day's bar and its assisted base, in eighths of a row."""
        shipped = day.insertions + day.deletions
        most = max(other.insertions + other.deletions for other in self._days)
        bar = _eighths(shipped, most, rows)
        return bar, round(bar * min(1.0, day.assisted_lines / shipped)) if shipped else 0

    def _day_name(self, day: DayCount, width: int) -> Content:
        name = draw.WEEKDAYS[day.day.weekday()]
        if min(self._columns()) > NARROW:
            name = f"{name} {day.day.day}"
        return Content.styled(f" {name} " if len(name) + 2 <= width else name, self._style(day))

    def _style(self, day: DayCount) -> str:
        is_today = day.day == self._today
        if day.day == self._shown:
            return "bold $on-brand on $understood" if is_today else "bold reverse"
        if is_today:
            return "bold $understood"
        return "$quiet" if self._today and day.day < self._today else "$faint"

    def _entries(self, day: DayCount, _width: int) -> Content:
        text = f"{draw.signs().entry}{day.entries}" if day.entries else ""
        return Content.styled(text, "$understood")

    def _changes(self, day: DayCount, _width: int) -> Content:
        text = f"{draw.signs().change}{day.changes}" if day.changes else ""
        return Content.styled(text, "$shipped")

    def _both(self, day: DayCount, width: int) -> Content:
        parts = [part for part in (self._entries(day, width), self._changes(day, width)) if part]
        return Content(" ").join(parts)

    def _small(self, day: DayCount, width: int) -> Content:
        bar, base = self._heights(day, 1)
        colour = "$assisted" if 2 * base > bar else "$shipped"
        name = draw.WEEKDAYS[day.day.weekday()][: 3 if width > NARROW else 2]
        block = Content.styled(_block(bar) * 2, colour)
        return Content.assemble((name, self._style(day)), " ", block)

    def on_click(self, event: events.Click) -> None:
        """Go to the day that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not self._days:
            return
        column = 0
        for day, width in zip(self._days, self._columns(), strict=True):
            column += width
            if offset.x < column:
                self.post_message(GoToDay(day.day))
                return


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


def _cell(level: int, eighths: int, base: int, width: int) -> Content:
    filled = max(0, min(8, eighths - level * 8))
    assisted = max(0, min(8, base - level * 8))
    # One cell has two colours at most: where both meet, the assisted part is drawn in front.
    if not assisted:
        style = "$shipped"
    elif filled == assisted:
        style = "$assisted"
    elif filled == 8:  # noqa: PLR2004 - a full cell
        style, filled = "$assisted on $shipped", assisted
    else:
        style = "$assisted" if assisted * 2 >= filled else "$shipped"
    return Content.styled(_block(filled) * width, style)


def _under_bar(text: Content, column: int, bar: int) -> Content:
    """Set a text in its column, in line with a bar of so many cells that is centred there."""
    text = text.truncate(column)
    left = (column - bar) // 2 + int((bar - text.cell_length) / 2)
    left = max(0, min(left, column - text.cell_length))
    return Content.assemble(" " * left, text, " " * (column - text.cell_length - left))
