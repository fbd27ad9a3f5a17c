"""One step from a line to a near miss: what it turns, and which steps go with each other."""

from __future__ import annotations

from typing import NamedTuple

from waterline.domain.recall.exchanges import (
    ARITHMETIC,
    BOOLEAN,
    COMPARISON,
    FLAG,
    NEGATION,
    NUMBERS,
    OPPOSITE,
    STRINGS,
)
from waterline.domain.recall.scanning import OPERATOR, WORD, Token
from waterline.domain.recall.swaps import ARMS, OPERANDS, SLICE, SWAP
from waterline.domain.recall.uses import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    METHOD,
    TYPE,
    VARIABLE,
)

# How much an edit of each kind asks of somebody who knows the code.
WEIGHT = {
    COMPARISON: 3.0, NEGATION: 3.0, BOOLEAN: 3.0, ARITHMETIC: 2.5, SWAP: 2.5, OPERANDS: 2.5,
    ARMS: 3.0, SLICE: 3.0, OPPOSITE: 2.5, NUMBERS: 1.5, STRINGS: 1.2, FLAG: 1.5, VARIABLE: 2.0,
    ATTRIBUTE: 2.0, METHOD: 2.0, CALL: 2.0, TYPE: 1.2, CONSTANT: 1.5,
}  # fmt: skip
# Two of these in one part of an expression may undo each other, or come to the same.
_LOGIC = frozenset({COMPARISON, NEGATION, BOOLEAN, OPERANDS, ARMS, SLICE})
_TURNS = frozenset({COMPARISON, NEGATION, OPERANDS})
_VALUES = frozenset({NUMBERS, ARITHMETIC, OPPOSITE})

# Two of these would ask for the memory of values alone.
_REMEMBERED = frozenset({NUMBERS, STRINGS, TYPE, CONSTANT, FLAG})

_SEPARATORS = frozenset(
    {",", ";", "&&", "||", "?", ":", "and", "or", "if", "else", "=", "=>", "return"}
)


class Edit(NamedTuple):
    """Put `text` in the place of the columns `start` to `end` of a line.

    `part` names the part of the expression it is in, `word` what it brings in (to tell that two
    edits bring in the same), `chance` how often it is made where it could be.
    """

    kind: str
    start: int
    end: int
    text: str
    part: tuple[int, ...]
    chance: float = 1.0
    word: str = ""

    def goes_with(self, other: Edit) -> bool:
        """Tell whether both can be made, in any order, without undoing or doubling each other."""
        if {self.kind, other.kind} <= _REMEMBERED:
            return False
        if self.start < other.end and other.start < self.end:
            return False
        if self.word and self.word == other.word:
            return False
        kinds = {self.kind, other.kind}
        # Exchanged arms and a turned condition come to the same.
        if ARMS in kinds and kinds & _TURNS:
            return False
        if self.part != other.part or not kinds <= _LOGIC | _VALUES:
            return True
        # Of n + 1, n - 1, n + 2 and n - 2 the first is always the likeliest.
        return not kinds & _LOGIC and kinds != {NUMBERS, ARITHMETIC}

    def on(self, line: str) -> str:
        """Make the edit."""
        return line[: self.start] + self.text + line[self.end :]


def both(one: Edit, other: Edit, line: str) -> str:
    """Make two edits that go with each other."""
    first, second = sorted((one, other), key=lambda edit: -edit.start)
    return second.on(first.on(line))


def parts_of(row: list[Token]) -> list[tuple[int, ...]]:
    """Name the part of the expression that each token is in: between brackets and separators."""
    parts, stack, count = [], [0], 0
    for token in row:
        text = token.text
        if token.deeper < 0 and len(stack) > 1:
            stack.pop()
        if token.sort in (OPERATOR, WORD) and text in _SEPARATORS:
            count += 1
            stack[-1] = count
        parts.append(tuple(stack))
        if token.deeper > 0:
            count += 1
            stack.append(count)
    return parts
