"""Reading for showing: days, pages, counts. Plain SQLite, so that the first frame need not wait.

Entries and changes stand in one order, by moment. A change counts where some repository holds
it, and counts once where several do.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import heapq
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING

from waterline.domain.days import is_sane
from waterline.domain.filters import Filter
from waterline.domain.lines import CHANGE, DayCount, Line
from waterline.errors import InputError, NotFoundError
from waterline.journal import narrow
from waterline.journal.connection import BROKEN_TIME
from waterline.journal.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRY = "e.moment, e.id, e.utc_offset, e.day, e.kind, e.body, e.tags, e.repo, e.edited_at"
EXPLAINED = """EXISTS (SELECT 1 FROM explains x JOIN entry e ON e.moment = x.entry
    WHERE x.change = c.moment AND e.deleted_at IS NULL)"""
CHANGE_ROW = f"""c.moment, c.id, c.sha, c.utc_offset, c.day, c.message, c.insertions, c.deletions,
    c.files, c.origin, c.tool, c.signal, c.sort, c.generated_lines, {EXPLAINED} AS explained,
    (SELECT min(s.repository_id) FROM sighting s WHERE s.moment = c.moment) AS repository_id"""
HELD = "EXISTS (SELECT 1 FROM sighting s WHERE s.moment = c.moment)"

# A sha abbreviated further than this is a slip of the fingers.
SHORTEST_SHA = 4


def entry_line(row: sqlite3.Row, places: Places) -> Line:
    """Turn a row of `ENTRY` into a line."""
    name, path = places.of_entry(row["repo"])
    return Line(
        id=row["id"],
        kind=row["kind"],
        moment=row["moment"],
        offset=row["utc_offset"],
        day=_day_of(row),
        body=row["body"],
        tags=tuple(row["tags"].split()),
        repo=name,
        repo_path=path,
        edited=row["edited_at"] is not None,
    )


def change_line(row: sqlite3.Row, places: Places, repository_id: str = "") -> Line:
    """Turn a row of `CHANGE_ROW` into a line, of the repository that is asked about if any."""
    name, path = places.of_change(repository_id or row["repository_id"])
    return Line(
        id=row["id"],
        kind=CHANGE,
        moment=row["moment"],
        offset=row["utc_offset"],
        day=_day_of(row),
        body=row["message"],
        repo=name,
        repo_path=path,
        sha=row["sha"],
        insertions=row["insertions"],
        deletions=row["deletions"],
        files=row["files"],
        origin=row["origin"],
        tool=row["tool"],
        signal=row["signal"],
        sort=row["sort"],
        generated_lines=row["generated_lines"],
        explained=bool(row["explained"]),
    )


def _day_of(row: sqlite3.Row) -> date:
    """Give the day of a row. Raises sqlite3.DatabaseError where no clock can show its time."""
    try:
        if is_sane(row["moment"], row["utc_offset"]):
            return date.fromisoformat(row["day"])
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(BROKEN_TIME) from error
    raise sqlite3.DatabaseError(BROKEN_TIME)


def day(db: sqlite3.Connection, day: date) -> list[Line]:
    """Read everything of one local day, oldest first."""
    places = Places(db)
    entries = db.execute(
        f"SELECT {ENTRY} FROM entry e WHERE e.day = ? AND e.deleted_at IS NULL ORDER BY e.moment",
        (day.isoformat(),),
    )
    changes = db.execute(
        f"SELECT {CHANGE_ROW} FROM change c WHERE c.day = ? AND {HELD} ORDER BY c.moment",
        (day.isoformat(),),
    )
    return list(
        heapq.merge(
            [entry_line(row, places) for row in entries],
            [change_line(row, places) for row in changes],
            key=lambda line: line.moment,
        )
    )


def counts(db: sqlite3.Connection, first: date, last: date) -> list[DayCount]:
    """Count what each day from `first` to `last` holds, both included; empty days are there too.

    Lines are those that were added or deleted.
    """
    ends = (first.isoformat(), last.isoformat())
    entries = dict(
        db.execute(
            """SELECT day, count(*) FROM entry INDEXED BY entry_day
               WHERE day BETWEEN ? AND ? AND deleted_at IS NULL GROUP BY day""",
            ends,
        ).fetchall()
    )
    changes = {
        row[0]: tuple(row)[1:]
        for row in db.execute(
            f"""SELECT c.day, count(*), sum(c.origin = 'assisted'), sum(c.insertions),
                       sum(c.deletions),
                       sum(iif(c.origin = 'assisted', c.insertions + c.deletions, 0))
                FROM change c INDEXED BY change_day
                WHERE c.day BETWEEN ? AND ? AND {HELD} GROUP BY c.day""",
            ends,
        )
    }
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        DayCount(day, entries.get(str(day), 0), *changes.get(str(day), (0, 0, 0, 0, 0)))
        for day in days
    ]


def tags(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """List the tags with the number of their entries, the most used first."""
    rows = db.execute("SELECT tag, count(*) AS n FROM entry_tag GROUP BY tag ORDER BY n DESC, tag")
    return [(row[0], row[1]) for row in rows]


def page(
    db: sqlite3.Connection,
    filter: Filter = Filter(),  # noqa: A002, B008 - the word of the contract; frozen
    before: int | None = None,
    limit: int = 200,
    after: int | None = None,
) -> list[Line]:
    """Read up to `limit` lines newest first, strictly older than the moment `before`.

    With `after` alone they are the nearest ones strictly newer than it, newest first as well.
    Lines of the same moment are never parted: there may be one more than `limit`.
    """
    if limit < 1:
        return []
    places = Places(db)
    span = narrow.span_of(filter, before, after)
    rising = after is not None and before is None
    rooms = [
        entry_page(db, filter, places, span, limit + 1, rising=rising),
        change_page(db, filter, places, span, limit + 1, rising=rising),
    ]
    lines = cut(merged(rooms, rising=rising), limit)
    return lines[::-1] if rising else lines


def merged(rooms: Iterable[Iterable[Line]], *, rising: bool = False) -> Iterator[Line]:
    """Merge lists that run down (or up) in moments; of one moment entries are the newer ones."""
    return heapq.merge(
        *rooms, key=lambda line: (line.moment, not line.is_change), reverse=not rising
    )


def cut(lines: Iterable[Line], limit: int) -> list[Line]:
    """Take `limit` lines, and what shares the last one's moment."""
    taken: list[Line] = []
    for line in lines:
        if len(taken) >= limit and line.moment != taken[-1].moment:
            break
        taken.append(line)
    return taken


