"""Lay lines into a journal directly, so that a test says what there is in one line each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from waterline.domain import days, text
from waterline.gate.inbox import new_id
from waterline.journal import connection

if TYPE_CHECKING:
    import sqlite3

    from waterline.home import Home

BERLIN = ZoneInfo("Europe/Berlin")


class Open:
    """A journal that is open within a `with`, or until it is closed."""

    def __init__(self, home: Home) -> None:
        self.db = connection.connect(home)

    def __enter__(self) -> sqlite3.Connection:
        return self.db

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()


def journal(home: Home) -> Open:
    """Open the journal of `home`."""
    return Open(home)


def moment(at: str) -> int:
    """Give the moment of a local time in Berlin, like "2026-05-10 09:00"."""
    return days.to_moment(datetime.fromisoformat(at).replace(tzinfo=BERLIN))


def _stamp(db: sqlite3.Connection, table: str, at: str | int | None) -> tuple[int, int, str]:
    if at is None:
        last = db.execute(f"SELECT max(moment) FROM {table}").fetchone()[0]  # noqa: S608 - ours
        at = moment("2026-05-10 09:00") if last is None else last + 60_000_000
    when = moment(at) if isinstance(at, str) else at
    shift = datetime.fromtimestamp(when / 1e6, BERLIN).utcoffset()
    assert shift is not None
    offset = int(shift.total_seconds())
    return when, offset, days.day_of(when, offset).isoformat()


def entry(
    db: sqlite3.Connection,
    body: str,
    at: str | int | None = None,
    *,
    kind: str = "note",
    tags: str = "",
    repo: str = "",
    **more: Any,
) -> str:
    """Lay an entry, a minute after the last one unless `at` says otherwise; give its id."""
    when, offset, day = _stamp(db, "entry", at)
    named = text.tags_of(body, tags.split())
    row = {
        "moment": when,
        "id": new_id(when // 1000),
        "utc_offset": offset,
        "zone": "Europe/Berlin",
        "day": day,
        "kind": kind,
        "body": body,
        "tags": " ".join(named),
        "repo": repo,
        "edited_at": None,
        "deleted_at": None,
        **more,
    }
    _insert(db, "entry", row)
    if row["deleted_at"] is None:
        for tag in named:
            _insert(db, "entry_tag", {"tag": tag, "moment": when})
    return str(row["id"])


def repository(db: sqlite3.Connection, name: str, path: str = "") -> str:
    """Lay a followed repository; give its id."""
    path = path or f"/code/{name}"
    before = db.execute("SELECT count(*) FROM repository").fetchone()[0]
    row = {
        "id": new_id(before),  # in the order in which they were followed
        "path": path,
        "common_dir": f"{path}/.git",
        "name": name,
        "added_at": 0,
        "scanned_at": None,
        "seen": "",
    }
    _insert(db, "repository", row)
    return str(row["id"])


def change(
    db: sqlite3.Connection,
    message: str,
    *repositories: str,
    at: str | int | None = None,
    **more: Any,
) -> str:
    """Lay a change that `repositories` (ids) hold; give its sha."""
    when, offset, day = _stamp(db, "change", at)
    row = {
        "moment": when,
        "id": new_id(when // 1000),
        "sha": f"{when:040x}",
        "identity": f"mara@example.org {when}",
        "utc_offset": offset,
        "day": day,
        "committed_at": when,
        "author": "Mara Test",
        "address": "mara@example.org",
        "message": message,
        "insertions": 10,
        "deletions": 2,
        "files": 1,
        "generated_lines": 0,
        "sort": "",
        "origin": "unknown",
        "tool": "",
        "signal": "",
        **more,
    }
    # What a change is said to be it says itself, unless the test tells apart.
    for name in ("origin", "tool", "signal"):
        row.setdefault(f"own_{name}", row[name])
    _insert(db, "change", row)
    for repository_id in repositories:
        _insert(db, "sighting", {"repository_id": repository_id, "moment": when})
    return str(row["sha"])


def _insert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608 - ours
