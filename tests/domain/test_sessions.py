"""Sessions as values: minutes, words, what may be rewritten, and what several of them show."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import effort, running, sessions
from waterline.domain.days import to_moment
from waterline.domain.evidence import Estimate, NotEnough, Share
from waterline.domain.sessions import Closing, Hypothesis, Session

if TYPE_CHECKING:
    from waterline.domain.effort import Figures, Week

BERLIN = ZoneInfo("Europe/Berlin")
START = to_moment(datetime(2026, 11, 20, 14, 0, tzinfo=BERLIN))
DAY = date(2026, 11, 20)
MINUTE = running.MINUTE
HOUR = 60 * MINUTE
MOMENTS = st.integers(START - 10**13, START + 10**13)


def session(kind: str = "debug", **more: Any) -> Session:
    """Give a session that began at START, closed after its plan unless `more` says otherwise."""
    planned = sessions.PLANNED_MINUTES[kind]
    known: dict[str, Any] = {
        "planned_minutes": planned,
        "started_at": START,
        "day": DAY,
        "offset": 3600,
        "frozen_at": START,
        "ended_at": START + planned * MINUTE,
    }
    frozen = "limiter.py: it fills twice" if kind == "debug" else "an LRU cache"
    known |= {"place": "limiter.py", "mechanism": "it fills twice"} if kind == "debug" else {}
    return Session("0", kind, frozen, frozen, **(known | more))


# --- One session ------------------------------------------------------------------------------


def test_minutes_count_to_its_end_or_to_now() -> None:
    assert session(ended_at=None).minutes(START + 5 * MINUTE) == 5
    assert session(ended_at=START + 7 * MINUTE).minutes(START + 90 * MINUTE) == 7


@given(MOMENTS, MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS)
def test_no_clock_gives_negative_minutes(
    start: int, now: int, opened: int | None, ended: int | None
) -> None:
    one = session(started_at=start, ai_opened_at=opened, ended_at=ended)

    assert one.minutes(now) >= 0
    assert one.minutes_alone(now) >= 0
    assert one.words(now)
    if opened is None or opened <= (now if ended is None else ended):
        assert one.minutes_alone(now) <= one.minutes(now)


def test_minutes_alone_end_where_ai_was_opened() -> None:
    assert session(ai_opened_at=START + 4 * MINUTE).minutes_alone(START) == 4
    assert session().minutes_alone(START) == 15


def test_what_was_opened_after_the_end_was_not_opened_in_it() -> None:
    late = session(ai_opened_at=START + 60 * MINUTE)

    assert late.opened_at is None
    assert late.is_without_ai


@pytest.mark.parametrize(
    ("minutes", "planned", "is_far"),
    [(59.9, 30, False), (60, 30, False), (60.1, 30, True), (31, 15, False), (44.9, 15, False),
     (45, 15, True), (2, 1, False), (31, 1, True), (24 * 60, 30, True)],
)  # fmt: skip
def test_far_past_is_over_twice_the_plan_and_half_an_hour(
    minutes: float, planned: int, *, is_far: bool
) -> None:
    one = session(planned_minutes=planned, ended_at=None)

    assert one.is_far_past(START + int(minutes * MINUTE)) is is_far
    assert not replace(one, ended_at=START).is_far_past(START + int(minutes * MINUTE))


@pytest.mark.parametrize(
    ("seconds", "opened", "said"),
    [
        (0, None, "00:00 no-AI"),
        (761, None, "12:41 no-AI"),
        (959, None, "15:59 no-AI"),
        (15 * 60 + 200, None, "debug 3 min over"),
        (15 * 60 + 119 * 60, None, "debug 119 min over"),
        (15 * 60 + 120 * 60, None, "debug 2 h over"),
        (400, START, "debug with AI"),
        (-60, None, "00:00 no-AI"),
    ],
)
def test_a_running_session_is_said_in_a_few_words(
    seconds: int, opened: int | None, said: str
) -> None:
    assert session(ended_at=None, ai_opened_at=opened).words(START + seconds * 1_000_000) == said


def test_an_hour_on_the_clock_has_three_parts() -> None:
    assert running.clock(62.05) == "1:02:03"


def test_a_hypothesis_is_read_as_people_write_it() -> None:
    assert sessions.parted("limiter.py: it fills twice") == ("limiter.py", "it fills twice")
    assert sessions.parted("the cache is stale") == ("", "the cache is stale")
    assert sessions.parted("a::b is null") == ("", "a::b is null")
    assert str(Hypothesis("a.py", "b")) == "a.py: b"
    assert not Hypothesis("a.py").is_whole


def test_what_is_frozen_can_be_added_to_but_not_rewritten() -> None:
    when = datetime(2026, 11, 20, 14, 7, tzinfo=BERLIN)
    body = sessions.with_addition("it fills twice", " two locks ", when)

    assert body == "it fills twice\n\n## Added 14:07\ntwo locks"
    assert sessions.keeps("it fills twice", body)
    assert sessions.keeps("it fills twice", "it fills twice")
    assert not sessions.keeps("it fills twice", "it fills once")
    assert not sessions.keeps("it fills", "it fills twice")


def test_closing_words_stand_under_their_heading_and_are_never_replaced() -> None:
    when = datetime(2026, 11, 20, 14, 7, tzinfo=BERLIN)
    once = sessions.with_closing("goal", "build", "the list", when)
    twice = sessions.with_closing(once, "build", "the map too", when)

    assert sessions.with_closing("goal", "build", " ", when) == "goal"
    assert sessions.afterwards(once, "build") == "the list"
    assert sessions.afterwards(twice, "build") == "the list"
    assert twice.endswith("## Added 14:07\nthe map too")
    assert not sessions.afterwards("goal", "build")


@pytest.mark.parametrize(
    ("outcome", "found"), [("right", True), ("unresolved", False), ("wrong", None), ("", None)]
)
def test_what_follows_from_an_outcome_need_not_be_said(outcome: str, *, found: bool | None) -> None:
    opened = session(ai_opened_at=START)

    assert sessions.completed(session(), Closing(outcome)) == (outcome, found, False, "")
    assert sessions.completed(opened, Closing(outcome)).with_ai is True
    assert sessions.completed(opened, Closing(outcome, True, False)) == (outcome, True, False, "")


# --- When it ended ----------------------------------------------------------------------------


def test_the_answers_to_when_it_ended_are_those_that_can_be() -> None:
    now = START + 5 * HOUR
    signs = [(START - 1, "before"), (START + HOUR, "entry"), (START + 2 * HOUR, "commit")]

    found = sessions.end_choices(session(ended_at=None), now, signs)

    assert found == [
        ("planned", START + 15 * MINUTE, ""),
        ("last", START + 2 * HOUR, "commit"),
        ("now", now, ""),
    ]


@given(MOMENTS, MOMENTS, st.lists(st.tuples(MOMENTS, st.text(max_size=3)), max_size=5))
def test_no_answer_lies_in_the_future_and_now_is_always_one(
    start: int, now: int, signs: list[tuple[int, str]]
) -> None:
    found = sessions.end_choices(session(started_at=start, ended_at=None), now, signs)

    assert "now" in [choice.name for choice in found]
    assert all(choice.moment <= now for choice in found)
    assert all(choice.moment >= start for choice in found if choice.name != "now")


# --- Figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "met", "n", "median"),
    [
        ([3, 15, 22, None, None, 8], 4, 6, 18.5),
        ([None, None, 4], 2, 3, math.inf),
        ([], 0, 0, None),
    ],
)
def test_minutes_alone_have_the_numbers_of_their_vectors(
    minutes: list[float | None], met: int, n: int, median: float | None
) -> None:
    assert effort.alone(minutes) == (met, n, median)


@given(st.lists(st.none() | st.floats(0, 1e4), max_size=30))
def test_never_opening_ai_is_never_worse(minutes: list[float | None]) -> None:
    before, after = effort.alone(minutes), effort.alone([*minutes, None])

    assert after.met == before.met + 1
    assert after.n == before.n + 1 == len(minutes) + 1
    assert before.median is None or (after.median or 0) >= before.median


def shown(*found: Session, days: float = 0) -> Figures:
    return effort.figures(found, START + int(days * 24 * HOUR) + HOUR)


def test_hits_count_whole_half_and_not_at_all() -> None:
    outcomes = ("right", "right", "partly", "wrong", "wrong", "unresolved")

    found = shown(*(session(outcome=outcome) for outcome in outcomes))

    assert isinstance(found.hits, Estimate)
    assert (found.hits.value, found.hits.n) == (50.0, 5)
    assert found.unresolved == 1
    assert found.builds == NotEnough(0, 5)


@pytest.mark.parametrize(
    "more",
    [
        {"frozen_at": None},
        {"ai_opened_at": START - 1 + MINUTE, "frozen_at": START + MINUTE},
        {"with_ai": True},
        {"outcome": "unresolved"},
        {"outcome": ""},
        {"ended_at": None},
        {"started_at": START - 90 * 24 * HOUR},
    ],
)
def test_what_was_not_observed_is_no_observation(more: dict[str, Any]) -> None:
    one = session(**{"outcome": "right", **more})

    assert shown(*[one] * 9).hits == NotEnough(0, 5)


def test_a_hypothesis_before_ai_counts_although_ai_was_opened_later() -> None:
    one = session(outcome="right", ai_opened_at=START + MINUTE, with_ai=True)

    found = shown(*[one] * 5)

    assert found.first == Share(5, 5)
    assert isinstance(found.hits, Estimate)


def test_a_session_without_a_hypothesis_counts_among_all_of_them() -> None:
    assert shown(session(), session(frozen_at=None)).first == Share(1, 2)


@pytest.mark.parametrize("more", [{"with_ai": True}, {"ai_opened_at": START + MINUTE}])
def test_a_build_with_ai_is_no_build_without_it(more: dict[str, Any]) -> None:
    alone, helped = session("build", outcome="reached"), session("build", outcome="no", **more)

    found = shown(*[alone] * 5, *[helped] * 5).builds

    assert isinstance(found, Estimate)
    assert (found.value, found.n) == (100.0, 5)


def test_ai_that_helped_without_a_mark_leaves_the_minutes_unobserved() -> None:
    found = shown(session(with_ai=True), session(ai_opened_at=START + 3 * MINUTE), session())

    assert found.alone == (1, 2, math.inf)


def test_causes_are_found_of_those_that_somebody_spoke_of() -> None:
    found = shown(session(cause_found=True), session(cause_found=False), session())

    assert found.causes == Share(1, 2)


def test_how_sure_somebody_was_is_held_against_what_came_of_it() -> None:
    said = [session(outcome="right", sure=60)] * 9

    assert shown(*said).sure == NotEnough(9, 10)
    assert shown(*said, session(outcome="wrong")).sure == NotEnough(9, 10)
    found = shown(*said, session(outcome="wrong", sure=100)).sure
    assert not isinstance(found, NotEnough)
    assert found.bias.value == pytest.approx(64 - 90)


# --- Weeks ------------------------------------------------------------------------------------

MONDAY = date(2026, 11, 16)
LAST = MONDAY - timedelta(weeks=1)


def weeks(found: list[Session], active: set[date], *holidays: tuple[date, date]) -> list[Week]:
    return effort.weeks(found, active, holidays, [LAST, MONDAY])


def test_a_week_has_its_longest_build_without_ai() -> None:
    long = session("build", ended_at=START + 45 * MINUTE)
    helped = session("build", ended_at=START + 90 * MINUTE, with_ai=True)
    running_one = session("build", ended_at=None)

    found = weeks([session("build"), long, helped, running_one, session()], {LAST, DAY})

    assert found == [(LAST, True, 0.0), (MONDAY, True, 45.0)]
    assert [week.has_build for week in found] == [False, True]
    assert effort.weeks_with_build(found) == Share(1, 2)


def test_a_short_build_makes_no_week() -> None:
    short = session("build", ended_at=START + 29 * MINUTE)

    assert effort.weeks_with_build(weeks([short], {DAY})) == Share(0, 1)


def test_quiet_weeks_and_holidays_do_not_count() -> None:
    holiday = (LAST, LAST + timedelta(days=6))

    assert effort.weeks_with_build(weeks([], {DAY})) == Share(0, 1)
    assert effort.weeks_with_build(weeks([], {LAST, DAY}, holiday)) == Share(0, 1)
    part = (LAST, LAST + timedelta(days=2))
    assert effort.weeks_with_build(weeks([], {LAST, DAY}, part)) == Share(0, 1)
    worked = {LAST, LAST + timedelta(days=4)}
    assert effort.weeks_with_build(weeks([], worked, part)) == Share(0, 1)
    assert [week.is_active for week in weeks([], worked, part)] == [True, False]


# --- The weekly build -------------------------------------------------------------------------


def planned(now: str, *holidays: tuple[date, date]) -> datetime | None:
    """Tell what was planned for Friday at 18:30."""
    when = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    return effort.planned_build(4, 18 * 60 + 30, holidays, when)


def test_a_build_is_planned_from_its_time_to_the_end_of_the_week() -> None:
    due = datetime(2026, 11, 20, 18, 30, tzinfo=BERLIN)

    assert planned("2026-11-20 18:29") is None
    assert planned("2026-11-20 18:30") == due
    assert planned("2026-11-22 23:00") == due
    assert planned("2026-11-23 03:59") == due  # still Sunday evening, before 04:00
    assert planned("2026-11-23 04:00") is None


def test_no_build_is_planned_in_holidays() -> None:
    assert planned("2026-11-20 19:00", (DAY, DAY)) is None
    assert planned("2026-11-20 19:00", (DAY + timedelta(days=1),) * 2) is not None


def test_a_planned_time_holds_over_the_change_of_clocks() -> None:
    when = datetime(2026, 10, 25, 19, 0, tzinfo=BERLIN)

    due = effort.planned_build(6, 18 * 60, (), when)

    assert due is not None
    assert due.astimezone(UTC).hour == 17
