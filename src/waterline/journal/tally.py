"""The few numbers of `waterline status`, without the imports that lines and filters need."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


def tally(db: sqlite3.Connection, day: str) -> int:
    """Count the entries of one local day (as ISO text)."""
    found = db.execute(
        "SELECT count(*) FROM entry WHERE day = ? AND deleted_at IS NULL", (day,)
    ).fetchone()
    return int(found[0])
