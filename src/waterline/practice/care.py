"""Looking after the journal: backups, restoring one, and the checkup (see `checkup`)."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from waterline import settings as setting
from waterline.domain.findings import Finding
from waterline.errors import (
    HomeError,
    InputError,
    JournalDamagedError,
    NotFoundError,
    SettingsError,
)
from waterline.home import Home
from waterline.journal import backup, connection, inbox, salvage, swap
from waterline.practice.checkup import checkup, mend

if TYPE_CHECKING:
    from waterline.settings import Settings

__all__ = [
    "Backup",
    "Finding",
    "Restored",
    "back_up",
    "back_up_if_due",
    "backups",
    "checkup",
    "mend",
    "restore",
]

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup; `made_at` is aware. `problem` says why it can't be restored, "" if it can."""

    path: Path
    made_at: datetime
    bytes: int
    entries: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: `source` is the backup (None: there was none), `kept` the old journal.

    `carried` entries were read from the old journal, `lost` are known from its indexes alone,
    `drained` came from the inbox; `entries` is what the journal holds now.
    """

    source: Path | None
    kept: Path | None
    entries: int
    carried: int
    lost: int
    drained: int

    def __str__(self) -> str:
        """Say it in one line."""
        parts = [f"restored {self.source}" if self.source else "there was no backup"]
        if self.carried:
            parts.append(f"{_entries(self.carried)} carried over from the old journal")
        if self.drained:
            parts.append(f"{_entries(self.drained)} taken from the inbox")
        if self.lost:
            parts.append(f"{_entries(self.lost)} could not be read")
        parts.append(f"the journal holds {_entries(self.entries)}")
        if self.kept:
            parts.append(f"the old one is kept as {self.kept}")
        return "; ".join(parts)


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def back_up(home: Home, to: str | os.PathLike[str] | None = None) -> Path:
    """Copy the journal to `to`, or beside it; others may write meanwhile. Give the copy's path.

    What waits in the inbox is taken in first, so that it is in the copy. Raises NotFoundError
    where there is no journal, InputError where `to` exists, HomeError or JournalError where it
    can't be copied.
    """
    if os.path.isdir(home.inbox):
        _drained(home)
    return Path(backup.back_up(home, os.fspath(to) if to is not None else None))


def back_up_if_due(home: Home, settings: Settings) -> Path | None:
    """Make an automatic backup where the newest is older than `backup_days`; thin old ones.

    Gives its path, or None where none is due (or there is nothing to back up).
    """
    if not settings.backup_days or not os.path.exists(home.journal):
        return None
    found = backup.copies(home)
    if found and time.time() - found[0].made_at < settings.backup_days * DAY:
        return None
    made = backup.back_up(home, reason=backup.AUTOMATIC)
    backup.thin(home, settings.backups_kept)
    return Path(made)


def backups(home: Home) -> list[Backup]:
    """List the backups in the home's folder, the newest first; unreadable ones with `problem`."""
    return [_described(copy) for copy in backup.copies(home)]


def _described(copy: backup.Copy) -> Backup:
    entries, problem = 0, ""
    try:
        entries = _count(copy.path)
    except sqlite3.Error:
        problem = backup.problem(copy.path) or "it can't be read"
    made = datetime.fromtimestamp(copy.made_at, UTC)
    size = os.path.getsize(copy.path)
    return Backup(Path(copy.path), made, size, entries, problem)


def _count(path: str) -> int:
    with contextlib.closing(backup.opened(path)) as db:
        asked = "SELECT count(*) FROM entry WHERE deleted_at IS NULL"
        return int(db.execute(asked).fetchone()[0])


def restore(home: Home, source: str | os.PathLike[str] | None = None) -> Restored:
    """Put `source`, or the newest whole backup, in the journal's place.

    The present journal is kept beside it, never overwritten. Entries that can be read from it
    and are missing in the backup are carried over, and what waits in the inbox is taken in.
    Without any backup the journal is made anew from what can be read.
    Raises NotFoundError where there is neither backup nor journal, JournalDamagedError where
    `source` is not whole, JournalBusyError while another process has the journal open; then
    nothing was changed.
    """
    chosen = _source(home, os.fspath(source) if source is not None else None)
    is_there = os.path.exists(home.journal)
    if chosen is None and not is_there:
        raise NotFoundError("there is no backup and no journal", "`waterline note` begins one")
    home.make(home.data)
    try:
        folder = tempfile.mkdtemp(prefix="restore-", dir=home.data)
    except OSError as error:
        raise HomeError(
            f"{home.data} can't be written ({error.strerror})", "mend its mode"
        ) from error
    try:
        with swap.alone(home.journal):
            stage = Home(folder, folder)
            carried, lost, entries = _stage(home if is_there else None, chosen, stage)
            kept = swap.into_place(stage.journal, home.journal)
    finally:
        shutil.rmtree(folder)
    drained = _drained(home)
    return Restored(
        Path(chosen) if chosen else None,
        Path(kept) if kept else None,
        entries + drained,
        carried,
        lost,
        drained,
    )


def _source(home: Home, given: str | None) -> str | None:
    if given is not None:
        if (
            os.path.exists(home.journal)
            and os.path.exists(given)
            and os.path.samefile(given, home.journal)
        ):
            raise InputError(f"{given} is the journal itself", "name a backup")
        problem = backup.problem(given)
        if problem:
            raise JournalDamagedError(
                f"{given} can't be restored: {problem}", "`waterline backup --list` lists others"
            )
        return given
    found = backup.copies(home)
    whole = next((copy.path for copy in found if not backup.problem(copy.path)), None)
    if found and whole is None and not os.path.exists(home.journal):
        raise JournalDamagedError("no backup is whole", f"look into {home.backups}")
    return whole


def _stage(present: Home | None, source: str | None, stage: Home) -> tuple[int, int, int]:
    """Make the journal that will be put in place: the backup, and what it lacks."""
    if source is not None:
        shutil.copyfile(source, stage.journal)
        os.chmod(stage.journal, 0o600)
    with contextlib.closing(connection.connect(stage)) as db:
        carried = lost = 0
        if present is not None:
            damaged = salvage.copy_raw(present.journal, stage.data)
            carried, lost = salvage.carry_over(damaged, db, stage)
        asked = "SELECT count(*) FROM entry WHERE deleted_at IS NULL"
        return carried, lost, int(db.execute(asked).fetchone()[0])


def _drained(home: Home) -> int:
    try:
        settings = setting.load(home)
    except SettingsError:
        settings = setting.Settings()  # a broken configuration must not stand in the way here
    with contextlib.closing(connection.connect(home)) as db:
        return inbox.drain(db, home, settings)
