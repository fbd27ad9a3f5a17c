"""Recall in the app: sure first, then the answer, then how it was; and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.practice.owing import ids
from tests.tui import asking
from tests.tui.asking import (
    answered,
    at,
    begun,
    by_id,
    drawn,
    item,
    on_recall,
    screen,
    sure,
)
from tests.tui.stage import Stage, app_on, now, stage
from waterline.domain.asked import Due
from waterline.practice import explain, recall
from waterline.tui import external
from waterline.tui.widgets.answer import AnswerField
from waterline.tui.widgets.options import Options
from waterline.tui.widgets.points import Points

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def lines(home: Home, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the same change, of which its why and a line can be asked."""
    asking.made(monkeypatch, "line")
    return asking.the_history(home, git)


async def test_today_says_quietly_what_waits_and_the_header_counts_it(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now), lines=50) as one:
        await one.until(lambda: "3 questions about your own work" in one.text)
        assert "3 due" in one.text
        await on_recall(one)
        assert "3 questions about your own work" in one.text
        assert "3 for the first time" in one.text


async def test_of_a_pile_it_is_said_that_it_goes_a_sitting_at_a_time(
    home: Home, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile = Due(first=3, later=60, minutes=41, drawn=70)
    monkeypatch.setattr(recall, "look", lambda *_: pile)
    said = "63 questions about your own work, 10 minutes of them at a time"
    async with stage(app_on(home, now), columns=200, lines=50) as one:
        await one.until(lambda: said in one.text)
        await on_recall(one)
        assert said in one.text


async def test_how_sure_comes_first_and_the_candidates_only_after_it(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        assert "Which of your files held this change?" in one.text
        assert "I don't know" not in one.text
        await one.press("enter")
        await one.until(lambda: any("0 is an answer too" in said for said in one.said))
        assert screen(one)._stage == "sure"
        await sure(one, "35")
        await one.until(lambda: "I don't know" in one.text)
        assert "35 % sure" in one.text


async def test_enter_answers_nothing_before_a_candidate_is_marked(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        await one.press("enter", "enter")
        await one.until(lambda: any("Choose one first" in said for said in one.said))
        assert by_id(home, item(one).id)["outcome"] == ""


async def test_a_file_that_was_known_is_shown_in_its_folder(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one, "80")
        key = item(one).id
        await answered(one, asking.RIGHT)
        assert "Known." in one.text
        assert "here it was, as you said" in one.text
        assert "Asked again" in one.text

    row = by_id(home, key)
    assert (row["outcome"], row["sure"]) == ("right", 80)


async def test_of_another_file_both_are_shown(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        key = item(one).id
        await answered(one, asking.RIGHT + 1)
        assert f"It was another one: you chose {asking.PATHS[asking.RIGHT + 1]}." in one.text
        assert "what you chose" in one.text
        assert "here it was" in one.text

    assert by_id(home, key)["outcome"] == "wrong"


async def test_not_knowing_is_an_answer(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        key = item(one).id
        await one.press("0", "enter")
        await at(one, "shown")
        assert "This is how it was." in one.text
        assert "what you chose" not in one.text

    assert by_id(home, key)["outcome"] == "unknown"


async def test_numbers_mark_a_candidate_and_lead_to_no_other_screen(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        await one.press("3")
        assert one.app.current_mode == "recall"
        assert screen(one).query_one(Options).cursor == 2
        await one.press("j", "k", "k")
        assert screen(one).query_one(Options).cursor == 1


async def test_a_candidate_is_marked_by_one_click_and_chosen_by_the_next(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        await one.pilot.pause()
        key = item(one).id
        await one.pilot.click("#options", offset=(8, 2))
        assert screen(one).query_one(Options).cursor == 1
        await one.pilot.click("#options", offset=(8, 2))
        await at(one, "shown")

    assert by_id(home, key)["outcome"] in {"right", "wrong"}


async def test_a_line_is_shown_in_its_hunk_with_the_one_that_was_chosen(
    home: Home, lines: Path
) -> None:
    async with stage(app_on(home, now), lines=50) as one:
        await to_why(one)
        await one.press("ctrl+o")
        await at(one, "weighed")
        await one.press("enter")
        await at(one, "sure")
        assert "Which line stood here?" in one.text
        await sure(one)
        assert all(option in one.text for option in asking.LINES)
        await answered(one, asking.RIGHT + 1)
        assert "+ is how it was, - what you chose" in one.text
        assert f"+         {asking.LINES[asking.RIGHT]}" in one.text
        assert f"-         {asking.LINES[asking.RIGHT + 1]}" in one.text
        # Its why was asked before, so what was written may be read again.
        assert "What you wrote about it:" in one.text


# --- Why ----------------------------------------------------------------------------------------


async def to_why(one: Stage) -> str:
    await begun(one)
    assert item(one).sort == "why"
    await sure(one, "60")
    return item(one).id


async def test_the_answer_is_written_before_the_explanation_is_seen(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        assert "lock was held" not in one.text
        await one.type("the lock was too long")
        await one.press("ctrl+s")
        await at(one, "tick")
        assert "It also avoids a copy." in one.text
        assert "the lock was too long" in one.text
        await one.press("space", "j", "space", "enter")
        await at(one, "weighed")
        assert "The main reason was there, and 2 of 3 points." in one.text

    row = by_id(home, key)
    assert (row["outcome"], row["answer"], row["sure"]) == ("passed", "the lock was too long", 60)


async def test_another_sentence_may_be_the_main_reason(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("no idea")
        await one.press("ctrl+s")
        await at(one, "tick")
        await one.press("space", "j", "space", "j", "m")
        assert screen(one).query_one(Points).main == 2
        await one.press("enter")
        await at(one, "weighed")
        assert "Worth another look: the main reason wasn't there, and 2 of 3 points." in one.text

    assert by_id(home, key)["outcome"] == "failed"


async def test_nothing_is_revealed_for_no_words_but_for_not_knowing(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.press("ctrl+s")
        await one.until(lambda: any("A few words first" in said for said in one.said))
        assert screen(one)._stage == "write"
        await one.press("ctrl+o")
        await at(one, "weighed")
        assert "This is what you wrote then." in one.text
        assert "It also avoids a copy." in one.text

    assert by_id(home, key)["outcome"] == "failed"


async def test_words_on_what_was_never_explained_become_its_explanation(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.made(monkeypatch)
    asking.a_history(home, git, explained=0)
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("two workers took one job")
        await one.press("ctrl+s")
        await at(one, "weighed")
        assert "your words are its explanation now" in one.text

    assert by_id(home, key)["outcome"] == "late"
    [change] = ids(home, asking.SUBJECTS[0])
    [written] = explain.change(home, asking.SETTINGS, change).explanations
    assert written.words.why == "two workers took one job"


async def test_a_click_in_the_footer_does_what_its_key_does(
    home: Home, whys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "edit", lambda _app, text: f"{text} from memory\n")
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("the lock")
        await one.click_footer("$EDITOR")
        answer = screen(one).query_one(AnswerField)
        await one.until(lambda: answer.text == "the lock from memory")
        await one.click_footer("reveal")
        await at(one, "tick")
        await one.click_footer("tick")
        await one.until(lambda: screen(one).query_one(Points).ticked == (0,))
        await one.click_footer("done")
        await at(one, "weighed")

    assert by_id(home, key)["answer"]


async def test_words_half_written_are_there_at_the_next_start(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("the lock was")

    async with stage(app_on(home, now)) as one:
        await on_recall(one)
        await one.press("enter")
        await at(one, "write")
        assert item(one).id == key
        assert screen(one).query_one(AnswerField).text == "the lock was"
        assert "60 % sure" in one.text
        await one.type(" too long")
        await one.press("ctrl+s")
        await at(one, "tick")

    assert by_id(home, key)["answer"] == "the lock was too long"


async def test_an_answer_that_waits_for_its_ticks_waits_through_a_new_start(
    home: Home, whys: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("the lock")
        await one.press("ctrl+s")
        await at(one, "tick")

    async with stage(app_on(home, now)) as one:
        await on_recall(one)
        await one.press("enter")
        await at(one, "tick")
        assert item(one).id == key
        await one.press("space", "enter")
        await at(one, "weighed")

    assert by_id(home, key)["outcome"] == "failed"


async def test_escape_leaves_the_field_first_and_then_the_questions(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("the lock")
        await one.press("escape")
        assert screen(one)._stage == "write"
        await one.press("enter")
        await one.type("s")
        assert screen(one).query_one(AnswerField).text == "the locks"
        await one.press("escape", "escape")
        await at(one, "ground")
        await one.press("enter")
        await at(one, "write")
        assert item(one).id == key
        assert screen(one).query_one(AnswerField).text == "the locks"
        await one.press("escape", "escape", "escape")
        await one.until(lambda: one.app.current_mode == "today")


# --- Second thoughts ----------------------------------------------------------------------------


async def test_u_takes_a_slip_of_the_fingers_back(home: Home, history: Path) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        key = item(one).id
        await answered(one, asking.RIGHT + 1)
        await one.press("u")
        await at(one, "sure")
        assert by_id(home, key)["outcome"] == ""
        await sure(one)
        await answered(one, asking.RIGHT)

    assert by_id(home, key)["outcome"] == "right"


async def test_u_gives_the_words_of_a_why_back_step_by_step(home: Home, whys: Path) -> None:
    async with stage(app_on(home, now)) as one:
        key = await to_why(one)
        await one.type("the lock")
        await one.press("ctrl+s")
        await at(one, "tick")
        await one.press("enter")
        await at(one, "weighed")
        await one.press("u")
        await at(one, "tick")
        assert by_id(home, key)["outcome"] == ""
        await one.press("u")
        await at(one, "write")
        assert screen(one).query_one(AnswerField).text == "the lock"
        assert by_id(home, key)["answer"] == ""


async def test_what_is_left_for_later_takes_with_it_what_it_would_give_away(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.made(monkeypatch, "where", "line")
    asking.a_history(home, git, changes=2)
    async with stage(app_on(home, now)) as one:
        await begun(one)
        subject = item(one).subject
        await one.press("z")
        await one.until(lambda: screen(one)._question and item(one).subject != subject)
        left = screen(one)._course.left
        assert [waiting.sort for waiting in left] == ["where", "why", "line"]
        assert subject not in {waiting.subject for waiting in left}

    assert not any(row["answered_at"] for row in drawn(home))


async def test_a_question_is_asked_no_more_until_that_is_taken_back(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        key = item(one).id
        await one.press("x")
        await one.until(lambda: screen(one)._question and item(one).id != key)
        assert any("It is asked no more" in said for said in one.said)
        await one.press("u")
        await one.until(lambda: screen(one)._question and item(one).id == key)


async def test_at_the_end_it_is_said_what_came_of_each_and_when_there_is_more(
    home: Home, lines: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await to_why(one)
        await one.press("ctrl+o")
        await at(one, "weighed")
        await one.press("enter")
        await at(one, "sure")
        await sure(one)
        await answered(one, asking.RIGHT)
        await one.press("enter")
        await at(one, "end")
        await one.until(lambda: "The next questions come" in one.text)
        assert "That was all for now." in one.text
        assert "why    Take jobs in turns  worth another look" in one.text
        assert "line   Take jobs in turns  known" in one.text
        assert " due" not in one.text.split("\n")[0]


# --- Nothing, and what is gone ------------------------------------------------------------------


async def test_before_anything_was_drawn_it_is_said_how_it_works(home: Home) -> None:
    async with stage(app_on(home, now)) as one:
        await on_recall(one)
        assert "Nothing is due." in one.text
        assert "Nobody chooses" in one.text
        await one.press("enter")
        assert screen(one)._stage == "ground"


async def test_with_drawing_switched_off_it_is_said_where(home: Home, history: Path) -> None:
    async with stage(app_on(home, now, recall_per_week=0)) as one:
        await on_recall(one)
        assert "recall_per_week is 0" in one.text


async def test_a_repository_that_is_gone_is_skipped_with_a_word(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.made(monkeypatch, "where", "line")
    history = asking.a_history(home, git)
    async with stage(app_on(home, now)) as one:
        history.rename(history.with_name("elsewhere"))
        await on_recall(one)
        await one.press("enter")
        await at(one, "sure")
        assert item(one).sort == "why"
        over = screen(one)._course.over
        assert {entry.result for entry in over} == {"skipped"}
        assert all(entry.note for entry in over)


async def test_questions_that_lie_in_another_apps_hands_are_no_error(
    home: Home, history: Path
) -> None:
    async with stage(app_on(home, now)) as one:
        await begun(one)
        await sure(one)
        key = item(one).id
        recall.answer(home, asking.SETTINGS, key, 50, None)
        await one.press("a", "enter")
        await one.until(lambda: any("doesn't wait" in said for said in one.said))
        await one.press("escape")
        await at(one, "ground")
        await one.press("enter")
        await at(one, "sure")
        assert item(one).id != key


# --- What stands in git is data -------------------------------------------------------------------

HOSTILE = "[/x] [bold red]\x1b]52;c;AAAA\x07\u202e if x[i]:"


@pytest.mark.parametrize("sort", ["where", "line"])
async def test_hostile_names_and_lines_are_only_shown(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    options = tuple(f"{HOSTILE}{number}" for number in range(4))
    monkeypatch.setattr(asking, "PATHS", options)
    monkeypatch.setattr(asking, "LINES", options)
    monkeypatch.setattr(asking, "BESIDE", (HOSTILE, "[/x]/"))
    monkeypatch.setattr(asking, "WHY", f"Because {HOSTILE}. It is so.")
    monkeypatch.setattr(asking, "SUBJECTS", ("Take [/x] in [turns]",))
    asking.made(monkeypatch, sort)
    asking.a_history(home, git)
    async with stage(app_on(home, now)) as one:
        await begun(one)
        assert "Take [/x] in [turns]" in one.text
        if sort == "line":
            await sure(one)
            await one.press("ctrl+o")
            await at(one, "weighed")
            assert "[bold red]" in one.text
            await one.press("enter")
            await at(one, "sure")
        await sure(one)
        assert one.text.count("[/x] [bold red]") >= 4
        assert "x[i]:3" in one.text
        await answered(one, 0)
        assert "[/x]" in one.text
        assert not any(sign in one.text for sign in "\x1b\x07\u202e")


@pytest.fixture
def damaged(home: Home) -> str:
    """Lay something else in the journal's place; give what is said of it."""
    home.make(home.data)
    Path(home.journal).write_text("this is no journal, and longer than nothing at all\n" * 40)
    return "What you write is safe"


async def test_a_journal_that_cant_be_read_is_said_in_place_of_what_waits(
    home: Home, damaged: str
) -> None:
    app = app_on(home, now)
    async with app.run_test(size=(120, 40)) as pilot:
        one = Stage(app, pilot)
        await one.press("r")
        await one.until(lambda: one.app.current_mode == "recall" and damaged in one.text)
