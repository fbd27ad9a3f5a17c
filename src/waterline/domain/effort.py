"""What sessions show: minutes alone, weeks with a build, what held of hypotheses and goals.

See SCORING.md 2 and 3. Times are moments, as in `sessions`.
"""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import days
from waterline.domain.evidence import (
    STRAND_DAYS,
    Calibration,
    Estimate,
    NotEnough,
    Share,
    calibration,
    strand,
)
from waterline.domain.running import BUILD, DEBUG
from waterline.domain.sessions import COUNTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from waterline.domain.sessions import Session

# What a session has to last to count: alone with a bug, and building.
ALONE_MINUTES = 15
BUILD_MINUTES = 30


class Alone(NamedTuple):
    """Minutes alone with a bug: how many sessions of `n` met the 15, and the median.

    The median is infinite where AI was never opened in more than half of them.
    """

    met: int
    n: int
    median: float | None


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
