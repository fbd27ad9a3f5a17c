"""A terminal of 120×40 to start apps in: tells when a text is on the screen, and ends them."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS, ROWS = 120, 40
PATIENCE = 30.0
QUIET = 0.25

# What an app asks a terminal, and what a modern one answers: yes, synchronized output (2026).
ASKED, ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
FRAME_ENDS = b"\x1b[?2026l"
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")


@dataclass(frozen=True, slots=True)
class Start:
    """How an app started: seconds to its first whole frame and to the text, and its memory.

    `resident` is in bytes, half a second after the app fell quiet; 0 where it wasn't asked for.
    """

    first_frame: float
    shown: float
    resident: int = 0


def start(
    words: Sequence[str],
    environment: Mapping[str, str],
    text: str = "",
    *,
    memory: bool = False,
) -> Start:
    """Start an app, wait for its first frame (and for `text`, without line breaks), and end it.

    A frame is whole when the app ends its synchronized update; the first one that painted at
    least half of the screen's cells counts.
    Raises RuntimeError when it ends by itself or is not there after half a minute.
    """
    begun = time.perf_counter()
    child, screen = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execve(words[0], list(words), dict(environment))  # noqa: S606 - no shell is wanted
    try:
        return _watched(child, screen, begun, text.encode(), memory=memory)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(screen)


def _watched(child: int, screen: int, begun: float, text: bytes, *, memory: bool) -> Start:
    seen = b""
    first = shown = 0.0
    while not (first and shown):
        piece = _read(screen, PATIENCE)
        now = time.perf_counter() - begun
        if not piece:
            raise RuntimeError(f"nothing more came after {ESCAPES.sub(b'', seen)[-500:]!r}")
        if ASKED in piece:
            os.write(screen, ANSWER)
        seen += piece
        if not first and FRAME_ENDS in piece and _cells(seen) >= COLUMNS * ROWS // 2:
            first = now
        if not shown and (text in ESCAPES.sub(b"", seen) if text else first):
            shown = now
    return Start(first, shown, _resident(child, screen) if memory else 0)


def _cells(seen: bytes) -> int:
    return len(ESCAPES.sub(b"", seen).decode("utf-8", "ignore"))


def _read(screen: int, patience: float) -> bytes:
    ready, _, _ = select.select([screen], [], [], patience)
    if not ready:
        return b""
    try:
        return os.read(screen, 1 << 16)
    except OSError:  # Linux's word for: the other side is gone
        return b""


def _resident(child: int, screen: int) -> int:
    deadline = time.perf_counter() + PATIENCE
    quiet_since = time.perf_counter()
    while time.perf_counter() < min(deadline, quiet_since + 4 * QUIET):
        if _read(screen, QUIET):
            quiet_since = time.perf_counter()
    status = Path(f"/proc/{child}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    if found is None:
        raise RuntimeError("the app has ended by itself")
    return int(found[1]) * 1024
