"""What the tests of audits stand on: a month in two repositories, its answers, its words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import time_machine

from tests.journal import lay
from tests.journal.lay import BERLIN
from waterline.domain.months import Month
from waterline.practice import audit, capture
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3

    from waterline.home import Home
    from waterline.practice.audit import Audit, Group

SETTINGS = Settings()
OCTOBER = Month(2026, 10)
NOVEMBER = Month(2026, 11)
LIMITS, QUEUE, SITE = "api:limits", "api:queue", "web:pages"


def at(said: str) -> datetime:
    """Give a local time in Berlin."""
    return datetime.fromisoformat(said).replace(tzinfo=BERLIN)


NOW = at("2026-11-03 09:00")


def october(home: Home) -> None:
    """Lay an October: limits (8 changes) and a queue (6) in api, pages (5) in web."""
    with lay.journal(home) as db:
        api, web = lay.repository(db, "api"), lay.repository(db, "web")
        for number in range(8):
            shipped(db, f"feat(limits): step {number}", api, f"2026-10-{number + 1:02} 10:00")
        for number in range(6):
            shipped(db, f"fix(queue): step {number}", api, f"2026-10-{number + 11:02} 10:00")
        for number in range(5):
            when = f"2026-10-{number + 20} 10:00"
            shipped(db, f"feat(pages): step {number}", web, when, origin="by hand")


def shipped(db: sqlite3.Connection, subject: str, repo: str, when: str, **more: Any) -> None:
    """Lay a change, an assisted one unless `more` says otherwise."""
    lay.change(db, subject, repo, at=when, **{"origin": "assisted", **more})


def explained(db: sqlite3.Connection, subject: str, when: str, **more: Any) -> str:
    """Lay an explanation of the change with this subject; give its entry's id."""
    change = db.execute("SELECT moment FROM change WHERE message = ?", (subject,)).fetchone()[0]
    body = more.pop("body", "because of bursts")
    deleted_at = more.pop("deleted_at", None)
    key = lay.entry(db, body, when, kind="explanation", deleted_at=deleted_at)
    moment = db.execute("SELECT moment FROM entry WHERE id = ?", (key,)).fetchone()[0]
    row = {
        "moment": moment, "sure_before": 3, "sure_after": 5, "ticks": 7, "typed": 100, "pasted": 0,
        "observed": 1, "copied": None, "overruled": 0, "place": "commit", **more,
    }  # fmt: skip
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO explanation ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - ours
    db.execute("INSERT INTO explains VALUES (?, ?)", (change, moment))
    return key


def read(home: Home, month: Month | None = OCTOBER, now: datetime = NOW) -> Audit:
    """Read a month's audit on 3 November."""
    return audit.read(home, SETTINGS, month, now)


def group(home: Home, key: str) -> Group:
    """Give a piece of October's work as it is read."""
    return next(one for one in read(home).groups if one.key == key or key in one.parts)


def keys(home: Home) -> list[str]:
    """Give the keys of October's pieces, in order."""
    return sorted(one.key for one in read(home).groups)


def say(home: Home, key: str, learned: str, words: str | None = None) -> Group | None:
    """Say on 3 November what was learned from a piece of October's work."""
    with time_machine.travel(NOW, tick=False):
        return audit.say(home, SETTINGS, OCTOBER, key, learned, words, now=NOW)


def lessons(home: Home) -> list[str]:
    """Give the texts of the entries of kind "learned" that are there, oldest first."""
    with lay.journal(home) as db:
        rows = db.execute(
            "SELECT body FROM entry WHERE kind = 'learned' AND deleted_at IS NULL ORDER BY moment"
        )
        return [row[0] for row in rows]


def undo(home: Home) -> None:
    """Take back the last deed."""
    capture.undo(home, SETTINGS)
