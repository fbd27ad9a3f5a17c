"""A list of any length: only the rows in sight are drawn, so a million scroll like ten.

Rows are given as values with a key; what a key means is the owner's business. The owner hears
when the cursor moves, when a row is chosen, and when an end comes near, so it can bring more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from waterline.tui import actions
from waterline.tui.safe import component_style, safe
from waterline.tui.tops import Tops

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text
    from textual import events

GUTTER = 1  # cells at the left for the cursor's mark, which doesn't hang on colour
NEAR_PAGES = 2  # an end is near when fewer than so many screens are left before it


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, and its lines or a function that draws them for a width in cells.

    Lines are text with styles, never markup; each is cut to the width. `height` in lines spares
    the drawing of rows out of sight (0: as many as are drawn); further lines are not shown. The
    cursor skips headings.
    """

    key: str
    lines: Sequence[Content | Text] | Callable[[int], Sequence[Content | Text]]
    heading: bool = False
    height: int = 0

    def draw(self, width: int) -> Sequence[Content | Text]:
        """Give the row's lines for a width in cells."""
        return self.lines(width) if callable(self.lines) else self.lines


@dataclass
class FromRows(Message):
    """What a list says; `rows` tells which list."""

    rows: Rows

    @property
    def control(self) -> Rows:
        """The list, for `@on(..., "#id")`."""
        return self.rows


