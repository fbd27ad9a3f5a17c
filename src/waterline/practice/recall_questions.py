"""Making Recall's questions, and turning what the journal keeps of them into what is shown.

A question is stored before anybody sees it, so whoever comes back finds the same one. *where* and
*line* are read out of git once; after that they need neither the repository nor the file.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain import decisions, explanations
from waterline.domain.asked import LINE, SKIPPED, WHERE, WHY, Item, Question, Revealed, Skipped
from waterline.domain.days import day_of
from waterline.domain.recall import made, points
from waterline.domain.text import clean_line, first_line
from waterline.journal import closeup, recalling

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import date

    from waterline.domain.recall.made import LineQuestion, WhereQuestion
    from waterline.journal.recalling import Row, Subject
    from waterline.settings import Settings

HALF_A_DAY = 12 * 3600 * 1_000_000

NOT_HELD = "no followed repository holds its commit any more"
DELETED = "its decision was deleted"
WORDLESS = "its explanation was deleted"
NO_FOLDER = "its repository is not where it was"


# What has to be asked before: *why* lists the files that *where* asks for, and a *line* shows one
# of them, and the code.
BEFORE: Mapping[str, tuple[str, ...]] = {WHERE: (), WHY: (WHERE,), LINE: (WHERE, WHY)}


class Gone(NamedTuple):
    """Why something can't be asked about now; `may_return`: it may come back."""

    reason: str
    may_return: bool = True


def item_of(db: sqlite3.Connection, settings: Settings, row: Row) -> Item:
    """Name what a test asks about, as it is called now, or was when it was drawn."""
    subject = recalling.subject_of(db, row)
    if subject is None:
        shipped = day_of(row["shipped_at"], row["utc_offset"], settings.day_starts)
        name, repo, sha = row["subject"], os.path.basename(row["repo"]), row["sha"]
    else:
        line = subject.line
        shipped, repo, sha = line.day, line.repo, line.sha
        name = line.subject if line.is_change else decisions.split(line.body).what
    return Item(
        id=row["id"],
        sort=row["sort"],
        subject=clean_line(name),
        repo=clean_line(repo),
        shipped=shipped,
        is_first=bool(row["is_first"]) and not recalling.is_seen(row),
        sha=sha,
    )


def make(db: sqlite3.Connection, settings: Settings, row: Row) -> str | Gone:
    """Make the question of a test or card and give it as it is kept (JSON), or say why not.

    A *why* needs no git, and is put together when it is asked: then "" is given. The same test
    makes the same question, each review another one; where the change doesn't hold another, it is
    the one before.
    """
    subject = recalling.subject_of(db, row)
    if subject is None:
        return Gone(DELETED if row["entry"] else NOT_HELD)
    if row["sort"] == WHY:
        # A first one may be asked without: its answer becomes the explanation.
        if row.get("is_first") or row["entry"] or _explanation(db, subject):
            return ""
        return Gone(WORDLESS)
    place = place_of(subject)
    if not place:
        return Gone(NO_FOLDER)
    from waterline.activity import questions

    seed = f"{row['identity']} {row['subject']} {row.get('state', '')}"
    words = f"{subject.line.subject}\n{_explanation(db, subject)}"
    question = questions.make(place, subject.line.sha, row["sort"], seed, words, settings.generated)
    if not isinstance(question, made.NotMade):
        return made.to_json(question)
    before = "" if question.is_gone else recalling.asked_before(db, row)
    return before or Gone(question.reason, question.is_gone)


def place_of(subject: Subject) -> str:
    """Give the folder of a repository that holds a change and is there; "" where none is."""
    return next((place for place in subject.places if os.path.isdir(place)), "")


def _explanation(db: sqlite3.Connection, subject: Subject) -> str:
    if not subject.line.is_change:
        return subject.line.body
    found = recalling.explanation_of(db, subject.line.moment)
    return str(found["body"]) if found else ""


def as_asked(
    db: sqlite3.Connection, settings: Settings, row: Row, now: int
) -> dict[str, Any] | Gone:
    """Give a test's question as it is asked now, to be kept so (see `RecallTest.asked`).

    What was shown once stays, but a *why* that had nothing to compare with takes what was written
    since. Where there is nothing to ask about any more it says so.
    """
    kept: dict[str, Any] = json.loads(row["asked"]) if row["asked"] else {}
    subject = recalling.subject_of(db, row)
    if row["sort"] == WHY and not kept.get("points"):
        gone = make(db, settings, row)
        if isinstance(gone, Gone) or subject is None:
            return gone if isinstance(gone, Gone) else Gone(NOT_HELD)
        kept = _why(db, subject)
    elif row["sort"] != WHY:
        kept["explanation"] = "" if gives_away(db, row, now) else _said(db, subject)
    return {"shown_at": now, **kept}


def gives_away(db: sqlite3.Connection, row: Row, now: int) -> bool:
    """Tell whether the explanation of a change is the answer of a *why* still to be asked."""
    waits = recalling.siblings(db, row, WHY)
    return bool(waits) or recalling.has_card_due(db, row, WHY, now)


def _said(db: sqlite3.Connection, subject: Subject | None) -> str:
    return _explanation(db, subject) if subject else ""


