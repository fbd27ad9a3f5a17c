"""A real pseudo-terminal with the real program in it, as a person has it before them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Takes the terminal as its controlling one, so that closing it hangs the program up.
START = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
# The tests themselves may run where it is ignored (nohup).
is_ignored = os.environ.pop("IGNORE_HUP", "")
signal.signal(signal.SIGHUP, signal.SIG_IGN if is_ignored else signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
PATIENCE = 20.0


class Terminal:
    """A program in a pseudo-terminal of `columns` times `lines`."""

    def __init__(
        self, words: list[str], columns: int, lines: int, where: Path | None, **variables: str
    ) -> None:
        self.raw = b""
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=where or os.environ["HOME"],
            env={**os.environ, **variables},
            start_new_session=True,
        )
        os.close(slave)

    def read(self, seconds: float = 0.05) -> None:
        """Take in what the program writes for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], 0.02)
            if not ready:
                continue
            try:
                found = os.read(self.master, 65_536)
            except OSError:  # the other end is closed: nothing more is written
                time.sleep(max(0.0, end - time.monotonic()))
                return
            self.raw += found
            with contextlib.suppress(Exception):
                self._stream.feed(found)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def until(self, what: str | Callable[[], object]) -> None:
        """Read until a text is on the screen, or until something holds."""
        end = time.monotonic() + PATIENCE
        while not (what in self.text if isinstance(what, str) else what()):
            assert time.monotonic() < end, (what, self.text, self.process.poll())
            self.read()

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def close(self) -> None:
        """Close the terminal's window."""
        os.close(self.master)
        self.master = -1

    def wait(self) -> int:
        """Wait for the program's end, reading what it still writes; give its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, "the program did not end"
            if self.master >= 0:
                self.read()
            else:
                time.sleep(0.02)
        if self.master >= 0:
            self.read()
        return self.process.returncode

    def until_gone(self) -> None:
        """Wait until the last of the processes that were started in the terminal is gone."""
        end = time.monotonic() + PATIENCE
        while any(_session(folder) == self.process.pid for folder in Path("/proc").glob("[0-9]*")):
            assert time.monotonic() < end, "a process did not end"
            time.sleep(0.02)


def _session(process: Path) -> int:
    """Tell which session a process belongs to (proc(5): stat); 0 where it is gone, or a zombie."""
    try:
        state, _, _, session, *_ = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(session) if state != "Z" else 0


@contextlib.contextmanager
def running(
    *words: str, columns: int = 100, lines: int = 30, where: Path | None = None, **variables: str
) -> Iterator[Terminal]:
    """Run `python WORDS…` (the app, where none are given) in a terminal for a block."""
    terminal = Terminal(list(words) or ["-m", "waterline"], columns, lines, where, **variables)
    try:
        yield terminal
    finally:
        if terminal.process.poll() is None:
            terminal.process.send_signal(signal.SIGKILL)
            terminal.process.wait()
        if terminal.master >= 0:
            terminal.close()
