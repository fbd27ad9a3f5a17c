"""Answers of Recall: storing them at once, ticking points, taking a slip back, asking no more."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from waterline.domain import schedule
from waterline.domain.asked import (
    FAILED,
    LATE,
    PASSED,
    RIGHT,
    SEEN,
    UNKNOWN,
    WHY,
    WRONG,
    Item,
    Revealed,
)
from waterline.domain.days import MINUTE, to_datetime
from waterline.domain.explanations import Filled, Typing, Words
from waterline.errors import InputError, NotFoundError
from waterline.gate import inbox as gate
from waterline.practice import look
from waterline.practice import recall_questions as questions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from waterline.home import Home
    from waterline.journal.recalling import Row
    from waterline.settings import Settings

# An answer is taken back as a slip, not as a second thought of another day.
SLIP_MINUTES = 30


def answer(
    home: Home,
    settings: Settings,
    item_id: str,
    sure: int | None,
    answer: int | str | None,
    *,
    typing: Typing | None = None,
) -> Revealed:
    """Store an answer, and give what is shown beside it.

    An option's number, the words of a *why*, or None for "I don't know". `sure` is in percent.
    A *why* without anything to compare with keeps its words as a late explanation, `typing` tells
    how they came. Raises InputError for what can't be, and for a question that isn't waiting;
    NotFoundError, JournalError.
    """
    from waterline.journal import recalling

    if sure is not None and not 0 <= sure <= 100:  # noqa: PLR2004 - percent
        raise InputError(f"nobody is {sure} % sure", "0 to 100 is allowed")
    now = time.time_ns() // 1000
    with look.writing(home, settings) as db:
        row = recalling.one(db, item_id)
        if row["outcome"] or row["answer"] or row["answered_at"] is not None or not row["asked"]:
            raise InputError("this question doesn't wait for an answer", "go on with the next")
        if row["sort"] == WHY:
            _keep_words(db, settings, row, sure, answer, typing=typing)
        else:
            _keep_choice(db, settings, row, sure, answer)
        return questions.revealed_of(db, settings, recalling.one(db, item_id), now)


def _keep_choice(
    db: sqlite3.Connection, settings: Settings, row: Row, sure: int | None, answer: object
) -> None:
    from waterline.domain.recall import made

    told = made.from_json(row["asked"])
    options = range(len(told.options))
    if answer is not None and (type(answer) is not int or answer not in options):
        raise InputError(f"there is no option {answer}", f"there are {len(options)}")
    outcome = UNKNOWN if answer is None else RIGHT if answer == told.right else WRONG
    facts = {
        "sure": sure,
        "answer": "" if answer is None else told.options[answer],
        "marks": questions.written({**_marks(row), "chosen": answer}),
    }
    close(db, settings, row, outcome, facts)


def _keep_words(
    db: sqlite3.Connection,
    settings: Settings,
    row: Row,
    sure: int | None,
    answer: object,
    *,
    typing: Typing | None,
) -> None:
    from waterline.domain import text
    from waterline.journal import recalling

    if isinstance(answer, int):
        raise InputError("a why is answered in words", "or by saying that you don't know")
    words = text.body(str(answer or ""))
    kept = json.loads(row["asked"])
    facts: dict[str, Any] = {"sure": sure, "answer": words}
    how = {} if typing is None else {"typed": typing.typed, "pasted": typing.pasted}
    marks = {**_marks(row), **how, "written_at": time.time_ns() // 1000}
    if kept["points"] and any(one.get("outcome") == LATE for one in marks.get("undone", ())):
        marks[SEEN] = True  # explained, taken back, and explained elsewhere: that is no test
    if kept["points"] and words:
        recalling.put(db, "test", row["id"], {**facts, "marks": questions.written(marks)})
        return
    if not kept["points"] and words:
        marks["entry"] = _explain(db, settings, row, words, typing)
    outcome = FAILED if kept["points"] else LATE
    close(db, settings, row, outcome, {**facts, "marks": questions.written(marks)})


def _explain(
    db: sqlite3.Connection, settings: Settings, row: Row, words: str, typing: Typing | None
) -> str:
    """Keep the words as an explanation of the change, and give its entry's id."""
    from waterline.journal import explaining, recalling
    from waterline.practice.explain import RECALL

    subject = recalling.subject_of(db, row)
    if subject is None:
        raise InputError(questions.NOT_HELD, "leave it for later: the words are kept as a draft")
    filled = Filled(Words(why=words), typing=typing or Typing(observed=False))
    writing = explaining.Writing(gate.new_id(), *gate.here_and_now(), RECALL, None)
    explaining.put(db, [subject.line.id], filled, writing, settings.day_starts)
    return writing.key


