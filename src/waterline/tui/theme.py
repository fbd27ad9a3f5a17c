"""The colours, by meaning: shipped, assisted, understood, without AI. Never the only sign.

Each theme gives the same names, so a stylesheet or a drawn line says `$shipped` and follows the
theme. The ANSI theme takes the terminal's own sixteen colours; with NO_COLOR it is used without
any colour at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.color import Color

DARK = Theme(
    name="waterline-dark",
    primary="#3dc1b4",
    secondary="#4f94f5",
    warning="#f2b45c",
    error="#ea7f68",
    success="#3dc1b4",
    accent="#f2b45c",
    foreground="#dbe6f2",
    background="#0f1b29",
    surface="#0f1b29",
    panel="#16273b",
    dark=True,
    variables={
        "shipped": "#f2b45c",
        "assisted": "#ea7f68",
        "understood": "#3dc1b4",
        "alone": "#4f94f5",
        "quiet": "#7b93ab",
        "faint": "#6d859d",
        "text-disabled": "#7b93ab",
        "line": "#2a4561",
        "raised": "#182c43",
        "on-brand": "#0b1622",
        "added": "#8fdc9b",
        "added-ground": "#12291f",
        "added-part": "#1f4d33",
        "removed": "#f2a08e",
        "removed-ground": "#30191c",
        "removed-part": "#5c2a2a",
        "border": "#3dc1b4",
        "border-blurred": "#2a4561",
        "block-cursor-background": "#182c43",
        "block-cursor-foreground": "#f2f7fc",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#dbe6f2",
        "input-cursor-foreground": "#0f1b29",
        "input-selection-background": "#2f5f8f",
        "scrollbar": "#2a4561",
        "scrollbar-hover": "#3b6288",
        "scrollbar-active": "#3dc1b4",
        "scrollbar-background": "#0f1b29",
        "scrollbar-background-hover": "#0f1b29",
        "scrollbar-background-active": "#0f1b29",
        "scrollbar-corner-color": "#0f1b29",
    },
)

LIGHT = Theme(
    name="waterline-light",
    primary="#08706a",
    secondary="#1f5fc4",
    warning="#8f5600",
    error="#b23f2b",
    success="#08706a",
    accent="#8f5600",
    foreground="#16242f",
    background="#f6f9fb",
    surface="#f6f9fb",
    panel="#e6edf3",
    dark=False,
    variables={
        "shipped": "#8f5600",
        "assisted": "#b23f2b",
        "understood": "#08706a",
        "alone": "#1f5fc4",
        "quiet": "#566879",
        "faint": "#5f7285",
        "text-disabled": "#566879",
        "line": "#b4c4d2",
        "raised": "#dce7f0",
        "on-brand": "#ffffff",
        "added": "#125c2b",
        "added-ground": "#e1f4e4",
        "added-part": "#b3e2bd",
        "removed": "#96281b",
        "removed-ground": "#fbe6e2",
        "removed-part": "#f3c0b6",
        "border": "#08706a",
        "border-blurred": "#b4c4d2",
        "block-cursor-background": "#dce7f0",
        "block-cursor-foreground": "#0b1620",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#16242f",
        "input-cursor-foreground": "#f6f9fb",
        "input-selection-background": "#b9d4f2",
        "scrollbar": "#b4c4d2",
        "scrollbar-hover": "#8ea6ba",
        "scrollbar-active": "#08706a",
        "scrollbar-background": "#f6f9fb",
        "scrollbar-background-hover": "#f6f9fb",
        "scrollbar-background-active": "#f6f9fb",
        "scrollbar-corner-color": "#f6f9fb",
    },
)

ANSI = Theme(
    name="ansi",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_blue",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_cyan",
    accent="ansi_yellow",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "shipped": "ansi_yellow",
        "assisted": "ansi_red",
        "understood": "ansi_cyan",
        "alone": "ansi_blue",
        "quiet": "ansi_default",
        "faint": "ansi_default",
        "line": "ansi_default",
        "raised": "ansi_default",
        "on-brand": "ansi_black",
        "added": "ansi_green",
        "added-ground": "ansi_default",
        "added-part": "ansi_default",
        "removed": "ansi_red",
        "removed-ground": "ansi_default",
        "removed-part": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-text-style": "underline",
        "scrollbar": "ansi_default",
        "scrollbar-hover": "ansi_default",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)


class Colourless(LineFilter):
    """Takes every colour away, the terminal's default ones too: what NO_COLOR asks for."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - as declared
        """Give the segments with their other styles alone."""
        return [
            Segment(text, style.without_color if style else style, control)
            for text, style, control in segments
        ]


class Ascii(LineFilter):
    """Puts ASCII in the place of every other character, cell by cell, for a terminal without."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the line in ASCII."""
        del background
        return [
            Segment(text if text.isascii() else _ascii(text), style, control)
            for text, style, control in segments
        ]


LOOKALIKES = dict(zip("…•·▌▏←→↑↓×“”─│╭╮╰╯█▇▆▅▄▃▂▁", '~*->|<>^vx""-|++++########', strict=True))
# A minus that became a question mark would be another number.
LOOKALIKES |= {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "≈": "~"}


def _ascii(text: str) -> str:
    return "".join(
        letter if letter.isascii() else LOOKALIKES.get(letter, "?") * cell_len(letter)
        for letter in text
    )


THEMES: tuple[Theme, ...] = (DARK, LIGHT, ANSI)
