"""Dates as people say them; today is Friday, 20 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import example, given
from hypothesis import strategies as st

from waterline.domain import dates
from waterline.errors import InputError

TODAY = date(2026, 11, 20)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 12, 0, 5, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("Yesterday", "2026-11-19", "2026-11-19"),
        ("tomorrow", "2026-11-21", "2026-11-21"),
        ("monday", "2026-11-16", "2026-11-16"),
        ("mon", "2026-11-16", "2026-11-16"),
        ("friday", "2026-11-20", "2026-11-20"),
        ("last friday", "2026-11-13", "2026-11-13"),
        ("last  Monday ", "2026-11-16", "2026-11-16"),
        ("saturday", "2026-11-14", "2026-11-14"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("3 days ago", "2026-11-17", "2026-11-17"),
        ("a day ago", "2026-11-19", "2026-11-19"),
        ("two weeks ago", "2026-11-06", "2026-11-06"),
        ("a month ago", "2026-10-20", "2026-10-20"),
        ("last 7 days", "2026-11-14", "2026-11-20"),
        ("past two weeks", "2026-11-07", "2026-11-20"),
        ("october", "2026-10-01", "2026-10-31"),
        ("november", "2026-11-01", "2026-11-30"),
        ("december", "2025-12-01", "2025-12-31"),
        ("last november", "2025-11-01", "2025-11-30"),
        ("Sept", "2026-09-01", "2026-09-30"),
        ("oct 2025", "2025-10-01", "2025-10-31"),
        ("february 2024", "2024-02-01", "2024-02-29"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-10-31", "2026-10-31", "2026-10-31"),
        ("2026/10/31", "2026-10-31", "2026-10-31"),
        ("20261031", "2026-10-31", "2026-10-31"),
        ("2026-W03", "2026-01-12", "2026-01-18"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("31.10.", "2026-10-31", "2026-10-31"),
        ("31.12.", "2025-12-31", "2025-12-31"),
        ("20.11.", "2026-11-20", "2026-11-20"),
        ("29.2.", "2024-02-29", "2024-02-29"),
        ("31.10.2025", "2025-10-31", "2025-10-31"),
        ("1.2.24", "2024-02-01", "2024-02-01"),
        ("31 oct", "2026-10-31", "2026-10-31"),
        ("1st of May", "2026-05-01", "2026-05-01"),
        ("Oct 31, 2025", "2025-10-31", "2025-10-31"),
        ("31. october 2025", "2025-10-31", "2025-10-31"),
    ],
)
def test_what_people_say_is_understood(text: str, first: str, last: str) -> None:
    span = dates.span(text, TODAY)

    assert span == (date.fromisoformat(first), date.fromisoformat(last))


def test_going_back_by_months_stays_in_the_month() -> None:
    assert dates.span("1 month ago", date(2026, 3, 31))[0] == date(2026, 2, 28)
    assert dates.span("a year ago", date(2024, 2, 29))[0] == date(2023, 2, 28)
    assert dates.span("last month", date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    "text",
    [
        "blursday", "", " ", "last", "2026-02-30", "2026-13", "0000", "10/31/2026", "31.11.",
        "99999999999999999999 days ago", "3000 years ago", "mo", "marches", "12", "next week",
        "2026-W54", "٢٠٢٦", "0 october", "32 october", "yesterday\0",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_some_that_are(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dates.span(text, TODAY)

    assert "is no date" in caught.value.message
    assert caught.value.hint == "try yesterday, last month, 2026-10 or 2026-10-31"


def test_a_refusal_quotes_what_was_said_in_one_short_line() -> None:
    with pytest.raises(InputError) as caught:
        dates.span("blurs\nday " * 100, TODAY)

    assert str(caught.value).startswith("'blurs day blurs day")
    assert len(str(caught.value)) < 130


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-11-20T12:00:05+01:00"),
        ("11:30", "2026-11-20T11:30:00+01:00"),
        ("9am", "2026-11-20T09:00:00+01:00"),
        ("12 am", "2026-11-20T00:00:00+01:00"),
        ("noon", "2026-11-20T12:00:00+01:00"),
        ("yesterday 14:30", "2026-11-19T14:30:00+01:00"),
        ("yesterday at 9:15 PM", "2026-11-19T21:15:00+01:00"),
        ("yesterday", "2026-11-19T12:00:05+01:00"),
        ("monday 9:30", "2026-11-16T09:30:00+01:00"),
        ("3 days ago 8:00", "2026-11-17T08:00:00+01:00"),
        ("31.10. 14:30", "2026-10-31T14:30:00+01:00"),
        ("oct 24, 2026 14:30", "2026-10-24T14:30:00+02:00"),
        ("2026-10-31", "2026-10-31T12:00:05+01:00"),
        ("2026-10-31 14:30", "2026-10-31T14:30:00+01:00"),
        ("2026-10-31T14:30:07", "2026-10-31T14:30:07+01:00"),
        ("2026-10-31T14:30Z", "2026-10-31T15:30:00+01:00"),
        ("2026-10-31T14:30:00-05:30", "2026-10-31T21:00:00+01:00"),
        ("2 hours ago", "2026-11-20T10:00:05+01:00"),
        ("ten minutes ago", "2026-11-20T11:50:05+01:00"),
    ],
)
def test_moments_are_understood(text: str, expected: str) -> None:
    assert dates.moment(text, NOW).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["blursday", "last month", "2026", "12", "13pm", "0am", "25:00", "9:60", "2026-10-31 14", "",
     "99999999999999999999 hours ago", "9999999 days ago", "at 9am"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dates.moment(text, NOW)

    assert "is no moment" in caught.value.message
    assert "yesterday 9am" in caught.value.hint


@pytest.mark.parametrize("text", ["14:30", "tomorrow", "2027-01-01", "2026-11-20T12:02+01:00"])
def test_what_is_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dates.moment(text, NOW)

    assert "is still to come" in caught.value.message


def test_a_clock_may_be_a_little_ahead() -> None:
    assert dates.moment("12:01", NOW).minute == 1


@pytest.mark.parametrize("zone", [BERLIN, tz.gettz("Europe/Berlin")])
def test_a_time_that_the_clock_skips_is_later_by_what_was_skipped(zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=zone)

    assert dates.moment("2026-03-29 02:30", now).isoformat() == "2026-03-29T03:30:00+02:00"
    assert dates.moment("2026-03-29 01:59", now).isoformat() == "2026-03-29T01:59:00+01:00"


@pytest.mark.parametrize("zone", [BERLIN, tz.gettz("Europe/Berlin")])
def test_a_time_that_comes_twice_is_the_first_of_the_two(zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=zone)

    assert dates.moment("2026-10-25 02:30", now).isoformat() == "2026-10-25T02:30:00+02:00"


def test_hours_ago_are_hours_also_over_the_end_of_daylight_saving() -> None:
    now = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)

    found = dates.moment("3 hours ago", now)

    assert now.astimezone(UTC) - found.astimezone(UTC) == timedelta(hours=3)
    assert found.isoformat() == "2026-10-25T02:00:00+02:00"


DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
WORDS = st.sampled_from(
    ["last", "this", "past", "on", "at", "ago", "a", "3", "31", "2026", "week", "days", "month",
     "year", "october", "oct", "monday", "yesterday", "now", "noon", "9am", "14:30", "31.10.",
     "2026-10", "W03", "T", "Z", "+02:00", "st", "of", ".", "-", "/", "hours"]
)  # fmt: skip
SAID = st.lists(WORDS, max_size=5).map(" ".join) | st.text(max_size=30)


@given(SAID, DAYS)
@example("this week", date(9999, 12, 31))
@example("last week", date(1, 1, 1))
@example("last 3 years", date(1, 1, 1))
@example("tomorrow", date(9999, 12, 31))
def test_a_span_begins_before_it_ends_or_is_refused(text: str, today: date) -> None:
    try:
        first, last = dates.span(text, today)
    except InputError:
        return
    assert first <= last


@given(DAYS, DAYS)
def test_a_day_written_as_iso_is_that_day(day: date, today: date) -> None:
    assert dates.span(day.isoformat(), today) == (day, day)


MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.timezones(),
)


@given(SAID, MOMENTS)
def test_a_moment_is_not_to_come_or_is_refused(text: str, now: datetime) -> None:
    try:
        found = dates.moment(text, now)
    except InputError:
        return
    assert found.tzinfo is not None
    assert found.astimezone(UTC) <= now.astimezone(UTC) + timedelta(minutes=1)


@given(MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300_000)))
def test_a_moment_written_as_iso_is_that_moment(now: datetime, back: timedelta) -> None:
    try:
        then = (now.astimezone(UTC) - back).replace(microsecond=0)
    except OverflowError:
        return

    assert dates.moment(then.isoformat(), now) == then
