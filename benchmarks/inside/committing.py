"""Commit in turn in each of several repositories, and tell how long each took: on a terminal.

    committing.py ROUNDS PLAN RESULTS

PLAN is JSON: by name a folder, an environment, how many lines to stage, and whether the commit
has the terminal. Takes the terminal on its standard input as its own, so that git is the job in
the foreground, and whoever holds the other end can answer what is asked.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any


def commit(git: str, one: dict[str, Any], turn: int) -> float:
    """Stage some lines, commit them, and give the seconds of the commit alone."""
    lines = "".join(f"{turn} {number}\n" for number in range(one["lines"]))
    Path(one["folder"], "src0", "part0.txt").write_text(lines)
    environment = one["environment"]
    subprocess.run([git, "add", "src0/part0.txt"], cwd=one["folder"], env=environment, check=True)
    words = [git, "-C", one["folder"], "commit", "-m", f"Change {turn}"]
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    if not one["terminal"]:
        files.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    start = time.perf_counter()
    child = os.posix_spawn(git, words, environment, file_actions=files)
    _, status = os.waitpid(child, 0)
    taken = time.perf_counter() - start
    if status:
        raise RuntimeError(f"the commit in {one['folder']} failed")
    return taken


def main() -> None:
    """Let every repository have its turn in every round, each round in another order."""
    rounds, plan, results = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    git, contestants = plan["git"], plan["contestants"]
    names = list(contestants)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for at in range(len(names)):
            name = names[(at + turn) % len(names)]
            seconds = commit(git, contestants[name], turn)
            if turn:  # the first round fills the caches
                taken[name].append(seconds)
    Path(results).write_text(json.dumps(taken))


if __name__ == "__main__":
    main()
