"""How Audit looks, step by step, on a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui import audits, looking
from tests.tui.audits import NOW, OCTOBER, SETTINGS
from tests.tui.looking import LARGE, SMALL, in_both_sizes, in_both_themes
from tests.tui.stage import app_on, now
from waterline.practice import audit

if TYPE_CHECKING:
    from tests.tui.looking import Compare, Ready
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("same_every_time")


def ready(*keys: str) -> Ready:
    """Go to Audit, and press keys."""
    return looking.ready("6", "…", *keys)


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
    run = ready("enter", "…", *"lookahead")
    assert snap_compare(app_on(autumn, now), terminal_size=size, run_before=run)


@in_both_themes
def test_the_picture(autumn: Home, snap_compare: Compare, theme: str) -> None:
    run = ready("tab")
    app = app_on(autumn, now, theme=theme)
    assert snap_compare(app, terminal_size=LARGE, run_before=run)


def test_the_picture_goes_on_below(autumn: Home, snap_compare: Compare) -> None:
    run = ready("tab", "…", "end")
    assert snap_compare(app_on(autumn, now), terminal_size=LARGE, run_before=run)


def test_the_picture_in_little_room_and_the_terminals_own_colours(
    autumn: Home, snap_compare: Compare
) -> None:
    run = ready("tab", "…", "pagedown")
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
    run = ready("tab", "…", "y", "…", "tab", "…", "tab")
    assert snap_compare(app_on(home, now), terminal_size=LARGE, run_before=run)
