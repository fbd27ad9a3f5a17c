"""Local days: which day a moment belongs to, for the person who wrote it.

A moment is an int, microseconds since 1970 in UTC. With it goes the writer's offset from UTC in
seconds, so the local day never needs a zone database and stays what it was when the person
travels or the rules of daylight saving change. A day starts at `day_starts` (minutes after
midnight; 04:00 by default): what is written at 1am still belongs to the evening before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

# Lengths of time as moments count them; so many microseconds are a second.
MICROSECOND = 1_000_000
MINUTE = 60 * MICROSECOND
DAY = 24 * 60 * MINUTE

DAY_STARTS = 4 * 60

_SECONDS = 86_400
# Years 1 to 9999, two days short at both ends: an offset and `day_starts` move a local time.
_EARLIEST = -(719_162 - 2) * DAY
_LATEST = (2_932_897 - 2) * DAY


def to_datetime(moment: int, offset: int = 0) -> datetime:
    """Turn a moment into an aware datetime at the writer's offset (seconds east)."""
    shift = timezone(timedelta(seconds=offset)) if offset else UTC
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).astimezone(shift)


def to_moment(when: datetime) -> int:
    """Turn an aware datetime into a moment. Raises ValueError for a naive one."""
    if when.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def offset_of(when: datetime) -> int:
    """Tell how far the clock of a datetime is ahead of UTC, in seconds; a naive one isn't."""
    return int((when.utcoffset() or timedelta()).total_seconds())


def is_sane(moment: int, offset: int) -> bool:
    """Tell whether a moment and an offset name a time that calendars and clocks can show."""
    return _EARLIEST <= moment <= _LATEST and abs(offset) < _SECONDS


def day_of(moment: int, offset: int, day_starts: int = DAY_STARTS) -> date:
    """Tell the local day of a moment. `offset` in seconds east, `day_starts` in minutes."""
    seconds = moment // MICROSECOND + offset - day_starts * 60
    return date(1970, 1, 1) + timedelta(days=seconds // _SECONDS)


def moments(first: date, last: date) -> tuple[int, int]:
    """Give moments between which these local days lie, wherever and whenever a day began."""
    # An offset and `day_starts` move a day's ends by less than two days.
    start, end = ((day - date(1970, 1, 1)).days * DAY for day in (first, last))
    return start - 2 * DAY, end + 3 * DAY


def today(now: datetime, day_starts: int = DAY_STARTS) -> date:
    """Tell the local day of an aware `now`. Raises ValueError for a naive one."""
    if now.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return (now - timedelta(minutes=day_starts)).date()


def week_of(day: date) -> list[date]:
    """Give the seven days of the week that holds `day`, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]
