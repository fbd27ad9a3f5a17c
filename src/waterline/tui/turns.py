"""Keys take turns: the next one waits until what the last one began is through.

A command may move the focus or show another screen, and it does so by messages that take their
way through the widgets. Whoever types on meanwhile means the place where the command leads: the
words after enter belong to the entry that it opens. Words that a field takes need no turns,
since they stay in their order by themselves.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.message_pump import MessagePump

# A key climbs from the widget to the app, which acts; the messages of that climb once more, and
# what they cause a last time.
CLIMBS = 3
STUCK = 1.0  # seconds; a widget that takes longer to answer holds nobody up


class Turns:
    """The door of the app for keys and pastes. `let_in` hands one to the app itself."""

    def __init__(
        self, app: App[Any], let_in: Callable[[events.Key | events.Paste], Awaitable[None]]
    ) -> None:
        self._app = app
        self._let_in = let_in
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._is_busy = False

    async def take(self, event: events.Key | events.Paste) -> None:
        """Let a key in, now or when its turn comes."""
        if not self._is_busy:
            await self._admit(event)
            return
        if not self._waiting:
            turn = self._turn
            self._app.set_timer(STUCK, lambda: self._next(turn))
        self._waiting.append(event)

    def hold(self) -> None:
        """Let nothing in until `release`: what was begun goes on in a thread; not for ever."""
        self._is_busy = True
        self._turn += 1
        turn = self._turn
        self._app.set_timer(STUCK, lambda: self._next(turn))

    def release(self) -> None:
        """Let keys in again, when what is to be done about the end of it is done."""
        if self._is_busy:
            self._ask(_way_up(self._app.focused or self._app.screen) * CLIMBS, self._turn)

    async def _admit(self, event: events.Key | events.Paste) -> None:
        node: MessagePump = self._app.focused or self._app.screen
        is_text = isinstance(event, events.Paste) or self._is_text(event)
        if not is_text:
            self._is_busy = True
            self._turn += 1
        await self._let_in(event)
        if not is_text and not self._ask(_way_up(node) * CLIMBS, self._turn):
            # Not even the app hears any more: it ends, and nobody waits for the rest.
            self._is_busy = False
            self._waiting.clear()

    def _is_text(self, key: events.Key) -> bool:
        focused = self._app.focused
        if focused is None or getattr(focused, "hands_on", False):
            return False  # the first letter moves the focus: the next ones wait for it
        return focused.check_consume_key(key.key, key.character)

    def _climb(self, way: list[MessagePump], turn: int) -> Awaitable[None] | None:
        """Let the next ones tell too, and then the next key in."""
        return None if self._ask(way, turn) else self._next(turn)

    def _ask(self, way: list[MessagePump], turn: int) -> bool:
        """Ask one after another to tell when it has done all that it was told before."""
        for number, node in enumerate(way):
            # Who is gone is passed over.
            if node.call_later(self._climb, way[number + 1 :], turn):
                return True
        return False

    async def _next(self, turn: int) -> None:
        if turn != self._turn:
            return
        self._is_busy = False
        while self._waiting and not self._is_busy:
            await self._admit(self._waiting.popleft())


def _way_up(node: MessagePump) -> list[MessagePump]:
    way = [node]
    while way[-1]._parent is not None:  # noqa: SLF001 - `parent` of a screen is None, and there is no other word
        way.append(way[-1]._parent)  # noqa: SLF001 - as above
    return way
