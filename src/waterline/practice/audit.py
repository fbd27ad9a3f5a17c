"""The monthly audit: what I believe, what I shipped, what I learned from it, and what shows.

Whatever is read is read anew from the journal; a closed month shows the figures that were frozen
with it. Months are calendar months of local days (`domain/months.py`).
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from waterline.domain import assessment, auditing, days, frozen, lateness, months
from waterline.domain.audits import Answers, Assessed, Audit, Column, Group, MonthTally
from waterline.domain.months import Month
from waterline.errors import InputError
from waterline.gate import inbox as gate
from waterline.practice import gathering, look
from waterline.practice.pieces import beside, changes, merge, part, rename, say

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from waterline.home import Home
    from waterline.journal.audits import Closed
    from waterline.settings import Settings

__all__ = [
    "Answers", "Assessed", "Audit", "Column", "Group", "Month", "MonthTally", "answer", "assessed",
    "beside", "changes", "close", "merge", "offered", "part", "past", "put_off", "read",
    "rename", "reopen", "say", "show_evidence",
]  # fmt: skip

# The formulas of SCORING; another number when what a figure means changes.
FORMULA = 1

UNREADABLE = (
    "What was frozen when this month was closed can't be read any more (`waterline doctor`): "
    "these figures are computed anew."
)


# --- Looking ------------------------------------------------------------------------------------


def read(
    home: Home, settings: Settings, month: Month | None = None, now: datetime | None = None
) -> Audit:
    """Give the audit of a month: live figures, or those that its closing froze.

    Without a month it is the one to offer: last month in the first days of one, unless it is
    closed, else the one that runs. Raises InputError for a month to come, JournalError.
    """
    now = gathering.now(now)
    with look.opened(home, settings) as db:
        return _audit(db, settings, _month(db, settings, month, now), now)


def _audit(db: sqlite3.Connection, settings: Settings, month: Month, now: datetime) -> Audit:
    from waterline.journal import audits

    live = auditing.audit(gathering.facts(db, settings, month, now))
    live = replace(live, how=_how(settings, now))
    closed = audits.closed(db, str(month))
    return live if closed is None else _frozen(closed, live)


def _frozen(closed: Closed, live: Audit) -> Audit:
    """Give a month as it was closed, with its words as they are now and what came since."""
    closed_at = days.to_datetime(closed.moment).astimezone()
    try:
        held, how = frozen.from_json(closed.figures), json.loads(closed.how)
    except ValueError:
        return replace(live, closed_at=closed_at, late=(UNREADABLE,))
    now = {group.key: group for group in live.groups}
    groups = tuple(
        group._replace(words=now[group.key].words if group.key in now else "")
        for group in held.groups
    )
    # Its figures were frozen a moment before it was closed.
    tallies = tuple(
        one._replace(is_closed=True) if one.month == held.month else one for one in held.months
    )
    return replace(
        held,
        groups=groups,
        months=tallies,
        words=live.words,
        closed_at=closed_at,
        late=lateness.late(held, live),
        how=how,
    )


def _how(settings: Settings, now: datetime) -> dict[str, object]:
    from importlib.metadata import version

    minutes = settings.day_starts
    return {
        "formula": FORMULA,
        "version": version("waterline-journal"),
        "zone": gate.zone_name(),
        "offset": f"{now:%z}",
        "day_starts": f"{minutes // 60:02}:{minutes % 60:02}",
        "holidays": [f"{first} to {last}" for first, last in settings.holidays],
        "computed_at": now.isoformat(timespec="seconds"),
    }


def past(home: Home, settings: Settings, now: datetime | None = None) -> tuple[MonthTally, ...]:
    """Give every month that has anything, newest first. Raises JournalError."""
    now = gathering.now(now)
    with look.opened(home, settings) as db:
        return auditing.tallies(gathering.all_facts(db, settings, now))


# --- The questions ------------------------------------------------------------------------------


def assessed(home: Home, settings: Settings, month: Month, now: datetime | None = None) -> Assessed:
    """Say what a month's questions were answered with; nothing of its evidence is read."""
    with look.opened(home, settings) as db:
        return _assessed(db, settings, month, gathering.now(now))


def answer(
    home: Home, settings: Settings, month: Month, answers: Answers, now: datetime | None = None
) -> Assessed:
    """Answer a month's questions; what is None in `answers` is unanswered (again).

    Raises InputError for what is no answer, and where the month's answers can't be changed any
    more; JournalError.
    """
    from waterline.journal import audits

    now = gathering.now(now)
    try:
        assessment.check(answers)
    except ValueError as error:
        raise InputError("that is no answer", str(error)) from error
    with gathering.writing(home, settings, month, now) as db:
        _refuse_late_answers(_assessed(db, settings, month, now), month)
        audits.answer(db, str(month), answers, days.to_moment(now))
        return _assessed(db, settings, month, now)


