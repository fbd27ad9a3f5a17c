"""Reading for showing: days, counts, pages under every filter, single lines."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal import lay
from waterline.domain.filters import Filter
from waterline.domain.lines import DayCount
from waterline.errors import InputError, NotFoundError
from waterline.journal import connection, glance, narrow
from waterline.journal.places import Places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from waterline.domain.lines import Line
    from waterline.home import Home


@pytest.fixture
def db(home: Home) -> Iterator[sqlite3.Connection]:
    with lay.journal(home) as opened:
        yield opened


def bodies(lines: list[Line]) -> list[str]:
    return [line.body for line in lines]


# -- days -------------------------------------------------------------------------------------


def test_a_day_holds_entries_and_changes_oldest_first(db: sqlite3.Connection) -> None:
    api, web = lay.repository(db, "api"), lay.repository(db, "web")
    lay.entry(db, "before coffee", "2026-05-10 08:00")
    lay.change(db, "Add the bucket", api, at="2026-05-10 09:00")
    lay.entry(db, "after coffee", "2026-05-10 10:00")
    lay.change(db, "Fix the form", web, at="2026-05-10 11:00")
    lay.entry(db, "another day", "2026-05-11 10:00")
    lines = glance.day(db, date(2026, 5, 10))
    assert bodies(lines) == ["before coffee", "Add the bucket", "after coffee", "Fix the form"]
    assert [line.repo for line in lines] == ["", "api", "", "web"]


def test_the_night_belongs_to_the_day_before(db: sqlite3.Connection) -> None:
    lay.entry(db, "too late", "2026-05-11 03:59")
    lay.entry(db, "early", "2026-05-11 04:00")
    assert bodies(glance.day(db, date(2026, 5, 10))) == ["too late"]
    assert bodies(glance.day(db, date(2026, 5, 11))) == ["early"]


def test_a_deleted_entry_is_shown_nowhere(db: sqlite3.Connection) -> None:
    key = lay.entry(db, "gone", "2026-05-10 08:00", deleted_at=1)
    assert glance.day(db, date(2026, 5, 10)) == []
    assert glance.page(db) == []
    assert glance.counts(db, date(2026, 5, 10), date(2026, 5, 10))[0].entries == 0
    with pytest.raises(NotFoundError):
        glance.one(db, key)


def test_a_change_in_two_repositories_counts_once_and_in_none_not_at_all(
    db: sqlite3.Connection,
) -> None:
    api, fork = lay.repository(db, "api"), lay.repository(db, "fork")
    lay.change(db, "everywhere", api, fork, at="2026-05-10 09:00")
    lay.change(db, "dropped", at="2026-05-10 10:00")
    day = date(2026, 5, 10)
    assert [(line.body, line.repo) for line in glance.day(db, day)] == [("everywhere", "api")]
    assert bodies(glance.page(db)) == ["everywhere"]
    assert [count.changes for count in glance.counts(db, day, day)] == [1]
    for name in ("api", "fork"):
        [line] = glance.page(db, Filter(repo=name))
        assert (line.body, line.repo) == ("everywhere", name)


def test_counts_give_each_day_its_sums(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api")
    lay.entry(db, "a", "2026-05-10 08:00")
    lay.change(db, "b", api, at="2026-05-10 09:00", origin="assisted", insertions=7, deletions=1)
    lay.change(db, "c", api, at="2026-05-10 10:00", origin="by hand", insertions=20, deletions=2)
    lay.change(db, "d", at="2026-05-10 11:00")
    lay.entry(db, "e", "2026-05-12 08:00")
    assert glance.counts(db, date(2026, 5, 9), date(2026, 5, 12)) == [
        DayCount(date(2026, 5, 9)),
        DayCount(date(2026, 5, 10), 1, 2, 1, 27, 3, 8),
        DayCount(date(2026, 5, 11)),
        DayCount(date(2026, 5, 12), 1),
    ]


def test_tags_are_listed_with_their_numbers_most_used_first(db: sqlite3.Connection) -> None:
    lay.entry(db, "a #sql #team")
    lay.entry(db, "b #sql")
    lay.entry(db, "c #team", deleted_at=1)
    assert glance.tags(db) == [("sql", 2), ("team", 1)]


# -- pages ------------------------------------------------------------------------------------


def test_an_entry_is_read_with_all_it_has(db: sqlite3.Connection) -> None:
    lay.repository(db, "api", "/code/api")
    key = lay.entry(
        db, "why #sql", "2026-05-10 09:00", kind="decision", repo="/code/api/src", edited_at=1
    )
    [line] = glance.page(db)
    assert (line.id, line.kind, line.tags, line.edited) == (key, "decision", ("sql",), True)
    assert (line.repo, line.repo_path) == ("api", "/code/api")
    assert (line.day, line.offset) == (date(2026, 5, 10), 7200)
    assert line.created_at.isoformat() == "2026-05-10T09:00:00+02:00"


def test_an_entry_belongs_to_the_innermost_of_nested_repositories(db: sqlite3.Connection) -> None:
    lay.repository(db, "outer", "/code/outer")
    lay.repository(db, "inner", "/code/outer/vendor/inner")
    lay.entry(db, "why", repo="/code/outer/vendor/inner/src")
    lay.entry(db, "whence", repo="/code/outer/src")
    assert [line.repo for line in glance.page(db)] == ["outer", "inner"]


def test_a_change_is_read_with_all_it_has(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api", "/code/api")
    sha = lay.change(db, "Add\n\nwhy", api, origin="assisted", tool="Claude", insertions=5)
    [line] = glance.page(db)
    assert (line.kind, line.sha, line.body) == ("change", sha, "Add\n\nwhy")
    assert (line.origin, line.tool, line.insertions, line.deletions, line.files) == (
        *("assisted", "Claude", 5, 2, 1),
    )
    assert (line.repo, line.repo_path) == ("api", "/code/api")


def test_pages_go_down_and_up_and_part_no_equal_moments(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api")
    for n in range(5):
        at = f"2026-05-10 09:0{n}"
        lay.entry(db, f"entry {n}", at)
        lay.change(db, f"change {n}", api, at=at)
    everything = glance.page(db)
    assert bodies(everything)[:4] == ["entry 4", "change 4", "entry 3", "change 3"]
    first = glance.page(db, limit=3)
    assert len(first) == 4  # the fourth shares the third's moment
    second = glance.page(db, before=first[-1].moment, limit=4)
    third = glance.page(db, before=second[-1].moment, limit=4)
    assert first + second + third == everything
    assert glance.page(db, after=second[-1].moment, limit=4) == everything[2:6]
    assert glance.page(db, after=everything[0].moment) == []
    assert glance.page(db, limit=0) == []


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (Filter(), "edcCba"),
        (Filter(since=date(2026, 5, 12)), "edcC"),
        (Filter(until=date(2026, 5, 11)), "ba"),
        (Filter(since=date(2026, 5, 11), until=date(2026, 5, 12)), "cCb"),
        (Filter(tags=("sql",)), "da"),
        (Filter(tags=("sql", "team")), "d"),
        (Filter(tags=("nosuch",)), ""),
        (Filter(kinds=("note",)), "ca"),
        (Filter(kinds=("decision", "learned")), "edb"),
        (Filter(kinds=("change",)), "C"),
        (Filter(kinds=("change", "learned")), "eC"),
        (Filter(repo="api"), "Cba"),
        (Filter(repo="API"), "Cba"),
        (Filter(repo="/code/api"), "Cba"),
        (Filter(repo="/code/api/src"), "Cba"),
        (Filter(repo="elsewhere"), "e"),
        (Filter(repo="nosuch"), ""),
        (Filter(repo="api", kinds=("note",)), "a"),
        (Filter(repo="api", tags=("sql",)), "a"),
        (Filter(tags=("sql",), kinds=("note",)), "a"),
        (Filter(tags=("sql",), kinds=("change",)), ""),
        (Filter(since=date(2026, 5, 11), repo="api", kinds=("change", "decision")), "Cb"),
    ],
)
def test_every_filter_lets_through_what_it_says(
    db: sqlite3.Connection, narrowed: Filter, expected: str
) -> None:
    api = lay.repository(db, "api", "/code/api")
    lay.entry(db, "a", "2026-05-10 09:00", tags="sql", repo="/code/api")
    lay.entry(db, "b", "2026-05-11 09:00", kind="decision", repo="api")
    lay.change(db, "C", api, at="2026-05-12 08:00")
    lay.entry(db, "c", "2026-05-12 09:00")
    lay.entry(db, "d", "2026-05-13 09:00", kind="decision", tags="sql team")
    lay.entry(db, "e", "2026-05-14 09:00", kind="learned", repo="/home/mara/elsewhere")
    assert "".join(bodies(glance.page(db, narrowed))) == expected


def test_a_day_on_the_other_side_of_the_world_is_found(db: sqlite3.Connection) -> None:
    # The same moment: still the 9th in Honolulu, already the 10th in Kiritimati.
    when = lay.moment("2026-05-10 12:00")
    lay.entry(db, "honolulu", when, utc_offset=-36_000, day="2026-05-09")
    lay.entry(db, "kiritimati", when + 1, utc_offset=50_400, day="2026-05-11")
    for day, found in ((9, ["honolulu"]), (10, []), (11, ["kiritimati"])):
        one = date(2026, 5, day)
        assert bodies(glance.page(db, Filter(since=one, until=one))) == found
        assert bodies(glance.day(db, one)) == found


TAGS, KINDS, REPOS = ("a", "b", "c"), ("note", "learned", "brief"), ("", "api", "/x/web", "old")
FILTERS = st.builds(
    Filter,
    since=st.none() | st.dates(date(2026, 5, 1), date(2026, 5, 9)),
    until=st.none() | st.dates(date(2026, 5, 2), date(2026, 5, 10)),
    tags=st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from((*KINDS, "change")), max_size=3, unique=True).map(tuple),
    repo=st.sampled_from(("", "api", "web", "old", "none")),
)


@pytest.fixture
def mixed(db: sqlite3.Connection) -> sqlite3.Connection:
    held = [lay.repository(db, "api", "/x/api"), lay.repository(db, "web", "/x/web")]
    start = lay.moment("2026-05-01 05:00")
    with connection.writing(db):
        for n, (kind, repo) in enumerate(itertools.product(KINDS, REPOS)):
            for m, tags in enumerate(("", "a", "a b", "b c", "a b c")):
                at = start + (n * 5 + m) * 12_000_000_000 % 800_000_000_000 + n
                lay.entry(db, f"{n} {m}", at, kind=kind, tags=tags, repo=repo)
        for n in range(40):
            lay.change(db, f"c{n}", *held[: n % 3], at=start + n * 20_000_000_000)
    return db


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(narrowed=FILTERS, limit=st.integers(1, 30))
def test_pages_under_any_filter_are_the_whole_list_filtered(
    mixed: sqlite3.Connection, narrowed: Filter, limit: int
) -> None:
    expected = [line for line in glance.page(mixed, limit=1000) if passes(line, narrowed)]
    down: list[Line] = []
    while page := glance.page(mixed, narrowed, down[-1].moment if down else None, limit):
        down += page
    up: list[Line] = []
    while page := glance.page(mixed, narrowed, after=up[0].moment if up else 0, limit=limit):
        up = page + up
    ids = [line.id for line in expected]
    assert [line.id for line in down] == ids
    assert [line.id for line in up] == ids


def passes(line: Line, narrowed: Filter) -> bool:
    # A change that two repositories hold is listed under the first; its name says "api" there.
    in_repo = not narrowed.repo or line.repo == narrowed.repo
    if line.is_change and narrowed.repo == "web":
        in_repo = int(line.body[1:]) % 3 == 2
    return (
        in_repo
        and (narrowed.since is None or line.day >= narrowed.since)
        and (narrowed.until is None or line.day <= narrowed.until)
        and set(narrowed.tags) <= set(line.tags)
        and (not narrowed.kinds or line.kind in narrowed.kinds)
    )


# -- one --------------------------------------------------------------------------------------


def test_one_line_is_found_by_the_beginning_of_its_id(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api")
    key = lay.entry(db, "one", "2026-05-10 09:00")
    lay.entry(db, "two", "2026-05-10 09:00:01")
    sha = lay.change(db, "three", api, at="2026-05-11 09:00", sha="abcdef" + "0" * 34)
    assert glance.one(db, key).body == "one"
    assert glance.one(db, f"  {key.upper()} ").body == "one"
    assert glance.one(db, key[:13]).body == "one"
    assert glance.one(db, sha).body == "three"
    assert glance.one(db, sha[:4]).body == "three"
    with pytest.raises(InputError, match="several ids begin"):
        glance.one(db, key[:6])
    for unknown in (sha[:3], "zz", "%", "x" * 500):
        with pytest.raises(NotFoundError):
            glance.one(db, unknown)
    with pytest.raises(InputError, match="an id is needed"):
        glance.one(db, "  ")


def test_a_change_that_nobody_holds_is_not_found(db: sqlite3.Connection) -> None:
    sha = lay.change(db, "dropped")
    with pytest.raises(NotFoundError):
        glance.one(db, sha)


# -- plans ------------------------------------------------------------------------------------

OPTIONS = {
    "since": (None, date(2026, 5, 1)),
    "until": (None, date(2026, 5, 3)),
    "tags": ((), ("a",), ("a", "b")),
    "kinds": ((), ("note",), ("note", "brief"), ("change",), ("change", "brief")),
    "repo": ("", "api"),
}


def test_no_filter_needs_a_sort_or_a_scan_without_an_index(mixed: sqlite3.Connection) -> None:
    places = Places(mixed)
    for combination in itertools.product(*OPTIONS.values()):
        narrowed = Filter(**dict(zip(OPTIONS, combination, strict=True)))  # type: ignore[arg-type] # of mixed types
        span = narrow.span_of(narrowed, before=10**16)
        walks = [
            (walk, narrow.entry_condition(mixed, narrowed, places))
            for walk in narrow.entry_walks(mixed, narrowed, places, span)
        ]
        walks += [
            (walk, narrow.change_condition(narrowed, places))
            for walk in narrow.change_walks(narrowed, places, span)
        ]
        assert walks
        for walk, (condition, values) in walks:
            steps = plan(
                mixed,
                f"SELECT * FROM {walk.source} WHERE {walk.where} AND {condition} "  # noqa: S608 - ours
                f"ORDER BY {walk.moment} DESC LIMIT 10",
                (*walk.values, *values),
            )
            assert not [step for step in steps if "SCAN" in step or "B-TREE" in step], narrowed
            assert "moment" in steps[0] or "rowid" in steps[0], (narrowed, steps)


def test_days_counts_and_prefixes_are_answered_by_indexes(mixed: sqlite3.Connection) -> None:
    asked: list[str] = []
    mixed.set_trace_callback(asked.append)
    glance.day(mixed, date(2026, 5, 2))
    glance.counts(mixed, date(2026, 5, 1), date(2026, 5, 5))
    first = glance.page(mixed, limit=1)[0]
    glance.one(mixed, first.id)
    mixed.set_trace_callback(None)
    selects = [sql for sql in asked if "FROM entry e" in sql or "FROM change c" in sql]
    assert len(selects) >= 7
    for sql in selects:
        assert not [step for step in plan(mixed, sql) if "SCAN" in step], sql


def plan(db: sqlite3.Connection, sql: str, values: tuple[object, ...] = ()) -> list[str]:
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
