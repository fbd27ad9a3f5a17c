"""The session that runs, as the app knows it: read when the journal moves, told every second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from waterline.domain import days
from waterline.errors import WaterlineError
from waterline.tui import actions, attention
from waterline.tui.messages import SessionRead

if TYPE_CHECKING:
    from waterline.domain.sessions import Session
    from waterline.tui.app import WaterlineApp

TICK = 1.0  # seconds
TOUCH_EVERY = 60.0  # seconds between two signs of life
LATE = 1.0  # minutes over its plan from which a session that is seen first rings no more


class Sitting:
    """What one app knows of the running session. Its methods are called in the app's own thread.

    `session` is None while none runs. The app's `session` and `session_words` follow it.
    """

    def __init__(self, app: WaterlineApp) -> None:
        self._app = app
        self._is_started = self._has_looked = False
        self._rung: set[str] = set()
        self._asked: set[str] = set()
        self._touched = 0.0

    def start(self) -> None:
        """Begin: something is on the screen already."""
        if not self._is_started:
            self._is_started = True
            self._app.set_interval(TICK, self.tick)
            self.read()

    def read(self) -> None:
        """Read in a thread whether a session runs."""
        if self._is_started:
            self._app.run_worker(self._read, thread=True, group="sitting")

    def _read(self) -> None:
        from waterline.practice import session

        try:
            found = session.running(self._app.home, self._app.settings)
        except WaterlineError:
            return  # the screen says what is wrong with the journal
        self._app.post_message(SessionRead(found))

    def took(self, session: Session | None) -> None:
        """Take what was read."""
        if session is not None and session.id not in self._rung | self._asked:
            self._first_sight(session)
        self._app.session = session
        self.tick()

    def _first_sight(self, session: Session) -> None:
        if session.minutes_over(self.now) >= LATE:
            self._rung.add(session.id)  # its time was up long ago
        if session.is_far_past(self.now):
            self._asked.add(session.id)
            begun = f"{session.at(session.started_at):%a %H:%M}"
            self._app.notify(
                f"The {session.kind} session of {begun} was never ended. {self._key} asks when it "
                "was.",
                timeout=10,
            )

    @property
    def now(self) -> int:
        """The moment it is."""
        return days.to_moment(self._app.now())

    @property
    def _key(self) -> str:
        return actions.key_of("session", self._app.settings.keys)

    def looked(self) -> None:
        """Know that the person is there: they pressed a key."""
        self._has_looked = True

    def tick(self) -> None:
        """Let the header tell the time; ring once when it is up, and never end anything."""
        session = self._app.session
        if session is None:
            self._app.session_words = ""
            return
        now = self.now
        self._app.session_words = session.words(now)
        if session.minutes_over(now) >= 0 and session.id not in self._rung:
            self._rung.add(session.id)
            self._ring(session)
        if self._has_looked and not session.is_far_past(now):
            self._touch(session)

    def _ring(self, session: Session) -> None:
        planned = session.planned_minutes
        words = f"{planned} minutes are up" if planned != 1 else "1 minute is up"
        self._app.bell()
        self._app.write_to_terminal(
            attention.notification("Waterline", f"{words} ({session.kind})")
        )
        self._app.notify(
            f"{words}. Go on as long as you like; {self._key} leads to its end.", timeout=20
        )

    def _touch(self, session: Session) -> None:
        if time.monotonic() - self._touched < TOUCH_EVERY and self._touched:
            return
        self._touched, self._has_looked = time.monotonic(), False
        self._app.run_worker(lambda: self._sign(session.id), thread=True, group="sitting")

    def _sign(self, session_id: str) -> None:
        from waterline.practice import session

        try:
            session.touch(self._app.home, self._app.settings, session_id)
        except WaterlineError:
            return  # a sign of life is not worth a word
