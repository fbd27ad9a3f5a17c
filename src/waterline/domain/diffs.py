"""A diff as git prints it, read into files and rows that are safe to show.

Whatever stands in a file or in its name is data: a row holds no control character, tabs are
expanded, and what no reader could see (an escape sequence, a mark that turns the reading
direction) is shown as a sign of its own. Lines are told from headers by the counts of their
hunk, so no content can pass for a header.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.text import clean_line, code_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# As much as a person can look through; a diff beyond that is cut, and says so.
MOST_ROWS = 20_000
# Longer lines are written by programs.
MOST_COLUMNS = 2_000

ADDED, REMOVED, SAME, HUNK = "+", "-", " ", "@"

_SUBMODULE = "160000"
_LINK = "120000"
_HUNK = re.compile(rb"(@@+) ((?:[-+]\d+(?:,\d+)? )+)\1(?: ?(.*))?", re.DOTALL)
_SIDE = re.compile(rb"([-+])(\d+)(?:,(\d+))?")
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-7]{3})')
_ESCAPED = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r",
    b'"': b'"', b"\\": b"\\",
}  # fmt: skip


class Row(NamedTuple):
    """One row: a hunk's head (HUNK), a line ADDED, REMOVED or the SAME, with its line numbers.

    0 where a line has no number on that side.
    """

    sort: str
    text: str
    old: int = 0
    new: int = 0


class FileDiff(NamedTuple):
    """One file of a diff. `old_path` is set where it was renamed or copied.

    `note` says in a few words what its rows don't ("new", "renamed", "binary", "mode 100644 to
    100755", …). `sha` is the commit's where several are shown one after another.
    """

    path: str
    old_path: str = ""
    insertions: int = 0
    deletions: int = 0
    is_binary: bool = False
    note: str = ""
    rows: tuple[Row, ...] = ()
    sha: str = ""


class Diff(NamedTuple):
    """The files of one or several diffs; the totals are those of the whole.

    `is_cut`: there is more than `files` hold. `missing` are commits whose diff can't be had.
    """

    files: tuple[FileDiff, ...] = ()
    is_cut: bool = False
    total_files: int = 0
    total_insertions: int = 0
    total_deletions: int = 0
    missing: tuple[str, ...] = ()

    @property
    def hidden_lines(self) -> int:
        """How many changed lines are not shown."""
        shown = sum(row.sort in (ADDED, REMOVED) for file in self.files for row in file.rows)
        return max(0, self.total_insertions + self.total_deletions - shown)

    @property
    def text(self) -> str:
        """What was added, removed and stands around it, as one text: to compare words with."""
        return "\n".join(row.text for file in self.files for row in file.rows if row.sort != HUNK)


def parse(patch: bytes, most_rows: int = MOST_ROWS) -> tuple[tuple[FileDiff, ...], bool]:
    """Read a diff with the prefixes a/ and b/; give its files, and whether it was cut.

    What comes before the first file is left out, and so is whatever is no diff.
    """
    reader = _Reader(most_rows)
    for line in _lines(patch):
        if not reader.take(line):
            return reader.files(), True
    return reader.files(), False


def _lines(patch: bytes) -> Iterator[bytes]:
    # One at a time: a diff of 4 MB need not stand in memory twice.
    start = 0
    while start < len(patch):
        end = patch.find(b"\n", start)
        end = len(patch) if end < 0 else end
        yield patch[start:end]
        start = end + 1


class _File:
    """One file while its lines come in."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.told: dict[str, bytes] = {}
        self.is_binary = False
        self.rows: list[tuple[str, bytes, int, int]] = []

    def header(self, line: bytes) -> None:
        """Take a line between the head and the first hunk."""
        if line.startswith((b"Binary files ", b"GIT binary patch")):
            self.is_binary = True
        for key in _HEADERS:
            if line.startswith(key):
                self.told[key.decode()] = line[len(key) :]
                return

    def done(self) -> FileDiff:
        """Give what it has become."""
        old_path, path = self._paths()
        moved = "rename from " in self.told or "copy from " in self.told
        lines = [text for sort, text, *_ in self.rows if sort != HUNK]
        # Only where some lines end so and some don't is the sign worth showing.
        is_dos = bool(lines) and all(text.endswith(b"\r") for text in lines)
        return FileDiff(
            path,
            old_path if moved else "",
            sum(row[0] == ADDED for row in self.rows),
            sum(row[0] == REMOVED for row in self.rows),
            self.is_binary,
            self._note(),
            tuple(Row(row[0], _shown(row[1], is_dos), row[2], row[3]) for row in self.rows),
        )

    def _paths(self) -> tuple[str, str]:
        told = self.told
        for moved in ("rename", "copy"):
            if f"{moved} to " in told:
                return _path(told.get(f"{moved} from ", b"")), _path(told[f"{moved} to "])
        from_head = _from_head(self.head)
        old, new = (_named(told.get(key, b"")) for key in ("--- ", "+++ "))
        path = new or old or from_head
        return old or path, path

    def _note(self) -> str:
        told = self.told
        modes = [
            told.get(f"{which} mode", b"").strip().decode("ascii", "replace")
            for which in ("new file", "deleted file", "old", "new")
        ]
        made, gone, before, after = modes
        in_index = told.get("index ", b"").split(b" ")[-1].decode("ascii", "replace")
        kind = next((mode for mode in (*modes, in_index) if mode in _KINDS), "")
        notes = [
            "new" if made else "",
            "deleted" if gone else "",
            "renamed" if "rename to " in told else "",
            "copied" if "copy to " in told else "",
            _mode(before, after),
            _KINDS.get(kind, ""),
            "binary" if self.is_binary else "",
        ]
        return clean_line(", ".join(note for note in notes if note))


