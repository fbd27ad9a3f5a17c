"""The demo's sessions without AI: made up, and written into the journal as real ones are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import sessions
from waterline.domain.days import DAY_STARTS, MINUTE, offset_of, to_moment, today
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.kinds import SESSION
from waterline.domain.running import BUILD, DEBUG
from waterline.domain.sessions import PLANNED_MINUTES, Hypothesis
from waterline.journal import inbox
from waterline.journal import sessions as rows
from waterline.practice import look
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from random import Random

    from waterline.home import Home

FRIDAY = 4  # nobody in the story practises at weekends


class Sitting(NamedTuple):
    """One session: how many days before today, when, and what came of it.

    From a weekend it moves to the Friday before. `place` is "" for a build; `alone` is None
    where AI was never opened.
    """

    ago: int
    begun: time
    minutes: int
    goal: str
    outcome: str
    words: str
    place: str = ""
    sure: int | None = None
    alone: int | None = None
    cause: bool | None = None


SITTINGS = (
    Sitting(88, time(18, 5), 34, "A ring buffer with tests, from an empty file", "partly",
            "The wrap-around took three attempts. I reached for the completion key that was off."),
    Sitting(81, time(17, 40), 31, "Parse a crontab line without looking it up", "no",
            "Ranges with steps: I could say what they mean and not write the loop."),
    Sitting(76, time(10, 12), 9, "the client retries although the first answer came late",
            "wrong", "The load balancer sent it twice; our client was innocent.",
            "web/src/orders, useOrder()", 80, 6, True),
    Sitting(67, time(18, 0), 42, "An LRU cache from memory, with tests", "reached",
            "The linked list came back as soon as I drew it."),
    Sitting(63, time(11, 8), 19, "the cache answers for the locale of whoever asked first", "right",
            "The locale was no part of the key.", "web/src/i18n.ts, translate()", 85, None, True),
    Sitting(60, time(17, 55), 30, "Read a PNG's chunks with nothing but the standard library",
            "partly", "The checksum runs over type and data, which I had forgotten."),
    Sitting(55, time(14, 31), 21, "the worker claims a job and dies before it commits", "right",
            "It was the commit. Moved it before the call.", "jobs/worker.py, claim()", 60, 18,
            True),
    Sitting(52, time(18, 10), 37, "A tokenizer for arithmetic, then the parser", "reached",
            "Precedence climbing by hand. Slower than I like to admit, and it worked."),
    Sitting(40, time(9, 47), 16, "two tabs share one cart and overwrite each other", "partly",
            "Two tabs, yes; but the server merged them in the wrong order.",
            "web/src/checkout/cart.ts, save()", 70, None, True),
    Sitting(32, time(18, 2), 33, "A trie for the search box, with deletion", "reached",
            "Deletion is a recursion that gives back whether it is empty now."),
    Sitting(25, time(17, 50), 45, "A small HTTP server on a socket", "partly",
            "Keep-alive ate the second request until I read the length."),
    Sitting(19, time(15, 20), 25, "the webhook is verified over the parsed body", "right",
            "The raw bytes. Found by reading our own code twice.",
            "api/webhooks/handlers.py, verify()", 75, None, True),
    Sitting(11, time(18, 7), 32, "Bisect by hand: find the commit that broke a test", "reached",
            "No surprise left in it. A harder one next week."),
    Sitting(6, time(11, 15), 17, "the pool is too small and requests wait for a connection",
            "unresolved", "Not the pool. Went on with the traces and found nothing yet.",
            "api/db.py, pool()", 40, 15, False),
    Sitting(3, time(17, 45), 38, "A rate limiter: two windows, no timer", "reached",
            "Refilled on read this time, without looking at ours."),
)  # fmt: skip


def keep(home: Home, now: datetime, days: int, random: Random) -> None:
    """Write the sessions of the last `days` days before `now` into the journal."""
    with look.writing(home, Settings()) as db:
        for one in SITTINGS:
            day = _day(one, now)
            if (today(now) - day).days < days:
                _keep(db, one, day, now, random)


def _day(one: Sitting, now: datetime) -> date:
    day = today(now) - timedelta(days=one.ago)
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _keep(db: sqlite3.Connection, one: Sitting, day: date, now: datetime, random: Random) -> None:
    begun = datetime.combine(day, one.begun, tzinfo=now.tzinfo)
    moment = to_moment(begun) + random.randrange(60) * 1_000_000
    kind = DEBUG if one.place else BUILD
    hypothesis = Hypothesis(one.place, one.goal) if one.place else Hypothesis()
    frozen = str(hypothesis) if one.place else one.goal
    ended = moment + one.minutes * MINUTE
    body = sessions.with_closing(frozen, kind, one.words, begun + timedelta(minutes=one.minutes))
    id_ = key(moment, random.getrandbits(RANDOM_BITS))
    when = moment, offset_of(begun), str(getattr(now.tzinfo, "key", ""))
    entry = inbox.row(id_, SESSION.name, body, when, DAY_STARTS)
    facts = {
        "sort": kind,
        "planned_minutes": PLANNED_MINUTES[kind],
        "started_at": moment,
        "frozen": frozen,
        "place": hypothesis.place,
        "mechanism": hypothesis.mechanism,
        "frozen_at": moment,
        "sure": one.sure,
        "ai_opened_at": None if one.alone is None else moment + one.alone * MINUTE,
        "ended_at": ended,
        "outcome": one.outcome,
        "cause_found": one.cause,
        "with_ai": one.alone is not None,
    }
    rows.begin(db, entry, facts)
