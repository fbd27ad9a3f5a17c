"""How an entry or a change looks in a list: marks, words and colours by meaning, in one place.

Colours are named (`$shipped`), so what is drawn follows the theme; a mark and a word always say
the same as the colour.
"""

from __future__ import annotations

import locale
import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from waterline.domain.kinds import BY_NAME, SESSION
from waterline.domain.lines import ASSISTED, BY_HAND
from waterline.domain.text import clean_line, first_line
from waterline.tui.widgets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from waterline.domain.lines import Line

NAME_CELLS = 14  # a repository's name is cut there in a list
ALIGNED_CELLS = 6  # up to there the names of a list stand in a column
SUBJECT_LETTERS = 400  # nothing longer can show in the lines that a row has
LINES = 3

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Signs:
    """The marks, each under what it means; in ASCII where the terminal knows no others."""

    __slots__ = (
        "after", "bar", "believed", "both", "bullet", "change", "dot", "ellipsis", "empty_week",
        "entry", "full", "here", "left", "level", "line", "minus", "no_level", "plan", "point",
        "rest", "session", "settling", "span", "today", "wave", "week",
    )  # fmt: skip

    def __init__(self, *, plain: bool) -> None:
        # Of lists and sentences.
        self.entry = "*" if plain else "✎"
        self.change = "o" if plain else "◆"
        self.session = "@" if plain else "●"
        self.wave = "~" if plain else "≈"
        self.minus = "-" if plain else "\N{MINUS SIGN}"
        self.dot = "-" if plain else "·"
        self.ellipsis = "..." if plain else "…"
        self.bullet = "*" if plain else "•"
        self.here = ">" if plain else "▸"
        # A figure on its scale, with its interval, and what was believed.
        self.line = "-" if plain else "─"
        self.span = "=" if plain else "━"
        self.point = "O" if plain else "●"
        self.believed = "V" if plain else "◇"
        self.both = "X" if plain else "◈"
        # Of something that is counted or measured, and where there is nothing of it.
        self.rest = "." if plain else "·"
        self.level = "#" if plain else "●"
        self.no_level = "o" if plain else "○"
        self.week = "#" if plain else "■"
        self.empty_week = "o" if plain else "□"
        self.bar = "#" if plain else "█"
        self.full = "#" if plain else "━"
        self.left = "-" if plain else "━"
        self.after = "+" if plain else "▒"
        self.plan = "|" if plain else "│"
        # The water of a chart, besides its waves.
        self.settling = "-" if plain else "~"
        self.today = "*" if plain else "●"


@lru_cache(1)
def is_plain() -> bool:
    """Tell whether only ASCII can be shown: no UTF-8 here, or the kernel's console."""
    encoding = (getattr(sys.__stdout__, "encoding", "") or locale.getpreferredencoding()).lower()
    return os.environ.get("TERM") == "linux" or encoding.replace("-", "") != "utf8"


_RICH, _PLAIN = Signs(plain=False), Signs(plain=True)


def signs() -> Signs:
    """Give the marks for this terminal."""
    return _PLAIN if is_plain() else _RICH


def plural(count: int, word: str, several: str = "") -> str:
    """Write a count with its word: `1 entry`, `1,204 commits`."""
    return f"{count:,} {word if count == 1 else several or word + 's'}"


def lines_changed(insertions: int, deletions: int) -> str:
    """Write `+802 -57`, with a real minus sign where there is one."""
    return f"+{insertions:,} {signs().minus}{deletions:,}"


def day_name(day: date, today: date) -> str:
    """Write a day: `Today · Fri 20 Nov`, `Thu 12 Nov`, with the year if it is another."""
    text = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    if day.year != today.year:
        text = f"{text} {day.year}"
    near = {0: "Today", 1: "Yesterday", -1: "Tomorrow"}.get((today - day).days)
    return f"{near} {signs().dot} {text}" if near else text


def moment_name(when: datetime) -> str:
    """Write a moment: `Fri 20 Nov 2026 08:52`."""
    day = f"{WEEKDAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]} {when.year}"
    return f"{day} {when:%H:%M}"


def origin_words(line: Line) -> str:
    """Tell a change's origin in words: the tool's name, "assisted", "by hand", or nothing."""
    if line.is_assisted:
        return clean_line(line.tool) or ASSISTED
    return BY_HAND if line.origin == BY_HAND else ""


def name_width(lines: Iterable[Line]) -> int:
    """Tell how wide a column of these lines' repository names is."""
    widths = [cell_len(clean_line(line.repo)) for line in lines if line.is_change]
    return max((width for width in widths if width <= ALIGNED_CELLS), default=0)


def timeline_row(line: Line, name_cells: int, *, is_owed: bool = False) -> Row:
    """Draw a line for the day's timeline: its time, its mark, then words that wrap beside it."""

    def draw(width: int) -> list[Content]:
        mark, colour = mark_of(line)
        head = Content.assemble(
            (line.created_at.strftime("%H:%M"), "$quiet"), " ", (mark, colour), " "
        )
        words = change_words(line, name_cells) if line.is_change else entry_words(line)
        tail = change_tail(line, is_owed=is_owed) if line.is_change else entry_tail(line)
        return hang(head, words, tail, width)

    return Row(line.id, draw)


