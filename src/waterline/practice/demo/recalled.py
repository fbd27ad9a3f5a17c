"""The demo's recall: drawn week by week by the real draw, and answered as a person might have."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain import days as calendar
from waterline.domain.asked import (
    FAILED,
    LATE,
    LINE,
    PASSED,
    RIGHT,
    UNKNOWN,
    WHERE,
    WHY,
    WRONG,
)
from waterline.domain.days import offset_of, to_moment
from waterline.domain.recall import made, points
from waterline.journal import recalling
from waterline.practice import look, recall, recall_answers
from waterline.practice import recall_questions as questions
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from random import Random

    from waterline.home import Home
    from waterline.journal.recalling import Row

# Before work begins, so many weekdays after Monday: what is new on Tuesdays, what comes again in
# between. In two weeks nothing came of it.
SITTINGS = (1, 3, 4)
AT = time(8, 50)
MISSED = (3, 8)
# At first only two a week were drawn.
FEWER_UNTIL = 5

# What the person of the demo remembers of a why after a few weeks.
REMEMBERED = (
    "It was about what happens when two of them come at once. The other way had to be undone.",
    "The simple version broke under load, and this one fails where somebody sees it.",
    "So that the caller need not know. I think there was a second reason, about the tests.",
    "Because the old place had to stay readable for a while.",
)
# How sure it feels, and how often each sort is known: more the first than the second.
SURE = (45, 60, 70, 75, 80, 85, 90)
KNOWN = {WHERE: 0.72, WHY: 0.7, LINE: 0.58}
GUESSES = 0.12


class _At(NamedTuple):
    moment: int
    offset: int


def keep(home: Home, now: datetime, days: int, random: Random) -> None:
    """Draw and answer in each of the weeks of the last `days` days before `now`.

    This week's questions are drawn and wait.
    """
    monday = calendar.week_of(calendar.today(now))[0]
    for back in range(days // 7, 0, -1):
        settings = Settings({"recall_per_week": 2 if back > FEWER_UNTIL else 3})
        for weekday in SITTINGS:
            day = monday + timedelta(days=weekday, weeks=-back)
            at = datetime.combine(day, AT, tzinfo=now.tzinfo)
            _sit(home, settings, at, random, is_missed=back in MISSED)
    recall.look(home, Settings(), now)


def _sit(home: Home, settings: Settings, at: datetime, random: Random, *, is_missed: bool) -> None:
    if is_missed:
        recall.look(home, settings, at)
        return
    moment, offset = to_moment(at), offset_of(at)
    with look.writing(home, settings) as db:
        for card in recalling.due_cards(db, moment):
            _ask_again(db, settings, card, _At(moment, offset))
    items = recall.begin(home, settings, at)
    with look.writing(home, settings) as db:
        for item in items:
            moment += random.randrange(20, 100) * 1_000_000
            _answer(db, settings, recalling.one(db, item.id), _At(moment, offset), random)


def _ask_again(db: sqlite3.Connection, settings: Settings, card: Row, at: _At) -> None:
    """Review a card with the question that it began with: making another waits for git."""
    first = recalling.of_card(db, card["id"])
    if first is not None and first["asked"]:
        row = questions.review(db, settings, card, at.moment, at.offset)
        recalling.put(db, "test", row["id"], {"asked": first["asked"]})


def _answer(db: sqlite3.Connection, settings: Settings, row: Row, at: _At, random: Random) -> None:
    if row["outcome"]:  # skipped when it was made
        return
    kept = questions.as_asked(db, settings, row, at.moment)
    if isinstance(kept, questions.Gone):
        questions.skip(db, row, kept)
        return
    recalling.put(db, "test", row["id"], {"asked": questions.written(kept)})
    row = recalling.one(db, row["id"])
    sure, knows = random.choice(SURE), random.random() < KNOWN[row["sort"]]
    if row["sort"] == WHY:
        outcome, facts, partly = _why(len(kept["points"]), random, knows=knows)
    else:
        outcome, facts, partly = _choice(row, random, knows=knows)
    whole = {"sure": sure, **facts, "marks": questions.written(facts["marks"])}
    recall_answers.close(db, settings, row, outcome, whole, partly=partly, at=at)


def _why(count: int, random: Random, *, knows: bool) -> tuple[str, dict[str, Any], int]:
    if not count:  # nobody had said why, and now nobody can
        return LATE, {"answer": "", "marks": {}}, 0
    there = list(range(count if knows else 0))[: max(1, (count + 2) // 2)]
    if not knows and random.random() < 0.5:  # noqa: PLR2004 - every other time
        there = [count - 1]
    is_passed = points.passed(there, 0, count)
    marks = {"ticked": there, "main": 0, "points": count}
    words = random.choice(REMEMBERED)
    return (PASSED if is_passed else FAILED), {"answer": words, "marks": marks}, len(there)


def _choice(row: Row, random: Random, *, knows: bool) -> tuple[str, dict[str, Any], int]:
    told = made.from_json(row["asked"])
    if not knows and random.random() < GUESSES:
        return UNKNOWN, {"answer": "", "marks": {"chosen": None}}, 0
    chosen = told.right if knows else (told.right + random.randrange(1, 4)) % len(told.options)
    facts = {"answer": told.options[chosen], "marks": {"chosen": chosen}}
    return (RIGHT if knows else WRONG), facts, 0
