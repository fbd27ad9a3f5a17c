"""What is worth noticing in a month: plain sentences computed from its records, never a verdict.

Each is said only with enough evidence on either side of what it compares, and none is said twice
in other words. `ORDER` is the one place that tells which of them go first.
"""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from waterline.domain import observing
from waterline.domain.days import day_of
from waterline.domain.evidence import Share
from waterline.domain.explanations import FEWEST_PAIRS, depth_drop
from waterline.domain.facts import EXPLAINED_DAYS
from waterline.domain.lines import ASSISTED, BY_HAND
from waterline.domain.months import NAMES, RUNNING
from waterline.domain.numbers import number, share
from waterline.domain.trend import NOT_MUCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from waterline.domain.audits import MonthTally
    from waterline.domain.facts import Facts, Work
    from waterline.domain.sessions import Session

# As many as are read; fewer where the records hold no more.
MOST = 6
# Of anything that is compared or counted into a share.
ENOUGH = 5
# How different two medians are before it is worth a sentence.
TIMES = 1.5
# From so many lines on one change is worth naming, and from so large a share on a part of all.
LARGE = 100
A_FIFTH, A_THIRD, HALF = 0.2, 1 / 3, 0.5
LAST_MONTHS = 3

T = TypeVar("T")

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def notices(facts: Facts, tallies: Sequence[MonthTally]) -> tuple[str, ...]:
    """Give up to six sentences; `tallies` are the months up to this one, oldest first."""
    found = (notice(facts, tallies) for notice in ORDER)
    return tuple(sentence for sentence in found if sentence)[:MOST]


# --- One sentence each, or "" -----------------------------------------------------------------


