"""On which branch commits grew, as far as branches and merges tell it now.

A branch is gone soon after its merge, so this is asked once, when a scan finds the commits. What
lies on the default branch's own line grew on no branch of its own; a commit beside it belongs to
the nearest branch, or to the one that a merge names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import git
from waterline.domain.text import clean_line
from waterline.domain.topics import TRUNKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

# As many of the newest commits are looked at in the time asked for, whoever made them.
MOST = 20_000
LONGEST = 200

_REF = re.compile(
    r"(?P<sha>\w+) refs/(?:heads|remotes/[^/ ]+)/(?P<name>[^ ]+) "
    r"(?:refs/remotes/[^/ ]+/(?P<target>[^ ]+))?"
)
_PULLED = (
    re.compile(r"Merge pull request #\d+ from [^\s/:]+[/:](\S+)$"),
    re.compile(r"Merge pull request .{1,300} from (?:\S+:)?(\S+) (?:to|into) \S+$"),
    re.compile(r"Merged in (\S+) \(pull request #\d+\)$"),
)
_GIT = re.compile(r"Merge (remote-tracking )?branch(?:es)? '")
_QUOTED = re.compile(r"'(\S+?)'(?=$|,| and | of )")
_TARGET = re.compile(r" into \S+$")


class _Tip(NamedTuple):
    sha: str
    name: str  # "": the default branch


class _Walked(NamedTuple):
    """The commits of the time asked for: their parents, and what merges call their further ones."""

    parents: dict[str, list[str]]
    merged: list[_Tip]


def branches(where: str, wanted: Mapping[str, int]) -> dict[str, str]:
    """Give the branch on which each of these commits (sha: commit time in seconds) grew.

    Those of the default branch, and those of which nothing tells, are left out; so are all where
    no branch is known to be the default one, or git can't tell. Raises GitError where there is no
    git.
    """
    if not wanted:
        return {}
    refs = _refs(where)
    defaults = _defaults(refs)
    tips = [_Tip(ref["sha"], _shown(ref["name"], defaults)) for ref in refs]
    if all(tip.name for tip in tips):
        return {}
    walked = _walk(where, {tip.sha for tip in tips}, min(wanted.values()))
    told = [_Tip(sha, _shown(name, defaults)) for sha, name in walked.merged]
    found = _nearest(told, tips, walked.parents)
    return {sha: name for sha in wanted if (name := found.get(sha))}


def _refs(where: str) -> list[re.Match[str]]:
    """Read where the local branches stand, and the default branches of remotes."""
    asked = ["refs/heads", *(f"refs/remotes/*/{name}" for name in ("HEAD", *sorted(TRUNKS)))]
    told = git.attempt(where, "for-each-ref", "--format=%(objectname) %(refname) %(symref)", *asked)
    lines = told.stdout.decode("utf-8", "replace").split("\n")
    return [ref for line in lines if (ref := _REF.match(line))]


def _defaults(refs: Collection[re.Match[str]]) -> frozenset[str]:
    """Name the default branches: refs/remotes/origin/HEAD is refs/remotes/origin/production."""
    told = {ref["target"] for ref in refs if ref["target"]}
    only = {ref["name"] for ref in refs if len(refs) == 1}
    return TRUNKS | told | only


def _shown(name: str, defaults: Collection[str]) -> str:
    """Give a branch's name as it can be shown, "" if it is a default branch."""
    is_default = name in defaults or name.lower() in defaults
    return "" if is_default else clean_line(name)[:LONGEST]


def _walk(where: str, tips: Iterable[str], since: int) -> _Walked:
    given = "".join(f"{tip}\n" for tip in tips).encode()
    words = ("--format=%H %P%x09%s", f"--max-count={MOST}", f"--max-age={since}", "--stdin")
    told = git.attempt(where, "log", *words, given=given)
    walked = _Walked({}, [])
    for line in told.stdout.split(b"\n"):
        ids, _, subject = line.partition(b"\t")
        sha, *parents = ids.decode("ascii", "replace").split() or [""]
        walked.parents[sha] = parents
        if parents[1:]:
            names = list(named_by(clean_line(subject.decode("utf-8", "replace"))))
            if len(names) == len(parents) - 1:
                walked.merged.extend(map(_Tip, parents[1:], names))
    return walked


def named_by(subject: str) -> Iterator[str]:
    """Give the branches that the subject of a merge names, in the order of its further parents.

    In the words of git itself, GitHub, GitLab, Gitea and Bitbucket.
    """
    if found := _GIT.match(subject):
        for name in _QUOTED.findall(_TARGET.sub("", subject)):
            yield name.partition("/")[2] or name if found[1] else name
        return
    for pattern in _PULLED:
        if told := pattern.match(subject):
            yield told[1]
            return


def _nearest(
    merged: list[_Tip], tips: Iterable[_Tip], parents: Mapping[str, list[str]]
) -> dict[str, str]:
    """Name each commit by the nearest tip whose line of first parents leads to it.

    "" on the line of a default branch. Where two are as near, what a merge says goes before what
    stands there now, and a short name before a long one ("cart" before "cart-backup").
    """
    every = merged + sorted(tips, key=lambda tip: (len(tip.name), tip.name))
    named: dict[str, str] = {}
    _follow([tip for tip in every if not tip.name], parents, named)
    _follow([tip for tip in every if tip.name], parents, named)
    return named


def _follow(tips: list[_Tip], parents: Mapping[str, list[str]], named: dict[str, str]) -> None:
    """Go down from all tips at the same pace, as far as nobody was before."""
    while tips:
        further = []
        for sha, name in tips:
            if sha in parents and sha not in named:
                named[sha] = name
                further += [_Tip(first, name) for first in parents[sha][:1]]
        tips = further
