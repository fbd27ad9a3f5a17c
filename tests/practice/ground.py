"""What the tests of following repositories stand on: git's own numbers, and short words."""

from __future__ import annotations

import contextlib
import subprocess
from typing import TYPE_CHECKING, Any

from waterline.journal import connection
from waterline.practice import repositories
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.practice.repositories import RepositoryLine

SETTINGS = Settings()


def follow(home: Home, where: Path, settings: Settings = SETTINGS) -> RepositoryLine:
    """Follow a repository and scan it."""
    added = repositories.add(home, settings, str(where))
    return scan(home, added.repo, settings=settings)


def scan(home: Home, *names: str, settings: Settings = SETTINGS) -> RepositoryLine:
    """Scan one repository."""
    [line] = repositories.scan(home, settings, names)
    return line


def rows(home: Home, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Ask the journal."""
    with contextlib.closing(connection.connect(home)) as db:
        return [tuple(row) for row in db.execute(statement, tuple(values))]


def held(home: Home, columns: str = "sha", repo: str = "%") -> list[tuple[Any, ...]]:
    """Give columns of the changes that followed repositories hold now, in order of time."""
    return rows(
        home,
        f"SELECT {columns} FROM change c JOIN sighting s ON s.moment = c.moment "  # noqa: S608 - a test's own words
        "JOIN repository r ON r.id = s.repository_id WHERE r.name LIKE ? ORDER BY c.moment",
        (repo,),
    )


def subjects(home: Home, repo: str = "%") -> list[str]:
    """Give the messages of the changes that are held now, in order of time."""
    return [message for (message,) in held(home, "message", repo)]


def counted_by_git(
    git: Git, where: Path, address: str = "mara@example.org", *refs: str
) -> tuple[int, int, int]:
    """Give commits, insertions and deletions as plain `git log --numstat` counts them."""
    told = git(
        where,
        "log",
        "--no-merges",
        f"--author={address}",
        "--numstat",
        "--format=tformat:commit",
        *refs,
    )
    lines = told.splitlines()
    files = [line.split("\t") for line in lines if "\t" in line]
    added = sum(int(file[0]) for file in files if file[0] != "-")
    removed = sum(int(file[1]) for file in files if file[1] != "-")
    return lines.count("commit"), added, removed


def numbers(line: RepositoryLine) -> tuple[int, int, int]:
    """Give the same three numbers as a scan tells them."""
    return line.total, line.insertions, line.deletions


def imported(where: Path, stream: bytes) -> None:
    """Feed a stream to fast-import."""
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"],
        cwd=where, input=stream, check=True, capture_output=True,
    )  # fmt: skip
