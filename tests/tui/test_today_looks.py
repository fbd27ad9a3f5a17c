"""How Today looks, picture by picture: frozen clock, frozen cursor, the same shas every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.owing import nothing_is_let_go
from tests.tui.stage import a_day, app_on
from waterline.practice import capture
from waterline.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.conftest import Git
    from waterline.home import Home

    Compare = Callable[..., bool]

SIZES = [(80, 24), (120, 40)]
THEMES = ["waterline-dark", "waterline-light"]


@pytest.fixture(autouse=True)
def same_every_time(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")
    nothing_is_let_go(monkeypatch)


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait until the day is shown, then press keys."""

    async def run(pilot: Pilot[None]) -> None:
        pilot.app.screen.query_one(Editor).cursor_blink = False
        for _ in range(3):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.1)
        await pilot.press(*keys)
        for editor in pilot.app.screen.query(Editor):
            editor.save_draft()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)

    return run


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_a_full_day(
    home: Home, git: Git, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    a_day(home, git)
    app = app_on(home, theme=theme, scan_on_start=False)
    assert snap_compare(app, terminal_size=size, run_before=ready())


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_the_first_run(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(home), terminal_size=size, run_before=ready())


def test_the_first_run_inside_a_repository(
    home: Home, git: Git, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(git.repository("api"))
    assert snap_compare(app_on(home), terminal_size=(120, 40), run_before=ready())


def test_an_empty_day_between_full_ones(home: Home, git: Git, snap_compare: Compare) -> None:
    a_day(home, git)
    app = app_on(home, scan_on_start=False)
    keys = ready("left_square_bracket")
    assert snap_compare(app, terminal_size=(120, 40), run_before=keys)


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_writing_a_decision(
    home: Home, git: Git, snap_compare: Compare, size: tuple[int, int]
) -> None:
    a_day(home, git)
    app = app_on(home, scan_on_start=False)
    keys = ready("n", "ctrl+t", "ctrl+t", *"a", "space", *"folder")
    assert snap_compare(app, terminal_size=size, run_before=keys)


def test_a_change_close_up(home: Home, git: Git, snap_compare: Compare) -> None:
    a_day(home, git)
    app = app_on(home, scan_on_start=False)
    keys = ready("home", "down", "enter")
    assert snap_compare(app, terminal_size=(120, 40), run_before=keys)


def test_very_wide(home: Home, git: Git, snap_compare: Compare) -> None:
    a_day(home, git)
    app = app_on(home, scan_on_start=False)
    assert snap_compare(app, terminal_size=(300, 50), run_before=ready())


def test_in_the_terminals_own_colours(home: Home, git: Git, snap_compare: Compare) -> None:
    a_day(home, git)
    app = app_on(home, theme="ansi", scan_on_start=False)
    assert snap_compare(app, terminal_size=(120, 40), run_before=ready())


def test_the_palette(home: Home, snap_compare: Compare) -> None:
    keys = ready("ctrl+p")
    assert snap_compare(app_on(home), terminal_size=(120, 40), run_before=keys)
