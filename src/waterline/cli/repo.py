"""`waterline repo`: which repositories are followed, and what is new in them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from waterline import home as homes
from waterline import settings
from waterline.cli import console, hooks, rows
from waterline.domain.text import clean_line
from waterline.errors import WaterlineError
from waterline.practice import repositories

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from waterline.cli.rows import Part
    from waterline.home import Home
    from waterline.practice.repositories import Progress, RepositoryLine
    from waterline.settings import Settings

CLEAR = "\r\x1b[K"


def names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the followed repositories by name, each with its path; folders otherwise."""
    from click.shell_completion import CompletionItem

    try:
        known = repositories.listing(*_ground())
    except WaterlineError:
        return []  # the command itself will say what is wrong
    found = [
        CompletionItem(line.repo, help=line.path)
        for line in known
        if line.repo.startswith(incomplete)
    ]
    return found or [CompletionItem(incomplete, type="dir")]


@click.group()
def command() -> None:
    """Follow repositories and look for new commits."""


@command.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option("--no-hooks", is_flag=True, help="Write nothing into the repository.")
def add(paths: tuple[str, ...], *, no_hooks: bool) -> int:
    """Follow repositories, scan them and install the hooks.

    PATH is a repository or a folder in one; none means here. Hooks of others go on running, and
    `waterline hooks uninstall` leaves no trace of ours.
    """
    home, chosen = _ground()
    code, added = console.DONE, []
    for path in paths or (os.curdir,):
        try:
            added.append(repositories.add(home, chosen, path).path)
            if not no_hooks:
                hooks.put_in(home, chosen, added[-1])
        except WaterlineError as error:
            code = console.fail(error)
    return max(code, _scan(added, as_json=False)) if added else code


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def list_(*, as_json: bool) -> int:
    """Show the followed repositories and what they hold of yours."""
    lines = repositories.listing(*_ground())
    if not lines and not as_json:
        console.say("no repository is followed: `waterline repo add PATH` follows one")
        return console.DONE
    _show(lines, as_json=as_json)
    return console.DONE


@command.command()
@click.argument("paths", metavar="[REPO]...", nargs=-1, shell_complete=names)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def scan(paths: tuple[str, ...], *, as_json: bool) -> int:
    """Look for new commits of yours.

    REPO is a repository's name or path; none means all. What was amended, rebased or dropped
    since the last scan is brought into line.
    """
    return _scan(list(paths), as_json=as_json)


@command.command(short_help="Stop following a repository.")
@click.argument("path", metavar="REPO", shell_complete=names)
def remove(path: str) -> int:
    """Stop following a repository; adding it again brings everything back.

    REPO is its name or path. Its hooks are taken out; nothing else in it is touched.
    """
    home, chosen = _ground()
    line = repositories.remove(home, chosen, path)
    hooks.take_out(home, chosen, line.path)
    console.say(f"{line.repo} is no longer followed")
    return console.DONE


def _ground() -> tuple[Home, Settings]:
    home = homes.find()
    return home, settings.load(home)


def _scan(wanted: list[str], *, as_json: bool) -> int:
    home, chosen = _ground()
    teller = _Teller() if console.is_terminal(sys.stderr) else None
    try:
        lines = repositories.scan(home, chosen, wanted, progress=teller)
    finally:
        if teller is not None:
            teller.clear()
    if not lines and not as_json:
        console.say("no repository is followed: `waterline repo add PATH` follows one")
    _show(lines, as_json=as_json)
    for line in lines:
        if line.note:
            console.say(f"{line.repo}: {line.note}")
    return console.FAILED if any(_failed(line, wanted) for line in lines) else console.DONE


def _failed(line: RepositoryLine, wanted: list[str]) -> bool:
    # A repository on a disk that isn't plugged in spoils no scan of all the others.
    return line.state == "refused" or (line.state == "missing" and bool(wanted))


class _Teller:
    """Tells a scan's progress on one line of the terminal, and takes the line away again."""

    def __init__(self) -> None:
        self._is_drawn = False

    def __call__(self, progress: Progress) -> None:
        words = console.safe(progress_words(progress))
        room = (os.get_terminal_size(sys.stderr.fileno()).columns or console.WIDTH) - 1
        sys.stderr.write(CLEAR + rows.cut(words, room))
        sys.stderr.flush()
        self._is_drawn = True

    def clear(self) -> None:
        if self._is_drawn:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()


def progress_words(progress: Progress) -> str:
    """Say how far a scan is: the count, the rate, and what is left."""
    of = "" if progress.expected is None else f" of {progress.expected:,}"
    left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
    return (
        f"{progress.repo}: {progress.done:,}{of} commits, {progress.per_second:,.0f} a second{left}"
    )


def repository_json(line: RepositoryLine) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    return {
        "repo": clean_line(line.repo),
        "path": line.path.encode("utf-8", "replace").decode(),
        "new": line.new,
        "total": line.total,
        "insertions": line.insertions,
        "deletions": line.deletions,
        "scanned_at": line.scanned_at.isoformat() if line.scanned_at else None,
        "state": line.state,
        "note": clean_line(line.note),
    }


def _show(lines: list[RepositoryLine], *, as_json: bool) -> None:
    if as_json:
        console.as_json([repository_json(line) for line in lines])
        return
    widths = [max((rows.cells(row[n][0]) for row in map(_row, lines)), default=0) for n in range(6)]
    for line in lines:
        row = [
            (_aligned(text, width, left=n in {0, 5}), style)
            for n, ((text, style), width) in enumerate(zip(_row(line), widths, strict=True))
        ]
        spaced = [part for one in row for part in (one, ("  ", rows.PLAIN))]
        console.data(rows.drawn(spaced[:-1]))


def _row(line: RepositoryLine) -> list[Part]:
    state = "" if line.state == "ok" else f"{line.state}: "
    return [
        (clean_line(line.repo), rows.BOLD),
        # The numbers stand below each other, so one is as wide as many.
        (f"{line.total:,} change{' ' if line.total == 1 else 's'}", rows.PLAIN),
        (f"{line.new:,} new" if line.new else "", rows.SHIPPED),
        (f"+{line.insertions:,}", rows.SHIPPED),
        (f"-{line.deletions:,}", rows.SHIPPED),
        (clean_line(state + line.path), rows.DIM),
    ]


def _aligned(text: str, width: int, *, left: bool) -> str:
    return rows.padded(text, width) if left else " " * (width - rows.cells(text)) + text
