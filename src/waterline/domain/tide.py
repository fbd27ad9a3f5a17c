"""The waterline of a month: what was shipped with AI, explained, and shown understood (SCORING, 5).

Above the line stands what was shipped, below it what of that was explained, and what of that was
shown in a closed-book test too. What was not tested is "explained, untested", never "not
understood".
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import days, months
from waterline.domain.asked import FAILED, PASSED, RIGHT, UNKNOWN, WHY, WRONG
from waterline.domain.audits import Column, Tide
from waterline.domain.evidence import STRAND_NEEDS, wilson
from waterline.domain.lines import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from waterline.domain.audits import MonthTally
    from waterline.domain.facts import Asked, MonthCount, Work

# What an answered question came to; everything else is no observation.
WHY_OUTCOMES = (PASSED, FAILED)
CODE_OUTCOMES = (RIGHT, WRONG, UNKNOWN)


class Passing(NamedTuple):
    """What came of the first *why* test of a change: its local day, and whether it was passed.

    Passed it is with at least half of its code questions right, if it had any.
    """

    shipped_on: date
    passed: bool


def tide(s: int, x: int, t: int, k: int) -> Tide:
    """Give the waterline of `s` shipped, `x` explained, `t` tested and `k` passed changes.

    Percentages; U has its interval and needs 5 tests, but is nought where nothing was explained.
    Raises ValueError for counts that can't be.
    """
    if not (0 <= x <= s and 0 <= k <= t <= s):
        raise ValueError(f"{s} shipped, {x} explained, {t} tested, {k} passed")
    if not s:
        return Tide()
    e = 100 * x / s
    if not x:
        return Tide(s, x, t, k, e, 0.0, 0.0, 0.0)
    if t < STRAND_NEEDS:
        return Tide(s, x, t, k, e)
    low, high = wilson(k, t)
    return Tide(s, x, t, k, e, e * k / t, e * low, e * high)


def passes(tests: Iterable[Asked], day_starts: int = days.DAY_STARTS) -> dict[str, Passing]:
    """Tell by change what its first *why* test came to, where it was answered.

    Only the S of a month are in it, and of a settled month only what was answered until then.
    """
    why: dict[str, Asked] = {}
    code: dict[str, list[bool]] = {}
    for one in sorted(tests, key=lambda test: test.drawn_at):
        if not (one.is_first and one.change_id and _is_in_time(one, day_starts)):
            continue
        if one.sort != WHY and one.outcome in CODE_OUTCOMES:
            code.setdefault(one.draw, []).append(one.outcome == RIGHT)
        elif one.sort == WHY and one.outcome in WHY_OUTCOMES:
            why.setdefault(one.change_id, one)
    return {
        key: Passing(one.shipped_on, one.outcome == PASSED and _half(code.get(one.draw, [])))
        for key, one in why.items()
        if one.shipped_on is not None
    }


def of_works(works: Iterable[Work], passed: Mapping[str, Passing]) -> Tide:
    """Give the waterline of a month's changes."""
    assisted = [one for one in works if one.is_assisted]
    tested = [passed[one.id].passed for one in assisted if one.id in passed]
    explained = sum(one.is_explained for one in assisted)
    return tide(len(assisted), explained, len(tested), sum(tested))


def of_counts(count: MonthCount, passed: Mapping[str, Passing]) -> Tide:
    """Give the waterline of a month that is known by its sums alone."""
    first, last = count.month.first, count.month.last
    tested = [one.passed for one in passed.values() if first <= one.shipped_on <= last]
    return tide(count.assisted, count.explained, len(tested), sum(tested))


def columns(
    works: Iterable[Work], passed: Mapping[str, Passing], first: date, last: date, today: date
) -> tuple[Column, ...]:
    """Give the days from `first` to `last`, both included, as the chart draws them.

    A day shows what was observed: its changes that were explained and passed their test.
    """
    found: dict[date, Counter[str]] = {}
    for one in works:
        if one.is_counted and first <= one.day <= last:
            found.setdefault(one.day, Counter()).update(_sorts(one, passed))
    settled = {m: m.state(today) == months.SETTLED for m in _months(first, last)}
    return tuple(
        Column(
            day,
            day,
            counts["assisted"],
            counts["by hand"],
            counts["unknown"],
            counts["explained"],
            counts["shown"],
            not settled[months.of(day)],
        )
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        for counts in [found.get(day, Counter())]
    )


def month_column(one: MonthTally) -> Column:
    """Give a month as the chart draws it: S·E of it explained, S·U shown (None: too few tests)."""
    found = one.tide
    shown = None if found.s and found.u is None else found.s * (found.u or 0) / 100
    return Column(
        one.month.first,
        one.month.last,
        found.s,
        one.by_hand,
        one.unknown,
        found.x,
        shown,
        one.state != months.SETTLED,
    )


def _is_in_time(test: Asked, day_starts: int) -> bool:
    if test.answered_at is None:
        return False
    if test.shipped_on is None:
        return True
    answered_on = days.day_of(test.answered_at, test.offset, day_starts)
    # No month settles sooner after any day of it; asking when it does costs more than the rest.
    is_soon = (answered_on - test.shipped_on).days <= months.SETTLING_DAYS
    return is_soon or answered_on <= months.of(test.shipped_on).settles


def _half(right: Sequence[bool]) -> bool:
    return 2 * sum(right) >= len(right)


def _sorts(work: Work, passed: Mapping[str, Passing]) -> list[str]:
    if not work.is_assisted:
        return [BY_HAND if work.origin == BY_HAND else "unknown"]
    found = ["assisted"]
    if work.is_explained:
        found.append("explained")
        if work.id in passed and passed[work.id].passed:
            found.append("shown")
    return found


def _months(first: date, last: date) -> list[months.Month]:
    return months.span(months.of(first), months.of(last)) if first <= last else []
