"""What of months' audits, of recall questions and their cards makes sense, and what can't be.

`checkup` names what makes none, and `salvage_audits` leaves it behind.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from waterline.domain import days, months
from waterline.domain.asked import (
    FAILED,
    LATE,
    LINE,
    PASSED,
    RIGHT,
    SKIPPED,
    UNKNOWN,
    WHERE,
    WHY,
    WRONG,
)
from waterline.domain.audits import LEARNED
from waterline.journal import seal, sealing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping

AUDITS = tuple(sealing.OF_MONTHS)
TESTS = ("test", "card")

_LEVELS = ("q1", "q2", "q3", "q4", "renting")
_PERCENT = ("velocity_drop", "sure")
_MOMENTS = ("answered_at", "shown_at", "reopened_at", "due_at", "changed_at", "shipped_at")
_MAY_BE_MISSING = {
    *_LEVELS, *_PERCENT, "rating", "answered_at", "shown_at", "reopened_at", "due_at",
}  # fmt: skip
_NUMBERS = {
    *_MAY_BE_MISSING, *_MOMENTS, "number", "moment", "made_at", "is_first", "utc_offset",
}  # fmt: skip
_RANGES = {
    **dict.fromkeys(_LEVELS, range(5)),
    **dict.fromkeys(_PERCENT, range(101)),
    "rating": range(1, 5),
    "is_first": range(2),
    "utc_offset": range(-86_399, 86_400),
}
_OUTCOMES = {
    WHY: ("", PASSED, FAILED, LATE, SKIPPED),
    **dict.fromkeys((WHERE, LINE), ("", RIGHT, WRONG, UNKNOWN, SKIPPED)),
}
# A question that still waits need not have all of these.
_JSON = ("figures", "how", "asked", "marks", "before", "state")


def senseless(db: sqlite3.Connection, tables: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Say of each row of these tables that makes no sense which it is, and why."""
    for table in tables:
        rows = db.execute(f"SELECT {', '.join(seal.TABLES[table])} FROM {table} NOT INDEXED")
        for row in rows:
            held = dict(zip(seal.TABLES[table], tuple(row), strict=True))
            reason = wrong(table, held)
            if reason:
                yield _called(table, held), reason


def wrong(table: str, row: Mapping[str, Any]) -> str:
    """Tell why a row makes no sense, "" if it does."""
    for name in seal.TABLES[table]:
        is_missing = row[name] is None and name in _MAY_BE_MISSING
        reason = "" if is_missing else _wrong(name, row[name])
        if reason:
            return reason
    return _CHECKS[table](row)


def _wrong(name: str, value: Any) -> str:
    is_whole = isinstance(value, int if name in _NUMBERS else str)
    if not is_whole or (name in _RANGES and value not in _RANGES[name]):
        return f"its {name} is broken"
    if name in _MOMENTS and not days.is_sane(value, 0):
        return "its time is absurd"
    if name in _JSON and value and not _is_json(value):
        return f"its {name} can't be read"
    return ""


def _of_month(row: Mapping[str, Any]) -> str:
    try:
        months.parse(row["month"])
    except ValueError:
        return "its month is none"
    return ""


def _group(row: Mapping[str, Any]) -> str:
    if row["learned"] not in {"", *LEARNED}:
        return "its answer is none"
    return _of_month(row)


def _closing(row: Mapping[str, Any]) -> str:
    if not row["figures"] or not row["how"]:
        return "its figures are missing"
    return _of_month(row)


def _test(row: Mapping[str, Any]) -> str:
    outcomes = _OUTCOMES.get(row["sort"])
    if outcomes is None:
        return "it is of no known sort"
    if row["outcome"] not in outcomes:
        return "its outcome is unknown"
    if not days.is_sane(row["moment"], row["utc_offset"]):
        return "its time is absurd"
    return ""


def _card(row: Mapping[str, Any]) -> str:
    return "" if row["sort"] in _OUTCOMES else "it is of no known sort"


_CHECKS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "assessment": _of_month,
    "audit_group": _group,
    "closing": _closing,
    "test": _test,
    "card": _card,
}


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def _called(table: str, row: Mapping[str, Any]) -> str:
    # Only what is no word of anybody's is quoted: damage may have put a text anywhere.
    what = {
        **{of_month: f"{what} of {{}}" for of_month, what in sealing.OF_MONTHS.items()},
        "test": "the recall question {}",
        "card": "the card {}",
    }[table]
    key = row.get("month") or row.get("id")
    fits = sealing.is_month(key) or sealing.is_id(key)
    return what.format(key if fits else "whose name is broken")
