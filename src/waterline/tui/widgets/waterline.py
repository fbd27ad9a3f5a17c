"""The waterline chart: what was shipped stands above the water, what is understood below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from waterline.tui import actions, draw, tide_words, tides
from waterline.tui.messages import GoToDay
from waterline.tui.tide_words import DAY, MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual import events

    from waterline.domain.audits import Column
    from waterline.tui.tides import Cell, Picture

COLOURS = {
    tides.ASSISTED: "$assisted",
    tides.OTHER: "$shipped",
    tides.SHOWN: "$understood",
    tides.EXPLAINED: "$understood 50%",
    tides.MISSING: "$quiet",
    tides.GROUND: "$background",
}
LEGEND = (
    (tides.ASSISTED, "with AI"),
    (tides.OTHER, "other"),
    (tides.SHOWN, "shown"),
    (tides.EXPLAINED, "explained"),
    (tides.MISSING, "unexplained"),
)
NAMED_FROM = 8  # lines from which the columns have names under them
SAID_FROM = 4  # and from which a line of words stands there


class WaterlineChart(Widget, can_focus=True):
    """Columns above the water and their reflection: see `tides` for how they are drawn.

    Above stands what was shipped, the part with AI at the water; below hangs the reflection of
    that part: solid as far as it was shown in a test, light where it is explained only, hollow
    where neither. A line under it reads the column under the cursor or the mouse.

    Posts `GoToDay` or `GoToMonth` when a column is chosen with enter or a click.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar = actions.bindings("chart")
    DEFAULT_CSS = """
    WaterlineChart { height: 14; }
    """

    @dataclass
    class GoToMonth(Message):
        """A month was chosen, by its first day."""

        chart: WaterlineChart
        first: date

        @property
        def control(self) -> WaterlineChart:
            """The chart, for `@on(..., "#id")`."""
            return self.chart

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - textual's own word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns: Sequence[Column] = ()
        self._unit = DAY
        self._today: date | None = None
        self._marked: date | None = None
        self._nothing = ""
        self._cursor: date | None = None
        self._hover: date | None = None
        self._drawn: tuple[object, Picture] | None = None

    def show(
        self,
        columns: Sequence[Column],
        *,
        caption: str = "",
        unit: str = DAY,
        today: date | None = None,
        marked: date | None = None,
        nothing: str = "Nothing was shipped here.",
    ) -> None:
        """Show these columns, of days or months, oldest first.

        `caption` stands on the frame, `nothing` in the place of columns of which none has
        anything. `today` is marked on the water, which lies still after it; `marked` is the day
        that something else on the screen is about.
        """
        self._columns, self._unit, self._today = columns, unit, today
        self._marked, self._nothing = marked, nothing
        self._drawn = None
        if caption:
            self.border_title = Content(caption)
        if self.column_at(self._cursor) is None:
            self._cursor = None
        self._hover = None
        self.refresh()

    # -- the cursor ---------------------------------------------------------------------------

    @property
    def column(self) -> Column | None:
        """The column under the cursor, if it is on one."""
        return self.column_at(self._cursor)

    def column_at(self, day: date | None) -> Column | None:
        """Give the column that begins on a day."""
        return next((column for column in self._columns if column.first == day), None)

    @property
    def said(self) -> str:
        """The column under the mouse or the cursor in words, "" where there is none."""
        column = self.column_at(self._hover)
        if column is None and self.has_focus:
            column = self.column
        return tide_words.reading(column, self._unit, self._today) if column else ""

    def _move(self, steps: int) -> None:
        reach = [column for column in self._columns if not self._is_ahead(column)]
        if not reach:
            return
        days = [column.first for column in reach]
        here = days.index(self._cursor) if self._cursor in days else None
        if here is None:
            to = len(days) - 1 if steps < 0 or self._unit == DAY else 0
        else:
            to = max(0, min(here + steps, len(days) - 1))
        self._cursor, self._hover = days[to], None
        self.refresh()

    def _is_ahead(self, column: Column) -> bool:
        return self._today is not None and column.first > self._today

    def action_column_before(self) -> None:
        """Go to the column before."""
        self._move(-1)

    def action_column_after(self) -> None:
        """Go to the column after."""
        self._move(1)

    def action_first_column(self) -> None:
        """Go to the first column."""
        self._move(-len(self._columns))

    def action_last_column(self) -> None:
        """Go to the last column."""
        self._move(len(self._columns))

    def action_choose_column(self) -> None:
        """Go to the day or month under the cursor."""
        column = self.column
        if column is not None:
            self._choose(column)

    def _choose(self, column: Column) -> None:
        if self._unit == MONTH:
            self.post_message(self.GoToMonth(self, column.first))
        else:
            self.post_message(GoToDay(column.first))

    def on_focus(self) -> None:
        """Put the cursor on the marked day, or on the newest column that has anything."""
        if self.column is None:
            there = [c for c in self._columns if c.shipped and not self._is_ahead(c)]
            newest = there[-1].first if there else None
            self._cursor = self._marked if self.column_at(self._marked) else newest
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor no more."""
        self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Read the column under the mouse."""
        self._hovers(self._met(event))

    def on_leave(self) -> None:
        """Forget where the mouse was."""
        self._hovers(None)

    def _hovers(self, column: Column | None) -> None:
        day = column.first if column else None
        if day != self._hover:
            self._hover = day
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the day or month that was clicked."""
        column = self._met(event)
        if column is not None and not self._is_ahead(column):
            self._cursor = column.first
            self._choose(column)

    def _met(self, event: events.MouseEvent) -> Column | None:
        offset = event.get_content_offset(self)
        if offset is None or not self._columns:
            return None
        picture = self._picture()
        for n, slot in enumerate(picture.slots, picture.first):
            if slot.start <= offset.x < slot.end:
                return self._columns[n]
        return None

    # -- drawing ------------------------------------------------------------------------------

    @property
    def _hand(self) -> tides.Hand:
        is_bare = self.app.no_color
        return tides.Hand(
            colours=not is_bare,
            tones=not (is_bare or self.app.current_theme.ansi),
            plain=draw.is_plain(),
        )

    def _picture(self) -> Picture:
        width, height = self.content_size
        hand = self._hand
        asked = (width, height, hand)
        if self._drawn is None or self._drawn[0] != asked:
            lines = max(2, height - 1 - (height >= SAID_FROM) - (height >= NAMED_FROM))
            by_week = self._unit == DAY
            self._drawn = (
                asked,
                tides.draw_columns(self._columns, width, lines, hand, by_week=by_week),
            )
        return self._drawn[1]

    def render(self) -> Content:
        """Draw the chart for the room that there is."""
        width, height = self.content_size
        if not self._columns or not width:
            return Content("")
        picture = self._picture()
        if height < 3:  # noqa: PLR2004 - above, the water, below
            return self._in_a_line(picture, width)
        rows = [self._row(cells, picture) for cells in picture.above]
        rows.append(self._water(picture, width))
        rows += [self._row(cells, picture) for cells in picture.below]
        if not any(column.shipped for column in self._columns):
            rows = self._empty(rows, picture, width)
        if height >= NAMED_FROM:
            rows.append(self._names(picture, width))
        if height >= SAID_FROM:
            rows.append(self._words(width))
        return Content("\n").join(rows)

    def _lit(self, picture: Picture) -> range:
        day = self._hover or (self._cursor if self.has_focus else None)
        for n, slot in enumerate(picture.slots, picture.first):
            if day is not None and self._columns[n].first == day:
                return range(slot.start, slot.end)
        return range(0)

    def _row(self, cells: Sequence[Cell], picture: Picture) -> Content:
        lit = self._lit(picture)
        styled = [(_style(cell, is_lit=n in lit), cell.sign) for n, cell in enumerate(cells)]
        return _joined(styled)

    def _water(self, picture: Picture, width: int) -> Content:
        plain = draw.is_plain()
        wave, settling, still = ("~", "-", ".") if plain else ("≈", "~", "·")
        row = [("$alone", wave)] * width
        last = len(self._columns) - 1
        for n, slot in enumerate(picture.slots, picture.first):
            column = self._columns[n]
            end = width if n == last else slot.end
            if self._is_ahead(column):
                row[slot.start : end] = [("$faint", still)] * (end - slot.start)
            elif column.is_settling:
                row[slot.start : end] = [("$alone", settling)] * (end - slot.start)
            if self._today is not None and column.first <= self._today <= column.last:
                middle = (slot.bar + slot.bar_end - 1) // 2
                row[middle] = ("bold $foreground", "*" if plain else "●")
        for cell in self._lit(picture):
            row[cell] = (f"{row[cell][0]} reverse", row[cell][1])
        return _joined(row)

    def _names(self, picture: Picture, width: int) -> Content:
        kept = self._columns[picture.first :]
        special = [n for n, column in enumerate(kept) if self._is_special(column)]
        row = [("$quiet", " ")] * width
        for n, left, text in tide_words.labels(kept, picture.slots, self._unit, special):
            for at, letter in enumerate(text, left):
                row[at] = (self._name_style(kept[n]), letter)
        return _joined(row)

    def _is_special(self, column: Column) -> bool:
        days = {self._today, self._marked}
        return any(day is not None and column.first <= day <= column.last for day in days)

    def _name_style(self, column: Column) -> str:
        if self._marked is not None and column.first <= self._marked <= column.last:
            return "bold reverse"
        if self._today is not None and column.first <= self._today <= column.last:
            return "bold $understood"
        return "$faint" if self._is_ahead(column) else "$quiet"

    def _words(self, width: int) -> Content:
        said = self.said
        if said:
            return Content.styled(said, "$foreground").truncate(width, ellipsis=True)
        return self._legend(width)

    def _legend(self, width: int) -> Content:
        hand = self._hand
        there = self._parts()
        parts = [
            Content.assemble(_sign(part, hand), (f" {words}", "$quiet"))
            for part, words in LEGEND
            if part in there
        ]
        if any(column.is_settling for column in self._columns):
            mark = "-" if hand.plain else "~"
            parts.append(Content.assemble((mark, "$alone"), (" settling", "$quiet")))
        while parts and sum(p.cell_length for p in parts) + 2 * len(parts) - 2 > width:
            parts.pop()
        return Content("  ").join(parts)

    def _parts(self) -> set[str]:
        there = set()
        for column in self._columns:
            one = tides.pillar(column, tides.Scale(1, 1, 1, 1_000_000))
            there |= {name for name, _ in (*one.up, *one.down)}
        return there

    def _empty(self, rows: list[Content], picture: Picture, width: int) -> list[Content]:
        text = Content.styled(self._nothing, "$quiet").truncate(width, ellipsis=True)
        left = (width - text.cell_length) // 2
        rows[max(0, len(picture.above) // 2)] = Content.assemble(" " * left, text)
        return rows

    def _in_a_line(self, picture: Picture, width: int) -> Content:
        """Draw what little room allows: the columns' tops, and what they sum up to."""
        said = self.said or tide_words.summary(self._columns)
        del picture
        return Content.styled(said, "$foreground 85%").truncate(width, ellipsis=True)


def _style(cell: Cell, *, is_lit: bool) -> str:
    parts = [COLOURS.get(cell.fore, "")]
    back = COLOURS.get(cell.back, "$raised" if is_lit else "")
    if back:
        parts.append(f"on {back}")
    if cell.reverse:
        parts.append("reverse")
    return " ".join(filter(None, parts))


def _sign(part: str, hand: tides.Hand) -> Content:
    column = tides.Pillar(*(((part, hand.slices),),) * 2)
    is_up = part in {tides.ASSISTED, tides.OTHER}
    draw_cell = tides.rising if is_up else tides.hanging
    (cell,) = draw_cell(column, 0, 1, tides.Scale(1, 1, 1, hand.slices), hand)
    return Content.styled(cell.sign, _style(cell, is_lit=False))


def _joined(cells: Iterable[tuple[str, str]]) -> Content:
    return Content.assemble(
        *(
            ("".join(sign for _, sign in run), style)
            for style, run in groupby(cells, key=lambda cell: cell[0])
        )
    )
