"""The row list, in a small app of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollDown

from waterline.tui import theme
from waterline.tui.tops import Tops
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.message import Message
    from textual.pilot import Pilot


def row(number: int, *, height: int = 1) -> Row:
    return Row(f"k{number}", [Content(f"row {number} line {n}") for n in range(height)])


def heading(name: str) -> Row:
    return Row(f"h-{name}", [Content(name)], heading=True)


class Bench(App[None]):
    CSS = "Screen { layout: vertical; }"

    def __init__(self) -> None:
        super().__init__()
        for one in theme.THEMES:
            self.register_theme(one)
        self.theme = "waterline-dark"
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Rows(id="rows")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        self.heard.append(message)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        self.heard.append(message)

    def on_rows_near_end(self, message: Rows.NearEnd) -> None:
        self.heard.append(message)

    def on_rows_near_start(self, message: Rows.NearStart) -> None:
        self.heard.append(message)

    def said(self, kind: type[Message]) -> int:
        return sum(isinstance(message, kind) for message in self.heard)


@contextlib.asynccontextmanager
async def bench(
    rows: Sequence[Row], size: tuple[int, int] = (40, 10), height: int = 0
) -> AsyncIterator[tuple[Bench, Rows, Pilot[None]]]:
    app = Bench()
    async with app.run_test(size=size) as pilot:
        lines = app.query_one(Rows)
        lines.set_rows(rows, height=height)
        await pilot.pause()
        yield app, lines, pilot


def shown(lines: Rows) -> list[str]:
    """Give the lines on the screen, without the gutter and the blanks at the end."""
    return [lines.render_line(y).text[1:].rstrip() for y in range(lines.size.height)]


def marked(lines: Rows) -> list[int]:
    return [y for y in range(lines.size.height) if lines.render_line(y).text.startswith("▌")]


async def test_the_cursor_starts_on_the_first_row_that_is_no_heading() -> None:
    async with bench([heading("Friday"), row(1), row(2)]) as (app, lines, _):
        assert lines.cursor_key == "k1"
        assert shown(lines)[:3] == ["Friday", "row 1 line 0", "row 2 line 0"]
        assert marked(lines) == [1]
        assert [m.key for m in app.heard if isinstance(m, Rows.Highlighted)] == ["k1"]


async def test_keys_move_over_rows_and_skip_headings() -> None:
    rows = [heading("a"), row(1), row(2), heading("b"), heading("c"), row(3), row(4)]
    async with bench(rows) as (_, lines, pilot):
        for key, wanted in [
            ("j", "k2"),
            ("down", "k3"),
            ("k", "k2"),
            ("end", "k4"),
            ("j", "k4"),
            ("up", "k3"),
            ("home", "k1"),
            ("up", "k1"),
        ]:
            await pilot.press(key)
            assert lines.cursor_key == wanted, key


async def test_a_screen_at_a_time_reaches_both_ends_and_shows_the_cursor() -> None:
    async with bench([row(n) for n in range(35)]) as (_, lines, pilot):
        await pilot.press("pagedown")
        assert lines.cursor == 10
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert lines.cursor == 34
        assert marked(lines) == [9]
        await pilot.press("pageup")
        assert lines.cursor == 24
        await pilot.press("pageup", "pageup", "pageup")
        assert lines.cursor == 0
        assert marked(lines) == [0]


async def test_a_row_taller_than_the_screen_can_be_passed() -> None:
    async with bench([row(1), row(2, height=25), row(3)]) as (_, lines, pilot):
        await pilot.press("j")
        assert shown(lines)[0] == "row 2 line 0"
        await pilot.press("pagedown")
        assert lines.cursor_key == "k3"


async def test_going_up_to_the_first_row_of_a_day_shows_its_heading() -> None:
    async with bench([heading("today"), *[row(n) for n in range(30)]]) as (_, lines, pilot):
        await pilot.press("end", "home")
        assert shown(lines)[0] == "today"


async def test_enter_and_a_double_click_choose_and_a_click_moves() -> None:
    async with bench([heading("a"), row(1), row(2), row(3)]) as (app, lines, pilot):
        await pilot.press("enter")
        await pilot.click(lines, offset=(5, 3))
        assert lines.cursor_key == "k3"
        assert app.said(Rows.Chosen) == 1
        await pilot.click(lines, offset=(5, 0))
        assert lines.cursor_key == "k3"
        await pilot.double_click(lines, offset=(5, 2))
        assert [m.key for m in app.heard if isinstance(m, Rows.Chosen)] == ["k1", "k2"]


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with bench([row(1)]) as (app, lines, pilot):
        await pilot.click(lines, offset=(5, 8))
        assert lines.cursor_key == "k1"
        assert app.said(Rows.Chosen) == 0


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with bench([row(n) for n in range(100)]) as (_, lines, pilot):
        for _n in range(5):
            await pilot._post_mouse_events([MouseScrollDown], lines, button=0)
        await pilot.pause(0.3)
        assert lines.scroll_y > 0
        assert lines.cursor == 0


async def test_the_mouse_shows_what_it_would_meet_and_leaves_no_trace() -> None:
    async with bench([heading("a"), row(1), row(2)]) as (_, lines, pilot):
        plain = lines.render_line(2)
        await pilot.hover(lines, offset=(4, 2))
        assert lines.render_line(2) != plain
        await pilot.hover(lines, offset=(4, 0))
        assert lines.render_line(2) == plain


async def test_rows_put_above_leave_what_is_in_sight_in_place() -> None:
    async with bench([row(n) for n in range(100, 150)]) as (_, lines, pilot):
        await pilot.press(*["j"] * 20)
        before = shown(lines)
        lines.prepend([heading("x"), *[row(n, height=2) for n in range(30)]])
        await pilot.pause()
        assert shown(lines) == before
        assert lines.cursor_key == "k120"
        await pilot.press("home")
        assert lines.cursor_key == "k0"


async def test_at_the_very_top_what_is_newer_is_shown() -> None:
    async with bench([row(n) for n in range(100)]) as (_, rows, pilot):
        rows.prepend([heading("today"), row(-2), row(-1)])
        await pilot.pause()
        assert (rows.scroll_y, rows.cursor_key) == (0, "k0")
        rows.prepend([row(1000 + n) for n in range(60)])
        await pilot.pause()
        assert rows.cursor_key == "k0"
        assert rows.scroll_y == 60


async def test_rows_put_below_move_nothing() -> None:
    async with bench([row(n) for n in range(5)]) as (_, lines, pilot):
        lines.append([row(n) for n in range(5, 30)])
        await pilot.pause()
        assert lines.cursor_key == "k0"
        assert shown(lines)[9] == "row 9 line 0"


async def test_when_the_row_under_the_cursor_goes_its_neighbour_takes_its_place() -> None:
    rows = [heading("a"), row(1), row(2), row(3)]
    async with bench(rows) as (_, lines, pilot):
        await pilot.press("j")
        lines.set_rows([r for r in rows if r.key != "k2"], keep=True)
        assert lines.cursor_key == "k3"
        lines.set_rows([heading("a"), row(1)], keep=True)
        assert lines.cursor_key == "k1"
        lines.set_rows([heading("a")], keep=True)
        assert lines.cursor_key == ""
        lines.set_rows([])
        await pilot.press("j", "k", "pagedown", "end", "enter")
        assert lines.cursor_key == ""


async def test_a_row_is_found_by_its_key() -> None:
    async with bench([heading("a"), *[row(n) for n in range(50)]]) as (_, lines, _pilot):
        assert lines.select("k40", at_top=True)
        assert shown(lines)[0] == "row 40 line 0"
        assert not lines.select("nobody")
        assert not lines.select("h-a")
        assert lines.cursor_key == "k40"


async def test_the_owner_hears_once_that_an_end_is_near() -> None:
    async with bench([row(n) for n in range(100)]) as (app, lines, pilot):
        assert app.said(Rows.NearStart) == 1
        assert app.said(Rows.NearEnd) == 0
        await pilot.press("end", "k", "j", "k")
        assert app.said(Rows.NearEnd) == 1
        lines.append([row(n) for n in range(100, 110)])
        await pilot.pause()
        assert app.said(Rows.NearEnd) == 2


async def test_a_list_shorter_than_the_screen_is_near_its_end_at_once() -> None:
    async with bench([row(1)]) as (app, _, _pilot):
        assert app.said(Rows.NearEnd) == 1


async def test_rows_wrap_again_when_the_width_changes_and_the_cursor_stays() -> None:
    def wrapping(number: int) -> Row:
        return Row(f"k{number}", lambda width: Content(f"{number} " + "abc " * 15).wrap(width))

    async with bench([wrapping(n) for n in range(50)], size=(80, 12)) as (_, lines, pilot):
        assert lines.virtual_size.height == 50
        await pilot.press(*["j"] * 30)
        place = marked(lines)[0]
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert lines.virtual_size.height == 150
        assert lines.cursor_key == "k30"
        assert marked(lines) == [place, place + 1, place + 2][: 12 - place]


async def test_what_a_terminal_would_obey_does_not_pass() -> None:
    hostile = "a\x1b]52;c;aGk=\x07b\x9b31mc\x00\n\t\u202ed [/x] arr[0]"
    async with bench([Row("x", [Content(hostile)])]) as (_, lines, _pilot):
        line = lines.render_line(0).text
        assert line.isprintable()
        assert "[/x] arr[0]" in line


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.integers(3, 30))
async def test_every_line_is_as_wide_as_the_list(text: str, width: int) -> None:
    async with bench([Row("x", [Content(text)])], size=(width, 3)) as (_, lines, _pilot):
        assert lines.render_line(0).cell_length == width


async def test_wide_characters_are_cut_whole() -> None:
    async with bench([Row("x", [Content("日本語日本語")])], size=(9, 3)) as (_, lines, _pilot):
        strip = lines.render_line(0)
        assert strip.cell_length == 9
        assert strip.text.startswith("▌日本語…")


class Million(Sequence[Row]):
    """A million rows, of which none exists before it is looked at."""

    def __init__(self) -> None:
        self.looked_at = 0

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        assert isinstance(index, int)
        self.looked_at += 1
        return row(index)


async def test_of_a_million_rows_only_those_in_sight_are_looked_at() -> None:
    rows = Million()
    async with bench(rows, height=1) as (_, lines, pilot):
        await pilot.press("end")
        assert lines.cursor_key == "k999999"
        await pilot.press("pageup", "home", "j")
        assert lines.cursor_key == "k1"
        assert lines.virtual_size.height == 1_000_000
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert lines.cursor_key == "k1"
        assert rows.looked_at < 1_000


@given(st.lists(st.integers(1, 5), min_size=1, max_size=50))
def test_every_line_belongs_to_the_row_that_starts_on_or_before_it(heights: list[int]) -> None:
    tops = Tops(heights, len(heights))
    lines = [index for index, height in enumerate(heights) for _ in range(height)]
    assert [tops.row_at(line) for line in range(tops.total)] == lines
    assert tops.row_at(tops.total) == len(heights)


@given(st.integers(1, 4), st.integers(1, 50))
def test_rows_of_one_height_need_no_table(height: int, count: int) -> None:
    one, table = Tops(height, count), Tops([height] * count, count)
    assert one.total == table.total
    for line in range(one.total + 1):
        assert one.row_at(line) == table.row_at(line)
    assert all(one[index] == table[index] for index in range(count + 1))


async def test_an_owner_can_listen_to_one_list_of_several() -> None:
    async with bench([row(1)]) as (app, lines, pilot):
        await pilot.press("enter")
        messages = [m for m in app.heard if isinstance(m, Rows.Chosen | Rows.Highlighted)]
        assert all(message.control is lines for message in messages)
        assert len(messages) == 2


async def test_a_list_that_goes_to_its_end_as_it_is_filled_shows_that_on_the_scrollbar() -> None:
    async with bench([]) as (_, lines, pilot):
        lines.set_rows([row(number) for number in range(12)])
        lines.select("k11")
        await pilot.pause()

        assert lines.vertical_scrollbar.position == lines.max_scroll_y == 2
