"""Where months go: the vectors of SCORING.md, and an exact test that walks through every order."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.audits import Run, Trend
from waterline.domain.trend import HONEST, mann_kendall, not_much_run, trend, words

# Few values, so that many of them are tied.
TIED = st.lists(st.sampled_from([40.0, 50.0, 60.0]), min_size=2, max_size=6)
# Quarters are exact in floats, and so is their distance from 100.
FIGURES = st.lists(st.none() | st.integers(0, 400).map(lambda four: four / 4), max_size=12)
ANSWER = st.sampled_from(["a lot", "some", "not much", "", None])


@pytest.mark.parametrize(
    ("values", "state", "slope", "p"),
    [
        ([80, 72, 65], "too early", None, None),
        ([80, 72, 65, 61], "shrinking", -6.67, 0.0833),
        ([80, 72, 65, 70], "no clear direction", -5.17, 0.3333),
        ([70, None, 74, 66, 68, 60], "no clear direction", -2.5, 0.2333),
        ([62, 58, 60, 55, 51, 53, 47, 45], "shrinking", -2.33, 0.0017),
        ([60, 60, 60, 60], "no clear direction", 0.0, 1.0),
        ([40, 44, 47, 52, 55, 61], "growing", 4.0, 0.0028),
    ],
)
def test_a_trend_is_what_its_vector_says(
    values: list[float | None], state: str, slope: float | None, p: float | None
) -> None:
    found = trend(values)

    assert found.state == state
    assert found.slope == (None if slope is None else pytest.approx(slope, abs=0.006))
    assert found.p == (None if p is None else pytest.approx(p, abs=0.001))


def test_a_slow_trend_has_no_direction_however_sure_it_is() -> None:
    found = trend([60.0, 59.9, 59.8, 59.7, 59.6, 59.5, 59.4])

    assert found.p is not None
    assert found.p < 0.01
    assert found.state == "no clear direction"


def test_a_point_a_month_is_a_direction_whatever_its_floats_say() -> None:
    found = trend([100 - 100 * (1 + 0.07 * month) / 7 for month in range(6)])

    assert found.slope is not None
    assert -1 < found.slope < -0.999_999
    assert found.state == "shrinking"


def test_months_keep_their_distance() -> None:
    assert trend([80, None, None, 74, 72, 70]).slope == pytest.approx(-2.0)


@given(TIED)
def test_the_exact_test_counts_what_walking_through_all_orders_counts(values: list[float]) -> None:
    def score(order: tuple[float, ...]) -> int:
        return abs(sum((b > a) - (b < a) for a, b in combinations(order, 2)))

    orders = [score(order) for order in permutations(values)]
    extreme = sum(one >= score(tuple(values)) for one in orders)

    assert mann_kendall(values) == pytest.approx(extreme / len(orders))


def test_from_nine_months_on_the_normal_distribution_corrected_for_ties_is_taken() -> None:
    values = [70, 68, 68, 65, 66, 60, 60, 60, 55, 57]
    ups = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    spread = (10 * 9 * 25 - 2 * 1 * 9 - 3 * 2 * 11) / 18
    below = (abs(ups) - 1) / math.sqrt(spread)

    assert mann_kendall(values) == pytest.approx(2 * (1 - 0.5 * (1 + math.erf(below / 2**0.5))))
    assert mann_kendall([60.0] * 9) == 1.0


def test_figures_that_are_equal_but_for_the_last_digit_of_a_float_are_tied() -> None:
    noisy = [0.1 + 0.2, 0.3, 0.3 + 1e-13, 0.3 - 1e-13]

    assert mann_kendall(noisy) == 1.0


@given(FIGURES)
def test_a_trend_and_its_mirror_point_opposite_ways(values: list[float | None]) -> None:
    found = trend(values)
    mirror = trend([None if one is None else 100 - one for one in values])
    turned = {"growing": "shrinking", "shrinking": "growing"}

    assert mirror.months == found.months == sum(one is not None for one in values)
    assert mirror.p == found.p
    assert mirror.state == turned.get(found.state, found.state)
    assert (found.slope is None) == (found.p is None) == (found.months < 4)
    if found.slope is not None and mirror.slope is not None:
        assert mirror.slope == pytest.approx(-found.slope)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            Trend("too early", None, None, 2),
            "Too early for a trend (2 of 4 settled months with a figure).",
        ),
        (
            Trend("shrinking", -6.67, 0.08, 4),
            "What was not shown is shrinking: 6.7 points a month over 4 settled months.",
        ),
        (
            Trend("growing", 4.0, 0.003, 6),
            "What was not shown is growing: 4.0 points a month over 6 settled months.",
        ),
        (Trend("no clear direction", 0.0, 1.0, 5), "No clear direction over 5 settled months."),
    ],
)
def test_a_trend_is_said_in_a_sentence(found: Trend, said: str) -> None:
    assert words(found) == said


def test_the_honest_sentence_has_the_numbers_of_scoring() -> None:
    assert all(number in HONEST for number in ("8 tests", "5 points", "43 %", "6 months", "93 %"))


@pytest.mark.long
def test_a_true_trend_is_seen_as_seldom_as_the_honest_sentence_says() -> None:
    import random

    chance = random.Random(7)  # noqa: S311 - a simulation, the same in every run

    # As many as 6 in 10 are explained all the time; of those, more and more are shown too.
    def month(shown: float) -> float:
        passed = sum(chance.random() < shown / 0.6 for _ in range(8))
        return 100 - 100 * 0.6 * passed / 8

    def seen(months: int) -> float:
        runs = [[month(0.1 + 0.05 * at) for at in range(months)] for _ in range(4_000)]
        return sum(trend(run).state == "shrinking" for run in runs) / len(runs)

    assert seen(6) == pytest.approx(0.43, abs=0.05)
    assert seen(9) == pytest.approx(0.93, abs=0.05)


# --- "Not much" -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "length"),
    [
        (["not much"] * 3, 3),
        (["not much", None, "not much", "not much"], 3),
        (["not much", "", "not much"], 1),
        (["not much", "not much", "not much", "some"], 0),
        ([], 0),
    ],
)
def test_a_run_is_as_long_as_its_vector_says(answers: list[str | None], length: int) -> None:
    assert not_much_run(answers) == Run(length, length >= 3)


@given(st.lists(ANSWER, max_size=20), st.integers(0, 20))
def test_a_month_without_shipping_changes_no_run(answers: list[str | None], where: int) -> None:
    bridged = [*answers[:where], None, *answers[where:]]

    assert not_much_run(bridged) == not_much_run(answers)


@given(st.lists(ANSWER, max_size=20))
def test_every_not_much_makes_a_run_longer_and_any_other_answer_ends_it(
    answers: list[str | None],
) -> None:
    length = not_much_run(answers).length

    assert not_much_run([*answers, "not much"]).length == length + 1
    assert not_much_run([*answers, "some"]).length == 0
    assert not_much_run([*answers, ""]).length == 0
