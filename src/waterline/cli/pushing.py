"""Before a push: what is owed in it, and both ways on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from waterline import home as homes
from waterline.cli import console
from waterline.cli.committing import STOPPED
from waterline.practice import pushing

if TYPE_CHECKING:
    from waterline.practice.explain import Owed
    from waterline.practice.pushing import Pushed

LONGEST_LIST = 5


def pre_push(remote: str) -> int:
    """Say what is owed in what git is about to push to `remote`; standard input names it.

    Gives STOPPED where the person wishes such a push to be refused. Raises WaterlineError.
    """
    told = sys.stdin.buffer.read() if sys.stdin is not None else b""
    pushed = pushing.look(homes.find(), remote, told, os.environ)
    if pushed is None or not pushed.owed:
        return console.DONE
    for line in _lines(pushed):
        console.say(line)
    return STOPPED if pushed.is_refused else console.DONE


def _lines(pushed: Pushed) -> list[str]:
    count = len(pushed.owed)
    what = "1 change in this push is" if count == 1 else f"{count} changes in this push are"
    lines = [f"waterline: {what} owed an explanation"]
    lines += [_line(one) for one in pushed.owed[:LONGEST_LIST]]
    if count > LONGEST_LIST:
        lines.append(f"  … and {count - LONGEST_LIST} more")
    lines.append(f"  explain now:  {pushed.command}")
    if pushed.is_refused:
        lines.append("  push anyway:  WATERLINE=off git push")
    else:
        lines.append("  or later: the push goes on")
    return lines


def _line(one: Owed) -> str:
    line = one.line
    facts = f"+{line.insertions} -{line.deletions}" + (f"  {line.tool}" if line.tool else "")
    room = max(console.width_of_stderr() - len(facts) - 15, 20)
    subject = line.subject if len(line.subject) <= room else line.subject[: room - 1] + "…"
    return f"  {line.sha[:8]}  {subject}  {facts}"
