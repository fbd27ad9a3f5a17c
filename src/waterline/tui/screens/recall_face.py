"""The face of Recall: its parts, which of them are in sight at which stage, and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from waterline.domain.asked import WHY
from waterline.tui import recalled, recalling
from waterline.tui.course import Course
from waterline.tui.screens.base import Place
from waterline.tui.widgets.answer import AnswerField
from waterline.tui.widgets.choice import Percent
from waterline.tui.widgets.options import Options
from waterline.tui.widgets.points import Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from waterline.domain.asked import Due, Question, Results, Revealed

WIDE = 100  # cells from which the answer stands beside the explanation
LOW = 30  # lines under which nothing has space around it

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


class RecallFace(Place):
    """What is in sight: the ground before a sitting, one question at its stage, or the end."""

    # Textual reads a screen's stylesheet for the class that is shown.
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
        #both { height: 1fr; max-height: 20; layout: horizontal; }
        #own { width: 2fr; height: 1fr; scrollbar-size-vertical: 1; }
        #own Static { width: 100%; height: auto; }
        #points { width: 3fr; height: 1fr; }
        #ground, #end { height: 1fr; }
        #ground Static, #end Static { width: 100%; height: auto; }
        #ground-due { height: auto; max-height: 1fr; }
        #ground-figures { height: auto; }
        #end { height: auto; max-height: 1fr; }
        &.-narrow #both { layout: vertical; max-height: 30; }
        &.-narrow #own { width: 100%; height: 2fr; }
        &.-narrow #points { width: 100%; height: 3fr; }
        &.-low #way { margin: 0; }
        &.-low #asked-body { margin: 0; }
        &.-low #sure { margin: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._stage = GROUND
        self._course = Course()
        self._question: Question | None = None
        self._sure: int | None = None
        # What waits, and what the first tests came to; None until that was read.
        self._due: Due | None = None
        self._results: Results | None = None

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
        self.set_class(self.app.size.height < LOW, "-low")

    def _go(self, stage: str) -> None:
        """Show another stage, with the focus where one goes on."""
        self._stage = stage
        for widget in self.query("#recall > *"):
            widget.display = widget.id in IN_SIGHT[stage]
        name = {SURE: "sure", WRITE: "answer", CHOOSE: "options"}.get(stage)
        self.set_focus(self.query_one(f"#{name}") if name else None)
        self._draw()
        self.refresh_bindings()

    def on_key(self, event: events.Key) -> None:
        """Take enter and tab for the way back into the field."""
        if self._stage == WRITE and self.focused is None and event.key in {"enter", "tab", "i"}:
            event.stop()
            event.prevent_default()
            self._field.focus()

    def action_read_question_on(self) -> None:
        """Scroll what is asked."""
        self.query_one("#asked-body", VerticalScroll).scroll_page_down(animate=False)

    def action_read_question_back(self) -> None:
        """Scroll what is asked back."""
        self.query_one("#asked-body", VerticalScroll).scroll_page_up(animate=False)

    # -- drawing ------------------------------------------------------------------------------

    @property
    def _field(self) -> AnswerField:
        return self.query_one("#answer", AnswerField)

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
        due, results, settings = self._due, self._results, self.waterline.settings
        self.query_one("#ground-figures").display = due is not None and due.drawn > 0
        if due is None or results is None:
            return
        said = recalled.ground(
            due, self.today(), settings.keys, per_week=settings.recall_per_week,
            is_begun=bool(self._course.over),
        )  # fmt: skip
        self._text("ground-due", said)
        drawn = recalled.figures(results, self._width("ground-figures"))
        self._text("ground-figures", drawn)

    def _draw_end(self) -> None:
        keys, width = self.waterline.settings.keys, self._width("end")
        said = recalled.summary(self._course.over, self._due, self.today(), keys, width)
        self._text("end", said)

    def _draw_question(self, question: Question) -> None:
        item, stage = question.item, self._stage
        self.query_one("#way", Static).update(self._course.drawn(is_over=stage in OVER))
        panel = self.query_one("#asked")
        panel.border_title = Content(recalling.TITLES[item.sort])
        sure = f"{self._sure} % sure" if self._sure is not None and stage != SURE else ""
        panel.border_subtitle = Content(sure or ("first time" if item.is_first else "once more"))
        head = recalling.head(question, self.today())
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
        said = recalled.outcome(question, revealed, self.today())
        self.query_one("#said", Static).update(Content("\n").join(said))
        if question.item.sort == WHY:
            self._text("own", [Content.styled(revealed.answer, "$foreground")])
            self.query_one("#own").display = bool(revealed.answer)
            self.query_one("#points").display = bool(revealed.points)