def _refuse_late_answers(held: Assessed, month: Month) -> None:
    if held.state == assessment.FIXED:
        raise InputError(
            f"the answers of {month.label} stay as they are",
            "its evidence was shown; the next month asks again",
        )
    if held.state == assessment.MISSED:
        raise InputError(
            f"the questions of {month.label} are closed",
            "they can be answered until the month after it ends",
        )


def show_evidence(
    home: Home, settings: Settings, month: Month, now: datetime | None = None
) -> Assessed:
    """Say that a month's evidence is looked at: from now on its answers stay as they are.

    Raises InputError for a month to come, JournalError.
    """
    from waterline.journal import audits

    now = gathering.now(now)
    with gathering.writing(home, settings, month, now) as db:
        if _assessed(db, settings, month, now).state == assessment.OPEN:
            audits.show(db, str(month), days.to_moment(now))
        return _assessed(db, settings, month, now)


def _assessed(db: sqlite3.Connection, settings: Settings, month: Month, now: datetime) -> Assessed:
    from waterline.journal import audits

    today = days.today(now, settings.day_starts)
    return gathering.assessed(audits.sheet(db, str(month)), month, today)


# --- Closing ------------------------------------------------------------------------------------


def close(home: Home, settings: Settings, month: Month, now: datetime | None = None) -> Audit:
    """Close a month: its figures are frozen, with how they were computed. Gives it so.

    Who closes it has seen its evidence: its answers stay as they are from then on.
    Raises InputError for a month that isn't over or is closed already, JournalError.
    """
    from waterline.journal import audits

    now = gathering.now(now)
    with gathering.writing(home, settings, month, now) as db:
        if month.state(days.today(now, settings.day_starts)) == months.RUNNING:
            raise InputError(f"{month.label} isn't over", "it can be closed once it is")
        if audits.closed(db, str(month)) is not None:
            raise InputError(f"{month.label} is closed already", "it can be opened again")
        if _assessed(db, settings, month, now).state == assessment.OPEN:
            audits.show(db, str(month), days.to_moment(now))
        live = _audit(db, settings, month, now)
        figures = frozen.to_json(_without_words(live))
        audits.close(db, str(month), figures, json.dumps(dict(live.how)), days.to_moment(now))
        return _audit(db, settings, month, now)


def _without_words(audit: Audit) -> Audit:
    # Words stay where they are found, changed and deleted: in the journal.
    groups = tuple(group._replace(words="") for group in audit.groups)
    return replace(audit, groups=groups, words="")


def reopen(home: Home, settings: Settings, month: Month, now: datetime | None = None) -> Audit:
    """Open a closed month again; what it said when it was closed is kept.

    Raises InputError where it isn't closed, JournalError.
    """
    from waterline.journal import audits

    now = gathering.now(now)
    with gathering.writing(home, settings, month, now) as db:
        if audits.closed(db, str(month)) is None:
            raise InputError(f"{month.label} isn't closed", "it is open as it is")
        audits.reopen(db, str(month), days.to_moment(now))
        return _audit(db, settings, month, now)


# --- Last month's audit -------------------------------------------------------------------------


def offered(home: Home, settings: Settings, now: datetime) -> Month | None:
    """Give last month in the first days of one, where its audit waits; None otherwise.

    It waits if anything was shipped in it, and it is neither closed nor put off.
    """
    month = _last_month(settings, now)
    if month is None or not os.path.exists(home.journal):
        return None
    from waterline.journal import audits, works

    with look.opened(home, settings) as db:
        is_over = audits.is_put_off(db, str(month)) or audits.closed(db, str(month))
        return None if is_over or not works.has_any(db, month.first, month.last) else month


def put_off(home: Home, settings: Settings, month: Month, now: datetime | None = None) -> None:
    """Let a month's audit rest: it isn't offered any more, and can be opened all the same."""
    from waterline.journal import audits

    now = gathering.now(now)
    with gathering.writing(home, settings, month, now) as db:
        audits.say(db, str(month), audits.PUT_OFF, days.to_moment(now))


def _last_month(settings: Settings, now: datetime) -> Month | None:
    today = days.today(now, settings.day_starts)
    return months.of(today).plus(-1) if today.day <= months.OFFERED_DAYS else None


def _month(db: sqlite3.Connection, settings: Settings, month: Month | None, now: datetime) -> Month:
    from waterline.journal import audits, works

    if month is not None:
        gathering.refuse_future(settings, month, now)
        return month
    last = _last_month(settings, now)
    if last is None or audits.closed(db, str(last)) is not None:
        return months.of(days.today(now, settings.day_starts))
    is_empty = not works.has_any(db, last.first, last.last, entries=True)
    return last.plus(1) if is_empty else last
