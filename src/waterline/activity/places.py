"""Where repositories lie, told by looking at files alone: quick, and without git."""

from __future__ import annotations

import os
from typing import NamedTuple


class Place(NamedTuple):
    """A repository: `path` is the top of its main work tree (or the bare repository itself).

    `common_dir` is git's common directory, which all worktrees share: the repository's identity.
    Both are absolute, with links resolved.
    """

    path: str
    common_dir: str


def holding(folder: str) -> str | None:
    """Find the common directory of the repository that holds `folder`, or None."""
    here = os.path.realpath(folder)
    while True:
        git_dir = _git_dir(here)
        if git_dir is not None:
            return common_of(git_dir)
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def top_of(folder: str) -> str | None:
    """Find the top level of the work tree (or the bare repository) that holds `folder`."""
    here = os.path.realpath(folder)
    while _git_dir(here) is None:
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above
    return os.path.dirname(here) if os.path.basename(here) == ".git" else here


def is_text(path: str) -> bool:
    """Tell whether a path is text; bytes that are no UTF-8 stand in it as lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in path)


def below(folder: str, depth: int = 2) -> list[str]:
    """Find the repositories that stand in `folder`, at most `depth` levels down, in order."""
    found: list[str] = []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return found
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith(".") or os.path.islink(path) or not os.path.isdir(path):
            continue
        if _git_dir(path) is not None:
            found.append(path)
        elif depth > 1:
            found += below(path, depth - 1)
    return found


def common_of(git_dir: str) -> str:
    """Give the common directory of a git directory (its own, unless it is a worktree's)."""
    named = _named_in(os.path.join(git_dir, "commondir"))
    return os.path.realpath(os.path.join(git_dir, named) if named else git_dir)


def worktree_dirs(common_dir: str) -> list[str]:
    """Give the git directories of the linked worktrees."""
    folder = os.path.join(common_dir, "worktrees")
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names]


def sequences(git_dir: str) -> list[str]:
    """Give the folders of a rebase or an am that is under way: its HEAD holds half-done copies."""
    folders = (os.path.join(git_dir, name) for name in ("rebase-merge", "rebase-apply"))
    return [folder for folder in folders if os.path.exists(folder)]


def _git_dir(folder: str) -> str | None:
    """Give the git directory whose top level (or itself) is `folder`, or None."""
    entry = os.path.join(folder, ".git")
    if os.path.isfile(entry):
        said = _named_in(entry)
        named = said.removeprefix("gitdir:").lstrip(" ") if said.startswith("gitdir:") else ""
        git_dir = os.path.normpath(os.path.join(folder, named))
        return git_dir if named and os.path.exists(os.path.join(git_dir, "HEAD")) else None
    if _is_git_dir(entry):
        return entry
    return folder if _is_git_dir(folder) else None


def _is_git_dir(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, "HEAD")) and all(
        os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs")
    )


def _named_in(path: str) -> str:
    # The whole file but the line ends behind it: a folder's name may hold line ends.
    try:
        with open(path, "rb") as file:
            return os.fsdecode(file.read(65_536).rstrip(b"\r\n"))
    except OSError:
        return ""
