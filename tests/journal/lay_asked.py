"""Lay closed-book tests and their cards into a journal, as recall leaves them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.journal.lay import BERLIN, moment
from waterline.domain import days, text
from waterline.gate.inbox import new_id
from waterline.journal import seal

if TYPE_CHECKING:
    import sqlite3


def asked(
    db: sqlite3.Connection,
    change: str,
    outcome: str = "passed",
    *,
    sort: str = "why",
    drawn: str,
    answered: str = "",
    draw: str = "",
    **more: Any,
) -> str:
    """Lay a test of the change with this id ("": of no change), drawn and answered then.

    Without a time of its own it was answered when it was drawn, if it has an outcome but "" or
    "skipped". Gives its id.
    """
    at = moment(drawn)
    while db.execute("SELECT 1 FROM test WHERE moment = ?", (at,)).fetchone():
        at += 1
    offset = int(days.to_datetime(at).astimezone(BERLIN).utcoffset().total_seconds())  # type: ignore[union-attr] # it is aware
    named = "SELECT sha, identity, message, moment FROM change WHERE id = ?"
    sha, identity, message, shipped = db.execute(named, (change,)).fetchone() or ("", "", "", at)
    row = {
        "moment": at,
        "id": new_id(at // 1000),
        "draw": draw or f"draw of {change}",
        "sort": sort,
        "is_first": 1,
        "card": "",
        "entry": "",
        "change_id": change,
        "sha": sha,
        "identity": identity,
        "subject": text.subject(message),
        "repo": "api",
        "shipped_at": shipped,
        "utc_offset": offset,
        "day": days.day_of(at, offset).isoformat(),
        "asked": json.dumps({"sort": sort}),
        "answered_at": _answered(outcome, answered, at),
        "sure": None,
        "answer": "",
        "marks": "",
        "outcome": outcome,
        "rating": None,
        "before": "",
        **more,
    }
    _insert(db, "test", row, seal.TEST)
    return str(row["id"])


def _answered(outcome: str, answered: str, at: int) -> int | None:
    if answered:
        return moment(answered)
    return None if outcome in {"", "skipped"} else at


def card(db: sqlite3.Connection, change: str, due: str = "", **more: Any) -> str:
    """Lay the card of a change's why question; give its id."""
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM card").fetchone()[0]
    row = {
        "number": number,
        "id": new_id(number),
        "sort": "why",
        "entry": "",
        "change_id": change,
        "sha": "",
        "identity": "",
        "subject": "",
        "repo": "api",
        "state": json.dumps({"stability": 2.5}),
        "due_at": moment(due) if due else None,
        "at_rest": "",
        "made_at": number,
        **more,
    }
    _insert(db, "card", row, seal.CARD)
    return str(row["id"])


def _insert(
    db: sqlite3.Connection, table: str, row: dict[str, Any], names: tuple[str, ...]
) -> None:
    marks = ", ".join("?" * (len(names) + 1))
    values = [row[name] for name in names]
    db.execute(
        f"INSERT INTO {table} ({', '.join(names)}, seal) VALUES ({marks})",  # noqa: S608 - ours
        (*values, seal.of(values)),
    )
