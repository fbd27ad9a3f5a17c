"""Sessions: timed practice without AI, what one is, and what several show (SCORING.md 2, 3).

Times are moments (microseconds since 1970, UTC; see `days`) of the wall clock: what is stored
holds over a reboot and a laptop's sleep, and a clock that was set back gives no negative minutes.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import days, running
from waterline.domain.evidence import (
    STRAND_DAYS,
    Calibration,
    Estimate,
    NotEnough,
    calibration,
    strand,
)
from waterline.domain.running import BUILD, DEBUG, MINUTE, minutes_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
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

# What a session has to last to count: alone with a bug, and building.
ALONE_MINUTES = 15
BUILD_MINUTES = 30

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


class Alone(NamedTuple):
    """Minutes alone with a bug: how many sessions of `n` met the 15, and the median.

    The median is infinite where AI was never opened in more than half of them.
    """

    met: int
    n: int
    median: float | None


class Share(NamedTuple):
    """So many of so many."""

    k: int
    n: int


class Week(NamedTuple):
    """A week (its Monday): whether it counts as active, and its longest build without AI."""

    monday: date
    is_active: bool
    build_minutes: float

    @property
    def has_build(self) -> bool:
        """Whether a build of 30 minutes or more without AI was done in it."""
        return self.build_minutes >= BUILD_MINUTES


class Figures(NamedTuple):
    """What the sessions of the last 90 days show.

    `hits` is the strand *debug*, `builds` the strand *build*; `causes` were found of those closed;
    `first` are the debugging sessions with a hypothesis before AI; `unresolved` of them are in no
    strand.
    """

    hits: Estimate | NotEnough
    builds: Estimate | NotEnough
    causes: Share
    alone: Alone
    first: Share
    sure: Calibration | NotEnough
    unresolved: int


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


# --- Figures ----------------------------------------------------------------------------------


def alone(minutes: Sequence[float | None]) -> Alone:
    """Sum up the minutes before AI was opened; None is a session in which it never was."""
    lasted = [math.inf if one is None else one for one in minutes]
    met = sum(one >= ALONE_MINUTES for one in lasted)
    return Alone(met, len(lasted), median(lasted) if lasted else None)


def minutes_alone(sessions: Iterable[Session]) -> list[float | None]:
    """Give for `alone` what closed debugging sessions say; the unobserved ones are left out.

    Unobserved is one in which AI helped, but nobody marked when it was opened.
    """
    return [
        None if one.opened_at is None else one.minutes_alone(one.started_at)
        for one in sessions
        if one.kind == DEBUG and not one.is_running and not one.is_ai_unmarked
    ]


def figures(sessions: Iterable[Session], now: int) -> Figures:
    """Say what the closed sessions of the last 90 days show."""
    since = now - STRAND_DAYS * days.DAY
    closed = [one for one in sessions if not one.is_running and one.started_at > since]
    debugged = [one for one in closed if one.kind == DEBUG]
    first = [one for one in debugged if one.is_hypothesis_first]
    tried = [one for one in first if one.outcome in COUNTS]
    built = [
        one
        for one in closed
        if one.kind == BUILD and one.frozen_at and one.is_without_ai and one.outcome in COUNTS
    ]
    said = [(one.sure / 100, COUNTS[one.outcome]) for one in tried if one.sure is not None]
    found = [one.cause_found for one in debugged if one.cause_found is not None]
    return Figures(
        hits=_strand(tried),
        builds=_strand(built),
        causes=Share(sum(found), len(found)),
        alone=alone(minutes_alone(debugged)),
        first=Share(len(first), len(debugged)),
        sure=calibration([sure for sure, _ in said], [outcome for _, outcome in said]),
        unresolved=sum(one.outcome == "unresolved" for one in first),
    )


def _strand(sessions: Sequence[Session]) -> Estimate | NotEnough:
    return strand(sum(COUNTS[one.outcome] for one in sessions), len(sessions))


def weeks(
    sessions: Iterable[Session],
    active: Collection[date],
    holidays: Sequence[tuple[date, date]],
    mondays: Iterable[date],
) -> list[Week]:
    """Say of each week whether it was active, and its longest build without AI.

    `active` are the days on which anything was written or shipped. Days of declared holidays
    don't count, so that a week in which only they were active isn't active.
    """
    at_work = {days.week_of(day)[0] for day in active if not is_holiday(day, holidays)}
    built: dict[date, float] = {}
    for one in sessions:
        if one.kind == BUILD and not one.is_running and one.is_without_ai:
            monday = days.week_of(one.day)[0]
            built[monday] = max(built.get(monday, 0.0), one.minutes(one.started_at))
    return [Week(monday, monday in at_work, built.get(monday, 0.0)) for monday in mondays]


def weeks_with_build(weeks: Iterable[Week]) -> Share:
    """Count the active weeks, and those of them with a build of 30 minutes or more."""
    active = [week for week in weeks if week.is_active]
    return Share(sum(week.has_build for week in active), len(active))


def is_holiday(day: date, holidays: Iterable[tuple[date, date]]) -> bool:
    """Tell whether a day lies in one of the holidays (first and last day)."""
    return any(first <= day <= last for first, last in holidays)


# --- The weekly build -------------------------------------------------------------------------


def planned_build(
    weekday: int,
    minutes: int,
    holidays: Iterable[tuple[date, date]],
    now: datetime,
    day_starts: int = days.DAY_STARTS,
) -> datetime | None:
    """Give when this week's build was planned for, if that time has come and is no holiday.

    `weekday` is 0 for Monday, `minutes` are after midnight, `now` is the person's own time. A
    week ends when its last local day does.
    """
    day = days.week_of(days.today(now, day_starts))[weekday]
    if is_holiday(day, holidays):
        return None
    planned = now.replace(
        year=day.year, month=day.month, day=day.day, hour=minutes // 60, minute=minutes % 60,
        second=0, microsecond=0,
    )  # fmt: skip
    return planned if planned <= now else None
