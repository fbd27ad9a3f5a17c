"""Repositories, Settings and Help, as a person uses them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from tests.tui.bench import NOW, notices, opened, press, type_text, until, write
from waterline import settings as setting
from waterline.practice import hooks, repositories
from waterline.settable import SETTINGS
from waterline.tui import actions
from waterline.tui.screens.follow import FollowScreen
from waterline.tui.screens.help import HelpScreen
from waterline.tui.screens.repositories import ago
from waterline.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home
    from waterline.tui.app import WaterlineApp


def shown(app: WaterlineApp) -> str:
    """Give what is on the screen, as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_a_repository_is_followed_scanned_and_removed(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    git.commit(where, "One", a__py="x\n" * 12)
    git.commit(where, "Two", b__py="y\n")
    monkeypatch.chdir(where)
    async with opened(home, "repositories") as (app, pilot):
        assert "No repository is followed yet" in shown(app)
        assert "code/api" in shown(app)
        await press(pilot, "a")
        assert app.screen.query_one(Input).value == str(where)
        await press(pilot, "enter")
        await until(pilot, lambda: "2 commits" in shown(app))
        assert any("Its hooks are in" in words for words in notices(app))
        assert hooks.status(home, app.settings, str(where))[0].is_on
        assert [line.total for line in repositories.listing(home, app.settings)] == [2]
        assert app.screen.query_one(Rows).has_focus
        git.commit(where, "Three", c__py="z\n")
        await press(pilot, "g")
        await until(pilot, lambda: "3 commits" in shown(app))
        await press(pilot, "enter")
        await until(pilot, lambda: "Three" in shown(app) and app.current_mode == "journal")
        assert "in api" in shown(app)
        await app.run_action("repositories")
        await until(pilot, lambda: "3 commits" in shown(app))
        await press(pilot, "d")
        assert "Follow api no longer?" in shown(app)
        await press(pilot, "n")
        assert "3 commits" in shown(app)
        await press(pilot, "d", "y")
        await until(pilot, lambda: "No repository is followed yet" in shown(app))
        assert repositories.listing(home, app.settings) == []
    assert (where / ".git").is_dir()
    assert hooks.status(home, setting.Settings(), str(where))[0].how == "none"


async def test_the_repositories_are_shown_when_the_folder_we_started_in_is_gone(
    home: Home, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repositories.add(home, setting.load(home), str(git.repository("api")))
    started_in = tmp_path / "gone"
    started_in.mkdir()
    monkeypatch.chdir(started_in)
    started_in.rmdir()
    async with opened(home, "repositories") as (app, pilot):
        await until(pilot, lambda: "api" in shown(app))
    monkeypatch.chdir(tmp_path)


async def test_hooks_that_are_in_live_by_the_settings_as_they_are_changed(
    home: Home, git: Git
) -> None:
    hooks.install(home, setting.load(home), str(git.repository("api")))
    before = gate(home)
    async with opened(home, "settings") as (app, pilot):
        rows = app.screen.query_one(Rows)
        rows.select("ask")
        await press(pilot, "enter")
        await until(pilot, lambda: app.settings.ask == "later")
    assert gate(home) != before


def gate(home: Home) -> str:
    return Path(hooks.gate_of(home)).read_text()


async def test_a_folder_that_is_no_repository_is_refused_in_one_line_and_can_be_mended(
    home: Home, git: Git, tmp_path: Path
) -> None:
    where = git.repository("api")
    async with opened(home, "repositories") as (app, pilot):
        await press(pilot, "a")
        field = app.screen.query_one(Input)
        field.value = str(tmp_path)
        await press(pilot, "enter")
        assert str(tmp_path) in str(app.screen.query_one("#follow-mistake", Static).content)
        field.value = str(where)
        await press(pilot, "enter")
        assert not isinstance(app.screen, FollowScreen)
        await until(pilot, lambda: "api" in shown(app))


async def test_a_repository_that_is_gone_is_said_to_be_missing(home: Home, git: Git) -> None:
    where = git.repository("api")
    git.commit(where, "One")
    repositories.add(home, setting.Settings(), str(where))
    repositories.scan(home, setting.Settings())
    where.rename(where.with_name("moved"))
    async with opened(home, "repositories") as (app, _):
        assert "missing" in shown(app)


async def test_a_name_with_markup_and_controls_is_only_a_name(home: Home, git: Git) -> None:
    where = git.repository("[red]x[\x1b[31m")
    git.commit(where, "One")
    repositories.add(home, setting.Settings(), str(where))
    async with opened(home, "repositories") as (app, pilot):
        assert "[red]x[" in shown(app)
        assert "\x1b" not in shown(app)
        await press(pilot, "d")
        assert "[red]x[" in shown(app)
        await press(pilot, "y")
        await until(pilot, lambda: "No repository" in shown(app))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "scanned just now"),
        (25 * 60, "scanned 25 min ago"),
        (7 * 3600, "scanned 7 h ago"),
        (9 * 86_400, "scanned 9 days ago"),
    ],
)
def test_the_last_scan_is_told_as_people_say_it(seconds: int, words: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words
    assert ago(None, NOW) == "not scanned yet"


async def test_every_setting_is_listed_with_its_value_and_explained(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        for one in SETTINGS:
            assert app.screen.query_one(Rows).cursor_key == one.key
            text = shown(app)
            assert one.key in text
            about = str(app.screen.query_one("#setting-about", Static).content)
            assert one.allowed in about
            assert one.about[1:] in about
            await press(pilot, "j")


async def test_a_theme_applies_at_once_and_is_kept(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("theme")
        await press(pilot, "enter")
        assert app.theme == "waterline-light"
        assert setting.load(home).theme == "waterline-light"
        await press(pilot, "d")
        assert app.theme == "waterline-dark"
        assert setting.load(home).theme == "waterline-dark"
        assert "theme" not in setting.read(home)


async def test_a_switch_turns_and_a_text_is_typed(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("scan_on_start")
        await press(pilot, "enter")
        assert setting.load(home).scan_on_start is False
        app.screen.query_one(Rows).select("addresses")
        await press(pilot, "enter")
        await type_text(pilot, "me@work.example, you@home.example")
        await press(pilot, "enter")
        assert setting.load(home).addresses == ("me@work.example", "you@home.example")
        assert app.settings.addresses == ("me@work.example", "you@home.example")
        assert "me@work.example, you" in shown(app)
        assert app.screen.query_one(Rows).has_focus


async def test_a_choice_goes_on_to_the_next_and_a_repository_is_typed(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("push")
        await press(pilot, "enter")
        assert setting.load(home).push == "require"
        app.screen.query_one(Rows).select("repos")
        await press(pilot, "enter")
        await type_text(pilot, "api.push = off")
        await press(pilot, "enter")
        assert setting.load(home).repos == {"api": {"push": "off"}}
        assert "api.push = off" in shown(app)


async def test_what_is_not_allowed_is_said_under_the_field_and_changes_nothing(
    home: Home,
) -> None:
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("min_lines")
        await press(pilot, "enter", "minus", "enter")
        said = str(app.screen.query_one("#setting-mistake", Static).content)
        assert "min_lines" in said
        assert "0 to 10000" in said
        assert setting.read(home) == ""
        assert app.screen.query_one("#setting-value", Input).value == "10-"
        await press(pilot, "escape")
        assert app.screen.query_one(Rows).has_focus
        assert app.current_mode == "settings"
        await press(pilot, "escape")
        assert app.current_mode == "today"


async def test_a_key_is_given_to_another_action_and_works_at_once(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("keys")
        await press(pilot, "enter")
        await type_text(pilot, "journal = f6")
        await press(pilot, "enter")
        assert setting.load(home).keys == {"journal": "f6"}
        await press(pilot, "f6")
        assert app.current_mode == "journal"


def _is_refused(app: WaterlineApp, said: str) -> bool:
    return said in str(app.screen.query_one("#setting-mistake", Static).content)


async def test_a_key_that_is_taken_or_an_action_that_is_none_is_refused(home: Home) -> None:
    async with opened(home, "settings") as (app, pilot):
        for typed, said in [("new = u", "undo"), ("poem = f6", "poem")]:
            app.screen.query_one(Rows).select("keys")
            await press(pilot, "enter")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            await until(pilot, partial(_is_refused, app, said))
            assert setting.load(home).keys == {}
            await press(pilot, "escape")


async def test_a_comment_in_the_settings_file_stays(home: Home) -> None:
    setting.write(home, "# mine\nmin_lines = 5\n")
    async with opened(home, "settings") as (app, pilot):
        app.screen.query_one(Rows).select("backups_kept")
        await press(pilot, "enter", "backspace", "9", "enter")
        assert setting.read(home).startswith("# mine\nmin_lines = 5\n")
        assert setting.load(home).backups_kept == 9


async def test_help_shows_every_key_of_the_registry(home: Home) -> None:
    async with opened(home, "today") as (app, pilot):
        await press(pilot, "escape", "question_mark")
        assert isinstance(app.screen, HelpScreen)
        text = str(app.screen.query_one("#help-text", Static).content)
        for action in actions.ACTIONS:
            if action.key:
                assert action.about[:30] in text, action.id
                assert actions.key_label(action.key) in text, action.id
        await press(pilot, "question_mark")
        assert not isinstance(app.screen, HelpScreen)


async def test_help_shows_keys_as_they_are_set(home: Home) -> None:
    setting.change(home, "keys.journal", "f6")
    async with opened(home, "journal") as (app, pilot):
        await press(pilot, "question_mark")
        text = str(app.screen.query_one("#help-text", Static).content)
        line = next(line for line in text.split("\n") if "to read, filter and search" in line)
        assert line.startswith("f6")


async def test_the_day_a_person_lives_by_follows_the_setting_at_once(home: Home) -> None:
    write(home, [("note", "written at ten past two in the afternoon")])
    async with opened(home, "settings") as (app, pilot):
        await press(pilot, "enter", *["backspace"] * 5)
        await type_text(pilot, "05:30")
        await press(pilot, "enter")
        assert app.settings.day_starts == 5 * 60 + 30
        assert setting.load(home).day_starts == 5 * 60 + 30
