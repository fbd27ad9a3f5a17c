"""Looking at the journal: a day, a page, the calendar's counts, search, and the status line.

Whoever opens the journal for a practice does so here. What waits in the inbox is taken in first,
so a note is seen as soon as it is written.
A journal that can only be read is shown as it is. `status` runs in shell prompts, so nothing
that costs is imported before a function needs it.
"""

from __future__ import annotations

import contextlib
import os
import time

from waterline.errors import InputError, JournalBusyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from waterline.domain.filters import Filter
    from waterline.domain.lines import DayCount, Line
    from waterline.home import Home
    from waterline.journal.search import Hit
    from waterline.settings import Settings


# A shell prompt waits no longer than this for a journal that another process keeps locked.
PROMPT_SECONDS = 0.2

# How many of the newest lines are read for what the index of words can't see: ~15 ms of reading.
REACH = 10_000


class Status:
    """What the status line says; a `session` is the running one in a few words, or None."""

    __slots__ = ("due", "entries_today", "owed", "session")

    def __init__(
        self, entries_today: int, owed: int = 0, due: int = 0, session: str | None = None
    ) -> None:
        self.entries_today = entries_today
        self.owed = owed
        self.due = due
        self.session = session


@contextlib.contextmanager
def connected(home: Home, settings: Settings) -> Iterator[sqlite3.Connection]:
    """Open the journal for several transactions, with what waited in the inbox taken in.

    Raises JournalError, also for what goes wrong inside.
    """
    from waterline.journal import connection, inbox

    db = connection.connect(home)
    try:
        with connection.explained(home.journal):
            inbox.drain(db, home, settings)
            yield db
    finally:
        db.close()


@contextlib.contextmanager
def opened(home: Home, settings: Settings) -> Iterator[sqlite3.Connection]:
    """Open the journal for one look. Raises what `connected` raises."""
    from waterline.journal import connection

    with connected(home, settings) as db, connection.reading(db):
        yield db


@contextlib.contextmanager
def writing(home: Home, settings: Settings) -> Iterator[sqlite3.Connection]:
    """Open the journal to write, all of it or nothing. Raises what `connected` raises."""
    from waterline.journal import connection

    with connected(home, settings) as db, connection.writing(db):
        yield db


def day(home: Home, settings: Settings, day: date) -> list[Line]:
    """Read everything of one local day, oldest first."""
    from waterline.journal import glance

    with opened(home, settings) as db:
        return glance.day(db, day)


def counts(home: Home, settings: Settings, first: date, last: date) -> list[DayCount]:
    """Count what each day from `first` to `last` holds, empty days too."""
    from waterline.journal import glance

    with opened(home, settings) as db:
        return glance.counts(db, first, last)


def week(home: Home, settings: Settings, day: date) -> list[DayCount]:
    """Count what each day of the week around `day` holds, Monday first."""
    from waterline.domain.days import week_of

    days = week_of(day)
    return counts(home, settings, days[0], days[-1])


def days_with(home: Home, settings: Settings, first: date, last: date) -> list[DayCount]:
    """Count as `counts` does, leaving out the days that hold nothing."""
    found = counts(home, settings, first, last)
    return [count for count in found if count.entries or count.changes]


def page(
    home: Home,
    settings: Settings,
    filter: Filter,  # noqa: A002 - the word of the contract
    before: int | None = None,
    *,
    after: int | None = None,
    limit: int = 200,
) -> list[Line]:
    """Read up to `limit` lines newest first, older than the moment `before` (see glance.page)."""
    from waterline.journal import glance

    with opened(home, settings) as db:
        return glance.page(db, _placed(filter), before=before, limit=limit, after=after)


def tags(home: Home, settings: Settings) -> list[tuple[str, int]]:
    """List the tags with the number of their entries, the most used first."""
    from waterline.journal import glance

    with opened(home, settings) as db:
        return glance.tags(db)


def search(
    home: Home,
    settings: Settings,
    query: str,
    filter: Filter,  # noqa: A002 - the word of the contract
    limit: int = 50,
    *,
    ranked: bool = False,
) -> list[Hit]:
    """Find lines by their words, newest first, or (`ranked`) the most relevant first."""
    from waterline.journal import search as finding

    with opened(home, settings) as db:
        return finding.find(db, query, _placed(filter), limit, ranked=ranked)