def tick(
    home: Home, settings: Settings, item_id: str, ticked: Sequence[int], main: int
) -> Revealed:
    """Tick the points that an answer had, `main` being the main reason's; give what came of it.

    Raises InputError where nothing waits for ticks or there is no such point, JournalError.
    """
    from waterline.domain.recall import points
    from waterline.journal import recalling

    now = time.time_ns() // 1000
    with look.writing(home, settings) as db:
        row = recalling.one(db, item_id)
        if row["sort"] != WHY or not row["answer"] or row["outcome"]:
            raise InputError("no points of this question wait", "go on with the next")
        count = len(json.loads(row["asked"])["points"])
        try:
            is_passed = points.passed(ticked, main, count)
        except ValueError:
            raise InputError("there is no such point", f"there are {count}") from None
        there = sorted(set(ticked))
        marks = questions.written({**_marks(row), "ticked": there, "main": main, "points": count})
        outcome = PASSED if is_passed else FAILED
        close(db, settings, row, outcome, {"marks": marks}, partly=len(there))
        return questions.revealed_of(db, settings, recalling.one(db, item_id), now)


def close(
    db: sqlite3.Connection,
    settings: Settings,
    row: Row,
    outcome: str,
    facts: dict[str, Any],
    *,
    partly: int = 0,
    at: tuple[int, int] | None = None,
) -> None:
    """Keep an answer for good, and schedule its question's next time, in the open transaction.

    `facts` are further columns of the test, `partly` counts the points that a failed *why* had,
    `at` is the moment and its offset where that is not now.
    """
    from waterline.journal import recalling

    now, offset = at or gate.here_and_now()[:2]
    sure = facts.get("sure", row["sure"])
    given = schedule.rating(outcome, sure, partly)
    card = recalling.card(db, row["card"]) if row["card"] else None
    whole = {**facts, "outcome": outcome, "answered_at": now, "rating": given}
    if card:
        whole["before"] = questions.written(
            {name: card[name] for name in ("state", "due_at", "at_rest")}
        )
    recalling.put(db, "test", row["id"], whole)
    if outcome == LATE and not facts["answer"]:
        return  # there is nothing to compare with another time
    number = card["number"] if card else recalling.next_number(db)
    due = schedule.review(card["state"] if card else "", given, to_datetime(now), number)
    state = {
        "state": due.state,
        "due_at": schedule.first_moment(due.due, offset, settings.day_starts),
    }
    if card:
        recalling.put(db, "card", card["id"], state)
    else:
        recalling.add_card(db, row, gate.new_id(), {**state, "made_at": now})


def rest(home: Home, settings: Settings, item_id: str) -> None:
    """Never ask a question again; `undo` takes that back.

    A first test that was drawn counts as drawn and not answered. Raises NotFoundError,
    JournalError.
    """
    from waterline.journal import recalling

    now = time.time_ns() // 1000
    with look.writing(home, settings) as db:
        row = recalling.one(db, item_id)
        card = recalling.card(db, row["card"]) if row["card"] else None
        if card is None:
            state = questions.written({"rested_at": now})
            facts = {"state": state, "at_rest": recalling.OWN, "made_at": now}
            recalling.add_card(db, row, gate.new_id(), facts)
            return
        state = questions.written({**json.loads(card["state"] or "{}"), "rested_at": now})
        recalling.put(db, "card", card["id"], {"at_rest": recalling.OWN, "state": state})


