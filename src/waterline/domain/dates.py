"""Dates as people say them: `yesterday`, `last month`, `2026-10`, `31.10. 14:30`.

A date said is a span of days (`span`): one day, a week, a month or a year. A moment said
(`moment`) is a time of a day. Days without a year, or named by a weekday, lie in the past: the
nearest one, today included. A week starts on Monday. Going back by months stays in the month:
a month before 31 March is 28 February.

A local time that the clock skips (daylight saving begins) is later by what was skipped, as a
clock shows that was not set; one that comes twice (it ends) is the first of the two.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil import parser, tz
from dateutil.relativedelta import relativedelta

from waterline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    Span = tuple[date, date]
    Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]]

UNDERSTOOD = "try yesterday, last month, 2026-10 or 2026-10-31"
MOMENTS = "try 14:30, yesterday 9am, 2 hours ago or 2026-10-31 14:30"

# A clock may be a little ahead of the one that a text was copied from.
SLACK = timedelta(minutes=1)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def span(text: str, today: date) -> tuple[date, date]:
    """Give the first and the last day of what `text` says on the day `today`.

    Raises InputError for what is no date, with some that are.
    """
    said = _folded(text)
    try:
        found = _span(said, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise InputError(f"{_quoted(text)} is no date", UNDERSTOOD)
    return found


def moment(text: str, now: datetime) -> datetime:
    """Give the moment that `text` says at the aware moment `now`, in its time zone.

    A day without a time is that day at the time of `now`. Raises InputError for what is no
    moment, and for one that is still to come.
    """
    said = _folded(text)
    try:
        found = _moment(said, now)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise InputError(f"{_quoted(text)} is no moment", MOMENTS)
    # In UTC: within one zone Python compares what the clocks show, and at the end of daylight
    # saving they show the same hour twice.
    if found.astimezone(tz.UTC) > now.astimezone(tz.UTC) + SLACK:
        raise InputError(f"{_quoted(text)} is still to come", "an entry tells what was; name a day")
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return repr(short if len(short) <= 40 else f"{short[:39]}…")  # noqa: PLR2004 - half a line


def _span(said: str, today: date) -> Span | None:
    for pattern, rule in _RULES:
        match = pattern.fullmatch(said)
        if match:
            return rule(match, today)
    return None


def _day(day: date) -> Span:
    return day, day


def _month(year: int, month: int) -> Span:
    first = date(year, month, 1)
    return first, first + relativedelta(day=31)


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def _week(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _number(word: str) -> int:
    if word in {"a", "an"}:
        return 1
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else int(word)


def _back(day: date, number: int, unit: str) -> date:
    if number > 1_000_000:  # noqa: PLR2004 - further than any calendar goes
        raise OverflowError
    steps = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
    return day - relativedelta(**{steps[unit]: number})  # type: ignore[arg-type] # one of its names


def _named_day(match: re.Match[str], today: date) -> Span:
    return _day(today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[match[0]]))


def _weekday(match: re.Match[str], today: date) -> Span:
    wanted = next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(match["day"][:3]))
    back = (today.weekday() - wanted) % 7
    if match["last"] and not back:
        back = 7
    return _day(today - timedelta(days=back))


def _ago(match: re.Match[str], today: date) -> Span:
    return _day(_back(today, _number(match["number"]), match["unit"]))


def _lately(match: re.Match[str], today: date) -> Span:
    number = _number(match["number"])
    return _back(today, number, match["unit"]) + timedelta(days=bool(number)), today


def _this_or_last(match: re.Match[str], today: date) -> Span:
    unit = match["unit"]
    day = _back(today, 1 if match["which"] == "last" else 0, unit)
    if unit == "week":
        return _week(day)
    return _month(day.year, day.month) if unit == "month" else _year(day.year)


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _month_said(match: re.Match[str], today: date) -> Span:
    month = _month_number(match["month"])
    if match["year"]:
        return _month(int(match["year"]), month)
    is_over = month < today.month or (month == today.month and not match["last"])
    return _month(today.year if is_over else today.year - 1, month)


def _day_said(match: re.Match[str], today: date) -> Span:
    name = match["month"]
    month = int(name) if name.isdigit() else _month_number(name)
    return _day_of_year(int(match["day"]), month, match["year"], today)


def _day_of_year(day: int, month: int, year: str | None, today: date) -> Span:
    if year:
        return _day(date(int(year) + (2000 if len(year) == 2 else 0), month, day))  # noqa: PLR2004 - 31.10.26
    # The nearest such day that is not to come; 29 February may lie years back.
    for back in range(9):
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            continue
        if found <= today:
            return _day(found)
    raise ValueError(day)


def _iso_day(match: re.Match[str], _: date) -> Span:
    return _day(parser.isoparse(match[0].replace("/", "-")).date())


def _iso_week(match: re.Match[str], _: date) -> Span:
    return _week(date.fromisocalendar(int(match["year"]), int(match["week"]), 1))


def _iso_month(match: re.Match[str], _: date) -> Span:
    return _month(int(match["year"]), int(match["month"]))


def _iso_year(match: re.Match[str], _: date) -> Span:
    return _year(int(match[0]))


_MONTH = rf"(?P<month>{'|'.join(f'{m[:3]}(?:{m[3:]})?' if m[3:] else m for m in _MONTHS)}|sept)\.?"
_WEEKDAY = rf"(?P<day>{'|'.join(f'{d[:3]}(?:{d[3:]})?' for d in _WEEKDAYS)}|tues|thur|thurs)"
_NUMBER = rf"(?P<number>\d+|an?|{'|'.join(_NUMBERS)})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?: of)?"
_YEAR = r"(?P<year>\d{4})"


def _rules(*rules: tuple[str, Callable[[re.Match[str], date], Span]]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern, re.ASCII), rule) for pattern, rule in rules)


_RULES: tuple[Rule, ...] = _rules(
    (r"today|yesterday|tomorrow", _named_day),
    (rf"(?:(?P<last>last) |this |on )?{_WEEKDAY}", _weekday),
    (rf"{_NUMBER} (?P<unit>day|week|month|year)s? ago", _ago),
    (rf"(?:the )?(?:last|past) {_NUMBER} (?P<unit>day|week|month|year)s?", _lately),
    (r"(?P<which>last|this) (?P<unit>week|month|year)", _this_or_last),
    (r"\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{8}", _iso_day),
    (rf"{_YEAR}-?w(?P<week>\d{{2}})", _iso_week),
    (rf"{_YEAR}[-/](?P<month>\d{{2}})", _iso_month),
    (r"\d{4}", _iso_year),
    (rf"(?:(?P<last>last) )?{_MONTH}(?: {_YEAR})?", _month_said),
    (rf"{_DAY} {_MONTH}(?: {_YEAR})?", _day_said),
    (rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: {_YEAR})?", _day_said),
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})?", _day_said),
)

_TIME = re.compile(
    r"(?:(?P<day>.+?)(?: at | |t))??"
    r"(?:(?P<noon>noon)|(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r"(?: ?(?P<half>am|pm))?)(?P<zone> ?(?:z|utc|[+-]\d{2}:?\d{2}))?",
    re.ASCII,
)
_AGO = re.compile(rf"{_NUMBER} (?P<unit>hour|minute|min)s? ago", re.ASCII)


def _moment(said: str, now: datetime) -> datetime | None:
    if said == "now":
        return now
    match = _AGO.fullmatch(said)
    if match:
        unit = timedelta(hours=1) if match["unit"] == "hour" else timedelta(minutes=1)
        return (now.astimezone(tz.UTC) - _number(match["number"]) * unit).astimezone(now.tzinfo)
    day, clock = said, now.timetz().replace(tzinfo=None)
    zone = now.tzinfo
    match = _TIME.fullmatch(said)
    if match and (match["minute"] or match["half"] or match["noon"]):
        day, clock = match["day"] or "today", _clock(match)
        zone = _zone(match["zone"]) if match["zone"] else zone
    days = _span(day, now.date())
    if days is None or days[0] != days[1]:
        return None
    local = datetime.combine(days[0], clock, zone)
    return tz.resolve_imaginary(local).astimezone(now.tzinfo)


def _clock(match: re.Match[str]) -> time:
    if match["noon"]:
        return time(12)
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock with am and pm
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0))


def _zone(text: str) -> tz.tzoffset | tz.tzutc:
    sign, digits = text.strip()[:1], re.sub(r"\D", "", text)
    if not digits:
        return tz.tzutc()
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return tz.tzoffset(None, -seconds if sign == "-" else seconds)
