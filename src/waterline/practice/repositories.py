"""Following repositories: add, list, scan, remove; and whether there is anything to scan.

A scan reads each repository with one git log and stores what it found in one transaction, so a
scan that is stopped leaves a repository as it was. Nothing is ever written into a repository.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from waterline.activity import history, places
from waterline.domain.days import MICROSECOND, to_datetime
from waterline.domain.origin import signals
from waterline.domain.repositories import (
    MISSING,
    OK,
    REFUSED,
    REMOVED,
    STOPPED,
    Progress,
    RepositoryLine,
)
from waterline.errors import GitError, NotFoundError
from waterline.journal import binding, changes, connection, inbox, taking
from waterline.journal import repositories as rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from waterline.activity.history import Reading, Seen, Wishes
    from waterline.home import Home
    from waterline.journal.repositories import Followed
    from waterline.settings import Settings

__all__ = ["Progress", "RepositoryLine", "add", "listing", "needs_scan", "offer", "remove", "scan"]

_TICK_SECONDS = 0.1
# Two months and what a month has over: audits of these can still be answered.
_BRANCHES_SINCE = 62 * 86_400 * MICROSECOND


def add(home: Home, settings: Settings, path: str) -> RepositoryLine:  # noqa: ARG001 - as every practice
    """Follow the repository that holds `path`; `scan` then reads it.

    Worktrees share a repository, and adding one that is followed already changes nothing. One
    that was moved is recognised by its commits and keeps its history.
    Raises InputError where there is no repository, GitError where git can't read it.
    """
    from waterline.activity.repository import identify

    place = identify(path)
    with _opened(home) as db:
        if not rows.is_followed(db, place.common_dir):
            moved = _moved_from(db, place)
            if moved is None:
                rows.follow(db, *place, _now())
            else:
                rows.move(db, moved.id, *place)
        return _found(db, _find(db, place.common_dir))


def _moved_from(db: sqlite3.Connection, place: places.Place) -> Followed | None:
    """Find the followed repository that was moved to `place`: gone, and `place` has its tips."""
    from waterline.activity.repository import holds_commit

    for one in rows.known(db):
        seen = history.seen_from(one.seen)
        if seen and not _is_there(one.common_dir) and holds_commit(place, seen.tips):
            return one
    return None


def listing(home: Home, settings: Settings) -> list[RepositoryLine]:  # noqa: ARG001 - as every practice
    """Give the followed repositories by name, as the last scans left them."""
    if not os.path.exists(home.journal):
        return []
    with _opened(home) as db:
        return [_line(one) for one in rows.followed(db)]


def remove(home: Home, settings: Settings, name_or_path: str) -> RepositoryLine:  # noqa: ARG001 - as every practice
    """Stop following a repository; adding it again brings everything back.

    Raises NotFoundError where none of this name or path is followed.
    """
    with _opened(home) as db:
        one = _find(db, name_or_path)
        line = _found(db, one, REMOVED)
        rows.forget(db, one.id)
        return line


def offer(home: Home, settings: Settings, folder: str) -> str | None:  # noqa: ARG001 - as every practice
    """Give the top level of the repository that holds `folder` if it isn't followed yet."""
    common_dir = places.holding(folder)
    if common_dir is None or not places.is_text(common_dir):
        return None
    if os.path.exists(home.journal):
        with _opened(home) as db:
            if rows.is_followed(db, common_dir):
                return None
    return places.top_of(folder)


def holding(home: Home, folder: str) -> str:
    """Give the name of the followed repository that holds `folder`, "" where none does."""
    common_dir = places.holding(folder)
    if common_dir is None or not places.is_text(common_dir) or not os.path.exists(home.journal):
        return ""
    with _opened(home) as db:
        return next((one.name for one in rows.known(db) if one.common_dir == common_dir), "")


def settle(home: Home, settings: Settings) -> None:
    """Take in what hooks and answers tell of commits that are known already, without a scan.

    Raises JournalError.
    """
    with _opened(home) as db:
        _take_in(db, home, settings)


def _take_in(db: sqlite3.Connection, home: Home, settings: Settings) -> None:
    inbox.drain(db, home, settings)
    taking.take_in(db, home, settings, _now())


