"""What stands around a hidden line: its names, what they are used as, and how often.

A near miss is made of what is there already. So that the true line can't be told from the others
by its words, a name is exchanged only for one that is seen as well as it is and used as it is: of
the same type where that is said, given to the same function, asked for the same attribute.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.scanning import NAME, STRING, Source, Token
from waterline.domain.recall.scope import names_in_scope
from waterline.domain.recall.uses import (
    ATTRIBUTE,
    BOUND,
    CALL,
    CONSTANT,
    METHOD,
    VARIABLE,
    Use,
    style,
    uses,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from waterline.domain.recall.languages import Language

# A use that any name may be put to.
_UNNAMED = frozenset({"", ")", "]", "?", "}", '"', "'"})
_WEAK = frozenset({"()"})
_PUT_TOGETHER = frozenset({">", ">>", ">>>"})
# What a test asks for is told by what it asks of.
_CHECKS = ("assert", "expect", "check")
# So many lines to either side are read for what the names of a file are used as.
WIDE = 80
_EQUALS = frozenset({"==", "!=", "===", "!==", "in", "case"})
# Names that a language's habits give the same sense everywhere: exchanging them tells itself.
_HABITS = frozenset(
    """
    err ok ctx _ e t b self this cls exc error Errorf Sprintf Fprintf Printf Sprint
    """.split()  # noqa: SIM905 - a line of words is read more easily so
)


# A function whose name begins so says yes or no; one whose name has such a word gives that.
_YES_OR_NO = re.compile(r"_*(?:is|has|can|should|needs|was|are)(?:_|[A-Z])")
_THINGS = frozenset(
    """
    array bool boolean byte bytes char dict double float int integer list long map null number
    short str string uint
    """.split()  # noqa: SIM905 - a line of words is read more easily so
)
_SAYS_LITTLE = frozenset({"the", "and", "for", "not", "thi", "that", "with", "are", "from", "its"})
_IMPORT = re.compile(r"\s*(?:import\b|from\b|use\b|(?:\w+ )?\"(?=[\w./-]+\"$))(.*)")
_WORD = re.compile(r"[^\W\d]\w*")


class File(Source):
    """A file whose lines are asked for again and again, for one candidate after another."""

    def __init__(self, language: Language, text: str) -> None:
        """Take a file's text."""
        super().__init__(language, text)
        self._uses: dict[int, list[Use]] = {}

    @cached_property
    def imported(self) -> frozenset[str]:
        """The names of modules, as far as lines of imports tell: no variable stands for one."""
        found = (_IMPORT.match(line) for line in self.lines)
        return frozenset(word for line in found if line for word in _WORD.findall(line[1]))

    def uses(self, number: int) -> list[Use]:
        """Give what the names of a line are used as."""
        if number not in self._uses:
            self._uses[number] = uses(self.row(number))
        return self._uses[number]


class Place(NamedTuple):
    """Where a string stands: what is before it, and whose argument or key it is."""

    before: str
    whose: str

    @property
    def tells(self) -> bool:
        """Whether strings at such a place are of one sort: not just items of a list."""
        return bool(self.whose)


