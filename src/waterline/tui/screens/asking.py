"""The questions of a month on their way into the journal, one write after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.message import Message

from waterline.domain import assessment
from waterline.errors import InputError, WaterlineError
from waterline.practice import audit as practice
from waterline.tui import audit_hints
from waterline.tui.screens.base import practise
from waterline.tui.widgets.questions import Questions

if TYPE_CHECKING:
    from waterline.domain.audits import Answers
    from waterline.domain.months import Month
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed


class Asking(Questions):
    """The questions; each answer goes into the journal at once.

    Posts `Shown` once the evidence may be shown, after which nothing can be answered.
    """

    @dataclass
    class Shown(Message):
        """The answers are fixed: go on to this step."""

        month: Month
        step: int

    @dataclass
    class Written(Message):
        """What was answered is in the journal; `step` where the evidence was asked for."""

        month: Month
        step: int | None

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._waiting: tuple[Month, Answers] | None = None  # not in the journal yet
        self._wanted: int | None = None  # the step that waits for the evidence
        self._is_writing = False
        self._sent: tuple[Month, Answers] | None = None  # on its way into the journal

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    @property
    def is_busy(self) -> bool:
        """Whether something that was answered isn't in the journal yet."""
        return self._is_writing or self._waiting is not None

    def on_questions_answered(self, message: Questions.Answered) -> None:
        """Put the answers into the journal; of several at once the last ones."""
        message.stop()
        if self.month is not None:
            self._waiting = (self.month, message.answers)
            self._write()

    def _write(self) -> None:
        month = self._waiting[0] if self._waiting else self.month
        if self._is_writing or month is None or (not self._waiting and self._wanted is None):
            return
        self._is_writing = True
        (waiting, self._waiting), (step, self._wanted) = (self._waiting, None), (self._wanted, None)
        self._sent = waiting
        home, settings = self._waterline.home, self._waterline.settings

        def write() -> Message:
            if waiting is not None:
                practice.answer(home, settings, *waiting)
            if step is not None:
                practice.show_evidence(home, settings, month)
            return self.Written(month, step)

        practise(self, write)

    def on_asking_written(self, message: Written) -> None:
        """Write what came meanwhile, or go on to the evidence."""
        message.stop()
        self._is_writing = False
        self._write()
        if message.step is not None:
            self.post_message(self.Shown(message.month, message.step))

    def on_failed(self, message: Failed) -> None:
        """Keep what isn't in the journal for the next write; the screen says what went wrong.

        What was refused is not tried again: the month is read anew, and shows what holds.
        """
        self._is_writing = False
        if self._waiting is None and not isinstance(message.error, InputError):
            self._waiting = self._sent

    def ask_for_evidence(self, step: int, open_before: Month | None = None) -> None:
        """Go on to a step after the questions; ask before that where some are unanswered.

        `open_before` is the month before where its own questions still wait for an answer.
        """
        month, answers = self.month, self.answers
        if month is None:
            return
        if assessment.answered(answers) == len(answers) - 1 and open_before is None:
            self._show_evidence(step)
            return
        from waterline.tui.screens.question import QuestionScreen

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - as a screen's callback is called
            if yes:
                self._show_evidence(step)

        keys = self._waterline.settings.keys
        words = audit_hints.before_evidence(month, answers, open_before, keys)
        self.app.push_screen(QuestionScreen("Before the evidence", words), answered)

    def _show_evidence(self, step: int) -> None:
        self._wanted = step
        self._write()

    def let_go(self) -> None:
        """Put the last answers into the journal: the app ends."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            try:
                practice.answer(self._waterline.home, self._waterline.settings, *waiting)
            except WaterlineError:
                return  # there is nobody left to say it to
