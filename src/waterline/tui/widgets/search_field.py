"""The search: its field, the chips of what was understood, and one line for a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from waterline.domain.text import clean_line
from waterline.tui import actions
from waterline.tui.query import Query, understand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual import events
    from textual.app import ComposeResult

    from waterline.tui.query import Chip

PLACEHOLDER = "words, kind: tag: repo: since: until:"


class SearchField(Input):
    """Where words and filters are typed; the list is moved with the arrows meanwhile."""

    BINDINGS: ClassVar = actions.bindings("search")
    DEFAULT_CSS = """
    SearchField, SearchField:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $background;
    }
    """

    class Left(Message):
        """Escape was pressed in the field."""

    @dataclass
    class Step(Message):
        """An arrow was pressed in the field: move the list's cursor."""

        by: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(placeholder=PLACEHOLDER, id=id, select_on_focus=False)

    async def action_by_relevance(self) -> None:
        """Submit what is typed."""
        await self.action_submit()

    def action_leave_search(self) -> None:
        """Say that the field is left."""
        self.post_message(self.Left())

    def action_list_down(self) -> None:
        """Say that the list's cursor should move down."""
        self.post_message(self.Step(1))

    def action_list_up(self) -> None:
        """Say that the list's cursor should move up."""
        self.post_message(self.Step(-1))


class Chips(Widget, can_focus=False):
    """The active filters; a click takes one away."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Chips { height: auto; width: 1fr; display: none; }
    Chips.-some { display: block; }
    """

    @dataclass
    class Dropped(Message):
        """A filter was taken away: the search field's text without it."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._query = Query()
        self._spots: list[tuple[int, int, int, Chip]] = []

    def show(self, query: Query) -> None:
        """Show the filters of this query."""
        self._query = query
        self.set_class(bool(query.chips), "-some")
        self.refresh(layout=True)

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """Tell how many lines the chips take."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the chips, wrapped."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[list[Content]] = [[]]
        self._spots = []
        column = 0
        for chip in self._query.chips:
            label = Content(f" {clean_line(chip.label)} ").truncate(
                max(4, width - 2), ellipsis=True
            )
            drawn = Content.assemble(
                label.stylize("$foreground on $raised"), ("x ", "$quiet on $raised")
            )
            if lines[-1] and column + drawn.cell_length > width:
                lines.append([])
                column = 0
            lines[-1].append(drawn)
            self._spots.append((len(lines) - 1, column, column + drawn.cell_length, chip))
            column += drawn.cell_length + 1
        return [Content(" ").join(line) for line in lines if line]

    def on_click(self, event: events.Click) -> None:
        """Take away the filter that was clicked."""
        for row, start, end, chip in self._spots:
            if event.y == row and start <= event.x < end:
                self.post_message(self.Dropped(self._query.without(chip)))


class SearchPane(Vertical):
    """The field with its chips and its mistakes. `today` tells the day that dates are meant from.

    Posts `Changed` when what is searched for or narrowed by is another.
    """

    DEFAULT_CSS = """
    SearchPane {
        height: auto;
        Horizontal { height: 1; }
        #search-mark { width: 2; color: $shipped; text-style: bold; }
        #search-mistake {
            height: 1; color: $assisted; display: none;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        #search-mistake.-said { display: block; }
    }
    """

    @dataclass
    class Changed(Message):
        """Something else is asked."""

        query: Query

    def __init__(self, today: Callable[[], date], *, id: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._today = today
        self.query_now = Query()

    def compose(self) -> ComposeResult:
        """Lay out the field and what stands under it."""
        with Horizontal():
            yield Static("/ ", id="search-mark", markup=False)
            yield SearchField()
        yield Chips()
        yield Static(id="search-mistake", markup=False)

    @property
    def field(self) -> SearchField:
        """The field."""
        return self.query_one(SearchField)

    def set_text(self, text: str, *, quietly: bool = False) -> None:
        """Put a text into the field; `quietly` posts nothing."""
        if not quietly:
            self.field.value = text
            return
        with self.prevent(SearchField.Changed):
            self.field.value = text
        self._understand(text)

    def on_input_changed(self, message: SearchField.Changed) -> None:
        """Understand what is typed."""
        message.stop()
        before = self.query_now
        self._understand(message.value)
        now = self.query_now
        if (before.words, before.filter) != (now.words, now.filter):
            self.post_message(self.Changed(now))

    def _understand(self, text: str) -> None:
        self.query_now = understand(text, self._today())
        self.query_one(Chips).show(self.query_now)
        mistake = self.query_one("#search-mistake", Static)
        mistake.update("\n".join(self.query_now.mistakes[:1]))
        mistake.set_class(bool(self.query_now.mistakes), "-said")

    def on_chips_dropped(self, message: Chips.Dropped) -> None:
        """Take a filter away."""
        message.stop()
        self.set_text(message.text)
