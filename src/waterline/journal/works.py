"""What a month's audit reads of the journal beside what was said of it: changes, tests, sums.

Whatever is read is bounded by days or moments that an index knows, so that a month costs in a
journal of ten years what it costs alone (a test looks at SQLite's plans).
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import days, text
from waterline.domain.asked import SEEN
from waterline.domain.facts import EXPLAINED_WITHIN, Asked, Work, Written
from waterline.domain.kinds import EXPLANATION
from waterline.journal.connection import BROKEN_TIME
from waterline.journal.glance import ENTRY, HELD, entry_line
from waterline.journal.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from waterline.domain.lines import Line

# What `Work.is_counted` says, and `domain.explanations.is_pasted` of what isn't overruled.
COUNTED = """c.sort <> 'revert' AND NOT (c.insertions + c.deletions > 0
    AND c.insertions + c.deletions - c.generated_lines <= 0)"""
_PASTED = """NOT p.overruled AND (coalesce(p.copied >= 500, 0)
    OR (p.observed AND 2 * p.typed < p.typed + p.pasted))"""
_EXPLAINED = """FROM explains x CROSS JOIN explanation p ON p.moment = x.entry
    CROSS JOIN entry e ON e.moment = x.entry
    WHERE x.change = c.moment AND e.deleted_at IS NULL"""

_WORKS = f"""
    SELECT c.moment, c.id, c.day, c.message, c.origin, c.sort, c.insertions, c.deletions,
        c.generated_lines, c.files, c.branch, c.tool, c.utc_offset,
        (SELECT min(s.repository_id) FROM sighting s WHERE s.moment = c.moment) AS repository_id,
        (SELECT min(e.moment) {_EXPLAINED} AND NOT ({_PASTED})) AS explained_at,
        EXISTS (SELECT 1 {_EXPLAINED}) AS is_explained
    FROM change c INDEXED BY change_day
    WHERE c.day BETWEEN ? AND ? AND {HELD} ORDER BY c.moment
"""
# The first change of a repository may have any number of files; these are enough to name it by.
MOST_FILES = 40
_FILES = """
    SELECT c.moment, f.path FROM change c INDEXED BY change_day
        CROSS JOIN change_file f ON f.moment = c.moment
    WHERE c.day BETWEEN ? AND ? AND NOT f.is_generated
"""


def works(db: sqlite3.Connection, first: date, last: date, *, files: bool = True) -> list[Work]:
    """Read the changes of these days (both ends included), oldest first."""
    ends = (first.isoformat(), last.isoformat())
    paths = _paths(db, ends) if files else {}
    places = Places(db)
    return [
        Work(
            id=row["id"],
            moment=row["moment"],
            day=_day(row["day"]),
            repo=places.of_change(row["repository_id"])[0],
            subject=text.subject(row["message"]),
            origin=row["origin"],
            sort=row["sort"],
            insertions=row["insertions"],
            deletions=row["deletions"],
            generated_lines=row["generated_lines"],
            files=row["files"],
            paths=tuple(paths.get(row["moment"], ())),
            branch=row["branch"],
            tool=row["tool"],
            offset=row["utc_offset"],
            explained_at=row["explained_at"],
            is_pasted=row["explained_at"] is None and bool(row["is_explained"]),
        )
        for row in db.execute(_WORKS, ends)
    ]


def _paths(db: sqlite3.Connection, ends: tuple[str, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for moment, path in db.execute(_FILES, ends):
        of_change = found.setdefault(moment, [])
        if len(of_change) < MOST_FILES:
            of_change.append(path)
    return found


class Sums(NamedTuple):
    """What was shipped in a span of time, as far as the waterline counts it (see `Work`)."""

    assisted: int = 0
    explained: int = 0
    by_hand: int = 0
    unknown: int = 0


# By moments rather than by the index of days: what is read lies side by side then. An explanation
# has its entry's moment, so entries are asked only which of them are deleted: few, in an index.
_SUMS = f"""
    SELECT coalesce(sum(c.origin = 'assisted'), 0),
        coalesce(sum(c.origin = 'assisted' AND c.moment IN (
            SELECT x.change FROM explains x CROSS JOIN explanation p ON p.moment = x.entry
            WHERE x.change BETWEEN ?1 AND ?2 AND x.entry <= x.change + {EXPLAINED_WITHIN}
                AND NOT ({_PASTED}) AND x.entry NOT IN (
                    SELECT e.moment FROM entry e WHERE e.deleted_at IS NOT NULL))), 0),
        coalesce(sum(c.origin = 'by hand'), 0), coalesce(sum(c.origin = 'unknown'), 0)
    FROM change c NOT INDEXED
    WHERE c.moment BETWEEN ?1 AND ?2 AND c.day BETWEEN ?3 AND ?4 AND {COUNTED} AND {HELD}
