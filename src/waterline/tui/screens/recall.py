"""Recall: asked again, later, about one's own work. One thing at a time, sure first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain import days
from waterline.domain.asked import SKIPPED, WHY, Question, Results, Skipped
from waterline.errors import WaterlineError
from waterline.practice import recall as practice
from waterline.tui import actions, hints, recalled, recalling
from waterline.tui.course import Course
from waterline.tui.messages import DueRead, Failed, JournalChanged
from waterline.tui.screens.base import Place
from waterline.tui.screens.sitting import PanelDraft
from waterline.tui.widgets.answer import AnswerField
from waterline.tui.widgets.choice import Answered, Percent
from waterline.tui.widgets.options import Options
from waterline.tui.widgets.points import Points

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from textual import events
    from textual.app import ComposeResult
    from textual.widgets import TextArea

    from waterline.domain.asked import Due, Item, Revealed
    from waterline.tui.widgets.footer import Footer

WIDE = 100  # cells from which the answer stands beside the explanation
SAVE_AFTER = 0.5  # seconds; a whole one is promised

# What is in sight at each stage of a question, by the widgets' ids.
GROUND, SURE, WRITE, CHOOSE, TICK, SHOWN, WEIGHED, END = (
    "ground", "sure", "write", "choose", "tick", "shown", "weighed", "end",
)  # fmt: skip
IN_SIGHT = {
    GROUND: {"ground"},
    SURE: {"way", "asked", "sure"},
    WRITE: {"way", "asked", "answer"},
    CHOOSE: {"way", "asked", "options"},
    TICK: {"way", "asked", "said", "both"},
    SHOWN: {"way", "asked", "said"},
    WEIGHED: {"way", "asked", "said", "both"},
    END: {"end"},
}
OVER = {SHOWN, WEIGHED}
WAITING = {SURE, WRITE, CHOOSE}
# The lines that what stands below a question needs at least.
BELOW = {SURE: 2, WRITE: 7, TICK: 10, WEIGHED: 10, SHOWN: 3}


class RecallScreen(Place):
    """What waits, then one question after another, then the quiet end."""

    PLACE = "recall"
    BINDINGS: ClassVar = [*actions.bindings("recall"), *actions.bindings("form", {"in_editor"})]
    CSS = """
    RecallScreen {
        #recall { align-horizontal: center; height: 1fr; }
        #recall > * { width: 100%; max-width: 104; display: none; }
        #way { height: 1; padding: 0 2; margin: 1 0 0 0; }
        #asked { height: auto; border-title-color: $understood; }
        #asked-head { width: 100%; height: auto; }
        #asked-body { height: auto; scrollbar-size-vertical: 1; margin: 1 0 0 0; }
        #asked-body.-empty { display: none; }
        #asked-rows { width: 100%; height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
        #sure { margin: 1 0 0 0; padding: 0 1; }
        #answer { height: 1fr; min-height: 5; max-height: 16; }
        #said { height: auto; padding: 0 2; }
        #both { height: 1fr; layout: horizontal; }
        #own { width: 2fr; height: 1fr; scrollbar-size-vertical: 1; }
        #own Static { width: 100%; height: auto; }
        #points { width: 3fr; height: 1fr; }
        #ground, #end { height: 1fr; }
        #ground Static, #end Static { width: 100%; height: auto; }
        #ground-due { height: auto; max-height: 1fr; }
        #ground-figures { height: auto; }
        #end { height: auto; max-height: 1fr; }
        &.-narrow #both { layout: vertical; }
        &.-narrow #own { width: 100%; height: 2fr; }
        &.-narrow #points { width: 100%; height: 3fr; }
        &.-low #way { margin: 0; }
        &.-low #asked-body { margin: 0; }
        &.-low #sure { margin: 0; }
    }
    """

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
        self._stage = GROUND
        self._course = Course()
        self._question: Question | None = None
        self._draft: PanelDraft | None = None
        self._sure: int | None = None
        self._read_last: RecallScreen.Read | None = None
        self._is_stale, self._is_busy, self._is_save_due = True, False, False

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out all stages; one is in sight at a time."""
        with Vertical(id="recall"):
            yield from self._around()
            yield Static("", id="way", markup=False)
            with Vertical(id="asked", classes="panel"):
                yield Static("", id="asked-head", markup=False)
                with VerticalScroll(id="asked-body", can_focus=False):
                    yield Static("", id="asked-rows", markup=False)
            yield Percent("How sure are you?", id="sure")
            yield AnswerField("In your own words", id="answer", classes="panel")
            yield Options(id="options", classes="panel")
            yield Static("", id="said", markup=False)
            with Horizontal(id="both"):
                yield Points(id="points", classes="panel")
                with VerticalScroll(id="own", classes="panel", can_focus=False):
                    yield Static("", markup=False)

    @staticmethod
    def _around() -> ComposeResult:
        with Vertical(id="ground"):
            with VerticalScroll(id="ground-due", classes="panel", can_focus=False):
                yield Static("", markup=False)
            with Vertical(id="ground-figures", classes="panel"):
                yield Static("", markup=False)
        with VerticalScroll(id="end", classes="panel", can_focus=False):
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """Show what waits."""
        self.waterline.sitting.start()
        self.waterline.waiting.start()
        for name, title in (
            ("ground-due", "Recall"), ("ground-figures", "First tests: 90 days"),
            ("end", "Recall"), ("points", "What you wrote then"), ("own", "What you wrote now"),
            ("options", "Four candidates, one is true"),
        ):  # fmt: skip
            self.query_one(f"#{name}").border_title = Content(title)
        self._fit()
        self._go(GROUND)

    def on_resize(self, _event: events.Resize) -> None:
        """Draw again for another size."""
        self._fit()
        self._draw()

    def _fit(self) -> None:
        self.set_class(self.app.size.width < WIDE, "-narrow")
        self.set_class(self.app.size.height < 30, "-low")  # noqa: PLR2004 - lines

    def _go(self, stage: str) -> None:
        """Show another stage, with the focus where one goes on."""
        self._stage = stage
        for widget in self.query("#recall > *"):
            widget.display = widget.id in IN_SIGHT[stage]
        focus = {SURE: "#sure", WRITE: "#answer", CHOOSE: "#options", TICK: "#points",
                 WEIGHED: "#points"}.get(stage)  # fmt: skip
        self.set_focus(self.query_one(focus) if focus else None)
        self._draw()
        self.refresh_bindings()

    # -- drawing ------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return days.today(self.waterline.now(), self.waterline.settings.day_starts)

    def _draw(self) -> None:
        """Draw what is in sight; once more when the sizes are known."""
        self._draw_now()
        self.call_after_refresh(self._draw_now)

    def _draw_now(self) -> None:
        if self._stage == GROUND:
            self._draw_ground()
        elif self._stage == END:
            self._draw_end()
        elif self._question is not None:
            self._draw_question(self._question)

    def _text(self, panel: str, lines: Sequence[Content]) -> None:
        self.query_one(f"#{panel}").query_one(Static).update(Content("\n").join(lines))

    def _width(self, panel: str) -> int:
        return self.query_one(f"#{panel}").content_size.width or min(100, self.app.size.width - 6)

    def _draw_ground(self) -> None:
        read, settings = self._read_last, self.waterline.settings
        figures = self.query_one("#ground-figures")
        figures.display = read is not None and read.due.drawn > 0
        if read is None:
            return
        said = recalled.ground(
            read.due, self._today, settings.keys, per_week=settings.recall_per_week,
            is_begun=bool(self._course.over),
        )  # fmt: skip
        self._text("ground-due", said)
        drawn = recalled.figures(read.results, self._width("ground-figures"))
        self._text("ground-figures", drawn)

    def _draw_end(self) -> None:
        keys = self.waterline.settings.keys
        due = self._read_last.due if self._read_last is not None else None
        width = self._width("end")
        self._text("end", recalled.summary(self._course.over, due, self._today, keys, width))

    def _draw_question(self, question: Question) -> None:
        item, stage = question.item, self._stage
        self.query_one("#way", Static).update(self._course.drawn(is_over=stage in OVER))
        panel = self.query_one("#asked")
        panel.border_title = Content(recalling.TITLES[item.sort])
        sure = f"{self._sure} % sure" if self._sure is not None and stage != SURE else ""
        panel.border_subtitle = Content(sure or ("first time" if item.is_first else "once more"))
        head = recalling.head(item, self._today)
        if stage in WAITING:
            head += [Content.styled(recalling.asks(item), "bold $understood")]
        if stage == SURE:
            head += [Content.styled(recalling.THINK_FIRST[item.sort], "$quiet")]
        width = self._width("asked")
        rows = [row for line in head for row in line.wrap(max(8, width))]
        self.query_one("#asked-head", Static).update(Content("\n").join(rows))
        self._draw_body(question, width, len(rows))
        if question.revealed is not None:
            self._draw_revealed(question, question.revealed)

    def _draw_body(self, question: Question, width: int, head: int) -> None:
        """Draw files, hunk or tree into the lines that are left, what matters in the middle."""
        body = self.query_one("#asked-body", VerticalScroll)
        is_weighed = self._stage in {TICK, WEIGHED}
        drawn = recalling.Drawn([]) if is_weighed else recalling.beneath(question, width)
        body.set_class(not drawn.rows, "-empty")
        options = self.query_one("#options", Options)
        below = BELOW.get(self._stage, 0)
        if self._stage == CHOOSE:
            below = options.lines_in(self._width("options")) + 2
        is_low = self.has_class("-low")
        frame = 3 + (0 if is_low else 2)  # the panel's border, the way, the space around
        # Header and footer take a line each.
        room = max(3, self.app.size.height - 2 - frame - head - below)
        body.styles.max_height = room
        self.query_one("#asked-rows", Static).update(Content("\n").join(drawn.rows))
        body.scroll_to(y=max(0, drawn.at - room // 2), animate=False, force=True)

    def _draw_revealed(self, question: Question, revealed: Revealed) -> None:
        said = recalled.outcome(question.item, revealed, self._today)
        self.query_one("#said", Static).update(Content("\n").join(said))
        if question.item.sort == WHY:
            self._text("own", [Content.styled(revealed.answer or "nothing", "$foreground")])
            self.query_one("#points").display = bool(revealed.points)

    # -- reading ------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Read what changed while another screen was shown."""
        if self._is_stale:
            self._read()

    def refresh_data(self) -> None:
        """Read again, at once if this screen is shown."""
        self._is_stale = True
        if self.is_current:
            self._read()

    def _read(self) -> None:
        self._is_stale = False
        app = self.waterline
        self.practise(
            lambda: self.Read(
                practice.look(app.home, app.settings, app.now()),
                practice.results(app.home, app.settings),
            )
        )

    def on_recall_screen_read(self, message: Read) -> None:
        """Show it."""
        self._read_last = message
        self.waterline.post_message(DueRead(message.due))
        if self._stage in {GROUND, END}:
            self._draw()
            self.refresh_bindings()

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong; a question that was asked stays where it is."""
        super().on_failed(message)
        message.prevent_default()
        self._is_busy = False
        if self._read_last is None:
            self._text("ground-due", hints.for_trouble(message.error))

    # -- a sitting ----------------------------------------------------------------------------

    def action_begin_recall(self) -> None:
        """Begin, or go on where one was."""
        if self._question is not None and self._course.left and self._stage == GROUND:
            self._show(self._question)
            return
        if self._stage == END:
            self._course = Course()
        self._again()

    def _again(self) -> None:
        app = self.waterline
        if not self._is_busy:
            self._is_busy = True
            self.practise(lambda: self.Begun(practice.begin(app.home, app.settings, app.now())))

    def on_recall_screen_begun(self, message: Begun) -> None:
        """Ask the first one."""
        self._is_busy = False
        self._course.go_on_with(message.items)
        self._ask()

    def _ask(self) -> None:
        """Ask the question that comes next; behind the last one comes the end."""
        item = self._course.item
        self._let_go_of_draft()
        self._question = None
        if item is None:
            self._read()
            self._go(END if self._course.over else GROUND)
            return
        self._is_busy = True
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
        self._is_busy = False
        question = message.question
        if isinstance(question, Skipped):
            self._course.end(question.item, SKIPPED, question.reason)
            self._ask()
            return
        self._draft, self._sure = message.draft, None
        kept = message.kept or self._course.words.pop(question.item.id, {})
        self.query_one("#answer", AnswerField).lay(kept)
        self.query_one(Options).put(question.options)
        sure = kept.get("sure")
        self.query_one(Percent).value = sure if isinstance(sure, int) else None
        self._sure = self.query_one(Percent).value
        self._show(question)

    def _show(self, question: Question) -> None:
        self._question = question
        revealed = question.revealed
        if revealed is None:
            has_words = bool(self.query_one("#answer", AnswerField).text.strip())
            is_choice = question.item.sort != WHY
            if self._sure is None:
                self._go(SURE)
            elif is_choice:
                self._go(CHOOSE)
            else:
                self._go(WRITE if has_words or self._stage == GROUND else SURE)
            return
        if question.item.sort == WHY and revealed.points:
            is_open = not revealed.outcome
            points = self.query_one(Points)
            points.put(revealed.points, revealed.ticked, revealed.main, is_open=is_open)
            self._go(TICK if is_open else WEIGHED)
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
        self._sure = value
        self._keep_draft()
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
        field = self.query_one("#answer", AnswerField)
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
        question, sure, draft = self._question, self._sure, self._draft
        if question is None or self._is_busy:
            return
        self._is_busy = True
        item = question.item
        home, settings = self.waterline.home, self.waterline.settings
        field = self.query_one("#answer", AnswerField)
        typing = field.typing if isinstance(answer, str) else None
        self._course.words[item.id] = {**field.values, "sure": sure}

        def mark() -> Message:
            revealed = practice.answer(home, settings, item.id, sure, answer, typing)
            if draft is not None:
                _discard(draft)
            return self.Marked(item, revealed)

        self.practise(mark)

    def on_points_done(self, message: Points.Done) -> None:
        """Tell which of the points were in the answer."""
        message.stop()
        question = self._question
        if question is None or self._is_busy or self._stage != TICK:
            return
        self._is_busy = True
        item = question.item
        home, settings = self.waterline.home, self.waterline.settings
        self.practise(
            lambda: self.Marked(
                item, practice.tick(home, settings, item.id, message.ticked, message.main)
            )
        )

    def on_recall_screen_marked(self, message: Marked) -> None:
        """Show how it was."""
        self._is_busy = False
        question = self._question
        if question is None or question.item.id != message.item.id:
            return
        self._draft = None
        self._course.can_take_back = True
        if message.revealed.outcome:
            self._course.end(message.item, message.revealed.outcome)
        self._show(question._replace(revealed=message.revealed))
        self.waterline.post_message(JournalChanged())

    # -- the draft of a why -------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft."""
        event.stop()
        self.query_one("#answer", AnswerField).count()
        self._keep_draft()

    def _keep_draft(self) -> None:
        if self._draft is not None and not self._is_save_due:
            self._is_save_due = True
            self.set_timer(SAVE_AFTER, self._save_draft)

    def _save_draft(self) -> None:
        self._is_save_due = False
        draft, values = self._draft, self._values
        if draft is not None:
            self.run_worker(lambda: self._try(draft, values), thread=True, group="draft")

    @property
    def _values(self) -> dict[str, Any]:
        values = self.query_one("#answer", AnswerField).values
        return {**values, "sure": self._sure} if values else {}

    def _try(self, draft: PanelDraft, values: dict[str, Any]) -> None:
        try:
            draft.save(values)
        except WaterlineError as error:
            self.post_message(Failed(error))

    def _let_go_of_draft(self) -> None:
        draft, self._draft = self._draft, None
        if draft is not None:
            self._try(draft, self._values)
            draft.close()

    def let_go(self) -> None:
        """Put on the disk what is written: the app ends."""
        self._let_go_of_draft()

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        stage = self._stage
        is_writing = isinstance(self.focused, AnswerField)
        offered = {
            "begin_recall": stage in {GROUND, END} and self._has_any,
            "next_question": stage in OVER,
            "reveal": stage == WRITE,
            "in_editor": stage == WRITE,
            "dont_know": stage == WRITE,
            "later_question": stage in WAITING and not is_writing,
            "rest_question": stage in WAITING | OVER and not is_writing,
            "take_back": self._course.can_take_back and not is_writing,
        }
        return offered.get(action, super().check_action(action, parameters))

    @property
    def _has_any(self) -> bool:
        is_begun = self._question is not None and self._stage == GROUND
        return is_begun or (self._read_last is not None and self._read_last.due.waiting > 0)

    def action_next_question(self) -> None:
        """Go on to the next question."""
        if not self._is_busy:
            self._ask()

    def action_later_question(self) -> None:
        """Leave this question for later."""
        question = self._question
        if question is None or self._is_busy:
            return
        self._is_busy = True
        home, settings = self.waterline.home, self.waterline.settings
        key = question.item.id
        self.practise(lambda: self.Left({key, *practice.leave(home, settings, key)}))

    def on_recall_screen_left(self, message: Left) -> None:
        """Go on to the next one that needn't wait for it."""
        self._is_busy = False
        self._course.leave(message.ids)
        self._ask()

    def action_rest_question(self) -> None:
        """Ask this question no more."""
        question = self._question
        if question is None or self._is_busy:
            return
        self._is_busy = True
        home, settings = self.waterline.home, self.waterline.settings

        def rest() -> Message:
            practice.rest(home, settings, question.item.id)
            return self.Rested(question.item)

        self.practise(rest)

    def on_recall_screen_rested(self, message: Rested) -> None:
        """Go on to the next one."""
        self._is_busy = False
        self._course.can_take_back = True
        key = actions.key_of("take_back", self.waterline.settings.keys)
        self.notify(f"It is asked no more. {key} takes that back.")
        self._course.rest(message.item)
        self.waterline.post_message(JournalChanged())
        self._ask()

    def action_take_back(self) -> None:
        """Take the last answer back."""
        if self._is_busy:
            return
        self._is_busy = True
        home, settings = self.waterline.home, self.waterline.settings
        self.practise(lambda: self.TakenBack(practice.undo(home, settings)))

    def on_recall_screen_taken_back(self, message: TakenBack) -> None:
        """Ask it again."""
        self._is_busy = False
        is_asked = self._course.take_back(message.item)
        self.notify("Taken back.")
        self.waterline.post_message(JournalChanged())
        if is_asked:
            self._ask()

    def action_leave_recall(self) -> None:
        """Leave the field, then the questions, then this screen."""
        if isinstance(self.focused, AnswerField):
            self._keep_draft()
            self.set_focus(None)
            self.refresh_bindings()
        elif self._stage in {GROUND, END}:
            self._stage = GROUND if self._stage == END else self._stage
            self.waterline.go("today")
        else:
            self._pause()

    def _pause(self) -> None:
        """Show what waits; the question that was asked waits too."""
        if self._stage in OVER:
            self._question = None
        self._read()
        self._go(GROUND)

    def on_key(self, event: events.Key) -> None:
        """Take enter and tab for the way back into the field."""
        if self._stage == WRITE and self.focused is None and event.key in {"enter", "tab", "i"}:
            event.stop()
            event.prevent_default()
            self.query_one("#answer").focus()

    def action_read_question_on(self) -> None:
        """Scroll what is asked."""
        self.query_one("#asked-body", VerticalScroll).scroll_page_down(animate=False)

    def action_read_question_back(self) -> None:
        """Scroll what is asked back."""
        self.query_one("#asked-body", VerticalScroll).scroll_page_up(animate=False)

    def action_in_editor(self) -> None:
        """Go on in the person's own editor."""
        from waterline.tui import external

        field = self.query_one("#answer", AnswerField)
        try:
            text = external.edit(self.waterline, field.text).rstrip("\n")
        except WaterlineError as error:
            self.waterline.complain(error)
        else:
            field.take_unobserved(text)
        field.focus()

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked."""
        owner = self.focused
        if message.action.scope in {"percent", "options", "points", "rows"} and owner is not None:
            message.stop()
            message.prevent_default()
            await self.app.run_action(message.action.id, owner)


def _discard(draft: PanelDraft) -> None:
    try:
        draft.discard()
    except WaterlineError:
        draft.close()  # the answer is in the journal; the next start takes the draft away
