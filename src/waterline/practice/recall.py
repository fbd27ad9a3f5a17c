"""Recall: asked again, later, by one's own history.

What is asked was drawn by hash (`journal.drawing`), and is stored before it is shown
(`recall_questions`); every answer is stored at once, with the question, so that any figure can be
computed again. First tests count (SCORING, 3); what comes after them is scheduled by FSRS and is
for practice alone.

The tests of one change would give one another away: *why* lists the files that *where* asks for,
and a stored explanation, which helps with *where*, is the answer of *why*. So a sitting asks all
its *where* first, then every *why*, then the lines; one that is put off holds back what follows.
"""

from __future__ import annotations

import os
import time
from math import ceil
from typing import TYPE_CHECKING

from waterline.domain import days
from waterline.domain.asked import (
    LATE,
    MINUTES,
    PASSED,
    RIGHT,
    SITTING_MINUTES,
    SKIPPED,
    WHY,
    Due,
    Item,
    Question,
    Results,
    Revealed,
    Skipped,
    Waiting,
)
from waterline.domain.days import offset_of, to_moment
from waterline.domain.drawing import answerable_until
from waterline.domain.evidence import STRAND_DAYS
from waterline.errors import NotFoundError
from waterline.practice import recall_questions as questions
from waterline.practice.look import connected, is_blank, opened, writing
from waterline.practice.recall_answers import answer, rest, tick, undo

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from waterline.home import Home
    from waterline.journal.recalling import Row
    from waterline.settings import Settings

__all__ = [
    "Due", "Item", "Question", "Results", "Revealed", "Skipped", "Waiting", "answer", "ask",
    "begin", "leave", "look", "prepare", "rest", "results", "tick", "undo", "waiting",
]  # fmt: skip

# So many cards whose commit was gone are looked for again in one sitting.
MOST_WOKEN = 20
# So many tests are made into questions before a sitting begins: more than are asked in one.
MOST_PREPARED = 30


def look(home: Home, settings: Settings, now: datetime) -> Due:
    """Say what waits, drawn now if this week's was not. Raises JournalError."""
    if is_blank(home):
        return Due()
    from waterline.journal import connection, drawing, recalling

    moment, offset = _at(now)
    with connected(home, settings) as db:
        drawing.keep_up(db, settings, moment, offset)
        with connection.reading(db):
            first, later = drawing.waiting(db, moment)
            minutes = sum(MINUTES[sort] * n for part in (first, later) for sort, n in part.items())
            due = recalling.next_due(db)
            grown = drawing.next_of_age(db, settings, moment, offset)
            coming = [one for one in (due, grown) if one is not None and one > moment]
            return Due(
                first=sum(first.values()),
                later=sum(later.values()),
                minutes=ceil(minutes),
                drawn=drawing.ever(db),
                next_on=questions.due_day(min(coming), offset, settings) if coming else None,
            )


def prepare(home: Home, settings: Settings, now: datetime) -> None:
    """Make the questions of a sitting, so that what is counted next is what will be asked.

    A change holds a *where* or a *line* only now and then; what it doesn't hold is left out here.
    What is gone is left to `begin`, which says so. Raises JournalError.
    """
    if not os.path.exists(home.journal):
        return
    from waterline.journal import connection, drawing, recalling

    moment, offset = _at(now)
    with connected(home, settings) as db:
        if connection.is_read_only(db):
            return
        drawing.keep_up(db, settings, moment, offset)
        for row in recalling.open_tests(db, moment)[:MOST_PREPARED]:
            if row["asked"] or row["sort"] == WHY:
                continue
            made = questions.make(db, settings, row)
            if isinstance(made, questions.Gone) and made.may_return:
                continue
            with connection.writing(db):
                kept = recalling.one(db, row["id"])
                if kept["asked"] or kept["outcome"]:
                    continue  # another window was quicker
                if isinstance(made, questions.Gone):
                    questions.skip(db, row, made)
                else:
                    recalling.put(db, "test", row["id"], {"asked": made})


