"""What is drawn follows from hashes and turns alone: nobody chooses, and everybody gets a turn."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import days, drawing

REPOS = st.sampled_from(["api", "web", "infra", ""])
CANDIDATES = st.lists(st.tuples(st.text(max_size=12), REPOS), max_size=30, unique_by=lambda c: c[0])
WEEKS = st.dates().map(str)


def chosen(
    candidates: list[tuple[str, str]], week: str, last: dict[str, int], count: int
) -> list[tuple[str, str]]:
    return [candidates[at] for at in drawing.drawn(candidates, week, last, count)]


@given(CANDIDATES, WEEKS, st.integers(0, 5))
def test_as_many_are_drawn_as_asked_for_or_there_are_and_none_twice(
    candidates: list[tuple[str, str]], week: str, count: int
) -> None:
    taken = drawing.drawn(candidates, week, {}, count)

    assert len(taken) == min(count, len(candidates))
    assert len(set(taken)) == len(taken)


@given(CANDIDATES, WEEKS, st.integers(0, 5), st.randoms())
def test_the_order_in_which_they_come_chooses_nothing(
    candidates: list[tuple[str, str]], week: str, count: int, random: object
) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert chosen(shuffled, week, {}, count) == chosen(candidates, week, {}, count)


@given(CANDIDATES, WEEKS, st.dictionaries(REPOS, st.integers(1, 1000)), st.integers(1, 30))
def test_every_repository_that_still_holds_something_had_nearly_as_many_turns(
    candidates: list[tuple[str, str]], week: str, last: dict[str, int], count: int
) -> None:
    taken = chosen(candidates, week, last, count)

    turns = Counter(repo for _, repo in taken)
    left = Counter(repo for _, repo in candidates) - turns
    for repo in left:
        assert all(turns[other] <= turns[repo] + 1 for other in turns)


@given(WEEKS)
def test_the_repository_that_was_drawn_from_longest_ago_comes_first(week: str) -> None:
    candidates = [("a", "api"), ("b", "web"), ("c", "infra"), ("d", "new")]

    taken = chosen(candidates, week, {"api": 30, "web": 10, "infra": 20}, 4)

    assert [repo for _, repo in taken] == ["new", "web", "infra", "api"]


@given(CANDIDATES, WEEKS)
def test_what_comes_to_it_moves_nothing_that_stands_before_it(
    candidates: list[tuple[str, str]], week: str
) -> None:
    one = [(key, "api") for key, _ in candidates]
    order = chosen(one, week, {}, len(one))

    more = chosen([*one, ("something else entirely", "api")], week, {}, len(one) + 1)

    assert [pair for pair in more if pair != ("something else entirely", "api")] == order


def test_another_week_has_another_order() -> None:
    candidates = [(f"change {n}", "api") for n in range(20)]

    orders = {tuple(drawing.drawn(candidates, f"2026-11-{day:02}", {}, 3)) for day in range(1, 29)}

    assert len(orders) > 20


def test_each_of_many_is_drawn_about_equally_often() -> None:
    candidates = [(f"change {n}", "api") for n in range(10)]

    times = Counter(
        at for week in range(2000) for at in drawing.drawn(candidates, f"week {week}", {}, 1)
    )

    assert set(times) == set(range(10))
    assert max(times.values()) < 2 * min(times.values())


MOMENTS = st.integers(-(10**15), 4 * 10**15)
OFFSETS = st.integers(-14 * 3600, 14 * 3600)


@given(MOMENTS, OFFSETS, st.integers(0, 719))
def test_days_and_mondays_are_those_of_the_calendar(
    moment: int, offset: int, day_starts: int
) -> None:
    number = drawing.day_number(moment, offset, day_starts)

    day = days.day_of(moment, offset, day_starts)
    assert (day - datetime(1970, 1, 1, tzinfo=UTC).date()).days == number
    monday = day - timedelta(days=number - drawing.monday_number(number))
    assert monday == days.week_of(day)[0]


@given(MOMENTS)
def test_what_can_be_drawn_is_seven_to_45_days_old_and_answered_for_two_weeks_more(
    now: int,
) -> None:
    a_day = 86_400_000_000
    oldest, youngest = drawing.span(now)

    assert (now - youngest, now - oldest) == (7 * a_day, 45 * a_day)
    assert drawing.of_age(youngest) == now
    assert drawing.answerable_until(drawing.answerable_since(now)) == now
    assert now - drawing.answerable_since(now) == 59 * a_day
