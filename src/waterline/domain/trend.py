"""Where what was not shown goes from month to month, and how long "not much" was the answer."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

from waterline.domain.audits import LEARNED, Run, Trend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# SCORING, 5.
TREND_NEEDS = 4
TREND_MONTHS = 12
EXACT_UP_TO = 8
LIKELY = 0.10
LEAST_SLOPE = 1.0
SAME_DIGITS = 9

TOO_EARLY, SHRINKING, GROWING, UNCLEAR = "too early", "shrinking", "growing", "no clear direction"

HONEST = (
    "Honest trends are slow: at 8 tests a month a true 5 points less every month is seen in 43 % "
    "of runs after 6 months and in 93 % after 9."
)

# How many months of "not much" in a row are a pattern.
PATTERN = 3
PATTERN_WORDS = "a pattern worth looking at"
NOT_MUCH = LEARNED[2]


def trend(values: Sequence[float | None]) -> Trend:
    """Tell where the figures of settled months go, oldest first; None is a month without one.

    Theil-Sen with true spacing, and Mann-Kendall: exact for up to 8, then the normal
    distribution corrected for ties and for continuity (Mann 1945, Kendall 1975, Sen 1968).
    """
    points = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(points) < TREND_NEEDS:
        return Trend(TOO_EARLY, None, None, len(points))
    slope = median((v - u) / (b - a) for (a, u), (b, v) in combinations(points, 2))
    p = mann_kendall([value for _, value in points])
    state = UNCLEAR
    # Floats miss a slope of just one point by their last digit.
    if p <= LIKELY and round(abs(slope), SAME_DIGITS) >= LEAST_SLOPE:
        state = GROWING if slope > 0 else SHRINKING
    return Trend(state, slope, p, len(points))


def words(found: Trend) -> str:
    """Say a trend in a sentence."""
    if found.slope is None:
        settled = f"{found.months} of {TREND_NEEDS} settled months with a figure"
        return f"Too early for a trend ({settled})."
    points = f"{abs(found.slope):.1f} points a month over {found.months} settled months"
    if found.state == SHRINKING:
        return f"What was not shown is shrinking: {points}."
    if found.state == GROWING:
        return f"What was not shown is growing: {points}."
    return f"No clear direction over {found.months} settled months."


def mann_kendall(values: Sequence[float]) -> float:
    """Give the two-sided p value of "there is no trend" for values in the order of time."""
    # Figures that are equal may differ in the last digit of a float, and would not be tied.
    values = [round(value, SAME_DIGITS) for value in values]
    score = abs(sum((v > u) - (v < u) for u, v in combinations(values, 2)))
    ties = list(Counter(values).values())
    n = len(values)
    if n <= EXACT_UP_TO:
        ways = _inversions(ties)
        untied = math.comb(n, 2) - sum(math.comb(tied, 2) for tied in ties)
        extreme = sum(w for inverted, w in enumerate(ways) if abs(untied - 2 * inverted) >= score)
        return extreme / sum(ways)
    spread = (_weight(n) - sum(map(_weight, ties))) / 18
    if score == 0 or spread == 0:
        return 1.0
    return math.erfc((score - 1) / math.sqrt(2 * spread))


def not_much_run(answers: Iterable[str | None]) -> Run:
    """Count how many months in a row the answer was "not much", up to the last; oldest first.

    "" is a month that shipped and was not answered, which ends the run; None is one that shipped
    nothing, which is bridged.
    """
    length = 0
    for answer in answers:
        if answer is not None:
            length = length + 1 if answer == NOT_MUCH else 0
    return Run(length, length >= PATTERN)


def _inversions(ties: Sequence[int]) -> list[int]:
    """Count the different orders of values, of which so many are equal, by their inversions.

    All orders are equally likely if there is no trend, and so many pairs stand the wrong way
    round in each: a group of equal values among those before it adds those of one row of a
    Gaussian binomial.
    """
    ways, before = [1], 0
    for tied in ties:
        ways = _times(ways, _gaussian(before + tied, tied))
        before += tied
    return ways


def _gaussian(n: int, k: int) -> list[int]:
    if k in (0, n):
        return [1]
    without, with_it = _gaussian(n - 1, k), _gaussian(n - 1, k - 1)
    found = [0] * (k * (n - k) + 1)
    for at, ways in enumerate(without):
        found[at + k] += ways
    for at, ways in enumerate(with_it):
        found[at] += ways
    return found


def _times(one: Sequence[int], other: Sequence[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for at, a in enumerate(one):
        for beside, b in enumerate(other):
            found[at + beside] += a * b
    return found


def _weight(n: int) -> int:
    return n * (n - 1) * (2 * n + 5)
