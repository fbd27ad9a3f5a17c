"""How the prompt at a commit looks, picture by picture: still cursor, the same diff every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.asked import PATCH
from waterline import settings
from waterline.domain.diffs import Diff, parse
from waterline.domain.explanations import Filled, Typing, Words
from waterline.tui.prompt import PATIENCE, Question
from waterline.tui.prompt_app import PromptApp
from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from waterline.home import Home

    Compare = Callable[..., bool]

SIZES = [(80, 24), (120, 36)]
THEMES = ["waterline-dark", "waterline-light"]
WRITTEN = Filled(
    Words(
        "The charge must survive a double click and a retried webhook, so the key is derived "
        "from the cart rather than generated per request. I took a lock over a unique index "
        "because the provider answers slowly and we'd hold the row for seconds.",
        "Generating the key in the browser: rejected, tabs share carts.",
        "lock(key) timing out under the provider's 30 s stall.",
    ),
    4,
    ticks=(True, False, False),
    typing=Typing(330, 0),
)


def diff() -> Diff:
    patch = PATCH + PATCH.replace("shop/hooks.py", "shop/key.py").replace("class Webhook", "")
    files, is_cut = parse(patch.encode())
    return Diff(files, is_cut, len(files), 6, 2)


def asking(home: Home, theme: str = "waterline-dark", filled: Filled = WRITTEN) -> PromptApp:
    question = Question(
        "Checkout form",
        "web · +611 \N{MINUS SIGN}40 · 9 files",
        "Cursor",
        diff,
        lambda _filled: None,
        filled=filled,
        less=[("unknown", "no question in web without a sign of AI"), ("repo", "nothing in web")],
    )
    return PromptApp(home, settings.Settings({"theme": theme}), question, PATIENCE)


def ready(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait until the diff is shown, then press keys."""

    async def run(pilot: Pilot[None]) -> None:
        for _ in range(500):
            if any("Diff 1" in str(view.border_title) for view in pilot.app.screen.query("#diff")):
                break
            await pilot.pause(0.02)
        for field in pilot.app.screen.query(Field):
            field.cursor_blink = False
        await pilot.press(*keys)
        await pilot.pause(0.1)

    return run


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_an_explanation_half_written(
    home: Home, snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    assert snap_compare(asking(home, theme), terminal_size=size, run_before=ready())


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_nothing_said_yet(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(asking(home, filled=Filled()), terminal_size=size, run_before=ready())


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_rating_again(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(asking(home), terminal_size=size, run_before=ready("ctrl+s"))


def test_the_ways_to_be_asked_less(home: Home, snap_compare: Compare) -> None:
    assert snap_compare(asking(home), terminal_size=(120, 36), run_before=ready("ctrl+l"))


def test_a_quiet_question_and_a_pasted_text(home: Home, snap_compare: Compare) -> None:
    filled = Filled(Words("It makes the key idempotent"), 4, typing=Typing(10, 17))
    assert snap_compare(asking(home, filled=filled), terminal_size=(120, 36), run_before=ready())


def test_in_the_terminals_own_colours(home: Home, snap_compare: Compare) -> None:
    assert snap_compare(asking(home, "ansi"), terminal_size=(120, 36), run_before=ready())


def test_without_colours(
    home: Home, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(asking(home), terminal_size=(120, 36), run_before=ready())


def test_a_very_small_terminal(home: Home, snap_compare: Compare) -> None:
    assert snap_compare(asking(home), terminal_size=(50, 14), run_before=ready())