_HEADERS = (
    b"rename from ", b"rename to ", b"copy from ", b"copy to ", b"--- ", b"+++ ", b"index ",
    b"new file mode", b"deleted file mode", b"old mode", b"new mode",
)  # fmt: skip
_KINDS = {_SUBMODULE: "submodule", _LINK: "symbolic link"}


class _Reader:
    """Takes a diff line by line."""

    def __init__(self, most_rows: int) -> None:
        self._left = most_rows
        self._done: list[FileDiff] = []
        self._file: _File | None = None
        self._hunk: _Hunk | None = None

    def files(self) -> tuple[FileDiff, ...]:
        """Give the files as far as they were read."""
        self._finish()
        return tuple(self._done)

    def take(self, line: bytes) -> bool:
        """Take one line; False where there were rows enough already."""
        if self._hunk is not None and self._hunk.is_open:
            return self._row(self._hunk, line)
        if line.startswith(b"diff --"):
            self._finish()
            self._file = _File(line)
        elif self._file is not None:
            return self._between(self._file, line)
        return True

    def _between(self, file: _File, line: bytes) -> bool:
        found = _HUNK.fullmatch(line)
        if found is not None:
            if self._left <= 0:
                return False
            self._hunk = _Hunk(found)
            return self._add(file, HUNK, line)
        if line.startswith(b"\\ ") and self._hunk is not None:
            return self._add(file, HUNK, line)
        if self._hunk is None:
            file.header(line)
        return True

    def _row(self, hunk: _Hunk, line: bytes) -> bool:
        if self._file is None:
            return True
        if line.startswith(b"\\ "):
            return self._add(self._file, HUNK, line)
        return self._add(self._file, *hunk.row(line))

    def _add(self, file: _File, sort: str, text: bytes, old: int = 0, new: int = 0) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        file.rows.append((sort, text, old, new))
        return True

    def _finish(self) -> None:
        if self._file is not None:
            self._done.append(self._file.done())
        self._file = self._hunk = None


