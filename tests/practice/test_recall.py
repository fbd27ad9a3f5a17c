"""A sitting of Recall: what is asked in which order, where and line, and what waits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal import lay
from tests.practice.ground import rows
from tests.practice.owing import AI, assisted, follow
from tests.practice.recalling import (
    NOW,
    SETTINGS,
    WHY,
    answered,
    asked,
    at,
    begin,
    decided,
    is_whole,
    kept,
    real,
    truth,
)
from waterline.domain.asked import Question, Skipped
from waterline.errors import InputError, NotFoundError
from waterline.practice import recall

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.domain.asked import Item
    from waterline.home import Home


AGO = (NOW - timedelta(days=20)).isoformat()

# --- In which order, and what is shown --------------------------------------------------------


def test_where_comes_before_why_and_why_before_line(explained: list[Item]) -> None:
    assert [item.sort for item in explained] == ["where", "why", "line"]
    assert {item.subject for item in explained} == {"Refuse what comes too fast"}
    assert {(item.shipped, item.repo, item.is_first) for item in explained} == {
        (date(2026, 10, 21), "api", True)
    }


def test_all_where_of_a_sitting_come_before_every_why(git: Git, home: Home) -> None:
    real(git, home, days=(30, 25, 20))

    sorts = [item.sort for item in begin(home)]

    assert sorts == sorted(sorts, key=["where", "why", "line"].index)
    assert sorts.count("why") == 3


@at()
def test_a_where_shows_no_explanation_while_its_why_is_to_be_asked(
    home: Home, explained: list[Item]
) -> None:
    where, why, line = explained

    assert asked(home, where).explanation == ""
    assert answered(home, where).explanation == ""
    assert asked(home, why).files == ("api/clock.py",)
    answered(home, why)
    assert WHY in answered(home, line).explanation


@at()
def test_nothing_of_a_question_tells_its_answer(home: Home, explained: list[Item]) -> None:
    where, why, _ = explained
    question = asked(home, where)

    assert question.revealed is None
    assert (question.files, question.path) == ((), "")
    assert len(set(question.options)) == 4
    assert question.options[truth(home, where)] == "api/clock.py"
    answered(home, where)
    assert asked(home, why) == Question(why, files=("api/clock.py",))


@at()
def test_what_would_be_told_by_another_waits_for_it(home: Home, explained: list[Item]) -> None:
    where, why, line = explained

    assert recall.ask(home, SETTINGS, why.id) == Skipped(
        why, "it waits for the where of the same change"
    )
    answered(home, where)
    assert recall.ask(home, SETTINGS, line.id) == Skipped(
        line, "it waits for the why of the same change"
    )


@at()
def test_putting_one_off_says_which_others_wait_with_it(home: Home, explained: list[Item]) -> None:
    where, why, line = explained

    assert set(recall.leave(home, SETTINGS, where.id)) == {why.id, line.id}
    assert recall.leave(home, SETTINGS, why.id) == (line.id,)
    assert recall.leave(home, SETTINGS, line.id) == ()
    assert begin(home) == explained


@at()
def test_a_question_is_the_same_whenever_it_is_asked(home: Home, explained: list[Item]) -> None:
    where = explained[0]
    first = asked(home, where)

    assert begin(home, 3)[0] == where
    assert asked(home, where) == first
    assert kept(home, where, "asked ->> 'shown_at'") == (int(NOW.timestamp() * 1_000_000),)


def test_a_sitting_takes_ten_minutes_at_most(home: Home) -> None:
    with lay.journal(home) as db:
        for days in range(8, 44, 2):
            decided(db, days, f"## What did I decide?\nNumber {days}.\n\n## Why?\nBecause.\n")

    begin(home)
    begin(home, 7)
    items = begin(home, 14)

    assert sum(item.minutes for item in items) == 10
    with at(14):
        due = recall.look(home, SETTINGS, NOW + timedelta(days=14))
        assert (due.first, due.minutes, due.at_a_time) == (9, 18, 10)


def test_what_a_change_holds_no_question_for_is_left_out(git: Git, home: Home) -> None:
    where = git.repository("prose")
    assisted(git, where, "Write it down", "2026-10-20T10:00:00", readme__md="A line\n" * 20)
    follow(home, where)

    assert [item.sort for item in begin(home)] == ["why"]
    outcomes = rows(home, "SELECT sort, outcome FROM test ORDER BY moment")
    assert outcomes == [("where", "skipped"), ("why", ""), ("line", "skipped")]


# --- where and line ---------------------------------------------------------------------------


def test_what_waits_is_counted_as_it_will_be_asked_once_it_is_prepared(
    git: Git, home: Home
) -> None:
    real(git, home, days=(30,))
    with at():
        assert recall.look(home, SETTINGS, NOW).first == 3
        recall.prepare(home, SETTINGS, NOW)
        assert recall.look(home, SETTINGS, NOW).first == 3  # it holds all three
    assert [item.sort for item in begin(home)] == ["where", "why", "line"]


def test_a_question_that_a_change_does_not_hold_is_no_more_counted_once_it_is_prepared(
    git: Git, home: Home
) -> None:
    where = real(git, home, days=())
    git.commit(where, f"Say it in words\n\n{AI}", AGO, notes__txt="one\n" * 20)
    follow(home, where)
    with at():
        assert recall.look(home, SETTINGS, NOW).first == 3
        recall.prepare(home, SETTINGS, NOW)
        recall.prepare(home, SETTINGS, NOW)
        assert recall.look(home, SETTINGS, NOW).first == 1
    assert [item.sort for item in begin(home)] == ["why"]


def test_a_change_that_is_gone_is_not_prepared_and_still_spoken_of(git: Git, home: Home) -> None:
    where = real(git, home, days=(30,))
    with at():
        recall.look(home, SETTINGS, NOW)
    where.rename(where.with_name("elsewhere"))
    with at():
        recall.prepare(home, SETTINGS, NOW)
        assert recall.look(home, SETTINGS, NOW).first == 3
        asked_now = [recall.ask(home, SETTINGS, item.id) for item in begin(home)]
    assert any(isinstance(one, Skipped) for one in asked_now)


@at()
def test_the_program_marks_where_and_line(home: Home, explained: list[Item]) -> None:
    where, why, line = explained

    shown = answered(home, where, sure=70)
    assert (shown.outcome, shown.chosen, shown.sure) == ("right", shown.right, 70)
    assert "api/clock.py" in shown.neighbours
    assert "api/queue.py" in shown.neighbours
    answered(home, why)
    shown = answered(home, line, well=False)
    assert shown.outcome == "wrong"
    assert shown.chosen != shown.right
    assert is_whole(home)


@at()
def test_i_dont_know_is_an_answer(home: Home, explained: list[Item]) -> None:
    where = explained[0]
    asked(home, where)

    shown = recall.answer(home, SETTINGS, where.id, 5, None)

    assert (shown.outcome, shown.chosen, shown.answer) == ("unknown", None, "")
    assert kept(home, where, "outcome", "rating", "sure") == ("unknown", 1, 5)


@at()
def test_what_was_chosen_is_kept_with_the_question(home: Home, explained: list[Item]) -> None:
    where = explained[0]
    question = asked(home, where)

    recall.answer(home, SETTINGS, where.id, 60, 2)

    told = json.loads(kept(home, where, "asked")[0])
    assert tuple(told["options"]) == question.options
    assert {"right", "seed", "maker", "shown_at"} <= set(told)
    assert kept(home, where, "answer", "marks ->> 'chosen'") == (question.options[2], 2)


@at()
@pytest.mark.parametrize("choice", [-1, 4, "api/clock.py", True])
def test_an_option_that_there_is_none_of_is_refused(
    home: Home, explained: list[Item], choice: Any
) -> None:
    where = explained[0]
    asked(home, where)

    with pytest.raises(InputError, match="no option"):
        recall.answer(home, SETTINGS, where.id, 60, choice)
    assert kept(home, where, "outcome") == ("",)


@at()
@pytest.mark.parametrize("sure", [-1, 101])
def test_nobody_is_more_than_sure(home: Home, explained: list[Item], sure: int) -> None:
    with pytest.raises(InputError, match="sure"):
        recall.answer(home, SETTINGS, explained[0].id, sure, 0)


@at()
def test_what_was_answered_is_not_answered_again(home: Home, explained: list[Item]) -> None:
    where = explained[0]
    answered(home, where)

    with pytest.raises(InputError, match="doesn't wait"):
        recall.answer(home, SETTINGS, where.id, 60, 0)
    again = asked(home, where)
    assert again.revealed is not None
    assert again.revealed.outcome == "right"


@at()
def test_what_was_not_asked_is_not_answered(home: Home, explained: list[Item]) -> None:
    with pytest.raises(InputError, match="doesn't wait"):
        recall.answer(home, SETTINGS, explained[1].id, 60, "because")
    with pytest.raises(NotFoundError):
        recall.ask(home, SETTINGS, "no such thing")


# --- Listed for scripts -----------------------------------------------------------------------


def test_what_waits_is_listed_without_a_question_being_made(git: Git, home: Home) -> None:
    real(git, home)
    with at():
        listed = recall.waiting(home, SETTINGS, NOW)

    assert [one.item.sort for one in listed] == ["where", "why", "line"]
    assert {(one.due_on, one.until) for one in listed} == {(date(2026, 11, 20), date(2026, 12, 19))}
    assert rows(home, "SELECT DISTINCT asked FROM test") == [("",)]
    with at():
        for item in begin(home):
            answered(home, item, well=False)
    with at(30):
        later = recall.waiting(home, SETTINGS, NOW + timedelta(days=30))
    assert {one.until for one in later} == {None}
    assert [one.item.is_first for one in later] == [False] * 3
