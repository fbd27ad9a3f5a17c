"""One quiet question at a time while an explanation is written (SCORING, 8).

A nudge is no grade: it is never stored, can be dismissed, and claims nothing about what was
written ("no reason found" would be wrong half the time). Those that look for cue words know
English alone and keep silent in any other language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.explanations import GRAM, copied_of, grams, tokens
from waterline.domain.text import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT_WORDS = 12
LONG_WORDS = 60
COPIED = 0.5
IDENTIFIERS = 0.4

# The cues of SCORING, 8.
REASON = ("because", "so that", "otherwise", "to avoid", "to prevent", "to keep", "depends on")
ALTERNATIVE = ("instead", "rather than", "considered", "ruled out")
COST = ("slower", "overhead", "risk", "but", "however")


class Nudge(NamedTuple):
    """A question, and the name under which it can be dismissed."""

    id: str
    words: str


MORE = Nudge("more", "One more sentence: why this way?")
MATCHES = Nudge("matches", "Much of this matches the diff. In your words?")
OTHERWISE = Nudge("otherwise", "What would have gone wrong otherwise?")
WHAT = Nudge("what", "This says what. Why?")
ELSE = Nudge("else", "What else did you consider?")


_IDENTIFIER = re.compile(r"[^\W\d]\w{2,}")
# What stands behind these is prose, and so is a line without any of the signs below.
_COMMENT = re.compile(r"(?:(?<!\S)(?:#|--|\*|;)|//|/\*|<!--)(?:[ \t].*)?$", re.MULTILINE)
_CODE = re.compile(r"\w[(\[]|[={};]|->|::|:\s*$|^\s*[@$]")
# Words of the language are none of the code, though they stand in its comments.
_PLAIN = frozenset(
    """
    a about add added adds after again all also an and any are as at back be because been before
    being both but by call called calls can change changed check code could data default did do
    does done each else end every example file first for from get gets give given has have help
    here how however if in instead into is it its just keep know last less let like line list
    long make makes many may more most much must name need needs never new next no none not note
    now number of off old on once one only open or other our out over own part path place put
    rather read return returns right run same see set sets should show since so some still stop
    such take test tests text than that the their them then there these they this those through
    time to too try two under until up us use used user uses using value values very want was way
    we were what when where whether which while who why will with without work works would write
    you your
    """.split()  # noqa: SIM905 - a hundred words are read more easily so
)
_ENGLISH = frozenset(
    """
    and are be because been but by can could does for from had has have if into it its not of on
    only should so than that their them then there they this to was were when which while will
    with without would
    """.split()  # noqa: SIM905 - as above
)
_FOREIGN_SHARE = 0.2
_ENOUGH = 2


class Source:
    """What is being explained, made ready once: the words of the diff and of the message."""

    def __init__(self, diff_text: str = "", message: str = "") -> None:
        words = tokens(f"{diff_text}\n{message}")
        self._grams = frozenset(grams(words))
        self._identifiers = frozenset(_identifiers(diff_text)) - _PLAIN

    def copied(self, text: str) -> float | None:
        """Give the share of the text's word 5-grams that stand in the source; None: too short."""
        return copied_of(text, self._grams)

    def identifiers(self, text: str) -> float:
        """Give the share of the text's words that are identifiers of the diff."""
        words = [word for word in text.split() if any(map(str.isalnum, word))]
        named = sum(_is_named(word, self._identifiers) for word in words)
        return named / len(words) if words else 0.0


def _identifiers(diff_text: str) -> Iterator[str]:
    for line in _COMMENT.sub("", diff_text).split("\n"):
        if _CODE.search(line):
            yield from map(str.casefold, _IDENTIFIER.findall(line))


NOTHING = Source()


def nudge(
    text: str, source: Source = NOTHING, dismissed: frozenset[str] = frozenset()
) -> Nudge | None:
    """Give the first question that fits what was written so far; None where none does.

    `dismissed` are the ids of those that the person doesn't want to see again. Nothing is asked
    of an empty text.
    """
    for candidate in (MORE, MATCHES, OTHERWISE, WHAT, ELSE):
        if candidate.id not in dismissed and _fits(candidate, text, source):
            return candidate
    return None


def _fits(candidate: Nudge, text: str, source: Source) -> bool:
    count = words_in(text)
    match candidate:
        case _ if not count:
            return False
        case Nudge("more"):
            return count < SHORT_WORDS and _parts_words(text)
        case Nudge("matches"):
            return (source.copied(text) or 0.0) >= COPIED
        case Nudge("otherwise"):
            return count < LONG_WORDS and is_english(text) and not _has(text, _ANY)
        case Nudge("what"):
            return source.identifiers(text) > IDENTIFIERS
        case _:
            return is_english(text) and not _has(text, _ALTERNATIVE)


def is_english(text: str) -> bool:
    """Tell whether a text is English, as far as words that stand in nearly every sentence tell.

    "the" is enough, or two others; letters that English has no use for speak against it.
    """
    letters = [sign for sign in text if sign.isalpha()]
    if sum(not sign.isascii() for sign in letters) > _FOREIGN_SHARE * len(letters):
        return False
    words = set(tokens(text))
    return "the" in words or len(words & _ENGLISH) >= _ENOUGH


def _parts_words(text: str) -> bool:
    """Tell whether the text's language puts spaces between words, so that they can be counted."""
    return len(tokens(text)) < 2 * words_in(text) + GRAM


def _cues(*kinds: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(r"\s+".join(cue.split()) for kind in kinds for cue in kind)
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_ANY = _cues(REASON, ALTERNATIVE, COST)
_ALTERNATIVE = _cues(ALTERNATIVE)


def _has(text: str, cues: re.Pattern[str]) -> bool:
    return cues.search(text) is not None


def _is_named(word: str, identifiers: frozenset[str]) -> bool:
    # `client.fetch()` is one word: it is one of the code's if all of its parts are.
    parts = _IDENTIFIER.findall(word)
    return bool(parts) and all(part.casefold() in identifiers for part in parts)
