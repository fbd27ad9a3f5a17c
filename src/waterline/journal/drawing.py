"""What Recall has drawn: counting what waits, and drawing a week's changes and decisions.

Read and written through the narrow door without a costly import, because `waterline status`
counts in a shell prompt, and draws where nobody has looked yet this week. A draw is one
transaction, and what it rests on is read inside: two processes never draw twice.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import time

from waterline.domain import drawing

TYPE_CHECKING = False  # importing typing takes longer than counting
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import Any

    from waterline.settings import Settings

_A_DAY = 86_400

# First tests that can be answered still. One that its owner doesn't want to be asked has a card
# at rest; so has one of a card at rest for another reason.
OPEN = """t.answered_at IS NULL AND t.outcome = ''
    AND NOT EXISTS (SELECT 1 FROM card k WHERE k.id = t.card AND k.at_rest <> '')"""
FIRST_OPEN = f"{OPEN} AND t.is_first = 1 AND t.shipped_at >= :since"
# A card is due from the beginning of its local day on.
CARD_DUE = "due_at IS NOT NULL AND at_rest = '' AND due_at <= :now"

_CHANGES = """
    SELECT c.moment, c.id, c.sha, c.identity, c.utc_offset, c.message, c.tool, r.name, r.path,
           c.insertions + c.deletions - c.generated_lines
    FROM change c NOT INDEXED CROSS JOIN sighting s ON s.moment = c.moment
        CROSS JOIN repository r ON r.id = s.repository_id
    WHERE c.moment BETWEEN ? AND ? AND c.origin = 'assisted' AND c.sort = ''
        AND NOT EXISTS (SELECT 1 FROM test t WHERE t.change_id = c.id AND t.change_id <> '')
    ORDER BY c.moment, s.repository_id
"""
_DECISIONS = """
    SELECT e.moment, e.id, e.utc_offset, e.body, e.repo FROM entry e
    WHERE e.kind = 'decision' AND e.deleted_at IS NULL AND e.moment BETWEEN ? AND ?
        AND NOT EXISTS (SELECT 1 FROM test t WHERE t.entry = e.id AND t.entry <> '')
    ORDER BY e.moment
