"""Works for `test_crashes_recalling.py`, as `killed.py` is for `test_crashes.py`.

    python -m tests.journal.killed_recalling draw FOLDER      drawing a week's questions
    python -m tests.journal.killed_recalling answer FOLDER    words, then ticks
    python -m tests.journal.killed_recalling late FOLDER      a late explanation
    python -m tests.journal.killed_recalling undo FOLDER      taking an answer back; or undo-late

Each is killed before each of its steps; what is left is printed as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import fsrs  # noqa: F401 - loaded here, so that no child spends its steps on importing

from tests.journal import lay
from tests.journal.killed import SETTINGS, at_every_step, contents
from waterline.domain.days import to_moment
from waterline.journal import seal
from waterline.practice import recall

# Likewise.
from waterline.domain import decisions, drawing, schedule, text  # isort: skip # noqa: F401
from waterline.domain.recall import made, points  # isort: skip # noqa: F401
from waterline.journal import connection, entries, explaining, recalling, store  # isort: skip # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Callable

    from waterline.home import Home

NOW = datetime.now(UTC)
LONG_AGO = to_moment(NOW - timedelta(days=20))
DECISION = "## What did I decide?\nSQLite.\n\n## Why?\nOne file. No server."


def a_decision(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, DECISION, LONG_AGO, kind="decision")


def an_unexplained_change(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        told = {"origin": "assisted", "identity": f"m@x {LONG_AGO} 0", "sha": "1" * 40}
        lay.change(db, "Add a bucket", api, at=LONG_AGO, **told)


def begun(before: Callable[[Home], None]) -> Callable[[Home], None]:
    """Prepare a home whose *why* was asked."""

    def prepare(home: Home) -> None:
        before(home)
        [why] = [item for item in recall.begin(home, SETTINGS, NOW) if item.sort == "why"]
        with lay.journal(home) as db:  # what can't be read here doesn't hold it back
            for (key,) in db.execute("SELECT id FROM test WHERE sort = 'where'").fetchall():
                recalling.put(db, "test", key, {"outcome": "unknown"})
        recall.ask(home, SETTINGS, why.id)

    return prepare


def draw(home: Home) -> None:
    recall.look(home, SETTINGS, NOW)


def why_of(home: Home) -> str:
    with lay.journal(home) as db:
        return str(db.execute("SELECT id FROM test WHERE sort = 'why'").fetchone()[0])


def write(home: Home) -> None:
    recall.answer(home, SETTINGS, why_of(home), 60, "one file")


def write_and_tick(home: Home) -> None:
    key = why_of(home)
    recall.answer(home, SETTINGS, key, 60, "one file")
    recall.tick(home, SETTINGS, key, [0], 0)


def answered(before: Callable[[Home], None], by: Callable[[Home], None]) -> Callable[[Home], None]:
    def prepare(home: Home) -> None:
        begun(before)(home)
        by(home)

    return prepare


def take_back(home: Home) -> None:
    recall.undo(home, SETTINGS)


def left(home: Home) -> dict[str, Any]:
    """Look as the next start would, and tell what became of it."""
    recall.look(home, SETTINGS, NOW)
    with lay.journal(home) as db:
        tests = "SELECT sort, answer, outcome, answered_at IS NOT NULL, card <> '' FROM test"
        return {
            "sealed": all(
                seal.fits(recorded, values)
                for table, columns in (("test", seal.TEST), ("card", seal.CARD))
                for *values, recorded in db.execute(
                    f"SELECT {', '.join(columns)}, seal FROM {table}"  # noqa: S608 - ours
                )
            ),
            "tests": [tuple(row) for row in db.execute(f"{tests} ORDER BY moment")],
            "cards": db.execute("SELECT count(*) FROM card").fetchone()[0],
            "explanations": db.execute(
                """SELECT count(*) FROM explanation x JOIN entry e ON e.moment = x.moment
                   WHERE e.deleted_at IS NULL"""
            ).fetchone()[0],
            **contents(db),
        }


WORKS: dict[str, tuple[Callable[[Home], None], Callable[[Home], None]]] = {
    "draw": (a_decision, draw),
    "answer": (begun(a_decision), write_and_tick),
    "late": (begun(an_unexplained_change), write),
    "undo": (answered(a_decision, write_and_tick), take_back),
    "undo-late": (answered(an_unexplained_change, write), take_back),
}

if __name__ == "__main__":
    before, work = WORKS[sys.argv[1]]
    print(json.dumps(at_every_step(sys.argv[2], before, work, left)))  # noqa: T201 - its result
