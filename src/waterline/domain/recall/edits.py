"""Near misses of a line: each edit turns one thing, so that it stays whole and means another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waterline.domain.recall import exchanges
from waterline.domain.recall.comparing import is_guard, is_habit, turned
from waterline.domain.recall.exchanges import (
    FLAG,
    NEGATION,
    STRINGS,
)
from waterline.domain.recall.facts import parts_of as parts_of_name
from waterline.domain.recall.facts import place_of, words_said
from waterline.domain.recall.scanning import (
    NAME,
    NUMBER,
    OPERATOR,
    STRING,
    WORD,
    Token,
)
from waterline.domain.recall.steps import Edit, parts_of
from waterline.domain.recall.swaps import swaps
from waterline.domain.recall.uses import (
    BOUND,
    CALL,
    COMPARES,
    LABEL,
    METHOD,
    TYPE,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.recall.facts import Facts
    from waterline.domain.recall.languages import Language
    from waterline.domain.recall.uses import Use

_WHOLE_NUMBER, _BROKEN_NUMBER = re.compile(r"0|[1-9][\d_]*"), re.compile(r"\d*\.\d+")
_SHORT_STRING = re.compile(r"""['"][\w./:@#-]{1,30}['"]""")
_EITHER = frozenset({"??", "||", "&&"})
_TYPES = frozenset({"template", "static_cast", "extends", "super"})


def edits(row: list[Token], around: Facts, language: Language) -> list[Edit]:
    """Give every near miss of one step that a line offers."""
    parts = parts_of(row)
    made: list[Edit] = []
    for at, token in enumerate(row):
        if _guards(row, at):
            continue
        if token.sort == OPERATOR:
            made += _signs(row, at, parts, around, language)
        elif token.sort == WORD:
            made += _words(row, at, parts, language)
        elif token.sort == NUMBER:
            made += _numbers(row, at, parts)
        elif token.sort == STRING:
            made += _strings(row, at, parts, around)
    made += _names(row, parts, around, language)
    made += [
        Edit(swap.kind, swap.start, swap.end, swap.text, parts[swap.at])
        for swap in swaps(row, language)
    ]
    return made


def _guards(row: list[Token], at: int) -> bool:
    """Tell whether a sign of logic guards a name: turned, `x and x.y` would make no sense."""
    text = row[at].text
    if text in ("and", "or", "&&", "||", "??"):
        before, after = _names_of(row[:at]), _names_of(row[at + 1 :])
        return bool(before & after) or _is_guarded(row, at + 1)
    is_open = text in ("if", "elif", "while", "not", "!") or (text == "(" and at > 0)
    return is_open and _is_guarded(row, at + 1)


def _is_guarded(row: list[Token], at: int) -> bool:
    names = [token.text for token in row if token.sort == NAME]
    return at < len(row) and row[at].sort == NAME and names.count(row[at].text) > 1


def _names_of(row: list[Token]) -> set[str]:
    return {token.text for token in row if token.sort == NAME} - {"self", "this"}


def _signs(
    row: list[Token], at: int, parts: list[tuple[int, ...]], around: Facts, language: Language
) -> Iterator[Edit]:
    token = row[at]
    if token.text == "!" and _negates(row, at):
        yield Edit(NEGATION, token.start, token.end, "", parts[at], exchanges.TOLD)
    elif not language.is_python and _asks(row, at) and _may_be_told(row, at):
        after = row[at + 1]
        yield Edit(NEGATION, after.start, after.start, "!", parts[at + 1], exchanges.NEGATED)
    if not _is_binary(row, at) or _points(row, at, language):
        return
    if token.text in COMPARES and _is_told(row, at, around):
        return
    for other, kind, chance in turned(row, at):
        if token.text in "<>" and not _compares(row, at, language):
            continue
        # Texts are joined by it too: what else is counted in the line says which it is.
        if token.text in ("+", "+=") and not _counts(row):
            continue
        if {"??", "//", ".."} & {token.text, other} and not _has(language, token.text, other):
            continue
        # No two of these go together without brackets.
        if "??" in (token.text, other) and sum(one.text in _EITHER for one in row) > 1:
            continue
        yield Edit(kind, token.start, token.end, other, parts[at], chance)


