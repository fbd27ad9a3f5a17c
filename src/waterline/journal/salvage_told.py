"""Saving what hangs on explanations and commits from a damaged journal.

As in `salvage`, each row is asked for by itself, from both ends of every tree that names it, and
what makes no sense is left behind. The changes themselves come back with the next scan; then
what was carried over here is bound to them again.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

from waterline.domain import explanations
from waterline.domain.commits import is_sha
from waterline.domain.text import clean_line
from waterline.journal import binding, rescue, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Where the rows of a table are named, and what is told by: its key, or None where all is key.
_WAYS: dict[str, tuple[str, ...]] = {
    "explanation": ("moment FROM explanation NOT INDEXED ORDER BY moment",),
    "explained": (
        "number FROM explained NOT INDEXED ORDER BY number",
        "number FROM explained INDEXED BY explained_identity ORDER BY identity",
        "number FROM explained INDEXED BY explained_sha ORDER BY sha",
    ),
    "fact": (
        "rowid FROM fact NOT INDEXED ORDER BY rowid",
        "rowid FROM fact INDEXED BY fact_identity ORDER BY identity",
    ),
}
_NUMBERS = {"explanation": "moment", "explained": "number", "fact": "rowid"}
_MAY_BE_MISSING = {"sure_before", "sure_after", "copied"}
_NUMBERED = {
    *("moment", "number", "at", "ticks", "typed", "pasted", "observed", "overruled"),
    *_MAY_BE_MISSING,
}


def carry_over(old: sqlite3.Connection, db: sqlite3.Connection, entries: dict[int, int]) -> None:
    """Carry over explanations' own data, facts and rewrites, in the transaction that is open.

    `entries` maps the moments of explanations in `old` to those in `db`. An explanation whose
    own data is lost keeps its words.
    """
    held = {row["moment"]: row for row in _rows_of(old, "explanation")}
    for before, moment in entries.items():
        row = held.get(before)
        blank = (moment, None, None, 0, 0, 0, 0, None, 0, "")
        values = _values("explanation", row, moment=moment) if row else blank
        _insert(db, "explanation", values, row)
    number = db.execute("SELECT coalesce(max(number), 0) FROM explained").fetchone()[0]
    for row in _rows_of(old, "explained"):
        if row["moment"] in entries:
            number += 1
            moved = {"number": number, "moment": entries[row["moment"]]}
            _insert(db, "explained", _values("explained", row, **moved), row)
    for row in _rows_of(old, "fact"):
        _insert(db, "fact", _values("fact", row), row)
    for order in ("ASC", "DESC"):
        pairs = rescue.rows(old, f"SELECT old, new FROM rewrite ORDER BY old {order}")
        binding.rewritten(db, [tuple(row) for row in pairs if all(map(_names_commit, row))])
    binding.everything(db)


def _rows_of(old: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Give the rows of a table that can be read and make sense, each once, in their order."""
    for row in rescue.rows_of(old, table, _NUMBERS[table], _WAYS[table]):
        if all(_is_right(name, row[name]) for name in seal.TABLES[table]):
            yield row


def _is_right(name: str, value: Any) -> bool:
    if name in _MAY_BE_MISSING and value is None:
        return True
    if name in _NUMBERED:
        check: Callable[[int], bool] = _RANGES.get(name, lambda number: abs(number) < 1 << 62)
        return isinstance(value, int) and check(value)
    return isinstance(value, str)


_RANGES: dict[str, Callable[[int], bool]] = {
    **dict.fromkeys(
        ("sure_before", "sure_after"),
        lambda number: explanations.LOWEST <= number <= explanations.HIGHEST,
    ),
    "ticks": lambda number: 0 <= number < 1 << len(explanations.TICKS),
    "copied": lambda number: 0 <= number <= 1000,  # noqa: PLR2004 - thousandths
    **dict.fromkeys(("observed", "overruled"), lambda number: number in {0, 1}),
    **dict.fromkeys(("typed", "pasted"), lambda number: 0 <= number < 1 << 40),
}


def _values(table: str, row: sqlite3.Row, **moved: int) -> tuple[Any, ...]:
    return tuple(
        moved[name]
        if name in moved
        else clean_line(value)
        if isinstance(value := row[name], str)
        else value
        for name in seal.TABLES[table]
    )


def _insert(
    db: sqlite3.Connection, table: str, values: tuple[Any, ...], row: sqlite3.Row | None
) -> None:
    # What did not match its seal before does not now.
    names = seal.TABLES[table]
    is_whole = row is None or row["seal"] == seal.of(row[name] for name in names)
    marks = ", ".join("?" * (len(values) + 1))
    # A row that the damage left without what it needs is refused.
    with contextlib.suppress(sqlite3.IntegrityError):
        db.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)}, seal) VALUES ({marks})",
            (*values, seal.of(values, is_whole=is_whole)),
        )


def _names_commit(value: object) -> bool:
    return isinstance(value, str) and is_sha(value)
