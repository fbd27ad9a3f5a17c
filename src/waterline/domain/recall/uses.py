"""What the names of a line are used as, told by the tokens around them alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from waterline.domain.recall.scanning import (
    NAME,
    NUMBER,
    OPENERS,
    OPERATOR,
    STRING,
    WORD,
    Token,
    arguments,
    matching,
)

VARIABLE, ATTRIBUTE, CALL, METHOD, TYPE, CONSTANT = (
    "variable", "attribute", "call", "method", "type", "constant",
)  # fmt: skip
# What a line makes, and what stands for itself (keywords of arguments, keys): never exchanged.
BOUND, LABEL = "bound", "label"

DOTS = frozenset({".", "->", "::", "?."})
_ASSIGN = frozenset({"=", ":=", "<-"})
_DECLARE = frozenset({"let", "const", "var", "val", "auto", "final", "local", "my"})
_DEFINE = frozenset(
    {"def", "class", "func", "fn", "function", "fun", "struct", "enum", "interface"}
)
_SELF = frozenset({"self", "this", "cls", "super", "_"})
_NO_TYPES = frozenset(
    """
    return else case new in not and or is throw await yield delete goto if while typeof
    """.split()  # noqa: SIM905 - a line of words is read more easily so
)
_GIVES = frozenset({"void", "int", "bool", "boolean", "char", "double", "float", "long", "string"})
_NO_ARITY = (-1, frozenset[str]())
_SUMS = frozenset({"-", "*", "/", "%", "+=", "-=", "//"})
# A name between two of these is asked whether it holds by itself.
_ASKS = frozenset({"if", "elif", "while", "not", "!", "and", "or", "&&", "||"})
_ASKED = frozenset({":", "{", ")", "and", "or", "&&", "||", ";", "?"})
_BEGINS = frozenset({"(", "=", ":=", "return", ","})
COMPARES = frozenset({"<", ">", "<=", ">=", "==", "!=", "===", "!=="})
_HELD_AGAINST = COMPARES | {"in", "is"}


class Use(NamedTuple):
    """One use of a name: as what, and of whom (`receiver`).

    `signs` tell what is done with it, `kind` what it is said to be or made from. A call has an
    `arity` (how many arguments, and the named ones among them) and says whether its value is
    used; `is_definition`: here a function or a type gets its name; `is_spelled`: it is a type or a
    space of names by how it is written (`list<T>`, `fmt::print`).
    """

    name: str
    role: str
    receiver: str = ""
    signs: frozenset[str] = frozenset()
    kind: str = ""
    arity: tuple[int, frozenset[str]] = _NO_ARITY
    is_value: bool = False
    is_definition: bool = False
    is_spelled: bool = False


def uses(row: list[Token]) -> list[Use]:
    """Tell what each name of a line is used as, in order."""
    bound = _bound(row)
    return [_use(row, at, bound) for at, token in enumerate(row) if token.sort == NAME]


@lru_cache(4096)
def style(name: str) -> str:
    """Tell how a name is written: CONSTANT, Type or anything else (VARIABLE)."""
    bare = name.strip("_$")
    if len(bare) > 1 and bare.upper() == bare and any(char.isalpha() for char in bare):
        return CONSTANT
    return TYPE if bare[:1].isupper() else VARIABLE


def _use(row: list[Token], at: int, bound: set[int]) -> Use:
    before = row[at - 1].text if at else ""
    after = row[at + 1].text if at + 1 < len(row) else ""
    is_of = before in DOTS
    receiver = row[at - 2].text if is_of and at > 1 else ""
    role = _role(row, at, is_of=is_of, is_bound=at in bound)
    is_called = role in (CALL, METHOD)
    opening = at + 1 if after == "(" else at + 2
    signs = _signs(row, at, before, after)
    return Use(
        row[at].text,
        role,
        receiver,
        signs | _asked_of_value(row, at, opening) if is_called else signs,
        _kind(row, at, is_bound=at in bound),
        _arity(row, opening) if is_called else _NO_ARITY,
        is_called and _is_value(row, at, opening),
        before in _DEFINE or (role == CALL and _is_head(row, at)),
        _is_spelled(row, at),
    )


def _is_head(row: list[Token], at: int) -> bool:
    """Tell whether a function is made here and not called: its type stands before it."""
    before = row[at - 1] if at else None
    return before is not None and (before.sort == NAME or before.text in _GIVES)


def _is_spelled(row: list[Token], at: int) -> bool:
    after = row[at + 1] if at + 1 < len(row) else None
    if after is None or after.start != row[at].end:
        return False
    closes = any(token.text in (">", ">>", ">>>") for token in row[at + 2 :])
    return after.text == "::" or (after.text == "<" and closes)


def _asked_of_value(row: list[Token], at: int, opening: int) -> set[str]:
    """Tell what the value of a call is asked, or held against: not every one can be."""
    closing = matching(row, opening) if opening < len(row) else None
    if closing is None:
        return set()
    start = _chain_start(row, at)
    after = row[closing + 1].text if closing + 1 < len(row) else ""
    ahead = row[start - 1].text if start else ""
    return {f"(){sign}" for sign in _compared(row, start, ahead, closing, after)}


def _chain_start(row: list[Token], at: int) -> int:
    """Give where a.b.c begins that ends at `at`."""
    while at > 1 and row[at - 1].text in DOTS and row[at - 2].sort == NAME:
        at -= 2
    return at


def _role(row: list[Token], at: int, *, is_of: bool, is_bound: bool) -> str:
    name = row[at].text
    after = row[at + 1].text if at + 1 < len(row) else ""
    if is_bound or name in _SELF:
        return BOUND
    if _is_label(row, at):
        return LABEL
    written = style(name)
    if written == CONSTANT:
        return CONSTANT
    if after == "(" or (after == "!" and row[at + 1].start == row[at].end and at + 2 < len(row)):
        return METHOD if is_of else CALL
    if written == TYPE and not is_of:
        return TYPE
    return ATTRIBUTE if is_of else VARIABLE


def _signs(row: list[Token], at: int, before: str, after: str) -> frozenset[str]:
    signs = set()
    behind = row[at + 2] if at + 2 < len(row) else None
    if after in DOTS and behind is not None:
        signs.add(f".{behind.text}")
    elif after == "[":
        signs.add("[")
    elif after == "(":
        signs.add("()")
        if behind is not None and behind.sort == NAME:
            signs.add(f"({behind.text}")
    start = _chain_start(row, at)
    # What is done with a.b.c is done with c.
    ahead = row[start - 1].text if start else ""
    if after not in DOTS:
        signs |= _compared(row, start, ahead, at, after)
    if after in _SUMS or before in _SUMS:
        signs.add("+")
    if after in (",", ")"):
        whose = _given_to(row, start)
        if whose:
            signs.add(whose)
    return frozenset(signs)


def _compared(row: list[Token], start: int, before: str, at: int, after: str) -> set[str]:
    """Tell what a name is held against: a number, a text, nothing says what it is itself."""
    if before == "in":
        return {"in"}
    is_head = before == "(" and start > 1 and row[start - 2].text in ("if", "while")
    is_asked = (before in _ASKS or is_head) and (after in _ASKED or not after)
    is_asked = is_asked or (before in _BEGINS and after in ("&&", "||", "and", "or"))
    signs = {"?"} if is_asked else set()
    if (before, after) == ("[", "]"):
        signs.add("[]")
    if before in _HELD_AGAINST and start > 1 and row[start - 2].sort != OPERATOR:
        signs.add(f"={row[start - 2].text}")
    behind = row[at + 2] if at + 2 < len(row) else None
    if after == "in" or (after == "not" and behind is not None and behind.text == "in"):
        signs.add("in?")
    elif after in _HELD_AGAINST and behind is not None and behind.sort != OPERATOR:
        signs.add(f"={behind.sort if behind.sort in (NUMBER, STRING) else behind.text}")
    return signs


def _given_to(row: list[Token], at: int) -> str:
    """Name the function that a name is an argument of, and which argument."""
    depth = place = 0
    for index in range(at - 1, 0, -1):
        text = row[index].text
        depth -= row[index].deeper
        if depth < 0:
            is_call = text == "(" and row[index - 1].sort == NAME
            return f"{row[index - 1].text}#{place}" if is_call else ""
        place += text == "," and depth == 0
    return ""


def _kind(row: list[Token], at: int, *, is_bound: bool) -> str:
    """Tell what a name is said to be, or what it is made from: "" where the line doesn't say."""
    before = row[at - 1] if at else None
    after = row[at + 1] if at + 1 < len(row) else None
    behind = row[at + 2] if at + 2 < len(row) else None
    if after is None:
        return ""
    if after.text == ":" and behind is not None and (is_bound or (before and before.text in "(,")):
        return f"T{behind.text}" if behind.sort in (NAME, WORD) else ""
    if is_bound and after.text in ("=", ":=") and behind is not None:
        return _made_from(row, at + 2)
    if before is None or after.text not in (",", ")", "=", ";", "["):
        return ""
    stars = ""
    index = at - 1
    while index > 0 and row[index].text in ("*", "&"):
        stars, index = stars + row[index].text, index - 1
    said = row[index]
    is_type = said.sort == NAME or (said.sort == WORD and said.text not in _NO_TYPES)
    return f"T{said.text}{stars}" if is_type and said.end < row[at].start else ""