def _counts(row: list[Token]) -> bool:
    return any(
        token.sort == NUMBER
        or (token.sort == OPERATOR and token.text in ("-", "*", "/", "//", "%"))
        for token in row
    )


def _is_told(row: list[Token], at: int, around: Facts) -> bool:
    """Tell whether a comparison is what it has to be: by habit, or as another one shown is."""
    left = row[at - 1]
    is_shown = left.sort == NAME and (left.text, row[at].text) in around.near_pairs
    return is_shown or is_habit(row, at) or is_guard(row, at)


def _points(row: list[Token], at: int, language: Language) -> bool:
    """Tell whether a sign of arithmetic may be one of pointers: no two of them make a sum."""
    if language.name not in ("C", "C++"):
        return False
    if row[at].text in ("++", "--"):
        return any(token.text == "*" for token in row[max(0, at - 2) : at])
    return row[at].text == "-" and NUMBER not in (row[at - 1].sort, row[at + 1].sort)


def _has(language: Language, *signs: str) -> bool:
    """Tell whether a language has signs that others lack."""
    owner = {"??": "JavaScript", "//": "Python", "..": "Rust"}
    return all(owner.get(sign, language.name) == language.name for sign in signs)


def _is_binary(row: list[Token], at: int) -> bool:
    """Tell whether values stand on both sides, as far from it; text is only ever joined."""
    text = row[at].text
    if text in ("++", "--"):
        return True
    if not 0 < at < len(row) - 1:
        return False
    left, right = row[at - 1], row[at + 1]
    has_room = left.end < row[at].start
    if has_room != (row[at].end < right.start):
        return False
    return _is_sum(text, left, right, has_room=has_room) and _are_values(text, left, right)


def _is_sum(text: str, left: Token, right: Token, *, has_room: bool) -> bool:
    """Tell whether a sign of arithmetic counts: what looks like it may join, name or point."""
    if text not in ("+", "-", "*", "/"):
        return True
    if NUMBER in (left.sort, right.sort):
        return True
    # A product may be a path, a difference a name, a sum of [ ] a longer list.
    return text in ("+", "-") and has_room and left.text != "]"


def _are_values(text: str, left: Token, right: Token) -> bool:
    is_value = left.sort in (NAME, NUMBER) or left.text in (")", "]", "None", "null", "this", "nil")
    if not is_value and not (text in COMPARES and left.sort in (STRING, WORD)):
        return False
    is_text = text in ("+", "-", "*", "/") and STRING in (left.sort, right.sort)
    return not is_text and right.text not in (")", "]", ",")


def _compares(row: list[Token], at: int, language: Language) -> bool:
    """Tell a comparison from the brackets of a type."""
    has_room = row[at - 1].end < row[at].start and row[at].end < row[at + 1].start
    is_plain = not any(token.text in _TYPES for token in row)
    return language.is_python or (has_room and is_plain)


def _negates(row: list[Token], at: int) -> bool:
    after = row[at + 1] if at + 1 < len(row) else None
    before = row[at - 1].text if at else "("
    is_value = after is not None and after.start == row[at].end and after.sort == NAME
    return is_value and before in ("(", "&&", "||", "return", "=", ",", "if")


def _asks(row: list[Token], at: int) -> bool:
    """Tell whether a condition begins behind a sign."""
    is_head = row[at].text == "(" and bool(at) and row[at - 1].text in ("if", "while")
    return is_head or row[at].text in ("&&", "||")


def _may_be_told(row: list[Token], at: int) -> bool:
    """Tell whether a bare name, or what it is asked, stands behind: true or false by itself."""
    # What a value falls back to is no condition.
    is_value = any(token.text in ("=", ":=", "return") for token in row[:at])
    if is_value or at + 1 >= len(row) or row[at + 1].sort != NAME:
        return False
    depth = 0
    for token in row[at + 1 :]:
        text = token.text
        depth += token.deeper
        if depth < 0:
            return True
        if depth == 0 and (text in COMPARES or text in ("+", "-", "*", "/", ":=", "=", "?")):
            return False
        if depth == 0 and text in ("in", "is", "not", "for", "else", "instanceof"):
            return False
        if depth == 0 and text in ("and", "or", ":", "&&", "||", ";", "{"):
            return True
    return True


