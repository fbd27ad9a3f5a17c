"""Which way the records point, and which stages of an essay they resemble (SCORING, 6).

Never a diagnosis: the evidence stands beside each, and `WORDING` asks whether it fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.assessment import LEVELS, RENTING
from waterline.domain.audits import Signal, Stage
from waterline.domain.evidence import STRAND_NEEDS, Calibration, NotEnough, wilson
from waterline.domain.numbers import count, day, number, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from waterline.domain.evidence import Share

WORDING = "An essay describes this stage; here is what your records show. Does it fit?"
NONE = "Your records resemble none of the stages."

THIS_WAY, OTHER_WAY, UNCLEAR = "points this way", "points the other way", "unclear"
NOT_SAID = "not said"

HALF = 0.5
BIAS_POINTS = 10
SAME_DIGITS = 9
RENTS_UP_TO, OWNS_FROM = 1, 3
SHIPPED_NEEDS = 5
CONFIDENT_FROM = 60

NAMES = {
    "S1": "can't debug without AI",
    "S2": "can't explain",
    "S3": "confidence above capability",
    "S4": "renting",
}
STAGES = (
    "Fast win",
    "Subtle unraveling",
    "Confidence",
    "Dependency without awareness",
    "First real test",
)


class Records(NamedTuple):
    """What the signals and stages go by, all of the last 90 days but `assisted` (the month's).

    `causes` were found of the closed debugging sessions, `recall` are the passed *why* tests,
    `first` the sessions whose hypothesis came before AI, `incidents` the days of first real tests.
    `renting` and `p` are what the person said.
    """

    causes: Share
    recall: Share
    first: Share
    calibration: Calibration | NotEnough
    renting: int | None = None
    p: float | None = None
    assisted: int = 0
    incidents: Sequence[date] = ()


def side(k: float, n: int) -> str:
    """Tell which way `k` successes of `n` point: this way where they are surely fewer than half."""
    if n < STRAND_NEEDS:
        return _not_enough(NotEnough(n, STRAND_NEEDS))
    low, high = wilson(k, n)
    if high < HALF:
        return THIS_WAY
    return OTHER_WAY if low > HALF else UNCLEAR


def signals(records: Records) -> tuple[Signal, ...]:
    """Give the four signals, each with where it points and what it goes by."""
    causes, recall = records.causes, records.recall
    return (
        _signal(
            "S1",
            side(*causes),
            f"the cause was found in {causes.k} of {count(causes.n, 'closed debugging session')}"
            if causes.n
            else "no closed debugging session yet",
        ),
        _signal(
            "S2",
            side(*recall),
            f"{recall.k} of {count(recall.n, 'first why test')} passed"
            if recall.n
            else "no first why test yet",
        ),
        _signal("S3", *_confidence(records.calibration)),
        _signal("S4", *_renting(records.renting)),
    )


def stages(records: Records) -> tuple[Stage, ...]:
    """Give the stages that the records resemble; several may match, or none."""
    s1, s2, s3, _ = signals(records)
    found: list[tuple[int, str]] = []
    if records.assisted >= SHIPPED_NEEDS and s1.side == s2.side == OTHER_WAY:
        shipped = f"{records.assisted} changes with AI"
        found.append((1, f"{shipped}; {s1.evidence}; {s2.evidence}"))
    if side(*records.first) == THIS_WAY:
        k, n = records.first
        found.append((2, f"a hypothesis came before AI in {k} of {count(n, 'debugging session')}"))
    if s3.side == THIS_WAY:
        found.append((3, s3.evidence))
    if records.p is not None and records.p >= CONFIDENT_FROM:
        pointing = [one.evidence for one in (s1, s2) if one.side == THIS_WAY]
        if pointing:
            believed = f"you believe {number(records.p)} of 100"
            found.append((4, "; ".join((*pointing, believed))))
    if records.incidents:
        found.append((5, _real_tests(records.incidents)))
    return tuple(Stage(number, STAGES[number - 1], evidence) for number, evidence in found)


def _signal(key: str, points: str, evidence: str) -> Signal:
    return Signal(key, NAMES[key], points, evidence)


def _confidence(found: Calibration | NotEnough) -> tuple[str, str]:
    if isinstance(found, NotEnough):
        return _not_enough(found), "how sure you said you were, beside how often you were right"
    bias = found.bias
    points = UNCLEAR
    # Floats miss a bias of just ten points by their last digit.
    if bias.low > 0 and round(bias.value, SAME_DIGITS) >= BIAS_POINTS:
        points = THIS_WAY
    elif bias.high < 0:
        points = OTHER_WAY
    more = "surer" if bias.value >= 0 else "less sure"
    return points, (
        f"{number(abs(bias.value))} points {more} than right "
        f"({span(bias.low, bias.high, is_signed=True)}, {bias.n:,} answers)"
    )


def _renting(level: int | None) -> tuple[str, str]:
    if level is None:
        return NOT_SAID, "only ever what you say yourself"
    points = THIS_WAY if level <= RENTS_UP_TO else OTHER_WAY if level >= OWNS_FROM else UNCLEAR
    return points, f"you said {level} of {LEVELS[-1]}: {RENTING.anchors[level]}"


def _real_tests(incidents: Sequence[date]) -> str:
    last = max(incidents)
    logged = count(len(incidents), "first real test")
    return f"{logged} logged within 90 days, the last on {day(last)}"


def _not_enough(found: NotEnough) -> str:
    return f"not enough ({found.have} of {found.need})"
