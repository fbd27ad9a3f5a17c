"""The person's own editor: the terminal is lent to it, and comes back whatever it does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.tui.terminal import running

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home


def test_the_own_editor_is_used_and_what_it_leaves_is_taken(home: Home, tmp_path: Path) -> None:
    script = tmp_path / "my editor"
    script.write_text(
        "#!/bin/sh\ntrap : INT\nread answer || read answer\nprintf ' and more' >> \"$2\"\n"
    )
    script.chmod(0o755)
    with running(VISUAL=f"'{script}' -w") as terminal:
        terminal.until("Nothing leaves")
        terminal.press("n")
        terminal.until("save")
        terminal.press("words")
        terminal.until("words")
        before = len(terminal.raw)
        terminal.press("\x05")
        terminal.until(lambda: b"\x1b[?1049l" in terminal.raw[before:])
        terminal.press("\x03\n")  # ctrl+c is the editor's
        terminal.until("words and more")
        terminal.press("\x13")
        terminal.until("Saved")
        terminal.press("q")
        assert terminal.wait() == 0


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("/nowhere/editor", "can't be run (No such file"),
        ("false", "ended with 1"),
        ("'unclosed", "can't be run (No closing"),
        ("cp /dev/null", "left nothing"),
        ("rm", "left nothing"),
    ],
)
def test_an_editor_that_fails_is_one_line_and_costs_nothing(
    home: Home, command: str, complaint: str
) -> None:
    with running(EDITOR=command, columns=140) as terminal:
        terminal.until("Nothing leaves")
        terminal.press("n")
        terminal.until("save")
        terminal.press("words")
        terminal.until("words")
        terminal.press("\x05")
        terminal.until(lambda: complaint in " ".join(terminal.text.split()))
        terminal.press("!")
        terminal.until("words!")


def test_no_room_for_the_editors_file_is_one_line(home: Home) -> None:
    with running(EDITOR="true", columns=140) as terminal:
        terminal.until("Nothing leaves")
        terminal.press("n")
        terminal.until("save")
        terminal.press("words")
        terminal.until("draft saved")
        os.rename(home.drafts, home.drafts + "-before")
        with open(home.drafts, "w", encoding="utf-8"):
            terminal.press("\x05")
        terminal.until("can't be")
        terminal.press("!")
        terminal.until("words!")
