"""What a few observations show, and how surely (SCORING.md 3 and 4).

Never a number without enough of them: below its minimum a figure is a `NotEnough`, which says how
many there are and how many it needs. Nothing is rounded here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# The quantile of a 90 % interval.
Z = 1.6448536

# Demonstrated is what the last so many days show.
STRAND_DAYS = 90
STRAND_NEEDS = 5
CALIBRATION_NEEDS = 10
RESOLUTION_NEEDS = 5


class NotEnough(NamedTuple):
    """There are too few observations for a figure: `have` of the `need` that it takes."""

    have: int
    need: int

    def __str__(self) -> str:
        """Say it as it is shown everywhere."""
        return f"not enough evidence ({self.have} of {self.need})"


class Share(NamedTuple):
    """So many of so many."""

    k: int
    n: int


class Estimate(NamedTuple):
    """A figure with the limits of its 90 % interval, and from how many observations it is."""

    value: float
    low: float
    high: float
    n: int


class Calibration(NamedTuple):
    """How sure somebody was against how often they were right, in points of a hundred.

    `bias` above nought is too sure. `brier` is the mean squared miss (0 to 1), `resolution` how
    much surer they were when right than when wrong: None with fewer than five of either.
    """

    bias: Estimate
    brier: float
    resolution: float | None


def wilson(k: float, n: int) -> tuple[float, float]:
    """Give the 90 % limits of a share, `k` successes of `n`, both 0 to 1 (Wilson 1927).

    A partial success counts a half. Nothing observed leaves everything possible.
    Raises ValueError for a `k` that is not from 0 to `n`.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if not n:
        return 0.0, 1.0
    share, weight = k / n, Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    # Of none, and of all, the limit is the share itself; floats miss it by their last digit.
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


def strand(k: float, n: int, need: int = STRAND_NEEDS) -> Estimate | NotEnough:
    """Give the share of `k` successes in `n` observations, in percent with its limits."""
    if n < need:
        return NotEnough(n, need)
    low, high = wilson(k, n)
    return Estimate(100 * k / n, 100 * low, 100 * high, n)


def calibration(sure: Sequence[float], outcomes: Sequence[float]) -> Calibration | NotEnough:
    """Compare how sure somebody was (0 to 1) with what came of it (0, ½ for partly, or 1).

    Raises ValueError where there is not one outcome to each.
    """
    pairs = list(zip(sure, outcomes, strict=True))
    n = len(pairs)
    if n < CALIBRATION_NEEDS:
        return NotEnough(n, CALIBRATION_NEEDS)
    right = sum(outcomes)
    low, high = wilson(right, n)
    mean = sum(sure) / n
    bias = Estimate(100 * (mean - right / n), 100 * (mean - high), 100 * (mean - low), n)
    brier = sum((said - came) ** 2 for said, came in pairs) / n
    hits = [said for said, came in pairs if came == 1]
    misses = [said for said, came in pairs if came == 0]
    return Calibration(bias, brier, _resolution(hits, misses))


def _resolution(hits: list[float], misses: list[float]) -> float | None:
    if min(len(hits), len(misses)) < RESOLUTION_NEEDS:
        return None
    return 100 * (sum(hits) / len(hits) - sum(misses) / len(misses))
