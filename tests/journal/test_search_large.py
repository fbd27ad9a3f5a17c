"""A million entries: what is found is right, whichever way it was found. `pytest -m long`."""

from __future__ import annotations

import contextlib
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from waterline.domain.filters import Filter
from waterline.home import Home
from waterline.journal import connection, glance, search

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

MANY = 1_000_000
MINUTES = 5
FIRST = date(2016, 1, 1)

# Every entry says its own number in words; what it holds follows from the number alone.
COMMON, RARE_EVERY, KINDS = "the bucket refills lazily", 1009, ("note", "learned", "decision")
FILLER = "so that nobody has to wait for a timer that was never needed in the first place " * 4


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = str(tmp_path_factory.mktemp("large"))
    with contextlib.closing(connection.connect(Home(folder, folder))) as db:
        db.execute("PRAGMA synchronous = OFF")
        for start in range(0, MANY, 50_000):
            with connection.writing(db):
                db.executemany(
                    "INSERT INTO entry VALUES (?, ?, 0, '', ?, ?, ?, ?, '', NULL, NULL, NULL)",
                    (row(n) for n in range(start, start + 50_000)),
                )
                db.executemany(
                    "INSERT INTO entry_tag VALUES ('rare', ?)",
                    ((moment(n),) for n in range(start, start + 50_000) if is_rare(n)),
                )
        yield db
    shutil.rmtree(folder)


def moment(n: int) -> int:
    return (n * MINUTES * 60 + 16_801 * 86_400) * 1_000_000  # from 2016-01-01 on


def is_rare(n: int) -> bool:
    return n % RARE_EVERY == 0


def body(n: int) -> str:
    words = f"{COMMON} number{n} {FILLER}"
    return f"{words} 很少的缓存 zeppelin" if is_rare(n) else words


def row(n: int) -> tuple[int, str, str, str, str, str]:
    day = FIRST + timedelta(days=n * MINUTES // 1440)
    key = f"{n:08x}-0000-7000-8000-000000000000"
    tags = "rare" if is_rare(n) else ""
    return moment(n), key, day.isoformat(), KINDS[n % 3], body(n), tags


def numbers(hits: list[search.Hit]) -> list[int]:
    return [int(hit.line.id[:8], 16) for hit in hits]


RARE = [n for n in range(MANY - 1, -1, -1) if is_rare(n)]


@pytest.mark.long
def test_a_million_entries_are_searched_rightly_every_way(large: sqlite3.Connection) -> None:
    newest = list(range(MANY - 1, MANY - 51, -1))
    for typed in ("bu", "buck", "bucket", "the bucket", "lazily nu", '"bucket refills"', "b", ""):
        expected = [] if typed == "b" else newest
        assert numbers(search.find(large, typed)) == expected, typed
    for n in (0, 1, 777_777, MANY - 1):
        assert numbers(search.find(large, f'"number{n}"')) == [n]
    for typed in ("zeppelin", "ze", "bucket zepp", "#rare", "#rare bucket", "缓存", "bucket 缓存"):
        assert numbers(search.find(large, typed)) == RARE[:50], typed
        assert numbers(search.find(large, typed, limit=MANY)) == RARE, typed
    decisions = Filter(kinds=("decision",))
    assert (
        numbers(search.find(large, "bucket", decisions))
        == [n for n in newest + list(range(newest[-1] - 1, newest[-1] - 200, -1)) if n % 3 == 2][
            :50
        ]
    )
    day = FIRST + timedelta(days=1000)
    of_day = [n for n in range(MANY - 1, -1, -1) if n * MINUTES // 1440 == 1000]
    found = search.find(large, "bucket", Filter(since=day, until=day), limit=1000)
    assert numbers(found) == of_day
    ranked = search.find(large, "bucket", ranked=True, limit=50)
    assert len(ranked) == 50
    assert min(numbers(ranked)) >= MANY - search.WEIGHED


@pytest.mark.long
def test_a_million_entries_are_paged_rightly(large: sqlite3.Connection) -> None:
    page = glance.page(large, Filter(tags=("rare",)), limit=MANY)
    assert [line.moment for line in page] == [moment(n) for n in RARE]
    middle = moment(MANY // 2)
    below = glance.page(large, before=middle, limit=10)
    above = glance.page(large, after=middle, limit=10)
    assert [line.moment for line in below] == [moment(MANY // 2 - n) for n in range(1, 11)]
    assert [line.moment for line in above] == [moment(MANY // 2 + n) for n in range(10, 0, -1)]
    counts = glance.counts(large, FIRST, FIRST + timedelta(days=9))
    assert [count.entries for count in counts] == [1440 // MINUTES] * 10
    assert len(glance.day(large, FIRST + timedelta(days=3000))) == 1440 // MINUTES
    assert glance.tags(large) == [("rare", len(RARE))]
