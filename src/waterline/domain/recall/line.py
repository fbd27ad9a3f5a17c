"""Making a *line*: a piece of a change with one telling line hidden, and four candidates for it.

The four are the corners of a square: the true line, two near misses of one step each, and both
steps together. So each candidate is as like the others as any: which of them is true can't be told
by holding them beside one another.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall import facts as seen
from waterline.domain.recall.edits import WEIGHT, Edit, both, edits
from waterline.domain.recall.languages import Language, language_of
from waterline.domain.recall.made import LineQuestion
from waterline.domain.recall.scanning import COMMENT, NAME, OPERATOR, Source, Token, read, tokens
from waterline.domain.recall.whole import differ
from waterline.domain.text import code_line, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How many lines are shown around the hidden one.
BEFORE, AFTER = 9, 7
# As wide as fits beside a line number, and as short as can tell anything.
_WIDEST, _SHORTEST = 96, 10
# So many lines are looked at before a change is said to hold none.
_LOOKS = 24
_ENOUGH = 4.0
_BLANKS = re.compile(r"\s+")


class Piece(NamedTuple):
    """A file of the change as it was afterwards, and the numbers of the lines that were added."""

    path: str
    text: str
    added: frozenset[int]


class _Pick(NamedTuple):
    """A line that could be hidden: its tokens, and the columns that are its code."""

    piece: Piece
    source: Source
    number: int
    code: str
    row: list[Token]


def line_question(pieces: Sequence[Piece], seed: str) -> LineQuestion | None:
    """Make a question of one of the lines that a change added, or None where none tells enough."""
    random = Random(f"line {seed}")  # noqa: S311 - chosen again from the same seed, no secret
    second: tuple[_Pick, Edit, Edit] | None = None
    for pick in _picks(pieces, random):
        pair = _pair(pick, random)
        if pair is None:
            continue
        if WEIGHT[pair[0].kind] + WEIGHT[pair[1].kind] >= _ENOUGH:
            return _question(pick, *pair, seed, random)
        second = second or (pick, *pair)
    return _question(*second, seed, random) if second else None


def _picks(pieces: Sequence[Piece], random: Random) -> Iterator[_Pick]:
    """Give lines that tell something, in an order that the seed decides."""
    sources = {
        piece.path: read(language, piece.text)
        for piece in pieces
        if (language := language_of(piece.path)) is not None
    }
    numbers = [
        (piece, number)
        for piece in pieces
        if piece.path in sources
        for number in sorted(piece.added)
    ]
    random.shuffle(numbers)
    left = _LOOKS
    for piece, number in numbers:
        pick = _pick(piece, sources[piece.path], number)
        if pick is not None:
            left -= 1
            yield pick
        if left < 0:
            return


def _pick(piece: Piece, source: Source, number: int) -> _Pick | None:
    """Look at one line; None where it tells nothing by itself."""
    line = source.line(number)
    bare = line.strip()
    if number in source.inside or not _SHORTEST <= len(bare) <= _WIDEST:
        return None
    language = source.language
    if language.dull.match(bare) or _defines(bare, language):
        return None
    row = [token for token in tokens(language, line) if token.sort != COMMENT]
    if len(row) < 4 or not any(token.sort == NAME for token in row):  # noqa: PLR2004 - x = f()
        return None
    if any(token.sort == COMMENT for token in tokens(language, line)[:1]):
        return None
    code = line[: row[-1].end]
    if _is_unfinished(source, number, row) or _twin(source, number, row):
        return None
    return _Pick(piece, source, number, code, row)


_DEFINES = re.compile(
    r"(?:(?:pub|public|private|protected|internal|static|final|abstract|async|export|default|virtual"
    r"|inline|override|unsafe|const|constexpr|explicit|synchronized)(?:\([^)]*\))?\s+)*"
    r"(?:def|class|func|function|fn|fun|struct|enum|interface|trait|impl|record|object|sub)\b"
)
_C_DEFINES = re.compile(
    r"(?!(?:return|else|new|throw|case|if|for|while|switch|await|yield|delete|goto)\b)"
    r"[\w:<>,*&\[\]?. ]+[\s*&]~?[\w:]+\s*\([^;=]*\)?\s*(?:const|noexcept|override|throws [\w., ]+)?\s*[{,]?$"
)


def _defines(bare: str, language: Language) -> bool:
    """Tell the head of a function or a type, which says only what things are called."""
    if _DEFINES.match(bare):
        return True
    return language.name in ("C", "C++", "Java") and _C_DEFINES.fullmatch(bare) is not None


def _is_unfinished(source: Source, number: int, row: list[Token]) -> bool:
    """Tell whether a sign at either end makes half of the line belong to another one."""
    return (
        row[-1].text == "\\"
        or row[0].text in (")", "]", "}")
        or source.line(number - 1).endswith("\\")
    )


def _twin(source: Source, number: int, row: list[Token]) -> bool:
    """Tell whether the line next to it is made alike: an item of a list that tells itself."""
    own = _skeleton(row)
    near = (number - 2, number - 1, number + 1, number + 2)
    alike = [
        _skeleton(tokens(source.language, source.line(other))) == own
        for other in near
        if other not in source.inside
    ]
    return any(alike)


def _skeleton(row: list[Token]) -> tuple[str, ...]:
    return tuple(t.text if t.sort == OPERATOR else t.sort for t in row if t.sort != COMMENT)


def _pair(pick: _Pick, random: Random) -> tuple[Edit, Edit] | None:
    """Choose two edits that make three whole near misses with each other, or None."""
    shown = _shown(pick.source, pick.number)
    around = seen.read_around(pick.source, pick.number, shown)
    offered = [
        edit
        for edit in edits(pick.row, around, pick.source.language)
        if random.random() < edit.keep
    ]
    # One thing is turned in one way only: who has many other forms would be asked more often.
    by_place: dict[tuple[int, int], list[Edit]] = {}
    for edit in offered:
        by_place.setdefault((edit.start, edit.end), []).append(edit)
    few = [random.choice(place) for place in by_place.values()]
    few.sort(key=lambda edit: random.random() ** (1 / WEIGHT[edit.kind]), reverse=True)
    for place, one in enumerate(few):
        for other in few[place + 1 :]:
            if one.goes_with(other) and _is_fair(pick, one, other):
                return one, other
    return None


def _candidates(pick: _Pick, one: Edit, other: Edit) -> list[str]:
    code = pick.code
    return [code, one.on(code), other.on(code), both(one, other, code)]


def _is_fair(pick: _Pick, one: Edit, other: Edit) -> bool:
    """Tell whether the four are whole, mean four things, and none of them stands there already."""
    four = [text.strip() for text in _candidates(pick, one, other)]
    known = {_BLANKS.sub("", line) for line in pick.source.lines}
    if any(_BLANKS.sub("", text) in known for text in four[1:]):
        return False
    return max(map(len, four)) <= _WIDEST and differ(four, pick.source.language)


def _shown(source: Source, number: int) -> list[int]:
    last = len(source.lines) - (not source.lines[-1])
    numbers = range(max(1, number - BEFORE), min(last, number + AFTER) + 1)
    return [other for other in numbers if other != number]


def _question(pick: _Pick, one: Edit, other: Edit, seed: str, random: Random) -> LineQuestion:
    four = [code_line(text) for text in _candidates(pick, one, other)]
    options = [text.strip() for text in four]
    truth = options[0]
    random.shuffle(options)
    shown = _shown(pick.source, pick.number)
    return LineQuestion(
        path=shown_path(pick.piece.path),
        language=pick.source.language.name,
        at=pick.number,
        before=tuple(code_line(pick.source.line(n)) for n in shown if n < pick.number),
        after=tuple(code_line(pick.source.line(n)) for n in shown if n > pick.number),
        indent=len(four[0]) - len(four[0].lstrip()),
        options=tuple(options),
        right=options.index(truth),
        added=tuple(n for n in shown if n in pick.piece.added),
        how=(one.kind, other.kind),
        seed=seed,
    )
