"""The questions that wait on Recall, as the app knows them: looked up when the journal moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.errors import WaterlineError
from waterline.tui.messages import DueRead

if TYPE_CHECKING:
    from waterline.tui.app import WaterlineApp

# Seconds between looks at an app that nobody touches: a new day or week may have begun.
LOOK_EVERY = 600.0


class Waiting:
    """What one app knows of what is due. Its methods are called in the app's own thread."""

    def __init__(self, app: WaterlineApp) -> None:
        self._app = app
        self._is_started = False

    def start(self) -> None:
        """Begin: something is on the screen already."""
        if not self._is_started:
            self._is_started = True
            self._app.set_interval(LOOK_EVERY, self.read)
            self.read()

    def read(self) -> None:
        """Look in a thread what is due."""
        if self._is_started:
            self._app.run_worker(self._read, thread=True, group="waiting")

    def _read(self) -> None:
        from waterline.practice import recall

        app = self._app
        try:
            due = recall.look(app.home, app.settings, app.now())
        except WaterlineError:
            return  # the screen says what is wrong with the journal
        app.post_message(DueRead(due))
