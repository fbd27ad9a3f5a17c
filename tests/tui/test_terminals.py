"""Other terminals than the author's: without colours, without UTF-8, small and very wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tui.terminal import running
from waterline.domain.filters import Filter
from waterline.practice import look
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

COLOUR = re.compile(r"(?:^|;)(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;|$)")


def test_with_no_color_no_code_of_a_colour_is_written(home: Home) -> None:
    with running(NO_COLOR="1") as terminal:
        terminal.until("Nothing leaves")
        terminal.press("n")
        terminal.until("save")
        terminal.press("words\x1b")
        terminal.until("new entry")
        terminal.press("\x10")
        terminal.until("Search for commands")
        terminal.press("\x1b")
        terminal.press("\x11")
        terminal.wait()
        codes = re.findall(r"\x1b\[([0-9;:]*)m", terminal.raw.decode())
        assert codes
        assert [code for code in codes if COLOUR.search(code)] == []


def test_an_entry_typed_and_saved_in_one_breath_is_kept(home: Home) -> None:
    with running() as terminal:
        terminal.until("Nothing leaves")
        terminal.press("nin one breath\x13")
        terminal.until("Saved")


def test_where_there_is_only_ascii_the_frames_and_marks_are_ascii(home: Home) -> None:
    with running(LANG="C", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as terminal:
        terminal.until("Nothing leaves")
        assert "~ waterline" in terminal.text
        assert "+- Today - " in terminal.text
        terminal.press("nwords\x13")
        terminal.until("Saved")
        terminal.until(
            lambda: any(">" in row and "words" in row for row in terminal.text.split("\n"))
        )
        terminal.press("6")
        terminal.until("< earlier")
        terminal.press("\x1b")
        terminal.until("+- Today - ")
        terminal.press("\x10")
        terminal.until("what can be set")
        assert terminal.text.isascii()
        assert terminal.text.count("?") == len(["in the palette, which covers the footer's"])


@pytest.mark.parametrize("size", [(20, 6), (40, 10), (80, 24), (300, 60)])
def test_every_size_can_be_used(home: Home, size: tuple[int, int]) -> None:
    with running(columns=size[0], lines=size[1]) as terminal:
        terminal.until("New entry")
        terminal.press("nwords")
        terminal.until("words")
        terminal.press("\x13")
        terminal.until("Saved.")
        terminal.press("q")
        assert terminal.wait() == 0
    assert [line.body for line in look.page(home, Settings(), Filter())] == ["words"]
