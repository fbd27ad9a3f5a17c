"""What was learned, on its way into the journal; words not kept yet are a draft on the disk."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.message import Message

from waterline.errors import NotFoundError, WaterlineError
from waterline.practice import audit as practice
from waterline.tui.messages import Failed
from waterline.tui.screens.base import practise
from waterline.tui.unsaid import Unsaid
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.large_text import SAVE_AFTER
from waterline.tui.widgets.learning import Learning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content

    from waterline.domain.audits import Audit
    from waterline.domain.lines import Line
    from waterline.domain.months import Month
    from waterline.tui.app import WaterlineApp


@dataclass
class Done(Message):
    """The journal has changed; `said` tells the person what was done."""

    said: str = ""


class Lessons(Learning):
    """The answers to "what did I learn from this?" of a month."""

    @dataclass
    class Beside(Message):
        """What lies beside a group."""

        key: str
        lines: Sequence[Line]

    @dataclass
    class Said(Message):
        """An answer is in the journal; `is_done` when the person wants to go on."""

        is_done: bool

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._words: Unsaid | None = None

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    # -- words that aren't kept yet -----------------------------------------------------------

    def open_words(self, month: Month) -> dict[str, str]:
        """Give what was typed for a month and not kept, once; called in a thread."""
        if self._words is not None and self._words.month == month:
            return {}
        self._words = Unsaid(self._waterline.home, month)
        return self._words.open()

    def laid(self, words: dict[str, str]) -> None:
        """Go on with what was typed before."""
        if self._words is not None and words:
            self._words.laid(words)

    def show_month(self, audit: Audit, words: Sequence[Content]) -> None:
        """Show what was answered and typed; `words` stand where nothing was shipped."""
        self.show(audit, self._words.words if self._words is not None else {}, words)

    def on_learning_typed(self, message: Learning.Typed) -> None:
        """Keep the draft."""
        message.stop()
        words = self._words
        if words is None:
            return
        is_due = words.put(message.key, message.words)
        self.show_unsaid(words.words)
        if is_due:
            self.set_timer(SAVE_AFTER, lambda: self._in_thread(words.write))

    def write_in_editor(self) -> None:
        """Go on with the words in the person's own editor."""
        from waterline.tui import external

        external.edit_field(self._waterline, self.field)

    def close_words(self) -> None:
        """Write what waits, and let another take the draft: another month is shown."""
        self._take_the_last_keys()
        words, self._words = self._words, None
        if words is not None:
            self._in_thread(lambda: _write_and_close(words))

    def _take_the_last_keys(self) -> None:
        """Take what stands in the field though nobody was told of it yet."""
        words = self._words
        is_here = words is not None and words.month == self.month and bool(self.query(Field))
        typed = self.typed if is_here else None
        if words is not None and typed is not None:
            words.put(typed.key, typed.words)

    def to_keep(self) -> list[Learning.Say]:
        """Give what is to be kept for the words of the month that aren't, the last keys too."""
        self._take_the_last_keys()
        if self._words is not None:
            self.show_unsaid(self._words.words)
        return self.open_answers()

    def keep_all(self, month: Month, answers: Sequence[Learning.Say]) -> None:
        """Keep the words of a month; called in a thread. Raises JournalError, InputError.

        Words on a piece of work that is gone stay a draft.
        """
        words = self._words
        for one in answers:
            with contextlib.suppress(NotFoundError):
                self._keep(month, one, words)

    def _keep(self, month: Month, one: Learning.Say, words: Unsaid | None) -> None:
        home, settings = self._waterline.home, self._waterline.settings
        practice.say(home, settings, month, one.key, one.learned, one.words)
        if words is not None and words.month == month and one.words is not None:
            words.put(one.key, None)
            words.write()

    def _in_thread(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except WaterlineError as error:
                self.post_message(Failed(error))

        self.run_worker(run, thread=True, group="draft")

    def on_unmount(self) -> None:
        """Leave nothing in memory alone, however the screen goes."""
        self.let_go()

    def let_go(self) -> None:
        """Put what waits on the disk: the app ends."""
        self._take_the_last_keys()
        words, self._words = self._words, None
        if words is not None:
            try:
                _write_and_close(words)
            except WaterlineError:
                return  # there is nobody left to say it to

    # -- answers ------------------------------------------------------------------------------

    def on_learning_say(self, message: Learning.Say) -> None:
        """Keep what was learned."""
        message.stop()
        month, words = self.month, self._words
        if month is None:
            return

        def say() -> Message:
            self._keep(month, message, words)
            return self.Said(message.is_done)

        practise(self, say)

    def on_lessons_said(self, message: Said) -> None:
        """Go on to the next one, and let everybody see it."""
        message.stop()
        if message.is_done:
            self.go_on()
        self.post_message(Done())

    def on_learning_wanted(self, message: Learning.Wanted) -> None:
        """Read what lies beside a group."""
        message.stop()
        home, settings, month = self._waterline.home, self._waterline.settings, self.month
        key = message.key
        if month is not None:
            practise(self, lambda: self.Beside(key, practice.beside(home, settings, month, key)))

    def on_lessons_beside(self, message: Beside) -> None:
        """Show it."""
        message.stop()
        self.show_beside(message.key, message.lines)

    def on_learning_opened(self, message: Learning.Opened) -> None:
        """Open a line."""
        message.stop()
        self._waterline.open_line(message.line)


def _write_and_close(words: Unsaid) -> None:
    try:
        if words.is_due:
            words.write()
    finally:
        words.close()
