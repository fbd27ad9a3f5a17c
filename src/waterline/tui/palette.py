"""The command palette: every command of the registry, and the lines of the day, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from waterline.domain.text import clean_line
from waterline.tui import actions, draw
from waterline.tui.places import SCREENS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.fuzzy import Matcher

    from waterline.tui.app import WaterlineApp


TITLE_LETTERS = 76


class Commands(Provider):
    """What can be done, and what can be opened."""

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    def _commands(self) -> list[tuple[str, str, Callable[[], Awaitable[None] | None]]]:
        app = self._waterline
        found: list[tuple[str, str, Callable[[], Awaitable[None] | None]]] = []
        for action in self._actions():
            keys = actions.keys_of(action, app.settings.keys)
            label = action.label[:1].upper() + action.label[1:]
            text = f"{label}  {actions.key_label(keys)}" if keys else label
            found.append((text, action.about, partial(app.perform, action.id)))
        return found

    def _actions(self) -> list[actions.Action]:
        """Give what a person may ask for, that of the screen in sight first."""
        here = self._waterline.current_mode
        order = [here, "global", "editor", *(name for name in SCREENS if name != here)]
        return [
            action
            for scope in order
            for action in actions.in_scope(scope)
            if action.id not in {"command_palette", "how_to_quit", "quit_now"}
            and (scope != here or self.screen.check_action(action.id, ()) is not False)
        ]

    def _lines(self) -> list[tuple[str, Callable[[], Awaitable[None] | None]]]:
        app = self._waterline
        return [
            (
                clean_line(f"Open: {draw.line_title(line)}")[:TITLE_LETTERS],
                partial(app.open_line, line),
            )
            for line in app.lines_of_the_day()
        ]

    async def discover(self) -> Hits:
        """Offer every command before anything is typed."""
        for text, about, run in self._commands():
            yield DiscoveryHit(Content(text), run, text=text, help=about)

    async def search(self, query: str) -> Hits:
        """Offer the commands and lines that match."""
        matcher = self.matcher(query)
        for text, about, run in self._commands():
            score = max(matcher.match(text), 0.4 * matcher.match(about))
            if score > 0:
                yield Hit(score, _highlight(matcher, text), run, text=text, help=about)
        for text, run in self._lines():
            score = 0.6 * matcher.match(text)
            if score > 0:
                yield Hit(score, _highlight(matcher, text), run, text=text)


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
        CommandList { border: round $line; background: $background; max-height: 24; }
        CommandList > .option-list--option { padding: 0 1; }
        CommandList > .option-list--option-highlighted { background: $raised; }
    }
    """

    def __init__(self) -> None:
        super().__init__(providers=[Commands])
