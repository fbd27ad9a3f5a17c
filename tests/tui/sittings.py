"""Sessions as a person has done them by November, for the tests of Practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import time_machine

from tests.practice.sittings import SETTINGS, at, begun, done
from waterline.domain.sessions import Hypothesis
from waterline.practice import session

if TYPE_CHECKING:
    from waterline.home import Home

# Day, kind, begun, AI opened, ended, outcome, and how sure.
PAST = (
    ("2026-09-06", "build", "10:00", "", "10:34", "reached", None),
    ("2026-09-13", "build", "10:05", "", "10:41", "partly", None),
    ("2026-09-20", "build", "10:00", "10:12", "10:31", "no", None),
    ("2026-09-30", "debug", "14:00", "14:09", "14:30", "wrong", 80),
    ("2026-10-04", "build", "10:00", "", "10:45", "reached", None),
    ("2026-10-08", "debug", "09:10", "", "09:31", "right", 70),
    ("2026-10-14", "debug", "16:00", "16:17", "16:44", "partly", 60),
    ("2026-10-18", "build", "11:00", "", "11:33", "reached", None),
    ("2026-10-27", "debug", "13:30", "", "13:52", "right", 90),
    ("2026-11-05", "debug", "15:00", "15:04", "15:40", "unresolved", 50),
    ("2026-11-10", "debug", "10:20", "10:38", "10:50", "right", 75),
    ("2026-11-15", "build", "10:00", "", "10:38", "reached", None),
    ("2026-11-18", "debug", "17:00", "", "17:26", "wrong", 65),
)


def a_season(home: Home) -> None:
    """Write thirteen sessions of autumn into the journal."""
    for day, kind, start, opened, end, outcome, sure in PAST:
        if kind == "build":
            begun(home, "build", f"{day} {start}", goal="an LRU cache from memory")
        else:
            guess = Hypothesis("queue.py, take()", "two workers lock the same row")
            begun(home, "debug", f"{day} {start}", hypothesis=guess, sure=sure)
        if opened:
            with time_machine.travel(at(f"{day} {opened}"), tick=False):
                session.ai_opened(home, SETTINGS)
        done(home, f"{day} {end}", outcome, None if kind == "build" else outcome == "right")
