"""Reading out of git what a recall question is made from, within bounds, and making it.

A handful of short git processes, however long the history: the change's own diff, the files it
left behind, and for a *where* the folders around them and the commits just before.
"""

from __future__ import annotations

import os
import time
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import attributes, blobs, bounded, git, places
from waterline.activity.places import Place
from waterline.domain.asked import LINE, WHERE
from waterline.domain.commits import is_sha
from waterline.domain.generated import is_generated
from waterline.domain.recall.languages import language_of
from waterline.domain.recall.line import Piece, line_question
from waterline.domain.recall.made import NotMade, Question
from waterline.domain.recall.where import (
    Surroundings,
    eligible,
    folder_of,
    kind,
    says_enough,
    where_question,
)
from waterline.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Sequence

GONE = NotMade("its commit is gone from the repository", is_gone=True)
# Of a partial clone git fetches what it needs; Waterline never does, and damage looks the same.
NOT_FETCHED = NotMade("this clone doesn't hold all of its files", is_gone=True)
NO_REPOSITORY = NotMade("its repository can't be read", is_gone=True)

# How many commits before the change tell what was worked on at the time, how many folders are
# looked into, how many files are read for a line and how large they may be. With 40 commits the
# file that was changed most often was the true one in three of ten questions of four repositories
# (in some in a third), with 80 in one of four; reading them takes 3 ms more where git has 82,000.
_COMMITS_BEFORE = 80
_FOLDERS = 12
_FILES = 5
_MOST_BYTES = 200_000
_MOST_DIFF, _MOST_SECONDS = 2_000_000, 5.0
_LINK_OR_MODULE = {"120000", "160000", "000000"}


class _Touched(NamedTuple):
    """One file of a commit, as `--raw` tells it; `path` as the file system has it."""

    path: str
    oid: str
    mode: str
    status: str


def make(  # noqa: PLR0917 - what, where, which sort, chosen how, beside what, without what
    place_path: str,
    sha: str,
    sort: str,
    seed: str,
    words: str = "",
    patterns: tuple[str, ...] = (),
) -> Question | NotMade:
    """Make the question of a sort ("where", "line") about the change `sha`, or say why not.

    The same seed makes the same question of the same commit. `words` are what will be shown
    beside a *where*: the subject and the explanation. `patterns` name generated files, where the
    repository itself says nothing of them.
    Nothing that git answers, or doesn't, raises an error: it is a `NotMade`.
    """
    if not is_sha(sha):
        return GONE
    try:
        if sort == WHERE:
            return _where(place_path, sha, seed, words, patterns)
        if sort == LINE:
            return _line(place_path, sha, seed, patterns)
    except GitError:
        return _reason(place_path, sha)
    raise ValueError(f"no question is made of the sort {sort!r}")


def _reason(place_path: str, sha: str) -> NotMade:
    try:
        git.ask_at_all(place_path)
        is_there = git.attempt(place_path, "cat-file", "-e", f"{sha}^{{commit}}").returncode == 0
    except GitError:
        return NO_REPOSITORY
    return NOT_FETCHED if is_there else GONE


def _where(
    place_path: str, sha: str, seed: str, words: str, patterns: tuple[str, ...]
) -> Question | NotMade:
    if not says_enough(words):
        return NotMade("what is said of it doesn't tell enough to ask where")
    told = git.run(place_path, *_DIFF_TREE, "--raw", sha)
    touched, _ = _raw(told)
    left = [one.path for one in touched if one.status != "D" and one.mode not in _LINK_OR_MODULE]
    around = _surroundings(place_path, sha, left, patterns) if eligible(left) else Surroundings()
    written = _written(place_path, [*left, *around.files], patterns)
    truths = [path for path in left if path in written]
    if not eligible(truths):
        return NotMade("it holds no file that could be asked for")
    others = around.files & written - {one.path for one in touched}
    made = where_question(truths, around._replace(files=others), words, seed)
    return made or NotMade("its files can be told without knowing them")


_DIFF_TREE = (
    "diff-tree", "-r", "-z", "-M", "--root", "--no-commit-id", "--full-index", *git.PLAINLY,
)  # fmt: skip


def _raw(told: bytes) -> tuple[list[_Touched], bytes]:
    """Read `--raw -z`; give the files, and what comes behind."""
    touched: list[_Touched] = []
    at = 0
    while told[at : at + 1] == b":":
        end = told.find(b"\0", at)
        _, mode, _, oid, status = told[at + 1 : end].decode("ascii", "replace").split(" ")
        at = end + 1
        for _ in range(1 + status.startswith(("R", "C"))):
            end = told.find(b"\0", at)
            path, at = told[at:end], end + 1
        touched.append(_Touched(os.fsdecode(path), oid, mode, status[:1]))
    return touched, told[at:].lstrip(b"\0")


