"""Audit: a month in four steps. What I believe, what I shipped, what I learned, the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from waterline.domain import assessment, months
from waterline.practice import audit as practice
from waterline.tui import actions, audit_hints, audit_read, hints
from waterline.tui.messages import JournalChanged
from waterline.tui.screens.asking import Asking
from waterline.tui.screens.base import Place
from waterline.tui.screens.lessons import Done, Lessons
from waterline.tui.screens.pieces import Pieces
from waterline.tui.widgets.audit_picture import AuditPicture
from waterline.tui.widgets.steps import BELIEVE, LEARNED, NAMES, PICTURE, SHIPPED, Steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from waterline.domain.audits import Audit
    from waterline.domain.lines import Line
    from waterline.domain.months import Month
    from waterline.home import Home
    from waterline.settings import Settings
    from waterline.tui.audit_read import Found
    from waterline.tui.messages import Failed
    from waterline.tui.widgets.waterline import WaterlineChart

WIDE = 100  # cells from which on two panels stand side by side
ROOMY = 118  # and from which on a month's chart has a cell between any two days
LOW = 30  # lines below which there is no room for two above each other
# What needs a month on the screen.
BY_MONTH = frozenset(action.id for action in actions.in_scope("audit")) - {"leave_audit"}


class AuditScreen(Place, inherit_bindings=False):
    """The four steps of a month, one at a time.

    Nothing of steps two to four is shown before the month's questions are "fixed" or "missed".
    """

    PLACE = "audit"
    BINDINGS: ClassVar = [
        *actions.bindings("audit"),
        *actions.bindings("form", {"in_editor"}),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]
    CSS = """
    AuditScreen {
        #believe, #shipped, #lessons, #picture { display: none; height: 1fr; width: 100%; }
        &.-step-0 #believe { display: block; }
        &.-step-1 #shipped { display: block; }
        &.-step-2 #lessons { display: block; }
        &.-step-3 #picture { display: block; }
        &.-low #about { display: none; }
    }
    """

    @dataclass
    class Read(Message):
        """A month as it was read, and words of it that aren't kept yet."""

        turn: int
        found: Found
        unsaid: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self._month: Month | None = None
        self._steps: dict[Month, int] = {}  # where each month was left
        self._filled: set[int] = set()  # the steps that show this reading of the month
        self._turn = 0  # of reading
        self._found: Found | None = None

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out the four steps; one of them is shown."""
        yield Steps()
        yield Asking(id="believe")
        yield Pieces(id="shipped")
        yield Lessons(id="lessons")
        yield AuditPicture(id="picture")

    def on_mount(self) -> None:
        """Fit into the window."""
        self._fit(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Put panels above each other where there is no room beside."""
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        self.set_class(size.height < LOW, "-low")
        for part in (self._questions, self._shipped, self._learning, self._picture):
            part.set_class(size.width >= ROOMY, "-roomy")
            part.set_class(size.width < WIDE, "-narrow")
            part.set_class(size.height < LOW, "-low")

    @property
    def _questions(self) -> Asking:
        return self.query_one(Asking)

    @property
    def _shipped(self) -> Pieces:
        return self.query_one(Pieces)

    @property
    def _learning(self) -> Lessons:
        return self.query_one(Lessons)

    @property
    def _picture(self) -> AuditPicture:
        return self.query_one(AuditPicture)

    @property
    def _step(self) -> int:
        return BELIEVE if self._month is None else self._steps.get(self._month, BELIEVE)

    @property
    def _this_month(self) -> Month:
        return months.of(self.today())

    @property
    def audit(self) -> Audit | None:
        """The month that is shown, None until it is read."""
        return self._found.audit if self._found is not None else None

    @property
    def change_in_hand(self) -> Line | None:
        """The change under the cursor of step two."""
        return self._shipped.change_in_hand if self._step == SHIPPED else None

    # -- reading ------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the month that is shown, or the one to offer."""
        self._turn += 1
        turn, month, now = self._turn, self._month, self.waterline.now()
        home, settings = self.waterline.home, self.waterline.settings
        lessons = self._learning

        def read() -> Message:
            found = audit_read.read(home, settings, month, now)
            return self.Read(turn, found, lessons.open_words(found.audit.month))

        self.practise(read)

    def on_audit_screen_read(self, message: Read) -> None:
        """Show the month, where it was left."""
        if message.turn != self._turn:
            return
        audit = message.found.audit
        is_new = self.audit is None or self.audit.month != audit.month
        self._found, self._month = message.found, audit.month
        self._learning.laid(message.unsaid)
        if audit.month not in self._steps:
            self._steps[audit.month] = audit_read.where_left(audit, has_words=bool(message.unsaid))
        if audit.assessed.state == assessment.OPEN:
            self._steps[audit.month] = BELIEVE
        self._show(is_new=is_new)

    def _show(self, *, is_new: bool) -> None:
        audit = self.audit
        if audit is None:
            return
        if is_new or not self._questions.is_busy:  # what was answered just now isn't read yet
            self._questions.show(audit.month, audit.assessed)
        self._filled = set()
        self._show_step(moves=is_new)

    def _fill(self, found: Found, step: int) -> None:
        """Let a step show the month; each when it is looked at, none before the questions."""
        audit = found.audit
        if step in self._filled or audit.assessed.state == assessment.OPEN:
            return
        self._filled.add(step)
        keys = self.waterline.settings.keys
        words = audit_hints.for_nothing_shipped(audit, keys, is_followed=found.is_followed)
        if step == SHIPPED:
            self._shipped.show(audit, words, self.today())
        elif step == LEARNED:
            self._learning.show_month(audit, words)
        elif step == PICTURE:
            self._picture.show(audit, self.today(), words, found.hidden)

    def _show_step(self, *, moves: bool) -> None:
        found = self._found
        if found is None:
            return
        audit, step = found.audit, self._step
        self._fill(found, step)
        for number in range(len(NAMES)):
            self.set_class(number == step, f"-step-{number}")
        self.query_one(Steps).show(
            audit.month, audit_hints.state(audit), step, is_last=audit.month >= self._this_month
        )
        if moves and self.is_current:
            parts = (self._questions, self._shipped, self._learning, self._picture)
            parts[step].begin()
        self.refresh_bindings()

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong; where no month is shown, in its place."""
        super().on_failed(message)
        message.prevent_default()
        if self.audit is None:
            self._picture.trouble(hints.for_trouble(message.error))
            self.set_class(True, f"-step-{PICTURE}")

    # -- months and steps ---------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with this month, at this step."""
        if action in BY_MONTH:
            return self.audit is not None and audit_hints.offers(
                action,
                self.audit,
                self._step,
                is_over=self.audit.month < self._this_month,
                is_writing=self._step == LEARNED
                and (self._learning.is_writing or self._learning.is_unsaid),
            )
        if action == "in_editor":
            return self._step == LEARNED and self._learning.is_writing
        return super().check_action(action, parameters)

    def action_earlier_month(self) -> None:
        """Show the month before."""
        self._turn_to(-1)

    def action_later_month(self) -> None:
        """Show the month after."""
        self._turn_to(1)

    def on_steps_turn(self, message: Steps.Turn) -> None:
        """Turn as was clicked."""
        message.stop()
        self._turn_to(message.by)

    def _turn_to(self, by: int) -> None:
        if self._month is not None:
            month = self._month.plus(by)
            if month <= self._this_month:
                self.show_month(month)

    def show_month(self, month: Month) -> None:
        """Show another month; what stands in the fields of this one stays on the disk."""
        self._learning.close_words()
        self._month = month
        self.read()

    def action_step_on(self) -> None:
        """Go on to the next step."""
        self._go_to(self._step + 1)

    def action_step_back(self) -> None:
        """Go back to the step before."""
        self._go_to(self._step - 1)

    def on_steps_step(self, message: Steps.Step) -> None:
        """Go to the step that was clicked."""
        message.stop()
        self._go_to(message.step)

    def _go_to(self, step: int) -> None:
        found, audit = self._found, self.audit
        if found is None or audit is None or not BELIEVE <= step <= PICTURE:
            return
        if step > BELIEVE and audit.assessed.state == assessment.OPEN:
            before = audit_hints.open_before(audit, found.hidden)
            self._questions.ask_for_evidence(step, before)
            return
        self._steps[audit.month] = step
        self._show_step(moves=True)

    def action_every_anchor(self) -> None:
        """Show the words of all levels, or of one question at a time."""
        self._questions.toggle_all()

    def action_read_chart(self) -> None:
        """Put the cursor into the chart."""
        (self._shipped if self._step == SHIPPED else self._picture).read_chart()

    def on_waterline_chart_go_to_month(self, message: WaterlineChart.GoToMonth) -> None:
        """Show the month that was chosen."""
        message.stop()
        self.show_month(months.of(message.first))

    def action_leave_audit(self) -> None:
        """Go from a part of a step to its list, from there to Today."""
        leave = {
            SHIPPED: self._shipped.leave,
            LEARNED: self._learning.leave,
            PICTURE: self._picture.leave,
        }.get(self._step)
        if leave is None or not leave():
            self.waterline.go("today")

    def action_keep_words(self) -> None:
        """Keep the words, after the keys that were pressed before."""
        self.call_later(self._learning.keep)

    def action_in_editor(self) -> None:
        """Go on with the words in the person's own editor."""
        self._learning.write_in_editor()

    # -- the month as a whole -----------------------------------------------------------------

    def action_export_report(self) -> None:
        """Ask for a form and a file."""
        if self.audit is not None:
            from waterline.tui.screens.export import ExportScreen

            self.app.push_screen(ExportScreen(self.audit))

    def action_trend(self) -> None:
        """Show past audits side by side."""
        found = self._found
        if found is not None:
            from waterline.tui.screens.past import PastScreen

            self.app.push_screen(PastScreen(found.audit, self.today(), found.hidden), self._chosen)

    def _chosen(self, month: Month | None) -> None:
        if month is not None and month != self._month:
            self.show_month(month)

    def action_close_month(self) -> None:
        """Ask once, then freeze the figures; words that aren't saved yet are kept before."""
        lessons, to_keep = self._learning, self._learning.to_keep()
        words = f"{audit_hints.FREEZES} {audit_hints.KEEPS}" if to_keep else audit_hints.FREEZES

        def close(home: Home, settings: Settings, month: Month, now: datetime) -> None:
            lessons.keep_all(month, to_keep)
            practice.close(home, settings, month, now)

        self._ask_of_month("Close", words, close, "is closed")

    def action_reopen_month(self) -> None:
        """Ask once, then compute them anew."""
        self._ask_of_month("Open again", audit_hints.OPENS, practice.reopen, "is open again")

    def _ask_of_month(self, title: str, words: str, work: Callable[..., object], said: str) -> None:
        month = self._month
        if month is None:
            return
        from waterline.tui.screens.question import QuestionScreen

        home, settings, now = self.waterline.home, self.waterline.settings, self.waterline.now()

        def run() -> Message:
            work(home, settings, month, now)
            return Done(f"{month.label} {said}.")

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - as a screen's callback is called
            if yes:
                self.practise(run)

        self.app.push_screen(QuestionScreen(f"{title}: {month.label}", words), answered)

    # -- what the parts say -------------------------------------------------------------------

    def on_done(self, message: Done) -> None:
        """Say what was done, and let everybody see it."""
        message.stop()
        if message.said:
            self.notify(message.said)
        self.waterline.post_message(JournalChanged())

    def on_asking_shown(self, message: Asking.Shown) -> None:
        """Go on to the evidence."""
        message.stop()
        self._steps[message.month] = message.step
        self._found = None  # what comes is another step: it takes the focus
        self.read()

    def let_go(self) -> None:
        """Put the words and the last answers on the disk: the app ends."""
        self._questions.let_go()
        self._learning.let_go()
