"""The waterline: its vectors, which tests count, and what its columns hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import DAY, OCTOBER, asked, at, explained, work
from waterline.domain.audits import Column, MonthTally, Tide
from waterline.domain.facts import MonthCount
from waterline.domain.months import Month
from waterline.domain.tide import columns, month_column, of_counts, of_works, passes, tide

COUNTS = st.integers(0, 60).flatmap(
    lambda s: st.tuples(st.just(s), st.integers(0, s), st.integers(0, s)).flatmap(
        lambda sxt: st.tuples(*map(st.just, sxt), st.integers(0, sxt[2]))
    )
)


@pytest.mark.parametrize(
    ("counts", "percent"),
    [
        ((20, 12, 8, 6), (60.0, 45.0, 27.61, 54.81, 55.0)),
        ((9, 0, 0, 0), (0.0, 0.0, 0.0, 0.0, 100.0)),
        ((10, 10, 5, 5), (100.0, 100.0, 64.89, 100.0, 0.0)),
        ((38, 24, 14, 11), (63.16, 49.62, 35.87, 57.53, 50.38)),
    ],
)
def test_the_waterline_has_the_numbers_of_its_vector(
    counts: tuple[int, int, int, int], percent: tuple[float, ...]
) -> None:
    found = tide(*counts)

    assert (found.e, found.u, found.low, found.high, found.g) == pytest.approx(percent, abs=0.05)


def test_with_too_few_tests_nothing_is_said_of_what_was_shown() -> None:
    found = tide(20, 12, 3, 3)

    assert found.e == pytest.approx(60.0)
    assert (found.u, found.low, found.high, found.g) == (None, None, None, None)


def test_where_nothing_was_shipped_there_is_no_percentage() -> None:
    assert tide(0, 0, 0, 0) == Tide()
    assert Tide().g is None


@pytest.mark.parametrize("counts", [(1, 2, 0, 0), (5, 5, 2, 3), (5, 5, 6, 3), (5, -1, 0, 0)])
def test_counts_that_can_t_be_are_a_mistake(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="shipped"):
        tide(*counts)


@given(COUNTS)
def test_what_was_shown_is_never_more_than_what_was_explained(
    counts: tuple[int, int, int, int],
) -> None:
    found = tide(*counts)

    if found.u is not None:
        assert found.e is not None
        assert found.low is not None
        assert found.high is not None
        assert found.g is not None
        assert 0 <= found.low <= found.u + 1e-9
        assert found.u - 1e-9 <= found.high <= found.e + 1e-9
        assert found.g + found.u == pytest.approx(100)


# --- Which changes and tests count ------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, 1),
        ({"sort": "fixup"}, 1),
        ({"insertions": 1, "deletions": 0}, 1),
        ({"insertions": 0, "deletions": 0}, 1),
        ({"sort": "revert"}, 0),
        ({"generated_lines": 10}, 0),
        ({"generated_lines": 9}, 1),
        ({"origin": "by hand"}, 0),
        ({"origin": "unknown"}, 0),
    ],
)
def test_shipped_are_assisted_changes_without_reverts_and_generated_ones(
    more: dict[str, Any], counts: int
) -> None:
    assert of_works([work(**more)], {}).s == counts


@pytest.mark.parametrize(("after", "counts"), [(-DAY, 1), (0, 1), (7 * DAY, 1), (7 * DAY + 1, 0)])
def test_an_explanation_counts_within_seven_days_of_shipping(after: int, counts: int) -> None:
    assert of_works([explained(work(), after)], {}).x == counts


@pytest.mark.parametrize(
    ("outcomes", "passed"),
    [
        (["passed"], 1),
        (["failed"], 0),
        (["passed", "right", "wrong"], 1),
        (["passed", "right", "wrong", "unknown"], 0),
        (["passed", "wrong"], 0),
        (["passed", "wrong", "skipped", "right"], 1),
        (["failed", "right", "right"], 0),
        (["passed", ""], 1),
    ],
)
def test_a_change_passes_with_its_why_and_half_of_its_code_questions(
    outcomes: list[str], passed: int
) -> None:
    one = explained(work())
    why, *code = outcomes
    tests = [asked(one, why), *(asked(one, outcome, "line") for outcome in code)]

    assert [found.passed for found in passes(tests).values()] == [passed]


@pytest.mark.parametrize("outcome", ["late", "skipped", ""])
def test_what_was_not_observed_is_no_test(outcome: str) -> None:
    assert passes([asked(work(), outcome)]) == {}


def test_code_questions_without_a_why_are_no_test_of_the_change() -> None:
    assert passes([asked(work(), "right", "where")]) == {}


def test_only_the_first_test_of_a_change_counts() -> None:
    one = work()
    again = asked(one, "passed", days=20, draw="another")
    review = asked(one, "passed", is_first=False)

    assert not passes([again, asked(one, "failed"), review])[one.id].passed


def test_a_settled_month_is_not_moved_by_a_later_answer() -> None:
    one = work(day="2026-10-31")
    in_time = at("2026-12-16", "03:59")

    assert passes([asked(one, answered_at=in_time)])
    assert passes([asked(one, answered_at=in_time + 60_000_000)]) == {}


def test_a_test_of_something_else_moves_no_month() -> None:
    by_hand, decision = work(origin="by hand"), asked(work(), change_id="", shipped_on=None)

    assert passes([asked(by_hand), decision]) == {}


def test_the_sums_of_a_month_tell_what_its_changes_tell() -> None:
    works = [explained(work(n)) for n in range(8)] + [work(n) for n in range(8, 12)]
    passed = passes([asked(one, "passed" if n else "failed") for n, one in enumerate(works[:6])])

    counts = MonthCount(OCTOBER, assisted=12, explained=8)

    assert of_counts(counts, passed) == of_works(works, passed) == tide(12, 8, 6, 5)
    assert of_counts(counts._replace(month=Month(2026, 9)), passed).t == 0


# --- Columns ----------------------------------------------------------------------------------


def test_a_day_shows_what_was_observed_on_it() -> None:
    works = [
        explained(work(1)),
        explained(work(2)),
        work(3),
        work(4, origin="by hand"),
        work(5, origin="unknown"),
        work(6, sort="revert"),
        work(7, origin="by hand", generated_lines=10),
    ]
    passed = passes([asked(works[0]), asked(works[1], "failed"), asked(works[2])])

    found = columns(works, passed, date(2026, 10, 4), date(2026, 10, 6), date(2026, 10, 20))

    day = date(2026, 10, 5)
    assert found[1] == Column(day, day, 3, 1, 1, 2, 1, is_settling=True)
    assert [one.shipped for one in found] == [0, 5, 0]


def test_days_of_several_months_are_settling_each_by_its_own_month() -> None:
    found = columns([], {}, date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 20))

    assert [one.is_settling for one in found] == [False, True]


def test_days_that_end_before_they_begin_are_none() -> None:
    assert columns([], {}, date(2026, 10, 2), date(2026, 10, 1), date(2026, 10, 2)) == ()


def test_a_month_shows_the_share_that_its_tests_stand_for() -> None:
    found = month_column(MonthTally(OCTOBER, "settled", tide(20, 12, 8, 6), 3, 2))

    assert (found.assisted, found.by_hand, found.unknown, found.explained) == (20, 3, 2, 12)
    assert found.shown == pytest.approx(9.0)
    assert not found.is_settling


def test_a_month_with_too_few_tests_shows_no_share() -> None:
    assert month_column(MonthTally(OCTOBER, "settling", tide(20, 12, 3, 3))).shown is None
    assert month_column(MonthTally(OCTOBER, "settled", Tide(), 4)).shown == 0


@given(COUNTS)
def test_a_column_of_a_month_never_shows_more_than_was_explained(
    counts: tuple[int, int, int, int],
) -> None:
    found = month_column(MonthTally(OCTOBER, "settled", tide(*counts)))

    assert found.shown is None or 0 <= found.shown <= found.explained + 1e-9