def entry_page(
    db: sqlite3.Connection,
    by: Filter,
    places: Places,
    span: narrow.Span,
    limit: int,
    *,
    rising: bool = False,
) -> list[Line]:
    """Read the first `limit` entries of a walk down (or up) the moments of `span`."""
    if not narrow.wants_entries(by):
        return []
    condition = narrow.entry_condition(db, by, places)
    walks = narrow.entry_walks(db, by, places, span)
    found = [
        [
            entry_line(row, places)
            for row in _walked(db, ENTRY, walk, condition, limit, rising=rising)
        ]
        for walk in walks
    ]
    return list(merged(found, rising=rising))[:limit]


def change_page(
    db: sqlite3.Connection,
    by: Filter,
    places: Places,
    span: narrow.Span,
    limit: int,
    *,
    rising: bool = False,
) -> list[Line]:
    """Read the first `limit` changes of a walk down (or up) the moments of `span`."""
    if not narrow.wants_changes(by):
        return []
    condition = narrow.change_condition(by, places)
    found = []
    for walk in narrow.change_walks(by, places, span):
        asked = str(walk.values[0]) if by.repo else ""
        rows = _walked(db, CHANGE_ROW, walk, condition, limit, rising=rising)
        found.append([change_line(row, places, asked) for row in rows])
    once = {line.moment: line for line in merged(found, rising=rising)}
    return list(once.values())[:limit]


def _walked(
    db: sqlite3.Connection,
    columns: str,
    walk: narrow.Walk,
    condition: tuple[str, tuple[str | int, ...]],
    limit: int,
    *,
    rising: bool,
) -> sqlite3.Cursor:
    return db.execute(
        f"SELECT {columns} FROM {walk.source} WHERE {walk.where} AND {condition[0]} "
        f"ORDER BY {walk.moment} {'ASC' if rising else 'DESC'} LIMIT ?",
        (*walk.values, *condition[1], limit),
    )


def one(db: sqlite3.Connection, id_prefix: str) -> Line:
    """Read the one entry or change whose id begins with `id_prefix`; for a change, or its sha.

    Raises NotFoundError where there is none, InputError where there are several.
    """
    wanted = id_prefix.strip().lower()
    if not wanted:
        raise InputError("an id is needed", "`waterline show --json` lists ids")
    places = Places(db)
    found = [entry_line(row, places) for row in _begins(db, ENTRY, "entry e", "e.id", wanted)]
    found += [
        change_line(row, places) for row in _begins(db, CHANGE_ROW, "change c", "c.id", wanted)
    ]
    if len(wanted) >= SHORTEST_SHA:
        found += [
            change_line(row, places) for row in _begins(db, CHANGE_ROW, "change c", "c.sha", wanted)
        ]
    once = list({line.id: line for line in found}.values())
    if not once:
        raise NotFoundError(
            f"nothing in the journal has an id that begins with {wanted}",
            "`waterline show --json` lists ids",
        )
    if len(once) > 1:
        raise InputError(f"several ids begin with {wanted}", "give more of the id")
    return once[0]


def _begins(
    db: sqlite3.Connection, columns: str, table: str, key: str, prefix: str
) -> list[sqlite3.Row]:
    alive = "e.deleted_at IS NULL" if table == "entry e" else HELD
    return db.execute(
        f"SELECT {columns} FROM {table} WHERE {key} >= ? AND {key} < ? AND {alive} LIMIT 2",
        (prefix, prefix + "\U0010ffff"),
    ).fetchall()
