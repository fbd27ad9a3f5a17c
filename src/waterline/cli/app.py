"""`waterline app`: open the app at one of its screens."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from waterline.cli import console, ground
from waterline.errors import WaterlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

SCREENS = ("today", "journal", "explain", "practice", "recall", "audit", "repositories", "settings")


@click.command()
@click.argument("screen", type=click.Choice(SCREENS, case_sensitive=False), default="today")
def command(screen: str) -> int:
    """Open the app.

    SCREEN is today (the default), journal, explain, practice, recall, audit, repositories or
    settings. `waterline` alone opens the app at Today.
    """
    return open_app(screen)


def check_terminal(hint: str = "`waterline show` and `waterline note` do without") -> None:
    """Raise WaterlineError, with a `hint` what else there is, where there is no terminal."""
    if not console.is_terminal(sys.stdin) or not console.is_terminal(sys.stdout):
        raise WaterlineError("the app needs a terminal", hint)


def open_app(screen: str = "today", explain: Sequence[str] = ()) -> int:
    """Run the app until it is closed; give its exit code. `explain` are changes to explain there.

    Raises WaterlineError without a terminal, SettingsError for a broken configuration.
    """
    check_terminal()
    # Starting makes many objects and no garbage: the collector would take a sixth of the time.
    # The app turns it on again when it stands.
    gc.disable()
    home, chosen = ground.home_and_settings()
    from waterline.tui.app import WaterlineApp

    app = WaterlineApp(home, chosen, now=ground.now, start=screen, explain=explain)
    app.run()
    return app.return_code or console.DONE
