"""Months to look back at, for the tests of the Audit screen: laid straight into the journal."""

from __future__ import annotations

import contextlib
import shutil
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

import time_machine

from tests.journal import lay
from tests.journal.lay_asked import asked
from tests.practice.auditing import explained
from tests.tui.sittings import a_season
from tests.tui.stage import BERLIN, Stage
from waterline.domain.audits import Answers
from waterline.domain.months import Month
from waterline.home import Home
from waterline.journal import connection
from waterline.practice import audit
from waterline.settings import Settings
from waterline.tui.app import WaterlineApp
from waterline.tui.screens.audit import AuditScreen
from waterline.tui.widgets.steps import Steps

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator
    from typing import Any

    import pytest

    from waterline.domain.audits import Audit

SETTINGS = Settings()
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NOW = datetime(2026, 11, 5, 9, 10, tzinfo=BERLIN)

# Longer than the pause on a piece of work until what belongs to it is read.
PAUSE = 0.09

ALL_FIVE = Answers(3, 2, 3, 3, 35, 3)
LIMITS, CHECKOUT = "api:limits", "web:checkout"

# Pieces of work: repository, scope, what is done again and again.
WORK = (
    ("api", "limits", ("Add a token bucket", "Refill on read", "Take both keys in one script",
                       "Give writes a bucket of their own", "Reset the window at its first call")),
    ("web", "checkout", ("Split the form into steps", "Keep the cart in the URL",
                         "Check the postcode as it is typed", "Lock the order while it is paid")),
    ("api", "parser", ("Look one token ahead", "Name what was expected", "Keep comments")),
    ("infra", "ci", ("Cache by the lock file", "Run the slow tests apart")),
)  # fmt: skip


def day(month: Month, number: int) -> date:
    """Give a working day of a month: the weekends are left out."""
    found = month.first + timedelta(days=number)
    return found + timedelta(days=2) if found.weekday() > 4 else found


def months(home: Home, first: int = 5, last: int = 10) -> None:
    """Lay these months of 2026: four pieces of work in three repositories, some with AI."""
    with lay.journal(home) as db, connection.writing(db):
        repos = {name: lay.repository(db, name) for name in ("api", "web", "infra")}
        for month in (Month(2026, number) for number in range(first, last + 1)):
            _month(db, repos, month)


def _month(db: sqlite3.Connection, repos: dict[str, str], month: Month) -> None:
    number = 0
    for at, (repo, scope, subjects) in enumerate(WORK):
        for round_, subject in enumerate(subjects * 2):
            number += 1
            when = f"{day(month, (at * 7 + round_ * 2) % 26)} {8 + number % 9:02}:{number:02}"
            has_ai = (number + month.number) % 3 != 0
            message = f"feat({scope}): {subject}, {month}.{round_}"
            lines = 40 * (1 + number % 5)
            _change(db, message, repos[repo], when, lines=lines, has_ai=has_ai)
            if has_ai and number % 4 != 1:
                _explain(db, message, when, number, month)


