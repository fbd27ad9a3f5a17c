"""Making a *line*: a piece of a change with one telling line hidden, and four candidates for it.

The four are the corners of a square (the true line, two near misses of one step each, and both
steps together), or they differ in one place alone, where each has a word of its own. So each is as
like the others as any: which is true can't be told by holding them beside one another.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.edits import edits, promise
from waterline.domain.recall.exchanges import FLAG, NUMBERS, STRINGS
from waterline.domain.recall.facts import File, read_around
from waterline.domain.recall.languages import Language, is_test, language_of
from waterline.domain.recall.likeness import Likeness, places
from waterline.domain.recall.made import OPTIONS, LineQuestion
from waterline.domain.recall.scanning import NAME, OPERATOR, WORD, Token, depth_profile
from waterline.domain.recall.steps import WEIGHT, Edit, both
from waterline.domain.recall.whole import differ
from waterline.domain.text import code_line, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How many lines are shown around the hidden one.
BEFORE, AFTER = 9, 7
# As wide as fits beside a line number, and as short as can tell anything.
_WIDEST, _SHORTEST = 96, 10
# So many lines are looked at before a change is said to hold none.
_GLANCES, _LOOKS = 150, 12
# How much the two edits together should ask, and must; how many pairs of them are tried.
_ENOUGH, _LEAST = 4.0, 3.2
_PAIRS = 60
# As good as a question gets: the true line stands where it was to by length, and enough is asked.
_BEST = 3
# What a tool says at the head of a file that it wrote, where its name doesn't tell.
_HEAD = 1_000
_GENERATED = re.compile(
    r"(?i)\bdo not (?:edit|modify)\b|@generated\b|\b(?:auto)?generated (?:by|from|code|file)\b"
)
# So many lines nearby that begin alike are settings or items.
_MANY = 3
# So near a line made alike is one of a row: of a list's items, of blocks of three lines.
_REPEATS = 3
# Of numbers the one in the middle would be the true one.
_ORDERED = frozenset({NUMBERS})
# In a test these are told by what it goes on to expect.
_DATA = frozenset({NUMBERS, STRINGS, FLAG})


class Piece(NamedTuple):
    """A file of the change as it was afterwards, and the numbers of the lines that were added."""

    path: str
    text: str
    added: frozenset[int]


class _Pick(NamedTuple):
    """A line that could be hidden: its tokens, and its text without what follows the code."""

    piece: Piece
    source: File
    number: int
    code: str
    row: list[Token]

    @property
    def key(self) -> tuple[str, int]:
        """Which line this is."""
        return self.piece.path, self.number


class _Wish(NamedTuple):
    """Where the true line is to stand among the four, drawn beforehand: by looks, by length."""

    looks_best: bool
    length: int


class _Four(NamedTuple):
    """The true line and three near misses, and what kinds of edits made them."""

    texts: tuple[str, ...]
    kinds: tuple[str, str]

    @property
    def asks(self) -> float:
        """How much it asks of somebody who knows the code."""
        return WEIGHT[self.kinds[0]] + WEIGHT[self.kinds[1]]


class _Found(NamedTuple):
    """A fair question, and how good a one (0 to `_BEST`)."""

    pick: _Pick
    four: _Four
    worth: int


def line_question(pieces: Sequence[Piece], seed: str) -> LineQuestion | None:
    """Make a question of one of the lines that a change added, or None where none tells enough."""
    random = Random(f"line {seed}")  # noqa: S311 - chosen again from the same seed, no secret
    wish = _Wish(random.randrange(OPTIONS) == 0, random.randrange(OPTIONS))
    best: _Found | None = None
    for pick in _picks(pieces, random):
        found = _found(pick, wish, random)
        if found is not None and (best is None or found.worth > best.worth):
            best = found
        if best is not None and best.worth == _BEST:
            break
    return _question(best, seed, random) if best else None


def _picks(pieces: Sequence[Piece], random: Random) -> Iterator[_Pick]:
    """Give lines that tell something, in an order that the seed decides, tests last."""
    sources = {
        piece.path: File(language, piece.text)
        for piece in pieces
        if (language := language_of(piece.path)) is not None
        and _GENERATED.search(piece.text, 0, _HEAD) is None
    }
    numbers = [
        (piece, number)
        for piece in pieces
        if piece.path in sources
        for number in sorted(piece.added)
    ]
    random.shuffle(numbers)
    numbers.sort(key=lambda found: is_test(found[0].path))
    picks = [
        pick
        for piece, number in numbers[:_GLANCES]
        if (pick := _pick(piece, sources[piece.path], number)) is not None
    ]
    # Drawn by what they promise: a line with twice as much in it has twice the chance.
    chances = {pick.key: random.random() ** (1 / (1 + promise(pick.row))) for pick in picks}
    picks.sort(key=lambda pick: (is_test(pick.piece.path), -chances[pick.key]))
    yield from picks[:_LOOKS]


def _pick(piece: Piece, source: File, number: int) -> _Pick | None:
    """Look at one line; None where it tells nothing by itself."""
    line = source.line(number)
    bare = line.strip()
    language = source.language
    if number in source.inside or not _SHORTEST <= len(bare) <= _WIDEST:
        return None
    if language.dull.match(bare) or _COUNTS.match(bare) or _defines(bare, language):
        return None
    row = source.row(number)
    if len(row) < 4 or not any(token.sort == NAME for token in row):  # noqa: PLR2004 - x = f()
        return None
    # Behind a comment on its own line nothing is left; before one in the middle, not all.
    if row[0].start != len(line) - len(line.lstrip()):
        return None
    if (
        not _tells(row, language)
        or (is_test(piece.path) and _checks(row))
        or _is_unfinished(source, number, row)
        or _has_twin(source, number, row)
    ):
        return None
    return _Pick(piece, source, number, line[: row[-1].end], row)


_C_LIKE = frozenset({"C", "C++", "Java"})
_CHECK = re.compile(r"(?i)assert|expect|check|require|should")
_NO_HEAD = frozenset({"=", "->", "=>", "for", "catch", "new", "return", "[", "in", "is", "as"})
_DEFINES = re.compile(
    r"(?:(?:pub|public|private|protected|internal|static|final|abstract|async|export|default|virtual"
    r"|inline|override|unsafe|const|constexpr|explicit|synchronized)(?:\([^)]*\))?\s+)*"
    r"(?:def|class|func|function|fn|fun|struct|enum|interface|trait|impl|record|object|sub)\b"
)
_C_DEFINES = re.compile(
    r"(?!(?:return|else|new|throw|case|if|for|while|switch|await|yield|delete|goto)\b)"
    r"[\w:<>,*&\[\]?. ]+[\s*&](?:~?[\w:]+|operator\W+?)\s*\([^;=]*\)?"
    r"\s*(?:const|noexcept|override|throws [\w., ]+)?\s*[{,]?$"
)
# What makes an object is called as its type is, and gives back none.
_CONSTRUCTS = re.compile(
    r"(?:(?:public|private|protected|explicit|constexpr|inline)\s+)*[A-Z]\w*\s*\([^;=]*\)\s*"
    r"(?:noexcept|throws [\w., ]+)?\s*\{$"
)


_DOES = frozenset(
    """
    = := += -= *= /= == != === !== <= >= && || ! + - % return if elif while not and or in is
    """.split()  # noqa: SIM905 - a line of signs is read more easily so
)
_DECIDES = frozenset({"=", ":=", "+=", "==", "!=", "<=", ">=", "&&", "||", "!", "?", "return"})


def _tells(row: list[Token], language: Language) -> bool:
    """Tell whether a line does something, and doesn't just declare a field or an argument."""
    if language.name in _C_LIKE and _declares(row):
        return False
    texts = {token.text for token in row}
    spaced = any(
        one.text in ("<", ">", "*", "/") and one.start > before.end for before, one in pairwise(row)
    )
    if not (texts & _DOES or "(" in texts or spaced):
        return False
    # The rest of a head that began on an earlier line.
    is_head = row[-1].text == "{" and depth_profile(row)[0] < 0
    return not (is_head and language.name in _C_LIKE and not texts & _DECIDES)


