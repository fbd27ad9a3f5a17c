"""What is owed: assisted changes of the last days that nobody has explained yet.

Read through the narrow door and without a costly import, because `waterline status` counts them
in a shell prompt. Only the days that can still be owed are walked, so it takes as long in a
journal of ten years as in one of two weeks.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False  # importing typing takes longer than counting
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from waterline.settings import Settings

_A_DAY = 86_400 * 1_000_000

# Newest first, and a change once for each repository that holds it.
_WAITING = """
    SELECT c.moment, s.repository_id, r.name, r.path, c.origin, c.tool,
           c.insertions + c.deletions - c.generated_lines
    FROM change c NOT INDEXED CROSS JOIN sighting s ON s.moment = c.moment
        CROSS JOIN repository r ON r.id = s.repository_id
    WHERE c.moment >= ? AND c.origin <> 'by hand' AND c.sort = ''
        AND NOT EXISTS (SELECT 1 FROM explains x CROSS JOIN entry e ON e.moment = x.entry
                        WHERE x.change = c.moment AND e.deleted_at IS NULL)
    ORDER BY c.moment DESC, s.repository_id
"""


def since(settings: Settings, now: int | None = None) -> int:
    """Tell the moment before which changes are let go; `now` in microseconds."""
    return (time.time_ns() // 1000 if now is None else now) - settings.owed_days * _A_DAY


def owed(
    db: sqlite3.Connection,
    settings: Settings,
    now: int | None = None,
    only: Collection[str] | None = None,
) -> Iterator[tuple[int, str]]:
    """Give what is owed, newest first: its moment and the id of a repository it is owed in.

    `only` names the ids of the repositories to look at (None: all).
    """
    there: dict[str, Settings] = {}
    last = None
    for moment, key, name, path, origin, tool, lines in db.execute(
        _WAITING, (since(settings, now),)
    ):
        if moment == last or (only is not None and key not in only):
            continue
        if key not in there:
            there[key] = settings.for_repository(name, path)
        if is_owed(there[key], origin, tool, lines):
            last = moment
            yield moment, key


def would_be(db: sqlite3.Connection, settings: Settings, moment: int) -> bool:
    """Tell whether a change is or was owed as long as nobody has explained it, however old."""
    rows = db.execute(
        """SELECT r.name, r.path, c.origin, c.tool, c.insertions + c.deletions - c.generated_lines
        FROM change c JOIN sighting s ON s.moment = c.moment
            JOIN repository r ON r.id = s.repository_id
        WHERE c.moment = ? AND c.sort = ''""",
        (moment,),
    )
    return any(is_owed(settings.for_repository(name, path), *told) for name, path, *told in rows)


def is_owed(there: Settings, origin: str, tool: str, lines: int) -> bool:
    """Tell whether a change is owed, `there` being the settings of its repository."""
    if there.ask == "never" or lines < there.min_lines or there.leaves_agent(tool):
        return False
    return origin == "assisted" or (origin == "unknown" and there.unknown == "assisted")


def count(db: sqlite3.Connection, settings: Settings) -> int:
    """Count what is owed."""
    return sum(1 for _ in owed(db, settings))
