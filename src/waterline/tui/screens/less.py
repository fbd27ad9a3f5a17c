"""The ways to be asked less, each with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from waterline.domain.text import clean_line
from waterline.tui import actions
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size


class LessScreen(ModalScreen[str]):
    """A panel with the ways to be asked less, each with its number; gives the chosen key."""

    BINDINGS: ClassVar = actions.bindings("less")
    CSS = """
    LessScreen {
        align: center middle;
        background: $background 60%;
        #less {
            width: 76; max-width: 96%; height: auto; padding: 1 2;
            border: round $shipped; background: $background;
            border-title-color: $foreground; border-title-style: bold;
        }
    }
    """

    def __init__(self, ways: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._ways = ways

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="less") as panel:
            yield Ways([words for _, words in self._ways])
        panel.border_title = Content("Ask less")
        yield Footer()

    def on_key(self, event: events.Key) -> None:
        """Take the way with this number."""
        if event.character and event.character.isdigit():
            event.stop()
            self.choose(int(event.character))

    def choose(self, number: int) -> None:
        """Take the way with this number, counted from 1."""
        if 1 <= number <= len(self._ways):
            self.dismiss(self._ways[number - 1][0])

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss("")

    def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Close when that is clicked."""
        message.stop()
        self.dismiss("")

    def action_close_less(self) -> None:
        """Go back to the question."""
        self.dismiss("")


class Ways(Widget):
    """The numbered ways; a click chooses."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Ways { height: auto; width: 1fr; }
    """

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._words = words

    def render(self) -> Content:
        """Draw them."""
        return Content("\n").join(
            Content.assemble(
                (f"{number}  ", "bold $shipped"), (clean_line(words), "$foreground")
            ).truncate(self.content_size.width, ellipsis=True)
            for number, words in enumerate(self._words, 1)
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take a line for each."""
        del container, viewport, width
        return len(self._words)

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        screen = self.screen
        if isinstance(screen, LessScreen):
            event.stop()
            screen.choose(event.y + 1)