"""


def sums(db: sqlite3.Connection, first: date, last: date) -> Sums:
    """Sum up the changes of these days (both ends included)."""
    given = (*days.moments(first, last), first.isoformat(), last.isoformat())
    return Sums(*db.execute(_SUMS, given).fetchone())


# --- Tests --------------------------------------------------------------------------------------

# A test's change is the one with its id; where salvage gave that another one, the one with its
# sha, or the one of the same author, second and subject. One whose answer was taken back after
# the truth was shown is no closed-book test any more: drawn, and not answered.
_SEEN = f"t.marks LIKE '%\"{SEEN}\"%'"
_TESTS = f"""
    SELECT t.sort, t.draw, t.moment, t.day, t.utc_offset, t.is_first, c.id,
        iif(c.origin = 'assisted' AND {COUNTED}, c.day, NULL),
        iif({_SEEN}, NULL, t.answered_at), t.sure, iif({_SEEN}, '', t.outcome),
        t.change_id <> '', t.sha, t.identity, t.subject
    FROM test t LEFT JOIN change c ON c.id = t.change_id AND {HELD}
    WHERE {{which}} ORDER BY t.moment
"""
_AGAIN = f"""
    SELECT c.id, c.message, iif(c.origin = 'assisted' AND {COUNTED}, c.day, NULL) AS shipped_on
    FROM change c WHERE (c.sha = ?1 OR c.identity = ?2) AND {HELD} ORDER BY c.sha <> ?1
