"""Near misses of a line: each edit turns one thing in it, so that it stays whole and means another.

Of every pair of things that are exchanged one is more common than the other, and who knows no
more than that must not be helped by it. So an edit from the common to the rare is made only as
often as the other way round would be: `Edit.keep` is the chance, after Metropolis et al. (1953).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall import facts as seen
from waterline.domain.recall.scanning import (
    NAME,
    NUMBER,
    OPERATOR,
    STRING,
    WORD,
    Token,
    arguments,
    matching,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.recall.facts import Facts, Use
    from waterline.domain.recall.languages import Language

COMPARISON, NEGATION, BOOLEAN, ARITHMETIC = "comparison", "negation", "boolean", "arithmetic"
NUMBERS, STRINGS, OPPOSITE = "number", "string", "opposite"
SWAP, OPERANDS, ARMS, SLICE = "swap", "operands", "arms", "slice"

# How much an edit of each kind asks of somebody who knows the code.
WEIGHT = {
    COMPARISON: 3.0, NEGATION: 3.0, BOOLEAN: 3.0, ARITHMETIC: 2.5, SWAP: 2.5, OPERANDS: 2.5,
    ARMS: 3.0, SLICE: 3.0, OPPOSITE: 2.5, NUMBERS: 1.5, STRINGS: 1.2, seen.VARIABLE: 2.0,
    seen.ATTRIBUTE: 2.0, seen.METHOD: 2.0, seen.CALL: 2.0, seen.TYPE: 1.2, seen.CONSTANT: 1.5,
}  # fmt: skip
# Two of these in one part of an expression may undo each other, or come to the same.
_LOGIC = frozenset({COMPARISON, NEGATION, BOOLEAN, OPERANDS, ARMS, SLICE})
_VALUES = frozenset({NUMBERS, ARITHMETIC, OPPOSITE})


class Edit(NamedTuple):
    """Put `text` in the place of the columns `start` to `end` of a line.

    `part` names the part of the expression it is in, `word` what it brings in (to tell that two
    edits bring in the same), `keep` the chance with which it is made.
    """

    kind: str
    start: int
    end: int
    text: str
    part: tuple[int, ...]
    keep: float = 1.0
    word: str = ""

    def goes_with(self, other: Edit) -> bool:
        """Tell whether both can be made, in any order, without undoing or doubling each other."""
        if self.start < other.end and other.start < self.end:
            return False
        if self.word and self.word == other.word:
            return False
        kinds = {self.kind, other.kind}
        if self.part == other.part and kinds & _LOGIC:
            return not kinds <= _LOGIC | _VALUES
        return True

    def on(self, line: str) -> str:
        """Make the edit."""
        return line[: self.start] + self.text + line[self.end :]


def both(one: Edit, other: Edit, line: str) -> str:
    """Make two edits that go with each other."""
    first, second = sorted((one, other), key=lambda edit: -edit.start)
    return second.on(first.on(line))


# What is exchanged for what, and how much more common the first is than the second.
_OPERATORS: tuple[tuple[str, str, str, float], ...] = (
    ("==", "!=", COMPARISON, 1.6),
    ("===", "!==", COMPARISON, 1.5),
    ("<", "<=", COMPARISON, 2.5),
    (">", ">=", COMPARISON, 1.8),
    ("<", ">=", COMPARISON, 2.0),
    (">", "<=", COMPARISON, 2.4),
    ("<", ">", COMPARISON, 1.0),
    ("<=", ">=", COMPARISON, 0.7),
    ("&&", "||", BOOLEAN, 1.8),
    ("+", "-", ARITHMETIC, 1.5),
    ("*", "/", ARITHMETIC, 1.8),
    ("+=", "-=", ARITHMETIC, 5.0),
    ("++", "--", ARITHMETIC, 8.0),
    ("??", "||", BOOLEAN, 0.5),
    ("..", "..=", ARITHMETIC, 6.0),
    ("<<", ">>", ARITHMETIC, 1.3),
)
_WORDS: tuple[tuple[str, str, str, float], ...] = (
    ("and", "or", BOOLEAN, 1.7),
    ("True", "False", BOOLEAN, 1.1),
    ("true", "false", BOOLEAN, 1.1),
)
_OPPOSITES: tuple[tuple[str, str, float], ...] = (
    ("min", "max", 0.8), ("any", "all", 1.6), ("start", "end", 1.2), ("first", "last", 1.4),
    ("before", "after", 0.9), ("left", "right", 1.1), ("startswith", "endswith", 1.8),
    ("append", "extend", 5.0), ("push", "pop", 3.0), ("add", "remove", 2.0), ("old", "new", 0.6),
    ("lower", "upper", 3.0), ("encode", "decode", 0.9), ("prev", "next", 0.6), ("top", "bottom", 1.1),
    ("read", "write", 1.2), ("source", "target", 1.2), ("src", "dst", 1.3), ("width", "height", 1.2),
    ("row", "column", 1.2), ("row", "col", 1.1), ("x", "y", 1.2), ("floor", "ceil", 2.0),
    ("insertions", "deletions", 1.0), ("added", "removed", 1.1), ("startsWith", "endsWith", 2.2),
    ("lstrip", "rstrip", 0.8), ("find", "rfind", 2.5), ("keys", "values", 1.2), ("keys", "items", 0.8),
    ("begin", "end", 0.9), ("head", "tail", 1.5), ("parent", "child", 1.6), ("lo", "hi", 1.0),
    ("low", "high", 1.0), ("indexOf", "lastIndexOf", 3.0), ("is_file", "is_dir", 1.2),
    ("is_file", "exists", 0.5), ("is_some", "is_none", 1.3), ("is_ok", "is_err", 0.8),
    ("some", "every", 1.4), ("shift", "pop", 0.8), ("trimStart", "trimEnd", 0.6),
    ("HasPrefix", "HasSuffix", 1.8), ("TrimPrefix", "TrimSuffix", 1.4), ("starts_with", "ends_with", 2.0),
    ("before", "since", 1.0), ("enable", "disable", 1.3), ("enabled", "disabled", 1.6),
    ("show", "hide", 1.6), ("union", "intersection", 1.2), ("input", "output", 1.2),
    ("split", "rsplit", 4.0), ("partition", "rpartition", 1.3), ("lower", "strip", 0.5),
    ("setdefault", "get", 0.15), ("discard", "add", 0.3), ("update", "add", 0.7),
    ("basename", "dirname", 0.9), ("isAfter", "isBefore", 1.0), ("unwrap_or", "unwrap_or_else", 1.1),
    ("iter", "into_iter", 1.5), ("as_ref", "as_mut", 3.0), ("Lock", "Unlock", 1.0),
    ("RLock", "Lock", 0.6), ("ceil", "round", 0.9), ("map", "filter", 2.5), ("filter", "find", 1.6),
    ("flat_map", "map", 0.12), ("slice", "splice", 5.0), ("resolve", "reject", 2.0),
)  # fmt: skip


def _table(
    rows: tuple[tuple[str, str, str, float], ...],
) -> dict[str, list[tuple[str, str, float]]]:
    table: dict[str, list[tuple[str, str, float]]] = {}
    for one, other, kind, odds in rows:
        table.setdefault(one, []).append((other, kind, min(1.0, 1 / odds)))
        table.setdefault(other, []).append((one, kind, min(1.0, odds)))
    return table


_BY_SIGN = _table(_OPERATORS)
_BY_WORD = _table(_WORDS)
_BY_NAME = _table(tuple((one, other, OPPOSITE, odds) for one, other, odds in _OPPOSITES))

# Steps between numbers that people choose: a near miss is the next one or the one after it.
_LADDER = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 50, 60, 64, 80, 90, 100, 120,
    128, 150, 180, 200, 250, 255, 256, 300, 365, 400, 500, 512, 600, 800, 900, 1000, 1024, 1200,
    1500, 2000, 2048, 2500, 3000, 3600, 4000, 4096, 5000, 6000, 7200, 8000, 8192, 10_000, 20_000,
    30_000, 50_000, 60_000, 65_535, 65_536, 86_400, 100_000, 1_000_000,
)  # fmt: skip
_COMMON = {0: 10.0, 1: 10.0, 2: 5.0, 3: 2.5, 4: 2.0, 5: 2.0, 10: 3.0, 100: 3.0, 1000: 3.0}
_FRACTIONS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.25,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.75,
    0.8,
    0.9,
    0.95,
    1.5,
    2.5,
)
_PLAIN_NUMBER = re.compile(r"\d[\d_]*|\d*\.\d+")
_COMMUTES = re.compile(
    r"(?i)(?:assert|expect|check_?eq|equal|eq$|min$|max$|add$|sum$|gcd|lcm|union|xor|and$|or$|is_?close"
    r"|same|print|log|debug|info|warn|error|format|concat|join$|zip|console|swap|hypot|update)"
)
_SHORT_STRING = re.compile(r"""['"][\w./:@#-]{1,30}['"]""")
_COMPARES = frozenset({"<", ">", "<=", ">=", "==", "!=", "===", "!=="})
_SEPARATORS = frozenset(
    {",", ";", "&&", "||", "?", ":", "and", "or", "if", "else", "=", "=>", "return"}
)
_TYPES = frozenset({"template", "static_cast", "extends", "super"})


