"""How Practice looks, picture by picture, on a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice.sittings import SETTINGS, begun
from tests.tui import looking
from tests.tui.looking import in_both_themes
from tests.tui.sittings import a_season
from tests.tui.stage import app_on, now
from waterline.domain.sessions import Hypothesis
from waterline.practice import session

if TYPE_CHECKING:
    from tests.tui.looking import Compare, Ready
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("same_every_time")

in_both_sizes = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])


def ready(*keys: str) -> Ready:
    """Go to Practice, and press keys."""
    return looking.ready("s", "…", *keys)


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
