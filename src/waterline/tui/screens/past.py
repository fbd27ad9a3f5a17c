"""Past audits side by side, and where they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.domain import tide
from waterline.domain.months import Month, of, parse
from waterline.practice import audit as practice
from waterline.tui import actions, months_table
from waterline.tui.screens.base import practise
from waterline.tui.tide_words import MONTH
from waterline.tui.widgets.footer import Footer, press
from waterline.tui.widgets.rows import Row, Rows
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from waterline.domain.audits import Audit, MonthTally
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed

MONTHS = 12
LOW = 30  # lines below which there is no room for the chart


class PastScreen(ModalScreen[Month | None]):
    """A panel over the audit; gives the month that was chosen.

    Of the months `hidden` nothing is shown: their questions wait.
    """

    @dataclass
    class Read(Message):
        """Every month that has anything, newest first."""

        months: Sequence[MonthTally]

    BINDINGS: ClassVar = actions.bindings("past")
    CSS = """
    PastScreen {
        align: center middle;
        background: $background 60%;
        #past {
            width: 112; max-width: 100%; height: 94%; margin-bottom: 1; padding: 0 1;
            border: round $understood; background: $background;
            border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $quiet;
        }
        #past Static { width: 100%; height: auto; }
        #past-chart { height: 13; }
        #past-head { padding: 0 1; }
        #past-months { height: 1fr; min-height: 3; }
        &.-low #past-chart { display: none; }
    }
    """

    def __init__(self, audit: Audit, today: date, hidden: Collection[Month]) -> None:
        super().__init__()
        self._audit, self._today, self._hidden = audit, today, hidden

    def compose(self) -> ComposeResult:
        """Lay out the chart, the months, and what they say together."""
        with Vertical(id="past") as panel:
            yield WaterlineChart(id="past-chart")
            yield Static("", id="past-head", markup=False)
            yield Rows(id="past-months")
            yield Static("", id="past-trend", markup=False)
        panel.border_title = "Past audits"
        panel.border_subtitle = Content("enter opens a month")
        yield Footer()

    def on_mount(self) -> None:
        """Read the months."""
        app = cast("WaterlineApp", self.app)
        self.query_one(Rows).focus()
        home, settings = app.home, app.settings
        practise(self, lambda: self.Read(practice.past(home, settings)))

    def on_resize(self) -> None:
        """Leave the chart out where there is no room."""
        self.set_class(self.app.size.height < LOW, "-low")
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        width = max(20, self.query_one("#past").content_size.width - 2)
        self.query_one("#past-head", Static).update(months_table.head(width))
        words = months_table.trend_words(self._audit, width)
        run = months_table.not_much(self._audit).wrap(width)
        self.query_one("#past-trend", Static).update(Content("\n").join([*run, *words]))

    def on_past_screen_read(self, message: Read) -> None:
        """Show them, the last twelve in the chart too."""
        kept = [one for one in reversed(message.months[:MONTHS]) if one.month not in self._hidden]
        chart = self.query_one(WaterlineChart)
        chart.show([tide.month_column(one) for one in kept], unit=MONTH, today=self._today)
        rows = [_row(one, is_hidden=one.month in self._hidden) for one in message.months]
        if not rows:
            text = "No month has anything yet: the first one will stand here."
            rows = [Row("none", [Content.styled(text, "$quiet")], heading=True)]
        months = self.query_one(Rows)
        months.set_rows(rows)
        months.select(str(self._audit.month))

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong."""
        message.stop()
        cast("WaterlineApp", self.app).complain(message.error)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Open the month."""
        message.stop()
        self.dismiss(parse(message.key))

    def on_waterline_chart_go_to_month(self, message: WaterlineChart.GoToMonth) -> None:
        """Open the month that was chosen in the chart."""
        message.stop()
        self.dismiss(of(message.first))

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked."""
        message.stop()
        await press(self, message.action)

    def action_close_past(self) -> None:
        """Go back."""
        self.dismiss(None)


def _row(one: MonthTally, *, is_hidden: bool) -> Row:
    draw = months_table.hidden if is_hidden else months_table.line
    return Row(str(one.month), lambda width: [draw(one, width)])
