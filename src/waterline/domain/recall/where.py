"""Making a *where*: which of four files held the change, the wrong ones as likely as the true one.

Whatever can be seen without knowing must not tell. All four are of one kind (extension, test or
not), each folder among them holds as many of the four as the others, all share as many words with
what is shown. A file that a change holds has been worked on more than most: how recently and how
often it was changed, beside the others, is drawn by lot before the others are chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.languages import is_test, language_of
from waterline.domain.recall.likeness import places
from waterline.domain.recall.made import OPTIONS, WhereQuestion
from waterline.domain.text import shown_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

# Files that say where they belong, or nothing at all, and files that every other change touches.
_DULL = frozenset(
    """
    __init__.py __main__.py changelog.md changes.md changes.txt history.md index.js index.ts
    index.tsx license license.md license.txt mod.rs news package.json pyproject.toml cargo.toml
    go.mod readme readme.md setup.py setup.cfg version version.py _version.py version.txt
    """.split()  # noqa: SIM905 - twenty names are read more easily so
)
_PICTURES = frozenset(
    """
    bmp gif ico icns jpeg jpg pdf png svg webp woff woff2 ttf otf mp3 mp4 zip gz
    """.split()  # noqa: SIM905 - as above
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
# Of these even a name says nothing: all others tell, if what is shown has them too.
_LITTLE = frozenset(
    """
    a and are as at be by for from has in into is it its not of on or so that the this to was we
    when with
    """.split()  # noqa: SIM905 - as above
)
# Words that say nothing about where.
_STOP = _LITTLE | frozenset(
    """
    add added change do file fix get lib main make new remove set src test tests update use
    """.split()  # noqa: SIM905 - as above
)
# Words that say nothing about what was done either.
_EMPTY = frozenset(
    """
    black bump chore clean cleanup code copy deps docs feat fixes format formatting initial lint
    linter merge minor more refactor release rename renamed simplify small some style tidy tweak
    typo version wip
    """.split()  # noqa: SIM905 - as above
)

# Beyond the commits that are looked at; so many files, folders and threes are looked at.
_LONG_AGO = 100
# A word of so many letters may stand within another; so many words say something of a change.
_LONG, _FEWEST_WORDS = 4, 3
_REST = 120
_POOL, _NEAR, _TRIES, _TRUTHS = 30, 6, 70, 6


class Surroundings(NamedTuple):
    """What stood around the change: `files` at that commit, near the change's own.

    `folders` are the names of each folder that was looked into (subfolders end in a slash).
    `ages` say when files were changed before: how many commits ago, each time.
    """

    files: frozenset[str] = frozenset()
    folders: Mapping[str, tuple[str, ...]] = {}
    ages: Mapping[str, tuple[int, ...]] = {}


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
    told, all_told = words_of(words), words_of(words, _LITTLE)
    own = frozenset(changed)
    truths = eligible(changed)
    random.shuffle(truths)

    def said(path: str) -> tuple[int, int, int]:
        return *named(path, all_told), shared(path, told)

    # Code before texts; one whose name isn't given away leaves the widest choice of others.
    truths.sort(key=lambda path: (language_of(path) is None, said(path)))
    for truth in truths[:_TRUTHS]:
        score, sort = said(truth), kind(truth)
        others = sorted(path for path in around.files - own if path.lower().endswith(sort[0]))
        alike = [
            path
            for path in _few(others, around, random)
            if _can_be_asked(path) and kind(path) == sort and _no_less(said(path), score)
        ]
        wrong = _wrong(truth, alike, around, random)
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


def _few(others: list[str], around: Surroundings, random: Random) -> list[str]:
    """Take those that were changed lately, and as many of the others as are worth looking at."""
    lately = [path for path in others if path in around.ages]
    rest = [path for path in others if path not in around.ages]
    return sorted([*lately, *random.sample(rest, min(len(rest), _REST))])


def folder_of(path: str) -> str:
    """Give the folder of a path, "" for the top one."""
    return path.rpartition("/")[0]


def kind(path: str) -> tuple[str, bool]:
    """Tell what sort of file this is: its extension, and whether it is a test."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else "", is_test(path)


def words_of(text: str, dull: Collection[str] = _STOP) -> frozenset[str]:
    """Give the words of a text or a path that could give something away."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in found if len(word) > 1 and word not in dull)


def named(path: str, told: Collection[str]) -> tuple[int, int]:
    """Count the words that a file's own name has in common with what is shown; 1: with all of it.

    They say more than its folder's: of four in `dialog/` the one called dialog.go stands out, and
    main.py does where the words "in main" are read. So does midx.c beside list-objects.c where
    both "midx" and "list" are.
    """
    stem = path.rpartition("/")[2].rpartition(".")[0] or path
    own = words_of(stem, _LITTLE)
    return len(own & set(told)), int(bool(own) and own <= set(told))


def _no_less(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(ours >= theirs for ours, theirs in zip(one, other, strict=True))


def shared(path: str, told: Collection[str]) -> int:
    """Count the words that a path has in common with what is shown.

    Those count that stand within another: "version" in versionbump.py, printf.h in "snprintf".
    """
    stem = path.rpartition(".")[0] or path
    own = words_of(stem)
    name = "".join(_WORD.findall(stem.rpartition("/")[2])).lower()
    within = {word for word in told if len(word) >= _LONG and word in name}
    named_within = {
        word
        for word in own - set(told)
        if len(word) >= _LONG and any(word in longer for longer in told)
    }
    return len(own & (set(told) - within)) + len(within) + len(named_within)


def says_enough(words: str) -> bool:
    """Tell whether what is shown says anything about the change: "Fix typo" doesn't."""
    found = {word.lower() for word in _WORD.findall(words)} - _STOP - _EMPTY
    return sum(len(word) > 1 for word in found) >= _FEWEST_WORDS


