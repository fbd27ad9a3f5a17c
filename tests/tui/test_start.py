"""The start: the frame first, then the day, and only then what takes long to import."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.tui.stage import NOW, note

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home

PROGRAM = """
import asyncio, sys
from datetime import datetime
from waterline import home, settings
from waterline.tui.app import WaterlineApp
from waterline.tui.screens.today import TodayScreen

HEAVY = (
    "sqlmodel", "sqlalchemy", "git", "waterline.tui.screens.explain", "waterline.tui.widgets.form",
    "waterline.tui.widgets.diff", "waterline.practice.explain", "waterline.practice.hooks",
    "waterline.domain.nudges",
)
shown = TodayScreen.on_day_read

def on_day_read(self, message):
    shown(self, message)
    print("at the day:", [name for name in HEAVY if name in sys.modules], len(self.lines()))
    TodayScreen.on_day_read = shown

TodayScreen.on_day_read = on_day_read

async def main():
    here = home.find()
    now = datetime.fromisoformat(sys.argv[1])
    app = WaterlineApp(here, settings.load(here), now=lambda: now)
    async with app.run_test() as pilot:
        while "waterline.journal.entries" not in sys.modules or "sqlmodel" not in sys.modules:
            await pilot.pause(0.05)
        await app.workers.wait_for_complete()
        print("later:", "sqlmodel" in sys.modules, "waterline.tui.screens.explain" in sys.modules)
        await pilot.press("3")
        while app.current_mode != "explain":
            await pilot.pause(0.05)
    print("on Explain:", "waterline.tui.screens.explain" in sys.modules)

asyncio.run(main())
"""


def test_the_records_git_and_explain_are_imported_after_the_day_is_shown(
    home: Home, clean_environment: Path
) -> None:
    note(home, "words", "note", NOW)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, NOW.isoformat()],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=clean_environment,
    )
    said = ["at the day: [] 1", "later: True False", "on Explain: True"]
    assert done.stdout.splitlines() == said, done.stderr
