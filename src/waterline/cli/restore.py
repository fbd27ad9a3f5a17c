"""`waterline restore`: put a backup in the journal's place; nothing is overwritten."""

from __future__ import annotations

import sys

import click

from waterline import home as homes
from waterline.cli import backup, console
from waterline.cli.console import MisusedError
from waterline.errors import NotFoundError
from waterline.practice import care


@click.command()
@click.argument("file", required=False, type=click.Path(resolve_path=True))
@click.option("--yes", is_flag=True, help="Don't ask first.")
def command(file: str | None, *, yes: bool) -> int:
    """Put a backup in the journal's place.

    FILE, or the newest backup. The present journal is kept beside it, and entries that can be
    read from it and are missing in the backup are carried over.
    """
    home = homes.find()
    if file is None:
        found = care.backups(home)
        if not found:
            raise NotFoundError("there is no backup", f"they would be in {home.backups}")
        console.say(backup.row(found[0]))
    source = file or str(found[0].path)
    console.say(f"{source} would take the place of {home.journal}, which is kept beside it")
    if not yes:
        if not console.is_terminal(sys.stdin):
            raise MisusedError("restore asks first", "say --yes where nobody can answer")
        if not click.confirm("Restore it?", err=True):
            console.say("nothing was done")
            return console.FAILED
    console.say(str(care.restore(home, source)))
    return console.DONE
