"""The lines of a diff as they are shown: what each is, how tall, and what changed in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, chop_cells

from waterline.tui import draw

if TYPE_CHECKING:
    from waterline.domain.diffs import Diff, FileDiff

MOST_CHOPPED = 200_000  # letters; more would hold up whoever is typing beside it
HUNK_HEAD = re.compile(r"@@.*?\+(\d+)(?:,\d+)? @@+ ?(.*)", re.DOTALL)

TITLE, NOTE, HUNK, ADDED, REMOVED, CONTEXT, BLANK = (
    "title", "note", "hunk", "added", "removed", "context", "blank",
)  # fmt: skip
SORTS = {"+": ADDED, "-": REMOVED, " ": CONTEXT, "@": HUNK}


class Line(NamedTuple):
    """One line of the diff before it is wrapped: what it is, its text, the file it is of."""

    sort: str
    text: str
    file: int
    # The part that stands out: what is new in a line that was changed; of a title, what is said.
    start: int = 0
    end: int = 0


def lines_of(file: FileDiff, number: int) -> list[Line]:
    """Give the lines of the file with this number: its title, then its rows."""
    dot = f" {draw.signs().dot} "
    counts = "" if file.is_binary else draw.lines_changed(file.insertions, file.deletions)
    moved = f"from {file.old_path}" if file.old_path else ""
    told = dot.join(word for word in (file.sha[:7], file.note, moved, counts) if word)
    title = f"{file.path}  {told}"
    head = [Line(TITLE, title, number, len(file.path), len(title))]
    body = [
        Line(SORTS.get(row.sort, CONTEXT), _hunk(row.text) if row.sort == "@" else row.text, number)
        for row in file.rows
    ]
    return head + body


def _hunk(text: str) -> str:
    """Write where a hunk begins and in what: `@@ 12 class CheckoutForm`."""
    found = HUNK_HEAD.match(text)
    return f"@@ {found[1]} {found[2]}".rstrip() if found else text


def rest(diff: Diff) -> str:
    """Say that there is more than is shown."""
    more = draw.plural(diff.hidden_lines, "row") if diff.hidden_lines else "it is too large"
    return f"{draw.signs().ellipsis} the rest is not shown ({more})"


def partners(lines: list[Line]) -> dict[int, int]:
    """Find for each removed line the added one that came in its place, and the other way round.

    Only where as many lines came as went: then the first stands for the first.
    """
    found: dict[int, int] = {}
    at = 0
    while at < len(lines):
        if lines[at].sort != REMOVED:
            at += 1
            continue
        middle = _end_of(lines, at, REMOVED)
        end = _end_of(lines, middle, ADDED)
        if end - middle == middle - at:
            for old, new in zip(range(at, middle), range(middle, end), strict=True):
                found[old], found[new] = new, old
        at = end
    return found


def _end_of(lines: list[Line], at: int, sort: str) -> int:
    while at < len(lines) and lines[at].sort == sort:
        at += 1
    return at


def changed_part(text: str, other: str) -> tuple[int, int]:
    """Tell from where to where a line differs from the one in whose place it stands."""
    shortest = min(len(text), len(other))
    start = 0
    while start < shortest and text[start] == other[start]:
        start += 1
    tail = 0
    while tail < shortest - start and text[-1 - tail] == other[-1 - tail]:
        tail += 1
    # Two lines with little in common are not one line changed.
    same = len((text[:start] + text[len(text) - tail :]).strip())
    if same * 2 < max(len(text.strip()), len(other.strip())):
        return 0, 0
    return start, len(text) - tail


def heights(lines: list[Line], room: int) -> list[int]:
    """Tell how many lines of the screen each line takes when it is wrapped."""
    cells = [cell_len(line.text) for line in lines]
    heights = [-(-width // room) or 1 for width in cells]
    # A wide letter that doesn't fit moves to the next line, so these need a closer look; where
    # there are very many of them, room for one line more has to do.
    wide = [
        number
        for number, line in enumerate(lines)
        if heights[number] > 1 and cells[number] != len(line.text)
    ]
    is_exact = sum(len(lines[number].text) for number in wide) <= MOST_CHOPPED
    for number in wide:
        if is_exact:
            heights[number] = len(chop_cells(lines[number].text, room))
        else:
            heights[number] = -(-cells[number] // (room - 1))
    return heights