"""
# What is empty as long as a test waits; every other column holds text until then.
_NUMBERS = {"answered_at", "sure", "rating"}


def waiting(db: sqlite3.Connection, now: int) -> tuple[dict[str, int], dict[str, int]]:
    """Count the first tests that wait, and the cards that are due, by sort."""
    since = drawing.answerable_since(now)
    first = db.execute(
        f"SELECT t.sort, count(*) FROM test t WHERE {FIRST_OPEN} GROUP BY t.sort", {"since": since}
    )
    later = db.execute(
        f"SELECT sort, count(*) FROM card WHERE {CARD_DUE} GROUP BY sort", {"now": now}
    )
    return {row[0]: row[1] for row in first}, {row[0]: row[1] for row in later}


def keep_up(db: sqlite3.Connection, settings: Settings, now: int, offset: int) -> int:
    """Draw what this week still has room for; give how many draws that were.

    `now` in microseconds, `offset` the local one in seconds east. A journal that can only be read
    is left as it is. Raises JournalError.
    """
    if not _room(db, settings, now, offset):
        return 0
    if not _candidates(db, settings, *drawing.span(now)):
        return 0
    from waterline.journal.connection import is_read_only, writing

    if is_read_only(db):
        return 0
    with writing(db):
        room = _room(db, settings, now, offset)
        found = _candidates(db, settings, *drawing.span(now)) if room else []
        taken = _taken(db, found, room, _monday(now, offset, settings.day_starts))
        day = day_text(now, offset, settings.day_starts)
        for one in taken:
            _keep(db, {**one, "day": day, "utc_offset": offset}, now)
        return len(taken)


def next_of_age(db: sqlite3.Connection, settings: Settings, now: int, offset: int) -> int | None:
    """Tell the moment from which more can be drawn, None where nothing is on its way.

    What could be drawn already waits for the next week, where this one has no room.
    """
    if not settings.recall_per_week:
        return None
    oldest, _ = drawing.span(now)
    has_room = _room(db, settings, now, offset) > 0
    day = drawing.day_number(now, offset, settings.day_starts)
    monday = (drawing.monday_number(day) + 7) * _A_DAY - offset + settings.day_starts * 60
    earliest = now if has_room else monday * 1_000_000
    for one in _candidates(db, settings, oldest, now):
        at: int = max(earliest, drawing.of_age(one["shipped_at"]))
        if one["shipped_at"] >= drawing.span(at)[0]:  # else it is too old by then
            return at
    return None


def ever(db: sqlite3.Connection) -> int:
    """Count what was ever drawn."""
    asked = "SELECT count(DISTINCT draw) FROM test WHERE is_first = 1"
    return int(db.execute(asked).fetchone()[0])


def day_text(now: int, offset: int, day_starts: int) -> str:
    """Give the local day of a moment as ISO text."""
    return _day_text(drawing.day_number(now, offset, day_starts))


def _day_text(number: int) -> str:
    told = time.gmtime(number * _A_DAY)
    return f"{told.tm_year:04}-{told.tm_mon:02}-{told.tm_mday:02}"


def _monday(now: int, offset: int, day_starts: int) -> str:
    return _day_text(drawing.monday_number(drawing.day_number(now, offset, day_starts)))


def _room(db: sqlite3.Connection, settings: Settings, now: int, offset: int) -> int:
    if not settings.recall_per_week:
        return 0
    asked = "SELECT count(DISTINCT draw) FROM test WHERE is_first = 1 AND day >= ?"
    drawn = db.execute(asked, (_monday(now, offset, settings.day_starts),)).fetchone()[0]
    return int(max(0, settings.recall_per_week - drawn))


def _candidates(
    db: sqlite3.Connection, settings: Settings, oldest: int, youngest: int
) -> list[dict[str, Any]]:
    """Give what was shipped or decided between two moments and never drawn, the oldest first."""
    found = [*_change_candidates(db, settings, oldest, youngest)]
    found += _decision_candidates(db, settings, oldest, youngest)
    return sorted(found, key=lambda one: one["shipped_at"])


def _change_candidates(
    db: sqlite3.Connection, settings: Settings, oldest: int, youngest: int
) -> Iterator[dict[str, Any]]:
    there: dict[str, Settings] = {}
    last = None
    for row in db.execute(_CHANGES, (oldest, youngest)):
        moment, id_, sha, identity, offset, message, tool, name, path, lines = row
        if moment == last:
            continue
        if path not in there:
            there[path] = settings.for_repository(name, path)
        chosen = there[path]
        if chosen.ask == "never" or chosen.leaves_agent(tool):
            continue
        if lines < max(1, chosen.min_lines):
            continue
        from waterline.domain.text import subject

        title = subject(message)
        if _was_drawn(db, identity, title):
            continue
        last = moment
        yield {
            "key": f"{identity}\n{title}",
            "change_id": id_,
            "sha": sha,
            "identity": identity,
            "subject": title,
            "repo": path,
            "shipped_at": moment,
            "shipped_offset": offset,
        }


def _was_drawn(db: sqlite3.Connection, identity: str, title: str) -> bool:
    # A change that git wrote anew may be another row, and is the same change.
    asked = "SELECT 1 FROM test WHERE identity = ? AND identity <> '' AND subject = ?"
    return db.execute(asked, (identity, title)).fetchone() is not None


def _decision_candidates(
    db: sqlite3.Connection, settings: Settings, oldest: int, youngest: int
) -> Iterator[dict[str, Any]]:
    for moment, id_, offset, body, repo in db.execute(_DECISIONS, (oldest, youngest)).fetchall():
        from waterline.domain import decisions
        from waterline.domain.recall.points import sentences
        from waterline.journal.places import Places

        name, path = Places(db).of_entry(repo)
        if path and settings.for_repository(name, path).ask == "never":
            continue
        told = decisions.split(body)
        if told.what and sentences(told.why):
            yield {
                "key": id_,
                "entry": id_,
                "subject": told.what,
                "repo": path or name,
                "shipped_at": moment,
                "shipped_offset": offset,
            }


def _taken(
    db: sqlite3.Connection, found: list[dict[str, Any]], room: int, week: str
) -> list[dict[str, Any]]:
    asked = "SELECT repo, max(moment) FROM test WHERE is_first = 1 GROUP BY repo"
    last = dict(db.execute(asked).fetchall())
    keys = [(one["key"], one["repo"]) for one in found]
    return [found[at] for at in drawing.drawn(keys, week, last, room)]


def _keep(db: sqlite3.Connection, one: dict[str, Any], now: int) -> None:
    """Keep a draw: its tests, which are made into questions when they are asked."""
    from waterline.gate.inbox import new_id

    draw = new_id()
    # One asks what another would give away (see `practice.recall`): in this order.
    for sort in ("why",) if "entry" in one else ("where", "why", "line"):
        insert(db, {**one, "draw": draw, "is_first": 1, "sort": sort, "id": new_id()}, now)


def insert(db: sqlite3.Connection, row: dict[str, Any], now: int) -> None:
    """Insert a test, in the transaction that is open; its moment is made unique in `row`."""
    from waterline.journal import seal, sealed

    last = db.execute("SELECT max(moment) FROM test").fetchone()[0]
    row["moment"] = max(now, (last or 0) + 1)
    blank = {name: None if name in _NUMBERS else "" for name in seal.TEST}
    sealed.insert(db, "test", blank | row)
