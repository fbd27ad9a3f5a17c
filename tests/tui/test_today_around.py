"""What stands around the day on Today: the waterline, and the offer to look back on a month."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.tui.stage import BERLIN, NOW, a_day, app_on, at, day, note, stage
from waterline import settings
from waterline.errors import JournalError
from waterline.practice import audit, today
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from tests.tui.stage import Stage
    from waterline.home import Home

PLAIN = settings.Settings()
DECEMBER = datetime(2026, 12, 3, 15, 10, tzinfo=BERLIN)
OFFER = "November is over."


@pytest.fixture(autouse=True)
def neutral_folder(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in no repository."""
    monkeypatch.chdir(clean_environment)


def chart(app: Stage) -> WaterlineChart:
    return app.today.query_one(WaterlineChart)


# -- the chart ----------------------------------------------------------------------------------


async def test_the_days_up_to_today_stand_over_the_water(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, scan_on_start=False), 120, 36) as app:
        await app.until(lambda: "─ Last 16 days ─" in app.text)
        await app.until(lambda: "█ with AI  █ other  ⣇ unexplained" in app.text)
        app.today.set_focus(chart(app))
        await app.until(lambda: "Fri 20 Nov: 3 shipped · 2 with AI · 0 explained" in app.text)


async def test_enter_on_a_day_of_the_chart_shows_it(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, scan_on_start=False)) as app:
        await app.until(lambda: "Last 16 days" in app.text)
        await app.press("tab", "left", "left", "enter")
        await app.until(lambda: app.bodies == ["Sketch the checkout"])
        await app.press("right", "enter")
        await app.until(lambda: app.today.day == day(19))


async def test_around_a_day_of_long_ago_the_chart_ends_with_its_week(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: DECEMBER)) as app:
        await app.until(lambda: "Last 16 days" in app.text)
        app.today.show_day(day(18))
        await app.until(lambda: "7 Nov to 22 Nov" in app.text)
        await app.press("t")
        await app.until(lambda: "Last 16 days" in app.text)


async def test_what_is_written_and_shipped_meanwhile_comes_into_the_chart(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.until(lambda: "What you ship will stand here," in app.text)
        note(home, "written elsewhere", "note", at(12, 0))
        app.today.refresh_data()
        await app.until(lambda: app.bodies)
        app.today.set_focus(chart(app))
        await app.press("right")
        await app.until(lambda: "Fri 20 Nov: nothing shipped · 1 entry" in app.text)


async def test_a_low_terminal_has_the_chart_in_a_line(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, scan_on_start=False), 80, 24) as app:
        await app.until(lambda: "5 shipped · 2 with AI · 0 explained" in app.text)


async def test_a_chart_that_can_not_be_read_leaves_the_day(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise JournalError("the chart can't be read", "look again")

    a_day(home, git)
    monkeypatch.setattr(today, "chart", refuse)
    async with stage(app_on(home, scan_on_start=False)) as app:
        await app.until(lambda: "the chart can't be read: look again" in app.said)
        assert len(app.bodies) == 6


# -- last month's audit -------------------------------------------------------------------------


async def test_in_the_first_days_of_a_month_the_last_one_is_offered(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: DECEMBER)) as app:
        await app.until(lambda: OFFER in app.text)
        assert "6 look back  z leave it" in app.text
        await app.press("6")
        await app.until(lambda: app.app.current_mode == "audit")


async def test_the_offer_is_in_sight_under_a_long_day(home: Home, git: Git) -> None:
    a_day(home, git)
    for minute in range(30):
        when = datetime(2026, 12, 3, 9, minute, tzinfo=BERLIN)
        note(home, f"line {minute}", "note", when)
    async with stage(app_on(home, now=lambda: DECEMBER), 100, 30) as app:
        await app.until(lambda: OFFER in app.text)
        assert "line 29" in app.text


async def test_the_offer_is_in_sight_on_an_empty_day_of_little_room(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: DECEMBER), 60, 20) as app:
        await app.until(lambda: OFFER in app.text)
        assert "6 look back" in app.text


async def test_an_offer_that_was_put_off_does_not_come_again(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: DECEMBER)) as app:
        await app.until(lambda: OFFER in app.text)
        await app.press("z")
        await app.until(lambda: OFFER not in app.text)
    assert audit.offered(home, PLAIN, DECEMBER) is None
    async with stage(app_on(home, now=lambda: DECEMBER)) as app:
        await app.until(lambda: "Last 16 days" in app.text)
        await app.pilot.pause(0.3)
        assert OFFER not in app.text
        assert "leave the month" not in app.text


@pytest.mark.parametrize(
    ("when", "given"),
    [(NOW, {}), (DECEMBER.replace(day=8), {}), (DECEMBER, {"offer_audit": False})],
    ids=["in the month itself", "when its first days are over", "with the setting off"],
)
async def test_nothing_is_offered(
    home: Home, git: Git, when: datetime, given: dict[str, object]
) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: when, **given)) as app:
        await app.until(lambda: "Last 16 days" in app.text)
        await app.pilot.pause(0.3)
        assert " is over." not in app.text


async def test_an_offer_goes_with_the_first_days(home: Home, git: Git) -> None:
    a_day(home, git)
    moment = [DECEMBER.replace(day=7)]
    async with stage(app_on(home, now=lambda: moment[0])) as app:
        await app.until(lambda: OFFER in app.text)
        moment[0] = DECEMBER.replace(day=8)
        app.today.show_day(app.today.today())
        await app.until(lambda: OFFER not in app.text)


async def test_two_reminders_never_stand_there_at_once(home: Home, git: Git) -> None:
    a_day(home, git)
    given = {"build_day": "monday", "build_time": "10:00"}
    async with stage(app_on(home, now=lambda: DECEMBER, **given)) as app:
        await app.until(lambda: "The build without AI" in app.text)
        await app.pilot.pause(0.3)
        assert OFFER not in app.text
        await app.press("z")
        await app.until(lambda: OFFER in app.text)
        assert "The build without AI" not in app.text
        await app.press("z")
        await app.until(lambda: OFFER not in app.text)


async def test_without_anything_shipped_there_is_nothing_to_look_back_on(home: Home) -> None:
    note(home, "only words", "note", at(9, 0))
    async with stage(app_on(home, now=lambda: DECEMBER)) as app:
        await app.until(lambda: "What you ship will stand here," in app.text)
        await app.pilot.pause(0.3)
        assert OFFER not in app.text