class _Hunk:
    """The counts of a hunk (of a merge's too, which has a column for every parent)."""

    def __init__(self, found: re.Match[bytes]) -> None:
        self._columns = len(found[1]) - 1
        sides = [_SIDE.fullmatch(side) for side in found[2].split()]
        counts = [
            (side[1], _number(side[2]), 1 if side[3] is None else _number(side[3]))
            for side in sides
            if side is not None
        ]
        # The first parent's numbers are shown, and the result's.
        self._old = next((start for sign, start, _ in counts if sign == b"-"), 0)
        self._new = next((start for sign, start, _ in counts if sign == b"+"), 0)
        self._parents = [count for sign, _, count in counts if sign == b"-"]
        self._result = sum(count for sign, _, count in counts if sign == b"+")

    @property
    def is_open(self) -> bool:
        """Whether lines of it are still to come."""
        return self._result > 0 or any(count > 0 for count in self._parents)

    def row(self, line: bytes) -> tuple[str, bytes, int, int]:
        """Read one line of the hunk."""
        # Some programs cut the space of an empty line off.
        marks = line[: self._columns].ljust(self._columns)
        if b"-" in marks:
            return self._removed(marks, line)
        for at, mark in enumerate(marks[: len(self._parents)]):
            self._parents[at] -= mark != ord("+")
        self._result -= 1
        self._new += 1
        if b"+" in marks:
            self._old += marks[:1] != b"+"
            return ADDED, line[self._columns :], 0, self._new - 1
        self._old += 1
        return SAME, line[self._columns :], self._old - 1, self._new - 1

    def _removed(self, marks: bytes, line: bytes) -> tuple[str, bytes, int, int]:
        for at, mark in enumerate(marks[: len(self._parents)]):
            self._parents[at] -= mark == ord("-")
        is_first = marks[:1] == b"-"
        self._old += is_first
        return REMOVED, line[self._columns :], self._old - 1 if is_first else 0, 0


def _number(digits: bytes) -> int:
    # More digits than a line number can have come from no git.
    return int(digits[:15])


def _shown(text: bytes, is_dos: bool) -> str:  # noqa: FBT001 - what the file is, not a switch
    whole = text[:-1] if is_dos and text.endswith(b"\r") else text
    # Four bytes a character at most; what is cut off needs no decoding.
    shown = code_line(whole[: 4 * MOST_COLUMNS].decode("utf-8", "replace"))
    return f"{shown[:MOST_COLUMNS]}…" if len(shown) > MOST_COLUMNS else shown


def _mode(before: str, after: str) -> str:
    return f"mode {before} to {after}" if before and after else ""


def _named(line: bytes) -> str:
    """Read the path of a `---` or `+++` line; "" for /dev/null."""
    bare = line.rstrip(b"\r").removesuffix(b"\t")
    return "" if bare in (b"", b"/dev/null") else _path(bare, prefix=True)


def _from_head(head: bytes) -> str:
    """Read the path of `diff --git a/path b/path`, which is said twice, or `diff --cc path`."""
    kind, _, rest = head.removeprefix(b"diff --").partition(b" ")
    if kind != b"git":
        return _path(rest)
    if rest.endswith(b'"'):
        start = rest.rfind(b' "')
        return _path(rest[start + 1 :], prefix=True)
    half = rest[len(rest) // 2 + 1 :]
    return _path(half, prefix=True)


def _path(quoted: bytes, *, prefix: bool = False) -> str:
    bare = quoted
    if len(bare) > 1 and bare.startswith(b'"') and bare.endswith(b'"'):
        bare = _ESCAPE.sub(_unescaped, bare[1:-1])
    if prefix and bare[:2] in (b"a/", b"b/"):
        bare = bare[2:]
    return clean_line(bare.decode("utf-8", "replace"))


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return _ESCAPED[sign] if sign in _ESCAPED else bytes([int(sign, 8) & 0xFF])


def several(diffs: Iterable[Diff]) -> Diff:
    """Put diffs one after another."""
    parts = list(diffs)
    return Diff(
        tuple(file for part in parts for file in part.files),
        any(part.is_cut for part in parts),
        sum(part.total_files for part in parts),
        sum(part.total_insertions for part in parts),
        sum(part.total_deletions for part in parts),
        tuple(sha for part in parts for sha in part.missing),
    )
