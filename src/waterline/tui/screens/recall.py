"""Recall: asked again, later, about one's own work. One thing at a time, sure first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.message import Message

from waterline.domain.asked import SKIPPED, WHY, Question, Skipped
from waterline.errors import InputError, NotFoundError
from waterline.practice import recall as practice
from waterline.tui import actions, hints
from waterline.tui.messages import DueRead, Failed, JournalChanged
from waterline.tui.panel_draft import PanelDraft
from waterline.tui.screens.recall_face import (
    CHOOSE,
    END,
    GROUND,
    OVER,
    SHOWN,
    SURE,
    TICK,
    WAITING,
    WEIGHED,
    WRITE,
    RecallFace,
)
from waterline.tui.widgets.answer import AnswerField
from waterline.tui.widgets.choice import Answered, Percent
from waterline.tui.widgets.options import Options
from waterline.tui.widgets.points import Points

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from waterline.domain.asked import Due, Item, Results, Revealed


# So many seconds nobody wonders about.
SLOW = 0.6


class RecallScreen(RecallFace):
    """What waits, then one question after another, then the quiet end."""

    PLACE = "recall"
    BINDINGS: ClassVar = [*actions.bindings("recall"), *actions.bindings("form", {"in_editor"})]

    @dataclass
    class Read(Message):
        """What waits, and what the first tests came to."""

        due: Due
        results: Results

    @dataclass
    class Begun(Message):
        """The questions of a sitting, those that are left."""

        items: Sequence[Item]

    @dataclass
    class Put(Message):
        """A question is to be shown, with what a draft holds of its answer."""

        question: Question | Skipped
        draft: PanelDraft | None
        kept: dict[str, Any]

    @dataclass
    class Marked(Message):
        """An answer is in the journal."""

        item: Item
        revealed: Revealed

    @dataclass
    class TakenBack(Message):
        """The last answer was taken back: its question waits again."""

        item: Item

    @dataclass
    class Left(Message):
        """A question was left for later, and those that have to wait with it."""

        ids: Collection[str]

    @dataclass
    class Rested(Message):
        """A question is asked no more."""

        item: Item

    def __init__(self) -> None:
        super().__init__()
        self._is_busy = self._is_prepared = self._is_sure_said = False

    # -- reading ------------------------------------------------------------------------------

    def read(self, *, after: Callable[[], None] | None = None) -> None:
        """Read what is due and what came of it, in a thread, once `after` is done there."""
        app = self.waterline

        def read() -> Message:
            if after is not None:
                after()
            due = practice.look(app.home, app.settings, app.now())
            return self.Read(due, practice.results(app.home, app.settings))

        self.practise(read)

    def on_recall_screen_read(self, message: Read) -> None:
        """Show it."""
        self._due, self._results = message.due, message.results
        self.waterline.post_message(DueRead(message.due))
        if self._stage in {GROUND, END}:
            self._draw()
            self.refresh_bindings()
        if self._stage == GROUND and message.due.first and not self._is_prepared:
            # Not every change holds a question of every sort: say soon how many there really are.
            self._is_prepared = True
            app = self.waterline
            self.read(after=lambda: practice.prepare(app.home, app.settings, app.now()))

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong; a question that was asked stays where it is."""
        super().on_failed(message)
        message.prevent_default()
        self._release()
        if isinstance(message.error, NotFoundError):
            self._course.steps = 0  # too long ago to be a slip
        if self._question is None:
            self._go(GROUND)
        elif isinstance(message.error, InputError) and self._stage in {WRITE, CHOOSE, TICK}:
            self._ask()  # another window was quicker: show what came of it there
        if self._due is None:
            self._text("ground-due", hints.for_trouble(message.error))

    # -- a sitting ----------------------------------------------------------------------------

    def action_begin_recall(self) -> None:
        """Begin, or go on where one was."""
        app = self.waterline
        if self._stage == END:
            self._course = self._course.another()
        if self._hold():
            self.set_timer(SLOW, self._say_slow)
            self.practise(lambda: self.Begun(practice.begin(app.home, app.settings, app.now())))

    def _say_slow(self) -> None:
        """Say what takes so long: git may lie on a slow disk, and nothing else shows."""
        if self._is_busy and self._stage in {GROUND, END}:
            words = "Looking into your repositories for the questions."
            self._text("ground-due" if self._stage == GROUND else "end", [Content(words)])

    def _hold(self) -> bool:
        """Begin something in a thread, and let keys wait for it; False while another one is on."""
        if self._is_busy:
            return False
        self._is_busy = True
        self.waterline.key_turns.hold()
        return True

    def _release(self) -> None:
        self._is_busy = False
        self.waterline.key_turns.release()

    def on_recall_screen_begun(self, message: Begun) -> None:
        """Ask the first one."""
        self._release()
        self._course.go_on_with(message.items)
        self._ask()

    def _ask(self) -> None:
        """Ask the question that comes next; behind the last one comes the end."""
        item = self._course.item
        self._field.let_go()
        self._question = None
        if item is None:
            self.read()
            self._go(END if self._course.over else GROUND)
            return
        self._hold()
        home, settings = self.waterline.home, self.waterline.settings

        def ask() -> Message:
            question = practice.ask(home, settings, item.id)
            if isinstance(question, Skipped) or item.sort != WHY or question.revealed is not None:
                return self.Put(question, None, {})
            draft = PanelDraft(home, f"recall:{item.id}")
            return self.Put(question, draft, draft.open())

        self.practise(ask)

    def on_recall_screen_put(self, message: Put) -> None:
        """Show the question, or go on from one that can't be asked any more, with a word."""
        self._release()
        question = message.question
        if isinstance(question, Skipped):
            self._course.end(question.item, SKIPPED, question.reason)
            self._ask()
            return
        kept = message.kept or self._course.words.get(question.item.id, {})
        self._field.lay(kept, message.draft)
        self.query_one(Options).put(question.options)
        self._sure = self.query_one(Percent).value = self._field.sure
        self._is_sure_said = False
        self._show(question)

    def _show(self, question: Question) -> None:
        self._question = question
        revealed = question.revealed
        if revealed is not None:
            self._course.know(question.item, revealed)
            self._sure = revealed.sure
        if revealed is None:
            answering = WRITE if question.item.sort == WHY else CHOOSE
            self._go(SURE if self._sure is None else answering)
            return
        if question.item.sort == WHY and revealed.points:
            is_open = not revealed.outcome
            points = self.query_one(Points)
            points.put(revealed.points, revealed.ticked, revealed.main, is_open=is_open)
            self._go(TICK if is_open else WEIGHED)
            self.set_focus(points)
        else:
            self._go(WEIGHED if question.item.sort == WHY else SHOWN)

    # -- how sure -----------------------------------------------------------------------------

    def on_answered(self, message: Answered) -> None:
        """Go on once it is said how sure one is."""
        message.stop()
        question, value = self._question, self.query_one(Percent).value
        if not message.is_done or question is None or self._stage != SURE:
            return
        if value is None:
            self.notify("How sure, 0 to 100? 0 is an answer too.")
            return
        self._sure = self._field.sure = value
        self._is_sure_said = True
        self._go(WRITE if question.item.sort == WHY else CHOOSE)

    # -- answering ----------------------------------------------------------------------------

    def on_options_chosen(self, message: Options.Chosen) -> None:
        """Answer with a candidate, or with not knowing."""
        message.stop()
        if self._stage == CHOOSE:
            self._answer(message.number)

    def action_reveal(self) -> None:
        """Answer with what is written, after the keys that were pressed before."""
        self.call_later(self._reveal)

    def _reveal(self) -> None:
        field = self._field
        if self._stage != WRITE:
            return
        if not field.text.strip():
            key = actions.key_of("dont_know", self.waterline.settings.keys)
            self.notify(f"A few words first; {key} if you don't know it any more.")
            field.focus()
            return
        self._answer(field.text.strip())

    def action_dont_know(self) -> None:
        """Answer that one doesn't know it any more."""
        if self._stage == WRITE:
            self._answer(None)

    def _answer(self, answer: int | str | None) -> None:
        question, sure, field = self._question, self._sure, self._field
        if question is None or not self._hold():
            return
        item = question.item
        home, settings = self.waterline.home, self.waterline.settings
        typing = field.typing if isinstance(answer, str) else None
        self._course.words[item.id] = field.values

        def mark() -> Message:
            revealed = practice.answer(home, settings, item.id, sure, answer, typing=typing)
            field.answered()
            return self.Marked(item, revealed)

        self.practise(mark)

    def on_points_done(self, message: Points.Done) -> None:
        """Tell which of the points were in the answer."""
        message.stop()
        question = self._question
        if question is None or self._stage != TICK or not self._hold():
            return
        item = question.item
        home, settings = self.waterline.home, self.waterline.settings
        self.practise(
            lambda: self.Marked(
                item, practice.tick(home, settings, item.id, message.ticked, message.main)
            )
        )

    def on_recall_screen_marked(self, message: Marked) -> None:
        """Show how it was."""
        self._release()
        question = self._question
        if question is None or question.item.id != message.item.id:
            return
        self._course.steps += 1
        self._show(question._replace(revealed=message.revealed))
        self.waterline.post_message(JournalChanged())

    def let_go(self) -> None:
        """Put on the disk what is written: the app ends."""
        self._field.let_go()

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        stage = self._stage
        is_writing = isinstance(self.focused, AnswerField)
        offered = {
            "begin_recall": stage in {GROUND, END} and bool(self._due and self._due.waiting),
            "next_question": stage in OVER,
            "reveal": stage == WRITE,
            "in_editor": stage == WRITE,
            "dont_know": stage == WRITE,
            "later_question": stage in WAITING and not is_writing,
            "rest_question": stage in WAITING | OVER and not is_writing,
            # Where no answer can be, it must not be what was last written somewhere else.
            "take_back": not is_writing and (self._due is None or self._due.drawn > 0),
        }
        return offered.get(action, super().check_action(action, parameters))

    def action_next_question(self) -> None:
        """Go on to the next question."""
        if not self._is_busy:
            self._ask()

    def action_later_question(self) -> None:
        """Leave this question for later."""
        question = self._question
        if question is None or not self._hold():
            return
        home, settings = self.waterline.home, self.waterline.settings
        key = question.item.id
        self.practise(lambda: self.Left({key, *practice.leave(home, settings, key)}))

    def on_recall_screen_left(self, message: Left) -> None:
        """Go on to the next one that needn't wait for it."""
        self._release()
        self._course.leave(message.ids)
        self._ask()

    def action_rest_question(self) -> None:
        """Ask this question no more."""
        question = self._question
        if question is None or not self._hold():
            return
        home, settings = self.waterline.home, self.waterline.settings

        def rest() -> Message:
            practice.rest(home, settings, question.item.id)
            return self.Rested(question.item)

        self.practise(rest)

    def on_recall_screen_rested(self, message: Rested) -> None:
        """Go on to the next one."""
        self._release()
        self._course.steps += 1
        key = actions.key_of("take_back", self.waterline.settings.keys)
        self.notify(f"It is asked no more. {key} takes that back.")
        self._course.rest(message.item)
        self.waterline.post_message(JournalChanged())
        self._ask()

    def action_take_back(self) -> None:
        """Take the last answer back; before there is one, how sure one said to be."""
        if self._is_sure_said and self._stage in {CHOOSE, WRITE}:
            self._sure = self._field.sure = self.query_one(Percent).value = None
            self._is_sure_said = False
            self._go(SURE)
            return
        if not self._hold():
            return
        home, settings = self.waterline.home, self.waterline.settings
        self.practise(lambda: self.TakenBack(practice.undo(home, settings)))

    def on_recall_screen_taken_back(self, message: TakenBack) -> None:
        """Ask it again."""
        self._release()
        counted = self._course.counts(message.item.id)
        is_asked = self._course.take_back(message.item)
        # Who has seen how it was knows it: another answer is no first one.
        now = "" if message.item.is_first or not counted else " From here on it is for practice."
        self.notify(f"Taken back.{now}")
        self.waterline.post_message(JournalChanged())
        if is_asked:
            self._ask()

    def action_leave_recall(self) -> None:
        """Leave the field, then the questions, then this screen."""
        if isinstance(self.focused, AnswerField):
            self.set_focus(None)
            self.refresh_bindings()
        elif self._stage == GROUND:
            self.waterline.go("today")
        else:
            self._pause()

    def _pause(self) -> None:
        """Show what waits; the question that was asked waits too, with the words written so far."""
        if self._stage == END:
            self._course = self._course.another()
        if self._question is not None and self._stage in WAITING:
            self._course.words[self._question.item.id] = {**self._field.values, "sure": self._sure}
        self._field.let_go()
        self._question = None
        self.read()
        self._go(GROUND)

    def action_in_editor(self) -> None:
        """Go on in the person's own editor."""
        from waterline.tui import external

        external.edit_field(self.waterline, self._field, self._field.take_unobserved)
