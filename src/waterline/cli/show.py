"""`waterline show`: what there is, in order of time, or one line in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from waterline.cli import completing, console, ground, narrowing, rows
from waterline.cli.console import MisusedError
from waterline.cli.typed import NUMBER, TEXT
from waterline.domain import kinds
from waterline.domain.filters import Filter
from waterline.practice import capture, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings

# Lines are read and printed in pages, so that a million take no memory.
PAGE = 2_000
BEGINNING = -(2**63)


@click.command(epilog=narrowing.DATES)
@click.argument("key", metavar="[ID]", required=False, type=TEXT, shell_complete=completing.ids)
@narrowing.options
@click.option("--limit", metavar="N", type=NUMBER, default=0, help="The newest N; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(key: str | None, limit: int, *, as_json: bool, **narrowed: str) -> int:
    """Show entries and changes, or one in full.

    Without options: those of today. With ID (the start of one is enough): that entry or change,
    every word of it.
    """
    home, chosen = ground.home_and_settings()
    if key is not None:
        if limit or any(narrowed.values()):
            raise MisusedError("an ID goes without options that narrow a list", "leave one out")
        return one(home, chosen, key, as_json=as_json)
    today = ground.today(chosen)
    is_today = not limit and not any(narrowed.values())
    by = Filter(since=today, until=today)
    if not is_today:
        by = narrowing.chosen(today, **narrowed)  # type: ignore[arg-type] # as click read them
    lines = newest(home, chosen, by, limit) if limit else every(home, chosen, by)
    if as_json:
        console.json_array(rows.line_json(line) for line in lines)
        return console.DONE
    shown = False
    for row in rows.by_day(lines):
        console.data(row)
        shown = True
    if not shown:
        empty = "nothing yet today: `waterline note` writes the first entry"
        console.say(empty if is_today else "nothing matches")
    return console.DONE


def one(home: Home, settings: Settings, id_: str, *, as_json: bool) -> int:
    """Show one line in full; of an explanation, also the changes it holds for."""
    line = capture.find(home, settings, id_)
    held: tuple[Line, ...] = ()
    if line.kind == kinds.EXPLANATION.name:
        from waterline.practice import explain

        held = explain.explanation(home, settings, line.id).changes
    if as_json:
        covers = [{"sha": change.sha, "subject": rows.said(change)} for change in held]
        console.as_json(rows.line_json(line) | ({"covers": covers} if held else {}))
        return console.DONE
    console.data(rows.whole(line))
    if held:
        console.data("\nexplains")
        for row in rows.by_day(held):
            console.data(row)
    return console.DONE


def newest(home: Home, settings: Settings, by: Filter, limit: int) -> list[Line]:
    """Read the newest `limit` lines, oldest first."""
    lines = look.page(home, settings, by, limit=limit)[:limit]
    return lines[::-1]


def every(home: Home, settings: Settings, by: Filter) -> Iterator[Line]:
    """Read all lines, oldest first, a page at a time."""
    after = BEGINNING
    while True:
        lines = look.page(home, settings, by, after=after, limit=PAGE)
        if not lines:
            return
        yield from reversed(lines)
        after = lines[0].moment
