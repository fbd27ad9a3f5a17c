"""One question with a yes and a no, before something that a person may not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.domain.text import clean_line
from waterline.tui import actions
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


class QuestionScreen(ModalScreen[bool]):
    """A panel over the screen; gives True for yes."""

    BINDINGS: ClassVar = actions.bindings("question")
    CSS = """
    QuestionScreen {
        align: center middle;
        background: $background 60%;
        #question {
            width: 56; max-width: 92%; height: auto; padding: 1 2;
            border: round $shipped; background: $background;
            border-title-color: $foreground; border-title-style: bold;
        }
        #question Static { width: 100%; height: auto; }
    }
    """

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self._title, self._words = title, words

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="question") as panel:
            yield Static(Content(self._words), markup=False)
        panel.border_title = Content(clean_line(self._title))
        yield Footer()

    def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Answer as was clicked."""
        message.stop()
        self.dismiss(message.action.id == "yes")

    def on_click(self, event: events.Click) -> None:
        """Take a click beside the panel for a no."""
        if event.widget is self:
            self.dismiss(False)

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Answer no."""
        self.dismiss(False)
