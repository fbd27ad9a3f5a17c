"""Putting another file in the journal's place, so that no kill leaves none, and nobody writes."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING

from waterline.errors import HomeError, JournalBusyError
from waterline.journal.backup import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every connection that has read anything holds a shared lock on these bytes of the file
# (https://www.sqlite.org/src/doc/trunk/src/os.h: PENDING_BYTE + 2, 510 of them).
_SHARED_FIRST, _SHARED_SIZE = 0x4000_0002, 510


@contextlib.contextmanager
def alone(path: str) -> Iterator[None]:
    """Hold a journal's file for this process alone, whatever state it is in.

    Raises JournalBusyError while another process has it open. Connections of this very process
    are not noticed: it must have none.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield  # nobody works in a file that is not there
        return
    except OSError as error:
        raise HomeError(f"{path} can't be opened ({error.strerror})", "mend its mode") from error
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EAGAIN}:
                raise JournalBusyError(
                    f"another process has {path} open", "close the app, then try again"
                ) from error
            # A file system without locks: there is nothing to ask.
        yield
    finally:
        os.close(handle)


def into_place(made: str, journal: str) -> str:
    """Put the closed journal `made` in the place of `journal`; give where that one is kept.

    "" where there was none. At a kill between the steps a journal is in place, the old one or
    the new one, and the old one's log lies beside it or beside its kept name.
    """
    try:
        with open(made, "rb") as file:
            os.fsync(file.fileno())
        kept = _keep(journal) if os.path.exists(journal) else ""
        os.replace(made, journal)
        sync_folder(os.path.dirname(journal))
    except OSError as error:
        raise HomeError(
            f"{journal} can't be replaced ({error.strerror})", "nothing was lost"
        ) from error
    return kept


def _keep(journal: str) -> str:
    kept = _free(f"{journal.removesuffix('.db')}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}")
    try:
        os.link(journal, kept)
    except OSError:  # a file system without hard links: for a moment there is no journal
        os.rename(journal, kept)
    for ending in ("-wal", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            os.rename(journal + ending, kept + ending)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(journal + "-shm")  # an index of the log, made anew by who opens it
    return kept


def _free(stem: str) -> str:
    number = 1
    while True:
        path = f"{stem}-kept{f'-{number}' if number > 1 else ''}.db"
        if not os.path.lexists(path):
            return path
        number += 1
