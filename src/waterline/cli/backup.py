"""`waterline backup`: make a copy of the journal, or list those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from waterline import home as homes
from waterline.cli import console
from waterline.cli.console import MisusedError
from waterline.practice import care

if TYPE_CHECKING:
    from waterline.practice.care import Backup


@click.command()
@click.argument("file", required=False, type=click.Path(resolve_path=True))
@click.option("--list", "listing", is_flag=True, help="List the backups, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(file: str | None, *, listing: bool, as_json: bool) -> int:
    """Make a backup of the journal.

    It is written to FILE, or beside the journal, and its path is printed. The journal may be in
    use meanwhile.
    """
    if (listing and file) or (as_json and not listing):
        raise MisusedError("--list goes alone, --json with it", "`waterline backup --list --json`")
    home = homes.find()
    if not listing:
        console.data(str(care.back_up(home, file)))
        return console.DONE
    found = care.backups(home)
    if as_json:
        console.as_json([described(backup) for backup in found])
        return console.DONE
    for backup in found:
        console.data(row(backup))
    if not found:
        console.say("there is no backup yet: `waterline backup` makes one")
    return console.DONE


def row(backup: Backup) -> str:
    """Say in one line when a backup was made, what it holds and where it is."""
    made = backup.made_at.astimezone()
    size = f"{backup.bytes / 1_000_000:.1f} MB"
    holds = f"no use: {backup.problem}" if backup.problem else f"{backup.entries:>7,} entries"
    return f"{made:%Y-%m-%d %H:%M}  {holds}  {size:>9}  {console.safe(str(backup.path))}"


def described(backup: Backup) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    return {
        "path": str(backup.path),
        "made_at": backup.made_at.astimezone().isoformat(),
        "bytes": backup.bytes,
        "entries": backup.entries,
        "problem": backup.problem,
    }
