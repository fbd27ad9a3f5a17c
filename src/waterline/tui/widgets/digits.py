"""Minutes and seconds in big digits, to be read from the other side of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.geometry import Size

# Three by five dots for a digit, one by five for a colon; a dot is two cells wide.
DOTS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", " # ", " # "),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
LINES = 5
GAP = "  "
CELLS = {"#": "██", " ": "  "}


class BigClock(Widget):
    """A time like `12:41` in big digits, in the middle; on one line where there is no room.

    `colour` is the name of a colour of the theme.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    BigClock { height: 5; width: 1fr; content-align-horizontal: center; text-align: center; }
    """

    time: reactive[str] = reactive("")
    colour: reactive[str] = reactive("$alone")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take the lines of a digit."""
        del container, viewport, width
        return LINES

    def render(self) -> Content:
        """Draw the time."""
        rows = drawn(self.time)
        if len(rows[0]) > self.content_size.width or self.content_size.height < LINES:
            return Content.styled(self.time, f"bold {self.colour}")
        return Content.styled("\n".join(rows), self.colour)


def drawn(time: str) -> list[str]:
    """Draw a time as five lines of text."""
    return [
        GAP.join("".join(CELLS[dot] for dot in DOTS[sign][line]) for sign in time)
        for line in range(LINES)
    ]
