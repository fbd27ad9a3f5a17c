"""The one line at the bottom: the keys that work here and now, from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from waterline.tui import actions

if TYPE_CHECKING:
    from textual import events
    from textual.screen import Screen


# These lead to all the others, so they go last where the room is short.
KEPT = ("command_palette", "help")


class Footer(Widget):
    """The footer line: key and label of every action that the focused widget leaves in reach.

    Posts `Chosen` when one is clicked.
    """

    class Chosen(Message):
        """A key's label was clicked."""

        def __init__(self, action: actions.Action) -> None:
            self.action = action
            super().__init__()

    DEFAULT_CSS = """
    Footer { height: 1; width: 100%; dock: bottom; background: $background; padding: 0 1; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._spots: list[tuple[int, int, actions.Action]] = []

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._on_bindings)

    def _on_bindings(self, _screen: Screen[object]) -> None:
        self.refresh()

    def _active(self) -> list[tuple[actions.Action, str]]:
        found: dict[str, str] = {}
        focused = self.screen.focused
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or not active.enabled or binding.id not in actions.BY_ID:
                continue
            character = {"slash": "/", "question_mark": "?"}.get(binding.key, binding.key)
            single = character if len(character) == 1 else None
            if focused is not None and focused.check_consume_key(binding.key, single):
                continue
            found.setdefault(binding.id, binding.key)
        return [(action, found[action.id]) for action in actions.ACTIONS if action.id in found]

    def render(self) -> Content:
        """Draw as many keys as there is room for; the rest stands under help."""
        active = self._active()
        found = [(action, _text(action.label, key)) for action, key in active]
        width = self.content_size.width
        gap = 3
        for number, (action, key) in reversed(list(enumerate(active))):
            if action.short and _needed(found, gap - 1) > width:
                found[number] = (action, _text(action.short, key))
        while found and _needed(found, gap) > width:
            if gap > 2:  # noqa: PLR2004 - cells
                gap -= 1
            else:
                found.remove(next((one for one in found[::-1] if one[0].id not in KEPT), found[-1]))
        self._spots = []
        column = 0
        for action, text in found:
            self._spots.append((column, column + text.cell_length, action))
            column += text.cell_length + gap
        return Content(" " * gap).join(text for _, text in found)

    def on_click(self, event: events.Click) -> None:
        """Tell which action was clicked."""
        for start, end, action in self._spots:
            if start <= event.x - self.styles.padding.left < end:
                self.post_message(self.Chosen(action))


async def press(screen: Screen[Any], action: actions.Action) -> bool:
    """Do what was clicked where its key would have done it; False where nothing there does.

    A key may be bound below the one that acts, as a field keeps the keys of its form for it: the
    first one on the way up that knows the action does it.
    """
    for active in screen.active_bindings.values():
        if active.binding.id == action.id:
            for node in active.node.ancestors_with_self:
                if await screen.app.run_action(active.binding.action, node):
                    return True
    return False


def _text(label: str, key: str) -> Content:
    return Content.assemble((actions.key_label(key), "bold $shipped"), " ", (label, "$quiet"))


def _needed(found: list[tuple[actions.Action, Content]], gap: int) -> int:
    return sum(text.cell_length for _, text in found) + gap * (len(found) - 1)