def _why(db: sqlite3.Connection, subject: Subject) -> dict[str, Any]:
    kept: dict[str, Any] = {"sort": WHY, "maker": made.MAKER, "files": [], "points": []}
    line = subject.line
    if not line.is_change:
        told = decisions.split(line.body)
        sections = (told.why, told.rejected)
        return kept | {
            "points": points_of(sections, line.body), "explanation": line.body, "entry": line.id,
        }  # fmt: skip
    kept["files"] = [file.path for file in closeup.files(db, line.id) if not file.is_generated]
    found = recalling.explanation_of(db, line.moment)
    if found is None:
        return kept
    words = explanations.split(found["body"])
    return kept | {
        "points": points_of((words.why, words.alternatives), found["body"]),
        "explanation": found["body"],
        "entry": found["id"],
    }


def points_of(sections: tuple[str, ...], body: str) -> list[str]:
    """Give the sentences that an answer is compared with: why, then what else there was.

    Where none of it is a sentence, what it begins with is the one point.
    """
    found = [point for section in sections for point in points.sentences(section)]
    return found or [first_line(body)]


def question_of(item: Item, row: Row) -> Question:
    """Turn a test that was asked into what is shown; with what is revealed, if it is already."""
    kept = json.loads(row["asked"])
    if row["sort"] == WHY:
        return Question(item, files=tuple(kept["files"]))
    told: WhereQuestion | LineQuestion = made.from_json(row["asked"])
    if isinstance(told, made.WhereQuestion):
        return Question(item, explanation=kept.get("explanation", ""), options=told.options)
    return Question(
        item,
        path=told.path,
        before=told.before,
        after=told.after,
        options=tuple(f"{' ' * told.indent}{option}" for option in told.options),
    )


def revealed_of(db: sqlite3.Connection, settings: Settings, row: Row, now: int) -> Revealed:
    """Turn a test that was answered into what is shown beside the answer."""
    kept, marks = json.loads(row["asked"]), json.loads(row["marks"] or "{}")
    held = recalling.card(db, row["card"]) if row["card"] and row["outcome"] else None
    again = held and held["due_at"] is not None and not held["at_rest"]
    shown = Revealed(
        outcome=row["outcome"],
        sure=row["sure"],
        again_on=due_day(held["due_at"], row["utc_offset"], settings) if held and again else None,
        answer=row["answer"],
        explanation=kept.get("explanation", ""),
    )
    if row["sort"] == WHY:
        ticks = _ticks(marks)
        ticked = tuple(ticks.get("ticked", ()))
        return shown._replace(
            points=tuple(kept["points"]), ticked=ticked, main=ticks.get("main", 0)
        )
    told = made.from_json(row["asked"])
    shown = shown._replace(right=told.right, chosen=marks.get("chosen"))
    if shown.explanation and gives_away(db, row, now):
        shown = shown._replace(explanation="")
    if isinstance(told, made.WhereQuestion):
        folder = os.path.dirname(told.options[told.right])
        beside = tuple(os.path.join(folder, name) for name in told.folder)
        return shown._replace(neighbours=beside)
    return shown


def _ticks(marks: dict[str, Any]) -> dict[str, Any]:
    """Give where a *why* keeps what was ticked; taken back, they are still there to be mended."""
    undone: list[dict[str, Any]] = marks.get("undone", [])
    return undone[-1] if undone and "ticked" not in marks else marks


def due_day(due_at: int, offset: int, settings: Settings) -> date:
    """Tell the local day of a card that is due from the beginning of it on."""
    # Noon is of that day by whatever clock: daylight saving may have begun or ended since.
    return day_of(due_at + HALF_A_DAY, offset, settings.day_starts)


def skipped_of(item: Item, row: Row) -> Skipped:
    """Say why a test is skipped."""
    marks = json.loads(row["marks"] or "{}")
    return Skipped(item, marks.get("gone") or marks.get("reason") or "")


def waits_for(db: sqlite3.Connection, row: Row) -> str:
    """Name the sort of question that waits and has to be asked before this one, "" if none."""
    for sort in BEFORE[row["sort"]]:
        if any(one["draw"] == row["draw"] for one in recalling.siblings(db, row, sort)):
            return sort
    return ""


def review(db: sqlite3.Connection, settings: Settings, card: Row, moment: int, offset: int) -> Row:
    """Insert a review of a card, and give it; the one that another process inserted, if any."""
    from waterline.gate.inbox import new_id
    from waterline.journal import drawing

    known = recalling.review_of(db, card)
    if known is not None:
        return known
    row = {name: card[name] for name in recalling.ABOUT}
    row |= {
        **beginning(db, card),
        "id": new_id(),
        "is_first": 0,
        "card": card["id"],
        "utc_offset": offset,
        "day": drawing.day_text(moment, offset, settings.day_starts),
    }
    drawing.insert(db, row, moment)
    return recalling.one(db, row["id"])


def beginning(db: sqlite3.Connection, card: Row) -> Row:
    """Give what a card's tests have in common, of the one that it began with."""
    first = recalling.of_card(db, card["id"])
    if first is None:  # salvage may have lost it
        return {"draw": card["id"], "shipped_at": card["made_at"]}
    return {name: first[name] for name in ("draw", "shipped_at")}


def skip(db: sqlite3.Connection, row: Row, gone: Gone) -> None:
    """Keep that a test could not be asked, in the transaction that is open."""
    word = {"gone" if gone.may_return else "reason": gone.reason}
    recalling.put(db, "test", row["id"], {"outcome": SKIPPED, "marks": written(word)})


def written(value: object) -> str:
    """Write a value as JSON, as tests and cards hold it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