# A loop over everything says no more than that.
_COUNTS = re.compile(
    r"for\s*\(?\s*(?:(?:int|let|size_t|var|auto|unsigned|long)\s+)?\w+\s*:?=\s*0\b.*\+\+"
)


def _defines(bare: str, language: Language) -> bool:
    """Tell the head of a function or a type, which says only what things are called."""
    if _DEFINES.match(bare):
        return True
    if language.name not in _C_LIKE:
        return False
    return bool(_C_DEFINES.fullmatch(bare) or _CONSTRUCTS.fullmatch(bare))


def _declares(row: list[Token]) -> bool:
    """Tell a function that is only announced: its arguments have a type beside their names."""
    if row[-1].text not in (";", ",") or _NO_HEAD.intersection(token.text for token in row):
        return False
    depth = 0
    for one, other in pairwise(row):
        depth += one.deeper
        if depth > 0 and one.sort == other.sort == NAME and one.end < other.start:
            return True
    return False


def _checks(row: list[Token]) -> bool:
    """Tell whether a line of a test says what is expected, as the test around it says already."""
    return any(token.sort in (NAME, WORD) and _CHECK.match(token.text) for token in row)


def _is_unfinished(source: File, number: int, row: list[Token]) -> bool:
    """Tell whether a sign at either end makes half of the line belong to another one."""
    return (
        row[-1].text == "\\"
        or row[0].text in (")", "]", "}", "//")
        or source.line(number - 1).endswith("\\")
    )


