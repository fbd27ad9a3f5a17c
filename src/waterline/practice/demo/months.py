"""The demo's audits: months looked back at, made up, and kept as real ones are."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import months as calendar
from waterline.domain.audits import Answers
from waterline.domain.days import offset_of, to_moment, today
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.months import OFFERED_DAYS, Month
from waterline.journal import audits
from waterline.practice import audit, capture, look
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from random import Random

    from waterline.domain.audits import Group
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
    """What was learned from the piece of work that holds the commit `about`.

    The piece is called `name` then, and made a part of the one that holds the commit `part_of`.
    """

    about: str
    learned: str
    words: str = ""
    name: str = ""
    part_of: str = ""


LESSONS = (
    Lesson("Send webhooks from a queue", "not much",
           "It sends, and it tries again. What exactly is signed I would have to look up.",
           "Webhooks, from both ends"),
    Lesson("Show the signing secret once", "", part_of="Send webhooks from a queue"),
    Lesson("Load order lines in one query", "some",
           "One query instead of forty. I only saw it by counting them, not by reading the code."),
    Lesson("Stream the export row by row", "some",
           "A file that is written while it is sent needs no room, and nobody waits for it."),
    Lesson("Give every branch a preview", "not much"),
    Lesson("Export orders as a table", "not much"),
    Lesson("Lock the counter, not the table", "a lot",
           "Lock the row that counts, not the table. I can draw which two requests meet, and where "
           "the second one waits."),
    Lesson("Hand the deadline down", "some",
           "A deadline belongs to the whole call: handed down, nobody waits longer than the one "
           "who asked."),
    Lesson("Accept the old key for an hour", "a lot",
           "Two keys at once are the whole trick of rotating: sign with the newest, accept the one "
           "before for an hour."),
    Lesson("Keep the filters in the URL", "not much",
           "I took the handler as it came. Why it needs the second effect I could not say."),
    Lesson("Rewrite the order tests on real orders", "some",
           "Real orders in the tests found two things that made-up ones never did."),
    Lesson("Write down what each alert asks one to do", "some",
           "An alert that doesn't say what to do only wakes somebody up."),
    Lesson("Describe each form once", "not much", "Small things, and all of them forgotten."),
    Lesson("Keep amounts in the smallest unit", "some",
           "An order answers a repeated request with its first answer. Amounts are whole numbers "
           "of the smallest unit, and nothing is rounded on the way."),
    Lesson("Restore a backup every night, and compare", "some",
           "A backup is what was restored, not what was written.", "Deploys and backups in infra"),
    Lesson("Give every test a database of its own", "not much"),
    Lesson("Tie every label to its field", "some",
           "A label that isn't tied to its field is a text beside it. A screen reader says so in "
           "ten seconds."),
    Lesson("Poll less when the page is hidden", "some",
           "A page knows whether anybody looks at it, and can ask less."),
    Lesson("Write events in the transaction that makes them true", "a lot",
           "Write the event in the transaction that makes it true. After that the relay may be as "
           "late as it likes."),
    Lesson("Take jobs with SKIP LOCKED", "a lot",
           "Count the attempt before the job runs: counted afterwards, a crash is an attempt that "
           "never happened."),
    Lesson("Sketch the token bucket", "a lot",
           "The bucket needs no timer. With the moment of the last read the refill is arithmetic."),
    Lesson("Name the steps of the checkout once", "not much",
           "It works, and I could not draw the steps without looking."),
    Lesson("Understand quotes in a search", "some",
           "What a person types is escaped once, where it enters, and nowhere else."),
)  # fmt: skip


class Teller:
    """Somebody who looks back at months; `random` makes the keys of what is written."""

    def __init__(self, home: Home, folder: str, random: Random) -> None:
        self._home = home
        self._folder = folder
        self._random = random

    def look_back(self, month: Month, answers: Answers, when: datetime, *, is_last: bool) -> None:
        """Answer a month's questions, say what was learned, and close it if it isn't the last."""
        audit.answer(self._home, SETTINGS, month, answers, when)
        audit.show_evidence(self._home, SETTINGS, month, when)
        pieces = self._pieces(month, when)
        for at, (piece, (group, subjects)) in enumerate(pieces.items()):
            then = when + timedelta(minutes=5 * at + 4)
            lesson = next((one for one in LESSONS if one.about in subjects), None)
            if lesson is not None:
                whole = (key for key, (_, held) in pieces.items() if lesson.part_of in held)
                self._say(month, piece, lesson, group.repo, then, part_of=next(whole, ""))
        if is_last:
            then = when + timedelta(minutes=48)
            self._say(month, audits.WHOLE, Lesson("", "", WHOLE), "", then)
        else:
            audit.close(self._home, SETTINGS, month, when + timedelta(minutes=50))

    def _pieces(self, month: Month, when: datetime) -> dict[str, tuple[Group, set[str]]]:
        """Give the pieces of a month's work by their keys, each with the subjects in it."""
        groups = audit.read(self._home, SETTINGS, month, when).groups
        return {
            group.key: (
                group,
                {one.subject for one in audit.changes(self._home, SETTINGS, month, group.key)},
            )
            for group in groups
        }

    def _say(
        self,
        month: Month,
        piece: str,
        lesson: Lesson,
        repo: str,
        when: datetime,
        *,
        part_of: str = "",
    ) -> None:
        """Write the words as the entry that they are, and keep what was said of the piece."""
        facts = {
            "learned": lesson.learned,
            "name": lesson.name,
            "part_of": part_of,
            "entry": self._written(lesson.words, repo, when) if lesson.words else "",
        }
        with look.writing(self._home, SETTINGS) as db:
            audits.say(db, str(month), piece, to_moment(when), **facts)

    def _written(self, words: str, repo: str, when: datetime) -> str:
        moment = to_moment(when)
        id_ = key(moment, self._random.getrandbits(RANDOM_BITS))
        where = os.path.join(self._folder, "code", repo) if repo else ""
        at = moment, offset_of(when), str(getattr(when.tzinfo, "key", ""))
        return capture.note(self._home, words, "learned", at=at, repo=where, key=id_)


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
