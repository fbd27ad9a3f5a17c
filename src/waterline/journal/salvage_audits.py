"""Saving what was said of months, and recall questions with their cards, from a damaged journal.

As in `salvage`, each row is asked for by itself, from both ends of every tree that names it, and
what makes no sense is left behind. The damaged journal was the one in use: of what the whole one
has too, its version counts as long as it is as it was written.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain import text
from waterline.journal import rescue, seal, sealed, soundness

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Table(NamedTuple):
    """How rows of a table are named: their number, what tells them apart, and its indexes."""

    number: str
    key: tuple[str, ...]
    ways: tuple[str, ...]


_TABLES = {
    "assessment": _Table("number", ("month",), ("sqlite_autoindex_assessment_1 ORDER BY month",)),
    "audit_group": _Table("number", ("month", "key"), ("audit_group_once ORDER BY month",)),
    "closing": _Table("moment", ("moment", "month"), ("closing_month ORDER BY month",)),
    "test": _Table(
        "moment", ("id",), ("sqlite_autoindex_test_1 ORDER BY id", "test_day ORDER BY day")
    ),
    "card": _Table("number", ("id",), ("sqlite_autoindex_card_1 ORDER BY id",)),
}
# What a person or a commit said in several lines; everything else is one.
_LONG = {"answer", "asked", "marks", "figures", "how", "before", "state"}


def carry_over(old: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Carry over all five tables, in the transaction that is open."""
    for table, named in _TABLES.items():
        for row in _rows_of(old, table, named):
            _carry(db, table, named, row)


def _rows_of(old: sqlite3.Connection, table: str, named: _Table) -> Iterator[sqlite3.Row]:
    """Give the rows of a table that can be read and make sense, each once, in their order."""
    ways = [f"NOT INDEXED ORDER BY {named.number}", *(f"INDEXED BY {way}" for way in named.ways)]
    named_by = [f"{named.number} FROM {table} {way}" for way in ways]
    for row in rescue.rows_of(old, table, named.number, named_by):
        if not soundness.wrong(table, dict(row)):
            yield row


def _carry(db: sqlite3.Connection, table: str, named: _Table, row: sqlite3.Row) -> None:
    names = seal.TABLES[table]
    is_whole = row["seal"] == seal.of(row[name] for name in names)
    held = {name: _clean(name, row[name]) for name in names}
    where = " AND ".join(f"{name} = ?" for name in named.key)
    asked = f"SELECT {named.number} FROM {table} WHERE {where}"
    known = db.execute(asked, [held[name] for name in named.key]).fetchone()
    if known and not is_whole:
        return
    held[named.number] = known[0] if known else _free(db, table, named, held[named.number])
    # A row that the damage left without what it needs is refused.
    with contextlib.suppress(sqlite3.IntegrityError):
        sealed.insert(db, table, held, is_whole=is_whole, instead=True)


def _free(db: sqlite3.Connection, table: str, named: _Table, number: int) -> int:
    """Give the number itself where it is free, or the next one that is."""
    while db.execute(f"SELECT 1 FROM {table} WHERE {named.number} = ?", (number,)).fetchone():
        number += 1
    return number


def _clean(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return text.clean(value) if name in _LONG else text.clean_line(value)
