"""`waterline app`: open the app at one of its screens."""

from __future__ import annotations

import gc
import sys

import click

from waterline.cli import console, ground
from waterline.errors import WaterlineError

SCREENS = ("today", "journal", "repositories", "settings")


@click.command()
@click.argument("screen", type=click.Choice(SCREENS, case_sensitive=False), default="today")
def command(screen: str) -> int:
    """Open the app.

    SCREEN is today (the default), journal, repositories or settings. `waterline` alone opens
    the app at Today.
    """
    return open_app(screen)


def check_terminal() -> None:
    """Raise WaterlineError where there is no terminal to draw on."""
    if not console.is_terminal(sys.stdin) or not console.is_terminal(sys.stdout):
        raise WaterlineError(
            "the app needs a terminal", "`waterline show` and `waterline note` do without"
        )


def open_app(screen: str = "today") -> int:
    """Run the app until it is closed; give its exit code.

    Raises WaterlineError without a terminal, SettingsError for a broken configuration.
    """
    check_terminal()
    # Starting makes many objects and no garbage: the collector would take a sixth of the time.
    # The app turns it on again when it stands.
    gc.disable()
    home, chosen = ground.home_and_settings()
    from waterline.tui.app import WaterlineApp

    app = WaterlineApp(home, chosen, now=ground.now, start=screen)
    app.run()
    return app.return_code or console.DONE