def begin(home: Home, settings: Settings, now: datetime) -> list[Item]:
    """Give the questions of a sitting, at most ten minutes of them, in the order to ask them in.

    Drawn and made now where they were not. First those whose words only wait for their ticks, then
    first tests, then what comes again. What a change holds no question for is left out; what is
    gone is there once, and `ask` says why it is skipped. Raises JournalError.
    """
    from waterline.journal import connection, drawing, recalling

    moment, offset = _at(now)
    with connected(home, settings) as db:
        drawing.keep_up(db, settings, moment, offset)
        woken = _wake(db, moment)
        chosen: list[Row] = []
        minutes = 0.0
        for row in _waiting(db, moment):
            minutes += MINUTES[row["sort"]]
            if minutes > SITTING_MINUTES and chosen:
                break
            made = _prepared(db, settings, row, moment, offset)
            # One that was looked for again in vain was spoken of before.
            if made is None or (made["outcome"] == SKIPPED and row["id"] in woken):
                minutes -= MINUTES[row["sort"]]
            else:
                chosen.append(made)
        first = recalling.of_sorts(row for row in chosen if row["is_first"])
        later = recalling.of_sorts(row for row in chosen if not row["is_first"])
        with connection.reading(db):
            return [questions.item_of(db, settings, row) for row in [*first, *later]]


def _waiting(db: sqlite3.Connection, moment: int) -> list[Row]:
    """Give the tests that wait and the cards that are due, the most urgent first."""
    from waterline.journal import recalling

    tests = recalling.open_tests(db, moment)
    return [
        *(row for row in tests if row["answer"]),
        *(row for row in tests if not row["answer"]),
        *recalling.due_cards(db, moment),
    ]


def _prepared(
    db: sqlite3.Connection, settings: Settings, row: Row, moment: int, offset: int
) -> Row | None:
    """Give a test ready to be asked, or skipped with a word; None where there is nothing to ask.

    `row` is a test, or a card: then its review is the test.
    """
    from waterline.journal import connection, recalling

    is_card = "draw" not in row
    test = recalling.review_of(db, row) if is_card else row
    if test is not None and test["asked"]:
        return test
    made = questions.make(db, settings, row)
    with connection.writing(db):
        if test is None:
            test = questions.review(db, settings, row, moment, offset)
        if isinstance(made, questions.Gone):
            questions.skip(db, test, made)
            if is_card:
                word = f"{recalling.GONE if made.may_return else ''}{made.reason}"
                recalling.put(db, "card", row["id"], {"at_rest": word})
        elif made and not recalling.one(db, test["id"])["asked"]:
            recalling.put(db, "test", test["id"], {"asked": made})
        test = recalling.one(db, test["id"])
    is_dropped = isinstance(made, questions.Gone) and not made.may_return
    return None if is_dropped else test


def _wake(db: sqlite3.Connection, moment: int) -> set[str]:
    """Let those be asked again whose repository, commit or decision came back; give their ids."""
    from waterline.journal import connection, recalling

    def is_back(row: Row) -> bool:
        subject = recalling.subject_of(db, row)
        return subject is not None and bool(row["entry"] or questions.place_of(subject))

    with connection.reading(db):
        cards = [row for row in recalling.resting(db) if is_back(row)][:MOST_WOKEN]
        tests = [row for row in recalling.skipped(db, moment) if is_back(row)][:MOST_WOKEN]
    if not cards and not tests:
        return set()
    with connection.writing(db):
        for row in cards:
            recalling.put(db, "card", row["id"], {"at_rest": ""})
        for row in tests:
            recalling.put(db, "test", row["id"], {"outcome": "", "marks": ""})
    return {row["id"] for row in (*cards, *tests)}


