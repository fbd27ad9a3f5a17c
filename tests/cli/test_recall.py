"""`waterline recall`: what waits, for scripts; and how many wait, for a shell prompt."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.cli.conftest import Done, Waterline
from tests.journal import lay
from waterline.domain.days import to_moment

if TYPE_CHECKING:
    from waterline.home import Home

KEYS = {
    "id", "question", "subject", "repo", "sha", "shipped_on", "first", "answered", "due_on",
    "until",
}  # fmt: skip
DECISION = "## What did I decide?\nOne queue\x1b[2J [/x].\n\n## Why?\nThe secret reason."


def lay_some(home: Home) -> None:
    """Lay a change and a decision that are old enough."""
    at = to_moment(datetime.now(UTC) - timedelta(days=20))
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        lay.change(db, "Add a bucket\n\nIt refills.", api, at=at, origin="assisted", sha="a" * 40)
        lay.entry(db, DECISION, at, kind="decision")


def test_where_nothing_is_written_nothing_waits(waterline: Waterline) -> None:
    assert waterline("recall", "--json") == Done(0, "[]\n", "")


def test_what_waits_is_listed_with_its_keys_and_without_its_answer(
    home: Home, waterline: Waterline
) -> None:
    lay_some(home)

    done = waterline("recall", "--json")

    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert all(set(one) == KEYS for one in found)
    assert sorted((one["subject"], one["question"]) for one in found) == [
        ("Add a bucket", "line"),
        ("Add a bucket", "where"),
        ("Add a bucket", "why"),
        ("One queue[2J [/x].", "why"),
    ]
    assert {(one["first"], one["answered"]) for one in found} == {(True, False)}
    assert {one["sha"] for one in found} == {"a" * 40, ""}
    assert all(one["shipped_on"] < one["due_on"] < one["until"] for one in found)
    assert "secret" not in done.out
    assert "refills" not in done.out
    assert json.loads(waterline("recall", "--json").out) == found


def test_without_a_terminal_it_says_what_there_is_instead(waterline: Waterline) -> None:
    done = waterline("recall")

    assert done.code == 1
    assert done.err == (
        "waterline: the app needs a terminal: `waterline recall --json` lists what is due\n"
    )


def test_the_status_counts_what_waits(home: Home, waterline: Waterline) -> None:
    lay_some(home)

    assert json.loads(waterline("status", "--json").out)["due"] == 4
    assert waterline("status").out == "4 due · no entries today\n"
    assert waterline("status", "--format", "{due}").out == "4\n"


def test_turned_off_nothing_waits(home: Home, waterline: Waterline) -> None:
    lay_some(home)
    waterline("config", "recall_per_week", "0")

    assert waterline("status", "--format", "{due}").out == "0\n"
    assert waterline("recall", "--json").out == "[]\n"
    assert waterline("config", "recall_per_week", "4").code == 1
