"""Changing and deleting an entry through the narrow door, each deed kept so that undo knows it.

What `entries` does, without the half second that its imports take: words of a session or a month
are changed from a shell, or while somebody waits for the next key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waterline.domain import text
from waterline.journal import deeds, seal

if TYPE_CHECKING:
    import sqlite3


def rewrite(db: sqlite3.Connection, entry_id: str, body: str) -> None:
    """Give an entry that is there another text, in the transaction that is open."""
    held, is_whole = _held(db, entry_id)
    made_at = _keep(db, held, deeds.EDIT, is_whole=is_whole)
    in_text = text.tags_in(held["body"])
    beside = [tag for tag in held["tags"].split() if tag not in in_text]
    tags = text.tags_of(body, beside)
    held |= {"body": body, "tags": " ".join(tags), "edited_at": made_at}
    db.execute(
        "UPDATE entry SET body = ?, tags = ?, edited_at = ?, seal = ? WHERE id = ?",
        (body, held["tags"], made_at, seal.of(held.values(), is_whole=is_whole), entry_id),
    )
    db.execute("DELETE FROM entry_tag WHERE moment = ?", (held["moment"],))
    db.executemany(
        "INSERT INTO entry_tag (tag, moment) VALUES (?, ?)",
        [(tag, held["moment"]) for tag in tags],
    )


def remove(db: sqlite3.Connection, entry_id: str) -> None:
    """Delete an entry that is there softly, in the transaction that is open."""
    held, is_whole = _held(db, entry_id)
    held["deleted_at"] = _keep(db, held, deeds.DELETE, is_whole=is_whole)
    db.execute(
        "UPDATE entry SET deleted_at = ?, seal = ? WHERE id = ?",
        (held["deleted_at"], seal.of(held.values(), is_whole=is_whole), entry_id),
    )
    db.execute("DELETE FROM entry_tag WHERE moment = ?", (held["moment"],))


def _held(db: sqlite3.Connection, entry_id: str) -> tuple[dict[str, Any], bool]:
    asked = f"SELECT {', '.join(seal.ENTRY)}, seal FROM entry WHERE id = ?"  # noqa: S608 - ours
    *values, recorded = db.execute(asked, (entry_id,)).fetchone()
    return dict(zip(seal.ENTRY, values, strict=True)), seal.fits(recorded, values)


def _keep(db: sqlite3.Connection, held: dict[str, Any], action: str, *, is_whole: bool) -> int:
    """Keep what an entry is now in a deed, and tell the place of what is done to it."""
    deeds.end_redo(db)
    made_at = deeds.next_place(db.execute("SELECT max(made_at) FROM deed").fetchone()[0])
    kept = (held["kind"], held["body"], held["tags"], held["edited_at"], held["deleted_at"])
    deed = (made_at, held["moment"], action, None, *kept)
    db.execute(
        f"INSERT INTO deed VALUES ({', '.join('?' * (len(deed) + 1))})",  # noqa: S608 - ours
        (*deed, seal.of(deed, is_whole=is_whole)),
    )
    return made_at
