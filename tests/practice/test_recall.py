"""A sitting of Recall: what is asked in which order, what is kept of an answer, and a slip."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal import lay
from tests.practice.ground import rows
from tests.practice.owing import AI, follow
from tests.practice.recalling import (
    NOW,
    REJECTED,
    SETTINGS,
    WHY,
    answered,
    asked,
    at,
    begin,
    begun,
    decided,
    is_whole,
    only,
    real,
    say_why,
    truth,
)
from waterline.domain.asked import Question, Skipped
from waterline.domain.evidence import NotEnough
from waterline.domain.explanations import Typing
from waterline.errors import InputError, NotFoundError
from waterline.practice import audit, capture, explain, recall

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.domain.asked import Item
    from waterline.home import Home


AGO = (NOW - timedelta(days=20)).isoformat()


def kept(home: Home, item: Item, *names: str) -> tuple[Any, ...]:
    [row] = rows(home, f"SELECT {', '.join(names)} FROM test WHERE id = ?", (item.id,))  # noqa: S608 - ours
    return row


def cards(home: Home) -> list[tuple[Any, ...]]:
    return rows(home, "SELECT * FROM card ORDER BY number")


@pytest.fixture
def explained(home: Home, tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """Give the sitting about one change that was explained."""
    return begun(home, tmp_path_factory, is_explained=True)


@pytest.fixture
def unexplained(home: Home, tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """Give the sitting about one change that nobody explained yet."""
    return begun(home, tmp_path_factory, is_explained=False)


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
    from tests.practice.owing import assisted, follow

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


# --- why --------------------------------------------------------------------------------------


@at()
def test_a_why_shows_its_explanation_after_the_words_and_is_marked_by_its_ticks(
    home: Home, explained: list[Item]
) -> None:
    where, why, _ = explained
    answered(home, where)
    asked(home, why)

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
    where, why, _ = explained
    answered(home, where)
    asked(home, why)
    recall.answer(home, SETTINGS, why.id, 60, "because")

    assert recall.tick(home, SETTINGS, why.id, ticked, main).outcome == came[0]
    assert kept(home, why, "outcome", "rating") == came


@at()
def test_points_that_there_are_none_of_are_refused(home: Home, explained: list[Item]) -> None:
    where, why, _ = explained
    answered(home, where)
    asked(home, why)
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
    where, why, _ = explained
    answered(home, where)
    asked(home, why)

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
    where, why, _ = unexplained
    answered(home, where)
    asked(home, why)

    assert recall.answer(home, SETTINGS, why.id, 0, None).outcome == "late"
    assert rows(home, "SELECT count(*) FROM explanation") == [(0,)]
    assert rows(home, "SELECT count(*) FROM card WHERE sort = 'why'") == [(0,)]
    assert recall.results(home, SETTINGS).late == 0


@at()
def test_what_was_explained_since_it_was_drawn_is_compared_with_that(
    home: Home, unexplained: list[Item]
) -> None:
    where, why, _ = unexplained
    answered(home, where)
    asked(home, why)
    say_why(home)

    asked(home, why)

    assert len(recall.answer(home, SETTINGS, why.id, 60, "because").points) == 3


@at()
def test_a_decision_asks_for_its_why_and_what_was_rejected(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [why] = begin(home)

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
    with lay.journal(home) as db:
        decided(db, 20, body)
    [why] = begin(home)
    asked(home, why)

    assert recall.answer(home, SETTINGS, why.id, 60, "a file").points == ("One file.",)


@at()
def test_hostile_words_are_kept_clean(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [why] = begin(home)
    asked(home, why)

    recall.answer(home, SETTINGS, why.id, 60, "be\x1b]0;x\x07cause [/x] \udce4")

    assert kept(home, why, "answer") == ("be]0;xcause [/x] \ufffd",)


# --- What comes again -------------------------------------------------------------------------


def test_what_was_answered_comes_again_and_counts_no_more(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [first] = begin(home)
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
    with lay.journal(home) as db:
        decided(db, 20)
    [first] = begin(home)
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
    with lay.journal(home) as db:
        decided(db, 20, "## What did I decide?\nOld.\n\n## Why?\nBecause.\n")
    [old] = begin(home)
    with at():
        answered(home, old, well=False)
    with lay.journal(home) as db:
        decided(db, 10, "## What did I decide?\nNew.\n\n## Why?\nBecause.\n")

    assert [item.subject for item in begin(home, 4)] == ["New.", "Old."]


def test_one_that_is_not_wanted_is_not_asked_again(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [first] = begin(home)
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

    assert recall.undo(home, SETTINGS) == where

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
    answered(home, why)

    assert recall.undo(home, SETTINGS) == why
    question = asked(home, why)
    assert question.revealed is not None
    assert (question.revealed.outcome, question.revealed.answer) == ("", "because of bursts")
    assert recall.undo(home, SETTINGS) == why
    assert asked(home, why).revealed is None
    assert recall.undo(home, SETTINGS) == where
    with pytest.raises(NotFoundError, match="nothing to take back"):
        recall.undo(home, SETTINGS)
    assert cards(home) == []


def test_undo_of_a_review_puts_the_card_back_as_it_was(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [first] = begin(home)
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
    where, why, _ = unexplained
    answered(home, where)
    asked(home, why)
    recall.answer(home, SETTINGS, why.id, 30, "Bursts, I think.")

    assert recall.undo(home, SETTINGS) == why

    assert rows(home, "SELECT count(*) FROM entry WHERE deleted_at IS NULL") == [(0,)]
    assert asked(home, why).revealed is None
    assert is_whole(home)
    assert recall.answer(home, SETTINGS, why.id, 30, "Bursts.").outcome == "late"


@at()
def test_undo_of_a_late_explanation_that_was_deleted_meanwhile(
    home: Home, unexplained: list[Item]
) -> None:
    where, why, _ = unexplained
    answered(home, where)
    asked(home, why)
    recall.answer(home, SETTINGS, why.id, 30, "Bursts, I think.")
    capture.delete(home, SETTINGS, kept(home, why, "marks ->> 'entry'")[0])

    assert recall.undo(home, SETTINGS) == why
    assert asked(home, why).revealed is None


def test_what_is_long_ago_is_no_slip(home: Home) -> None:
    with lay.journal(home) as db:
        decided(db, 20)
    [why] = begin(home)
    with at():
        answered(home, why)

    with at(0.03), pytest.raises(NotFoundError):  # 43 minutes
        recall.undo(home, SETTINGS)


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
