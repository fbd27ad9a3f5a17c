"""The Journal: everything written and shipped, to read, filter and search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain import days
from waterline.domain.kinds import BRIEF, EXPLANATION
from waterline.domain.text import clean
from waterline.errors import NotFoundError
from waterline.tui import actions, beside, draw
from waterline.tui.messages import Edit, JournalChanged
from waterline.tui.query import Query, understand
from waterline.tui.screens.journal_pages import JournalPages
from waterline.tui.widgets.journal_list import JournalList
from waterline.tui.widgets.reader import Reader
from waterline.tui.widgets.search_field import SearchPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from waterline.domain.lines import Line
    from waterline.practice.today import ChangedFile
    from waterline.tui.widgets.rows import Rows

# Kinds of entries about which more is known than their text.
BESIDE = beside.KINDS | {EXPLANATION.name}


class JournalScreen(JournalPages):
    """The list at the left, newest first; the reader at the right."""

    PLACE = "journal"
    BINDINGS: ClassVar = actions.bindings("journal")
    CSS = """
    #journal { align-horizontal: center; }
    #journal-left { width: 5fr; max-width: 84; }
    #journal-reader { width: 6fr; max-width: 100; margin-left: 1; }
    #journal-list { height: 1fr; margin-top: 1; }
    #journal-empty { height: 1fr; margin-top: 1; color: $quiet; display: none; padding: 1 2; }
    .-empty #journal-list { display: none; }
    .-empty #journal-empty { display: block; }
    """

    @dataclass
    class FilesRead(Message):
        """The files of a change were read."""

        line_id: str
        files: Sequence[ChangedFile]

    @dataclass
    class BesideRead(Message):
        """What is known beside a line was read: its explanations, or what it explains."""

        line_id: str
        words: Sequence[Content]

    @dataclass
    class Deleted(Message):
        """An entry was deleted."""

        line: Line

    def body(self) -> ComposeResult:
        """Lay out list and reader."""
        with Horizontal(id="journal"):
            with Vertical(id="journal-left", classes="panel"):
                yield SearchPane(self.today, id="journal-search")
                yield JournalList(id="journal-list")
                yield Static(id="journal-empty", markup=False)
            yield Reader(id="journal-reader", classes="panel")

    def on_mount(self) -> None:
        """Start with the list."""
        self._left.border_title = "Journal"
        self.set_focus(self._list)

    @property
    def _reader(self) -> Reader:
        return self.query_one(Reader)

    @property
    def change_in_hand(self) -> Line | None:
        """The change under the cursor."""
        line = self._current
        return line if line is not None and line.is_change else None

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        """Show in the reader what the cursor stands on."""
        message.stop()
        self.show_line()

    def show_line(self) -> None:
        """Show in the reader the line under the cursor, then what is known beside it."""
        line = self._current
        self._reader.show(line, self._query.words if self._hits is not None else "")
        if line is not None and line.is_change:
            from waterline.practice import today

            home, settings = self.waterline.home, self.waterline.settings
            self.practise(lambda: self.FilesRead(line.id, today.files(home, settings, line.id)))
        if line is not None and (line.explained or line.kind in BESIDE):
            self.practise(lambda: self._beside(line))

    def _beside(self, line: Line) -> BesideRead:
        """Read what a change was explained by, or what an explanation holds for."""
        from waterline.practice import explain
        from waterline.tui import explained

        home, settings = self.waterline.home, self.waterline.settings
        said: list[Content] = []
        try:
            if line.kind in beside.KINDS:
                said = beside.facts(home, settings, line, days.to_moment(self.waterline.now()))
            elif line.is_change:
                for one in explain.change(home, settings, line.id).explanations:
                    said += [*([Content("")] if said else []), *explained.whole(one)]
            else:
                detail = explain.explanation(home, settings, line.id)
                said = [*explained.facts(detail.explained), Content("")]
                said += explained.covered(detail.changes)
        except NotFoundError:  # it went meanwhile: the list is read again anyway
            said = []
        return self.BesideRead(line.id, said)

    def on_journal_screen_beside_read(self, message: BesideRead) -> None:
        """Show it under the text."""
        self._reader.add_beside(message.line_id, message.words)

    def on_journal_screen_files_read(self, message: FilesRead) -> None:
        """Show a commit's files under its message."""
        self._reader.add_files(message.line_id, message.files)

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done to an entry only where there is one."""
        if action in {"edit_entry", "delete_entry", "copy"}:
            return self._current is not None
        if action == "close_brief":
            return self._current is not None and self._current.kind == BRIEF.name
        return super().check_action(action, parameters)

    def action_journal_search(self) -> None:
        """Go to the search field."""
        # At once: `focus` waits its turn, and of a quick "/dog" the list would hear the d.
        self.set_focus(self._search_pane.field)
        self._search_pane.field.action_end()

    def action_clear(self) -> None:
        """Clear the search; then go to the newest; then to Today."""
        if self._search_pane.field.value:
            self._search_pane.set_text("")
            self._list.focus()
        elif not self._list.has_focus:
            self._list.focus()
        elif not self._window.at_newest or self._list.cursor > 1:
            self.on_journal_list_newest()
        else:
            self.waterline.go("today")

    def action_commits(self) -> None:
        """Show or hide commits among the entries."""
        self._commits = not self._commits
        self._read_newest()

    def action_calendar(self) -> None:
        """Go to a day: the newest lines on it, or before it."""
        from waterline.tui.screens.calendar import CalendarScreen

        line = self._current
        day = line.day if line is not None else self.today()
        self.app.push_screen(CalendarScreen(day, self.today()), self._go_to)

    def action_filters(self) -> None:
        """Choose a filter from a list."""
        from waterline.tui.screens.filters import FiltersScreen

        self.app.push_screen(FiltersScreen(), self._narrow)

    def show_commits(self, repo: str) -> None:
        """Show the commits of a repository, and nothing else."""
        of_repo = understand(Query().with_filter("repo", repo), self.today())
        self._search_pane.set_text(of_repo.with_filter("kind", "commit"))
        self.set_focus(self._list)

    def _narrow(self, chosen: tuple[str, str] | None) -> None:
        if chosen is not None:
            self._search_pane.set_text(self._query.with_filter(*chosen))

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Edit an entry; read a commit."""
        message.stop()
        self.action_edit_entry()

    def action_edit_entry(self) -> None:
        """Open the entry in the editor; a commit can only be read."""
        line = self._current
        if line is None:
            return
        if line.is_change:
            self._reader.focus()
        else:
            self.post_message(Edit(line))

    def action_close_brief(self) -> None:
        """Ask how long the work of the brief took."""
        line = self._current
        if line is not None and line.kind == BRIEF.name:
            from waterline.tui.panels import Panels

            app = self.waterline
            self.app.push_screen(Panels(app.home, app.settings, app.now).brief(line))

    def action_delete_entry(self) -> None:
        """Delete the entry; undo brings it back."""
        line = self._current
        if line is None:
            return
        if line.is_change:
            self.notify("A commit stays: it is in its repository.")
            return
        home, settings = self.waterline.home, self.waterline.settings
        from waterline.practice import capture

        self.practise(lambda: self.Deleted(capture.delete(home, settings, line.id)))

    def on_journal_screen_deleted(self, message: Deleted) -> None:
        """Say that it is gone, and how it comes back."""
        self._show_id = message.line.id
        self.notify(f"Deleted “{draw.entry_title(message.line)[:40]}”; u takes it back.")
        self.app.post_message(JournalChanged())

    def action_copy(self) -> None:
        """Copy the text, through the terminal."""
        line = self._current
        if line is not None:
            self.app.copy_to_clipboard(clean(line.body))
            self.notify("Copied.")

    def action_read_on(self) -> None:
        """Scroll the reader a screen."""
        self._reader.scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll the reader a screen back."""
        self._reader.scroll_page_up(animate=False)
