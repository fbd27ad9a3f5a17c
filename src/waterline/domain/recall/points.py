"""The points of an explanation: the sentences that a person ticks, and when that is a pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waterline.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# What ends a sentence: in scripts without spaces between sentences nothing need follow it.
_WIDE_END = re.compile("[\u3002\uff01\uff1f\uff61]+[\u300d\u300f\uff09\u201d\u2019\"')\\]]*")
# The full stops of Arabic, Urdu and Hindi are among them.
_END = re.compile("[.!?\u2026\u061f\u06d4\u0964]+[\"'\u201d\u2019\u00bb)\\]]*(?=\\s)")
_CODE = re.compile(r"```.*?(?:```|\Z)|``.+?``|`[^`\n]+`", re.DOTALL)
_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_QUOTE = re.compile(r"\s*>\s?")
# Words whose full stop ends no sentence, lower case and without it.
_ABBREVIATIONS = frozenset(
    """
    al approx art bzw ca cf ch co corp dept dr ed eds eg e.g eq esp est etc fig figs i.e ie inc incl
    jr lit ltd max min misc mr mrs ms no nos nr p pp pg prof ref refs resp sec sect sr st usw vgl
    viz vol vs z.b d.h u.a u.s u.k a.k.a w.r.t
    """.split()  # noqa: SIM905 - fifty words are read more easily so
)
# Those may well end one, when a capital letter follows.
_MAY_END = frozenset({"etc", "al", "co", "inc", "ltd", "corp", "usw", "no", "st", "min", "max"})
_OPENERS = "\"'\u201c\u2018\u00ab([*_"
_WORD_START = re.compile("[\\s(\\[\"'\u201c\u2018\u00ab]")
_SAYS = re.compile(r"[^\W_]")
_TAGS = re.compile(r"(?:#\S+(?:\s+|\Z))+")
_HELD = "\ue100"


def sentences(text: str) -> tuple[str, ...]:
    """Split what a person wrote into its points: sentences, items of a list, lines of code.

    A fenced block belongs to the sentence before it (alone, it is a point). Headings are none,
    nor are tags.
    """
    points: list[str] = []
    for paragraph in _paragraphs(clean(text)):
        points += _split(paragraph)
    return tuple(point for point in points if _SAYS.search(point) and not _TAGS.fullmatch(point))


def passed(ticked: Collection[int], main: int, count: int) -> bool:
    """Tell whether a *why* was passed (SCORING, 3): the main reason and half of the points.

    `ticked` are indices of points, `main` is the main reason's, `count` how many there are.
    Raises ValueError for indices that are none.
    """
    there = set(ticked)
    if not 0 <= main < count or any(not 0 <= point < count for point in there):
        raise ValueError(f"{sorted(there)} and {main} of {count}")
    return main in there and 2 * len(there) >= count


def _paragraphs(text: str) -> Iterator[str]:
    """Give pieces of prose that no sentence crosses: paragraphs, items."""
    held: list[str] = []
    fence = ""
    for line in text.split("\n"):
        bare = line.strip()
        if fence or bare.startswith(("```", "~~~")):
            # A block explains the words before it; an empty one says nothing.
            is_end = bool(fence) and bare.startswith(fence)
            fence = "" if is_end else fence or bare[:3]
            held.append(f"{_HELD}{line}")
            if is_end:
                yield "\n".join(held)
                held = []
            continue
        if not bare or _RULE.fullmatch(line) or _HEADING.match(line):
            yield "\n".join(held)
            held = []
            continue
        bare_line = _QUOTE.sub("", line)
        item = _ITEM.match(bare_line)
        if item is not None:
            yield "\n".join(held)
            held = [bare_line[item.end() :]]
        else:
            held.append(bare_line.strip())
    yield "\n".join(held)


def _split(paragraph: str) -> list[str]:
    prose = [line for line in paragraph.split("\n") if not line.startswith(_HELD)]
    block = [line[1:] for line in paragraph.split("\n") if line.startswith(_HELD)]
    whole = " ".join(" ".join(prose).split())
    codes: list[str] = []

    def hold(found: re.Match[str]) -> str:
        codes.append(found[0])
        return f"{_HELD}{len(codes) - 1}{_HELD}"

    masked = _CODE.sub(hold, whole)
    parts = [part for part in _cut(masked) if part]
    shown = [
        re.sub(f"{_HELD}(\\d+){_HELD}", lambda found: codes[int(found[1])], part) for part in parts
    ]
    if not block:
        return shown
    code = "\n".join(block)
    return [*shown[:-1], f"{shown[-1]}\n{code}"] if shown else [code]


def _cut(text: str) -> Iterator[str]:
    start = 0
    ends = sorted(
        [found.end() for found in _WIDE_END.finditer(text)]
        + [found.end() for found in _END.finditer(text) if _ends(text, found)]
    )
    for end in ends:
        yield text[start:end].strip()
        start = end
    yield text[start:].strip()


def _ends(text: str, found: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence: not after an abbreviation, an initial, a 3."""
    rest = text[found.end() :].lstrip().lstrip(_OPENERS)
    follows = rest[:1]
    if not found[0].startswith("."):
        # "Why? because" goes on; so does "e.g. this!" before a small letter.
        return not follows.islower()
    before = _WORD_START.split(text[: found.start()])[-1].lower()
    if found[0].startswith(("..", "\u2026")):
        return not follows.islower()
    if before in _MAY_END:
        return follows.isupper()
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha() and before != "i"):
        return False
    # A sentence may well begin with the name of a function: only what can't begin one is no end.
    return bool(follows)
