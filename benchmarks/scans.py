"""The scan: of a whole history for the first time, and of many repositories with nothing new."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

from measure import Row, compared, interleaved, quartiles, said, timed
from places import Cache, say

REPOSITORIES = 200
GIT = shutil.which("git") or "git"


def first_scan(cache: Cache, rounds: int, repository: Path | None, commits: int) -> list[Row]:
    """Measure the first scan against the log it rests on, by the same person."""
    where = repository or cache.made(f"history-{commits}", "history.py", str(commits))
    home = cache.folder / "scan-home"
    environment = cache.environment(home)
    added = cache.folder / "scan-home-added"
    if repository:
        environment.pop("GIT_CONFIG_GLOBAL")
        environment["HOME"] = str(Path.home())
    asked = [GIT, "-C", str(where), "config", "user.email"]
    told = subprocess.run(asked, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    shutil.rmtree(added, ignore_errors=True)
    cache.inside("added.py", str(where), home=added)

    def scan() -> float:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(added, home)
        return timed([cache.waterline, "repo", "scan"], environment)

    options = ["-z", "--numstat", "-M", "--all", "--no-merges", "--format=%H%x00%an%x00%B"]
    own = ["--fixed-strings", f"--author={told.stdout.strip()}"]
    log = [GIT, "-C", str(where), "log", *options, *own]
    taken = interleaved({"scan": scan, "log": partial(timed, log, environment)}, rounds)
    counted = [GIT, "-C", str(where), "rev-list", "--count", "--all", "--no-merges", *own]
    count = int(subprocess.run(counted, check=True, env=environment, stdout=subprocess.PIPE).stdout)
    name = f"{count:,} commits{' of a real repository' if repository else ''}"
    return [
        compared(f"first `waterline repo scan`, {name}", "its `git log --numstat`",
                 taken["scan"], taken["log"], budget=1.25)
    ]  # fmt: skip


def nothing_new(cache: Cache, rounds: int) -> list[Row]:
    """Measure asking 200 repositories whether anything moved, in process, against the stats."""
    say(f"making {REPOSITORIES} repositories")
    told = cache.inside(
        "nothing_new.py", str(cache.folder / "many"), str(REPOSITORIES), str(rounds)
    )
    pairs = [tuple(map(float, line.split())) for line in told.splitlines()]
    return [
        compared(f"scan with nothing new, {REPOSITORIES} repositories", "6 `stat`s each",
                 [pair[0] for pair in pairs], [pair[1] for pair in pairs], budget=5)
    ]  # fmt: skip


def typed(cache: Cache, home: Path, size: int) -> list[Row]:
    """Measure searching while typing, in process: every letter of many words."""
    taken = sorted(map(float, cache.inside("type.py", str(home)).split()))
    worst = taken[int(len(taken) * 0.95)]
    low, high = quartiles(taken)
    return [
        Row(f"search as you type, {size:,} entries, {len(taken):,} key presses", "–",
            worst * 1000, low * 1000, high * 1000, 10, None, " ms",
            f"p95 {said(worst)}, median {said(taken[len(taken) // 2])}, worst {said(taken[-1])}")
    ]  # fmt: skip
