"""What every app of ours stands on: themes, NO_COLOR, safe words, an orderly end, a silent crash.

The journal's app and the prompt at a commit are made on it.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.text import Text
from textual.app import App
from textual.css.query import NoMatches
from textual.widget import MountError
from textual.worker import WorkerFailed

from waterline import crash
from waterline.tui import draw, ending, theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from rich.console import RenderableType
    from textual.filter import LineFilter
    from textual.notifications import SeverityLevel

    from waterline.errors import WaterlineError
    from waterline.home import Home

Result = TypeVar("Result")

# Seconds until the start is over, which runs without the garbage collector: it makes many objects
# and no garbage.
GARBAGE_AFTER = 3.0

# What a screen and its panels look like, in whichever app.
CSS = """
    Screen { background: $background; }
    .panel { border: round $line; border-title-color: $foreground 85%; border-title-style: bold;
             border-subtitle-color: $faint; padding: 0 1; background: $background; }
    .panel:focus, .panel:focus-within { border: round $understood;
             border-subtitle-color: $understood; }
    .-plain .panel, .-plain .panel:focus, .-plain .panel:focus-within { border: ascii $line; }
"""


class Basis(App[Result], Generic[Result], inherit_bindings=False):
    """An app on one home, in one of our themes."""

    CSS_PATH = None
    CSS = CSS

    def __init__(self, home: Home, theme_name: str) -> None:
        # Textual takes NO_COLOR out of the environment and then paints in greys; only an ANSI
        # theme is left without any colour code.
        self.is_without_colour = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if self.is_without_colour else None)
        self.home = home
        for one in theme.THEMES:
            self.register_theme(one)
        self.theme = "ansi" if self.is_without_colour else theme_name
        self._is_ending = self._has_panicked = False
        self.lives_on: Event | None = None  # to be set by a process that has more to do
        self._told_crash = "it left no trace"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Take all colours away with NO_COLOR: Textual would still write the default ones."""
        filters = [theme.Colourless()] if self.no_color else super().get_line_filters()
        return [*filters, theme.Ascii()] if draw.is_plain() else filters

    def on_mount(self) -> None:
        """See to an orderly end, and to the garbage when the start is over."""
        self.set_timer(GARBAGE_AFTER, _collect_garbage)
        self.set_class(draw.is_plain(), "-plain")
        if not self.is_headless:
            ending.on_signals(self.end)
            ending.on_closed_terminal(self.end)

    # -- the end ------------------------------------------------------------------------------

    def end(self, code: int) -> None:
        """End because the outside asks for it: a signal, or a terminal that is gone."""
        if not self._is_ending:
            self._is_ending = True
            self.lives_on = ending.not_later_than(ending.PATIENCE, code)
            self.exit(return_code=code)

    def exit(
        self,
        result: Result | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End, with the drafts on the disk and nothing left running."""
        self.let_go()
        super().exit(result, return_code, message)

    def let_go(self) -> None:
        """Put on the disk what isn't there yet, and stop what runs: the app ends."""

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and isinstance(error, NoMatches | MountError):
            return  # Textual mounts nothing any more: what is just being made stays without parts
        # Textual would print the values of local variables: a person's words.
        cause = error.error if isinstance(error, WorkerFailed) else error
        self._told_crash = crash.record(cause, self.home)
        self.let_go()
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic()

    def panic(self, *_renderables: RenderableType) -> None:
        """End with one line and an exit code that says so; no traceback on the terminal."""
        self._return_code = 1
        if self._has_panicked:
            return
        self._has_panicked = True
        super().panic(
            Text(
                "waterline: stopped by a mistake of its own; drafts and entries are safe: "
                f"{self._told_crash}"
            )
        )

    def write_to_terminal(self, sequence: str) -> None:
        """Hand the terminal a sequence of its own; none where there is no terminal."""
        if sequence and self._driver is not None and not self.is_headless:
            self._driver.write(sequence)
            self._driver.flush()

    # -- words --------------------------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in a corner. What is said is data, never markup."""
        del markup
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def complain(self, error: WaterlineError) -> None:
        """Say what went wrong and what to do."""
        self.notify(str(error), severity="error", timeout=12)


def _collect_garbage() -> None:
    """Turn the collector on again; what stands by now will stay."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
