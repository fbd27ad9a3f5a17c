"""The Journal: reading, searching, filtering, changing, as a person does it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from tests.tui.bench import (
    journal,
    notices,
    opened,
    press,
    settle,
    type_text,
    until,
    write,
    write_many,
)
from waterline import settings as setting
from waterline.domain.filters import Filter
from waterline.practice import capture, look, repositories
from waterline.tui.screens.calendar import CalendarScreen
from waterline.tui.widgets.calendar import Calendar
from waterline.tui.widgets.journal_list import JournalList
from waterline.tui.widgets.reader import Reader
from waterline.tui.widgets.search_field import Chips, SearchField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.tui.app import WaterlineApp

ENTRIES = [
    ("learned", "The bucket needs no timer, **really**\n\nRefill on read. #redis"),
    ("note", "Why does the limiter refill lazily?"),
    ("decision", "## What did I decide?\n\nA lock over an index. #checkout"),
    ("note", "arr[0] and x[i] and [/x] stay"),
    ("learned", "SKIP LOCKED lets workers pass #postgres"),
]


def listed(app: WaterlineApp) -> list[str]:
    """Give the lines in sight in the list, each without the gutter."""
    rows = app.screen.query_one(JournalList)
    return [rows.render_line(y).text[1:].rstrip() for y in range(rows.size.height)]


def read(app: WaterlineApp) -> str:
    """Give what is in sight in the reader."""
    reader = app.screen.query_one(Reader)
    return "\n".join(reader.render_line(y).text.rstrip() for y in range(reader.size.height))


def empty_words(app: WaterlineApp) -> str:
    return str(app.screen.query_one("#journal-empty", Static).content)


async def test_entries_stand_newest_first_under_their_days_and_the_first_is_read(
    home: Home,
) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, _):
        assert listed(app)[:9] == [
            "Today · Fri 20 Nov",
            "14:10 ✎ The bucket needs no timer, **really**",
            "        learned · #redis",
            "06:58 ✎ Why does the limiter refill lazily?",
            "",
            "Yesterday · Thu 19 Nov",
            "23:46 ✎ A lock over an index. #checkout",
            "        decision · #checkout",
            "16:34 ✎ arr[0] and x[i] and [/x] stay",
        ]
        shown = read(app)
        assert "Fri 20 Nov 2026, 14:10" in shown
        assert "+01:00" not in shown
        assert "#redis" in shown
        assert "The bucket needs no timer, really\n\nRefill on read." in shown


async def test_the_reader_follows_the_cursor(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "j", "j")
        assert "What did I decide?" in read(app)
        await press(pilot, "k")
        assert "limiter" in read(app)


async def test_markup_in_an_entry_is_text_everywhere(home: Home) -> None:
    write(
        home, [("note", "[/x] [bold]x[/bold] <b>raw</b> \x1b[31m[link](https://x.y/z)\n\narr[0]")]
    )
    async with opened(home) as (app, pilot):
        assert "[/x] [bold]x[/bold] <b>raw</b>" in listed(app)[1]
        shown = read(app)
        assert "[/x] [bold]x[/bold] <b>raw</b>" in shown
        assert "link (https://x.y/z)" in shown
        assert "arr[0]" in shown
        assert "\x1b" not in shown
        await press(pilot, "d")
        assert "[/x]" in notices(app)[0]


async def test_search_narrows_while_typing_and_marks_what_it_found(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "lock")
        shown = [line for line in listed(app) if "✎" in line]
        assert shown == [
            "23:46 ✎ A lock over an index. #checkout",
            "09:22 ✎ SKIP LOCKED lets workers pass #postgres",
        ]
        underlined = [
            text
            for y in range(40)
            for text, style, _ in app.screen.query_one(JournalList).render_line(y)
            if style is not None and style.underline
        ]
        assert underlined == ["lock", "LOCKED"]
        marked = [
            text
            for y in range(20)
            for text, style, _ in app.screen.query_one(Reader).render_line(y)
            if style is not None and style.underline
        ]
        assert marked == ["lock"]
        await press(pilot, "down")
        assert "SKIP LOCKED" in read(app)
        assert app.screen.query_one(SearchField).has_focus


async def test_enter_orders_by_relevance_and_goes_to_the_list(home: Home) -> None:
    write(home, [("note", "redis" + " and much else" * 30), ("note", "only redis")])
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "redis")
        assert "redis and much" in listed(app)[1]
        await press(pilot, "enter")
        assert "only redis" in listed(app)[0]
        assert app.screen.query_one(JournalList).has_focus
        assert "by relevance" in str(journal(app)._left.border_subtitle)


async def test_escape_clears_the_search_step_by_step(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "lock")
        await press(pilot, "escape")
        assert app.screen.query_one(SearchField).value == ""
        assert len([line for line in listed(app) if "✎" in line]) == 5
        await press(pilot, "escape")
        assert app.screen.query_one(JournalList).has_focus
        await press(pilot, "escape")
        assert app.current_mode == "today"


async def test_filters_are_typed_shown_as_chips_and_taken_away_with_a_click(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "kind:learned tag:redis")
        assert [line for line in listed(app) if "✎" in line] == [
            "14:10 ✎ The bucket needs no timer, **really**"
        ]
        chips = app.screen.query_one(Chips)
        assert chips.render().plain == " learned x   #redis x "
        await pilot.click(chips, offset=(14, 0))
        await settle(pilot)
        assert app.screen.query_one(SearchField).value == "kind:learned"
        assert len([line for line in listed(app) if "✎" in line]) == 2


async def test_filters_are_chosen_from_a_list(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "f", "j", "j", "enter")
        assert app.screen.query_one(SearchField).value == "kind:decision"
        await press(pilot, "f", "end", "enter")
        assert app.screen.query_one(SearchField).value == "kind:decision tag:redis"
        assert "Nothing here" in empty_words(app)
        assert "decision, #redis" in empty_words(app)
        await press(pilot, "f", "escape")
        assert app.screen.query_one(SearchField).value == "kind:decision tag:redis"


async def test_a_mistake_in_a_filter_is_one_line_and_the_rest_counts(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "since:never lock")
        said = app.screen.query_one("#search-mistake", Static)
        assert str(said.content) == "no date 'never': yesterday, 2026-10"
        assert said.size.height == 1
        assert len([line for line in listed(app) if "✎" in line]) == 2


async def test_one_letter_is_too_short_and_says_so(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "l")
        assert "two letters" in str(journal(app)._left.border_subtitle)
        assert len([line for line in listed(app) if "✎" in line]) == 5


async def test_nothing_found_says_what_was_asked_and_the_way_out(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "slash")
        await type_text(pilot, "zebra kind:note")
        assert "zebra" in empty_words(app)
        assert "note" in empty_words(app)
        assert "esc clears" in empty_words(app)
        assert app.screen.query_one(Reader).line is None
        await press(pilot, "escape")
        assert len([line for line in listed(app) if "✎" in line]) == 5


async def test_an_empty_journal_says_how_to_begin(home: Home) -> None:
    async with opened(home) as (app, pilot):
        assert "No entries yet" in empty_words(app)
        await press(pilot, "j", "o", "d", "enter", "y", "end", "g", "escape")
        assert app.screen.query_one(Reader).line is None


@pytest.fixture
def damaged(home: Home) -> Iterator[str]:
    """Give the path of a journal that is none; it must be the same afterwards."""
    home.make(home.data)
    damage = b"not a journal " * 400
    file = Path(home.journal)
    file.write_bytes(damage)
    yield home.journal
    assert file.read_bytes() == damage


async def test_a_damaged_journal_is_said_in_the_lists_place_and_left_as_it_is(
    home: Home, damaged: str
) -> None:
    async with opened(home) as (app, pilot):
        await until(pilot, lambda: damaged in empty_words(app))
        await press(pilot, "slash")
        await type_text(pilot, "lock")
        assert damaged in empty_words(app)


async def test_a_deleted_entry_goes_at_once_and_comes_back_with_undo(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "j", "d")
        await until(pilot, lambda: "limiter" not in "\n".join(listed(app)))
        assert "u takes it back" in notices(app)[0]
        assert "What did I decide?" in read(app)
        await press(pilot, "u")
        await until(pilot, lambda: "limiter" in "\n".join(listed(app)))
        await settle(pilot)
        assert "limiter" in read(app)
        await press(pilot, "U")
        await until(pilot, lambda: "limiter" not in "\n".join(listed(app)))
        assert "Deleted again" in notices(app)[-1]


async def test_an_entry_opens_in_the_editor(home: Home) -> None:
    write(home, ENTRIES)
    for key in ("o", "enter"):
        async with opened(home) as (app, pilot):
            await press(pilot, "j", key)
            assert app.current_mode == "today"
            assert app._today.editor.text == "Why does the limiter refill lazily?"
            assert app._today.editor.has_focus


async def test_after_an_edit_the_journal_stands_where_it_stood(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "j", "o")
        await type_text(pilot, " ok")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: app.current_mode == "journal")
        await until(pilot, lambda: "Why does the limiter refill lazily? ok" in read(app))
        assert "edited" in read(app)
        await press(pilot, "o", "escape")
        assert app.current_mode == "journal"
        await press(pilot, "u")
        await until(pilot, lambda: "lazily? ok" not in read(app))


async def test_the_text_is_copied_through_the_terminal(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "j", "y")
        assert app.clipboard == "Why does the limiter refill lazily?"


async def test_what_is_written_outside_appears_and_the_cursor_stays(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "j")
        capture.note(home, "from the shell")
        await until(pilot, lambda: any("from the shell" in line for line in listed(app)))
        await settle(pilot)
        assert "limiter" in read(app)


async def test_the_calendar_goes_to_the_nearest_older_day_and_newer_lines_come_on(
    home: Home,
) -> None:
    write_many(home, 3_000)
    async with opened(home) as (app, pilot):
        await press(pilot, "g")
        assert isinstance(app.screen, CalendarScreen)
        await type_text(pilot, "2026-09-15")
        assert app.screen.query_one(Calendar).day == date(2026, 9, 15)
        await press(pilot, "enter")
        line = app.screen.query_one(Reader).line
        assert line is not None
        assert line.day == date(2026, 9, 15)
        await until(pilot, lambda: not journal(app)._window.at_newest)
        await press(pilot, "k")
        newer = app.screen.query_one(Reader).line
        assert newer is not None
        assert newer.day == date(2026, 9, 16)
        await press(pilot, "home")
        first = app.screen.query_one(Reader).line
        assert first is not None
        assert first.day == date(2026, 11, 20)


async def test_a_day_before_everything_is_said_to_hold_nothing(home: Home) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "g")
        await type_text(pilot, "2020")
        await press(pilot, "enter")
        assert "Nothing on" in notices(app)[0]
        assert len([line for line in listed(app) if "✎" in line]) == 5


async def test_the_calendar_moves_by_days_weeks_and_months_and_shows_what_days_hold(
    home: Home,
) -> None:
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        await press(pilot, "g")
        calendar = app.screen.query_one(Calendar)
        assert "2 entries" in str(app.screen.query_one("#calendar-about", Static).content)
        for key, day in [
            ("h", date(2026, 11, 19)),
            ("k", date(2026, 11, 12)),
            ("pageup", date(2026, 10, 12)),
            ("l", date(2026, 10, 13)),
            ("down", date(2026, 10, 20)),
            ("pagedown", date(2026, 11, 20)),
            ("t", date(2026, 11, 20)),
        ]:
            await press(pilot, key)
            assert calendar.day == day, key
        await press(pilot, "h")
        assert "19•" in calendar.render().plain
        await press(pilot, "escape")
        assert app.screen is journal(app)


async def test_commits_are_shown_when_asked_for_and_read_with_their_files(
    home: Home, git: Git
) -> None:
    where = git.repository("api")
    git.commit(
        where, "Add token bucket\n\nRefill on read.", "2026-11-20T09:14:00+0100", a__py="x\ny\n"
    )
    settings = setting.load(home)
    repositories.add(home, settings, str(where))
    repositories.scan(home, settings)
    write(home, ENTRIES)
    async with opened(home) as (app, pilot):
        assert not any("◆" in line for line in listed(app))
        await press(pilot, "c")
        assert "09:14 ◆ Add token bucket" in listed(app)
        await press(pilot, "j")
        shown = read(app)
        assert "Refill on read." in shown
        assert "+2 \N{MINUS SIGN}0" in shown
        assert "a.py" in shown
        await press(pilot, "d")
        assert "A commit stays" in notices(app)[0]
        await press(pilot, "slash")
        await type_text(pilot, "refill kind:change repo:api")
        assert [line for line in listed(app) if line.startswith("09")] == [
            "09:14 ◆ Add token bucket"
        ]


async def test_twenty_thousand_entries_scroll_to_the_end_and_are_searched(home: Home) -> None:
    write_many(home, 20_000)
    assert len(look.page(home, setting.load(home), Filter(), limit=30_000)) == 20_000
    async with opened(home) as (app, pilot):
        await press(pilot, *["pagedown"] * 40)
        line = app.screen.query_one(Reader).line
        assert line is not None
        assert int(line.body.split()[2]) > 1_000
        assert len(journal(app)._window.lines) <= 2_000
        await press(pilot, "end")
        line = app.screen.query_one(Reader).line
        assert line is not None
        assert line.body.startswith("entry number 19999 ")
        await press(pilot, *["pageup"] * 12)
        line = app.screen.query_one(Reader).line
        assert line is not None
        assert 19_000 < int(line.body.split()[2]) < 19_800
        await press(pilot, "slash")
        await type_text(pilot, "locks")
        line = app.screen.query_one(Reader).line
        assert line is not None
        assert line.body == "entry number 7 about locks"
        assert len(journal(app)._lines) == 20


async def test_going_down_page_by_page_meets_every_entry_once(home: Home) -> None:
    write_many(home, 900)
    async with opened(home, size=(80, 24)) as (app, pilot):
        seen: list[str] = []
        rows = app.screen.query_one(JournalList)
        while len(seen) < 900:
            seen.append(rows.cursor_key)
            rows.action_down()
            if rows.cursor_key == seen[-1]:
                await settle(pilot)
                rows.action_down()
        assert seen == [f"id-{number:06}" for number in range(900)]


async def test_a_long_entry_is_read_to_its_end(home: Home) -> None:
    write(home, [("note", "\n\n".join(f"paragraph {n}" for n in range(300)))])
    async with opened(home, size=(80, 24)) as (app, pilot):
        assert "paragraph 0" in read(app)
        await press(pilot, "space")
        assert "paragraph 0" not in read(app)
        await press(pilot, "b")
        assert "paragraph 0" in read(app)
        await press(pilot, "tab")
        await press(pilot, "end")
        await until(pilot, lambda: "paragraph 299" in read(app))


async def test_another_width_wraps_the_reader_again(home: Home) -> None:
    write(home, [("note", "word " * 60)])
    async with opened(home) as (app, pilot):
        before = app.screen.query_one(Reader).virtual_size.height
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert app.screen.query_one(Reader).virtual_size.height > before
        assert "word word" in read(app)
