"""Keeps the form for one set of changes on the disk while it is filled in."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from waterline.domain.explanations import Filled, Typing
from waterline.errors import HomeError
from waterline.practice import unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.home import Home


class Keeper:
    """The draft of an explanation of the changes `ids`.

    The app's thread says what the form holds (`put`); threads `open` what was kept before, and
    `write`. Nothing is touched on the disk before one of them.
    """

    def __init__(self, home: Home, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        self._home = home
        self._turn = threading.Lock()
        self._draft: unfinished.Unfinished | None = None
        self._known = Filled()
        self._waiting: Filled | None = None
        self._is_done = False
        self._is_closed = False

    def open(self) -> Filled | None:
        """Give what was kept for these changes, None where nothing was. Never fails.

        Who comes after `close` gets nothing: the draft taken then would be given back by nobody.
        """
        with self._turn:
            return None if self._is_done or self._is_closed else self._opened().filled

    def _opened(self) -> unfinished.Unfinished:
        if self._draft is None:
            self._draft = unfinished.open_form(self._home, self.ids)
        return self._draft

    def laid(self, filled: Filled) -> None:
        """Know what the form was laid with: that is no news."""
        self._known = filled

    def put(self, filled: Filled) -> bool:
        """Take what the form holds now; tell whether a write is due for it."""
        if not self.ids or _essence(filled) == _essence(self._known):
            return False
        is_first = self._waiting is None
        self._known = self._waiting = filled
        return is_first

    def write(self) -> None:
        """Put on the disk what waits for it. Raises HomeError; then it is still to be written."""
        with self._turn:
            filled, self._waiting = self._waiting, None
            if filled is not None and not self._is_done:
                try:
                    self._opened().save(filled)
                except HomeError:
                    if self._waiting is None:
                        self._waiting = filled
                    raise

    def discard(self) -> None:
        """Take the draft away: its words are an explanation now. Raises HomeError."""
        with self._turn:
            self._is_done = True
            self._opened().discard()

    def close(self) -> None:
        """Write what waits, and let another take the draft. Raises HomeError."""
        try:
            self.write()
        finally:
            with self._turn:
                self._is_closed = True
                if self._draft is not None:
                    self._draft.close()
                    self._draft = None


def _essence(filled: Filled) -> Filled:
    """Leave out how the words came: it is told anew when they are laid into the form."""
    return filled._replace(typing=Typing())
