"""`waterline edit`: give an entry other words."""

from __future__ import annotations

import click

from waterline.cli import completing, console, ground, rows, writing
from waterline.cli.typed import TEXT
from waterline.domain import kinds
from waterline.practice import capture


@click.command()
@click.argument("key", metavar="ID", type=TEXT, shell_complete=completing.ids)
@click.argument("source", metavar="[-]", required=False, type=click.Choice(["-"]))
@click.option("-m", "--message", metavar="TEXT", help="The new text; otherwise the editor opens.")
@click.option(
    "--kind", type=click.Choice(kinds.NAMES, case_sensitive=False), help="Make it of this kind."
)
def command(key: str, source: str | None, message: str | None, kind: str | None) -> int:
    """Edit an entry.

    ID is its id or the start of it. The editor opens on its text ($VISUAL, $EDITOR); `-`, or a
    pipe, is read instead. `waterline undo` takes the edit back.
    """
    home, chosen = ground.home_and_settings()
    line = capture.find(home, chosen, key)

    def save(body: str) -> int:
        edited = capture.edit(home, chosen, line.id, body, kind)
        if (edited.body, edited.kind) == (line.body, line.kind):
            console.say("nothing was changed")
        else:
            console.say(f"edited {rows.named(edited)}; `waterline undo` takes it back")
        return console.DONE

    if message is not None:
        return save(message)
    if kind and source is None:
        return save(line.body)
    if source == "-" or not console.is_terminal(writing.stdin()):
        return save(writing.piped())
    return writing.in_editor(line.body + "\n", save, is_template=False)
