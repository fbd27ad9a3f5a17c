"""Today: what was written and shipped on a day, and the editor beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical

from waterline.domain import days
from waterline.tui import actions
from waterline.tui.screens.base import Place
from waterline.tui.widgets.editor import Editor
from waterline.tui.widgets.timeline import Timeline
from waterline.tui.widgets.week import WeekStrip

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult

    from waterline.domain.lines import Line


class TodayScreen(Place):
    """The day's timeline at the left with the week under it, the editor at the right."""

    PLACE = "today"
    BINDINGS: ClassVar = actions.bindings("today")
    CSS = """
    #day { align-horizontal: center; }
    #left { width: 4fr; max-width: 96; }
    #right { width: 5fr; max-width: 110; margin-left: 1; }
    """

    def body(self) -> ComposeResult:
        """Lay out the day."""
        with Horizontal(id="day"):
            with Vertical(id="left"):
                yield Timeline(classes="panel")
                yield WeekStrip(classes="panel")
            with Vertical(id="right"):
                yield Editor(classes="panel")

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.query_one(Editor)

    def show_day(self, day: date) -> None:
        """Show another day."""
        self._day = day

    def today(self) -> date:
        """Tell the day it is now."""
        return days.today(self.waterline.now(), self.waterline.settings.day_starts)

    def write_new(self) -> None:
        """Put the person into the editor."""
        self.editor.focus()

    def edit(self, line: Line) -> None:
        """Take an entry into the editor."""
