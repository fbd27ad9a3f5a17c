"""Slips of the fingers in Recall: u takes back what was done last, there and nowhere else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.tui import asking
from tests.tui.asking import answered, at, begun, by_id, item, on_recall, screen, sure
from tests.tui.stage import PATIENCE, app_on, now, stage
from waterline.practice import capture, recall
from waterline.settings import Settings
from waterline.tui.widgets.answer import AnswerField
from waterline.tui.widgets.points import Points

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("clock")


async def test_u_takes_back_no_note_where_no_answer_was_given(home: Home, history: Path) -> None:
    capture.save(home, Settings(), "A word on the lock.")
    async with stage(app_on(home, now)) as one:
        await on_recall(one)
        await one.press("u")
        await one.until(lambda: any("nothing to take back" in said for said in one.said))
        await begun(one)
        await one.press("u")
        await one.until(lambda: sum("nothing to take back" in said for said in one.said) > 1)
        assert not any("Taken back" in said for said in one.said)
        assert screen(one)._stage == "sure"
        await one.press("escape", "1")
        await one.until(lambda: "A word on the lock." in one.text)


async def test_how_sure_is_said_anew_before_the_answer(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        key = item(one).id
        await sure(one, "7")
        assert "u take back" in one.text
        await one.press("u")
        await at(one, "sure")
        assert "not said" in one.text
        await sure(one, "70")
        await answered(one, asking.RIGHT)

    row = by_id(home, key)
    assert (row["outcome"], row["sure"]) == ("right", 70)
    assert '"seen"' not in row["marks"]


async def test_how_sure_is_said_anew_beside_half_written_words(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one, "9")
        await one.type("the lock")
        await one.press("escape", "u")
        await at(one, "sure")
        await sure(one, "90")
        assert screen(one).query_one(AnswerField).text == "the lock"
        assert "90 % sure" in one.text


async def test_who_answers_again_is_told_that_it_is_for_practice(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        assert "first time" in one.text
        await sure(one)
        await answered(one, asking.RIGHT + 1)
        await one.press("u")
        await at(one, "sure")
        assert any("From here on it is for practice." in said for said in one.said)
        assert "once more" in one.text


async def test_ticks_that_are_taken_back_are_there_to_be_mended(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        await one.type("the lock")
        await one.press("ctrl+s")
        await at(one, "tick")
        await one.press("space", "j", "m", "enter")
        await at(one, "weighed")
        await one.press("u")
        await at(one, "tick")
        points = screen(one).query_one(Points)
        assert (points.ticked, points.main) == ((0,), 1)
        assert not any("for practice" in said for said in one.said)


async def test_of_a_question_that_was_answered_in_another_window_it_is_shown_what_came(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        key = item(one).id
        await sure(one)
        recall.answer(home, Settings(), key, 90, asking.RIGHT)
        await one.press("a", "enter")
        await at(one, "shown")
        assert "Known." in one.text
        assert one.text.count("90 % sure") == 2
        await one.press("enter")
        await at(one, "sure")
        assert item(one).sort == "why"

    assert by_id(home, key)["outcome"] == "right"


async def test_while_git_is_slow_it_is_said_and_nothing_is_held_up(
    home: Home, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    begin = recall.begin

    def slowly(*given: object) -> object:
        assert may_go_on.wait(PATIENCE)
        return begin(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recall, "begin", slowly)
    async with stage(app_on(home, now)) as one:
        await on_recall(one)
        await one.press("enter")
        await one.until(lambda: "Looking into your repositories" in one.text)
        may_go_on.set()
        await at(one, "sure")
