"""Practice without AI: begin a session, mark what happens in it, end it, look back on all of them.

What is stored are moments of the wall clock, so a closed terminal, a reboot or a sleeping laptop
loses nothing, and two terminals see the same session.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from waterline.domain import days, effort, sessions, text
from waterline.domain.days import to_datetime, week_of
from waterline.domain.effort import Figures, Week
from waterline.domain.evidence import STRAND_DAYS
from waterline.domain.kinds import SESSION
from waterline.domain.running import BUILD, DEBUG
from waterline.domain.sessions import (
    LONGEST_MINUTES,
    NO_IDEA,
    OUTCOMES,
    PLANNED_MINUTES,
    Closing,
    EndChoice,
    Hypothesis,
    Session,
)
from waterline.errors import InputError, JournalBusyError, NotFoundError
from waterline.gate import inbox as gate
from waterline.practice import look

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import date, datetime

    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings

__all__ = [
    "Closing", "EndChoice", "Figures", "Hypothesis", "Session", "Week", "add", "ai_opened",
    "end_choices", "figures", "find", "freeze", "landed", "listing", "plan_due", "put_off",
    "running", "start", "stop", "touch", "weeks",
]  # fmt: skip

# A clock may be a little ahead of the one that a time was copied from.
SLACK = days.MINUTE

NONE_RUNS = "no session is running"
BEGIN = "`waterline session start build` or `debug` begins one"


def start(
    home: Home,
    settings: Settings,
    kind: str,
    *,
    goal: str = "",
    hypothesis: Hypothesis = Hypothesis(),  # noqa: B008 - it can't be changed
    planned_minutes: int | None = None,
    sure: int | None = None,
    repo: str = "",
) -> Session:
    """Begin a session now and give it as the journal has it.

    A build needs a `goal`. A debugging session without a `hypothesis` says honestly that there is
    no idea yet. `sure` is in percent, `repo` the path of a repository.
    Raises InputError for what can't be, and where a session runs already; JournalError.
    """
    _check(kind, planned_minutes, sure)
    hypothesis = _clean(hypothesis)
    frozen = text.body(goal) if kind == BUILD else str(hypothesis) or NO_IDEA
    if not frozen:
        raise InputError("a build needs a goal", "say in a line what you want to build")
    when = gate.here_and_now()
    at = when[0]
    facts: dict[str, object] = {
        "sort": kind,
        "planned_minutes": PLANNED_MINUTES[kind] if planned_minutes is None else planned_minutes,
        "started_at": at,
        "frozen": frozen,
        "place": hypothesis.place,
        "mechanism": hypothesis.mechanism,
        "frozen_at": at if kind == BUILD or hypothesis.is_whole else None,
        "sure": sure,
        "outcome": "",
    }
    from waterline.journal import inbox
    from waterline.journal import sessions as rows

    key, where = gate.new_id(), os.path.abspath(repo) if repo else ""
    with look.writing(home, settings) as db:
        entry = inbox.row(key, SESSION.name, frozen, when, settings.day_starts, repo=where)
        rows.begin(db, entry, facts)
    return find(home, settings, key)


def _check(kind: str, planned_minutes: int | None, sure: int | None) -> None:
    if kind not in sessions.KINDS:
        raise InputError(f"there is no session {kind!r}", "it is a build or a debug session")
    if planned_minutes is not None and not 1 <= planned_minutes <= LONGEST_MINUTES:
        raise InputError(
            f"{planned_minutes} minutes are no session", f"1 to {LONGEST_MINUTES} are allowed"
        )
    if sure is not None and not 0 <= sure <= 100:  # noqa: PLR2004 - percent
        raise InputError(f"nobody is {sure} % sure", "0 to 100 is allowed")


def _clean(hypothesis: Hypothesis) -> Hypothesis:
    return Hypothesis(text.clean_line(hypothesis.place), text.body(hypothesis.mechanism))


def running(home: Home, settings: Settings) -> Session | None:
    """Give the session that runs, None where none does. Where there is no journal none is made."""
    if not os.path.exists(home.journal):
        return None
    from waterline.journal import sessions as rows

    with look.opened(home, settings) as db:
        return rows.running(db)


def find(home: Home, settings: Settings, id_prefix: str) -> Session:
    """Give the session with this id, or the beginning of one. Raises NotFoundError, InputError."""
    from waterline.journal import sessions as rows

    with look.opened(home, settings) as db:
        return rows.one(db, id_prefix)


def ai_opened(
    home: Home, settings: Settings, session_id: str = "", *, opened: bool = True
) -> Session:
    """Mark that AI was opened just now; without an id in the session that runs.

    The first mark stays. `opened` False takes it back, because a key is easily hit.
    Raises NotFoundError, JournalError.
    """

    def marked(session: Session) -> tuple[str, dict[str, object]]:
        if (session.ai_opened_at is not None) is opened:
            return session.body, {}
        return session.body, {"ai_opened_at": _now() if opened else None}

    return _changed(home, settings, session_id, marked)


def freeze(
    home: Home,
    settings: Settings,
    hypothesis: Hypothesis,
    sure: int | None = None,
    session_id: str = "",
) -> Session:
    """Freeze the hypothesis of a debugging session that had none, or only half of one.

    What is there of it stays: a place alone is completed by a mechanism.
    Raises InputError where one is frozen already, or where half of it is missing.
    """
    _check(DEBUG, None, sure)
    given = _clean(hypothesis)

    def frozen(session: Session) -> tuple[str, dict[str, object]]:
        whole = Hypothesis(session.place or given.place, session.mechanism or given.mechanism)
        _refuse_freezing(session, whole)
        said = session.sure if sure is None else sure
        body = sessions.with_addition(session.body, str(whole), _here(session))
        return body, {**whole._asdict(), "frozen_at": _now(), "sure": said}

    return _changed(home, settings, session_id, frozen)


def _refuse_freezing(session: Session, whole: Hypothesis) -> None:
    if session.kind != DEBUG or not session.is_running:
        raise InputError("only a debugging session that runs takes a hypothesis")
    if session.frozen_at is not None:
        raise InputError("the hypothesis is frozen", "`waterline session add` adds to it")
    if not whole.is_whole:
        missing = "a mechanism" if whole.place else "a place"
        raise InputError(f"{missing} is missing", "a hypothesis says where it is, and how it comes")


def add(home: Home, settings: Settings, words: str, session_id: str = "") -> Session:
    """Add words to a session, under the time; without an id to the one that runs.

    Raises InputError for no words, NotFoundError, JournalError.
    """
    if not text.body(words):
        raise InputError("there is nothing to add", "say it in a few words")
    return _changed(
        home,
        settings,
        session_id,
        lambda session: (
            sessions.with_addition(session.body, text.body(words), _here(session)),
            {},
        ),
    )


def end_choices(home: Home, settings: Settings, session: Session) -> list[EndChoice]:
    """Give sensible answers to "when did it end?", earliest first."""
    from waterline.journal import sessions as rows

    now = _now()
    with look.opened(home, settings) as db:
        return sessions.end_choices(session, now, list(rows.signs(db, session, now)))


def stop(
    home: Home,
    settings: Settings,
    closing: Closing = Closing(),  # noqa: B008 - it can't be changed
    *,
    ended_at: int | None = None,
    session_id: str = "",
) -> Session:
    """End a session, now or at `ended_at`; without an id the one that runs.

    One that is closed already gets the other answers; its end stays where no other is given.
    Raises InputError for an outcome that it can't have, and for an end before its beginning or
    still to come.
    """

    def closed(session: Session) -> tuple[str, dict[str, object]]:
        _refuse_outcome(session, closing.outcome)
        end = _end(session, ended_at)
        # A mark that was made after the end that is told now is none of the session's.
        whole = sessions.completed(replace(session, ended_at=end), closing)
        found = session.cause_found if whole.cause_found is None else whole.cause_found
        body = sessions.with_closing(
            session.body, session.kind, text.body(closing.words), _here(session)
        )
        return body, {
            "ended_at": end,
            "outcome": whole.outcome or session.outcome,
            "cause_found": found,
            "with_ai": whole.with_ai,
        }

    return _changed(home, settings, session_id, closed)


def _refuse_outcome(session: Session, outcome: str) -> None:
    allowed = OUTCOMES[session.kind]
    if outcome and outcome not in allowed:
        raise InputError(
            f"a {session.kind} session can't be {outcome!r}", f"it is {', '.join(allowed)}"
        )
    if session.kind == DEBUG and not session.has_hypothesis and outcome not in {"", "unresolved"}:
        raise InputError(
            f"there was no hypothesis that could be {outcome}",
            "say whether the cause was found, or leave it unresolved",
        )


def _end(session: Session, ended_at: int | None) -> int:
    now = _now()
    if ended_at is None:
        # A clock that was set back meanwhile would have it end before it began.
        return max(now, session.started_at) if session.ended_at is None else session.ended_at
    if ended_at < session.started_at:
        begun = f"{session.at(session.started_at):%Y-%m-%d %H:%M}"
        raise InputError("it can't have ended before it began", f"that was {begun}")
    if ended_at > now + SLACK:
        raise InputError("that is still to come", "name a time that was")
    return ended_at


def touch(home: Home, settings: Settings, session_id: str) -> None:  # noqa: ARG001 - as every practice
    """Say that somebody looks at a session: a sign of life, should it be forgotten later.

    Nothing waits for it: where another process keeps the journal locked it isn't said.
    """
    from waterline.journal import connection
    from waterline.journal import sessions as rows

    with contextlib.suppress(JournalBusyError):
        db = connection.connect(home, look.PROMPT_SECONDS)
        try:
            if not connection.is_read_only(db):
                with connection.writing(db):
                    rows.see(db, session_id, _now())
        finally:
            db.close()


def listing(
    home: Home,
    settings: Settings,
    since: date | None = None,
    until: date | None = None,
    limit: int = 0,
) -> list[Session]:
    """Give the sessions of these days (both ends included; 0 is no limit), newest first."""
    if not os.path.exists(home.journal):
        return []
    from waterline.journal import sessions as rows

    with look.opened(home, settings) as db:
        return rows.listing(db, since, until, limit)


def figures(home: Home, settings: Settings) -> Figures:
    """Say what the sessions of the last 90 days show."""
    now = _now()
    # A day further back than the last that can count: local days begin at other times.
    since = to_datetime(now).date() - timedelta(days=STRAND_DAYS + 2)
    return effort.figures(listing(home, settings, since), now)


def weeks(home: Home, settings: Settings, number: int, today: date) -> list[Week]:
    """Give the last `number` weeks, that of `today` last."""
    from waterline.journal import sessions as rows

    mondays = [week_of(today)[0] - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    if not mondays:
        return []
    last = mondays[-1] + timedelta(days=6)
    with look.opened(home, settings) as db:
        active = rows.active_days(db, mondays[0], last)
        held = rows.listing(db, mondays[0], last)
    return effort.weeks(held, active, settings.holidays, mondays)


def landed(home: Home, settings: Settings, session: Session, *, scan: bool = True) -> list[Line]:
    """Give the assisted commits that were made while a session ran, oldest first.

    With `scan` the followed repositories are looked through first for new ones.
    """
    from waterline.journal import glance
    from waterline.journal import sessions as rows

    if scan:
        from waterline.practice import repositories

        moved = repositories.needs_scan(home, settings)
        if moved:
            repositories.scan(home, settings, moved)
    # Git tells whole seconds: a commit of the first second is a little earlier than the start.
    start = session.started_at // days.MICROSECOND * days.MICROSECOND
    end = _now() if session.ended_at is None else session.ended_at
    with look.opened(home, settings) as db:
        return [glance.one(db, key) for key in rows.assisted(db, start, end)]


def plan_due(home: Home, settings: Settings, now: datetime) -> datetime | None:
    """Give when this week's build was planned for, where that time has come; None otherwise.

    None where no day is planned, it is a holiday, a build was begun this week, or it was put off.
    """
    if not settings.build_day:
        return None
    from waterline.settable import WEEKDAYS

    weekday = WEEKDAYS.index(settings.build_day)
    planned = effort.planned_build(
        weekday, settings.build_time, settings.holidays, now, settings.day_starts
    )
    if planned is None or not os.path.exists(home.journal):
        return planned
    from waterline.journal import sessions as rows

    week = week_of(days.today(now, settings.day_starts))
    with look.opened(home, settings) as db:
        if rows.is_skipped(db, week[0]) or rows.has_build(db, week[0], week[-1]):
            return None
    return planned


def put_off(home: Home, settings: Settings, now: datetime) -> None:
    """Let this week's planned build rest: it isn't spoken of again before the next one."""
    from waterline.journal import sessions as rows

    with look.writing(home, settings) as db:
        rows.skip(db, week_of(days.today(now, settings.day_starts))[0], _now())


def _meant(db: sqlite3.Connection, session_id: str) -> Session:
    from waterline.journal import sessions as rows

    found = rows.one(db, session_id) if session_id else rows.running(db)
    if found is None:
        raise NotFoundError(NONE_RUNS, BEGIN)
    return found


def _changed(
    home: Home,
    settings: Settings,
    session_id: str,
    change: Callable[[Session], tuple[str, dict[str, object]]],
) -> Session:
    """Give a session other words and facts, made of what it is at the moment of writing.

    Another terminal may have written since somebody looked; its words and answers stay.
    """
    from waterline.journal import rewriting
    from waterline.journal import sessions as rows

    with look.writing(home, settings) as db:
        session = _meant(db, session_id)
        body, facts = change(session)
        if body != session.body:
            rewriting.rewrite(db, session.id, body)
        if facts:
            rows.change(db, session.id, facts)
        return rows.one(db, session.id)


def _here(session: Session) -> datetime:
    """Tell the local time, on the clock that the session was begun by."""
    return session.at(_now())


def _now() -> int:
    return time.time_ns() // 1000
