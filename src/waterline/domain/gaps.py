"""What one believes beside what one showed: the perception gap, strand by strand (SCORING, 3, 4).

A gap is perceived less demonstrated, in points: above nought one believes more than was shown. One
step of an answer is 25 points, so `words` speaks of nothing but its direction.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from waterline.domain.audits import OVERALL, STRANDS
from waterline.domain.evidence import Estimate, NotEnough, strand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A code question has four options: a quarter of them is guessed.
CODE_NEEDS = 10
GUESSED = 0.25
# The overall gap needs so many strands with evidence.
OVERALL_NEEDS = 2

# Which items (Q1 is 0) say what one believes of a strand. The fifth, a velocity, enters none.
BELIEVED: dict[str, tuple[int, ...]] = {
    "recall": (0, 3),
    "code": (2,),
    "debug": (2,),
    "build": (1,),
}

ABOVE, BELOW, UNCLEAR = "above", "below", "unclear"
WORDS = {
    ABOVE: "you believe more than your records showed",
    BELOW: "your records showed more than you believe",
    UNCLEAR: "no clear difference between belief and records",
}


def code(k: int, n: int) -> Estimate | NotEnough:
    """Give the strand *code*: `k` right of `n` four-option questions, corrected for guessing."""
    found = strand(k, n, CODE_NEEDS)
    if isinstance(found, NotEnough):
        return found
    value, low, high = map(_without_guessing, found[:3])
    return Estimate(value, low, high, found.n)


def believed(items: Sequence[float | None]) -> dict[str, float | None]:
    """Give what the five items say of each strand, 0 to 100; None where one is unanswered."""
    found: dict[str, float | None] = {}
    for name in STRANDS:
        said = [items[at] for at in BELIEVED[name]]
        given = [one for one in said if one is not None]
        found[name] = sum(given) / len(given) if len(given) == len(said) else None
    return found


def gap(
    items: Sequence[float | None], strands: Mapping[str, Estimate | NotEnough]
) -> dict[str, Estimate | None]:
    """Give the gap of each strand, and the "overall" one, with their 90 % limits.

    None where a strand has not enough evidence, or what one believes of it was not answered.
    """
    believes = believed(items)
    found: dict[str, Estimate | None] = dict.fromkeys((*STRANDS, OVERALL))
    both: list[tuple[float, Estimate]] = []
    for name in STRANDS:
        said, shown = believes[name], strands.get(name)
        if said is not None and isinstance(shown, Estimate):
            both.append((said, shown))
            found[name] = Estimate(said - shown.value, said - shown.high, said - shown.low, shown.n)
    if len(both) >= OVERALL_NEEDS:
        found[OVERALL] = _overall(both)
    return found


def direction(found: Estimate) -> str:
    """Tell "above" (believed more than shown) or "below" where the interval leaves no doubt."""
    if found.low > 0:
        return ABOVE
    return BELOW if found.high < 0 else UNCLEAR


def words(found: Estimate) -> str:
    """Say where a gap points, as it is said everywhere."""
    return WORDS[direction(found)]


def _without_guessing(percent: float) -> float:
    return 100 * min(1.0, max(0.0, (percent / 100 - GUESSED) / (1 - GUESSED)))


def _overall(both: Sequence[tuple[float, Estimate]]) -> Estimate:
    k = len(both)
    mean = sum(said - shown.value for said, shown in both) / k
    above = math.sqrt(sum((shown.high - shown.value) ** 2 for _, shown in both)) / k
    below = math.sqrt(sum((shown.value - shown.low) ** 2 for _, shown in both)) / k
    return Estimate(mean, mean - above, mean + below, sum(shown.n for _, shown in both))
