"""The repositories that are followed: what they hold, when they were scanned, and their care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain.text import clean_line
from waterline.practice import repositories
from waterline.tui import actions, draw, following
from waterline.tui.messages import ShowCommits
from waterline.tui.screens.base import Place
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from waterline.practice.repositories import RepositoryLine

NAME_CELLS = 32
HOUR = 3600
DAY = 24 * HOUR


class RepositoriesScreen(Place):
    """A list of repositories; adding, scanning and removing them."""

    PLACE = "repositories"
    BINDINGS: ClassVar = actions.bindings("repositories")
    CSS = """
    #repositories { align-horizontal: center; }
    #repositories-panel { max-width: 130; }
    #repositories-panel.-empty Rows { display: none; }
    #repositories-empty { display: none; color: $quiet; padding: 1 2; height: 1fr; }
    #repositories-panel.-empty #repositories-empty { display: block; }
    """

    @dataclass
    class Listed(Message):
        """What is followed, and the repository the app was started in if it isn't."""

        found: Sequence[RepositoryLine]
        offered: str

    @dataclass
    class Removed(Message):
        """A repository is followed no longer; `hooks` says what keeps its hooks there."""

        line: RepositoryLine
        hooks: str

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[RepositoryLine] = ()
        self._offered = ""

    def body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="repositories"), Vertical(id="repositories-panel", classes="panel"):
            yield Rows(id="repositories-list")
            yield Static(id="repositories-empty", markup=False)

    def on_mount(self) -> None:
        """Show the list, and how far a scan is."""
        self._panel.border_title = "Repositories"
        self.watch(self.app, "progress", self._show_progress)
        self.query_one(Rows).focus()

    def on_screen_resume(self) -> None:
        """Read the list whenever the screen is shown."""
        self.refresh_data()

    def refresh_data(self) -> None:
        """Read the list again."""
        home, settings = self.waterline.home, self.waterline.settings

        def read() -> Message:
            return self.Listed(repositories.listing(home, settings), self.repository_to_offer())

        self.practise(read)

    @property
    def _panel(self) -> Vertical:
        return self.query_one("#repositories-panel", Vertical)

    @property
    def _current(self) -> RepositoryLine | None:
        key = self.query_one(Rows).cursor_key
        return next((found for found in self._found if found.path == key), None)

    def _show_progress(self, words: str) -> None:
        scanning = self.waterline.background.is_scanning
        self._panel.border_subtitle = Content(f"{words}  x stops" if words and scanning else words)

    def on_repositories_screen_listed(self, message: Listed) -> None:
        """Show what was read."""
        self._found, self._offered = message.found, message.offered
        now = self.waterline.now()
        rows = _rows(message.found, now)
        self.query_one(Rows).set_rows(rows, keep=True)
        self._panel.set_class(not rows, "-empty")
        if rows and self.focused is None:
            self.set_focus(self.query_one(Rows))  # it had nothing to be on before
        self.refresh_bindings()
        words = "No repository is followed yet.\n\na follows one"
        if message.offered:
            words += f", like the one you are in: {draw.short_path(message.offered)}"
        self.query_one("#repositories-empty", Static).update(Content(words + "."))

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Show the commits of what was chosen."""
        message.stop()
        if self._current is not None:
            self.post_message(ShowCommits(self._current.repo))

    def action_add_repository(self) -> None:
        """Ask for a folder; the one the app was started in is offered."""
        from waterline.tui.screens.follow import FollowScreen

        self.app.push_screen(FollowScreen(self._offered), self._added)

    def _added(self, added: RepositoryLine | None) -> None:
        if added is not None:
            self.refresh_data()
            self._scan(added.path)

    def action_scan_repository(self) -> None:
        """Look for new commits in the repository under the cursor."""
        if self._current is not None:
            self._scan(self._current.path)

    def _scan(self, path: str) -> None:
        if self.waterline.background.is_scanning:
            self.notify("A scan is running; x stops it.")
        else:
            self.waterline.background.scan([path], asked_for=True)

    def action_stop_here(self) -> None:
        """Stop the scan that runs."""
        self.waterline.background.stop_scan()

    def action_remove_repository(self) -> None:
        """Ask, then follow the repository no longer."""
        from waterline.tui.screens.question import QuestionScreen

        chosen = self._current
        if chosen is None:
            return
        words = (
            f"Its {draw.plural(chosen.total, 'commit')} go from your lists, and the hooks from the "
            "repository; nothing else changes in it, and adding it again brings them back."
        )
        self.app.push_screen(
            QuestionScreen(f"Follow {clean_line(chosen.repo)} no longer?", words),
            lambda yes: self._remove(chosen) if yes else None,
        )

    def _remove(self, chosen: RepositoryLine) -> None:
        home, settings = self.waterline.home, self.waterline.settings

        def remove() -> Message:
            line = repositories.remove(home, settings, chosen.path)
            return self.Removed(line, following.take_out(home, settings, line.path))

        self.practise(remove)

    def on_repositories_screen_removed(self, message: Removed) -> None:
        """Say so, and read everything again."""
        from waterline.tui.messages import JournalChanged

        self.notify(f"{clean_line(message.line.repo)} is followed no longer.")
        if message.hooks:
            self.notify(clean_line(message.hooks), severity="warning")
        self.app.post_message(JournalChanged())


def _rows(found: Sequence[RepositoryLine], now: datetime) -> list[Row]:
    """Draw the repositories, two lines each, with their numbers in columns."""
    names = [clean_line(line.repo) for line in found]
    commits = [draw.plural(line.total, "commit") for line in found]
    numbers = [draw.lines_changed(line.insertions, line.deletions) for line in found]
    widths = (
        min(NAME_CELLS, max(map(cell_len, names), default=0)),
        max(map(len, commits), default=0),
        max(map(len, numbers), default=0),
    )
    return [
        _row(line, (name, count, number), widths, ago(line.scanned_at, now))
        for line, name, count, number in zip(found, names, commits, numbers, strict=True)
    ]


def _row(
    found: RepositoryLine,
    texts: tuple[str, str, str],
    widths: tuple[int, int, int],
    scanned: str,
) -> Row:
    name, commits, numbers = texts
    if cell_len(name) > widths[0]:
        name = set_cell_size(name, widths[0] - 1) + draw.signs().ellipsis

    def lines(width: int) -> list[Content]:
        first = Content.assemble(
            (set_cell_size(name, widths[0]), "bold $foreground"),
            (f"   {commits:>{widths[1]}}", "$shipped"),
            (f"   {numbers:>{widths[2]}}", "$quiet"),
        )
        parts = [Content.styled(draw.short_path(found.path), "$quiet")]
        if found.state != "ok":
            note = found.note.replace(found.path, draw.short_path(found.path))
            words = clean_line(f"{found.state}: {note}" if note else found.state)
            parts = [Content.styled(words, "$assisted")]
        if first.cell_length + 3 + len(scanned) <= width:
            first = Content.assemble(first, (f"   {scanned}", "$quiet"))
        else:
            parts.append(Content.styled(scanned, "$quiet"))
        dot = Content.styled(f" {draw.signs().dot} ", "$quiet")
        return [first, Content.assemble("  ", dot.join(parts))]

    return Row(found.path, lines, height=2)


def ago(when: datetime | None, now: datetime) -> str:
    """Write how long ago a scan was."""
    if when is None:
        return "not scanned yet"
    seconds = (now - when).total_seconds()
    if seconds < 2 * 60:
        return "scanned just now"
    if seconds < 2 * HOUR:
        return f"scanned {seconds // 60:.0f} min ago"
    if seconds < 2 * DAY:
        return f"scanned {seconds // HOUR:.0f} h ago"
    return f"scanned {seconds // DAY:.0f} days ago"
