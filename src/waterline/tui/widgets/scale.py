"""Answers without words: a rating from 1 to 7, and a row of ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.domain.explanations import HIGHEST, LOWEST
from waterline.tui import actions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size

STEPS = tuple(range(LOWEST, HIGHEST + 1))
NOT_AT_ALL, TO_ANYBODY = "not at all", "to anybody"
GAP = 2  # cells between a scale and the words beside it
SPACE = 3  # cells between two ticks on one line


class Scale(Widget, can_focus=True):
    """How well could I explain this, 1 to 7: by digit, arrows or mouse.

    `value` is None until it is rated. With `is_bare` the question stands on the line itself,
    otherwise in the frame's title.
    """

    @dataclass
    class Changed(Message):
        """Another rating stands there now."""

        scale: Scale
        value: int | None

        @property
        def control(self) -> Scale:
            """The scale, for `@on(..., "#id")`."""
            return self.scale

    @dataclass
    class Rated(Message):
        """The person has rated and wants to go on: by a digit, a click or enter."""

        scale: Scale

        @property
        def control(self) -> Scale:
            """The scale, for `@on(..., "#id")`."""
            return self.scale

    BINDINGS: ClassVar = actions.bindings("scale")
    hands_on = True  # letters, to the words: see `tui/turns.py`
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Scale { height: auto; width: 1fr; }
    """

    value: reactive[int | None] = reactive(None)
    is_bare: reactive[bool] = reactive(False, layout=True)

    def __init__(self, question: str, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self.question = question
        self.border_title = Content(question)
        self._spots: list[tuple[int, int, int]] = []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take one line."""
        del container, viewport, width
        return 1

    def render(self) -> Content:
        """Draw the steps; where they stand is kept for clicks."""
        width = self.content_size.width
        words = self.question if self.is_bare else NOT_AT_ALL
        room = width - cell_len(words) - GAP
        gap = 1 if room >= len(STEPS) * 4 - 1 else 0
        cells = 3 if room >= len(STEPS) * 3 else 2
        # On a line of its own there is no frame to show where the focus is.
        colour = "bold $understood" if self.has_focus else "$foreground 85%"
        head = Content.styled(words, colour if self.is_bare else "$quiet")
        needed = len(STEPS) * (cells + gap) - gap
        if self.is_bare:
            head = head.truncate(max(0, width - needed - GAP), ellipsis=True)
        elif room < needed:
            head = Content("")
        parts, column = [head], head.cell_length
        if head:
            parts.append(Content(" " * GAP))
            column += GAP
        self._spots = []
        for step in STEPS:
            parts.append(self._step(step, cells))
            self._spots.append((column, column + cells, step))
            parts.append(Content(" " * gap))
            column += cells + gap
        if not self.is_bare and column + 1 + cell_len(TO_ANYBODY) <= width:
            parts.append(Content.styled(f" {TO_ANYBODY}", "$quiet"))
        return Content("").join(parts)

    def _step(self, step: int, cells: int) -> Content:
        is_chosen = step == self.value
        # Not by colour alone: where there is none, the chosen one stands in brackets.
        frame = "[]" if is_chosen and self.app.no_color else "  "
        text = f"{frame[0]}{step}{frame[1]}" if cells > 2 else f"{frame[0]}{step}"  # noqa: PLR2004 - both edges
        if is_chosen:
            return Content.styled(text, "bold $on-brand on $shipped")
        return Content.styled(text, "$foreground on $raised" if self.has_focus else "on $raised")

    def watch_value(self, value: int | None) -> None:
        """Tell the new rating."""
        if self.is_mounted:
            self.post_message(self.Changed(self, value))

    def rate(self, value: int) -> None:
        """Take a rating and go on."""
        self.value = value
        self.post_message(self.Rated(self))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep letters from being commands here: the form takes them for the words."""
        del key
        return character is not None and character.isprintable() and character != " "

    async def _on_key(self, event: events.Key) -> None:
        if event.character and event.character in "0123456789":
            event.stop()
            event.prevent_default()
            # A finger beside the 7 means no word.
            if int(event.character) in STEPS:
                self.rate(int(event.character))

    def action_lower(self) -> None:
        """Rate one lower."""
        self.value = max(LOWEST, (self.value or HIGHEST // 2 + 2) - 1)

    def action_higher(self) -> None:
        """Rate one higher."""
        self.value = min(HIGHEST, (self.value or HIGHEST // 2) + 1)

    def action_rated(self) -> None:
        """Go on with the rating as it is."""
        self.post_message(self.Rated(self))

    def on_click(self, event: events.Click) -> None:
        """Take the step that was clicked."""
        offset = event.get_content_offset(self)
        for start, end, step in self._spots:
            if offset is not None and start <= offset.x < end:
                event.stop()
                self.rate(step)


class Ticks(Widget, can_focus=True):
    """A few statements that one can tick; they stand beside each other where there is room."""

    @dataclass
    class Changed(Message):
        """A tick was set or taken away."""

        ticks: Ticks

    BINDINGS: ClassVar = actions.bindings("ticks")
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Ticks { height: auto; width: 1fr; }
    """

    def __init__(self, words: Sequence[str], *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self.border_title = Content("Before it ships")
        self._words = words
        self._set = [False] * len(words)
        self._cursor = 0
        self._spots: list[tuple[int, int, int, int]] = []  # line, from, to, which

    @property
    def value(self) -> tuple[bool, ...]:
        """Which are ticked."""
        return tuple(self._set)

    def put(self, value: Sequence[bool]) -> None:
        """Set the ticks."""
        self._set = list(value)
        self._cursor = 0
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Tell how many lines the statements take."""
        del container, viewport
        return self.lines_in(width)

    def lines_in(self, width: int) -> int:
        """Tell how many lines the statements take in so many cells."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[int]]:
        lines: list[list[int]] = []
        left = 0
        for which, words in enumerate(self._words):
            cells = 4 + cell_len(words)
            if lines and cells + SPACE <= left:
                lines[-1].append(which)
                left -= cells + SPACE
            else:
                lines.append([which])
                left = width - cells
        return lines

    def render(self) -> Content:
        """Draw the statements; where they stand is kept for clicks."""
        width = self.content_size.width
        rows = []
        self._spots = []
        for line, several in enumerate(self._lines(width)):
            column, parts = 0, []
            for which in several:
                text = self._tick(which)
                parts.append(text)
                self._spots.append((line, column, column + text.cell_length, which))
                column += text.cell_length + SPACE
            rows.append(Content(" " * SPACE).join(parts).truncate(width, ellipsis=True))
        return Content("\n").join(rows)

    def _tick(self, which: int) -> Content:
        is_set = self._set[which]
        mark = Content.assemble(
            ("[", "$quiet"), ("x" if is_set else " ", "bold $understood"), ("] ", "$quiet")
        )
        colour = "$foreground" if is_set else "$foreground 75%"
        text = Content.assemble(mark, (self._words[which], colour))
        if self.has_focus and which == self._cursor:
            text = text.stylize("underline" if self.app.no_color else "bold on $raised")
            return text.stylize("reverse") if self.app.native_ansi_color else text
        return text

    def _move(self, step: int) -> None:
        self._cursor = (self._cursor + step) % len(self._words)
        self.refresh()

    def action_tick_before(self) -> None:
        """Go to the statement before."""
        self._move(-1)

    def action_tick_after(self) -> None:
        """Go to the next statement."""
        self._move(1)

    def action_tick(self) -> None:
        """Set the tick or take it away."""
        self._toggle(self._cursor)

    def _toggle(self, which: int) -> None:
        self._cursor = which
        self._set[which] = not self._set[which]
        self.refresh()
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        offset = event.get_content_offset(self)
        for line, start, end, which in self._spots:
            if offset is not None and offset.y == line and start <= offset.x < end:
                event.stop()
                self._toggle(which)
