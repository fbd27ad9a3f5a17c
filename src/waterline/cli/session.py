"""`waterline session`: timed practice without AI, begun, watched and ended in a shell."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import click

from waterline.cli import asking, console, ground, rows, writing
from waterline.cli.console import MisusedError
from waterline.cli.typed import NUMBER, TEXT, WORDS
from waterline.domain import sessions
from waterline.domain.running import BUILD, DEBUG, clock, over
from waterline.domain.sessions import OUTCOMES, Hypothesis
from waterline.domain.text import clean, clean_line
from waterline.errors import InputError, WaterlineError
from waterline.practice import session as practice

if TYPE_CHECKING:
    from waterline.domain.lines import Line
    from waterline.domain.sessions import Session
    from waterline.home import Home
    from waterline.settings import Settings

ENDS = ("planned", "last", "now")


@click.group()
def command() -> None:
    """Practise without AI: build something small, or debug alone."""


# --- Beginning --------------------------------------------------------------------------------


@command.command()
@click.argument("kind", type=click.Choice(sessions.KINDS, case_sensitive=False))
@click.option(
    "-m", "--message", metavar="TEXT", type=WORDS, help='The goal; debug: "PLACE: MECHANISM".'
)
@click.option("--place", metavar="P", type=WORDS, help="Where the bug is: a file, a function.")
@click.option("--mechanism", metavar="M", type=WORDS, help="How it comes about there.")
@click.option("--no-idea", is_flag=True, help="Begin to debug without a hypothesis.")
@click.option("--minutes", metavar="N", type=NUMBER, help="How long; a build has 30, debugging 15.")
@click.option("--sure", metavar="P", type=NUMBER, help="How sure of the hypothesis, 0 to 100 %.")
@click.option(
    "--repo", metavar="PATH", type=click.Path(),
    help="The repository it belongs to; `.` is the one you stand in.",
)  # fmt: skip
def start(kind: str, minutes: int | None, repo: str | None, **said: Any) -> int:
    """Begin a session and print its id.

    A build has a goal. Debugging begins with a hypothesis: a place and a mechanism, and how
    sure you are; it is frozen then, and can only be added to. What isn't given is asked for.
    """
    home, chosen = ground.home_and_settings()
    _refuse_second(practice.running(home, chosen))
    place = "" if repo is None else _repository(repo)
    goal, hypothesis, sure = "", Hypothesis(), said["sure"]
    if kind == BUILD:
        goal = _goal(**said)
    else:
        hypothesis, sure = _hypothesis(**said)
    begun = practice.start(
        home, chosen, kind, goal=goal, hypothesis=hypothesis, planned_minutes=minutes,
        sure=sure, repo=place,
    )  # fmt: skip
    console.data(begun.id)
    end = f"{begun.at(begun.planned_end):%H:%M}"
    console.say(f"{kind} without AI until {end}; `waterline session stop` ends it")
    if kind == DEBUG and begun.has_hypothesis and begun.frozen_at is None:
        console.say("no place is named, so it doesn't count as a hypothesis yet: "
                    "`waterline session add --place PLACE` completes it")  # fmt: skip
    return console.DONE


def _refuse_second(running: Session | None) -> None:
    if running is not None:
        begun = f"{running.at(running.started_at):%H:%M}"
        raise InputError(
            f"a {running.kind} session is running since {begun}",
            "`waterline session stop` ends it",
        )


def _goal(
    message: str | None,
    place: str | None,
    mechanism: str | None,
    *,
    no_idea: bool,
    sure: int | None,
) -> str:
    if place or mechanism or no_idea or sure is not None:
        raise MisusedError(
            "--place, --mechanism, --sure and --no-idea are for debugging",
            "a build has a goal: -m GOAL",
        )
    if message is None and asking.is_possible():
        message = asking.line(f"What will you build? (like: {sessions.EXAMPLE_GOAL})")
    if not message:
        raise InputError("the goal is missing", "say it in a line: -m GOAL")
    return message


def _hypothesis(
    message: str | None,
    place: str | None,
    mechanism: str | None,
    *,
    no_idea: bool,
    sure: int | None,
) -> tuple[Hypothesis, int | None]:
    if message and mechanism:
        raise MisusedError("-m and --mechanism say the same", "leave one out")
    if no_idea:
        if message or place or mechanism or sure is not None:
            raise MisusedError("--no-idea goes without a hypothesis", "leave one out")
        return Hypothesis(), None
    said = sessions.parted(message or "") if not place else Hypothesis(place, message or "")
    said = Hypothesis(said.place, mechanism or said.mechanism)
    if asking.is_possible():
        return _asked(said, sure)
    if message or said.is_whole:
        return said, sure
    missing = "the mechanism" if said.place else "the place" if said.mechanism else "a hypothesis"
    raise InputError(f"{missing} is missing", "--place PLACE --mechanism MECHANISM, or --no-idea")


def _asked(said: Hypothesis, sure: int | None) -> tuple[Hypothesis, int | None]:
    place, mechanism = said
    if not place:
        example = f"like: {sessions.EXAMPLE_PLACE}; enter: no idea yet"
        place = asking.line(f"Where is it? ({example})")
        if not place and not mechanism:
            return Hypothesis(), None
    if not mechanism:
        mechanism = asking.line(f"How does it come about? (like: {sessions.EXAMPLE_MECHANISM})")
    if sure is None:
        sure = asking.percent("How sure are you, in percent?")
    return Hypothesis(place, mechanism), sure


def _repository(path: str) -> str:
    from waterline.practice import places

    if not path:
        raise MisusedError("--repo needs a path", "`.` is the repository you stand in")
    return places.repository_of(path)


# --- While it runs ----------------------------------------------------------------------------


@command.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def status(*, as_json: bool) -> int:
    """Say which session is running, and since when."""
    home, chosen = ground.home_and_settings()
    running, now = practice.running(home, chosen), _now()
    if as_json:
        console.as_json(None if running is None else session_json(running))
        return console.DONE
    if running is None:
        console.say("no session is running: `waterline session start` begins one")
        return console.DONE
    console.data(_said(running, now))
    if running.is_far_past(now):
        console.say("that is far past its plan: `waterline session stop` asks when it ended")
    return console.DONE


def _said(running: Session, now: int) -> str:
    left = -running.minutes_over(now)
    when = f"{math.ceil(left)} min left" if left > 0 else over(-left)
    opened = ""
    if running.opened_at is not None:
        opened = f", AI opened after {clock(running.minutes_alone(now))}"
    return clean_line(
        f"{running.kind} {clock(running.minutes(now))}, {when}{opened}: {running.text}"
    )


@command.command("ai-opened")
@click.option("--undo", is_flag=True, help="Take the mark back.")
def ai_opened(*, undo: bool) -> int:
    """Mark that you opened AI, in the session that is running."""
    home, chosen = ground.home_and_settings()
    marked = practice.ai_opened(home, chosen, opened=not undo)
    alone = clock(marked.minutes_alone(_now()))
    console.say("the mark is taken back" if undo else f"AI opened after {alone} alone")
    return console.DONE


@command.command()
@click.argument("text", nargs=-1)
@click.option("--place", metavar="P", type=WORDS, help="The place of a hypothesis.")
@click.option("--mechanism", metavar="M", type=WORDS, help="Its mechanism.")
@click.option("--sure", metavar="P", type=NUMBER, help="How sure of it, 0 to 100 %.")
def add(text: tuple[str, ...], place: str | None, mechanism: str | None, sure: int | None) -> int:
    """Add words to the session that is running.

    `-`, or a pipe, is read to its end. Where debugging began without a hypothesis, --place and
    --mechanism freeze one now.
    """
    home, chosen = ground.home_and_settings()
    if place or mechanism:
        if text:
            raise MisusedError("a hypothesis goes without further words", "add them afterwards")
        found = practice.freeze(home, chosen, Hypothesis(place or "", mechanism or ""), sure)
        console.say(f"frozen: {clean_line(found.text)}")
        return console.DONE
    if sure is not None:
        raise MisusedError("--sure goes with a hypothesis", "--place PLACE --mechanism MECHANISM")
    words = " ".join(text)
    if not text or text == ("-",):
        if not text and asking.is_possible():
            words = asking.line("What did you see?")
        else:
            words = writing.piped()
    practice.add(home, chosen, words)
    return console.DONE


# --- Ending -----------------------------------------------------------------------------------


@command.command()
@click.argument("key", metavar="[ID]", required=False, type=TEXT)
@click.option(
    "--outcome", metavar="O", type=WORDS,
    help="Of a build: reached, partly, no; of debugging: right, partly, wrong, unresolved.",
)  # fmt: skip
@click.option("--cause-found/--no-cause", default=None, help="Whether the cause was found.")
@click.option("--with-ai/--without-ai", default=None, help="Whether AI helped.")
@click.option("--ended", metavar="WHEN", type=WORDS, help="When it ended: planned, last, 14:30.")
@click.option(
    "-m", "--message", metavar="TEXT", type=WORDS, help="What was still there, or what it was."
)
def stop(key: str | None, ended: str | None, **said: Any) -> int:
    """End the session that is running.

    With ID, a closed session gets other answers. What isn't given is asked for; one far past
    its plan asks when it ended.
    """
    home, chosen = ground.home_and_settings()
    found = practice.find(home, chosen, key) if key else practice.running(home, chosen)
    if found is None:
        raise InputError(practice.NONE_RUNS, practice.BEGIN)
    end = _end(home, chosen, found, ended)
    closing = _closing(found, **said)
    closed = practice.stop(home, chosen, closing, ended_at=end, session_id=found.id)
    console.say(_told(closed))
    for line in _landed(home, chosen, closed):
        console.say(line)
    return console.DONE


def _end(home: Home, chosen: Settings, found: Session, said: str | None) -> int | None:
    """Tell when it ended; None is now, or for a closed one as it was."""
    now = _now()
    if said is None and not found.is_far_past(now):
        return None
    choices = practice.end_choices(home, chosen, found)
    if said is None and not asking.is_possible():
        named = ", ".join(f"{one.name} ({_clock(found, one.moment, now)})" for one in choices)
        raise InputError("it is far past its plan: when did it end?", f"--ended {named}, or a time")
    while said is None:
        console.say("It is far past its plan. When did it end?")
        for number, one in enumerate(choices, 1):
            sign = f" ({one.sign})" if one.sign else f" ({one.name})"
            console.say(f"  {number}  {_clock(found, one.moment, now)}{sign}")
        typed = asking.line("A number, or a time:")
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(choices):
            return choices[int(typed) - 1].moment
        try:
            return _moment(typed)
        except InputError as error:
            console.say(str(error))
    if said.casefold() in ENDS:
        meant = [one.moment for one in choices if one.name == said.casefold()]
        if not meant:
            raise InputError(f"nothing is known of --ended {said}", "name a time")
        return meant[0]
    return _moment(said)


def _clock(found: Session, moment: int, now: int) -> str:
    when = found.at(moment)
    return f"{when:%H:%M}" if when.date() == found.at(now).date() else f"{when:%Y-%m-%d %H:%M}"


def _moment(said: str) -> int:
    from waterline.domain import dates, days

    return days.to_moment(dates.moment(said, ground.now()))


def _closing(
    found: Session,
    outcome: str | None,
    message: str | None,
    *,
    cause_found: bool | None,
    with_ai: bool | None,
) -> sessions.Closing:
    if found.kind == BUILD and cause_found is not None:
        raise MisusedError("--cause-found is for debugging", "leave it out")
    can_ask = asking.is_possible() and found.is_running
    has_outcome = found.kind == BUILD or found.has_hypothesis
    allowed = OUTCOMES[found.kind]
    outcome = outcome.casefold() if outcome else ""
    if not outcome and found.is_running and has_outcome:
        if not can_ask:
            raise InputError("the outcome is missing", f"--outcome {', '.join(allowed)}")
        asked = "Was the goal reached?" if found.kind == BUILD else "Was the hypothesis right?"
        outcome = asking.choice(asked, allowed)
    if outcome and outcome not in allowed:
        raise MisusedError(f"--outcome can't be {outcome!r}", f"it is {', '.join(allowed)}")
    said = sessions.Closing(outcome, cause_found, with_ai, message or "")
    if can_ask and found.kind == DEBUG:
        said = _asked_of_bug(found, said)
    if can_ask and message is None:
        words = asking.line(f"{sessions.AFTERWARDS[found.kind]}? (enter: nothing)")
        said = said._replace(words=words)
    return said


def _asked_of_bug(found: Session, said: sessions.Closing) -> sessions.Closing:
    cause_found, with_ai = said.cause_found, said.with_ai
    if cause_found is None:
        cause_found = asking.yes("Was the cause found?", default=said.outcome == "right")
    if with_ai is None:
        with_ai = asking.yes("With AI?", default=found.opened_at is not None)
    return said._replace(cause_found=cause_found, with_ai=with_ai)


def _told(closed: Session) -> str:
    now = _now()
    alone = ""
    if closed.opened_at is not None:
        alone = f", {clock(closed.minutes_alone(now))} of them before AI was opened"
    outcome = f": {closed.outcome}" if closed.outcome else ""
    return f"{closed.kind} of {clock(closed.minutes(now))}{alone}{outcome}"


def _landed(home: Home, chosen: Settings, closed: Session) -> list[str]:
    """Say which assisted commits were made meanwhile: a fact, no reproach."""
    try:
        found = practice.landed(home, chosen, closed)
    except WaterlineError as error:
        return [f"new commits could not be looked for: {error}"]
    if not found:
        return []
    noun = "commit was" if len(found) == 1 else "commits were"
    return [f"{len(found)} assisted {noun} made meanwhile:", *map(_commit, found)]


def _commit(line: Line) -> str:
    name = f"{clean_line(line.repo)}  " if line.repo else ""
    return f"  {rows.handle(line)}  {name}{rows.said(line)}"


# --- Looking back -----------------------------------------------------------------------------


@command.command("list")
@click.option("--since", metavar="DATE", type=WORDS, help="This day and later.")
@click.option("--until", metavar="DATE", type=WORDS, help="This day and earlier.")
@click.option("--limit", metavar="N", type=NUMBER, default=0, help="The newest N; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def list_(since: str | None, until: str | None, limit: int, *, as_json: bool) -> int:
    """Show sessions, oldest first."""
    from waterline.cli import narrowing

    home, chosen = ground.home_and_settings()
    by = narrowing.chosen(ground.today(chosen), since=since, until=until)
    found = practice.listing(home, chosen, by.since, by.until, limit)[::-1]
    if as_json:
        console.as_json([session_json(one) for one in found])
        return console.DONE
    now = _now()
    for one in found:
        console.data(_row(one, now))
    if not found:
        console.say("no session: `waterline session start build` or `debug` begins one")
    return console.DONE


def _row(one: Session, now: int) -> str:
    lasted = "running" if one.is_running else clock(one.minutes(now))
    alone = "" if one.opened_at is None else f", AI after {clock(one.minutes_alone(now))}"
    name = f"{clean_line(one.repo)}  " if one.repo else ""
    outcome = f", {one.outcome}" if one.outcome else ""
    parts = [
        (f"{one.at(one.started_at):%Y-%m-%d %H:%M} ", rows.DIM),
        (f"{one.id[: rows.HANDLE]}  ", rows.DIM),
        (f"{one.kind}  ", rows.SESSION),
        (f"{name}{clean_line(one.text)}", rows.PLAIN),
    ]
    return rows.drawn(parts, [(f"  {lasted}{alone}{outcome}", rows.SESSION)])


def session_json(one: Session) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    return {
        "id": one.id,
        "kind": one.kind,
        "text": clean(one.text),
        "planned_minutes": one.planned_minutes,
        "started_at": one.at(one.started_at).isoformat(),
        "ended_at": _iso(one, one.ended_at),
        "ai_opened_at": _iso(one, one.ai_opened_at),
        "outcome": one.outcome or None,
        "place": clean_line(one.place),
        "mechanism": clean(one.mechanism),
        "sure": one.sure,
        "cause_found": one.cause_found,
        "with_ai": one.with_ai,
        "repo": clean_line(one.repo),
    }


def _now() -> int:
    return time.time_ns() // 1000


def _iso(one: Session, moment: int | None) -> str | None:
    return None if moment is None else one.at(moment).isoformat()
