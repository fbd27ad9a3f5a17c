"""Full-text search: newest first while somebody types, by relevance when asked."""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.filters import Filter
from waterline.journal import glance, narrow, query
from waterline.journal.places import Places

if TYPE_CHECKING:
    import sqlite3

    from waterline.domain.lines import Line

Condition = tuple[str, tuple[str | int, ...]]

OPEN, CLOSE = "\ue000", "\ue001"

# SQLite marks the words with characters that no stored text holds (`domain.text` drops them);
# only afterwards they become the marks of the contract, which a person may well have typed.
_MARKS = {0xE000: None, 0xE001: None, 1: OPEN, 2: CLOSE}
_UNMARKED = {0xE000: None, 0xE001: None, 1: None, 2: None}
SNIPPET_WORDS = 16
SNIPPET_LETTERS = 160

# SQLite reads a text again for its snippet; beyond this length its beginning has to do.
LONG_BODY = 50_000

# Relevance is weighed among so many of the newest finds.
WEIGHED = 1_000

# Up to so many entries are looked at one by one before the index of words is walked instead.
FEW = 1_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that was found; in `snippet`, one line long, OPEN and CLOSE enclose what matched."""

    line: Line
    snippet: str


def find(
    db: sqlite3.Connection,
    typed: str,
    filter: Filter = Filter(),  # noqa: A002, B008 - the word of the contract; frozen
    limit: int = 50,
    *,
    ranked: bool = False,
    reach: int | None = None,
) -> list[Hit]:
    """Find what was `typed` among the lines that `filter` lets through, newest first.

    Nothing typed finds the newest lines. `ranked` puts the most relevant of the newest finds
    first. `reach` bounds how many entries are looked through where the index of words can't
    help (text without spaces, symbols); None is all of them.
    Any text is a valid query.
    """
    asked = query.parse(typed)
    by = replace(filter, tags=(*filter.tags, *asked.tags))
    if asked.ends_in_tag and not _is_tag(db, asked.tags[-1]):
        begun = query.runs(asked.tags[-1])
        if query.length(begun[-1]) > 1:
            by = replace(by, tags=by.tags[:-1])
            match = f"{asked.match} {{tags}} : {query.beginning(asked.tags[-1])}"
            asked = asked._replace(match=match.strip(), shorter="")
    if asked.is_empty:
        return [Hit(line, beginning(line.body)) for line in glance.page(db, by, limit=limit)]
    search = Search(db, by, limit, reach)
    hits = search.newest(asked)
    if not hits and asked.shorter:
        return search.newest(asked._replace(match=asked.shorter))
    return hits


class Room(NamedTuple):
    """Where one sort of line is searched: its index of words, its table, its text."""

    words: str
    table: str
    moment: str
    text: str
    columns: str


ENTRIES = Room("entry_search", "entry e", "e.moment", "e.body", glance.ENTRY)
CHANGES = Room("change_search", "change c", "c.moment", "c.message", glance.CHANGE_ROW)


class Search:
    """One search: the filter's walks and conditions, worked out once for both rooms."""

    def __init__(self, db: sqlite3.Connection, by: Filter, limit: int, reach: int | None) -> None:
        self.db = db
        self.by = by
        self.limit = limit
        self.reach = -1 if reach is None else reach
        self.places = Places(db)
        self.span = narrow.span_of(by)

    def newest(self, asked: query.Query) -> list[Hit]:
        """Find up to `limit` lines, newest first."""
        found = [*self._entries(asked), *self._changes(asked)]
        return sorted(found, key=lambda hit: -hit.line.moment)[: self.limit]

    def _entries(self, asked: query.Query) -> list[Hit]:
        if not narrow.wants_entries(self.by):
            return []
        walks = narrow.entry_walks(self.db, self.by, self.places, self.span)
        condition = narrow.entry_condition(self.db, self.by, self.places)
        is_few = (
            walks[0].source != narrow.ALL_ENTRIES
            and sum(narrow.size(self.db, walk) for walk in walks) <= FEW
            if walks
            else True
        )
        rows = self._rows(ENTRIES, asked, walks, condition, is_few=is_few)
        return [
            Hit(glance.entry_line(row, self.places), self._snippet(row, "body", asked))
            for row in rows
        ]

    def _changes(self, asked: query.Query) -> list[Hit]:
        if not narrow.wants_changes(self.by) or "{tags}" in asked.match:
            return []
        walks = narrow.change_walks(self.by, self.places, self.span)
        condition = narrow.change_condition(self.by, self.places)
        rows = self._rows(CHANGES, asked, walks, condition, is_few=not walks)
        return [
            Hit(glance.change_line(row, self.places), self._snippet(row, "message", asked))
            for row in rows
        ]

    def _rows(
        self,
        room: Room,
        asked: query.Query,
        walks: list[narrow.Walk],
        condition: Condition,
        *,
        is_few: bool,
    ) -> list[sqlite3.Row]:
        if asked.needles:
            moments = self._holding(room, asked, walks, condition)
            return self._at(room, moments)
        if is_few:
            ways = [self._among(room, asked.match, walk) for walk in walks]
        else:
            ways = [self._indexed(room, asked.match)]
        found: dict[int, sqlite3.Row] = {}
        for way in ways:
            rows = self.db.execute(
                f"""SELECT {room.columns}, {self._marked(room)} AS snippet
                    FROM {way.source} WHERE {way.where} AND {condition[0]}
                    ORDER BY {way.moment} DESC LIMIT ?""",
                (*way.values, *condition[1], self.limit),
            )
            found |= {row["moment"]: row for row in rows}
        return list(found.values())

    def _indexed(self, room: Room, match: str) -> narrow.Walk:
        """Walk the index of words, each find looked up in its table."""
        number = f"{room.words}.rowid"
        return narrow.Walk(
            f"{room.words} CROSS JOIN {room.table} ON {room.moment} = {number}",
            f"{room.words} MATCH ? AND {number} > ? AND {number} < ?",
            (match, *self.span),
            number,
        )

    def _among(self, room: Room, match: str, walk: narrow.Walk) -> narrow.Walk:
        """Walk as the filter does, asking the index of words about each."""
        return narrow.Walk(
            f"{walk.source} CROSS JOIN {room.words} ON {room.words}.rowid = {room.moment}",
            f"{walk.where} AND {room.words} MATCH ?",
            (*walk.values, match),
            walk.moment,
        )

    def _holding(
        self, room: Room, asked: query.Query, walks: list[narrow.Walk], condition: Condition
    ) -> list[int]:
        """Find the moments of the texts that hold every needle, within reach, newest first."""
        ways = [self._indexed(room, asked.match)] if asked.match else walks
        found: set[int] = set()
        for way in ways:
            rows = self.db.execute(
                f"""SELECT {room.moment}, {_holds(room, asked.needles)} FROM {way.source}
                    WHERE {way.where} AND {condition[0]} ORDER BY {way.moment} DESC LIMIT ?""",
                (*asked.needles, *way.values, *condition[1], self.reach),
            )
            here = (row[0] for row in rows if row[1])
            found.update(itertools.islice(here, self.limit))
        return sorted(found, reverse=True)[: self.limit]

    def _at(self, room: Room, moments: list[int]) -> list[sqlite3.Row]:
        marks = ", ".join("?" * len(moments))
        return self.db.execute(
            f"""SELECT {room.columns}, '' AS snippet FROM {room.table}
                WHERE {room.moment} IN ({marks})""",
            moments,
        ).fetchall()

    def _marked(self, room: Room) -> str:
        return (
            f"iif(length({room.text}) <= {LONG_BODY},"
            f" snippet({room.words}, 0, char(1), char(2), '…', {SNIPPET_WORDS}), '')"
        )

    def _snippet(self, row: sqlite3.Row, text: str, asked: query.Query) -> str:
        if row["snippet"]:
            return " ".join(row["snippet"].translate(_MARKS).split())
        return around(row[text], asked.needles)


