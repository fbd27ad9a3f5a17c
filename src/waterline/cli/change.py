"""`waterline change`: one change with its explanations, or a whole range of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from waterline.cli import changes, console, ground, rows
from waterline.cli.console import MisusedError
from waterline.cli.typed import WORDS
from waterline.domain.explanations import TICKS, compose
from waterline.domain.text import clean, clean_line
from waterline.errors import NotFoundError
from waterline.practice import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.practice.explain import ChangeDetail, Explained
    from waterline.settings import Settings

UNSAID = "unsaid"
OWN_WORDS, PASTED = "own words", "pasted"


@click.command()
@click.argument("revs", metavar="[REV]...", nargs=-1, type=WORDS)
@click.option("--assisted", "said", flag_value=explain.ASSISTED, help="Say that AI helped with it.")
@click.option(
    "--by-hand", "said", flag_value=explain.BY_HAND, help="Say that no AI helped with it."
)
@click.option("--unsay", "said", flag_value=UNSAID, help="Take back what you said of it.")
@click.option("--own-words", "verdict", flag_value=OWN_WORDS,
              help="Let its explanations count, though they look pasted.")  # fmt: skip
@click.option("--pasted", "verdict", flag_value=PASTED, help="Take --own-words back.")
@click.option("--markdown", "as_markdown", is_flag=True,
              help="Its explanations for the description of a pull request.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(
    revs: tuple[str, ...],
    said: str | None,
    verdict: str | None,
    *,
    as_markdown: bool,
    as_json: bool,
) -> int:
    """Show a change with its explanations.

    REV is what git takes for a commit or a range (HEAD~2, main..topic), or the start of a sha
    in any followed repository; none means HEAD. Of a range you see the changes that are yours.
    """
    if as_markdown and as_json:
        raise MisusedError("--markdown goes without --json", "leave one out")
    home, chosen = ground.home_and_settings()
    lines = named(home, chosen, revs)
    if said is not None:
        say(home, chosen, lines, said)
    if verdict is not None:
        overrule(home, chosen, lines, counts=verdict == OWN_WORDS)
    if (said or verdict) and not (as_markdown or as_json):
        return console.DONE
    details = [explain.change(home, chosen, line.id) for line in lines]
    if as_markdown:
        return _markdown(details)
    if as_json:
        values = [_json(detail) for detail in details]
        console.as_json(values if changes.is_range(revs or (changes.HERE,)) else values[0])
        return console.DONE
    console.data("\n\n\n".join(whole(detail) for detail in details))
    return console.DONE


def named(home: Home, settings: Settings, revs: Sequence[str]) -> list[Line]:
    """Find the changes that `revs` name, oldest first. Raises NotFoundError where there is none."""
    folder = changes.folder()
    explain.refresh(home, settings, folder)
    found = explain.resolve(home, settings, list(revs) or [changes.HERE], folder)
    return sorted(found, key=lambda line: line.moment)


def say(home: Home, settings: Settings, lines: Sequence[Line], said: str) -> None:
    """Keep what the person says of the origin of changes, and tell it back."""
    word = "" if said == UNSAID else said
    explain.say(home, settings, [line.id for line in lines], word)
    for line in lines:
        told = f"is {word}, as you say" if word else "is again what its commit says"
        console.say(f"{rows.named(line)} {told}")


def overrule(home: Home, settings: Settings, lines: Sequence[Line], *, counts: bool) -> None:
    """Let the explanations of changes count whatever they look like, or take that back."""
    details = [explain.change(home, settings, line.id) for line in lines]
    ids = {one.entry_id for detail in details for one in detail.explanations}
    if not ids:
        raise NotFoundError("there is no explanation yet", "`waterline explain` writes one")
    for entry_id in ids:
        explain.overrule(home, settings, entry_id, counts)
    noun = "explanation counts" if len(ids) == 1 else "explanations count"
    console.say(f"{len(ids)} {noun} {'as your own words' if counts else 'as it looks'}")


def _json(detail: ChangeDetail) -> dict[str, object]:
    return {
        **changes.change_json(detail),
        "is_owed": detail.is_owed,
        "is_let_go": detail.is_let_go,
        "explanations": [changes.explained_json(one) for one in detail.explanations],
    }


def _markdown(details: Sequence[ChangeDetail]) -> int:
    from waterline.cli import pull_request

    text = pull_request.markdown(details)
    if text:
        console.data(text)
    lacking = [detail for detail in details if not detail.explanations]
    if lacking:
        console.say(f"without an explanation: {len(lacking)} of {len(details)}")
    return console.DONE


def whole(detail: ChangeDetail) -> str:
    """Draw one change in full: its facts, its message, its explanations."""
    parts = [rows.whole(detail.line)]
    state = _state(detail)
    if state:
        parts.append(rows.styled([(state, rows.AGENT if detail.is_owed else rows.DIM)]))
    parts += [_explained(one) for one in detail.explanations]
    return "\n\n".join(parts)


def _state(detail: ChangeDetail) -> str:
    if detail.is_owed:
        return f"owed: `waterline explain {rows.handle(detail.line)}` explains it"
    if detail.is_let_go and not detail.explanations:
        return "let go without an explanation"
    return ""


def _explained(one: Explained) -> str:
    at = one.written_at
    facts = [f"explained {rows.heading(at.date())} {at:%H:%M}", clean_line(one.entry_id)[:13]]
    if one.before or one.after:
        facts.append(f"sure {one.before or '–'} before, {one.after or '–'} after")
    facts.append(_typing(one))
    facts += [text for text, ticked in zip(TICKS, one.ticks, strict=True) if ticked]
    facts += [f"covers {one.covers} changes"] if one.covers > 1 else []
    shown = rows.styled([(" · ".join(fact for fact in facts if fact), rows.ENTRY)])
    return f"{shown}\n\n{clean(compose(one.words))}"


def _typing(one: Explained) -> str:
    typed = "typing not observed"
    if one.typed_share is not None:
        typed = f"{round(100 * one.typed_share)} % typed"
    if not one.is_pasted:
        return typed
    return f"{typed}, pasted" + (", counts as you say" if one.overruled else "")
