"""Sessions in the journal: beginning one, what changes while it runs, and reading them.

All of it goes through the narrow door. Whoever writes does so in a transaction that is open.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

from waterline.domain import days
from waterline.domain import sessions as domain
from waterline.domain.days import is_sane
from waterline.errors import InputError, NotFoundError
from waterline.journal import deeds, explaining, glance, inbox, seal, sealed
from waterline.journal.connection import BROKEN_TIME
from waterline.journal.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from waterline.domain.sessions import Session

# What of a session stands beside its entry and is sealed, but for the entry's own number.
FACTS = seal.SESSION[1:]
_TIMES = ("started_at", "frozen_at", "ai_opened_at", "seen_at", "ended_at")

_READ = f"""
    SELECT {glance.ENTRY}, {", ".join(f"s.{name}" for name in (*FACTS, "seen_at"))}
    FROM session s JOIN entry e ON e.moment = s.moment AND e.deleted_at IS NULL
"""


def begin(db: sqlite3.Connection, entry: dict[str, Any], facts: Mapping[str, object]) -> None:
    """Write a session: the row of its entry (see `inbox.row`), and its facts.

    Raises InputError where one runs already.
    """
    other = running(db)
    if other is not None:
        raise InputError(
            f"a {other.kind} session is running since {other.at(other.started_at):%H:%M}",
            "`waterline session stop` closes it",
        )
    inbox.insert(db, entry, {})
    sealed.insert(db, "session", {**dict.fromkeys(FACTS), **facts, "moment": entry["moment"]})
    deeds.note(db, [entry["moment"]])


def change(db: sqlite3.Connection, session_id: str, facts: Mapping[str, object]) -> None:
    """Put these facts in the place of what is known of a session, and seal it anew."""
    sealed.change(db, "session", {"moment": explaining.moment_of(db, session_id)}, facts)


def see(db: sqlite3.Connection, session_id: str, moment: int) -> None:
    """Say that somebody looked at a session at this moment."""
    db.execute(
        """UPDATE session SET seen_at = max(coalesce(seen_at, 0), ?)
           WHERE moment = (SELECT moment FROM entry WHERE id = ?)""",
        (moment, session_id),
    )


def running(db: sqlite3.Connection) -> Session | None:
    """Read the session that runs, the last one begun if undo brought back another."""
    row = db.execute(f"{_READ} WHERE s.ended_at IS NULL ORDER BY s.moment DESC LIMIT 1").fetchone()
    return _value(row, Places(db)) if row else None


def one(db: sqlite3.Connection, id_prefix: str) -> Session:
    """Read one session by its id or the beginning of it. Raises NotFoundError, InputError."""
    line = glance.one(db, id_prefix)
    row = db.execute(f"{_READ} WHERE e.id = ?", (line.id,)).fetchone()
    if row is None:
        raise NotFoundError(
            f"{id_prefix} is no session", "`waterline session list --json` lists ids"
        )
    return _value(row, Places(db))


def listing(
    db: sqlite3.Connection, since: date | None = None, until: date | None = None, limit: int = 0
) -> list[Session]:
    """Read the sessions of these days (both ends included), newest first."""
    places = Places(db)
    start, end = days.moments(since or date.min, until or date.max)
    rows = db.execute(
        f"{_READ} WHERE s.moment BETWEEN ?4 AND ?5 AND (?1 IS NULL OR e.day >= ?1) "
        "AND (?2 IS NULL OR e.day <= ?2) ORDER BY s.moment DESC LIMIT ?3",
        (since and since.isoformat(), until and until.isoformat(), limit or -1, start, end),
    )
    return [_value(row, places) for row in rows]


def _value(row: sqlite3.Row, places: Places) -> Session:
    """Make a session of a row. Raises sqlite3.DatabaseError where no clock can show its times."""
    if not _are_times(row[name] for name in _TIMES):
        raise sqlite3.DatabaseError(BROKEN_TIME)
    line = glance.entry_line(row, places)
    facts: dict[str, Any] = {name: row[name] for name in FACTS if name != "sort"}
    for name in ("cause_found", "with_ai"):
        facts[name] = None if row[name] is None else bool(row[name])
    return domain.Session(
        id=line.id,
        kind=row["sort"],
        body=line.body,
        day=line.day,
        offset=line.offset,
        repo=line.repo,
        repo_path=line.repo_path,
        seen_at=row["seen_at"],
        **facts,
    )


def signs(db: sqlite3.Connection, session: Session, until: int) -> Iterator[tuple[int, str]]:
    """Give the last entry and the last commit after a session's beginning, and its last look."""
    span = (session.started_at, until)
    written = """SELECT max(moment) FROM entry NOT INDEXED
        WHERE moment > ? AND moment <= ? AND kind <> 'session' AND deleted_at IS NULL"""
    committed = f"""SELECT max(c.moment) FROM change c NOT INDEXED
        WHERE c.moment > ? AND c.moment <= ? AND {glance.HELD}"""
    for asked, what in ((written, "your last entry"), (committed, "your last commit")):
        moment = db.execute(asked, span).fetchone()[0]
        if moment is not None:
            yield moment, what
    if session.seen_at is not None:
        yield session.seen_at, "last looked at"
    if session.ai_opened_at is not None:
        yield session.ai_opened_at, "AI opened"


