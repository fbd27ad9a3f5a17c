"""The app: theme, screens, the keys of everywhere, and an orderly end."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import App
from textual.reactive import reactive

from waterline.tui import actions, theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from waterline.errors import WaterlineError
    from waterline.home import Home
    from waterline.settings import Settings
    from waterline.tui.messages import Edit, GoToDay, JournalChanged
    from waterline.tui.screens.base import Place
    from waterline.tui.screens.today import TodayScreen

# Where each screen lives; imported when it is first shown.
SCREENS: dict[str, tuple[str, str]] = {
    "today": ("waterline.tui.screens.today", "TodayScreen"),
    "journal": ("waterline.tui.screens.journal", "JournalScreen"),
    "repositories": ("waterline.tui.screens.repositories", "RepositoriesScreen"),
    "settings": ("waterline.tui.screens.settings", "SettingsScreen"),
}


def _screen(name: str) -> Callable[[], Screen[object]]:
    def make() -> Screen[object]:
        module, cls = SCREENS[name]
        return cast("Screen[object]", getattr(import_module(module), cls)())

    return make


class WaterlineApp(App[None], inherit_bindings=False):
    """The app on one home.

    `now` tells the aware time of the person's clock; `start` names the screen to open with.
    """

    TITLE = "waterline"
    CSS_PATH = None
    DEFAULT_MODE = "today"
    MODES: ClassVar = {name: _screen(name) for name in SCREENS}
    BINDINGS: ClassVar = actions.bindings("global")
    CSS = """
    Screen { background: $background; }
    .panel { border: round $line; border-title-color: $foreground 85%; border-title-style: bold;
             border-subtitle-color: $faint; padding: 0 1; background: $background; }
    .panel:focus, .panel:focus-within { border: round $understood;
             border-subtitle-color: $understood; }
    """

    facts: reactive[tuple[tuple[str, str], ...]] = reactive(())

    def __init__(
        self,
        home: Home,
        settings: Settings,
        now: Callable[[], datetime],
        start: str = "today",
    ) -> None:
        # Textual takes NO_COLOR out of the environment and then paints in greys; only an ANSI
        # theme is left without any colour code.
        without_colour = "NO_COLOR" in os.environ
        actions.check(settings.keys, home.settings)
        super().__init__(ansi_color=True if without_colour else None)
        self.home = home
        self.settings = settings
        self.now = now
        self._start = start
        for one in theme.THEMES:
            self.register_theme(one)
        self.theme = "ansi" if without_colour else settings.theme
        self.set_keymap(settings.keys)
        for name, keys in settings.keys.items():
            if not actions.BY_ID[name].key:
                self.bind(keys, name, description=actions.BY_ID[name].label, show=False)

    def on_mount(self) -> None:
        """Open with the screen that was asked for."""
        if self._start != self.current_mode:
            self.switch_mode(self._start)

    # -- ways ---------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """Show one of the screens; what lies over the present one is closed."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_mode(place)

    async def perform(self, action_id: str) -> None:
        """Do an action of the registry wherever its scope lives now."""
        action = actions.BY_ID[action_id]
        if action.scope == "editor":
            self.go("today")
            await self.run_action(action_id, self._today.editor)
        elif action.scope == "global":
            await self.run_action(action_id, self)
        else:
            self.go(action.scope)
            await self.run_action(action_id, self.screen)

    @property
    def _today(self) -> TodayScreen:
        return cast("TodayScreen", self.screen_stack[0])

    def places(self) -> list[Place]:
        """Give the screens that are alive."""
        return [cast("Place", stack[0]) for stack in self._screen_stacks.values() if stack]

    # -- actions of everywhere ----------------------------------------------------------------

    def action_today(self) -> None:
        """Show Today."""
        self.go("today")

    def action_journal(self) -> None:
        """Show the Journal."""
        self.go("journal")

    def action_repositories(self) -> None:
        """Show the repositories."""
        self.go("repositories")

    def action_settings(self) -> None:
        """Show the settings."""
        self.go("settings")

    def action_new(self) -> None:
        """Write a new entry."""
        self.go("today")
        self._today.write_new()

    async def action_search(self) -> None:
        """Search the journal."""
        self.go("journal")
        await self.run_action("journal_search", self.screen)

    def action_help(self) -> None:
        """Show every key."""
        from waterline.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def action_theme_dark(self) -> None:
        """Take the dark theme for this run."""
        self.theme = "waterline-dark"

    def action_theme_light(self) -> None:
        """Take the light theme for this run."""
        self.theme = "waterline-light"

    def action_theme_ansi(self) -> None:
        """Take the terminal's own colours for this run."""
        self.theme = "ansi"

    # -- what the screens say -----------------------------------------------------------------

    def on_edit(self, message: Edit) -> None:
        """Open an entry in the editor of Today."""
        self.go("today")
        self._today.edit(message.line)

    def on_go_to_day(self, message: GoToDay) -> None:
        """Show a day on Today."""
        self.go("today")
        self._today.show_day(message.day)

    def on_journal_changed(self, _message: JournalChanged) -> None:
        """Let every living screen read again what it shows."""
        for place in self.places():
            place.refresh_data()

    # -- words --------------------------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in a corner. What is said is data, never markup."""
        del markup
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def complain(self, error: WaterlineError) -> None:
        """Say what went wrong and what to do."""
        self.notify(str(error), severity="error", timeout=12)
