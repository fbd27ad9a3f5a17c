"""A file read into lines of tokens, as far as making a question needs: no grammar, no errors."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from waterline.domain.recall.languages import Language, long_things, scanner

NAME, WORD, NUMBER, STRING, OPERATOR = "name", "word", "number", "string", "operator"
COMMENT = "comment"

OPENERS, CLOSERS = frozenset("([{"), frozenset(")]}")


class Token(NamedTuple):
    """A token of a line: its sort, its text, and where in the line it stands (columns)."""

    sort: str
    text: str
    start: int
    end: int

    @property
    def deeper(self) -> int:
        """How many brackets deeper it leads: 1 where it opens one, -1 where it closes one."""
        return (self.text in OPENERS) - (self.text in CLOSERS)


class Source:
    """A file: its `lines` without their ends, and the numbers of those that tokens cross into.

    Numbers count from 1, as git does. Each line is read into tokens once, when it is asked for.
    """

    def __init__(self, language: Language, text: str) -> None:
        """Take a file's text; lines that begin or end within a string or comment are `inside`."""
        self.language = language
        # Other line ends than these would make other numbers than git's.
        whole = text.replace("\r\n", "\n")
        self.lines = tuple(whole.split("\n"))
        self.inside = _inside(language, whole, self.lines)
        self._rows: dict[int, list[Token]] = {}

    @cached_property
    def bare_lines(self) -> frozenset[str]:
        """Every line without its blanks: no candidate may be one of them."""
        return frozenset("".join(line.split()) for line in self.lines)

    def line(self, number: int) -> str:
        """Give a line; "" beyond the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def row(self, number: int) -> list[Token]:
        """Give a line's tokens without comments; none where it is `inside` or beyond the file."""
        if number not in self._rows:
            found = [] if number in self.inside else tokens(self.language, self.line(number))
            self._rows[number] = [token for token in found if token.sort != COMMENT]
        return self._rows[number]


def _inside(language: Language, whole: str, lines: tuple[str, ...]) -> frozenset[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    inside: set[int] = set()
    for found in long_things(language).finditer(whole):
        if "\n" in found[0]:
            first = bisect_right(starts, found.start())
            inside.update(range(first, bisect_right(starts, found.end() - 1) + 1))
    return frozenset(inside)


def tokens(language: Language, line: str) -> list[Token]:
    """Read one line that neither begins nor ends within a string or a comment."""
    found: list[Token] = []
    for match in scanner(language).finditer(line):
        sort = match.lastgroup or OPERATOR
        text = match[0]
        if sort == NAME and text in language.keywords:
            sort = WORD
        elif sort == "lifetime":
            sort = OPERATOR
        start = match.start()
        if sort == STRING and text[:1] in " \t":
            # Before a regular expression the blanks were read too.
            start += len(text) - len(text.lstrip())
            text = text.lstrip()
        found.append(Token(sort, text, start, match.end()))
    return found


def depth_profile(row: list[Token]) -> tuple[int, int]:
    """Give the deepest closing and the final depth of a line's brackets."""
    depth = lowest = 0
    for token in row:
        depth += token.deeper
        lowest = min(lowest, depth)
    return lowest, depth


def matching(row: list[Token], at: int) -> int | None:
    """Give the index of the bracket that closes the one at `at`, None beyond the line."""
    depth = 0
    for index in range(at, len(row)):
        depth += row[index].deeper
        if depth == 0:
            return index
    return None


def arguments(row: list[Token], at: int) -> list[tuple[int, int]]:
    """Give the arguments of the bracket at `at` as half-open ranges; [] if it stays open."""
    end = matching(row, at)
    if end is None or end == at + 1:
        return []
    parts: list[tuple[int, int]] = []
    depth, start = 0, at + 1
    for index in range(at + 1, end):
        depth += row[index].deeper
        if row[index].text == "," and depth == 0:
            parts.append((start, index))
            start = index + 1
    parts.append((start, end))
    return [part for part in parts if part[0] < part[1]]
