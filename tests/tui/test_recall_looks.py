"""How Recall looks, picture by picture, on a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.tui import asking
from tests.tui.asking import RIGHT, now
from tests.tui.stage import NOW, app_on
from waterline.practice import capture
from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.conftest import Git
    from waterline.home import Home

    Compare = Callable[..., bool]

SMALL, LARGE = (80, 24), (120, 36)
SIZES = [SMALL, LARGE]

in_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["small", "large"])

WRONG = "abcd"[RIGHT + 1]
WORDS = tuple("space" if letter == " " else letter for letter in "the lock was too long")
SURE = ("enter", "…", "7", "0", "enter")
SKIP_WHY = (*SURE, "ctrl+o", "…", "enter", "…")


@pytest.fixture(autouse=True)
def same_every_time(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")
    with time_machine.travel(NOW, tick=False):
        yield


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Go to Recall, press keys (… waits), and wait until all is read."""

    async def run(pilot: Pilot[None]) -> None:
        await quiet(pilot)
        await pilot.press("r")
        await quiet(pilot)
        for key in keys:
            if key == "…":
                await quiet(pilot)
            else:
                await pilot.press(key)
        await quiet(pilot)
        for field in pilot.app.screen.query(Field):
            field.cursor_blink = False
        pilot.app.clear_notifications()
        await quiet(pilot)

    return run


async def quiet(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)


@pytest.fixture
def ask(home: Home, git: Git, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lay a history of which these sorts can be asked, beside its why."""

    def lay(*sorts: str) -> None:
        asking.made(monkeypatch, *sorts)
        asking.the_history(home, git)

    return lay


@in_both_sizes
def test_what_waits(
    home: Home, ask: Callable[..., None], snap_compare: Compare, size: tuple[int, int]
) -> None:
    ask("where", "line")
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=ready())


def test_nothing_was_drawn_yet(home: Home, snap_compare: Compare) -> None:
    assert snap_compare(app_on(home, now), terminal_size=SMALL, run_before=ready())


def test_how_sure_of_a_file(home: Home, ask: Callable[..., None], snap_compare: Compare) -> None:
    ask("where", "line")
    keys = ready("enter", "…", "7", "0")
    assert snap_compare(app_on(home, now), terminal_size=SMALL, run_before=keys)


def test_the_file_in_its_folder(
    home: Home, ask: Callable[..., None], snap_compare: Compare
) -> None:
    ask("where", "line")
    keys = ready(*SURE, WRONG, "enter")
    assert snap_compare(app_on(home, now), terminal_size=LARGE, run_before=keys)


def test_four_candidates_for_a_line(
    home: Home, ask: Callable[..., None], snap_compare: Compare
) -> None:
    ask("line")
    keys = ready(*SKIP_WHY, "7", "0", "enter", "…", "j")
    assert snap_compare(app_on(home, now), terminal_size=SMALL, run_before=keys)


@pytest.mark.parametrize("theme", ["waterline-light", "ansi"])
def test_the_line_in_its_hunk(
    home: Home, ask: Callable[..., None], snap_compare: Compare, theme: str
) -> None:
    ask("line")
    keys = ready(*SKIP_WHY, "7", "0", "enter", "…", WRONG, "enter")
    assert snap_compare(app_on(home, now, theme=theme), terminal_size=LARGE, run_before=keys)


def test_the_line_in_its_hunk_without_colours(
    home: Home, ask: Callable[..., None], snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    ask("line")
    keys = ready(*SKIP_WHY, "7", "0", "enter", "…", WRONG, "enter")
    assert snap_compare(app_on(home, now), terminal_size=SMALL, run_before=keys)


def test_a_why_half_written(home: Home, ask: Callable[..., None], snap_compare: Compare) -> None:
    ask()
    keys = ready(*SURE, *WORDS)
    assert snap_compare(app_on(home, now), terminal_size=SMALL, run_before=keys)


@in_both_sizes
def test_the_points_that_were_there(
    home: Home, ask: Callable[..., None], snap_compare: Compare, size: tuple[int, int]
) -> None:
    ask()
    keys = ready(*SURE, *WORDS, "ctrl+s", "…", "space", "j")
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=keys)


def test_the_quiet_end(home: Home, ask: Callable[..., None], snap_compare: Compare) -> None:
    ask("line")
    keys = ready(*SKIP_WHY, "7", "0", "enter", "…", "abcd"[RIGHT], "enter", "…", "enter")
    assert snap_compare(app_on(home, now), terminal_size=LARGE, run_before=keys)
