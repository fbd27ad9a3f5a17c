"""What a change is about, as its repository would call it: its scope, its branch, its folder.

A topic is told from the change alone, so that it stays the same while its month grows.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from waterline.domain.facts import Work

# The conventional types, which say what sort of change it is and not what it is about.
TYPES = frozenset(
    {
        "add", "bug", "bugfix", "build", "bump", "change", "chore", "ci", "cleanup", "deps",
        "doc", "docs", "draft", "feat", "feature", "fix", "fixup", "hotfix", "improvement",
        "merge", "minor", "misc", "nit", "note", "perf", "refactor", "release", "revert",
        "squash", "style", "test", "tests", "todo", "tweak", "update", "wip",
    }
)  # fmt: skip
# Folders that say where code lies and not what it is.
ROOTS = frozenset(
    {
        "", "app", "apps", "cmd", "com", "crates", "include", "internal", "io", "java",
        "kotlin", "lib", "libs", "main", "modules", "net", "org", "packages", "pkg", "python",
        "services", "source", "sources", "spec", "specs", "src", "t", "test", "tests", "__tests__",
    }
)  # fmt: skip
# Files that are in every repository, and say nothing of what was done.
FILES = frozenset(
    {
        "__init__", "__main__", "app", "build", "cargo", "changelog", "conftest", "go", "index",
        "license", "main", "makefile", "package", "pyproject", "setup", "tsconfig", "types",
        "version",
    }
)  # fmt: skip
TRUNKS = frozenset({"dev", "develop", "head", "main", "master", "next", "staging", "trunk"})

_CONVENTIONAL = re.compile(r"(?P<type>[A-Za-z]+)(?:\((?P<scope>[^()]{1,40})\))?!?: ")
_PREFIX = re.compile(r"\[?(?P<prefix>[\w./+-]+(?: [\w./+-]+)?)\]?: ")
# A fixup names the change that it belongs to; a revert is about what it reverts.
_ABOUT_ANOTHER = re.compile(r"^(?:(?:fixup|squash|amend)! |Revert \")+")
_TICKET = re.compile(r"(?:[A-Za-z]{1,10}[-_])?\d+", re.ASCII)
# "ab-12-", but not "python-3-".
_TICKETS_AHEAD = re.compile(r"(?:(?:[A-Z]{1,10}-\d|[a-z]{1,10}-\d\d|\d)\d*[-_]+)+(?=\D)", re.ASCII)
_VERSION = re.compile(r"v?\d+(?:\.\w+)*", re.ASCII)
_RANDOM = re.compile(r"(?:sub-)?pr-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4,12})+", re.ASCII)
# Agents put a random word, or the time, at the end of the names that they make up.
_AGENT = re.compile(r"(?:claude|codex|copilot|cursor|devin)/", re.ASCII)
_RANDOM_END = re.compile(
    r"-(?:(?=[A-Za-z\d]*\d[A-Za-z])[A-Za-z\d]{5,}|\d{8}(?:[-_]\d{4,6})?)$", re.ASCII
)
_NO_WORD = re.compile(r"[\W_]+")


# How surely each names a piece of work.
SCOPE, BRANCH, PLACE = 3, 2, 1


class Topic(NamedTuple):
    """What a change is about: `slug` tells it from others, `label` is how it was written."""

    slug: str
    label: str
    sureness: int


def topics(work: Work) -> tuple[Topic, ...]:
    """Give what a change may be called by, the surest first; () where nothing tells."""
    named = [
        (scope(work.subject), SCOPE),
        (branch(work.branch), BRANCH),
        *((place, PLACE) for place in places(work.paths, work.repo)),
    ]
    found: dict[str, Topic] = {}
    for label, sureness in named:
        key = slug(label)
        if key:
            found.setdefault(key, Topic(key, label, sureness))
    return tuple(found.values())


def scope(subject: str) -> str:
    """Find what a subject says it is about: `feat(api): …`, `net/http: …`; "" if it doesn't."""
    bare = _ABOUT_ANOTHER.sub("", subject)
    if found := _CONVENTIONAL.match(bare):
        if found["scope"]:
            named = re.split(r"[,;|&]", found["scope"])[0].strip()
            return "" if _is_no_name(named) else named
        if found["type"].lower() in TYPES:
            return ""
    prefix = _PREFIX.match(bare)
    if prefix is None or _is_no_name(prefix["prefix"]):
        return ""
    return prefix["prefix"].removesuffix("/")


def without_prefix(subject: str) -> str:
    """Give a subject without what it says ahead of its colon."""
    bare = _ABOUT_ANOTHER.sub("", subject)
    found = _CONVENTIONAL.match(bare) or _PREFIX.match(bare)
    return bare[found.end() :] if found else bare


def branch(name: str) -> str:
    """Give what a branch is for: `mara/feat/AB-12-rate-limit` is "rate-limit".

    "" for trunks, for the lines of releases and where there are only numbers.
    """
    last = name.rsplit("/", 1)[-1]
    if _AGENT.match(name):
        last = _RANDOM_END.sub("", last)
    if _RANDOM.fullmatch(last) or _VERSION.fullmatch(last):
        return ""
    ahead = _TICKETS_AHEAD.match(last)
    bare = last[ahead.end() :] if ahead else last
    return "" if bare.lower() in TRUNKS or _is_no_name(bare) else bare


def places(paths: Iterable[str], repo: str) -> Iterator[str]:
    """Give where most of a change's files are: two levels of folders, one, or the file itself.

    Folders that say nothing (`src`, `tests`, the repository's own name) are left out, and a file
    is told only where nothing but such folders holds it.
    """
    deep, near, alone = Counter[str](), Counter[str](), Counter[str]()
    own = slug(repo)
    for path in paths:
        *parts, name = path.split("/")
        while parts and (parts[0].lower() in ROOTS or slug(parts[0]) == own):
            del parts[0]
        if parts:
            near[parts[0]] += 1
            if parts[1:]:
                deep["/".join(parts[:2])] += 1
        else:
            alone[_stem(name)] += 1
    for counts in (deep, near, alone):
        if counts:
            yield max(sorted(counts), key=lambda place: counts[place])


def slug(text: str) -> str:
    """Fold a name to what two spellings of it have in common: `Rate_Limit` is "rate-limit"."""
    return _NO_WORD.sub("-", text.casefold()).strip("-")


def _is_no_name(text: str) -> bool:
    return text.lower() in TYPES or _TICKET.fullmatch(text) is not None


def _stem(name: str) -> str:
    """Name a file by what it and its tests have in common; "" where it is in every repository."""
    bare = name.lstrip(".").split(".")[0]
    bare = re.sub(r"^test_|_test$|_spec$", "", bare)
    return "" if bare.lower() in FILES or _is_no_name(bare) else bare
