"""What stands around the day on Today: the waterline, the planned build, last month's audit.

All of it comes a moment after the day's rows, which are what somebody waits for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from waterline.tui.messages import AuditOffered, ChartRead, PlanRead
from waterline.tui.screens.base import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from waterline.domain.months import Month

# Above the water and below it, where nothing was shipped yet.
NOTHING = ("What you ship will stand here,", "and what you understand of it here.")
DAY_CELLS = 3  # a day of the chart has so many cells at least: two for its bar, one between


class Around(Place):
    """A screen that shows a day, and what stands around it: its chart goes into `#tide`."""

    def __init__(self) -> None:
        super().__init__()
        self.due: datetime | None = None
        self._audit: Month | None = None

    @property
    def day(self) -> date:
        """The day that is shown."""
        raise NotImplementedError

    def show_read(self) -> None:
        """Show again what is said under the day."""
        raise NotImplementedError

    def read_around(self) -> None:
        """Read what may come a moment later than the rows."""
        from waterline.domain.months import OFFERED_DAYS

        day, today = self.day, self.today()
        self.practise(lambda: self._read_chart(day, today))
        if self.waterline.settings.build_day or self.due is not None:
            self.practise(self._read_plan)
        if today.day <= OFFERED_DAYS and self.waterline.settings.offer_audit:
            self.practise(self._look_for_audit)
        elif self._audit is not None:
            self.on_audit_offered(AuditOffered(None))

    # -- the chart ----------------------------------------------------------------------------

    def _read_chart(self, day: date, today: date) -> ChartRead:
        from waterline.practice import today as practice

        app = self.waterline
        return ChartRead(day, practice.chart(app.home, app.settings, day, today))

    def on_chart_read(self, message: ChartRead) -> None:
        """Draw the waterline around the day, unless the person has gone on to another one."""
        if message.day != self.day:
            return
        from waterline.tui import tide_words
        from waterline.tui.widgets.waterline import WaterlineChart

        frame = self.query_one("#tide", Vertical)
        charts = frame.query(WaterlineChart)
        chart = charts.first() if charts else WaterlineChart(id="chart", frame=frame)
        if not charts:
            frame.mount_all([chart])  # `mount` would fail where the app ends meanwhile
        today = self.today()
        chart.show(
            message.found.columns,
            caption=lambda columns: tide_words.span(columns, today),
            today=today,
            marked=message.day,
            entries=message.found.entries,
            nothing=NOTHING,
            least=DAY_CELLS,
        )

    # -- the planned build --------------------------------------------------------------------

    def _read_plan(self) -> PlanRead:
        from waterline.practice import session

        app = self.waterline
        return PlanRead(session.plan_due(app.home, app.settings, app.now()))

    def on_plan_read(self, message: PlanRead) -> None:
        """Say quietly that the week's build is due."""
        if message.due != self.due:
            self.due = message.due
            self.show_read()

    def action_put_off_build(self) -> None:
        """Speak of it no more this week."""
        app = self.waterline

        def put_off() -> PlanRead:
            from waterline.practice import session

            session.put_off(app.home, app.settings, app.now())
            return PlanRead(None)

        self.practise(put_off)

    # -- last month's audit --------------------------------------------------------------------

    @property
    def offered_audit(self) -> Month | None:
        """The month to look back on; one reminder at a time, and the build's has its hour."""
        return self._audit if self.due is None else None

    def _look_for_audit(self) -> AuditOffered:
        from waterline.practice import audit

        app = self.waterline
        return AuditOffered(audit.offered(app.home, app.settings, app.now()))

    def on_audit_offered(self, message: AuditOffered) -> None:
        """Say quietly that a month can be looked back on."""
        if message.month != self._audit:
            self._audit = message.month
            self.show_read()

    def action_put_off_audit(self) -> None:
        """Speak of last month's audit no more; it can be opened all the same."""
        app, month = self.waterline, self._audit
        if month is None:
            return

        def put_off() -> AuditOffered:
            from waterline.practice import audit

            audit.put_off(app.home, app.settings, month, app.now())
            return AuditOffered(None)

        self.practise(put_off)
