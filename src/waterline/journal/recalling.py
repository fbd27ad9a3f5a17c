"""Recall's tests and cards in the journal: reading them, answering them, and whose they are.

All of it goes through the narrow door. A test names what it asks about by all that may survive of
it, so a change is found again after a rewrite, a new clone or salvage. Whoever writes does so in
a transaction that is open.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain import drawing
from waterline.domain.asked import LINE, SEEN, SKIPPED, WHERE, WHY
from waterline.errors import NotFoundError
from waterline.journal import explaining, glance, seal, sealed
from waterline.journal.drawing import CARD_DUE, FIRST_OPEN, OPEN
from waterline.journal.places import Places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from waterline.domain.lines import Line

# Why a card rests. What begins with GONE may come back, and then the card does.
GONE = "gone: "
OWN = "taken out"

# In a sitting those come first that give nothing of the others away.
_ORDER = {WHERE: 1, WHY: 2, LINE: 3}
_TEST = ", ".join(f"t.{name}" for name in seal.TEST)
ABOUT = ("sort", "entry", "change_id", "sha", "identity", "subject", "repo")

Row = dict[str, Any]


class Subject(NamedTuple):
    """What a test asks about, as the journal has it now.

    `line` is the change or decision; `places` are the paths of the repositories that hold it, the
    one that it was drawn from first (none for a decision).
    """

    line: Line
    places: tuple[str, ...] = ()


def open_tests(db: sqlite3.Connection, now: int) -> list[Row]:
    """Read the first tests that can be answered still, in the order in which they were drawn."""
    asked = f"SELECT {_TEST} FROM test t WHERE {FIRST_OPEN} ORDER BY t.moment"
    since = drawing.answerable_since(now)
    return [dict(row) for row in db.execute(asked, {"since": since})]


def due_cards(db: sqlite3.Connection, now: int) -> list[Row]:
    """Read the cards that are due, the one that waits longest first."""
    names = ", ".join(seal.CARD)
    asked = f"SELECT {names} FROM card WHERE {CARD_DUE} ORDER BY due_at, number"
    return [dict(row) for row in db.execute(asked, {"now": now})]


def review_of(db: sqlite3.Connection, card: Row) -> Row | None:
    """Give the test of a card that waits already, if one does."""
    asked = f"SELECT {_TEST} FROM test t WHERE t.card = ? AND {OPEN} ORDER BY t.moment DESC"
    row = db.execute(asked, (card["id"],)).fetchone()
    return dict(row) if row else None


def one(db: sqlite3.Connection, test_id: str) -> Row:
    """Read a test. Raises NotFoundError."""
    row = db.execute(f"SELECT {_TEST} FROM test t WHERE t.id = ?", (test_id,)).fetchone()
    if row is None:
        raise NotFoundError("there is no such question", "`waterline recall --json` lists them")
    return dict(row)


def siblings(db: sqlite3.Connection, row: Row, sort: str) -> list[Row]:
    """Read the tests of a sort that wait and ask about the same change or decision."""
    by = "change_id" if row["change_id"] else "entry"
    tests = db.execute(
        f"SELECT {_TEST} FROM test t WHERE t.{by} = ? AND t.sort = ? AND t.id <> ? AND {OPEN}",
        (row[by], sort, row["id"]),
    )
    return [dict(found) for found in tests]


def has_card_due(db: sqlite3.Connection, row: Row, sort: str, now: int) -> bool:
    """Tell whether a card of a sort is due that asks about the same change."""
    asked = f"SELECT 1 FROM card WHERE change_id = :id AND sort = :sort AND {CARD_DUE}"
    values = {"id": row["change_id"], "sort": sort, "now": now}
    return bool(row["change_id"]) and db.execute(asked, values).fetchone() is not None


def subject_of(db: sqlite3.Connection, row: Row) -> Subject | None:
    """Find what a test or card asks about; None where it is gone.

    A change is gone where no followed repository holds it any more.
    """
    if row["entry"]:
        found = db.execute(
            f"SELECT {glance.ENTRY} FROM entry e WHERE e.id = ? AND e.deleted_at IS NULL",
            (row["entry"],),
        ).fetchone()
        return Subject(glance.entry_line(found, Places(db))) if found else None
    moment = _moment_of(db, row)
    lines = explaining.lines(db, [moment]) if moment is not None else []
    if not lines:
        return None
    paths = [path for (path,) in db.execute(_PLACES, (moment,))]
    return Subject(lines[0], tuple(sorted(paths, key=lambda path: path != row["repo"])))


_PLACES = """SELECT r.path FROM sighting s JOIN repository r ON r.id = s.repository_id
    WHERE s.moment = ? ORDER BY r.added_at, r.id"""


def _moment_of(db: sqlite3.Connection, row: Row) -> int | None:
    asked = f"SELECT c.moment FROM change c WHERE c.{{}} = ? AND {glance.HELD}"
    for by, name in (("id", row["change_id"]), ("sha", row["sha"])):
        found = db.execute(asked.format(by), (name,)).fetchone()
        if found:
            return int(found[0])
    for (moment,) in db.execute(asked.format("identity"), (row["identity"],)).fetchall():
        if explaining.about(db, moment).subject == row["subject"]:
            return int(moment)
    return None


def put(db: sqlite3.Connection, table: str, key: str, facts: Row) -> None:
    """Put these facts in the place of what a test or card (by its id) holds, and seal it anew."""
    sealed.change(db, table, {"id": key}, facts)


def card(db: sqlite3.Connection, card_id: str) -> Row | None:
    """Read a card, None where there is none."""
    asked = f"SELECT {', '.join(seal.CARD)} FROM card WHERE id = ?"
    row = db.execute(asked, (card_id,)).fetchone()
    return dict(row) if row else None


def next_number(db: sqlite3.Connection) -> int:
    """Give the number of the next card."""
    return sealed.next_number(db, "card")


def add_card(db: sqlite3.Connection, test: Row, key: str, facts: Row) -> None:
    """Keep a new card for what a test asks, and name it in the test."""
    whole = {name: test[name] for name in ABOUT}
    whole |= {"id": key, "number": next_number(db), "state": "", "due_at": None, "at_rest": ""}
    sealed.insert(db, "card", whole | facts)
    put(db, "test", test["id"], {"card": key})


def drop_card(db: sqlite3.Connection, test: Row) -> None:
    """Take the card of a test away again, as if it had never been made."""
    db.execute("DELETE FROM card WHERE id = ?", (test["card"],))
    put(db, "test", test["id"], {"card": ""})


def resting(db: sqlite3.Connection) -> list[Row]:
    """Read the cards that rest because something is gone which may come back."""
    asked = f"SELECT {', '.join(seal.CARD)} FROM card WHERE at_rest LIKE ?"
    return [dict(row) for row in db.execute(asked, (f"{GONE}%",))]


def skipped(db: sqlite3.Connection, now: int) -> list[Row]:
    """Read the first tests that were skipped because something was gone, not too old by now."""
    asked = f"""SELECT {_TEST} FROM test t WHERE t.outcome = ? AND t.is_first = 1
        AND t.shipped_at >= ? AND t.marks LIKE '%"gone"%'"""
    return [dict(row) for row in db.execute(asked, (SKIPPED, drawing.answerable_since(now)))]


def answered(db: sqlite3.Connection, since: int) -> list[Row]:
    """Read the tests that were answered since a moment, the last answer first."""
    asked = f"""SELECT {_TEST} FROM test t WHERE t.answered_at >= ?
        ORDER BY t.answered_at DESC, t.moment DESC"""
    return [dict(row) for row in db.execute(asked, (since,))]


def written(db: sqlite3.Connection) -> list[Row]:
    """Read the *why* tests whose words are kept and whose points are to be ticked."""
    asked = f"SELECT {_TEST} FROM test t WHERE {OPEN} AND t.sort = '{WHY}' AND t.answer <> ''"
    return [dict(row) for row in db.execute(asked)]


def rested(db: sqlite3.Connection) -> list[Row]:
    """Read the cards that their owner took out."""
    asked = f"SELECT {', '.join(seal.CARD)} FROM card WHERE at_rest = ?"
    return [dict(row) for row in db.execute(asked, (OWN,))]


def of_card(db: sqlite3.Connection, card_id: str) -> Row | None:
    """Give the newest test that a card belongs to."""
    asked = f"SELECT {_TEST} FROM test t WHERE t.card = ? ORDER BY t.moment DESC LIMIT 1"
    row = db.execute(asked, (card_id,)).fetchone()
    return dict(row) if row else None


def asked_before(db: sqlite3.Connection, card: Row) -> str:
    """Give the question that was asked last for a card, "" where none was (or for a test)."""
    asked = "SELECT asked FROM test WHERE card = ? AND asked <> '' ORDER BY moment DESC LIMIT 1"
    row = db.execute(asked, (card["id"],)).fetchone()
    return str(row[0]) if row else ""


def next_due(db: sqlite3.Connection) -> int | None:
    """Tell when the next card is due."""
    asked = "SELECT min(due_at) FROM card WHERE due_at IS NOT NULL AND at_rest = ''"
    found: int | None = db.execute(asked).fetchone()[0]
    return found


def first_tests(db: sqlite3.Connection, since: int) -> list[Row]:
    """Read the first tests that were drawn since a moment."""
    asked = f"SELECT {_TEST} FROM test t WHERE t.is_first = 1 AND t.moment >= ?"
    return [dict(row) for row in db.execute(asked, (since,))]


def is_seen(row: Row) -> bool:
    """Tell whether a test's truth was shown before the answer that it has now, if it has any."""
    return f'"{SEEN}"' in row["marks"]


def explanation_of(db: sqlite3.Connection, moment: int) -> Row | None:
    """Give the last explanation that holds for a change, None where nobody wrote one."""
    found = explaining.of_change(db, moment)
    return found[-1] if found else None


def of_sorts(rows: Iterable[Row]) -> list[Row]:
    """Put tests into the order of a sitting: what is only to be ticked, then by `_ORDER`."""
    return sorted(rows, key=lambda row: (not row["answer"], _ORDER[row["sort"]]))
