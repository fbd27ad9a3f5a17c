"""An audit as the keys that scripts rely on.

Figures are not rounded. A figure without enough observations is `{"have": n, "need": m}`; null
is where there is nothing to measure (nothing shipped, no answer). Days are dates, times ISO 8601
with offset.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from waterline.domain import evidence, explanations
from waterline.domain.audits import OVERALL, STRANDS
from waterline.domain.evidence import Estimate, NotEnough
from waterline.domain.text import clean, clean_line
from waterline.report.paper import MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.audits import Audit, Column, Group, MonthTally, Strand, Tide
    from waterline.domain.effort import Alone
    from waterline.domain.evidence import Calibration, Share
    from waterline.domain.explanations import DepthDrop

NEVER_OPENED = "never opened"

Keys = dict[str, Any]


def of(audit: Audit) -> Keys:
    """Give an audit's keys, in the order in which a person would look for them."""
    return {
        "report": MARK,
        "month": str(audit.month),
        "state": audit.state,
        "closed_at": audit.closed_at.isoformat() if audit.closed_at else None,
        "shipped": audit.shipped._asdict(),
        "explained": audit.coverage._asdict(),
        "waterline": _tide(audit.tide),
        "perceived": _perceived(audit),
        "demonstrated": {name: _strand(audit.demonstrated.get(name)) for name in STRANDS},
        "gap": {name: _figure(audit.gaps.get(name)) for name in (*STRANDS, OVERALL)},
        "calibration": _calibration(audit.calibration),
        "depth_drop": _depth(audit.depth),
        "trend": audit.trend._asdict(),
        "not_much_run": audit.not_much.length,
        "pattern": audit.not_much.is_pattern,
        "signals": [signal._asdict() for signal in audit.signals],
        "stages": [stage._asdict() for stage in audit.stages],
        "lessons": [_lesson(group) for group in audit.groups],
        "learned": audit.learned or None,
        "learned_words": clean(audit.words),
        "practised": _practised(audit),
        "notices": [clean_line(notice) for notice in audit.notices],
        "entries": audit.entries,
        "days": [_column(column) for column in audit.columns],
        "months": [_month(tally) for tally in audit.months],
        "late": [clean_line(sentence) for sentence in audit.late],
        "how": dict(audit.how),
    }


def _tide(tide: Tide) -> Keys:
    need = evidence.STRAND_NEEDS
    lacks = tide.s > 0 and tide.u is None
    return {
        "S": tide.s,
        "X": tide.x,
        "T": tide.t,
        "K": tide.k,
        "E": tide.e,
        "U": tide.u,
        "lo": tide.low,
        "hi": tide.high,
        "G": tide.g,
        "not_enough": _figure(NotEnough(tide.t, need)) if lacks else None,
    }


def _perceived(audit: Audit) -> Keys:
    perceived, assessed = audit.perceived, audit.assessed
    return {
        "items": list(perceived.items),
        "answered": perceived.answered,
        "P": perceived.p,
        "state": assessed.state,
        **assessed.answers._asdict(),
    }


def _figure(figure: Estimate | NotEnough | None) -> Keys | None:
    return None if figure is None else figure._asdict()


def _strand(strand: Strand | None) -> Keys | None:
    if strand is None:
        return None
    more = {
        "answered": _share(strand.answered) if strand.answered else None,
        "likely_flattering": strand.likely_flattering,
    }
    return strand.figure._asdict() | more


def _share(share: Share) -> Keys:
    return {"k": share.k, "n": share.n}


def _calibration(calibration: Calibration | NotEnough) -> Keys:
    if isinstance(calibration, NotEnough):
        return calibration._asdict()
    return calibration._asdict() | {"bias": calibration.bias._asdict()}


def _depth(depth: DepthDrop) -> Keys:
    counts = {"down": depth.down, "same": depth.same, "up": depth.up}
    if depth.drop is None:
        return {"have": sum(counts.values()), "need": explanations.FEWEST_PAIRS} | counts
    return {"drop": depth.drop, "n": sum(counts.values())} | counts


def _practised(audit: Audit) -> Keys:
    practised = audit.practised
    return {
        "weeks": _share(practised.weeks),
        "alone": _alone(practised.alone),
        "hypothesis_first": _share(practised.first),
        "reviews": _share(practised.reviews),
    }


def _alone(alone: Alone) -> Keys:
    never = alone.median is not None and math.isinf(alone.median)
    return {"k": alone.met, "n": alone.n, "median": NEVER_OPENED if never else alone.median}


def _lesson(group: Group) -> Keys:
    return {
        "key": group.key,
        "name": clean_line(group.name),
        "repo": clean_line(group.repo),
        "learned": group.learned or None,
        "words": clean(group.words),
        "entry": group.entry_id or None,
        "changes": group.changes,
        "assisted": group.assisted,
        "explained": group.explained,
        "insertions": group.insertions,
        "deletions": group.deletions,
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "subjects": _lines(group.subjects),
    }


def _lines(texts: Sequence[str]) -> list[str]:
    return [clean_line(text) for text in texts]


def _column(column: Column) -> Keys:
    return column._asdict() | {
        "first": column.first.isoformat(),
        "last": column.last.isoformat(),
    }


def _month(tally: MonthTally) -> Keys:
    return {
        "month": str(tally.month),
        "state": tally.state,
        "closed": tally.is_closed,
        "waterline": _tide(tally.tide),
        "by_hand": tally.by_hand,
        "unknown": tally.unknown,
        "P": tally.p,
        "gap": _figure(tally.gap),
        "learned": tally.learned or None,
        "answered": tally.is_answered,
    }
