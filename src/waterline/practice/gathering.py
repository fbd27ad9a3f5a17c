"""Gathering what a month's audit is computed from, out of the journal that is open."""

from __future__ import annotations

import contextlib
import json
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from waterline.domain import assessment, days, lessons, months
from waterline.domain.audits import Assessed
from waterline.domain.evidence import STRAND_DAYS, Estimate
from waterline.domain.facts import MONTHS_BEFORE, Facts, MonthCount
from waterline.domain.trend import TREND_MONTHS
from waterline.errors import InputError
from waterline.journal import audits, briefs, sessions, works
from waterline.practice import look

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from waterline.domain.facts import Asked, Said
    from waterline.domain.months import Month
    from waterline.home import Home
    from waterline.journal.audits import Kept, Sheet
    from waterline.settings import Settings

# How far back a tally of practice looks before a month's end, and a strand at the least.
SESSION_DAYS = 2 * STRAND_DAYS


def facts(db: sqlite3.Connection, settings: Settings, month: Month, now: datetime) -> Facts:
    """Read everything that the audit of a month is computed from, as it is `now`."""
    today = days.today(now, settings.day_starts)
    last = min(month.last, today)
    summed = month_counts(db, month, today)
    return Facts(
        month=month,
        today=today,
        until=days.to_moment(until(settings, month, now)),
        works=works.works(db, month.first, month.last),
        tests=tests(db, month, summed[0].month, today),
        written=works.written(db, month.first, month.last),
        sessions=sessions.listing(db, _back(last, SESSION_DAYS), last),
        briefs=briefs.closed(db, month.first, month.last, settings.day_starts),
        incidents=works.incidents(db, _back(last, STRAND_DAYS), last),
        active=_active(db, month),
        holidays=settings.holidays,
        assessed=summed[-1].assessed,
        said=said(db, month),
        counts=summed,
        entries=works.entries(db, month.first, month.last),
        day_starts=settings.day_starts,
    )


def all_facts(db: sqlite3.Connection, settings: Settings, now: datetime) -> Facts:
    """Read what every month that has anything is tallied from."""
    today = days.today(now, settings.day_starts)
    month = months.of(today)
    span = [one for one in audits.months(db) if one <= month]
    summed = counts(db, span, today) if span else []
    first = _back(span[0].first, SESSION_DAYS) if span else today
    return Facts(
        month=month,
        today=today,
        until=days.to_moment(now),
        tests=works.drawn(db, first, today),
        sessions=sessions.listing(db, first, today),
        holidays=settings.holidays,
        counts=summed,
        day_starts=settings.day_starts,
    )


def _gap(kept: Kept | None) -> Estimate | None:
    """Read the gap that a closed month froze; None where it had none."""
    if kept is None or not kept.gap:
        return None
    with contextlib.suppress(TypeError, ValueError):  # damaged: then as it is now
        return Estimate(**json.loads(kept.gap))
    return None


def said(db: sqlite3.Connection, month: Month) -> list[Said]:
    """Read what was said of a month's work."""
    return spoken(audits.said_of(db, str(month)).values())


def until(settings: Settings, month: Month, now: datetime) -> datetime:
    """Give when a month ends on the user's clock, or now where that is still to come."""
    starts = time(settings.day_starts // 60, settings.day_starts % 60)
    over = datetime.combine(month.last + timedelta(days=1), starts)
    # A fixed offset doesn't know of daylight saving; the zone of this machine does.
    is_here = isinstance(now.tzinfo, timezone) and now.utcoffset() == now.astimezone().utcoffset()
    ended = over.astimezone() if is_here else over.replace(tzinfo=now.tzinfo)
    return min(ended, now)


def tests(db: sqlite3.Connection, month: Month, since: Month, today: date) -> list[Asked]:
    """Read the tests of what was shipped since a month, and those asked again in this one."""
    first = min(since.first, _back(month.last, SESSION_DAYS))
    return works.drawn(db, first, min(today, month.settles), (month.first, month.last))


def month_counts(db: sqlite3.Connection, month: Month, today: date) -> list[MonthCount]:
    """Sum up this month and those before it that its audit looks at, oldest first."""
    begun = min(audits.begun(db) or month, month)
    span = months.span(begun, month)[-MONTHS_BEFORE - 1 :]
    # What a month costs are mostly those before it: the trend asks for no more than these.
    settled = [one for one in span if one.state(today) == months.SETTLED]
    if len(settled) > TREND_MONTHS:
        span = [one for one in span if one >= settled[-TREND_MONTHS]]
    return counts(db, span, today)


def counts(db: sqlite3.Connection, span: Sequence[Month], today: date) -> list[MonthCount]:
    """Sum up these months, oldest first, and say what was said of each."""
    names = str(span[0]), str(span[-1])
    sheets = audits.sheets(db, map(str, span))
    closed = audits.closed_months(db, *names)
    told = audits.said(db, *names)
    return [
        MonthCount(
            one,
            *works.sums(db, one.first, one.last),
            learned=_learned(db, one, spoken(told.get(str(one), ())), closed),
            assessed=assessed(sheets.get(str(one), audits.Sheet()), one, today),
            is_closed=str(one) in closed,
            gap=_gap(closed.get(str(one))),
        )
        for one in span
    ]


def _learned(
    db: sqlite3.Connection, month: Month, told: Sequence[Said], closed: Mapping[str, Kept]
) -> str:
    """Give a month's answer; its changes are read only where they decide."""
    kept = closed.get(str(month))
    if kept is not None and kept.learned is not None:
        return kept.learned
    answers = {one.learned for one in told if one.learned}
    whole = next((one.learned for one in told if one.key == audits.WHOLE), "")
    if whole or len(answers) < 2:  # noqa: PLR2004 - one answer needs no weighing
        return whole or next(iter(answers), "")
    return lessons.of_month(works.works(db, month.first, month.last), told, month)


def spoken(told: Iterable[Said]) -> list[Said]:
    """Leave out what isn't said of any work: that an audit was put off."""
    return [one for one in told if one.key != audits.PUT_OFF]


def assessed(sheet: Sheet, month: Month, today: date) -> Assessed:
    """Say what a month's questions were answered with, and whether they still can be."""
    answered_at, shown_at = (
        None if moment is None else days.to_datetime(moment)
        for moment in (sheet.answered_at, sheet.shown_at)
    )
    state = assessment.state(month, today, answered_at, shown_at)
    return Assessed(sheet.answers, state, answered_at, shown_at)


def _active(db: sqlite3.Connection, month: Month) -> set[date]:
    """Give the days of the month's weeks on which anything was written or shipped."""
    return sessions.active_days(db, _back(month.first, 6), month.last + timedelta(days=6))


def _back(day: date, number: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - number))


# --- Ways in ------------------------------------------------------------------------------------


def now(given: datetime | None) -> datetime:
    """Give the time that is asked about: that of this machine where none is."""
    return datetime.now().astimezone() if given is None else given


def refuse_future(settings: Settings, month: Month, now: datetime) -> None:
    """Raise InputError for a month that hasn't begun."""
    if month > months.of(days.today(now, settings.day_starts)):
        raise InputError(f"{month.label} is still to come", "name a month that has begun")


@contextlib.contextmanager
def writing(
    home: Home, settings: Settings, month: Month, now: datetime
) -> Iterator[sqlite3.Connection]:
    """Open the journal to write of a month, in one transaction; what waited is taken in first.

    Raises InputError for a month that hasn't begun, JournalError.
    """
    refuse_future(settings, month, now)
    with look.writing(home, settings) as db:
        yield db
