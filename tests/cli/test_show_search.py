"""`waterline show` and `search`: lists for people and for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cli.conftest import Done, Waterline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Terminal

KEYS = {"id", "kind", "body", "tags", "repo", "created_at"}


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def three_days(waterline: Waterline) -> dict[str, str]:
    """Write entries on three days; give their ids by name."""
    return {
        "old": waterline.note("--at", "2026-10-31 10:00", "--kind", "decision", "FTS5 it is #sql"),
        "eve": waterline.note("--at", "yesterday 21:00", "--tag", "redis", "the limiter refills"),
        "today": waterline.note("--at", "8:52", "--kind", "learned", "refills on read #redis #sql"),
    }


def bodies(done: Done) -> list[str]:
    assert done.code == 0, done.err
    return [line["body"] for line in json.loads(done.out)]


def test_today_is_what_is_shown_by_default(
    waterline: Waterline, three_days: dict[str, str]
) -> None:
    key = three_days["today"][:13]

    assert waterline("show") == Done(
        0,
        f"Friday 20 November 2026\n08:52 ✎ {key}  learned: refills on read #redis #sql\n",
        "",
    )


def test_several_days_stand_under_their_names_in_order_of_time(
    waterline: Waterline, three_days: dict[str, str]
) -> None:
    shown = waterline("show", "--since", "last month").out.splitlines()

    assert shown == [
        "Saturday 31 October 2026",
        f"10:00 ✎ {three_days['old'][:13]}  decision: FTS5 it is #sql",
        "",
        "Thursday 19 November 2026",
        f"21:00 ✎ {three_days['eve'][:13]}  the limiter refills  #redis",
        "",
        "Friday 20 November 2026",
        f"08:52 ✎ {three_days['today'][:13]}  learned: refills on read #redis #sql",
    ]


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--on", "yesterday"], ["the limiter refills"]),
        (["--on", "2026-10"], ["FTS5 it is #sql"]),
        (["--until", "last month"], ["FTS5 it is #sql"]),
        (["--since", "thursday"], ["the limiter refills", "refills on read #redis #sql"]),
        (["--tag", "#Redis"], ["the limiter refills", "refills on read #redis #sql"]),
        (["--tag", "redis", "--tag", "sql"], ["refills on read #redis #sql"]),
        (["--kind", "decision"], ["FTS5 it is #sql"]),
        (["--kind", "note", "--kind", "DECISION"], ["FTS5 it is #sql", "the limiter refills"]),
        (["--kind", "change"], []),
        (["--limit", "1"], ["refills on read #redis #sql"]),
        (["--limit", "2"], ["the limiter refills", "refills on read #redis #sql"]),
        (["--repo", "api"], []),
    ],
)
def test_options_narrow_what_is_shown(
    waterline: Waterline, options: list[str], expected: list[str]
) -> None:
    assert bodies(waterline("show", "--json", *options)) == expected


def test_what_is_written_after_midnight_belongs_to_the_evening_before(
    waterline: Waterline,
) -> None:
    waterline.note("--at", "today 2:00", "late")

    assert bodies(waterline("show", "--json")) == []
    assert bodies(waterline("show", "--json", "--on", "yesterday")) == ["late"]
    waterline("config", "day_starts", "00:00")
    waterline.note("--at", "today 2:00", "early")
    assert "early" in bodies(waterline("show", "--json"))


def test_json_has_the_keys_that_scripts_rely_on(
    waterline: Waterline, three_days: dict[str, str]
) -> None:
    (line,) = json.loads(waterline("show", "--json", "--kind", "decision").out)

    assert line == {
        "id": three_days["old"],
        "kind": "decision",
        "body": "FTS5 it is #sql",
        "tags": ["sql"],
        "repo": "",
        "created_at": "2026-10-31T10:00:00+01:00",
    }
    assert set(json.loads(waterline("search", "limiter", "--json").out)[0]) == KEYS


def test_an_id_shows_every_word(waterline: Waterline) -> None:
    key = waterline.note("--kind", "decision", "# FTS5\n\nbecause it is there #sql")

    done = waterline("show", key[:13])

    assert done == Done(
        0,
        f"{key}\nFriday 20 November 2026 12:00 · decision · #sql\n\n"
        "# FTS5\n\nbecause it is there #sql\n",
        "",
    )
    assert json.loads(waterline("show", key, "--json").out)["id"] == key


def test_an_id_and_a_filter_contradict_each_other(waterline: Waterline) -> None:
    key = waterline.note("x")

    assert waterline("show", key, "--tag", "x").code == 2
    assert waterline("show", key, "--limit", "3").code == 2


def test_nothing_to_show_is_said_beside_the_data(waterline: Waterline) -> None:
    assert waterline("show") == Done(
        0, "", "nothing yet today: `waterline note` writes the first entry\n"
    )
    assert waterline("show", "--tag", "x") == Done(0, "", "nothing matches\n")
    assert waterline("show", "--json") == Done(0, "[]\n", "")
    assert waterline("search", "x") == Done(0, "", "nothing found\n")
    assert waterline("search", "x", "--json") == Done(0, "[]\n", "")


def test_search_finds_the_newest_first_and_takes_the_same_options(
    waterline: Waterline, three_days: dict[str, str]
) -> None:
    found = waterline("search", "refills")

    assert found.out.splitlines() == [
        f"2026-11-20 08:52 ✎ {three_days['today'][:13]}  learned: refills on read #redis #sql",
        f"2026-11-19 21:00 ✎ {three_days['eve'][:13]}  the limiter refills  #redis",
    ]
    assert bodies(waterline("search", "ref", "--json", "--on", "yesterday")) == [
        "the limiter refills"
    ]
    assert bodies(waterline("search", "refills", "limiter", "--json")) == ["the limiter refills"]


def test_a_limit_is_said_when_there_is_more(waterline: Waterline) -> None:
    for n in range(4):
        waterline.note(f"refill {n}")

    cut = waterline("search", "refill", "--limit", "3")

    assert len(cut.out.splitlines()) == 3
    assert cut.err == "the newest 3; `--limit 0` shows all\n"
    assert waterline("search", "refill", "--limit", "4").err == ""
    assert len(waterline("search", "refill", "--limit", "0").out.splitlines()) == 4


@pytest.mark.parametrize(
    "query", ['"', "a AND", "*", "NEAR(", "body:", "-x", "🙂", "(", "'; DROP TABLE entry; --", "^"]
)
def test_whatever_is_typed_is_a_query(waterline: Waterline, query: str) -> None:
    waterline.note("the limiter")

    done = waterline("search", "--json", "--", query)

    assert done.code == 0
    assert isinstance(json.loads(done.out), list)


def test_matches_are_marked_on_a_terminal_only(
    waterline: Waterline, terminal: Callable[..., Terminal]
) -> None:
    waterline.note("the \ue000 limiter \ue001 refills")

    search = terminal("search", "limi", columns=100)

    assert search.end() == 0
    assert "the \x1b[1mlimiter\x1b[0m refills" in search.shown
    assert "the limiter refills" in waterline("search", "limi").out


def _change(**fields: Any) -> Any:
    from datetime import date

    from waterline.domain.lines import Line

    return Line(
        **{
            "id": "01a1f8d0-0e10-7f51-a66b-a69711799810",
            "kind": "change",
            "moment": 1_795_164_840_000_000,
            "offset": 3600,
            "day": date(2026, 11, 20),
            "body": "Add token bucket\n\nbecause",
            "repo": "api",
            "sha": "a41f3c9" + "0" * 33,
            "insertions": 182,
            "deletions": 14,
            "files": 3,
            "origin": "assisted",
            "tool": "Claude",
            **fields,
        }
    )


def test_a_change_shows_what_was_shipped() -> None:
    from waterline.cli import rows

    assert list(rows.by_day([_change()]))[1] == (
        "09:54 ◆ a41f3c900      api  Add token bucket  +182 -14  Claude"
    )
    assert list(rows.by_day([_change(origin="unknown", tool="")]))[1].endswith("+182 -14")
    assert rows.whole(_change()).splitlines() == [
        "a41f3c9" + "0" * 33,
        "Friday 20 November 2026 09:54 · change · api · +182 -14 in 3 files · assisted Claude",
        "",
        "Add token bucket",
        "",
        "because",
    ]


def test_on_a_narrow_terminal_a_change_keeps_its_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from waterline.cli import console, rows

    change = _change(body="Add a token bucket that refills on read " * 3)
    monkeypatch.setattr(console, "width", lambda: 80)
    row = list(rows.by_day([change]))[1]
    assert len(row) == 80
    assert row.endswith("…  +182 -14  Claude")

    monkeypatch.setattr(console, "width", lambda: 30)
    row = list(rows.by_day([change]))[1]
    assert len(row) == 30
    assert row.endswith("…")


def test_a_change_in_json_has_keys_of_its_own() -> None:
    from waterline.cli import rows

    value = rows.line_json(_change(moment=1_795_164_840_000_001))

    assert value["subject"] == "Add token bucket"
    assert rows.line_json(_change(body="# Add\nbucket\n\nwhy"))["subject"] == "# Add bucket"
    assert value["body"] == "Add token bucket\n\nbecause"
    assert value["created_at"] == "2026-11-20T09:54:00+01:00"
    assert set(value) == KEYS | {
        "sha", "subject", "insertions", "deletions", "files", "origin", "tool", "signal",
        "explained",
    }  # fmt: skip
