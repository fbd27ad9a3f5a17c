"""A panel whose lines are drawn for the width that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from waterline.tui.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.geometry import Size

    Draw = Callable[[int], Sequence[Content]]


class Scroll(VerticalScroll, inherit_bindings=False):
    """Scrolls with the wheel and with the focus, and leaves every key to others."""


class Drawn(Widget):
    """As tall as what is drawn in it; not there where that is nothing."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Drawn { height: auto; width: 100%; }
    """

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes="panel")
        self.border_title = Content(title)
        self._draw: Draw = lambda _width: ()

    def show(self, draw: Draw, subtitle: str = "") -> None:
        """Draw this from now on: `draw` gives the lines for a width in cells."""
        self._draw = draw
        self.border_subtitle = Content(subtitle)
        self.display = bool(draw(max(8, self.content_size.width)))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many lines as are drawn."""
        del container, viewport
        return len(self._draw(width))

    def render(self) -> Content:
        """Draw the lines."""
        return Content("\n").join(safe(line) for line in self._draw(self.content_size.width))
