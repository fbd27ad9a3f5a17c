"""`waterline status`: one line for a person, a shell prompt or a status bar."""

from __future__ import annotations

import click

from waterline.cli import console, quick
from waterline.cli.console import MisusedError


@click.command()
@click.option(
    "--format", "form", metavar="F", help="Text with {owed} {due} {session} {entries} in it."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(form: str | None, *, as_json: bool) -> int:
    """One line for a shell prompt or a status bar.

    {entries_today} is a longer name of {entries}; a brace is written twice.
    """
    if not as_json:
        return quick.status(form)
    if form is not None:
        raise MisusedError("--format goes without --json", "leave one out")
    now = quick.now()
    console.as_json(
        {
            "owed": now.owed,
            "due": now.due,
            "session": now.session,
            "entries_today": now.entries_today,
        }
    )
    return console.DONE
