"""What is being written, kept as files beside the journal until it is saved or discarded.

A draft is `<key>.json`; whoever writes on it holds a lock (flock) on `<key>.lock`. The kernel
drops the lock with the process, however that ends: a draft without a lock is an orphan, and the
next start may take it over. Where a file system has no locks, one app at a time is assumed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE, UNFINISHED, LOCK = ".json", ".part", ".lock"

# A text that is open in somebody's own editor. Whoever waits for the editor holds the lock
# `<name>.md.lock`; the app holds none, but is not away from its draft for longer than this.
IN_EDITOR = ".md"
AWAY_SECONDS = 86_400
OF_COMMANDS = "waterline-"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is being written.

    `entry_id` is the entry that it will replace, "" for a new one; `cursor` is row and column,
    from 0; `changed_at` is in microseconds UTC.
    """

    key: str
    text: str = ""
    kind: str = "note"
    entry_id: str = ""
    cursor: tuple[int, int] = (0, 0)
    changed_at: int = 0


def write(folder: str, draft: Draft) -> None:
    """Put a draft on the disk: beside, fsynced, renamed in. Raises OSError; the old one stays."""
    name = f"{folder}/{draft.key}"
    handle = os.open(name + UNFINISHED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(json.dumps(asdict(draft)).encode())
            file.flush()
            os.fsync(handle)
        os.rename(name + UNFINISHED, name + WHOLE)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            os.unlink(name + UNFINISHED)
        raise


def remove(folder: str, key: str) -> None:
    """Take a draft away; its owner holds the lock meanwhile."""
    for ending in (WHOLE, UNFINISHED, LOCK):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{folder}/{key}{ending}")


def tidy(folder: str, key: str) -> None:
    """Take away what a dead owner was writing beside a draft; its new owner holds the lock."""
    with contextlib.suppress(OSError):
        os.unlink(f"{folder}/{key}{UNFINISHED}")


def read(folder: str, key: str) -> Draft | None:
    """Read one draft; None where there is none, or none that can be read."""
    try:
        with open(f"{folder}/{key}{WHOLE}", "rb") as file:
            held = json.loads(file.read())
        row, column = held["cursor"]
        return Draft(
            key,
            str(held["text"]),
            str(held["kind"]),
            str(held["entry_id"]),
            (int(row), int(column)),
            int(held["changed_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a file that nobody here wrote: it stays, and stands in nobody's way


def drafts(folder: str) -> list[Draft]:
    """Read all drafts, the one changed last first."""
    found = (read(folder, key) for key in _keys(folder, WHOLE))
    return sorted((draft for draft in found if draft), key=lambda draft: -draft.changed_at)


def left_by_editors(folder: str) -> list[str]:
    """List the texts whose editor has ended, or whose waiting command has, in order."""
    paths = [f"{folder}/{name}{IN_EDITOR}" for name in _keys(folder, IN_EDITOR)]
    return [path for path in paths if not _is_waited_for(path)]


def _is_waited_for(path: str) -> bool:
    if os.path.basename(path).startswith(OF_COMMANDS):
        return is_held(path + LOCK)
    try:
        return time.time() - os.path.getmtime(path) < AWAY_SECONDS
    except OSError:  # its owner has just taken it away
        return True


def is_held(path: str) -> bool:
    """Tell whether a living process holds the lock at `path`, without making its file."""
    try:
        with open(path, "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def sweep(folder: str) -> None:
    """Take away the locks and unfinished files that dead owners left without a draft."""
    whole = set(_keys(folder, WHOLE))
    for key in {*_keys(folder, LOCK), *_keys(folder, UNFINISHED)} - whole:
        with own(folder, key) as lock:
            if lock is not None and not os.path.exists(f"{folder}/{key}{WHOLE}"):
                remove(folder, key)


def claim(folder: str, key: str) -> int | None:
    """Lock a draft for this process; give the handle to close, or None if another owns it.

    Raises OSError where the lock's file can't be made.
    """
    path = f"{folder}/{key}{LOCK}"
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError as error:
            if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
                os.close(handle)
                raise
        # The file may have been removed by its owner between the two calls: then this lock
        # holds nobody off.
        if _is_same(handle, path):
            return handle
        os.close(handle)


@contextlib.contextmanager
def own(folder: str, key: str) -> Iterator[int | None]:
    """Hold a draft's lock for a block; None where another owns it or it can't be locked."""
    try:
        handle = claim(folder, key)
    except OSError:
        handle = None
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def _is_same(handle: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _keys(folder: str, ending: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:  # nothing was ever written, or nothing can be read
        return []
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending))
