"""The stream of `git log -z --numstat`, read so that no path and no message can mislead.

Fields end with NUL, which can stand in none of them. After a commit's last field come its files,
each `insertions TAB deletions TAB path NUL`, or with an empty path and then two more fields, the
old and the new path, for a rename. The first field of a commit is its name in hex and holds no
TAB, so what comes next is never in doubt.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from waterline.domain.commits import Commit, FileChange, Person
from waterline.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT = "%H%x00%ct%x00%ad%x00%aN%x00%aE%x00%ae%x00%cN%x00%cE%x00%B"
_FIELDS = 9
_SHA = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")

# The first and the last second that the journal takes for sane; git itself takes more.
_EARLIEST = -62_135_424_000
_LATEST = 253_402_041_599
_DAY = 86_400


def fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream at its NULs, wherever the chunks end."""
    rest: list[bytes] = []
    for chunk in chunks:
        *whole, last = chunk.split(b"\0")
        if whole:
            yield b"".join((*rest, whole[0]))
            yield from whole[1:]
            rest = []
        rest.append(last)
    left = b"".join(rest)
    if left:
        yield left


def commits(stream: Iterator[bytes]) -> Iterator[Commit]:
    """Read commits from the fields of `git log -z --numstat --date=raw --format=FORMAT`.

    Text is decoded with U+FFFD for broken bytes; paths keep theirs as lone surrogates, so that
    git can be asked about them. Raises GitError for a stream that git did not write.
    """
    head = next(stream, None)
    while head is not None:
        told = [head, *islice(stream, _FIELDS - 1)]
        if len(told) < _FIELDS or not _SHA.fullmatch(told[0]):
            raise GitError("git's answer breaks off or is not understood", "try again")
        files: list[FileChange] = []
        head = next(stream, None)
        while head is not None and b"\t" in head:
            files.append(_file(head, stream))
            head = next(stream, None)
        yield _commit(told, files)


def _file(head: bytes, stream: Iterator[bytes]) -> FileChange:
    # git puts a line end between the message and the first file.
    insertions, deletions, path = head.removeprefix(b"\n").split(b"\t", 2)
    old = b""
    if not path:
        old, path = next(stream, b""), next(stream, b"")
    is_binary = insertions == b"-"
    return FileChange(
        path.decode("utf-8", "surrogateescape"),
        old.decode("utf-8", "surrogateescape"),
        0 if is_binary else int(insertions),
        0 if is_binary else int(deletions),
        is_binary,
    )


def _commit(told: list[bytes], files: list[FileChange]) -> Commit:
    sha, committed, date, *texts = told
    author, address, raw, committer, committer_address, message = (
        text.decode("utf-8", "replace") for text in texts
    )
    committed_at = seconds(committed, 0)
    authored, _, zone = date.partition(b" ")
    return Commit(
        sha.decode("ascii"),
        seconds(authored, committed_at),
        offset(zone),
        committed_at,
        Person(author, address),
        raw,
        Person(committer, committer_address),
        message,
        tuple(files),
    )


def seconds(text: bytes, default: int) -> int:
    """Read seconds since 1970, kept within what a calendar holds; `default` for a broken date."""
    try:
        return min(max(int(text), _EARLIEST), _LATEST)
    except ValueError:
        return default


def offset(text: bytes) -> int:
    """Turn "+0530" into seconds east; what is no offset of this world is 0."""
    try:
        hours, minutes = divmod(abs(int(text)), 100)
    except ValueError:
        return 0
    east = hours * 3600 + minutes * 60
    if east >= _DAY:
        return 0
    return -east if text.startswith(b"-") else east
