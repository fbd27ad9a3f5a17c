"""How Recall looks, picture by picture, on a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui import asking, looking
from tests.tui.asking import RIGHT
from tests.tui.looking import LARGE, SMALL, in_both_sizes
from tests.tui.stage import app_on, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Git
    from tests.tui.looking import Compare, Ready
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("same_every_time")

WRONG = "abcd"[RIGHT + 1]
WORDS = tuple("space" if letter == " " else letter for letter in "the lock was too long")
SURE = ("enter", "…", "7", "0", "enter")
SKIP_WHY = (*SURE, "ctrl+o", "…", "enter", "…")


def ready(*keys: str) -> Ready:
    """Go to Recall, and press keys."""
    return looking.ready("r", "…", *keys)


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