def _surroundings(
    place_path: str, sha: str, left: list[str], patterns: tuple[str, ...]
) -> Surroundings:
    """Read what stood around the files that a commit left behind: files of their kinds alone."""
    ages = _ages(place_path, sha)
    # Generated ones need no neighbours; here their names are word enough.
    likely = eligible(path for path in left if not is_generated(path, patterns))
    homes = list(dict.fromkeys(folder_of(path) for path in likely or eligible(left)))[:_FOLDERS]
    parents = [folder_of(home) for home in homes]
    folders = _listed(place_path, sha, [*homes, *parents])
    near = [
        f"{parent}/{name[:-1]}".lstrip("/")
        for parent in dict.fromkeys(parents)
        for name in folders.get(parent, ())
        if name.endswith("/")
    ]
    lately = dict.fromkeys(folder_of(path) for path in ages)
    more = [folder for folder in dict.fromkeys([*lately, *near]) if folder not in folders]
    # The ones that were worked in come first.
    folders |= _listed(place_path, sha, more[: 2 * _FOLDERS])
    ends = tuple({kind(path)[0] for path in eligible(left)})
    files = frozenset(
        f"{folder}/{name}".lstrip("/")
        for folder, names in folders.items()
        for name in names
        if not name.endswith("/") and name.lower().endswith(ends)
    )
    return Surroundings(files, folders, ages)


def _written(place_path: str, paths: Sequence[str], patterns: tuple[str, ...]) -> frozenset[str]:
    """Give those of these files that somebody wrote: the repository's own word goes first."""
    place = Place(os.path.realpath(place_path), places.holding(place_path) or "")
    marks = attributes.marks(place, paths)
    return frozenset(path for path in paths if not marks.get(path, is_generated(path, patterns)))


def _ages(place_path: str, sha: str) -> dict[str, tuple[int, ...]]:
    """Tell which files the commits before changed, and how many commits ago."""
    words = ("log", "-z", "--no-renames", "--no-merges", "--name-only", "--format=%x01")
    most = f"--max-count={_COMMITS_BEFORE}"
    told = git.attempt(place_path, *words, *git.PLAINLY, most, f"{sha}^", "--")
    ages: dict[str, tuple[int, ...]] = {}
    # A first commit has none before it, which git calls an error.
    for ago, commit in enumerate(told.stdout.split(b"\x01")[1:]):
        for path in commit.split(b"\0"):
            if name := os.fsdecode(path.strip(b"\n")):
                ages[name] = (*ages.get(name, ()), ago)
    return ages


def _listed(place_path: str, sha: str, folders: list[str]) -> dict[str, tuple[str, ...]]:
    """List folders of a commit, those that it has."""
    if not folders:
        return {}
    named = [f"{folder}/" for folder in dict.fromkeys(folders) if folder]
    found: dict[str, list[str]] = {}
    asked = [("ls-tree", "-z", "--full-tree", sha, "--", *named)] if named else []
    if "" in folders:
        asked.append(("ls-tree", "-z", "--full-tree", sha))
    for words in asked:
        for entry in git.run(place_path, *words).split(b"\0")[:-1]:
            head, _, path = entry.partition(b"\t")
            mode, sort, _ = head.decode("ascii").split(" ")
            folder, _, name = os.fsdecode(path).rpartition("/")
            if mode not in _LINK_OR_MODULE:
                found.setdefault(folder, []).append(f"{name}/" if sort == "tree" else name)
    return {folder: tuple(names) for folder, names in found.items()}


def _line(place_path: str, sha: str, seed: str, patterns: tuple[str, ...]) -> Question | NotMade:
    words = (*_DIFF_TREE, "--raw", "-p", "-U0", sha)
    told, _ = bounded.run(place_path, words, _MOST_DIFF, time.monotonic() + _MOST_SECONDS)
    touched, patch = _raw(told)
    added = _added(patch)
    code = {one.path: one.oid for one in touched if language_of(one.path) and one.oid in added}
    written = _written(place_path, list(code), patterns)
    known = {oid: path for path, oid in code.items() if path in written}
    if not known:
        return NotMade("it holds no line of code that could be asked for")
    random = Random(f"files {seed}")  # noqa: S311 - chosen again from the same seed, no secret
    # Drawn by their lines: every added line has the same chance.
    oids = sorted(known, key=lambda oid: random.random() ** (1 / len(added[oid])), reverse=True)[
        :_FILES
    ]
    small = [oid for oid, size in blobs.sizes(place_path, oids) if size <= _MOST_BYTES]
    pieces = [
        Piece(known[oid], text, frozenset(added[oid]))
        for oid, text in blobs.texts(place_path, small)
    ]
    return line_question(pieces, seed) or NotMade("no line of it tells enough to be asked for")


def _added(patch: bytes) -> dict[str, list[int]]:
    """Tell which lines were added to which blob, from a diff without context."""
    added: dict[str, list[int]] = {}
    lines = patch.split(b"\n")
    at, oid = 0, ""
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(b"index "):
            oid = line[6:].partition(b"..")[2].partition(b" ")[0].decode("ascii", "replace")
        elif line.startswith(b"@@ -") and oid:
            old, new = line.split(b" ")[1:3]
            first, count = _side(new)
            at += _side(old)[1] + count
            added.setdefault(oid, []).extend(range(first, first + count))
    return {oid: numbers for oid, numbers in added.items() if numbers}


def _side(text: bytes) -> tuple[int, int]:
    first, _, count = text[1:].partition(b",")
    return int(first), int(count or 1)
