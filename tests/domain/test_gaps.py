"""Belief beside records: the vectors of SCORING.md, and what holds whatever was answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.assessment import perceived
from waterline.domain.audits import Answers
from waterline.domain.evidence import Estimate, NotEnough, strand
from waterline.domain.gaps import believed, code, direction, gap, words

COUNTS = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
ITEMS = st.lists(st.none() | st.floats(0, 100), min_size=5, max_size=5)


@pytest.mark.parametrize(
    ("k", "n", "value", "low", "high"),
    [
        (5, 20, 0.0, 0.0, 24.29),
        (12, 20, 46.67, 22.47, 67.68),
        (20, 20, 100.0, 84.11, 100.0),
        (3, 20, 0.0, 0.0, 9.58),
        (17, 24, 61.11, 38.8, 77.79),
    ],
)
def test_code_is_corrected_for_guessing_as_its_vector_is(
    k: int, n: int, value: float, low: float, high: float
) -> None:
    found = code(k, n)

    assert isinstance(found, Estimate)
    assert found[:3] == pytest.approx((value, low, high), abs=0.05)


def test_code_needs_ten_answers() -> None:
    assert code(9, 9) == NotEnough(9, 10)


@pytest.mark.parametrize(
    ("answers", "counts", "expected"),
    [
        (
            Answers(3, 2, 1, 2, 80), ((7, 10), (5, 9), (2.5, 3), (0, 0)),
            {"recall": (-7.5, -24.81, 18.33), "debug": (-30.56, -53.2, -5.35), "build": None,
             "code": None, "overall": (-19.03, -33.28, -0.98)},
        ),
        (
            Answers(4, 3, 3, 3, 20), ((4, 10), (2.5, 8), (2.5, 5), (0, 0)),
            {"recall": (47.5, 22.66, 68.08), "debug": (43.75, 15.23, 62.79),
             "build": (25.0, -4.63, 54.63), "code": None, "overall": (38.75, 22.74, 52.35)},
        ),
        (
            Answers(4, 3, 3, 3, 20), ((4, 10), (2.5, 8), (2.5, 5), (12, 20)),
            {"recall": (47.5, 22.66, 68.08), "debug": (43.75, 15.23, 62.79),
             "build": (25.0, -4.63, 54.63), "code": (28.33, 7.32, 52.53),
             "overall": (36.15, 23.04, 48.0)},
        ),
        (
            Answers(3, 2, 1, 2, 80), ((1, 2), (5, 9), (0, 1), (3, 4)),
            {"recall": None, "debug": (-30.56, -53.2, -5.35), "build": None, "code": None,
             "overall": None},
        ),
    ],
)  # fmt: skip
def test_the_gap_has_the_points_of_its_vector(
    answers: Answers,
    counts: tuple[tuple[float, int], ...],
    expected: dict[str, tuple[float, float, float] | None],
) -> None:
    names = ("recall", "debug", "build")
    shown = {name: strand(*one) for name, one in zip(names, counts, strict=False)}
    right, asked = counts[3]
    shown["code"] = code(int(right), asked)

    found = gap(perceived(answers).items, shown)

    assert set(found) == set(expected)
    for name, points in expected.items():
        one = found[name]
        if points is None:
            assert one is None, name
        else:
            assert one is not None, name
            assert one[:3] == pytest.approx(points, abs=0.05), name


def test_a_strand_that_was_not_answered_has_no_gap() -> None:
    found = gap((100.0, None, 50.0, None, 0.0), dict.fromkeys(("recall", "build"), strand(3, 6)))

    assert found["recall"] is None
    assert found["build"] is None
    assert found["overall"] is None


@pytest.mark.parametrize(
    ("found", "points", "said"),
    [
        (Estimate(30, 5, 55, 8), "above", "you believe more than your records showed"),
        (Estimate(-30, -55, -5, 8), "below", "your records showed more than you believe"),
        (Estimate(30, -1, 61, 8), "unclear", "no clear difference between belief and records"),
    ],
)
def test_a_gap_speaks_of_its_direction_alone(found: Estimate, points: str, said: str) -> None:
    assert direction(found) == points
    assert words(found) == said


@given(ITEMS, st.floats(0, 100))
def test_the_expected_drop_enters_no_gap(items: list[float | None], drop: float) -> None:
    assert believed(items) == believed([*items[:4], drop])


@given(COUNTS)
def test_a_better_record_never_lowers_the_code_strand(counts: tuple[int, int]) -> None:
    k, n = counts
    less, more = code(k, n), code(min(k + 1, n), n)

    if isinstance(less, Estimate) and isinstance(more, Estimate):
        assert 0 <= less.low <= less.value <= less.high <= 100
        assert all(a <= b for a, b in zip(less[:3], more[:3], strict=True))


@given(ITEMS, st.lists(COUNTS, min_size=4, max_size=4))
def test_a_gap_lies_in_its_limits_and_is_there_only_with_both_sides(
    items: list[float | None], counts: list[tuple[int, int]]
) -> None:
    names = ("recall", "debug", "build")
    shown = {name: strand(*one) for name, one in zip(names, counts, strict=False)}
    shown["code"] = code(*counts[3])

    found = gap(items, shown)

    both = 0
    for name, said in believed(items).items():
        is_there = said is not None and isinstance(shown[name], Estimate)
        both += is_there
        assert (found[name] is not None) == is_there
    assert (found["overall"] is not None) == (both >= 2)
    for one in found.values():
        if one is not None:
            assert one.low - 1e-9 <= one.value <= one.high + 1e-9
            assert one.low >= -200
            assert one.high <= 200
