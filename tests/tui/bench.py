"""The app on a real home with real entries, driven as a person drives it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from waterline import settings as setting
from waterline.domain import days
from waterline.journal import connection
from waterline.practice import capture
from waterline.tui.app import WaterlineApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from textual.pilot import Pilot

    from waterline.home import Home
    from waterline.tui.screens.journal import JournalScreen

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 14, 10, tzinfo=BERLIN)
PATIENCE = 20.0  # seconds until a test gives up waiting for what must come


def write(
    home: Home, entries: Iterable[tuple[str, str]], newest: datetime = NOW, hours: float = 7.2
) -> list[str]:
    """Write (kind, body) entries, newest first, each `hours` before the one before."""
    at, ids = newest, []
    for kind, body in entries:
        offset = at.utcoffset() or timedelta()
        moment = (days.to_moment(at), int(offset.total_seconds()), "Europe/Berlin")
        ids.append(capture.note(home, body, kind, at=moment))
        at -= timedelta(hours=hours)
    return ids


def write_many(home: Home, count: int) -> None:
    """Put `count` entries straight into the journal, one an hour up to now."""
    newest = days.to_moment(NOW)
    db = connection.connect(home)
    with connection.writing(db):
        db.executemany(
            """INSERT INTO entry (moment, id, utc_offset, zone, day, kind, body, tags, repo)
            VALUES (?, ?, 3600, 'Europe/Berlin', ?, 'note', ?, '', '')""",
            (
                (
                    moment := newest - number * 3_600_000_000,
                    f"id-{number:06}",
                    days.day_of(moment, 3600).isoformat(),
                    f"entry number {number} about {'locks' if number % 1000 == 7 else 'queues'}",
                )
                for number in range(count)
            ),
        )
    db.close()


@contextlib.asynccontextmanager
async def opened(
    home: Home, start: str = "journal", size: tuple[int, int] = (120, 40), theme: str = ""
) -> AsyncIterator[tuple[WaterlineApp, Pilot[None]]]:
    """Open the app at one of its screens, with the clock standing still."""
    chosen = setting.load(home)
    chosen.scan_on_start = False
    chosen.theme = theme or chosen.theme
    app = WaterlineApp(home, chosen, lambda: NOW, start)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is being read, drawn or waited for any more."""
    await pilot.pause(0.065)  # longer than the search field waits for the next key
    for _ in range(2):
        await until(pilot, lambda: all(worker.is_finished for worker in pilot.app.workers))
        await pilot.pause()


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait for a condition; fail when it doesn't come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "what should come did not come"
        await asyncio.sleep(0.02)  # the pilot's pause would have every widget answer it


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and let the app do all that follows."""
    await pilot.press(*keys)
    await settle(pilot)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text into the field with the focus."""
    await press(pilot, *[{" ": "space"}.get(letter, letter) for letter in text])


def journal(app: WaterlineApp) -> JournalScreen:
    """Give the Journal's screen."""
    return cast("JournalScreen", app.screen)


def notices(app: WaterlineApp) -> list[str]:
    """Give what the app has said in its corner."""
    return [notice.message for notice in app._notifications]
