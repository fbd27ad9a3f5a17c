"""`waterline audit`: a month looked at as a whole, on paper."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from waterline.cli import asking, console, ground
from waterline.cli.console import MisusedError
from waterline.cli.typed import WORDS
from waterline.errors import InputError
from waterline.practice import audit as practice
from waterline.practice import explain

if TYPE_CHECKING:
    from datetime import date

    from waterline.domain.audits import Audit
    from waterline.domain.months import Month
    from waterline.home import Home
    from waterline.settings import Settings

STDOUT = "-"
MONTHS = "try 2026-10, october or last month"
QUESTIONS = 5


@click.command()
@click.argument("month", nargs=-1, type=WORDS)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@click.option("--markdown", "as_markdown", is_flag=True, help="As Markdown.")
@click.option(
    "--html", "path", metavar="FILE", type=click.Path(allow_dash=True),
    help="As one HTML file, charts and all; - is stdout.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over FILE though it is no report.")
@click.option(
    "--anyway", is_flag=True,
    help="Show what there is though the five questions are open: they stay as they are then.",
)  # fmt: skip
def command(
    month: tuple[str, ...],
    path: str | None,
    *,
    as_json: bool,
    as_markdown: bool,
    force: bool,
    anyway: bool,
) -> int:
    """Look at a month: what was shipped, understood and learned.

    MONTH is said as people say it: 2026-10, october, last month. Without it, it is the month
    that is due: last month in the first days of one, else the one that runs.
    """
    if as_json + as_markdown + (path is not None) > 1:
        raise MisusedError("--json, --markdown and --html go one at a time", "leave two out")
    if force and path in (None, STDOUT):
        raise MisusedError("--force goes with --html FILE", "leave it out")
    home, chosen = ground.home_and_settings()
    wanted = _month(" ".join(month), ground.today(chosen))
    explain.refresh(home, chosen)
    read = practice.read(home, chosen, wanted)
    found = _seen(home, chosen, read, anyway=anyway)
    if found is None:
        console.say("nothing was shown")
        return console.DONE
    _print(found, path, as_json=as_json, as_markdown=as_markdown, force=force)
    return console.DONE


def _month(said: str, today: date) -> Month | None:
    """Read a month as people say it; None where none was said."""
    from waterline.domain import dates, months

    if not said:
        return None
    try:
        first, last = dates.span(said, today)
    except InputError as error:
        raise InputError(error.message.replace(" is no date", " is no month"), MONTHS) from error
    month = months.of(first)
    if (first, last) != (month.first, month.last):
        raise InputError(f"{said!r} is no month", MONTHS)
    return month


def _seen(home: Home, chosen: Settings, found: Audit, *, anyway: bool) -> Audit | None:
    """Let a person answer the month's questions before its evidence is shown; None is not now.

    What a person has seen is kept as seen: the answers stay as they are from then on. A script
    has seen nothing.
    """
    from waterline.domain import assessment

    is_there = asking.is_possible() or console.is_terminal(sys.stdout)
    is_open = found.assessed.state == assessment.OPEN
    if not is_open or not _shows_anything(found) or not (is_there or anyway):
        return found
    answered = assessment.answered(found.assessed.answers)
    if answered < QUESTIONS and not anyway and not _wanted_all_the_same(found, answered):
        return None
    return replace(found, assessed=practice.show_evidence(home, chosen, found.month))


def _wanted_all_the_same(found: Audit, answered: int) -> bool:
    open_ = f"{answered} of the {QUESTIONS} questions of {found.month.label} are answered"
    first = "`waterline app audit` asks them before any evidence"
    if not asking.is_possible():
        raise InputError(open_, f"{first}; --anyway shows it, and leaves them so")
    console.say(f"{open_}; {first}.")
    return asking.yes("See it now, and leave them so?", default=False)


def _shows_anything(found: Audit) -> bool:
    from waterline.domain.evidence import Estimate

    strands = found.demonstrated.values()
    return bool(found.shipped.changes) or any(isinstance(one.figure, Estimate) for one in strands)


def _print(
    found: Audit, path: str | None, *, as_json: bool, as_markdown: bool, force: bool
) -> None:
    from waterline import report

    if as_json:
        console.as_json(report.to_json(found))
    elif as_markdown:
        console.data(report.to_markdown(found), end="")
    elif path == STDOUT:
        console.page(report.to_html(found))
    elif path is not None:
        console.data(console.safe(_written(found, path, force=force)))
    else:
        from waterline.cli import summary

        for line in summary.lines(found):
            console.data(line)


def _written(found: Audit, path: str, *, force: bool) -> str:
    from waterline import report

    try:
        return report.write(found, path, report.HTML, force=force)
    except report.OccupiedError as error:
        raise InputError(error.message, f"{error.hint}, or say --force") from error
