"""Reading many blobs of a repository at once: how large they are, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.activity import git

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_SIZES = "--batch-check=%(objectname) %(objecttype) %(objectsize)"


def sizes(where: str, names: Collection[str]) -> Iterator[tuple[str, int]]:
    """Give the size in bytes of each of these objects that is there and is a blob, in order.

    Raises GitError where git can't read the repository.
    """
    for line in _batch(where, _SIZES, names).splitlines():
        name, _, rest = line.decode("ascii", "replace").partition(" ")
        kind, _, size = rest.partition(" ")
        if kind == "blob":
            yield name, int(size)


def texts(where: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give what each of these blobs holds, in order; they are known to be there.

    Broken bytes are U+FFFD. Raises GitError where git can't read the repository.
    """
    told = _batch(where, "--batch", names)
    at = 0
    while at < len(told):
        end = told.find(b"\n", at)
        name, _, rest = told[at:end].partition(b" ")
        at = end + 1 + int(rest.partition(b" ")[2])
        yield name.decode("ascii"), told[end + 1 : at].decode("utf-8", "replace")
        at += 1


def _batch(where: str, how: str, names: Collection[str]) -> bytes:
    given = "".join(f"{name}\n" for name in names).encode()
    return git.run(where, "cat-file", how, given=given) if names else b""
