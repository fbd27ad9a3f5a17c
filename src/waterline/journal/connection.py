"""The narrow door: open the journal, read and write it with the driver alone.

Measured facts behind the pragmas stand in the tests (`tests/journal/`): writes begin IMMEDIATE
because a deferred BEGIN fails under concurrency; `synchronous` is FULL because under NORMAL a
power cut may lose what a person typed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time

from waterline.errors import (
    JournalBusyError,
    JournalError,
    JournalFullError,
)
from waterline.journal import file, migrations

TYPE_CHECKING = False  # importing typing takes longer than opening the journal
if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home

BUSY_SECONDS = 20.0

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# What our own reading says of a row whose day or time a flipped bit has made none.
BROKEN_TIME = "a time in it is broken"
# Damage that has no code of its own. What SQLite and the driver say of it quotes the text, and
# no error may show a line of the journal.
_DAMAGED_TOO = {
    "Could not decode to UTF-8": "a text in it is broken",
    "unsupported file format": "its header is broken",
    BROKEN_TIME: BROKEN_TIME,
    "vtable constructor failed": "its schema is broken",
}
# What our own statements never say to a journal that is as it was made: a flipped bit makes names,
# declarations and keys that SQLite takes for mistakes in the statement.
_DOUBTFUL = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH}
_NO_SHARED_MEMORY = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}

# The journal's word for SQLite's errors: its kind, what happened, what to do.
_Word = tuple[type[JournalError], str, str]
_LOCKED: _Word = JournalBusyError, "another process keeps the journal locked", "try again"
_SHUT: _Word = JournalError, "{path} can't be opened ({error})", "make its folder writable"
_WORDS: dict[int, _Word] = {
    **dict.fromkeys(_BUSY, _LOCKED),
    sqlite3.SQLITE_CANTOPEN: _SHUT,
    sqlite3.SQLITE_PERM: _SHUT,
    sqlite3.SQLITE_READONLY: (
        JournalError,
        "{path} can't be written",
        "make it and its folder writable, or make room on a full disk",
    ),
    sqlite3.SQLITE_FULL: (
        JournalFullError,
        "the disk is full",
        "make room; nothing written so far is lost",
    ),
    sqlite3.SQLITE_IOERR: (
        JournalError,
        "{path} can't be read or written ({error})",
        "check the disk",
    ),
}


def connect(home: Home, patience: float | None = None) -> sqlite3.Connection:
    """Open the journal of `home`, made and brought up to date where needed.

    What another process keeps locked is waited for `patience` seconds (default: BUSY_SECONDS).
    The connection is in autocommit mode: use `reading` and `writing` for transactions. It may
    be handed from thread to thread, but used by one at a time. Where the file or its folder
    can't be written, or the disk is full, it can still be read (`is_read_only`).
    Raises JournalError (or a kind of it); a file that is refused is left as it was.
    """
    while True:
        file.prepare(home)
        before = file.identity(home.journal)
        db = _opened(home, BUSY_SECONDS if patience is None else patience)
        if file.identity(home.journal) == before:
            return db
        # A restore put another file in its place before this connection could hold it off.
        db.close()


def _opened(home: Home, patience: float) -> sqlite3.Connection:
    path = home.journal
    with explained(path):
        if not file.is_writable(path):
            return _for_reading(path)
        try:
            return _for_writing(home, patience)
        except sqlite3.OperationalError as error:
            if _code(error) == sqlite3.SQLITE_FULL:
                return _for_reading(path)
            if _code(error) not in _NO_SHARED_MEMORY or file.shares_memory(home.data):
                raise
        file.leave_wal(path)
        return _for_writing(home, patience)


def is_read_only(db: sqlite3.Connection) -> bool:
    """Tell whether the journal could only be opened for reading."""
    return bool(db.execute("PRAGMA query_only").fetchone()[0])


def _for_writing(home: Home, patience: float) -> sqlite3.Connection:
    db = sqlite3.connect(
        home.journal, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        db.row_factory = sqlite3.Row
        version = file.check(db, home.journal)
        if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _turn_on_wal(db, home, must=version == 0)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA journal_size_limit = 4194304")
        if version < len(migrations.STEPS):
            migrate(db, home)
    except BaseException:
        db.close()
        raise
    return db


def _for_reading(path: str) -> sqlite3.Connection:
    db = file.read_only(path)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA query_only = ON")
        version = file.check(db, path)
    except BaseException:
        db.close()
        raise
    if version < len(migrations.STEPS):
        db.close()
        raise JournalError(
            f"{path} has to be brought up to date, but can't be written",
            "make it and its folder writable",
        )
    return db


def _turn_on_wal(db: sqlite3.Connection, home: Home, *, must: bool) -> None:
    if not file.shares_memory(home.data):
        return  # the journal works without, only with more waiting for one another
    # The first runs of several processes may meet here, and this pragma answers "locked"
    # without waiting for the busy timeout. A journal in use without WAL stays so for now.
    deadline = time.monotonic() + _patience(db) * must
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY:
                raise
            if time.monotonic() > deadline:
                return
            time.sleep(0.01)
        else:
            return


def migrate(db: sqlite3.Connection, home: Home) -> None:
    """Take the steps that the file has not seen, all in one transaction, a backup before them."""
    with writing(db):
        # Asked inside the lock: another process may have been faster.
        done = file.check(db, home.journal)
        if 0 < done < len(migrations.STEPS):
            from waterline.journal.backup import back_up

            # It reads beside the lock, so it holds the journal as it is before the steps.
            back_up(home, reason=f"before-{migrations.STEPS[done][0]}")
        if done == 0:
            db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        for _, step in migrations.STEPS[done:]:
            step(db)
        db.execute(f"PRAGMA user_version = {len(migrations.STEPS)}")


@contextlib.contextmanager
def writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run a block in one write transaction: all of it or nothing. Raises JournalError."""
    with explained(_path(db)):
        begin(db)
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite rolls back by itself when the disk is full
                db.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def reading(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run a block against one unmoving state of the journal. Raises JournalError."""
    with explained(_path(db)):
        db.execute("BEGIN")
        try:
            yield db
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


def begin(db: sqlite3.Connection) -> None:
    """Begin a write transaction; under load SQLite may answer "busy" before its timeout."""
    deadline = time.monotonic() + _patience(db)
    while True:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _patience(db: sqlite3.Connection) -> float:
    waits: int = db.execute("PRAGMA busy_timeout").fetchone()[0]
    return waits / 1000


def _path(db: sqlite3.Connection) -> str:
    # As bytes: a path need not be UTF-8.
    found = db.execute("SELECT CAST(file AS BLOB) FROM pragma_database_list LIMIT 1").fetchone()
    return os.fsdecode(found[0])


def _code(error: sqlite3.Error) -> int:
    # The lowest byte is the error, the others its circumstances. The driver's own errors (a
    # closed connection) have none.
    code: int = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return sqlite3.SQLITE_FULL  # there is no room for the memory that processes share
    return code & 0xFF


@contextlib.contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn SQLite's errors into the journal's, which say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # the driver's, over SQLite's own words about damage
        raise file.damaged(path, "its schema is broken") from error


def explain(error: sqlite3.Error, path: str) -> JournalError | sqlite3.Error:
    """Give the journal's word for an error of SQLite; programming errors stay what they are."""
    code = _code(error)
    if code in _DAMAGED:
        return file.damaged(path, "".join(c for c in str(error) if c.isprintable()))
    for words, what in _DAMAGED_TOO.items():
        if str(error).startswith(words):
            return file.damaged(path, what)
    if code in _DOUBTFUL:
        from waterline.journal import checkup

        broken = checkup.what_is_broken(path)
        return file.damaged(path, broken) if broken else error
    told = _WORDS.get(code)
    if told is None:
        return error
    kind, what, todo = told
    return kind(what.format(path=path, error=error), todo)
