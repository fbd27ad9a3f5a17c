"""`waterline delete`: take entries away, so that undo can bring them back."""

from __future__ import annotations

import click

from waterline.cli import completing, console, ground, rows
from waterline.cli.typed import TEXT
from waterline.practice import capture


@click.command()
@click.argument(
    "ids", metavar="ID...", nargs=-1, required=True, type=TEXT, shell_complete=completing.ids
)
def command(ids: tuple[str, ...]) -> int:
    """Delete entries; undo takes it back.

    ID is an entry's id or the start of it. If one of several is not there, none is deleted.
    """
    home, chosen = ground.home_and_settings()
    found = dict.fromkeys(capture.find(home, chosen, given).id for given in ids)
    for key in found:
        line = capture.delete(home, chosen, key)
        console.say(f"deleted {rows.named(line)}")
    console.say("`waterline undo` takes it back" + (", one at a time" if len(found) > 1 else ""))
    return console.DONE
