"""Made values that the tests of an audit's figures stand on: changes, tests, sessions, facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from waterline.domain.days import to_moment
from waterline.domain.facts import Asked, Facts, Work
from waterline.domain.months import Month
from waterline.domain.sessions import Session

OCTOBER = Month(2026, 10)
DAY = 86_400_000_000
MINUTE = 60_000_000


def at(day: date | str, clock: str = "12:00") -> int:
    """Give the moment of a time in UTC."""
    return to_moment(datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=UTC))


def work(number: int = 0, day: str = "2026-10-05", **more: Any) -> Work:
    """Make an assisted change of ten lines; `number` tells it from others of its day."""
    told: dict[str, Any] = {
        "id": f"{day} {number}",
        "moment": at(day) + number,
        "day": date.fromisoformat(day),
        "repo": "api",
        "subject": f"Change {number}",
        "origin": "assisted",
        "insertions": 8,
        "deletions": 2,
        "files": 1,
    }
    return Work(**told | more)


def explained(one: Work, after: int = DAY) -> Work:
    """Explain a change so long after it was shipped."""
    return one._replace(explained_at=one.moment + after)


def asked(
    about: Work, outcome: str = "passed", sort: str = "why", days: int = 10, **more: Any
) -> Asked:
    """Draw a first test of a change, answered so many days after it was shipped."""
    drawn = about.moment + days * DAY
    told: dict[str, Any] = {
        "sort": sort,
        "draw": about.id,
        "drawn_at": drawn,
        "drawn_on": about.day + timedelta(days=days),
        "change_id": about.id,
        "shipped_on": about.day if about.is_assisted else None,
        "answered_at": drawn if outcome and outcome != "skipped" else None,
        "sure": 80,
        "outcome": outcome,
    }
    return Asked(**told | more)


def sitting(
    kind: str = "debug", day: str = "2026-10-05", minutes: int = 40, **more: Any
) -> Session:
    """Make a closed session whose hypothesis, or goal, was frozen when it began."""
    begun = at(day, "09:00")
    told: dict[str, Any] = {
        "id": f"{kind} {day}",
        "kind": kind,
        "body": "",
        "frozen": "",
        "planned_minutes": 30,
        "started_at": begun,
        "day": date.fromisoformat(day),
        "frozen_at": begun,
        "ended_at": begun + minutes * MINUTE,
        "outcome": "right" if kind == "debug" else "reached",
        "sure": 60,
    }
    return Session(**told | more)


def facts(month: Month = OCTOBER, today: str = "", **more: Any) -> Facts:
    """Gather a month's facts, as they are long after it (or `today`)."""
    now = date.fromisoformat(today) if today else month.plus(6).first
    over = month.plus(1).first
    told: dict[str, Any] = {
        "month": month,
        "today": now,
        "until": min(at(over, "04:00"), at(now, "20:00")),
    }
    return Facts(**told | more)
