"""A question of the self-assessment with its written anchors, and the one about velocity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import actions, draw
from waterline.tui.widgets.choice import Percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size

LEVELS = 5
INDENT = 2  # cells of the mark before a question
BELOW = 6  # cells before an anchor's words
CLOSED = 11  # cells before the words of a question that is closed


def dots(level: int | None) -> Content:
    """Draw a level as four dots, so many of them full; none was given where it is None."""
    marks = draw.signs()
    if level is None:
        return Content.styled(" ".join(marks.rest * (LEVELS - 1)), "$quiet")
    full = " ".join(marks.level * level)
    hollow = " ".join(marks.no_level * (LEVELS - 1 - level))
    space = " " if full and hollow else ""
    return Content.assemble((full, "$understood"), space, (hollow, "$quiet"))


@dataclass
class Stepped(Message):
    """The cursor goes beyond a question: to the next one (`by` 1) or to the one before (-1)."""

    widget: Widget
    by: int


@dataclass
class Given(Message):
    """An answer was given or taken away; `is_done` when the person wants to go on."""

    widget: Widget
    is_done: bool = False


class Anchors(Widget, can_focus=True):
    """A question, and five written levels to choose from: by digit, arrows or mouse.

    It stands open with the focus, or where `is_open` is set; otherwise on one line with its
    answer. `value` is None until it is answered. Nothing changes while `is_fixed`.
    """

    BINDINGS: ClassVar = actions.bindings("anchors")
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Anchors { height: auto; width: 1fr; }
    """

    value: reactive[int | None] = reactive(None, layout=True)
    is_open: reactive[bool] = reactive(False, layout=True)
    is_fixed: reactive[bool] = reactive(False)

    def __init__(self, text: str, words: Sequence[str], *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self.text, self.words = text, tuple(words)
        self._cursor = 0
        self._spots: list[int | None] = []  # the level that stands on each line

    # -- drawing ------------------------------------------------------------------------------

    @property
    def _stands_open(self) -> bool:
        return self.is_open or self.has_focus

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many lines as the question and its anchors need."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw it; which level stands on which line is kept for clicks."""
        lines = self._lines(self.content_size.width)
        self._spots = [level for level, _ in lines]
        return Content("\n").join(line for _, line in lines)

    def _lines(self, width: int) -> list[tuple[int | None, Content]]:
        if not self._stands_open:
            return [(None, line) for line in self._in_short(width)]
        mark = f"{draw.signs().here} " if self.has_focus else "  "
        colour = "bold $understood" if self.has_focus else "bold $foreground"
        words = Content.styled(self.text, colour).wrap(max(8, width - INDENT))
        found: list[tuple[int | None, Content]] = [
            (None, Content.assemble((mark if not number else "  ", colour), line))
            for number, line in enumerate(words)
        ]
        for level, anchor in enumerate(self.words):
            found += [(level, line) for line in self._anchor(level, anchor, width)]
        return [*found, (None, Content(""))]

    def _in_short(self, width: int) -> list[Content]:
        """Write the question with its answer, while the focus is elsewhere."""
        room = max(8, width - CLOSED)
        words = Content.styled(self.text, "$foreground 85%").truncate(room, ellipsis=True)
        lines = [Content.assemble("  ", dots(self.value), "  ", words)]
        if self.value is not None:
            said = Content.styled(self.words[self.value], "$quiet")
            lines.append(Content.assemble(" " * CLOSED, said.truncate(room, ellipsis=True)))
        return [*lines, Content("")]

    def _anchor(self, level: int, words: str, width: int) -> list[Content]:
        is_chosen = level == self.value
        is_here = self.has_focus and level == self._cursor and not self.is_fixed
        mark = draw.signs().level if is_chosen else " "
        colour = "bold $understood" if is_chosen else "$foreground 85%"
        style = f"{colour} on $raised" if is_here else colour
        if is_here and self.app.native_ansi_color:
            style = "bold reverse" if is_chosen else "reverse"
        rows = Content(words or " ").wrap(max(8, width - BELOW - 1))
        drawn = []
        for number, row in enumerate(rows):
            head = Content.assemble(
                ("  ", ""), (f"{mark} " if not number else "  ", "$understood"),
                (f"{level} " if not number else "  ", "$shipped" if not is_chosen else colour),
            )  # fmt: skip
            text = Content.styled(f"{row.plain} ", style)
            drawn.append(Content.assemble(head, text))
        return drawn

    # -- answering ----------------------------------------------------------------------------

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's
        """Open with the focus, close without."""
        super().watch_has_focus(has_focus)
        if has_focus and self.value is not None:
            self._cursor = self.value
        self.refresh(layout=True)

    def enter_from(self, by: int) -> None:
        """Put the cursor where it comes from: on the first level from above, else on the last."""
        if self.value is None:
            self._cursor = 0 if by > 0 else LEVELS - 1

    def give(self, level: int | None, *, is_done: bool = True) -> None:
        """Take an answer."""
        if self.is_fixed:
            return
        self.value = level
        self._cursor = level or 0
        self.post_message(Given(self, is_done))

    def _move(self, by: int) -> None:
        if self.is_fixed or not 0 <= self._cursor + by < LEVELS:
            self.post_message(Stepped(self, by))
        else:
            self._cursor += by
            self.refresh()

    def action_level_down(self) -> None:
        """Go to the level below, from the last one to the next question."""
        self._move(1)

    def action_level_up(self) -> None:
        """Go to the level above, from the first one to the question before."""
        self._move(-1)

    def action_take_level(self) -> None:
        """Answer with the level under the cursor."""
        if self.is_fixed:
            self.post_message(Stepped(self, 1))
        else:
            self.give(self._cursor)

    async def _on_key(self, event: events.Key) -> None:
        if event.character and event.character in "0123456789":
            event.stop()
            event.prevent_default()
            # A finger beside the 4 means no screen.
            if int(event.character) < LEVELS:
                self.give(int(event.character))
        elif event.key in {"backspace", "delete"}:
            event.stop()
            event.prevent_default()
            self.give(None, is_done=False)

    def on_click(self, event: events.Click) -> None:
        """Take the level that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y < len(self._spots):
            return
        level = self._spots[offset.y]
        if level is not None:
            event.stop()
            self.give(level)


class Drop(Percent):
    """By how much would my velocity drop: a share, and arrows that lead to the other questions."""

    BINDINGS: ClassVar = actions.bindings("anchors", {"level_down", "level_up"})
    DEFAULT_CSS = """
    Drop { height: auto; padding: 0; }
    """
    is_fixed: reactive[bool] = reactive(False)

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(text, id=id)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take the lines of the question, and one for the answer."""
        del container, viewport
        return len(self._words(width)) + 2

    def _words(self, width: int) -> list[Content]:
        colour = "bold $understood" if self.has_focus else "bold $foreground 85%"
        return Content.styled(self.question, colour).wrap(max(8, width - INDENT))

    def head(self, width: int) -> Content:
        """Draw the place before the bar."""
        del width
        return Content("  " + " " * INDENT)

    def render(self) -> Content:
        """Draw the question above its bar."""
        width = self.content_size.width
        mark = f"{draw.signs().here} " if self.has_focus else "  "
        words = [
            Content.assemble((mark if not number else "  ", "bold $understood"), line)
            for number, line in enumerate(self._words(width))
        ]
        return Content("\n").join([*words, super().render(), Content("")])

    def _say(self, value: int | None) -> None:
        if self.is_fixed:
            return
        self.value = value if value is None else max(0, min(100, value))
        self.post_message(Given(self))

    def on_click(self, event: events.Click) -> None:
        """Take no share from a click on the words above the bar."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y != len(self._words(self.content_size.width)):
            event.prevent_default()

    def action_percent_said(self) -> None:
        """Go on."""
        self.post_message(Given(self, is_done=True))

    def action_level_down(self) -> None:
        """Go to the next question."""
        self.post_message(Stepped(self, 1))

    def action_level_up(self) -> None:
        """Go to the question before."""
        self.post_message(Stepped(self, -1))
