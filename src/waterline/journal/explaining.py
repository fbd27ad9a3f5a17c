"""Explanations in the journal: writing one, reading what is explained, and who said what.

All of it goes through the narrow door: the app reads it while somebody looks, and a hook asks
whether it must ask.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain import explanations, text
from waterline.domain.explanations import Words
from waterline.domain.kinds import EXPLANATION
from waterline.errors import InputError, NotFoundError
from waterline.journal import binding, deeds, glance, inbox, seal, sealed
from waterline.journal.places import Places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from waterline.domain.explanations import Filled
    from waterline.domain.lines import Line

THOUSAND = 1000

# Where an explanation was written: here, or "app", "shell" or "recall".
COMMIT = "commit"


class About(NamedTuple):
    """A commit that something is said of, named by all that may survive of it."""

    sha: str
    identity: str
    subject: str


class Writing(NamedTuple):
    """When and where an explanation was written: its key, moment, offset, zone; `place`.

    `copied` is the share of the words that stood in the diff or message too, None if unknown.
    """

    key: str
    moment: int
    offset: int
    zone: str
    place: str
    copied: float | None = None
    repo: str = ""


def body_of(words: Words) -> str:
    """Give the body of an explanation's entry, "" where nothing is written."""
    return text.body(explanations.compose(Words(*map(text.body, words))))


def put(
    db: sqlite3.Connection,
    change_ids: Sequence[str],
    filled: Filled,
    writing: Writing,
    day_starts: int,
) -> list[About]:
    """Write an explanation of these changes, bound to them, in the transaction that is open.

    Its repository is theirs. Gives the commits that it was written for.
    Raises InputError without words or changes, NotFoundError.
    """
    if not body_of(filled.words):
        raise InputError("an explanation needs words", "say why this approach makes sense")
    if not change_ids:
        raise InputError("an explanation needs a change", "`waterline owed` lists what is owed")
    moments = list(moments_of(db, change_ids).values())
    named = [about(db, one) for one in moments]
    held = [line.repo_path for line in lines(db, moments) if line.repo_path]
    writing = writing._replace(repo=held[0] if held else "")
    entry = write(db, filled, writing, named, day_starts)
    if entry is not None:
        binding.link(db, entry, moments)
        binding.spread(db, [(one.sha, one.identity) for one in named])
    return named


def write(
    db: sqlite3.Connection,
    filled: Filled,
    writing: Writing,
    about: Sequence[About],
    day_starts: int,
) -> int | None:
    """Write an explanation, in the transaction that is open; give its moment.

    One whose key the journal has is not written again: None. Its words must not be empty.
    """
    when = writing.moment, writing.offset, writing.zone
    body = body_of(filled.words)
    row = inbox.row(writing.key, EXPLANATION.name, body, when, day_starts, repo=writing.repo)
    if not inbox.insert(db, row, {}):
        return None
    moment: int = row["moment"]
    beside = (
        moment,
        filled.before,
        filled.after,
        sum(bit << place for place, bit in enumerate(filled.ticks)),
        filled.typing.typed,
        filled.typing.pasted,
        int(filled.typing.observed),
        None if writing.copied is None else int(writing.copied * THOUSAND + 1e-9),
        0,
        writing.place,
    )
    db.execute(
        f"INSERT INTO explanation VALUES ({', '.join('?' * (len(beside) + 1))})",
        (*beside, seal.of(beside)),
    )
    for one in about:
        add_about(db, moment, one)
    deeds.note(db, [moment])
    return moment


def add_about(db: sqlite3.Connection, moment: int, about: About) -> None:
    """Say that an explanation was written for a commit too."""
    row = (sealed.next_number(db, "explained"), moment, *about)
    db.execute("INSERT OR IGNORE INTO explained VALUES (?, ?, ?, ?, ?, ?)", (*row, seal.of(row)))


class Fact(NamedTuple):
    """What git can't know of a commit; see the table `fact` for its `sort` and `value`."""

    key: str
    at: int
    sort: str
    value: str
    tool: str = ""
    folder: str = ""


def keep(db: sqlite3.Connection, fact: Fact, about: About) -> None:
    """Keep a fact of a commit, in the transaction that is open; one that is known is left so."""
    row = (*fact[:5], *about, fact.folder)
    db.execute(
        f"INSERT OR IGNORE INTO fact VALUES ({', '.join('?' * (len(row) + 1))})",
        (*row, seal.of(row)),
    )


