"""Finding the searched words in what is shown, as the index finds them.

Whole words without regard to case and accents, the last one also as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content, Span
from textual.strip import Strip

from waterline.domain.text import FOUND, FOUND_END

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style

    Finder = Callable[[str], list[tuple[int, int]]]


def finder(words: str) -> Finder:
    """Make a function that tells where (start, end) these words stand in a text."""
    tokens = re.findall(r"\w+", _folded(words))
    if not tokens:
        return lambda _text: []
    ways = [*(token + r"(?!\w)" for token in tokens[:-1]), tokens[-1] + r"\w*"]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(ways)})")

    def find(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in pattern.finditer(_folded(text))]

    return find


def _folded(text: str) -> str:
    """Fold case and accents, letter by letter: positions stay."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in text)


def marked(text: Content, find: Finder, style: str) -> Content:
    """Give the line with the words that `find` finds in another style."""
    found = find(text.plain)
    if not found:
        return text
    return text.add_spans([Span(start, end, style) for start, end in found])


def marked_strip(strip: Strip, find: Finder, style: Style) -> Strip:
    """Give the drawn line with the words that `find` finds in another style."""
    found = find(strip.text)
    if not found:
        return strip
    cuts = sorted({cut for span in found for cut in span})
    segments: list[Segment] = []
    at = 0
    for text, own, control in strip:
        edges = [0, *(cut - at for cut in cuts if at < cut < at + len(text)), len(text)]
        for start, end in pairwise(edges):
            inside = any(first <= at + start < last for first, last in found)
            look = (own + style if own is not None else style) if inside else own
            segments.append(Segment(text[start:end], look, control))
        at += len(text)
    return Strip(segments, strip.cell_length)


def snippet(text: str, style: str, found_style: str) -> Content:
    """Turn a snippet of the journal's search into a line, its words found in another style."""
    parts: list[tuple[str, str]] = []
    for number, piece in enumerate(text.split(FOUND)):
        inside, end, after = piece.partition(FOUND_END)
        if number and end:
            parts.append((inside, found_style))
            parts.append((after.replace(FOUND_END, ""), style))
        else:
            parts.append((piece.replace(FOUND_END, ""), style))
    return Content.assemble(*parts)