def _words(
    row: list[Token], at: int, parts: list[tuple[int, ...]], language: Language
) -> Iterator[Edit]:
    token = row[at]
    for other, logic, chance in exchanges.WORDS.get(token.text, ()):
        # How something is switched is remembered; what follows from what is known.
        is_switch = other not in ("and", "or")
        is_given = is_switch and bool(at) and row[at - 1].text in ("=", ",", "(", ":")
        kind = FLAG if is_given else logic
        yield Edit(kind, token.start, token.end, other, parts[at], chance)
    if not language.is_python or at + 1 == len(row):
        return
    after, part = row[at + 1], parts[at]
    is_loop = any(one.text == "for" for one in row[:at])
    if token.text == "in" and not is_loop and at and row[at - 1].text != "not":
        yield Edit(NEGATION, token.start, token.end, "not in", part, exchanges.NOT_IN)
    elif token.text == "is" and after.text == "not":
        yield Edit(NEGATION, token.start, after.end, "is", part)
    elif token.text == "is":
        yield Edit(NEGATION, token.start, token.end, "is not", part, exchanges.IS_NOT)
    elif token.text == "not" and after.text == "in":
        yield Edit(NEGATION, token.start, after.end, "in", part)
    elif token.text == "not" and (not at or row[at - 1].text != "is"):
        yield Edit(NEGATION, token.start, after.start, "", part)
    elif token.text in ("if", "elif", "while", "and", "or") and _may_be_told(row, at):
        yield Edit(NEGATION, after.start, after.start, "not ", parts[at + 1], exchanges.NEGATED)


def _numbers(row: list[Token], at: int, parts: list[tuple[int, ...]]) -> Iterator[Edit]:
    token = row[at]
    if _WHOLE_NUMBER.fullmatch(token.text):
        offered = exchanges.numbers(int(token.text))
    elif _BROKEN_NUMBER.fullmatch(token.text):
        offered = exchanges.fractions(float(token.text))
    else:
        return
    beside = {row[at - 1].text if at else "", row[at + 1].text if at + 1 < len(row) else ""}
    # Factors follow from units (60, 100, 1024), and what stands twice would be turned twice.
    if beside & {"*", "/", "//", "%", "<<", ">>", "**"} and token.text.strip("23456789"):
        return
    if [one.text for one in row].count(token.text) > 1:
        return
    is_counted = bool(beside & {"+", "-", "%", "+=", "-=", "*", "/", "//"})
    for other, kind, chance in offered:
        if is_counted and {other, token.text} & {
            "0",
            "1" if "%" in beside or "/" in beside else "",
        }:
            continue
        text = f"{int(other):_}" if "_" in token.text else other
        yield Edit(kind, token.start, token.end, text, parts[at], chance)


def _strings(
    row: list[Token], at: int, parts: list[tuple[int, ...]], around: Facts
) -> Iterator[Edit]:
    token = row[at]
    if not _SHORT_STRING.fullmatch(token.text):
        return
    there = {one.text for one in row}
    place = place_of(row, at)
    # One that stands nearby is a label, a case, a key: there is no choice of it.
    is_twice = sum(one.text == token.text for one in row) > 1
    if not place.tells or is_twice or token.text in around.near or around.is_said(token.text):
        return
    for other in around.strings[place]:
        if other in there or other in around.near or not _alike(token.text, other):
            continue
        yield Edit(STRINGS, token.start, token.end, other, parts[at], 1.0, other)


def _alike(one: str, other: str) -> bool:
    """Tell whether two strings are of one make: both flags, both paths, both words."""

    def make(text: str) -> tuple[object, ...]:
        bare = text[1:-1]
        return (
            text[0], _SHORT_STRING.fullmatch(text) is not None, bare.startswith("-"), "/" in bare,
            "." in bare, bare.isupper(), bare[:1].isalpha(), len(bare) > 1,
        )  # fmt: skip

    return make(one) == make(other)


