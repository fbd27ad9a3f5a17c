"""What the program writes down when it breaks: where, and never a word of the journal."""

from __future__ import annotations

import os
import sys
import time

from waterline import home as homes
from waterline.errors import HomeError

LARGEST = 1_000_000


def record(error: BaseException, home: homes.Home | None = None) -> str:
    """Write the trace of `error` into the log of `home`; say where it went, as half a sentence.

    Without `home` it is the one of this process.
    The trace holds files, lines, function names and the kinds of the errors. It leaves out
    their messages, the source and all variables: any of them could hold what a person wrote.
    """
    try:
        home = home or homes.find()
        home.make(home.data)
        with open(home.log, _mode(home.log), opener=_private, encoding="utf-8") as log:
            log.write(trace(error))
    except (HomeError, OSError) as trouble:
        return f"its trace could not be written down ({trouble})"
    return f"its trace is in {home.log}"


def trace(error: BaseException) -> str:
    """Describe where `error` came from, with those that led to it, as lines of text."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    lines = [f"{stamp} {' '.join(map(_bare, sys.argv[:2]))} python {sys.version.split()[0]}"]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        step = link.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{step.tb_lineno} in {code.co_qualname}")
            step = step.tb_next
        link = link.__cause__ or link.__context__
    return "\n".join(lines) + "\n"


def _bare(word: str) -> str:
    # The program's path and the command's name; a word that is neither may be someone's.
    name = os.path.basename(word)
    return name if name.isidentifier() and len(name) < 16 else "…"  # noqa: PLR2004 - a command


def _mode(path: str) -> str:
    # A log that has grown too long starts anew.
    return "w" if os.path.exists(path) and os.path.getsize(path) > LARGEST else "a"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
