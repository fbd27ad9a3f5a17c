"""What was shipped in a month, piece by piece, and what was learned from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Static

from tests.practice.auditing import lessons as lessons_kept
from tests.tui import audits
from tests.tui.audits import (
    ALL_FIVE,
    CHECKOUT,
    LIMITS,
    NOW,
    OCTOBER,
    at_audit,
    at_step,
    look,
    said,
    settle,
    show,
)
from waterline.domain.months import Month
from waterline.practice import drafts
from waterline.tui.screens.change import ChangeScreen
from waterline.tui.screens.question import QuestionScreen
from waterline.tui.screens.sitting import SittingScreen
from waterline.tui.widgets.choice import Choice
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.groups import GroupList, LessonList
from waterline.tui.widgets.steps import LEARNED

if TYPE_CHECKING:
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("clock")


def held(home: Home) -> list[Any]:
    """Give what the drafts hold, by the pieces that it is about."""
    return [json.loads(draft.text) for draft in drafts.kept(home)]


# --- What I shipped ---------------------------------------------------------------------------


async def test_the_pieces_of_a_month_stand_with_their_changes(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await at_step(one, 1)
        assert "Limits in api · 10 changes" in one.text
        assert "7 with AI, 5 explained · +1,200" in one.text
        assert "1 to …" not in one.text  # a fact without room is left out, not cut off
        await one.press("enter")
        await settle(one)
        await one.press("enter")
        await one.until(lambda: isinstance(one.app.screen, ChangeScreen))
        await one.press("escape")
        await settle(one)
        await one.press("escape")
        assert isinstance(one.app.focused, GroupList)
        await one.press("escape")
        await one.until(lambda: one.app.current_mode == "today")


async def test_pieces_are_marked_and_merged_and_parted_again(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 1)
        groups = screen.query_one(GroupList)
        groups.select("api:parser")
        await one.press("space")
        groups.select(LIMITS)
        await one.press("m")
        await one.until(lambda: "merged of 2" in one.text)
        assert "api:parser" not in said(autumn)
        groups.select(LIMITS)
        await one.press("p")
        await one.until(lambda: "Parser in api" in one.text)
        assert "api:parser" in said(autumn)


async def test_pieces_that_are_marked_are_merged_and_what_the_cursor_came_to_is_not(
    autumn: Home,
) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 1)
        groups = screen.query_one(GroupList)
        groups.select(LIMITS)
        await one.press("space", "space")
        third = groups.cursor_key
        await one.press("m")
        await one.until(lambda: "merged of 2" in one.text)
        assert third in said(autumn)
        merged = next(group for group in look(autumn).groups if len(group.parts) > 1)
        assert third not in merged.parts
        assert merged.key == LIMITS


async def test_a_piece_gets_another_name(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 1)
        screen.query_one(GroupList).select("api:parser")
        await one.press("R")
        await one.until(lambda: isinstance(one.app.screen, SittingScreen))
        one.app.screen.query_one("#name", Field).take("Parser upgrade [/b]")
        await one.press("ctrl+s")
        await one.until(lambda: "Parser upgrade [/b] · 6 changes" in one.text)
        assert drafts.kept(autumn) == []


# --- What I learned ---------------------------------------------------------------------------


async def test_one_key_answers_and_again_takes_it_back_and_a_click_answers_too(
    autumn: Home,
) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        lessons = screen.query_one(LessonList)
        assert lessons.cursor_key == "api:parser"  # the one that waits for an answer
        for key, learned in (("plus", "a lot"), ("equals_sign", "some"), ("minus", "not much")):
            await one.press(key)
            await settle(one)
            assert said(autumn)["api:parser"] == (learned, "")
        await one.press("minus")
        await settle(one)
        assert said(autumn)["api:parser"] == ("", "")
        choice = screen.query_one("#learned", Choice)
        row = one.text.split("\n")[choice.region.y]
        await one.pilot.click("#learned", offset=(row.index("not much") - choice.region.x, 0))
        await settle(one)
        assert said(autumn)["api:parser"] == ("not much", "")


async def test_words_become_an_entry_and_the_next_piece_is_looked_at(october: Home) -> None:
    audits.answered(october, OCTOBER, ALL_FIVE, NOW)
    async with at_audit(october) as one:
        screen = await show(one)
        await at_step(one, 2)
        lessons = screen.query_one(LessonList)
        lessons.select(LIMITS)
        await one.press("plus")
        await settle(one)
        await one.press("enter")
        await one.type("the clock is enough")
        await one.press("ctrl+s")
        await settle(one)
        assert said(october)[LIMITS] == ("a lot", "the clock is enough")
        assert lessons_kept(october) == ["the clock is enough"]
        assert screen.focused is lessons
        assert lessons.cursor_key != LIMITS
        assert drafts.kept(october) == []


async def test_words_that_are_not_saved_are_a_draft_and_stand_there_again(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select("api:parser")
        await one.press("enter")
        await one.type("lookahead is not")
        await settle(one)
        assert one.text.count("lookahead is not") == 2  # in the field, and in the list
        await one.until(lambda: held(autumn) == [{"api:parser": "lookahead is not"}])
        await one.press("right", "escape", "tab")
    assert said(autumn)["api:parser"] == ("", "")
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select("api:parser")
        await settle(one)
        assert screen.query_one("#words", Field).text == "lookahead is not"
        assert "not saved yet" in one.text
        await one.press("enter", "ctrl+s")
        await settle(one)
    assert said(autumn)["api:parser"] == ("", "lookahead is not")
    assert drafts.kept(autumn) == []


async def test_a_month_is_taken_up_where_words_of_it_were_begun(october: Home) -> None:
    audits.answered(october, OCTOBER, ALL_FIVE, NOW)
    async with at_audit(october) as one:
        await show(one)
        await at_step(one, 2)
        await one.press("enter")
        await one.type("not yet ")
        await one.until(lambda: held(october) == [{LIMITS: "not yet "}])
    async with at_audit(october) as one:
        screen = await show(one)
        screen.show_month(OCTOBER)
        await settle(one)
        assert screen.has_class(f"-step-{LEARNED}")
        assert "not yet" in one.text


async def test_words_that_are_not_saved_are_saved_from_the_list_too(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select("api:parser")
        await settle(one)
        assert screen.check_action("keep_words", ()) is False
        await one.press("enter")
        await one.type("two tokens ")
        await one.press("escape")
        assert isinstance(screen.focused, LessonList)
        await one.press("ctrl+s")
        await settle(one)
    assert said(autumn)["api:parser"] == ("", "two tokens")


async def test_closing_a_month_keeps_the_words_that_are_not_saved(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select(CHECKOUT)
        await one.press("enter")
        screen.query_one("#words", Field).take("The lock holds while the bank answers.")
        await one.press("escape", "c")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        asked = str(one.app.screen.query_one("#question Static", Static).content)
        assert asked.endswith("Words that aren't saved yet are kept with it.")
        await one.press("y")
        await one.until(lambda: look(autumn).closed_at is not None)
        await settle(one)
        assert "not saved yet" not in one.text
    kept = said(autumn)[CHECKOUT]
    assert kept == ("not much", "The lock holds while the bank answers.")
    assert drafts.kept(autumn) == []


async def test_a_draft_of_one_month_does_not_stand_in_another(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select(LIMITS)
        await one.press("enter")
        await one.type("of October ")
        await one.press("escape")
        screen.show_month(Month(2026, 7))
        await settle(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select(LIMITS)
        await settle(one)
        assert screen.query_one("#words", Field).text == ""
        screen.show_month(OCTOBER)
        await settle(one)
        screen.query_one(LessonList).select(LIMITS)
        await settle(one)
        assert "of October" in screen.query_one("#words", Field).text


async def test_the_month_as_a_whole_has_an_answer_and_words_of_its_own_which_can_be_emptied(
    autumn: Home,
) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        assert "going by its parts" in one.text
        screen.query_one(LessonList).select("the month")
        await one.press("minus")
        await settle(one)
        assert look(autumn).learned == "not much"
        assert look(autumn).learned_said
        await one.press("enter")
        await one.type("reading ")
        await one.press("ctrl+s")
        await settle(one)
        assert look(autumn).words == "reading"
        screen.query_one(LessonList).select("the month")
        await settle(one)
        await one.press("enter")
        screen.query_one("#words", Field).take("")
        await one.press("ctrl+s")
        await settle(one)
        assert (look(autumn).learned, look(autumn).words) == ("not much", "")


async def test_beside_a_piece_stands_what_was_written_of_it(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select(LIMITS)
        await settle(one)
        assert "explanation" in one.text
        assert "a timer for each client would cost" in " ".join(one.text.split())


async def test_the_last_keys_before_another_month_or_the_end_are_kept(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 2)
        screen.query_one(LessonList).select("api:parser")
        await one.press("enter")
        await settle(one)
        # Nothing is awaited in between: what was typed is told by a message that comes later.
        screen.query_one("#words", Field).take("at once")
        screen.show_month(Month(2026, 7))
        await settle(one)
        assert held(autumn) == [{"api:parser": "at once"}]
        screen.show_month(OCTOBER)
        await settle(one)
        screen.query_one(LessonList).select("api:parser")
        await one.press("enter")
        await settle(one)
        screen.query_one("#words", Field).take("at once, and at the end")
        screen.let_go()
    assert "at the end" in drafts.kept(autumn)[0].text