class Rows(ScrollView, can_focus=True):
    """A list with a cursor. See the module's head."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar = actions.bindings("rows")

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--mark",
        "rows--cursor",
        "rows--hover",
        "rows--heading",
        "rows--found",
    }

    DEFAULT_CSS = """
    Rows {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;

        & > .rows--mark { color: $quiet; }
        & > .rows--found { color: $shipped; text-style: bold underline; }
        & > .rows--hover { background: $panel; }
        & > .rows--heading { color: $quiet; text-style: bold; }
        & > .rows--cursor { background: $panel; }
        &:focus > .rows--mark { color: $understood; }
        &:focus > .rows--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """

    @dataclass
    class Highlighted(FromRows):
        """The cursor stands on another row now; "" when the list is empty."""

        key: str

    @dataclass
    class Chosen(FromRows):
        """A row was chosen with enter or a double click."""

        key: str

    @dataclass
    class NearEnd(FromRows):
        """Fewer than two screens are left below; said once until the rows change."""

    @dataclass
    class NearStart(FromRows):
        """Fewer than two screens are left above; said once until the rows change."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Row] = ()
        self._height = 0
        self._tops = Tops(1, 0)
        self._width = 0
        self._cursor = -1
        self._hover = -1
        self._said = ""
        self._told_end = self._told_start = False
        self._drawn: LRUCache[tuple[int, str], list[Strip]] = LRUCache(512)

    # What the owner asks and tells

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as they were given."""
        return self._rows

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor, -1 when there is none."""
        return self._cursor

    @property
    def cursor_key(self) -> str:
        """The key of the row under the cursor, "" when there is none."""
        return self._rows[self._cursor].key if self._cursor >= 0 else ""

    def set_rows(self, rows: Sequence[Row], *, height: int = 0, keep: bool = False) -> None:
        """Show these rows; `height` when all have the same, so that none is looked at.

        With `keep` the row under the cursor stays under it and on the same line of the screen,
        whatever came before it or went; when it is gone the cursor stays where it was. At the
        very top what came before it is shown, as long as the cursor stays in sight.
        """
        if keep and self._rows and rows:
            self._swap(rows, height)
        else:
            self._lay(rows, height)
            self._cursor = self._selectable(0, 1)
            self.scroll_to(y=0, animate=False, force=True)
        self._told_end = self._told_start = False
        self._say_highlighted()
        self.call_after_refresh(self._look_at_the_ends)

    def append(self, rows: Sequence[Row]) -> None:
        """Put rows below the last."""
        self.set_rows([*self._rows, *rows], height=self._height, keep=True)

    def prepend(self, rows: Sequence[Row]) -> None:
        """Put rows above the first; what is in sight stays where it is."""
        self.set_rows([*rows, *self._rows], height=self._height, keep=True)

    def select(self, key: str, *, at_top: bool = False) -> bool:
        """Put the cursor on the row with this key and show it; False when there is none."""
        index = self._index_of(key)
        if index < 0 or self._rows[index].heading:
            return False
        self._move(index)
        if at_top:
            self.scroll_to(y=self._top_with_heading(index), animate=False, force=True)
        return True

    def redraw(self) -> None:
        """Draw again what rows with a drawing function show (their height stays)."""
        self._drawn.clear()
        self.refresh()

    # Laying out

    def _lay(self, rows: Sequence[Row], height: int) -> None:
        self._rows = rows
        self._height = height
        self._width = self._text_width
        self._drawn.clear()
        self._hover = -1
        heights = height or [row.height or len(row.draw(self._width)) for row in rows]
        self._tops = Tops(heights, len(rows))
        self.virtual_size = Size(self.scrollable_content_region.width, self._tops.total)
        self.refresh()

    def _swap(self, rows: Sequence[Row], height: int) -> None:
        # Held in place: the row under the cursor when it is in sight, else the first in sight.
        offset = round(self.scroll_y)
        cursor_key, cursor_index = self.cursor_key, self._cursor
        seen = self._tops.row_at(offset)
        if self._cursor >= 0 and self._in_sight(self._cursor):
            seen = self._cursor
        survivors = {row.key: index for index, row in enumerate(rows)}
        while 0 <= seen < len(self._rows) and self._rows[seen].key not in survivors:
            seen += 1
        held = (
            (self._rows[seen].key, self._tops[seen] - offset)
            if 0 <= seen < len(self._rows)
            else None
        )
        self._lay(rows, height)
        self._cursor = survivors.get(cursor_key, -1)
        if self._cursor < 0:
            nearest = max(0, min(cursor_index, len(rows) - 1))
            self._cursor = self._selectable(nearest, 1)
        at_top = offset == 0 and 0 <= self._tops[self._cursor + 1] <= self._page
        if held is not None and not at_top:  # who looks at the newest wants to see what is newer
            offset = self._tops[survivors[held[0]]] - held[1]
        self.scroll_to(y=max(0, offset), animate=False, force=True)

    def _in_sight(self, index: int) -> bool:
        offset = round(self.scroll_y)
        return offset <= self._tops[index] < offset + self._page

    def on_resize(self) -> None:
        """Wrap again for the new width, with the same row in place."""
        if self._rows:
            offset = round(self.scroll_y)
            is_held = self._cursor >= 0 and self._in_sight(self._cursor)
            held = self._cursor if is_held else min(self._tops.row_at(offset), len(self._rows) - 1)
            place = self._tops[held] - offset
            self._lay(self._rows, self._height)
            self.scroll_to(y=max(0, self._tops[held] - place), animate=False, force=True)
        self._told_end = self._told_start = False
        self._look_at_the_ends()

    @property
    def _text_width(self) -> int:
        return max(1, self.scrollable_content_region.width - GUTTER)

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _index_of(self, key: str) -> int:
        return next((index for index, row in enumerate(self._rows) if row.key == key), -1)

    # Drawing

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    @property
    def is_drawn(self) -> bool:
        """Whether any of the present rows has been painted."""
        return bool(self._drawn)

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the screen."""
        line = y + round(self.scroll_y)
        index = self._tops.row_at(line) if self._tops.count else self._tops.count
        if not 0 <= index < self._tops.count:
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        return self._strips(index)[line - self._tops[index]]

    def _strips(self, index: int) -> list[Strip]:
        row = self._rows[index]
        state = self._state(index, row)
        strips = self._drawn.get((index, state))
        if strips is None:
            strips = self._drawn[index, state] = self._draw(index, row, state)
        return strips

    def _state(self, index: int, row: Row) -> str:
        if row.heading:
            return "rows--heading"
        if index == self._cursor:
            return "rows--cursor"
        return "rows--hover" if index == self._hover else ""

    def _draw(self, index: int, row: Row, state: str) -> list[Strip]:
        style = component_style(self, state) if state else self.visual_style
        height = self._tops[index + 1] - self._tops[index]
        width = self._text_width
        mark = Content.styled("▌", ".rows--mark") if index == self._cursor else Content(" ")
        gutter = Visual.to_strips(self, mark, GUTTER, 1, style)
        strips = []
        for line in [*row.draw(width), *[Content("")] * height][:height]:
            text = line if isinstance(line, Content) else Content.from_rich_text(line)
            cells = Visual.to_strips(self, safe(text), width, 1, style)
            strips.append(
                Strip.join([*gutter, *cells]).adjust_cell_length(self.size.width, style.rich_style)
            )
        return strips

    # The cursor

    def _selectable(self, index: int, step: int) -> int:
        """Find the nearest row that is no heading from `index` on; the other way if none is."""
        for way in (step, -step):
            at = index
            while 0 <= at < len(self._rows):
                if not self._rows[at].heading:
                    return at
                at += way
        return -1

    def _move(self, index: int) -> None:
        if index < 0:
            return
        self._cursor = index
        self._show_cursor()
        self.refresh()
        self._say_highlighted()
        self._look_at_the_ends()

    def _top_with_heading(self, index: int) -> int:
        """Tell the line on which a row starts, or the heading right above it."""
        while index > 0 and self._rows[index - 1].heading:
            index -= 1
        return self._tops[index]

    def _show_cursor(self) -> None:
        offset = round(self.scroll_y)
        top, bottom = self._top_with_heading(self._cursor), self._tops[self._cursor + 1]
        if bottom - top > self._page:
            top = self._tops[self._cursor]
        if top < offset or bottom - top >= self._page:
            self.scroll_to(y=top, animate=False, force=True)
        elif bottom > offset + self._page:
            self.scroll_to(y=bottom - self._page, animate=False, force=True)

    def _say_highlighted(self) -> None:
        if self.cursor_key != self._said:
            self._said = self.cursor_key
            self.post_message(self.Highlighted(self, self.cursor_key))

    def action_down(self) -> None:
        """Move to the next row."""
        self._move(self._selectable(min(self._cursor + 1, len(self._rows) - 1), 1))

    def action_up(self) -> None:
        """Move to the row before; from the first one, show what stands above it."""
        self._move(self._selectable(max(self._cursor - 1, 0), -1))

    def action_page_down(self) -> None:
        """Move a screen down."""
        self._move_by(self._page)

    def action_page_up(self) -> None:
        """Move a screen up."""
        self._move_by(-self._page)

    def _move_by(self, lines: int) -> None:
        if self._cursor < 0:
            return
        target = max(0, min(self._tops[self._cursor] + lines, self._tops.total - 1))
        index = self._tops.row_at(target)
        if index == self._cursor:  # a row taller than the screen
            index += 1 if lines > 0 else -1
        index = max(0, min(index, len(self._rows) - 1))
        self._move(self._selectable(index, 1 if lines > 0 else -1))

    def action_first(self) -> None:
        """Move to the first row."""
        self._move(self._selectable(0, 1))

    def action_last(self) -> None:
        """Move to the last row."""
        self._move(self._selectable(len(self._rows) - 1, -1))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open only what is there."""
        if action == "choose":
            return self._cursor >= 0
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._cursor >= 0:
            self.post_message(self.Chosen(self, self.cursor_key))

    # The mouse

    def _row_under(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        if offset is None or not self._tops.count:
            return -1
        index = self._tops.row_at(offset.y + round(self.scroll_y))
        if not 0 <= index < len(self._rows) or self._rows[index].heading:
            return -1
        return index

    def on_click(self, event: events.Click) -> None:
        """Move to the row under the mouse; a double click chooses it."""
        index = self._row_under(event)
        if index < 0:
            return
        event.stop()
        self._move(index)
        if event.chain > 1:
            self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which row a click would meet."""
        self._hover_over(self._row_under(event))

    def on_leave(self) -> None:
        """Show no row under a mouse that is gone."""
        self._hover_over(-1)

    def _hover_over(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.refresh()

    # The ends

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:  # noqa: FBT001 - Textual's
        """Let a scrollbar that has just appeared know where the list stands by now."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the new part, and say when an end comes near."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._look_at_the_ends()

    def _look_at_the_ends(self) -> None:
        if not self._rows or not self.size:
            return
        near = NEAR_PAGES * self._page
        offset = round(self.scroll_y)
        if not self._told_end and self._tops.total - offset - self._page < near:
            self._told_end = True
            self.post_message(self.NearEnd(self))
        if not self._told_start and offset < near:
            self._told_start = True
            self.post_message(self.NearStart(self))