def edits(row: list[Token], around: Facts, language: Language) -> list[Edit]:
    """Give every near miss of one step that a line offers."""
    parts = parts_of(row)
    made: list[Edit] = []
    for at, token in enumerate(row):
        if token.sort == OPERATOR:
            made += _signs(row, at, parts, language)
        elif token.sort == WORD:
            made += _words(row, at, parts, language)
        elif token.sort == NUMBER:
            made += _numbers(row, at, parts)
        elif token.sort == STRING:
            made += _strings(row, at, parts, around)
    made += _names(row, parts, around)
    made += _swaps(row, parts)
    return made


def parts_of(row: list[Token]) -> list[tuple[int, ...]]:
    """Name the part of the expression that each token is in: between brackets and separators."""
    parts, stack, count = [], [0], 0
    for token in row:
        text = token.text
        is_sign = token.sort in (OPERATOR, WORD)
        if is_sign and text in ")]}" and len(stack) > 1:
            stack.pop()
        if is_sign and text in _SEPARATORS:
            count += 1
            stack[-1] = count
        parts.append(tuple(stack))
        if is_sign and text in ("(", "[", "{"):
            count += 1
            stack.append(count)
    return parts


def _signs(
    row: list[Token], at: int, parts: list[tuple[int, ...]], language: Language
) -> Iterator[Edit]:
    token = row[at]
    if token.text == "!" and _negates(row, at):
        yield Edit(NEGATION, token.start, token.end, "", parts[at], 1.0)
    if token.text == ":" and language.is_python:
        yield from _slice(row, at, parts)
    if token.text not in _BY_SIGN or not _is_binary(row, at):
        return
    for other, kind, keep in _BY_SIGN[token.text]:
        if token.text in "<>" and not _compares(row, at, language):
            continue
        if "??" in (token.text, other) and language.name != "JavaScript":
            continue
        yield Edit(kind, token.start, token.end, other, parts[at], keep)


