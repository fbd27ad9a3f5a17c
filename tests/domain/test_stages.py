"""Which way records point: the vector of SCORING.md, and which stages resemble what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.evidence import Calibration, Estimate, NotEnough, Share, calibration
from waterline.domain.stages import Records, side, signals, stages

NONE = Share(0, 0)
SURE = NotEnough(3, 10)


def records(**more: Any) -> Records:
    told: dict[str, Any] = {"causes": NONE, "recall": NONE, "first": NONE, "calibration": SURE}
    return Records(**told | more)


def bias(value: float, low: float, high: float) -> Calibration:
    return Calibration(Estimate(value, low, high, 12), 0.2, None)


@pytest.mark.parametrize(
    ("k", "n", "points"),
    [
        (1, 1, "not enough (1 of 5)"),
        (0, 5, "points this way"),
        (1, 5, "unclear"),
        (8, 10, "points the other way"),
        (5, 5, "points the other way"),
        (5, 10, "unclear"),
    ],
)
def test_a_side_is_what_its_vector_says(k: int, n: int, points: str) -> None:
    assert side(k, n) == points


@given(st.integers(5, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_failures_point_where_successes_don_t(counts: tuple[int, int]) -> None:
    k, n = counts
    turned = {
        "points this way": "points the other way",
        "points the other way": "points this way",
        "unclear": "unclear",
    }

    assert side(n - k, n) == turned[side(k, n)]


def test_nothing_observed_points_nowhere_and_resembles_nothing() -> None:
    found = signals(records())

    assert [(one.id, one.side) for one in found] == [
        ("S1", "not enough (0 of 5)"),
        ("S2", "not enough (0 of 5)"),
        ("S3", "not enough (3 of 10)"),
        ("S4", "not said"),
    ]
    assert stages(records()) == ()


def test_every_signal_has_its_evidence_beside_it() -> None:
    found = signals(
        records(causes=Share(1, 8), recall=Share(4, 9), calibration=bias(22, 4, 40), renting=1)
    )

    assert [one.side for one in found] == [
        "points this way", "unclear", "points this way", "points this way",
    ]  # fmt: skip
    assert [one.evidence for one in found] == [
        "the cause was found in 1 of 8 closed debugging sessions",
        "4 of 9 first why tests passed",
        "22 points surer than right (+4 to +40, 12 answers)",
        "you said 1 of 4: mostly borrowed",
    ]


@pytest.mark.parametrize(
    ("found", "points"),
    [
        (bias(9.9, 1, 20), "unclear"),
        (bias(10, 0.1, 20), "points this way"),
        (bias(30, -1, 61), "unclear"),
        (bias(-20, -40, -1), "points the other way"),
    ],
)
def test_confidence_is_above_capability_only_by_ten_points_and_surely(
    found: Calibration, points: str
) -> None:
    assert signals(records(calibration=found))[2].side == points


def test_ten_points_of_bias_are_ten_whatever_their_floats_say() -> None:
    found = calibration([0.8] * 70, [1.0] * 49 + [0.0] * 21)

    assert isinstance(found, Calibration)
    assert found.bias.value < 10
    assert signals(records(calibration=found))[2].side == "points this way"


@pytest.mark.parametrize(
    ("level", "points"),
    [
        (0, "points this way"),
        (1, "points this way"),
        (2, "unclear"),
        (3, "points the other way"),
        (4, "points the other way"),
    ],
)
def test_renting_is_only_ever_what_was_said(level: int, points: str) -> None:
    assert signals(records(renting=level))[3].side == points


@pytest.mark.parametrize(
    ("more", "numbers"),
    [
        ({"causes": Share(9, 10), "recall": Share(9, 10), "assisted": 5}, [1]),
        ({"causes": Share(9, 10), "recall": Share(9, 10), "assisted": 4}, []),
        ({"causes": Share(9, 10), "recall": Share(5, 10), "assisted": 5}, []),
        ({"first": Share(1, 10)}, [2]),
        ({"first": Share(4, 10)}, []),
        ({"calibration": bias(22, 4, 40)}, [3]),
        ({"causes": Share(1, 10), "p": 60.0}, [4]),
        ({"recall": Share(1, 10), "p": 60.0}, [4]),
        ({"recall": Share(1, 10), "p": 59.9}, []),
        ({"recall": Share(1, 10)}, []),
        ({"recall": Share(5, 10), "p": 90.0}, []),
        ({"incidents": [date(2026, 10, 3)]}, [5]),
        ({"first": Share(0, 5), "incidents": [date(2026, 10, 3)]}, [2, 5]),
    ],
)
def test_records_resemble_the_stages_whose_conditions_they_meet(
    more: dict[str, Any], numbers: list[int]
) -> None:
    assert [one.number for one in stages(records(**more))] == numbers


def test_a_stage_says_a_belief_of_half_a_point_as_the_report_does() -> None:
    [found] = stages(records(recall=Share(1, 10), p=62.5))

    assert found.evidence.endswith("you believe 63 of 100")


def test_a_stage_says_what_the_records_show() -> None:
    found = stages(
        records(
            causes=Share(1, 10), recall=Share(0, 6), p=72.0,
            incidents=[date(2026, 9, 3), date(2026, 10, 3)],
        )
    )  # fmt: skip

    assert [(one.name, one.evidence) for one in found] == [
        (
            "Dependency without awareness",
            (
                "the cause was found in 1 of 10 closed debugging sessions; "
                "0 of 6 first why tests passed; you believe 72 of 100"
            ),
        ),
        ("First real test", "2 first real tests logged within 90 days, the last on 3 October 2026"),
    ]
