"""The Audit screen: the picture, the report, the months, and the ways to them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.tui import audits
from tests.tui.audits import (
    ALL_FIVE,
    NOVEMBER,
    NOW,
    OCTOBER,
    SETTINGS,
    at_audit,
    at_step,
    look,
    said,
    settle,
    show,
)
from tests.tui.stage import app_on, stage
from waterline.practice import audit
from waterline.tui.screens import today
from waterline.tui.screens.export import ExportScreen
from waterline.tui.screens.past import PastScreen
from waterline.tui.screens.question import QuestionScreen
from waterline.tui.widgets.audit_picture import AuditPicture
from waterline.tui.widgets.choice import Choice
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.steps import Steps

if TYPE_CHECKING:
    import time_machine

    from waterline.home import Home

pytestmark = pytest.mark.usefixtures("clock")


def broken(home: Home) -> None:
    Path(home.journal).write_bytes(b"no journal at all, and long enough for a header" * 9)


def written(name: str) -> str:
    return Path(name).expanduser().read_text()


# --- The picture ------------------------------------------------------------------------------


async def test_the_picture_sets_belief_beside_records_with_what_they_rest_on(
    autumn: Home,
) -> None:
    async with at_audit(autumn, 90, 190) as one:
        await show(one)
        await at_step(one, 3)
        text = " ".join(one.text.replace("│", " ").split())
        for words in (
            "28 shipped · 19 with AI · 14 explained · 7 shown",
            "14 of 19 in own words within 7 days",
            "68 of 100, 5 of 5 answered",
            "not enough evidence (0 of 10)",  # the code strand was never asked
            "“Not much” was not the last answer",
            "No clear direction over",
            "Your records resemble none of the stages.",
            "Worth noticing",
        ):
            assert words in text


async def test_a_month_that_runs_can_not_be_closed_and_one_that_is_over_can(
    autumn: Home,
) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await one.press("c")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: look(autumn).closed_at is not None)
        await one.until(lambda: "closed 5 Nov" in one.text)
        assert screen.check_action("close_month", ()) is False
        assert screen.check_action("reopen_month", ()) is True
        screen.show_month(NOVEMBER)
        await settle(one)
        assert screen.check_action("close_month", ()) is False
        assert screen.check_action("reopen_month", ()) is False


async def test_a_closed_month_is_read_only_until_it_is_opened_again(autumn: Home) -> None:
    audit.close(autumn, SETTINGS, OCTOBER, NOW)
    async with at_audit(autumn) as one:
        screen = await show(one)
        screen.show_month(OCTOBER)
        await settle(one)
        await at_step(one, 2)
        before = said(autumn)
        await one.press("minus", "enter", "x")
        await settle(one)
        assert said(autumn) == before
        one.app.screen.dismiss()  # the export, which x opened
        await settle(one)
        await one.press("c")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: look(autumn).closed_at is None)


async def test_past_audits_stand_side_by_side_and_one_can_be_opened(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("t")
        await one.until(lambda: isinstance(one.app.screen, PastScreen))
        await one.until(lambda: "September 2026" in one.text)
        assert "May 2026" in one.text
        assert "November 2026      its questions come first" in one.text
        await one.press("down", "enter")
        await one.until(lambda: "closed 3 Oct" in one.text)


async def test_another_month_is_read_from_its_first_line_on(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await at_step(one, 3)
        await one.press("end")
        picture = screen.query_one(AuditPicture)
        await one.until(lambda: picture.scroll_offset.y > 0)
        screen.read()
        await settle(one)
        assert picture.scroll_offset.y > 0  # the same month, read anew, stays where it is
        await one.press("left_square_bracket")
        await one.until(lambda: "September 2026" in one.text.split("\n")[1])
        await settle(one)
        assert picture.scroll_offset.y == 0


async def test_months_are_turned_up_to_the_present_one(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        await one.press("left")
        await one.until(lambda: screen.audit is not None and screen.audit.month.number == 9)
        await one.press("right_square_bracket", "right")
        await settle(one)
        assert screen.audit is not None
        await one.until(lambda: screen.audit is not None and screen.audit.month == NOVEMBER)
        await one.press("escape", "6")
        await settle(one)
        screen.action_later_month()
        await settle(one)
        assert screen.audit.month == NOVEMBER


# --- The report -------------------------------------------------------------------------------


async def test_the_report_is_written_where_it_is_said_and_replaces_no_strangers_file(
    autumn: Home, tmp_path: Path
) -> None:
    other = tmp_path / "notes.md"
    other.write_text("mine\n")
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("x")
        await one.until(lambda: isinstance(one.app.screen, ExportScreen))
        await settle(one)
        panel = one.app.screen
        field = panel.query_one("#file", Field)
        for key, name in (("1", "html"), ("3", "json"), ("2", "md")):
            panel.query_one("#form", Choice).focus()
            await one.press(key)
            await settle(one)
            assert field.text == f"~/waterline-2026-10.{name}"
            assert panel.focused is field
        field.take(str(other))
        await one.press("ctrl+s")
        await one.until(lambda: panel.query_one("#sitting-mistake").display)
        field.take("~/october.md")
        await one.press("ctrl+s")
        await one.until(lambda: not isinstance(one.app.screen, ExportScreen))
        assert any("Written: ~/october.md" in words for words in one.said)
    assert "October 2026" in written("~/october.md")
    assert other.read_text() == "mine\n"


# --- Little to show, and hostile text ---------------------------------------------------------


async def test_without_anything_the_screen_says_what_to_do(home: Home) -> None:
    async with at_audit(home) as one:
        await show(one)
        assert "Once a month" in one.text
        await one.press("tab")
        await one.until(lambda: isinstance(one.app.screen, QuestionScreen))
        await one.press("y")
        await one.until(lambda: "Nothing was shipped in November 2026 so far" in one.text)
        assert "waterline repo add" in one.text
        for step in (2, 3):
            await at_step(one, step)
            assert "Nothing was shipped" in one.text


async def test_somebody_who_never_uses_ai_is_told_what_the_waterline_is_about(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for number in range(6):
            lay.change(db, f"Step {number}", api, at=f"2026-10-1{number} 10:00", origin="by hand")
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    async with at_audit(home) as one:
        await show(one)
        await at_step(one, 3)
        text = " ".join(one.text.replace("│", " ").split())
        assert "No change with AI is known. 6 by hand, 0 unknown" in text
        assert "Shown understood" not in text


async def test_hostile_text_neither_crashes_nor_reaches_the_terminal(home: Home) -> None:
    bad = "feat([/x]): \x1b]52;c;AAAA\x07 [red]arr[0] \u202e\x9b31m"
    with lay.journal(home) as db:
        api = lay.repository(db, "a[/b]\x1b[31m")
        for number in range(6):
            lay.change(db, f"{bad} {number}", api, at=f"2026-10-1{number} 10:00", origin="assisted")
        lay.entry(db, bad, "2026-10-12 11:00", kind="learned", repo="a[/b]\x1b[31m")
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    key = look(home).groups[0].key
    audit.say(home, SETTINGS, OCTOBER, key, "some", bad, now=NOW)
    async with at_audit(home) as one:
        await show(one)
        for step in (1, 2, 3):
            await at_step(one, step)
            assert "[/" in one.text
            assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(one.text)


async def test_a_broken_journal_is_told_in_the_screens_place(autumn: Home) -> None:
    async with stage(app_on(autumn, lambda: NOW), 120, 36) as one:
        broken(autumn)
        await one.press("6")
        await one.until(lambda: one.app.current_mode == "audit")
        await one.until(lambda: "doctor" in one.text or "damaged" in one.text)


@pytest.mark.parametrize("size", [(20, 6), (200, 60)])
async def test_every_step_is_drawn_in_whatever_room_there_is(
    autumn: Home, size: tuple[int, int]
) -> None:
    async with at_audit(autumn, *size) as one:
        screen = await show(one)
        for step in range(4):
            await at_step(one, step)
            assert screen.has_class(f"-step-{step}")


# --- Ways -------------------------------------------------------------------------------------


async def test_the_steps_and_the_footer_can_be_clicked(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        screen = await show(one)
        row = one.text.split("\n")[1]
        await one.pilot.click(Steps, offset=(row.index("I shipped") + 2, 0))
        await settle(one)
        assert screen.has_class("-step-1")
        foot = one.text.split("\n")[-1]
        await one.pilot.click("Footer", offset=(foot.index("mark") + 1, 0))
        await settle(one)
        assert "• " in one.text
        foot = one.text.split("\n")[-1]
        await one.pilot.click("Footer", offset=(foot.index("its changes") + 1, 0))
        await settle(one)
        assert screen.change_in_hand is not None


async def test_keys_that_were_set_are_the_ones_that_work_and_are_shown(autumn: Home) -> None:
    async with at_audit(autumn, keys={"trend": "f7"}) as one:
        await show(one)
        await one.press("t")
        await settle(one)
        assert not isinstance(one.app.screen, PastScreen)
        assert "f7 trend" in one.text
        await one.press("f7")
        await one.until(lambda: isinstance(one.app.screen, PastScreen))


async def test_the_palette_knows_the_commands_of_the_audit(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await one.press("ctrl+p")
        await settle(one)
        await one.type("export")
        await one.until(lambda: "write the month's report" in one.text)
        await one.press("enter")
        await one.until(lambda: isinstance(one.app.screen, ExportScreen))


async def test_the_chart_is_read_by_keyboard(autumn: Home) -> None:
    async with at_audit(autumn) as one:
        await show(one)
        await at_step(one, 3)
        await one.press("g")
        await settle(one)
        assert re.search(r"Tue 27\b.*: 1 shipped", one.text)
        await one.press("escape", "escape")
        await one.until(lambda: one.app.current_mode == "today")


async def test_in_little_room_the_present_step_and_the_keys_of_its_list_stay_in_sight(
    autumn: Home,
) -> None:
    async with at_audit(autumn, 60, 20) as one:
        await show(one)
        for step, name in enumerate(("I believe", "I shipped", "I learned", "The picture")):
            await at_step(one, step)
            assert name in one.text.split("\n")[1]
        assert "next step" not in one.text.split("\n")[-1]  # this is the last one
        await at_step(one, 2)
        assert "+ a lot  = some" in one.text.split("\n")[-1]


@pytest.mark.parametrize("elsewhere", ["1", "6"], ids=["on Today", "here"])
async def test_a_month_that_has_ended_meanwhile_is_read_again(
    home: Home, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    monkeypatch.setattr(today, "TICK", 0.1)
    audits.months(home, 10, 10)
    audits.answered(home, OCTOBER, ALL_FIVE, NOW)
    moments = [datetime(2026, 10, 31, 20, 0, tzinfo=NOW.tzinfo)]
    app = app_on(home, lambda: moments[-1])
    async with stage(app, 120, 36) as one:
        clock.move_to(moments[-1])
        await show(one)
        assert "October 2026    running" in one.text
        await one.press(elsewhere)
        # Until the day starts at four it is October still.
        moments.append(datetime(2026, 11, 1, 3, 0, tzinfo=NOW.tzinfo))
        await one.pilot.pause(0.3)
        await one.press("6")
        await settle(one)
        assert "running" in one.text.split("\n")[1]
        await one.press(elsewhere)
        moments.append(datetime(2026, 11, 1, 5, 0, tzinfo=NOW.tzinfo))
        await one.pilot.pause(0.3)
        await one.press("6")
        await one.until(lambda: "settling until 15 Dec" in one.text.split("\n")[1])
