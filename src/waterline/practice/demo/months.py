"""The demo's audits: months looked back at, made up, and kept as real ones are."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import months as calendar
from waterline.domain.audits import Answers
from waterline.domain.days import to_moment, today
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.months import OFFERED_DAYS, Month
from waterline.journal import audits, connection
from waterline.practice import audit, capture, look
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from random import Random

    from waterline.home import Home

SETTINGS = Settings()

# A month is looked back at before the work of the first such day of the month after on which
# there was any.
DAY, HOUR = 2, 9

# What was answered, oldest month first; the last one is not closed yet.
ANSWERS = (
    Answers(2, 1, 1, 1, 60, 1),
    Answers(2, 2, 2, 2, 50, 2),
    Answers(3, 2, 3, 3, 35, 2),
)
# Words on the month that was looked back at last.
WHOLE = "Less new code than it felt like; most of the hours went into reading."


class Lesson(NamedTuple):
    """What was learned from a piece of work, and what was done with the piece itself."""

    learned: str
    words: str = ""
    name: str = ""
    part_of: str = ""


# By the keys of the pieces; a piece that comes again in a later month has another lesson then.
LESSONS = {
    "api:webhooks": (
        Lesson("a lot", "A webhook is a promise to keep trying, so it needs a queue of its own. "
               "And what is signed are the raw bytes, never what was parsed from them.",
               "Webhooks, from both ends"),
    ),
    "web:settings": (Lesson("", part_of="api:webhooks"),),
    "api:db": (
        Lesson("some", "One query instead of forty. I only saw it by counting them, not by "
               "reading the code."),
    ),
    "api:orders": (
        Lesson("a lot", "Lock the row that counts, not the table. I can draw which two requests "
               "meet, and where the second one waits."),
        Lesson("some", "An order answers a repeated request with its first answer. Amounts are "
               "whole numbers of the smallest unit, and nothing is rounded on the way."),
        Lesson("some", "The relay may look back a little, because an event knows its own id."),
    ),
    "api:http": (
        Lesson("some", "A deadline belongs to the whole call: handed down, nobody waits longer "
               "than the one who asked."),
    ),
    "api:auth": (
        Lesson("a lot", "Two keys at once are the whole trick of rotating: sign with the newest, "
               "accept the one before for an hour."),
    ),
    "web:orders": (
        Lesson("not much", "I took the handler as it came. Why it needs the second effect I "
               "could not say."),
        Lesson("some", "A page knows whether anybody looks at it, and can ask less."),
    ),
    "web:forms": (
        Lesson("some", "A label that isn't tied to its field is a text beside it. A screen "
               "reader says so in ten seconds."),
    ),
    "api:migrations": (
        Lesson("a lot", "Write the event in the transaction that makes it true. After that the "
               "relay may be as late as it likes."),
    ),
    "api:jobs": (
        Lesson("a lot", "Count the attempt before the job runs: counted afterwards, a crash is "
               "an attempt that never happened."),
    ),
    "api:limits": (
        Lesson("a lot", "The bucket needs no timer. With the moment of the last read the refill "
               "is arithmetic."),
    ),
    "web:checkout": (
        Lesson("not much", "It works, and I could not draw the steps without looking."),
    ),
    "infra:": (
        Lesson("not much", name="Previews in infra"),
        Lesson("some", "An alert that doesn't say what to do only wakes somebody up.",
               "Keys and alerts in infra"),
        Lesson("some", "A backup is what was restored, not what was written.",
               "Deploys and backups in infra"),
    ),
    "api:": (
        Lesson("not much"),
        Lesson("some", "Real orders in the tests found two things that made-up ones never did."),
        Lesson("not much"),
    ),
    "web:": (Lesson("not much"), Lesson("not much", "Small things, and all of them forgotten.")),
}  # fmt: skip


class Teller:
    """Somebody who looks back at months; `random` makes the keys of what is written."""

    def __init__(self, home: Home, folder: str, random: Random) -> None:
        self._home = home
        self._folder = folder
        self._random = random
        self._told: dict[str, int] = {}

    def look_back(self, month: Month, answers: Answers, when: datetime, *, is_last: bool) -> None:
        """Answer a month's questions, say what was learned, and close it if it isn't the last."""
        audit.answer(self._home, SETTINGS, month, answers, when)
        audit.show_evidence(self._home, SETTINGS, month, when)
        for at, group in enumerate(audit.read(self._home, SETTINGS, month, when).groups):
            then = when + timedelta(minutes=5 * at + 4)
            self._say(month, group.key, self._next(group.key), group.repo, then)
        if is_last:
            self._say(month, audits.WHOLE, Lesson("", WHOLE), "", when + timedelta(minutes=48))
        else:
            audit.close(self._home, SETTINGS, month, when + timedelta(minutes=50))

    def _next(self, piece: str) -> Lesson | None:
        number = self._told.get(piece, 0)
        self._told[piece] = number + 1
        lessons = LESSONS.get(piece, ())
        return lessons[number] if number < len(lessons) else None

    def _say(
        self, month: Month, piece: str, lesson: Lesson | None, repo: str, when: datetime
    ) -> None:
        """Write the words as the entry that they are, and keep what was said of the piece."""
        if lesson is None:
            return
        facts = {
            "learned": lesson.learned,
            "name": lesson.name,
            "part_of": lesson.part_of,
            "entry": self._written(lesson.words, repo, when) if lesson.words else "",
        }
        db = connection.connect(self._home)
        try:
            with connection.writing(db):
                audits.say(db, str(month), piece, to_moment(when), **facts)
        finally:
            db.close()

    def _written(self, words: str, repo: str, when: datetime) -> str:
        moment = to_moment(when)
        offset = int((when.utcoffset() or timedelta()).total_seconds())
        id_ = key(moment, self._random.getrandbits(RANDOM_BITS))
        where = os.path.join(self._folder, "code", repo) if repo else ""
        at = moment, offset, str(getattr(when.tzinfo, "key", ""))
        capture.note(self._home, words, "learned", at=at, repo=where, key=id_)
        look.status(self._home, SETTINGS)  # takes the inbox in
        return id_


def keep(home: Home, folder: str, now: datetime, worked: Iterable[date], random: Random) -> None:
    """Look back at the months before `now`; `worked` are the days on which there was any work.

    In its first days a month leaves the one before to be looked back at: it is offered then.
    """
    this, workdays = calendar.of(today(now)), sorted(worked)
    teller = Teller(home, folder, random)
    for back, answers in zip(range(len(ANSWERS), 0, -1), ANSWERS, strict=True):
        month, is_last = this.plus(-back), back == 1
        begun = workdays[0] if workdays else this.last
        first = month.plus(1).first.replace(day=DAY)
        day = next((day for day in workdays if day >= first), this.last)
        is_offered = is_last and today(now).day <= OFFERED_DAYS
        if begun <= month.last and day < today(now) and not is_offered:
            when = datetime(day.year, day.month, day.day, HOUR, 10, tzinfo=now.tzinfo)
            teller.look_back(month, answers, when, is_last=is_last)