def _holds(room: Room, needles: tuple[str, ...]) -> str:
    return " AND ".join(f"instr(lower({room.text}), ?) > 0" for _ in needles)


def around(body: str, needles: tuple[str, ...]) -> str:
    """Give the part of a text around the first needle, every needle in it marked."""
    plain = body.translate(_UNMARKED)
    places = [place for needle in needles if (place := query.lower(plain).find(needle)) >= 0]
    start = max(0, min(places, default=0) - SNIPPET_LETTERS // 4)
    part = plain[start : start + SNIPPET_LETTERS]
    for needle in sorted(needles, key=len, reverse=True):
        part = re.sub(
            re.escape(needle), lambda m: f"{OPEN}{m[0]}{CLOSE}", part, flags=re.IGNORECASE
        )
    folded = " ".join(part.split())
    return f"{'…' if start else ''}{folded}{'…' if start + SNIPPET_LETTERS < len(plain) else ''}"


def beginning(body: str) -> str:
    """Give the beginning of a text as a snippet in which nothing is marked."""
    return around(body, ())


def _is_tag(db: sqlite3.Connection, tag: str) -> bool:
    return (
        db.execute("SELECT 1 FROM entry_tag WHERE tag = ? LIMIT 1", (tag,)).fetchone() is not None
    )
