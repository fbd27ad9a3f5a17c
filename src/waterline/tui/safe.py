"""The last door before the screen: what is drawn holds nothing that a terminal obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget

# The controls (line ends and tabs among them: a line is one line) and the marks that turn the
# reading direction. Texts are cleaned where they enter; this is the last door before the screen.
OBEYED = dict.fromkeys(
    [
        *range(32),
        *range(127, 160),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    ],
    " ",
)

REVERSE = Style(reverse=True)


def component_style(widget: Widget, name: str) -> Style:
    """Give a component's whole style; Textual's own way leaves `reverse` out."""
    style = widget.get_visual_style(name)
    return style + REVERSE if widget.get_component_styles(name).text_style.reverse else style


def safe(text: Content) -> Content:
    """Give the line with a space for everything that a terminal would obey."""
    plain = text.plain
    if plain.isprintable():
        return text
    return Content(plain.translate(OBEYED), spans=list(text.spans), strip_control_codes=False)
