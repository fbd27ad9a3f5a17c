"""What was demonstrated: which tests and sessions are observations, and which are left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.making import DAY, OCTOBER, asked, at, facts, sitting, work
from waterline.domain import observing
from waterline.domain.audits import Strand
from waterline.domain.evidence import Calibration, Estimate, NotEnough, Share

WORKS = [work(n) for n in range(12)]


def strand(name: str, **more: Any) -> Strand:
    return observing.strands(facts(**more))[name]


def test_recall_counts_first_why_tests_and_code_the_others() -> None:
    tests = [
        asked(WORKS[0]),
        asked(WORKS[1], "failed"),
        asked(WORKS[2], "late"),
        asked(WORKS[3], "skipped"),
        asked(WORKS[4], ""),
        asked(WORKS[5], is_first=False),
        asked(WORKS[6], "right", "where"),
        asked(WORKS[7], "unknown", "line"),
        asked(WORKS[8], "wrong", "line"),
    ]
    whole = facts(tests=tests)

    assert observing.recall(whole) == Share(1, 2)
    assert observing.code(whole) == Share(1, 3)


def test_a_decision_is_an_observation_of_recall_too() -> None:
    decision = asked(WORKS[0], change_id="", shipped_on=None)

    assert observing.recall(facts(tests=[decision])) == Share(1, 1)


def test_what_was_answered_more_than_90_days_ago_or_after_the_month_is_left_out() -> None:
    until = facts().until
    tests = [
        asked(WORKS[n], answered_at=moment)
        for n, moment in enumerate((until - 90 * DAY, until - 90 * DAY + 1, until, until + 1))
    ]

    assert observing.recall(facts(tests=tests)) == Share(2, 2)


def test_a_strand_with_enough_answers_has_its_figure() -> None:
    tests = [asked(one, "passed" if n else "failed") for n, one in enumerate(WORKS[:5])]
    code = [asked(one, "right", "line") for one in WORKS[:9]]

    recall = strand("recall", tests=tests)
    assert isinstance(recall.figure, Estimate)
    assert recall.figure.value == pytest.approx(80)
    assert strand("code", tests=code).figure == NotEnough(9, 10)
    assert strand("code", tests=[*code, asked(WORKS[9], "skipped", "line")]).figure[0] == 9
    tenth = asked(WORKS[9], "wrong", "where")
    assert isinstance(strand("code", tests=[*code, tenth]).figure, Estimate)


# --- How many were answered -------------------------------------------------------------------


def test_a_strand_with_few_of_its_tests_answered_is_likely_flattering() -> None:
    answered = [asked(one) for one in WORKS[:5]]
    left = [asked(one, "") for one in WORKS[5:9]]

    few = strand("recall", tests=[*answered, *left])
    assert (few.answered, few.likely_flattering) == (Share(5, 9), True)
    enough = strand("recall", tests=[*answered, *left[:3]])
    assert (enough.answered, enough.likely_flattering) == (Share(5, 8), False)


def test_what_has_no_figure_flatters_nobody() -> None:
    found = strand("recall", tests=[asked(WORKS[0]), *(asked(one, "") for one in WORKS[1:9])])

    assert found == Strand(NotEnough(1, 5), Share(1, 9))


def test_what_could_not_be_asked_was_not_left_and_a_late_answer_was_one() -> None:
    tests = [asked(WORKS[0]), asked(WORKS[1], "skipped"), asked(WORKS[2], "late")]

    assert strand("recall", tests=tests).answered == Share(2, 2)


def test_without_a_draw_there_is_no_share() -> None:
    assert strand("recall").answered is None
    assert strand("debug").answered is None


def test_a_test_that_waits_for_its_first_week_is_left_out_while_the_month_runs() -> None:
    drawn = [asked(WORKS[0]), asked(work(0, "2026-10-09"), "", days=10)]

    assert strand("recall", tests=drawn, today="2026-10-20").answered == Share(1, 1)
    assert strand("recall", tests=drawn, today="2026-10-28").answered == Share(1, 2)
    late = [asked(WORKS[0]), asked(work(0, "2026-10-20"), "", days=10)]
    assert strand("recall", tests=late, today="2026-11-01").answered == Share(1, 2)


# --- Sessions ---------------------------------------------------------------------------------


def test_sessions_count_that_had_ended_by_the_end_of_the_month() -> None:
    days = ("2026-07-01", "2026-08-10", "2026-09-10", "2026-10-31", "2026-11-01")
    sessions = [sitting(day=day) for day in days]
    running = sitting(day="2026-10-31", ended_at=None)

    assert strand("debug", sessions=[*sessions, running]).figure == NotEnough(3, 5)
    assert strand("build", sessions=sessions).figure == NotEnough(0, 5)


def test_builds_and_bugs_are_strands_of_their_own() -> None:
    sessions = [sitting("build", f"2026-10-{n:02}", outcome="partly") for n in range(1, 6)]

    found = strand("build", sessions=sessions).figure
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(50)


# --- How sure ---------------------------------------------------------------------------------


def test_calibration_is_over_tests_and_verdicts_that_said_how_sure() -> None:
    tests = [asked(one, "failed", sure=90) for one in WORKS[:5]]
    tests += [asked(WORKS[5], "unknown", "line", sure=90), asked(WORKS[6], sure=None)]
    sessions = [sitting(day=f"2026-10-{n:02}", sure=90) for n in range(1, 5)]

    found = observing.calibrated(facts(tests=tests, sessions=sessions))

    assert isinstance(found, Calibration)
    assert found.bias.n == 10
    assert found.bias.value == pytest.approx(100 * (0.9 - 0.4))


def test_verdicts_count_with_a_hypothesis_before_ai_alone() -> None:
    opened = at("2026-10-05", "09:01")
    late = sitting(ai_opened_at=opened, frozen_at=opened + 1)
    sessions = [
        sitting(),
        late,
        sitting(outcome="unresolved"),
        sitting("build"),
        sitting(sure=None),
    ]

    assert observing.calibrated(facts(sessions=sessions)) == NotEnough(1, 10)
    assert observing.verdicts(sessions) == [sessions[0], sessions[4]]


# --- Reviews ----------------------------------------------------------------------------------


def test_reviews_are_those_that_came_due_in_the_month() -> None:
    tests = [
        asked(WORKS[0], is_first=False),
        asked(WORKS[1], "", is_first=False),
        asked(WORKS[2], "skipped", is_first=False),
        asked(WORKS[3], is_first=False, days=40),
        asked(WORKS[4]),
    ]

    assert observing.reviews(facts(OCTOBER, tests=tests)) == Share(1, 2)
