"""What observations show: the vectors of SCORING.md, and what holds whatever they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.evidence import (
    Calibration,
    Estimate,
    NotEnough,
    calibration,
    strand,
    wilson,
)

# As many observations as anybody makes in a life, whole and half successes.
COUNTS = st.integers(0, 5_000).flatmap(
    lambda n: st.tuples(st.integers(0, 2 * n).map(lambda twice: twice / 2), st.just(n))
)
SHARE = st.floats(0, 1)
OUTCOME = st.sampled_from([0.0, 0.5, 1.0])
SAID = st.lists(st.tuples(SHARE, OUTCOME), min_size=10, max_size=60)


@pytest.mark.parametrize(
    ("k", "n", "value", "low", "high"),
    [
        (7, 10, 70.0, 44.17, 87.31),
        (5, 9, 55.56, 30.35, 78.2),
        (4, 10, 40.0, 19.42, 64.84),
        (2.5, 8, 31.25, 12.21, 59.77),
        (2.5, 5, 50.0, 20.37, 79.63),
        (0, 5, 0.0, 0.0, 35.11),
        (5, 5, 100.0, 64.89, 100.0),
    ],
)
def test_a_strand_has_the_value_and_limits_of_its_vector(
    k: float, n: int, value: float, low: float, high: float
) -> None:
    found = strand(k, n)

    assert isinstance(found, Estimate)
    assert found[:3] == pytest.approx((value, low, high), abs=0.05)
    assert found.n == n


@pytest.mark.parametrize(("k", "n"), [(2.5, 3), (1, 1), (0, 0)])
def test_below_five_observations_a_strand_shows_no_number(k: float, n: int) -> None:
    found = strand(k, n)

    assert found == NotEnough(n, 5)
    assert str(found) == f"not enough evidence ({n} of 5)"


def test_calibration_has_the_numbers_of_its_vector() -> None:
    sure = [0.9, 0.9, 0.8, 0.8, 0.7, 0.9, 0.6, 0.8, 0.9, 0.7]
    outcome = [1.0, 0, 1, 0, 1, 0, 0, 1, 1, 0]

    found = calibration(sure, outcome)

    assert isinstance(found, Calibration)
    assert found.bias[:3] == pytest.approx((30.0, 6.93, 53.07), abs=0.05)
    assert found.bias.n == 10
    assert found.brier == pytest.approx(0.33, abs=0.0005)
    assert found.resolution == pytest.approx(4.0, abs=0.05)
    assert calibration(sure[:9], outcome[:9]) == NotEnough(9, 10)


def test_resolution_needs_five_hits_and_five_misses() -> None:
    found = calibration([0.5] * 10, [1.0] * 6 + [0.0] * 4)

    assert isinstance(found, Calibration)
    assert found.resolution is None


def test_what_was_said_without_an_outcome_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        calibration([0.5] * 11, [1.0] * 10)


@pytest.mark.parametrize(("k", "n"), [(-0.5, 3), (3.5, 3), (1, 0)])
def test_more_successes_than_trials_are_a_mistake(k: float, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(k, n)


@given(COUNTS)
def test_the_limits_hold_the_share_and_stay_within_none_and_all(counts: tuple[float, int]) -> None:
    k, n = counts
    low, high = wilson(k, n)

    assert 0 <= low <= high <= 1
    if n:
        assert low <= k / n <= high
        assert high - low > 0


@given(COUNTS.filter(lambda counts: counts[0] < counts[1]))
def test_another_success_lowers_no_limit(counts: tuple[float, int]) -> None:
    k, n = counts

    assert all(more >= less for less, more in zip(wilson(k, n), wilson(k + 0.5, n), strict=True))


@given(COUNTS.filter(lambda counts: counts[1] > 0), st.integers(2, 50))
def test_the_same_share_of_more_is_surer(counts: tuple[float, int], times: int) -> None:
    k, n = counts
    few, many = wilson(k, n), wilson(k * times, n * times)

    assert many[1] - many[0] < few[1] - few[0]


@given(COUNTS)
def test_failures_are_the_mirror_of_successes(counts: tuple[float, int]) -> None:
    k, n = counts
    low, high = wilson(k, n)

    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(COUNTS)
def test_a_strand_is_a_number_with_its_limits_or_none_at_all(counts: tuple[float, int]) -> None:
    found = strand(*counts)

    if counts[1] < 5:
        assert found == NotEnough(counts[1], 5)
    else:
        assert isinstance(found, Estimate)
        assert 0 <= found.low <= found.value <= found.high <= 100


@given(SAID)
def test_calibration_stays_in_its_ranges_and_its_limits_hold_the_bias(
    said: list[tuple[float, float]],
) -> None:
    found = calibration([sure for sure, _ in said], [outcome for _, outcome in said])

    assert isinstance(found, Calibration)
    assert -100 <= found.bias.value <= 100
    assert found.bias.low - 1e-9 <= found.bias.value <= found.bias.high + 1e-9
    assert 0 <= found.brier <= 1
    assert found.resolution is None or -100 <= found.resolution <= 100


@given(SAID)
def test_the_order_of_observations_does_not_matter(
    said: list[tuple[float, float]],
) -> None:
    again = sorted(said, key=lambda pair: (math.sin(pair[0] * 1e4), pair[1]))

    one, other = (
        calibration([sure for sure, _ in pairs], [outcome for _, outcome in pairs])
        for pairs in (said, again)
    )
    assert isinstance(one, Calibration)
    assert isinstance(other, Calibration)
    assert one.bias == pytest.approx(other.bias)
    assert one.brier == pytest.approx(other.brier)


@given(SAID)
def test_saying_the_share_itself_is_without_bias(said: list[tuple[float, float]]) -> None:
    outcomes = [outcome for _, outcome in said]
    share = sum(outcomes) / len(outcomes)

    found = calibration([share] * len(outcomes), outcomes)

    assert isinstance(found, Calibration)
    assert found.bias.value == pytest.approx(0, abs=1e-6)
