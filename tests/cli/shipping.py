"""Repositories with changes that AI helped with, for the commands that ask why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Waterline
    from tests.conftest import Git

CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>"
BY_CLAUDE = f"\n\n{CLAUDE}\n"


def ship(git: Git, where: Path, subject: str, *, lines: int = 20, tail: str = BY_CLAUDE) -> str:
    """Commit `lines` new lines in a file of their own; give the sha."""
    name = "".join(letter if letter.isalnum() else "_" for letter in subject)[:20] or "file"
    text = "".join(f"{name} {number}\n" for number in range(lines))
    return git.commit(where, f"{subject}{tail}", **{f"{name}__py": text})


def followed(git: Git, waterline: Waterline, name: str = "api") -> Path:
    """Make a repository and follow it."""
    where = git.repository(name)
    ship(git, where, f"Start {name}", lines=1, tail="")
    assert waterline("repo", "add", str(where)).code == 0
    return where
