"""Which commits belong together: branches, ranges, what a push would bring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waterline.activity import git
from waterline.domain.commits import is_sha, names_several
from waterline.domain.text import clean_line
from waterline.errors import GitError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# As many names as fit into one command line, far from its limit.
_MANY = 1_000
_NO_SHA = re.compile(r"0*")


def of(place_path: str, shas: Iterable[str]) -> dict[str, str]:
    """Give the branch nearest to each commit; those that are in no branch are left out.

    Raises GitError where git can't read the repository.
    """
    found: dict[str, str] = {}
    for part in _parts([sha for sha in shas if is_sha(sha)]):
        told = git.attempt(place_path, "name-rev", "--refs=refs/heads/*", *part)
        if told.returncode:
            raise git.explain(place_path, told.stderr)
        for line in told.stdout.decode("utf-8", "replace").splitlines():
            sha, _, name = line.partition(" ")
            # "feature/cache~2", "main~3^2": these signs stand in no branch's name.
            branch = clean_line(re.split(r"[~^]", name, maxsplit=1)[0])
            if branch and branch != "undefined" and is_sha(sha):
                found[sha] = branch.removeprefix("heads/")
    return found


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _MANY):
        yield names[start : start + _MANY]


def of_revision(place_path: str, revision: str) -> list[str]:
    """Give the commits that a revision names, newest first: a range's, or the one.

    Raises NotFoundError where there is no such revision, GitError where git can't read the
    repository.
    """
    is_one = not names_several(revision)
    walk = ("--no-walk",) if is_one else ()
    told = git.attempt(place_path, "rev-list", *walk, "--end-of-options", revision, "--")
    # A tree or a file is a revision to git too, one that holds no commit.
    if told.returncode or (is_one and not told.stdout):
        git.ask_at_all(place_path)
        if git.attempt(place_path, "rev-parse", "--quiet", "--verify", "HEAD").returncode:
            raise NotFoundError("there is no commit here yet", "what is explained is a commit")
        shown = clean_line(revision)
        raise NotFoundError(f"there is no revision {shown!r} here", "see `git log --oneline`")
    return told.stdout.decode("ascii").split()


def in_range(place_path: str, *words: str) -> list[str]:
    """Give the commits that `git rev-list` selects by these words, newest first.

    A word is a revision, `^revision`, `--not` or `--remotes=NAME`; whatever else begins like an
    option is refused. Raises GitError for words that git doesn't understand.
    """
    for word in words:
        if word.startswith("-") and word != "--not" and not word.startswith("--remotes="):
            raise GitError(f"{clean_line(word)} is no revision", "name a commit or a branch")
    return git.run(place_path, "rev-list", *words, "--").decode("ascii").split()


def pushed(place_path: str, local: str, remote_name: str, remote: str = "") -> list[str]:
    """Give the commits that a push of `local` would bring to a remote, newest first.

    `remote` is the commit at which the remote's branch stands, as git tells a pre-push hook; one
    that isn't known here, and that of a new branch, say nothing. A remote that has only an
    address is taken to have what the known ones have. Nothing is brought by a deletion.
    """
    if _NO_SHA.fullmatch(local):
        return []
    known = git.attempt(place_path, "remote").stdout.decode("utf-8", "replace").splitlines()
    # A name is a pattern to git; as every remote has a name of its own, `[x]` means just that.
    named = re.sub(r"([*?\[\\])", r"[\1]", remote_name)
    words = [local, "--not", f"--remotes={named}" if remote_name in known else "--remotes=*"]
    if has_commit(place_path, remote):
        words.append(remote)
    return in_range(place_path, *words)


def has_commit(place_path: str, sha: str) -> bool:
    """Tell whether a commit is in the repository; the name of none ("000…") is not."""
    if _NO_SHA.fullmatch(sha) or not is_sha(sha):
        return False
    return git.attempt(place_path, "cat-file", "-e", f"{sha}^{{commit}}").returncode == 0
