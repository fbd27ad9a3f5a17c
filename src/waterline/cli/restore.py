"""`waterline restore`: put a backup in the journal's place; nothing is overwritten."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from waterline import home as homes
from waterline.cli import backup, console
from waterline.cli.console import MisusedError
from waterline.practice import care

if TYPE_CHECKING:
    from waterline.home import Home


@click.command()
@click.argument("file", required=False, type=click.Path(resolve_path=True))
@click.option("--yes", is_flag=True, help="Don't ask first.")
def command(file: str | None, *, yes: bool) -> int:
    """Put a backup in the journal's place.

    FILE, or the newest backup that is whole. The present journal is kept beside it, and entries
    that can be read from it and are missing in the backup are carried over.
    """
    home = homes.find()
    lines = plan(home, file)
    for line in lines:
        console.say(line)
    if lines and not yes:
        if not console.is_terminal(sys.stdin):
            raise MisusedError("restore asks first", "say --yes where nobody can answer")
        if not click.confirm("Restore it?", err=True):
            console.say("nothing was done")
            return console.FAILED
    console.say(str(care.restore(home, file)))
    return console.DONE


def plan(home: Home, file: str | None) -> list[str]:
    """Say what a restore will do, before it is done; nothing where there is nothing to do."""
    lines = []
    if file is not None:
        lines.append(f"this backup was chosen: {file}")
    else:
        found = [one for one in care.backups(home) if not one.problem]
        if found:
            lines.append(f"the newest whole backup: {backup.row(found[0])}")
        elif os.path.exists(home.journal):
            lines.append("there is no whole backup: what can be read of the journal is kept")
    if os.path.exists(home.journal):
        lines.append(f"the present journal stays beside it: {home.journal}")
        lines.append("entries that only the present one holds are carried over")
    return lines
