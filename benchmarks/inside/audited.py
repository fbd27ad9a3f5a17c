"""Make a journal of ten years, FOLDER/whole, and one that holds a month of it, FOLDER/alone.

    audited.py FOLDER CHANGES

Half of the changes are assisted, most of those are explained, three a week are asked about; there
are notes, sessions, and a month's answers every month.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal import Prose, changes, entries
from waterline.domain import days, months
from waterline.domain.audits import Answers
from waterline.domain.keys import key
from waterline.home import Home
from waterline.journal import audits, connection, seal

if TYPE_CHECKING:
    from waterline.domain.months import Month

OFFSET = 3600
MINUTE = 60_000_000
DAY = 86_400_000_000
ASKED_EVERY = 32  # 50,000 changes in ten years: about three of their assisted ones a week


def made(folder: Path, count: int) -> None:
    """Make both journals."""
    shutil.rmtree(folder, ignore_errors=True)
    whole, alone = folder / "whole", folder / "alone"
    whole.mkdir(parents=True)
    db = connection.connect(Home(str(whole), str(whole)))
    db.execute("PRAGMA synchronous = OFF")
    entries(db, count // 5)
    changes(db, count, f"{folder}/gone")
    with connection.writing(db):
        explanations(db)
        sessions(db)
        answers(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copytree(whole, alone)
    leave_only(alone, month_of(folder))


def explanations(db: sqlite3.Connection) -> None:
    """Explain four of five assisted changes within a day, and ask about some of them."""
    prose = Prose(1)
    asked = "SELECT moment, id, sha, identity FROM change WHERE origin = 'assisted' ORDER BY moment"
    for number, (moment, change_id, sha, identity) in enumerate(db.execute(asked).fetchall()):
        if number % 5:
            explain(db, prose, moment, sha, identity)
        if number % (ASKED_EVERY // 2) == 0:
            ask(db, prose, moment, change_id, sha, identity)


def explain(db: sqlite3.Connection, prose: Prose, moment: int, sha: str, identity: str) -> None:
    """Write an explanation for one change."""
    at = moment + 3_600_000_001
    entry(db, prose, at, "explanation", prose.body())
    facts = (at, 3, 4, 7, 400, 0, 1, 100, 0, "commit")
    put(db, "explanation", seal.EXPLANATION, facts)
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM explained").fetchone()[0]
    put(db, "explained", seal.EXPLAINED, (number, at, sha, identity, "Because"))
    db.execute("INSERT INTO explains VALUES (?, ?)", (moment, at))


def ask(  # noqa: PLR0917 - what names a commit
    db: sqlite3.Connection, prose: Prose, moment: int, change_id: str, sha: str, identity: str
) -> None:
    """Draw the three tests of one change ten days later, and answer them."""
    for place, (sort, outcome) in enumerate(
        (("why", "passed"), ("where", "right"), ("line", "wrong"))
    ):
        at = moment + 10 * DAY + place
        row = (
            *(at, key(at, prose.random.getrandbits(74)), change_id, sort, 1, "", "", change_id),
            *(sha, identity, "Because", "api", moment, OFFSET, day(at), "{}", at + MINUTE, 70),
            *("", "", outcome, None, ""),
        )
        put(db, "test", seal.TEST, row)


def sessions(db: sqlite3.Connection) -> None:
    """Sit down twice a week, once to build and once with a bug."""
    prose = Prose(2)
    first, last = db.execute("SELECT min(moment), max(moment) FROM change").fetchone()
    for number, moment in enumerate(range(first, last, 7 * DAY // 2)):
        sort, outcome = (("build", "reached"), ("debug", "right"))[number % 2]
        at = moment + 2
        entry(db, prose, at, "session", "limiter: it reads the clock after adding")
        facts = (
            *(at, sort, 30, at, "limiter: it reads the clock after adding", "limiter"),
            *("it reads the clock after adding", at, 60, None, at + 40 * MINUTE, outcome, 1, 0),
        )
        put(db, "session", seal.SESSION, facts)


def answers(db: sqlite3.Connection) -> None:
    """Answer the five questions of every month."""
    for month in audits.months(db):
        at = days.to_moment(datetime.fromisoformat(f"{month}-28T12:00:00+01:00"))
        audits.answer(db, str(month), Answers(2, 2, 3, 1, 40, 3), at)
        audits.say(db, str(month), audits.WHOLE, at, learned="some")


def entry(db: sqlite3.Connection, prose: Prose, at: int, kind: str, body: str) -> None:
    """Write an entry."""
    row = (
        *(at, key(at, prose.random.getrandbits(74)), OFFSET, "Europe/Berlin", day(at), kind, body),
        *("", "", None, None),
    )
    put(db, "entry", seal.ENTRY, row)


def put(
    db: sqlite3.Connection, table: str, names: tuple[str, ...], values: tuple[Any, ...]
) -> None:
    """Insert a row with its seal."""
    marks = ", ".join("?" * (len(values) + 1))
    db.execute(
        f"INSERT INTO {table} ({', '.join(names)}, seal) VALUES ({marks})",  # noqa: S608 - no name in it comes from outside
        (*values, seal.of(values)),
    )


def day(moment: int) -> str:
    """Give a moment's local day as the journal keeps it."""
    return days.day_of(moment, OFFSET).isoformat()


def month_of(folder: Path) -> Month:
    """Give the last month that both journals hold whole: the one before the newest."""
    with contextlib.closing(sqlite3.connect(folder / "whole" / "journal.db")) as db:
        last = db.execute("SELECT max(day) FROM change").fetchone()[0]
    return months.parse(last[:7]).plus(-1)


def leave_only(folder: Path, month: Month) -> None:
    """Take away everything that is not of a month or about it."""
    db = connection.connect(Home(str(folder), str(folder)))
    span = (month.first.isoformat(), month.last.isoformat())
    own = "SELECT id FROM change WHERE day BETWEEN ? AND ?"
    with connection.writing(db):
        db.execute(f"DELETE FROM test WHERE change_id NOT IN ({own})", span)  # noqa: S608 - no name in it comes from outside
        db.execute("DELETE FROM change WHERE day NOT BETWEEN ? AND ?", span)
        db.execute("DELETE FROM entry WHERE day NOT BETWEEN ? AND ?", span)
        for table in ("assessment", "audit_group"):
            db.execute(f"DELETE FROM {table} WHERE month <> ?", (str(month),))  # noqa: S608 - no name in it comes from outside
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def main() -> None:
    """Make the journals that the arguments ask for."""
    made(Path(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
