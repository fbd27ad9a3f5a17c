"""The waterline chart's cells and words as text with styles: each part in its colour."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content

from waterline.tui import tides

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.tui.tides import Cell

COLOURS = {
    tides.ASSISTED: "$assisted",
    tides.OTHER: "$shipped",
    tides.SHOWN: "$understood",
    tides.EXPLAINED: "$understood 50%",
    tides.MISSING: "$quiet",
    tides.GROUND: "$background",
}


def centred(words: str, width: int) -> Content:
    """Set quiet words into the middle of so many cells."""
    text = Content.styled(words, "$quiet").truncate(width, ellipsis=True)
    return Content.assemble(" " * ((width - text.cell_length) // 2), text)


def row(cells: Sequence[Cell], lit: range) -> Content:
    """Write a row of cells, those under the cursor on a raised ground."""
    return joined((style(cell, is_lit=n in lit), cell.sign) for n, cell in enumerate(cells))


def style(cell: Cell, *, is_lit: bool = False) -> str:
    """Give the style of a cell."""
    back = COLOURS.get(cell.back, "$raised" if is_lit else "")
    parts = [COLOURS.get(cell.fore, ""), f"on {back}" if back else ""]
    return " ".join(filter(None, [*parts, "reverse" if cell.reverse else ""]))


def named(cell: Cell, words: str) -> Content:
    """Write a part of the legend: its sign and its name."""
    return Content.assemble((cell.sign, style(cell)), (f" {words}", "$quiet"))


def joined(cells: Iterable[tuple[str, str]]) -> Content:
    """Join (style, sign) pairs, those of one style in one piece."""
    return Content.assemble(
        *(
            ("".join(sign for _, sign in run), style)
            for style, run in groupby(cells, key=lambda cell: cell[0])
        )
    )
