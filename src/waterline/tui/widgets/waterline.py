"""The waterline chart: what was shipped stands above the water, what is understood below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from waterline.tui import actions, draw, tide_ink, tide_words, tides
from waterline.tui.messages import GoToDay
from waterline.tui.tide_words import DAY, MONTH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from textual import events

    from waterline.domain.audits import Column
    from waterline.tui.tides import Cell, Slot

LEAST = 3  # lines of a chart: above the water, the water, below it
SAID_FROM = 4  # lines from which words stand under it
NAMED_FROM = 8  # and from which its columns have names
GAP = 2  # cells between two words of the legend


class _View(NamedTuple):
    """What is drawn: the columns that have room, their places, and the rows of cells."""

    asked: tuple[object, ...]
    columns: Sequence[Column]
    slots: list[Slot]
    above: list[list[Cell]]
    below: list[list[Cell]]


class WaterlineChart(Widget, can_focus=True):
    """Columns above the water and their reflection: see `tides` for how they are drawn.

    Above stands what was shipped, the part with AI at the water; below hangs the reflection of
    that part: solid as far as it was shown in a test, light where it is explained only, hollow
    where neither. The line under it reads the column under the mouse or the cursor.

    Posts `GoToDay` or `GoToMonth` when a column is chosen with enter or a click.
    """

    ALLOW_SELECT = False
    FOCUS_ON_CLICK = False  # who clicks a day wants to go on there, not here
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
        frame: Widget | None = None,
    ) -> None:
        """Make a chart; its caption stands on `frame`, or on its own."""
        super().__init__(id=id, classes=classes)
        self._frame = frame or self
        self._columns: Sequence[Column] = ()
        self._caption: str | Callable[[Sequence[Column]], str] = ""
        self._unit = DAY
        self._today: date | None = None
        self._marked: date | None = None
        self._entries: Mapping[date, int] = {}
        self._nothing = ("", "")
        self._least = 1
        self._cursor: date | None = None
        self._hover: date | None = None
        self._end = 0  # the columns before this one are in sight, as many as have room
        self._kept: _View | None = None

    def show(
        self,
        columns: Sequence[Column],
        *,
        caption: str | Callable[[Sequence[Column]], str] = "",
        unit: str = DAY,
        today: date | None = None,
        marked: date | None = None,
        entries: Mapping[date, int] | None = None,
        nothing: tuple[str, str] = ("Nothing was shipped here.", ""),
        least: int = 1,
    ) -> None:
        """Show columns of days or months, oldest first.

        `caption` stands on the frame, or is a function that makes it of the columns in sight.
        `today` is marked on the water, which lies still after it; `marked` is the day that
        something else on the screen is about; `entries` tells how many were written on a day.
        `nothing` stands above and below the water if all columns are empty. A column has `least`
        cells; those that find no room are left out, the oldest first, until the cursor goes there.
        """
        self._columns, self._caption, self._unit, self._least = columns, caption, unit, least
        self._today, self._marked, self._nothing = today, marked, nothing
        self._entries = entries or {}
        self._kept, self._hover, self._end = None, None, len(columns)
        if self._at(self._cursor) is None:
            self._cursor = None
        self._entitle()
        self.refresh()

    def on_resize(self) -> None:
        """Say on the frame which columns have room now."""
        self._entitle()

    def _entitle(self) -> None:
        # Without a width yet nothing is in sight; `on_resize` tells then what is.
        if self._columns and self._caption and self.size.width:
            said = self._caption
            self._frame.border_title = Content(said if isinstance(said, str) else said(self.seen))

    @property
    def seen(self) -> Sequence[Column]:
        """The columns that have room."""
        return self._view().columns

    # -- the cursor ---------------------------------------------------------------------------

    @property
    def column(self) -> Column | None:
        """The column under the cursor, if it is on one."""
        return self._at(self._cursor)

    def _at(self, day: date | None) -> Column | None:
        return next((column for column in self._columns if column.first == day), None)

    def _is_ahead(self, column: Column) -> bool:
        return self._today is not None and column.first > self._today

    def _move(self, steps: int) -> None:
        days = [column.first for column in self._columns if not self._is_ahead(column)]
        if not days:
            return
        here = days.index(self._cursor) + steps if self._cursor in days else len(days) - 1
        to = max(0, min(here, len(days) - 1))
        count = len(self.seen)
        self._end = max(to + 1, min(self._end, to + count))
        self._cursor, self._hover = days[to], None
        self._entitle()
        self.refresh()

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
            there = [one.first for one in self.seen if one.shipped and not self._is_ahead(one)]
            marked = [one.first for one in self.seen if self._holds(one, self._marked)]
            self._cursor = next(iter([*marked, *there[-1:]]), None)
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
        view = self._view()
        places = zip(view.columns, view.slots, strict=True)
        return next((one for one, slot in places if slot.start <= offset.x < slot.end), None)

    # -- drawing ------------------------------------------------------------------------------

    @property
    def _hand(self) -> tides.Hand:
        is_bare = self.app.no_color
        tones = not is_bare and not self.app.current_theme.ansi
        return tides.Hand(colours=not is_bare, tones=tones, plain=draw.is_plain())

    def _view(self) -> _View:
        """Lay out for the room there is, once for every room."""
        width, height = self.content_size
        hand = self._hand
        asked = (width, height, hand, self._end)
        if self._kept is not None and self._kept.asked == asked:
            return self._kept
        least = 1 if height < LEAST else self._least
        room = width // 3 if height < LEAST else width
        count = tides.fitting(self._columns, room, least)
        columns = self._columns[self._end - count : self._end]
        if height < LEAST:
            slots = [tides.Slot(n, n + 1, n, n + 1) for n in range(count)]
            rows = [tides.draw_in_a_line(columns, hand)]
            self._kept = _View(asked, columns, slots, rows, [])
        else:
            lines = max(2, height - 1 - (height >= SAID_FROM) - (height >= NAMED_FROM))
            measure = tides.scale(self._columns, lines, hand.slices)
            by_week = self._unit == DAY
            drawn = tides.draw_columns(columns, width, measure, hand, by_week=by_week)
            self._kept = _View(asked, columns, drawn.slots, drawn.above, drawn.below)
        return self._kept

    def render(self) -> Content:
        """Draw the chart."""
        width, height = self.content_size
        if not self._columns or not width or not height:
            return Content("")
        view = self._view()
        lit = self._lit(view)
        if height < LEAST:
            spark, room = tide_ink.row(view.above[0], lit), width - len(view.columns) - GAP
            return Content.assemble(spark, " " * GAP, self._words(room)) if room > GAP else spark
        above, below = (
            [tide_ink.row(cells, lit) for cells in rows] for rows in (view.above, view.below)
        )
        if not any(column.shipped for column in view.columns):
            for rows, words in zip((above, below), self._nothing, strict=True):
                rows[(len(rows) - 1) // 2] = tide_ink.centred(words, width)
        rows = [*above, self._water(view, width, lit), *below]
        if height >= NAMED_FROM:
            rows.append(self._names(view, width))
        if height >= SAID_FROM:
            rows.append(self._words(width))
        return Content("\n").join(rows)

    def _lit(self, view: _View) -> range:
        day = self._hover or (self._cursor if self.has_focus else None)
        for column, slot in zip(view.columns, view.slots, strict=True):
            if column.first == day:
                return range(slot.start, slot.end)
        return range(0)

    def _water(self, view: _View, width: int, lit: range) -> Content:
        signs = draw.signs()
        row = [("$alone", signs.wave)] * width
        for n, (column, slot) in enumerate(zip(view.columns, view.slots, strict=True)):
            # What a column is like goes on until something else is said of the water; before the
            # first one it is as there.
            start = slot.start if n else 0
            one = ("$alone", signs.settling if column.is_settling else signs.wave)
            if self._is_ahead(column):
                one = ("$faint", signs.rest)
            row[start:] = [one] * (width - start)
            if self._holds(column, self._today):
                row[(slot.bar + slot.bar_end - 1) // 2] = ("bold $foreground", signs.today)
        for cell in lit:
            row[cell] = (f"{row[cell][0]} reverse", row[cell][1])
        return tide_ink.joined(row)

    @staticmethod
    def _holds(column: Column, day: date | None) -> bool:
        return day is not None and column.first <= day <= column.last

    def _names(self, view: _View, width: int) -> Content:
        first = [
            n
            for n, column in enumerate(view.columns)
            if self._holds(column, self._marked) or self._holds(column, self._today)
        ]
        row = [("$quiet", " ")] * width
        for n, left, text in tide_words.labels(view.columns, view.slots, self._unit, first):
            style = self._name_style(view.columns[n])
            row[left : left + len(text)] = [(style, letter) for letter in text]
        return tide_ink.joined(row)

    def _name_style(self, column: Column) -> str:
        if self._holds(column, self._marked):
            return "bold $understood reverse"
        if self._holds(column, self._today):
            return "bold $understood"
        return "$faint" if self._is_ahead(column) else "$quiet"

    # -- words --------------------------------------------------------------------------------

    @property
    def said(self) -> list[str]:
        """The column under the mouse or the cursor in words, shorter and shorter; or nothing."""
        column = self._at(self._hover)
        if column is None and self.has_focus:
            column = self.column
        if column is None:
            return []
        return tide_words.readings(column, self._unit, self._today, self._entries)

    def _words(self, width: int) -> Content:
        said = self.said
        if not said and self.content_size.height < LEAST:
            said = [tide_words.summary(self.seen)]
        if not said:
            return self._legend(width)
        fitting = (text for text in said if len(text) <= width)
        return Content.styled(next(fitting, said[-1]), "$foreground").truncate(width, ellipsis=True)

    def _legend(self, width: int) -> Content:
        hand, there = self._hand, tides.parts_in(self._columns)
        parts = [one for one in tide_words.LEGEND if one[0] in there]
        settling = []
        if any(column.is_settling for column in self._columns):
            mark = draw.signs().settling
            settling = [Content.assemble((mark, "$alone"), (" settling", "$quiet"))]
        for brief in (1, 2):
            named = [tide_ink.named(tides.sample(one[0], hand), one[brief]) for one in parts]
            for legend in ([*named, *settling], named):
                text = Content(" " * GAP).join(legend)
                if text.cell_length <= width:
                    return text
        return Content("")
