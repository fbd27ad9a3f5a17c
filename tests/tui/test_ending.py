"""However the app ends, the draft is on the disk and the terminal is given back."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.tui.terminal import Terminal, running
from waterline.practice import drafts

if TYPE_CHECKING:
    from waterline.home import Home

WORDS = "the bucket needs no timer"


def begin_writing(terminal: Terminal) -> None:
    terminal.until("new entry")
    terminal.until("Nothing leaves")
    terminal.press("n")
    terminal.until("save")
    terminal.press(WORDS)
    terminal.until(WORDS)


def kept(home: Home) -> list[str]:
    return [draft.text for draft in drafts.orphans(home)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_app_with_the_draft_kept_and_the_terminal_restored(
    home: Home, number: signal.Signals
) -> None:
    with running() as terminal:
        begin_writing(terminal)
        terminal.process.send_signal(number)
        assert terminal.wait() == 128 + number
        assert b"\x1b[?1049l" in terminal.raw  # out of the alternate screen
        assert terminal.raw.rindex(b"\x1b[?1003l") > terminal.raw.rindex(b"\x1b[?1003h")
        assert b"\x1b[?25h" in terminal.raw
    assert kept(home) == [WORDS]


@pytest.mark.parametrize("ignored", ["", "1"], ids=["hangup-heard", "hangup-ignored"])
def test_a_closed_terminal_ends_the_app_with_the_draft_kept(home: Home, ignored: str) -> None:
    with running(IGNORE_HUP=ignored) as terminal:
        begin_writing(terminal)
        terminal.close()
        terminal.wait()
    assert kept(home) == [WORDS]


def test_a_killed_app_leaves_the_draft_and_the_next_start_takes_it_up(home: Home) -> None:
    with running() as terminal:
        begin_writing(terminal)
        terminal.until("draft saved")
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait()
    assert kept(home) == [WORDS]
    with running() as terminal:
        terminal.until(WORDS)
        terminal.until("draft is back")
        terminal.press("\x13")
        terminal.until("Saved")
        terminal.press("q")
        assert terminal.wait() == 0
    assert kept(home) == []


def test_a_key_is_on_the_disk_within_a_second(home: Home) -> None:
    with running() as terminal:
        begin_writing(terminal)
        # A second after the last key nothing may hang on the process any more.
        terminal.read(1.0)
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait()
    assert kept(home) == [WORDS]


def test_two_apps_have_a_draft_each(home: Home) -> None:
    with running() as one, running() as two:
        begin_writing(one)
        two.until("Nothing leaves")
        assert WORDS not in two.text
        two.press("n")
        two.press("other words")
        two.until("draft saved")
        one.process.send_signal(signal.SIGKILL)
        two.process.send_signal(signal.SIGKILL)
        one.process.wait()
        two.process.wait()
    assert sorted(kept(home)) == ["other words", WORDS]


def test_quitting_with_unsaved_words_keeps_them_and_says_so(home: Home) -> None:
    with running() as terminal:
        begin_writing(terminal)
        terminal.press("\x11")
        assert terminal.wait() == 0
        assert "The draft is kept" in terminal.text
    assert kept(home) == [WORDS]


def test_a_crash_shows_no_words_and_exits_with_a_code(home: Home) -> None:
    program = (
        "import sys;"
        "from waterline.tui.widgets.editor import Editor;"
        "Editor.action_kind = lambda self: [].index(self.text);"
        "from waterline.__main__ import main; sys.exit(main([]))"
    )
    with running("-c", program) as terminal:
        begin_writing(terminal)
        before = len(terminal.raw)
        terminal.press("\x14")
        assert terminal.wait() == 1
        after = terminal.raw[before:].rpartition(b"\x1b[?1049l")[2].decode()
    assert "stopped by a mistake of its own" in after
    assert "bucket" not in after
    assert "Traceback" not in after
    with open(home.log, encoding="utf-8") as file:
        log = file.read()
    assert "builtins.ValueError" in log
    assert "bucket" not in log
    assert os.stat(home.log).st_mode & 0o777 == 0o600
    assert kept(home) == [WORDS]


def test_a_crash_in_a_thread_says_in_the_log_where_it_was(home: Home) -> None:
    program = (
        "import sys;"
        "from waterline.tui.app import WaterlineApp;"
        "WaterlineApp._take_turn = lambda self: [].index(0);"
        "from waterline.__main__ import main; sys.exit(main([]))"
    )
    with running("-c", program) as terminal:
        terminal.until("Nothing leaves")
        terminal.press("u")
        assert terminal.wait() == 1
    with open(home.log, encoding="utf-8") as file:
        assert "ValueError" in file.read()


@pytest.mark.long
def test_an_idle_app_uses_no_processor_time(home: Home) -> None:
    with running() as terminal:
        terminal.until("Nothing leaves")
        terminal.read(3.0)
        with open(f"/proc/{terminal.process.pid}/stat", encoding="ascii") as file:
            before = _ticks(file.read())
        started = time.monotonic()
        terminal.read(2.0)
        with open(f"/proc/{terminal.process.pid}/stat", encoding="ascii") as file:
            used = _ticks(file.read()) - before
        assert used < (time.monotonic() - started) * 100 * 0.25


def _ticks(stat: str) -> int:
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
