"""The narrow door: open the journal's file, refuse what must be refused, read and write.

Measured facts behind the pragmas stand in the tests (`tests/journal/`): writes begin IMMEDIATE
because a deferred BEGIN fails under concurrency; `synchronous` is FULL because under NORMAL a
power cut may lose what a person typed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING

from waterline.errors import (
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalFullError,
    JournalNewerError,
)
from waterline.journal.migrations import APPLICATION_ID, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home

BUSY_SECONDS = 20.0


def connect(home: Home) -> sqlite3.Connection:
    """Open the journal of `home`, made and brought up to date where needed.

    The connection is in autocommit mode: use `reading` and `writing` for transactions. It may
    be handed from thread to thread, but used by one at a time.
    Raises JournalError (or a kind of it); a file that is refused is left as it was.
    """
    path = home.journal
    is_new = not os.path.exists(path)
    if is_new:
        home.make(home.data)
    elif not os.path.isfile(path):
        raise JournalError(f"{path} is not a file", "move it away")
    with explained(path):
        db = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            if is_new:
                os.chmod(path, 0o600)
            _prepare(db, home)
        except BaseException:
            db.close()
            raise
    return db


def is_read_only(db: sqlite3.Connection) -> bool:
    """Tell whether the journal could only be opened for reading."""
    return bool(db.execute("PRAGMA query_only").fetchone()[0])


def _prepare(db: sqlite3.Connection, home: Home) -> None:
    db.row_factory = sqlite3.Row
    # Read before anything is written: a stranger's or a newer file must stay as it is.
    version = check(db, home.journal)
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _turn_on_wal(db)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA journal_size_limit = 4194304")
    if version < len(STEPS):
        migrate(db, home)


def check(db: sqlite3.Connection, path: str) -> int:
    """Tell how many migration steps the file has seen (0: empty).

    Raises JournalNewerError for a newer file and JournalError for one that is no journal.
    """
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and version == 0:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise JournalError(f"{path} is not a journal of Waterline", "move it away")
        return 0
    if application != APPLICATION_ID:
        raise JournalError(f"{path} is not a journal of Waterline", "move it away")
    if version > len(STEPS):
        raise JournalNewerError(
            f"{path} was written by a newer Waterline", "update Waterline; nothing was changed"
        )
    return version


def _turn_on_wal(db: sqlite3.Connection) -> None:
    # The first runs of several processes may meet here, and this pragma answers "locked"
    # without waiting for the busy timeout.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def migrate(db: sqlite3.Connection, home: Home) -> None:
    """Take the steps that the file has not seen, all in one transaction, a backup before them."""
    version = check(db, home.journal)
    if 0 < version < len(STEPS):
        from waterline.journal.backup import back_up

        back_up(home, reason=f"before-{STEPS[version][0]}")
    with writing(db):
        # Asked again inside the lock: another process may have been faster.
        done = check(db, home.journal)
        if done == 0:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for _, step in STEPS[done:]:
            step(db)
        db.execute(f"PRAGMA user_version = {len(STEPS)}")


@contextlib.contextmanager
def writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run a block in one write transaction: all of it or nothing."""
    with explained(_path(db)):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite rolls back by itself when the disk is full
                db.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def reading(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run a block against one unmoving state of the journal."""
    with explained(_path(db)):
        db.execute("BEGIN")
        try:
            yield db
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


def _path(db: sqlite3.Connection) -> str:
    return str(db.execute("PRAGMA database_list").fetchone()[2])


@contextlib.contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn SQLite's errors into the journal's, which say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error


def explain(error: sqlite3.Error, path: str) -> JournalError | sqlite3.Error:
    """Give the journal's word for an error of SQLite; programming errors stay what they are."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return JournalDamagedError(
            f"{path} is damaged ({error})", "`waterline restore` takes the newest backup"
        )
    if code == sqlite3.SQLITE_FULL:
        return JournalFullError("the disk is full", "make room; nothing written so far is lost")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return JournalBusyError("another process keeps the journal locked", "try again")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return JournalError(f"{path} can't be opened ({error})", "make its folder writable")
    if code == sqlite3.SQLITE_IOERR:
        return JournalError(f"{path} can't be read or written ({error})", "check the disk")
    return error
