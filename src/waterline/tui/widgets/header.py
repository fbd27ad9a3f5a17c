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

PLACES: tuple[tuple[str, str, str], ...] = (
    ("1", "Today", "today"),
    ("2", "Journal", "journal"),
    ("3", "Explain", "explain"),
)
GAP = 3  # cells between two facts


class Header(Widget):
    """The header line. `place` is the screen shown, `progress` tells in words how far a scan is.

    `owed` counts the changes that are owed. Posts `Chosen` when a screen's name is clicked, or
    what leads to one.
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

    progress: reactive[str] = reactive("")
    owed: reactive[int] = reactive(0)

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
        owed = Content.styled(f"{self.owed:,} owed" if self.owed else "", "bold $assisted")
        # What asks for attention stays whole; how far a scan is gives way to it.
        room = self.size.width - column - owed.cell_length - (GAP if owed else 0) - 2
        progress = Content.styled(self.progress, "$quiet")
        progress = progress.truncate(max(0, room), ellipsis=True) if room > GAP else Content("")
        right = Content(" " * GAP).join([part for part in (progress, owed) if part])
        space = max(1, self.size.width - column - right.cell_length - 1)
        if owed:
            end = column + space + right.cell_length
            self._spots.append((end - owed.cell_length, end, "explain"))
        return Content.assemble(*parts, " " * space, right)

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
