"""`waterline hooks`: put hooks into repositories, take them out, see whether git runs them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from waterline import home as homes
from waterline import settings
from waterline.cli import console, rows
from waterline.domain.text import clean_line
from waterline.errors import WaterlineError
from waterline.practice import hooks, repositories

if TYPE_CHECKING:
    from collections.abc import Callable

    from waterline.home import Home
    from waterline.practice.hooks import HookReport
    from waterline.settings import Settings

    Deed = Callable[[Home, Settings, str], HookReport]


@click.group()
def command() -> None:
    """Put the hooks into repositories, take them out, or see whether git runs them."""


PATHS = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
ALL = click.option("--all", "every", is_flag=True, help="Every followed repository.")
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")


@command.command()
@PATHS
@ALL
@JSON
def install(paths: tuple[str, ...], *, every: bool, as_json: bool) -> int:
    """Install the hooks, and follow the repositories that aren't yet.

    PATH is a repository, a folder in one, or the name of a followed one; none means here. Hooks
    of others go on running. Where they are in already, nothing changes.
    """
    return _each(hooks.install, paths, every=every, as_json=as_json)


@command.command()
@PATHS
@ALL
@JSON
def uninstall(paths: tuple[str, ...], *, every: bool, as_json: bool) -> int:
    """Take the hooks out; what stood there before stands there again.

    PATH is a repository, a folder in one, or the name of a followed one; none means here.
    """
    return _each(hooks.uninstall, paths, every=every, as_json=as_json)


@command.command(short_help="Show whether git runs the hooks, and what to do if not.")
@PATHS
@JSON
def status(paths: tuple[str, ...], *, as_json: bool) -> int:
    """Show whether git runs the hooks, and what to do where it doesn't.

    PATH is a repository, a folder in one, or the name of a followed one; none means every
    followed one. Exits with 1 where a hook is dead, missing or stale.
    """
    home, chosen = _ground()
    code, reports = console.DONE, []
    for path in paths or (None,):
        try:
            reports += hooks.status(home, chosen, path)
        except WaterlineError as error:
            code = console.fail(error)
    if not reports and not paths and not as_json:
        console.say(_nothing_to_show(home, chosen))
    show(reports, as_json=as_json)
    return code if all(report.is_on and report.events for report in reports) else console.FAILED


def _nothing_to_show(home: Home, chosen: Settings) -> str:
    if repositories.listing(home, chosen):
        return "no followed repository is where it was: `waterline repo list` tells what to do"
    return "no repository is followed: `waterline hooks install PATH` follows one"


def _ground() -> tuple[Home, Settings]:
    home = homes.find()
    return home, settings.load(home)


def _each(deed: Deed, paths: tuple[str, ...], *, every: bool, as_json: bool) -> int:
    home, chosen = _ground()
    if every and paths:
        raise console.MisusedError("--all or a PATH, not both", "leave one out")
    wanted = list(paths) or [os.curdir]
    if every:
        lines = repositories.listing(home, chosen)
        wanted = [line.path for line in lines if os.path.isdir(line.path)]
    code, reports = console.DONE, []
    for path in wanted:
        try:
            reports.append(deed(home, chosen, path))
        except WaterlineError as error:
            code = console.fail(error)
    show(reports, as_json=as_json)
    is_wrong = deed is hooks.install and not all(report.is_on for report in reports)
    return console.FAILED if is_wrong else code


def show(reports: list[HookReport], *, as_json: bool) -> None:
    """Print what is known of each repository's hooks."""
    if as_json:
        console.as_json([report_json(report) for report in reports])
        return
    width = max((rows.cells(clean_line(report.repo)) for report in reports), default=0)
    for report in reports:
        name = rows.padded(clean_line(report.repo), width)
        parts = [(name, rows.BOLD), (f"  {summary(report)}", rows.PLAIN)]
        console.data(rows.drawn([*parts, (f"  {clean_line(report.path)}", rows.DIM)]))
        if report.note:
            console.data(f"    {clean_line(report.note)}")
        for line in report.line_to_add.split("\n"):
            if line:
                console.data(f"    add: {console.safe(line)}")


def summary(report: HookReport) -> str:
    """Say the state of the hooks in a few words."""
    states = set(report.events.values())
    if states == {hooks.ON}:
        return f"on ({report.how})"
    if states <= {hooks.MISSING}:
        return "not installed"
    if len(states) == 1:
        return states.pop()
    return ", ".join(f"{event} {state}" for event, state in report.events.items())


def report_json(report: HookReport) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    return {
        "repo": clean_line(report.repo),
        "path": report.path.encode("utf-8", "replace").decode(),
        "how": report.how,
        "events": report.events,
        "note": clean_line(report.note),
        "line_to_add": report.line_to_add,
    }


def tell(report: HookReport) -> None:
    """Say in one line, to a person who added a repository, that the hooks are in (or aren't)."""
    if report.is_on:
        console.say(f"{report.repo}: hooks installed; `waterline hooks uninstall` takes them out")
    else:
        note = report.note or summary(report)
        console.say(f"{report.repo}: hooks can't run: {note}; `waterline hooks status` says more")


def put_in(home: Home, chosen: Settings, path: str) -> None:
    """Install the hooks of a repository that was just added; what is in the way is only said."""
    try:
        tell(hooks.install(home, chosen, path))
    except WaterlineError as error:
        console.say(f"hooks not installed: {error}")


def take_out(home: Home, chosen: Settings, path: str) -> None:
    """Take the hooks out of a repository that is no longer followed, if it is still there."""
    if not os.path.isdir(path):
        return
    try:
        hooks.uninstall(home, chosen, path)
    except WaterlineError as error:
        console.say(f"its hooks stay: {error}")