def _stem(word: str) -> str:
    # "parsers", "parsing" and "parsed" all name parse.py.
    for ending in ("ing", "ers", "er", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - a rest of a word
            return word.removesuffix(ending)
    return word


def _can_be_asked(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name not in _DULL and name.rpartition(".")[2] not in _PICTURES


def _wrong(truth: str, alike: list[str], around: Surroundings, random: Random) -> list[str]:
    """Choose three wrong ones among those that are alike, or none."""
    random.shuffle(alike)
    age = _last(around, truth)
    alike.sort(key=lambda path: _distance(age, _last(around, path)))
    # The ones that were changed when it was, and some that were worked on more than all others.
    alike = [*alike[:_POOL], *sorted(alike[_POOL:], key=partial(_last, around))[: _POOL // 2]]
    for layout in _layouts(truth, alike, random):
        by_place: dict[int, list[list[str]]] = defaultdict(list)
        for three in layout:
            by_place[_place([truth, *three], around)].append(three)
        # In a repository that is all new nobody can go by what was worked on.
        place = _drawn(sorted(by_place), random) if around.ages else min(by_place, default=None)
        if place is not None:
            return _of_some_length(truth, by_place[place], random)
    return []


def _of_some_length(truth: str, threes: list[list[str]], random: Random) -> list[str]:
    """Choose a three beside which the true one's name is neither often the longest nor shortest."""
    by_length: dict[int, list[list[str]]] = defaultdict(list)
    for three in threes:
        by_length[random.choice(places([_length(path) for path in (truth, *three)]))].append(three)
    length = random.randrange(OPTIONS)
    if length not in by_length:
        length = random.choice([at for at in (1, 2) if at in by_length] or list(by_length))
    return random.choice(by_length[length])


def _drawn(places_found: list[int], random: Random) -> int | None:
    """Draw where the true file is to stand by how much it was worked on (0: the most of all).

    In the first place in one of four, however hard the others are to have; where nothing but the
    first can be had, not at all.
    """
    others = [place for place in places_found if place]
    if not others:
        return None
    return 0 if 0 in places_found and random.randrange(OPTIONS) == 0 else random.choice(others)


def _layouts(truth: str, alike: list[str], random: Random) -> Iterator[list[list[str]]]:
    """Give threes of others, so that each folder holds as many of the four as the others do.

    First all four in one folder, then two and two, then each in its own; folders of the same part
    of the repository alone.
    """
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in alike:
        by_folder[folder_of(path)].append(path)
    home = folder_of(truth)
    beside = by_folder.pop(home, [])
    part = home.partition("/")[0]
    near = [folder for folder in by_folder if folder.partition("/")[0] == part]
    near = sorted(near, key=lambda folder: (_apart(home, folder), folder))[:_NEAR]
    pairs = [folder for folder in near if len(by_folder[folder]) > 1]
    need, tries = OPTIONS - 1, range(_TRIES)
    if len(beside) >= need:
        yield [random.sample(beside, need) for _ in tries]
    if beside and pairs:
        yield [
            [random.choice(beside), *random.sample(by_folder[random.choice(pairs)], 2)]
            for _ in tries
        ]
    if len(near) >= need:
        yield [
            [random.choice(by_folder[folder]) for folder in random.sample(near, need)]
            for _ in tries
        ]


def _place(four: list[str], around: Surroundings) -> int:
    """Tell how many of the others were changed later, or more often, than the first was.

    The smaller of the two numbers. Of two files that weren't changed lately, the one that then
    was is the livelier one: what is equal stands behind the first.
    """
    last = [-_last(around, path) for path in four]
    often = [len(around.ages.get(path, ())) for path in four]
    # What is the same for all tells nobody anything.
    told = [values for values in (last, often) if len(set(values)) > 1]
    return min((sum(other > own for other in others) for own, *others in told), default=0)


def _length(path: str) -> int:
    return len(path.rpartition("/")[2])


def _last(around: Surroundings, path: str) -> int:
    return min(around.ages.get(path, (_LONG_AGO,)))


def _distance(age: int, other: int) -> int:
    """Tell, coarsely, how far apart two files were changed."""
    return abs((age + 1).bit_length() - (other + 1).bit_length())


def _apart(one: str, other: str) -> int:
    """Count the steps from one folder to another."""
    ours, theirs = one.split("/"), other.split("/")
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    return len(ours) + len(theirs) - 2 * same