def _made_from(row: list[Token], at: int) -> str:
    first = row[at]
    if first.sort in (STRING, NUMBER):
        return f"={first.sort}"
    if first.text in ("[", "{", "True", "False", "true", "false"):
        return "=bool" if first.sort == WORD else f"={first.text}"
    last = first
    for token in row[at:]:
        if token.text == "(":
            return f"={last.text}()"
        if token.sort != NAME and token.text not in DOTS:
            break
        last = token
    return ""


def _arity(row: list[Token], opening: int) -> tuple[int, frozenset[str]]:
    if opening >= len(row) or matching(row, opening) is None:
        return _NO_ARITY
    given = arguments(row, opening)
    named = (
        row[start].text for start, end in given if end > start + 1 and row[start + 1].text == "="
    )
    return len(given), frozenset(named)


def _is_value(row: list[Token], at: int, opening: int) -> bool:
    """Tell whether what a call gives is used: it doesn't stand as a statement of its own."""
    first = row[0].text
    closing = matching(row, opening) if opening < len(row) else None
    is_last = closing is not None and all(t.text in (";", "?") for t in row[closing + 1 :])
    chain = all(token.sort == NAME or token.text in DOTS for token in row[:at])
    return not (is_last and (chain or (first == "await" and len(row) > 1)))