class Facts:
    """The names and strings around a hidden line, near (shown with it) and wide (in its file)."""

    def __init__(
        self,
        file: File,
        numbers: Iterable[int],
        shown: Iterable[int],
        *,
        said: frozenset[str] = frozenset(),
        in_scope: Callable[[], frozenset[str]] = frozenset,
        below: frozenset[str] = frozenset(),
    ) -> None:
        """Look at lines of a file, none of them the hidden one; those `shown` are near.

        `said` are the words of the comment right above it, `in_scope` gives the variables that it
        could use, `below` the names in the first line of the block that it begins.
        """
        self.by_role: dict[str, Counter[str]] = defaultdict(Counter)
        self.strings: dict[Place, Counter[str]] = defaultdict(Counter)
        self._receivers: dict[str, set[str]] = defaultdict(set)
        self._signs: dict[str, set[str]] = defaultdict(set)
        self._types: dict[str, set[str]] = defaultdict(set)
        self._calls: dict[str, set[tuple[tuple[int, frozenset[str]], bool]]] = defaultdict(set)
        self._called: set[str] = set()
        self._imported = file.imported
        self._defined: set[str] = set()
        self._inner: set[str] = set()
        self._said = said
        self._read_scope = in_scope
        self._written_as_types: set[str] = set()
        for number in numbers:
            row = file.row(number)
            self._inner |= _within(row)
            for use in file.uses(number):
                self._take(use)
            for at, token in enumerate(row):
                if token.sort == STRING:
                    self.strings[place_of(row, at)][token.text] += 1
        near = list(shown)
        self.near = Counter(token.text for number in near for token in file.row(number))
        self.near_pairs = {
            (one.text, other.text) for number in near for one, other in pairwise(file.row(number))
        }
        self.below = below
        near_uses = [use for number in near for use in file.uses(number)]
        self._made_near = {use.name for use in near_uses if use.role == BOUND}
        self._used_near = {use.name for use in near_uses if use.role != BOUND}

    def _take(self, use: Use) -> None:
        self.by_role[use.role][use.name] += 1
        if use.receiver:
            self._receivers[use.name].add(use.receiver)
        if use.kind:
            self._types[use.name].add(use.kind)
        if use.kind.startswith("T"):
            self._written_as_types.add(use.kind[1:].rstrip("*&"))
        if use.is_spelled:
            self._written_as_types.add(use.name)
        self._signs[use.name].update(use.signs)
        if use.role in (CALL, METHOD) and not use.is_definition:
            self._calls[use.name].add((use.arity, use.is_value))
        if use.is_definition:
            self._defined.add(use.name)
        if use.role == CALL or use.is_definition:
            self._called.add(use.name)

    @cached_property
    def _in_scope(self) -> frozenset[str]:
        # Most lines have no variable that could be exchanged: then it isn't asked for.
        return self._read_scope()

    def is_said(self, text: str) -> bool:
        """Tell whether the comment right above the hidden line says a word of a name or string."""
        return bool(self._said and self._said & words_said(text))

    def is_missed(self, name: str) -> bool:
        """Tell whether a name is made in what is shown and used nowhere in it: it is waited for."""
        return name in self._made_near and name not in self._used_near

    def others(self, use: Use) -> list[str]:
        """Give the names that could stand where `use` does, the likeliest ones alone."""
        found = [other for other in self.by_role[use.role] if self._fits(use, other)]
        kin = {other: self._kin(use, other) for other in dict.fromkeys(found)}
        best = max(kin.values(), default=0)
        return [other for other, degree in kin.items() if degree >= best - 1]

    def _kin(self, use: Use, other: str) -> int:
        """Count what two names have in common: words, uses, the type."""
        parts = len(parts_of(use.name) & parts_of(other))
        kinds = len(self._types[use.name] & self._types[other])
        return 2 * parts + 2 * min(kinds, 1) + min(3, len(self._shared(use, other)))

    def _fits(self, use: Use, other: str) -> bool:
        if other == use.name or other in _HABITS or use.name in _HABITS:
            return False
        if style(other) != style(use.name) or use.name.lower().startswith(_CHECKS):
            return False
        is_called = use.role in (CALL, METHOD)
        if _are_told_by_type(use.name, other) if is_called else use.is_spelled:
            return False
        if use.role == VARIABLE:
            return {use.name, other} <= self.near.keys() and self._fits_variable(use, other)
        if use.role in (ATTRIBUTE, METHOD):
            return self._fits_member(use, other)
        return self._fits_named(use, other)

    def _fits_named(self, use: Use, other: str) -> bool:
        """Tell whether a function, a type or a constant could stand where `use` does."""
        parts = bool(parts_of(other) & parts_of(use.name))
        if use.role == CALL:
            if other in self._written_as_types or not self._stands_so(use, other):
                return False
            is_own = {use.name, other} <= self._defined
            return (parts or is_own) and (use.arity, use.is_value) in self._calls[other]
        asked = use.signs - _WEAK
        if use.role == CONSTANT and "()" in use.signs:
            return False  # a macro is known by what it does
        if use.role == CONSTANT and asked:
            return bool(asked & self._signs[other])
        # That both are asked for something says nothing of a type.
        return parts or any(not sign.startswith(".") for sign in self._shared(use, other) - _WEAK)

    def _fits_variable(self, use: Use, other: str) -> bool:
        if {use.name, other} & self._written_as_types:
            return False
        if other in self._called | self._imported | self._inner or use.name in self._imported:
            return False
        if self._are_apart(use, other):
            return False
        asked = use.signs - _WEAK
        # What is done with it here must be done with the other somewhere.
        fits = bool(asked & self._signs[other]) if asked else self._kin(use, other) > 0
        return fits and other in self._in_scope

    def _fits_member(self, use: Use, other: str) -> bool:
        if use.receiver not in self._receivers[other] or self._are_apart(use, other):
            return False
        # Of a type that is put together every one has the same: list<T>::value.
        if use.receiver in _PUT_TOGETHER or not self._stands_so(use, other):
            return False
        if use.receiver in _UNNAMED and not parts_of(use.name) & parts_of(other):
            return False
        if use.role == METHOD:
            return (use.arity, use.is_value) in self._calls[other]
        asked = use.signs - _WEAK
        if asked:
            return bool(asked & self._signs[other])
        # Nothing is done with it here: then they must be akin elsewhere.
        return self._kin(use, other) > 0

    def _stands_so(self, use: Use, other: str) -> bool:
        """Tell whether what is asked of a call's value here is asked of the other's somewhere."""
        asked = {sign for sign in use.signs if sign.startswith("()") and sign not in _WEAK}
        return not asked or bool(asked & self._signs[other])

    def _are_apart(self, use: Use, other: str) -> bool:
        ours, theirs = self._types[use.name], self._types[other]
        return bool(ours and theirs and not ours & theirs)

    def _shared(self, use: Use, other: str) -> frozenset[str]:
        return frozenset(self._signs[use.name] & self._signs[other])


