"""The day's timeline: entries and commits of all repositories, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.tui import draw
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from waterline.domain.lines import Line


class Timeline(Rows):
    """The rows of one day, or what can be done on an empty one."""

    DEFAULT_CSS = """
    Timeline {
        & > .rows--heading { text-style: none; color: $quiet; }
        & > .rows--cursor { background: $background; }
        &:focus > .rows--cursor { background: $raised; }
        & > .rows--mark { color: $background; }
        &:focus > .rows--mark { color: $understood; }
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(id="timeline", classes=classes)
        self.lines: dict[str, Line] = {}

        self._wanted = ""

    def will_select(self, line_id: str) -> None:
        """Put the cursor on this line as soon as it is shown."""
        self._wanted = line_id

    def clear_for(self, day: date, today: date) -> None:
        """Make room for another day."""
        self.lines = {}
        self.border_subtitle = Content("")
        self.set_rows([])
        self.entitle(day, today)

    def entitle(self, day: date, today: date) -> None:
        """Write the day on the frame."""
        self.border_title = Content(draw.day_name(day, today))

    def show(
        self,
        lines: Sequence[Line],
        hints: Sequence[Content],
        owed: frozenset[int] = frozenset(),
    ) -> None:
        """Show the day's lines with the cursor kept; `hints` stand where there are none.

        `owed` are the moments of changes whose why is owed.
        On a day that had no cursor yet, the cursor stands on the newest line.
        """
        was_empty = not self.lines
        cells = draw.name_width(lines)
        rows = [
            draw.timeline_row(line, cells, is_owed=line.is_change and line.moment in owed)
            for line in lines
        ]
        self.lines = {line.id: line for line in lines}
        self.border_subtitle = Content(summary(lines))
        rows += [_hint(n, text, after=bool(lines)) for n, text in enumerate(hints)]
        self.set_rows(rows, keep=not was_empty)
        if self._wanted in self.lines:
            self.select(self._wanted)
            self._wanted = ""
        elif lines and was_empty:
            self.select(lines[-1].id)
        if hints and lines and self.cursor_key == lines[-1].id:
            self._show_below()

    def _show_below(self) -> None:
        """Bring what stands under the newest line into sight too, the line itself kept in it."""
        page = self.scrollable_content_region.height
        lowest = min(self._tops.total - page, self._tops[self.cursor])
        if lowest > self.scroll_y:
            self.scroll_to(y=lowest, animate=False, force=True)

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.lines.get(self.cursor_key)


def _hint(number: int, text: Content, *, after: bool) -> Row:
    def wrapped(width: int) -> list[Content]:
        rows = text.wrap(max(8, width))
        return [Content(""), *rows] if after or number else rows

    return Row(f"hint-{number}", wrapped, heading=True)


def summary(lines: Sequence[Line]) -> str:
    """Sum up a day: `3 repos · 4 commits · +802 -57`, and its entries."""
    changes = [line for line in lines if line.is_change]
    entries = len(lines) - len(changes)
    parts = []
    if changes:
        parts += [
            draw.plural(len({line.repo_path or line.repo for line in changes}), "repo"),
            draw.plural(len(changes), "commit"),
            draw.lines_changed(
                sum(line.insertions for line in changes), sum(line.deletions for line in changes)
            ),
        ]
    if entries:
        parts.append(draw.plural(entries, "entry", "entries"))
    return f" {draw.signs().dot} ".join(parts)
