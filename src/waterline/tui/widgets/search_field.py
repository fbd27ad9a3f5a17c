"""The search field, and the chips that show which filters were understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from waterline.domain.text import clean_line
from waterline.tui import actions
from waterline.tui.query import Query

if TYPE_CHECKING:
    from textual import events

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
