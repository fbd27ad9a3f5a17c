"""Practice without AI in the app: sessions begin, run, are marked and end, and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.practice.sittings import SETTINGS, at, begun
from tests.tui.sittings import a_season
from tests.tui.stage import NOW, app_on, note, now, stage
from tests.tui.terminal import running
from waterline.domain.days import to_moment
from waterline.practice import briefs, capture, drafts, session
from waterline.tui import attention, external
from waterline.tui.screens.sitting import SittingScreen
from waterline.tui.widgets.choice import Choice, Percent
from waterline.tui.widgets.digits import drawn
from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from tests.conftest import Git
    from tests.tui.stage import Stage
    from waterline.domain.sessions import Session
    from waterline.home import Home

PLACE, MECHANISM = "limiter.py, refill()", "it adds before it reads the clock"


def last(home: Home) -> Session:
    return session.listing(home, SETTINGS, limit=1)[0]


async def practice(one: Stage) -> None:
    """Go to Practice, and wait until what the journal knows of a session is shown."""
    await one.press("s")
    await one.until(lambda: one.app.current_mode == "practice")
    await one.app.workers.wait_for_complete()
    await one.pilot.pause()


def panel(one: Stage) -> SittingScreen:
    assert isinstance(one.app.screen, SittingScreen)
    return one.app.screen


async def is_open(one: Stage) -> SittingScreen:
    await one.until(lambda: isinstance(one.app.screen, SittingScreen) and one.app.screen.is_mounted)
    await one.app.workers.wait_for_complete()
    await one.pilot.pause()
    return panel(one)


async def is_closed(one: Stage) -> None:
    await one.until(lambda: not isinstance(one.app.screen, SittingScreen))


async def begin_alone(one: Stage) -> None:
    """Write a hypothesis and begin."""
    await one.press("d")
    form = await is_open(one)
    form.query_one("#place", Field).take(PLACE)
    form.query_one("#mechanism", Field).take(MECHANISM)
    form.query_one(Percent).focus()
    await one.press("7", "0", "ctrl+s")
    await is_closed(one)
    await one.until(lambda: one.app.session is not None)


# --- Beginning --------------------------------------------------------------------------------


async def test_s_leads_from_anywhere_to_two_ways_in(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await one.press("2")
        await practice(one)
        assert "Build" in one.text
        assert "Debug alone" in one.text


async def test_a_build_begins_with_its_goal_and_not_without(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("b")
        form = await is_open(one)
        await one.press("ctrl+s")
        await one.until(lambda: "a build needs a goal" in one.text)
        await one.type("an LRU cache")
        form.query_one("#minutes", Field).take("45")
        await one.press("ctrl+s")
        await is_closed(one)
        await one.until(lambda: "00:00 no-AI" in one.text)

    found = session.running(home, SETTINGS)
    assert found is not None
    assert (found.kind, found.frozen, found.planned_minutes) == ("build", "an LRU cache", 45)


async def test_a_click_in_a_panels_footer_does_what_its_key_does(
    home: Home, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "edit", lambda _app, text: f"{text} from memory\n")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("b")
        form = await is_open(one)
        await one.type("an LRU cache")
        await one.click_footer("$EDITOR")
        goal = form.query_one("#goal", Field)
        await one.until(lambda: goal.text == "an LRU cache from memory")
        await one.click_footer("save")
        await is_closed(one)

    found = session.running(home, SETTINGS)
    assert found is not None
    assert found.frozen == "an LRU cache from memory"


async def test_a_hypothesis_needs_a_place_and_a_mechanism(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("d")
        form = await is_open(one)
        form.query_one("#place", Field).take(PLACE)
        await one.press("ctrl+s")
        await one.until(lambda: "names a mechanism too" in one.text)
        assert form.focused is form.query_one("#mechanism")
        assert session.running(home, SETTINGS) is None


async def test_a_hypothesis_stands_frozen_beside_the_time(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await begin_alone(one)
        await one.until(lambda: "Hypothesis, frozen at 15:10" in one.text)
        assert PLACE in one.text
        assert MECHANISM in one.text
        assert "70 % sure" in one.text
        assert "h hypothesis" not in one.text

    found = session.running(home, SETTINGS)
    assert found is not None
    assert (found.place, found.mechanism, found.sure) == (PLACE, MECHANISM, 70)


async def test_no_idea_yet_is_one_key_and_the_hypothesis_may_follow(
    home: Home, clock: time_machine.Traveller
) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("d")
        await is_open(one)
        await one.press("ctrl+o")
        await is_closed(one)
        await one.until(lambda: "No idea yet" in one.text)
        clock.shift(240)
        await one.press("h")
        form = await is_open(one)
        form.query_one("#place", Field).take(PLACE)
        form.query_one("#mechanism", Field).take(MECHANISM)
        await one.press("ctrl+s")
        await is_closed(one)
        await one.until(lambda: "frozen at 15:14" in one.text)

    found = session.running(home, SETTINGS)
    assert found is not None
    assert found.frozen_at == found.started_at + 240_000_000


async def test_what_is_written_in_a_panel_waits_when_it_is_closed(
    home: Home, clock: object
) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("b")
        await is_open(one)
        await one.type("a parser")
        await one.press("escape")
        await is_closed(one)
        await one.app.workers.wait_for_complete()
        await one.press("b")
        form = await is_open(one)
        await one.until(lambda: form.query_one("#goal", Field).text == "a parser")
        await one.press("ctrl+s")
        await is_closed(one)
    assert [draft.text for draft in drafts.kept(home)] == []


# --- Meanwhile --------------------------------------------------------------------------------


async def test_the_header_tells_the_session_on_every_screen(
    home: Home, clock: time_machine.Traveller
) -> None:
    begun(home, when="2026-11-20 14:57")
    clock.shift(-19)
    async with stage(app_on(home, now), 80, 24) as one:
        for key in "1", "2", "3", "4":
            await one.press(key)
            await one.until(lambda: "12:41 no-AI" in one.text.split("\n")[0])
        await one.app.action_settings()
        await one.until(lambda: "12:41 no-AI" in one.text.split("\n")[0])


async def test_one_key_marks_that_ai_was_opened_and_takes_it_back(
    home: Home, clock: object
) -> None:
    begun(home, when="2026-11-20 14:58")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("a")
        await one.until(lambda: "AI opened at 15:10, after 12:00 alone" in one.text)
        found = session.running(home, SETTINGS)
        assert found is not None
        assert found.ai_opened_at == to_moment(NOW)
        await one.press("a")
        await one.until(lambda: "without AI" in one.text)
    found = session.running(home, SETTINGS)
    assert found is not None
    assert found.ai_opened_at is None


async def test_words_are_added_below_what_is_frozen(home: Home, clock: object) -> None:
    one_session = begun(home, when="2026-11-20 15:00")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("m")
        form = await is_open(one)
        form.query_one("#words", Field).take("It is read twice.")
        await one.press("ctrl+s")
        await is_closed(one)
        await one.until(lambda: "It is read twice." in one.text)
    body = capture.find(home, SETTINGS, one_session.id).body
    assert body == f"{one_session.frozen}\n\n## Added 15:10\nIt is read twice."


async def test_when_the_time_is_up_it_rings_once_and_nothing_ends(
    home: Home, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(home, when="2026-11-20 15:00")
    app = app_on(home, now)
    rung: list[str] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append("bell"))
    monkeypatch.setattr(app, "write_to_terminal", rung.append)
    monkeypatch.setenv("TERM_PROGRAM", "WezTerm")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("LC_TERMINAL", raising=False)
    async with stage(app) as one:
        await practice(one)
        app.sitting.tick()
        assert rung == []
        clock.shift(300)
        app.sitting.tick()
        app.sitting.tick()
        assert rung == ["bell", attention.notification("Waterline", "15 minutes are up (debug)")]
        await one.until(lambda: any("15 minutes are up" in said for said in one.said))
        clock.shift(240)
        app.sitting.tick()
        await one.until(lambda: "4 min over" in one.text)
        assert len(rung) == 2
    assert session.running(home, SETTINGS) is not None


async def test_what_another_terminal_begins_and_ends_is_seen(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        begun(home, when="2026-11-20 15:05")
        one.app.background.look()
        await one.until(lambda: "05:00 no-AI" in one.text)
        session.stop(home, SETTINGS)
        one.app.background.look()
        await one.until(lambda: one.app.session is None)
        await one.until(lambda: "Debug alone" in one.text)


async def test_looking_at_a_session_is_a_sign_of_life_but_not_when_it_is_forgotten(
    home: Home, clock: time_machine.Traveller
) -> None:
    begun(home, when="2026-11-20 15:00")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("tab")
        one.app.sitting.tick()
        await one.until(lambda: (session.running(home, SETTINGS) or last(home)).seen_at)
        seen = last(home).seen_at
        clock.shift(5 * 3600)
        one.app.sitting._touched = 0.0
        await one.press("tab")
        one.app.sitting.tick()
        await one.app.workers.wait_for_complete()
        assert last(home).seen_at == seen


# --- The end ----------------------------------------------------------------------------------


async def test_the_closing_questions_are_answered_by_keys(home: Home, clock: object) -> None:
    one_session = begun(home, when="2026-11-20 14:52")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("x")
        form = await is_open(one)
        await one.press("ctrl+s")
        await one.until(lambda: "say what came of it" in one.text)
        await one.press("3", "1", "2")
        await one.type("The lock")
        assert form.values == {
            "outcome": "wrong", "found": "yes", "with": "no", "words": "The lock"
        }  # fmt: skip
        await one.press("ctrl+s")
        await is_closed(one)
        await one.until(lambda: "18 min, no AI" in one.text)
    found = session.find(home, SETTINGS, one_session.id)
    assert (found.outcome, found.cause_found, found.with_ai) == ("wrong", True, False)
    assert found.ended_at == to_moment(NOW)
    assert found.body.endswith("## What it was\nThe lock")


async def test_a_session_far_past_its_plan_asks_by_itself_when_it_ended(
    home: Home, clock: object
) -> None:
    one_session = begun(home, when="2026-11-20 09:00")
    note(home, "the logs", "note", at("2026-11-20 09:21"))
    async with stage(app_on(home, now), 80, 24) as one:
        await practice(one)
        form = await is_open(one)
        assert "09:15 as planned" in one.text
        assert "09:21" in one.text
        assert "15:10 now" in one.text
        keys = [key for key, _ in form.query_one("#ended", Choice).answers]
        assert keys == ["planned", "last", "now", "typed"]
        await one.press("2")
        await one.press("1", "1", "2", "ctrl+s")
        await is_closed(one)
    assert session.find(home, SETTINGS, one_session.id).minutes(0) == 21


async def test_another_time_of_the_end_is_typed_and_a_wrong_one_is_explained(
    home: Home, clock: object
) -> None:
    one_session = begun(home, when="2026-11-20 09:00")
    async with stage(app_on(home, now)) as one:
        await practice(one)
        form = await is_open(one)
        await one.press("3")
        field = form.query_one("#time", Field)
        assert field.display
        field.take("08:00")
        form.query_one("#outcome", Choice).choose("right")
        await one.press("ctrl+s")
        await one.until(lambda: "it can't have ended before it began" in one.text)
        field.take("09:40")
        await one.press("ctrl+s")
        await is_closed(one)
    assert session.find(home, SETTINGS, one_session.id).minutes(0) == 40


async def test_assisted_commits_that_landed_meanwhile_are_shown_as_a_fact(
    home: Home, git: Git, clock: object
) -> None:
    from waterline.practice import repositories

    api = git.repository("api")
    git.commit(api, "Begin", at("2026-11-19 10:00").isoformat(), a__py="x\n")
    repositories.add(home, SETTINGS, str(api))
    begun(home, when="2026-11-20 14:58")
    body = "Refill lazily\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
    git.commit(api, body, at("2026-11-20 15:04").isoformat(), b__py="y\n" * 30)
    async with stage(app_on(home, now, scan_on_start=False)) as one:
        await practice(one)
        await one.press("x")
        await is_open(one)
        await one.until(lambda: "Meanwhile 1 assisted commit landed:" in one.text)
        assert "Refill lazily" in one.text


async def test_an_ended_session_can_be_told_otherwise(home: Home, clock: object) -> None:
    one_session = begun(home, when="2026-11-20 14:40")
    with time_machine.travel(at("2026-11-20 15:00"), tick=False):
        session.stop(home, SETTINGS, session.Closing("right"))
    async with stage(app_on(home, now)) as one:
        await practice(one)
        await one.press("tab", "enter")
        form = await is_open(one)
        assert form.query_one("#outcome", Choice).value == "right"
        await one.press("2", "ctrl+s")
        await is_closed(one)
        await one.until(lambda: "partly" in one.text)
    found = session.find(home, SETTINGS, one_session.id)
    assert (found.outcome, found.minutes(0)) == ("partly", 20)


async def test_too_few_sessions_show_no_number(home: Home, clock: object) -> None:
    async with stage(app_on(home, now)) as one:
        await practice(one)
        assert one.text.count("not enough evidence") == 3
        a_season(home)
        one.app.background.look()
        await one.until(lambda: "58 %" in one.text)
        assert "not enough evidence (6 of 10)" in one.text  # of how sure


# --- Today and the Journal --------------------------------------------------------------------


async def test_a_planned_build_is_told_quietly_until_it_is_put_off(
    home: Home, clock: object
) -> None:
    app = app_on(home, now, build_day="friday", build_time="10:00")
    async with stage(app) as one:
        await one.until(lambda: "Friday 10:00" in one.text)
        await one.press("z")
        await one.until(lambda: "that you planned" not in one.text)
    async with stage(app_on(home, now, build_day="friday", build_time="10:00")) as one:
        await one.app.workers.wait_for_complete()
        await one.pilot.pause()
        assert "that you planned" not in one.text


async def test_nothing_is_said_before_the_planned_time(home: Home, clock: object) -> None:
    async with stage(app_on(home, now, build_day="friday", build_time="18:00")) as one:
        await one.app.workers.wait_for_complete()
        await one.pilot.pause()
        assert "that you planned" not in one.text


async def test_a_brief_is_closed_in_the_journal_with_the_minutes_it_took(
    home: Home, clock: object
) -> None:
    body = "## Context\nThe limiter\n\n## Expected minutes\n60"
    brief_id = note(home, body, "brief", at("2026-11-20 11:00"))
    async with stage(app_on(home, now)) as one:
        await one.press("2")
        await one.until(lambda: "60 min expected" in one.text)
        assert "not closed yet" in one.text
        await one.press("t")
        await is_open(one)
        await one.type("95")
        await one.press("ctrl+s")
        await is_closed(one)
        await one.until(lambda: "took 95 min" in one.text)
    assert briefs.find(home, SETTINGS, brief_id).took_minutes == 95


async def test_the_journal_shows_of_a_session_when_it_was_and_what_came_of_it(
    home: Home, clock: object
) -> None:
    a_season(home)
    async with stage(app_on(home, now)) as one:
        await one.press("2")
        await one.until(lambda: "26 of 15 min" in one.text)
        assert "cause not found" in one.text


# --- A terminal that goes ---------------------------------------------------------------------


async def test_words_left_in_a_panel_wait_there_and_become_no_entry(
    home: Home, clock: object
) -> None:
    one = begun(home)
    left = drafts.open_draft(home, f"{drafts.OF_PANELS}add:{one.id}")
    left.save('{"words": "two workers"}', "session")
    left.close()

    async with stage(app_on(home, now)) as shown:
        await shown.app.workers.wait_for_complete()
        await shown.pilot.pause()

        assert "two workers" not in shown.text
    assert [draft.entry_id for draft in drafts.kept(home)] == [f"{drafts.OF_PANELS}add:{one.id}"]


async def test_the_ways_in_name_the_keys_that_were_set(home: Home, clock: object) -> None:
    app = app_on(home, now, keys={"build": "f7"})
    async with stage(app) as one:
        await practice(one)

        assert "f7  Build" in one.text


def test_a_session_outlives_the_kill_of_its_terminal_and_is_closed_in_another(home: Home) -> None:
    with running(columns=100, lines=30) as terminal:
        terminal.until("Nothing leaves")
        terminal.press("s")
        terminal.until("Debug alone")
        terminal.press("d")
        terminal.until("Where is it?")
        terminal.press(f"{PLACE}\r{MECHANISM}")
        terminal.until(MECHANISM)
        terminal.press("\x13")
        terminal.until("no-AI")
        before = session.running(home, SETTINGS)
        terminal.process.kill()
        terminal.wait()
    assert before is not None

    earliest = time.time_ns() // 1000
    done = subprocess.run(
        [sys.executable, "-m", "waterline", "session", "stop", "--outcome", "right",
         "--without-ai", "--cause-found", "-m", "The clock"],
        capture_output=True, text=True, check=False, env=dict(os.environ), timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    closed = session.find(home, SETTINGS, before.id)
    assert (closed.started_at, closed.place, closed.outcome) == (before.started_at, PLACE, "right")
    assert earliest <= (closed.ended_at or 0) <= time.time_ns() // 1000
    assert session.running(home, SETTINGS) is None


# --- Parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "begins"),
    [
        ({"TERM": "xterm-kitty"}, "\x1b]99;"),
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM": "foot"}, "\x1b]777;notify;"),
        ({"VTE_VERSION": "7600", "TERM": "xterm-256color"}, "\x1b]777;notify;"),
        ({"TERM_PROGRAM": "WezTerm", "TMUX": "tmux-1000"}, "\x1bPtmux;\x1b\x1b]777;"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "linux"}, ""),
        ({"TERM_PROGRAM": "Apple_Terminal"}, ""),
    ],
)
def test_a_notification_is_sent_only_to_a_terminal_that_has_them(
    environ: dict[str, str], begins: str
) -> None:
    text = attention.notification("Waterline", "15 minutes are up", environ)
    assert text.startswith(begins)
    assert bool(text) == bool(begins)


def test_big_digits_are_as_wide_as_each_other() -> None:
    for said in "00:00", "12:41", "1:02:03", "98:76", "55:34":
        rows = drawn(said)
        assert len(rows) == 5
        assert len({len(row) for row in rows}) == 1
