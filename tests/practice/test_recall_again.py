"""What comes again in Recall and when, and a slip that is taken back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.practice.ground import rows
from tests.practice.recalling import (
    NOW,
    SETTINGS,
    WHY,
    a_decision,
    answered,
    asked,
    at,
    begin,
    cards,
    come_to_why,
    decided,
    is_whole,
    kept,
    say_why,
)
from waterline.domain.asked import Question
from waterline.domain.evidence import NotEnough
from waterline.errors import NotFoundError
from waterline.practice import audit, capture, recall

if TYPE_CHECKING:
    from waterline.domain.asked import Item
    from waterline.home import Home

# --- What comes again -------------------------------------------------------------------------


def test_what_was_answered_comes_again_and_counts_no_more(home: Home) -> None:
    first = a_decision(home)
    with at():
        again = answered(home, first).again_on
        assert again == date(2026, 11, 22)
        assert recall.look(home, SETTINGS, NOW).next_on == again
    assert begin(home, 1) == []

    [later] = begin(home, 2)

    assert (later.is_first, later.sort, later.subject) == (False, "why", first.subject)
    assert later.id != first.id
    with at(2):
        assert recall.look(home, SETTINGS, NOW + timedelta(days=2)).later == 1
        third = answered(home, later).again_on
        assert third is not None
        assert third > date(2026, 11, 25)
        found = recall.results(home, SETTINGS)
    assert (found.why, found.why_passed, found.reviews) == (1, 1, 1)
    assert rows(home, "SELECT count(DISTINCT card), count(DISTINCT draw) FROM test") == [(1, 1)]
    assert is_whole(home)


def test_a_card_is_due_from_the_morning_of_its_day_on(home: Home) -> None:
    first = a_decision(home)
    with at(0.4):  # twenty to midnight
        answered(home, first)

    assert begin(home, 1.58) == []  # 03:55 on Sunday, which is Saturday night
    assert len(begin(home, 1.6)) == 1


def test_a_review_of_where_and_line_is_made_anew(home: Home, explained: list[Item]) -> None:
    with at():
        for item in explained:
            answered(home, item, well=False)
    [where, line] = [item for item in begin(home, 2) if item.sort != "why"]
    with at(2):
        seeds = rows(home, "SELECT sort, asked ->> 'seed' FROM test WHERE sort <> 'why'")
        assert len(set(seeds)) == 4
        assert not where.is_first
        assert not line.is_first
        assert asked(home, where).options


def test_a_review_of_where_shows_the_explanation_once_its_why_is_not_to_come(
    home: Home, explained: list[Item]
) -> None:
    with at():
        where, why, _ = explained
        answered(home, where, well=False)
        answered(home, why, sure=95)  # easily known: it comes much later

    [again] = [item for item in begin(home, 1) if item.sort == "where"]
    with at(1):
        assert WHY in asked(home, again).explanation


def test_first_tests_come_before_what_comes_again(home: Home) -> None:
    old = a_decision(home, "## What did I decide?\nOld.\n\n## Why?\nBecause.\n")
    with at():
        answered(home, old, well=False)
    with lay.journal(home) as db:
        decided(db, 10, "## What did I decide?\nNew.\n\n## Why?\nBecause.\n")

    assert [item.subject for item in begin(home, 4)] == ["New.", "Old."]


def test_one_that_is_not_wanted_is_not_asked_again(home: Home) -> None:
    first = a_decision(home)
    with at():
        shown = answered(home, first)
        assert shown.again_on is not None
        recall.rest(home, SETTINGS, first.id)
        again = asked(home, first).revealed
        assert again is not None
        assert again.again_on is None

    assert begin(home, 30) == []
    assert is_whole(home)


@at()
def test_a_first_test_that_is_not_wanted_counts_as_drawn_and_not_answered(
    home: Home, explained: list[Item]
) -> None:
    where, why, line = explained
    recall.rest(home, SETTINGS, where.id)

    assert begin(home) == [why, line]
    assert isinstance(recall.ask(home, SETTINGS, why.id), Question)  # nothing waits before it
    found = recall.results(home, SETTINGS)
    assert (found.drawn, found.answered) == (3, 0)
    assert recall.undo(home, SETTINGS) == where
    assert begin(home) == explained
    assert cards(home) == []


def test_what_came_of_first_tests_is_counted_and_not_scored(
    home: Home, explained: list[Item]
) -> None:
    assert explained
    with lay.journal(home) as db:
        decided(db, 20)
    with at():
        items = begin(home)
        for item in items:
            answered(home, item, well=item.sort != "line", sure=80)
        found = recall.results(home, SETTINGS)

    assert (found.drawn, found.answered) == (4, 4)
    assert (found.why, found.why_passed, found.code, found.code_right) == (2, 2, 2, 1)
    assert sorted(found.pairs) == [(0.8, 0.0), (0.8, 1.0), (0.8, 1.0), (0.8, 1.0)]


# --- A slip -----------------------------------------------------------------------------------


@at()
def test_a_choice_is_taken_back_and_its_card_was_never_there(
    home: Home, explained: list[Item]
) -> None:
    where = explained[0]
    answered(home, where, well=False)
    assert len(cards(home)) == 1

    # Its truth was seen: another answer is no first one.
    assert recall.undo(home, SETTINGS) == where._replace(is_first=False)

    assert cards(home) == []
    assert asked(home, where).revealed is None
    assert answered(home, where).outcome == "right"
    [undone] = json.loads(kept(home, where, "marks")[0])["undone"]
    assert undone["outcome"] == "wrong"
    assert is_whole(home)


@at()
def test_who_answers_again_after_seeing_the_truth_was_drawn_and_has_not_answered(
    home: Home, explained: list[Item]
) -> None:
    where, why, _ = explained
    answered(home, where, well=False)
    recall.undo(home, SETTINGS)
    answered(home, where)
    answered(home, why, well=False)
    recall.undo(home, SETTINGS)  # its ticks alone: the words were written closed book
    shown = asked(home, why).revealed
    assert shown is not None
    recall.tick(home, SETTINGS, why.id, range(len(shown.points)), 0)

    found = recall.results(home, SETTINGS)
    assert (found.drawn, found.answered, found.code, found.why, found.why_passed) == (3, 1, 0, 1, 1)
    strands = audit.read(home, SETTINGS, now=NOW + timedelta(days=8)).demonstrated
    assert strands["code"].figure == NotEnough(0, 10)
    assert strands["code"].answered == (0, 2)
    assert strands["recall"].figure == NotEnough(1, 5)


@at()
def test_ticks_are_taken_back_before_the_words_and_these_before_the_question_is_new(
    home: Home, explained: list[Item]
) -> None:
    where, why, _ = explained
    answered(home, where)
    given = answered(home, why)
    assert given.ticked

    assert recall.undo(home, SETTINGS) == why
    question = asked(home, why)
    assert question.revealed is not None
    assert (question.revealed.outcome, question.revealed.answer) == ("", "because of bursts")
    # What was ticked is there to be mended.
    assert question.revealed.ticked == given.ticked
    assert recall.undo(home, SETTINGS) == why._replace(is_first=False)
    assert asked(home, why).revealed is None
    assert recall.undo(home, SETTINGS) == where._replace(is_first=False)
    with pytest.raises(NotFoundError, match="nothing to take back"):
        recall.undo(home, SETTINGS)
    assert cards(home) == []


def test_undo_of_a_review_puts_the_card_back_as_it_was(home: Home) -> None:
    first = a_decision(home)
    with at():
        answered(home, first)
    before = cards(home)
    [later] = begin(home, 2)
    with at(2):
        answered(home, later, well=False)
        assert cards(home) != before
        recall.undo(home, SETTINGS)

        assert cards(home) == before
        recall.rest(home, SETTINGS, later.id)
        recall.undo(home, SETTINGS)
        assert cards(home) == before
    assert is_whole(home)


@at()
def test_undo_of_a_late_explanation_deletes_it_too(home: Home, unexplained: list[Item]) -> None:
    why = come_to_why(home, unexplained)
    recall.answer(home, SETTINGS, why.id, 30, "Bursts, I think.")

    assert recall.undo(home, SETTINGS) == why

    assert rows(home, "SELECT count(*) FROM entry WHERE deleted_at IS NULL") == [(0,)]
    assert asked(home, why).revealed is None
    assert is_whole(home)
    assert recall.answer(home, SETTINGS, why.id, 30, "Bursts.").outcome == "late"
    # Nothing was shown of which it would know more the second time.
    found = recall.results(home, SETTINGS)
    assert (found.late, found.answered, found.why) == (1, 2, 0)


@at()
def test_what_was_explained_late_taken_back_and_explained_elsewhere_is_no_pass(
    home: Home, unexplained: list[Item]
) -> None:
    why = come_to_why(home, unexplained)
    recall.answer(home, SETTINGS, why.id, 30, "Bursts, I think.")
    recall.undo(home, SETTINGS)
    recall.leave(home, SETTINGS, why.id)
    say_why(home)
    assert answered(home, why).outcome == "passed"

    found = recall.results(home, SETTINGS)
    assert (found.why, found.why_passed, found.late) == (0, 0, 0)


@at()
def test_undo_of_a_late_explanation_that_was_deleted_meanwhile(
    home: Home, unexplained: list[Item]
) -> None:
    why = come_to_why(home, unexplained)
    recall.answer(home, SETTINGS, why.id, 30, "Bursts, I think.")
    capture.delete(home, SETTINGS, kept(home, why, "marks ->> 'entry'")[0])

    assert recall.undo(home, SETTINGS) == why
    assert asked(home, why).revealed is None


def test_what_is_long_ago_is_no_slip(home: Home) -> None:
    why = a_decision(home)
    with at():
        answered(home, why)

    with at(0.03), pytest.raises(NotFoundError):  # 43 minutes
        recall.undo(home, SETTINGS)
