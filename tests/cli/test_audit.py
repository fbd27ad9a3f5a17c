"""`waterline audit`: months as people say them, four ways to read one, and the questions first."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.conftest import Done, Waterline, process
from tests.cli.shipping import followed, ship
from waterline import settings as chosen
from waterline.practice import audit
from waterline.practice.audit import Answers, Month

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal
    from tests.conftest import Git
    from waterline.home import Home

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
OCTOBER = Month(2026, 10)
ALL = Answers(3, 2, 3, 4, 35, 2)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def october(clock: Any, git: Git, waterline: Waterline, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship two changes with AI in October beside another, and explain one on the same day."""
    clock.move_to(NOON.replace(month=10, day=13))
    commit_at("2026-10-13T12:00:00+02:00", monkeypatch)
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    ship(git, where, "Add a bucket")
    assert waterline("explain", "-m", "A burst is what our clients do.").code == 0
    ship(git, where, "Use it")
    clock.move_to(NOON)
    return where


def commit_at(when: str, patch: pytest.MonkeyPatch) -> None:
    """Give git another clock: it doesn't look at the one that was stopped."""
    patch.setenv("GIT_AUTHOR_DATE", when)
    patch.setenv("GIT_COMMITTER_DATE", when)


def told(waterline: Waterline, *words: str) -> dict[str, Any]:
    done = waterline("audit", *words, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


# --- Which month ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ((), "2026-11"),
        (("2026-10",), "2026-10"),
        (("october",), "2026-10"),
        (("last", "month"), "2026-10"),
        (("last month",), "2026-10"),
        (("this", "month"), "2026-11"),
        (("feb", "2025"), "2025-02"),
    ],
)
def test_a_month_is_said_as_people_say_it(
    waterline: Waterline, clock: Any, words: tuple[str, ...], month: str
) -> None:
    assert told(waterline, *words)["month"] == month


@pytest.mark.parametrize("words", ["yesterday", "2026", "last week", "bucket", "2026-13"])
def test_what_is_no_month_is_refused_with_some_that_are(
    waterline: Waterline, clock: Any, words: str
) -> None:
    done = waterline("audit", words)

    assert done == Done(
        1, "", f"waterline: {words!r} is no month: try 2026-10, october or last month\n"
    )


def test_a_month_to_come_is_refused(waterline: Waterline, clock: Any) -> None:
    done = waterline("audit", "2027-01")

    assert (done.code, done.out) == (1, "")
    assert "January 2027 is still to come" in done.err


def test_in_the_first_days_of_a_month_it_is_the_last_one(
    waterline: Waterline, october: Path, clock: Any
) -> None:
    clock.move_to(NOON.replace(day=3))

    assert told(waterline)["month"] == "2026-10"


# --- What is said -----------------------------------------------------------------------------


def test_scripts_get_the_figures(waterline: Waterline, october: Path) -> None:
    keys = told(waterline, "october")

    assert keys["state"] == "settling"
    assert (keys["shipped"]["changes"], keys["shipped"]["assisted"]) == (3, 2)
    assert {key: keys["waterline"][key] for key in "SXTK"} == {"S": 2, "X": 1, "T": 0, "K": 0}
    assert keys["waterline"]["E"] == 50.0
    assert keys["waterline"]["not_enough"] == {"have": 0, "need": 5}
    assert keys["explained"]["by_changes"] == 50.0
    assert keys["demonstrated"]["recall"]["have"] == 0


def test_people_get_a_summary(waterline: Waterline, october: Path) -> None:
    done = waterline("audit", "october")

    assert done.code == 0
    lines = done.out.split("\n")
    assert lines[:2] == [
        "October 2026  settling until 15 December 2026",
        "3 changes, 2 of them with AI. 1 of 2 were explained in own words within a week.",
    ]
    assert "Explained       50 % · 1 of 2 changes with AI · 50 % of their lines" in lines
    assert "Shown           not enough evidence (0 of 5)" in lines
    assert "\x1b" not in done.out


def test_markdown_and_html_go_to_stdout(waterline: Waterline, october: Path) -> None:
    markdown = waterline("audit", "october", "--markdown")
    html = waterline("audit", "october", "--html", "-")

    assert markdown.out.startswith("<!-- waterline audit 2026-10 -->\n\n# October 2026\n")
    assert html.out.startswith("<!doctype html>")
    assert html.out.endswith("</html>\n")


def test_html_goes_to_a_file_whose_path_is_printed(
    waterline: Waterline, october: Path, tmp_path: Path
) -> None:
    path = tmp_path / "october.html"

    done = waterline("audit", "october", "--html", str(path))
    again = waterline("audit", "october", "--html", str(path))

    assert done == again == Done(0, f"{path}\n", "")
    assert "October 2026" in path.read_text()


def test_a_file_that_is_no_report_is_kept_unless_one_insists(
    waterline: Waterline, october: Path, tmp_path: Path
) -> None:
    path = tmp_path / "thesis.html"
    path.write_text("mine")

    refused = waterline("audit", "october", "--html", str(path))

    assert (refused.code, refused.out) == (1, "")
    assert "is no report" in refused.err
    assert "--force" in refused.err
    assert path.read_text() == "mine"
    assert waterline("audit", "october", "--html", str(path), "--force").code == 0


