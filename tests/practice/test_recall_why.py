"""The *why* of Recall: words first, then its ticks, and what becomes of a late explanation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import rows
from tests.practice.recalling import (
    NOW,
    REJECTED,
    SETTINGS,
    a_decision,
    answered,
    asked,
    at,
    begin,
    come_to_why,
    is_whole,
    kept,
    only,
    say_why,
)
from waterline.domain.asked import Question
from waterline.domain.explanations import Typing
from waterline.errors import InputError
from waterline.practice import explain, recall

if TYPE_CHECKING:
    from waterline.domain.asked import Item
    from waterline.home import Home


@at()
def test_a_why_shows_its_explanation_after_the_words_and_is_marked_by_its_ticks(
    home: Home, explained: list[Item]
) -> None:
    why = come_to_why(home, explained)

    shown = recall.answer(home, SETTINGS, why.id, 80, "  because of bursts  ")

    assert (shown.outcome, shown.answer, shown.main) == ("", "because of bursts", 0)
    assert shown.points == (
        "Because a burst is what our clients do.", "A window would refuse them at its edge.",
        REJECTED,
    )  # fmt: skip
    assert "the limiter" in shown.explanation
    assert kept(home, why, "answered_at", "outcome") == (None, "")

    done = recall.tick(home, SETTINGS, why.id, [2, 0, 2], 0)

    assert (done.outcome, done.ticked, done.main) == ("passed", (0, 2), 0)
    assert done.again_on is not None
    assert done.again_on > NOW.date()
    assert kept(home, why, "outcome", "rating", "sure") == ("passed", 3, 80)
    assert is_whole(home)


@at()
@pytest.mark.parametrize(
    ("ticked", "main", "came"),
    [
        ([0, 1], 0, ("passed", 3)),
        ([1, 2], 0, ("failed", 2)),  # not the main reason: partly
        ([0], 0, ("failed", 2)),  # less than half
        ([1, 2], 1, ("passed", 3)),  # another one is the main reason
        ([], 0, ("failed", 1)),
    ],
)
def test_passed_is_the_main_reason_and_half_of_the_points(
    home: Home, explained: list[Item], ticked: list[int], main: int, came: tuple[str, int]
) -> None:
    why = come_to_why(home, explained)
    recall.answer(home, SETTINGS, why.id, 60, "because")

    assert recall.tick(home, SETTINGS, why.id, ticked, main).outcome == came[0]
    assert kept(home, why, "outcome", "rating") == came


@at()
def test_points_that_there_are_none_of_are_refused(home: Home, explained: list[Item]) -> None:
    why = come_to_why(home, explained)
    with pytest.raises(InputError, match="no points"):
        recall.tick(home, SETTINGS, why.id, [0], 0)
    recall.answer(home, SETTINGS, why.id, 60, "because")

    for ticked, main in (([3], 0), ([0], 3), ([-1], 0)):
        with pytest.raises(InputError, match="no such point"):
            recall.tick(home, SETTINGS, why.id, ticked, main)


@at()
@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_not_knowing_why_shows_the_explanation_and_is_no_pass(
    home: Home, explained: list[Item], words: str | None
) -> None:
    why = come_to_why(home, explained)

    shown = recall.answer(home, SETTINGS, why.id, 0, words)

    assert shown.outcome == "failed"
    assert len(shown.points) == 3
    with pytest.raises(InputError):
        recall.tick(home, SETTINGS, why.id, [0], 0)


@at()
def test_words_without_ticks_are_kept_and_come_first_in_the_next_sitting(
    home: Home, explained: list[Item]
) -> None:
    where, why, line = explained
    answered(home, where)
    asked(home, why)
    recall.answer(home, SETTINGS, why.id, 60, "because of bursts")

    assert begin(home, 1) == [why, line]
    question = asked(home, why)
    assert question.revealed is not None
    assert question.revealed.answer == "because of bursts"
    assert question.revealed.outcome == ""
    assert recall.tick(home, SETTINGS, why.id, [0, 1], 0).outcome == "passed"


def test_a_change_without_an_explanation_keeps_the_answer_as_a_late_one(
    home: Home, unexplained: list[Item]
) -> None:
    where, why, line = unexplained
    with at(0.1):
        answered(home, where)
        asked(home, why)
        shown = recall.answer(
            home, SETTINGS, why.id, 30, "Bursts, I think.", typing=Typing(typed=12, pasted=4)
        )

        assert (shown.outcome, shown.points) == ("late", ())
        [(change_id,)] = rows(home, "SELECT change_id FROM test WHERE sort = 'why'")
        [late] = explain.change(home, SETTINGS, change_id).explanations
        assert (late.words.why, late.place, late.typed_share) == (
            "Bursts, I think.",
            "recall",
            0.75,
        )
        assert kept(home, why, "marks ->> 'entry'") == (late.entry_id,)
        answered(home, line)

    [later] = [item for item in begin(home, 5) if item.sort == "why"]
    with at(5):
        answered(home, only(begin(home, 5), "where"))
        asked(home, later)
        shown = recall.answer(home, SETTINGS, later.id, 50, "bursts")
        assert shown.points == ("Bursts, I think.",)
    assert not later.is_first
    assert is_whole(home)


@at()
def test_who_can_say_nothing_of_an_unexplained_change_has_said_nothing(
    home: Home, unexplained: list[Item]
) -> None:
    why = come_to_why(home, unexplained)

    assert recall.answer(home, SETTINGS, why.id, 0, None).outcome == "late"
    assert rows(home, "SELECT count(*) FROM explanation") == [(0,)]
    assert rows(home, "SELECT count(*) FROM card WHERE sort = 'why'") == [(0,)]
    assert recall.results(home, SETTINGS).late == 0


@at()
def test_what_was_explained_since_it_was_drawn_is_compared_with_that(
    home: Home, unexplained: list[Item]
) -> None:
    why = come_to_why(home, unexplained)
    say_why(home)

    asked(home, why)

    assert len(recall.answer(home, SETTINGS, why.id, 60, "because").points) == 3


@at()
def test_a_decision_asks_for_its_why_and_what_was_rejected(home: Home) -> None:
    why = a_decision(home)

    assert (why.subject, why.is_decision, why.shipped) == (
        "One queue per tenant.", True, date(2026, 10, 31),
    )  # fmt: skip
    assert asked(home, why) == Question(why)
    shown = recall.answer(home, SETTINGS, why.id, 60, "fairness")
    assert shown.points == (
        "A loud tenant starved the others.", "It is two lines more.",
        "Priorities, because nobody sets them.",
    )  # fmt: skip
    assert recall.tick(home, SETTINGS, why.id, [0, 1], 0).outcome == "passed"


@at()
def test_tags_are_no_points(home: Home) -> None:
    body = "## What did I decide?\nSQLite.\n\n## Why?\nOne file.\n\n#storage #sqlite\n"
    why = a_decision(home, body)
    asked(home, why)

    assert recall.answer(home, SETTINGS, why.id, 60, "a file").points == ("One file.",)


@at()
def test_hostile_words_are_kept_clean(home: Home) -> None:
    why = a_decision(home)
    asked(home, why)

    recall.answer(home, SETTINGS, why.id, 60, "be\x1b]0;x\x07cause [/x] \udce4")

    assert kept(home, why, "answer") == ("be]0;xcause [/x] \ufffd",)
