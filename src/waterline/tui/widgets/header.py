"""The one line at the top: the name, the screens, and what asks for attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import draw

if TYPE_CHECKING:
    from textual import events

PLACES: tuple[tuple[str, str, str], ...] = (("1", "Today", "today"), ("2", "Journal", "journal"))


class Header(Widget):
    """The header line. `place` is the screen shown; `facts` are (text, colour's name) pairs.

    Posts `Chosen` when a screen's name is clicked.
    """

    class Chosen(Message):
        """A screen's name was clicked."""

        def __init__(self, place: str) -> None:
            self.place = place
            super().__init__()

    DEFAULT_CSS = """
    Header { height: 1; width: 100%; dock: top; background: $background; color: $quiet; }
    """
    ALLOW_SELECT = False

    facts: reactive[tuple[tuple[str, str], ...]] = reactive(())

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self._spots: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Draw the line; where the screens' names stand is kept for clicks."""
        brand = Content.styled(f" {draw.signs().wave} waterline ", "bold $on-brand on $understood")
        parts = [brand, Content(" ")]
        column = brand.cell_length + 1
        self._spots = []
        for number, label, place in PLACES:
            text = f" {number} {label} "
            parts.append(self._tab(number, label, is_here=place == self.place))
            self._spots.append((column, column + len(text), place))
            column += len(text)
        left = Content("").join(parts)
        right = Content("   ").join(
            Content.styled(text, f"${colour}" if colour else "") for text, colour in self.facts
        )
        space = self.size.width - left.cell_length - right.cell_length - 1
        if space < 1:
            right = right.truncate(max(0, self.size.width - left.cell_length - 2), ellipsis=True)
            space = max(1, self.size.width - left.cell_length - right.cell_length - 1)
        return Content.assemble(left, " " * space, right)

    @staticmethod
    def _tab(number: str, label: str, *, is_here: bool) -> Content:
        if is_here:
            return Content.styled(f" {number} {label} ", "bold $foreground on $raised")
        return Content.assemble((f" {number} ", "$quiet"), (f"{label} ", "$foreground 80%"))

    def on_click(self, event: events.Click) -> None:
        """Tell which screen was clicked."""
        for start, end, place in self._spots:
            if start <= event.x < end:
                self.post_message(self.Chosen(place))
