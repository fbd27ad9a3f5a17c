"""A commit with Waterline's hooks, and with those of others that do nothing, against a bare one."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from measure import Row, compared
from places import HERE, Cache, say

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (200, 2_000)
FOLDERS = 20
BARE = "without"
QUESTION = b"did AI help"

PRE_COMMIT = """repos:
- repo: local
  hooks:
  - {id: nothing, name: nothing, language: system, entry: "true", stages: [commit-msg]}
"""
LEFTHOOK = "commit-msg: {commands: {nothing: {run: 'true'}}}\n"

# Who commits, how many lines, with what in the environment, and on a terminal or not.
OURS: dict[str, tuple[int, dict[str, str], bool]] = {
    "a program with windows": (30, {}, False),
    "an agent": (30, {"CLAUDECODE": "1"}, False),
    "a person, below min_lines": (2, {}, True),
    "a person, asked, answering at once": (30, {}, True),
}
OTHERS = ("pre-commit", "lefthook", "husky")


def commits(cache: Cache, rounds: int) -> list[Row]:
    """Measure a commit in a small and in a larger repository."""
    bin_ = cache.install_managers()
    return [row for size in SIZES for row in _in_one_of(cache, bin_, size, rounds)]


def _in_one_of(cache: Cache, bin_: Path, size: int, rounds: int) -> list[Row]:
    folder = cache.folder / f"commits-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    home = folder / "home"
    environment = cache.environment(home)
    environment["PATH"] = f"{bin_}{os.pathsep}{environment['PATH']}"
    contestants = {BARE: _one(_repository(folder, "bare", size, environment), environment, 2)}
    for name, (lines, variables, terminal) in OURS.items():
        where = _repository(folder, f"ours{len(contestants)}", size, environment)
        _run(where, environment, cache.waterline, "repo", "add", ".")
        contestants[name] = _one(where, environment | variables, lines, terminal=terminal)
    for name in OTHERS:
        where = _repository(folder, name, size, environment)
        if _manage(cache, name, where, environment):
            contestants[name] = _one(where, environment, 2)
    taken = _taken(cache, contestants, rounds, folder / "results.json")
    against = f"the same without hooks, {size:,} files"
    rows = []
    for name in contestants:
        if name in OURS:
            budget = None if "asked" in name else 1.5
            rows.append(
                compared(f"`git commit` with Waterline: {name}", against, taken[name],
                         taken[BARE], budget=budget, stretch=budget and 1.3)
            )  # fmt: skip
        elif name != BARE:
            what = f"`git commit` with {name} doing nothing"
            rows.append(compared(what, against, taken[name], taken[BARE]))
    return rows


def _one(
    where: Path, environment: dict[str, str], lines: int, *, terminal: bool = True
) -> dict[str, Any]:
    return {
        "folder": str(where), "environment": environment, "lines": lines, "terminal": terminal,
    }  # fmt: skip


def _repository(folder: Path, name: str, size: int, environment: dict[str, str]) -> Path:
    where = folder / name
    where.mkdir()
    _run(where, environment, "git", "init", "-q")
    _run(where, environment, "git", "config", "gc.auto", "0")
    _run(where, environment, "git", "config", "maintenance.auto", "false")
    for number in range(size):
        path = where / f"src{number % FOLDERS}" / f"part{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"line of part {number}\n" * 50)
    _run(where, environment, "git", "add", ".")
    _run(where, environment, "git", "commit", "-qm", "Start")
    return where


def _manage(cache: Cache, name: str, where: Path, environment: dict[str, str]) -> bool:
    """Let a manager of hooks do nothing at commit-msg; False where it can't be had."""
    if name == "pre-commit":
        (where / ".pre-commit-config.yaml").write_text(PRE_COMMIT)
        _run(where, environment, "git", "add", ".pre-commit-config.yaml")
        _run(where, environment, "git", "commit", "-qm", "Configure")
        _run(where, environment, "pre-commit", "install", "-t", "commit-msg")
    elif name == "lefthook":
        (where / "lefthook.yml").write_text(LEFTHOOK)
        _run(where, environment, "lefthook", "install", "-f")
    else:
        husky = cache.install_husky()
        if husky is None:
            say("no npm here, so nothing is measured of husky")
            return False
        script = f"import husky from {json.dumps(str(husky))}; process.stdout.write(husky())"
        _run(where, environment, "node", "--input-type=module", "-e", script)
        (where / ".husky" / "commit-msg").write_text(":\n")
    return True


def _run(where: Path, environment: dict[str, str], *words: str) -> None:
    program = shutil.which(words[0], path=environment["PATH"]) or words[0]
    subprocess.run(
        [program, *words[1:]], cwd=where, env=environment, check=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _taken(
    cache: Cache, contestants: dict[str, Any], rounds: int, results: Path
) -> dict[str, list[float]]:
    """Commit on a pseudo-terminal, answer what is asked, and give the seconds."""
    plan = json.dumps({"git": shutil.which("git"), "contestants": contestants})
    inside = HERE / "inside" / "committing.py"
    words = [sys.executable, str(inside), str(rounds), plan, str(results)]
    master, slave = pty.openpty()
    process = subprocess.Popen(
        words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        env=cache.environment(),
    )  # fmt: skip
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # the end of the last one that has the terminal
        while process.poll() is None:
            if not select.select([master], [], [], 0.2)[0]:
                continue
            shown += os.read(master, 65_536)
            if QUESTION in shown:
                os.write(master, b"n")
                shown = b""
    code = process.wait()
    os.close(master)
    if code:
        raise RuntimeError(f"the commits failed: {shown.decode(errors='replace')[-500:]}")
    taken: dict[str, list[float]] = json.loads(results.read_text())
    return taken