def moments_of(db: sqlite3.Connection, change_ids: Iterable[str]) -> dict[str, int]:
    """Give the moments of changes by id. Raises NotFoundError for one that isn't there."""
    wanted = list(dict.fromkeys(change_ids))
    rows = db.execute(
        "SELECT id, moment FROM change WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(wanted),),
    )
    found = {row[0]: row[1] for row in rows}
    for key in wanted:
        if key not in found:
            raise NotFoundError(f"there is no change {key}", "`waterline owed --json` lists them")
    return {key: found[key] for key in wanted}


def moment_of(db: sqlite3.Connection, entry_id: str) -> int:
    """Give the moment of an entry that is there, deleted or not."""
    row = db.execute("SELECT moment FROM entry WHERE id = ?", (entry_id,)).fetchone()
    return int(row[0])


def about(db: sqlite3.Connection, moment: int) -> About:
    """Name the commit of a change."""
    asked = "SELECT sha, identity, message FROM change WHERE moment = ?"
    sha, identity, message = db.execute(asked, (moment,)).fetchone()
    return About(sha, identity, text.subject(message))


def lines(db: sqlite3.Connection, moments: Sequence[int], repo: str = "") -> list[Line]:
    """Read changes as lines, in the order of `moments`.

    Those that no repository holds any more are left out. `repo` is the id of the repository that
    is asked about, if any.
    """
    places = Places(db)
    rows = db.execute(
        f"SELECT {glance.CHANGE_ROW} FROM json_each(?) j JOIN change c ON c.moment = j.value "
        f"WHERE {glance.HELD}",
        (json.dumps(list(moments)),),
    )
    found = {row["moment"]: glance.change_line(row, places, repo) for row in rows}
    return [found[moment] for moment in moments if moment in found]


def by_sha(db: sqlite3.Connection, shas: Iterable[str]) -> list[Line]:
    """Read the changes with these shas that a repository holds, newest first."""
    asked = "SELECT moment FROM change WHERE sha IN (SELECT value FROM json_each(?))"
    rows = db.execute(asked, (json.dumps(list(shas)),))
    return lines(db, sorted((row[0] for row in rows), reverse=True))


_WRITTEN = """e.id, e.moment, e.utc_offset, e.body, x.sure_before, x.sure_after, x.ticks, x.typed,
    x.pasted, x.observed, x.copied, x.overruled, x.place,
    (SELECT count(*) FROM explains n WHERE n.entry = x.moment AND EXISTS
        (SELECT 1 FROM sighting s WHERE s.moment = n.change)) AS covers
    FROM explanation x JOIN entry e ON e.moment = x.moment AND e.deleted_at IS NULL"""


def of_change(db: sqlite3.Connection, moment: int) -> list[dict[str, Any]]:
    """Read the explanations that hold for a change, oldest first."""
    rows = db.execute(
        f"SELECT {_WRITTEN} JOIN explains b ON b.entry = x.moment WHERE b.change = ? "
        "ORDER BY e.moment",
        (moment,),
    )
    return [dict(row) for row in rows]


def one(db: sqlite3.Connection, entry_id: str) -> dict[str, Any]:
    """Read one explanation. Raises NotFoundError."""
    row = db.execute(f"SELECT {_WRITTEN} WHERE e.id = ?", (entry_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            f"there is no explanation {entry_id}",
            "`waterline show --kind explanation --json` lists them",
        )
    return dict(row)


def covered(db: sqlite3.Connection, moment: int) -> list[int]:
    """Give the moments of the changes that an explanation holds for, oldest first."""
    asked = "SELECT change FROM explains WHERE entry = ? ORDER BY change"
    return [row[0] for row in db.execute(asked, (moment,))]


def overrule(db: sqlite3.Connection, moment: int, *, counts: bool) -> None:
    """Say whether a pasted explanation counts all the same."""
    sealed.change(db, "explanation", {"moment": moment}, {"overruled": int(counts)})


def say_of(
    db: sqlite3.Connection, moments: Iterable[int], word: str, at: int, keys: list[str]
) -> None:
    """Keep what a person said of the origin of changes ("": what was said is taken back)."""
    for key, moment in zip(keys, moments, strict=True):
        keep(db, Fact(key, at, binding.SAID, word), about(db, moment))
        db.execute("UPDATE change SET said = ? WHERE moment = ?", (word, moment))
        binding.settle(db, [moment])
