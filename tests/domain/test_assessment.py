"""The month's questions: what they ask, what an answer scores, and until when they are asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.assessment import Q5, QUESTIONS, RENTING, answered, check, perceived, state
from waterline.domain.audits import Answers
from waterline.domain.months import Month

LEVEL = st.none() | st.integers(0, 4)
ANSWERS = st.builds(
    Answers,
    LEVEL,
    LEVEL,
    LEVEL,
    LEVEL,
    st.none() | st.integers(0, 100),
    st.none() | st.integers(0, 4),
)
OCTOBER = Month(2026, 10)
WHEN = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("levels", "drop", "items", "count", "p"),
    [
        ([3, 2, 1, 2], 80, [75.0, 50.0, 25.0, 50.0, 20.0], 5, 44.0),
        ([4, 3, 3, 3], 20, [100.0, 75.0, 75.0, 75.0, 80.0], 5, 81.0),
        ([3, None, 2, 2], 20, [75.0, None, 50.0, 50.0, 80.0], 4, 63.75),
        ([3, None, 2, None], 20, [75.0, None, 50.0, None, 80.0], 3, None),
        ([None, None, None, None], None, [None] * 5, 0, None),
        ([0, 0, 0, 0], 100, [0.0] * 5, 5, 0.0),
        ([4, 4, 4, 4], 0, [100.0] * 5, 5, 100.0),
    ],
)
def test_answers_score_as_their_vector_does(
    levels: list[int | None],
    drop: int | None,
    items: list[float | None],
    count: int,
    p: float | None,
) -> None:
    found = perceived(Answers._make([*levels, drop, None]))

    assert list(found.items) == items
    assert found.answered == count
    assert found.p == p


def test_every_question_is_a_field_of_the_answers() -> None:
    assert (*(one.id for one in QUESTIONS), Q5.id, RENTING.id) == Answers._fields


def test_every_level_of_every_question_has_words_of_its_own() -> None:
    anchors = [anchor for one in (*QUESTIONS, RENTING) for anchor in one.anchors]

    assert len(anchors) == len(set(anchors)) == 25
    assert all(anchors)


@pytest.mark.parametrize(
    "answers", [Answers(q1=5), Answers(q4=-1), Answers(velocity_drop=101), Answers(renting=5)]
)
def test_what_is_no_answer_is_refused(answers: Answers) -> None:
    with pytest.raises(ValueError, match="is not 0 to"):
        check(answers)


@given(ANSWERS)
def test_the_mean_is_there_from_four_answers_on_and_lies_among_them(answers: Answers) -> None:
    found = perceived(answers)
    given_items = [one for one in found.items if one is not None]

    assert found.answered == answered(answers) == len(given_items)
    assert (found.p is not None) == (found.answered >= 4)
    if found.p is not None:
        assert min(given_items) <= found.p <= max(given_items)


@given(ANSWERS, st.none() | st.integers(0, 4))
def test_renting_stands_apart(answers: Answers, renting: int | None) -> None:
    assert perceived(answers) == perceived(answers._replace(renting=renting))


@pytest.mark.parametrize(
    ("today", "answered_at", "shown_at", "expected"),
    [
        (date(2026, 10, 1), None, None, "open"),
        (date(2026, 11, 30), None, None, "open"),
        (date(2026, 11, 30), WHEN, None, "open"),
        (date(2026, 12, 1), None, None, "missed"),
        (date(2026, 12, 1), WHEN, None, "fixed"),
        (date(2026, 10, 20), WHEN, WHEN, "fixed"),
        (date(2026, 10, 20), None, WHEN, "fixed"),
    ],
)
def test_a_month_is_asked_about_until_the_next_one_ends_or_its_evidence_was_seen(
    today: date, answered_at: datetime | None, shown_at: datetime | None, expected: str
) -> None:
    assert state(OCTOBER, today, answered_at, shown_at) == expected
