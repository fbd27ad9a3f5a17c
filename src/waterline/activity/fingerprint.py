"""Whether anything moved in a repository since it was last read: a handful of stats.

Everything that can change what a scan finds changes the stat of one of these files: a ref is
written beside and renamed in, so the folder that holds it changes with it. The list is short
because 200 quiet repositories are looked at every other second while the app is open.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

from waterline.activity import places

if TYPE_CHECKING:
    from collections.abc import Iterable

Fingerprint = list[tuple[str, int, int, int]]

# A file that was written twice within the clock's grain looks the same both times (git's index
# knows the problem as "racy"): what is younger than this when it is looked at is not trusted.
GRAIN_NS = 2_000_000_000


def take(path: str, common_dir: str) -> Fingerprint:
    """Look at what tells whether the repository moved: (path, mtime in ns, size, inode) each."""
    return of(_watched(path, common_dir))


def of(files: Iterable[str]) -> Fingerprint:
    """Look at these files."""
    return [(file, *look(file)) for file in files]


def look(path: str) -> tuple[int, int, int]:
    """Give mtime in ns, size and inode of a file; -1 three times where there is none.

    A folder's size says nothing and is left out.
    """
    try:
        found = os.stat(path)
    except OSError:
        return -1, -1, -1
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    return found.st_mtime_ns, size, found.st_ino


def is_settled(taken: Fingerprint, now_ns: int | None = None) -> bool:
    """Tell whether every stat is old enough to be trusted when it is met again."""
    newest = max(mtime for _, mtime, _, _ in taken)
    return newest < (time.time_ns() if now_ns is None else now_ns) - GRAIN_NS


def still_holds(taken: Fingerprint) -> bool:
    """Tell whether every file looks as it did (`taken` may have been to JSON and back)."""
    return all(look(watched) == (mtime, size, inode) for watched, mtime, size, inode in taken)


def _watched(path: str, common_dir: str) -> list[str]:
    def common(name: str) -> str:
        return os.path.join(common_dir, name)

    files = [
        common("HEAD"),
        common("packed-refs"),
        common("config"),
        common("shallow"),
        common("info/attributes"),
        common("info/grafts"),
        common("refs/replace"),
        common("refs/notes"),
        common("worktrees"),
        *_ref_folders(common("refs/heads")),
    ]
    worktrees = places.worktree_dirs(common_dir)
    if os.path.isdir(common("reftable")):
        # A worktree's own HEAD stands in a table of its own.
        files += [os.path.join(top, "reftable/tables.list") for top in (common_dir, *worktrees)]
    if path != common_dir:
        files += [os.path.join(path, name) for name in (".mailmap", ".gitattributes")]
    files += [os.path.join(git_dir, "HEAD") for git_dir in worktrees]
    # A sequence moves HEAD when it begins; when it is quit, only its own folder goes.
    for git_dir in (common_dir, *worktrees):
        files += places.sequences(git_dir)
    return files


def _ref_folders(top: str) -> list[str]:
    found = [top]
    try:
        with os.scandir(top) as entries:
            folders = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return found
    for folder in folders:
        found += _ref_folders(folder)
    return found
