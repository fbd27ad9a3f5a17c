"""A word to somebody who looks elsewhere: a bell, and a notification where the terminal has them.

Which sequence shows one hangs on the terminal: OSC 99 (kitty's protocol, also in foot), OSC 777
(urxvt's, also in VTE, foot, Ghostty and WezTerm) or OSC 9 (iTerm2's). Of a terminal that says of
itself none of these nothing is asked but the bell. tmux passes a sequence on only in a wrapping of
its own, and only where it may (`allow-passthrough`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

BY_PROGRAM = {"iTerm.app": "9", "WezTerm": "777", "ghostty": "777", "kitty": "99"}
BY_TERM = (("xterm-kitty", "99"), ("foot", "777"), ("rxvt", "777"), ("xterm-ghostty", "777"))
VARIABLES = (("KITTY_WINDOW_ID", "99"), ("WEZTERM_PANE", "777"), ("VTE_VERSION", "777"))


def protocol(environ: Mapping[str, str]) -> str:
    """Tell by which sequence the terminal shows notifications: "99", "777", "9", "" for none."""
    program = environ.get("LC_TERMINAL") or environ.get("TERM_PROGRAM", "")
    named = {"iTerm2": "9"}.get(program) or BY_PROGRAM.get(program)
    if named:
        return named
    by_variable = next((sort for name, sort in VARIABLES if environ.get(name)), "")
    term = environ.get("TERM", "")
    return by_variable or next((sort for name, sort in BY_TERM if term.startswith(name)), "")


def notification(title: str, words: str, environ: Mapping[str, str] = os.environ) -> str:
    """Write what makes the terminal show a notification, "" where it has none.

    Both texts are the program's own, without semicolons or control characters.
    """
    texts = {
        "9": f"{ESC}]9;{title}: {words}{BEL}",
        "777": f"{ESC}]777;notify;{title};{words}{ST}",
        "99": f"{ESC}]99;i=waterline:d=0;{title}{ST}{ESC}]99;i=waterline:d=1:p=body;{words}{ST}",
    }
    text = texts.get(protocol(environ), "")
    if text and environ.get("TMUX"):
        return f"{ESC}Ptmux;{text.replace(ESC, ESC + ESC)}{ST}"
    return text
