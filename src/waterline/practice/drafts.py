"""Drafts: what is being written survives anything, and two apps never share one."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING

from waterline.errors import HomeError
from waterline.gate.inbox import new_id
from waterline.journal import drafts
from waterline.journal.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home

__all__ = [
    "OF_CHANGES", "OF_PANELS", "Draft", "DraftHandle", "is_of_changes", "is_of_entry", "kept",
    "open_draft", "orphans",
]  # fmt: skip

# What a draft for a set of changes (`unfinished`) has before their ids, and one of a panel of
# Practice before its name; no entry's id has a colon.
OF_CHANGES = "explanation:"
OF_PANELS = "session:"


class DraftHandle:
    """One draft in this app's hands; may be used from any thread.

    `draft` is what is on the disk (empty at first, unless one was taken over). Nothing is made
    on the disk before the first `save`; after `discard` or `close` the next `save` begins a new
    draft.
    """

    def __init__(self, home: Home, draft: Draft, lock: int | None = None) -> None:
        self.draft = draft
        self._home = home
        self._lock = lock
        self._turn = threading.Lock()

    def save(self, text: str, kind: str = "note", cursor: tuple[int, int] = (0, 0)) -> None:
        """Put the text on the disk. A text without a word is no draft, and takes the old one away.

        Raises HomeError where it can't be written; what was saved before is kept.
        """
        with self._turn, self._explained():
            if not text.strip():
                self._discard()
                return
            folder = self._home.make(self._home.drafts)
            while self._lock is None:
                # Another start may be sweeping at this instant and hold the new lock; then the
                # next key is free.
                self._lock = drafts.claim(folder, self.draft.key)
                if self._lock is None:
                    self._begin()
            draft = Draft(
                self.draft.key, text, kind, self.draft.entry_id, cursor, time.time_ns() // 1000
            )
            drafts.write(folder, draft)
            self.draft = draft

    def discard(self) -> None:
        """Take the draft away: it was saved as an entry, or is not wanted."""
        with self._turn, self._explained():
            self._discard()

    def close(self) -> None:
        """Let go of the draft; what was saved stays for the next start."""
        with self._turn:
            self._let_go()

    def _discard(self) -> None:
        if self._lock is not None:
            drafts.remove(self._home.drafts, self.draft.key)
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._begin()

    def _begin(self) -> None:
        self.draft = Draft(new_id(), entry_id=self.draft.entry_id)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HomeError(
                f"the draft can't be written ({error.strerror})",
                f"make room in {self._home.drafts}, or save the entry now",
            ) from error


def open_draft(home: Home, entry_id: str = "") -> DraftHandle:
    """Take over the newest orphan for `entry_id` ("" for a new entry), or begin a draft.

    Never fails: where nothing can be read or locked, `save` will say so.
    """
    drafts.sweep(home.drafts)
    for found in drafts.drafts(home.drafts):
        if found.entry_id != entry_id:
            continue
        try:
            lock = drafts.claim(home.drafts, found.key)
        except OSError:
            break
        if lock is None:
            continue
        # Read again under the lock: its owner may have written or discarded it until now.
        draft = drafts.read(home.drafts, found.key)
        if draft is not None:
            drafts.tidy(home.drafts, found.key)
            return DraftHandle(home, draft, lock)
        os.close(lock)
    return DraftHandle(home, Draft(new_id(), entry_id=entry_id))


@contextlib.contextmanager
def in_file(home: Home, text: str) -> Iterator[str]:
    """Lend a text to an editor: give the path of a file that holds it, for this user's eyes only.

    The file stays when the block ends: remove it once its words are safe. Until the block ends
    `waterline doctor` knows that somebody waits for the file.
    Raises HomeError where it can't be written.
    """
    folder = home.make(home.drafts)
    path = f"{folder}/{drafts.OF_COMMANDS}{new_id()}{drafts.IN_EDITOR}"
    lock = None
    try:
        lock = drafts.claim(folder, os.path.basename(path))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        drafts.remove(folder, os.path.basename(path))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        raise HomeError(f"{folder} can't be written ({error.strerror})", "make room") from error
    try:
        yield path
    finally:
        drafts.remove(folder, os.path.basename(path))  # the lock
        if lock is not None:
            os.close(lock)


def kept(home: Home) -> list[Draft]:
    """List all drafts, those of living apps too, the one changed last first."""
    return drafts.drafts(home.drafts)


def is_of_changes(draft: Draft) -> bool:
    """Tell whether a draft is an explanation that was begun, and not an entry."""
    return draft.entry_id.startswith(OF_CHANGES)


def is_of_entry(draft: Draft) -> bool:
    """Tell whether a draft is another text for an entry: one that was written before."""
    return bool(draft.entry_id) and ":" not in draft.entry_id


def orphans(home: Home) -> list[Draft]:
    """List the drafts that no living app owns, the one changed last first."""
    free = []
    for draft in drafts.drafts(home.drafts):
        with drafts.own(home.drafts, draft.key) as lock:
            if lock is not None:
                free.append(draft)
    return free
