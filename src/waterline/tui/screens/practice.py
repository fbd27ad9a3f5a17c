"""Practice: two ways to work without AI, the session that runs, and what the sessions show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain.running import BUILD, DEBUG
from waterline.domain.sessions import PLANNED_MINUTES
from waterline.practice import session as practice
from waterline.tui import actions, draw, hints
from waterline.tui.messages import JournalChanged
from waterline.tui.panels import WAYS, Panels
from waterline.tui.screens.base import Place
from waterline.tui.widgets import pictures
from waterline.tui.widgets.rows import Row, Rows
from waterline.tui.widgets.running import Running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from waterline.domain.effort import Figures, Week
    from waterline.domain.sessions import EndChoice, Session
    from waterline.tui.messages import Failed

WIDE = 100  # cells from which the history stands beside the rest
ROOMY = 34  # lines from which the weeks have bars
LOW = 30  # lines under which the digits stand without space around them
TINY = 18  # lines under which the time is written small
WEEKS = 13
MOST_SHOWN = 60  # sessions in the list; the Journal has them all


class PracticeScreen(Place):
    """The ways in or the running session; beside or below it the history."""

    PLACE = "practice"
    BINDINGS: ClassVar = actions.bindings("practice")
    CSS = """
    PracticeScreen {
        #practice { align-horizontal: center; }
        #practice-left { width: 1fr; max-width: 90; }
        #practice-right { width: 1fr; max-width: 100; margin-left: 1; }
        #ways { height: auto; min-height: 5; }
        #practice-pictures { height: auto; }
        #practice-pictures Static { width: 100%; height: auto; }
        #sessions { height: 1fr; min-height: 4; }
        Running { display: none; }
        &.-running #ways { display: none; }
        &.-running Running { display: block; }
        &.-narrow #practice { layout: vertical; }
        &.-narrow #practice-left { width: 100%; height: auto; max-width: 110; }
        &.-narrow #practice-right { width: 100%; height: 1fr; max-width: 110; margin-left: 0; }
        &.-narrow.-running #practice-left { height: 1fr; }
        &.-narrow.-running #practice-right { display: none; }
        &.-narrow.-running #practice-pictures { display: none; }
    }
    """

    @dataclass
    class Read(Message):
        """What the journal knows of sessions."""

        listing: Sequence[Session]
        figures: Figures
        weeks: Sequence[Week]

    @dataclass
    class Changed(Message):
        """The running session has changed."""

        session: Session
        said: str

    @dataclass
    class Asked(Message):
        """A session may be ended: the answers to "when did it end?" where that is a question."""

        session: Session
        choices: Sequence[EndChoice]

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[str, Session] = {}
        self._read_last: PracticeScreen.Read | None = None
        self._asked: set[str] = set()

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out both sides, for the present size at once."""
        self._fit(self.app.size)
        with Horizontal(id="practice"):
            with Vertical(id="practice-left"):
                yield Rows(id="ways", classes="panel")
                yield Running()
                with Vertical(id="practice-pictures", classes="panel"):
                    yield Static("", markup=False)
            with Vertical(id="practice-right"):
                yield Rows(id="sessions", classes="panel")

    def on_mount(self) -> None:
        """Show the ways in; the rest is read."""
        self.waterline.sitting.start()
        self._ways.border_title = "Practice without AI"
        self._ways.set_rows([_way(kind, self._key_of(kind)) for kind in (BUILD, DEBUG)])
        self.query_one("#practice-pictures").border_title = Content("What it shows: 90 days")
        self._sessions.border_title = "Sessions"
        self.set_focus(self._ways)
        self.watch(self.app, "session", self._show_running)
        self.watch(self.app, "session_words", lambda _words: self._show_running())

    def on_resize(self, event: events.Resize) -> None:
        """Put the history below where there is no room beside."""
        self._fit(event.size)
        self.call_after_refresh(self._show_running)
        self.call_after_refresh(self._draw_pictures)

    def _fit(self, size: Size) -> None:
        self.set_class(size.width < WIDE, "-narrow")
        for running in self.query(Running):
            running.set_class(size.height < LOW, "-low")
            running.set_class(size.height < TINY, "-tiny")

    @property
    def _ways(self) -> Rows:
        return self.query_one("#ways", Rows)

    @property
    def _sessions(self) -> Rows:
        return self.query_one("#sessions", Rows)

    @property
    def _panels(self) -> Panels:
        app = self.waterline
        return Panels(app.home, app.settings, app.now)

    @property
    def _session(self) -> Session | None:
        return self.waterline.session

    def _key_of(self, action: str) -> str:
        """Give an action's key as the person has set it."""
        return actions.key_of(action, self.waterline.settings.keys)

    # -- reading ------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Ask of a session left behind."""
        self._ask_of_forgotten()

    def read(self) -> None:
        """Read the sessions and what they show."""
        home, settings = self.waterline.home, self.waterline.settings
        today = self.today()
        self.practise(
            lambda: self.Read(
                practice.listing(home, settings, limit=MOST_SHOWN),
                practice.figures(home, settings),
                practice.weeks(home, settings, WEEKS, today),
            )
        )

    def on_practice_screen_read(self, message: Read) -> None:
        """Show it."""
        closed = [one for one in message.listing if not one.is_running]
        self._listed = {one.id: one for one in closed}
        year = self.waterline.now().year
        rows = [_row(one, year) for one in closed]
        if not rows:
            rows = [_hint("Sessions that were ended stand here, each with its minutes alone.")]
        self._sessions.set_rows(rows, keep=True)
        self._sessions.border_subtitle = Content(draw.plural(len(closed), "session"))
        self._read_last = message
        self._draw_pictures()
        self.refresh_bindings()

    def _draw_pictures(self) -> None:
        read, panel = self._read_last, self.query_one("#practice-pictures")
        if read is None:
            return
        width = panel.content_size.width or 72
        is_roomy = self.app.size.height >= ROOMY and self.app.size.width >= WIDE
        is_roomy = is_roomy and any(week.build_minutes for week in read.weeks)
        drawn = pictures.whole(read.figures, read.weeks, width)
        if is_roomy:
            drawn = [*pictures.weeks_large(read.weeks, width), Content(""), *drawn[1:]]
        panel.query_one(Static).update(Content("\n").join(drawn))

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong, in the list's place if it is empty."""
        super().on_failed(message)
        message.prevent_default()
        if not self._listed:
            said = hints.for_trouble(message.error)
            self._sessions.set_rows([_words(n, text) for n, text in enumerate(said)])

    # -- the session that runs ----------------------------------------------------------------

    def _show_running(self) -> None:
        session = self._session
        was_running = self.has_class("-running")
        self.set_class(session is not None, "-running")
        if session is not None:
            self.query_one(Running).show(session, self.waterline.sitting.now)
        if was_running != (session is not None):
            self.set_focus(None if session is not None else self._ways)
            self.refresh_bindings()
            self.call_after_refresh(self._show_running)
            self._ask_of_forgotten()

    def _ask_of_forgotten(self) -> None:
        """Ask once, by itself, when a session ended that was left behind."""
        session = self._session
        if session is None or not self.is_current or session.id in self._asked:
            return
        if session.is_far_past(self.waterline.sitting.now):
            self._asked.add(session.id)
            self.action_end_session()

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        session = self._session
        if action in {"build", "debug"}:
            return session is None
        if action in {"ai_opened", "add_words", "end_session"}:
            return session is not None
        if action == "hypothesis":
            return session is not None and session.kind == DEBUG and session.frozen_at is None
        return super().check_action(action, parameters)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Begin what was chosen, or say again what came of a session."""
        message.stop()
        if message.key == BUILD:
            self.action_build()
        elif message.key == DEBUG:
            self.action_debug()
        elif message.key in self._listed:
            self.app.push_screen(self._panels.end(self._listed[message.key]))

    def action_build(self) -> None:
        """Begin a build."""
        self.app.push_screen(self._panels.build())

    def action_debug(self) -> None:
        """Begin to debug."""
        self.app.push_screen(self._panels.debug())

    def action_hypothesis(self) -> None:
        """Write the hypothesis."""
        if self._session is not None:
            self.app.push_screen(self._panels.hypothesis(self._session))

    def action_add_words(self) -> None:
        """Add to what is frozen."""
        if self._session is not None:
            self.app.push_screen(self._panels.add(self._session))

    def action_ai_opened(self) -> None:
        """Mark that AI was opened, or take that back."""
        session = self._session
        if session is None:
            return
        home, settings = self.waterline.home, self.waterline.settings
        now, opened = self.waterline.sitting.now, session.ai_opened_at is None
        key = self._key_of("ai_opened")

        def mark() -> Message:
            found = practice.ai_opened(home, settings, session.id, opened=opened)
            alone = round(found.minutes_alone(now))
            said = f"AI opened after {alone} min alone. {key} takes it back."
            return self.Changed(found, said if opened else "Taken back: AI isn't opened.")

        self.practise(mark)

    def on_practice_screen_changed(self, message: Changed) -> None:
        """Show it everywhere."""
        self.waterline.session = message.session
        self.notify(message.said)
        self.waterline.post_message(JournalChanged())

    def action_end_session(self) -> None:
        """Ask what came of it, and when it ended where that is a question."""
        session = self._session
        if session is None:
            return
        home, settings = self.waterline.home, self.waterline.settings
        now = self.waterline.sitting.now

        def ask() -> Message:
            is_far = session.is_far_past(now)
            choices = practice.end_choices(home, settings, session) if is_far else ()
            return self.Asked(session, choices)

        self.practise(ask)

    def on_practice_screen_asked(self, message: Asked) -> None:
        """Show the closing questions."""
        if self.is_current:
            self.app.push_screen(self._panels.end(message.session, message.choices))

    def action_leave_practice(self) -> None:
        """Go back to Today; the session runs on."""
        self.waterline.go("today")


def _way(kind: str, key: str) -> Row:
    label = {BUILD: "Build", DEBUG: "Debug alone"}[kind]

    def lines(width: int) -> list[Content]:
        head = Content.assemble(
            (key, "bold $shipped"), "  ", (label, "bold $alone"),
            (f"  {PLANNED_MINUTES[kind]} minutes", "$quiet"),
        )  # fmt: skip
        words = Content.styled(WAYS[kind], "$foreground 85%").wrap(max(8, width - 3))
        return [head, *(Content.assemble("   ", row) for row in words)]

    return Row(kind, lines)


def _row(session: Session, year: int) -> Row:
    return Row(session.id, lambda width: pictures.row(session, width, year))


def _hint(words: str) -> Row:
    return _words(0, Content.styled(words, "$quiet"))


def _words(number: int, text: Content) -> Row:
    return Row(f"words-{number}", lambda width: text.wrap(max(8, width)), heading=True)
