"""Which questions the panels of a session ask, and what becomes of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from waterline.domain import dates, days
from waterline.domain.running import BUILD, DEBUG
from waterline.domain.sessions import (
    AFTERWARDS,
    EXAMPLE_GOAL,
    EXAMPLE_MECHANISM,
    EXAMPLE_PLACE,
    OUTCOMES,
    PLANNED_MINUTES,
    Closing,
    Hypothesis,
)
from waterline.domain.text import clean_line, first_line
from waterline.errors import InputError
from waterline.practice import briefs
from waterline.practice import session as practice
from waterline.tui import draw
from waterline.tui.beside import of_brief
from waterline.tui.screens.sitting import MissingError, SittingScreen
from waterline.tui.widgets import pictures
from waterline.tui.widgets.choice import Choice, Percent
from waterline.tui.widgets.field import line_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from waterline.domain.lines import Line
    from waterline.domain.sessions import EndChoice, Session
    from waterline.home import Home
    from waterline.settings import Settings

    Values = dict[str, Any]

YES, NO = "yes", "no"
TYPED = "typed"
MOST_LANDED = 3
GOAL_TITLE = {BUILD: "A build without AI", DEBUG: "Alone with a bug"}
WAYS = {
    BUILD: "Something small from scratch, without AI: a diagnosis, not a show.",
    DEBUG: "Before AI on a bug: the error, the code, and what you think it is, even if you're "
    "wrong, especially if you're wrong.",
}
OUTCOME_QUESTION = {BUILD: "Was the goal reached?", DEBUG: "The hypothesis was"}


class Panels:
    """Makes the panels, on one home."""

    def __init__(self, home: Home, settings: Settings, now: Callable[[], datetime]) -> None:
        self._home, self._settings, self._now = home, settings, now

    # -- the beginning ------------------------------------------------------------------------

    def build(self) -> SittingScreen:
        """Begin a build: the goal first."""

        def keep(values: Values) -> str:
            if not values["goal"]:
                raise MissingError(
                    "goal", "a build needs a goal", "say in a line what you want to build"
                )
            practice.start(
                self._home, self._settings, BUILD,
                goal=values["goal"], planned_minutes=_minutes(values),
            )  # fmt: skip
            return "Begun. Closing this terminal ends nothing."

        parts = [
            text_of("What do you want to build?", "goal", f"for example: {EXAMPLE_GOAL}"),
            line_of("Minutes", "minutes", str(PLANNED_MINUTES[BUILD])),
        ]
        return SittingScreen("build", GOAL_TITLE[BUILD], _quiet(WAYS[BUILD]), parts, keep)

    def debug(self) -> SittingScreen:
        """Begin to debug: a hypothesis first, or honestly none."""

        def start(values: Values, hypothesis: Hypothesis) -> str:
            practice.start(
                self._home, self._settings, DEBUG,
                hypothesis=hypothesis, sure=values["sure"] if hypothesis.is_whole else None,
                planned_minutes=_minutes(values),
            )  # fmt: skip
            return "Begun. Closing this terminal ends nothing."

        def keep(values: Values) -> str:
            return start(values, _hypothesis(values))

        def no_idea(values: Values) -> str:
            return start(values, Hypothesis(values["place"], values["mechanism"]))

        parts = [*_hypothesis_parts(), line_of("Minutes", "minutes", str(PLANNED_MINUTES[DEBUG]))]
        about = _quiet(
            "What do you think it is? From here on it is frozen: added to, not rewritten."
        )
        return SittingScreen("debug", GOAL_TITLE[DEBUG], about, parts, keep, no_idea=no_idea)

    # -- meanwhile ----------------------------------------------------------------------------

    def hypothesis(self, session: Session) -> SittingScreen:
        """Write the hypothesis after "no idea yet"."""
        given = {"place": session.place, "mechanism": session.mechanism}
        held = {name: value for name, value in given.items() if value}
        parts = [part for part in _hypothesis_parts() if part.id not in held]

        def keep(values: Values) -> str:
            hypothesis = _hypothesis({**values, **held})
            practice.freeze(self._home, self._settings, hypothesis, values["sure"], session.id)
            return "Frozen."

        about = _quiet("From here on it is frozen: it can be added to, not rewritten.")
        return SittingScreen(f"hypothesis:{session.id}", "Your hypothesis", about, parts, keep)

    def add(self, session: Session) -> SittingScreen:
        """Add words to what is frozen."""

        def keep(values: Values) -> str:
            practice.add(self._home, self._settings, values["words"], session.id)
            return ""

        about = Content.styled(clean_line(session.text), "$foreground")
        parts = [text_of("What do you know now?", "words")]
        return SittingScreen(f"add:{session.id}", "Add to it", about, parts, keep)

    # -- the end ------------------------------------------------------------------------------

    def end(self, session: Session, choices: Sequence[EndChoice] = ()) -> SittingScreen:
        """Ask what came of a session, and when it ended where `choices` are given."""
        now = self._now()
        parts: list[Any] = []
        if choices:
            answers = [(one.name, _end_words(session, one, now)) for one in choices]
            parts.append(
                Choice("When did it end?", [*answers, (TYPED, "another time")], id="ended")
            )
            parts.append(line_of("It ended at: a time, like 14:30", "time"))
        parts += _outcome_parts(session)

        def keep(values: Values) -> str:
            ended = _ended(values, choices, now)
            if not values["outcome"] and session.is_running:
                raise MissingError("outcome", "say what came of it", "a number or an arrow chooses")
            closed = practice.stop(
                self._home, self._settings, _closing(values), ended_at=ended, session_id=session.id
            )
            return _said(closed, days.to_moment(now))

        def facts() -> Content:
            landed = practice.landed(self._home, self._settings, session)
            return _about(session, days.to_moment(now), landed)

        values = _given(session)
        title = "How did it go?" if session.is_running else "What came of it"
        about = _about(session, days.to_moment(now), ())
        name = f"end:{session.id}"
        return SittingScreen(name, title, about, parts, keep, facts=facts, values=values)

    # -- a brief ------------------------------------------------------------------------------

    def brief(self, line: Line) -> SittingScreen:
        """Ask how long the work of a brief took."""

        def keep(values: Values) -> str:
            minutes = _minutes(values)
            if minutes is None:
                raise MissingError("minutes", "say how many minutes it took")
            closed = briefs.close(self._home, self._settings, line.id, minutes)
            expected = closed.expected_minutes
            beside = "" if expected is None else f", {expected} expected"
            return f"It took {minutes} min{beside}."

        def facts() -> Content:
            return of_brief(briefs.find(self._home, self._settings, line.id))

        about = Content.styled(draw.entry_title(line), "$foreground")
        parts = [line_of("How many minutes did it really take?", "minutes")]
        return SittingScreen(f"brief:{line.id}", "Close the brief", about, parts, keep, facts=facts)


def _quiet(words: str) -> Content:
    return Content.styled(words, "$quiet")


def _hypothesis_parts() -> list[Any]:
    return [
        line_of("Where is it?", "place", f"for example: {EXAMPLE_PLACE}"),
        text_of("How does it come about?", "mechanism", f"for example: {EXAMPLE_MECHANISM}"),
        Percent("How sure are you?", id="sure"),
    ]


def _hypothesis(values: Values) -> Hypothesis:
    for part, what in (("place", "a place"), ("mechanism", "a mechanism")):
        if not values[part]:
            raise MissingError(part, f"a hypothesis names {what} too", "or begin with no idea yet")
    return Hypothesis(values["place"], values["mechanism"])


def _minutes(values: Values) -> int | None:
    said = values.get("minutes", "")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal()):
        raise MissingError("minutes", f"{clean_line(said)[:20]} is no number of minutes")
    return int(said[:9])


def _outcome_parts(session: Session) -> list[Any]:
    yes_or_no = ((YES, "yes"), (NO, "no"))
    outcomes = OUTCOMES[session.kind]
    if session.kind == DEBUG and not session.has_hypothesis:
        outcomes = ("unresolved",)
    parts: list[Any] = [
        Choice(OUTCOME_QUESTION[session.kind], [(one, one) for one in outcomes], id="outcome")
    ]
    if session.kind == DEBUG:
        parts.append(Choice("Was the cause found?", yes_or_no, id="found"))
    parts.append(Choice("Did AI help?", yes_or_no, id="with"))
    return [*parts, text_of(AFTERWARDS[session.kind], "words")]


def _given(session: Session) -> Values:
    with_ai = session.with_ai if session.with_ai is not None else session.opened_at is not None
    values: Values = {"outcome": session.outcome, "with": YES if with_ai else NO}
    if session.cause_found is not None:
        values["found"] = YES if session.cause_found else NO
    if session.kind == DEBUG and not session.has_hypothesis:
        values["outcome"] = "unresolved"
    return values


def _closing(values: Values) -> Closing:
    found, with_ai = ({YES: True, NO: False}.get(values.get(one, "")) for one in ("found", "with"))
    return Closing(values["outcome"], found, with_ai, values["words"])


def _ended(values: Values, choices: Sequence[EndChoice], now: datetime) -> int | None:
    if not choices:
        return None
    said = values["time"]
    if values["ended"] == TYPED or (said and not values["ended"]):
        if not said:
            raise MissingError("time", "at what time did it end?")
        try:
            return days.to_moment(dates.moment(said, now))
        except InputError as error:
            raise MissingError("time", error.message, error.hint) from error
    for one in choices:
        if one.name == values["ended"]:
            return one.moment
    raise MissingError("ended", "it is far past its plan", "say when it ended")


def _end_words(session: Session, choice: EndChoice, now: datetime) -> str:
    when = session.at(choice.moment)
    here = session.at(days.to_moment(now))
    day = "" if when.date() == here.date() else f"{draw.WEEKDAYS[when.weekday()]} "
    what = {"planned": "as planned", "last": clean_line(choice.sign), "now": "now"}[choice.name]
    return f"{day}{when:%H:%M} {what}"


def _about(session: Session, now: int, landed: Sequence[Line]) -> Content:
    """Say what a session was, and which assisted commits were made meanwhile."""
    text = clean_line(first_line(session.text))
    lines = [pictures.facts(session, now), Content.styled(text, "bold $foreground")]
    if landed:
        count = draw.plural(len(landed), "assisted commit")
        lines.append(Content.styled(f"Meanwhile {count} landed:", "$assisted"))
        for line in landed[:MOST_LANDED]:
            words = f"  {draw.signs().change} {clean_line(line.repo)} {line.sha[:7]} "
            lines.append(Content.styled(f"{words}{draw.subject(line)}"[:76], "$assisted"))
        if len(landed) > MOST_LANDED:
            lines.append(Content.styled(f"  and {len(landed) - MOST_LANDED} more", "$assisted"))
    return Content("\n").join(lines)


def _said(closed: Session, now: int) -> str:
    minutes = closed.minutes(now)
    if closed.is_without_ai:
        return f"Ended after {minutes:.0f} min, without AI."
    return f"Ended after {minutes:.0f} min, {closed.minutes_alone(now):.0f} of them alone."
