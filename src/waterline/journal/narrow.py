"""A filter as SQL that an index serves newest first, whatever it is combined from.

A *walk* is one way down an index, in the order of moments: through all entries, or only those
of one tag, one kind, one repository. Of the walks that a filter allows the narrowest is taken,
so that ten entries in a million are found by reading ten; what is left of the filter is asked
of each row.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.days import MICROSECOND
from waterline.domain.lines import CHANGE

if TYPE_CHECKING:
    import sqlite3

    from waterline.domain.filters import Filter
    from waterline.journal.places import Places

LOWEST, HIGHEST = -(2**63), 2**63 - 1

# A day's first and last moments depend on the writer's offset (less than a day) and on when
# days start (before noon): so far outside of its UTC days nothing can belong to it.
MARGIN = timedelta(days=2)

# Walks are compared by counting their rows up to here; more is simply "many".
MANY = 10_000

ALL_ENTRIES = "entry e NOT INDEXED"
ALL_CHANGES = "change c NOT INDEXED"


class Span(NamedTuple):
    """Moments strictly between two."""

    above: int = LOWEST
    below: int = HIGHEST


class Walk(NamedTuple):
    """One way down an index: what to read from, under which condition, in which order."""

    source: str
    where: str
    values: tuple[str | int, ...]
    moment: str


def span_of(by: Filter, before: int | None = None, after: int | None = None) -> Span:
    """Give the moments that can hold what `by` lets through, within `after` and `before`."""
    above = LOWEST if after is None else after
    below = HIGHEST if before is None else before
    if by.since is not None:
        above = max(above, _midnight(by.since, -MARGIN) - 1)
    if by.until is not None:
        below = min(below, _midnight(by.until, MARGIN + timedelta(days=1)))
    return Span(above, below)


def _midnight(day: date, shift: timedelta) -> int:
    return ((day - date(1970, 1, 1)) + shift) // timedelta(seconds=1) * MICROSECOND


def wants_entries(by: Filter) -> bool:
    """Tell whether any entry can pass."""
    return not by.kinds or any(kind != CHANGE for kind in by.kinds)


def wants_changes(by: Filter) -> bool:
    """Tell whether any change can pass. Changes carry no tags."""
    return not by.tags and (not by.kinds or CHANGE in by.kinds)


def entry_walks(db: sqlite3.Connection, by: Filter, places: Places, span: Span) -> list[Walk]:
    """Give the walks that together meet every entry that can pass, each at most once.

    The entry is `e` in their SQL; `entry_condition` has still to be asked of each row.
    """
    choices = [[_by_tag(tag, span)] for tag in by.tags]
    if by.kinds:
        choices.append([_by_kind(kind, span) for kind in dict.fromkeys(by.kinds)])
    if by.repo:
        choices.append([_by_repo(r, span) for r in places.repos_of_entries(db, by.repo)])
    if not choices:
        return [Walk(ALL_ENTRIES, _within("e.moment"), span, "e.moment")]
    if len(choices) == 1:
        return choices[0]
    return min(choices, key=lambda walks: sum(size(db, walk) for walk in walks))


def _within(moment: str) -> str:
    return f"{moment} > ? AND {moment} < ?"


def _by_tag(tag: str, span: Span) -> Walk:
    source = "entry_tag w CROSS JOIN entry e ON e.moment = w.moment"
    return Walk(source, f"w.tag = ? AND {_within('w.moment')}", (tag, *span), "w.moment")


def _by_kind(kind: str, span: Span) -> Walk:
    where = f"e.kind = ? AND e.deleted_at IS NULL AND {_within('e.moment')}"
    return Walk("entry e INDEXED BY entry_kind", where, (kind, *span), "e.moment")


def _by_repo(repo: str, span: Span) -> Walk:
    where = f"e.repo <> '' AND e.repo = ? AND e.deleted_at IS NULL AND {_within('e.moment')}"
    return Walk("entry e INDEXED BY entry_repo", where, (repo, *span), "e.moment")


def size(db: sqlite3.Connection, walk: Walk) -> int:
    """Count the rows of a walk, up to MANY."""
    source = walk.source.split(" CROSS JOIN ")[0]
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {walk.where} LIMIT {MANY})"
    return int(db.execute(sql, walk.values).fetchone()[0])


def are_few(db: sqlite3.Connection, walks: list[Walk], few: int) -> bool:
    """Tell whether the walks of a filter that narrows have no more than `few` rows together."""
    if any(walk.source in {ALL_ENTRIES, ALL_CHANGES} for walk in walks):
        return False
    return sum(size(db, walk) for walk in walks) <= few


def entry_condition(
    db: sqlite3.Connection,
    by: Filter,
    places: Places,
) -> tuple[str, tuple[str | int, ...]]:
    """Give the whole filter as a condition on an entry `e`, with its values."""
    parts, values = _days("e", by)
    parts.append("e.deleted_at IS NULL")
    for tag in by.tags:
        parts.append("EXISTS (SELECT 1 FROM entry_tag t WHERE t.tag = ? AND t.moment = e.moment)")
        values.append(tag)
    if by.kinds:
        parts.append(_one_of("+e.kind", len(by.kinds)))
        values.extend(by.kinds)
    if by.repo:
        repos = places.repos_of_entries(db, by.repo)
        parts.append(_one_of("+e.repo", len(repos)))
        values.extend(repos)
    return " AND ".join(parts), tuple(values)


def change_walks(by: Filter, places: Places, span: Span) -> list[Walk]:
    """Give the walks that together meet every change that can pass; several may meet the same.

    The change is `c` in their SQL; `change_condition` has still to be asked of each row.
    """
    if not by.repo:
        return [Walk(ALL_CHANGES, _within("c.moment"), span, "c.moment")]
    source = "sighting w CROSS JOIN change c ON c.moment = w.moment"
    where = f"w.repository_id = ? AND {_within('w.moment')}"
    return [Walk(source, where, (key, *span), "w.moment") for key in places.repositories(by.repo)]


def change_condition(
    by: Filter,
    places: Places,
) -> tuple[str, tuple[str | int, ...]]:
    """Give the filter as a condition on a change `c`, with its values.

    A change that no repository holds any more passes nowhere.
    """
    parts, values = _days("c", by)
    held = "SELECT 1 FROM sighting s WHERE s.moment = c.moment"
    if by.repo:
        keys = places.repositories(by.repo)
        held += f" AND {_one_of('s.repository_id', len(keys))}"
        values.extend(keys)
    return " AND ".join([*parts, f"EXISTS ({held})"]), tuple(values)


def _days(alias: str, by: Filter) -> tuple[list[str], list[str | int]]:
    # The plus keeps SQLite from choosing the index of days over the walk.
    parts: list[str] = []
    values: list[str | int] = []
    if by.since is not None:
        parts.append(f"+{alias}.day >= ?")
        values.append(by.since.isoformat())
    if by.until is not None:
        parts.append(f"+{alias}.day <= ?")
        values.append(by.until.isoformat())
    return parts, values


def _one_of(column: str, number: int) -> str:
    return f"{column} IN ({', '.join('?' * number)})"
