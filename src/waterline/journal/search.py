"""Full-text search: newest first while somebody types, by relevance when asked.

There are two rooms to search, entries and changes, and three ways. The index of words is walked
from the newest find on, each find looked up in its table. Where a filter leaves few lines to
search, these are read and searched by themselves. And what the index can't see (`query`) is
looked for in the texts.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import contextlib
import itertools
import re
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.filters import Filter
from waterline.journal import glance, narrow, query, snippets
from waterline.journal.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.lines import Line

# SQLite reads a text again for its snippet; beyond this length its beginning has to do.
LONG_BODY = 50_000
SNIPPET_WORDS = 16

# Relevance is weighed among so many of the newest finds of each room: a common word in a
# million entries takes half a second otherwise.
WEIGHED = 1_000

# Up to so many lines are read and searched by themselves: ~25 ms, where walking the index of
# a common word for the few lines among its finds takes seconds.
FEW = 1_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that was found.

    `snippet` is one line of its text; between U+E000 and U+E001 stands what matched.
    """

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
    first. `reach` bounds how many lines are looked through where the index of words can't
    help (text without spaces, symbols); None is all of them.
    Any text is a valid query.
    """
    asked = query.parse(typed)
    if asked.ends_in_tag and not _is_tag(db, asked.tags[-1]):
        asked = asked.with_unfinished_tag()
    by = replace(filter, tags=(*filter.tags, *asked.tags))
    if asked.is_empty:
        lines = glance.page(db, by, limit=limit)[:limit]
        return [Hit(line, snippets.beginning(line.body)) for line in lines]
    search = _Search(db, by, limit, ranked=ranked, reach=reach)
    hits = search.hits(asked)
    if not hits and asked.shorter:
        hits = search.hits(asked._replace(match=asked.shorter))
    return hits


def _is_tag(db: sqlite3.Connection, tag: str) -> bool:
    found = db.execute("SELECT 1 FROM entry_tag WHERE tag = ? LIMIT 1", (tag,)).fetchone()
    return found is not None


class _Room(NamedTuple):
    """Where one sort of line is searched: its index of words, its table, its text."""

    words: str
    table: str
    moment: str
    text: str
    tags: str
    columns: str


_ENTRIES = _Room("entry_search", "entry e", "e.moment", "e.body", "e.tags", glance.ENTRY)
_CHANGES = _Room("change_search", "change c", "c.moment", "c.message", "''", glance.CHANGE_ROW)


class _Ways(NamedTuple):
    """How a filter lets a room be searched: its walks, and what it asks of each row."""

    room: _Room
    span: narrow.Span
    walks: list[narrow.Walk]
    condition: str
    values: tuple[str | int, ...]


class _Find(NamedTuple):
    """A row that was found; the lower its rank, the more relevant."""

    rank: float
    row: sqlite3.Row
    snippet: str


class _Search:
    """One search: a filter worked out once, for both rooms and every way."""

    def __init__(
        self, db: sqlite3.Connection, by: Filter, limit: int, *, ranked: bool, reach: int | None
    ) -> None:
        self.db = db
        self.by = by
        self.limit = limit
        self.ranked = ranked
        self.reach = -1 if reach is None else reach
        self.places = Places(db)
        self.span = narrow.span_of(by)

    def hits(self, asked: query.Query) -> list[Hit]:
        """Find up to `limit` lines in both rooms."""
        entries = self._entries(asked)
        found = [(find, glance.entry_line) for find in entries]
        found += [(find, glance.change_line) for find in self._changes(asked, self._rest(entries))]
        found.sort(key=lambda both: (both[0].rank * self.ranked, -both[0].row["moment"]))
        return [
            Hit(line(find.row, self.places), find.snippet) for find, line in found[: self.limit]
        ]

    def _rest(self, entries: list[_Find]) -> narrow.Span:
        """Give the moments that may hold a change worth showing beside these entries."""
        if self.ranked or len(entries) < self.limit:
            return self.span
        oldest = min((find.row["moment"] for find in entries), default=self.span.below)
        return self.span._replace(above=max(self.span.above, oldest - 1))

    def _entries(self, asked: query.Query) -> list[_Find]:
        if not narrow.wants_entries(self.by):
            return []
        walks = narrow.entry_walks(self.db, self.by, self.places, self.span)
        condition, values = narrow.entry_condition(self.db, self.by, self.places)
        # The index knows tags as words, and skips what has none of them; the condition then
        # tells the tag from words that look like it.
        tagged = query.all_of(*(query.in_tags(tag) for tag in self.by.tags))
        ways = _Ways(_ENTRIES, self.span, walks, condition, values)
        return self._finds(ways, asked, query.all_of(asked.match, tagged))

    def _changes(self, asked: query.Query, span: narrow.Span) -> list[_Find]:
        if not narrow.wants_changes(self.by) or asked.wants_tag:
            return []
        walks = narrow.change_walks(self.by, self.places, span)
        condition, values = narrow.change_condition(self.by, self.places)
        return self._finds(_Ways(_CHANGES, span, walks, condition, values), asked, asked.match)

    def _finds(self, ways: _Ways, asked: query.Query, match: str) -> list[_Find]:
        if asked.needles:
            return self._in_texts(ways, asked)
        if narrow.are_few(self.db, ways.walks, FEW):
            return self._in_few(ways, match)
        return self._in_index(ways, match)

    @property
    def _enough(self) -> int:
        return max(self.limit, WEIGHED) if self.ranked else self.limit

    def _in_index(self, ways: _Ways, match: str) -> list[_Find]:
        """Walk the index of words, each find looked up in its table."""
        room, walk = ways.room, _index_walk(ways, match)
        rows = self.db.execute(
            f"""SELECT {room.columns}, {_snippet(room.words, room.text)} AS snippet,
                       {self._rank(room.words)} AS rank
                FROM {walk.source} WHERE {walk.where} AND {ways.condition}
                ORDER BY {walk.moment} DESC LIMIT ?""",
            (*walk.values, *ways.values, self._enough),
        )
        return [_Find(row["rank"], row, _shown(row["snippet"], row, room)) for row in rows]

    def _in_few(self, ways: _Ways, match: str) -> list[_Find]:
        """Read all that the filter lets through, and index it for this one search."""
        rows = {row["moment"]: row for walk in ways.walks for row in self._read(ways, walk)}
        with contextlib.closing(sqlite3.connect(":memory:")) as few:
            few.execute("CREATE VIRTUAL TABLE few USING fts5 (body, tags, tokenize = 'unicode61')")
            few.executemany(
                "INSERT INTO few (rowid, body, tags) VALUES (?, ?, ?)",
                ((moment, row["searched"], row["named"]) for moment, row in rows.items()),
            )
            found = few.execute(
                f"""SELECT rowid, {_snippet("few", "body")}, {self._rank("few")} FROM few
                    WHERE few MATCH ? ORDER BY rowid DESC LIMIT ?""",
                (match, self._enough),
            ).fetchall()
        return [
            _Find(rank, rows[moment], _shown(snippet, rows[moment], ways.room))
            for moment, snippet, rank in found
        ]

    def _read(self, ways: _Ways, walk: narrow.Walk) -> sqlite3.Cursor:
        return self.db.execute(
            f"""SELECT {ways.room.columns}, {ways.room.text} AS searched, {ways.room.tags} AS named
                FROM {walk.source} WHERE {walk.where} AND {ways.condition}""",
            (*walk.values, *ways.values),
        )

    def _in_texts(self, ways: _Ways, asked: query.Query) -> list[_Find]:
        """Look through the texts themselves, newest first, as far as `reach`."""
        room = ways.room
        walks = [_index_walk(ways, asked.match)] if asked.match else list(ways.walks)
        if not asked.match and self.reach >= 0 and asked.begun:
            walks.append(_index_walk(ways, asked.begun))
        moments = {moment for walk in walks for moment in self._holding(ways, walk, asked.needles)}
        newest = sorted(moments, reverse=True)[: self.limit]
        rows = itertools.chain.from_iterable(
            self.db.execute(
                f"""SELECT {room.columns}, {room.text} AS searched FROM {room.table}
                    WHERE {room.moment} = ?""",
                (moment,),
            )
            for moment in newest
        )
        marked = list(itertools.chain(*asked.needles))
        return [_Find(0.0, row, snippets.around(row["searched"], marked)) for row in rows]

    def _holding(
        self, ways: _Ways, walk: narrow.Walk, needles: tuple[query.Needle, ...]
    ) -> Iterator[int]:
        # Asked as a column, so that what is passed over counts for the reach.
        like = f"{ways.room.text} LIKE ? ESCAPE '!'"
        holds = " AND ".join(f"({' OR '.join([like] * len(needle))})" for needle in needles)
        rows = self.db.execute(
            f"""SELECT {ways.room.moment}, {holds} FROM {walk.source}
                WHERE {walk.where} AND {ways.condition} ORDER BY {walk.moment} DESC LIMIT ?""",
            (*map(_like, itertools.chain(*needles)), *walk.values, *ways.values, self.reach),
        )
        return itertools.islice((row[0] for row in rows if row[1]), self.limit)

    def _rank(self, words: str) -> str:
        return f"bm25({words})" if self.ranked else "0.0"


def _index_walk(ways: _Ways, match: str) -> narrow.Walk:
    room, number = ways.room, f"{ways.room.words}.rowid"
    return narrow.Walk(
        f"{room.words} CROSS JOIN {room.table} ON {room.moment} = {number}",
        f"{room.words} MATCH ? AND {number} > ? AND {number} < ?",
        (match, *ways.span),
        number,
    )


def _snippet(words: str, text: str) -> str:
    marks = f"char({ord(snippets.SQL_OPEN)}), char({ord(snippets.SQL_CLOSE)})"
    return (
        f"iif(length({text}) <= {LONG_BODY},"
        f" snippet({words}, 0, {marks}, '…', {SNIPPET_WORDS}), '')"
    )


def _shown(snippet: str, row: sqlite3.Row, room: _Room) -> str:
    return snippets.from_sql(snippet) or snippets.beginning(row[room.text.partition(".")[2]])


def _like(needle: str) -> str:
    literal = re.sub("[!%_]", r"!\g<0>", needle)
    return f"%{literal}%"
