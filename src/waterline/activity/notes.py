"""The notes that git-ai keeps in `refs/notes/ai`: read in one batch, never written."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from waterline.activity import git
from waterline.domain import git_ai

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from waterline.domain.git_ai import Note

REF = "refs/notes/ai"

# What is larger was written by no git-ai; a hostile repository could fill the memory with it.
_LARGEST = 1 << 20
_LARGEST_IN_ALL = 64 << 20
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


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
    return {name for name in names if _SHA.fullmatch(name)}


def read(where: str, shas: Iterable[str], at: str = REF) -> dict[str, Note]:
    """Read the notes on these commits, where there are any, as they stand `at` a revision.

    Raises GitError where git can't read the repository.
    """
    wanted = set(shas)
    if not wanted:
        return {}
    listed = git.attempt(where, "ls-tree", "-r", "-z", at)
    if listed.returncode:
        return {}  # no notes at all
    blobs: dict[str, str] = {}
    for line in listed.stdout.split(b"\0"):
        told, _, path = line.partition(b"\t")
        for sha in _annotated(path) & wanted:
            blobs[sha] = told.split(b" ")[-1].decode("ascii", "replace")
    texts = _texts(where, dict.fromkeys(blobs.values()))
    return {sha: git_ai.parse(texts[blob]) for sha, blob in blobs.items() if blob in texts}


def _texts(where: str, blobs: Collection[str]) -> dict[str, str]:
    known = _within_bounds(where, blobs)
    if not known:
        return {}
    told = git.run(where, "cat-file", "--batch", given=_asked(known))
    texts: dict[str, str] = {}
    at = 0
    while at < len(told):
        end = told.find(b"\n", at)
        name, _, rest = told[at:end].partition(b" ")
        kind, _, size = rest.partition(b" ")
        at = end + 1
        if kind != b"blob":
            continue
        text = told[at : at + int(size)]
        texts[name.decode("ascii")] = text.decode("utf-8", "replace")
        at += int(size) + 1
    return texts


def _within_bounds(where: str, blobs: Collection[str]) -> list[str]:
    """Name those that are small enough to be notes, and few enough to be read at once."""
    if not blobs:
        return []
    shown = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    known: list[str] = []
    left = _LARGEST_IN_ALL
    for line in git.run(where, "cat-file", shown, given=_asked(blobs)).splitlines():
        name, _, rest = line.decode("ascii", "replace").partition(" ")
        kind, _, size = rest.partition(" ")
        if kind == "blob" and int(size) <= min(_LARGEST, left):
            left -= int(size)
            known.append(name)
    return known


def _asked(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()