def ask(home: Home, settings: Settings, item_id: str) -> Question | Skipped:
    """Give a question to be shown; it is stored as it is before.

    One that was answered comes with what is revealed; one that can't be asked now is skipped.
    Raises NotFoundError, JournalError.
    """
    from waterline.journal import recalling

    now = time.time_ns() // 1000
    with writing(home, settings) as db:
        row = recalling.one(db, item_id)
        item = questions.item_of(db, settings, row)
        if row["outcome"] == SKIPPED:
            return questions.skipped_of(item, row)
        if not row["answer"] and not row["outcome"]:
            before = questions.waits_for(db, row)
            if before:
                return Skipped(item, f"it waits for the {before} of the same change")
            if row["sort"] != WHY and not row["asked"]:
                raise NotFoundError("this question was not made yet", "begin a sitting")
            kept = questions.as_asked(db, settings, row, now)
            if isinstance(kept, questions.Gone):
                questions.skip(db, row, kept)
                return Skipped(item, kept.reason)
            recalling.put(db, "test", item_id, {"asked": questions.written(kept)})
            row = recalling.one(db, item_id)
        question = questions.question_of(item, row)
        if row["answer"] or row["outcome"]:
            return question._replace(revealed=questions.revealed_of(db, settings, row, now))
        return question


def leave(home: Home, settings: Settings, item_id: str) -> tuple[str, ...]:
    """Put a question off: it waits on. Give the ids of those that have to wait with it."""
    from waterline.journal import recalling

    with opened(home, settings) as db:
        row = recalling.one(db, item_id)
        others = [one for sort in MINUTES for one in recalling.siblings(db, row, sort)]
        with_it = [one for one in others if row["sort"] in questions.BEFORE[one["sort"]]]
        return tuple(one["id"] for one in with_it if one["draw"] == row["draw"])


def waiting(home: Home, settings: Settings, now: datetime) -> list[Waiting]:
    """List what waits, drawn now if this week's was not, and without making any question.

    The most urgent first. A review that nobody began has its card's id. Raises JournalError.
    """
    if is_blank(home):
        return []
    from waterline.journal import connection, drawing

    moment, offset = _at(now)
    with connected(home, settings) as db:
        drawing.keep_up(db, settings, moment, offset)
        with connection.reading(db):
            return [_listed(db, settings, row, offset) for row in _waiting(db, moment)]


def _listed(db: sqlite3.Connection, settings: Settings, row: Row, offset: int) -> Waiting:
    from waterline.journal import recalling

    if "due_at" not in row:
        until = answerable_until(row["shipped_at"])
        return Waiting(
            questions.item_of(db, settings, row),
            days.day_of(row["moment"], row["utc_offset"], settings.day_starts),
            days.day_of(until, row["utc_offset"], settings.day_starts),
            bool(row["answer"]),
        )
    test = recalling.review_of(db, row) or {**row, **questions.beginning(db, row), "is_first": 0}
    due = questions.due_day(row["due_at"], offset, settings)
    item = questions.item_of(db, settings, {"utc_offset": offset, **test})
    return Waiting(item, due, is_written=bool(test.get("answer")))


def results(home: Home, settings: Settings) -> Results:
    """Count what the first tests of the last 90 days came to, and the reviews beside them."""
    from waterline.journal import recalling

    if not os.path.exists(home.journal):
        return Results()
    since = time.time_ns() // 1000 - STRAND_DAYS * days.DAY
    with opened(home, settings) as db:
        drawn = [row for row in recalling.first_tests(db, since) if row["outcome"] != SKIPPED]
        answered = recalling.answered(db, since)
    first = [row for row in answered if row["is_first"] and not recalling.is_seen(row)]
    known = {row["id"] for row in first if row["outcome"] in {PASSED, RIGHT}}
    tried = [row for row in first if row["outcome"] != LATE]
    why = [row for row in tried if row["sort"] == WHY]
    code = [row for row in tried if row["sort"] != WHY]
    return Results(
        drawn=len(drawn),
        answered=sum(
            row["answered_at"] is not None and not recalling.is_seen(row) for row in drawn
        ),
        why=len(why),
        why_passed=sum(row["outcome"] == PASSED for row in why),
        code=len(code),
        code_right=sum(row["outcome"] == RIGHT for row in code),
        late=sum(bool(row["answer"]) for row in first if row["outcome"] == LATE),
        reviews=sum(not row["is_first"] for row in answered),
        pairs=tuple(
            (row["sure"] / 100, float(row["id"] in known))
            for row in reversed(tried)
            if row["sure"] is not None
        ),
    )


def _at(now: datetime) -> tuple[int, int]:
    return to_moment(now), offset_of(now)
