"""Near misses that keep every word of a line and only exchange two of its pieces."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.scanning import NAME, NUMBER, OPERATOR, Token, arguments, matching
from waterline.domain.recall.uses import CONSTANT, style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.recall.languages import Language

SWAP, OPERANDS, ARMS, SLICE = "swap", "operands", "arms", "slice"

# To these the order of what they are given means little.
_COMMUTES = re.compile(
    r"(?i)assert|expect|equal|eq$|min$|max$|add$|sum$|gcd|lcm|union|xor|^and$|^or$|is_?close"
    r"|same|print|log|debug|info|warn|error|format|concat|^join$|zip|console|swap|hypot"
)
# These stand first wherever they are given, and so does what a language's own functions ask.
_FIRST = frozenset({"ctx", "context", "t", "tb", "self", "cls", "this"})
_KNOWN = frozenset({"isinstance", "issubclass", "getattr", "setattr", "hasattr"})
_ORDERED = frozenset({"-", "/", "%", "<", ">", "<=", ">=", "//"})
_ENDS = frozenset({")", "]", "}", ",", ";"})

_Range = tuple[int, int]


class Swap(NamedTuple):
    """Put `text` in the place of the columns `start` to `end`; `at` is its first token."""

    kind: str
    start: int
    end: int
    text: str
    at: int


def swaps(row: list[Token], language: Language) -> list[Swap]:
    """Give what can be exchanged in a line: arguments, operands, arms of a condition, ends."""
    made = [*_arguments(row), *_operands(row), *_arms(row)]
    return [*made, *_conditions(row), *_slices(row)] if language.is_python else made


def _swapped(kind: str, row: list[Token], one: _Range, other: _Range) -> Iterator[Swap]:
    first, second = _text(row, *one), _text(row, *other)
    if first != second:
        between = _text(row, one[1] - 1, other[0] + 1)
        inner = between[len(row[one[1] - 1].text) : len(between) - len(row[other[0]].text)]
        yield Swap(
            kind,
            row[one[0]].start,
            row[other[1] - 1].end,
            f"{second}{inner}{first}",
            one[0],
        )


def _text(row: list[Token], start: int, end: int) -> str:
    text = ""
    for at in range(start, end):
        text += " " * (row[at].start - row[at - 1].end) if at > start else ""
        text += row[at].text
    return text


def _arguments(row: list[Token]) -> Iterator[Swap]:
    for at in range(1, len(row)):
        if row[at].text != "(" or row[at - 1].sort != NAME or row[at - 1].text in _KNOWN:
            continue
        # Of a macro's arguments some are names, some are types.
        if _COMMUTES.search(row[at - 1].text) or style(row[at - 1].text) == CONSTANT:
            continue
        for one, other in pairwise(arguments(row, at)):
            if row[one[0]].text in _FIRST and one[1] - one[0] == 1:
                continue
            shape = _shape(row, one)
            if shape and shape == _shape(row, other):
                yield from _swapped(SWAP, row, one, other)


def _shape(row: list[Token], part: _Range) -> str:
    """Tell what sort of argument this is; "" where exchanging it would show."""
    found = row[part[0] : part[1]]
    if len(found) == 1:
        return found[0].sort if found[0].sort in (NAME, NUMBER) else ""
    is_chain = all(token.sort == NAME or token.text in (".", "->") for token in found)
    return NAME if is_chain else ""


def _operands(row: list[Token]) -> Iterator[Swap]:
    """Turn a - b into b - a."""
    for at, token in enumerate(row):
        if token.text not in _ORDERED or token.sort != OPERATOR or not 0 < at < len(row) - 1:
            continue
        left, right = _chain(row, at, -1), _chain(row, at, 1)
        has_room = row[at - 1].end < token.start and token.end < row[at + 1].start
        if left is not None and right is not None and has_room:
            yield from _swapped(OPERANDS, row, left, right)


def _chain(row: list[Token], at: int, step: int) -> _Range | None:
    """Give the names with dots (a.b.c) beside a sign, if nothing else belongs to them."""
    index = at + step
    while 0 <= index < len(row) and (row[index].sort == NAME or row[index].text == "."):
        index += step
    inner = (index + 1, at) if step < 0 else (at + 1, index)
    if inner[0] >= inner[1]:
        return None
    beyond = row[index] if 0 <= index < len(row) else None
    if beyond is None or beyond.sort != OPERATOR:
        return inner
    is_free = beyond.text in ("=", ",", ";", ":", "&&", "||", "?", "+=", "-=", "{", "}", ":=")
    is_edge = beyond.text in ("(", "[") if step < 0 else beyond.text in (")", "]")
    return inner if is_free or is_edge else None


def _arms(row: list[Token]) -> Iterator[Swap]:
    """Turn c ? x : y into c ? y : x."""
    marks = [at for at, token in enumerate(row) if token.sort == OPERATOR and token.text == "?"]
    if len(marks) != 1:
        return
    at = marks[0]
    colon = next((i for i in range(at + 1, len(row)) if row[i].text == ":"), len(row))
    right = _end(row, colon + 1)
    if at + 1 < colon and colon + 1 < right:
        yield from _swapped(ARMS, row, (at + 1, colon), (colon + 1, right))


def _conditions(row: list[Token]) -> Iterator[Swap]:
    """Turn x if c else y into y if c else x."""
    words = [token.text for token in row]
    if words.count("else") != 1 or words.count("if") != 1 or words[0] in ("if", "else", "elif"):
        return
    middle, other = words.index("if"), words.index("else")
    if other < middle or "for" in words:
        return
    start, depth = middle, 0
    while start > 0:
        text = words[start - 1]
        depth -= row[start - 1].deeper
        if depth < 0 or (depth == 0 and text in ("=", ",", "return", ":", "+=", "yield")):
            break
        start -= 1
    right = _end(row, other + 1)
    if start < middle and other + 1 < right:
        yield from _swapped(ARMS, row, (start, middle), (other + 1, right))


def _slices(row: list[Token]) -> Iterator[Swap]:
    """Turn x[n:] into x[:n] and back."""
    for at in range(1, len(row)):
        if row[at].text != "[" or (row[at - 1].sort != NAME and row[at - 1].text not in (")", "]")):
            continue
        closing = matching(row, at)
        inner = [] if closing is None else [t.text for t in row[at + 1 : closing]]
        if inner.count(":") != 1 or len(inner) < 2:  # noqa: PLR2004 - a colon and one end
            continue
        if closing is not None and ":" in (inner[0], inner[-1]):
            whole = _text(row, at + 1, closing)
            room = " " if ": " in whole or " :" in whole else ""
            bare = whole.removeprefix(":").removesuffix(":").strip()
            turned = f"{bare}{room}:" if inner[0] == ":" else f":{room}{bare}"
            yield Swap(SLICE, row[at].end, row[closing].start, turned, at + 1)


def _end(row: list[Token], start: int) -> int:
    depth = 0
    for at in range(start, len(row)):
        if depth == 0 and row[at].text in _ENDS:
            return at
        depth += row[at].deeper
    return len(row)