def sizes(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Compare the sizes of changes with AI that were and weren't explained."""
    due = [one for one in _assisted(facts) if one.is_explained or _is_past_due(one, facts)]
    explained = [one.own_lines for one in due if one.is_explained]
    unexplained = [one.own_lines for one in due if not one.is_explained]
    if min(len(explained), len(unexplained)) < ENOUGH:
        return ""
    told, untold = median(explained), median(unexplained)
    small, large = sorted((told, untold))
    if small <= 0 or large / small < TIMES:
        return ""
    times = f"{large / small:.1f}× larger"
    if untold == large:
        return (
            f"Changes without an explanation were {times}: {number(untold)} lines at the median, "
            f"the explained ones {number(told)}."
        )
    return (
        f"Explained changes were {times}: {number(told)} lines at the median, those without an "
        f"explanation {number(untold)}."
    )


def expectations(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Set what briefs expected beside what the work took."""
    pairs = [
        (minutes, one.took_minutes)
        for one in facts.briefs
        if (minutes := one.expected_minutes) and one.took_minutes is not None
    ]
    expected = [pair[0] for pair in pairs]
    took = [pair[1] for pair in pairs]
    if not pairs:
        return ""
    if len(pairs) == 1:
        return f"A brief expected {expected[0]:,} minutes; the work took {took[0]:,}."
    if len(pairs) < ENOUGH:
        return (
            f"{len(pairs)} briefs expected {sum(expected):,} minutes in all; the work took "
            f"{sum(took):,}."
        )
    return (
        f"Briefs expected {number(median(expected))} minutes at the median; the work took "
        f"{number(median(took))} ({len(pairs):,} briefs)."
    )


def hypotheses(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Count the right hypotheses of the last 90 days, beside those of the 90 days before."""
    now, before = (_right(observing.closed(facts, back)) for back in (0, 1))
    if now.n < ENOUGH:
        return ""
    said = f"Your hypothesis was right in {share(now)} debugging sessions in 90 days"
    if before.n < ENOUGH:
        return f"{said}."
    return f"{said}; in the 90 days before, in {share(before)}."


def writing(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Tell what writing explanations did to one's confidence."""
    pairs = [
        (one.before, one.after)
        for one in facts.written
        if one.before is not None and one.after is not None
    ]
    if len(pairs) < FEWEST_PAIRS:
        return ""
    drop = depth_drop(pairs)
    return (
        f"Of {len(pairs):,} explanations, {drop.down:,} left you less sure than before writing, "
        f"{drop.up:,} surer, {drop.same:,} as sure."
    )


def largest(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Name the largest change with AI that has no explanation, its week being over."""
    left = [
        one
        for one in _assisted(facts)
        if one.explained_at is None and not one.is_pasted and _is_past_due(one, facts)
    ]
    if not left:
        return ""
    one = max(left, key=lambda work: (work.own_lines, work.moment))
    if one.own_lines < LARGE or not one.subject:
        return ""
    return (
        f"The largest change without an explanation: “{one.subject}” in {one.repo}, "
        f"{one.own_lines:,} lines on {one.day.day} {one.day:%B}."
    )


def promptness(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Tell how many explanations were written on the day of their change."""
    explained = [one for one in _assisted(facts) if one.is_explained]
    if len(explained) < ENOUGH:
        return ""
    same = sum(_is_same_day(one, facts) for one in explained)
    which = "All" if same == len(explained) else f"{same:,} of"
    return f"{which} {len(explained):,} explained changes were explained on the day they were made."


def unknown(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Tell how many changes don't say whether AI helped, and where most of them are."""
    counted = [one for one in facts.works if one.is_counted]
    unsaid = [one.repo for one in counted if one.origin not in (ASSISTED, BY_HAND)]
    if len(unsaid) < ENOUGH or len(unsaid) < A_FIFTH * len(counted):
        return ""
    repo, count = _commonest(unsaid)
    where = f", {count:,} of them in {repo}" if len(set(unsaid)) > 1 else f", all in {repo}"
    return f"{len(unsaid):,} of {len(counted):,} changes don't say whether AI helped{where}."


def not_much(_: Facts, tallies: Sequence[MonthTally]) -> str:
    """Count "not much" among the last answered months."""
    learned = [one.learned for one in tallies if one.learned][-LAST_MONTHS:]
    count = learned.count(NOT_MUCH)
    if len(learned) < LAST_MONTHS or not count:
        return ""
    return f"“Not much” was the answer in {count} of the last {LAST_MONTHS} answered months."


def than_before(_: Facts, tallies: Sequence[MonthTally]) -> str:
    """Set the explained share beside the month before's; not while the month runs."""
    if len(tallies) < 2 or tallies[-1].state == RUNNING:  # noqa: PLR2004 - it takes two to compare
        return ""
    before, now = tallies[-2], tallies[-1]
    if min(before.tide.s, now.tide.s) < ENOUGH:
        return ""
    return (
        f"{now.tide.x:,} of {now.tide.s:,} changes with AI were explained; in "
        f"{NAMES[before.month.number - 1]}, {before.tide.x:,} of {before.tide.s:,}."
    )


def weekday(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Name the weekday that most sessions without AI fell on."""
    days = [_WEEKDAYS[one.day.weekday()] for one in observing.closed(facts)]
    if len(days) < ENOUGH:
        return ""
    day, count = _commonest(days)
    if count < HALF * len(days):
        return ""
    return f"{count:,} of {len(days):,} sessions without AI in 90 days were on a {day}."


def busiest(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Name a day on which a large part of the month's changes was made."""
    if len(facts.works) < 2 * ENOUGH:
        return ""
    day, count = _commonest([one.day for one in facts.works])
    if count < A_THIRD * len(facts.works):
        return ""
    return f"{count:,} of {len(facts.works):,} changes were made on {day.day} {day:%B}."


def place(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Name the repository that more than half of the changes are in."""
    repos = [one.repo for one in facts.works]
    if len(repos) < ENOUGH or len(set(repos)) == 1:
        return ""
    repo, count = _commonest(repos)
    if count < HALF * len(repos):
        return ""
    return f"{count:,} of {len(repos):,} changes are in {repo}."


def pasted(facts: Facts, _: Sequence[MonthTally]) -> str:
    """Count the changes whose explanation was pasted, and is left out unless the user overrules."""
    count = sum(one.is_pasted for one in _assisted(facts))
    if not count:
        return ""
    have = "change has" if count == 1 else "changes have"
    return f"{count:,} {have} a pasted explanation, which isn't counted unless you say it is yours."


# What tells most about understanding goes first; what any log could tell goes last.
ORDER: tuple[Callable[[Facts, Sequence[MonthTally]], str], ...] = (
    sizes,
    expectations,
    hypotheses,
    writing,
    than_before,
    largest,
    not_much,
    promptness,
    unknown,
    pasted,
    weekday,
    busiest,
    place,
)


# --- What they are computed from --------------------------------------------------------------


def _assisted(facts: Facts) -> list[Work]:
    return [one for one in facts.works if one.is_assisted]


def _is_past_due(work: Work, facts: Facts) -> bool:
    """Tell whether the days in which a change counts as explained are over.

    Of a month that ended they are, whatever the clock says: `until` is its end, not now.
    """
    return (facts.today - work.day).days > EXPLAINED_DAYS


def _is_same_day(work: Work, facts: Facts) -> bool:
    at = work.explained_at
    return at is not None and day_of(at, work.offset, facts.day_starts) <= work.day


def _right(closed: Sequence[Session]) -> Share:
    tried = observing.verdicts(closed)
    return Share(sum(one.outcome == "right" for one in tried), len(tried))


def _commonest(of: Sequence[T]) -> tuple[T, int]:
    [found] = Counter(of).most_common(1)
    return found
