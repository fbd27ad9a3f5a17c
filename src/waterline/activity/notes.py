"""The notes that git-ai keeps in `refs/notes/ai`: read in one batch, never written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from waterline.activity import blobs, git
from waterline.domain import git_ai
from waterline.domain.commits import is_sha

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from waterline.domain.git_ai import Note

REF = "refs/notes/ai"

# Older notes hold whole conversations, of 3 MB and more. What is larger than this was written by
# no git-ai, and could fill the memory.
_LARGEST = 16 << 20
_BATCH = 16 << 20


def may_exist(common_dir: str) -> bool:
    """Tell by looking at files alone whether there may be notes; False is certain."""
    if os.path.exists(os.path.join(common_dir, REF)):
        return True
    if os.path.isdir(os.path.join(common_dir, "reftable")):
        return True
    try:
        with open(os.path.join(common_dir, "packed-refs"), "rb") as file:
            return f" {REF}\n".encode() in file.read()
    except OSError:
        return False


def tip(where: str, common_dir: str) -> str:
    """Give the commit at which the notes stand, "" where there are none."""
    if not may_exist(common_dir):
        return ""
    told = git.attempt(where, "rev-parse", "--verify", "--quiet", f"{REF}^{{commit}}")
    return told.stdout.decode("ascii", "replace").strip() if told.returncode == 0 else ""


def moved(where: str, before: str, now: str) -> set[str]:
    """Name the commits whose notes are other ones at `now` than at `before` ("": no notes yet)."""
    if before == now or not now:
        return set()
    if before:
        told = git.attempt(where, "diff-tree", "-r", "-z", "--name-only", before, now)
        if told.returncode == 0:
            return _annotated(told.stdout)
        # What stood there before is gone: then all of them are looked at.
    return _annotated(git.run(where, "ls-tree", "-r", "-z", "--name-only", now))


def _annotated(paths: bytes) -> set[str]:
    # A tree of notes fans out: "ab/cd…" is the note on "abcd…".
    names = (path.replace(b"/", b"").decode("ascii", "replace") for path in paths.split(b"\0"))
    return {name for name in names if is_sha(name)}


def read(
    where: str, shas: Iterable[str], at: str = REF, asked: Callable[[], None] = lambda: None
) -> dict[str, Note]:
    """Read the notes on these commits, where there are any, as they stand `at` a revision.

    `asked` is called again and again, and may raise to stop the reading.
    Raises GitError where git can't read the repository.
    """
    wanted = set(shas)
    if not wanted:
        return {}
    listed = git.attempt(where, "ls-tree", "-r", "-z", at)
    if listed.returncode:
        return {}  # no notes at all
    on: dict[str, list[str]] = {}
    for line in listed.stdout.split(b"\0"):
        told, _, path = line.partition(b"\t")
        for sha in _annotated(path) & wanted:
            on.setdefault(told.split(b" ")[-1].decode("ascii", "replace"), []).append(sha)
    return {
        sha: note
        for names in _batches(where, on)
        for name, note in _parsed(where, names, asked)
        for sha in on[name]
    }


def _batches(where: str, names: Collection[str]) -> Iterator[list[str]]:
    """Name those that are small enough to be notes, as many at a time as fit into memory."""
    batch: list[str] = []
    left = _BATCH
    for name, size in blobs.sizes(where, names):
        if size > _LARGEST:
            continue
        if size > left:
            yield batch
            batch, left = [], _BATCH
        left -= size
        batch.append(name)
    yield batch


def _parsed(where: str, names: list[str], asked: Callable[[], None]) -> Iterator[tuple[str, Note]]:
    asked()
    for name, text in blobs.texts(where, names):
        yield name, git_ai.parse(text)
