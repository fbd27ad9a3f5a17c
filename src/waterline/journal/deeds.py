"""The order of what was done to entries, written through the narrow door.

Everything that is done gets the next place, and ends what could be done again until then. So the
deeds that stand always come before those that were taken back.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False  # importing typing takes longer than looking into the inbox
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

ACTIONS = NOTE, EDIT, DELETE = "note", "edit", "delete"


def note(db: sqlite3.Connection, moments: Iterable[int]) -> None:
    """Say that these entries were written, in this order, in the transaction that is open."""
    from waterline.journal import seal

    end_redo(db)
    last = db.execute("SELECT max(made_at) FROM deed").fetchone()[0]
    rows = [
        (made_at, moment, NOTE, None, "", "", "", None, None)
        for made_at, moment in enumerate(moments, next_place(last))
    ]
    db.executemany(
        "INSERT INTO deed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, seal.of(row)) for row in rows],
    )


def end_redo(db: sqlite3.Connection) -> None:
    """Let what was taken back stay so."""
    db.execute("DELETE FROM deed WHERE undone_at IS NOT NULL")


def next_place(last: int | None) -> int:
    """Give the place of a deed after the one at `last`: the time, in microseconds."""
    # Later than everything before, also within a microsecond and when the clock was set back.
    return max(time.time_ns() // 1000, (last or 0) + 1)
