"""`waterline explain`: write down why changes make sense, here or in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from waterline.cli import console, ground, rows, writing
from waterline.cli.change import named
from waterline.cli.console import MisusedError
from waterline.cli.typed import TEXT, WORDS
from waterline.domain import explanations
from waterline.domain.explanations import (
    ALTERNATIVES,
    FIRST_LOOK,
    HIGHEST,
    LOWEST,
    WHY,
    Filled,
    Typing,
    Words,
)
from waterline.errors import GitError, InputError
from waterline.practice import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings

SURE = click.IntRange(LOWEST, HIGHEST)

# The ticks by a short name each, in their order.
TICKED = ("diff", "tests", "nothing-else")


@click.command()
@click.argument("revs", metavar="[REV]...", nargs=-1, type=WORDS)
@click.option("-m", "why", metavar="WHY", type=TEXT, help=f"{WHY}. `-` reads it.")
@click.option("--alternatives", metavar="TEXT", type=TEXT, help=ALTERNATIVES)
@click.option("--first-look", metavar="TEXT", type=TEXT, help=FIRST_LOOK)
@click.option("--before", type=SURE, metavar="N",
              help="How well you could have explained it before writing, 1 to 7.")  # fmt: skip
@click.option("--after", type=SURE, metavar="N", help="And now that you have written it.")
@click.option("--ticked", type=click.Choice(TICKED), multiple=True,
              help="diff: I read all of it. tests: checked against what I intended. "
              "nothing-else: nothing changed that I did not ask for.")  # fmt: skip
@click.option("--edit", is_flag=True, help="Write it in your editor.")
def command(
    revs: tuple[str, ...], *, why: str | None, alternatives: str | None, first_look: str | None,
    before: int | None, after: int | None, ticked: tuple[str, ...], edit: bool,
) -> int:  # fmt: skip
    """Write down why changes make sense, in your own words.

    REV is what git takes for a commit or a range, or the start of a sha in any followed
    repository; with several of them one explanation covers them all. Without -m, --edit and a
    pipe the app opens, at these changes or at all that is owed.

    With words and without REV it is HEAD that is explained. The id of the explanation is
    printed; `waterline edit` and `delete` take it, and `waterline undo` takes it back.
    """
    typed = Words(why or "", alternatives or "", first_look or "")
    ticks = (TICKED[0] in ticked, TICKED[1] in ticked, TICKED[2] in ticked)
    is_piped = why == "-" or (not any(typed) and not edit and _is_pipe())
    if not (any(typed) or edit or is_piped):
        if before or after or ticked:
            raise MisusedError("there are no words to go with that", "-m says why")
        return _in_the_app(revs)
    home, chosen = ground.home_and_settings()
    lines = named(home, chosen, revs)

    def keep(words: Words) -> int:
        if not any(text.strip() for text in words):
            raise InputError("nothing was written", "an explanation needs words")
        filled = Filled(words, before, after, ticks, Typing(observed=False))
        return record(home, chosen, lines, filled)

    if edit:
        if is_piped:
            raise MisusedError("--edit goes without a pipe", "leave one out")
        return writing.in_editor(
            template(typed), lambda text: keep(explanations.split(text)), is_template=True
        )
    if is_piped:
        read = explanations.split(writing.piped().strip())
        typed = Words(read.why, alternatives or read.alternatives, first_look or read.first_look)
    return keep(typed)


def template(words: Words) -> str:
    """Give the text that the editor opens with: the questions, and what was answered already."""
    questions = (WHY, ALTERNATIVES, FIRST_LOOK)
    return "".join(
        f"## {question}\n{answer}\n\n" for question, answer in zip(questions, words, strict=True)
    )


def _is_pipe() -> bool:
    stdin = writing.stdin()
    return stdin is not None and not console.is_terminal(stdin)


def _in_the_app(revs: Sequence[str]) -> int:
    from waterline.cli.app import check_terminal, open_app

    check_terminal()
    home, chosen = ground.home_and_settings()
    lines = named(home, chosen, revs) if revs else []
    return open_app("explain", explain=[line.id for line in lines])


def record(home: Home, settings: Settings, lines: Sequence[Line], filled: Filled) -> int:
    """Keep one explanation of all `lines`, print its id, and say what it covers."""
    ids = [line.id for line in lines]
    copied = _copied(home, settings, lines, filled.words)
    console.data(explain.record(home, settings, ids, filled, copied, explain.SHELL))
    for line in lines:
        console.say(f"explained {rows.named(line)}")
    return console.DONE


def _copied(home: Home, settings: Settings, lines: Sequence[Line], words: Words) -> float | None:
    """Tell what share of the words stands in the diff or the messages too, None if unknown."""
    from waterline.domain.nudges import Source

    try:
        diff = explain.diff(home, settings, [line.id for line in lines])
    except GitError:  # the repository is gone: there is nothing to compare with
        return None
    source = Source(diff.text, "\n".join(line.body for line in lines))
    return source.copied("\n".join(words))
