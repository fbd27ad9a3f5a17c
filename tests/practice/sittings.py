"""What the tests of sessions stand on: one begun, one ended, and what is wrong then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import time_machine

from waterline.domain.sessions import Closing, Hypothesis
from waterline.practice import care, session
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.domain.sessions import Session
    from waterline.home import Home

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = Settings()
GUESS = Hypothesis("limiter.py, refill()", "it reads the clock after adding")
MINUTE = 60_000_000


def at(said: str) -> datetime:
    """Give a local time in Berlin."""
    return datetime.fromisoformat(said).replace(tzinfo=BERLIN)


def begun(home: Home, kind: str = "debug", when: str = "2026-11-20 14:00", **more: Any) -> Session:
    """Begin a session at a local time."""
    if kind == "build":
        more = {"goal": "an LRU cache", **more}
    else:
        more = {"hypothesis": GUESS, "sure": 70, **more}
    with time_machine.travel(at(when), tick=False):
        return session.start(home, SETTINGS, kind, **more)


def done(home: Home, when: str, *answers: Any, **more: Any) -> Session:
    """End the running session at a local time."""
    with time_machine.travel(at(when), tick=False):
        return session.stop(home, SETTINGS, Closing(*answers), **more)


def wrong(home: Home) -> list[str]:
    """Give what `doctor` finds wrong with the journal."""
    return [finding.what for finding in care.checkup(home) if not finding.ok]
