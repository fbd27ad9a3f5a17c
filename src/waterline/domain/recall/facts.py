"""What stands around a hidden line: its names, what they are used as, and how often.

A near miss is made of what is there already. So that the true line can't be told from the others
by its words, a name is exchanged only for one that is seen as well as it is and used as it is: of
the same type where that is said, given to the same function, asked for the same attribute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from waterline.domain.recall.scanning import STRING, Source, Token
from waterline.domain.recall.uses import (
    ATTRIBUTE,
    BOUND,
    CALL,
    CONSTANT,
    DOTS,
    METHOD,
    TYPE,
    VARIABLE,
    Use,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# So many lines to either side are read for what the names of a file are used as.
WIDE = 100
# Names that a language's habits give the same sense everywhere: exchanging them tells itself.
_HABITS = frozenset({"err", "ok", "ctx", "_", "e", "t", "b", "self", "this", "cls", "exc", "error"})


class Facts:
    """The names and strings around a hidden line, near (shown with it) and wide (in its file)."""

    def __init__(self, rows: Sequence[list[Token]], near: Sequence[list[Token]]) -> None:
        """Look at rows of tokens, none of them the hidden one; `near` are those shown."""
        self.near: Counter[str] = Counter(token.text for row in near for token in row)
        self.wide: Counter[str] = Counter(token.text for row in rows for token in row)
        self.by_role: dict[str, Counter[str]] = defaultdict(Counter)
        self.strings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._receivers: dict[str, set[str]] = defaultdict(set)
        self._signs: dict[str, set[str]] = defaultdict(set)
        self._types: dict[str, set[str]] = defaultdict(set)
        self._calls: dict[str, set[tuple[int, bool]]] = defaultdict(set)
        for row in rows:
            for use in uses(row):
                self._take(use)
            for at, token in enumerate(row):
                if token.sort == STRING:
                    self.strings[place_of(row, at)][token.text] += 1
        near_uses = [use for row in near for use in uses(row)]
        self._made_near = {use.name for use in near_uses if use.role == BOUND}
        self._used_near = {use.name for use in near_uses if use.role != BOUND}

    def _take(self, use: Use) -> None:
        self.by_role[use.role][use.name] += 1
        if use.receiver:
            self._receivers[use.name].add(use.receiver)
        if use.kind:
            self._types[use.name].add(use.kind)
        self._signs[use.name].update(use.signs)
        if use.role in (CALL, METHOD):
            self._calls[use.name].add((use.arity, use.is_value))

    def is_missed(self, name: str) -> bool:
        """Tell whether a name is made in what is shown and used nowhere in it: it is waited for."""
        return name in self._made_near and name not in self._used_near

    def fits(self, use: Use, other: str) -> bool:
        """Tell whether `other` could stand where `use` does, as far as the file says."""
        if other in _HABITS or use.name in _HABITS or style(other) != style(use.name):
            return False
        if (other in self.near) != (use.name in self.near):
            return False
        if use.role == VARIABLE:
            return use.name in self.near and self._fits_variable(use, other)
        if use.role in (ATTRIBUTE, METHOD):
            return self._fits_member(use, other)
        if use.role == CALL:
            is_akin = bool(parts_of(other) & parts_of(use.name)) or bool(self._shared(use, other))
            return is_akin and (use.arity, use.is_value) in self._calls[other]
        return bool(parts_of(other) & parts_of(use.name)) or bool(self._shared(use, other))

    def _fits_variable(self, use: Use, other: str) -> bool:
        ours, theirs = self._types[use.name], self._types[other]
        if ours and theirs and not ours & theirs:
            return False
        if use.after in DOTS or use.after in ("[", "("):
            return bool(use.signs & self._signs[other])
        if ours & theirs or parts_of(use.name) & parts_of(other):
            return True
        return bool(self._shared(use, other) or use.signs & self._signs[other])

    def _fits_member(self, use: Use, other: str) -> bool:
        is_of_it = use.receiver in self._receivers[other]
        if not is_of_it and not parts_of(use.name) & parts_of(other):
            return False
        if use.role == METHOD:
            return (use.arity, use.is_value) in self._calls[other]
        if use.after in DOTS or use.after == "[":
            return bool(use.signs & self._signs[other])
        ours, theirs = self._types[use.name], self._types[other]
        return not (ours and theirs) or bool(ours & theirs)

    def _shared(self, use: Use, other: str) -> set[str]:
        return self._signs[use.name] & self._signs[other]


def read_around(source: Source, at: int, shown: Iterable[int]) -> Facts:
    """Read the facts around line `at` of a file; `shown` are the numbers of the lines shown."""
    numbers = range(max(1, at - WIDE), min(len(source.lines), at + WIDE) + 1)
    rows = [row for number in numbers if number != at and (row := source.row(number))]
    return Facts(rows, [source.row(number) for number in shown])


@lru_cache(4096)
def parts_of(name: str) -> frozenset[str]:
    """Give the words that a name is put together from."""
    parts, word = set(), ""
    for char in name:
        if char in "_$" or (char.isupper() and word and not word[-1].isupper()):
            parts.add(word.lower())
            word = ""
        if char not in "_$":
            word += char
    few = {"get", "set", "is", "has", "to", "of", "the", "my", "new"}
    return frozenset(part for part in {*parts, word.lower()} - few if len(part) > 1)


@lru_cache(4096)
def style(name: str) -> str:
    """Tell how a name is written: CONSTANT, Type or anything else."""
    bare = name.strip("_$")
    if len(bare) > 1 and bare.upper() == bare and any(char.isalpha() for char in bare):
        return CONSTANT
    return TYPE if bare[:1].isupper() else VARIABLE


def place_of(row: list[Token], at: int) -> tuple[str, str]:
    """Tell where a string stands: what is before it, and whose argument or key it is."""
    before = row[at - 1].text if at else ""
    is_held = before in ("(", "[", "==", "!=", "===", "!==", "=") and at > 1
    return before, row[at - 2].text if is_held else ""
