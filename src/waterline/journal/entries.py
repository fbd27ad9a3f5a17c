"""Changing entries that are in the journal already, each change kept so that it can be undone.

What an entry was goes into a `Revision` in the same transaction. Undo takes back the newest
thing that was done and not yet undone: an edit or a deletion (its revision says what was
before, and is gone afterwards), or the writing of an entry, which is then deleted and leaves no
revision: undoing again goes further back and never to and fro.

All functions work inside a writing session of `store`; a deleted entry is found by none of
them but `take_back`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, delete, desc, exists, func, select

from waterline.domain import text
from waterline.errors import InputError, NotFoundError
from waterline.gate.inbox import new_id
from waterline.journal.records import Entry, EntryTag, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

EDIT, DELETE, NOTE = "edit", "delete", "note"


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done: "note", "edit" or "delete", to which entry (its id)."""

    action: str
    entry_id: str
    revision_id: str = ""


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
    entry.edited_at = _keep(session, entry, EDIT)
    entry.body, entry.kind, entry.tags = body, kind, named
    _retag(session, entry)
    return True


def remove(session: Session, entry_id: str) -> None:
    """Delete an entry softly: nothing shows it, undo brings it back. Raises NotFoundError."""
    entry = _live(session, entry_id)
    entry.deleted_at = _keep(session, entry, DELETE)
    _retag(session, entry)


def newest(session: Session) -> Done:
    """Tell what `take_back` would take back. Raises NotFoundError where nothing was done."""
    revision = session.exec(select(Revision).order_by(desc(col(Revision.made_at))).limit(1)).first()
    revised = exists().where(col(Revision.entry_id) == col(Entry.id))
    fresh = session.exec(
        select(Entry.id)
        .where(col(Entry.deleted_at).is_(None), ~revised)
        .order_by(desc(col(Entry.id)))
        .limit(1)
    ).first()
    if revision and (not fresh or revision.made_at >= _written_at(fresh)):
        return Done(revision.action, revision.entry_id, revision.id)
    if fresh:
        return Done(NOTE, fresh)
    raise NotFoundError("there is nothing to undo")


def take_back(session: Session, done: Done) -> None:
    """Undo what `newest` named, in the same transaction."""
    entry = session.exec(select(Entry).where(Entry.id == done.entry_id)).one()
    if done.action == NOTE:
        entry.deleted_at = _now()
    else:
        before = session.get_one(Revision, done.revision_id)
        entry.kind, entry.body, entry.tags = before.kind, before.body, before.tags
        entry.edited_at, entry.deleted_at = before.edited_at, before.deleted_at
        session.delete(before)
    _retag(session, entry)


def _live(session: Session, entry_id: str) -> Entry:
    entry = session.exec(
        select(Entry).where(Entry.id == entry_id, col(Entry.deleted_at).is_(None))
    ).first()
    if entry is None:
        raise NotFoundError(f"there is no entry {entry_id}", "`waterline show --json` lists ids")
    return entry


def _keep(session: Session, entry: Entry, action: str) -> int:
    """Keep what `entry` is now as a revision, and tell the moment of what is done to it."""
    last = session.exec(select(func.max(col(Revision.made_at)))).one()
    # Later than everything done before, also when the clock was set back meanwhile.
    made_at = max(_now(), (last or 0) + 1)
    session.add(
        Revision(
            id=new_id(),
            entry_id=entry.id,
            action=action,
            made_at=made_at,
            kind=entry.kind,
            body=entry.body,
            tags=entry.tags,
            edited_at=entry.edited_at,
            deleted_at=entry.deleted_at,
        )
    )
    return made_at


def _retag(session: Session, entry: Entry) -> None:
    """Bring the table of tags in line with the entry; a deleted entry has none there."""
    session.exec(delete(EntryTag).where(col(EntryTag.moment) == entry.moment))
    if entry.deleted_at is None:
        session.add_all(EntryTag(tag=tag, moment=entry.moment) for tag in entry.tags.split())


def _written_at(entry_id: str) -> int:
    # The first 48 bits of a UUIDv7 are milliseconds: when the entry was written, whatever
    # moment it was written for.
    return int(entry_id.replace("-", "")[:12], 16) * 1000


def _now() -> int:
    return time.time_ns() // 1000
