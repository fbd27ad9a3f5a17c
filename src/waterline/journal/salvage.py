"""Saving what can still be read of a damaged journal.

A scan ends at the first bad page; asked one by one, nearly all rows are still there. Their
moments are gathered from every tree that names them (the table itself from both ends, its
indexes, the index of words), so one damaged tree hides nothing. Works on a private copy.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

from waterline.domain import days, kinds, text
from waterline.gate.inbox import new_id
from waterline.journal import (
    connection,
    deeds,
    rescue,
    salvage_audits,
    salvage_told,
    seal,
    sessions,
)

if TYPE_CHECKING:
    from waterline.home import Home

# Where the moments of entries stand.
_MOMENTS = (
    "moment FROM entry NOT INDEXED ORDER BY moment",
    "moment FROM entry INDEXED BY entry_day ORDER BY day",
    "moment FROM entry INDEXED BY entry_kind ORDER BY kind",
    "moment FROM entry INDEXED BY sqlite_autoindex_entry_1 ORDER BY id",
    "id FROM entry_search_docsize ORDER BY id",
    "moment FROM entry_tag ORDER BY tag",
)

# A database's header (https://www.sqlite.org/fileformat.html, 1.3): where its numbers stand.
_HEADER = 100
_CHANGES, _PAGES, _FREELIST, _FREE, _VALID_FOR = 24, 28, 32, 36, 92


def carry_over(damaged: str, db: sqlite3.Connection, home: Home) -> tuple[int, int]:
    """Take into `db` the entries and followed repositories of `damaged` that it does not have.

    `damaged` is a private copy (with its log beside it): it may be changed. `home` is that of
    `db`. Gives how many entries were taken and how many are known to be lost. Raises
    JournalError where `db` can't be written.
    """
    with contextlib.closing(_readable(damaged, home.journal)) as old, connection.writing(db):
        known = {row[0]: row[1] for row in db.execute("SELECT moment, id FROM entry")}
        ids, lost = {key: moment for moment, key in known.items()}, 0
        carried: dict[int, int] = {}
        explained: dict[int, int] = {}
        for moment in sorted(rescue.numbers(old, _MOMENTS)):
            row = _entry(old, moment)
            if row is None:
                lost += moment not in known
                continue
            if row["id"] not in ids and not _is_twin(db, row):
                _insert(db, row)
                carried[moment] = ids[row["id"]] = row["moment"]
            if row["kind"] == kinds.EXPLANATION.name and row["id"] in ids:
                explained[moment] = ids[row["id"]]
        _carry_deeds(old, db, carried)
        _carry_beside(old, db, carried, "session", seal.SESSION)
        _carry_beside(old, db, carried, "closed_brief", seal.CLOSED_BRIEF)
        _carry_repositories(old, db)
        salvage_told.carry_over(old, db, explained)
        salvage_audits.carry_over(old, db)
    return len(carried), lost


def _readable(damaged: str, whole: str) -> sqlite3.Connection:
    db = _opened(damaged)
    if not _is_readable(db):
        db.close()
        _give_a_header(damaged, whole)
        db = _opened(damaged)
    return db


def _opened(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return db


def _is_readable(db: sqlite3.Connection) -> bool:
    try:
        return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone() is not None
    except sqlite3.DatabaseError:
        return False


def _give_a_header(damaged: str, whole: str) -> None:
    """Replace a ruined first page, which says where everything is, by that of a whole journal.

    Journals are made by the same steps in the same order, so their trees begin at the same
    pages. First the header alone is tried, then the page.
    """
    with contextlib.closing(sqlite3.connect(whole, isolation_level=None)) as db:
        size = int(db.execute("PRAGMA page_size").fetchone()[0])
        db.execute("PRAGMA wal_checkpoint")
    with open(whole, "rb") as file:
        page = bytearray(file.read(size))
    pages = os.path.getsize(damaged) // size
    for place, number in {
        _CHANGES: 1,
        _VALID_FOR: 1,
        _PAGES: pages,
        _FREELIST: 0,
        _FREE: 0,
    }.items():
        page[place : place + 4] = number.to_bytes(4, "big")
    for length in (_HEADER, size):
        with open(damaged, "r+b") as file:
            file.write(page[:length])
            file.truncate(pages * size)
        with contextlib.closing(_opened(damaged)) as db:
            if _is_readable(db):
                return


def _entry(db: sqlite3.Connection, moment: int) -> dict[str, Any] | None:
    """Read one entry; None where its page is gone or what stands there makes no sense."""
    row = next(rescue.rows(db, "SELECT * FROM entry WHERE moment = ?", moment), None)
    if row is None:
        return None
    held = dict(row)
    body = text.body(held["body"]) if isinstance(held["body"], str) else ""
    offset = held["utc_offset"] if isinstance(held["utc_offset"], int) else 0
    if not body or not days.is_sane(moment, offset):
        return None
    held |= {
        "body": body,
        "utc_offset": offset,
        "kind": held["kind"] if held["kind"] in kinds.BY_NAME else kinds.NAMES[0],
        "tags": " ".join(text.tags_of(body, _text(held["tags"]).split())),
        "repo": text.clean_line(_text(held["repo"])),
        "zone": text.clean_line(_text(held["zone"])),
    }
    if not _is_day(held["day"], moment, offset):
        held["day"] = days.day_of(moment, offset).isoformat()
    if not _is_id(held["id"]):
        held["id"] = new_id(moment // 1000)
    for name in ("edited_at", "deleted_at"):
        if not isinstance(held[name], int):
            held[name] = None
    held["is_whole"] = _is_whole(row, seal.ENTRY)
    return held


def _is_whole(row: sqlite3.Row, names: tuple[str, ...]) -> bool:
    return seal.fits(row["seal"], (row[name] for name in names))


def _seal(row: dict[str, Any], names: tuple[str, ...]) -> int | None:
    # What was not sealed before is not vouched for now; what did not match does not now.
    if row["seal"] is None:
        return None
    return seal.of((row[name] for name in names), is_whole=row["is_whole"])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_day(value: object, moment: int, offset: int) -> bool:
    # A day starts before noon: it is that of the clock, or the one before.
    latest, earliest = (days.day_of(moment, offset, starts) for starts in (0, 12 * 60 - 1))
    return value in {latest.isoformat(), earliest.isoformat()}


def _is_id(value: object) -> bool:
    parts = _text(value).split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        set(part) <= set("0123456789abcdef") for part in parts
    )


def _is_twin(db: sqlite3.Connection, row: dict[str, Any]) -> bool:
    # The same words at the same moment, under an id that the damage has changed.
    asked = "SELECT 1 FROM entry WHERE moment = ? AND body = ?"
    return db.execute(asked, (row["moment"], row["body"])).fetchone() is not None


def _insert(db: sqlite3.Connection, row: dict[str, Any]) -> None:
    while db.execute("SELECT 1 FROM entry WHERE moment = ?", (row["moment"],)).fetchone():
        row["moment"] += 1
    db.execute(
        """INSERT INTO entry (moment, id, utc_offset, zone, day, kind, body, tags, repo,
               edited_at, deleted_at, seal)
           VALUES (:moment, :id, :utc_offset, :zone, :day, :kind, :body, :tags, :repo,
               :edited_at, :deleted_at, :seal)""",
        {**row, "seal": _seal(row, seal.ENTRY)},
    )
    if row["deleted_at"] is None:
        db.executemany(
            "INSERT INTO entry_tag (tag, moment) VALUES (?, ?)",
            [(tag, row["moment"]) for tag in row["tags"].split()],
        )


def _carry_deeds(old: sqlite3.Connection, db: sqlite3.Connection, carried: dict[int, int]) -> None:
    """Carry over what was done to the carried entries, so that an undo still finds it.

    `carried` maps the moments of entries in `old` to those in `db`. What was taken back there
    stays so.
    """
    found = rescue.numbers(old, ["made_at FROM deed WHERE undone_at IS NULL ORDER BY made_at"])
    deeds.end_redo(db)
    last = db.execute("SELECT max(made_at) FROM deed").fetchone()[0]
    for made_at in sorted(found):
        row = next(rescue.rows(old, "SELECT * FROM deed WHERE made_at = ?", made_at), None)
        if row is None or row["moment"] not in carried or row["action"] not in deeds.ACTIONS:
            continue
        last = deeds.next_place(last)
        held = {**dict(row), "made_at": last, "moment": carried[row["moment"]]}
        held["is_whole"] = _is_whole(row, seal.DEED)
        # A row that the damage left without its numbers or words is refused.
        with contextlib.suppress(sqlite3.IntegrityError):
            db.execute(
                """INSERT INTO deed VALUES (:made_at, :moment, :action, :undone_at, :kind, :body,
                       :tags, :edited_at, :deleted_at, :seal)""",
                {**held, "seal": _seal(held, seal.DEED)},
            )


def _carry_beside(
    old: sqlite3.Connection,
    db: sqlite3.Connection,
    carried: dict[int, int],
    table: str,
    names: tuple[str, ...],
) -> None:
    """Carry over what stands in another table beside the carried entries, under their moments.

    A session whose facts make no sense keeps its words.
    """
    kept = (*names, "seal")
    marks = ", ".join(f":{name}" for name in kept)
    for was, moment in carried.items():
        row = next(rescue.rows(old, f"SELECT * FROM {table} WHERE moment = ?", was), None)
        if row is None or (table == "session" and sessions.wrong(dict(row))):
            continue
        held = {**dict(row), "moment": moment, "is_whole": _is_whole(row, names)}
        # A row that the damage left without its numbers or words is refused.
        with contextlib.suppress(sqlite3.IntegrityError):
            db.execute(
                f"INSERT OR IGNORE INTO {table} ({', '.join(kept)}) VALUES ({marks})",
                {**held, "seal": _seal(held, names)},
            )


def _carry_repositories(old: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Follow again what was followed; their changes come back with the next scan."""
    for order in ("ASC", "DESC"):
        for row in rescue.rows(old, f"SELECT * FROM repository ORDER BY id {order}"):
            if all(isinstance(row[name], str) for name in ("id", "path", "common_dir", "name")):
                held = {**dict(row), "added_at": row["added_at"] or 0}
                held["is_whole"] = _is_whole(row, seal.REPOSITORY)
                db.execute(
                    """INSERT OR IGNORE INTO repository
                           (id, path, common_dir, name, added_at, seen, seal)
                       VALUES (:id, :path, :common_dir, :name, :added_at, '', :seal)""",
                    {**held, "seal": _seal(held, seal.REPOSITORY)},
                )


def copy_raw(journal: str, folder: str) -> str:
    """Copy a journal's file as it lies there, its log beside it, into `folder`; give the path."""
    target = f"{folder}/damaged.db"
    for ending in ("", "-wal", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(journal + ending, target + ending)
    return target
