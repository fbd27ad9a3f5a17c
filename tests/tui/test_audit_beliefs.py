"""The questions of Audit: what one believes is asked before any evidence, and kept at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from tests.tui import audits
from tests.tui.audits import (
    ALL_FIVE,
    NOVEMBER,
    NOW,
    OCTOBER,
    SETTINGS,
    at_audit,
    at_step,
    settle,
    show,
)
from waterline.domain.audits import Answers
from waterline.domain.months import Month
from waterline.errors import JournalError
from waterline.practice import audit
from waterline.tui.screens.question import QuestionScreen
from waterline.tui.widgets.anchors import Drop

if TYPE_CHECKING:
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("clock")


def assessed(home: Home, month: Month = OCTOBER) -> Answers:
    return audit.assessed(home, SETTINGS, month, NOW).answers


def state(home: Home, month: Month = OCTOBER) -> str:
    return audit.assessed(home, SETTINGS, month, NOW).state


async def test_the_questions_of_last_month_come_first_and_nothing_of_it_is_shown(
    october: Home,
) -> None:
    audit.answer(october, SETTINGS, NOVEMBER, Answers(4, 4, 4, 4, 5, 4), NOW)
    async with at_audit(october) as one:
        await show(one)
        assert "October 2026" in one.text
        assert "Three most important decisions" in one.text
        assert "I paste the error" not in one.text  # one question at a time
        for evidence in ("shipped ·", "with AI", "explained", "Limits", "●"):
            assert evidence not in one.text.replace("I shipped", "")


async def test_arrows_and_digits_answer_and_backspace_takes_back_and_the_journal_has_it_at_once(
    october: Home,
) -> None:
    async with at_audit(october) as one:
        await show(one)
        await one.press("down", "j", "enter")  # the third of the first question
        await one.press("up")  # back from the first level of the second to the answer
        await settle(one)
        assert assessed(october).q1 == 2
        await one.press("backspace")
        await settle(one)
        assert assessed(october).q1 is None
        await one.press("9", "5")  # fingers beside the 4 answer nothing, and lead nowhere
        await one.press("3", "2", "3", "3", "3", "5", "enter", "3")
        await settle(one)
        assert assessed(october) == ALL_FIVE
        assert "5 of 5 answered" in one.text


async def test_a_click_answers_and_all_words_can_be_shown_at_once(october: Home) -> None:
    async with at_audit(october) as one:
        screen = await show(one)
        await one.pilot.click("#q1", offset=(10, 5))
        await settle(one)
        assert assessed(october).q1 == 3
        assert screen.focused is screen.query_one("#q2")
        await one.press("a")
        await settle(one)
        assert "I paste the error before reading it" in one.text
        assert "an outline; stuck on the main path" in one.text


async def test_a_click_on_the_bar_says_a_share_and_one_on_its_question_does_not(
    october: Home,
) -> None:
    async with at_audit(october) as one:
        drop = (await show(one)).query_one(Drop)
        drop.focus()
        await settle(one)
        await one.pilot.click(drop, offset=(20, 0))
        await settle(one)
        assert assessed(october).velocity_drop is None
        await one.pilot.click(drop, offset=(20, drop.size.height - 2))
        await settle(one)
        assert assessed(october).velocity_drop == 40


async def test_answers_wait_where_they_were_left(october: Home) -> None:
    async with at_audit(october) as one:
        await show(one)
        await one.press("3", "2", "escape")
        await one.until(lambda: one.app.current_mode == "today")
        await settle(one)
    async with at_audit(october) as one:
        screen = await show(one)
        assert "2 of 5 answered" in one.text
        assert screen.focused is screen.query_one("#q3")


async def test_the_evidence_is_shown_only_after_a_question_where_answers_are_missing(
    october: Home,
) -> None:
    async with at_audit(october) as one:
        await show(one)
        await one.press("3", "2", "3", "tab")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        assert "3 of the five questions are answered. 4 are needed" in " ".join(one.text.split())
        await one.press("n")
        await settle(one)
        assert state(october) == "open"
        await one.press("tab")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: "What was shipped?" in one.text)
        assert state(october) == "fixed"
        assert assessed(october) == Answers(3, 2, 3)


async def test_with_all_five_answered_the_evidence_follows_and_fixes_them(october: Home) -> None:
    async with at_audit(october) as one:
        await show(one)
        await one.press("3", "2", "3", "3", "3", "5", "tab")
        await one.until(lambda: "What was shipped?" in one.text)
        assert state(october) == "fixed"
        assert assessed(october) == ALL_FIVE._replace(renting=None)
        await one.press("shift+tab", "0")
        await settle(one)
        assert "These answers are fixed" in one.text
        assert assessed(october).q1 == 3


async def test_a_month_too_long_ago_is_not_asked_about(home: Home) -> None:
    audits.months(home, 6, 6)
    async with at_audit(home) as one:
        screen = await show(one)
        screen.show_month(Month(2026, 6))
        await settle(one)
        assert "not answered" in one.text
        await at_step(one, 0)
        assert "The questions of June 2026" in one.text
        assert "answered until 31 July 2026" in one.text


async def test_before_the_evidence_the_month_before_is_named_where_its_questions_wait(
    home: Home,
) -> None:
    audits.months(home, 10, 11)
    audit.answer(home, SETTINGS, NOVEMBER, ALL_FIVE, NOW)
    async with at_audit(home) as one:
        screen = await show(one)
        screen.show_month(NOVEMBER)
        await settle(one)
        await one.press("tab")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        text = str(one.app.screen.query_one("#question Static", Static).content)
        assert "The questions of October 2026 still wait for you (←)" in text
        assert "of the five questions" not in text  # all of November's are answered
        await one.press("y")
        await settle(one)
        await at_step(one, 3)
        # What October would show, be it only what follows from its answers, isn't told.
        assert "October" not in one.text
        assert "Oct " not in one.text


async def test_answers_that_could_not_be_written_are_written_with_the_next(
    october: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = audit.answer

    def full(*_: object) -> None:
        raise JournalError("the disk is full", "make room")

    async with at_audit(october) as one:
        screen = await show(one)
        monkeypatch.setattr(audit, "answer", full)
        await one.press("3")
        await one.until(lambda: one.said)
        assert assessed(october).q1 is None
        monkeypatch.setattr(audit, "answer", answer)
        screen.refresh_data()
        await settle(one)
        assert "1 of 5 answered" in one.text
        await one.press("2")
        await settle(one)
        assert assessed(october) == Answers(3, 2)
