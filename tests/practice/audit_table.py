"""A hand-made journal of half a year, as a table: for the figures of its audits.

It is laid into SQLite, and read as plain rows by who counts with a finger.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import time_machine

from tests.journal import lay, lay_asked
from tests.practice.auditing import at, explained, shipped
from tests.practice.sittings import begun, done
from waterline.domain.audits import Answers
from waterline.domain.months import Month
from waterline.domain.sessions import Closing
from waterline.practice import audit
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

SETTINGS = Settings()
DAY_STARTS = timedelta(hours=4)

# Local time, repository, origin, lines (added/deleted/generated), what was written on it (so long
# after it was shipped; p pasted, c copied, o pasted and overruled, x deleted), and its first test:
# the why (Passed, Failed, Late, Skipped, "." waiting) with where and line (r right, w wrong,
# u unknown, s skipped), drawn ten days later or so many as it says, answered an hour after that.
CHANGES = """
04-02 10:00 api assisted 30/2/0      -            -
04-09 10:00 api assisted 12/0/0      169h         -
04-16 10:00 api assisted 40/9/0      2h:p         -
04-17 10:00 web assisted 5/5/0       2h:x         -
04-18 10:00 web unknown  50/1/0      -            -
05-04 10:00 api assisted 90/10/0     0h           Prw
05-05 10:00 api assisted 20/4/0      2h           P
05-06 10:00 api assisted 33/0/0      24h          F
05-07 10:00 web assisted 600/0/0     -            F
05-08 10:00 web assisted 10/2/2      168h         Pww
05-11 10:00 web assisted 15/2/0      -            -
05-12 10:00 web by_hand  80/20/0     3h           -
06-01 09:00 api assisted 25/5/0      1h           Prr
06-02 09:00 api assisted 60/5/0      1h           P
06-03 09:00 api assisted 44/4/0      1h           Pr
06-04 09:00 api assisted 10/0/0      1h           Pu
06-05 09:00 api assisted 18/3/0      1h           F
06-08 09:00 web assisted 700/30/300  -            -
06-30 23:30 web assisted 12/1/0      1h           P@46
07-01 03:30 web assisted 14/0/0      -            -
08-03 11:00 api assisted 30/0/0      2h           Prr
08-04 11:00 api assisted 31/0/0      2h           Prw
08-05 11:00 api assisted 32/0/0      2h           Frr
08-06 11:00 api assisted 33/0/0      2h           Puu
08-07 11:00 api assisted 34/0/0      50h          Fsr
08-10 11:00 web assisted 35/0/0      -            L
08-11 11:00 web assisted 36/0/0      -            S
08-12 11:00 web unknown  37/0/0      -            -
09-01 03:59 web assisted 20/0/0      1h           -
09-01 04:00 api assisted 21/0/0      1h           Prr
09-02 10:00 api assisted 22/2/0      1h           Prr
09-03 10:00 api assisted 23/2/0      1h           Prw
09-04 10:00 api assisted 24/2/0      72h          Pwu
09-07 10:00 api assisted 25/2/0      1h:p,48h     F
09-08 10:00 api assisted 26/2/0      1h:o         P.
09-09 10:00 api assisted 27/2/0      1h:c         F
09-10 10:00 api assisted 28/2/0      168h         P@50
09-11 10:00 api assisted 29/2/0      169h         P@70
09-14 10:00 web assisted 800/90/0    -            -
09-15 10:00 web assisted 120/0/120   1h           P
09-16 10:00 web revert   40/40/0     1h           -
09-17 10:00 web fixup    3/1/0       -            .
09-18 10:00 web assisted 0/0/0       -            L
09-21 10:00 web by_hand  60/10/0     -            -
09-22 10:00 web unknown  70/10/0     -            -
09-30 23:59 web assisted 9/0/0       -1h          -
"""
# How sure one was of the tests, in turn.
SURE = (90, 80, 70, 95, 60, 50, 85)
# Local time, kind, minutes, outcome, cause found, AI opened after so many minutes, how sure.
SESSIONS = """
06-10 14:00 debug 40 right      yes -  70
07-14 14:00 debug 20 wrong      no  3  80
07-21 14:00 build 35 partly     -   -  -
08-11 14:00 debug 50 right      yes -  60
08-18 14:00 debug 30 unresolved no  18 40
08-25 14:00 debug 25 right      yes 15 90
09-01 14:00 debug 45 partly     no  -  55
09-08 14:00 debug 16 right      yes -  75
09-09 14:00 build 45 reached    -   -  -
09-15 14:00 build 20 no         -   -  -
09-22 14:00 build 31 reached    -   10 -
09-29 14:00 debug 14 wrong      yes 9  85
"""
ANSWERS = {
    "2026-04": (Answers(2, 2, 2, 2, 50, 3), "not much"),
    "2026-05": (Answers(3, 2, 2, 2, 50, 3), "not much"),
    "2026-06": (Answers(3, 3, 2, 2, 40, 2), "not much"),
    "2026-08": (Answers(), ""),
    "2026-09": (Answers(4, 3, 3, 3, 20, 1), "not much"),
}
OUTCOMES = {
    "P": "passed", "F": "failed", "L": "late", "S": "skipped", ".": "",
    "r": "right", "w": "wrong", "u": "unknown", "s": "skipped",
}  # fmt: skip


class Question(NamedTuple):
    sort: str
    outcome: str
    drawn: datetime
    answered: datetime | None
    sure: int


class Change(NamedTuple):
    subject: str
    when: datetime
    repo: str
    sort: str
    origin: str
    lines: tuple[int, int, int]
    written: list[tuple[datetime, str]]
    tests: list[Question]

    @property
    def day(self) -> date:
        return (self.when - DAY_STARTS).date()

    @property
    def own_lines(self) -> int:
        return self.lines[0] + self.lines[1] - self.lines[2]


def table() -> list[Change]:
    """Read the table of changes."""
    found: list[Change] = []
    for number, row in enumerate(CHANGES.strip().splitlines()):
        day, clock, repo, origin, lines, written, tested = row.split()
        when = at(f"2026-{day} {clock}")
        sort = origin if origin in ("revert", "fixup") else ""
        added, deleted, generated = map(int, lines.split("/"))
        found.append(
            Change(
                f"{'Revert ' if sort == 'revert' else ''}change {number}",
                when,
                repo,
                sort,
                "assisted" if sort else origin.replace("_", " "),
                (added, deleted, generated),
                [_words(when, one) for one in written.split(",") if one != "-"],
                _tests(when, number, tested) if tested != "-" else [],
            )
        )
    return found


def _words(when: datetime, said: str) -> tuple[datetime, str]:
    after, _, how = said.partition(":")
    return _later(when, hours=int(after.removesuffix("h"))), how


def _tests(when: datetime, number: int, said: str) -> list[Question]:
    outcomes, _, days = said.partition("@")
    drawn = _later(when, hours=24 * int(days or 10))
    return [
        Question(
            ("why", "where", "line")[min(at, 2)],
            OUTCOMES[letter],
            drawn + timedelta(seconds=at),
            None if letter in "Ss." else _later(drawn, hours=1),
            SURE[(number + at) % len(SURE)],
        )
        for at, letter in enumerate(outcomes)
    ]


def _later(when: datetime, hours: int) -> datetime:
    """Give a time so many real hours later, whatever the clocks do meanwhile."""
    zone = when.tzinfo
    return datetime.fromtimestamp(when.timestamp() + hours * 3600, zone)


class Sitting(NamedTuple):
    when: datetime
    kind: str
    minutes: int
    outcome: str
    found: bool | None
    opened_after: int | None
    sure: int | None


def sittings() -> list[Sitting]:
    """Read the table of sessions."""
    found: list[Sitting] = []
    for row in SESSIONS.strip().splitlines():
        day, clock, kind, minutes, outcome, cause, opened, sure = row.split()
        found.append(
            Sitting(
                at(f"2026-{day} {clock}"),
                kind,
                int(minutes),
                outcome,
                {"yes": True, "no": False, "-": None}[cause],
                None if opened == "-" else int(opened),
                None if sure == "-" else int(sure),
            )
        )
    return found


# --- Laying it --------------------------------------------------------------------------------


def _clock(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S.%f}"


def laid(home: Home) -> None:
    """Lay the journal, through the practices where a person would have used them."""
    for sitting in sittings():
        _sit(home, sitting)
    with lay.journal(home) as db:
        repos = {name: lay.repository(db, name) for name in ("api", "web")}
        for one in table():
            added, deleted, generated = one.lines
            shipped(
                db, one.subject, repos[one.repo], _clock(one.when), origin=one.origin,
                sort=one.sort, insertions=added, deletions=deleted, generated_lines=generated,
            )  # fmt: skip
            [key] = db.execute("SELECT id FROM change WHERE message = ?", (one.subject,)).fetchone()
            for number, (when, how) in enumerate(one.written):
                _explain(db, one.subject, when + timedelta(microseconds=number), how)
            for test in one.tests:
                answered = _clock(test.answered) if test.answered else ""
                lay_asked.asked(
                    db, key, test.outcome, sort=test.sort, drawn=_clock(test.drawn),
                    answered=answered, draw=one.subject, sure=test.sure,
                )  # fmt: skip
    for name, (answers, learned) in ANSWERS.items():
        _answer(home, name, answers, learned)


def _sit(home: Home, one: Sitting) -> None:
    from waterline.practice import session

    more = {"sure": one.sure} if one.kind == "debug" else {}
    sitting = begun(home, one.kind, f"{one.when:%Y-%m-%d %H:%M}", **more)
    if one.opened_after is not None:
        with time_machine.travel(one.when + timedelta(minutes=one.opened_after), tick=False):
            session.ai_opened(home, SETTINGS, sitting.id)
    ended = one.when + timedelta(minutes=one.minutes)
    done(home, f"{ended:%Y-%m-%d %H:%M}", *Closing(one.outcome, one.found))


def _explain(db: Any, subject: str, when: datetime, how: str) -> None:
    pasted = {"typed": 10, "pasted": 90} if how in ("p", "o") else {}
    explained(
        db, subject, _clock(when),
        **pasted,
        overruled=int(how == "o"),
        copied=500 if how == "c" else None,
        deleted_at=lay.moment(_clock(when)) + 1 if how == "x" else None,
    )  # fmt: skip


def _answer(home: Home, name: str, answers: Answers, learned: str) -> None:
    month = Month(int(name[:4]), int(name[5:]))
    when = at(f"{month.last} 20:00")
    if any(one is not None for one in answers):
        audit.answer(home, SETTINGS, month, answers, when)
    if learned:
        with time_machine.travel(when, tick=False):
            audit.say(home, SETTINGS, month, "", learned, now=when)
