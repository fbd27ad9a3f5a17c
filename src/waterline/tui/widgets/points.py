"""The sentences of an explanation, to be ticked: those that were in the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from waterline.tui import actions
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

TICK_CELLS = 4
MAIN = "main reason"


class Points(Rows):
    """Sentences with a tick each; one of them is the main reason. Posts `Done`.

    `ticked` holds the numbers of those that were ticked, `main` that of the main reason.
    """

    @dataclass
    class Done(Message):
        """All that was there is ticked."""

        ticked: tuple[int, ...]
        main: int

    BINDINGS: ClassVar = actions.bindings("points")

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._points: Sequence[str] = ()
        self._set: set[int] = set()
        self.main = 0
        self.is_open = True

    def put(
        self, points: Sequence[str], ticked: Sequence[int], main: int, *, is_open: bool
    ) -> None:
        """Show these; where it isn't `is_open` any more, they can only be read."""
        self._points, self._set, self.main, self.is_open = points, set(ticked), main, is_open
        self.set_rows([Row(str(n), self._drawer(n)) for n in range(len(points))])

    @property
    def ticked(self) -> tuple[int, ...]:
        """The numbers of those that are ticked."""
        return tuple(sorted(self._set))

    def _drawer(self, number: int) -> Callable[[int], list[Content]]:
        def lines(width: int) -> list[Content]:
            is_set = number in self._set
            words = Content.assemble(
                (self._points[number], "$foreground" if is_set else "$foreground 80%"),
                (f"  {MAIN}", "bold $shipped") if number == self.main else "",
            )
            mark = Content.assemble(
                ("[", "$quiet"), ("x" if is_set else " ", "bold $understood"), ("] ", "$quiet")
            )
            rows = words.wrap(max(8, width - TICK_CELLS))
            indent = Content(" " * TICK_CELLS)
            return [Content.assemble(indent if n else mark, row) for n, row in enumerate(rows)]

        return lines

    def _again(self) -> None:
        # The words "main reason" may move a line: the heights are taken anew.
        self.set_rows(list(self.rows), keep=True)

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to tick while it has a sense."""
        if action in {"tick_point", "main_point", "points_done"}:
            return self.is_open
        if action == "choose":
            return False
        return super().check_action(action, parameters)

    def action_tick_point(self) -> None:
        """Tick the sentence under the cursor, or take the tick away."""
        if self.cursor >= 0:
            self._set ^= {self.cursor}
            self._again()

    def action_main_point(self) -> None:
        """Say that this sentence is the main reason."""
        if self.cursor >= 0:
            self.main = self.cursor
            self._again()

    def action_points_done(self) -> None:
        """Go on with what is ticked."""
        self.post_message(self.Done(self.ticked, self.main))

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        number = self._row_under(event)
        if number >= 0 and self.is_open:
            event.stop()
            event.prevent_default()
            self.select(str(number))
            self.action_tick_point()
