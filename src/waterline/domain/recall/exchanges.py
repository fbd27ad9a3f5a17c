"""What is exchanged for what in a near miss, and how much more common the one is than the other.

Who knows no more than what is common in general must not be helped by it. So an edit from the
common to the rare is made only as often as the other way round would be: the chance is the ratio
of the two (Metropolis et al. 1953). The ratios were counted in the repositories of the benchmark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_Number = TypeVar("_Number", int, float)

COMPARISON, NEGATION, BOOLEAN, ARITHMETIC = "comparison", "negation", "boolean", "arithmetic"
NUMBERS, STRINGS, OPPOSITE, FLAG = "number", "string", "opposite", "flag"


class Exchange(NamedTuple):
    """That something may become `other`; `chance` is how often it does when it could."""

    other: str
    kind: str
    chance: float


def _table(rows: tuple[tuple[str, str, float], ...], kind: str) -> dict[str, list[Exchange]]:
    table: dict[str, list[Exchange]] = {}
    for one, other, odds in rows:
        table.setdefault(one, []).append(Exchange(other, kind, min(1.0, 1 / odds)))
        table.setdefault(other, []).append(Exchange(one, kind, min(1.0, odds)))
    return table


SIGNS: dict[str, list[Exchange]] = {
    **_table(
        (
            ("==", "!=", 2.7), ("===", "!==", 2.6), ("<", "<=", 5.0), (">", ">=", 1.2),
            ("<", ">=", 1.2), (">", "<=", 5.0), ("<", ">", 1.0), ("<=", ">=", 0.3),
        ),
        COMPARISON,
    ),
    **_table((("&&", "||", 1.8), ("??", "||", 0.5)), BOOLEAN),
    **_table(
        (
            ("+", "-", 2.0), ("*", "/", 1.8), ("+=", "-=", 5.0), ("++", "--", 8.0),
            ("..", "..=", 6.0), ("//", "%", 1.5),
        ),
        ARITHMETIC,
    ),
}  # fmt: skip
WORDS = _table((("and", "or", 3.5), ("True", "False", 1.1), ("true", "false", 1.1)), BOOLEAN)
# What each language brings with it: known wherever one of them is.
BUILT_IN: dict[str, dict[str, list[Exchange]]] = {
    "Python": _table(
        (
            ("min", "max", 3.0), ("any", "all", 8.0), ("startswith", "endswith", 1.8),
            ("append", "extend", 5.0), ("lower", "upper", 3.0), ("encode", "decode", 0.9),
            ("lstrip", "rstrip", 0.8), ("find", "rfind", 2.5), ("keys", "values", 1.2),
            ("keys", "items", 0.8), ("is_file", "is_dir", 1.2), ("is_file", "exists", 0.5),
            ("union", "intersection", 1.2), ("split", "rsplit", 4.0),
            ("partition", "rpartition", 1.3), ("basename", "dirname", 0.9),
        ),
        OPPOSITE,
    ),
    "JavaScript": _table(
        (
            ("min", "max", 3.0), ("push", "pop", 3.0), ("floor", "ceil", 2.0),
            ("startsWith", "endsWith", 2.2), ("keys", "values", 1.2), ("keys", "items", 0.8),
            ("indexOf", "lastIndexOf", 3.0), ("some", "every", 1.4), ("shift", "pop", 0.8),
            ("trimStart", "trimEnd", 0.6), ("map", "filter", 2.5), ("filter", "find", 1.6),
            ("insertBefore", "insertAfter", 1.2), ("unshift", "push", 0.1),
        ),
        OPPOSITE,
    ),
    "Go": _table(
        (
            ("min", "max", 3.0), ("HasPrefix", "HasSuffix", 1.8),
            ("TrimPrefix", "TrimSuffix", 1.4), ("Lock", "Unlock", 1.0), ("RLock", "Lock", 0.6),
        ),
        OPPOSITE,
    ),
    "Rust": _table(
        (
            ("min", "max", 3.0), ("any", "all", 8.0), ("is_some", "is_none", 1.3),
            ("is_ok", "is_err", 0.8), ("starts_with", "ends_with", 2.0),
            ("iter", "into_iter", 3.5), ("as_ref", "as_mut", 3.0), ("map", "filter", 2.5),
            ("filter", "find", 1.6),
        ),
        OPPOSITE,
    ),
    "Java": _table(
        (
            ("min", "max", 3.0), ("floor", "ceil", 2.0), ("startsWith", "endsWith", 2.2),
            ("indexOf", "lastIndexOf", 3.0), ("isAfter", "isBefore", 1.0), ("map", "filter", 2.5),
            ("filter", "find", 1.6),
        ),
        OPPOSITE,
    ),
    "C": _table((("min", "max", 3.0), ("floor", "ceil", 2.0)), OPPOSITE),
    "C++": _table((("min", "max", 3.0), ("floor", "ceil", 2.0)), OPPOSITE),
    "text": {},
    "shell": {},
}  # fmt: skip
# What people call their own: exchanged where both are there.
OWN = _table(
    (
        ("start", "end", 1.2), ("first", "last", 1.4), ("before", "after", 0.9),
        ("left", "right", 1.1), ("add", "remove", 2.0), ("old", "new", 0.6),
        ("prev", "next", 0.6), ("top", "bottom", 1.1), ("read", "write", 1.2),
        ("source", "target", 1.2), ("src", "dst", 1.3), ("width", "height", 1.2),
        ("row", "column", 1.2), ("row", "col", 1.1), ("x", "y", 1.2),
        ("insertions", "deletions", 1.0), ("added", "removed", 1.1), ("begin", "end", 0.9),
        ("head", "tail", 1.5), ("parent", "child", 1.6), ("lo", "hi", 1.0), ("low", "high", 1.0),
        ("enable", "disable", 1.3), ("enabled", "disabled", 1.6), ("show", "hide", 1.6),
        ("input", "output", 1.2), ("resolve", "reject", 2.0), ("First", "Last", 1.2),
    ),
    OPPOSITE,
)  # fmt: skip
# How often a bare condition becomes a negated one, and a negated one a bare one.
NEGATED = 0.7
TOLD = 0.6
IS_NOT, NOT_IN = 0.9, 0.6

# Steps between numbers that people choose: a near miss is the next one or the one after it.
_LADDERS: tuple[tuple[int, ...], ...] = (
    (
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200,
        250, 300, 400, 500, 600, 800, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 8000, 10_000,
        20_000, 30_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
    ),
    (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536),
)  # fmt: skip
_FRACTIONS = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 1.5, 2.5,
)  # fmt: skip
# How much more common some numbers are than all others.
_COMMON = {
    0: 30.0, 1: 8.0, 2: 2.5, 3: 1.5, 4: 2.0, 5: 2.0, 10: 3.0, 20: 1.5, 50: 1.5, 100: 3.0,
    1000: 3.0, 500: 1.5, 200: 1.5, 30: 1.5, 60: 1.5, 10_000: 2.0,
}  # fmt: skip


def numbers(value: int) -> list[Exchange]:
    """Give what a whole number may become; nothing for one that people don't choose."""
    ladder = next((steps for steps in _LADDERS if value in steps), ())
    near = _around(ladder, value)
    return [
        Exchange(str(other), NUMBERS, min(1.0, _COMMON.get(other, 1.0) / _COMMON.get(value, 1.0)))
        for other in near
    ]


def fractions(value: float) -> list[Exchange]:
    """Give what a broken number may become."""
    return [Exchange(str(other), NUMBERS, 1.0) for other in _around(_FRACTIONS, value)]


def _around(ladder: Sequence[_Number], value: _Number) -> list[_Number]:
    """Give the two steps below and the two above a value."""
    if value not in ladder:
        return []
    place = ladder.index(value)
    return [other for other in ladder[max(0, place - 2) : place + 3] if other != value]
