"""One commit as git tells it, and what follows from it without asking anybody else."""

from __future__ import annotations

from typing import NamedTuple

_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_HEX = frozenset("0123456789abcdef")
_SHA_LENGTHS = (40, 64)  # SHA-1's and SHA-256's
FIXUPS = ("fixup! ", "squash! ", "amend! ")


class FileChange(NamedTuple):
    """One file of a commit, with git's own line counts (0 and 0 for a binary file).

    `old_path` is set where the file was renamed or copied.
    """

    path: str
    old_path: str
    insertions: int
    deletions: int
    is_binary: bool


class Person(NamedTuple):
    """An author or a committer; the address as .mailmap shows it."""

    name: str
    address: str


class Commit(NamedTuple):
    """A commit without its merges: times in seconds UTC, `offset` in seconds east.

    `raw_address` is the author's address as the commit holds it, untouched by .mailmap.
    `observed` is False where git could not tell the lines (the edge of a shallow clone).
    """

    sha: str
    authored_at: int
    offset: int
    committed_at: int
    author: Person
    raw_address: str
    committer: Person
    message: str
    files: tuple[FileChange, ...]
    observed: bool = True

    @property
    def identity(self) -> str:
        """What survives amend, rebase and cherry-pick: author address and author time."""
        return identity_of(self.raw_address, self.authored_at, self.offset)


def identity_of(address: str, authored_at: int, offset: int) -> str:
    """Name a commit by its author's address, seconds UTC and seconds east (`Commit.identity`)."""
    return f"{address.lower()} {authored_at} {offset}"


def names_several(revision: str) -> bool:
    """Tell whether a revision means any number of commits to git: A..B, ^A, A^!, A^@."""
    return ".." in revision or revision.startswith("^") or revision.endswith(("^!", "^@"))


def is_sha(text: str) -> bool:
    """Tell whether a text is the whole name that git gives to an object."""
    return len(text) in _SHA_LENGTHS and not set(text) - _HEX


def folded(address: str) -> str:
    """Fold the case of an address as git does: that of ASCII letters alone."""
    return address if address.islower() else address.translate(_LOWER)


def sort_of(subject: str) -> str:
    """Tell "revert" and "fixup" (also squash! and amend!) from everything else ("")."""
    if subject.startswith(FIXUPS):
        return "fixup"
    return "revert" if subject.startswith('Revert "') else ""