def _names(
    row: list[Token], parts: list[tuple[int, ...]], around: Facts, language: Language
) -> Iterator[Edit]:
    there = [token.text for token in row if token.sort in (NAME, WORD)]
    places = [at for at, token in enumerate(row) if token.sort == NAME]
    texts = words_said(" ".join(token.text for token in row if token.sort == STRING))
    found = uses(row)
    built_in = exchanges.BUILT_IN[language.name]
    made = frozenset[str]().union(
        *(parts_of_name(use.name) for use in found if use.role in (BOUND, LABEL))
    )
    for at, use in zip(places, found, strict=True):
        token, name = row[at], use.name
        # What stands twice in the line would have to be turned twice.
        if use.role in (BOUND, LABEL) or there.count(name) > 1 or around.is_missed(name):
            continue
        if texts and texts & words_said(name):
            continue
        # The name that a value is given often tells where it comes from.
        if _is_named_after(name, made) or _is_echoed(name, there) or around.is_said(name):
            continue
        yield from _opposites(token, use, parts[at], around, (there, built_in))
        if language.has_bare_words and not name.startswith("$"):
            continue
        if use.role == TYPE and not _is_asked_for(row, at):
            continue
        said = _words_of(there, name)
        for other in around.others(use):
            # A word that only one of the two has, said beside it, tells, and so does its use below.
            is_said = said & (parts_of_name(name) ^ parts_of_name(other))
            is_used = len({name, other} & around.below) == 1
            if other not in there and not is_said and not is_used:
                yield Edit(use.role, token.start, token.end, other, parts[at], 1.0, other)


def _words_of(names: list[str], but: str) -> frozenset[str]:
    """Give the words of the names of a line, without those of one of them."""
    return frozenset[str]().union(*(parts_of_name(name) for name in names if name != but))


def _is_named_after(name: str, made: frozenset[str]) -> bool:
    """Tell whether what the line makes is called so: `loc` is made of `locale`."""
    own = parts_of_name(name)
    return bool(own & made) or any(
        len(word) > 2 and part.startswith(word)  # noqa: PLR2004 - a letter or two begin anything
        for part in own
        for word in made
    )


def _is_echoed(name: str, there: list[str]) -> bool:
    """Tell whether another name of the line says the same: set_timeout(options.timeout)."""
    own = parts_of_name(name)
    return any(
        own <= parts_of_name(other) or parts_of_name(other) <= own
        for other in there
        if other != name and parts_of_name(other)
    )


def _is_asked_for(row: list[Token], at: int) -> bool:
    """Tell whether a type is what something is asked to be, and not just how it is declared."""
    before = [token.text for token in row[:at]]
    return bool({"instanceof", "except", "catch", "isinstance", "issubclass"} & {*before})


def _opposites(
    token: Token,
    use: Use,
    part: tuple[int, ...],
    around: Facts,
    words: tuple[list[str], dict[str, list[exchanges.Exchange]]],
) -> Iterator[Edit]:
    """Turn a name into its opposite: what is in the line, and what its language has, are given."""
    there, built_in = words
    is_called = use.role in (METHOD, CALL)
    offered = [*built_in.get(use.name, ())] if is_called else []
    own = [*exchanges.OWN.get(use.name, ()), *built_in.get(use.name, ())]
    offered += [one for one in own if one.other in around.by_role[use.role]]
    for other, kind, chance in dict.fromkeys(offered):
        is_seen = (other in around.near) == (use.name in around.near)
        if is_seen and other not in there:
            yield Edit(kind, token.start, token.end, other, part, chance, other)


def promise(row: list[Token]) -> int:
    """Count, at a glance, the things in a line that could be turned."""
    signs = sum(token.sort == OPERATOR and token.text in exchanges.SIGNS for token in row)
    words = sum(token.text in exchanges.WORDS or token.text in _ASKING for token in row)
    names = sum(token.sort == NAME for token in row)
    known = sum(token.text in exchanges.OWN for token in row)
    return 3 * (signs + words + known) + min(names, 6)


_ASKING = frozenset({"not", "is", "in", "!", "if", "while", "elif"})
