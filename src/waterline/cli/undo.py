"""`waterline undo`: take back the last thing that was done to an entry."""

from __future__ import annotations

import click

from waterline.cli import console, ground, rows
from waterline.practice import capture

TOOK_BACK = {"note": "taken back", "edit": "as before the edit", "delete": "brought back"}


@click.command()
def command() -> int:
    """Take back the last note, edit or deletion.

    Again and again, it goes further back.
    """
    home, chosen = ground.home_and_settings()
    undone = capture.undo(home, chosen)
    console.say(f"{TOOK_BACK[undone.action]}: {rows.named(undone.line)}")
    return console.DONE
