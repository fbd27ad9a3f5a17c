"""Short answers on one line: one of a few words, and a share of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import actions, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size

QUESTION_CELLS = 26  # the questions of a form stand in a column of this width
STEP = 5  # percent by which an arrow moves
LEAST_BAR = 10  # cells; a shorter one shows nothing
WHOLE = 100


@dataclass
class Answered(Message):
    """A short answer was given, or (`is_done`) the person wants to go on."""

    widget: Widget
    is_done: bool = False


class _Line(Widget, can_focus=True):
    """A question with its answer on one line."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    _Line { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, question: str, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self.question = question

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take one line."""
        del container, viewport, width
        return 1

    def head(self, width: int) -> Content:
        """Draw the question; it tells where the focus is."""
        colour = "bold $understood" if self.has_focus else "$foreground 85%"
        mark = ">" if self.has_focus else " "
        column = QUESTION_CELLS if width > 2 * QUESTION_CELLS else 0
        return Content.styled(f"{mark} {self.question}".ljust(column) + "  ", colour)


class Choice(_Line):
    """One of a few answers: by its number, by arrows or by mouse. `value` is its key, or ""."""

    BINDINGS: ClassVar = actions.bindings("choice")

    value: reactive[str] = reactive("")

    def __init__(self, question: str, answers: Sequence[tuple[str, str]], *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(question, id=id)
        self.answers = list(answers)
        self._spots: list[tuple[int, int, int, str]] = []  # line, from, to, answer

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many lines as the answers need."""
        del container, viewport
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[tuple[str, Content]]]:
        """Put the answers on lines, beside the question's column."""
        room = width - self.head(width).cell_length
        lines: list[list[tuple[str, Content]]] = [[]]
        left = room
        for number, (key, words) in enumerate(self.answers, 1):
            text = self._answer(number, words, is_chosen=key == self.value)
            if lines[-1] and text.cell_length > left:
                lines.append([])
                left = room
            lines[-1].append((key, text))
            left -= text.cell_length + 1
        return lines

    def render(self) -> Content:
        """Draw the answers; where they stand is kept for clicks."""
        width = self.content_size.width
        head = self.head(width)
        self._spots = []
        rows = []
        for number, line in enumerate(self._lines(width)):
            parts = [head if not number else Content(" " * head.cell_length)]
            column = head.cell_length
            for key, text in line:
                self._spots.append((number, column, column + text.cell_length, key))
                parts += [text, Content(" ")]
                column += text.cell_length + 1
            rows.append(Content("").join(parts).truncate(width, ellipsis=True))
        return Content("\n").join(rows)

    def _answer(self, number: int, words: str, *, is_chosen: bool) -> Content:
        # Not by colour alone: the chosen one stands in brackets.
        text = f"[{words}]" if is_chosen else f" {words} "
        style = "bold $on-brand on $alone" if is_chosen else "$foreground on $raised"
        return Content.assemble((str(number), "$quiet"), (text, style))

    def choose(self, key: str, *, is_done: bool = False) -> None:
        """Take an answer."""
        self.value = key
        self.post_message(Answered(self, is_done))

    def _move(self, step: int) -> None:
        keys = [key for key, _ in self.answers]
        at = keys.index(self.value) + step if self.value in keys else min(0, step)
        self.choose(keys[at % len(keys)])

    def action_choice_before(self) -> None:
        """Take the answer before."""
        self._move(-1)

    def action_choice_after(self) -> None:
        """Take the next answer."""
        self._move(1)

    def action_chosen(self) -> None:
        """Go on."""
        self.post_message(Answered(self, is_done=True))

    async def _on_key(self, event: events.Key) -> None:
        number = event.character or ""
        if number.isdecimal() and number.isascii() and 1 <= int(number) <= len(self.answers):
            event.stop()
            event.prevent_default()
            self.choose(self.answers[int(number) - 1][0], is_done=True)

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        offset = event.get_content_offset(self)
        for line, start, end, key in self._spots:
            if offset is not None and offset.y == line and start <= offset.x < end:
                event.stop()
                self.choose(key)


class Percent(_Line):
    """How sure, 0 to 100 %: typed, by arrows or by mouse. `value` is None until it is said."""

    BINDINGS: ClassVar = actions.bindings("percent")

    value: reactive[int | None] = reactive(None)

    def render(self) -> Content:
        """Draw a bar and the number."""
        head = self.head(self.content_size.width)
        said = "not said" if self.value is None else f"{self.value} %"
        room = min(40, self.content_size.width - head.cell_length - 10)
        if room < LEAST_BAR:
            return Content.assemble(head, (said, "bold"))
        full = round(room * (self.value or 0) / WHOLE)
        return Content.assemble(
            head, draw.bar(full, room),
            (f"  {said}", "bold $foreground" if self.value is not None else "$quiet"),
        )  # fmt: skip

    def _say(self, value: int | None) -> None:
        self.value = value if value is None else max(0, min(WHOLE, value))
        self.post_message(Answered(self))

    def action_percent_less(self) -> None:
        """Be less sure."""
        self._say(50 if self.value is None else self.value - STEP)

    def action_percent_more(self) -> None:
        """Be surer."""
        self._say(50 if self.value is None else self.value + STEP)

    def action_percent_said(self) -> None:
        """Go on."""
        self.post_message(Answered(self, is_done=True))

    async def _on_key(self, event: events.Key) -> None:
        if event.character and event.character.isascii() and event.character.isdecimal():
            event.stop()
            event.prevent_default()
            typed = int(f"{self.value or ''}{event.character}")
            self._say(typed if typed <= WHOLE else int(event.character))
        elif event.key in {"backspace", "delete"}:
            event.stop()
            event.prevent_default()
            self._say(int(str(self.value)[:-1] or 0) or None if self.value is not None else None)

    def on_click(self, event: events.Click) -> None:
        """Take the share that was clicked."""
        offset = event.get_content_offset(self)
        start = cell_len(self.head(self.content_size.width).plain)
        room = min(40, self.content_size.width - start - 10)
        if offset is not None and room > 0 and start <= offset.x < start + room:
            event.stop()
            self._say(round((offset.x - start + 0.5) / room * 20) * STEP)
