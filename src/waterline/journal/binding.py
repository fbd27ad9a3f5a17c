"""Binding what was said and written of commits to the changes that they became.

What a person or a hook tells of a commit names it by what is known at the time: by its author's
address and time (`Commit.identity`), its subject, its sha. Scans come later, and in between git
may have given the commit another sha, put it together with others, or copied it. So what is told
is kept as it was told (`explained`, `fact`, `rewrite`), and from it follows, for every change
that is new or was written anew, which explanations hold for it and where it came from:

- the same sha, or the same identity and subject (amend, rebase, cherry-pick, a new clone);
- whatever holds of a commit in whose place git put this one (`rewrite`), however often.

All of it may be done again at any time with the same outcome.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from waterline.domain.text import subject

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

ENVIRONMENT, SAID = "environment", "said"

# What tells of AI, the first that does: the condition, the tool, the signal. The precedence is that
# of `domain.origin.origin_of` (a test holds the two equal); what only an earlier form of the commit
# told comes last.
_TOLD = (
    ("own_origin = 'assisted'", "own_tool", "own_signal"),
    ("variables <> ''", "variables_tool", "'environment'"),
    ("ai_lines > 0", "ai_tool", "'git-ai note'"),
    ("earlier_signal <> ''", "earlier_tool", "earlier_signal"),
)
_SETTLE = f"""
    UPDATE change SET
        origin = CASE WHEN said <> '' THEN said
            WHEN {" OR ".join(test for test, *_ in _TOLD)} THEN 'assisted' ELSE own_origin END,
        tool = CASE WHEN said = 'by hand' THEN ''
            {" ".join(f"WHEN {test} THEN {tool}" for test, tool, _ in _TOLD)} ELSE own_tool END,
        signal = CASE WHEN said <> '' THEN 'said'
            {" ".join(f"WHEN {test} THEN {signal}" for test, _, signal in _TOLD)}
            ELSE own_signal END
    WHERE moment IN (SELECT value FROM json_each(?))
"""

_TOUCHED = "json_each(?) j JOIN change c ON c.moment = j.value"

# All commits in whose place the touched ones stand, however many times git rewrote them.
_BEFORE = f"""
    WITH RECURSIVE before (moment, sha) AS (
        SELECT c.moment, r.old FROM {_TOUCHED} JOIN rewrite r ON r.new = c.sha
        UNION SELECT before.moment, r.old FROM before JOIN rewrite r ON r.new = before.sha
    )
"""
_AFTER = """
    WITH RECURSIVE after (sha) AS (
        SELECT value FROM json_each(?)
        UNION SELECT r.new FROM after JOIN rewrite r ON r.old = after.sha
    )
    SELECT c.moment FROM after JOIN change c ON c.sha = after.sha
