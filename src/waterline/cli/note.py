"""`waterline note`: write an entry from the shell."""

from __future__ import annotations

import click

from waterline.cli import completing, console, quick, writing
from waterline.cli.console import MisusedError
from waterline.cli.typed import TEXT, WORDS
from waterline.domain import kinds


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice(kinds.NAMES, case_sensitive=False),
    default="note",
    help="What sort of entry it is.",
)
@click.option(
    "--tag",
    "tags",
    metavar="T",
    multiple=True,
    type=TEXT,
    shell_complete=completing.tags,
    help="Give it this tag, beside the #tags in the text.",
)
@click.option(
    "--at",
    "when",
    metavar="WHEN",
    type=WORDS,
    help="When it was: 14:30, yesterday 9am, 2 hours ago, 2026-10-31 14:30.",
)
@click.option(
    "--repo", metavar="PATH", type=click.Path(),
    help="The repository it belongs to; `.` is the one you stand in.",
)  # fmt: skip
def command(
    text: tuple[str, ...], kind: str, tags: tuple[str, ...], when: str | None, repo: str | None
) -> int:
    """Write an entry and print its id.

    Without TEXT the editor opens ($VISUAL, $EDITOR). `-`, or a pipe, is read to its end. Words
    that begin with - go after --.

    An entry belongs to a repository only where --repo says so: the folder you happen to stand
    in says little about what you are thinking of.
    """
    at = _moment(when) if when else None
    place = "" if repo is None else _repository(repo)
    if text and text != ("-",):
        return quick.note(text, kind, tags, at=at, repo=place)
    if text or not console.is_terminal(writing.stdin()):
        return quick.note([writing.piped()], kind, tags, at=at, repo=place)

    def save(body: str) -> int:
        return quick.note([kinds.without_empty_prompts(kind, body)], kind, tags, at=at, repo=place)

    return writing.in_editor(kinds.template(kind), save, is_template=True)


def _moment(when: str) -> tuple[int, int, str]:
    from waterline.cli import ground
    from waterline.domain import dates, days

    moment = dates.moment(when, ground.now())
    return days.to_moment(moment), days.offset_of(moment), ""


def _repository(path: str) -> str:
    from waterline.practice import places

    if not path:
        raise MisusedError("--repo needs a path", "`.` is the repository you stand in")
    return places.repository_of(path)
