"""`waterline session` and `waterline brief`: in scripts, at a terminal, over killed terminals."""

from __future__ import annotations

import json
import signal
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.conftest import Done, Waterline, process, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Terminal
    from tests.conftest import Git

GUESS = ("--place", "limiter.py", "--mechanism", "it fills twice", "--sure", "70")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def clock() -> Any:
    """Stop the clock at noon; it is moved by hand."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def listed(waterline: Waterline) -> list[dict[str, Any]]:
    """Give the sessions as scripts read them."""
    found: list[dict[str, Any]] = json.loads(waterline("session", "list", "--json").out)
    return found


def refused(done: Done, *said: str) -> None:
    """Say that a command ended with 1 and one line that holds these words."""
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
    assert all(words in done.err for words in said), done.err


# --- In scripts -------------------------------------------------------------------------------


def test_no_more_minutes_are_left_than_were_planned(waterline: Waterline, clock: Any) -> None:
    waterline("session", "start", "build", "-m", "an LRU cache", "--minutes", "10")
    clock.shift(timedelta(hours=-2))

    assert waterline("session", "status").out == "build 00:00, 10 min left: an LRU cache\n"


def test_a_build_from_beginning_to_end(waterline: Waterline, clock: Any) -> None:
    begun = waterline("session", "start", "build", "-m", "an LRU cache")
    clock.shift(timedelta(minutes=12, seconds=41))
    running = waterline("session", "status")
    line = waterline("status", "--format", "{session}")
    clock.shift(timedelta(minutes=20))
    closed = waterline("session", "stop", "--outcome", "partly", "-m", "the list, not the map")

    assert begun.code == 0
    assert begun.err == "build without AI until 12:30; `waterline session stop` ends it\n"
    assert running.out == "build 12:41, 18 min left: an LRU cache\n"
    assert line.out == "12:41 no-AI\n"
    assert closed == Done(0, "", "build of 32:41: partly\n")
    [one] = listed(waterline)
    assert one | {"id": "", "repo": ""} == {
        "id": "",
        "kind": "build",
        "text": "an LRU cache",
        "planned_minutes": 30,
        "started_at": "2026-11-20T12:00:00+01:00",
        "ended_at": "2026-11-20T12:32:41+01:00",
        "ai_opened_at": None,
        "outcome": "partly",
        "place": "",
        "mechanism": "",
        "sure": None,
        "cause_found": None,
        "with_ai": False,
        "repo": "",
    }
    assert one["id"] == begun.out.strip()
    shown = waterline("show", one["id"]).out
    assert "What was still there without AI\nthe list, not the map" in shown


def test_debugging_alone_then_with_ai(waterline: Waterline, clock: Any) -> None:
    waterline("session", "start", "debug", *GUESS, "--minutes", "20")
    clock.shift(timedelta(minutes=8))
    assert waterline("session", "ai-opened").err == "AI opened after 08:00 alone\n"
    clock.shift(timedelta(minutes=15))
    running = waterline("session", "status")
    closed = waterline("session", "stop", "--outcome", "Wrong", "--cause-found")

    assert running.out == (
        "debug 23:00, 3 min over, AI opened after 08:00: limiter.py: it fills twice\n"
    )
    assert closed.err == "debug of 23:00, 08:00 of them before AI was opened: wrong\n"
    [one] = listed(waterline)
    assert (one["sure"], one["cause_found"], one["with_ai"]) == (70, True, True)
    assert waterline("session", "list").out.endswith(
        "debug  limiter.py: it fills twice  23:00, AI after 08:00, wrong\n"
    )


def test_a_mark_is_taken_back(waterline: Waterline, clock: Any) -> None:
    waterline("session", "start", "debug", *GUESS)
    waterline("session", "ai-opened")

    assert waterline("session", "ai-opened", "--undo").err == "the mark is taken back\n"
    assert listed(waterline)[0]["ai_opened_at"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build",), "the goal is missing"),
        (("debug",), "a hypothesis is missing: --place PLACE --mechanism MECHANISM, or --no-idea"),
        (("debug", "--place", "a.py"), "the mechanism is missing"),
        (("debug", "--mechanism", "off by one"), "the place is missing"),
        (("debug", "-m", "a: b", "--sure", "101"), "101 % sure"),
        (("build", "-m", "x", "--minutes", "0"), "0 minutes"),
        (("build", "-m", "x", "--repo", "/"), "in no git repository"),
    ],
)
def test_a_script_is_told_what_is_missing(
    waterline: Waterline, words: tuple[str, ...], said: str
) -> None:
    refused(waterline("session", "start", *words), said)
    assert listed(waterline) == []


@pytest.mark.parametrize(
    "words",
    [
        ("start", "nap"),
        ("start", "build", "-m", "x", "--sure", "5"),
        ("start", "build", "-m", ""),
        ("start", "debug", "-m", "a: b", "--mechanism", "c"),
        ("start", "debug", "--no-idea", "-m", "a: b"),
        ("start", "debug", *GUESS[:4], "--sure", "much"),
        ("add", "words", "--place", "a.py"),
        ("add", "words", "--sure", "5"),
    ],
)
def test_what_makes_no_sense_is_misuse(waterline: Waterline, words: tuple[str, ...]) -> None:
    assert waterline("session", *words).code == 2
    assert listed(waterline) == []


def test_a_hypothesis_in_one_line_is_parted_at_its_colon(waterline: Waterline) -> None:
    waterline("session", "start", "debug", "-m", "a.py: off by one")

    [one] = listed(waterline)
    assert (one["text"], one["place"]) == ("a.py: off by one", "a.py")


def test_a_hypothesis_without_a_place_begins_and_is_completed(waterline: Waterline) -> None:
    begun = waterline("session", "start", "debug", "-m", "the cache is stale")
    assert "doesn't count as a hypothesis yet" in begun.err
    assert listed(waterline)[0]["text"] == "the cache is stale"

    assert waterline("session", "add", "--place", "cache.py", "--sure", "40").err == (
        "frozen: cache.py: the cache is stale\n"
    )
    assert listed(waterline)[0]["sure"] == 40
    refused(waterline("session", "add", "--place", "b.py"), "the hypothesis is frozen")


def test_no_idea_yet_is_taken_and_needs_no_outcome(waterline: Waterline) -> None:
    assert waterline("session", "start", "debug", "--no-idea").code == 0
    assert waterline("session", "add", "both", "paths", "lock").code == 0
    assert waterline("session", "add", stdin=b"from a pipe\n").code == 0
    assert waterline("session", "stop", "--no-cause").code == 0

    [one] = listed(waterline)
    assert (one["text"], one["outcome"], one["cause_found"]) == ("No idea yet.", None, False)
    shown = waterline("show", one["id"]).out
    assert "both paths lock" in shown
    assert "from a pipe" in shown


def test_a_second_session_is_refused_before_anything_is_asked(
    waterline: Waterline, clock: Any
) -> None:
    waterline("session", "start", "build", "-m", "x")

    refused(
        waterline("session", "start", "debug"),
        "a build session is running since 12:00",
        "`waterline session stop` ends it",
    )


def test_where_nothing_runs_that_is_said(waterline: Waterline) -> None:
    for words in (("stop",), ("ai-opened",), ("add", "x")):
        refused(waterline("session", *words), "no session is running")
    assert waterline("session", "status").err.startswith("no session is running")
    assert waterline("session", "status", "--json").out == "null\n"
    assert waterline("session", "list").err.startswith("no session")


def test_a_script_is_told_that_the_outcome_is_missing_and_the_session_goes_on(
    waterline: Waterline,
) -> None:
    waterline("session", "start", "debug", *GUESS)

    refused(waterline("session", "stop"), "the outcome is missing", "right, partly, wrong")
    assert waterline("session", "stop", "--outcome", "reached").code == 2
    assert json.loads(waterline("session", "status", "--json").out)["ended_at"] is None


def test_a_session_far_past_its_plan_asks_when_it_ended(waterline: Waterline, clock: Any) -> None:
    waterline("session", "start", "build", "-m", "x")
    clock.shift(timedelta(minutes=20))
    waterline("note", "stuck on the map")
    clock.shift(timedelta(hours=30))

    assert waterline("status", "--format", "{session}").out == "build 29 h over\n"
    assert "asks when it ended" in waterline("session", "status").err
    refused(
        waterline("session", "stop", "--outcome", "no"),
        "it is far past its plan: when did it end?",
        "--ended last (2026-11-20 12:20), planned (2026-11-20 12:30), now (18:20), or a time",
    )
    refused(waterline("session", "stop", "--outcome", "no", "--ended", "tomorrow"), "to come")
    assert waterline("session", "stop", "--outcome", "no", "--ended", "last").code == 0
    assert listed(waterline)[0]["ended_at"] == "2026-11-20T12:20:00+01:00"


@pytest.mark.parametrize(
    ("said", "ended"),
    [("planned", "12:30:00"), ("now", "15:00:00"), ("12:40", "12:40:00"), ("1pm", "13:00:00")],
)
def test_when_it_ended_is_said_as_people_say_it(
    waterline: Waterline, clock: Any, said: str, ended: str
) -> None:
    waterline("session", "start", "build", "-m", "x")
    clock.shift(timedelta(hours=3))

    assert waterline("session", "stop", "--outcome", "no", "--ended", said).code == 0
    assert listed(waterline)[0]["ended_at"] == f"2026-11-20T{ended}+01:00"


def test_a_closed_session_gets_other_answers(waterline: Waterline) -> None:
    key = waterline("session", "start", "debug", *GUESS).out.strip()
    waterline("session", "stop", "--outcome", "right", "--without-ai")

    assert waterline("session", "stop", key[:13], "--outcome", "wrong", "--with-ai").code == 0
    assert (listed(waterline)[0]["outcome"], listed(waterline)[0]["with_ai"]) == ("wrong", True)
    note = waterline.note("no session")
    refused(waterline("session", "stop", note), "is no session")


def test_assisted_commits_are_told_when_it_closes(waterline: Waterline, git: Git) -> None:
    where = git.repository("api")
    git.commit(where, "Start", at="2026-11-01T10:00:00+01:00")
    waterline("repo", "add", str(where))
    waterline("session", "start", "build", "-m", "x")
    sha = git.commit(
        where, "Add a \x1b[31mbucket\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
    )

    told = waterline("session", "stop", "--outcome", "reached").err

    assert "1 assisted commit was made meanwhile:\n" in told
    assert f"{sha[:9]}" in told
    assert "\x1b" not in told


def test_sessions_are_listed_by_their_days(waterline: Waterline, clock: Any) -> None:
    for goal in ("one", "two"):
        waterline("session", "start", "build", "-m", goal)
        waterline("session", "stop", "--outcome", "no")
        clock.shift(timedelta(days=1))

    rows = waterline("session", "list").out.splitlines()
    assert [row.split("  ", 1)[1] for row in rows] == [
        "build  one  00:00, no",
        "build  two  00:00, no",
    ]
    later = json.loads(waterline("session", "list", "--since", "yesterday", "--json").out)
    assert [one["text"] for one in later] == ["two"]
    newest = json.loads(waterline("session", "list", "--limit", "1", "--json").out)
    assert [one["text"] for one in newest] == ["two"]


def test_a_session_is_shown_searched_and_filtered_like_any_entry(waterline: Waterline) -> None:
    waterline("session", "start", "build", "-m", "an LRU cache #memory")

    assert "session: an LRU cache" in waterline("show", "--kind", "session").out
    assert "LRU" in waterline("search", "lru", "--tag", "memory").out
    assert waterline("note", "--kind", "session", "x").code == 2


# --- At a terminal ----------------------------------------------------------------------------


def test_what_is_missing_is_asked_in_a_line_each(
    terminal: Callable[..., Terminal], waterline: Waterline
) -> None:
    begin = terminal("session", "start", "debug")
    begin.wait_for("Where is it?")
    begin.send("limiter.py\n")
    begin.wait_for("How does it come about?")
    begin.send("it fills twice\n")
    begin.wait_for("How sure")
    begin.send("lots\n")
    begin.wait_for("a number from 0 to 100")
    begin.send("65%\n")
    assert begin.end() == 0

    stop = terminal("session", "stop")
    stop.wait_for("Was the hypothesis right?")
    stop.send("\n")
    stop.wait_for("one of right, partly")
    stop.send("r\n")
    stop.wait_for("Was the cause found? (Y/n)")
    stop.send("\n")
    stop.wait_for("With AI? (y/N)")
    stop.send("\n")
    stop.wait_for("What it was?")
    stop.send("two locks\n")
    assert stop.end() == 0

    [one] = listed(waterline)
    assert (one["text"], one["sure"]) == ("limiter.py: it fills twice", 65)
    assert (one["outcome"], one["cause_found"], one["with_ai"]) == ("right", True, False)
    assert "two locks" in waterline("show", one["id"]).out


def test_enter_alone_is_no_idea_yet(
    terminal: Callable[..., Terminal], waterline: Waterline
) -> None:
    begin = terminal("session", "start", "debug")
    begin.wait_for("Where is it?")
    begin.send("\n")

    assert begin.end() == 0
    assert listed(waterline)[0]["text"] == "No idea yet."


def test_who_leaves_a_question_has_begun_nothing(
    terminal: Callable[..., Terminal], waterline: Waterline
) -> None:
    begin = terminal("session", "start", "build")
    begin.wait_for("What will you build?")
    begin.send("\x04")
    assert begin.end() == 1
    again = terminal("session", "start", "build")
    again.wait_for("What will you build?")
    again.interrupt()

    assert listed(waterline) == []


def test_a_forgotten_session_offers_its_ends_by_number(
    terminal: Callable[..., Terminal], waterline: Waterline
) -> None:
    with time_machine.travel(time.time() - 5 * 3600, tick=False):
        waterline("session", "start", "build", "-m", "x")

    stop = terminal("session", "stop", "--outcome", "reached")
    stop.wait_for("When did it end?")
    stop.wait_for("A number, or a time:")
    stop.send("soon\n")
    stop.wait_for("is no moment")
    stop.send("1\n")
    stop.wait_for("What was still there")
    stop.send("\n")
    assert stop.end() == 0

    [one] = listed(waterline)
    lasted = datetime.fromisoformat(one["ended_at"]) - datetime.fromisoformat(one["started_at"])
    assert lasted == timedelta(minutes=30)


# --- Killed -----------------------------------------------------------------------------------


def test_a_session_begun_in_a_killed_terminal_is_closed_in_another_with_the_right_minutes(
    terminal: Callable[..., Terminal],
) -> None:
    shell = terminal("session", "start", "build")
    shell.wait_for("What will you build?")
    before = time.time()
    shell.send("a parser\n")
    wait_until(lambda: process("status", "--format", "{session}").out.endswith("no-AI\n"))
    begun = time.time()
    app = terminal("app", rows=40, columns=120)
    app.wait_for("Today")
    app.signal(signal.SIGKILL)
    assert app.end() == -signal.SIGKILL
    shell.close()

    earliest = time.time()
    assert process("session", "stop", "--outcome", "reached").code == 0
    latest = time.time()

    [one] = json.loads(process("session", "list", "--json").out)
    started, ended = (
        datetime.fromisoformat(one[name]).timestamp() for name in ("started_at", "ended_at")
    )
    assert before <= started <= begun
    assert earliest <= ended <= latest


def test_the_status_of_a_running_session_loads_nothing_that_costs() -> None:
    from tests.test_house import COSTLY, loaded_by

    process("session", "start", "debug", *GUESS)

    loaded = loaded_by("status", "--format", "{session}")

    assert {"sqlite3", "waterline.domain.running"} <= loaded
    assert loaded.isdisjoint(COSTLY)


@pytest.mark.parametrize("words", [("ai-opened",), ("add", "x"), ("stop", "--outcome", "right")])
def test_a_running_session_is_changed_without_the_records_and_the_app(
    words: tuple[str, ...],
) -> None:
    from tests.test_house import loaded_by

    process("session", "start", "debug", *GUESS)

    assert loaded_by("session", *words).isdisjoint({"git", "rich", "sqlmodel", "textual"})


# --- Briefs -----------------------------------------------------------------------------------

BRIEF = "## Context\nthe limiter\n\n## Expected minutes\n1h30"


def test_a_brief_is_closed_with_what_it_took(waterline: Waterline) -> None:
    key = waterline.note("--kind", "brief", BRIEF)
    refused(waterline("brief", "close"), "how long it took is missing")

    closed = waterline("brief", "close", "--took", "100 min")

    assert closed.err == "“the limiter” took 100 min, 90 were expected\n"
    [one] = json.loads(waterline("brief", "list", "--json").out)
    assert (one["id"], one["expected_minutes"], one["took_minutes"]) == (key, 90, 100)
    assert waterline("brief", "list").out.endswith("the limiter  90 expected, 100 min\n")
    refused(waterline("brief", "close", "--took", "5"), "no brief is open")
    assert waterline("brief", "close", key, "--took", "2h").code == 0
    assert json.loads(waterline("brief", "list", "--json").out)[0]["took_minutes"] == 120


def test_only_a_brief_is_closed(waterline: Waterline) -> None:
    note = waterline.note("no brief")

    refused(waterline("brief", "close", note, "--took", "5"), "is no brief")
    key = waterline.note("--kind", "brief", BRIEF)
    assert waterline("brief", "close", key, "--took", "long").code == 2
    assert "no brief" in waterline("brief", "list", "--since", "tomorrow").err


def test_how_long_it_took_is_asked_at_a_terminal(
    terminal: Callable[..., Terminal], waterline: Waterline
) -> None:
    waterline.note("--kind", "brief", BRIEF)

    close = terminal("brief", "close")
    close.wait_for("How many minutes did")
    close.send("75\n")

    assert close.end() == 0
    assert json.loads(waterline("brief", "list", "--json").out)[0]["took_minutes"] == 75
