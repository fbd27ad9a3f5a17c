"""Sessions: timed practice without AI, what one is, how it is written and when it ended.

Times are moments (microseconds since 1970, UTC; see `days`) of the wall clock: what is stored
holds over a reboot and a laptop's sleep, and a clock that was set back gives no negative minutes.
What several of them show is in `effort`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import days, running
from waterline.domain.running import BUILD, DEBUG, MINUTE, minutes_between

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

KINDS = (BUILD, DEBUG)
PLANNED_MINUTES = {BUILD: 30, DEBUG: 15}
LONGEST_MINUTES = 24 * 60

# What came of a build's goal, and of a hypothesis; and what each counts (SCORING.md 3). An
# unresolved one is no observation.
OUTCOMES: dict[str, tuple[str, ...]] = {
    BUILD: ("reached", "partly", "no"),
    DEBUG: ("right", "partly", "wrong", "unresolved"),
}
COUNTS = {"reached": 1.0, "right": 1.0, "partly": 0.5, "no": 0.0, "wrong": 0.0}

NO_IDEA = "No idea yet."
ADDED = "Added"
AFTERWARDS = {BUILD: "What was still there without AI", DEBUG: "What it was"}

EXAMPLE_PLACE = "limiter.py, refill()"
EXAMPLE_MECHANISM = "it adds tokens before it reads the clock, so two calls at once fill it twice"
EXAMPLE_GOAL = "an LRU cache from memory, with tests"


@dataclass(frozen=True, slots=True)
class Session:
    """A session of one kind ("build" or "debug") as the journal has it.

    `frozen` is what was written first and can't be rewritten: the goal, or the hypothesis, whose
    two parts are `place` and `mechanism`. `body` is the whole entry: that, what was added, and the
    closing words. `frozen_at` tells since when there is a whole hypothesis (a place and a
    mechanism), or a goal; None without. `sure` is 0 to 100 percent. `ended_at` is None while it
    runs; `seen_at` is the last sign of its being looked at. `outcome` is "" until it was said;
    `cause_found` and `with_ai` are None. `day` is the local day on which it was started, `offset`
    the writer's in seconds east; `repo` and `repo_path` name a repository.
    """

    id: str
    kind: str
    body: str
    frozen: str
    planned_minutes: int
    started_at: int
    day: date
    offset: int = 0
    place: str = ""
    mechanism: str = ""
    sure: int | None = None
    frozen_at: int | None = None
    ai_opened_at: int | None = None
    ended_at: int | None = None
    seen_at: int | None = None
    outcome: str = ""
    cause_found: bool | None = None
    with_ai: bool | None = None
    repo: str = ""
    repo_path: str = ""

    @property
    def is_running(self) -> bool:
        """Whether nobody has said yet when it ended."""
        return self.ended_at is None

    @property
    def text(self) -> str:
        """The goal, or the hypothesis as it is known by now."""
        whole = Hypothesis(self.place, self.mechanism)
        return str(whole) if self.kind == DEBUG and whole.is_whole else self.frozen

    @property
    def has_hypothesis(self) -> bool:
        """Whether anything is thought to be wrong, be it without a place or a mechanism."""
        return bool(self.place or self.mechanism)

    @property
    def planned_end(self) -> int:
        """The moment at which its time is up."""
        return self.started_at + self.planned_minutes * MINUTE

    @property
    def additions(self) -> str:
        """What was written after the beginning: additions, then closing words."""
        return self.body.removeprefix(self.frozen).strip()

    @property
    def opened_at(self) -> int | None:
        """When AI was opened while it ran; None if it wasn't."""
        if self.ai_opened_at is None or (self.ended_at or self.ai_opened_at) < self.ai_opened_at:
            return None
        return self.ai_opened_at

    @property
    def is_without_ai(self) -> bool:
        """Whether AI was neither opened in it nor said to have been."""
        return self.opened_at is None and not self.with_ai

    @property
    def is_hypothesis_first(self) -> bool:
        """Whether a whole hypothesis was frozen before AI was opened."""
        if self.kind != DEBUG or self.frozen_at is None or self.is_ai_unmarked:
            return False
        return self.opened_at is None or self.frozen_at <= self.opened_at

    @property
    def is_ai_unmarked(self) -> bool:
        """Whether AI is said to have helped, but not since when."""
        return bool(self.with_ai) and self.opened_at is None

    def at(self, moment: int) -> datetime:
        """Give a moment at the writer's offset."""
        return days.to_datetime(moment, self.offset)

    def minutes(self, now: int) -> float:
        """Give how long it has lasted at the moment `now`, or did last."""
        return minutes_between(self.started_at, now if self.ended_at is None else self.ended_at)

    def minutes_over(self, now: int) -> float:
        """Give how far it is over its plan, less than nought while it isn't."""
        return self.minutes(now) - self.planned_minutes

    def minutes_alone(self, now: int) -> float:
        """Give the minutes before AI was opened, until its end or `now` if it wasn't."""
        if self.opened_at is None:
            return self.minutes(now)
        return minutes_between(self.started_at, self.opened_at)

    def is_far_past(self, now: int) -> bool:
        """Tell whether it probably ended long ago: over twice its plan, half an hour at least."""
        minutes = self.minutes(now)
        return self.is_running and running.is_far_past(minutes, self.planned_minutes)

    def words(self, now: int) -> str:
        """Say it in a few words while it runs (see `running.words`)."""
        return running.words(
            self.kind, self.planned_minutes, self.started_at, self.ai_opened_at, now
        )


