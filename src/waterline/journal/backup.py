"""Copies of the journal: made while others write, verified before they get their name.

A copy is called `journal-YYYYmmdd-HHMMSS[-reason].db`, the time in UTC. It is one file, needs
nothing beside it, and is a journal itself: moved into the journal's place it works.
"""

from __future__ import annotations

import calendar
import contextlib
import os
import re
import sqlite3
import time

from waterline.errors import (
    HomeError,
    InputError,
    JournalDamagedError,
    JournalError,
    NotFoundError,
)
from waterline.journal import connection, file

TYPE_CHECKING = False  # importing typing takes longer than opening the journal
if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home

AUTOMATIC = "auto"
BEFORE = "before-"
UNFINISHED = ".part"
# SQLite takes what lies beside a journal under these names for a part of it, or removes it.
HELPERS = ("-wal", "-shm", "-journal")

# Writing a copy takes seconds. One that is unfinished after a day was left by a killed process.
ABANDONED_SECONDS = 86_400

# The number tells copies of one second apart.
_NAME = re.compile(r"journal-(\d{8}-\d{6})(?:-([a-z][\w-]*?))?(?:-(\d+))?\.db")
_TIME = "%Y%m%d-%H%M%S"


class Copy:
    """A backup's file: its path, when it was made (seconds since 1970), its reason.

    `number` counts the copies of one second.
    """

    __slots__ = ("made_at", "number", "path", "reason")

    def __init__(self, path: str, made_at: int, reason: str, number: int) -> None:
        self.path = path
        self.made_at = made_at
        self.reason = reason
        self.number = number

    @property
    def is_automatic(self) -> bool:
        """Whether nobody asked for it by hand, so that it may be thinned out."""
        return self.reason == AUTOMATIC or self.reason.startswith(BEFORE)


