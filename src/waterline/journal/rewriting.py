"""Changing and deleting an entry through the narrow door, each deed kept so that undo knows it.

What `entries` does, without the half second that its imports take: words of a session or a month
are changed from a shell, or while somebody waits for the next key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waterline.domain import text
from waterline.journal import deeds, sealed

if TYPE_CHECKING:
    import sqlite3


def rewrite(db: sqlite3.Connection, entry_id: str, body: str) -> None:
    """Give an entry that is there another text, in the transaction that is open."""
    held, is_whole = sealed.held(db, "entry", {"id": entry_id})
    made_at = _keep(db, held, deeds.EDIT, is_whole=is_whole)
    in_text = text.tags_in(held["body"])
    tags = text.tags_of(body, [tag for tag in held["tags"].split() if tag not in in_text])
    facts = {"body": body, "tags": " ".join(tags), "edited_at": made_at}
    sealed.change(db, "entry", {"id": entry_id}, facts)
    db.execute("DELETE FROM entry_tag WHERE moment = ?", (held["moment"],))
    db.executemany(
        "INSERT INTO entry_tag (tag, moment) VALUES (?, ?)",
        [(tag, held["moment"]) for tag in tags],
    )


def remove(db: sqlite3.Connection, entry_id: str) -> None:
    """Delete an entry that is there softly, in the transaction that is open."""
    held, is_whole = sealed.held(db, "entry", {"id": entry_id})
    made_at = _keep(db, held, deeds.DELETE, is_whole=is_whole)
    sealed.change(db, "entry", {"id": entry_id}, {"deleted_at": made_at})
    db.execute("DELETE FROM entry_tag WHERE moment = ?", (held["moment"],))


def _keep(db: sqlite3.Connection, held: dict[str, Any], action: str, *, is_whole: bool) -> int:
    """Keep what an entry is now in a deed, and tell the place of what is done to it."""
    deeds.end_redo(db)
    made_at = deeds.next_place(db.execute("SELECT max(made_at) FROM deed").fetchone()[0])
    deed = {**held, "made_at": made_at, "action": action, "undone_at": None}
    sealed.insert(db, "deed", deed, is_whole=is_whole)
    return made_at
