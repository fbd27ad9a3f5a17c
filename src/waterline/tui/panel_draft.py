"""What stands in a panel or a field, on the disk within a second, by the name of its owner."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from waterline.errors import WaterlineError
from waterline.practice import drafts
from waterline.tui.messages import Failed
from waterline.tui.widgets.large_text import SAVE_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget

    from waterline.home import Home

    Values = dict[str, Any]

KIND = "session"


class PanelDraft:
    """A draft of some values; used in threads, one after another.

    What was kept is given by `open`; until it was `laid` before the person it stays in the draft,
    whatever is saved.
    """

    def __init__(self, home: Home, name: str) -> None:
        self._home, self._name = home, name
        self._turn = threading.Lock()
        self._handle: drafts.DraftHandle | None = None
        self._unseen: Values = {}
        self._is_over = False

    def open(self) -> Values:
        """Give what was kept; nothing after its end, when nobody would close it. Never fails."""
        with self._turn:
            if not self._is_over:
                self._opened()
            return dict(self._unseen)

    def _opened(self) -> drafts.DraftHandle:
        if self._handle is None:
            self._handle = drafts.open_draft(self._home, drafts.OF_PANELS + self._name)
            self._unseen = _read(self._handle.draft.text)
        return self._handle

    def laid(self) -> None:
        """Know that what was kept stands before the person: from now on they change it."""
        with self._turn:
            self._unseen = {}

    def save(self, values: Values) -> None:
        """Put what stands there on the disk; not any more after its end. Raises HomeError."""
        with self._turn:
            self._put(values)

    def _put(self, values: Values) -> None:
        if not self._is_over:
            handle = self._opened()
            said = {name: value for name, value in values.items() if value not in {"", None}}
            said = _joined(self._unseen, said)
            handle.save(json.dumps(said) if said else "", KIND)

    def discard(self) -> None:
        """End it and take it away: the journal has it now. Raises HomeError."""
        with self._turn:
            self._is_over = True
            self._opened().discard()

    def close(self, values: Values | None = None) -> None:
        """End it, with these values as the last ones, and let another take it. Raises HomeError."""
        with self._turn:
            try:
                if values is not None:
                    self._put(values)
            finally:
                self._is_over = True
                if self._handle is not None:
                    self._handle.close()


def _read(text: str) -> Values:
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _joined(unseen: Values, said: Values) -> Values:
    """Put what was kept before what was said since, word for word."""
    both = {**unseen, **said}
    for name in unseen.keys() & said.keys():
        old, new = unseen[name], said[name]
        if isinstance(old, str) and isinstance(new, str) and old != new:
            both[name] = f"{old}\n\n{new}"
    return both


class PanelKeeper:
    """Keeps what stands in a widget in a draft. Its methods are called in the app's own thread.

    `values` gives what stands there. What goes wrong with the disk comes to the widget as `Failed`.
    """

    def __init__(self, widget: Widget, draft: PanelDraft, values: Callable[[], Values]) -> None:
        self.draft = draft
        self._widget, self._values = widget, values
        self._is_due = False

    def changed(self) -> None:
        """Know that something else stands there: it is on the disk within a second."""
        if not self._is_due:
            self._is_due = True
            self._widget.set_timer(SAVE_AFTER, self._write)

    def _write(self) -> None:
        self._is_due = False
        values = self._values()
        self._widget.run_worker(
            lambda: self._try(self.draft.save, values), thread=True, group="draft"
        )

    def _try(self, put: Callable[[Values], None], values: Values) -> None:
        try:
            put(values)
        except WaterlineError as error:
            self._widget.post_message(Failed(error))

    def write_now(self) -> None:
        """Put what stands there on the disk before going on."""
        self._try(self.draft.save, self._values())

    def close(self) -> None:
        """Put what stands there on the disk, and let another take it."""
        self._try(self.draft.close, self._values())
