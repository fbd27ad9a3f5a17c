"""The app: theme, screens, the keys of everywhere, and an orderly end."""

from __future__ import annotations

import contextlib
from collections import deque
from functools import cached_property
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events
from textual.reactive import reactive

from waterline.domain.text import clean_line
from waterline.errors import WaterlineError
from waterline.tui import actions, draw
from waterline.tui.basis import Basis
from waterline.tui.messages import Edit, Failed, JournalChanged, Undone
from waterline.tui.places import SCREENS
from waterline.tui.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from waterline.domain.asked import Due
    from waterline.domain.lines import Line
    from waterline.domain.sessions import Session
    from waterline.home import Home
    from waterline.settings import Settings
    from waterline.tui.background import Background
    from waterline.tui.messages import (
        DueRead,
        Followed,
        GoToDay,
        Looked,
        ScanEnded,
        ScanProgress,
        SessionRead,
        ShowCommits,
    )
    from waterline.tui.screens.base import Place
    from waterline.tui.screens.explain import ExplainScreen
    from waterline.tui.screens.journal import JournalScreen
    from waterline.tui.screens.today import TodayScreen
    from waterline.tui.sitting import Sitting
    from waterline.tui.waiting import Waiting

# The parts of a screen that do the actions of a scope of their own: the screen, the part.
PARTS = {
    "form": ("explain", "#form"),
    "owed": ("explain", "#owed"),
    "diff": ("explain", "#diff"),
    "shipped": ("audit", "#groups"),
    "learning": ("audit", "#learning"),
}

# For each deed: what was done to it now, and what the way back does.
_TOOK_BACK = {
    "note": ("Taken back", "brings it back"),
    "edit": ("As it was before", "brings the edit back"),
    "delete": ("Back again", "deletes it again"),
}
_DID_AGAIN = {
    "note": ("Back again", "takes it back"),
    "edit": ("As it was after the edit", "takes the edit back"),
    "delete": ("Deleted again", "brings it back"),
}


def _make(name: str) -> Callable[[], Screen[None]]:
    def make() -> Screen[None]:
        module, cls = SCREENS[name]
        return cast("Screen[None]", getattr(import_module(module), cls)())

    return make


