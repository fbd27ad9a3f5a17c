"""The app on a real home with real repositories, driven as a person drives it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from textual import events

from waterline import settings
from waterline.domain import days
from waterline.practice import capture, repositories
from waterline.tui.app import WaterlineApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.tui.screens.today import TodayScreen

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 15, 10, tzinfo=BERLIN)
PATIENCE = 20.0
NAMES = {" ": "space", "\n": "enter", "#": "number_sign", ".": "full_stop"}


def now() -> datetime:
    """Give the moment that a stopped clock shows, as the app is told it."""
    return datetime.now(BERLIN)


def app_on(home: Home, now: Callable[[], datetime] = lambda: NOW, **given: Any) -> WaterlineApp:
    """Make the app on a home, with these settings."""
    return WaterlineApp(home, settings.Settings(given), now=now)


class Stage:
    """A running app, with ways to press, to see and to wait."""

    def __init__(self, app: WaterlineApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def today(self) -> TodayScreen:
        return cast("TodayScreen", self.app.get_screen_stack("today")[0])

    @property
    def bodies(self) -> list[str]:
        """The first lines of what the timeline shows."""
        return [line.body.partition("\n")[0] for line in self.today.lines()]

    @property
    def text(self) -> str:
        """What is on the screen, as text."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def said(self) -> list[str]:
        """What was notified."""
        return [notification.message for notification in self.app._notifications]

    @property
    def focused_id(self) -> str | None:
        """The id of the widget that has the focus."""
        return self.today.focused.id if self.today.focused is not None else None

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type as fast as a quick hand does: what a run of letters does is waited for once."""
        for run in re.split(r"([^a-zA-Z0-9 ]+)", text):
            ahead = run[:-1] if run.replace(" ", "").isalnum() else ""
            for letter in ahead:
                self.app.post_message(events.Key(NAMES.get(letter, letter), letter))
            await self.pilot.press(*(NAMES.get(letter, letter) for letter in run[len(ahead) :]))

    async def click_footer(self, label: str) -> None:
        """Click what the footer names so."""
        footer = self.text.split("\n")[-1]
        await self.pilot.click("Footer", offset=(footer.index(label) + 1, 0))

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.text
            await asyncio.sleep(0.02)  # the pilot's pause would have every widget answer it


@contextlib.asynccontextmanager
async def stage(app: WaterlineApp, columns: int = 120, lines: int = 40) -> AsyncIterator[Stage]:
    """Run the app for a block, entered when the day is on the screen and all is quiet."""
    async with app.run_test(size=(columns, lines)) as pilot:
        running = Stage(app, pilot)
        await running.until(lambda: running.today.is_shown)
        await pilot.pause()
        yield running


def note(home: Home, body: str, kind: str, when: datetime) -> str:
    """Write an entry at a time."""
    offset = cast("timedelta", when.utcoffset())
    at = (days.to_moment(when), int(offset.total_seconds()), "Europe/Berlin")
    return capture.note(home, body, kind, at=at)


def at(hour: int, minute: int, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def a_day(home: Home, git: Git) -> tuple[Path, Path]:
    """Write a week's entries and commit in two repositories, which are followed and scanned."""
    note(home, "Why does the limiter refill lazily?", "note", at(8, 52))
    note(
        home,
        "SELECT … FOR UPDATE SKIP LOCKED\n\nTwo workers never wait. #postgres #queues",
        "learned",
        at(13, 5),
    )
    note(
        home,
        "## What did I decide?\n\nOne inbox folder, not a socket.\n\n## Why?\n\nIt survives.",
        "decision",
        at(14, 2),
    )
    note(home, "Read about write-ahead logs", "note", at(9, 0, 17))
    api, web = git.repository("api"), git.repository("web")

    def lines(count: int) -> str:
        return "".join(f"line {number}\n" for number in range(count))

    claude = "Co-Authored-By: Claude <noreply@anthropic.com>"
    git.commit(api, "Begin", stamp(9, 30, 16), limiter__py=lines(240))
    git.commit(
        api,
        f"Add token bucket\n\nRefill on read, so that no timer is needed.\n\n{claude}",
        stamp(9, 14),
        bucket__py=lines(182),
    )
    git.commit(api, "Fix window reset", stamp(10, 3), limiter__py=lines(231))
    git.commit(web, "Sketch the checkout", stamp(11, 0, 18), sketch__md=lines(90))
    git.commit(web, f"Checkout form\n\n{claude}", stamp(11, 27), form__py=lines(611))
    for path in (api, web):
        repositories.add(home, settings.Settings(), str(path))
    repositories.scan(home, settings.Settings())
    return api, web


def stamp(hour: int, minute: int, day: int = 20) -> str:
    return at(hour, minute, day).isoformat()


def day(number: int) -> date:
    return date(2026, 11, number)
