"""The Journal's list: a heading for each day, under it what was written and shipped on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from waterline.domain.text import FOUND, clean_line
from waterline.tui import draw, marks
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from waterline.domain.lines import Line

MARK = ".rows--found"
BEFORE = 14  # letters of a snippet that stay before the first word found


class JournalList(Rows):
    """Rows of which only a stretch is held: the very ends are the owner's to bring."""

    @dataclass
    class Newest(Message):
        """Bring the newest lines."""

    @dataclass
    class Oldest(Message):
        """Bring the oldest lines."""

    def action_first(self) -> None:
        """Go to the newest of all."""
        self.post_message(self.Newest())

    def action_last(self) -> None:
        """Go to the oldest of all."""
        self.post_message(self.Oldest())


def by_day(
    lines: Iterable[Line], today: date, words: str = "", snippets: dict[str, str] | None = None
) -> list[Row]:
    """Draw lines newest first, each day under its heading."""
    find = marks.finder(words)
    rows: list[Row] = []
    day: date | None = None
    for line in lines:
        if line.day != day:
            day = line.day
            rows.append(_heading(day, today, is_first=not rows))
        rows.append(_row(line, f"{line.created_at:%H:%M}", find, (snippets or {}).get(line.id, "")))
    return rows


def by_rank(lines: Iterable[Line], words: str, snippets: dict[str, str]) -> list[Row]:
    """Draw lines in the order they come in, each with its date."""
    find = marks.finder(words)
    return [_row(line, _date(line), find, snippets.get(line.id, "")) for line in lines]


def _date(line: Line) -> str:
    return f"{line.day.day:2} {draw.MONTHS[line.day.month - 1]} {line.day:%y}"


def _heading(day: date, today: date, *, is_first: bool) -> Row:
    name = Content(draw.day_name(day, today))
    return Row(f"day {day.isoformat()}", [name] if is_first else [Content(""), name], heading=True)


def _row(line: Line, when: str, find: marks.Finder, snippet: str) -> Row:
    title = draw.subject(line) if line.is_change else draw.entry_title(line)
    found = find(title)
    details = _details(line)
    # What is known of its why comes last; in a narrow list the sha gives way to it.
    short = _details(line, with_sha=False)

    def lines(width: int) -> list[Content]:
        mark, colour = draw.mark_of(line)
        shown = marks.marked(Content.styled(title, "$foreground"), find, MARK)
        first = Content.assemble((when, "$quiet"), " ", (mark, colour), " ", shown)
        indent = len(when) + 3
        second = details if details.cell_length <= width - indent else short
        # What was found stands on the second line where the first doesn't show it.
        if snippet and not any(cell_len(title[:end]) < width - indent for _, end in found):
            second = marks.snippet(_from_the_find(snippet), "$quiet", MARK)
        return [first, Content.assemble(" " * indent, second)]

    return Row(line.id, lines, height=2 if details or (snippet and not found) else 1)


def _from_the_find(snippet: str) -> str:
    """Cut a snippet's front, so that the first word found is in sight."""
    text = re.sub(r"[ ](?:`{3}\w*|#{1,6}|>)(?=[ ])", "", clean_line(snippet))
    start = text.find(FOUND) - BEFORE
    if start <= 1:
        return text
    space = text.find(" ", start)
    return draw.signs().ellipsis + text[space + 1 if 0 < space < start + BEFORE else start :]


def _details(line: Line, *, with_sha: bool = True) -> Content:
    dot = f" {draw.signs().dot} "
    repo = clean_line(line.repo)
    if line.is_change:
        text = draw.lines_changed(line.insertions, line.deletions)
        colour = draw.mark_of(line)[1] if line.is_assisted else "$quiet"
        parts = [repo, line.sha[:7] if with_sha else "", text, draw.origin_words(line)]
        return draw.with_why(dot.join(filter(None, parts)), colour, line, is_owed=False)
    tags = " ".join(f"#{clean_line(tag)}" for tag in line.tags)
    kind = line.kind if line.kind != "note" else ""
    return Content.styled(dot.join(filter(None, [kind, tags, repo])), "$quiet")
