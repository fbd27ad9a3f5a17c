"""`waterline brief`: what was written before AI was asked, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from waterline.cli import asking, console, ground, rows
from waterline.cli.console import MisusedError
from waterline.cli.typed import TEXT, WORDS
from waterline.domain.briefs import minutes_in
from waterline.domain.text import clean, clean_line, first_line
from waterline.errors import InputError, NotFoundError
from waterline.practice import briefs

if TYPE_CHECKING:
    from waterline.practice.briefs import Brief


@click.group()
def command() -> None:
    """List briefs, and say how long their work took."""


@command.command("list")
@click.option("--since", metavar="DATE", type=WORDS, help="This day and later.")
@click.option("--until", metavar="DATE", type=WORDS, help="This day and earlier.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def list_(since: str | None, until: str | None, *, as_json: bool) -> int:
    """Show briefs with the minutes expected and taken."""
    from waterline.cli import narrowing

    home, chosen = ground.home_and_settings()
    by = narrowing.chosen(ground.today(chosen), since=since, until=until)
    found = briefs.listing(home, chosen, by.since, by.until)[::-1]
    if as_json:
        console.as_json([brief_json(brief) for brief in found])
        return console.DONE
    for brief in found:
        console.data(_row(brief))
    if not found:
        console.say("no brief: `waterline note --kind brief` writes one")
    return console.DONE


@command.command()
@click.argument("key", metavar="[ID]", required=False, type=TEXT)
@click.option("--took", metavar="MINUTES", type=WORDS, help="How long it took: 45, 1h30.")
def close(key: str | None, took: str | None) -> int:
    """Say how long the work of a brief took.

    ID is its id or the start of it; without, the newest brief that is open.
    """
    home, chosen = ground.home_and_settings()
    brief = briefs.find(home, chosen, key) if key else _newest(briefs.open_ones(home, chosen))
    if took is None:
        if not asking.is_possible():
            raise InputError("how long it took is missing", "`--took MINUTES` says it")
        took = asking.line(f"How many minutes did “{_named(brief)}” take?")
    minutes = minutes_in(took)
    if minutes is None:
        raise MisusedError(f"{took!r} is no number of minutes", "try 45 or 1h30")
    brief = briefs.close(home, chosen, brief.id, minutes)
    console.say(_compared(brief))
    return console.DONE


def _newest(found: list[Brief]) -> Brief:
    if not found:
        raise NotFoundError("no brief is open", "`waterline brief list` shows all of them")
    return found[0]


def _named(brief: Brief) -> str:
    lines = (line for line in brief.body.split("\n") if not line.startswith("## "))
    return rows.cut(clean_line(first_line("\n".join(lines))), 50).rstrip()


def _compared(brief: Brief) -> str:
    expected = brief.expected_minutes
    beside = "" if expected is None else f", {expected} were expected"
    return f"“{_named(brief)}” took {brief.took_minutes} min{beside}"


def _row(brief: Brief) -> str:
    expected = "" if brief.expected_minutes is None else f"{brief.expected_minutes} expected"
    took = "open" if brief.took_minutes is None else f"{brief.took_minutes} min"
    name = f"{clean_line(brief.repo)}  " if brief.repo else ""
    parts = [
        (f"{brief.day.isoformat()} ", rows.DIM),
        (f"{brief.id[: rows.HANDLE]}  ", rows.DIM),
        (f"{name}{_named(brief)}", rows.PLAIN),
    ]
    tail = ", ".join(text for text in (expected, took) if text)
    return rows.drawn(parts, [(f"  {tail}", rows.ENTRY)])


def brief_json(brief: Brief) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    from waterline.domain.days import to_datetime

    return {
        "id": brief.id,
        "body": clean(brief.body),
        "repo": clean_line(brief.repo),
        "created_at": to_datetime(brief.moment, brief.offset).isoformat(),
        "expected_minutes": brief.expected_minutes,
        "took_minutes": brief.took_minutes,
    }
