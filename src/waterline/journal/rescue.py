"""Reading what can still be read of a damaged journal, row by row.

A scan ends at the first bad page; asked one by one, nearly all rows are still there.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def rows(db: sqlite3.Connection, sql: str, *values: Any) -> Iterator[sqlite3.Row]:
    """Give the rows that can be read until the first that can't."""
    with contextlib.suppress(sqlite3.DatabaseError, OverflowError):
        yield from db.execute(sql, values)


def numbers(db: sqlite3.Connection, ways: Iterable[str]) -> set[int]:
    """Gather the numbers of rows by every way (`column FROM …`), each from both of its ends.

    A way ends with the column that it is ordered by.
    """
    return {
        row[0]
        for way in ways
        for order in ("ASC", "DESC")
        for row in rows(db, f"SELECT {way} {order}")
        if isinstance(row[0], int)
    }


def rows_of(
    db: sqlite3.Connection, table: str, number: str, ways: Iterable[str]
) -> Iterator[sqlite3.Row]:
    """Give the rows of a table that can be read, each once, in the order of their `number`."""
    for key in sorted(numbers(db, ways)):
        row = next(rows(db, f"SELECT * FROM {table} WHERE {number} = ?", key), None)
        if row is not None:
            yield row
