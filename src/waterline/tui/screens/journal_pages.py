"""What the Journal's list holds: pages of it as one scrolls, or what is found as one types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain import kinds
from waterline.tui import draw, window
from waterline.tui import journal_words as words
from waterline.tui.screens.base import Place
from waterline.tui.widgets import journal_list
from waterline.tui.widgets.journal_list import JournalList
from waterline.tui.widgets.rows import Rows
from waterline.tui.widgets.search_field import SearchField, SearchPane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from textual.timer import Timer

    from waterline.domain.filters import Filter
    from waterline.domain.lines import Line
    from waterline.practice.look import Searcher
    from waterline.tui.messages import Failed
    from waterline.tui.query import Query
    from waterline.tui.window import Window

    Hits = Sequence[tuple[Line, str]]  # with the snippet of each

PAUSE = 0.06  # seconds after a key until a search begins
MOST_HITS = 100
LOWEST = -(2**63)


class JournalPages(Place):
    """The list and the search above it; who shows the line under the cursor says `show_line`."""

    @dataclass
    class PageRead(Message):
        """A page was read for the question with this number; `use` makes a window of it."""

        turn: int
        lines: Sequence[Line]
        use: Callable[[Sequence[Line]], None]

    @dataclass
    class Found(Message):
        """A search was answered; None when it was interrupted."""

        turn: int
        hits: Hits | None
        ranked: bool
        keep: bool

    def __init__(self) -> None:
        super().__init__()
        self._window: Window = window.Window()
        self._hits: Hits | None = None
        self._ranked = False
        self._commits = False
        self._turn = 0
        self._reading = False
        self._show_id = ""
        self._timer: Timer | None = None
        self._searcher: Searcher | None = None

    def on_unmount(self) -> None:
        """Let go of the journal."""
        if self._searcher is not None:
            self._searcher.close()

    @property
    def _left(self) -> Vertical:
        return self.query_one("#journal-left", Vertical)

    @property
    def _list(self) -> JournalList:
        return self.query_one(JournalList)

    @property
    def _search_pane(self) -> SearchPane:
        return self.query_one(SearchPane)

    @property
    def _query(self) -> Query:
        return self._search_pane.query_now

    @property
    def _current(self) -> Line | None:
        """The line under the cursor."""
        key = self._list.cursor_key
        return next((line for line in self._lines if line.id == key), None)

    @property
    def _lines(self) -> Sequence[Line]:
        if self._hits is not None:
            return [line for line, _ in self._hits]
        return self._window.lines

    @property
    def _filter(self) -> Filter:
        """What narrows the list: entries alone unless commits are asked for or searched."""
        by = self._query.filter
        if by.kinds or self._commits or self._query.searches:
            return by
        return replace(by, kinds=kinds.ALL_NAMES)

    def show_line(self) -> None:
        """Show the line under the cursor; called when it may be another one."""
        raise NotImplementedError

    # Asking

    def _ask(
        self,
        use: Callable[[Sequence[Line]], None],
        before: int | None = None,
        after: int | None = None,
        limit: int = window.PAGE,
        by: Filter | None = None,
    ) -> None:
        """Read a page in a thread; `use` gets it, unless something newer was asked meanwhile."""
        from waterline.practice import look

        self._reading = True
        home, settings, turn = self.waterline.home, self.waterline.settings, self._turn
        narrowed = by or self._filter

        self.practise(
            lambda: self.PageRead(
                turn,
                look.page(home, settings, narrowed, before, after=after, limit=limit),
                use,
            )
        )

    def on_journal_pages_page_read(self, message: PageRead) -> None:
        """Use a page that is still wanted."""
        if message.turn == self._turn:
            self._reading = False
            message.use(message.lines)

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong, in the list's place if it is empty; ask again at the next wish."""
        self._reading = False
        super().on_failed(message)
        message.prevent_default()
        if not self._lines:
            self._left.add_class("-empty")
            self.query_one("#journal-empty", Static).update(Content(str(message.error)))

    def _begin(self) -> None:
        """Ask something new: what was asked before is no longer wanted."""
        self._turn += 1
        self._reading = False
        if self._timer is not None:
            self._timer.stop()
        if self._searcher is not None:
            self._searcher.interrupt()

    def _read_newest(self) -> None:
        self._begin()
        self._ask(lambda lines: self._show(window.newest(lines)))

    def read(self) -> None:
        """Read what is shown once more, and stay where the person is."""
        self._begin()
        if self._query.searches:
            self._search(ranked=self._ranked, keep=True)
            return
        held = self._window
        limit = max(window.PAGE, len(held.lines))
        if held.at_newest or not held.lines:
            self._ask(
                lambda lines: self._show(window.newest(lines, limit=limit), keep=True), limit=limit
            )
        else:
            self._ask(
                lambda lines: self._show(window.down_from(lines, limit=limit), keep=True),
                before=held.lines[0].moment + 1,
                limit=limit,
            )

    def on_rows_near_end(self, message: Rows.NearEnd) -> None:
        """Bring older lines."""
        message.stop()
        held = self._window
        if self._hits is None and not held.at_oldest and not self._reading:
            self._ask(
                lambda lines: self._show(held.with_older(lines), keep=True),
                before=held.lines[-1].moment,
            )

    def on_rows_near_start(self, message: Rows.NearStart) -> None:
        """Bring newer lines, after a jump."""
        message.stop()
        held = self._window
        if self._hits is None and not held.at_newest and not self._reading:
            self._ask(
                lambda lines: self._show(held.with_newer(lines), keep=True),
                after=held.lines[0].moment,
            )

    def on_journal_list_newest(self) -> None:
        """Go to the newest of all."""
        if self._hits is not None or self._window.at_newest:
            Rows.action_first(self._list)
        else:
            self._read_newest()

    def on_journal_list_oldest(self) -> None:
        """Go to the oldest of all."""
        if self._hits is not None or self._window.at_oldest:
            Rows.action_last(self._list)
            return

        def show(lines: Sequence[Line]) -> None:
            self._show(window.oldest(lines))
            Rows.action_last(self._list)

        self._begin()
        self._ask(show, after=LOWEST)

    def _go_to(self, day: date | None) -> None:
        if day is None:
            return
        if self._query.searches:
            self._search_pane.set_text("", quietly=True)
        by = self._filter
        if by.until is None or day < by.until:
            by = replace(by, until=day)

        def show(lines: Sequence[Line]) -> None:
            if not lines:
                self.notify(f"Nothing on {draw.day_name(day, self.today())} or before.")
                return
            self._ask(lambda page: self._show(window.down_from(page)), before=lines[0].moment + 1)

        self._begin()
        self._ask(show, limit=1, by=by)

    # Showing

    def _show(self, held: Window, *, keep: bool = False) -> None:
        """Show a stretch of the journal."""
        self._window = held
        self._hits = None
        self._list.set_rows(journal_list.by_day(held.lines, self.today()), keep=keep)
        self._after_showing()

    def _show_hits(self, hits: Hits, *, ranked: bool, keep: bool) -> None:
        self._hits, self._ranked = hits, ranked
        lines = [line for line, _ in hits]
        snippets = {line.id: snippet for line, snippet in hits}
        sought = self._query.words
        if ranked:
            rows = journal_list.by_rank(lines, sought, snippets)
        else:
            rows = journal_list.by_day(lines, self.today(), sought, snippets)
        self._list.set_rows(rows, keep=keep)
        self._after_showing()

    def _after_showing(self) -> None:
        lines = self._lines
        if self._show_id and self._list.select(self._show_id):
            self._show_id = ""  # it came back with undo
        self._left.set_class(not lines, "-empty")
        if lines and self.focused is None:
            self.set_focus(self._list)  # it had nothing to be on before
        self.refresh_bindings()
        if not lines:
            self.query_one("#journal-empty", Static).update(
                words.of_nothing(self._query, with_commits=self._commits)
            )
        self._left.border_subtitle = self._summary()
        self.show_line()

    def _summary(self) -> str:
        if self._hits is None or self._query.is_short:
            return words.of_list(self._query, with_commits=self._commits)
        is_all = self._ranked or len(self._hits) < MOST_HITS
        return words.of_finds(len(self._hits), is_all=is_all, ranked=self._ranked)

    # Searching

    def on_search_pane_changed(self, message: SearchPane.Changed) -> None:
        """Search while a person types."""
        message.stop()
        self._begin()
        self._timer = self.set_timer(PAUSE, self._answer)

    def _answer(self) -> None:
        if self._query.searches:
            self._search(ranked=False)
        else:
            self._read_newest()

    def _search(self, *, ranked: bool, keep: bool = False) -> None:
        """Search in a thread; a search that is under way ends when the next one begins."""
        from waterline.practice import look

        if self._searcher is None:
            self._searcher = look.Searcher(self.waterline.home)
        searcher, home, settings = self._searcher, self.waterline.home, self.waterline.settings
        sought, by, turn = self._query.words, self._filter, self._turn

        def find() -> Message:
            found = (
                look.search(home, settings, sought, by, MOST_HITS, ranked=True)
                if ranked
                else searcher.find(sought, by, MOST_HITS)
            )
            if found is None:
                return self.Found(turn, None, ranked, keep)
            hits = [(hit.line, hit.snippet) for hit in found]
            return self.Found(turn, hits, ranked, keep)

        self.practise(find)

    def on_journal_pages_found(self, message: Found) -> None:
        """Show what was found, if it is still what is asked."""
        if message.turn == self._turn and message.hits is not None:
            self._show_hits(message.hits, ranked=message.ranked, keep=message.keep)

    def on_input_submitted(self, message: SearchField.Submitted) -> None:
        """Go to the list; what was searched for is ordered by relevance."""
        message.stop()
        if self._lines:
            self._list.focus()
        if self._query.searches:
            self._begin()
            self._search(ranked=True)

    def on_search_field_left(self, message: SearchField.Left) -> None:
        """Clear the field, or go back to the list from an empty one."""
        message.stop()
        if self._search_pane.field.value:
            self._search_pane.set_text("")
        else:
            self._list.focus()

    def on_search_field_step(self, message: SearchField.Step) -> None:
        """Move in the list while the field has the focus."""
        message.stop()
        if message.by > 0:
            self._list.action_down()
        else:
            self._list.action_up()