def _change(
    db: sqlite3.Connection, message: str, repo: str, when: str, *, lines: int, has_ai: bool
) -> None:
    origin = "assisted" if has_ai else "unknown"
    lay.change(db, message, repo, at=when, origin=origin, insertions=lines, deletions=lines // 8)


def _explain(db: sqlite3.Connection, message: str, when: str, number: int, month: Month) -> None:
    later = datetime.fromisoformat(when) + timedelta(minutes=40)
    after = 5 if number % 3 else 3
    explained(
        db,
        message,
        f"{later:%Y-%m-%d %H:%M}",
        sure_before=4,
        sure_after=after,
        body="Because a timer for each client would cost more than the clock that is read.",
    )
    if number % 2 == 0:
        (change,) = db.execute("SELECT id FROM change WHERE message = ?", (message,)).fetchone()
        drawn = datetime.fromisoformat(when) + timedelta(days=9, minutes=number)
        if drawn < NOW.replace(tzinfo=None):
            outcome = "failed" if (number + month.number) % 5 == 0 else "passed"
            sure = 60 + 10 * (number % 4)
            asked(db, change, outcome, drawn=f"{drawn:%Y-%m-%d %H:%M}", sure=sure)


def answered(home: Home, month: Month, answers: Answers, now: datetime) -> None:
    """Answer a month's questions, and look at its evidence."""
    audit.answer(home, SETTINGS, month, answers, now)
    audit.show_evidence(home, SETTINGS, month, now)


def look(home: Home, month: Month = OCTOBER) -> Audit:
    """Read a month's audit as it is in the journal."""
    return audit.read(home, SETTINGS, month, NOW)


def said(home: Home) -> dict[str, tuple[str, str]]:
    """Give what was said of October's pieces, by their keys."""
    return {one.key: (one.learned, one.words) for one in look(home).groups}


# Where an autumn lies ready: it is made once, and copied for each test.
_MADE: dict[str, Home] = {}


def an_autumn(home: Home, factory: pytest.TempPathFactory) -> None:
    """Lay half a year with sessions, two closed months, and an October that was looked back at."""
    if "autumn" not in _MADE:
        where = str(factory.mktemp("autumn"))
        _MADE["autumn"] = made = Home(where, where)
        _make(made)
    shutil.copytree(_MADE["autumn"].data, home.data, dirs_exist_ok=True)


def _make(home: Home) -> None:
    months(home)
    with time_machine.travel(NOW, tick=False):
        a_season(home)
    for number, answers in ((8, Answers(2, 1, 2, 2, 50, 1)), (9, Answers(2, 2, 3, 2, 40, 2))):
        month = Month(2026, number)
        when = datetime(2026, number + 1, 3, 10, 0, tzinfo=BERLIN)
        answered(home, month, answers, when)
        for key in (LIMITS, CHECKOUT):
            audit.say(home, SETTINGS, month, key, "some", now=when)
        with time_machine.travel(when, tick=False):
            audit.close(home, SETTINGS, month, when)
    answered(home, OCTOBER, ALL_FIVE, NOW)
    learned(home)


def learned(home: Home) -> None:
    """Say what October taught."""
    with time_machine.travel(NOW, tick=False):
        for key, how_much, words in (
            (LIMITS, "a lot", "Refill on read; why the Lua script is one unit."),
            (CHECKOUT, "not much", "I could not say why the lock is there."),
            ("infra:", "some", "Caching keys must include the lock file."),
        ):
            audit.say(home, SETTINGS, OCTOBER, key, how_much, words, now=NOW)


@contextlib.asynccontextmanager
async def at_audit(
    home: Home, columns: int = 120, lines: int = 36, **given: Any
) -> AsyncIterator[Stage]:
    """Open the app at its Audit screen, without the work that Today begins."""
    app = WaterlineApp(home, Settings(given), now=lambda: NOW, start="audit")
    async with app.run_test(size=(columns, lines)) as pilot:
        yield Stage(app, pilot)


async def show(one: Stage) -> AuditScreen:
    """Go to Audit where it isn't shown yet, and wait until a month is read."""
    if one.app.current_mode != "audit":
        await one.press("6")
    await one.until(lambda: isinstance(one.app.screen, AuditScreen))
    screen = cast("AuditScreen", one.app.screen)
    await one.until(lambda: screen.audit is not None)
    await settle(one)
    return screen


async def settle(one: Stage) -> None:
    """Wait until all that was begun is done and shown."""
    for _ in range(3):
        await one.app.workers.wait_for_complete()
        await one.pilot.pause(PAUSE)


async def at_step(one: Stage, step: int) -> None:
    """Go to a step of the month that is shown."""
    one.app.screen.query_one(Steps).post_message(Steps.Step(step))
    await settle(one)
