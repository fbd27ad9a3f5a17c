"""Diffs that a person looks at while explaining: what is staged, and what commits brought.

They are read within bounds (rows, bytes, seconds), and git is ended beyond them: no file is too
large and none too many.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import attributes, bounded, git
from waterline.activity.places import Place
from waterline.domain.diffs import MOST_ROWS, Diff, FileDiff, parse, several
from waterline.domain.generated import is_generated
from waterline.domain.text import clean_line
from waterline.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Counts", "Diff", "FileDiff", "numstat", "of_commits", "staged"]

MOST_BYTES = 4 << 20
MOST_SECONDS = 5.0

# A file of more than that is shown as a binary one: no person wrote it, and comparing it line by
# line takes memory and seconds.
_SETTINGS = ("-c", "core.bigFileThreshold=32m", "-c", "core.quotePath=true")
_HOW = ("-r", "-M", *git.PLAINLY, "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short")
_SHOWN = ("--numstat", "-p", "-z", "-U3")


class Counts(NamedTuple):
    """What is staged, in numbers. `generated` of the changed lines are in generated files."""

    paths: tuple[str, ...] = ()
    insertions: int = 0
    deletions: int = 0
    generated: int = 0

    @property
    def lines(self) -> int:
        """The changed lines that somebody wrote."""
        return self.insertions + self.deletions - self.generated


class _Numbers(NamedTuple):
    path: str
    old_path: str
    insertions: int
    deletions: int


def staged(folder: str, base: str, index_file: str = "", git_dir: str = "") -> Diff:
    """Give the diff from `base` (a revision, "" for nothing at all) to what is staged.

    `index_file` and `git_dir` are what git exports to its hooks as GIT_INDEX_FILE and GIT_DIR
    ("" where it exports none); `folder` is the top of the work tree.
    Raises GitError where git can't tell.
    """
    told = _told(folder, index_file, git_dir)
    words = ["diff-index", "--cached", *_HOW, *_SHOWN, _base(folder, base, told)]
    return _read(folder, words, told, _Bounds())


def numstat(
    folder: str, base: str, index_file: str = "", git_dir: str = "", patterns: tuple[str, ...] = ()
) -> Counts:
    """Count the lines between `base` and what is staged, as `staged` does.

    `patterns` are the user's for generated files. Raises GitError where git can't tell.
    """
    told = _told(folder, index_file, git_dir)
    words = ["diff-index", "--cached", *_HOW, "--numstat", "-z", _base(folder, base, told)]
    done = git.run(folder, *words, told=told)
    rows, _ = _numbers(done)
    paths = [row.path for row in rows]
    # Where the git directory isn't the folder's own, nobody but git finds its attributes.
    marks = attributes.marks(Place(folder, ""), paths) if not git_dir else {}
    made = [row for row in rows if marks.get(row.path, is_generated(row.path, patterns))]
    return Counts(
        tuple(paths),
        sum(row.insertions for row in rows),
        sum(row.deletions for row in rows),
        sum(row.insertions + row.deletions for row in made),
    )


def of_commits(place_path: str, shas: Iterable[str]) -> Diff:
    """Give what commits changed, one after another in the given order; each file names its own.

    A commit that is not there (any more) is named in `missing`. A merge brings nothing itself.
    Raises GitError where git can't be asked at all.
    """
    bounds = _Bounds()
    parts: list[Diff] = []
    for sha in shas:
        words = ["diff-tree", "--root", "--no-commit-id", *_HOW, *_SHOWN, "--end-of-options", sha]
        try:
            part = _read(place_path, words, {}, bounds)
        except GitError:
            git.ask_at_all(place_path)
            part = Diff(missing=(sha,))
        parts.append(part._replace(files=tuple(file._replace(sha=sha) for file in part.files)))
    return several(parts)


class _Bounds:
    """What may still be read: rows, bytes and time, for all parts together."""

    def __init__(self) -> None:
        self.rows = MOST_ROWS
        self.bytes = MOST_BYTES
        self.until = time.monotonic() + MOST_SECONDS


def _told(folder: str, index_file: str, git_dir: str) -> dict[str, str]:
    told = {}
    if index_file:
        told["GIT_INDEX_FILE"] = os.path.join(folder, index_file)
    if git_dir:
        told["GIT_DIR"] = os.path.join(folder, git_dir)
        told["GIT_WORK_TREE"] = folder
    return told


def _base(folder: str, base: str, told: dict[str, str]) -> str:
    # The empty tree has a name in every repository, another one where SHA-256 makes them.
    words = ["hash-object", "-t", "tree", "--stdin"]
    return base or git.run(folder, *words, told=told).decode("ascii").strip()


def _read(folder: str, words: list[str], told: dict[str, str], bounds: _Bounds) -> Diff:
    # However much was read of other commits: the numbers that come first are read in any case.
    words = [*_SETTINGS, *words]
    answer, is_whole = bounded.run(folder, words, bounds.bytes, bounds.until, told)
    bounds.bytes = bounds.bytes - len(answer) if is_whole else 0
    rows, rest = _numbers(answer)
    files, is_cut = parse(rest, bounds.rows)
    bounds.rows -= sum(len(file.rows) for file in files)
    # The one that the cut went through, at least, has more lines than were read.
    counted = {clean_line(row.path): row for row in rows}
    if files and (is_cut or not is_whole) and files[-1].path in counted:
        row = counted[files[-1].path]
        last = files[-1]._replace(insertions=row.insertions, deletions=row.deletions)
        files = (*files[:-1], last)
    return Diff(
        files,
        is_cut or not is_whole,
        len(rows),
        sum(row.insertions for row in rows),
        sum(row.deletions for row in rows),
    )


def _numbers(answer: bytes) -> tuple[list[_Numbers], bytes]:
    """Read what `--numstat -z` put first; give it, and what comes behind it."""
    found: list[_Numbers] = []
    at = 0
    while at < len(answer) and (end := answer.find(b"\0", at)) > at:
        insertions, _, rest = answer[at:end].partition(b"\t")
        deletions, _, path = rest.partition(b"\t")
        if not _is_count(insertions) or not _is_count(deletions):
            break
        old, at = b"", end + 1
        if not path:
            old, path, at = _two(answer, at)
        found.append(
            _Numbers(os.fsdecode(path), os.fsdecode(old), _count(insertions), _count(deletions))
        )
    return found, answer[at:].lstrip(b"\0")


def _two(answer: bytes, at: int) -> tuple[bytes, bytes, int]:
    middle = answer.find(b"\0", at)
    end = answer.find(b"\0", middle + 1)
    if middle < 0 or end < 0:
        return b"", b"", len(answer)
    return answer[at:middle], answer[middle + 1 : end], end + 1


def _is_count(text: bytes) -> bool:
    return text == b"-" or text.isdigit()


def _count(text: bytes) -> int:
    return 0 if text == b"-" else int(text)
