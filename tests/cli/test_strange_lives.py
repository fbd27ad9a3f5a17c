"""What happens in strange lives: odd clocks, locked journals, flipped bits, vanished folders."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Waterline, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home


def waiting(home: Home) -> list[str]:
    """Name the events that wait in the inbox."""
    return [name for name in os.listdir(home.inbox) if name.endswith(".json")]


@contextlib.contextmanager
def locked(home: Home) -> Iterator[None]:
    """Be another process that writes for a long time."""
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


# --- Clocks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["XXX+24", "XXX-100", "XXX-23:59:59", "No/Where", ":", ""])
def test_a_note_is_kept_and_shown_in_whatever_zone_the_shell_says(home: Home, zone: str) -> None:
    odd = {**os.environ, "TZ": zone}

    assert process("note", "at the edge of the world", env=odd).code == 0
    assert process("note", "--at", "1 minute ago", "a minute before", env=odd).code == 0
    shown = process("show", env=odd)

    assert (shown.code, shown.err) == (0, "")
    assert "at the edge of the world" in shown.out
    assert "a minute before" in shown.out
    assert not os.path.exists(f"{home.inbox}/damaged")


def test_a_time_that_no_calendar_shows_is_refused_before_anything_is_written(
    waterline: Waterline, home: Home
) -> None:
    done = waterline("note", "--at", "0001-01-01", "in the beginning")

    assert done == Done(1, "", "waterline: no calendar shows that time: name another\n")
    assert not os.path.exists(home.inbox)


# --- A journal that another process keeps locked ----------------------------------------------


def test_a_shell_prompt_does_not_wait_for_a_locked_journal(
    waterline: Waterline, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    waterline.note("one")
    waterline("status")
    waterline.note("two")
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)

    with locked(home):
        while_locked = waterline("status")

    assert while_locked == Done(0, "1 entry today\n", "")
    assert len(waiting(home)) == 1
    assert waterline("status").out == "2 entries today\n"


# --- Bits that flipped ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET day = '2026-11-2p'",
        "UPDATE entry SET day = x'00'",
        "UPDATE entry SET utc_offset = 90000",
        "UPDATE entry SET utc_offset = 'x'",
        "UPDATE entry SET moment = moment + (1 << 62)",
    ],
)
def test_a_row_that_no_clock_can_show_is_damage_and_no_bug(
    waterline: Waterline, home: Home, damage: str
) -> None:
    key = waterline.note("the limiter")
    waterline("show")
    with contextlib.closing(sqlite3.connect(home.journal)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(damage)

    for words in (["show", "--limit", "5"], ["show", key], ["edit", key, "-m", "x"]):
        done = waterline(*words)
        assert (done.code, done.out) == (1, ""), words
        assert done.err.startswith(f"waterline: {home.journal} is damaged (a time in it is broken)")
        assert "`waterline restore`" in done.err
    assert "✗ " in waterline("doctor").out
    assert json.loads(waterline("doctor", "--json").out)
