"""How Explain looks, picture by picture: frozen clock, frozen cursor, the same shas every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import TextArea

from tests.tui.owing import PLAIN, named, nothing_is_let_go, three_owed
from tests.tui.stage import app_on, at, note
from waterline.domain.days import to_moment
from waterline.domain.explanations import Filled, Typing, Words
from waterline.gate import inbox
from waterline.practice import capture, explain
from waterline.tui.widgets.offered_brief import OfferedBrief

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.conftest import Git
    from waterline.home import Home

    Compare = Callable[..., bool]

SIZES = [(80, 24), (120, 36)]
THEMES = ["waterline-dark", "waterline-light"]
WRITTEN = Filled(
    Words(
        "The charge must survive a double click, so the key is derived from the cart.",
        "Generating the key in the browser: rejected, tabs share carts.",
        "lock(key) timing out under the provider's stall.",
    ),
    5,
    4,
    (True, False, True),
    Typing(150, 20),
)


@pytest.fixture(autouse=True)
def same_every_time(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")
    monkeypatch.setattr(
        inbox, "here_and_now", lambda: (to_moment(at(14, 30)), 3600, "Europe/Berlin")
    )
    nothing_is_let_go(monkeypatch)


OFFERED = "a brief is offered"


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait until all is read, then press keys; a "…" waits again, OFFERED waits for a brief."""

    async def quiet(pilot: Pilot[None]) -> None:
        for _ in range(4):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.15)
        for field in pilot.app.screen.query(TextArea):
            field.cursor_blink = False

    async def run(pilot: Pilot[None]) -> None:
        await quiet(pilot)
        for key in keys:
            if key == "…":
                await quiet(pilot)
            elif key == OFFERED:
                while not pilot.app.screen.query_one(OfferedBrief).is_offered:
                    await pilot.pause(0.05)
            else:
                await pilot.press(key)
        await quiet(pilot)

    return run


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_what_is_owed(
    home: Home, git: Git, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    three_owed(home, git)
    app = app_on(home, theme=theme, scan_on_start=False)
    assert snap_compare(app, terminal_size=size, run_before=ready("3"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_writing_about_a_branch(
    home: Home, git: Git, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    three_owed(home, git)
    app = app_on(home, theme=theme, scan_on_start=False)
    keys = ready("3", "…", "j", "space", "…", "enter", "4", *"Because", "space", *"it", "…")
    assert snap_compare(app, terminal_size=size, run_before=keys)


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_rating_again(home: Home, git: Git, snap_compare: Compare, size: tuple[int, int]) -> None:
    three_owed(home, git)
    app = app_on(home, scan_on_start=False)
    keys = ready("3", "…", "enter", "4", *"Because", "ctrl+s")
    assert snap_compare(app, terminal_size=size, run_before=keys)


def test_said_to_be_made_by_hand(home: Home, git: Git, snap_compare: Compare) -> None:
    three_owed(home, git)
    app = app_on(home, scan_on_start=False)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready("3", "…", "x"))


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_nothing_is_owed(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = app_on(home, scan_on_start=False)
    assert snap_compare(app, terminal_size=size, run_before=ready("3"))


@pytest.mark.parametrize("keys", ["", "ctrl+g"], ids=["offered", "read"])
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_the_brief_of_the_day_beside_the_form(
    home: Home, git: Git, snap_compare: Compare, size: tuple[int, int], keys: str
) -> None:
    three_owed(home, git)
    text = "## Context\n\nA double click charges twice.\n\n## Expected minutes\n\n45"
    note(home, text, "brief", at(9, 12))
    app = app_on(home, scan_on_start=False)
    pressed = ready("3", "…", "enter", "5", "…", OFFERED, *filter(None, [keys]), "…")
    assert snap_compare(app, terminal_size=size, run_before=pressed)


def test_in_the_terminals_own_colours(home: Home, git: Git, snap_compare: Compare) -> None:
    three_owed(home, git)
    app = app_on(home, theme="ansi", scan_on_start=False)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready("3", "…", "space"))


def test_a_change_close_up_with_its_why(home: Home, git: Git, snap_compare: Compare) -> None:
    three_owed(home, git)
    explain.record(home, PLAIN, [named(home, "Checkout form").line.id], WRITTEN, 0.1, "app")
    app = app_on(home, scan_on_start=False)
    keys = ready("home", "j", "enter")
    assert snap_compare(app, terminal_size=(120, 36), run_before=keys)


def test_an_explanation_in_the_journal(home: Home, git: Git, snap_compare: Compare) -> None:
    three_owed(home, git)
    two = [named(home, subject).line.id for subject in ("Retry webhooks", "Bump parser")]
    explain.record(home, PLAIN, two, WRITTEN, 0.1, "app")
    app = app_on(home, scan_on_start=False)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready("2", "…", "c"))


def test_today_with_what_is_owed_and_explained(home: Home, git: Git, snap_compare: Compare) -> None:
    three_owed(home, git)
    small = next(
        line for line in explain.resolve(home, PLAIN, ["HEAD"], str(git.root / "code" / "api"))
    )
    explain.record(home, PLAIN, [small.id], WRITTEN, 0.1, "app")
    app = app_on(home, scan_on_start=False)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready())
