"""`waterline undo`: take back the last thing that was done to an entry, or do it again."""

from __future__ import annotations

import click

from waterline.cli import console, ground, rows
from waterline.practice import capture

# For each deed: what was done to it now, and what the way back does.
TOOK_BACK = {
    "note": ("taken back", "brings it back"),
    "edit": ("as before the edit", "brings the edit back"),
    "delete": ("brought back", "deletes it again"),
}
DID_AGAIN = {
    "note": ("brought back", "takes it back"),
    "edit": ("as after the edit", "takes the edit back"),
    "delete": ("deleted again", "brings it back"),
}


@click.command()
@click.option("--redo", is_flag=True, help="Do again what was taken back last.")
def command(redo: bool) -> int:  # noqa: FBT001 - click's
    """Take back the last note, edit or deletion.

    Again and again, it goes further back. With --redo it goes forward again, until something
    new is written, edited or deleted.
    """
    home, chosen = ground.home_and_settings()
    turn, words, way_back = (
        (capture.redo, DID_AGAIN, "undo") if redo else (capture.undo, TOOK_BACK, "undo --redo")
    )
    turned = turn(home, chosen)
    said, then = words[turned.action]
    console.say(f"{said}: {rows.named(turned.line)}")
    console.say(f"`waterline {way_back}` {then}")
    return console.DONE
