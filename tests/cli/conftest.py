"""Ways to run the command line: in this process, as a process, on a pseudo-terminal."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from waterline.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

PATIENCE = 30.0


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


class Waterline:
    """The command line in this process: fast, for all that does not hang on being a process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = patch

    def __call__(self, *words: str, stdin: bytes = b"") -> Done:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capsys.readouterr()
        code = main(list(words))
        out, err = self._capsys.readouterr()
        return Done(code, out, err)

    def note(self, *words: str) -> str:
        """Write an entry and give its id."""
        done = self("note", *words)
        assert done.code == 0, done.err
        return done.out.strip()


@pytest.fixture
def waterline(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Waterline:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # `main` sets its own
    return Waterline(capsys, monkeypatch)


COMMAND = [sys.executable, "-m", "waterline"]


def process(*words: str | bytes, stdin: bytes = b"", **options: Any) -> Done:
    """Run `python -m waterline` as a process of its own."""
    done = subprocess.run(
        [*COMMAND, *words], input=stdin, capture_output=True, check=False, timeout=60, **options
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


class Terminal:
    """A command on a pseudo-terminal of its own; `shown` is all that it wrote there."""

    def __init__(self, words: list[str], rows: int, columns: int) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.shown = ""
        self._process = subprocess.Popen(
            [*COMMAND, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads
        )
        os.close(slave)

    def send(self, text: str) -> None:
        """Type."""
        os.write(self._master, text.encode())

    def signal(self, number: int) -> None:
        """Send the command a signal."""
        self._process.send_signal(number)

    def interrupt(self) -> None:
        """Press ctrl+c until the command ends.

        Once may not be enough: readline misses a signal in the instant before it waits.
        """
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            assert time.monotonic() < deadline, f"can't be interrupted after {self.shown!r}"
            self.send("\x03")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)

    def wait_for(self, text: str) -> None:
        """Read until `text` was shown."""
        while text not in self.shown:
            assert self._read(), f"never showed {text!r}: {self.shown!r}"

    def end(self) -> int:
        """Read to the end and give the exit code."""
        while self._read():
            pass
        return self._process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], PATIENCE)
        assert ready, f"stands still after {self.shown!r}"
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += piece.decode("utf-8", "replace")
        return bool(piece)

    def close(self) -> None:
        """End what still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError):
            os.close(self._master)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    """Give a way to open commands on pseudo-terminals of 24 by 80 (or other) cells."""
    opened: list[Terminal] = []

    def run(*words: str, rows: int = 24, columns: int = 80) -> Terminal:
        opened.append(Terminal(list(words), rows, columns))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make a shell script the person's editor; it gets the file as $1. Its path has a space."""

    def make(script: str) -> Path:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("EDITOR", f"'{path}'")
        return path

    return make


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for what another process will do."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.01)