def back_up(home: Home, to: str | None = None, reason: str = "") -> str:
    """Copy the journal, others writing or not, and give the copy's path.

    `to` is a file that does not exist yet, or a folder; without it the copy goes to the
    home's backups. Raises NotFoundError where there is no journal, InputError where `to` is
    taken, HomeError or JournalError where it can't be copied; then nothing is left behind.
    """
    if not os.path.exists(home.journal):
        raise NotFoundError("there is no journal yet", "`waterline note` begins one")
    target = _target(home, to, reason)
    part = target + UNFINISHED
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise HomeError(
            f"{target} can't be made ({error.strerror})", "choose another place"
        ) from error
    try:
        copy(home.journal, part)
        _refuse_damaged(home.journal, part)
        _settle(part, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        raise
    return target


def _refuse_damaged(journal: str, part: str) -> None:
    found = problem(part)
    if found:
        raise JournalDamagedError(f"{journal} can't be backed up: {found}", way_out(journal))


def _target(home: Home, to: str | None, reason: str) -> str:
    if to is None:
        folder = home.make(home.backups)
    elif os.path.isdir(to):
        folder = to
    elif os.path.lexists(to):
        raise InputError(f"{to} exists already", "a backup never overwrites: choose another name")
    elif os.path.realpath(to) in {os.path.realpath(home.journal) + own for own in HELPERS}:
        raise InputError(f"{to} is the journal's own", "choose another name")
    elif not os.path.isdir(os.path.dirname(os.path.abspath(to))):
        folder = os.path.dirname(to)
        raise HomeError(f"{to} can't be made", f"there is no folder {folder}: choose another place")
    else:
        return os.path.abspath(to)
    stem = f"{folder}/journal-{time.strftime(_TIME, time.gmtime())}"
    ending = f"-{reason}" if reason else ""
    number = 1
    while True:
        again = f"-{number}" if number > 1 else ""
        path = f"{stem}{ending}{again}.db"
        if not os.path.lexists(path) and not os.path.lexists(path + UNFINISHED):
            return path
        number += 1


def copy(source: str, target: str) -> None:
    """Copy one state of a journal's file, log included, into the existing file `target`.

    Pages are copied as they are, damaged ones too. Raises JournalError.
    """
    with (
        connection.explained(source),
        contextlib.closing(in_use(source)) as old,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        new.execute("PRAGMA synchronous = OFF")  # synced once, when it is whole
        old.backup(new)
        # A copy stands alone: in WAL mode even reading it would put files beside it.
        with contextlib.suppress(sqlite3.DatabaseError):  # too damaged for that: so be it
            new.execute("PRAGMA journal_mode = DELETE")


def in_use(path: str) -> sqlite3.Connection:
    """Open a journal for reading that other connections, of this process too, may work in.

    Raises JournalDamagedError for one that is cut off, which opening would change.
    """
    file.refuse_cut_off(path)
    if os.path.exists(path + "-wal") or not file.is_writable(path):
        return file.read_only(path)
    # The first one to open a journal makes the helper files; only a writer removes them again.
    db = sqlite3.connect(path, isolation_level=None, timeout=connection.BUSY_SECONDS)
    db.execute("PRAGMA query_only = ON")
    return db


def opened(path: str) -> sqlite3.Connection:
    """Open a file that nobody works in (a backup) for reading, leaving nothing beside it.

    Raises sqlite3.OperationalError where it can't be opened.
    """
    return sqlite3.connect(file.uri(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)


def problem(path: str) -> str:
    """Tell in a few words why a file is no whole journal; "" if it is one.

    For files that nobody works in. Each row and its place in the trees is looked at; `checkup`
    looks deeper.
    """
    try:
        if os.path.isdir(path) or not os.path.getsize(path):
            # SQLite takes an empty file for a database, and a healthy one.
            return "it is a folder" if os.path.isdir(path) else "it is empty"
        with contextlib.closing(opened(path)) as db:
            version = file.check(db, path)
            if not version:
                return "it holds nothing"
            verdict = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
            db.execute("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1)")
    except OSError as error:
        return f"it can't be read ({error.strerror})"
    except JournalError as error:
        return f"it {error.message.removeprefix(f'{path} ')}"
    except sqlite3.Error as error:
        code = error.sqlite_errorcode & 0xFF
        is_shut = code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
        return f"it can't be read ({error})" if is_shut else f"it is damaged ({error})"
    return "" if verdict == "ok" else f"it is damaged ({' '.join(verdict.split())})"


def copies(home: Home) -> list[Copy]:
    """List the backups in the home's folder by their names, the newest first."""
    try:
        names = os.listdir(home.backups)
    except OSError:  # none was ever made; or the folder can't be read, which `doctor` names
        return []
    found = [copy for name in names for copy in _named(home.backups, name)]
    return sorted(found, key=lambda copy: (copy.made_at, copy.number), reverse=True)


def _named(folder: str, name: str) -> Iterator[Copy]:
    match = _NAME.fullmatch(name)
    if match:
        # A time that no calendar knows means that somebody else gave the name.
        with contextlib.suppress(ValueError):
            made = time.strptime(match[1], _TIME)
            yield Copy(
                f"{folder}/{name}", calendar.timegm(made), match[2] or "", int(match[3] or 1)
            )


def thin(home: Home, kept: int) -> list[str]:
    """Remove all automatic backups but the `kept` newest, and what killed processes left.

    Backups made by hand are never touched. Gives the paths that are gone.
    """
    automatic = [copy.path for copy in copies(home) if copy.is_automatic]
    gone = automatic[kept:] + abandoned(home)
    for path in gone:
        with contextlib.suppress(FileNotFoundError):  # another process thins as well
            os.unlink(path)
    return gone


def abandoned(home: Home) -> list[str]:
    """List the unfinished copies that killed processes left."""
    try:
        paths = [f"{home.backups}/{name}" for name in os.listdir(home.backups)]
        now = time.time()
        return [
            path
            for path in paths
            if path.endswith(UNFINISHED) and now - os.path.getmtime(path) > ABANDONED_SECONDS
        ]
    except OSError:
        return []


def way_out(journal: str) -> str:
    """Say what leads out of a damaged journal: its newest backup, or what can be read of it."""
    from waterline.home import Home

    folder = os.path.dirname(journal)
    found = copies(Home(folder, folder))
    if not found:
        return "there is no backup; `waterline restore` saves what can still be read"
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime(found[0].made_at))
    return f"`waterline restore` takes the newest backup, of {made}"


def _settle(part: str, target: str) -> None:
    try:
        with open(part, "rb") as written:
            os.fsync(written.fileno())
        os.rename(part, target)
        sync_folder(os.path.dirname(target))
    except OSError as error:
        raise HomeError(
            f"{target} can't be written ({error.strerror})", "choose another place"
        ) from error


def sync_folder(folder: str) -> None:
    """See that a rename in `folder` is on the disk, where its file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
