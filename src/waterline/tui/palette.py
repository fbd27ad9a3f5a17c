"""The command palette: every command of the registry, and the lines of the day, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from waterline.domain.text import clean_line
from waterline.tui import actions, draw

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.fuzzy import Matcher

    from waterline.tui.app import WaterlineApp


TITLE_LETTERS = 76
KEY_CELLS = 6
LABEL_CELLS = 15

# What leads to another screen and makes sense from everywhere.
FROM_ELSEWHERE = frozenset({"calendar", "filters", "add_repository"})
# What is done in a part of a screen, and makes sense without a hand in it.
IN_PARTS = {
    "today": (("editor", frozenset(actions.BY_ID)),),
    "explain": (
        ("form", frozenset({"keep", "in_editor", "hush"})),
        ("owed", frozenset({"mark"})),
        ("diff", frozenset({"wrap"})),
    ),
    "audit": (
        ("shipped", frozenset({"merge_groups", "part_group", "rename_group"})),
        ("learning", frozenset({"a_lot", "some", "not_much"})),
    ),
}
# What means something only under a person's fingers.
LEFT_OUT = frozenset(
    {
        "command_palette",
        "how_to_quit",
        "quit_now",
        "leave",
        "clear",
        "leave_setting",
        "leave_practice",
        "leave_recall",
        "recall_now",
        "read_question_on",
        "read_question_back",
        "leave_audit",
    }
    | {"read_on", "read_back"}
)


class Commands(Provider):
    """What can be done here and now, and what can be opened."""

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    def _actions(self) -> list[actions.Action]:
        """Give what a person may ask for now, that of the screen in sight first."""
        here = self._waterline.current_mode
        every = frozenset(actions.BY_ID)
        scopes = [(here, every), *IN_PARTS.get(here, ()), ("global", every)]
        found = [
            action
            for scope, known in scopes
            for action in actions.in_scope(scope)
            if action.id in known - LEFT_OUT - {here} and self._can(action)
        ]
        found += [
            action
            for action in actions.ACTIONS
            if action.id in FROM_ELSEWHERE and action.scope != here
        ]
        return found

    def _can(self, action: actions.Action) -> bool:
        app = self._waterline
        node = app if action.scope == "global" else app.part(action.scope, self.screen)
        return node.check_action(action.id, ()) is not False

    def _lines(self) -> list[tuple[str, Callable[[], Awaitable[None] | None]]]:
        app = self._waterline
        return [
            (
                clean_line(f"Open: {draw.line_title(line)}")[:TITLE_LETTERS],
                partial(app.open_line, line),
            )
            for line in app.lines_of_the_day()
        ]

    def _run(self, action: actions.Action) -> Callable[[], Awaitable[None] | None]:
        return partial(self._waterline.perform, action.id)

    def _draw(self, action: actions.Action, label: Content) -> Content:
        """Write an action on one line: its key if that works here, its name, what it does."""
        app = self._waterline
        parts = [scope for scope, _ in IN_PARTS.get(app.current_mode, ())]
        is_near = action.scope in {app.current_mode, "global", *parts}
        keys = actions.keys_of(action, app.settings.keys) if is_near else []
        return Content.assemble(
            ((actions.key_label(keys) if keys else "").ljust(KEY_CELLS), "bold $shipped"),
            label.stylize("bold"),
            " " * max(2, LABEL_CELLS - label.cell_length),
            (action.about, "$quiet"),
        )

    async def discover(self) -> Hits:
        """Offer every command before anything is typed."""
        for action in self._actions():
            label = _label(action)
            yield DiscoveryHit(self._draw(action, Content(label)), self._run(action), text=label)

    async def search(self, query: str) -> Hits:
        """Offer the commands and lines that match."""
        matcher = self.matcher(query)
        for action in self._actions():
            label = _label(action)
            score = max(matcher.match(label), 0.4 * matcher.match(action.about))
            if score > 0:
                drawn = self._draw(action, _highlight(matcher, label))
                yield Hit(score, drawn, self._run(action), text=label)
        for text, run in self._lines():
            score = 0.6 * matcher.match(text)
            if score > 0:
                yield Hit(score, _highlight(matcher, text), run, text=text)


def _label(action: actions.Action) -> str:
    return action.label[:1].upper() + action.label[1:]


def _highlight(matcher: Matcher, text: str) -> Content:
    # `Matcher.highlight` reads its candidate as markup, and one `[/x]` empties the palette.
    content = Content(text)
    score, offsets = matcher.fuzzy_search.match(matcher.query, text)
    for offset in offsets if score else ():
        if not text[offset].isspace():
            content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


class Palette(CommandPalette):
    """The palette, as a panel like all others."""

    DEFAULT_CSS = """
    Palette {
        background: $background 60%;
        & > Vertical { width: 84; max-width: 96%; margin-top: 2; background: $background; }
        #--input { border: round $understood; background: $background; padding: 0 1; }
        #--input SearchIcon { display: none; }
        #--input CommandInput { border: none; padding: 0; height: 1; background: $background; }
        CommandList { border: round $line; background: $background; max-height: 28; }
        CommandList > .option-list--option {
            padding: 0 1; text-style: none; text-wrap: nowrap; text-overflow: ellipsis;
        }
        CommandList > .option-list--option-highlighted { background: $raised; }
    }
    """

    def __init__(self) -> None:
        super().__init__(providers=[Commands])
