"""The second step of an audit: what was shipped, in pieces that one recognises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from waterline.domain.text import clean, clean_line
from waterline.tui import draw
from waterline.tui.widgets.groups import GroupList, title, words_rows
from waterline.tui.widgets.rows import Row, Rows
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult

    from waterline.domain.audits import Audit, Column, Group
    from waterline.domain.lines import Line
    from waterline.domain.months import Month

PAUSE = 0.08  # seconds on a group until its changes are read
BODY_LINES = 8
TITLE_CELLS = 48


class Shipped(Horizontal):
    """The chart of the month, its pieces of work, and the changes of the one under the cursor.

    Posts `Wanted` for the changes of a group, which `show_changes` takes, and `Opened` for one.
    """

    @dataclass
    class Wanted(Message):
        """The changes of this group are to be shown."""

        month: Month
        key: str

    @dataclass
    class Opened(Message):
        """A change was chosen."""

        line: Line

    DEFAULT_CSS = """
    Shipped {
        #groups { width: 1fr; }
        #shipped-right { width: 1fr; margin-left: 1; }
        #shipped-chart { height: 1fr; max-height: 17; }
        #changes { height: 1fr; }
        &.-roomy #shipped-right { min-width: 66; }
        &.-narrow { layout: vertical; }
        &.-narrow #groups { width: 100%; height: 1fr; }
        &.-narrow #shipped-right { width: 100%; height: 1fr; margin-left: 0; }
        &.-narrow #shipped-chart { display: none; }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._lines: dict[str, Line] = {}
        self._shown = ""
        self._audit: Audit | None = None

    def compose(self) -> ComposeResult:
        """Lay out the chart, the groups and their changes."""
        yield GroupList(id="groups", classes="panel")
        with Vertical(id="shipped-right"):
            yield WaterlineChart(id="shipped-chart", classes="panel")
            yield Rows(id="changes", classes="panel")

    @property
    def _groups(self) -> GroupList:
        return self.query_one(GroupList)

    @property
    def _changes(self) -> Rows:
        return self.query_one("#changes", Rows)

    def show(self, audit: Audit, words: Sequence[Content], today: date) -> None:
        """Show a month's work; `words` stand where there is none."""
        self._audit = audit
        chart = self.query_one(WaterlineChart)
        chart.show(days(audit), caption=audit.month.label, today=today)
        chart.border_subtitle = Content(summary(audit))
        groups = self._groups
        groups.border_title = Content("What was shipped?")
        groups.border_subtitle = Content("step 2 of 4")
        groups.is_fixed = audit.closed_at is not None
        groups.show(audit.groups)
        if not audit.groups:
            groups.set_rows(words_rows(words))
        self._shown = ""
        self._want()

    def begin(self) -> None:
        """Put the focus on the groups."""
        self._groups.focus()

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        """Show the changes of the group under the cursor, once it stays there."""
        message.stop()
        if message.rows is self._groups:
            self.set_timer(PAUSE, self._want)

    @property
    def month(self) -> Month | None:
        """The month that is shown."""
        return None if self._audit is None else self._audit.month

    def group(self, key: str) -> Group | None:
        """Give a group by its key."""
        return self._groups.group(key)

    def _want(self) -> None:
        key, audit = self._groups.cursor_key, self._audit
        group = self._groups.group(key)
        if group is None or audit is None:
            self._lines = {}
            self._changes.set_rows([])
            self._changes.border_title = Content("Its changes")
            self._changes.border_subtitle = Content("")
        elif key != self._shown:
            self._shown = key
            self._changes.border_title = title(group, TITLE_CELLS)
            self.post_message(self.Wanted(audit.month, key))

    def show_changes(self, key: str, lines: Sequence[Line]) -> None:
        """Show the changes of a group, if it is still the one that is looked at."""
        if key != self._groups.cursor_key:
            return
        self._lines = {line.id: line for line in lines}
        self._changes.set_rows([change_row(line) for line in lines])
        explained = sum(line.explained for line in lines)
        self._changes.border_subtitle = Content(f"{explained:,} explained" if explained else "")

    @property
    def change_in_hand(self) -> Line | None:
        """The change under the cursor, where the focus is among changes."""
        return self._lines.get(self._changes.cursor_key) if self._changes.has_focus else None

    def read_chart(self) -> None:
        """Put the cursor into the chart, or out of it."""
        chart = self.query_one(WaterlineChart)
        if chart.has_focus:
            self._groups.focus()
        elif chart.display:
            chart.focus()

    def leave(self) -> bool:
        """Go from the changes or the chart back to the groups; False where the focus is there."""
        if self._groups.has_focus:
            return False
        self._groups.focus()
        return True

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Go into the changes, or open one."""
        message.stop()
        if message.rows is self._groups:
            if self._lines:
                self._changes.focus()
        elif message.key in self._lines:
            self.post_message(self.Opened(self._lines[message.key]))


def days(audit: Audit) -> Sequence[Column]:
    """Give the days of a month as its chart draws them: nothing settles in a closed one."""
    if audit.closed_at is None:
        return audit.columns
    return [column._replace(is_settling=False) for column in audit.columns]


def summary(audit: Audit) -> str:
    """Sum a month up in a few words: `61 shipped · 38 with AI · 24 explained`."""
    parts = [f"{audit.shipped.changes:,} shipped"]
    if audit.shipped.assisted:
        parts.append(f"{audit.shipped.assisted:,} with AI")
    if audit.tide.s:
        parts.append(f"{audit.tide.x:,} explained")
    if audit.tide.t:
        parts.append(f"{audit.tide.k:,} shown")
    return f" {draw.signs().dot} ".join(parts)


def change_row(line: Line) -> Row:
    """Draw a change of a month: its day, its subject, and what is known of it."""

    def lines(width: int) -> list[Content]:
        sign, colour = draw.mark_of(line)
        day = f"{line.day.day:>2} {draw.MONTHS[line.day.month - 1]}"
        head = Content.assemble((day, "$quiet"), " ", (sign, colour), " ")
        words = Content.styled(draw.subject(line), "$foreground")
        return draw.hang(head, words, draw.change_tail(line), width)

    return Row(line.id, lines)


def text_row(line: Line) -> Row:
    """Draw an entry, an explanation or a session of a month with its words."""

    def lines(width: int) -> list[Content]:
        sign, colour = draw.mark_of(line)
        day = f"{line.day.day:>2} {draw.MONTHS[line.day.month - 1]}"
        head = Content.assemble((day, "$quiet"), " ", (sign, colour), " ")
        kind = Content.styled(line.kind, colour)
        room = max(8, width - head.cell_length)
        kept = [row for row in clean(line.body).split("\n") if row.strip()][: 2 * BODY_LINES]
        rows = [
            part
            for row in kept
            for part in Content.styled(
                row.strip().removeprefix("## "),
                "bold $foreground 85%" if row.startswith("## ") else "$foreground",
            ).wrap(room)
        ]
        if len(rows) > BODY_LINES:
            rows = [*rows[: BODY_LINES - 1], rows[BODY_LINES - 1].append(draw.signs().ellipsis)]
        space = Content(" " * head.cell_length)
        tags = [
            f"#{tag}" for tag in map(clean_line, line.tags) if f"#{tag}" not in line.body.lower()
        ]
        drawn = [*rows, *([Content.styled(" ".join(tags), "$understood")] if tags else [])]
        return [
            Content.assemble(head, kind),
            *(Content.assemble(space, row) for row in drawn),
            Content(""),
        ]

    return Row(line.id, lines)
