"""Numbers, spans and days in words: rounded here, and nowhere before.

The same figure reads the same in a sentence, on paper, in a shell and in the app.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from waterline.domain import months

if TYPE_CHECKING:
    from datetime import date

    from waterline.domain.evidence import Share

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"


def whole(value: float) -> int:
    """Round to the nearest whole number, a half away from nought: 62.5 is 63, as people round."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def number(value: float) -> str:
    """Write a whole number: 52, -7, 0 (never -0)."""
    rounded = whole(value)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def signed(value: float) -> str:
    """Write a whole number with its sign: +23, -7, 0."""
    told = number(value)
    return told if told == "0" or value < 0 else f"+{told}"


def percent(value: float | None) -> str:
    """Say a percentage: 63 %; "–" where there is none."""
    return NOTHING if value is None else f"{number(value)} %"


def span(low: float, high: float, *, is_signed: bool = False) -> str:
    """Say an interval: 41–63; with signs +12 to +34."""
    return f"{signed(low)} to {signed(high)}" if is_signed else f"{number(low)}–{number(high)}"


def count(value: int, noun: str, several: str = "") -> str:
    """Say how many: 1 change, 1,061 changes, 2 entries (`several`, where an s is not enough)."""
    return f"{value:,} {noun if value == 1 else several or noun + 's'}"


def share(of: Share) -> str:
    """Say a share as it was counted: 3 of 4."""
    return f"{of.k:,} of {of.n:,}"


def day(when: date) -> str:
    """Say a day: 15 December 2026."""
    return f"{when.day} {months.NAMES[when.month - 1]} {when.year}"


def short_day(when: date) -> str:
    """Say a day with its weekday: Tue 13 Oct."""
    return f"{when:%a} {when.day} {months.NAMES[when.month - 1][:3]}"


def lines(insertions: int, deletions: int) -> str:
    """Say changed lines: +4,120 -812."""
    return f"+{insertions:,} {MINUS}{deletions:,}"
