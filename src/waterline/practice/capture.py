"""Capture: write something down, change it, take it back."""

from __future__ import annotations

import os

from waterline.errors import HomeError, InputError, JournalError
from waterline.gate import inbox as gate

# `waterline note` comes this way, so everything else is imported where it is needed. Importing
# `typing` for its constant would take longer than writing the note.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings


class Undone:
    """What was taken back or done again: "note", "edit" or "delete", and the entry.

    `line` is what the entry is now, or what it was where it is away now: after an undone note,
    and after a deletion that was done again.
    """

    __slots__ = ("action", "line")

    def __init__(self, action: str, line: Line) -> None:
        self.action = action
        self.line = line


def note(
    home: Home,
    body: str,
    kind: str = "note",
    tags: Iterable[str] = (),
    *,
    at: tuple[int, int, str] | None = None,
    repo: str = "",
    key: str = "",
) -> str:
    """Write an entry into the inbox and return its id; on return it is on disk.

    `at` is the moment (microseconds UTC), the offset (seconds east) and the zone's name, now
    where it is missing ("" for the zone is this machine's); `repo` the path of a repository;
    `key` an id that is known already (a UUID that no entry has), a new one where it is missing.
    Raises InputError for a body without words, an unknown kind and a moment that no calendar
    shows, HomeError where the inbox can't be written; then nothing was kept.
    """
    if not any(c.isprintable() and not c.isspace() for c in body):
        raise InputError("an entry needs words")
    _check_kind(kind)
    if at:
        _check_time(at[0], at[1])
    moment, offset, zone = at or gate.here_and_now()
    event: dict[str, str | int | list[str]] = {
        "type": "entry",
        "at": moment,
        "offset": offset,
        "zone": zone or gate.zone_name(),
        "kind": kind,
        "body": body,
        "tags": list(tags),
        "repo": os.path.abspath(repo) if repo else "",
    }
    if key:
        event["id"] = key
    try:
        return gate.write(home.inbox, event)
    except OSError as error:
        raise HomeError(
            f"nothing was saved: {home.inbox} can't be written ({error.strerror})",
            "make room or make it writable, and try again",
        ) from error


def save(home: Home, settings: Settings, body: str, kind: str = "note", repo: str = "") -> Line:
    """Write an entry, take it into the journal and give it as it stands there.

    Raises what `note` raises. Where the journal can't be written now, the entry waits in the
    inbox: it is safe, so this is no error.
    """
    from waterline.domain import days, lines, text

    at = gate.here_and_now()
    key = note(home, body, kind, at=at, repo=repo)
    try:
        return find(home, settings, key)
    except JournalError:
        words, day = text.body(body), days.day_of(at[0], at[1], settings.day_starts)
        return lines.Line(key, kind, at[0], at[1], day, words, text.tags_in(words))


def find(home: Home, settings: Settings, id_prefix: str) -> Line:
    """Give the entry or change with this id, or the start of one.

    Raises NotFoundError, InputError where several match, JournalError.
    """
    from waterline.journal import glance
    from waterline.practice import look

    with look.opened(home, settings) as db:
        return glance.one(db, id_prefix)


def edit(
    home: Home,
    settings: Settings,
    id_prefix: str,
    body: str,
    kind: str | None = None,
    *,
    tags: Iterable[str] | None = None,
) -> Line:
    """Give an entry other words and return it; what changes nothing leaves no trace.

    Without `tags` those that were given beside the text stay. An explanation stays one, a session
    stays one with what is frozen in it as it is, and nothing else becomes one.
    Raises NotFoundError, InputError, JournalError.
    """
    line = _entry(home, settings, id_prefix)
    if (kind or line.kind) != line.kind:
        _check_turn(line, kind or "")
    from waterline.domain.kinds import SESSION
    from waterline.journal import entries, store

    with store.session(home, write=True) as session:
        if line.kind == SESSION.name:
            from waterline.journal import sessions

            sessions.refuse_rewriting(store.raw(session), line.id, body)
        entries.edit(session, line.id, body, kind or "", tags)
    return find(home, settings, line.id)


def delete(home: Home, settings: Settings, id_prefix: str) -> Line:
    """Delete an entry, so that undo can bring it back, and return what it was.

    Raises NotFoundError, InputError, JournalError.
    """
    line = _entry(home, settings, id_prefix)
    from waterline.journal import entries, store

    with store.session(home, write=True) as session:
        entries.remove(session, line.id)
    return line


def undo(home: Home, settings: Settings) -> Undone:
    """Take back the last of: writing, editing, deleting an entry; again and again, further back.

    Raises NotFoundError where there is nothing to undo, JournalError.
    """
    return _turn(home, settings, back=True)


def redo(home: Home, settings: Settings) -> Undone:
    """Do again what `undo` took back last; again and again, as far as was taken back.

    Whatever is newly written, edited or deleted ends that.
    Raises NotFoundError where there is nothing to redo, JournalError.
    """
    return _turn(home, settings, back=False)


def _turn(home: Home, settings: Settings, *, back: bool) -> Undone:
    from waterline.journal import connection, deeds, entries, glance, store
    from waterline.practice import look

    with look.connected(home, settings) as db:
        with store.session(home, write=True) as session:
            deed, entry = entries.last(session) if back else entries.next_again(session)
            action, key = deed.action, entry.id
            # Seen from outside the transaction: the entry is still what it was.
            goes_away = action == (deeds.NOTE if back else deeds.DELETE)
            line = glance.one(db, key) if goes_away else None
            turned = entries.take_back if back else entries.do_again
            turned(session, entries.Turn(deed, entry))
        with connection.reading(db):
            return Undone(action, line or glance.one(db, key))


def question(day: date) -> str:
    """Give the question of the day."""
    from waterline.domain import questions

    return questions.of_the_day(day)


def _check_kind(kind: str) -> None:
    if kind != "note":
        from waterline.domain import kinds

        if kind not in kinds.NAMES:
            raise InputError(f"there is no kind {kind!r}", f"allowed are {', '.join(kinds.NAMES)}")


def _check_turn(line: Line, kind: str) -> None:
    from waterline.domain import kinds

    _check_kind(kind)
    whole = {kinds.EXPLANATION.name: "an explanation", kinds.SESSION.name: "a session"}.get(
        line.kind
    )
    if whole:
        raise InputError(
            f"{whole} stays {whole}",
            "leave the kind out, or write an entry of its own",
        )


def _check_time(moment: int, offset: int) -> None:
    from waterline.domain import days

    if not days.is_sane(moment, offset):
        raise InputError("no calendar shows that time", "name another")


def _entry(home: Home, settings: Settings, id_prefix: str) -> Line:
    line = find(home, settings, id_prefix)
    if line.is_change:
        raise InputError(f"{id_prefix} is a commit", "only entries can be edited or deleted")
    return line
