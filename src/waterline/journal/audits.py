"""Audits in the journal: a month's answers, what was said of its work, and its closings.

All of it goes through the narrow door. Whoever writes does so in a transaction that is open.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain.audits import Answers
from waterline.domain.facts import Said
from waterline.domain.months import parse as named
from waterline.journal import deeds, inbox, rewriting, seal, sealed
from waterline.journal.connection import BROKEN_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from waterline.domain.months import Month

# The piece of work that is the month as a whole, and what isn't one: last month's audit was put
# off. No piece is called so (their keys begin with a repository).
WHOLE, PUT_OFF = "", "put off"

ANSWERS = Answers._fields


class Sheet(NamedTuple):
    """The answers of a month, when they were last given, and when its evidence was first seen."""

    answers: Answers = Answers()
    answered_at: int | None = None
    shown_at: int | None = None


class Closed(NamedTuple):
    """A month's closing that stands: its moment, its figures and how they came, both JSON."""

    moment: int
    month: str
    figures: str
    how: str


# --- The answers --------------------------------------------------------------------------------


def sheet(db: sqlite3.Connection, month: str) -> Sheet:
    """Read the answers of a month; a blank sheet where there are none."""
    return sheets(db, [month]).get(month, Sheet())


def sheets(db: sqlite3.Connection, months: Iterable[str]) -> dict[str, Sheet]:
    """Read the answers of these months that have any."""
    rows = db.execute(
        f"SELECT month, {', '.join(ANSWERS)}, answered_at, shown_at FROM assessment "
        "WHERE month IN (SELECT value FROM json_each(?))",
        (json.dumps(list(months)),),
    )
    return {row[0]: Sheet(Answers(*row[1:7]), row[7], row[8]) for row in rows}


def answer(db: sqlite3.Connection, month: str, answers: Answers, moment: int) -> None:
    """Put these answers in the place of a month's, given at `moment`."""
    _put(db, "assessment", {"month": month}, {**answers._asdict(), "answered_at": moment})


def show(db: sqlite3.Connection, month: str, moment: int) -> None:
    """Say that a month's evidence was looked at; the first time stays."""
    if sheet(db, month).shown_at is None:
        _put(db, "assessment", {"month": month}, {"shown_at": moment})


# --- What was said of the work ------------------------------------------------------------------

_SAID = """
    SELECT g.month, g.key, g.name, g.part_of, g.learned, coalesce(e.body, ''), coalesce(e.id, '')
    FROM audit_group g LEFT JOIN entry e ON g.entry <> '' AND e.id = g.entry
        AND e.deleted_at IS NULL
    WHERE g.month BETWEEN ? AND ? ORDER BY g.number
"""


def said(db: sqlite3.Connection, first: str, last: str) -> dict[str, list[Said]]:
    """Read what was said of the work of the months from `first` to `last`.

    Words whose entry is deleted are none.
    """
    found: dict[str, list[Said]] = {}
    for month, *row in db.execute(_SAID, (first, last)):
        found.setdefault(month, []).append(Said(*row))
    return found


def said_of(db: sqlite3.Connection, month: str) -> dict[str, Said]:
    """Read what was said of a month's work, by the keys of its pieces."""
    return {one.key: one for one in said(db, month, month).get(month, [])}


def say(db: sqlite3.Connection, month: str, key: str, moment: int, /, **facts: str) -> None:
    """Put these facts (name, part_of, learned, entry) in the place of what is known of a piece."""
    blank = {"name": "", "part_of": "", "learned": "", "entry": ""}
    where = {"month": month, "key": key}
    _put(db, "audit_group", where, {**facts, "changed_at": moment}, blank)


def last_part(db: sqlite3.Connection, month: str, key: str) -> str:
    """Give the piece that was merged last into the one that `key` names, "" without any."""
    row = db.execute(
        """SELECT key FROM audit_group WHERE month = ? AND part_of = ? AND part_of <> ''
           ORDER BY changed_at DESC, number DESC LIMIT 1""",
        (month, key),
    ).fetchone()
    return str(row[0]) if row else ""


def is_put_off(db: sqlite3.Connection, month: str) -> bool:
    """Tell whether a month's audit was put off."""
    asked = "SELECT 1 FROM audit_group WHERE month = ? AND key = ?"
    return db.execute(asked, (month, PUT_OFF)).fetchone() is not None


def write_words(db: sqlite3.Connection, row: dict[str, Any]) -> str:
    """Write an entry (see `inbox.row`) for what was learned; give its id."""
    inbox.insert(db, row, {})
    deeds.note(db, [row["moment"]])
    return str(row["id"])