@pytest.mark.parametrize(
    "words", [("--json", "--markdown"), ("--json", "--html", "x"), ("--force",)]
)
def test_what_does_not_go_together_is_said(waterline: Waterline, words: tuple[str, ...]) -> None:
    done = waterline("audit", *words)

    assert (done.code, done.out) == (2, "")


def test_an_empty_journal_has_an_audit_too(waterline: Waterline, clock: Any) -> None:
    done = waterline("audit")

    assert done.code == 0
    assert "Nothing was shipped in November 2026 yet." in done.out
    assert waterline("audit", "--markdown").code == waterline("audit", "--html", "-").code == 0


# --- The questions come first -----------------------------------------------------------------


def state(home: Home) -> str:
    return audit.assessed(home, chosen.load(home), OCTOBER, datetime.now(NOON.tzinfo)).state


def ship_lately(git: Git, waterline: Waterline, patch: pytest.MonkeyPatch) -> tuple[Path, Month]:
    """Ship something this month, on the real clock: commands on a terminal know no other."""
    where = followed(git, waterline)
    patch.chdir(where)
    ship(git, where, "Add a bucket")
    now = datetime.now().astimezone() - timedelta(hours=4)
    return where, Month(now.year, now.month)


def test_a_script_has_seen_nothing(waterline: Waterline, october: Path, home: Home) -> None:
    told(waterline, "october")

    assert state(home) == "open"


def test_who_insists_has_seen_it(waterline: Waterline, october: Path, home: Home) -> None:
    assert waterline("audit", "october", "--anyway").code == 0

    assert state(home) == "fixed"


def test_a_person_is_told_of_the_open_questions_before_any_evidence(
    waterline: Waterline,
    git: Git,
    home: Home,
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, month = ship_lately(git, waterline, monkeypatch)
    shell = terminal("audit", str(month), columns=100)
    shell.wait_for("(y/N)")

    assert "0 of the 5 questions" in shell.shown
    assert "of them with AI" not in shell.shown
    shell.send("n\n")
    assert shell.end() == 0
    assert "of them with AI" not in shell.shown
    assert audit.assessed(home, chosen.load(home), month).state == "open"


def test_a_person_who_goes_on_sees_the_chart_and_has_seen_it(
    waterline: Waterline,
    git: Git,
    home: Home,
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, month = ship_lately(git, waterline, monkeypatch)
    shell = terminal("audit", str(month), columns=100, rows=50)
    shell.wait_for("(y/N)")
    shell.send("y\n")

    assert shell.end() == 0
    assert "2 changes, 1 of them with AI" in shell.shown
    assert "≈≈≈≈≈≈≈≈" in shell.shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", shell.shown)
    assert "above: with AI █, by hand or unknown █" in plain
    assert "\x1b[91m█" in shell.shown  # of one shape, told apart by the colours of the chart
    assert "of what AI helped with: shown █" in plain
    assert audit.assessed(home, chosen.load(home), month).state == "fixed"


def test_who_has_answered_all_five_is_asked_nothing(
    waterline: Waterline,
    git: Git,
    home: Home,
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, month = ship_lately(git, waterline, monkeypatch)
    audit.answer(home, chosen.load(home), month, ALL)
    shell = terminal("audit", str(month), columns=100, rows=50)

    assert shell.end() == 0
    assert "(y/N)" not in shell.shown
    assert "Perceived" in shell.shown
    assert audit.assessed(home, chosen.load(home), month).state == "fixed"


def test_a_terminal_that_nobody_types_into_is_told_what_to_do(
    waterline: Waterline, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, month = ship_lately(git, waterline, monkeypatch)
    monkeypatch.setattr("waterline.cli.console.is_terminal", lambda stream: stream is sys.stdout)

    done = waterline("audit", str(month))

    assert done.code == 1
    assert "--anyway" in done.err
    assert done.out == ""


# --- Hostile ----------------------------------------------------------------------------------


def test_hostile_subjects_reach_no_terminal_and_no_page(
    waterline: Waterline, git: Git, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_at("2026-11-19T12:00:00+01:00", monkeypatch)
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    ship(git, where, "\x1b]52;c;aGk=\x07fix(</title><script>x): [/x] arr[0]")

    summary, html = waterline("audit"), waterline("audit", "--html", "-")

    assert summary.code == html.code == 0
    assert "2 changes" in summary.out
    assert "\x1b" not in summary.out + html.out
    assert "<script" not in html.out


def test_it_is_a_process_like_any_other(clean_environment: Path) -> None:
    done = process("audit", "--json")

    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["shipped"]["changes"] == 0


def test_an_output_without_unicode_gets_its_numbers_and_a_page_that_is_whole(
    waterline: Waterline, october: Path
) -> None:
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}

    summary = process("audit", "october", env=ascii_only)
    html = process("audit", "october", "--html", "-", env=ascii_only)

    assert summary.code == html.code == 0
    assert "3 - 2 with AI - 1 unknown - +" in summary.out
    assert "?" not in summary.out
    assert "≈" in html.out
    assert "?" not in html.out.partition("<body>")[2].replace("Does it fit?", "")
