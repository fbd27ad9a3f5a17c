"""`waterline doctor`: look for what is wrong, and say what to do."""

from __future__ import annotations

import click

from waterline import home as homes
from waterline import settings
from waterline.cli import console, rows
from waterline.errors import SettingsError
from waterline.practice import care

GOOD = "36"
BAD = "91"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(*, as_json: bool) -> int:
    """Look for what is wrong, and say what to do.

    Nothing is changed. The exit code is 1 if anything is wrong.
    """
    home = homes.find()
    try:
        chosen = settings.load(home)
    except SettingsError:
        chosen = None  # the checkup names it
    findings = care.checkup(home, chosen)
    if as_json:
        console.as_json(
            [{"name": f.name, "ok": f.ok, "what": f.what, "todo": f.todo} for f in findings]
        )
    else:
        for f in findings:
            mark = ("✓ ", GOOD) if f.ok else ("✗ ", BAD)
            todo = f": {console.safe(f.todo)}" if f.todo and not f.ok else ""
            console.data(rows.styled([mark, (f"{console.safe(f.what)}{todo}", rows.PLAIN)]))
    return console.DONE if all(f.ok for f in findings) else console.FAILED
