"""Make a journal of N entries, quickly: rows through the journal's own connection and schema.

    journal.py HOME ENTRIES [CHANGES]

Entries have about 80 words, drawn as words are in a language: few often, many seldom. They are
spread over ten years, ending now. CHANGES makes as many changes of one repository beside them.
"""

from __future__ import annotations

import itertools
import sys
import time
from random import Random
from typing import TYPE_CHECKING

from waterline.domain.days import day_of
from waterline.domain.keys import key
from waterline.home import Home
from waterline.journal import connection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

YEARS = 10
WORDS = 80
BATCH = 20_000
SYLLABLES = [a + b for a in "bdfghjklmnprstvwxz" for b in "aeiou"]
COMMON = ["the", "a", "to", "of", "in", "and", "is", "it", "for", "that", "token", "order", "query"]
TAGS = ["redis", "postgres", "tests", "queue", "retries", "money", "auth", "search", "ci"]


class Prose:
    """Draws words with the frequencies of a language (Zipf's law)."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - made-up words
        rare = [
            "".join(self.random.choices(SYLLABLES, k=self.random.randrange(2, 5)))
            for _ in range(8000)
        ]
        self.words = COMMON + rare
        self.weights = list(
            itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1))
        )

    def body(self) -> str:
        """Write about 80 words, now and then with a tag."""
        size = self.random.randrange(WORDS // 2, WORDS * 3 // 2)
        text = " ".join(self.random.choices(self.words, cum_weights=self.weights, k=size))
        return f"{text} #{self.random.choice(TAGS)}" if self.random.random() < 0.3 else text


def moments(count: int) -> Iterator[int]:
    """Give `count` moments over the years, oldest first, the last a few minutes ago."""
    now = time.time_ns() // 1000
    step = YEARS * 365 * 86_400_000_000 // count
    for left in range(count, 0, -1):
        yield now - 600_000_000 - (left - 1) * step


def entries(db: sqlite3.Connection, count: int) -> None:
    """Insert the entries."""
    prose = Prose(count)
    insert = """INSERT INTO entry (moment, id, utc_offset, zone, day, kind, body, tags, repo)
        VALUES (?, ?, 3600, 'Europe/Berlin', ?, ?, ?, ?, '')"""
    left = moments(count)
    while batch := list(itertools.islice(left, BATCH)):
        rows, tags = [], []
        for moment in batch:
            body = prose.body()
            tag = body.partition("#")[2]
            day = day_of(moment, 3600).isoformat()
            kind = "learned" if tag else "note"
            rows.append((moment, key(moment, prose.random.getrandbits(74)), day, kind, body, tag))
            tags += [(tag, moment)] if tag else []
        with connection.writing(db):
            db.executemany(insert, rows)
            db.executemany("INSERT INTO entry_tag (tag, moment) VALUES (?, ?)", tags)


def changes(db: sqlite3.Connection, count: int, folder: str) -> None:
    """Insert the changes, of one repository that has moved away."""
    prose = Prose(count)
    with connection.writing(db):
        db.execute(
            """INSERT INTO repository (id, path, common_dir, name, added_at, scanned_at, seen)
               VALUES ('00000000-0000-7000-8000-000000000000', ?, ?, 'api', 0, 0, '')""",
            (folder, f"{folder}/.git"),
        )
        for moment in moments(count):
            whole = moment // 1_000_000 * 1_000_000
            sha = f"{prose.random.getrandbits(160):040x}"
            lines = prose.random.randrange(1, 300)
            assisted = prose.random.random() < 0.5
            db.execute(
                """INSERT INTO change (moment, id, sha, identity, utc_offset, day, committed_at,
                     author, address, message, insertions, deletions, files, generated_lines, sort,
                     origin, tool, signal)
                   VALUES (?, ?, ?, ?, 3600, ?, ?, 'Mara Test', 'mara@example.org', ?, ?, ?, 2, 0,
                     '', ?, ?, ?)""",
                (whole, key(whole, prose.random.getrandbits(74)), sha, f"mara@example.org {whole}",
                 day_of(whole, 3600).isoformat(), whole, prose.body()[:200], lines, lines // 3,
                 *(("assisted", "Claude Code", "trailer") if assisted else ("unknown", "", ""))),
            )  # fmt: skip
            db.executemany(
                "INSERT INTO change_file VALUES (?, ?, '', ?, ?, 0, 0)",
                [(whole, f"src/{name}.py", lines // 2, lines // 6) for name in ("one", "two")],
            )
            db.execute(
                "INSERT INTO sighting VALUES ('00000000-0000-7000-8000-000000000000', ?)", (whole,)
            )


def main() -> None:
    """Make the journal that the arguments ask for."""
    folder = sys.argv[1]
    db = connection.connect(Home(folder, folder))
    db.execute("PRAGMA synchronous = OFF")
    entries(db, int(sys.argv[2]))
    if len(sys.argv) > 3:
        changes(db, int(sys.argv[3]), f"{folder}/gone")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


if __name__ == "__main__":
    main()
