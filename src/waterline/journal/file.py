"""The journal's file before SQLite works in it: what it is, and whether it may be touched.

Opening a file for writing can change it (SQLite settles what a killed process left behind), and
even reading leaves helper files beside it. So a file is looked at first, in a way that takes no
locks and leaves nothing, and refused from there.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time

from waterline.errors import JournalDamagedError, JournalError, JournalNewerError
from waterline.gate.inbox import new_id
from waterline.home import FOLDER_MODE
from waterline.journal import migrations

TYPE_CHECKING = False  # importing typing takes longer than opening the journal
if TYPE_CHECKING:
    from waterline.home import Home

# No database is smaller (https://www.sqlite.org/fileformat.html, 1.3.2).
SMALLEST = 512

# How long a file may stay empty while another process makes the journal in it.
BEGINNING_SECONDS = 2.0

_MAKING = threading.Lock()


def prepare(home: Home) -> None:
    """See that there is a file which the journal may use, or raise JournalError.

    A missing file is made, for this user's eyes only. A file that is refused is left as it is.
    """
    path = home.journal
    # No two threads of a process may be here at once: when one closes the file that it has
    # just made, the kernel drops the locks of all the process's connections to it.
    with _MAKING:
        if not os.path.exists(path):
            _make(home)
    if not os.path.isfile(path):
        raise JournalError(f"{path} is not a file", "move it away")
    refuse_cut_off(path)
    if not os.path.getsize(path):
        _refuse_emptied(home)
    else:
        _refuse_foreign(path)


def check(db: sqlite3.Connection, path: str) -> int:
    """Tell how many migration steps the file has seen (0: empty).

    Raises JournalNewerError for a newer file, JournalError for one that is no journal, and
    JournalDamagedError for one that lost its mark.
    """
    try:
        application, version, tables = _marks(db)
    except UnicodeDecodeError:  # the driver's, over SQLite's own words about damage
        raise damaged(path, "its schema is broken") from None
    if application == 0 and version == 0 and not tables:
        return 0
    if "entry_search" in tables:
        raise damaged(path, "its mark is lost")
    if application != migrations.APPLICATION_ID:
        raise JournalError(f"{path} is not a journal of Waterline", "move it away")
    if version > len(migrations.STEPS):
        raise JournalNewerError(
            f"{path} was written by a newer Waterline",
            "update Waterline; if there never was a newer one here, the file is damaged, and "
            "`waterline restore` saves what is in it; nothing was changed",
        )
    return version


def _marks(db: sqlite3.Connection) -> tuple[int, int, set[str]]:
    """Read the mark, the version and, where those don't tell a journal, the tables' names."""
    # In one transaction: another process may just be making the journal.
    begins = not db.in_transaction
    if begins:
        db.execute("BEGIN")
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if application == migrations.APPLICATION_ID and version > 0:
            return application, version, set()  # the tables take as long as all the rest
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        return application, version, tables
    finally:
        if begins and db.in_transaction:
            db.execute("ROLLBACK")


def damaged(path: str, what: str) -> JournalDamagedError:
    """Give the error for a damaged journal, with the way out."""
    from waterline.journal.backup import way_out

    return JournalDamagedError(f"{path} is damaged ({what})", way_out(path))


def refuse_cut_off(path: str) -> None:
    """Raise JournalDamagedError for a file too short to be a database.

    SQLite takes some of these for empty files: it would begin anew in them, and remove their log.
    """
    has_log = bool(_size(path + "-wal"))  # asked first: a journal being made has its log last
    size = _size(path)
    if 0 < size < SMALLEST:
        raise damaged(path, f"it ends after byte {size}")
    if not size and has_log:
        raise damaged(path, "it is empty, but its log is not")


def identity(path: str) -> tuple[int, int]:
    """Tell one file from another that later has the same path; (0, 0) where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def is_writable(path: str) -> bool:
    """Tell whether this process may change the file and make the helper files beside it."""
    return os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK)


def read_only(path: str) -> sqlite3.Connection:
    """Open a file that can't be written, with all that was ever committed to it.

    Raises sqlite3.OperationalError where what a killed process left behind can't be read
    without writing.
    """
    if not os.path.exists(path + "-wal") and not os.path.exists(path + "-journal"):
        # Nobody works in it. A reader that follows a log would leave helper files as read-only
        # as the journal is, and they would stand in the way once it can be written again.
        return _open(uri(path, "mode=ro&immutable=1"))
    db = _open(uri(path, "mode=ro"))
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        db.close()
        # Without its helper files SQLite opens it only on the word that nobody changes it; that
        # leaves out the helper files' contents, so they must have none.
        if _size(path + "-wal") or _size(path + "-journal"):
            raise
        db = _open(uri(path, "mode=ro&immutable=1"))
    return db


def shares_memory(folder: str) -> bool:
    """Tell whether processes can share memory through files in `folder`, as WAL needs it.

    Some network and FUSE mounts can't; SQLite then turns WAL on, and every statement fails.
    """
    import mmap

    probe = f"{folder}/.{new_id()}.probe"
    handle = os.open(probe, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.unlink(probe)
        os.ftruncate(handle, mmap.PAGESIZE)
        mmap.mmap(handle, mmap.PAGESIZE).close()
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def leave_wal(path: str) -> None:
    """Take a journal out of WAL where no memory can be shared, with all that is in its log."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()


def _make(home: Home) -> None:
    home.make(home.data)
    _close_up(home.data)
    try:
        os.close(os.open(home.journal, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return  # another process was faster
    except OSError as error:
        raise JournalError(
            f"{home.journal} can't be made ({error.strerror})",
            "make its folder writable, or set WATERLINE_HOME to one that is",
        ) from error


def _close_up(folder: str) -> None:
    # A folder that was made for Waterline by hand becomes as private as one made by Waterline;
    # one that holds anything else keeps its mode.
    with contextlib.suppress(OSError):
        if set(os.listdir(folder)) <= {"inbox", "config.toml"}:
            os.chmod(folder, os.stat(folder).st_mode & FOLDER_MODE)


def _refuse_emptied(home: Home) -> None:
    # An empty file is where a journal begins; but where backups are it is where one was lost,
    # and beginning anew would hide that.
    deadline = time.monotonic() + BEGINNING_SECONDS
    while _holds_backups(home.backups) and not _size(home.journal):
        if time.monotonic() > deadline:
            from waterline.journal.backup import way_out

            raise JournalDamagedError(
                f"{home.journal} is empty, but it has backups", way_out(home.journal)
            )
        time.sleep(0.02)


def _holds_backups(folder: str) -> bool:
    try:
        return any(name.endswith(".db") for name in os.listdir(folder))
    except OSError:
        return False


def _refuse_foreign(path: str) -> None:
    # Where a log waits, only a reader that follows it sees what the file is by now.
    how = "mode=ro" if _size(path + "-wal") else "mode=ro&immutable=1"
    try:
        db = _open(uri(path, how))
        try:
            check(db, path)
        finally:
            db.close()
    except (sqlite3.Error, JournalDamagedError):
        return  # no verdict: seen while another process writes, or damaged; opening will tell


def _open(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def uri(path: str, how: str) -> str:
    """Name a file to SQLite as a URI, opened as `how` says."""
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{quoted}?{how}"


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
