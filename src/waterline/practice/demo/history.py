"""The demo's repositories: real ones, written by `git fast-import`."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from waterline.errors import GitError
from waterline.practice.demo.code import Writer

if TYPE_CHECKING:
    from random import Random

    from waterline.practice.demo.story import Scene

ADDRESS = "you@example.org"
ME = f"You <{ADDRESS}>"
COLLEAGUE = "Colleague <colleague@example.org>"

# The trailers as these tools write them.
TRAILERS = {
    "claude": "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\n"
    "Co-Authored-By: Claude <noreply@anthropic.com>\n",
    "codex": "Co-authored-by: Codex <noreply@openai.com>\n",
    "copilot": "Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>\n",
    "cursor": "Co-authored-by: Cursor <cursoragent@cursor.com>\n",
}

# What a repository has to say for itself; nothing of the person's own git is looked at.
CONFIGURATION = """[user]
\tname = You
\temail = you@example.org
[commit]
\tgpgSign = false
[core]
\thooksPath = /dev/null
"""


def make(folder: str, scenes: list[Scene], random: Random) -> None:
    """Make the repository `folder` whose commits are those of `scenes`, oldest first.

    Raises GitError without git, or where git refuses.
    """
    commits = [scene for scene in scenes if not scene.is_entry]
    _git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    with open(f"{folder}/.git/config", "a", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    if commits:
        _git(
            folder,
            "fast-import",
            "--quiet",
            "--date-format=raw",
            stream=_stream(commits, Writer(random)),
        )
        _git(folder, "reset", "--quiet", "--hard")


def _stream(commits: list[Scene], writer: Writer) -> bytes:
    files = _files_before(commits, writer)
    day_before = commits[0].at[0] // 1_000_000 - 86_400
    parts = [_commit("Start", COLLEAGUE, (day_before, commits[0].at[1]), files)]
    for scene in commits:
        changed: dict[str, list[str]] = {}
        shares = _shares(len(scene.paths))
        for path, share in zip(scene.paths, shares, strict=True):
            add, remove = round(scene.insertions * share), round(scene.deletions * share)
            changed[path] = writer.edited(path, files.get(path, []), add, remove)
        files |= changed
        author = COLLEAGUE if scene.author == "colleague" else ME
        message = _message(scene.text, TRAILERS.get(scene.author, ""))
        when = scene.at[0] // 1_000_000, scene.at[1]
        parts.append(_commit(message, author, when, changed))
    return b"".join(parts)


def _files_before(commits: list[Scene], writer: Writer) -> dict[str, list[str]]:
    # A file that the story changes was there before; one that it only adds to begins with it.
    needed: dict[str, int] = {}
    begun: set[str] = set()
    for scene in commits:
        for path in scene.paths:
            if scene.deletions and path not in begun:
                needed[path] = max(needed.get(path, 0), 60, scene.deletions * 2)
            elif path not in needed:
                begun.add(path)
    return {path: writer.lines(path, count) for path, count in needed.items()}


def _shares(count: int) -> list[float]:
    # The first file of a commit is what it is about.
    return [1.0] if count == 1 else [0.6, *[0.4 / (count - 1)] * (count - 1)]


def _message(text: str, trailer: str) -> str:
    return f"{text.rstrip()}\n\n{trailer}" if trailer else f"{text.rstrip()}\n"


def _commit(message: str, author: str, when: tuple[int, int], files: dict[str, list[str]]) -> bytes:
    second, offset = when
    sign, minutes = "-" if offset < 0 else "+", abs(offset) // 60
    stamp = f"{second} {sign}{minutes // 60:02}{minutes % 60:02}"
    head = f"commit refs/heads/main\nauthor {author} {stamp}\ncommitter {author} {stamp}\n"
    parts = [head.encode(), _data(message)]
    for path, lines in files.items():
        parts += [f"M 100644 inline {path}\n".encode(), _data("\n".join(lines) + "\n")]
    return b"".join(parts)


def _data(text: str) -> bytes:
    encoded = text.encode()
    return b"data %d\n%s\n" % (len(encoded), encoded)


def _git(folder: str, *words: str, stream: bytes = b"") -> None:
    # Of the environment only the way to git: no configuration and no repository of the person's.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": folder,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C",
    }
    try:
        subprocess.run(
            ["git", *words], cwd=folder, env=environment, input=stream, check=True,
            capture_output=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise GitError("git is not on the PATH", "install git, and try again") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise GitError(f"git {words[0]} failed ({said})", "is the disk full?") from error
