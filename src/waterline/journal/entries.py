"""Changing entries that are in the journal already, each deed kept so that it can be undone.

A `Deed` stands for everything that was done, in its order. Undo takes back the last one that
stands: it puts the entry as it was before, and keeps in the deed what the entry was until then.
Redo turns that round again, beginning with the deed that was taken back last. Whatever is newly
done ends that: deeds that were taken back are gone then, and what they did stays undone.

All functions work inside a writing session of `store`; a deleted entry is found by none of
them but `take_back` and `do_again`.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import col, delete, desc, func, select

from waterline.domain import text
from waterline.errors import InputError, NotFoundError
from waterline.journal import seal
from waterline.journal.deeds import DELETE, EDIT, NOTE, next_place
from waterline.journal.records import Deed, Entry, EntryTag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar


# What an entry's deed keeps of it.
_KEPT = ("kind", "body", "tags", "edited_at", "deleted_at")


class Turn(NamedTuple):
    """A deed that can be taken back or done again, and its entry."""

    deed: Deed
    entry: Entry


def edit(
    session: Session, entry_id: str, body: str, kind: str = "", tags: Iterable[str] | None = None
) -> bool:
    """Give an entry other words, and tell whether that changed anything.

    An empty `kind` keeps the old one. Without `tags` those stay that were given beside the
    text; tags in the text follow the text. Day and moment stay.
    Raises NotFoundError, and InputError for an empty body.
    """
    entry = _live(session, entry_id)
    body = text.body(body)
    if not body:
        raise InputError("an entry needs words", "delete it if it should go")
    if tags is None:
        in_text = text.tags_in(entry.body)
        tags = [tag for tag in entry.tags.split() if tag not in in_text]
    named = " ".join(text.tags_of(body, tags))
    kind = kind or entry.kind
    if (body, kind, named) == (entry.body, entry.kind, entry.tags):
        return False
    with _sealed(entry):
        entry.edited_at = _keep(session, entry, EDIT)
        entry.body, entry.kind, entry.tags = body, kind, named
    _retag(session, entry)
    return True


def remove(session: Session, entry_id: str) -> None:
    """Delete an entry softly: nothing shows it, undo brings it back. Raises NotFoundError."""
    entry = _live(session, entry_id)
    with _sealed(entry):
        entry.deleted_at = _keep(session, entry, DELETE)
    _retag(session, entry)


def last(session: Session) -> Turn:
    """Tell what `take_back` would take back. Raises NotFoundError where nothing is left."""
    first = session.exec(_undone()).first()
    standing = select(Deed).order_by(desc(col(Deed.made_at))).limit(1)
    if first is not None:
        # Those that stand come before: no search among them, however many were taken back.
        standing = standing.where(col(Deed.made_at) < first.made_at)
    return _turn(session, session.exec(standing).first(), "there is nothing to undo")


def next_again(session: Session) -> Turn:
    """Tell what `do_again` would do again. Raises NotFoundError where nothing is left."""
    return _turn(session, session.exec(_undone()).first(), "there is nothing to redo")


def take_back(session: Session, turn: Turn) -> None:
    """Undo what `last` named, in the same transaction."""
    now = _now()
    with _sealed(turn.entry, turn.deed):
        if turn.deed.action == NOTE:
            turn.entry.deleted_at = now
        else:
            _turn_round(turn)
        turn.deed.undone_at = now
    _retag(session, turn.entry)


def do_again(session: Session, turn: Turn) -> None:
    """Redo what `next_again` named, in the same transaction."""
    with _sealed(turn.entry, turn.deed):
        if turn.deed.action == NOTE:
            turn.entry.deleted_at = None
        else:
            _turn_round(turn)
        turn.deed.undone_at = None
    _retag(session, turn.entry)


def _undone() -> SelectOfScalar[Deed]:
    return select(Deed).where(col(Deed.undone_at).is_not(None)).order_by(col(Deed.made_at)).limit(1)


def _turn(session: Session, deed: Deed | None, otherwise: str) -> Turn:
    if deed is None:
        raise NotFoundError(otherwise)
    return Turn(deed, session.exec(select(Entry).where(Entry.moment == deed.moment)).one())


def _turn_round(turn: Turn) -> None:
    for name in _KEPT:
        before, now = getattr(turn.deed, name), getattr(turn.entry, name)
        setattr(turn.entry, name, before)
        setattr(turn.deed, name, now)


def _live(session: Session, entry_id: str) -> Entry:
    entry = session.exec(
        select(Entry).where(Entry.id == entry_id, col(Entry.deleted_at).is_(None))
    ).first()
    if entry is None:
        raise NotFoundError(f"there is no entry {entry_id}", "`waterline show --json` lists ids")
    return entry


def _keep(session: Session, entry: Entry, action: str) -> int:
    """Keep what `entry` is now in a deed, and tell the place of what is done to it."""
    session.exec(delete(Deed).where(col(Deed.undone_at).is_not(None)))
    made_at = next_place(session.exec(select(func.max(col(Deed.made_at)))).one())
    deed = Deed(made_at=made_at, moment=entry.moment, action=action)
    for name in _KEPT:
        setattr(deed, name, getattr(entry, name))
    deed.seal = seal.of(_values(deed), is_whole=_is_whole(entry))
    session.add(deed)
    return made_at


@contextlib.contextmanager
def _sealed(*records: Entry | Deed) -> Iterator[None]:
    """Seal these records anew after the block, which may exchange what they hold."""
    is_whole = all(_is_whole(record) for record in records)
    yield
    for record in records:
        record.seal = seal.of(_values(record), is_whole=is_whole)


def _is_whole(record: Entry | Deed) -> bool:
    return seal.fits(record.seal, _values(record))


def _values(record: Entry | Deed) -> list[object]:
    names = seal.ENTRY if isinstance(record, Entry) else seal.DEED
    return [getattr(record, name) for name in names]


def _retag(session: Session, entry: Entry) -> None:
    """Bring the table of tags in line with the entry; a deleted entry has none there."""
    session.exec(delete(EntryTag).where(col(EntryTag.moment) == entry.moment))
    if entry.deleted_at is None:
        session.add_all(EntryTag(tag=tag, moment=entry.moment) for tag in entry.tags.split())


def _now() -> int:
    return time.time_ns() // 1000
