"""`waterline doctor`: look for what is wrong, and say what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from waterline import home as homes
from waterline import settings
from waterline.cli import config, console, rows
from waterline.errors import SettingsError
from waterline.practice import care

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.practice.care import Finding

GOOD = "36"
BAD = "91"


@click.command()
@click.option("--mend", is_flag=True, help="Mend first what can be mended without loss.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(*, mend: bool, as_json: bool) -> int:
    """Look for what is wrong, and say what to do.

    Looking changes nothing. The exit code is 1 if anything is wrong.
    """
    home = homes.find()
    if mend:
        for done in care.mend(home):
            console.say(f"mended: {done}")
    findings = [keys_too(finding, home) for finding in care.checkup(home)]
    if as_json:
        console.as_json(
            [{"name": f.name, "ok": f.ok, "what": f.what, "todo": f.todo} for f in findings]
        )
    else:
        for finding in findings:
            console.data(row(finding))
    return console.DONE if all(finding.ok for finding in findings) else console.FAILED


def keys_too(finding: Finding, home: Home) -> Finding:
    """Look at the app's keys as well where the settings can be read: only the app knows them."""
    if finding.name != "settings" or not finding.ok:
        return finding
    keys = settings.load(home).keys
    try:
        if keys:
            config.check_keys(keys, home)
    except SettingsError as error:
        return replace(finding, ok=False, what=error.message, todo=error.hint)
    return finding


def row(finding: Finding) -> str:
    """Say in one line what was found, and what to do if it is wrong."""
    mark = ("✓ ", GOOD) if finding.ok else ("✗ ", BAD)
    todo = f": {finding.todo}" if finding.todo and not finding.ok else ""
    said = " ".join(console.safe(f"{finding.what}{todo}").split())
    return rows.styled([mark, (said, rows.PLAIN)])
