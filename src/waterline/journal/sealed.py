"""Rows under a seal: inserting one, and changing one so that what was wrong with it stays seen.

Through the narrow door, and in the transaction that is open.
"""

# ruff: noqa: S608 - tables and columns are those of `seal`; what is looked for and written is bound

from __future__ import annotations

from waterline.journal import seal

TYPE_CHECKING = False  # importing typing takes longer than counting what Recall has drawn
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from typing import Any


def insert(
    db: sqlite3.Connection,
    table: str,
    row: Mapping[str, object],
    *,
    is_whole: bool = True,
    instead: bool = False,
) -> None:
    """Insert a row that has all of its table's sealed columns; what else it has is left out.

    With `instead` it takes the place of the one that has its keys. Without `is_whole` its seal
    says that it is not as it was written.
    """
    names = seal.TABLES[table]
    values = [row[name] for name in names]
    verb = "INSERT OR REPLACE" if instead else "INSERT"
    db.execute(
        f"{verb} INTO {table} ({', '.join(names)}, seal) VALUES ({'?, ' * len(names)}?)",
        (*values, seal.of(values, is_whole=is_whole)),
    )


def held(
    db: sqlite3.Connection, table: str, by: Mapping[str, object]
) -> tuple[dict[str, Any], bool]:
    """Read the row that `by` names, and tell whether it is as it was written.

    Raises LookupError where there is none.
    """
    names = seal.TABLES[table]
    asked = f"SELECT {', '.join(names)}, seal FROM {table} WHERE {_where(by)}"
    found = db.execute(asked, tuple(by.values())).fetchone()
    if found is None:
        raise LookupError(f"no such row of {table}")
    *values, recorded = found
    is_sealed = recorded is not None or table not in seal.ALWAYS
    return dict(zip(names, values, strict=True)), is_sealed and seal.fits(recorded, values)


def change(
    db: sqlite3.Connection, table: str, by: Mapping[str, object], facts: Mapping[str, object]
) -> None:
    """Put these facts in the place of what the row that `by` names holds, and seal it anew.

    Raises LookupError where there is none.
    """
    row, is_whole = held(db, table, by)
    row |= facts
    settings = ", ".join(f"{name} = ?" for name in facts)
    db.execute(
        f"UPDATE {table} SET {settings}, seal = ? WHERE {_where(by)}",
        (*facts.values(), seal.of(row.values(), is_whole=is_whole), *by.values()),
    )


def next_number(db: sqlite3.Connection, table: str) -> int:
    """Give the number of a table's next row."""
    found: int = db.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()[0]
    return found


def _where(by: Mapping[str, object]) -> str:
    return " AND ".join(f"{name} = ?" for name in by)