class Hypothesis(NamedTuple):
    """What is thought to be wrong: where, and how it comes about. Both make it one."""

    place: str = ""
    mechanism: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it names a place and a mechanism."""
        return bool(self.place and self.mechanism)

    def __str__(self) -> str:
        """Write it as it stands at the head of its entry."""
        return ": ".join(part for part in self if part)


class Closing(NamedTuple):
    """What is said of a session when it ends; what is None or "" was not said."""

    outcome: str = ""
    cause_found: bool | None = None
    with_ai: bool | None = None
    words: str = ""


class EndChoice(NamedTuple):
    """A sensible answer to "when did it end?": what it goes by, and the moment.

    `name` is "planned", "last" or "now"; `sign` says of "last" what was seen.
    """

    name: str
    moment: int
    sign: str = ""


# --- Writing ----------------------------------------------------------------------------------


def parted(said: str) -> Hypothesis:
    """Read "PLACE: MECHANISM" as people write it; without a colon all of it is the mechanism."""
    place, colon, mechanism = said.partition(": ")
    if colon and place.strip() and mechanism.strip() and "\n" not in place:
        return Hypothesis(place.strip(), mechanism.strip())
    return Hypothesis("", said.strip())


def with_addition(body: str, words: str, when: datetime) -> str:
    """Give an entry's text with something added to it at the local time `when`."""
    return f"{body}\n\n## {ADDED} {when:%H:%M}\n{words.strip()}"


def with_closing(body: str, kind: str, words: str, when: datetime) -> str:
    """Give an entry's text with closing words; further ones are added below the first."""
    if not words.strip():
        return body
    heading = f"## {AFTERWARDS[kind]}"
    if heading in body.split("\n"):
        return with_addition(body, words, when)
    return f"{body}\n\n{heading}\n{words.strip()}"


def afterwards(body: str, kind: str) -> str:
    """Find the closing words in an entry's text."""
    _, found, after = f"\n{body}".partition(f"\n## {AFTERWARDS[kind]}\n")
    return re.split(rf"(?m)^## {ADDED} \d\d:\d\d$", after)[0].strip() if found else ""


def completed(session: Session, closing: Closing) -> Closing:
    """Fill in what follows from what was said when a session ended.

    A hypothesis that was right found the cause, an unresolved one didn't; and where nobody says
    whether it was done with AI, what was said before stands, or the mark "AI opened" tells it.
    """
    found = closing.cause_found
    if found is None and session.kind == DEBUG:
        found = {"right": True, "unresolved": False}.get(closing.outcome)
    with_ai = closing.with_ai
    if with_ai is None:
        with_ai = session.with_ai
    if with_ai is None:
        with_ai = session.opened_at is not None
    return closing._replace(cause_found=found, with_ai=with_ai)


def keeps(frozen: str, body: str) -> bool:
    """Tell whether a new text of a session leaves what is frozen as it is."""
    return body == frozen or (body.startswith(frozen) and body[len(frozen)] == "\n")


# --- When it ended ----------------------------------------------------------------------------


def end_choices(session: Session, now: int, signs: Iterable[tuple[int, str]]) -> list[EndChoice]:
    """Give sensible answers to "when did it end?", earliest first; none is later than `now`.

    `signs` are moments at which somebody was seen to be there, each with what was seen; the last
    one in the session counts.
    """
    choices = [EndChoice("now", now)]
    if session.started_at <= session.planned_end <= now:
        choices.append(EndChoice("planned", session.planned_end))
    seen = [sign for sign in signs if session.started_at < sign[0] <= now]
    if seen:
        moment, sign = max(seen)
        choices.append(EndChoice("last", moment, sign))
    return sorted(choices, key=lambda choice: choice.moment)
