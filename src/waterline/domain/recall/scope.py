"""Which variables a hidden line could use: those of its own function, not of the one beside it.

Told by how lines are indented, and by brackets that stay open from line to line; no grammar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.recall.scanning import CLOSERS, OPENERS
from waterline.domain.recall.uses import BOUND, VARIABLE, Use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from waterline.domain.recall.facts import File

# What holds functions: beyond it nothing is seen by where it stands.
_HOLDS = re.compile(
    r"(?:(?:pub(?:\([^)]*\))?|public|private|protected|internal|static|final|abstract|sealed|export"
    r"|default|inline|unsafe|partial|typedef)\s+)*"
    r"(?:class|struct|interface|enum|namespace|module|impl|trait|mod|extern|object|record|union)\b"
)
# What stands at the margin and says nothing about depth: a directive, a label.
_ASIDE = re.compile(r"#|(?:public|private|protected)\b[^(]*:$|(?:default|\w+)\s*:$")
_DEFINES = re.compile(r"(?:async\s+)?def\b")
# Behind it begins a block, whose own names end with it; so these begin, and a function doesn't.
_OPENS = frozenset({"{", ":", "=>"})
_ASKS = frozenset(
    {"if", "for", "foreach", "while", "switch", "match", "select", "try", "do", "with", "}"}
)


class _Statement(NamedTuple):
    """Lines that belong together, from the one that opens a bracket to the one that closes it."""

    indent: int
    numbers: list[int]


def names_in_scope(file: File, at: int, numbers: Iterable[int]) -> frozenset[str]:
    """Give the variables that line `at` could use, as far as the lines `numbers` around it tell."""
    statements = _statements(file, sorted({*numbers, at}))
    place = next((n for n, one in enumerate(statements) if at in one.numbers), None)
    if place is None:
        return frozenset()
    own = statements[place]
    seen = {use.name for number in own.numbers if number < at for use in file.uses(number)}
    least, floor, is_within = own.indent, -1, file.language.is_python
    for one in reversed(statements[:place]):
        bare = file.line(one.numbers[0]).strip()
        is_around = one.indent < least
        if is_around and _HOLDS.match(bare):
            break
        if is_around or one.indent == least or is_within:
            is_whole = is_around or is_within or not _opens(file, one)
            if is_whole or file.row(one.numbers[0])[0].text in _ASKS:
                uses = _uses(file, one)
                own_names = set() if is_whole else {use.name for use in uses if _makes(use)}
                seen.update({use.name for use in uses} - own_names)
        if is_around:
            least = floor = one.indent
            is_within = is_within and _DEFINES.match(bare) is None
    return frozenset(seen | _used_below(file, statements[place + 1 :], floor, own.indent))


def _used_below(file: File, statements: list[_Statement], floor: int, indent: int) -> set[str]:
    """Give what the rest of the function uses without having made it there."""
    found: set[str] = set()
    made: set[str] = set()
    for one in statements:
        if one.indent <= floor and file.row(one.numbers[0])[0].text not in CLOSERS:
            break
        if floor < 0 and one.indent > indent:
            continue  # of another function, where this line stands in none
        uses = _uses(file, one)
        made.update(use.name for use in uses if _makes(use))
        found.update(use.name for use in uses if use.role == VARIABLE and use.name not in made)
    return found


def _statements(file: File, numbers: Iterable[int]) -> list[_Statement]:
    found: list[_Statement] = []
    brackets: list[str] = []
    for number in numbers:
        row = file.row(number)
        line = file.line(number)
        if not row or (not file.language.is_python and _ASIDE.match(line.strip())):
            continue
        # An opening brace on a line of its own belongs to the head above it.
        goes_on = (brackets and brackets[-1] != "{") or (len(row) == 1 and row[0].text == "{")
        if goes_on and found:
            found[-1].numbers.append(number)
        else:
            wide = line.expandtabs(8)
            found.append(_Statement(len(wide) - len(wide.lstrip()), [number]))
        for token in row:
            if token.text in OPENERS:
                brackets.append(token.text)
            elif token.text in CLOSERS and brackets:
                brackets.pop()
    return found


def _opens(file: File, statement: _Statement) -> bool:
    return file.row(statement.numbers[-1])[-1].text in _OPENS


def _uses(file: File, statement: _Statement) -> list[Use]:
    return [use for number in statement.numbers for use in file.uses(number)]


def _makes(use: Use) -> bool:
    return use.role == BOUND or use.kind.startswith("T")