def read_around(file: File, at: int, shown: Iterable[int]) -> Facts:
    """Read the facts around line `at` of a file; `shown` are the numbers of the lines shown."""
    numbers = range(max(1, at - WIDE), min(len(file.lines), at + WIDE) + 1)
    said = words_said(" ".join([*_comment_above(file, at), *_text_above(file, at)]))
    others = [number for number in numbers if number != at]
    below = _begun(file, at)
    in_scope = partial(names_in_scope, file, at, others)
    return Facts(file, others, shown, said=said, in_scope=in_scope, below=below)


def _begun(file: File, at: int) -> frozenset[str]:
    """Give the names that a block begins with which the hidden line opens: they tell what for."""
    row = file.row(at)
    opens = bool(row) and row[-1].text in ("{", ":")
    return frozenset(token.text for token in file.row(at + 1) if opens and token.sort == NAME)


def _comment_above(file: File, at: int) -> Iterator[str]:
    number = at - 1
    while number and file.line(number).strip() and not file.row(number):
        yield file.line(number)
        number -= 1


def _text_above(file: File, at: int) -> list[str]:
    """Give the text that the hidden line goes on with, as sentences put together do."""
    above, own = file.row(at - 1), file.row(at)
    joins = bool(above and own) and "+" in (own[0].text, above[-1].text)
    return [token.text for token in above if token.sort == STRING] if joins else []


def words_said(text: str) -> frozenset[str]:
    """Give the words of a comment, of a name or of a string, one or many of a thing alike."""
    words = frozenset[str]().union(*(parts_of(word) for word in _WORD.findall(text)))
    return frozenset(word.removesuffix("s") for word in words if len(word) > 2) - _SAYS_LITTLE  # noqa: PLR2004 - words that say something


def _are_told_by_type(one: str, other: str) -> bool:
    """Tell whether two functions give different things by their names: next_int, has_next."""
    if (_YES_OR_NO.match(one) is None) != (_YES_OR_NO.match(other) is None):
        return True
    return bool((parts_of(one) ^ parts_of(other)) & _THINGS)


def _within(row: list[Token]) -> set[str]:
    """Give the names that only the brackets around them know: [x for x in …]."""
    found: set[str] = set()
    depth, is_made = 0, False
    for token in row:
        depth += token.deeper
        if token.text == "for":
            is_made = depth > 0
        elif token.text == "in":
            is_made = False
        elif is_made and token.sort == NAME:
            found.add(token.text)
    return found


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


def place_of(row: list[Token], at: int) -> Place:
    """Tell where the string at `at` stands."""
    before = row[at - 1].text if at else ""
    if at < 2 or before not in ("(", "[", *_EQUALS):  # noqa: PLR2004 - a sign and a name go before
        return Place(before, "")
    whose = row[at - 2]
    if whose.text == "]" and before != "[" and row[at - 3].sort == STRING:
        # What is under a key is compared with what may be under it.
        whose = row[at - 3]
    return Place(before, whose.text if whose.sort in (NAME, STRING) else "")
