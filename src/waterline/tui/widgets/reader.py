"""The reader: one entry as rendered Markdown, or one change with its message and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.color import Color
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.worker import get_current_worker

from waterline.domain.kinds import BY_NAME
from waterline.domain.text import clean_line
from waterline.tui import draw, marks
from waterline.tui.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.lines import Line
    from waterline.practice.today import ChangedFile

COLOURS = ("foreground", "quiet", "line", "shipped", "assisted", "understood", "alone")
MOST_FILES = 200


class Reader(ScrollView, can_focus=True):
    """Shows one line of the journal in full; `show` says which.

    Rendering stands in a thread: a long entry takes its time, and keys don't wait for it.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"reader--found"}
    DEFAULT_CSS = """
    Reader > .reader--found { color: $shipped; text-style: bold underline; }
    Reader { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable;
             scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    @dataclass
    class _Rendered(Message):
        line: Line
        width: int
        body: list[Strip]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._line: Line | None = None
        self._files: Sequence[ChangedFile] = ()
        self._beside: Sequence[Content] = ()
        self._tail: list[Strip] = []
        self._find = marks.finder("")
        self._head: list[Strip] = []
        self._body: list[Strip] = []
        self._drawn_for: tuple[str, int] = ("", 0)
        self._kept: LRUCache[tuple[Line, int], list[Strip]] = LRUCache(32)

    @property
    def line(self) -> Line | None:
        """What is shown."""
        return self._line

    def show(self, line: Line | None, words: str = "") -> None:
        """Show a line, with the words that were searched for marked; None empties the reader."""
        is_other = line is None or self._line is None or line.id != self._line.id
        if is_other:
            self._files, self._beside = (), ()
        self._line, self._find = line, marks.finder(words)
        self.border_title = Content(title(line) if line is not None else "")
        self._draw()
        if is_other:
            self.scroll_to(y=0, animate=False, force=True)

    def add_files(self, line_id: str, files: Sequence[ChangedFile]) -> None:
        """Show the files of a change under it, if it is still shown."""
        if self._line is not None and self._line.id == line_id and files != self._files:
            self._files = files
            self._put(self._head, self._body)

    def add_beside(self, line_id: str, words: Sequence[Content]) -> None:
        """Show under a line what is known beside it, if it is still shown."""
        if self._line is not None and self._line.id == line_id:
            self._beside = words
            self._put(self._head, self._body)

    def on_resize(self) -> None:
        """Wrap again for another width."""
        if self._line is not None and self._drawn_for != (self._line.id, self._width):
            self._draw()

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        super().notify_style_update()
        self._kept.clear()
        if self.is_mounted and self._line is not None:
            self._draw()

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    # Drawing

    def _draw(self) -> None:
        line, width = self._line, self._width
        self.workers.cancel_group(self, "reader")
        if line is None:
            self._put([], [])
            return
        kept = self._kept.get((line, width))
        if kept is not None:
            self._put(self._head_of(line, width), kept)
            return
        colours = self._colours()
        self.run_worker(
            lambda: self._render_body(line, width, colours),
            thread=True,
            group="reader",
            name="render",
        )

    def _render_body(self, line: Line, width: int, colours: dict[str, str]) -> None:
        from waterline.tui import markdown

        worker = get_current_worker()
        if line.is_change:
            rest = line.body.partition("\n")[2].strip("\n")
            body = markdown.plain_lines(rest, width) if rest else []
        else:
            body = markdown.lines(line.body, width, colours)
        if not worker.is_cancelled:
            self.post_message(self._Rendered(line, width, body))

    def on_reader__rendered(self, message: _Rendered) -> None:
        """Show what a thread has drawn, if it is still what is asked for."""
        message.stop()
        line, width = message.line, message.width
        self._kept[line, width] = message.body
        if self._line == line and self._width == width:
            self._put(self._head_of(line, width), message.body)

    def _put(self, head: list[Strip], body: list[Strip]) -> None:
        self._head, self._body = head, body
        beside = [row for text in self._beside for row in text.wrap(self._width)]
        tail: list[Content] = []
        for part in (beside, files_drawn(self._files, self._width)):
            tail += [*([Content("")] if part and (tail or body) else []), *part]
        self._tail = self._strips(tail, self._width)
        self._drawn_for = (self._line.id if self._line else "", self._width)
        height = len(head) + len(body) + len(self._tail)
        self.virtual_size = Size(self._width, height)
        self.refresh()

    def _head_of(self, line: Line, width: int) -> list[Strip]:
        return self._strips([*meta(line, width), Content("")], width)

    def _strips(self, lines: Sequence[Content], width: int) -> list[Strip]:
        style = self.visual_style
        return [
            strip for line in lines for strip in Visual.to_strips(self, safe(line), width, 1, style)
        ]

    def _colours(self) -> dict[str, str]:
        variables = self.app.theme_variables
        return {name: rich_colour(variables.get(name, "")) for name in COLOURS}

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the screen."""
        style = self.rich_style
        strip = self._strip(y + round(self.scroll_y))
        if strip is None:
            return Strip.blank(self.size.width, style)
        found = self.get_component_rich_style("reader--found", partial=True)
        strip = marks.marked_strip(strip, self._find, found)
        return strip.apply_style(style).adjust_cell_length(self.size.width, style)

    def _strip(self, number: int) -> Strip | None:
        for part in (self._head, self._body, self._tail):
            if number < len(part):
                return part[number]
            number -= len(part)
        return None


