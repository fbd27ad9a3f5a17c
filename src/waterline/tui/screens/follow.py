"""A field for the folder of a repository to follow."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from waterline.domain.text import clean_line
from waterline.practice import repositories
from waterline.tui import actions, following
from waterline.tui.screens.base import practise
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from waterline.practice.repositories import RepositoryLine
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed


class FollowScreen(ModalScreen["RepositoryLine | None"]):
    """A panel over the screen; gives the repository that is followed now, or None."""

    BINDINGS: ClassVar = actions.bindings("follow")
    AUTO_FOCUS = "Input"
    CSS = """
    FollowScreen {
        align: center middle;
        background: $background 60%;
        #follow {
            width: 70; max-width: 92%; height: auto; padding: 1 2;
            border: round $understood; background: $background;
            border-title-color: $foreground; border-title-style: bold;
        }
        #follow Static { width: 100%; height: auto; color: $quiet; }
        #follow-path, #follow-path:focus {
            border: none; height: 1; padding: 0; background: $raised; margin: 1 0;
        }
        #follow #follow-mistake { color: $assisted; }
    }
    """

    @dataclass
    class Added(Message):
        """A repository is followed from now on."""

        line: RepositoryLine
        hooks: str

    def __init__(self, offered: str) -> None:
        super().__init__()
        self._offered = offered

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="follow") as panel:
            yield Static(
                "The folder of a repository, or any folder inside one; enter follows it.",
                markup=False,
            )
            yield Input(
                self._offered, placeholder="~/code/api", id="follow-path", select_on_focus=False
            )
            yield Static(id="follow-mistake", markup=False)
        panel.border_title = "Follow a repository"
        yield Footer()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Follow what was typed."""
        message.stop()
        path = os.path.expanduser(message.value.strip())
        if not path:
            return
        app = cast("WaterlineApp", self.app)

        def follow() -> Message:
            line = repositories.add(app.home, app.settings, path)
            return self.Added(line, following.put_in(app.home, app.settings, line.path))

        practise(self, follow)

    def on_input_changed(self) -> None:
        """Forget the mistake while it is mended."""
        self.query_one("#follow-mistake", Static).update("")

    def on_failed(self, message: Failed) -> None:
        """Say what was wrong; what was typed stays."""
        message.stop()
        self.query_one("#follow-mistake", Static).update(str(message.error))

    def on_follow_screen_added(self, message: Added) -> None:
        """Go back with it, and say what became of its hooks."""
        self.app.notify(clean_line(message.hooks))
        self.dismiss(message.line)

    def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Close when that is clicked."""
        message.stop()
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss(None)

    def action_close_follow(self) -> None:
        """Go back."""
        self.dismiss(None)