"""


def bind(db: sqlite3.Connection, moments: Iterable[int]) -> None:
    """Bind all that is known to these changes, and settle where they came from."""
    touched = json.dumps(sorted(moments))
    if touched == "[]":
        return
    known = db.execute(
        """SELECT EXISTS (SELECT 1 FROM fact), EXISTS (SELECT 1 FROM explained),
                  EXISTS (SELECT 1 FROM rewrite)"""
    ).fetchone()
    if known[0]:
        _take_environment(db, touched)
        _take_word(db, touched)
    if known[1]:
        _take_explanations(db, touched)
    if known[2]:
        _inherit(db, touched)
    db.execute(_SETTLE, (touched,))


def settle(db: sqlite3.Connection, moments: Iterable[int]) -> None:
    """Settle where these changes came from, by what each of them holds."""
    db.execute(_SETTLE, (json.dumps(list(moments)),))


def spread(db: sqlite3.Connection, about: Iterable[tuple[str, str]]) -> None:
    """Bind anew whatever these commits, each a sha and an identity, may have become or been.

    These are their copies, and all that came in their place; "" stands for what is not known.
    """
    named = list(about)
    copies = _after(db, [sha for sha, _ in named if sha])
    copies |= _among(
        db, "SELECT moment FROM change WHERE identity", [identity for _, identity in named]
    )
    bind(db, copies)
    # What became of them in turn hangs on them.
    shas = _among(db, "SELECT sha FROM change WHERE moment", list(copies))
    bind(db, _after(db, list(shas)) - copies)


def _after(db: sqlite3.Connection, shas: list[str]) -> set[int]:
    return {row[0] for row in db.execute(_AFTER, (json.dumps(shas),))}


def _among(db: sqlite3.Connection, asked: str, values: list[Any]) -> set[Any]:
    rows = db.execute(f"{asked} IN (SELECT value FROM json_each(?))", (json.dumps(values),))
    return {row[0] for row in rows}


def everything(db: sqlite3.Connection) -> None:
    """Bind all changes anew."""
    bind(db, [row[0] for row in db.execute("SELECT moment FROM change")])


def _take_environment(db: sqlite3.Connection, touched: str) -> None:
    rows = db.execute(
        f"""SELECT c.moment, c.variables, f.value, f.tool, f.folder
            FROM {_TOUCHED} JOIN fact f ON f.identity = c.identity
            WHERE f.sort = '{ENVIRONMENT}' ORDER BY f.at""",
        (touched,),
    ).fetchall()
    places = _Places(db) if rows else None
    for moment, before, names, tool, folder in rows:
        if places is not None and places.may_hold(folder, moment) and before != names:
            _set(db, moment, variables=names, variables_tool=tool)


def _take_word(db: sqlite3.Connection, touched: str) -> None:
    # The last word counts. An empty one takes back what was said before.
    asked = f"""SELECT c.moment, c.said, c.message, f.value, f.subject, f.sha = c.sha, f.at, f.id
        FROM {_TOUCHED} JOIN fact f ON {{on}} WHERE f.sort = '{SAID}'"""
    rows = [
        *db.execute(asked.format(on="f.identity = c.identity"), (touched,)),
        *db.execute(asked.format(on="f.sha = c.sha AND f.sha <> ''"), (touched,)),
    ]
    said: dict[int, tuple[str, str]] = {}
    for moment, before, message, value, of_subject, is_same, *_ in sorted(
        map(tuple, rows), key=lambda row: row[-2:]
    ):
        if is_same or of_subject == subject(message):
            said[moment] = before, value
    for moment, (before, value) in said.items():
        if before != value:
            _set(db, moment, said=value)


def _set(db: sqlite3.Connection, moment: int, **columns: Any) -> None:
    named = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE change SET {named} WHERE moment = ?", (*columns.values(), moment))


def _take_explanations(db: sqlite3.Connection, touched: str) -> None:
    db.execute(
        f"""INSERT OR IGNORE INTO explains (change, entry)
            SELECT c.moment, x.moment FROM {_TOUCHED}
            JOIN explained x ON x.sha = c.sha AND x.sha <> ''""",
        (touched,),
    )
    rows = db.execute(
        f"""SELECT c.moment, c.message, x.subject, x.moment FROM {_TOUCHED}
            JOIN explained x ON x.identity = c.identity
            WHERE NOT EXISTS (SELECT 1 FROM explains e
                              WHERE e.change = c.moment AND e.entry = x.moment)""",
        (touched,),
    ).fetchall()
    for moment, message, of_subject, entry in rows:
        if of_subject == subject(message) and _is_copy(db, moment, entry):
            link(db, entry, [moment])


def _is_copy(db: sqlite3.Connection, moment: int, entry: int) -> bool:
    """Tell whether a change may be a copy of one that the explanation holds for.

    A script may make several commits with one subject in one second: copies also share a file.
    """
    others = db.execute(
        """SELECT c.moment FROM explains e JOIN change c ON c.moment = e.change
           JOIN change own ON own.moment = ? AND own.identity = c.identity WHERE e.entry = ?""",
        (moment, entry),
    ).fetchall()
    return not others or any(shares_a_file(db, moment, other) for (other,) in others)


def shares_a_file(db: sqlite3.Connection, one: int, other: int) -> bool:
    """Tell whether two changes touch the same file, or one of them none at all."""
    asked = "SELECT path FROM change_file WHERE moment = ?"
    paths = [{row[0] for row in db.execute(asked, (moment,))} for moment in (one, other)]
    return not all(paths) or bool(paths[0] & paths[1])


def link(db: sqlite3.Connection, entry: int, changes: Iterable[int]) -> None:
    """Say that an explanation holds for these changes."""
    db.executemany(
        "INSERT OR IGNORE INTO explains (change, entry) VALUES (?, ?)",
        [(change, entry) for change in changes],
    )


def _inherit(db: sqlite3.Connection, touched: str) -> None:
    """Let what holds of the commits before hold of those that came in their place."""
    db.execute(
        f"""{_BEFORE} INSERT OR IGNORE INTO explains (change, entry)
            SELECT b.moment, e.entry FROM before b JOIN change p ON p.sha = b.sha
            JOIN explains e ON e.change = p.moment WHERE p.moment <> b.moment""",
        (touched,),
    )
    db.execute(
        f"""{_BEFORE} INSERT OR IGNORE INTO explains (change, entry)
            SELECT b.moment, x.moment FROM before b JOIN explained x ON x.sha = b.sha""",
        (touched,),
    )
    rows = db.execute(
        f"""{_BEFORE} SELECT c.moment, p.said, p.variables, p.variables_tool,
                iif(p.own_origin = 'assisted', p.own_tool, p.earlier_tool),
                iif(p.own_origin = 'assisted', p.own_signal, p.earlier_signal)
            FROM before b JOIN change c ON c.moment = b.moment JOIN change p ON p.sha = b.sha
            WHERE p.moment <> b.moment AND (p.said <> '' OR p.variables <> ''
                OR p.own_origin = 'assisted' OR p.earlier_signal <> '')
            ORDER BY p.moment""",
        (touched,),
    ).fetchall()
    parts: dict[int, list[tuple[str, ...]]] = {}
    for moment, *told in map(tuple, rows):
        parts.setdefault(moment, []).append(tuple(told))
    for moment, told in parts.items():
        _take_over(db, moment, told)


def _take_over(db: sqlite3.Connection, moment: int, parts: list[tuple[str, ...]]) -> None:
    """Give a change what was told of its parts, where nothing of the kind is told of itself."""
    asked = "SELECT said, variables, earlier_signal FROM change WHERE moment = ?"
    said, variables, earlier = db.execute(asked, (moment,)).fetchone()
    words = {part[0] for part in parts}
    word = next((word for word in ("assisted", "by hand") if word in words), "")
    if word and not said:
        _set(db, moment, said=word)
    seen = next(((names, tool) for _, names, tool, *_ in parts if names), None)
    if seen and not variables:
        _set(db, moment, variables=seen[0], variables_tool=seen[1])
    told = next(((tool, signal) for *_, tool, signal in parts if signal), None)
    if told and not earlier:
        _set(db, moment, earlier_tool=told[0], earlier_signal=told[1])


def rewritten(db: sqlite3.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Keep that git put the second commit of each pair in the place of the first."""
    db.executemany(
        "INSERT OR IGNORE INTO rewrite (old, new, is_read) VALUES (?, ?, 0)",
        [(old, new) for old, new in pairs if old != new],
    )


