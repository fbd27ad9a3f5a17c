"""The pieces of a month's work: what each holds, and what its owner says was learned from it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from waterline.domain import days, grouping, text
from waterline.domain.audits import LEARNED, Group
from waterline.errors import InputError, NotFoundError
from waterline.gate import inbox as gate
from waterline.practice import gathering, look

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from waterline.domain.facts import Said
    from waterline.domain.lines import Line
    from waterline.domain.months import Month
    from waterline.home import Home
    from waterline.settings import Settings

KIND = "learned"


def changes(home: Home, settings: Settings, month: Month, key: str) -> list[Line]:
    """Give the changes of a group, newest first. Raises NotFoundError, JournalError."""
    from waterline.journal import explaining, works

    with look.opened(home, settings) as db:
        group = _found(groups(db, month), key, month)
        moments = works.moments_of(db, group.change_ids)
        return explaining.lines(db, sorted(moments, reverse=True))


def beside(home: Home, settings: Settings, month: Month, key: str) -> list[Line]:
    """Give what helps to remember a group, oldest first.

    Its explanations; and of the month's entries and sessions those of its repository, and those of
    none that were written on the days on which it was worked on. The month as a whole ("") has
    all of its entries. What was learned from the group is not among them.
    Raises NotFoundError, JournalError.
    """
    from waterline.journal import works

    with look.opened(home, settings) as db:
        if not key:
            said = gathering.said(db, month)
            own = {one.entry_id for one in said}
            return [line for line in works.lines(db, month.first, month.last) if line.id not in own]
        group = _found(groups(db, month), key, month)
        found = works.beside(db, group.change_ids, group.repo, month.first, month.last)
        return [line for line in found if line.id != group.entry_id]


def say(  # noqa: PLR0917 - as every practice, and what the form gives
    home: Home,
    settings: Settings,
    month: Month,
    key: str,
    learned: str,
    words: str | None = None,
    *,
    now: datetime | None = None,
) -> Group | None:
    """Say what was learned from a group, and give it as it is then; "" is the month as a whole.

    `learned` is one of `LEARNED`, or "" for no answer. `words` become an entry of kind "learned";
    None leaves them as they are, and without any their entry is deleted so that undo helps.
    Raises InputError for another answer and for a month that is closed, NotFoundError,
    JournalError.
    """
    if learned not in {"", *LEARNED}:
        raise InputError(
            f"there is no answer {learned!r}", f"it is {', '.join(LEARNED)} or nothing"
        )
    with _talking(home, settings, month, now) as talk:
        talk.say(key, learned, words)
        return talk.group(key) if key else None


def rename(
    home: Home,
    settings: Settings,
    month: Month,
    key: str,
    name: str,
    *,
    now: datetime | None = None,
) -> Group:
    """Give a group another name; without one it has the name again that it was found by.

    Raises what `say` raises.
    """
    with _talking(home, settings, month, now) as talk:
        talk.keep(talk.group(key).key, name=text.clean_line(name))
        return talk.group(key)


def merge(
    home: Home,
    settings: Settings,
    month: Month,
    key: str,
    into: str,
    *,
    now: datetime | None = None,
) -> Group:
    """Make a group a part of another one, and give that one as it is then.

    Raises InputError where both are the same, and what `say` raises.
    """
    with _talking(home, settings, month, now) as talk:
        part, whole = talk.group(key), talk.group(into)
        if part.key == whole.key:
            raise InputError("a piece of work can't be a part of itself", "choose another one")
        talk.keep(part.key, part_of=whole.key)
        return talk.group(whole.key)


def part(
    home: Home, settings: Settings, month: Month, key: str, *, now: datetime | None = None
) -> Group:
    """Take a merge back, that of a part or the last one into a group; give what parted.

    Raises InputError where nothing was merged, and what `say` raises.
    """
    with _talking(home, settings, month, now) as talk:
        merged = talk.merged(key)
        if not merged:
            raise InputError("nothing was merged into this piece of work", "so nothing parts")
        talk.keep(merged, part_of="")
        return talk.group(merged)


def groups(db: sqlite3.Connection, month: Month) -> tuple[Group, ...]:
    """Give the pieces of a month's work: those that were frozen where it is closed."""
    from waterline.domain import frozen
    from waterline.journal import audits, works

    closed = audits.closed(db, str(month))
    if closed is not None:
        with contextlib.suppress(ValueError):  # damaged: then as they are now
            return frozen.from_json(closed.figures).groups
    found = works.works(db, month.first, month.last)
    return grouping.groups(found, gathering.said(db, month), month)


def _found(pieces: Iterable[Group], key: str, month: Month) -> Group:
    for group in pieces:
        if key == group.key or key in group.parts:
            return group
    raise NotFoundError(f"{month.label} has no piece of work {key!r}", "look at the month again")


class _Talk:
    """What is being said of a month's work, in a transaction that is open."""

    def __init__(
        self, db: sqlite3.Connection, settings: Settings, month: Month, now: datetime
    ) -> None:
        from waterline.journal import works

        self._db = db
        self._settings = settings
        self._month = month
        self._now = now
        self._works = works.works(db, month.first, month.last)

    def group(self, key: str) -> Group:
        """Give the group that a key names, or that holds the part that it names."""
        pieces = grouping.groups(self._works, gathering.said(self._db, self._month), self._month)
        return _found(pieces, key, self._month)

    def keep(self, key: str, **facts: str) -> None:
        """Keep facts of a piece (see `journal.audits.say`)."""
        from waterline.journal import audits

        audits.say(self._db, str(self._month), key, days.to_moment(self._now), **facts)

    def say(self, key: str, learned: str, words: str | None) -> None:
        """Keep what was learned, the words in the entry that is shown for them."""
        group = self.group(key) if key else None
        shown = group.entry_id if group else self._whole().entry_id
        entry = self._worded(shown, words, group.repo if group else "")
        self.keep(group.key if group else key, learned=learned, entry=entry)
        # What was said of a part before it became one is said of the whole from now on.
        for one in gathering.said(self._db, self._month):
            if shown and one.entry_id == shown and group and one.key != group.key:
                self.keep(one.key, learned="", entry="")

    def merged(self, key: str) -> str:
        """Give the part that a key names, or the last one of the group that it names; or ""."""
        from waterline.journal import audits

        said = audits.said_of(self._db, str(self._month))
        if key in said and said[key].part_of:
            return key
        return audits.last_part(self._db, str(self._month), key)

    def _whole(self) -> Said:
        from waterline.domain.facts import Said
        from waterline.journal import audits

        return audits.said_of(self._db, str(self._month)).get(audits.WHOLE, Said(audits.WHOLE))

    def _worded(self, entry: str, words: str | None, repo: str) -> str:
        from waterline.journal import audits, inbox

        if words is None:
            return entry
        body = text.body(words)
        if entry:
            audits.change_words(self._db, entry, body)
            return entry
        if not body:
            return ""
        when, day_starts = gate.here_and_now(), self._settings.day_starts
        row = inbox.row(gate.new_id(), KIND, body, when, day_starts, repo=repo)
        return audits.write_words(self._db, row)


@contextlib.contextmanager
def _talking(home: Home, settings: Settings, month: Month, now: datetime | None) -> Iterator[_Talk]:
    from waterline.journal import audits

    now = gathering.now(now)
    with gathering.writing(home, settings, month, now) as db:
        if audits.closed(db, str(month)) is not None:
            raise InputError(f"{month.label} is closed", "open it again first")
        yield _Talk(db, settings, month, now)
