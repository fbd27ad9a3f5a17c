"""A repository with hooks, and a terminal at which somebody commits in it."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from tests.tui.terminal import Terminal, running
from waterline import home as homes
from waterline import settings
from waterline.__main__ import main
from waterline.practice import hooks

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.conftest import Git

QUESTION = "did AI help?"
DONE = "done: "
PROMPT = "Why this approach"
TRAILER = "Co-Authored-By: Claude <noreply@anthropic.com>"

# Becomes git in a terminal of its own, with a shell between as a person has it.
SHELL = "import os, sys; os.execvp('sh', ['sh', '-c', sys.argv[1]])"

LIMIT = 60


class Seen(NamedTuple):
    """How a command went: its exit code, how often it asked, and all that it showed."""

    code: int
    asked: int
    shown: str


class Desk:
    """One repository, followed, with Waterline's hooks in it."""

    def __init__(self, git: Git, name: str = "api") -> None:
        self.git = git
        self.where = git.repository(name)
        git.commit(self.where, "Start", readme="hello\n")
        waterline("repo", "add", str(self.where))
        home = homes.find()
        hooks.install(home, settings.load(home), str(self.where))

    def write(self, name: str = "limiter.py", lines: int = 30, text: str = "line") -> Path:
        """Write a file of so many lines into the work tree."""
        path = self.where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{text} {number}\n" for number in range(lines)))
        return path

    def stage(self, name: str = "limiter.py", lines: int = 30, text: str = "line") -> Path:
        """Write a file and stage it."""
        path = self.write(name, lines, text)
        self.git(self.where, "add", name)
        return path

    def at_terminal(
        self, command: str, where: Path | None = None, **variables: str
    ) -> AbstractContextManager[Terminal]:
        """Run a shell command at a terminal; its exit code is shown behind DONE at the end."""
        script = f"{command}\necho {DONE}$?"
        return running(
            "-c", SHELL, script, columns=100, lines=30, where=where or self.where, **variables
        )

    def sit(
        self, command: str, answer: str = "n", where: Path | None = None, **variables: str
    ) -> Seen:
        """Run a command at a terminal to its end, and give every question the same answer."""
        asked = 0
        with self.at_terminal(command, where, **variables) as terminal:
            while _asks_again(terminal, asked):
                asked += 1
                terminal.press(answer)
            terminal.wait()
            text = shown(terminal)
        return Seen(int(text.rpartition(DONE)[2].split()[0]), asked, text)

    def away(self, command: str, where: Path | None = None, **variables: str) -> Seen:
        """Run a command without a terminal, as an agent or a graphical program does."""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=where or self.where,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LIMIT,
            start_new_session=True,
        )
        text = (done.stdout + done.stderr).decode()
        return Seen(done.returncode, text.count(QUESTION), text)

    def commits(self) -> int:
        """Count the commits."""
        return int(self.git(self.where, "rev-list", "--count", "HEAD"))

    def head(self, where: Path | None = None) -> str:
        """Name HEAD."""
        return self.git(where or self.where, "rev-parse", "HEAD")


def shown(terminal: Terminal) -> str:
    """Give all that was shown."""
    return terminal.raw.decode("utf-8", "replace")


def _asks_again(terminal: Terminal, before: int) -> bool:
    """Wait for one more question, or for the end."""
    terminal.until(lambda: DONE in shown(terminal) or shown(terminal).count(QUESTION) > before)
    return shown(terminal).count(QUESTION) > before


def answers() -> list[dict[str, Any]]:
    """Read the answers that wait, the one written last first."""
    folder = Path(os.environ["WATERLINE_HOME"]) / "answers"
    found = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    return sorted(found, key=lambda answer: -answer["at"])


def answer() -> dict[str, Any]:
    """Read the one answer that waits."""
    (only,) = answers()
    return only


def waterline(*words: str) -> str:
    """Run a command of Waterline's, in this process; give what it printed.

    What git starts are processes of their own: they are what is tested here, not these.
    """
    stdin, out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(3))
    with mock.patch.multiple(sys, stdin=stdin, stdout=out, stderr=err, excepthook=sys.excepthook):
        code = main(list(words))
    for stream in (out, err):
        stream.seek(0)
    assert code == 0, (words, err.read())
    return out.read()


def change(rev: str, where: Path) -> dict[str, Any]:
    """Read what the journal tells of a change, after a scan."""
    waterline("repo", "scan")
    sha = subprocess.run(
        ["git", "rev-parse", rev], cwd=where, capture_output=True, check=True, text=True
    ).stdout.strip()
    told = json.loads(waterline("change", sha, "--json"))
    only: dict[str, Any] = told[0] if isinstance(told, list) else told
    return only


def asking() -> int:
    """Find the process that asks: the one of this test's home."""
    mark = f"WATERLINE_HOME={os.environ['WATERLINE_HOME']}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            own = (folder / "environ").read_bytes().split(b"\0")
            if {b"hook", b"commit-msg"} <= set(words) and mark in own:
                return int(folder.name)
        except OSError:
            continue
    raise AssertionError("nobody asks")


def quoted(text: object) -> str:
    """Quote a word for the shell."""
    return shlex.quote(str(text))
