"""What is about to be committed, as git tells the hook that runs before it."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import git, parse, people, places
from waterline.domain.commits import Person, folded, identity_of
from waterline.domain.text import above_scissors, subject

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

# A sequence that is under way makes commits by itself, and nobody wants to be asked in it.
_SEQUENCES = (
    "rebase-merge", "rebase-apply", "sequencer", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
)  # fmt: skip

# Two commits within this many seconds may have the same author time without being one.
_AT_ONCE = 2

# As far back as HEAD's own log is read.
_LATELY = 200

_HEAD = "--format=%H%x00%T%x00%P%x00%ae%x00%ad%x00%s"
_PARTS = (
    "--no-mailmap", "--date=raw", "--encoding=UTF-8", "--shortstat", "--no-ext-diff",
    "--format=%x00%x00%H%x00%ae%x00%ad%x00%s",
)  # fmt: skip
_CHANGED = re.compile(r"(\d+) (?:insertion|deletion)")

# So `git merge --squash` names what it puts together.
_SQUASHED = re.compile(r"^commit ([0-9a-f]{40,64})$", re.MULTILINE)


class Where(NamedTuple):
    """Where a hook runs. `handed` is the git directory where none stands in `folder` itself."""

    folder: str
    git_dir: str
    common_dir: str
    handed: str
    index_file: str

    @property
    def is_in_sequence(self) -> bool:
        """Whether a rebase, a merge, a cherry-pick or a revert is under way."""
        return any(os.path.exists(os.path.join(self.git_dir, name)) for name in _SEQUENCES)

    @property
    def repository(self) -> str:
        """The top of the main work tree (or the bare repository itself)."""
        is_beside = os.path.basename(self.common_dir) == ".git"
        if is_beside:
            return os.path.dirname(self.common_dir)
        return self.folder if self.git_dir == self.common_dir else self.common_dir

    @property
    def name(self) -> str:
        """The repository's name, as a person would say it."""
        return os.path.basename(self.repository).removesuffix(".git") or self.repository


class Head(NamedTuple):
    """The commit that HEAD names."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    address: str
    date: str
    subject: str


class Part(NamedTuple):
    """A commit that is put together with others; `lines` with those of generated files."""

    sha: str
    identity: str
    subject: str
    lines: int


class Staged(NamedTuple):
    """A commit in the making.

    `parent` is the commit that it will follow, "" for the first; `identity` as
    `Commit.identity`. At an amend the parent is HEAD's own and `amended` names HEAD.
    """

    tree: str
    parent: str
    author: Person
    committer: Person
    identity: str
    is_mine: bool
    amended: str = ""


def where(message_file: str, environ: Mapping[str, str]) -> Where:
    """Tell where the hook of `git commit` runs; the message's file stands in the git directory."""
    folder = os.getcwd()
    return _where(folder, os.path.dirname(os.path.join(folder, message_file)), environ)


def standing(environ: Mapping[str, str]) -> Where:
    """Tell where any other hook runs. Raises GitError."""
    folder = os.getcwd()
    named = environ.get("GIT_DIR")
    if not named:
        named = os.fsdecode(git.run(folder, "rev-parse", "--git-dir").removesuffix(b"\n"))
    return _where(folder, os.path.join(folder, named), environ)


def _where(folder: str, named: str, environ: Mapping[str, str]) -> Where:
    git_dir = os.path.realpath(named)
    common_dir = places.common_of(git_dir)
    # A git directory apart from its work tree (`git --git-dir=… --work-tree=…`) is found by
    # nobody who only knows the folder.
    handed = "" if places.holding(folder) == common_dir else git_dir
    index_file = environ.get("GIT_INDEX_FILE", "")
    if index_file:
        index_file = os.path.join(folder, index_file)
    return Where(folder, git_dir, common_dir, handed, index_file)


def staged(
    here: Where, message: str, further: tuple[str, ...], environ: Mapping[str, str], now: float
) -> Staged | None:
    """Put together what is known of the commit; None where git does not say who its author is.

    `further` are the user's addresses beside git's; `now` is in seconds.
    Raises GitError.
    """
    address, date = environ.get("GIT_AUTHOR_EMAIL"), environ.get("GIT_AUTHOR_DATE", "")
    if address is None or not date.startswith("@"):
        return None
    head = _head(here)
    is_amend = _amends(head, address, date[1:], subject(message), now)
    amended = head if is_amend else None
    parent = head.sha if head else ""
    if amended:
        parent = amended.parents[0] if amended.parents else ""
    told = people.configuration(here.folder if not here.handed else here.git_dir)
    mine = {folded(one) for one in (*told.addresses, *further)}
    committer = Person(
        environ.get("GIT_COMMITTER_NAME", told.name),
        environ.get("GIT_COMMITTER_EMAIL", told.values.get("user.email", "")),
    )
    return Staged(
        _tree(here),
        parent,
        Person(environ.get("GIT_AUTHOR_NAME", ""), address),
        committer,
        identity(address, date),
        folded(address) in mine,
        amended.sha if amended else "",
    )


