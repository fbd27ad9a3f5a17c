"""The inbox's reader: takes what waits there into the journal, once and without loss.

The writer is `gate/inbox.py`, where the form of an event is written down. Draining is one
transaction a batch: insert what the journal has not seen (an event's id is the record's key),
commit, and only then unlink. Killed anywhere, the files that are left are taken in by the next
one who drains, and what was taken in before is known by its id.

What can't be read is never thrown away: a broken file moves to `damaged/`, and an event that
only a newer Waterline knows stays where it is until that one comes. `waiting` names both.
"""

from __future__ import annotations

import contextlib
import os
import time

from waterline.gate.inbox import FINISHED, UNFINISHED, VERSION, new_id
from waterline.journal import deeds
from waterline.journal.connection import is_read_only, writing

TYPE_CHECKING = False  # importing typing takes longer than looking into the inbox
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from typing import Any

    from waterline.home import Home
    from waterline.settings import Settings

BATCH = 500

# What the shell of a hook wrote (see `told`), as plain lines.
FROM_HOOKS = ".hook"
DAMAGED = "damaged"

# A writer needs milliseconds. What is unfinished after this long was left by one that died.
ABANDONED_SECONDS = 600

_INSERT = """
    INSERT INTO entry (moment, id, utc_offset, zone, day, kind, body, tags, repo, seal)
    VALUES (:moment, :id, :utc_offset, :zone, :day, :kind, :body, :tags, :repo, :seal)
"""


class UnknownEventError(ValueError):
    """The event is whole, but of a version, type or kind that this program does not know."""


def drain(db: sqlite3.Connection, home: Home, settings: Settings) -> int:
    """Take the waiting events into the journal; tell how many were new to it.

    Costs one look into a folder when nothing waits. A read-only journal is left alone.
    Raises JournalError; then what was not taken in still waits.
    """
    names = _names(home.inbox)
    if not names or is_read_only(db):
        return 0
    taken = 0
    for first in range(0, len(names), BATCH):
        paths = [f"{home.inbox}/{name}" for name in names[first : first + BATCH]]
        taken += _take(db, paths, settings)
    return taken


def waiting(home: Home) -> dict[str, str]:
    """Name the files of the inbox that draining leaves, each with the reason.

    Events that are merely waiting for the next drain are not among them.
    """
    left = {
        f"{home.inbox}/{DAMAGED}/{name}": "can't be read"
        for name in sorted(_listed(f"{home.inbox}/{DAMAGED}"))
    }
    for name in _names(home.inbox):
        path = f"{home.inbox}/{name}"
        try:
            _read_through(path)
        except UnknownEventError as error:
            left[path] = str(error)
        except OSError as error:
            left[path] = f"can't be opened ({error.strerror})"
        except ValueError as error:
            left[path] = f"can't be read ({error})"
    return left


def _read_through(path: str) -> None:
    if not path.endswith(FROM_HOOKS):
        decode(_read(path), 0)
        return
    from waterline.journal import told

    raw = _read(path)
    if told.is_of_newer(raw):
        raise UnknownEventError("it is of a newer Waterline")
    with contextlib.suppress(told.UnfinishedError):  # a hook is writing it
        told.decode(raw)


def decode(raw: bytes, day_starts: int) -> dict[str, Any]:
    """Read one event as a row of the table `entry`.

    `day_starts` is in minutes after midnight. Raises UnknownEventError for what a newer
    Waterline wrote, ValueError for what nobody can read.
    """
    import json

    try:
        event = json.loads(raw)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(event, dict):
        raise ValueError("it is no event")  # noqa: TRY004 - one kind of mistake for every check
    version, sort = _whole(event, "v"), _text(event, "type")
    if version != VERSION or sort != "entry":
        raise UnknownEventError(f"it is of type {sort!r}, version {version}")
    return _entry(event, day_starts)


def _entry(event: dict[str, Any], day_starts: int) -> dict[str, Any]:
    from waterline.domain import days, kinds, text

    kind = _text(event, "kind")
    if kind not in kinds.NAMES:
        raise UnknownEventError(f"it is of kind {kind!r}")
    body = text.body(_text(event, "body"))
    if not body:
        raise ValueError("it holds no words")
    at, offset = _whole(event, "at"), _whole(event, "offset")
    if not days.is_sane(at, offset):
        raise ValueError("its time is absurd")
    when, key, tags = (at, offset, _text(event, "zone")), _key(event), _texts(event, "tags")
    return row(key, kind, body, when, day_starts, repo=_text(event, "repo"), tags=tags)


def row(
    key: str,
    kind: str,
    body: str,
    when: tuple[int, int, str],
    day_starts: int,
    *,
    repo: str = "",
    tags: Iterable[str] = (),
) -> dict[str, Any]:
    """Make a row of the table `entry` for a clean text, `tags` being those beside it.

    `when` is a moment with the writer's offset and zone, `day_starts` in minutes after midnight.
    """
    from waterline.domain import days, text

    moment, offset, zone = when
    return {
        "moment": moment,
        "id": key,
        "utc_offset": offset,
        "zone": text.clean_line(zone),
        "day": days.day_of(moment, offset, day_starts).isoformat(),
        "kind": kind,
        "body": body,
        "tags": " ".join(text.tags_of(body, tags)),
        "repo": text.clean_line(repo),
    }


