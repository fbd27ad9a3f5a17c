"""How Practice looks, picture by picture, on a clock that stands still."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.practice.sittings import SETTINGS, begun
from tests.tui.sittings import a_season
from tests.tui.stage import NOW, app_on
from waterline.domain.sessions import Hypothesis
from waterline.practice import capture, session
from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from waterline.home import Home

    Compare = Callable[..., bool]

SIZES = [(80, 24), (120, 40)]
THEMES = ["waterline-dark", "waterline-light"]

in_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
in_both_themes = pytest.mark.parametrize("theme", THEMES)


@pytest.fixture(autouse=True)
def same_every_time(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")
    with time_machine.travel(NOW, tick=False):
        yield


def now() -> datetime:
    return datetime.now(NOW.tzinfo)


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Go to Practice, press keys, and wait until all is read."""

    async def run(pilot: Pilot[None]) -> None:
        await quiet(pilot)
        for key in "s", *keys:
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
@in_both_themes
def test_two_ways_in_and_what_a_season_shows(
    home: Home, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    a_season(home)
    assert snap_compare(app_on(home, now, theme=theme), terminal_size=size, run_before=ready())


@in_both_sizes
@in_both_themes
def test_a_session_that_runs(
    home: Home, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    a_season(home)
    begun(home, when="2026-11-20 14:57")
    assert snap_compare(app_on(home, now, theme=theme), terminal_size=size, run_before=ready())


@in_both_sizes
@in_both_themes
def test_the_closing_questions_of_a_forgotten_one(
    home: Home, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    begun(home, when="2026-11-20 09:02")
    assert snap_compare(app_on(home, now, theme=theme), terminal_size=size, run_before=ready())


@in_both_sizes
def test_nothing_was_practised_yet(
    home: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=ready())


@in_both_sizes
def test_the_form_of_a_hypothesis(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=ready("d"))


@in_both_sizes
def test_ai_was_opened_and_something_added(
    home: Home, snap_compare: Compare, size: tuple[int, int]
) -> None:
    begun(home, when="2026-11-20 14:52")
    session.ai_opened(home, SETTINGS)
    session.add(home, SETTINGS, "The clock is read twice: once per bucket, once per call.")
    assert snap_compare(app_on(home, now), terminal_size=size, run_before=ready())


def test_no_idea_yet(home: Home, snap_compare: Compare) -> None:
    begun(home, when="2026-11-20 14:57", hypothesis=Hypothesis(), sure=None)
    assert snap_compare(app_on(home, now), terminal_size=(80, 24), run_before=ready())


def test_in_the_terminals_own_colours(home: Home, snap_compare: Compare) -> None:
    a_season(home)
    assert snap_compare(
        app_on(home, now, theme="ansi"), terminal_size=(120, 40), run_before=ready()
    )
