"""What Recall draws: own assisted changes and decisions of some age, few, and nobody's choice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal import lay
from tests.practice.ground import rows
from tests.practice.recalling import (
    DECISION,
    NOW,
    SETTINGS,
    ago,
    at,
    begin,
    decided,
    drawn,
    is_whole,
    shipped,
)
from waterline.journal import drawing
from waterline.practice import care, look, recall
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3

    from waterline.domain.asked import Due
    from waterline.home import Home

ROOT = Path(__file__).parent.parent.parent


def looked(home: Home, days: float = 0, settings: Settings = SETTINGS) -> Due:
    with at(days):
        return recall.look(home, settings, NOW + timedelta(days=days))


def several(db: sqlite3.Connection, repository: str, *ages: float, **more: Any) -> None:
    for age in ages:
        shipped(db, f"Change of {age} days", repository, age, **more)


def test_three_a_week_are_drawn_each_with_its_three_questions(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(10, 40, 3))

    due = looked(home)

    assert len(drawn(home)) == 3
    assert (due.first, due.later, due.drawn) == (9, 0, 3)
    assert due.minutes == 9
    sorts = rows(home, "SELECT draw, group_concat(sort) FROM test GROUP BY draw")
    assert {told for _, told in sorts} == {"where,why,line"}
    assert is_whole(home)


def test_looking_again_draws_nothing_more_until_the_week_is_over(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(10, 40, 3))
    looked(home)
    first = drawn(home)

    assert looked(home, 2).drawn == 3  # Sunday
    assert looked(home, 2.55).drawn == 3  # 03:12 on Monday: its day begins at four
    assert looked(home, 2.7).drawn == 6
    assert drawn(home)[:3] == first
    assert len(set(drawn(home))) == 6


@pytest.mark.parametrize("age", [0, 6.99, 45.01, 400])
def test_what_is_younger_than_7_days_or_older_than_45_is_not_drawn(home: Home, age: float) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), age)
        decided(db, age)

    assert looked(home).drawn == 0


@pytest.mark.parametrize("age", [7.01, 44.99])
def test_what_is_between_is(home: Home, age: float) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), age)

    assert looked(home).drawn == 1


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "by hand"},
        {"origin": "unknown"},
        {"sort": "revert"},
        {"sort": "fixup"},
        {"insertions": 5, "deletions": 4},
        {"insertions": 500, "generated_lines": 495, "deletions": 0},
    ],
)
def test_what_is_not_assisted_or_not_substantive_is_not_drawn(
    home: Home, told: dict[str, Any]
) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 20, **told)

    assert looked(home).drawn == 0


def test_what_no_repository_holds_any_more_is_not_drawn(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 20)
        db.execute("DELETE FROM sighting")

    assert looked(home).drawn == 0


@pytest.mark.parametrize(
    "given",
    [
        {"leave_repositories": ["dotfiles"]},
        {"repos": {"dotfiles": {"ask": "never"}}},
        {"ask": "never"},
        {"leave_agents": ["claude code"]},
        {"recall_per_week": 0},
    ],
)
def test_where_nothing_is_to_be_asked_nothing_is_drawn(home: Home, given: dict[str, Any]) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "dotfiles"), 20, 25)

    assert looked(home, settings=Settings(given)).drawn == 0
    assert looked(home).drawn == 2


def test_the_setting_draws_fewer(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(10, 40, 3))

    assert looked(home, settings=Settings({"recall_per_week": 2})).drawn == 2


def test_decisions_are_drawn_too_and_ask_only_why(home: Home) -> None:
    with lay.journal(home) as db:
        key = decided(db, 20)

    due = looked(home)

    assert (due.first, due.minutes) == (1, 2)
    assert rows(home, "SELECT sort, entry, subject FROM test") == [
        ("why", key, "One queue per tenant.")
    ]


@pytest.mark.parametrize("body", ["Use SQLite", "## What did I decide?\nUse SQLite\n\n## Why?\n"])
def test_a_decision_that_gives_no_reason_asks_for_none(home: Home, body: str) -> None:
    with lay.journal(home) as db:
        decided(db, 20, body)
        decided(db, 21, DECISION)
        db.execute("UPDATE entry SET deleted_at = 1 WHERE moment = ?", (ago(21),))

    assert looked(home).drawn == 0


def test_repositories_take_turns_from_week_to_week(home: Home) -> None:
    with lay.journal(home) as db:
        for n, name in enumerate(["api", "web", "infra", "docs"]):
            several(db, lay.repository(db, name), *(10 + 2 * w + n / 10 for w in range(6)))

    for week in range(4):
        looked(home, 7 * week)

    turns = Counter(drawn(home, "repo"))
    assert sum(turns.values()) == 12
    assert set(turns.values()) == {3}


def test_a_change_is_drawn_once_however_often_git_writes_it_anew(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        shipped(db, "Add a bucket\n\nWhy not", api, 20, identity="m@x 1")
    looked(home)

    with lay.journal(home) as db:  # a new clone, of whose row nobody knows that it is the same
        db.execute("DELETE FROM change")
        shipped(db, "Add a bucket\n\nReworded below", api, 20, identity="m@x 1")

    assert looked(home, 7).drawn == 1


def test_two_changes_of_one_second_are_two(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        shipped(db, "Add a bucket", api, 20, identity="m@x 1")
        shipped(db, "Add a spade", api, 20, identity="m@x 1")

    assert looked(home).drawn == 2


def test_what_was_not_answered_waits_for_two_weeks_beyond_its_time_and_no_longer(
    home: Home,
) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 40)
    looked(home)

    assert looked(home, 18.9).first == 3
    assert looked(home, 19.1).first == 0
    assert begin(home, 19.1) == []
    assert rows(home, "SELECT DISTINCT outcome, answered_at FROM test") == [("", None)]


def test_the_next_day_on_which_more_comes_is_told(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        several(db, api, 2)
        assert looked(home).next_on == date(2026, 11, 25)  # five days until it is old enough
        several(db, api, *range(10, 30, 4))

    assert looked(home).next_on == date(2026, 11, 23)  # Monday: two of them are left
    assert looked(home, settings=Settings({"recall_per_week": 0})).next_on is None


def test_where_nothing_will_come_no_day_is_told(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 44)  # too old by Monday
    full = Settings({"recall_per_week": 1})
    with lay.journal(home) as db:
        several(db, lay.repository(db, "web"), 43.5)

    assert looked(home, settings=full).drawn == 1
    assert looked(home, settings=full).next_on is None


def test_without_a_journal_nothing_waits_and_none_is_made(home: Home) -> None:
    assert looked(home) == recall.Due()
    assert recall.waiting(home, SETTINGS, NOW) == []
    assert recall.results(home, SETTINGS) == recall.Results()
    assert not os.path.exists(home.journal)


def test_the_status_line_draws_too_and_counts_what_waits(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(10, 40, 3))

    with at():
        status = look.status(home, SETTINGS)

    assert status.due == 9
    assert len(drawn(home)) == 3


def test_a_journal_that_can_only_be_read_is_left_as_it_is(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 20)
    os.chmod(home.journal, 0o400)
    os.chmod(home.data, 0o500)
    try:
        if os.access(home.journal, os.W_OK):
            pytest.skip("whoever may write everything")
        assert looked(home).drawn == 0
        with at():
            assert look.status(home, SETTINGS).due == 0
    finally:
        os.chmod(home.data, 0o700)


def test_a_journal_that_another_process_keeps_locked_holds_up_no_shell_prompt(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 20)
        db.execute("BEGIN IMMEDIATE")
        with at():
            assert look.status(home, SETTINGS).due == 0
        db.execute("ROLLBACK")
    with at():
        assert look.status(home, SETTINGS).due == 3


def test_the_order_in_which_changes_came_into_the_journal_chooses_nothing(
    tmp_path: Path, home: Home
) -> None:
    from waterline.home import Home as AnotherHome

    ages = list(range(8, 44))
    taken = []
    for seed in range(3):
        random.Random(seed).shuffle(ages)  # noqa: S311 - an order, no secret
        there = AnotherHome(str(tmp_path / str(seed)), str(tmp_path / str(seed)))
        with lay.journal(there) as db:
            several(db, lay.repository(db, "api", "/code/api"), *ages)
        looked(there)
        taken.append(drawn(there))

    assert taken[0] == taken[1] == taken[2]


def test_a_restored_backup_keeps_what_was_drawn_since_and_draws_no_more(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(8, 44))
    with at():
        saved = care.back_up(home)
    looked(home)
    first = drawn(home)

    with at(0.1):
        care.restore(home, str(saved))
    assert drawn(home) == first
    looked(home, 0.2)

    assert drawn(home) == first


DRAWING = """
import sys
from datetime import datetime
from waterline import home as homes
from waterline.practice import recall, look
from waterline.settings import Settings
home, now = homes.find(), datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(5):
    recall.look(home, Settings(), now)
    recall.waiting(home, Settings(), now)
"""


def test_several_processes_at_once_draw_once(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), *range(8, 44))
    words = [sys.executable, "-c", DRAWING, NOW.isoformat()]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(words, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
        for _ in range(5)
    ]
    assert [one.stdout.readline() for one in started if one.stdout] == ["ready\n"] * 5
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in started:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said

    assert len(drawn(home)) == 3
    assert rows(home, "SELECT count(*), count(DISTINCT sort || subject) FROM test") == [(9, 9)]
    assert is_whole(home)


def test_what_every_shell_prompt_asks_walks_no_table_as_a_whole(home: Home) -> None:
    with lay.journal(home) as db:
        several(db, lay.repository(db, "api"), 20)
        asked = f"SELECT t.sort, count(*) FROM test t WHERE {drawing.FIRST_OPEN} GROUP BY t.sort"  # noqa: S608 - ours
        plans = [
            row["detail"]
            for sql in (asked, f"SELECT count(*) FROM card WHERE {drawing.CARD_DUE}")  # noqa: S608 - ours
            for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", {"since": 0, "now": 0})
        ]

    assert plans
    assert not any(plan.startswith("SCAN") for plan in plans)
