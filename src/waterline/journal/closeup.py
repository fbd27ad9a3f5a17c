"""Reading for the app's close look: a change's files, and whether anything is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a change; `old_path` is set where it was renamed."""

    path: str
    old_path: str
    insertions: int
    deletions: int
    is_binary: bool
    is_generated: bool


def files(db: sqlite3.Connection, change_id: str) -> list[ChangedFile]:
    """Read the files of a change, by path."""
    rows = db.execute(
        """SELECT f.path, f.old_path, f.insertions, f.deletions, f.is_binary, f.is_generated
        FROM change_file f JOIN change c ON c.moment = f.moment WHERE c.id = ? ORDER BY f.path""",
        (change_id,),
    )
    return [
        ChangedFile(path, old, added, removed, bool(binary), bool(generated))
        for path, old, added, removed, binary, generated in rows
    ]


def followed(db: sqlite3.Connection) -> int:
    """Count the repositories that are followed."""
    count: int = db.execute("SELECT count(*) FROM repository").fetchone()[0]
    return count
