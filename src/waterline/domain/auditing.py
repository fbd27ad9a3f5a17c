"""The audit of a month, put together from its facts: every figure of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from waterline.domain import (
    assessment,
    effort,
    gaps,
    grouping,
    lessons,
    months,
    noticing,
    observing,
    stages,
    tide,
    trend,
)
from waterline.domain.audits import OVERALL, Audit, MonthTally, Practised, Run, Shipped
from waterline.domain.days import DAY
from waterline.domain.evidence import Share
from waterline.domain.explanations import coverage, depth_drop
from waterline.domain.facts import MonthCount
from waterline.domain.lines import ASSISTED, BY_HAND
from waterline.domain.running import DEBUG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from waterline.domain.audits import Column, Tide, Trend
    from waterline.domain.evidence import Estimate
    from waterline.domain.facts import Facts, Work
    from waterline.domain.tide import Passing

SHOWN_MONTHS = 12
SUNDAY = 6


def audit(facts: Facts) -> Audit:
    """Compute a month's audit. `how`, `closed_at` and `late` are for who keeps it to fill in."""
    passed = tide.passes(facts.tests, facts.day_starts)
    waterline = tide.of_works(facts.works, passed)
    believed = assessment.perceived(facts.assessed.answers)
    demonstrated = observing.strands(facts)
    gap = gaps.gap(believed.items, {name: one.figure for name, one in demonstrated.items()})
    groups = grouping.groups(facts.works, facts.said, facts.month)
    whole = lessons.said_of_the_whole(facts.said)
    learned = lessons.answer(groups, whole.learned if whole else "")
    tallies = _tallies(facts, passed, waterline, gap[OVERALL], learned)
    records = _records(facts, believed.p, waterline)
    return Audit(
        month=facts.month,
        state=facts.month.state(facts.today),
        shipped=shipped(facts.works),
        coverage=coverage(
            (one.own_lines, one.is_explained) for one in facts.works if one.is_assisted
        ),
        tide=waterline,
        assessed=facts.assessed,
        perceived=believed,
        demonstrated=demonstrated,
        gaps=gap,
        calibration=records.calibration,
        depth=depth_drop(
            (one.before, one.after)
            for one in facts.written
            if one.before is not None and one.after is not None
        ),
        practised=practised(facts),
        trend=trend_of(tallies),
        not_much=run_of(tallies),
        signals=stages.signals(records),
        stages=stages.stages(records),
        groups=groups,
        learned=learned,
        learned_said=bool(whole and whole.learned),
        words=whole.words if whole else "",
        notices=noticing.notices(facts, tallies),
        columns=_days(facts, passed),
        months=tallies[-SHOWN_MONTHS:],
        entries=facts.entries,
    )


def shipped(works: Sequence[Work]) -> Shipped:
    """Sum up everything that was shipped, reverts and generated files included."""
    origins = [one.origin for one in works]
    assisted, by_hand = origins.count(ASSISTED), origins.count(BY_HAND)
    return Shipped(
        len(works),
        assisted,
        by_hand,
        len(works) - assisted - by_hand,
        sum(one.insertions for one in works),
        sum(one.deletions for one in works),
        sum(one.files for one in works),
    )


def practised(facts: Facts) -> Practised:
    """Count the month's practice: weeks with a build, minutes alone, hypotheses, reviews.

    A week belongs to the month that it ends in, a session to that of the day on which it began:
    one of the last night is practice of this month though it ended when that was over.
    """
    month = facts.month
    ended = [one for one in facts.sessions if one.ended_at is not None]
    own = [one for one in ended if month.first <= one.day <= month.last]
    debugged = [one for one in own if one.kind == DEBUG]
    return Practised(
        effort.weeks_with_build(effort.weeks(ended, facts.active, facts.holidays, _mondays(month))),
        effort.alone(effort.minutes_alone(own)),
        Share(sum(one.is_hypothesis_first for one in debugged), len(debugged)),
        observing.reviews(facts),
    )