def _is_binary(row: list[Token], at: int) -> bool:
    """Tell whether values stand on both sides, none of them a string (text is only joined)."""
    text = row[at].text
    if text in ("++", "--", "..", "..="):
        return True
    if not 0 < at < len(row) - 1:
        return False
    left, right = row[at - 1], row[at + 1]
    if left.sort not in (NAME, NUMBER) and left.text not in (")", "]", "None", "null", "this"):
        return text in ("==", "!=", "===", "!==", "&&", "||", "??") and left.sort in (STRING, WORD)
    return not (text in "+-*/" and STRING in (left.sort, right.sort)) and right.text not in (
        ")",
        ",",
    )


def _compares(row: list[Token], at: int, language: Language) -> bool:
    """Tell a comparison from the brackets of a type."""
    if language.is_python or language.name in ("Go", "text", "C"):
        return True
    left, right = row[at - 1], row[at + 1]
    has_room = left.end < row[at].start and row[at].end < right.start
    return has_room and not any(token.text in _TYPES for token in row)


def _negates(row: list[Token], at: int) -> bool:
    after = row[at + 1] if at + 1 < len(row) else None
    before = row[at - 1].text if at else "("
    is_value = after is not None and after.start == row[at].end and after.sort == NAME
    return is_value and before in ("(", "&&", "||", "return", "=", ",", "if", "!")


