"""`waterline owed`: the changes whose why was not written down yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from waterline.cli import changes, console, ground, rows
from waterline.cli.typed import WORDS
from waterline.practice import explain

if TYPE_CHECKING:
    from waterline.practice.explain import Owed
    from waterline.settings import Settings


@click.command()
@click.option("--repo", metavar="NAME|PATH", type=WORDS, help="Of this repository.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(repo: str | None, *, as_json: bool) -> int:
    """List the changes whose why is owed, newest first.

    Owed is what AI helped with and nobody has explained yet: substantive, and no older than
    `owed_days`. After that a change is let go.
    """
    home, chosen = ground.home_and_settings()
    explain.refresh(home, chosen)
    found = explain.owed(home, chosen, repo or "")
    if repo and not found:  # nothing is owed, or there is no such repository: two things
        explain.check_followed(home, chosen, repo)
    if as_json:
        console.json_array(changes.change_json(one) for one in found)
        return console.DONE
    for row in rows.by_day(one.line for one in found):
        console.data(row)
    console.say(_summary(found, chosen))
    return console.DONE


def _summary(found: list[Owed], settings: Settings) -> str:
    if not found:
        return "nothing is owed"
    last = found[-1].shipped_at + timedelta(days=settings.owed_days)
    go = f"; the oldest is let go on {rows.heading(last.date())}"
    return f"{len(found)} owed: `waterline explain` opens {'it' if len(found) == 1 else 'them'}{go}"
