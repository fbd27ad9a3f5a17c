"""The fourth step of an audit: what one believes, what the records show, and both lines."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from waterline.domain import tide
from waterline.tui import actions, figures, months_table
from waterline.tui.tide_words import MONTH
from waterline.tui.widgets import groups as drawn
from waterline.tui.widgets.drawn import Drawn
from waterline.tui.widgets.learning import whole
from waterline.tui.widgets.shipped import days, summary
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from waterline.domain.audits import Audit
    from waterline.domain.months import Month

PAGE = 8  # lines that stay in sight from one screen to the next, at the most
SCROLLS = {"line_down", "line_up", "diff_down", "diff_up", "diff_start", "diff_end"}


class AuditPicture(VerticalScroll, inherit_bindings=False):
    """All figures of a month, scrolled with the keys of a diff."""

    BINDINGS: ClassVar = actions.bindings("diff", SCROLLS)
    DEFAULT_CSS = """
    AuditPicture {
        scrollbar-size-vertical: 1;
        #picture-columns { height: auto; }
        #picture-left { width: 1fr; height: auto; }
        #picture-right { width: 1fr; height: auto; margin-left: 1; }
        #picture-chart { height: 15; }
        #months-chart { height: 14; }
        &.-roomy #picture-left { min-width: 66; }
        &.-narrow #picture-columns { layout: vertical; }
        &.-narrow #picture-left { width: 100%; }
        &.-narrow #picture-right { width: 100%; margin-left: 0; }
        &.-narrow #picture-chart { height: 12; }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._month: Month | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panels."""
        with Horizontal(id="picture-columns"):
            with Vertical(id="picture-left"):
                yield Drawn("Closed", id="fig-late")
                yield WaterlineChart(id="picture-chart", classes="panel")
                yield Drawn("The waterline", id="fig-waterline")
                yield Drawn("Perceived and demonstrated", id="fig-beside")
                yield Drawn("Self-assessment", id="fig-assessed")
                yield Drawn("How sure, and how deep", id="fig-sure")
                yield Drawn("Practice", id="fig-practised")
            with Vertical(id="picture-right"):
                yield Drawn("What did I learn from what I shipped?", id="fig-learned")
                yield Drawn("Worth noticing", id="fig-noticed")
                yield Drawn("Signals and stages", id="fig-signals")
        yield WaterlineChart(id="months-chart", classes="panel")
        yield Drawn("Trend", id="fig-trend")

    def show(
        self, audit: Audit, today: date, words: Sequence[Content], hidden: Collection[Month] = ()
    ) -> None:
        """Show an audit's figures; `words` stand where nothing was shipped.

        Of the months `hidden` nothing is shown: their questions wait.
        """
        if self._month != audit.month:
            self._month = audit.month
            self.scroll_home(animate=False)  # another month is read from its first line on
        others = [one for one in audit.months if one.month not in hidden]
        audit = replace(audit, months=tuple(others))
        chart = self.query_one("#picture-chart", WaterlineChart)
        chart.show(days(audit), caption=audit.month.label, today=today)
        chart.border_subtitle = Content(summary(audit))
        months = self.query_one("#months-chart", WaterlineChart)
        months.show(
            [tide.month_column(one) for one in others],
            caption="Month by month",
            unit=MONTH,
            today=today,
        )
        chart.display = True
        months.display = len(others) > 1
        self._put("late", figures.late, audit)
        self._put("waterline", figures.waterline, audit)
        self._put("beside", figures.beside, audit)
        self._put("assessed", figures.assessed, audit)
        self._put("practised", figures.practised, audit)
        self._put("noticed", figures.noticed, audit)
        self._put("sure", figures.calibration, audit)
        self._put("signals", figures.signals, audit)
        self._put("trend", months_table.trend_words, audit)
        learned = self.query_one("#fig-learned", Drawn)
        learned.show(partial(_learned, audit, words), "step 4 of 4")

    def _put(self, name: str, draw: Callable[[Audit, int], list[Content]], audit: Audit) -> None:
        self.query_one(f"#fig-{name}", Drawn).show(partial(draw, audit))

    def trouble(self, words: Sequence[Content]) -> None:
        """Say why nothing can be shown, and leave everything else out."""
        for part in (*self.query(Drawn), *self.query(WaterlineChart)):
            part.display = False
        said = self.query_one("#fig-learned", Drawn)
        said.show(lambda width: [line for text in words for line in text.wrap(max(8, width))])

    def begin(self) -> None:
        """Put the focus here, so that the keys scroll."""
        self.focus(scroll_visible=False)

    def read_chart(self) -> None:
        """Put the focus on the chart of the month, or from there on that of the months."""
        charts = [one for one in self.query(WaterlineChart) if one.display]
        here = next((n for n, one in enumerate(charts) if one.has_focus), -1)
        charts[(here + 1) % len(charts)].focus()

    def leave(self) -> bool:
        """Go back from a chart; False where the focus is here."""
        if self.has_focus:
            return False
        self.begin()
        return True

    # -- scrolling ----------------------------------------------------------------------------

    def action_line_down(self) -> None:
        """Go a line down."""
        self.scroll_relative(y=1, animate=False)

    def action_line_up(self) -> None:
        """Go a line up."""
        self.scroll_relative(y=-1, animate=False)

    def action_diff_down(self) -> None:
        """Go a screen down."""
        self.scroll_relative(y=self._page, animate=False)

    def action_diff_up(self) -> None:
        """Go a screen up."""
        self.scroll_relative(y=-self._page, animate=False)

    @property
    def _page(self) -> int:
        height = self.size.height
        return max(1, height - min(PAGE, height // 4))

    def action_diff_start(self) -> None:
        """Go to the first line."""
        self.scroll_home(animate=False)

    def action_diff_end(self) -> None:
        """Go to the last line."""
        self.scroll_end(animate=False)


def _learned(audit: Audit, words: Sequence[Content], width: int) -> list[Content]:
    """Write what was learned from each piece of work, and from the month."""
    if not audit.groups:
        return [line for text in words for line in (*text.wrap(max(8, width)), Content(""))]
    said = [group for group in audit.groups if group.learned or group.words]
    lines = [line for group in said for line in drawn.lesson_lines(group, width)]
    waiting = [group for group in audit.groups if not group.learned and not group.words]
    if waiting:
        lines += [drawn.waiting_line(group, width) for group in waiting]
        lines += [Content.styled("  not answered yet", "$quiet"), Content("")]
    run = months_table.not_much(audit)
    return [*lines, *whole(audit, width), Content(""), *run.wrap(max(8, width))]