def mark_read(db: sqlite3.Connection, olds: Iterable[str]) -> None:
    """Say that git was asked for these rewritten commits."""
    db.executemany("UPDATE rewrite SET is_read = 1 WHERE old = ?", [(old,) for old in olds])


def unread(db: sqlite3.Connection, repository_id: str, shas: Iterable[str]) -> list[str]:
    """Name the commits that were rewritten before any scan saw them, and git was not asked for.

    In their place came `shas`, or commits that the repository holds already.
    """
    if db.execute("SELECT NOT EXISTS (SELECT 1 FROM rewrite WHERE NOT is_read)").fetchone()[0]:
        return []
    rows = db.execute(
        """WITH RECURSIVE before (sha) AS (
            SELECT value FROM json_each(?)
            UNION SELECT c.sha FROM rewrite r JOIN change c ON c.sha = r.new
                JOIN sighting s ON s.moment = c.moment
                WHERE NOT r.is_read AND s.repository_id = ?
            UNION SELECT r.old FROM before JOIN rewrite r ON r.new = before.sha
        )
        SELECT DISTINCT r.old FROM before JOIN rewrite r ON r.old = before.sha WHERE NOT r.is_read
        """,
        (json.dumps(list(shas)), repository_id),
    )
    return [row[0] for row in rows]


class _Places:
    """Which repository a folder is in, as far as the followed ones tell."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._paths = dict(db.execute("SELECT path, id FROM repository").fetchall())

    def may_hold(self, folder: str, moment: int) -> bool:
        """Tell whether a change may have been made in `folder`.

        Two repositories may have commits of the same person and second. A linked worktree may
        stand anywhere: it speaks against a change only in another followed repository.
        """
        within = [path for path in self._paths if f"{folder}/".startswith(f"{path}/")]
        if not within:
            return True
        holds = "SELECT repository_id FROM sighting WHERE moment = ?"
        held = {row[0] for row in self._db.execute(holds, (moment,))}
        return not held or self._paths[max(within, key=len)] in held
