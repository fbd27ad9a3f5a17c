"""What the tests of the hooks stand on: real git with and without a terminal, and a stand-in."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pty
import re
import select
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import GIT
from waterline import home as homes
from waterline import settings
from waterline.gate import chained, configured
from waterline.practice import hooks

PATIENCE = 30.0

# The git that the tests use is on the PATH only while one of them runs.
_SAID = subprocess.run([GIT or "git", "version"], capture_output=True, text=True, check=True)
READS_CONFIG = tuple(map(int, re.findall(r"\d+", _SAID.stdout)[:2])) >= configured.SINCE
by_files = pytest.mark.skipif(READS_CONFIG, reason="this git reads hooks from the configuration")
by_config = pytest.mark.skipif(not READS_CONFIG, reason="this git reads no hooks from there")

# Takes the terminal as its controlling one, runs the words as the job in the foreground (or in
# the background), and gives the terminal back before it ends.
JOB = """
import fcntl, os, signal, subprocess, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
place, words = sys.argv[1], sys.argv[2:]
def begin():
    if place == "front":
        os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
job = subprocess.Popen(words, process_group=0, stdin=0, preexec_fn=begin)
code = job.wait()
os.tcsetpgrp(0, os.getpgrp())
sys.exit(code if code >= 0 else 128 - code)
"""


class Done(NamedTuple):
    """How a command ended, and all that it showed."""

    code: int
    shown: str


def at_terminal(where: Path, *words: str, place: str = "front", **variables: str) -> Done:
    """Run a command on a pseudo-terminal of its own, where a person would sit."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", JOB, place, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=where,
        env={**os.environ, **variables},
        start_new_session=True,
    )
    os.close(slave)
    shown, deadline = b"", time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    piece = os.read(master, 65_536)
                except OSError:  # the last one has closed the terminal
                    break
                shown += piece
            elif process.poll() is not None:
                break
        code = process.wait(max(deadline - time.monotonic(), 0.1))
    finally:
        with contextlib.suppress(OSError):
            process.kill()
        os.close(master)
    return Done(code, shown.decode("utf-8", "replace").replace("\r\n", "\n"))


def without_terminal(where: Path, *words: str, given: str = "", **variables: str) -> Done:
    """Run a command as a program with windows or an agent does: no terminal at all."""
    done = subprocess.run(
        words,
        cwd=where,
        input=given.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **variables},
        check=False,
        timeout=PATIENCE,
        start_new_session=True,
    )
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"))


# --- A stand-in for the interpreter: it notes how it was started ------------------------------


class Interpreter:
    """An executable that notes its arguments and its input, and ends as it is told to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "interpreter"
        self._log = folder / "started"
        self._given = folder / "given"
        self.ends_with("exit 0")

    def ends_with(self, last: str) -> None:
        """Let it end by this line of shell."""
        self.path.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{self._log}"\n'
            f'case "$*" in *pre-push*) cat >"{self._given}" ;; esac\n{last}\n'
        )
        self.path.chmod(0o755)

    @property
    def started(self) -> list[str]:
        """The arguments of each start, without the flags."""
        if not self._log.exists():
            return []
        lines = self._log.read_text().splitlines()
        return [line.removeprefix("-I -m waterline ") for line in lines]

    @property
    def given(self) -> str:
        """What the last start for a push read on its standard input."""
        return self._given.read_text()


def write_gate(interpreter: Path | str | None = None, text: str = "") -> None:
    """Write the gate of this test's home from the settings `text`, with this interpreter in it."""
    home = homes.find()
    if text:
        settings.write(home, text)
    hooks.write_gate(home, settings.load(home))
    if interpreter is not None:
        gate = Path(hooks.gate_of(home))
        written = gate.read_text().replace(sys.executable, str(interpreter))
        gate.write_text(written)


def put_hooks(where: Path) -> None:
    """Put the hooks into a repository as this git wants them, and nothing else."""
    gate = hooks.gate_of(homes.find())
    if READS_CONFIG:
        configured.add(str(where / ".git" / "config"), gate)
        return
    for event in ("commit-msg", "post-rewrite", "pre-push"):
        chained.put(str(where / ".git" / "hooks"), event, gate)


def kept() -> list[str]:
    """Give the text of every file that hooks have put into the inbox, the oldest first."""
    paths = Path(homes.find().inbox).glob("*.hook")
    return [path.read_text() for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)]


def stage(where: Path, lines: int, name: str = "file.txt") -> None:
    """Stage a file of so many new lines."""
    (where / name).write_text("".join(f"line {n} of {name}\n" for n in range(lines)))
    subprocess.run(["git", "add", name], cwd=where, check=True)


def tree(folder: Path) -> dict[str, str]:
    """Tell every file, link and folder below `folder`: its mode and its content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        if stat.S_ISLNK(state.st_mode):
            content = os.readlink(path)
        elif stat.S_ISDIR(state.st_mode):
            content = "a folder"
        else:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(folder))] = f"{stat.filemode(state.st_mode)} {content}"
    return found