def undo(home: Home, settings: Settings) -> Item:
    """Take back the last thing that was done in this sitting, one step; give its question.

    Ticks are taken back before the words that they are for. What was answered stands on in the
    test's marks, and that the truth was seen: a first test is none any more then, answered again
    or not. The card is as it was. Raises NotFoundError where nothing was done in the last half
    hour, JournalError.
    """
    from waterline.journal import audits, recalling, rewriting

    now = time.time_ns() // 1000
    with look.writing(home, settings) as db:
        last = _last(db, now - SLIP_MINUTES * MINUTE)
        entry = _marks(last).get("entry", "") if last["outcome"] == LATE else ""
        if audits.words_of(db, entry) is not None:  # else deleted meanwhile by its writer
            rewriting.remove(db, entry)
        _take_back(db, last["id"], now)
        return questions.item_of(db, settings, recalling.one(db, last["id"]))


def _last(db: sqlite3.Connection, since: int) -> Row:
    """Give the test to which something was done last, since a moment. Raises NotFoundError."""
    from waterline.journal import recalling

    done = [(row["answered_at"], row) for row in recalling.answered(db, since)[:1]]
    done += [(_marks(row).get("written_at", 0), row) for row in recalling.written(db)]
    for card in recalling.rested(db):
        row = recalling.of_card(db, card["id"])
        if row is not None:
            done.append((json.loads(card["state"]).get("rested_at", 0), row))
    # Of one instant, the question that was drawn later was answered later.
    at, row = max(done, key=lambda one: (one[0], one[1]["moment"]), default=(0, {}))
    if at < since:
        raise NotFoundError("there is nothing to take back", "answers of this sitting can be")
    return row


def _take_back(db: sqlite3.Connection, test_id: str, now: int) -> None:
    from waterline.journal import recalling

    row = recalling.one(db, test_id)
    card = recalling.card(db, row["card"]) if row["card"] else None
    if card and card["at_rest"] == recalling.OWN:
        _wake(db, row, card)
        return
    marks = _marks(row)
    was = {name: row[name] for name in ("answer", "outcome", "sure", "answered_at")}
    shown = _popped(marks, "ticked", "main", "points")
    facts: dict[str, Any] = {"outcome": "", "answered_at": None, "rating": None, "before": ""}
    if not shown:  # the answer itself, and not only its ticks
        shown = _popped(marks, "chosen", "written_at", "typed", "pasted", "entry")
        facts |= {"answer": "", "sure": None}
        # Of what nobody had written about there was no truth to be seen.
        if row["outcome"] != LATE:
            marks[SEEN] = True
    marks["undone"] = [*marks.get("undone", ()), {**was, **shown, "at": now}]
    if card and row["outcome"]:
        if row["before"]:
            recalling.put(db, "card", card["id"], json.loads(row["before"]))
        else:
            recalling.drop_card(db, row)
    recalling.put(db, "test", test_id, {**facts, "marks": questions.written(marks)})


def _popped(marks: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: marks.pop(name) for name in names if name in marks}


def _wake(db: sqlite3.Connection, row: Row, card: Row) -> None:
    """Let a card that was taken out be asked again, as if it had never been."""
    from waterline.journal import recalling

    state = json.loads(card["state"])
    state.pop("rested_at", None)
    if not state:
        recalling.drop_card(db, row)
        return
    facts = {"at_rest": "", "state": questions.written(state)}
    recalling.put(db, "card", card["id"], facts)


def _marks(row: Row) -> dict[str, Any]:
    marks: dict[str, Any] = json.loads(row["marks"] or "{}")
    return marks
