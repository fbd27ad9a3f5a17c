"""Mending what can be made anew without loss: everything that only repeats what entries say."""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from waterline.journal import binding, checkup, connection, sealing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from waterline.home import Home


def mend(home: Home, names: Iterable[str]) -> list[str]:
    """Mend the findings of these names (see `checkup`) as far as it can be done without loss.

    Says what was done. Raises JournalError.
    """
    remedies = {
        checkup.SCHEMA: _remake,
        checkup.PAGES: _reindex,
        sealing.SEALS: lambda db: _put_back(db, home),
        checkup.REFERENCES: _drop_orphans,
        checkup.TAGS: _retag,
        checkup.SEARCH: _rebuild_search,
    }
    with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
        return [done for name in remedies if name in names for done in remedies[name](db)]


def _remake(db: sqlite3.Connection) -> list[str]:
    there = checkup.made_of(db)
    wanted = checkup.expected(int(db.execute("PRAGMA user_version").fetchone()[0]))
    missing = [
        (name, sort, sql) for name, (sort, sql) in wanted.items() if sql and name not in there
    ]
    # A trigger is made for a view or table that must be there first; the search is rebuilt,
    # because what was written meanwhile went past it.
    for _, _, sql in missing:
        db.execute(sql)
    if any(sort in {"trigger", "view"} for _, sort, _ in missing):
        _rebuild_search(db)
    return [f"{sort} {name} was made anew" for name, sort, _ in missing]


def _reindex(db: sqlite3.Connection) -> list[str]:
    db.execute("REINDEX")
    return ["the indexes were made anew"]


def _put_back(db: sqlite3.Connection, home: Home) -> list[str]:
    done = sealing.mend(db, home)
    binding.everything(db)
    _retag(db)
    _rebuild_search(db)
    return done


def _drop_orphans(db: sqlite3.Connection) -> list[str]:
    orphans = [(row[0], row[1]) for row in db.execute("PRAGMA foreign_key_check")]
    # Tables without row numbers give none: their orphans are told by what they refer to.
    db.execute("DELETE FROM entry_tag WHERE moment NOT IN (SELECT moment FROM entry)")
    db.execute("DELETE FROM deed WHERE moment NOT IN (SELECT moment FROM entry)")
    db.execute("DELETE FROM explanation WHERE moment NOT IN (SELECT moment FROM entry)")
    db.execute("DELETE FROM explained WHERE moment NOT IN (SELECT moment FROM explanation)")
    db.execute(
        """DELETE FROM explains WHERE change NOT IN (SELECT moment FROM change)
           OR entry NOT IN (SELECT moment FROM explanation)"""
    )
    db.execute("DELETE FROM session WHERE moment NOT IN (SELECT moment FROM entry)")
    db.execute("DELETE FROM closed_brief WHERE moment NOT IN (SELECT moment FROM entry)")
    db.execute("DELETE FROM change_file WHERE moment NOT IN (SELECT moment FROM change)")
    db.execute(
        """DELETE FROM sighting WHERE moment NOT IN (SELECT moment FROM change)
           OR repository_id NOT IN (SELECT id FROM repository)"""
    )
    return [f"{len(orphans):,} orphaned rows were removed"]


def _retag(db: sqlite3.Connection) -> list[str]:
    wrong = list(checkup.tags_out_of_step(db))
    for moment in wrong:
        db.execute("DELETE FROM entry_tag WHERE moment = ?", (moment,))
        asked = "SELECT tags FROM entry WHERE moment = ? AND deleted_at IS NULL"
        for (tags,) in db.execute(asked, (moment,)).fetchall():
            db.executemany(
                "INSERT INTO entry_tag (tag, moment) VALUES (?, ?)",
                [(tag, moment) for tag in dict.fromkeys(tags.split())],
            )
    return [f"the tags of {len(wrong):,} entries were listed anew"]


def _rebuild_search(db: sqlite3.Connection) -> list[str]:
    for name in checkup.SEARCHES:
        db.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    return ["the search index was made anew"]
