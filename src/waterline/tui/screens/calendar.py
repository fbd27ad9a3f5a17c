"""The calendar over the Journal: choose a day with the cursor, or type one as people say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from waterline.domain import dates
from waterline.errors import InputError
from waterline.practice import look
from waterline.tui import actions, draw
from waterline.tui.screens.base import practise
from waterline.tui.widgets.calendar import Calendar
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual import events
    from textual.app import ComposeResult

    from waterline.domain.lines import DayCount
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed


class CalendarScreen(ModalScreen["date | None"]):
    """A panel over the screen; gives the day that was chosen, or None."""

    BINDINGS: ClassVar = actions.bindings("calendar")
    AUTO_FOCUS = "Calendar"
    CSS = """
    CalendarScreen {
        align: center middle;
        background: $background 60%;
        #calendar {
            width: 43; height: auto; border: round $understood; background: $background;
            padding: 1 3 0 3; border-title-color: $foreground; border-title-style: bold;
        }
        #calendar-about { height: 2; margin-top: 1; color: $quiet; }
        #calendar-typed, #calendar-typed:focus {
            border: none; height: 1; padding: 0; background: $raised;
        }
        #calendar-mistake { height: 1; color: $assisted; }
    }
    """

    @dataclass
    class Counted(Message):
        """What the days of a month hold was read."""

        counts: Sequence[DayCount]

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self._day, self._today = day, today

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="calendar") as panel:
            yield Calendar(self._day, self._today)
            yield Static(id="calendar-about", markup=False)
            yield Input(
                placeholder="or a date: 2026-03, last month",
                id="calendar-typed",
                select_on_focus=False,
            )
            yield Static(id="calendar-mistake", markup=False)
        panel.border_title = "Go to a day"
        yield Footer()

    @property
    def _calendar(self) -> Calendar:
        return self.query_one(Calendar)

    def on_calendar_month_shown(self, message: Calendar.MonthShown) -> None:
        """Read what the month's days hold."""
        app = cast("WaterlineApp", self.app)
        practise(
            self,
            lambda: self.Counted(
                look.days_with(app.home, app.settings, message.first, message.last)
            ),
        )

    def on_calendar_screen_counted(self, message: Counted) -> None:
        """Show it."""
        self._calendar.set_counts(message.counts)
        self._tell()

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong."""
        message.stop()
        cast("WaterlineApp", self.app).complain(message.error)

    def on_calendar_moved(self) -> None:
        """Tell what the day under the cursor holds."""
        self._tell()

    def _tell(self) -> None:
        day = self._calendar.day
        count = self._calendar.count(day)
        held = []
        if count and count.entries:
            held.append(draw.plural(count.entries, "entry", "entries"))
        if count and count.changes:
            held.append(draw.plural(count.changes, "commit"))
        about = self.query_one("#calendar-about", Static)
        about.update(
            Content.assemble(
                (draw.day_name(day, self._today), "$foreground"),
                "\n",
                ", ".join(held) or "nothing on this day",
            )
        )

    def on_input_changed(self, message: Input.Changed) -> None:
        """Follow a date while it is typed."""
        message.stop()
        mistake = self.query_one("#calendar-mistake", Static)
        mistake.update("")
        try:
            _, last = dates.span(message.value, self._today)
        except InputError:
            return
        self._calendar.day = last

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Go where the typed date says."""
        message.stop()
        if not message.value.strip():
            self._calendar.focus()
            return
        try:
            _, last = dates.span(message.value, self._today)
        except InputError:
            self.query_one("#calendar-mistake", Static).update("no date: yesterday, 2026-10")
        else:
            self.dismiss(last)

    def on_key(self, event: events.Key) -> None:
        """Let a digit begin a date, wherever the focus is."""
        typed = self.query_one(Input)
        if event.character and event.character.isdigit() and not typed.has_focus:
            event.stop()
            event.prevent_default()
            typed.focus()
            typed.insert_text_at_cursor(event.character)

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss(None)

    def on_calendar_chosen(self, message: Calendar.Chosen) -> None:
        """Go to the day that was clicked."""
        self.dismiss(message.day)

    def action_pick_day(self) -> None:
        """Go to the day under the cursor."""
        self.dismiss(self._calendar.day)

    def action_close_calendar(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_day_left(self) -> None:
        """Move a day back."""
        self._calendar.move(days=-1)

    def action_day_right(self) -> None:
        """Move a day on."""
        self._calendar.move(days=1)

    def action_week_up(self) -> None:
        """Move a week back."""
        self._calendar.move(days=-7)

    def action_week_down(self) -> None:
        """Move a week on."""
        self._calendar.move(days=7)

    def action_month_before(self) -> None:
        """Move a month back."""
        self._calendar.move(months=-1)

    def action_month_after(self) -> None:
        """Move a month on."""
        self._calendar.move(months=1)

    def action_pick_today(self) -> None:
        """Move to today."""
        self._calendar.day = self._today
