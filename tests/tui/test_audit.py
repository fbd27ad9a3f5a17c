"""The Audit screen: beliefs before evidence, pieces of work, what was learned, the picture."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from textual.widgets import Static

from tests.journal import lay
from tests.practice.auditing import lessons as lessons_kept
from tests.tui import audits
from tests.tui.audits import (
    ALL_FIVE,
    LIMITS,
    NOVEMBER,
    NOW,
    OCTOBER,
    SETTINGS,
    at_audit,
    look,
    said,
    settle,
    show,
)
from tests.tui.stage import app_on, stage
from waterline.domain.audits import Answers
from waterline.domain.months import Month
from waterline.errors import JournalError
from waterline.practice import audit, drafts
from waterline.tui.screens import today
from waterline.tui.screens.change import ChangeScreen
from waterline.tui.screens.export import ExportScreen
from waterline.tui.screens.past import PastScreen
from waterline.tui.screens.question import QuestionScreen
from waterline.tui.screens.sitting import SittingScreen
from waterline.tui.widgets.anchors import Drop
from waterline.tui.widgets.choice import Choice
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.groups import GroupList, LessonList
from waterline.tui.widgets.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tui.stage import Stage
    from waterline.home import Home


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Let it be the morning of 5 November."""
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def autumn(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Give a home with half a year in it, of which October was looked at and not closed."""
    audits.an_autumn(home, tmp_path_factory)
    return home


@pytest.fixture
def october(home: Home) -> Home:
    """Give a home with an October that nobody has looked at."""
    audits.months(home, 10, 10)
    return home


def assessed(home: Home, month: Month = OCTOBER) -> Answers:
    return audit.assessed(home, SETTINGS, month, NOW).answers


def state(home: Home, month: Month = OCTOBER) -> str:
    return audit.assessed(home, SETTINGS, month, NOW).state


def broken(home: Home) -> None:
    Path(home.journal).write_bytes(b"no journal at all, and long enough for a header" * 9)


def written(name: str) -> str:
    return Path(name).expanduser().read_text()


async def at_step(one: Stage, step: int) -> None:
    """Go to a step of the month that is shown."""
    one.app.screen.query_one(Steps).post_message(Steps.Step(step))
    await settle(one)


# --- What I believe, before any evidence ------------------------------------------------------


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
        await one.until(lambda: drafts.kept(autumn))
        held = json.loads(drafts.kept(autumn)[0].text)
        await one.press("right", "escape", "tab")
    assert held["api:parser"].startswith("lookahead"[: len(held["api:parser"])])
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


# --- The picture ------------------------------------------------------------------------------


async def test_the_picture_sets_belief_beside_records_with_what_they_rest_on(
    autumn: Home,
) -> None:
    async with at_audit(autumn, 90, 190) as one:
        await show(one)
        await at_step(one, 3)
        text = " ".join(one.text.replace("│", " ").split())
        for words in (
            "28 shipped · 19 with AI · 14 explained · 7 shown",
            "14 of 19 in own words within 7 days",
            "68 of 100, 5 of 5 answered",
            "not enough evidence (0 of 10)",  # the code strand was never asked
            "“Not much” was not the last answer",
            "No clear direction over",
            "Your records resemble none of the stages.",
            "Worth noticing",
        ):
            assert words in text


async def test_a_month_that_runs_can_not_be_closed_and_one_that_is_over_can(
    autumn: Home,
) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await one.press("c")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: look(autumn).closed_at is not None)
        await one.until(lambda: "closed 5 Nov" in one.text)
        assert screen.check_action("close_month", ()) is False
        assert screen.check_action("reopen_month", ()) is True
        screen.show_month(NOVEMBER)
        await settle(one)
        assert screen.check_action("close_month", ()) is False
        assert screen.check_action("reopen_month", ()) is False


async def test_a_closed_month_is_read_only_until_it_is_opened_again(autumn: Home) -> None:
    audit.close(autumn, SETTINGS, OCTOBER, NOW)
    async with at_audit(autumn) as one:
        screen = await show(one)
        screen.show_month(OCTOBER)
        await settle(one)
        await at_step(one, 2)
        before = said(autumn)
        await one.press("minus", "enter", "x")
        await settle(one)
        assert said(autumn) == before
        one.app.screen.dismiss()  # the export, which x opened
        await settle(one)
        await one.press("c")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: look(autumn).closed_at is None)


async def test_past_audits_stand_side_by_side_and_one_can_be_opened(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("t")
        await one.until(lambda: isinstance(one.app.screen, PastScreen))
        await one.until(lambda: "September 2026" in one.text)
        assert "May 2026" in one.text
        assert "November 2026      its questions come first" in one.text
        await one.press("down", "enter")
        await one.until(lambda: "closed 3 Oct" in one.text)


async def test_months_are_turned_up_to_the_present_one(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await one.press("left")
        await one.until(lambda: screen.audit is not None and screen.audit.month.number == 9)
        await one.press("right_square_bracket", "right")
        await settle(one)
        assert screen.audit is not None
        await one.until(lambda: screen.audit is not None and screen.audit.month == NOVEMBER)
        await one.press("escape", "6")
        await settle(one)
        screen.action_later_month()
        await settle(one)
        assert screen.audit.month == NOVEMBER


# --- The report -------------------------------------------------------------------------------


async def test_the_report_is_written_where_it_is_said_and_replaces_no_strangers_file(
    autumn: Home, tmp_path: Path
) -> None:
    other = tmp_path / "notes.md"
    other.write_text("mine\n")
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("x")
        await one.until(lambda: isinstance(one.app.screen, ExportScreen))
        await settle(one)
        panel = one.app.screen
        field = panel.query_one("#file", Field)
        for key, name in (("1", "html"), ("3", "json"), ("2", "md")):
            panel.query_one("#form", Choice).focus()
            await one.press(key)
            await settle(one)
            assert field.text == f"~/waterline-2026-10.{name}"
            assert panel.focused is field
        field.take(str(other))
        await one.press("ctrl+s")
        await one.until(lambda: panel.query_one("#sitting-mistake").display)
        field.take("~/october.md")
        await one.press("ctrl+s")
        await one.until(lambda: not isinstance(one.app.screen, ExportScreen))
        assert any("Written: ~/october.md" in words for words in one.said)
    assert "October 2026" in written("~/october.md")
    assert other.read_text() == "mine\n"


# --- Little to show, and hostile text ---------------------------------------------------------


async def test_without_anything_the_screen_says_what_to_do(home: Home) -> None:
    async with at_audit(home) as one:
        await show(one)
        assert "Once a month" in one.text
        await one.press("tab")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: "Nothing was shipped in November 2026 so far" in one.text)
        assert "waterline repo add" in one.text
        for step in (2, 3):
            await at_step(one, step)
            assert "Nothing was shipped" in one.text


async def test_somebody_who_never_uses_ai_is_told_what_the_waterline_is_about(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for number in range(6):
            lay.change(db, f"Step {number}", api, at=f"2026-10-1{number} 10:00", origin="by hand")
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    async with at_audit(home) as one:
        await show(one)
        await at_step(one, 3)
        text = " ".join(one.text.replace("│", " ").split())
        assert "No change with AI is known. 6 by hand, 0 unknown" in text
        assert "Shown understood" not in text


async def test_hostile_text_neither_crashes_nor_reaches_the_terminal(home: Home) -> None:
    bad = "feat([/x]): \x1b]52;c;AAAA\x07 [red]arr[0] \u202e\x9b31m"
    with lay.journal(home) as db:
        api = lay.repository(db, "a[/b]\x1b[31m")
        for number in range(6):
            lay.change(db, f"{bad} {number}", api, at=f"2026-10-1{number} 10:00", origin="assisted")
        lay.entry(db, bad, "2026-10-12 11:00", kind="learned", repo="a[/b]\x1b[31m")
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    key = look(home).groups[0].key
    audit.say(home, SETTINGS, OCTOBER, key, "some", bad, now=NOW)
    async with at_audit(home) as one:
        await show(one)
        for step in (1, 2, 3):
            await at_step(one, step)
            assert "[/" in one.text
            assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(one.text)


async def test_a_broken_journal_is_told_in_the_screens_place(autumn: Home) -> None:
    async with stage(app_on(autumn, lambda: NOW), 120, 36) as one:
        broken(autumn)
        await one.press("6")
        await one.until(lambda: one.app.current_mode == "audit")
        await one.until(lambda: "doctor" in one.text or "damaged" in one.text)


@pytest.mark.parametrize("size", [(20, 6), (200, 60)])
async def test_every_step_is_drawn_in_whatever_room_there_is(
    autumn: Home, size: tuple[int, int]
) -> None:
    async with at_audit(autumn, *size) as one:
        screen = await show(one)
        for step in range(4):
            await at_step(one, step)
            assert screen.has_class(f"-step-{step}")


# --- Ways -------------------------------------------------------------------------------------


async def test_the_steps_and_the_footer_can_be_clicked(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        row = one.text.split("\n")[1]
        await one.pilot.click(Steps, offset=(row.index("I shipped") + 2, 0))
        await settle(one)
        assert screen.has_class("-step-1")
        foot = one.text.split("\n")[-1]
        await one.pilot.click("Footer", offset=(foot.index("mark") + 1, 0))
        await settle(one)
        assert "• " in one.text
        foot = one.text.split("\n")[-1]
        await one.pilot.click("Footer", offset=(foot.index("its changes") + 1, 0))
        await settle(one)
        assert screen.change_in_hand is not None


async def test_keys_that_were_set_are_the_ones_that_work_and_are_shown(autumn: Home) -> None:
    async with at_audit(autumn, keys={"trend": "f7"}) as one:
        await show(one)
        await one.press("t")
        await settle(one)
        assert not isinstance(one.app.screen, PastScreen)
        assert "f7 trend" in one.text
        await one.press("f7")
        await one.until(lambda: isinstance(one.app.screen, PastScreen))


async def test_the_palette_knows_the_commands_of_the_audit(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("ctrl+p")
        await settle(one)
        await one.type("export")
        await one.until(lambda: "write the month's report" in one.text)
        await one.press("enter")
        await one.until(lambda: isinstance(one.app.screen, ExportScreen))


async def test_the_chart_is_read_by_keyboard(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await at_step(one, 3)
        await one.press("g")
        await settle(one)
        assert re.search(r"Tue 27\b.*: 1 shipped", one.text)
        await one.press("escape", "escape")
        await one.until(lambda: one.app.current_mode == "today")


async def test_in_little_room_the_present_step_and_the_keys_of_its_list_stay_in_sight(
    autumn: Home,
) -> None:
    async with at_audit(autumn, 60, 20) as one:
        await show(one)
        for step, name in enumerate(("I believe", "I shipped", "I learned", "The picture")):
            await at_step(one, step)
            assert name in one.text.split("\n")[1]
        assert "next step" not in one.text.split("\n")[-1]  # this is the last one
        await at_step(one, 2)
        assert "+ a lot  = some" in one.text.split("\n")[-1]


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


@pytest.mark.parametrize("elsewhere", ["1", "6"], ids=["on Today", "here"])
async def test_a_month_that_has_ended_meanwhile_is_read_again(
    home: Home, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    monkeypatch.setattr(today, "TICK", 0.1)
    audits.months(home, 10, 10)
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    moments = [datetime(2026, 10, 31, 20, 0, tzinfo=NOW.tzinfo)]
    app = app_on(home, lambda: moments[-1])
    async with stage(app, 120, 36) as one:
        clock.move_to(moments[-1])
        await show(one)
        assert "October 2026    running" in one.text
        await one.press(elsewhere)
        # Until the day starts at four it is October still.
        moments.append(datetime(2026, 11, 1, 3, 0, tzinfo=NOW.tzinfo))
        await one.pilot.pause(0.3)
        await one.press("6")
        await settle(one)
        assert "running" in one.text.split("\n")[1]
        await one.press(elsewhere)
        moments.append(datetime(2026, 11, 1, 5, 0, tzinfo=NOW.tzinfo))
        await one.pilot.pause(0.3)
        await one.press("6")
        await one.until(lambda: "settling until 15 Dec" in one.text.split("\n")[1])


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
        assert [json.loads(held.text) for held in drafts.kept(autumn)] == [
            {"api:parser": "at once"}
        ]
        screen.show_month(OCTOBER)
        await settle(one)
        screen.query_one(LessonList).select("api:parser")
        await one.press("enter")
        await settle(one)
        screen.query_one("#words", Field).take("at once, and at the end")
        screen.let_go()
    assert "at the end" in drafts.kept(autumn)[0].text
