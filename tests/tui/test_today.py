"""Today: what a day holds, how it is written, and what comes while the app is open."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste
from textual.widgets import Input

from tests.tui.stage import NOW, Stage, a_day, app_on, at, day, note, stage, stamp
from waterline import settings
from waterline.errors import JournalError
from waterline.practice import capture, drafts, hooks, look, repositories
from waterline.tui import background
from waterline.tui.screens import today as screen
from waterline.tui.screens.change import ChangeScreen

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

PLAIN = settings.Settings()


def clock() -> datetime:
    return datetime.now().astimezone()


# -- the day ----------------------------------------------------------------------------------


async def test_the_day_is_told_from_its_first_line_to_its_last(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home), columns=170) as app:
        assert app.bodies == [
            "Why does the limiter refill lazily?",
            "Add token bucket",
            "Fix window reset",
            "Checkout form",
            "SELECT … FOR UPDATE SKIP LOCKED",
            "## What did I decide?",
        ]
        assert "Decision: One inbox folder, not a socket." in app.text
        assert "+182 −0 · Claude Code" in app.text  # noqa: RUF001 - the sign that is shown
        assert "2 repos · 3 commits · +793 −9 · 3 entries" in app.text  # noqa: RUF001
        assert app.today.timeline.cursor_key == app.today.lines()[-1].id


async def test_an_empty_first_day_welcomes_and_teaches(home: Home) -> None:
    async with stage(app_on(home)) as app:
        assert "Welcome." in app.text
        assert "n writes an entry" in app.text


async def test_a_day_without_anything_says_how_to_begin(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home, now=lambda: NOW + timedelta(days=1))) as app:
        assert "Nothing yet today" in app.text
        await app.press("left_square_bracket")
        await app.until(lambda: app.bodies)
        assert "Yesterday" in str(app.today.timeline.border_title)


async def test_days_are_walked_by_key_and_never_into_the_future(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home)) as app:
        await app.press("right_square_bracket")
        assert app.today.day == day(20)
        await app.press("h", "h", "left_square_bracket")
        await app.until(lambda: app.bodies == ["Read about write-ahead logs"])
        await app.press("l")
        await app.until(lambda: app.bodies == ["Sketch the checkout"])
        await app.press("t")
        await app.until(lambda: len(app.bodies) == 6)


async def test_a_click_on_the_chart_opens_that_day(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home)) as app:
        await app.until(lambda: "Last 16 days" in app.text)
        await app.pilot.click("#chart", offset=(3 * 11 + 1, 3))
        await app.until(lambda: app.bodies == ["Begin"])
        assert app.today.day == day(16)
        assert app.focused_id == "timeline"


async def test_the_header_leads_to_the_screens_by_mouse(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.pilot.click("Header", offset=(28, 0))
        await app.until(lambda: app.app.current_mode == "journal")
        await app.pilot.click("Header", offset=(16, 0))
        await app.until(lambda: app.app.current_mode == "today")


async def test_the_footer_does_what_is_clicked(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.pilot.click("Footer", offset=(3, 0))
        await app.until(lambda: app.today.focused is app.today.editor)


async def test_a_change_opens_with_its_message_and_files(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home)) as app:
        app.today.timeline.select(app.today.lines()[1].id)
        await app.press("enter")
        await app.until(lambda: isinstance(app.app.screen, ChangeScreen))
        await app.until(lambda: "bucket.py" in app.text)
        assert "Refill on read" in app.text
        assert "assisted, Claude Code" in app.text
        await app.press("escape")
        await app.until(lambda: not isinstance(app.app.screen, ChangeScreen))


async def test_at_the_days_change_today_moves_on(home: Home, git: Git) -> None:
    a_day(home, git)
    moment = [NOW.replace(hour=23, minute=50)]
    async with stage(app_on(home, now=lambda: moment[0])) as app:
        moment[0] += timedelta(hours=3)  # 02:50: still the same evening
        await app.pilot.pause(0.5)
        assert app.today.day == day(20)
        moment[0] += timedelta(hours=2)
        await app.until(lambda: app.today.day == day(21))
        await app.until(lambda: "Nothing yet today" in app.text)


async def test_another_day_stays_when_the_day_changes(home: Home, git: Git) -> None:
    a_day(home, git)
    moment = [NOW]
    async with stage(app_on(home, now=lambda: moment[0])) as app:
        await app.press("left_square_bracket")
        moment[0] += timedelta(days=1)
        await app.pilot.pause(0.5)
        assert app.today.day == day(19)


# -- what comes from outside --------------------------------------------------------------------


async def test_a_note_from_another_shell_appears(home: Home) -> None:
    async with stage(app_on(home)) as app:
        note(home, "written elsewhere", "note", at(12, 0))
        await app.until(lambda: app.bodies == ["written elsewhere"])


async def test_a_commit_made_meanwhile_appears(home: Home, git: Git) -> None:
    api, _ = a_day(home, git)
    async with stage(app_on(home)) as app:
        git.commit(api, "Measure the bucket", stamp(15, 0), bench__py="x\n")
        await app.until(lambda: "Measure the bucket" in app.bodies)


async def test_without_scan_on_start_commits_wait_until_they_are_asked_for(
    home: Home, git: Git
) -> None:
    api, _ = a_day(home, git)
    async with stage(app_on(home, scan_on_start=False)) as app:
        git.commit(api, "Measure the bucket", stamp(15, 0), bench__py="x\n")
        await app.pilot.pause(1.0)
        assert "Measure the bucket" not in app.bodies
        await app.press("ctrl+r")
        await app.until(lambda: "Measure the bucket" in app.bodies)
        await app.until(lambda: "1 new commit." in app.said)


async def test_hostile_subjects_are_shown_as_text(home: Home, git: Git) -> None:
    where = git.repository("api")
    subjects = [
        "[/x] [bold]arr[0] and x[i]",
        "esc \x1b[31mred\x1b]52;c;QUFB\x07 \x9b2J",
        "right \u202egnp.exe",
        "x" * 10_000,
        "👩‍👩‍👧‍👦 漢字 " * 30,
    ]
    for number, subject in enumerate(subjects):
        git.commit(where, subject, stamp(9, number))
    repositories.add(home, PLAIN, str(where))
    repositories.scan(home, PLAIN)
    async with stage(app_on(home), columns=240) as app:
        assert "[/x] [bold]arr[0] and x[i]" in app.text
        assert "esc [31mred]52;c;QUFB 2J" in app.text
        assert "right gnp.exe" in app.text
        assert not set(app.text) & {"\x1b", "\x07", "\x9b", "\u202e"}
        for line in app.today.lines():
            app.app.open_line(line)
            await app.until(lambda: isinstance(app.app.screen, ChangeScreen))
            await app.pilot.pause(0.1)
            assert not set(app.text) & {"\x1b", "\x07", "\x9b", "\u202e"}
            await app.press("escape")
        await app.press("ctrl+p")
        await app.type("arr")
        await app.until(lambda: "Open: api [/x] [bold]arr[0] and x[i]" in app.text)


# -- following ----------------------------------------------------------------------------------


@pytest.fixture
def inside(git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = git.repository("api")
    git.commit(where, "Begin", stamp(9, 0))
    monkeypatch.chdir(where)
    return where


async def test_the_first_run_offers_the_repository_it_was_started_in(
    home: Home, inside: Path
) -> None:
    async with stage(app_on(home)) as app:
        await app.until(lambda: "You are in api" in app.text)
        await app.press("a")
        await app.until(lambda: app.bodies == ["Begin"])
        words = "api is followed: 1 commit of yours.\nIts hooks are in"
        await app.until(lambda: any(said.startswith(words) for said in app.said))
        assert hooks.status(home, PLAIN, str(inside))[0].is_on
        assert [line.repo for line in repositories.listing(home, PLAIN)] == ["api"]


async def test_where_git_does_not_know_who_one_is_that_is_said_as_a_repository_is_followed(
    home: Home, inside: Path, git: Git
) -> None:
    git(inside, "config", "user.email", "")
    async with stage(app_on(home)) as app:
        await app.until(lambda: "You are in api" in app.text)
        await app.press("a")
        words = "api is followed: 0 commits of yours.\nBut git knows no user.email here"
        await app.until(lambda: any(said.startswith(words) for said in app.said))


async def test_a_declined_repository_is_left_alone(home: Home, inside: Path) -> None:
    async with stage(app_on(home)) as app:
        await app.until(lambda: "You are in api" in app.text)
        await app.press("x")
        await app.until(lambda: "You are in api" not in app.text)
        await app.press("left_square_bracket", "t")
        await app.pilot.pause(0.3)
        assert "You are in api" not in app.text
        await app.press("a")
        assert repositories.listing(home, PLAIN) == []


# -- writing --------------------------------------------------------------------------------------


async def test_an_entry_is_saved_shown_and_taken_back(home: Home) -> None:
    async with stage(app_on(home, now=clock)) as app:
        await app.press("n")
        await app.type("A lock per key. #redis")
        await app.press("ctrl+s")
        await app.until(lambda: app.bodies == ["A lock per key. #redis"])
        assert app.today.editor.text == ""
        assert "Saved. u takes it back." in app.said
        assert app.today.focused is app.today.timeline
        await app.press("u")
        await app.until(lambda: app.bodies == [])
        assert drafts.orphans(home) == []
        assert any(said.endswith("\nU brings it back.") for said in app.said)


async def test_an_undo_in_error_is_done_again_and_the_message_names_the_key(home: Home) -> None:
    async with stage(app_on(home, now=clock, keys={"redo": "ctrl+y"})) as app:
        await save(app, "A lock per key.")
        await app.press("u")
        await app.until(lambda: "Taken back: A lock per key.\n^y brings it back." in app.said)
        await app.press("ctrl+y")
        await app.until(lambda: "Back again: A lock per key.\nu takes it back." in app.said)
        await app.until(lambda: app.bodies == ["A lock per key."])


async def test_undo_and_redo_take_turns_in_the_order_of_the_keys(home: Home) -> None:
    async with stage(app_on(home, now=clock)) as app:
        for words in "012":
            await save(app, words)
        await app.press("u", "u", "U", "u", "u", "U")
        await app.until(lambda: app.said[-1:] == ["Back again: 0\nu takes it back."])
        await app.until(lambda: app.bodies == ["0"])


async def save(app: Stage, words: str) -> None:
    await app.press("n")
    await app.type(words)
    await app.press("ctrl+s")
    await app.until(lambda: words in app.bodies)


async def test_keys_are_letters_inside_the_editor(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("n")
        await app.type("nq/?12u")
        assert app.today.editor.text == "nq/?12u"
        await app.press("escape")
        assert app.today.focused is app.today.timeline


async def test_an_empty_entry_is_not_saved(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("n", "ctrl+s")
        await app.until(lambda: "Nothing is written yet." in app.said)
        assert app.bodies == []


async def test_a_decision_begins_with_its_questions_and_leaves_out_the_unanswered(
    home: Home,
) -> None:
    async with stage(app_on(home, now=clock)) as app:
        await app.press("n", "ctrl+t", "ctrl+t")
        assert app.today.editor.text.startswith("## What did I decide?")
        await app.type("a folder")
        await app.press("ctrl+s")
        await app.until(lambda: app.bodies)
        line = app.today.lines()[0]
        assert (line.kind, line.body) == ("decision", "## What did I decide?\na folder")


async def test_the_kind_of_a_written_text_changes_without_touching_it(home: Home) -> None:
    async with stage(app_on(home, now=clock)) as app:
        await app.press("n")
        await app.type("words")
        await app.press("ctrl+t", "ctrl+s")
        await app.until(lambda: app.bodies == ["words"])
        assert app.today.lines()[0].kind == "learned"


async def test_an_entry_is_edited_in_place_while_a_new_one_waits(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home)) as app:
        await app.press("n")
        await app.type("half a thought")
        await app.press("escape")
        app.today.timeline.select(app.today.lines()[0].id)
        await app.press("enter")
        assert app.today.editor.text == "Why does the limiter refill lazily?"
        await app.type(" Because!")
        await app.press("ctrl+s")
        await app.until(lambda: app.bodies[0] == "Why does the limiter refill lazily? Because!")
        assert app.today.editor.text == "half a thought"


async def test_an_edit_that_was_left_is_found_again(home: Home, git: Git) -> None:
    a_day(home, git)
    async with stage(app_on(home)) as app:
        app.today.timeline.select(app.today.lines()[0].id)
        await app.press("enter")
        await app.type(" Because")
    async with stage(app_on(home)) as app:
        await app.until(lambda: any("never saved" in words for words in app.said))
        app.today.timeline.select(app.today.lines()[0].id)
        await app.press("enter")
        await app.until(lambda: app.today.editor.text.endswith("lazily? Because"))


async def test_an_edit_of_what_was_deleted_meanwhile_becomes_an_entry_of_its_own(
    home: Home,
) -> None:
    # Today, because what is saved is written today: on another day there was nothing to open.
    key = note(home, "first", "note", clock())
    async with stage(app_on(home, now=clock)) as app:
        await app.press("enter")
        await app.type(" and mine")
        capture.delete(home, settings.Settings(), key)
        await app.press("ctrl+s")
        await app.until(lambda: app.bodies == ["first and mine"])
        assert any("deleted meanwhile" in words for words in app.said)
        assert app.today.editor.text == ""
    assert drafts.orphans(home) == []


async def test_an_edit_over_another_edit_says_so_and_undo_brings_the_other_back(
    home: Home,
) -> None:
    key = note(home, "first", "note", at(9, 0))
    async with stage(app_on(home)) as app:
        await app.press("enter")
        await app.type(" and mine")
        capture.edit(home, settings.Settings(), key, "theirs")
        await app.press("ctrl+s")
        await app.until(lambda: any("had changed meanwhile" in words for words in app.said))
        await app.press("u")
        await app.until(lambda: app.bodies == ["theirs"])


async def test_words_for_an_entry_that_is_gone_are_found_in_the_new_one(home: Home) -> None:
    key = note(home, "first", "note", at(9, 0))
    async with stage(app_on(home)) as app:
        await app.press("enter")
        await app.type(" and mine")
    capture.delete(home, settings.Settings(), key)
    async with stage(app_on(home)) as app:
        await app.until(lambda: app.today.editor.text == "first and mine")
        assert not app.today.editor.sheet.entry_id
    assert [draft.entry_id for draft in drafts.orphans(home)] == [""]


async def test_what_can_not_be_saved_stays_in_the_editor(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise JournalError("the disk is full", "make room")

    async with stage(app_on(home)) as app:
        await app.press("n")
        await app.type("words")
        monkeypatch.setattr(capture, "save", refuse)
        await app.press("ctrl+s")
        await app.until(lambda: "the disk is full: make room" in app.said)
        assert app.today.editor.text == "words"


async def test_words_typed_while_an_entry_is_saved_stay(home: Home) -> None:
    async with stage(app_on(home, now=clock)) as app:
        await app.press("n")
        await app.type("first")
        app.today.editor.keep()
        app.today.editor.insert(" and more")
        await app.until(lambda: app.bodies == ["first"])
        assert app.today.editor.text.strip() == "and more"


async def test_pasted_escape_sequences_become_text(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("n")
        app.app.post_message(Paste("a\x1b[31mb\r\nc\x9b2J"))
        await app.until(lambda: app.today.editor.text == "a[31mb\nc2J")


async def test_a_draft_that_can_not_be_written_is_said_once(home: Home, tmp_path: Path) -> None:
    home.make(home.data)
    put(home.drafts, "a file where the folder should be")
    async with stage(app_on(home)) as app:
        await app.press("n")
        await app.type("words")
        await app.until(lambda: app.said)
        await app.type(" more")
        await app.pilot.pause(0.8)
        assert len(app.said) == 1
        assert app.today.editor.text == "words more"


# -- everywhere -----------------------------------------------------------------------------------


async def test_nothing_is_offered_to_open_on_an_empty_day(home: Home) -> None:
    async with stage(app_on(home)) as app:
        assert "enter open" not in app.text
        note(home, "first", "note", at(9, 0))
        app.today.refresh_data()
        await app.until(lambda: "enter open" in app.text)


async def test_a_very_small_terminal_shows_lines_and_editor(home: Home) -> None:
    note(home, "first", "note", at(9, 0))
    async with stage(app_on(home), 40, 10) as app:
        await app.until(lambda: "first" in app.text and "New entry" in app.text)


async def test_the_palette_knows_every_command(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("ctrl+p")
        await app.type("kind")
        await app.until(lambda: "^t    Kind" in app.text)
        await app.press("enter")
        await app.until(lambda: "Learned" in str(app.today.editor.border_title))


async def test_the_palette_offers_what_can_be_done_on_the_screen_one_is_on(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("2")
        await app.until(lambda: "No entries yet" in app.text)
        await app.press("ctrl+p")
        await app.until(lambda: "choose a kind, a tag, a repository or days" in app.text)
        assert "follow another repository" in app.text
        for words in ("keep what the editor holds", "edit this entry", "Follow this", "Stop scan"):
            assert words not in app.text
        await app.press("escape", "1", "ctrl+p")
        await app.until(lambda: "keep what the editor holds" in app.text)
        await app.type("calendar")
        await app.until(lambda: "go to a day" in app.text)
        await app.press("enter")
        await app.until(lambda: "or a date: 2026-03" in app.text)


async def test_the_palette_survives_markup_that_is_typed(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("ctrl+p")
        app.app.screen.query_one(Input).value = "[/x]"
        await app.pilot.pause(0.3)
        app.app.screen.query_one(Input).value = "quit"
        await app.until(lambda: "q     Quit" in app.text)


async def test_a_key_can_be_given_to_another_action(home: Home) -> None:
    async with stage(app_on(home, keys={"new": "w", "theme_light": "f9"})) as app:
        await app.press("n")
        assert app.focused_id == "timeline"
        assert "w new entry" in app.text
        await app.press("f9")
        assert app.app.theme == "waterline-light"
        await app.press("w")
        assert app.focused_id == "editor"


async def test_ctrl_c_ends_nothing_and_says_what_does(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("ctrl+c")
        await app.until(lambda: any("q ends Waterline" in words for words in app.said))
        await app.press("n", "ctrl+c")
        await app.until(lambda: any("ctrl+q ends Waterline" in words for words in app.said))


async def test_an_unreadable_journal_is_told_and_left_as_it_is(home: Home) -> None:
    home.make(home.data)
    put(home.journal, "not a journal at all " * 100)
    app = app_on(home)
    async with app.run_test(size=(120, 40)) as pilot:
        running = Stage(app, pilot)
        await running.until(lambda: "What you write is safe" in running.text)
        assert "journal.db" in re.sub(r"[│ \n]+", "", running.text)
    assert held(home.journal) == "not a journal at all " * 100


def put(path: str, text: str) -> None:
    Path(path).write_text(text)


def held(path: str) -> str:
    return Path(path).read_text()


@pytest.fixture(autouse=True)
def neutral_folder(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in no repository, with short waits."""
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(background, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(screen, "TICK", 0.2)


def test_the_journal_shows_what_the_app_saved(home: Home) -> None:
    line = capture.save(home, PLAIN, "words")
    assert [found.id for found in look.day(home, PLAIN, line.day)] == [line.id]
