"""What a comparison may be turned into: common sense alone must not tell the near miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.recall import exchanges
from waterline.domain.recall.exchanges import Exchange
from waterline.domain.recall.scanning import NAME
from waterline.domain.recall.uses import COMPARES

if TYPE_CHECKING:
    from waterline.domain.recall.scanning import Token

_NOTHING = frozenset({"None", "null", "nil", "NULL", "nullptr", "undefined"})
_SIZES = frozenset({"len", "size", "length", "count", "Len", "Count", "Length", "Size"})


def is_habit(row: list[Token], at: int) -> bool:
    """Tell whether an error is asked for, which every other line does: `err != nil`."""
    left, right = row[at - 1].text, row[at + 1].text
    return right == "nil" and left.lower().endswith("err")


def is_guard(row: list[Token], at: int) -> bool:
    """Tell whether a name is made sure of that the line goes on with: `x != null && x.isOpen`."""
    left, right = row[at - 1], row[at + 1].text
    return right in _NOTHING and sum(one.text == left.text for one in row) > 1


def turned(row: list[Token], at: int) -> list[Exchange]:
    """Give what a sign may become here; what could never hold, or always did, is no near miss."""
    offered = exchanges.SIGNS.get(row[at].text, [])
    if row[at].text not in COMPARES:
        return offered
    if _is_size(row, at - 1) and row[at + 1].text == "0":
        if row[at].text == ">":
            return [Exchange("==", exchanges.COMPARISON, 1.0)]
        return [one for one in offered if one.other == "!="]
    left, right = row[at - 1], row[at + 1]
    if _is_repeated(row, left) and _is_repeated(row, right):
        # Of the larger of two it is the same whether they may be equal.
        offered = [one for one in offered if one.other.strip("=") != row[at].text.strip("=")]
    compared = [row[n - 1] for n, one in enumerate(row) if n and one.text in COMPARES]
    is_between = left.sort == NAME and sum(one.text == left.text for one in compared) > 1
    if is_between or row[0].text in ("for", "while"):
        return [one for one in offered if one.other[:1] == row[at].text[:1]]
    return offered


def _is_repeated(row: list[Token], token: Token) -> bool:
    return sum(one.text == token.text for one in row) > 1


def _is_size(row: list[Token], at: int) -> bool:
    """Tell whether a value that ends here is how many there are: never less than none."""
    if row[at].text in _SIZES:
        return True
    depth = 0
    for n in range(at, 0, -1):
        depth += (row[n].text == ")") - (row[n].text == "(")
        if not depth:
            return row[at].text == ")" and row[n - 1].text in _SIZES
    return False
