"""Explain: the brief that was written before AI was asked is offered beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tests.tui.owing import PLAIN, nothing_is_let_go, three_owed
from tests.tui.stage import app_on, at, note, stage
from waterline.practice import briefs
from waterline.tui.widgets.form import ExplainForm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from tests.tui.stage import Stage
    from waterline.home import Home
    from waterline.tui.screens.explain import ExplainScreen

BRIEF = """## Context

A double click charges twice.

## What right looks like

One receipt for one cart.

## Expected minutes

45"""


@pytest.fixture(autouse=True)
def ground(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in no repository, on whatever day."""
    monkeypatch.chdir(clean_environment)
    nothing_is_let_go(monkeypatch)


def screen(app: Stage) -> ExplainScreen:
    return cast("ExplainScreen", app.app.get_screen_stack("explain")[0])


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_brief_of_the_day_is_offered_and_read_in_place_of_the_diff(
    home: Home, git: Git, columns: int
) -> None:
    three_owed(home, git)
    kept = note(home, BRIEF, "brief", at(9, 12))
    briefs.close(home, PLAIN, kept, 60)
    async with stage(app_on(home), columns, 40) as app:
        await app.press("3", "enter", "5")
        await app.until(lambda: "Brief of 09:12  A double click" in app.text)
        await app.until(lambda: "class CheckoutForm" in app.text)
        assert "^g brief" in app.text or columns < 100  # the footer names what it has room for
        await app.press("ctrl+g")
        await app.until(lambda: "One receipt for one cart." in app.text)
        await app.press("pagedown")  # scrolls the brief while one writes
        await app.until(lambda: "45 min expected · took 60 min" in app.text)
        assert "class CheckoutForm" not in app.text
        await app.type("The key")
        form = screen(app).query_one(ExplainForm)
        assert form.filled.words.why == "The key"
        await app.press("ctrl+g")
        await app.until(lambda: "class CheckoutForm" in app.text)
        assert "One receipt for one cart." not in app.text


async def test_a_day_without_a_brief_offers_none(home: Home, git: Git) -> None:
    three_owed(home, git)
    note(home, BRIEF, "brief", at(9, 12))
    async with stage(app_on(home)) as app:
        await app.press("3")
        await app.until(lambda: "Brief of 09:12" in app.text)
        await app.press("down", "down")  # shipped on another day
        await app.until(lambda: screen(app)._diff.file == 0 and "retry" in app.text)
        await app.until(lambda: "Brief of" not in app.text)
        await app.press("ctrl+g")
        await app.until(lambda: "Diff 1 of" in app.text)


async def test_several_briefs_are_turned_through_and_files_bring_the_diff_back(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    note(home, BRIEF, "brief", at(9, 12))
    note(home, "## Context\n\nThe \x1b[31mlock\x1b[0m times out.", "brief", at(10, 0))
    async with stage(app_on(home)) as app:
        await app.press("3")
        await app.until(lambda: "Brief of 10:00 and 1 more  The" in app.text)
        await app.press("ctrl+g")
        await app.until(lambda: "Brief 1 of 2" in app.text and "lock" in app.text)
        await app.press("ctrl+g")
        await app.until(lambda: "Brief 2 of 2" in app.text and "double click" in app.text)
        await app.press("right_square_bracket")
        await app.until(lambda: "Diff 2 of" in app.text)
        assert "Brief of 10:00" in app.text
