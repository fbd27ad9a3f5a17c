"""When a question comes again: whole days, later the better it was known, the same every time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import schedule
from waterline.domain.asked import FAILED, LATE, PASSED, RIGHT, SKIPPED, UNKNOWN, WRONG
from waterline.domain.days import day_of, to_datetime

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
RATINGS = st.integers(1, 4)
HISTORIES = st.lists(st.tuples(RATINGS, st.floats(0, 400)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("outcome", "sure", "ticked", "rating"),
    [
        (WRONG, 95, 0, schedule.AGAIN),
        (UNKNOWN, 10, 0, schedule.AGAIN),
        (FAILED, 50, 0, schedule.AGAIN),
        (FAILED, 50, 1, schedule.HARD),
        (PASSED, 60, 3, schedule.GOOD),
        (PASSED, 90, 3, schedule.EASY),
        (RIGHT, 89, 0, schedule.GOOD),
        (RIGHT, 100, 0, schedule.EASY),
        (RIGHT, None, 0, schedule.GOOD),
        (LATE, 100, 0, schedule.GOOD),
    ],
)
def test_the_rating_follows_from_the_outcome(
    outcome: str, sure: int | None, ticked: int, rating: int
) -> None:
    assert schedule.rating(outcome, sure, ticked) == rating


@pytest.mark.parametrize("outcome", ["", SKIPPED])
def test_what_is_no_answer_has_no_rating(outcome: str) -> None:
    with pytest.raises(ValueError, match="is no answer"):
        schedule.rating(outcome, 50)


def test_what_is_known_better_comes_later() -> None:
    due = [schedule.review("", rating, NOW, 1).due for rating in (1, 2, 3, 4)]

    assert due == sorted(due)
    assert due[0] == NOW + timedelta(days=1)
    assert due[-1] >= NOW + timedelta(days=7)


def test_knowing_it_again_and_again_lengthens_the_time_between() -> None:
    held = schedule.review("", schedule.GOOD, NOW, 1)
    steps = []
    for _ in range(5):
        again = schedule.review(held.state, schedule.GOOD, held.due)
        steps.append(again.due - held.due)
        held = again

    assert all(later > earlier for earlier, later in pairwise(steps))


@given(HISTORIES)
def test_any_history_gives_whole_days_of_at_least_one_and_can_be_computed_again(
    history: list[tuple[int, float]],
) -> None:
    def played() -> list[schedule.Scheduled]:
        state, at, found = "", NOW, []
        for rating, wait in history:
            at += timedelta(days=wait)
            held = schedule.review(state, rating, at, 7)
            state = held.state
            found.append(held)
            assert (held.due - at) // timedelta(days=1) >= 1
            assert (held.due - at) % timedelta(days=1) == timedelta()
        return found

    assert played() == played()


def test_a_clock_that_was_set_back_breaks_no_card() -> None:
    held = schedule.review("", schedule.GOOD, NOW, 1)

    again = schedule.review(held.state, schedule.GOOD, NOW - timedelta(days=100))

    assert again.due > NOW - timedelta(days=100)


def test_a_card_keeps_what_it_is_beside_what_else_its_state_holds() -> None:
    held = schedule.review("", schedule.GOOD, NOW, 5)
    more = json.dumps({**json.loads(held.state), "rested_at": 5})

    assert json.loads(held.state)["card_id"] == 5
    assert schedule.review(more, 3, held.due) == schedule.review(held.state, 3, held.due)


@pytest.mark.parametrize("state", ["{", "[]", "{}", '{"card_id": 1}', "null", '"x"'])
def test_a_state_that_is_none_says_so(state: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's error is one, too
        schedule.review(state, schedule.GOOD, NOW)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        schedule.review("", schedule.GOOD, datetime(2026, 11, 20))  # noqa: DTZ001 - that is the point


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - gets its zone below
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "UTC"]),
    st.integers(0, 719),
)
def test_a_card_is_due_from_the_beginning_of_its_local_day(
    when: datetime, zone: str, day_starts: int
) -> None:
    local = when.replace(tzinfo=ZoneInfo(zone))
    offset = int((local.utcoffset() or timedelta()).total_seconds())

    moment = schedule.first_moment(local, offset, day_starts)

    assert to_datetime(moment) <= local < to_datetime(moment) + timedelta(days=1)
    assert day_of(moment, offset, day_starts) != day_of(moment - 1, offset, day_starts)