def rich_colour(value: str) -> str:
    """Give a colour of the theme as rich writes it; "default" for one that says nothing."""
    if not value:
        return "default"
    return Color.parse(value).rich_color.name


def title(line: Line) -> str:
    """Name what is shown, for the panel's border."""
    if line.is_change:
        return f"Commit {line.sha[:7]}"
    kind = BY_NAME.get(line.kind)
    return kind.label if kind else clean_line(line.kind)


def when(line: Line) -> str:
    """Write the writer's date and time, with the zone where it isn't the one here."""
    at = line.created_at
    day = f"{draw.WEEKDAYS[at.weekday()]} {at.day} {draw.MONTHS[at.month - 1]} {at.year}"
    zone = "" if at.utcoffset() == at.astimezone().utcoffset() else f" {at.isoformat()[-6:]}"
    return f"{day}, {at:%H:%M}{zone}"


def meta(line: Line, width: int) -> list[Content]:
    """Write the lines above the text: the mark and the time, then what else is known."""
    mark, colour = draw.mark_of(line)
    dot = f" {draw.signs().dot} "
    first = Content.assemble((mark, colour), " ", (when(line), "$quiet"))
    if line.is_change:
        where = Content.assemble(
            (clean_line(line.repo), "$foreground 75%"), (f"  {line.sha[:12]}", "$quiet")
        )
        numbers = f"{draw.lines_changed(line.insertions, line.deletions)} in "
        numbers += draw.plural(line.files, "file")
        origin = draw.origin_words(line)
        about = Content.styled(dot.join(filter(None, [numbers, origin])), colour)
        subject = Content.styled(draw.subject(line), "bold $foreground")
        return [first, where, about, Content(""), *subject.wrap(width)]
    parts = [
        Content.styled(" ".join(f"#{clean_line(tag)}" for tag in line.tags), "$understood"),
        Content.styled(clean_line(line.repo), "$foreground 75%"),
        Content.styled("edited" if line.edited else "", "$quiet"),
    ]
    known = [part for part in parts if part.plain]
    return [first, *Content.styled(dot, "$quiet").join(known).wrap(width)] if known else [first]


def files_drawn(files: Sequence[ChangedFile], width: int) -> list[Content]:
    """Write a change's files with their numbers, one a line; long paths lose their front."""
    if not files:
        return []
    dots = draw.signs().ellipsis
    numbers = [
        "binary" if file.is_binary else draw.lines_changed(file.insertions, file.deletions)
        for file in files[:MOST_FILES]
    ]
    widest = max(map(len, numbers))
    room = max(8, width - widest - 2)
    drawn = [Content.styled(draw.plural(len(files), "file"), "bold $foreground 75%")]
    for file, number in zip(files, numbers, strict=False):
        path = clean_line(f"{file.old_path} → {file.path}" if file.old_path else file.path)
        if file.is_generated:
            path += f" {draw.signs().dot} generated"
        path = path if len(path) <= room else dots + path[len(dots) - room :]
        drawn.append(
            Content.assemble(
                (number.rjust(widest), "$shipped"),
                "  ",
                (path, "$quiet" if file.is_generated else "$foreground"),
            )
        )
    if len(files) > MOST_FILES:
        drawn.append(Content.styled(f"and {len(files) - MOST_FILES:,} more", "$quiet"))
    return drawn