def tally(count: MonthCount, found: Tide, today: date) -> MonthTally:
    """Set a month beside others by its sums and its waterline."""
    return MonthTally(
        count.month,
        count.month.state(today),
        found,
        count.by_hand,
        count.unknown,
        assessment.perceived(count.assessed.answers).p,
        count.gap,
        count.learned,
        bool(assessment.answered(count.assessed.answers)),
        count.is_closed,
    )


def tallies(facts: Facts) -> tuple[MonthTally, ...]:
    """Give every month of `counts` beside the others, newest first, each with its gap.

    `facts.tests` and `facts.sessions` are those of all these months. A closed month keeps the gap
    that was frozen; any other has that of the 90 days before it ended.
    """
    passed = tide.passes(facts.tests, facts.day_starts)
    found: list[MonthTally] = []
    for count in sorted(facts.counts, key=lambda one: one.month, reverse=True):
        gap = count.gap if count.gap is not None else _gap_then(facts, count)
        of_tests = tide.of_counts(count, passed)
        found.append(tally(count._replace(gap=gap), of_tests, facts.today))
    return tuple(found)


def trend_of(tallies: Iterable[MonthTally]) -> Trend:
    """Tell where G of the last twelve settled months goes."""
    settled = [one.tide.g for one in tallies if one.state == months.SETTLED]
    return trend.trend(settled[-trend.TREND_MONTHS :])


def run_of(tallies: Sequence[MonthTally]) -> Run:
    """Count the months in a row, up to the last, whose answer was "not much".

    A month that still runs has not been left unanswered yet.
    """
    return trend.not_much_run(
        (one.learned if _has_shipped(one) else None)
        for one in tallies
        if one.learned or one.state != months.RUNNING
    )


def _has_shipped(tally: MonthTally) -> bool:
    return bool(tally.tide.s or tally.by_hand or tally.unknown)


def _gap_then(facts: Facts, count: MonthCount) -> Estimate | None:
    """Give the overall gap as it was when a month ended; its end is told by whole days."""
    last = min(facts.month.last, facts.today)
    ended = facts.until - max(0, (last - count.month.last).days) * DAY
    then = replace(facts, month=count.month, until=ended, assessed=count.assessed)
    items = assessment.perceived(count.assessed.answers).items
    figures = {name: one.figure for name, one in observing.strands(then).items()}
    return gaps.gap(items, figures)[OVERALL]


def _tallies(
    facts: Facts,
    passed: Mapping[str, Passing],
    own: Tide,
    gap: Estimate | None,
    learned: str,
) -> tuple[MonthTally, ...]:
    """Give the months before this one, and this one as its changes show it."""
    known = {one.month: one for one in facts.counts if one.month < facts.month}
    before = [
        known.get(month, MonthCount(month))
        for month in (months.span(min(known), facts.month.plus(-1)) if known else ())
    ]
    counted = [one for one in facts.works if one.is_counted and not one.is_assisted]
    by_hand = sum(one.origin == BY_HAND for one in counted)
    this = MonthCount(
        facts.month,
        by_hand=by_hand,
        unknown=len(counted) - by_hand,
        learned=learned,
        assessed=facts.assessed,
        is_closed=any(one.is_closed for one in facts.counts if one.month == facts.month),
        gap=gap,
    )
    return (
        *(tally(one, tide.of_counts(one, passed), facts.today) for one in before),
        tally(this, own, facts.today),
    )


def _records(facts: Facts, p: float | None, waterline: Tide) -> stages.Records:
    found = effort.figures(observing.closed(facts), facts.until)
    return stages.Records(
        found.causes,
        observing.recall(facts),
        found.first,
        observing.calibrated(facts),
        facts.assessed.answers.renting,
        p,
        waterline.s,
        facts.incidents,
    )


def _days(facts: Facts, passed: Mapping[str, Passing]) -> tuple[Column, ...]:
    month = facts.month
    return tide.columns(facts.works, passed, month.first, month.last, facts.today)


def _mondays(month: months.Month) -> list[date]:
    sundays = (month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1))
    return [day - timedelta(days=6) for day in sundays if day.weekday() == SUNDAY]
