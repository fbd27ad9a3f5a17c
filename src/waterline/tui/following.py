"""Hooks as the app puts them in and takes them out, with a word of what became of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from waterline.errors import WaterlineError

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.settings import Settings


def put_in(home: Home, settings: Settings, path: str) -> str:
    """Install the hooks of a repository that is followed now; tell it in a word.

    Whatever is in the way is only told: the repository is followed all the same.
    """
    from waterline.practice import hooks

    try:
        report = hooks.install(home, settings, path)
    except WaterlineError as error:
        return f"Its hooks are not in: {error}."
    if report.is_on:
        return "Its hooks are in: they ask for the why when AI helped."
    return (
        f"Its hooks don't run: {report.note or 'something stands in their way'}. "
        "`waterline hooks status` tells more."
    )


def take_out(home: Home, settings: Settings, path: str) -> str:
    """Take the hooks out of a repository that is followed no longer; tell only what went wrong."""
    if not os.path.isdir(path):
        return ""
    from waterline.practice import hooks

    try:
        hooks.uninstall(home, settings, path)
    except WaterlineError as error:
        return f"Its hooks stay: {error}."
    return ""


def bring_up_to_date(home: Home, settings: Settings) -> None:
    """Let hooks that are in live by the settings as they are now. Raises HomeError."""
    from waterline.practice import hooks

    if hooks.is_gate_there(home):
        hooks.write_gate(home, settings)
