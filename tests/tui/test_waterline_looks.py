"""How the waterline chart looks, picture by picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tui import columns as made
from tests.tui.columns import TODAY
from waterline.tui import draw
from waterline.tui.basis import Basis
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from waterline.domain.audits import Column
    from waterline.home import Home

    Compare = Callable[..., bool]

THEMES = ["waterline-dark", "waterline-light", "ansi"]


class Picture(Basis[None]):
    """An app that shows one chart."""

    CSS = Basis.CSS + "WaterlineChart { height: 1fr; }"

    def __init__(
        self, home: Home, columns: Sequence[Column], theme: str = THEMES[0], **given: Any
    ) -> None:
        super().__init__(home, theme)
        self.columns, self.given = columns, given

    def compose(self) -> ComposeResult:
        yield WaterlineChart(classes="panel")

    def on_mount(self) -> None:
        self.query_one(WaterlineChart).show(self.columns, **{"today": TODAY, **self.given})


def unfocused(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Show the chart as it stands beside other things, or press keys in it."""

    async def run(pilot: Pilot[None]) -> None:
        await pilot.pause()
        if not keys:
            pilot.app.set_focus(None)
        await pilot.press(*keys)
        await pilot.pause()

    return run


@pytest.mark.parametrize("theme", THEMES)
def test_a_month_by_day(home: Home, snap_compare: Compare, theme: str) -> None:
    app = Picture(home, made.month(), theme, caption="November 2026", marked=TODAY)
    assert snap_compare(app, terminal_size=(72, 18), run_before=unfocused())


@pytest.mark.parametrize("theme", THEMES)
def test_twelve_months_with_the_cursor_on_one(
    home: Home, snap_compare: Compare, theme: str
) -> None:
    app = Picture(home, made.year(), theme, caption="Twelve months", unit="month")
    assert snap_compare(app, terminal_size=(72, 18), run_before=unfocused("home", "right"))


def test_the_last_days_in_a_narrow_panel(home: Home, snap_compare: Compare) -> None:
    app = Picture(home, made.days(), caption="Last 16 days", least=3)
    assert snap_compare(app, terminal_size=(52, 12), run_before=unfocused())


def test_a_month_in_twenty_columns(home: Home, snap_compare: Compare) -> None:
    app = Picture(home, made.month())
    assert snap_compare(app, terminal_size=(24, 10), run_before=unfocused("left"))


def test_in_one_line(home: Home, snap_compare: Compare) -> None:
    app = Picture(home, made.days(), caption="Last 21 days")
    assert snap_compare(app, terminal_size=(80, 3), run_before=unfocused())


def test_very_wide_and_high(home: Home, snap_compare: Compare) -> None:
    app = Picture(home, made.month(), caption="November 2026")
    assert snap_compare(app, terminal_size=(200, 40), run_before=unfocused())


def test_without_anything(home: Home, snap_compare: Compare) -> None:
    app = Picture(home, made.empty(), caption="Last 16 days")
    assert snap_compare(app, terminal_size=(60, 14), run_before=unfocused())


@pytest.mark.parametrize("unit", ["day", "month"])
def test_without_colours(
    home: Home, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    columns = made.month() if unit == "day" else made.year()
    app = Picture(home, columns, unit=unit)
    assert snap_compare(app, terminal_size=(72, 18), run_before=unfocused("left"))


def test_in_ascii(home: Home, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "is_plain", lambda: True)
    app = Picture(home, made.days(), caption="Last 21 days", least=3)
    assert snap_compare(app, terminal_size=(72, 16), run_before=unfocused("left"))