def status(home: Home, settings: Settings) -> Status:
    """Tell what the status line says. Where there is no journal yet, none is made.

    While another process keeps the journal locked, what waits in the inbox is not counted: a
    shell prompt must not stand still.
    """
    waits = _holds_anything(home.inbox)
    if not waits and not os.path.exists(home.journal):
        return Status(0)
    from waterline.journal import connection, owing
    from waterline.journal.tally import running, tally

    db = connection.connect(home, PROMPT_SECONDS)
    try:
        if waits:
            from waterline.journal import inbox

            with contextlib.suppress(JournalBusyError):
                inbox.drain(db, home, settings)
        with connection.explained(home.journal):
            entries, session = tally(db, today(settings.day_starts)), running(db)
            owed, due = owing.count(db, settings), _due(db, settings)
        return Status(entries, owed, due, _in_words(session) if session else None)
    finally:
        db.close()


def _due(db: sqlite3.Connection, settings: Settings) -> int:
    """Count the questions of Recall that wait, this week's being drawn where nobody looked yet."""
    from waterline.journal import drawing

    now, offset = _here_and_now()
    with contextlib.suppress(JournalBusyError):
        drawing.keep_up(db, settings, now, offset)
    first, later = drawing.waiting(db, now)
    return sum(first.values()) + sum(later.values())


def _in_words(session: tuple[str, int, int, int | None]) -> str:
    from waterline.domain.running import words

    return words(*session, time.time_ns() // 1000)


def today(day_starts: int) -> str:
    """Tell the local day of this moment, as ISO text; `day_starts` in minutes after midnight.

    The rule of `domain.days.day_of`, for the clock and zone of this process and without its
    import of datetime; a test holds the two equal.
    """
    from waterline.journal import drawing

    return drawing.day_text(*_here_and_now(), day_starts)


def _here_and_now() -> tuple[int, int]:
    now = time.time_ns() // 1000
    return now, time.localtime(now // 1_000_000).tm_gmtoff


class Searcher:
    """One connection held for searching while somebody types; any thread may use it.

    `find` answers newest first. One search runs at a time: whoever types on calls `interrupt`,
    and the search under way gives None.
    """

    def __init__(self, home: Home) -> None:
        import threading

        self._home = home
        self._turn = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._asked = 0

    def find(self, query: str, filter: Filter, limit: int = 50) -> list[Hit] | None:  # noqa: A002 - the word of the contract
        """Find lines, or give None when a later wish made this one pointless.

        Text that the index of words can't see (scripts without spaces, symbols) is looked for
        in the newest entries only; `search` looks through all.
        """
        import sqlite3

        from waterline.journal import connection
        from waterline.journal import search as finding

        asked = self._asked
        with self._turn:
            if asked != self._asked:
                return None
            if self._db is None:
                self._db = connection.connect(self._home)
            try:
                with connection.reading(self._db):
                    return finding.find(self._db, query, _placed(filter), limit, reach=REACH)
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
                    raise
                return None

    def interrupt(self) -> None:
        """End the search that is under way and those that wait for their turn."""
        self._asked += 1
        db = self._db
        if db is not None:
            db.interrupt()

    def close(self) -> None:
        """Let go of the journal; the searcher may be used again all the same."""
        self.interrupt()
        with self._turn:
            if self._db is not None:
                self._db.close()
                self._db = None


def is_blank(home: Home) -> bool:
    """Tell whether nothing was written yet: there is no journal, and nothing waits for one."""
    return not os.path.exists(home.journal) and not _holds_anything(home.inbox)


def _holds_anything(folder: str) -> bool:
    try:
        return bool(os.listdir(folder))
    except OSError:
        return False


def _placed(filter: Filter) -> Filter:  # noqa: A002 - the word of the contract
    """Make the path of a repository absolute; a name stays as it is."""
    if not filter.repo.startswith((".", "/", "~")):
        return filter
    from dataclasses import replace

    try:
        return replace(filter, repo=os.path.realpath(os.path.expanduser(filter.repo)))
    except (OSError, ValueError) as error:
        raise InputError(f"{filter.repo!r} is no path") from error