def identity(address: str, date: str) -> str:
    """Give `Commit.identity` from what git exports: an address, and "@seconds +hhmm"."""
    seconds, _, zone = date.encode("ascii", "replace").removeprefix(b"@").partition(b" ")
    return identity_of(address, parse.seconds(seconds, 0), parse.offset(zone))


def cleaned(here: Where, text: str, environ: Mapping[str, str]) -> str:
    """Give a message as git will keep it: without the diff below the scissors, and comments.

    Where no editor was open there are no comments: a line that begins with # is the person's.
    """
    own = above_scissors(text)
    if environ.get("GIT_EDITOR") == ":":
        return own.strip()
    told = _run(here, "stripspace", "-s", given=own.encode("utf-8", "surrogateescape"))
    return told.decode("utf-8", "replace").strip()


def lately(here: Where, tree: str) -> list[tuple[str, str]]:
    """Give the commits of this content that HEAD stood at lately, each behind its parent."""
    done = _attempt(here, "log", "-g", f"-n{_LATELY}", "--format=%T%x00%P%x00%H", "HEAD", "--")
    if done.returncode:
        return []
    told = (line.split("\0") for line in done.stdout.decode("ascii", "replace").splitlines())
    return [(parents.partition(" ")[0], sha) for its, parents, sha in told if its == tree]


def parts(here: Where, alike: list[tuple[str, str]], parent: str) -> list[Part]:
    """Give the commits that are put together in the one after `parent`, none if it is new.

    They are those of a `git merge --squash`, or those that HEAD was taken back behind while
    their content stayed staged; `alike` are the commits of this content, as `lately` has them.
    """
    squashed = _SQUASHED.findall(_read(os.path.join(here.git_dir, "SQUASH_MSG")))
    if squashed:
        return _parts(here, "--no-walk=unsorted", *squashed)
    for its_parent, sha in alike:
        if its_parent != parent and _is_ancestor(here, parent, sha):
            return _parts(here, "--no-merges", sha, *([f"^{parent}"] if parent else []))
    return []


def is_kept(here: Where, sha: str) -> bool:
    """Tell whether a branch holds a commit, so that a new one does not stand in its place."""
    asked = ("for-each-ref", "--count=1", f"--contains={sha}", "refs/heads", "refs/remotes")
    return bool(_attempt(here, *asked).stdout.strip())


def _is_ancestor(here: Where, parent: str, sha: str) -> bool:
    return not parent or not _attempt(here, "merge-base", "--is-ancestor", parent, sha).returncode


def _parts(here: Where, *words: str) -> list[Part]:
    told = _attempt(here, "log", f"-n{_LATELY}", *_PARTS, *words, "--").stdout
    found = []
    for one in told.decode("utf-8", "replace").split("\0\0")[1:]:
        sha, address, date, rest = one.split("\0", 3)
        title, _, counts = rest.partition("\n")
        lines = sum(map(int, _CHANGED.findall(counts)))
        found.append(Part(sha, identity(address, f"@{date}"), subject(title), lines))
    return found


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _amends(head: Head | None, address: str, date: str, title: str, now: float) -> bool:
    if head is None or (head.address, head.date) != (address, date):
        return False
    seconds = date.partition(" ")[0]
    if seconds.isdigit() and now - int(seconds) > _AT_ONCE:
        return True
    return head.subject == title


def _head(here: Where) -> Head | None:
    done = _attempt(here, "log", "-1", "--no-mailmap", "--date=raw", "--encoding=UTF-8", _HEAD)
    if done.returncode:  # nothing was ever committed here
        return None
    told = done.stdout.decode("utf-8", "replace").rstrip("\n").split("\0")
    sha, tree, parents, address, date, title = told
    return Head(sha, tree, tuple(parents.split()), address, date, subject(title))


def _tree(here: Where) -> str:
    done = _attempt(here, "write-tree")
    if done.returncode and here.index_file:
        # Somebody else (an editor that refreshes, say) holds the index's lock for a moment.
        import tempfile

        with tempfile.TemporaryDirectory(prefix="waterline-") as folder:
            copy = shutil.copy(here.index_file, folder)
            done = _attempt(here._replace(index_file=copy), "write-tree")
    if done.returncode:
        raise git.explain(here.folder, done.stderr)
    return done.stdout.decode("ascii").strip()


def _run(here: Where, *words: str, given: bytes = b"") -> bytes:
    done = _attempt(here, *words, given=given)
    if done.returncode:
        raise git.explain(here.folder, done.stderr)
    return done.stdout


def _attempt(here: Where, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    told: dict[str, str] = {}
    if here.handed:
        told |= {"GIT_DIR": here.handed, "GIT_WORK_TREE": here.folder}
    if here.index_file:
        told["GIT_INDEX_FILE"] = here.index_file
    return git.attempt(here.folder, *words, given=given, told=told)
