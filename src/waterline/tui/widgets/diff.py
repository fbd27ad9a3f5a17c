"""The diff of a change: only the lines in sight are drawn, so twenty thousand cost nothing.

Signs say what was added and removed, colours say it again. Long lines wrap or, by a key, run on
to the side.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from waterline.tui import actions, draw
from waterline.tui.diff_lines import (
    ADDED,
    BLANK,
    CONTEXT,
    NOTE,
    REMOVED,
    Line,
    changed_part,
    heights,
    lines_of,
    partners,
    rest,
)
from waterline.tui.safe import OBEYED, component_style
from waterline.tui.tops import Tops

if TYPE_CHECKING:
    from rich.style import Style

    from waterline.domain.diffs import Diff

SIGN_CELLS = 2


class DiffView(ScrollView, can_focus=True):
    """A diff to read. See the module's head.

    Until `load` is called it says that the diff is being read; `say` puts other words there.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar = actions.bindings("diff")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "diff--title",
        "diff--title-part",
        "diff--note",
        "diff--hunk",
        "diff--added",
        "diff--added-part",
        "diff--removed",
        "diff--removed-part",
        "diff--context",
    }
    DEFAULT_CSS = """
    DiffView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        &.-sideways { overflow-x: auto; }

        & > .diff--title { color: $shipped; text-style: bold; }
        & > .diff--title-part { color: $quiet; }
        & > .diff--note { color: $quiet; }
        & > .diff--hunk { color: $alone; }
        & > .diff--context { color: $foreground 75%; }
        & > .diff--added { color: $added; background: $added-ground; }
        & > .diff--added-part { color: $added; background: $added-part; text-style: bold; }
        & > .diff--removed { color: $removed; background: $removed-ground; }
        & > .diff--removed-part { color: $removed; background: $removed-part; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = "diff", classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._partners: dict[int, int] = {}
        self._titles: list[int] = []  # the number of the line with which each file begins
        self._chosen = 0
        self._tops = Tops(1, 0)
        self._wraps = True
        self._laid_for = -1
        self._words = ""
        self._styles: dict[str, Style] = {}
        self._drawn: LRUCache[int, list[Strip]] = LRUCache(512)
        self.wait()

    # -- what the owner asks and tells --------------------------------------------------------

    def wait(self) -> None:
        """Say that the diff is being read."""
        self.say(f"reading the diff{draw.signs().ellipsis}")

    def say(self, words: str) -> None:
        """Show words where no diff can be shown."""
        self._put([], [])
        self._words = words

    def load(self, diff: Diff) -> None:
        """Show a diff from its first line."""
        lines: list[Line] = []
        titles: list[int] = []
        for number, file in enumerate(diff.files):
            if lines:
                lines.append(Line(BLANK, "", number - 1))
            titles.append(len(lines))
            lines += lines_of(file, number)
        last = max(0, len(titles) - 1)
        if diff.is_cut:
            lines += [Line(BLANK, "", last), Line(NOTE, rest(diff), last)]
        for sha in diff.missing:
            lines.append(Line(NOTE, f"the diff of {sha[:7]} can't be read any more", last))
        self._put(lines, titles)
        self._words = "" if lines else "No line is changed."
        self._count = max(diff.total_files, len(titles))
        self._entitle()

    @property
    def file(self) -> int:
        """The number of the file that is shown, from 0."""
        if not self._titles:
            return 0
        offset = round(self.scroll_y)
        chosen = self._tops[self._titles[self._chosen]]
        if offset <= chosen < offset + self._page:
            return self._chosen
        return max(0, bisect_right(self._titles, self._tops.row_at(offset)) - 1)

    def show_file(self, number: int) -> None:
        """Show a file from its first line; beyond the last one comes the first."""
        if self._titles:
            self._chosen = number % len(self._titles)
            self.scroll_to(y=self._tops[self._titles[self._chosen]], animate=False, force=True)
            self._entitle()

    def scroll_pages(self, pages: int) -> None:
        """Scroll by so many screens, keeping a line of the one before in sight."""
        step = max(1, self._page - 1)
        self.scroll_to(y=round(self.scroll_y) + pages * step, animate=False, force=True)

    # -- laying out ---------------------------------------------------------------------------

    def _put(self, lines: list[Line], titles: list[int]) -> None:
        self._lines, self._titles = lines, titles
        self._partners = partners(lines)
        self._chosen = self._count = 0
        self._laid_for = -1
        self._lay()
        self.scroll_to(x=0, y=0, animate=False, force=True)
        self._entitle()

    @property
    def _room(self) -> int:
        return max(8, self.scrollable_content_region.width - SIGN_CELLS)

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _lay(self) -> None:
        room = self._room
        width = self.scrollable_content_region.width
        self._drawn.clear()
        self._laid_for = width
        if self._wraps:
            self._tops = Tops(heights(self._lines, room), len(self._lines))
        else:
            self._tops = Tops(1, len(self._lines))
            longest = max((cell_len(line.text) for line in self._lines), default=0)
            width = max(width, longest + SIGN_CELLS)
        self.virtual_size = Size(width, self._tops.total)
        self.refresh()

    def on_resize(self) -> None:
        """Wrap again for the new width, with the same line at the top."""
        if self.scrollable_content_region.width != self._laid_for:
            self._lay_again()

    def _lay_again(self) -> None:
        top = self._tops.row_at(round(self.scroll_y)) if self._lines else 0
        self._lay()
        if self._lines:
            self.scroll_to(x=0, y=self._tops[max(0, top)], animate=False, force=True)
            self._entitle()

    def _entitle(self) -> None:
        if not self._titles:
            self.border_title, self.border_subtitle = Content("Diff"), Content("")
            return
        number = self.file
        self.border_title = Content(f"Diff {number + 1} of {self._count:,}")
        # Whose lines these are, once the line that says so is out of sight.
        is_gone = self._tops[self._titles[number]] < round(self.scroll_y)
        title = self._lines[self._titles[number]]
        name = title.text[: title.start] if is_gone else ""
        room = max(8, self.size.width - 8)
        if cell_len(name) > room:
            name = draw.signs().ellipsis + name[-(room - 1) :]
        self.border_subtitle = Content(name)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the new part, and tell which file it is of."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._entitle()

    # -- drawing ------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._drawn.clear()
        self._styles.clear()

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            found = component_style(self, f"diff--{name}") if name != BLANK else self.visual_style
            style = self._styles[name] = found.rich_style
        return style

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the screen."""
        width = self.size.width
        blank = self._style(BLANK)
        if not self._lines:
            said = Content(self._words).wrap(max(8, width))
            words = said[y].plain if y < len(said) else ""
            return Strip([Segment(words, self._style(NOTE))]).adjust_cell_length(width, blank)
        line = y + round(self.scroll_y)
        number = self._tops.row_at(line)
        if not 0 <= number < len(self._lines):
            return Strip.blank(width, blank)
        strips = self._drawn.get(number)
        if strips is None:
            strips = self._drawn[number] = self._draw(self._with_part(number))
        at = line - self._tops[number]
        strip = strips[at] if at < len(strips) else Strip([])
        offset = 0 if self._wraps else round(self.scroll_x)
        ground = self._style(self._lines[number].sort)
        return strip.crop_extend(offset, offset + width, ground)

    def _with_part(self, number: int) -> Line:
        line = self._lines[number]
        if number not in self._partners:
            return line
        start, end = changed_part(line.text, self._lines[self._partners[number]].text)
        return line._replace(start=start, end=end)

    def _draw(self, line: Line) -> list[Strip]:
        style = self._style(line.sort)
        sign = {ADDED: "+ ", REMOVED: "- ", CONTEXT: "  "}.get(line.sort, "")
        text = line.text if line.text.isprintable() else line.text.translate(OBEYED)
        pieces = (chop_cells(text, self._room) or [""]) if self._wraps else [text]
        strips, at = [], 0
        for number, piece in enumerate(pieces):
            head = Segment(" " * len(sign) if number else sign, style)
            strips.append(Strip([head, *self._marked(line, piece, at, style)]))
            at += len(piece)
        return strips

    def _marked(self, line: Line, piece: str, at: int, style: Style) -> list[Segment]:
        start, end = max(0, line.start - at), min(len(piece), line.end - at)
        if start >= end:
            return [Segment(piece, style)]
        part = self._style(f"{line.sort}-part")
        return [
            Segment(piece[:start], style),
            Segment(piece[start:end], part),
            Segment(piece[end:], style),
        ]

    # -- keys ---------------------------------------------------------------------------------

    def action_next_file(self) -> None:
        """Show the next file; behind the last one that was read, that there are more."""
        is_last = self.file == len(self._titles) - 1
        if is_last and self._count > len(self._titles) and not self.is_vertical_scroll_end:
            self.action_diff_end()
        else:
            self.show_file(self.file + 1)

    def action_previous_file(self) -> None:
        """Show the file before, or first the beginning of this one."""
        if self._titles:
            number = self.file
            is_at_top = self._tops[self._titles[number]] >= round(self.scroll_y)
            self.show_file(number - 1 if is_at_top else number)

    def action_wrap(self) -> None:
        """Wrap long lines, or let them run on to the side."""
        self._wraps = not self._wraps
        self.set_class(not self._wraps, "-sideways")
        self._lay_again()

    def action_line_down(self) -> None:
        """Scroll a line down."""
        self.scroll_down(animate=False)

    def action_line_up(self) -> None:
        """Scroll a line up."""
        self.scroll_up(animate=False)

    def action_to_the_right(self) -> None:
        """Scroll to the side."""
        self.scroll_to(x=round(self.scroll_x) + 8, animate=False, force=True)

    def action_to_the_left(self) -> None:
        """Scroll back from the side."""
        self.scroll_to(x=max(0, round(self.scroll_x) - 8), animate=False, force=True)

    def action_diff_down(self) -> None:
        """Scroll a screen down."""
        self.scroll_pages(1)

    def action_diff_up(self) -> None:
        """Scroll a screen up."""
        self.scroll_pages(-1)

    def action_diff_start(self) -> None:
        """Go to the first line."""
        self.show_file(0)

    def action_diff_end(self) -> None:
        """Go to the last line."""
        self.scroll_to(y=self._tops.total, animate=False, force=True)
