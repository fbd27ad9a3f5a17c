"""How Audit looks, step by step, on a clock that stands still."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.tui import audits
from tests.tui.audits import NOW, OCTOBER, SETTINGS
from tests.tui.stage import app_on
from waterline.practice import audit, capture
from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from waterline.home import Home

    Compare = Callable[..., bool]

SMALL, LARGE = (80, 24), (120, 36)

in_both_themes = pytest.mark.parametrize("theme", ["waterline-dark", "waterline-light"])
in_both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])


@pytest.fixture(autouse=True)
def same_every_time(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def autumn(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Give a home with half a year in it, of which October was looked at and not closed."""
    audits.an_autumn(home, tmp_path_factory)
    return home


def now() -> datetime:
    return datetime.now(NOW.tzinfo)


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Go to Audit, press keys, and wait until all is read."""

    async def run(pilot: Pilot[None]) -> None:
        await quiet(pilot)
        for key in "6", *keys:
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


@in_both_sizes
def test_the_questions_before_any_evidence(
    home: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    audits.months(home, 10, 10)
    run = ready("3", "2", "3")
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=run)


def test_the_questions_all_at_once_in_the_light(home: Home, snap_compare: Compare) -> None:
    audits.months(home, 10, 10)
    run = ready("3", "2", "3", "3", "4", "0", "enter")
    app = app_on(home, now, theme="waterline-light")
    assert snap_compare(app, terminal_size=(120, 50), run_before=run)


@in_both_sizes
def test_what_was_shipped_piece_by_piece(
    autumn: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    run = ready("shift+tab")
    assert snap_compare(app_on(autumn, now), terminal_size=size, run_before=run)


@in_both_sizes
def test_what_was_learned_with_what_was_written_beside_it(
    autumn: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    run = ready("enter", *"lookahead")
    assert snap_compare(app_on(autumn, now), terminal_size=size, run_before=run)


@in_both_themes
def test_the_picture(autumn: Home, snap_compare: Compare, theme: str) -> None:
    run = ready("tab")
    app = app_on(autumn, now, theme=theme)
    assert snap_compare(app, terminal_size=LARGE, run_before=run)


def test_the_picture_goes_on_below(autumn: Home, snap_compare: Compare) -> None:
    run = ready("tab", "end")
    assert snap_compare(app_on(autumn, now), terminal_size=LARGE, run_before=run)


def test_the_picture_in_little_room_and_the_terminals_own_colours(
    autumn: Home, snap_compare: Compare
) -> None:
    run = ready("tab", "pagedown")
    app = app_on(autumn, now, theme="ansi")
    assert snap_compare(app, terminal_size=SMALL, run_before=run)


def test_the_picture_without_colours(
    autumn: Home, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run = ready("tab")
    assert snap_compare(app_on(autumn, now), terminal_size=LARGE, run_before=run)


def test_a_closed_month(autumn: Home, snap_compare: Compare) -> None:
    audit.close(autumn, SETTINGS, OCTOBER, NOW)
    assert snap_compare(app_on(autumn, now), terminal_size=LARGE, run_before=ready("left"))


@in_both_sizes
def test_past_audits_side_by_side(
    autumn: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    run = ready("t")
    assert snap_compare(app_on(autumn, now), terminal_size=size, run_before=run)


def test_the_panel_of_the_report(autumn: Home, snap_compare: Compare) -> None:
    run = ready("x")
    assert snap_compare(app_on(autumn, now), terminal_size=SMALL, run_before=run)


def test_nothing_was_shipped_yet(home: Home, snap_compare: Compare) -> None:
    run = ready("tab", "y", "tab", "tab")
    assert snap_compare(app_on(home, now), terminal_size=LARGE, run_before=run)