"""


def drawn(
    db: sqlite3.Connection, first: date, last: date, reviews: tuple[date, date] | None = None
) -> list[Asked]:
    """Read the first tests that were drawn on these days (both ends included), oldest first.

    Of `reviews`' days those are among them that were asked again.
    """
    given: list[object] = [*days.moments(first, last), first.isoformat(), last.isoformat()]
    which = "t.moment BETWEEN ? AND ? AND t.day BETWEEN ? AND ? AND "
    if reviews is None:
        which += "t.is_first"
    else:
        which += "(t.is_first OR t.day BETWEEN ? AND ?)"
        given += [day.isoformat() for day in reviews]
    return list(_asked(db, which, given))


def _asked(db: sqlite3.Connection, which: str, given: list[object]) -> Iterator[Asked]:
    for row in db.execute(_TESTS.format(which=which), given).fetchall():
        sort, draw, drawn_at, day, offset, is_first, held, shipped, *answered = row
        if held is None and answered[3]:
            held, shipped = _found_again(db, *answered[4:])
        yield Asked(
            *(sort, draw, drawn_at, _day(day), offset, bool(is_first), held or ""),
            _day(shipped) if shipped else None,
            *answered[:3],
        )


def _found_again(
    db: sqlite3.Connection, sha: str, identity: str, subject: str
) -> tuple[str | None, str | None]:
    for key, message, shipped_on in db.execute(_AGAIN, (sha, identity)):
        if text.subject(message) == subject:
            return key, shipped_on
    return None, None


# --- Entries ------------------------------------------------------------------------------------


def written(db: sqlite3.Connection, first: date, last: date) -> list[Written]:
    """Read how sure those were who wrote explanations on these days, oldest first."""
    rows = db.execute(
        """SELECT e.moment, e.day, p.sure_before, p.sure_after
           FROM entry e INDEXED BY entry_day CROSS JOIN explanation p ON p.moment = e.moment
           WHERE e.day BETWEEN ? AND ? AND e.deleted_at IS NULL AND e.kind = 'explanation'
           ORDER BY e.moment""",
        (first.isoformat(), last.isoformat()),
    )
    return [Written(row[0], _day(row[1]), row[2], row[3]) for row in rows]


def entries(db: sqlite3.Connection, first: date, last: date) -> int:
    """Count the entries of these days."""
    asked = "SELECT count(*) FROM entry WHERE day BETWEEN ? AND ? AND deleted_at IS NULL"
    return int(db.execute(asked, (first.isoformat(), last.isoformat())).fetchone()[0])


def incidents(db: sqlite3.Connection, first: date, last: date) -> list[date]:
    """Give the days of the first real tests that were logged on these days."""
    rows = db.execute(
        """SELECT day FROM entry WHERE kind = 'incident' AND deleted_at IS NULL
           AND moment BETWEEN ? AND ? AND day BETWEEN ? AND ? ORDER BY moment""",
        (*days.moments(first, last), first.isoformat(), last.isoformat()),
    )
    return [_day(row[0]) for row in rows]


def has_any(db: sqlite3.Connection, first: date, last: date, *, entries: bool = False) -> bool:
    """Tell whether anything was shipped on these days; with `entries`, or written."""
    ends = (first.isoformat(), last.isoformat())
    asked = [f"SELECT 1 FROM change c INDEXED BY change_day WHERE c.day BETWEEN ? AND ? AND {HELD}"]
    if entries:
        asked += ["SELECT 1 FROM entry WHERE day BETWEEN ? AND ? AND deleted_at IS NULL"]
    return any(db.execute(f"{one} LIMIT 1", ends).fetchone() for one in asked)


def lines(db: sqlite3.Connection, first: date, last: date) -> list[Line]:
    """Read the entries of these days, oldest first."""
    return _lines(
        db,
        "WHERE e.day BETWEEN ? AND ? AND e.deleted_at IS NULL",
        (first.isoformat(), last.isoformat()),
    )


def moments_of(db: sqlite3.Connection, change_ids: Iterable[str]) -> list[int]:
    """Give the moments of the changes with these ids that are there."""
    asked = "SELECT moment FROM change WHERE id IN (SELECT value FROM json_each(?))"
    return [row[0] for row in db.execute(asked, (json.dumps(list(change_ids)),))]


def beside(
    db: sqlite3.Connection, change_ids: Sequence[str], repo: str, first: date, last: date
) -> list[Line]:
    """Read what was written about changes of these days, oldest first (see `pieces.beside`)."""
    own = json.dumps(moments_of(db, change_ids))
    worked_on = {
        row[0]
        for row in db.execute(
            "SELECT day FROM change WHERE moment IN (SELECT value FROM json_each(?))", (own,)
        )
    }
    explained = _lines(
        db,
        """WHERE e.deleted_at IS NULL AND e.moment IN (SELECT x.entry FROM explains x
           WHERE x.change IN (SELECT value FROM json_each(?)))""",
        (own,),
    )
    found = {line.id: line for line in explained}
    for line in lines(db, first, last):
        # An explanation of the same repository that isn't the group's is about something else.
        is_own = line.repo == repo if line.repo else line.day.isoformat() in worked_on
        if is_own and line.kind != EXPLANATION.name:
            found[line.id] = line
    return sorted(found.values(), key=lambda line: line.moment)


def _lines(db: sqlite3.Connection, where: str, given: tuple[object, ...]) -> list[Line]:
    places = Places(db)
    asked = f"SELECT {ENTRY} FROM entry e {where} ORDER BY e.moment"
    return [entry_line(row, places) for row in db.execute(asked, given)]


def _day(said: str) -> date:
    """Read a local day. Raises sqlite3.DatabaseError where damage has made it none."""
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(BROKEN_TIME) from error
