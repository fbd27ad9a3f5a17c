"""A history that Recall can ask about, for the tests of its screen."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tests.practice.owing import assisted, follow, ids
from waterline.domain.explanations import Filled, Words
from waterline.domain.recall.made import LineQuestion, NotMade, WhereQuestion
from waterline.practice import explain
from waterline.settings import Settings
from waterline.tui.screens.recall import RecallScreen

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Git
    from tests.tui.stage import Stage
    from waterline.domain.asked import Item
    from waterline.home import Home

SETTINGS = Settings()
WHY = "The lock was held too long. It also avoids a copy."
ELSE = "A queue of its own was slower."
SUBJECTS = ("Take jobs in turns", "Refill on read")
PATHS = ("work/pool.py", "work/clock.py", "work/wheel.py", "work/mail.py")
LINES = (
    "if count < limit:", "if count <= limit:", "if limit < count:", "if limit <= count:",
)  # fmt: skip
RIGHT = 2
BESIDE = ("clock.py", "mail.py", "pages.py", "pool.py", "wheel.py", "views/")


def where() -> WhereQuestion:
    return WhereQuestion(PATHS, RIGHT, (PATHS[RIGHT],), BESIDE)


def line() -> LineQuestion:
    before = ("def turn(count, limit):", "    for job in jobs:")
    after = ("            return job", "    return None")
    return LineQuestion(PATHS[RIGHT], "Python", 3, before, after, 8, LINES, RIGHT)


def made(monkeypatch: pytest.MonkeyPatch, *sorts: str) -> None:
    """Let every change hold the same questions of these sorts, and none of another.

    How they are made of a change is tested where that is done.
    """
    known: dict[str, WhereQuestion | LineQuestion] = {"where": where(), "line": line()}

    def make(place: str, sha: str, sort: str, *_: object) -> WhereQuestion | LineQuestion | NotMade:
        assert os.path.isdir(place)
        assert sha
        return known[sort] if sort in sorts else NotMade("nothing in it tells enough")

    monkeypatch.setattr("waterline.activity.questions.make", make)


def a_history(home: Home, git: Git, changes: int = 1, explained: int = 1) -> Path:
    """Ship changes with AI in October, `explained` of them with their why."""
    api = git.repository("api")
    for number, subject in enumerate(SUBJECTS[:changes]):
        assisted(git, api, subject, f"2026-10-{20 + number}T10:00:00+02:00")
    follow(home, api, SETTINGS)
    for subject in SUBJECTS[:explained]:
        filled = Filled(Words(WHY, ELSE, "the pool"))
        explain.record(home, SETTINGS, ids(home, subject), filled, None, "app")
    return api


class Kept(NamedTuple):
    """A history as it was made once: its repository, and the journal."""

    repository: Path
    journal: bytes


_kept: list[Kept] = []


def the_history(home: Home, git: Git) -> Path:
    """Give a history, made once in a process; its repository must stay as it is."""
    if not _kept:
        api = a_history(home, git)
        with contextlib.closing(sqlite3.connect(home.journal)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with open(home.journal, "rb") as file:
            _kept.append(Kept(api, file.read()))
    else:
        home.make(os.path.dirname(home.journal))
        with open(home.journal, "wb") as file:
            file.write(_kept[0].journal)
    return _kept[0].repository


def drawn(home: Home) -> list[dict[str, Any]]:
    """Give all tests that the journal holds, oldest first."""
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM test ORDER BY moment")]


def by_id(home: Home, key: str) -> dict[str, Any]:
    """Give one of them."""
    return next(row for row in drawn(home) if row["id"] == key)


def screen(one: Stage) -> RecallScreen:
    """Give the screen, which has to be the one that is shown."""
    assert isinstance(one.app.screen, RecallScreen)
    return one.app.screen


def item(one: Stage) -> Item:
    """Give what is asked now."""
    question = screen(one)._question
    assert question is not None
    return question.item


async def at(one: Stage, stage: str) -> None:
    """Wait until a question has come to this stage."""
    await one.until(lambda: cast("RecallScreen", one.app.screen)._stage == stage)
    await one.app.workers.wait_for_complete()
    await one.pilot.pause()


async def on_recall(one: Stage) -> None:
    """Go to Recall, and wait until what waits is known."""
    await one.press("r")
    await one.until(lambda: one.app.current_mode == "recall")
    await one.until(lambda: screen(one)._due is not None)
    await one.app.workers.wait_for_complete()
    await one.pilot.pause()


async def begun(one: Stage) -> None:
    """Go there and begin."""
    await on_recall(one)
    await one.press("enter")
    await at(one, "sure")


async def sure(one: Stage, percent: str = "70") -> None:
    """Say how sure, and go on."""
    await one.press(*percent, "enter")
    await one.until(lambda: screen(one)._stage in {"write", "choose"})


async def answered(one: Stage, number: int) -> None:
    """Answer with an option."""
    await one.press("abcd"[number], "enter")
    await at(one, "shown")
