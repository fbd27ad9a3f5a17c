"""Followed repositories: their rows, their names, and the sums of what they hold.

All of it goes through the narrow door: following a repository and looking at 200 quiet ones both
take less than importing SQLModel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from waterline.domain.text import clean_line
from waterline.journal import seal
from waterline.journal.changes import new_key
from waterline.journal.connection import writing

if TYPE_CHECKING:
    import sqlite3


# A bare repository that its worktrees stand around is called after the folder it is hidden in.
_HIDDEN = {".git", ".bare"}


@dataclass(frozen=True, slots=True)
class Followed:
    """A followed repository as its row tells it, with the sums of the changes it holds now."""

    id: str
    path: str
    common_dir: str
    name: str
    added_at: int
    scanned_at: int | None
    seen: str
    total: int
    insertions: int
    deletions: int


def followed(db: sqlite3.Connection) -> list[Followed]:
    """Give all followed repositories by name."""
    rows = db.execute(
        """SELECT r.id, path, common_dir, name, added_at, scanned_at, seen,
            count(c.moment), coalesce(sum(c.insertions), 0), coalesce(sum(c.deletions), 0)
        FROM repository r LEFT JOIN sighting s ON s.repository_id = r.id
            LEFT JOIN change c ON c.moment = s.moment
        GROUP BY r.id ORDER BY lower(name), path"""
    )
    return [Followed(*row) for row in rows]


def known(db: sqlite3.Connection) -> list[Followed]:
    """Give all followed repositories by name, their sums left at 0: those cost a walk."""
    rows = db.execute(
        "SELECT id, path, common_dir, name, added_at, scanned_at, seen, 0, 0, 0 FROM repository "
        "ORDER BY lower(name), path"
    )
    return [Followed(*row) for row in rows]


def seen_states(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Give (name, common directory, seen) of all followed repositories by name."""
    rows = db.execute("SELECT name, common_dir, seen FROM repository ORDER BY lower(name), path")
    return [(row[0], row[1], row[2]) for row in rows]


def is_followed(db: sqlite3.Connection, common_dir: str) -> bool:
    """Tell whether the repository of this common directory is followed."""
    asked = "SELECT 1 FROM repository WHERE common_dir = ?"
    return db.execute(asked, (common_dir,)).fetchone() is not None


def follow(db: sqlite3.Connection, path: str, common_dir: str, now: int) -> None:
    """Follow a repository; one that another process was faster with keeps its row and name."""
    with writing(db):
        if not is_followed(db, common_dir):
            row = (new_key(now), path, common_dir, free_name(path, _names(db)), now)
            db.execute(
                "INSERT INTO repository (id, path, common_dir, name, added_at, seen, seal) "
                "VALUES (?, ?, ?, ?, ?, '', ?)",
                (*row, seal.of(row)),
            )


def move(db: sqlite3.Connection, repository_id: str, path: str, common_dir: str) -> None:
    """Say that a repository lies elsewhere now; its history stays, and it is read afresh."""
    with writing(db):
        name = free_name(path, _names(db, but=repository_id))
        asked = "SELECT added_at FROM repository WHERE id = ?"
        for (added_at,) in db.execute(asked, (repository_id,)).fetchall():
            row = (repository_id, path, common_dir, name, added_at)
            db.execute(
                "UPDATE repository SET path = ?, common_dir = ?, name = ?, seen = '', seal = ? "
                "WHERE id = ?",
                (path, common_dir, name, seal.of(row), repository_id),
            )


def forget(db: sqlite3.Connection, repository_id: str) -> None:
    """Stop following a repository: its changes count nowhere, unless another holds them too.

    Their rows stay, so that adding it again brings everything back.
    """
    with writing(db):
        db.execute("DELETE FROM repository WHERE id = ?", (repository_id,))


def _names(db: sqlite3.Connection, but: str = "") -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM repository WHERE id <> ?", (but,))}


def mark_seen(db: sqlite3.Connection, seen: list[tuple[str, str]], now: int) -> None:
    """Keep what scans that found nothing new saw: (seen, repository's id) each."""
    with writing(db):
        db.executemany(
            "UPDATE repository SET seen = ?, scanned_at = ? WHERE id = ?",
            [(told, now, repository_id) for told, repository_id in seen],
        )


def free_name(path: str, taken: set[str]) -> str:
    """Name a repository after its folder; where that is taken, with the folder above, or a number.

    Cleaned like all text from outside, because it is shown.
    """
    folders = [clean_line(part) for part in path.split("/") if part]
    own = folders[-1] if folders else "root"
    if own in _HIDDEN and len(folders) > 1:
        folders.pop()
        own = folders[-1]
    own = own.removesuffix(".git") or own
    above = f"{folders[-2]}/{own}" if len(folders) > 1 else own
    for name in (own, above):
        if name not in taken:
            return name
    number = 2
    while f"{own}-{number}" in taken:
        number += 1
    return f"{own}-{number}"
