"""However much is still on its way, the app ends in order: what comes too late breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from tests.tui.stage import NOW, app_on, stage
from waterline import settings
from waterline.tui.app import WaterlineApp
from waterline.tui.messages import JournalChanged
from waterline.tui.places import SCREENS
from waterline.tui.screens.around import Around

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.tui.messages import ChartRead


async def test_a_chart_that_comes_when_the_app_ends_breaks_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    late: list[ChartRead] = []
    take = Around.on_chart_read
    monkeypatch.setattr(Around, "on_chart_read", lambda _, message: late.append(message))
    async with stage(app_on(home)) as one:
        await one.until(lambda: late)
        monkeypatch.setattr(Around, "on_chart_read", take)
        one.app.exit()
        one.today.post_message(late[0])
        one.today.call_later(heard.append, "what comes after it")
    assert one.app.return_code == 0
    assert heard == ["what comes after it"]


@pytest.mark.parametrize("place", [place for place in SCREENS if place != "today"])
async def test_the_app_can_end_while_a_screen_is_being_made(home: Home, place: str) -> None:
    async with stage(app_on(home)) as one:
        one.app.go(place)
        one.app.exit()
    assert one.app.return_code == 0


@pytest.mark.parametrize("place", [place for place in SCREENS if place != "today"])
async def test_a_screen_that_is_being_made_is_not_asked_to_read_again(
    home: Home, place: str
) -> None:
    async with stage(app_on(home)) as one:
        one.app.go(place)
        one.app.on_journal_changed(JournalChanged())
        await one.until(lambda: one.app.screen.is_mounted)


async def test_the_app_can_end_before_anything_stands(home: Home) -> None:
    class Hasty(WaterlineApp):
        def on_mount(self) -> None:
            self.post_message(Key("ctrl+q", None))

    app = Hasty(home, settings.Settings(), now=lambda: NOW)
    async with app.run_test():
        pass
    assert app.return_code == 0