class WaterlineApp(Basis[None], inherit_bindings=False):
    """The app on one home.

    `now` tells the aware time of the person's clock; `start` names the screen to open with;
    `explain` opens Explain at these changes, by their ids.
    """

    TITLE = "waterline"
    DEFAULT_MODE = "today"
    MODES: ClassVar = {name: _make(name) for name in SCREENS}
    BINDINGS: ClassVar = actions.bindings("global")

    COMMANDS: ClassVar = set()  # the palette is made when it is asked for

    # How far a scan is, in words, and the moments of the changes that are owed: for the header.
    progress: reactive[str] = reactive("")
    owed: reactive[frozenset[int]] = reactive(frozenset())
    # What waits on Recall; None until that was looked up.
    due: reactive[Due | None] = reactive(None)
    # The session that runs, and how the header says it.
    session: reactive[Session | None] = reactive(None)
    session_words: reactive[str] = reactive("")

    def __init__(
        self,
        home: Home,
        settings: Settings,
        now: Callable[[], datetime],
        start: str = "today",
        *,
        explain: Sequence[str] = (),
    ) -> None:
        actions.check(settings.keys, home.settings)
        super().__init__(home, settings.theme)
        self.settings = settings
        self.now = now
        self._start = "explain" if explain else start
        self._asked = tuple(explain)
        self._edit_from = "today"
        self._take_keys(settings)
        self._turns: deque[bool] = deque()
        self._turning = Lock()
        self.key_turns = Turns(self, super().on_event)

    def _take_keys(self, settings: Settings) -> None:
        self.set_keymap(settings.keys)
        for name, keys in settings.keys.items():
            if not actions.BY_ID[name].key:
                self.bind(keys, name, description=actions.BY_ID[name].label, show=False)

    def adopt(self, settings: Settings) -> None:
        """Live by other settings from now on."""
        if settings.theme != self.settings.theme and not self.is_without_colour:
            self.theme = settings.theme
        self.settings = settings
        self._take_keys(settings)
        self.post_message(JournalChanged())

    def on_mount(self) -> None:
        """Open with the screen that was asked for."""
        if self._start != self.current_mode:
            self.switch_mode(self._start)

    @cached_property
    def background(self) -> Background:
        """What runs beside the person; made when today is on the screen."""
        from waterline.tui.background import Background

        return Background(self)

    @cached_property
    def sitting(self) -> Sitting:
        """What is known of the running session; made when something is on the screen."""
        from waterline.tui.sitting import Sitting

        return Sitting(self)

    @cached_property
    def waiting(self) -> Waiting:
        """What is known of the questions that wait; made when something is on the screen."""
        from waterline.tui.waiting import Waiting

        return Waiting(self)

    # -- ways ---------------------------------------------------------------------------------

    def go(self, place: str) -> AwaitMount:
        """Show one of the screens; what lies over the present one is closed.

        Await it before asking something of a screen that may not have been shown yet.
        """
        while len(self.screen_stack) > 1:
            self.pop_screen()
        return self.switch_mode(place)

    def go_back(self) -> None:
        """Return to the screen on which the entry that was edited was chosen."""
        place, self._edit_from = self._edit_from, "today"
        if place != "today":
            self.go(place)

    async def perform(self, action_id: str) -> None:
        """Do an action of the registry wherever its scope lives now."""
        action = actions.BY_ID[action_id]
        if action.scope == "editor":
            await self.go("today")
            await self.run_action(action_id, self._today.editor)
        elif action.scope == "global":
            await self.run_action(action_id, self)
        else:
            await self.go(PARTS[action.scope][0] if action.scope in PARTS else action.scope)
            await self.run_action(action_id, self.part(action.scope, self.screen))

    @staticmethod
    def part(scope: str, screen: Screen[object]) -> DOMNode:
        """Give the part of a screen that does the actions of a scope: the screen, mostly."""
        return screen.query_one(PARTS[scope][1]) if scope in PARTS else screen

    @property
    def _today(self) -> TodayScreen:
        return cast("TodayScreen", self.get_screen_stack("today")[0])

    def places(self) -> list[Place]:
        """Give the screens that are alive: one that is just being made shows and holds nothing."""
        found = []
        for name in SCREENS:
            with contextlib.suppress(KeyError):  # not shown yet
                found += [cast("Place", screen) for screen in self.get_screen_stack(name)[:1]]
        return [place for place in found if place.is_mounted]

    def lines_of_the_day(self) -> list[Line]:
        """Give the lines of the day that Today shows."""
        return self._today.lines()

    def open_line(self, line: Line) -> None:
        """Open an entry in the editor, a change in a panel of its own."""
        if line.is_change:
            from waterline.tui.screens.change import ChangeScreen

            self.push_screen(ChangeScreen(line))
        else:
            self.on_edit(Edit(line))

    async def explain(self, ids: Sequence[str]) -> None:
        """Go to the form for these changes, together."""
        self._asked = tuple(ids)
        is_there = self.current_mode == "explain"
        await self.go("explain")
        if is_there and self._asked:
            cast("ExplainScreen", self.screen).show_changes(self.take_asked())

    def take_asked(self) -> tuple[str, ...]:
        """Give the changes that are to be explained next, once."""
        asked, self._asked = self._asked, ()
        return asked

    # -- actions of everywhere ----------------------------------------------------------------

    async def action_today(self) -> None:
        """Show Today."""
        await self.go("today")

    async def action_journal(self) -> None:
        """Show the Journal."""
        await self.go("journal")

    async def action_explain(self) -> None:
        """Show what is owed."""
        await self.go("explain")

    async def action_explain_this(self) -> None:
        """Explain the change one looks at, or the next one owed."""
        if self.current_mode == "explain":
            cast("ExplainScreen", self.screen).explain_chosen()
            return
        line = cast("Place", self.screen).change_in_hand
        await self.explain([line.id] if line is not None else [])

    async def action_practice(self) -> None:
        """Show the practice without AI."""
        await self.go("practice")

    async def action_audit(self) -> None:
        """Show the month's audit."""
        await self.go("audit")

    async def action_session(self) -> None:
        """Go to the session that runs, or to the ways to begin one."""
        await self.go("practice")

    async def action_recall(self) -> None:
        """Show what waits to be asked."""
        await self.go("recall")

    async def action_recall_now(self) -> None:
        """Go to what waits to be asked."""
        await self.go("recall")

    async def action_repositories(self) -> None:
        """Show the repositories."""
        await self.go("repositories")

    async def action_settings(self) -> None:
        """Show the settings."""
        await self.go("settings")

    def action_new(self) -> None:
        """Write a new entry."""
        self.go("today")
        self._today.write_new()

    async def action_search(self) -> None:
        """Search the journal."""
        await self.go("journal")
        await self.run_action("journal_search", self.screen)

    def action_undo(self) -> None:
        """Take back the last thing that was written, edited or deleted."""
        self._turn(again=False)

    def action_redo(self) -> None:
        """Do again what was taken back last."""
        self._turn(again=True)

    def _turn(self, *, again: bool) -> None:
        self._turns.append(again)
        self.run_worker(self._take_turn, thread=True, group="undo")

    def _take_turn(self) -> None:
        from waterline.practice import capture

        with self._turning:  # one after the other, in the order in which the keys were pressed
            again = self._turns.popleft()
            try:
                done = (capture.redo if again else capture.undo)(self.home, self.settings)
            except WaterlineError as error:
                self.post_message(Failed(error))
            else:
                self.post_message(Undone(done.action, done.line, again))

    def action_scan(self) -> None:
        """Look for new commits now."""
        self.background.scan(asked_for=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only what runs, and to go only elsewhere."""
        if action == "stop_scan":
            return self.background.is_scanning
        if action == "recall_now":
            return self.current_mode != "recall"
        return super().check_action(action, parameters)

    def action_stop_scan(self) -> None:
        """Stop looking for commits."""
        self.background.stop_scan()

    def action_command_palette(self) -> None:
        """Offer every command by name."""
        from waterline.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

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

    async def on_event(self, event: events.Event) -> None:
        """Let keys in one after another."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self.session is not None:
                self.sitting.looked()
            await self.key_turns.take(event)
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Give a key that was typed ahead to the text it was meant for.

        A key goes to the widget that has the focus, and comes here when that has no use for it.
        When `n` has moved the focus meanwhile, the next letters are words, not commands.
        """
        focused = self.focused
        if focused is not None and focused.check_consume_key(event.key, event.character):
            event.prevent_default()
            event.stop()
            focused.post_message(events.Key(event.key, event.character))

    # -- what the screens say -----------------------------------------------------------------

    def on_edit(self, message: Edit) -> None:
        """Open an entry in the editor of Today; `go_back` returns to where it was chosen."""
        self._edit_from = self.current_mode
        self.go("today")
        self._today.edit(message.line)

    def on_go_to_day(self, message: GoToDay) -> None:
        """Show a day on Today."""
        self.go("today")
        self._today.show_day(message.day)

    async def on_show_commits(self, message: ShowCommits) -> None:
        """Show a repository's commits in the Journal."""
        await self.go("journal")
        cast("JournalScreen", self.screen).show_commits(message.repo)

    def on_looked(self, message: Looked) -> None:
        """Take in what moved outside."""
        self.background.looked(message)

    def on_session_read(self, message: SessionRead) -> None:
        """Show everywhere which session runs."""
        self.sitting.took(message.session)

    def on_due_read(self, message: DueRead) -> None:
        """Show everywhere how many questions wait."""
        self.due = message.due

    def on_scan_progress(self, message: ScanProgress) -> None:
        """Show quietly how far a scan is."""
        self.progress = message.words

    def on_scan_ended(self, message: ScanEnded) -> None:
        """Say what a scan that was asked for found."""
        self.progress = ""
        self.background.ended(message)
        if message.asked_for and not message.failed:
            self.notify(f"{draw.plural(message.new, 'new commit')}.")

    def on_followed(self, message: Followed) -> None:
        """Welcome a repository."""
        said = f"{message.name} is followed: {draw.plural(message.new, 'commit')} of yours."
        note = f"But {clean_line(message.note)}." if message.note else ""
        self.notify(
            "\n".join(filter(None, [said, note, clean_line(message.hooks)])),
            severity="warning" if note else "information",
        )
        self.post_message(JournalChanged())

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong beside the person."""
        self.complain(message.error)

    def on_undone(self, message: Undone) -> None:
        """Say what was taken back or done again and what turns it round; let everyone see it."""
        said, way_back = (_DID_AGAIN if message.again else _TOOK_BACK)[message.action]
        key = actions.key_of("undo" if message.again else "redo", self.settings.keys)
        title = draw.entry_title(message.line)[:60]
        self.notify(f"{said}: {title}\n{key} {way_back}.")
        self.post_message(JournalChanged())

    def on_journal_changed(self, _message: JournalChanged) -> None:
        """Let every living screen read again what it shows."""
        self.sitting.read()
        self.waiting.read()
        for place in self.places():
            place.refresh_data()

    # -- the end ------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """End; a draft stays, and the last line says so."""
        today = self._today
        words = Text("The draft is kept for the next start.") if today.editor.is_dirty else None
        self.exit(message=words)

    def action_how_to_quit(self) -> None:
        """Answer ctrl+c, which may be meant for many things, without ending anything."""
        self.notify("q ends Waterline, ctrl+q from anywhere; a draft stays.")

    async def action_quit_now(self) -> None:
        """End from anywhere."""
        await self.action_quit()

    def let_go(self) -> None:
        """Put the drafts on the disk and stop what runs: the app ends."""
        self.background.end()
        for place in self.places():
            place.let_go()
