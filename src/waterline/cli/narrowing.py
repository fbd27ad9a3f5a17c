"""What `show` and `search` have in common: the options that narrow a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from waterline.cli import completing
from waterline.cli.console import MisusedError
from waterline.cli.typed import TEXT, WORDS
from waterline.domain import kinds
from waterline.domain.filters import Filter
from waterline.domain.lines import CHANGE
from waterline.domain.text import tag_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    Command = Callable[..., Any]

KINDS = (*kinds.ALL_NAMES, CHANGE)

_OPTIONS = (
    click.option("--since", metavar="DATE", type=WORDS, help="This day and later."),
    click.option("--until", metavar="DATE", type=WORDS, help="This day and earlier."),
    click.option("--on", metavar="DATE", type=WORDS, help="This day, month or year."),
    click.option(
        "--tag", "tags", metavar="T", multiple=True, type=TEXT, shell_complete=completing.tags,
        help="With this tag; several: with all of them.",
    ),
    click.option(
        "--kind", "kinds", multiple=True, type=click.Choice(KINDS, case_sensitive=False),
        help="Of this kind; several: any of them.",
    ),
    click.option("--repo", metavar="NAME|PATH", type=WORDS, help="Of this repository."),
)  # fmt: skip

DATES = (
    "A DATE is said as people say it: yesterday, monday, last week, 3 days ago, october, 2026-10, "
    "2026-10-31, 31.10."
)


def options(command: Command) -> Command:
    """Give a command the options that `chosen` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen(
    today: date,
    *,
    since: str | None = None,
    until: str | None = None,
    on: str | None = None,
    tags: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    repo: str | None = None,
) -> Filter:
    """Make a filter of what the options say on the day `today`.

    Raises InputError for a date that can't be understood, MisusedError for options that
    contradict one another.
    """
    if on and (since or until):
        raise MisusedError("--on goes without --since and --until", "a span needs only those two")
    first, last = _span(today, since or on, until or on)
    named = tuple(tag_name(tag) for tag in tags)
    if not all(named):
        raise MisusedError("--tag needs a name", "a tag holds letters, digits, - _ and /")
    return Filter(since=first, until=last, tags=named, kinds=kinds, repo=repo or "")


def _span(today: date, since: str | None, until: str | None) -> tuple[date | None, date | None]:
    if not since and not until:
        return None, None
    from waterline.domain import dates

    first = dates.span(since, today)[0] if since else None
    last = dates.span(until, today)[1] if until else None
    if first and last and first > last:
        raise MisusedError(
            f"--since {since} is {first}, after --until {until}, which is {last}",
            "put the earlier date first",
        )
    return first, last