def mark_of(line: Line) -> tuple[str, str]:
    """Give the mark of a line and its colour's name."""
    if line.is_change:
        return signs().change, "$assisted" if line.is_assisted else "$shipped"
    return (
        (signs().session, "$alone") if line.kind == SESSION.name else (signs().entry, "$understood")
    )


def change_words(line: Line, name_cells: int) -> Content:
    """Write a change's repository, short sha and subject."""
    name = clean_line(line.repo)
    if cell_len(name) > NAME_CELLS:
        name = set_cell_size(name, NAME_CELLS - 1).rstrip() + signs().ellipsis
    return Content.assemble(
        (set_cell_size(name, max(cell_len(name), name_cells)), "$foreground 75%"),
        "  " if name else "",
        (line.sha[:7], "$quiet"),
        "  ",
        (subject(line), "$foreground"),
    )


def subject(line: Line) -> str:
    """Give the subject of a change, as far as a row can show it."""
    return line.subject[:SUBJECT_LETTERS] or "(no message)"


def change_tail(line: Line, *, is_owed: bool = False) -> Content:
    """Write a change's lines and origin, and whether its why is written or owed."""
    colour = "$assisted" if line.is_assisted else "$quiet"
    parts = [lines_changed(line.insertions, line.deletions), origin_words(line)]
    return with_why(f" {signs().dot} ".join(filter(None, parts)), colour, line, is_owed=is_owed)


def with_why(text: str, colour: str, line: Line, *, is_owed: bool) -> Content:
    """Put behind a change's numbers that its why is written down, or that it is owed."""
    why, why_colour = "", ""
    if line.explained:
        why, why_colour = "explained", "$understood"
    elif is_owed:
        why, why_colour = "owed", "bold $assisted"
    dot = f" {signs().dot} " if why else ""
    return Content.assemble((text, colour), (dot, "$quiet"), (why, why_colour))


def entry_words(line: Line) -> Content:
    """Write an entry's kind (a note's is not said), its first line, and whether more follows."""
    kind = BY_NAME.get(line.kind)
    label = kind.label if kind and line.kind != "note" else ""
    rows = sum(
        bool(row.strip()) and not row.lstrip().startswith("#") for row in line.body.split("\n", 40)
    )
    return Content.assemble(
        (f"{label}: " if label else "", "$understood"),
        (entry_title(line), "$foreground"),
        (f" {signs().ellipsis}" if rows > 1 else "", "$quiet"),
    )


def entry_title(line: Line) -> str:
    """Give what stands for an entry in one line: its first line that is no empty heading."""
    kept = [row for row in line.body[:4000].split("\n") if row.strip()]
    words = [row for row in kept if not row.lstrip().startswith("#")] or kept
    text = first_line(words[0] if line.kind != "note" and words else line.body[:4000])
    return clean_line(text)[:SUBJECT_LETTERS] or "(no words)"


def entry_tail(line: Line) -> Content:
    """Write the tags that the shown words don't hold."""
    shown = entry_title(line).lower()
    tags = [f"#{tag}" for tag in map(clean_line, line.tags) if f"#{tag}" not in shown]
    return Content.styled(" ".join(tags[:4]), "$quiet")


def bar(full: int, cells: int) -> Content:
    """Draw a bar of so many cells, `full` of them passed, or said."""
    marks = signs()
    return Content.assemble((marks.full * full, "$alone"), (marks.left * (cells - full), "$line"))


def hang(head: Content, words: Content, tail: Content, width: int) -> list[Content]:
    """Set words beside a head, wrapped and indented under themselves, the tail kept in one piece.

    At most `LINES` lines; what doesn't fit is cut with an ellipsis.
    """
    indent = Content(" " * head.cell_length)
    room = max(8, width - head.cell_length)
    rows = [row.rstrip() for row in words.wrap(room)]
    if len(rows) > LINES - 1:
        last = Content(" ").join(rows[LINES - 2 :])
        rows = [*rows[: LINES - 2], last.truncate(room, ellipsis=True)]
    if tail:
        tail = tail.truncate(room, ellipsis=True)
        if rows and rows[-1].cell_length + 2 + tail.cell_length <= room:
            rows[-1] = Content.assemble(rows[-1], "  ", tail)
        else:
            rows.append(tail)
    return [Content.assemble(head if n == 0 else indent, row) for n, row in enumerate(rows)]


def line_title(line: Line) -> str:
    """Give what stands for a line in one line of plain text."""
    return f"{clean_line(line.repo)} {subject(line)}" if line.is_change else entry_title(line)


def short_path(path: str) -> str:
    """Write a path as people do: `~` for their home."""
    person = os.path.expanduser("~").rstrip("/") + "/"
    return clean_line(f"~/{path[len(person) :]}" if path.startswith(person) else path)