def needs_scan(home: Home, settings: Settings | None = None) -> list[str]:
    """Name the repositories in which something moved since their last scan, by stats alone.

    With `settings`, a change of those that matter to a scan counts too. Repositories that are
    not there are left out: there is nothing to scan.
    """
    if not os.path.exists(home.journal):
        return []
    with _opened(home) as db:
        states = rows.seen_states(db)
    stamp = _wishes(settings).stamp if settings else None
    return [
        name
        for name, common_dir, told in states
        if not _is_quiet(history.seen_from(told), stamp) and _is_there(common_dir)
    ]


def _is_quiet(seen: Seen | None, stamp: str | None) -> bool:
    return seen is not None and seen.holds(seen.stamp if stamp is None else stamp)


def scan(
    home: Home,
    settings: Settings,
    names_or_paths: Sequence[str] = (),
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[RepositoryLine]:
    """Bring the changes of followed repositories (none named: all) up to date.

    One that is missing, or that git can't read, is said to be so by its line's `state` and
    `note`, and the others are scanned all the same. `stop` is asked at least ten times a second:
    the repository that is being read is left as it was, and those after it are not looked at.
    Raises NotFoundError for a name or path that is not followed.
    """
    with _opened(home) as db:
        # What hooks told of a commit is known before the commit is.
        inbox.drain(db, home, settings)
        chosen = _chosen(db, names_or_paths)
        lines = _Scan(db, home, settings, progress, stop).run(chosen)
        taking.take_in(db, home, settings, _now())
        return lines


class _Scan:
    """One scan over several repositories."""

    def __init__(
        self,
        db: sqlite3.Connection,
        home: Home,
        settings: Settings,
        progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self._db = db
        self._answers = home.answers
        self._settings = settings
        self._wishes = _wishes(settings)
        self._progress = progress
        self._stop = stop or (lambda: False)
        self._new: dict[str, int] = {}
        self._states: dict[str, tuple[str, str]] = {}

    def run(self, chosen: list[Followed]) -> list[RepositoryLine]:
        quiet: list[tuple[str, str]] = []
        for one in chosen:
            if self._stop():
                self._states[one.id] = STOPPED, "not scanned"
                continue
            seen = history.seen_from(one.seen)
            if seen is not None and seen.holds(self._wishes.stamp):
                # Nothing is written for the most quiet ones: a write costs more than the look.
                quiet += [(seen._replace(new=0).to_json(), one.id)] if seen.new else []
            elif not _is_there(one.common_dir):
                self._states[one.id] = MISSING, _missing(one)
            else:
                quiet += self._attempt(one, seen)
        if quiet:
            rows.mark_seen(self._db, quiet, _now())
        return self._lines(chosen)

    def _attempt(self, one: Followed, seen: Seen | None) -> list[tuple[str, str]]:
        """Read one repository; give what to keep where there was nothing to store."""
        try:
            reading = history.start(places.Place(one.path, one.common_dir), seen, self._wishes)
            with contextlib.closing(reading):
                if reading.nothing_moved and not reading.notes_moved:
                    return [(reading.seen(0).to_json(), one.id)]
                self._store(one, reading)
        except history.StoppedError:
            self._states[one.id] = STOPPED, "stopped; nothing of it was stored"
        except GitError as error:
            self._states[one.id] = REFUSED, str(error)
        except NotFoundError:
            pass  # removed while it was read: then there is no line to give either
        return []

    def _store(self, one: Followed, reading: Reading) -> None:
        settings = self._settings
        batch = changes.Batch(settings.day_starts, settings.generated, signals(settings.signals))
        ticker = _Ticker(one.name, reading, batch, self._progress, self._stop)
        for commit in reading.commits(ticker):
            batch.add(commit)
        asked = binding.unread(self._db, one.id, [prepared.sha for prepared in batch.prepared])
        asked += taking.parts(self._answers, {prepared.identity for prepared in batch.prepared})
        if asked:
            batch.add_rewritten(asked, reading.rewritten(asked))
        batch.mark(reading.marks(batch.paths))
        now = _now()
        batch.branches = reading.branches(batch.since(now - _BRANCHES_SINCE))
        known = changes.held(self._db, one.id) if reading.notes_moved else ()
        batch.notes = reading.noted([prepared.sha for prepared in batch.prepared], known, ticker)
        ticker.last()
        changes.store(
            self._db,
            one.id,
            batch,
            dropped=None if reading.is_full else reading.dropped(),
            seen=lambda new: reading.seen(new).to_json(),
            now=now,
        )

    def _lines(self, chosen: list[Followed]) -> list[RepositoryLine]:
        now = {one.id: one for one in rows.followed(self._db)}
        return [
            _line(now[one.id], *self._states.get(one.id, ("", "")))
            for one in chosen
            if one.id in now
        ]


class _Ticker:
    """Asked all the time while git is read: stops where that is wished, and tells how far it is."""

    def __init__(
        self,
        name: str,
        reading: Reading,
        batch: changes.Batch,
        progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool],
    ) -> None:
        self._name = name
        self._reading = reading
        self._batch = batch
        self._progress = progress
        self._stop = stop
        self._started = self._told = time.monotonic()
        if progress is not None:
            reading.expect()

    def __call__(self) -> None:
        if self._stop():
            raise history.StoppedError
        now = time.monotonic()
        if self._progress is not None and now - self._told >= _TICK_SECONDS:
            self._told = now
            self._tell(self._progress, now)

    def last(self) -> None:
        """Ask once more before anything is stored, and tell the end."""
        if self._stop():
            raise history.StoppedError
        if self._progress is not None:
            self._tell(self._progress, time.monotonic())

    def _tell(self, progress: Callable[[Progress], None], now: float) -> None:
        done, expected = len(self._batch.prepared), self._reading.expected
        rate = done / max(now - self._started, 1e-9)
        left = max(expected - done, 0) / rate if expected is not None and rate else None
        progress(Progress(self._name, done, expected, rate, left))


@contextlib.contextmanager
def _opened(home: Home) -> Iterator[sqlite3.Connection]:
    db = connection.connect(home)
    try:
        yield db
    finally:
        db.close()


def _wishes(settings: Settings) -> Wishes:
    rules = f"{settings.generated} {settings.day_starts}"
    return history.wishes(settings.addresses, rules, signals(settings.signals))


def _chosen(db: sqlite3.Connection, names_or_paths: Sequence[str]) -> list[Followed]:
    if not names_or_paths:
        return rows.known(db)
    chosen = {one.id: one for one in (_find(db, asked) for asked in names_or_paths)}
    return list(chosen.values())


def _find(db: sqlite3.Connection, name_or_path: str) -> Followed:
    """Find a followed repository by its name, by its path, or by a path inside it."""
    everything = rows.known(db)
    path = os.path.realpath(os.path.expanduser(name_or_path))
    # A name that was mistyped in a repository is no path inside it.
    common_dir = places.holding(path) if os.path.lexists(path) else None
    for matches in (
        lambda one: one.name == name_or_path,
        lambda one: path in {one.path, one.common_dir},
        lambda one: one.common_dir == common_dir,
    ):
        for one in everything:
            if matches(one):
                return one
    names = ", ".join(one.name for one in everything)
    raise NotFoundError(
        f"no repository {name_or_path} is followed",
        f"followed are {names}" if names else "`waterline repo add PATH` follows one",
    )


def _found(db: sqlite3.Connection, one: Followed, state: str = "") -> RepositoryLine:
    return next(_line(found, state) for found in rows.followed(db) if found.id == one.id)


def _line(one: Followed, state: str = "", note: str = "") -> RepositoryLine:
    seen = history.seen_from(one.seen)
    if not state and not _is_there(one.common_dir):
        state, note = MISSING, _missing(one)
    return RepositoryLine(
        repo=one.name,
        path=one.path,
        new=seen.new if seen and (state or OK) == OK else 0,
        total=one.total,
        insertions=one.insertions,
        deletions=one.deletions,
        scanned_at=None if one.scanned_at is None else to_datetime(one.scanned_at),
        state=state or OK,
        note=note or (seen.note if seen else ""),
    )


def _missing(one: Followed) -> str:
    return f"not found at {one.path}; its history stays (moved? add it where it is now)"


def _is_there(common_dir: str) -> bool:
    return os.path.lexists(os.path.join(common_dir, "HEAD"))


def _now() -> int:
    return time.time_ns() * MICROSECOND // 1_000_000_000
