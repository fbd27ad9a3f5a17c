"""Briefs in the journal: reading them with the time that they took, and closing one."""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from waterline.domain import days
from waterline.domain.briefs import Brief
from waterline.errors import NotFoundError
from waterline.journal import glance, sealed
from waterline.journal.places import Places

if TYPE_CHECKING:
    import sqlite3

_READ = f"""
    SELECT {glance.ENTRY}, b.took_minutes
    FROM entry e LEFT JOIN closed_brief b ON b.moment = e.moment
    WHERE e.kind = 'brief' AND e.deleted_at IS NULL
"""
_CLOSED = f"""
    SELECT {glance.ENTRY}, b.took_minutes, b.closed_at
    FROM closed_brief b JOIN entry e ON e.moment = b.moment
"""


def listing(
    db: sqlite3.Connection, first: date | None = None, last: date | None = None
) -> list[Brief]:
    """Read the briefs of these days (both ends included), newest first."""
    places = Places(db)
    start, end = days.moments(first or date.min, last or date.max)
    rows = db.execute(
        f"{_READ} AND e.moment BETWEEN ?3 AND ?4 AND (?1 IS NULL OR e.day >= ?1) "
        "AND (?2 IS NULL OR e.day <= ?2) ORDER BY e.moment DESC",
        (first and first.isoformat(), last and last.isoformat(), start, end),
    )
    return [_value(row, places) for row in rows]


# Who says after a longer time how long a brief took remembers something else.
_A_YEAR = 366


def closed(db: sqlite3.Connection, first: date, last: date, day_starts: int) -> list[Brief]:
    """Read the briefs of which somebody said on these days how long they took, newest first."""
    places = Places(db)
    rows = db.execute(
        f"{_CLOSED} WHERE b.moment BETWEEN ? AND ? AND e.deleted_at IS NULL ORDER BY b.moment DESC",
        days.moments(date.fromordinal(max(1, first.toordinal() - _A_YEAR)), last),
    )
    return [
        _value(row, places)
        for row in rows
        if first <= days.day_of(row["closed_at"], row["utc_offset"], day_starts) <= last
    ]


def one(db: sqlite3.Connection, id_prefix: str) -> Brief:
    """Read one brief by its id or the beginning of it. Raises NotFoundError, InputError."""
    line = glance.one(db, id_prefix)
    row = db.execute(f"{_READ} AND e.id = ?", (line.id,)).fetchone()
    if row is None:
        raise NotFoundError(f"{id_prefix} is no brief", "`waterline brief list` lists them")
    return _value(row, Places(db))


def close(db: sqlite3.Connection, brief: Brief, minutes: int, closed_at: int) -> None:
    """Say how long a brief's work took, in the transaction that is open."""
    row = {"moment": brief.moment, "took_minutes": minutes, "closed_at": closed_at}
    sealed.insert(db, "closed_brief", row, instead=True)


def _value(row: sqlite3.Row, places: Places) -> Brief:
    line = glance.entry_line(row, places)
    return Brief(
        id=line.id,
        body=line.body,
        moment=line.moment,
        offset=line.offset,
        day=line.day,
        repo=line.repo,
        repo_path=line.repo_path,
        took_minutes=row["took_minutes"],
    )
