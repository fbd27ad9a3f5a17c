"""Making a *where*: which of four files held the change, the wrong ones as likely as the true one.

Whatever can be seen without knowing must not tell. All four are of one kind (extension, test or
not), each folder among them holds as many of the four as the others, all share as many words with
what is shown, and where it can be had all were changed at about the same time. What is left to
chance is left to the seed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.made import OPTIONS, WhereQuestion
from waterline.domain.text import shown_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

# Files that say where they belong, or nothing at all, and files that every other change touches.
_DULL = frozenset(
    """
    __init__.py __main__.py changelog.md changes.md changes.txt history.md index.js index.ts
    index.tsx mod.rs news package.json pyproject.toml cargo.toml go.mod readme readme.md setup.py
    setup.cfg version version.py _version.py version.txt
    """.split()  # noqa: SIM905 - twenty names are read more easily so
)
_PICTURES = frozenset(
    "bmp gif ico icns jpeg jpg pdf png svg webp woff woff2 ttf otf mp3 mp4 zip gz".split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
# Words that say nothing about where.
_STOP = frozenset(
    """
    a add added and are as at be by change do file fix for from get has in into is it its lib main
    make new not of on or remove set so src test tests that the this to update use was we when with
    js ts tsx jsx py go rs java c cc cpp h hpp cs rb md json yml yaml toml txt
    """.split()  # noqa: SIM905
)
_TEST = re.compile(r"(?:^|[/._-])(?:tests?|specs?|__tests__|testing)(?:[/._-]|$)|Test\.|Tests\.")


class Surroundings(NamedTuple):
    """What stood around the change: `files` at that commit, near the change's own.

    `folders` are the names of each folder that was looked into (subfolders end in a slash).
    `recent` says of files when they were last changed before: 0 for the commit before, and so on.
    """

    files: frozenset[str] = frozenset()
    folders: Mapping[str, tuple[str, ...]] = {}
    recent: Mapping[str, int] = {}


def eligible(changed: Iterable[str]) -> list[str]:
    """Give those of a change's files that can be asked for."""
    return [path for path in changed if _can_be_asked(path)]


def where_question(
    changed: Sequence[str], around: Surroundings, words: str, seed: str
) -> WhereQuestion | None:
    """Make a question about one of the `changed` files, or None where none can be fair.

    `words` are what is shown beside it: subject and explanation.
    """
    random = Random(f"where {seed}")  # noqa: S311 - chosen again from the same seed, no secret
    told = words_of(words)
    own = frozenset(changed)
    truths = eligible(changed)
    random.shuffle(truths)
    # One whose name isn't given away leaves the widest choice of others.
    truths.sort(key=lambda path: shared(path, told))
    for truth in truths:
        others = [
            path
            for path in sorted(around.files - own)
            if _can_be_asked(path) and kind(path) == kind(truth)
        ]
        wrong = _wrong(truth, others, around, told, random)
        if wrong:
            options = [truth, *wrong]
            random.shuffle(options)
            folder = folder_of(truth)
            return WhereQuestion(
                tuple(map(shown_path, options)),
                options.index(truth),
                tuple(map(shown_path, changed)),
                tuple(map(shown_path, around.folders.get(folder, ()))),
                seed,
            )
    return None


def folder_of(path: str) -> str:
    """Give the folder of a path, "" for the top one."""
    return path.rpartition("/")[0]


def kind(path: str) -> tuple[str, bool]:
    """Tell what sort of file this is: its extension, and whether it is a test."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else "", _TEST.search(path) is not None


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text or a path that could give something away."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in found if len(word) > 1 and word not in _STOP)


def shared(path: str, told: Collection[str]) -> int:
    """Count the words that a path has in common with what is shown."""
    return len(words_of(path).intersection(told))


def _stem(word: str) -> str:
    # "parsers", "parsing" and "parsed" all name parse.py.
    for ending in ("ing", "ers", "er", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - a rest of a word
            return word.removesuffix(ending)
    return word


def _can_be_asked(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name not in _DULL and name.rpartition(".")[2] not in _PICTURES


def _wrong(
    truth: str, others: list[str], around: Surroundings, told: frozenset[str], random: Random
) -> list[str]:
    """Choose three wrong ones, or none."""
    score = shared(truth, told)
    alike = [path for path in others if shared(path, told) == score]
    age = around.recent.get(truth)
    random.shuffle(alike)
    alike.sort(key=lambda path: _distance(age, around.recent.get(path)))
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in alike:
        by_folder[folder_of(path)].append(path)
    home = folder_of(truth)
    beside = by_folder.pop(home, [])
    need = OPTIONS - 1
    if len(beside) >= need:
        return _some(beside, need, random)
    elsewhere = sorted(by_folder, key=lambda folder: (_apart(home, folder), folder))
    pairs = [folder for folder in elsewhere if len(by_folder[folder]) > 1]
    if beside and pairs:
        return [*_some(beside, 1, random), *_some(by_folder[pairs[0]], 2, random)]
    near = elsewhere[: 2 * need]
    if len(near) < need:
        return []
    return [_some(by_folder[folder], 1, random)[0] for folder in random.sample(near, need)]


def _some(paths: list[str], count: int, random: Random) -> list[str]:
    """Take some of those that come first: not the very first ones, which would be a pattern."""
    return random.sample(paths[: max(2 * count, 4)], count)


def _distance(age: int | None, other: int | None) -> int:
    """Tell, coarsely, how far apart two files were changed."""
    return abs(_band(age) - _band(other))


def _band(age: int | None) -> int:
    return 9 if age is None else (age + 1).bit_length()


def _apart(one: str, other: str) -> int:
    """Count the steps from one folder to another."""
    ours, theirs = one.split("/"), other.split("/")
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    return len(ours) + len(theirs) - 2 * same