def assisted(db: sqlite3.Connection, start: int, end: int) -> list[str]:
    """Give the ids of the assisted changes that were made between two moments, oldest first."""
    rows = db.execute(
        f"""SELECT c.id FROM change c NOT INDEXED WHERE c.moment BETWEEN ? AND ?
            AND c.origin = 'assisted' AND {glance.HELD} ORDER BY c.moment""",
        (start, end),
    )
    return [row[0] for row in rows]


def active_days(db: sqlite3.Connection, first: date, last: date) -> set[date]:
    """Give the days on which anything was written or shipped."""
    counted = glance.counts(db, first, last)
    return {count.day for count in counted if count.entries or count.changes}


def refuse_rewriting(db: sqlite3.Connection, session_id: str, body: str) -> None:
    """Raise InputError where a new text of a session changes what is frozen in it."""
    asked = """SELECT s.frozen, e.body FROM session s JOIN entry e ON e.moment = s.moment
        WHERE e.id = ?"""
    row = db.execute(asked, (session_id,)).fetchone()
    # Where undo took back an older text, what is frozen may stand there no more.
    if row and domain.keeps(row[0], row[1]) and not domain.keeps(row[0], body):
        raise InputError(
            "what was written at the beginning of a session is frozen", "add to it below"
        )


def skip(db: sqlite3.Connection, monday: date, moment: int) -> None:
    """Put off the planned build of a week."""
    db.execute("INSERT OR IGNORE INTO skipped_week VALUES (?, ?)", (monday.isoformat(), moment))


def is_skipped(db: sqlite3.Connection, monday: date) -> bool:
    """Tell whether the planned build of a week was put off."""
    asked = "SELECT 1 FROM skipped_week WHERE monday = ?"
    return db.execute(asked, (monday.isoformat(),)).fetchone() is not None


def has_build(db: sqlite3.Connection, first: date, last: date) -> bool:
    """Tell whether a build was begun on one of these days."""
    asked = f"{_READ} WHERE s.sort = 'build' AND e.day BETWEEN ? AND ? LIMIT 1"
    return db.execute(asked, (first.isoformat(), last.isoformat())).fetchone() is not None


def senseless(db: sqlite3.Connection) -> Iterator[tuple[object, str]]:
    """Give the ids of sessions whose facts make no sense, each with what is wrong."""
    names = ("sort", "outcome", *_TIMES)
    asked = f"""SELECT e.id, {", ".join(f"s.{name}" for name in names)}
        FROM session s NOT INDEXED JOIN entry e ON e.moment = s.moment"""
    for key, *values in db.execute(asked):
        reason = wrong(dict(zip(names, values, strict=True)))
        if reason:
            yield key, reason


def wrong(row: Mapping[str, Any]) -> str:
    """Tell why the facts of a session make no sense, "" if they do."""
    start, end = row["started_at"], row["ended_at"]
    if row["sort"] not in domain.KINDS:
        return "it is of no known kind"
    if start is None or not _are_times(row[name] for name in _TIMES):
        return "its times are absurd"
    if end is not None and end < start:
        return "it ends before it begins"
    if row["outcome"] not in {"", *domain.OUTCOMES[row["sort"]]}:
        return "its outcome is unknown"
    return ""


def _are_times(values: Iterable[object]) -> bool:
    known = [one for one in values if one is not None]
    return all(isinstance(one, int) and is_sane(one, 0) for one in known)
