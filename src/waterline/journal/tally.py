"""The few numbers of `waterline status`, without the imports that lines and filters need."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


# Of those that run (there can be two where undo brought one back) the last one counts.
_RUNNING = """
    SELECT s.sort, s.planned_minutes, s.started_at, s.ai_opened_at
    FROM session s JOIN entry e ON e.moment = s.moment
    WHERE s.ended_at IS NULL AND e.deleted_at IS NULL ORDER BY s.moment DESC LIMIT 1
"""


def running(db: sqlite3.Connection) -> tuple[str, int, int, int | None] | None:
    """Give kind, planned minutes, beginning and opening of AI of the session that runs."""
    found = db.execute(_RUNNING).fetchone()
    return tuple(found) if found else None


def tally(db: sqlite3.Connection, day: str) -> int:
    """Count the entries of one local day (as ISO text)."""
    found = db.execute(
        "SELECT count(*) FROM entry WHERE day = ? AND deleted_at IS NULL", (day,)
    ).fetchone()
    return int(found[0])