def words_of(db: sqlite3.Connection, entry_id: str) -> str | None:
    """Give the text of an entry that is there and not deleted, None otherwise."""
    asked = "SELECT body FROM entry WHERE id = ? AND deleted_at IS NULL"
    row = db.execute(asked, (entry_id,)).fetchone() if entry_id else None
    return None if row is None else str(row[0])


def change_words(db: sqlite3.Connection, entry_id: str, body: str) -> None:
    """Give what was learned other words; without any its entry is deleted, so that undo helps."""
    if not body:
        rewriting.remove(db, entry_id)
    elif words_of(db, entry_id) != body:
        rewriting.rewrite(db, entry_id, body)


# --- Closings -----------------------------------------------------------------------------------


def closed(db: sqlite3.Connection, month: str) -> Closed | None:
    """Read the closing of a month that stands, None where it is open."""
    row = db.execute(
        """SELECT moment, month, figures, how FROM closing
           WHERE month = ? AND reopened_at IS NULL ORDER BY moment DESC LIMIT 1""",
        (month,),
    ).fetchone()
    return Closed(*row) if row else None


class Kept(NamedTuple):
    """What was learned from a closed month, and its overall gap as JSON, by its figures.

    `learned` is None where the figures can't be read: then the month's is what its work says now.
    """

    learned: str | None
    gap: str


def closed_months(db: sqlite3.Connection, first: str, last: str) -> dict[str, Kept]:
    """Give the closed months from `first` to `last`."""
    rows = db.execute(
        """SELECT month, iif(json_valid(figures), json_extract(figures, '$.learned'), NULL),
               iif(json_valid(figures), json_extract(figures, '$.gaps.overall'), '')
           FROM closing WHERE month BETWEEN ? AND ? AND reopened_at IS NULL ORDER BY moment""",
        (first, last),
    )
    return {row[0]: Kept(row[1], row[2] or "") for row in rows}


def close(db: sqlite3.Connection, month: str, figures: str, how: str, moment: int) -> None:
    """Close a month with these figures; `moment` is made unique."""
    last = db.execute("SELECT coalesce(max(moment), 0) FROM closing").fetchone()[0]
    row = {"moment": max(moment, last + 1), "month": month, "figures": figures, "how": how}
    sealed.insert(db, "closing", {**row, "reopened_at": None})


def reopen(db: sqlite3.Connection, month: str, moment: int) -> None:
    """Open a month again; what its closings said stays."""
    asked = "SELECT moment FROM closing WHERE month = ? AND reopened_at IS NULL"
    for (key,) in db.execute(asked, (month,)).fetchall():
        sealed.change(db, "closing", {"moment": key}, {"reopened_at": moment})


# --- Which months there are ---------------------------------------------------------------------

# From one distinct month to the next, by the index of days; a plain DISTINCT reads all of it.
_MONTHS = """
    WITH RECURSIVE found (month) AS (
        SELECT substr(min(day), 1, 7) FROM {table}
        UNION ALL
        SELECT (SELECT substr(min(day), 1, 7) FROM {table} WHERE day > found.month || '-99')
        FROM found WHERE found.month IS NOT NULL
    )
    SELECT month FROM found WHERE month IS NOT NULL
"""


def begun(db: sqlite3.Connection) -> Month | None:
    """Give the first month in which anything was written or shipped, or that was spoken of."""
    row = db.execute(
        """SELECT min(month) FROM (
            SELECT substr(min(day), 1, 7) AS month FROM entry
            UNION ALL SELECT substr(min(day), 1, 7) FROM change
            UNION ALL SELECT min(month) FROM assessment
            UNION ALL SELECT min(month) FROM audit_group)"""
    ).fetchone()
    return None if row[0] is None else parse(row[0])


def parse(name: str) -> Month:
    """Read a month's name. Raises sqlite3.DatabaseError where damage has made it none."""
    try:
        return named(name)
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(BROKEN_TIME) from error


def months(db: sqlite3.Connection) -> list[Month]:
    """Name the months in which anything was written or shipped, or that were spoken of."""
    walks = [_MONTHS.format(table=table) for table in ("entry", "change")]
    spoken = " UNION ".join(
        f"SELECT month FROM {table}" for table in ("assessment", "audit_group", "closing")
    )
    found = {row[0] for asked in (*walks, spoken) for row in db.execute(asked)}
    return sorted(map(parse, found))


def _put(
    db: sqlite3.Connection,
    table: str,
    where: Mapping[str, str],
    facts: Mapping[str, object],
    blank: Mapping[str, object] | None = None,
) -> None:
    """Put facts into the row of a table that `where` names, made where there is none."""
    try:
        sealed.change(db, table, where, facts)
    except LookupError:
        row = {**dict.fromkeys(seal.TABLES[table]), **(blank or {}), **where, **facts}
        sealed.insert(db, table, {**row, "number": sealed.next_number(db, table)})
