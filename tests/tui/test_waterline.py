"""The waterline chart as a widget: it reads a day, leads to it, and fits where it is put."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Label

from tests.tui import columns as made
from tests.tui.columns import TODAY
from waterline.domain.audits import Column
from waterline.tui import draw, tide_words, tides
from waterline.tui.basis import Basis
from waterline.tui.tides import lay_out
from waterline.tui.widgets.waterline import WaterlineChart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from waterline.home import Home
    from waterline.tui.messages import GoToDay


class Bench(Basis[None]):
    """An app with a chart and something else that can have the focus."""

    CSS = "WaterlineChart { height: 1fr; } Label { height: 1; }"

    def __init__(self, home: Home, columns: Sequence[Column], **given: Any) -> None:
        super().__init__(home, "waterline-dark")
        self.columns, self.given = columns, given
        self.heard: list[date] = []

    def compose(self) -> ComposeResult:
        yield WaterlineChart()
        yield Label("something else")

    def on_mount(self) -> None:
        self.chart.show(self.columns, **{"today": TODAY, **self.given})

    @property
    def chart(self) -> WaterlineChart:
        return self.query_one(WaterlineChart)

    def on_go_to_day(self, message: GoToDay) -> None:
        self.heard.append(message.day)

    def on_waterline_chart_go_to_month(self, message: WaterlineChart.GoToMonth) -> None:
        assert message.control is self.chart
        self.heard.append(message.first)

    @property
    def rows(self) -> list[str]:
        """What is on the screen, without the line of something else."""
        return [strip.text for strip in self.screen._compositor.render_strips()][:-1]

    @property
    def words(self) -> str:
        return self.rows[-1].strip()


@contextlib.asynccontextmanager
async def bench(
    home: Home, columns: Sequence[Column], size: tuple[int, int] = (70, 17), **given: Any
) -> AsyncIterator[tuple[Bench, Pilot[None]]]:
    app = Bench(home, columns, **given)
    async with app.run_test(size=size) as pilot:
        app.set_focus(None)
        await pilot.pause()
        yield app, pilot


# -- reading ----------------------------------------------------------------------------------


async def test_the_line_below_names_the_parts_and_reads_the_day_under_the_cursor(
    home: Home,
) -> None:
    async with bench(home, made.days()) as (app, pilot):
        assert app.words == "█ with AI  █ other  █ shown  ░ explained  ⣇ unexplained"
        app.set_focus(app.chart)
        await pilot.pause()
        assert app.words == "Wed 18 Nov: 8 shipped · 6 with AI · 3 explained · 1 shown · 2 by hand"
        await pilot.press("left")
        assert app.words == "Tue 17 Nov: 4 shipped · 3 with AI · 1 explained · 1 shown · 1 by hand"
        await pilot.press("right", "right")
        assert app.words == "Thu 19 Nov: nothing shipped"
        app.set_focus(None)
        await pilot.pause()
        assert app.words.startswith("█ with AI")


async def test_a_chart_that_has_no_place_yet_says_nothing_of_what_is_in_sight(home: Home) -> None:
    def count(columns: Sequence[Column]) -> str:
        counted.append(len(columns))
        return f"{len(columns)} days"

    counted: list[int] = []
    async with bench(home, made.days(count=16), caption=count) as (app, _):
        assert str(app.chart.border_title) == "16 days"
        assert set(counted) == {16}


async def test_the_cursor_goes_from_end_to_end_and_not_into_the_future(home: Home) -> None:
    async with bench(home, made.month()) as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("home")
        assert app.words.startswith("Sun 1 Nov")
        await pilot.press("left")
        assert app.words.startswith("Sun 1 Nov")
        await pilot.press("end")
        assert app.words.startswith("Fri 20 Nov")
        await pilot.press("l")
        assert app.words.startswith("Fri 20 Nov")


async def test_the_mouse_reads_what_is_to_come_too_and_leaves_no_trace(home: Home) -> None:
    async with bench(home, made.month()) as (app, pilot):
        places = lay_out(made.month(), app.chart.content_size.width, by_week=True)
        await pilot.hover(WaterlineChart, offset=(places[3].bar, 2))
        assert app.words.startswith("Wed 4 Nov: 2 shipped")
        await pilot.hover(WaterlineChart, offset=(places[27].bar, 2))
        assert app.words == "Sat 28 Nov: still to come"
        await pilot.hover(Label)
        assert app.words.startswith("█ with AI")


async def test_what_was_written_on_a_day_is_read_with_it(home: Home) -> None:
    entries = {TODAY - timedelta(days=1): 2}
    async with bench(home, made.days(), size=(90, 17), entries=entries) as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("right")
        assert app.words == "Thu 19 Nov: nothing shipped · 2 entries"


async def test_a_month_is_read_by_its_name_and_says_when_tests_are_missing(home: Home) -> None:
    async with bench(home, made.year(), size=(90, 17), unit="month") as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("home")
        assert app.words == (
            "December 2025: 35 shipped · 18 with AI · 9 explained · 1.2 shown "
            "· 16 by hand · 1 unknown"
        )
        await pilot.press("end", "left")
        assert app.words == (
            "October 2026: 31 shipped · 19 with AI · 15 explained · not enough tests yet"
        )


def test_words_get_shorter_where_the_room_does() -> None:
    column = Column(TODAY, TODAY, 1_200, 3, 1, 400, 20)
    whole = "Fri 20 Nov: 1,204 shipped · 1,200 with AI · 400 explained · 20 shown"
    assert tide_words.readings(column, "day", TODAY) == [
        f"{whole} · 3 by hand · 1 unknown",
        whole,
        whole,
        "Fri 20: 1,204 shipped · 1,200 AI · 400 explained · 20 shown",
    ]
    assert tide_words.name(column, "day", date(2027, 1, 3)) == "Fri 20 Nov 2026"


def test_days_are_named_by_how_many_they_are_or_by_their_ends() -> None:
    assert tide_words.span(made.days(count=16), TODAY) == "Last 16 days"
    assert tide_words.span(made.days(count=1), TODAY) == "Today"
    last = TODAY - timedelta(days=33)
    assert tide_words.span(made.days(last, 16), TODAY) == "3 Oct to 18 Oct"


@pytest.mark.parametrize("width", [48, 100, 130, 200])
async def test_names_are_alike_and_stand_under_their_bars(home: Home, width: int) -> None:
    columns = made.days(count=16)
    async with bench(home, columns, size=(width, 17)) as (app, _):
        names = app.rows[-2]
        places = lay_out(columns, width, by_week=True)
        found = list(re.finditer(r"[A-Z][a-z]{2} \d+|\d+", names))
        assert [len(one[0].split()) for one in found] == [len(found[0][0].split())] * 16
        for name, place, column in zip(found, places, columns, strict=True):
            assert name[0].endswith(f"{column.first.day}")
            assert abs(name.start() + name.end() - place.bar - place.bar_end) <= 1


# -- choosing ---------------------------------------------------------------------------------


async def test_enter_and_a_click_lead_to_the_day(home: Home) -> None:
    async with bench(home, made.month()) as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("left", "enter")
        places = lay_out(made.month(), app.chart.content_size.width, by_week=True)
        await pilot.click(WaterlineChart, offset=(places[2].bar, 9))
        assert app.heard == [date(2026, 11, 18), date(2026, 11, 3)]
        await pilot.click(WaterlineChart, offset=(places[25].bar, 9))
        assert len(app.heard) == 2, "there is nothing in the future"


async def test_a_month_leads_to_its_first_day(home: Home) -> None:
    async with bench(home, made.year(), unit="month") as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("end", "left", "enter")
        assert app.heard == [date(2026, 10, 1)]


async def test_a_click_leaves_the_focus_where_it_was(home: Home) -> None:
    async with bench(home, made.month()) as (app, pilot):
        await pilot.click(WaterlineChart, offset=(30, 3))
        assert app.focused is None


async def test_without_columns_keys_and_clicks_do_nothing(home: Home) -> None:
    async with bench(home, []) as (app, pilot):
        app.set_focus(app.chart)
        await pilot.press("left", "right", "home", "end", "enter")
        await pilot.click(WaterlineChart, offset=(30, 3))
        assert (app.heard, app.words) == ([], "")


# -- the water --------------------------------------------------------------------------------


async def test_today_is_marked_on_the_water_which_lies_still_after_it(home: Home) -> None:
    async with bench(home, made.month()) as (app, _):
        water = next(row for row in app.rows if "≈" in row)
        places = lay_out(made.month(), 70, by_week=True)
        assert water.index("●") == places[19].bar
        assert set(water[: places[19].bar]) == {"≈"}
        assert set(water[places[20].start :].strip()) == {"·"}


async def test_settling_months_have_water_of_another_shape(home: Home) -> None:
    async with bench(home, made.year(), unit="month") as (app, _):
        water = next(row for row in app.rows if "≈" in row)
        places = lay_out(made.year(), 70)
        assert set(water[: places[9].start]) == {"≈"}
        assert set(water[places[9].start :]) == {"~", "●"}
        assert "~ settling" in app.words


async def test_the_water_before_the_first_column_is_as_it_is_there(home: Home) -> None:
    settling = [column._replace(is_settling=True) for column in made.year()]
    async with bench(home, settling, unit="month") as (app, _):
        water = next(row for row in app.rows if "●" in row)
        assert lay_out(settling, 70)[0].start
        assert set(water) == {"~", "●"}


async def test_where_nothing_was_shipped_the_chart_says_so(home: Home) -> None:
    async with bench(home, made.empty(), nothing=("Nothing yet.", "Nor here.")) as (app, _):
        words = [row.strip() for row in app.rows]
        water = next(n for n, row in enumerate(words) if "≈" in row)
        assert words.index("Nothing yet.") < water < words.index("Nor here.")
        assert app.words == ""


# -- room -------------------------------------------------------------------------------------


async def test_columns_without_room_come_into_sight_when_the_cursor_goes_there(
    home: Home,
) -> None:
    def caption(seen: Sequence[Column]) -> str:
        return f"{seen[0].first.day} to {seen[-1].first.day}"

    async with bench(home, made.month(), size=(20, 12), caption=caption) as (app, pilot):
        assert str(app.chart.border_title) == "11 to 30"
        app.set_focus(app.chart)
        await pilot.press("home")
        assert str(app.chart.border_title) == "1 to 20"
        assert app.words.startswith("Sun 1")
        await pilot.press(*["right"] * 19)
        assert str(app.chart.border_title) == "1 to 20"
        await pilot.press("end")
        assert str(app.chart.border_title) == "1 to 20"


async def test_the_caption_follows_the_width(home: Home) -> None:
    def caption(seen: Sequence[Column]) -> str:
        return f"{len(seen)} days"

    async with bench(home, made.days(), size=(30, 12), caption=caption, least=3) as (app, pilot):
        assert str(app.chart.border_title) == "10 days"
        await pilot.resize_terminal(48, 12)
        assert str(app.chart.border_title) == "16 days"


async def test_in_one_line_it_draws_what_was_shipped_and_sums_up(home: Home) -> None:
    async with bench(home, made.days(), size=(90, 2)) as (app, pilot):
        whole = tides.together(made.days())
        assert f"{whole.shipped} shipped · {whole.assisted} with AI · " in app.rows[0]
        await pilot.hover(WaterlineChart, offset=(0, 0))
        assert app.words.endswith("Sat 31 Oct: 1 shipped · 1 with AI · 1 explained · 1 shown")
        await pilot.click(WaterlineChart, offset=(0, 0))
        assert app.heard == [date(2026, 10, 31)]


SIZES = [(1, 1), (4, 2), (20, 3), (20, 5), (24, 8), (47, 7), (50, 9), (80, 14), (120, 5), (200, 40)]


@pytest.mark.parametrize("kind", ["days", "month", "year", "empty"])
async def test_the_chart_fills_its_room_and_no_more_at_every_size(home: Home, kind: str) -> None:
    columns = getattr(made, kind)()
    unit = "month" if kind == "year" else "day"
    async with bench(home, columns, unit=unit) as (app, pilot):
        app.set_focus(app.chart)
        for width, height in SIZES:
            await pilot.resize_terminal(width, height + 1)
            await pilot.press("left")
            assert app.chart.content_size == (width, height)
            lines = app.chart.render().split("\n")
            assert len(lines) == height or height < 3
            assert all(line.cell_length <= width for line in lines)


# -- other terminals --------------------------------------------------------------------------


async def test_where_there_is_only_ascii_the_chart_is_ascii(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "is_plain", lambda: True)
    async with bench(home, made.days()) as (app, _):
        drawn = app.chart.render().plain
        assert drawn.isascii()
        assert "?" not in drawn
        assert app.words == "# with AI  + other  # shown  : explained  . unexplained"


async def test_without_colour_the_parts_differ_by_shape(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with bench(home, made.days()) as (app, pilot):
        assert app.words == "█ with AI  ▒ other  █ shown  ░ explained  ⣇ unexplained"
        drawn = app.chart.render()
        assert "$shipped on" not in str(drawn.spans)
        app.set_focus(app.chart)
        await pilot.pause()
        reversed_cells = [span for span in app.chart.render().spans if "reverse" in str(span.style)]
        assert reversed_cells, "the cursor is seen without colour"


async def test_hostile_captions_are_text(home: Home) -> None:
    async with bench(home, made.days(), caption="[/x] arr[0]") as (app, pilot):
        app.chart.styles.border = ("round", "white")
        await pilot.pause()
        assert "[/x] arr[0]" in app.rows[0]


async def test_beside_the_columns_there_is_nothing_to_read_or_to_go_to(home: Home) -> None:
    async with bench(home, made.year(), unit="month") as (app, pilot):
        await pilot.hover(WaterlineChart, offset=(69, 1))
        await pilot.click(WaterlineChart, offset=(69, 1))
        assert app.words.startswith("█ with AI")
        assert app.heard == []
