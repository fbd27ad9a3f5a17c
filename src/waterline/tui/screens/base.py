"""What every screen has: the header, the footer, and the way to the app's values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen

from waterline.domain import days
from waterline.errors import WaterlineError
from waterline.tui.messages import Failed
from waterline.tui.widgets.footer import Footer, press
from waterline.tui.widgets.header import Header

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.app import ComposeResult
    from textual.dom import DOMNode
    from textual.message import Message

    from waterline.domain.lines import Line
    from waterline.tui.app import WaterlineApp


def practise(node: DOMNode, work: Callable[[], Message]) -> None:
    """Run a practice in a thread; its message, or `Failed`, comes to `node`."""

    def run() -> None:
        try:
            message = work()
        except WaterlineError as error:
            message = Failed(error)
        node.post_message(message)

    node.run_worker(run, thread=True, group="practice")


class Place(Screen[None]):
    """One of the app's screens: header, its own `body`, footer. `PLACE` is its name in the app.

    When the journal changes, the app calls `refresh_data` on every screen that is alive: `read` is
    called then, or when the screen is shown again.
    """

    PLACE: ClassVar[str] = ""
    AUTO_FOCUS = ""
    _is_stale = True  # something may have changed since it was read what is shown

    @property
    def waterline(self) -> WaterlineApp:
        """The app, by its own type: home, settings and the clock are reached through it."""
        return cast("WaterlineApp", self.app)

    def today(self) -> date:
        """Tell the person's day it is now."""
        return days.today(self.waterline.now(), self.waterline.settings.day_starts)

    def compose(self) -> ComposeResult:
        """Lay out the frame around the screen's own body."""
        yield Header(self.PLACE)
        yield from self.body()
        yield Footer()

    def body(self) -> ComposeResult:
        """Give the widgets between header and footer."""
        yield from ()

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong."""
        message.stop()
        self.waterline.complain(message.error)

    @property
    def change_in_hand(self) -> Line | None:
        """The change that the person looks at, if it is one."""
        return None

    def read(self) -> None:
        """Read in a thread what this screen shows."""

    def on_screen_resume(self) -> None:
        """Read what changed while another screen was shown."""
        if self._is_stale:
            self._is_stale = False
            self.read()

    def refresh_data(self) -> None:
        """Read again after the journal has changed, at once if this screen is shown."""
        self._is_stale = not self.is_current
        if self.is_current:
            self.read()

    def on_mount(self) -> None:
        """Show what the app has to say in the header, now and whenever it changes."""
        header = self.query_one(Header)
        self.watch(self.app, "progress", lambda words: setattr(header, "progress", words))
        self.watch(self.app, "owed", lambda owed: setattr(header, "owed", len(owed)))
        self.watch(self.app, "due", lambda due: setattr(header, "due", due.waiting if due else 0))
        self.watch(self.app, "session_words", lambda words: setattr(header, "session", words))

    def let_go(self) -> None:
        """Put on the disk what isn't there yet: the app ends."""

    def practise(self, work: Callable[[], Message]) -> None:
        """Run a practice in a thread; its message, or what went wrong, comes to this screen."""
        practise(self, work)

    def repository_to_offer(self) -> str:
        """Give the repository that the app was started in if it isn't followed, "" otherwise.

        Opens the journal, so it is called in a worker. Raises JournalError.
        """
        from waterline.practice import repositories

        try:
            folder = os.getcwd()
        except FileNotFoundError:  # the folder was removed under us
            return ""
        return repositories.offer(self.waterline.home, self.waterline.settings, folder) or ""

    def on_header_chosen(self, message: Header.Chosen) -> None:
        """Go to the screen that was clicked."""
        message.stop()
        self.waterline.go(message.place)

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked, where the key would have done it."""
        message.stop()
        if not await press(self, message.action):
            await self.waterline.perform(message.action.id)
