"""Local days: what is written belongs to the day on which its writer wrote it."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import days

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # moves by half an hour
    "Pacific/Apia",  # left out a whole day in 2011
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
]
ZONE = st.sampled_from([ZoneInfo(name) for name in ZONES])
UTC_TIMES = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive limits
STARTS = st.integers(0, 719)


def offset_of(when: datetime) -> int:
    offset = when.utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


@given(UTC_TIMES, ZONE)
def test_a_moment_and_an_offset_hold_the_local_time(when: datetime, zone: ZoneInfo) -> None:
    local = when.astimezone(zone)
    back = days.to_datetime(days.to_moment(local), offset_of(local))
    assert back == local
    assert back.replace(tzinfo=None) == local.replace(tzinfo=None)


@given(UTC_TIMES, ZONE, STARTS)
def test_the_day_is_the_clocks_day_moved_by_its_start(
    when: datetime, zone: ZoneInfo, starts: int
) -> None:
    local = when.astimezone(zone)
    wall = local.replace(tzinfo=None)
    day = days.day_of(days.to_moment(local), offset_of(local), starts)
    assert day == (wall - timedelta(minutes=starts)).date()
    # So today's page and today's entries never disagree, also when the clocks change.
    assert day == days.today(
        local.replace(tzinfo=timezone(timedelta(seconds=offset_of(local)))), starts
    )


@given(UTC_TIMES, ZONE, STARTS)
def test_today_is_the_day_of_now(when: datetime, zone: ZoneInfo, starts: int) -> None:
    now = when.astimezone(zone)
    assert days.today(now, starts) == days.day_of(days.to_moment(now), offset_of(now), starts)


@pytest.mark.parametrize(
    ("zone", "wall", "fold", "day"),
    [
        ("Europe/Berlin", "2026-03-29 03:30", 0, "2026-03-28"),  # the night that lost an hour
        ("Europe/Berlin", "2026-03-29 04:00", 0, "2026-03-29"),
        ("Europe/Berlin", "2026-10-25 02:30", 0, "2026-10-24"),  # before the clock went back
        ("Europe/Berlin", "2026-10-25 02:30", 1, "2026-10-24"),  # and after
        ("Europe/Berlin", "2026-10-25 04:00", 0, "2026-10-25"),
        ("America/New_York", "2026-11-01 03:59", 0, "2026-10-31"),
        ("America/New_York", "2026-11-01 04:00", 0, "2026-11-01"),
        ("Europe/Berlin", "2027-01-01 01:00", 0, "2026-12-31"),
    ],
)
def test_the_evening_lasts_until_four(zone: str, wall: str, fold: int, day: str) -> None:
    when = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
    assert str(days.day_of(days.to_moment(when), offset_of(when))) == day
    assert str(days.today(when)) == day


def test_who_travels_keeps_the_days_on_which_they_wrote() -> None:
    # Noted at 23:00 in Tokyo and, nine hours later by the clock of the world, in Los Angeles:
    # the same date twice, and neither moves when the journal is opened in Berlin.
    tokyo = datetime(2026, 5, 10, 23, tzinfo=ZoneInfo("Asia/Tokyo"))
    angeles = (tokyo + timedelta(hours=9)).astimezone(ZoneInfo("America/Los_Angeles"))
    written = [days.day_of(days.to_moment(when), offset_of(when)) for when in (tokyo, angeles)]
    assert written == [date(2026, 5, 10), date(2026, 5, 10)]


def test_a_day_may_start_at_midnight() -> None:
    late = datetime(2026, 5, 10, 23, 59, 59, tzinfo=UTC)
    assert days.today(late, 0) == date(2026, 5, 10)
    assert days.today(late + timedelta(seconds=1), 0) == date(2026, 5, 11)


@given(st.integers(), st.integers(-200_000, 200_000), STARTS)
def test_every_sane_time_can_be_shown(moment: int, offset: int, starts: int) -> None:
    if days.is_sane(moment, offset):
        assert days.to_moment(days.to_datetime(moment, offset)) == moment
        assert 1 <= days.day_of(moment, offset, starts).year <= 9999


def test_the_edges_of_what_is_sane() -> None:
    first = days.to_moment(datetime(1, 1, 3, tzinfo=UTC))
    last = days.to_moment(datetime(9999, 12, 29, tzinfo=UTC))
    for moment in (first, last, 0):
        for offset in (-86_399, 0, 86_399):
            assert days.is_sane(moment, offset)
            assert days.to_moment(days.to_datetime(moment, offset)) == moment
            assert days.day_of(moment, offset, 719).year in {1, 1970, 1969, 9999}
    assert not days.is_sane(0, 86_400)
    assert not days.is_sane(10**18, 0)
    assert not days.is_sane(-(10**18), 0)


def test_a_naive_time_names_no_moment() -> None:
    naive = datetime(2026, 5, 10)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="naive"):
        days.to_moment(naive)
    with pytest.raises(ValueError, match="naive"):
        days.today(naive)


@given(st.dates(date(1, 1, 8), date(9999, 12, 20)))
def test_a_week_is_seven_days_from_monday(day: date) -> None:
    week = days.week_of(day)
    assert day in week
    assert week[0].weekday() == 0
    assert [(b - a).days for a, b in itertools.pairwise(week)] == [1] * 6