def _key(event: dict[str, Any]) -> str:
    key = _text(event, "id")
    parts = key.split("-")
    if [len(part) for part in parts] != [8, 4, 4, 4, 12] or set(key) - set("0123456789abcdef-"):
        raise ValueError("its id is no UUID")
    return key


def _text(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name!r} is missing or no text")  # noqa: TRY004 - as above
    return value


def _texts(event: dict[str, Any], name: str) -> list[str]:
    value = event.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name!r} is missing or no list of texts")
    return value


def _whole(event: dict[str, Any], name: str) -> int:
    value = event.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name!r} is missing or no whole number")  # noqa: TRY004 - as above
    return value


def _listed(folder: str) -> list[str]:
    # No folder means no events yet. One that can't be listed keeps its events; the journal
    # stays readable meanwhile, and `waterline doctor` names the folder.
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _names(folder: str) -> list[str]:
    """Name the events in `folder`, oldest first: whole ones and abandoned ones."""
    names = _listed(folder)
    return sorted(
        name
        for name in names
        if name.endswith((FINISHED, FROM_HOOKS))
        or (name.endswith(UNFINISHED) and _is_abandoned(f"{folder}/{name}"))
    )


def _is_abandoned(path: str) -> bool:
    try:
        return time.time() - os.stat(path).st_mtime > ABANDONED_SECONDS
    except OSError:  # finished, or taken in, since the folder was listed
        return False


def _take(db: sqlite3.Connection, paths: list[str], settings: Settings) -> int:
    from_hooks = [path for path in paths if path.endswith(FROM_HOOKS)]
    if from_hooks:
        _take_told(db, from_hooks, settings)
    rows: dict[str, dict[str, Any]] = {}
    for path in paths:
        if path.endswith(FROM_HOOKS):
            continue
        try:
            rows[path] = decode(_read(path), settings.day_starts)
        except (UnknownEventError, OSError):
            continue  # it stays; or another process has just taken it in
        except ValueError:
            _set_aside(path)
    if not rows:
        return 0
    free: dict[int, int] = {}
    with writing(db):
        taken = [row["moment"] for row in rows.values() if insert(db, row, free)]
        if taken:
            deeds.note(db, taken)
    _remove(rows)
    return len(taken)


def _take_told(db: sqlite3.Connection, paths: list[str], settings: Settings) -> None:
    """Take in what hooks told; what one is writing just now waits."""
    from waterline.domain.signals import signals
    from waterline.journal import told

    waiting: dict[str, tuple[str, int, told.Told]] = {}
    for path in paths:
        try:
            at = os.stat(path).st_mtime_ns // 1_000
            raw = _read(path)
            name = os.path.basename(path).removesuffix(FROM_HOOKS)
            waiting[path] = name, at, told.decode(raw)
        except told.UnfinishedError:
            if _is_abandoned(path):
                _set_aside(path)
        except OSError:
            continue  # another process has just taken it in, or it can't be opened: it stays
        except ValueError:
            if not told.is_of_newer(raw):
                _set_aside(path)
    if waiting:
        with writing(db):
            told.take(db, waiting.values(), signals(settings.signals))
    _remove(waiting)


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        # Another process may have taken in the same event. Where a file can't be removed it
        # does no harm: its id is known from now on.
        with contextlib.suppress(OSError):
            os.unlink(path)


def _read(path: str) -> bytes:
    # Without waiting: a pipe that somebody put here would otherwise hold up every command.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        return file.read()


def _set_aside(path: str) -> None:
    folder, name = os.path.split(path)
    target = f"{folder}/{DAMAGED}/{name}"
    with contextlib.suppress(OSError):  # gone already, or it stays and is named by `waiting`
        if name.endswith((UNFINISHED, FROM_HOOKS)) and not os.path.getsize(path):
            os.unlink(path)  # its writer died before the first word
            return
        os.makedirs(f"{folder}/{DAMAGED}", 0o700, exist_ok=True)
        if os.path.exists(target):
            target = f"{folder}/{DAMAGED}/{new_id()}-{name}"
        os.rename(path, target)


def insert(db: sqlite3.Connection, row: dict[str, Any], free: dict[int, int]) -> bool:
    """Insert a row of the table `entry` and its tags; False where its id is known already.

    Its moment is made unique in `row`; `free` keeps where to look on for those that come next.
    """
    from waterline.journal import seal

    if db.execute("SELECT 1 FROM entry WHERE id = ?", (row["id"],)).fetchone():
        return False
    wanted = row["moment"]
    row["moment"] = _free(db, free.get(wanted, wanted))
    free[wanted] = row["moment"] + 1
    row["seal"] = seal.of(row.get(name) for name in seal.ENTRY)
    db.execute(_INSERT, row)
    db.executemany(
        "INSERT INTO entry_tag (tag, moment) VALUES (?, ?)",
        [(tag, row["moment"]) for tag in row["tags"].split()],
    )
    return True


def _free(db: sqlite3.Connection, moment: int) -> int:
    # Moments are row numbers. Two notes for the same one (`--at yesterday`) stand a microsecond
    # apart, in the order in which they were written.
    if not db.execute("SELECT 1 FROM entry WHERE moment = ?", (moment,)).fetchone():
        return moment
    gap = db.execute(
        """SELECT moment + 1 FROM entry AS one WHERE moment >= ? AND NOT EXISTS
           (SELECT 1 FROM entry AS next WHERE next.moment = one.moment + 1)
           ORDER BY moment LIMIT 1""",
        (moment,),
    ).fetchone()
    return int(gap[0])