def _slice(row: list[Token], at: int, parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    """Turn x[n:] into x[:n] and back."""
    if not 0 < at < len(row) - 1:
        return
    opening = next((i for i in range(at, -1, -1) if row[i].text == "["), None)
    if opening is None or opening == 0 or row[opening - 1].sort not in (NAME, OPERATOR):
        return
    closing = matching(row, opening)
    if closing is None or closing < at or any(row[i].text == ":" for i in range(at + 1, closing)):
        return
    left = "".join(token.text for token in row[opening + 1 : at])
    right = "".join(token.text for token in row[at + 1 : closing])
    if bool(left) == bool(right) or row[opening - 1].text in ("=", "(", ",", ":"):
        return
    start, end = row[opening].end, row[closing].start
    yield Edit(SLICE, start, end, f":{left}" if left else f"{right}:", parts[at], 0.9)


def _words(
    row: list[Token], at: int, parts: list[tuple[int, ...]], language: Language
) -> Iterator[Edit]:
    token = row[at]
    after = row[at + 1] if at + 1 < len(row) else None
    for other, kind, keep in _BY_WORD.get(token.text, ()):
        yield Edit(kind, token.start, token.end, other, parts[at], keep)
    if not language.is_python or after is None:
        return
    is_loop = any(one.text in ("for",) for one in row[:at])
    if token.text == "in" and not is_loop and row[at - 1].text != "not":
        yield Edit(NEGATION, token.start, token.end, "not in", parts[at], 0.6)
    elif token.text == "is":
        other = "is" if after.text == "not" else "is not"
        end = after.end if after.text == "not" else token.end
        yield Edit(NEGATION, token.start, end, other, parts[at], 0.9)
    elif token.text == "not" and after.text == "in":
        yield Edit(NEGATION, token.start, after.end, "in", parts[at], 1.0)
    elif token.text == "not" and (not at or row[at - 1].text != "is"):
        yield Edit(NEGATION, token.start, after.start, "", parts[at], 1.0)
    elif token.text in ("if", "elif", "while", "and", "or", "return") and _may_be_negated(row, at):
        yield Edit(NEGATION, after.start, after.start, "not ", parts[at + 1], 0.45)


def _may_be_negated(row: list[Token], at: int) -> bool:
    """Tell whether a bare value stands behind the word: one that is true or false."""
    if row[at].text == "return" or at + 1 >= len(row) or row[at + 1].sort != NAME:
        return False
    depth = 0
    for token in row[at + 1 :]:
        if token.sort == OPERATOR:
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth < 0 or (depth == 0 and token.text in (*_COMPARES, "+", "-", "*", "/", ":=")):
                return depth < 0
        if depth == 0 and token.text in ("in", "is", "not", "for", "else"):
            return False
        if depth == 0 and token.text in ("and", "or", ":"):
            return True
    return True


def _numbers(row: list[Token], at: int, parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    token = row[at]
    if not _PLAIN_NUMBER.fullmatch(token.text):
        return
    if "." in token.text:
        if float(token.text) in _FRACTIONS:
            place = _FRACTIONS.index(float(token.text))
            for other in {*_FRACTIONS[max(0, place - 2) : place + 3]} - {float(token.text)}:
                yield Edit(NUMBERS, token.start, token.end, f"{other}", parts[at], 1.0)
        return
    value = int(token.text)
    if value not in _LADDER or (len(token.text) > 1 and token.text[0] == "0"):
        return
    place = _LADDER.index(value)
    for step in (-2, -1, 1, 2):
        if not 0 <= place + step < len(_LADDER):
            continue
        other = _LADDER[place + step]
        keep = min(1.0, _COMMON.get(other, 1.0) / _COMMON.get(value, 1.0))
        text = f"{other:_}" if "_" in token.text else str(other)
        yield Edit(NUMBERS, token.start, token.end, text, parts[at], keep)


def _strings(
    row: list[Token], at: int, parts: list[tuple[int, ...]], around: Facts
) -> Iterator[Edit]:
    token = row[at]
    if not _SHORT_STRING.fullmatch(token.text):
        return
    there = {one.text for one in row}
    is_near = token.text in around.near
    for other, count in around.strings[seen.place_of(row, at)].items():
        if (
            other in there
            or not _SHORT_STRING.fullmatch(other)
            or other[0] != token.text[0]
            or (other in around.near) != is_near
            or not _alike(token.text, other)
        ):
            continue
        keep = min(1.0, (count + 0.5) / (around.wide[token.text] + 0.5))
        yield Edit(STRINGS, token.start, token.end, other, parts[at], keep, other)


def _alike(one: str, other: str) -> bool:
    """Tell whether two strings are of one make: both flags, both paths, both words."""

    def make(text: str) -> tuple[bool, ...]:
        bare = text[1:-1]
        return (
            bare.startswith("-"), "/" in bare, "." in bare, bare.isupper(), bare[:1].isalpha(),
            len(bare) > 1,
        )  # fmt: skip

    return make(one) == make(other)


def _names(row: list[Token], parts: list[tuple[int, ...]], around: Facts) -> Iterator[Edit]:
    there = [token.text for token in row if token.sort in (NAME, WORD)]
    at_names = [at for at, token in enumerate(row) if token.sort == NAME]
    for at, use in zip(at_names, seen.uses(row), strict=True):
        # What stands twice in the line would have to be turned twice.
        if use.role in (seen.BOUND, seen.LABEL) or there.count(use.name) > 1:
            continue
        yield from _opposite(row[at], use, parts[at], around, there)
        yield from _other_names(row, at, use, parts[at], around, there)


def _opposite(
    token: Token, use: Use, part: tuple[int, ...], around: Facts, there: list[str]
) -> Iterator[Edit]:
    for other, kind, keep in _BY_NAME.get(use.name, ()):
        is_known = use.role in (seen.METHOD, seen.CALL) or other in around.wide
        same = (other in around.near) == (use.name in around.near)
        if is_known and same and other not in there:
            yield Edit(kind, token.start, token.end, other, part, keep, other)


def _other_names(
    row: list[Token], at: int, use: Use, part: tuple[int, ...], around: Facts, there: list[str]
) -> Iterator[Edit]:
    """Give other names that are used as this one is, and seen as well as it."""
    token = row[at]
    is_near = use.name in around.near
    if not is_near and use.role == seen.VARIABLE:
        return
    given = _given(row, at)
    own = seen.parts_of(" ".join(there))
    for other in around.by_role[use.role]:
        if (
            other in there
            or (other in around.near) != is_near
            or seen.style(other) != seen.style(use.name)
        ):
            continue
        if use.role in (seen.ATTRIBUTE, seen.METHOD):
            if use.receiver not in around.receivers[other] and around.akin(use.name, other) < 4:
                continue
        elif around.akin(use.name, other) < (1 if use.role == seen.VARIABLE else 2):
            continue
        if len(other) == 1 and len(use.name) > 1:
            continue
        keep = min(1.0, around.plausible(use, other) / around.plausible(use, use.name))
        yield Edit(use.role, token.start, token.end, other, part, keep, other)
    del given, own


def _given(row: list[Token], at: int) -> int:
    """Count the arguments of the call at `at`."""
    return len(arguments(row, at + 1)) if at + 1 < len(row) and row[at + 1].text == "(" else -1


def _swaps(row: list[Token], parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    yield from _arguments(row, parts)
    yield from _operands(row, parts)
    yield from _arms(row, parts)


def _exchange(
    row: list[Token], one: tuple[int, int], other: tuple[int, int]
) -> tuple[int, int, str]:
    """Give the columns from the first to the second range, and their text with both exchanged."""
    line_start = row[one[0]].start
    first = _text(row, *one)
    between = _gap(row, one[1], other[0])
    second = _text(row, *other)
    return line_start, row[other[1] - 1].end, f"{second}{between}{first}"


def _text(row: list[Token], start: int, end: int) -> str:
    text = ""
    for at in range(start, end):
        text += " " * (row[at].start - row[at - 1].end) if at > start else ""
        text += row[at].text
    return text


def _gap(row: list[Token], start: int, end: int) -> str:
    before = " " * (row[start].start - row[start - 1].end)
    middle = _text(row, start, end)
    return f"{before}{middle}{' ' * (row[end].start - row[end - 1].end)}"


def _arguments(row: list[Token], parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    for at in range(1, len(row)):
        if row[at].text != "(" or row[at - 1].sort != NAME or _COMMUTES.search(row[at - 1].text):
            continue
        if at > 1 and row[at - 2].text in ("def", "func", "fn", "function", "class"):
            continue
        given = arguments(row, at)
        for one, other in zip(given, given[1:], strict=False):
            if _shape(row, one) and _shape(row, one) == _shape(row, other):
                if _text(row, *one) != _text(row, *other):
                    start, end, text = _exchange(row, one, other)
                    yield Edit(SWAP, start, end, text, parts[one[0]])


def _shape(row: list[Token], part: tuple[int, int]) -> str:
    """Tell what sort of argument this is; "" where exchanging it would show."""
    found = row[part[0] : part[1]]
    if len(found) == 1:
        return found[0].sort if found[0].sort in (NAME, NUMBER) else ""
    if all(token.sort == NAME or token.text == "." for token in found):
        return NAME
    if len(found) > 2 and found[1].text == "=" and found[0].sort == NAME:
        return ""
    return ""


def _operands(row: list[Token], parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    """Turn a - b into b - a."""
    for at, token in enumerate(row):
        if token.text not in ("-", "/", "%", "<", ">", "<=", ">=", "//") or token.sort != OPERATOR:
            continue
        left, right = _chain(row, at, -1), _chain(row, at, 1)
        if left is None or right is None or not token.start > row[at - 1].end:
            continue
        if _text(row, *left) != _text(row, *right):
            start, end, text = _exchange(row, left, right)
            yield Edit(OPERANDS, start, end, text, parts[at])


def _chain(row: list[Token], at: int, step: int) -> tuple[int, int] | None:
    """Give the names with dots (a.b.c) beside a sign, if nothing else belongs to them."""
    index = at + step
    while 0 <= index < len(row) and (row[index].sort == NAME or row[index].text == "."):
        index += step
    inner = (index + 1, at) if step < 0 else (at + 1, index)
    if inner[0] >= inner[1]:
        return None
    beyond = row[index].text if 0 <= index < len(row) else ""
    if beyond in ("[", "(", "*", "/", "%", "-", "+", "//", "**", "]", ")", "&", ".") and not (
        (step < 0 and beyond in "([") or (step > 0 and beyond in ")]")
    ):
        return None
    return inner


def _arms(row: list[Token], parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    """Exchange what a condition chooses between: x if c else y, c ? x : y."""
    for at, token in enumerate(row):
        if token.sort == OPERATOR and token.text == "?" and at + 1 < len(row):
            colon = next((i for i in range(at + 1, len(row)) if row[i].text == ":"), None)
            if colon is None:
                continue
            right = _end(row, colon + 1)
            if colon > at + 1 and right > colon + 1:
                one, other = (at + 1, colon), (colon + 1, right)
                if not any(row[i].text == "?" for i in range(at + 1, right)):
                    start, end, text = _exchange(row, one, other)
                    yield Edit(ARMS, start, end, text, parts[at])


def _end(row: list[Token], start: int) -> int:
    depth = 0
    for at in range(start, len(row)):
        text = row[at].text if row[at].sort == OPERATOR else ""
        if depth == 0 and text in (")", "]", "}", ",", ";"):
            return at
        depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
    return len(row)
