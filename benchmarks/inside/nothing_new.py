"""Ask N followed repositories whether anything moved, beside six stats each; print both times.

nothing_new.py FOLDER N ROUNDS: one line a round, seconds of the question and of the stats.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from waterline.home import Home
from waterline.practice import repositories
from waterline.settings import Settings

# What tells git's own state: where HEAD is, where it has been, branches, packs, configuration.
LOOKED_AT = ("HEAD", "logs/HEAD", "refs/heads", "packed-refs", "config", "refs")


def follow(folder: Path, count: int) -> Home:
    """Make the repositories, follow and scan them until nothing is new."""
    shutil.rmtree(folder, ignore_errors=True)
    home = Home(f"{folder}/home", f"{folder}/home")
    settings = Settings()
    for number in range(count):
        where = folder / f"repository{number}"
        subprocess.run(["git", "init", "-q", "-b", "main", where], check=True)
        subprocess.run(
            ["git", "-C", where, "commit", "-q", "--allow-empty", "-m", "Start"], check=True
        )
        repositories.add(home, settings, str(where))
    repositories.scan(home, settings)
    # Stats younger than the file system's clock can tell apart are not trusted yet.
    deadline = time.monotonic() + 30
    while repositories.needs_scan(home, settings) and time.monotonic() < deadline:
        time.sleep(1)
        repositories.scan(home, settings)
    return home


def look(folders: list[str]) -> None:
    """Stat six files of each repository."""
    for folder in folders:
        for name in LOOKED_AT:
            try:
                os.stat(f"{folder}/.git/{name}")
            except OSError:
                continue


def main() -> None:
    """Take turns and print."""
    folder, count, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    home = follow(folder, count)
    settings = Settings()
    folders = [f"{folder}/repository{number}" for number in range(count)]
    for turn in range(rounds + 1):
        start = time.perf_counter()
        moved = repositories.needs_scan(home, settings)
        between = time.perf_counter()
        look(folders)
        end = time.perf_counter()
        if moved:
            sys.exit(f"these should be quiet: {moved}")
        if turn:
            print(between - start, end - between)


if __name__ == "__main__":
    main()