def _is_label(row: list[Token], at: int) -> bool:
    """Tell a keyword argument, a key of a literal, a named field: what stands for itself."""
    after = row[at + 1].text if at + 1 < len(row) else ""
    before = row[at - 1].text if at else ""
    if before in DOTS:
        return False
    if after == "=" and before in ("(", ","):
        return True
    return after == ":" and before in ("", "{", ",", "(")


def _bound(row: list[Token]) -> set[int]:
    """Give the names that a line makes: they are used further down, and would be missed there."""
    bound: set[int] = set()
    if any(token.sort == WORD and token.text in _DEFINE for token in row[:4]):
        return set(range(len(row)))
    declares = any(token.sort == WORD and token.text in _DECLARE for token in row)
    depth = 0
    for at, token in enumerate(row):
        text = token.text
        depth += token.deeper
        if token.sort == OPERATOR:
            is_made = at > 1 and row[at - 2].text in _DECLARE
            if text in _ASSIGN and (depth <= 0 or text == ":=" or is_made):
                bound |= _left_of(row, at, whole=declares or text == ":=")
            if text == "=>" or (text == "|" and at and row[at - 1].text in ("(", ",", "=", "move")):
                bound |= _parameters(row, at)
        elif text in ("as", "catch", "except", "lambda"):
            bound |= _until(row, at, {":", ")", ","}) if text == "lambda" else {at + 1}
        elif text in ("for", "foreach"):
            bound |= _until(row, at, {"in", "of", ":", "=", ";", ":=", "range"})
    return bound


def _left_of(row: list[Token], at: int, *, whole: bool) -> set[int]:
    found, depth = set(), 0
    for index in range(at - 1, -1, -1):
        depth -= row[index].deeper
        if row[index].text == ";" or (depth < 0 and not whole):
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
        depth -= row[index].deeper
        found.add(index)
        if depth <= 0 and (text in OPENERS or text in _ASSIGN or text == ","):
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
