"""What stands around a hidden line: its names, what they are used as, and how often.

A near miss is made of what is there already. So that the true line can't be told from the others
by its words, a word is exchanged only for one that is used in the same way and seen as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.scanning import (
    NAME,
    OPERATOR,
    STRING,
    WORD,
    Source,
    Token,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VARIABLE, ATTRIBUTE, CALL, METHOD, TYPE, CONSTANT = (
    "variable", "attribute", "call", "method", "type", "constant",
)  # fmt: skip
BOUND, LABEL = "bound", "label"
# So many lines to either side are read for what the names of a file are used as.
WIDE = 110

_DOTS = frozenset({".", "->", "::", "?."})
_ASSIGN = frozenset({"=", ":=", "<-"})
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_DECLARE = frozenset({"let", "const", "var", "val", "auto", "final", "local", "my"})
_DEFINE = frozenset(
    {"def", "class", "func", "fn", "function", "fun", "struct", "enum", "interface"}
)
_SELF = frozenset({"self", "this", "cls", "super", "args", "kwargs", "_"})


class Use(NamedTuple):
    """One use of a name: as what, of whom (`receiver`), and the words around it."""

    name: str
    role: str
    receiver: str
    before: str
    after: str


class Facts:
    """The names and strings around a hidden line, near (shown with it) and wide (in its file)."""

    def __init__(self, rows: Sequence[list[Token]], near: Iterable[list[Token]]) -> None:
        """Look at rows of tokens, none of them the hidden one; `near` are those shown."""
        self.near: Counter[str] = Counter()
        self.wide: Counter[str] = Counter()
        self.by_role: dict[str, Counter[str]] = defaultdict(Counter)
        self.receivers: dict[str, set[str]] = defaultdict(set)
        self.strings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._around: Counter[tuple[str, str]] = Counter()
        self._signs: dict[str, set[str]] = defaultdict(set)
        for row in near:
            self.near.update(token.text for token in row)
        for row in rows:
            self.wide.update(token.text for token in row)
            for use in uses(row):
                self._take(use)
            for at, token in enumerate(row):
                if token.sort == STRING:
                    self.strings[place_of(row, at)][token.text] += 1

    def _take(self, use: Use) -> None:
        self.by_role[use.role][use.name] += 1
        if use.receiver:
            self.receivers[use.name].add(use.receiver)
        self._around[use.before, use.name] += 1
        self._around[use.name, use.after] += 1
        if use.role in (VARIABLE, ATTRIBUTE, METHOD, CALL):
            self._signs[use.name].add(f"<{use.before}")
            self._signs[use.name].add(f"{use.after}>")

    def plausible(self, use: Use, name: str) -> float:
        """Weigh how much `name` would be expected where `use` stands, from what stands around."""
        beside = self._around[use.before, name] + self._around[name, use.after]
        return 0.15 + 0.3 * self.wide[name] + 0.4 * self.near[name] + beside

    def akin(self, one: str, other: str) -> int:
        """Count the ways in which two names are used alike, and the words they share."""
        alike = self._signs[one] & self._signs[other]
        telling = sum(sign[0] == "<" or sign.startswith(("[", ".")) for sign in alike)
        parts = parts_of(one) & parts_of(other)
        return telling + 3 * len(parts)


def read_around(source: Source, at: int, shown: Iterable[int]) -> Facts:
    """Read the facts around line `at` of a file; `shown` are the numbers of the lines shown."""
    numbers = range(max(1, at - WIDE), min(len(source.lines), at + WIDE) + 1)
    rows = {
        number: tokens(source.language, source.line(number))
        for number in numbers
        if number != at and number not in source.inside and source.line(number).strip()
    }
    return Facts(list(rows.values()), [rows[number] for number in shown if number in rows])


def parts_of(name: str) -> set[str]:
    """Give the words that a name is put together from."""
    parts, word = set(), ""
    for char in name:
        if char in "_$" or (char.isupper() and word and not word[-1].isupper()):
            parts.add(word.lower())
            word = ""
        if char not in "_$":
            word += char
    return {part for part in {*parts, word.lower()} if len(part) > 1}


def style(name: str) -> str:
    """Tell how a name is written: CONSTANT, Type or anything else."""
    bare = name.strip("_$")
    if len(bare) > 1 and bare.upper() == bare and any(char.isalpha() for char in bare):
        return CONSTANT
    if bare[:1].isupper():
        return TYPE
    return VARIABLE


def uses(row: list[Token]) -> list[Use]:
    """Tell what each name of a line is used as."""
    bound = _bound(row)
    found = []
    for at, token in enumerate(row):
        if token.sort == NAME:
            found.append(use_of(row, at, at in bound))
    return found


def use_of(row: list[Token], at: int, is_bound: bool) -> Use:  # noqa: FBT001 - what it is
    """Tell what the name at `at` is used as."""
    name = row[at].text
    before = row[at - 1].text if at else ""
    after = row[at + 1].text if at + 1 < len(row) else ""
    is_of = before in _DOTS
    receiver = row[at - 2].text if is_of and at > 1 else ""
    if is_bound or name in _SELF:
        role = BOUND
    elif _is_label(row, at):
        role = LABEL
    elif style(name) == CONSTANT:
        role = CONSTANT
    elif style(name) == TYPE and not (is_of and after == "("):
        role = TYPE
    elif after == "(" or (after == "!" and row[at + 1].start == row[at].end):
        role = METHOD if is_of else CALL
    else:
        role = ATTRIBUTE if is_of else VARIABLE
    return Use(name, role, receiver, f"{receiver}{before}" if is_of else before, after)


def _is_label(row: list[Token], at: int) -> bool:
    """Tell a keyword argument, a key of a literal, a named field: what stands for itself."""
    after = row[at + 1].text if at + 1 < len(row) else ""
    before = row[at - 1].text if at else ""
    if before in _DOTS:
        return False
    if after == "=" and before in ("(", ","):
        return True
    return after == ":" and before in ("", "{", ",", "(")


def _bound(row: list[Token]) -> set[int]:
    """Give the names that a line makes: they are used further down, and would be missed there."""
    bound: set[int] = set()
    words = [token.text for token in row]
    declares = any(token.sort == WORD and token.text in _DECLARE for token in row)
    depth = 0
    for at, token in enumerate(row):
        text = token.text
        if token.sort == OPERATOR:
            depth += (text in _OPEN) - (text in _CLOSE)
            if text in _ASSIGN and (depth <= 0 or text == ":="):
                bound |= _left_of(row, at, whole=declares or text == ":=")
            if text == "=>" or (text == "|" and at and words[at - 1] in ("(", ",", "=", "move")):
                bound |= _parameters(row, at)
        elif text in ("as", "catch", "except", "lambda", *_DEFINE):
            stop = min(len(row), at + 2)
            bound |= set(range(at + 1, stop))
        elif text in ("for", "foreach"):
            bound |= _until(row, at, {"in", "of", ":", "=", ";", ":=", "range"})
    if any(token.sort == WORD and token.text in _DEFINE for token in row[:4]):
        bound |= set(range(len(row)))
    return bound


def _left_of(row: list[Token], at: int, *, whole: bool) -> set[int]:
    found, depth = set(), 0
    for index in range(at - 1, -1, -1):
        text = row[index].text if row[index].sort == OPERATOR else ""
        depth += (text in _CLOSE) - (text in _OPEN)
        if text == ";" or (depth < 0 and not whole):
            break
        if whole or depth == 0:
            found.add(index)
    return found


def _parameters(row: list[Token], at: int) -> set[int]:
    """Give what is named before an arrow, or between two bars."""
    if row[at].text == "|":
        return _until(row, at, {"|"})
    found, depth = set(), 0
    for index in range(at - 1, -1, -1):
        text = row[index].text
        depth += (text in _CLOSE) - (text in _OPEN)
        found.add(index)
        if depth <= 0 and text in (*_OPEN, *_ASSIGN, ","):
            break
        if depth == 0 and row[index].sort == NAME:
            break
    return found


def _until(row: list[Token], at: int, ends: set[str]) -> set[int]:
    found = set()
    for index in range(at + 1, len(row)):
        if row[index].text in ends:
            break
        found.add(index)
    return found


def place_of(row: list[Token], at: int) -> tuple[str, str]:
    """Tell where a string stands: what is before it, and whose argument or key it is."""
    before = row[at - 1].text if at else ""
    whose = ""
    if before in ("(", "[") and at > 1:
        whose = row[at - 2].text if before == "(" else ""
    elif before in ("==", "!=", "===", "!==", "=") and at > 1:
        whose = row[at - 2].text
    return before, whose
