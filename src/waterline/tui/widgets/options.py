"""The options of a closed-book question: four candidates under letters, and "I don't know"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, chop_cells
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import actions, draw
from waterline.tui.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size

LETTERS = "abcd"
UNKNOWN_KEY = "0"
DONT_KNOW = "I don't know"
HEAD_CELLS = 5
MOST_LINES = 3  # of one option; what is longer tells nothing more


class Options(Widget, can_focus=True):
    """Candidates to choose from: by letter, number, arrows or mouse; then enter.

    `cursor` is the number of the marked one, the last one being "I don't know"; -1 before any is
    marked: enter, pressed once too often, answers nothing. Posts `Chosen`.
    """

    @dataclass
    class Chosen(Message):
        """A candidate was chosen; `number` is None for "I don't know"."""

        number: int | None

    BINDINGS: ClassVar = actions.bindings("options")
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Options { height: auto; width: 1fr; }
    """

    cursor: reactive[int] = reactive(-1)

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._options: list[str] = []
        self._at: list[int] = []  # which option each line is of

    def put(self, options: Sequence[str]) -> None:
        """Offer these, with none of them marked. What they have for an indent in common goes."""
        cut = min((len(one) - len(one.lstrip(" ")) for one in options), default=0)
        self._options = [one[cut:] for one in options]
        self.cursor = -1
        self.refresh(layout=True)

    # -- drawing ------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many lines as the candidates need."""
        del container, viewport
        return self.lines_in(width)

    def lines_in(self, width: int) -> int:
        """Tell how many lines the candidates take in so many cells."""
        return sum(len(_pieces(one, width)) for one in self._options) + 1

    def render(self) -> Content:
        """Draw the candidates; which line is of which is kept for clicks."""
        width = self.content_size.width
        rows: list[Content] = []
        self._at = []
        for number, option in enumerate(self._options):
            for at, piece in enumerate(_pieces(option, width)):
                rows.append(self._row(number, "" if at else LETTERS[number], piece))
                self._at.append(number)
        unknown = len(self._options)
        rows.append(self._row(unknown, UNKNOWN_KEY, DONT_KNOW))
        self._at.append(unknown)
        return Content("\n").join(row.truncate(width, ellipsis=True) for row in rows)

    def _row(self, number: int, key: str, words: str) -> Content:
        is_marked = number == self.cursor
        is_unknown = number == len(self._options)
        mark = ">" if is_marked else " "
        colour = "$quiet" if is_unknown and not is_marked else "$foreground"
        row = Content.assemble(
            (f"{mark} ", "bold $understood"),
            (key.ljust(HEAD_CELLS - 2), "bold $shipped" if key else ""),
            safe(Content.styled(words, f"bold {colour}" if is_marked else colour)),
        )
        if not is_marked:
            return row
        row = row.pad_right(max(0, self.content_size.width - row.cell_length))
        return row.stylize("reverse" if self.app.native_ansi_color else "on $raised")

    # -- choosing -----------------------------------------------------------------------------

    def _mark(self, number: int) -> None:
        if 0 <= number <= len(self._options):
            self.cursor = number

    def action_option_before(self) -> None:
        """Mark the one before."""
        self.cursor = (max(self.cursor, 0) - 1) % (len(self._options) + 1)

    def action_option_after(self) -> None:
        """Mark the next one."""
        self.cursor = (self.cursor + 1) % (len(self._options) + 1)

    def action_option_unknown(self) -> None:
        """Mark "I don't know"."""
        self._mark(len(self._options))

    def action_choose_option(self) -> None:
        """Answer with the one that is marked."""
        if self.cursor < 0:
            self.app.notify(f"Choose one first; {UNKNOWN_KEY} is an answer too.")
        else:
            self.post_message(
                self.Chosen(self.cursor if self.cursor < len(self._options) else None)
            )

    async def _on_key(self, event: events.Key) -> None:
        letter = (event.character or "").lower()
        keys = LETTERS[: len(self._options)]
        at = keys.find(letter) if letter else -1
        if at < 0 and letter.isascii() and letter.isdecimal():
            at = int(letter) - 1 if 1 <= int(letter) <= len(self._options) else -1
        if at >= 0:
            event.stop()
            event.prevent_default()
            self._mark(at)

    def on_click(self, event: events.Click) -> None:
        """Mark what was clicked; a click on what is marked answers."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y < len(self._at):
            return
        event.stop()
        number = self._at[offset.y]
        if number == self.cursor:
            self.action_choose_option()
        else:
            self._mark(number)


def _pieces(option: str, width: int) -> list[str]:
    """Fold a candidate to the width, spaces kept; a very long one is cut."""
    room = max(8, width - HEAD_CELLS)
    pieces = chop_cells(option, room) or [""]
    if len(pieces) <= MOST_LINES:
        return pieces
    last = pieces[MOST_LINES - 1]
    mark = draw.signs().ellipsis
    while cell_len(last) + len(mark) > room:
        last = last[:-1]
    return [*pieces[: MOST_LINES - 1], last + mark]
