"""`waterline search`: find entries and changes by their words."""

from __future__ import annotations

import click

from waterline.cli import console, ground, narrowing, rows
from waterline.cli.console import MisusedError
from waterline.cli.typed import NUMBER, TEXT
from waterline.practice import look

LIMIT = 50
ALL = 2**31


@click.command(epilog=narrowing.DATES)
@click.argument("query", nargs=-1, type=TEXT)
@narrowing.options
@click.option(
    "--limit",
    metavar="N",
    type=NUMBER,
    default=LIMIT,
    show_default=True,
    help="The newest N; 0 is all.",
)
@click.option("--ranked", is_flag=True, help="The most relevant first, not the newest.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")  # fmt: skip
def command(
    query: tuple[str, ...], limit: int, *, ranked: bool, as_json: bool, **narrowed: str
) -> int:
    """Search entries and changes, newest first.

    All words of QUERY must be there; the last one may be the beginning of a word.
    """
    words = " ".join(query)
    if not words.strip():
        raise MisusedError("search for what?", "`waterline show` lists without searching")
    home, chosen = ground.home_and_settings()
    by = narrowing.chosen(ground.today(chosen), **narrowed)  # type: ignore[arg-type] # as click read them
    asked = limit + 1 if limit else ALL
    hits = look.search(home, chosen, words, by, limit=asked, ranked=ranked)
    more = bool(limit) and len(hits) > limit
    hits = hits[:limit] if limit else hits
    if as_json:
        console.json_array(rows.line_json(hit.line) for hit in hits)
    else:
        for hit in hits:
            console.data(rows.found(hit.line, hit.snippet))
    if more:
        console.say(f"the {'best' if ranked else 'newest'} {limit}; `--limit 0` shows all")
    elif not hits and not as_json:
        console.say("nothing found")
    return console.DONE