def _has_twin(source: File, number: int, row: list[Token]) -> bool:
    """Tell whether a line beside it is made alike: an item of a list, which tells itself."""
    own = _skeleton(row)
    near = (number + step for step in range(-_REPEATS, _REPEATS + 1) if step)
    if any(_skeleton(source.row(other)) == own for other in near):
        return True
    # One of many settings: s.Dialog.Title = …, s.Dialog.Text = …
    begins = [token.text for token in row[:3]]
    rows = (source.row(other) for other in range(number - 4, number + 5) if other != number)
    return sum([token.text for token in other[:3]] == begins for other in rows) >= _MANY


def _skeleton(row: list[Token]) -> tuple[str, ...]:
    return tuple(token.text if token.sort == OPERATOR else token.sort for token in row)


def _found(pick: _Pick, wish: _Wish, random: Random) -> _Found | None:
    """Choose near misses of a line that go with each other, or None."""
    shown = _shown(pick.source, pick.number)
    around = read_around(pick.source, pick.number, shown)
    looks = Likeness(pick.source.line(number) for number in shown)
    best: _Found | None = None
    told = _DATA if is_test(pick.piece.path) else frozenset[str]()
    for four in _fours(pick, edits(pick.row, around, pick.source.language), random):
        if four.asks < _LEAST or told.intersection(four.kinds):
            continue
        standing = looks.places(four.texts)
        # Where all look alike, nothing can be told by looks; the best of two tells half as often.
        if standing[0] == 0 and len(standing) < OPTIONS and not wish.looks_best:
            continue
        if standing[0] > 0 and wish.looks_best:
            continue
        is_long = wish.length in places([len(text) for text in four.texts])
        worth = 2 * is_long + (four.asks >= _ENOUGH)
        if (best is None or worth > best.worth) and _is_fair(pick, four.texts):
            best = _Found(pick, four, worth)
            if worth == _BEST:
                break
    return best


def _fours(pick: _Pick, offered: list[Edit], random: Random) -> list[_Four]:
    """Give some fours in an order that the seed decides, rather those that ask more."""
    code = pick.code
    by_place: dict[tuple[int, int], list[Edit]] = {}
    for edit in offered:
        if random.random() < edit.chance:
            by_place.setdefault((edit.start, edit.end), []).append(edit)
    few = [edit for place in by_place.values() for edit in random.sample(place, min(4, len(place)))]
    few.sort(key=lambda edit: random.random() ** (1 / WEIGHT[edit.kind]), reverse=True)
    fours = [
        _Four((code, one.on(code), other.on(code), both(one, other, code)), (one.kind, other.kind))
        for one, other in combinations(few, 2)
        if one.goes_with(other)
    ]
    for place in by_place.values():
        fit = [edit for edit in place if edit.kind not in _ORDERED]
        if len(fit) >= OPTIONS - 1:
            three = random.sample(fit, OPTIONS - 1)
            texts = (code, *(edit.on(code) for edit in three))
            fours.append(_Four(texts, (three[0].kind, three[1].kind)))
    kept = [_Four(tuple(map(str.strip, four.texts)), four.kinds) for four in fours]
    return random.sample(kept[:_PAIRS], min(len(kept), _PAIRS))


def _is_fair(pick: _Pick, four: Sequence[str]) -> bool:
    """Tell whether the four are whole, mean four things, and none of the misses stands there."""
    if any("".join(text.split()) in pick.source.bare_lines for text in four[1:]):
        return False
    return max(map(len, four)) <= _WIDEST and differ(four, pick.source.language)


def _shown(source: File, number: int) -> list[int]:
    last = len(source.lines) - (not source.lines[-1])
    numbers = range(max(1, number - BEFORE), min(last, number + AFTER) + 1)
    return [other for other in numbers if other != number]


def _question(found: _Found, seed: str, random: Random) -> LineQuestion:
    pick = found.pick
    options = [code_line(text) for text in found.four.texts]
    truth = options[0]
    random.shuffle(options)
    line = code_line(pick.source.line(pick.number))
    shown = _shown(pick.source, pick.number)
    return LineQuestion(
        path=shown_path(pick.piece.path),
        language=pick.source.language.name,
        at=pick.number,
        before=tuple(code_line(pick.source.line(n)) for n in shown if n < pick.number),
        after=tuple(code_line(pick.source.line(n)) for n in shown if n > pick.number),
        indent=len(line) - len(line.lstrip()),
        options=tuple(options),
        right=options.index(truth),
        added=tuple(n for n in shown if n in pick.piece.added),
        how=found.four.kinds,
        seed=seed,
    )
