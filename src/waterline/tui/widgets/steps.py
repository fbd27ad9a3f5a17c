"""The line above an audit: which month it is of, and its four steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from waterline.tui import draw

if TYPE_CHECKING:
    from textual import events

    from waterline.domain.months import Month

BELIEVE, SHIPPED, LEARNED, PICTURE = range(4)
NAMES = ("I believe", "I shipped", "I learned", "The picture")
EARLIER, LATER = "earlier", "later"


class Steps(Widget):
    """The month between two arrows, its state, and the steps. Posts what is clicked."""

    class Step(Message):
        """A step was clicked, by its number from 0."""

        def __init__(self, step: int) -> None:
            self.step = step
            super().__init__()

    class Turn(Message):
        """An arrow was clicked: a month earlier (-1) or later (1)."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Steps { height: 1; width: 100%; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._month: Month | None = None
        self._state, self._step = "", 0
        self._is_last = False
        self._spots: list[tuple[int, int, Message]] = []

    def show(self, month: Month, state: str, step: int, *, is_last: bool) -> None:
        """Show a month, its state in words, and the present step; `is_last` is the running one."""
        self._month, self._state, self._step, self._is_last = month, state, step, is_last
        self.refresh()

    def render(self) -> Content:
        """Draw the line; what can be clicked is kept."""
        if self._month is None:
            return Content("")
        back, on, way = ("<", ">", ">") if draw.is_plain() else ("◂", "▸", "→")
        self._spots = []
        parts: list[Content] = []
        column = 0

        def put(text: str, style: str, message: Message | None = None) -> None:
            nonlocal column
            part = Content.styled(text, style)
            if message is not None:
                self._spots.append((column, column + part.cell_length, message))
            column += part.cell_length
            parts.append(part)

        put(f"{back} ", "bold $shipped", self.Turn(-1))
        put(self._month.label, "bold $foreground")
        if self._is_last:
            put("  ", "")
        else:
            put(f" {on}", "bold $shipped", self.Turn(1))
        names = self._names(self.content_size.width - column - 1, len(way))
        needed = sum(len(name) + 2 for name in names) + len(way) * (len(names) - 1)
        room = self.content_size.width - column - needed - 2
        state = Content.styled(f"  {self._state}", "$quiet")
        if state.cell_length <= room:
            parts.append(state)
            column += state.cell_length
        space = max(1, self.content_size.width - column - needed)
        put(" " * space, "")
        for number, name in enumerate(names):
            if number:
                put(way, "$line")
            is_here = number == self._step
            style = "bold $foreground on $raised" if is_here else "$foreground 80%"
            text = f" {name} " if not (is_here and self.app.no_color) else f"[{name}]"
            put(text, style, self.Step(number))
        return Content("").join(parts)

    def _names(self, room: int, between: int) -> tuple[str, ...]:
        """Give the steps' names; where they don't fit, numbers beside the name of the present."""
        if sum(len(name) + 2 for name in NAMES) + between * (len(NAMES) - 1) <= room:
            return NAMES
        return tuple(
            name if number == self._step else str(number + 1) for number, name in enumerate(NAMES)
        )

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        for start, end, message in self._spots:
            if start <= event.x - self.styles.padding.left < end:
                self.post_message(message)
