"""What was demonstrated in the 90 days that an audit looks back on (SCORING, 3 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain import effort, gaps
from waterline.domain.asked import PASSED, RIGHT, SKIPPED, WHY
from waterline.domain.audits import STRANDS, Strand
from waterline.domain.days import DAY
from waterline.domain.evidence import (
    STRAND_DAYS,
    Calibration,
    Estimate,
    NotEnough,
    Share,
    calibration,
    strand,
)
from waterline.domain.running import DEBUG
from waterline.domain.sessions import COUNTS
from waterline.domain.tide import CODE_OUTCOMES, WHY_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.domain.facts import Asked, Facts
    from waterline.domain.sessions import Session

# With fewer of the drawn tests answered, those who answered chose what to answer.
FLATTERING_BELOW = 0.6
# A drawn test may wait for so long before it counts as left.
WAITING_DAYS = 7

_QUARTER = STRAND_DAYS * DAY


def strands(facts: Facts) -> dict[str, Strand]:
    """Give what each strand shows at the end of the month, or now while it runs."""
    shown = effort.figures(closed(facts), facts.until)
    found: dict[str, Estimate | NotEnough] = {
        "recall": strand(*recall(facts)),
        "code": gaps.code(*code(facts)),
        "debug": shown.hits,
        "build": shown.builds,
    }
    return {name: _with_answered(found[name], answered(facts, name)) for name in STRANDS}


def closed(facts: Facts, quarters_back: int = 0) -> list[Session]:
    """Give the sessions of the 90 days that had ended by then, or of so many times 90 before."""
    until = facts.until - quarters_back * _QUARTER
    return [
        one
        for one in facts.sessions
        if one.ended_at is not None and one.ended_at <= until and one.started_at > until - _QUARTER
    ]


def recall(facts: Facts) -> Share:
    """Count the passed ones of the first *why* tests."""
    seen = [one for one in _observed(facts) if one.sort == WHY]
    return Share(sum(one.outcome == PASSED for one in seen), len(seen))


def code(facts: Facts) -> Share:
    """Count the right ones of the first *where* and *line* tests; "I don't know" is none."""
    seen = [one for one in _observed(facts) if one.sort != WHY]
    return Share(sum(one.outcome == RIGHT for one in seen), len(seen))


def answered(facts: Facts, name: str) -> Share | None:
    """Count the answered ones of the first tests that were drawn for a strand; None: no draw.

    What could not be asked is left out, and what still waits for its first week in a month that
    runs.
    """
    if name not in ("recall", "code"):
        return None
    since = facts.until - _QUARTER
    drawn = [
        one
        for one in facts.tests
        if one.is_first
        and (one.sort == WHY) == (name == "recall")
        and since < one.drawn_at <= facts.until
        and one.outcome != SKIPPED
        and not _waits(one, facts)
    ]
    return Share(sum(one.answered_at is not None for one in drawn), len(drawn))


def calibrated(facts: Facts) -> Calibration | NotEnough:
    """Compare how sure was said with what came of it: first tests, and verdicts on hypotheses."""
    said = [
        (one.sure / 100, float(one.outcome in (PASSED, RIGHT)))
        for one in _observed(facts)
        if one.sure is not None
    ]
    said += [
        (one.sure / 100, COUNTS[one.outcome])
        for one in verdicts(closed(facts))
        if one.sure is not None
    ]
    return calibration([sure for sure, _ in said], [outcome for _, outcome in said])


def verdicts(closed: Iterable[Session]) -> list[Session]:
    """Give the debugging sessions whose hypothesis came before AI and has a verdict."""
    return [
        one
        for one in closed
        if one.kind == DEBUG and one.is_hypothesis_first and one.outcome in COUNTS
    ]


def reviews(facts: Facts) -> Share:
    """Count the answered ones of the reviews that came due in the month (no first tests)."""
    month = facts.month
    due = [
        one
        for one in facts.tests
        if not one.is_first and month.first <= one.drawn_on <= month.last and one.outcome != SKIPPED
    ]
    return Share(sum(one.answered_at is not None for one in due), len(due))


def _observed(facts: Facts) -> Sequence[Asked]:
    since = facts.until - _QUARTER
    return [
        one
        for one in facts.tests
        if one.is_first
        and one.answered_at is not None
        and since < one.answered_at <= facts.until
        and one.outcome in (WHY_OUTCOMES if one.sort == WHY else CODE_OUTCOMES)
    ]


def _waits(test: Asked, facts: Facts) -> bool:
    is_running = facts.today <= facts.month.last
    is_young = test.drawn_at > facts.until - WAITING_DAYS * DAY
    return is_running and test.answered_at is None and is_young


def _with_answered(figure: Estimate | NotEnough, share: Share | None) -> Strand:
    if share is None or not share.n:
        return Strand(figure)
    few = share.k < FLATTERING_BELOW * share.n
    return Strand(figure, share, few and isinstance(figure, Estimate))
