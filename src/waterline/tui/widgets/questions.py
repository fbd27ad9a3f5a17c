"""The first step of an audit: five questions and a sixth, before any evidence is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain import assessment
from waterline.domain.assessment import FIXED, MISSED, PERCEIVED_NEEDS, Q5, QUESTIONS, RENTING
from waterline.domain.audits import Answers, Assessed
from waterline.tui import draw
from waterline.tui.widgets.anchors import Anchors, Drop, Given, Stepped
from waterline.tui.widgets.drawn import Scroll

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from waterline.domain.months import Month

# From so many lines on the words of every level are shown at once.
ROOMY = 46

ABOUT = (
    "Once a month, before you look at what you shipped: what do you believe of your own "
    "understanding? Nothing is shown meanwhile, not even last month's answers, so that nothing "
    "pulls at yours. There is no good answer, only one to compare with."
)
AFTERWARDS = "Then: what was shipped, what you learned from it, and both lines in one picture."


class Questions(Horizontal):
    """The questions with their anchors; beside them what they are for.

    Posts `Answered` whenever an answer was given or taken away.
    """

    @dataclass
    class Answered(Message):
        """All answers as they are now."""

        answers: Answers

    DEFAULT_CSS = """
    Questions {
        align-horizontal: center;
        #asked { width: 2fr; max-width: 96; padding: 0 1; scrollbar-size-vertical: 1; }
        #about { width: 1fr; max-width: 50; margin-left: 1; padding: 0 2;
                 scrollbar-size-vertical: 1; }
        #about Static { width: 100%; height: auto; }
        &.-narrow { layout: vertical; }
        &.-narrow #asked { width: 100%; height: 1fr; }
        &.-narrow #about { width: 100%; max-width: 96; height: auto; max-height: 4;
                           margin-left: 0; padding: 0 1; }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self.month: Month | None = None
        self._assessed = Assessed()
        self._shows_all: bool | None = None

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        with Scroll(id="asked", classes="panel", can_focus=False) as asked:
            for one in QUESTIONS:
                yield Anchors(one.text, one.anchors, id=one.id)
            yield Drop(Q5.text, id=Q5.id)
            yield Anchors(RENTING.text, RENTING.anchors, id=RENTING.id)
        asked.border_title = "What do I believe?"
        asked.border_subtitle = "step 1 of 4"
        with Scroll(id="about", classes="panel", can_focus=False) as about:
            yield Static("", markup=False)
        about.border_title = "Before any evidence"

    def on_mount(self) -> None:
        """Begin with one question at a time, or all where there is room."""
        self._open_all(is_open=self._is_open)

    @property
    def _is_open(self) -> bool:
        if self._shows_all is None:
            return self.app.size.height >= ROOMY
        return self._shows_all

    @property
    def _parts(self) -> list[Anchors | Drop]:
        return [cast("Anchors | Drop", self.query_one(f"#{name}")) for name in Answers._fields]

    @property
    def answers(self) -> Answers:
        """What is answered."""
        return Answers(*(part.value for part in self._parts))

    def show(self, month: Month, assessed: Assessed) -> None:
        """Show what a month was answered with, and whether it can still be changed."""
        self.month, self._assessed = month, assessed
        for part, value in zip(self._parts, assessed.answers, strict=True):
            part.is_fixed = assessed.state in {FIXED, MISSED}
            part.value = value
            part.refresh(layout=True)
        self._say()

    def begin(self) -> None:
        """Put the focus on the first question that isn't answered, or the first of all."""
        parts = self._parts
        waiting = [part for part in parts if part.value is None]
        (waiting or parts)[0].focus()

    def toggle_all(self) -> None:
        """Show the words of all levels, or of one question at a time."""
        self._shows_all = not self._is_open
        self._open_all(is_open=self._shows_all)

    def _open_all(self, *, is_open: bool) -> None:
        for part in self.query(Anchors):
            part.is_open = is_open

    def _say(self) -> None:
        self.query_one("#about Static", Static).update(
            Content("\n").join(self._words(is_short=self.has_class("-narrow")))
        )

    def on_resize(self) -> None:
        """Say less where there is less room."""
        self._open_all(is_open=self._is_open)
        if self.month is not None:
            self._say()

    def _words(self, *, is_short: bool) -> list[Content]:
        month = self.month
        if month is None:
            return []
        count = assessment.answered(self.answers)
        so_far = Content.assemble(
            (f"{count} of {len(Answers._fields) - 1}", "bold $shipped"),
            (" answered; ", "$foreground 85%"),
            (f"{PERCEIVED_NEEDS} give a figure.", "$foreground 85%"),
        )
        state = Content.styled(_state(month, self._assessed), "$quiet")
        if is_short:
            return [so_far, state]
        about = "" if self._assessed.state in {FIXED, MISSED} else ABOUT
        then = "" if self._assessed.state in {FIXED, MISSED} else AFTERWARDS
        texts = [Content.styled(about, "$foreground 85%"), so_far, state,
                 Content.styled(then, "$quiet")]  # fmt: skip
        return [line for text in texts if text for line in (text, Content(""))]

    # -- what the questions say ---------------------------------------------------------------

    def on_given(self, message: Given) -> None:
        """Tell the answers, and go on to the next question."""
        message.stop()
        self._say()
        self.post_message(self.Answered(self.answers))
        if message.is_done:
            self._step(message.widget, 1)

    def on_stepped(self, message: Stepped) -> None:
        """Go to the question beside."""
        message.stop()
        self._step(message.widget, message.by)

    def _step(self, widget: object, by: int) -> None:
        parts = self._parts
        at = next(number for number, part in enumerate(parts) if part is widget) + by
        if not 0 <= at < len(parts):
            return
        part = parts[at]
        if isinstance(part, Anchors):
            part.enter_from(by)
        part.focus()
        self.call_after_refresh(part.scroll_visible, animate=False)


def _state(month: Month, assessed: Assessed) -> str:
    if assessed.state == MISSED:
        return (
            f"The questions of {month.label} could be answered until "
            f"{day(month.plus(1))}. What was not asked then is not guessed now."
        )
    if assessed.state == FIXED:
        when = assessed.shown_at or assessed.answered_at
        since = "" if when is None else f" on {when.day} {draw.MONTHS[when.month - 1]}"
        return f"These answers are fixed: the evidence was seen{since}."
    return (
        f"They can be given and changed until {day(month.plus(1))}, "
        "and only as long as the evidence was not shown."
    )


def day(month: Month) -> str:
    """Write the last day of a month: `30 November 2026`."""
    return f"{month.last.day} {month.label}"
