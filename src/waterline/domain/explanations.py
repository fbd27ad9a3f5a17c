"""Explanations: the words of one, how they were written, and what may be said of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

WHY = "Why this approach? Not what the code does"
ALTERNATIVES = "What else could have worked?"
FIRST_LOOK = "If it breaks at 2am, where do I look first?"

TICKS = (
    "I read the whole diff",
    "the tests were checked against what I intended",
    "nothing changed that I did not ask for",
)

# How well one could explain a change: from "not at all" to "to anybody".
LOWEST, HIGHEST = 1, 7

# SCORING, 7: below this typed share, or from this copied share on, an explanation is "pasted".
TYPED_ENOUGH = 0.5
COPIED_TOO_MUCH = 0.5
GRAM = 5

# SCORING, 2: one change counts for at most so many lines.
MOST_LINES = 400
# SCORING, 4: fewer pairs tell nothing.
FEWEST_PAIRS = 5

# Runs of letters and digits; where a language puts no spaces between words, each sign.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*")


class Words(NamedTuple):
    """The three answers, in the person's own words; "" where nothing was written."""

    why: str = ""
    alternatives: str = ""
    first_look: str = ""


class Typing(NamedTuple):
    """How the words came: characters that were typed and pasted.

    `observed` is False where that can't be known: written in $EDITOR, or given to a command.
    """

    typed: int = 0
    pasted: int = 0
    observed: bool = True

    @property
    def share(self) -> float | None:
        """The typed share, 0 to 1; None where it was not observed or nothing was written."""
        whole = self.typed + self.pasted
        return self.typed / whole if self.observed and whole else None


class Filled(NamedTuple):
    """A form as it stands: the words, confidence before and after (1 to 7), the ticks."""

    words: Words = Words()
    before: int | None = None
    after: int | None = None
    ticks: tuple[bool, bool, bool] = (False, False, False)
    typing: Typing = Typing()


def compose(words: Words) -> str:
    """Write the words as the body of an entry: why first, the others under their questions."""
    parts = [words.why.strip()]
    for question, answer in ((ALTERNATIVES, words.alternatives), (FIRST_LOOK, words.first_look)):
        if answer.strip():
            parts.append(f"## {question}\n{answer.strip()}")
    return "\n\n".join(part for part in parts if part)


def split(body: str) -> Words:
    """Find the three answers in a body again, however it was edited since."""
    found: dict[str, list[str]] = {WHY: [], ALTERNATIVES: [], FIRST_LOOK: []}
    at = WHY
    for line in body.split("\n"):
        heading = line.removeprefix("## ").strip() if line.startswith("## ") else ""
        if heading in found:
            at = heading
        else:
            found[at].append(line)
    return Words(*("\n".join(lines).strip() for lines in found.values()))


def tokens(text: str) -> list[str]:
    """Give the words of a text as they are compared: without case and punctuation."""
    return _TOKEN.findall(text.casefold().replace("\u2019", "'"))


def grams(words: Sequence[str]) -> list[int]:
    """Give every five words that stand side by side, as numbers that are equal when they are."""
    return [hash(tuple(words[at : at + GRAM])) for at in range(len(words) - GRAM + 1)]


def copied_share(text: str, source: str) -> float | None:
    """Give the share (0 to 1) of a text's word 5-grams that also stand in the source (SCORING, 7).

    None for a text of fewer than five words: there is nothing to compare.
    """
    return copied_of(text, frozenset(grams(tokens(source))))


def copied_of(text: str, known: Collection[int]) -> float | None:
    """Give the copied share of a text, the source's `grams` being made ready."""
    own = grams(tokens(text))
    return sum(gram in known for gram in own) / len(own) if own else None


def is_pasted(typed_share: float | None, copied: float | None) -> bool:
    """Tell whether an explanation is shown as "pasted" and left out of what was explained.

    A share that was not observed (None) speaks for nothing.
    """
    is_untyped = typed_share is not None and typed_share < TYPED_ENOUGH
    return is_untyped or (copied is not None and copied >= COPIED_TOO_MUCH)


def is_substantive(lines: int, sort: str, min_lines: int) -> bool:
    """Tell whether a change is large enough to be explained.

    `lines` are its changed lines without generated files; `sort` is "" for all but reverts and
    fixups (and "merge" for what would become a merge).
    """
    return sort == "" and lines >= min_lines


class Coverage(NamedTuple):
    """How much of what AI assisted was explained, in percent; None where there is nothing."""

    by_changes: float | None
    by_lines: float | None


def coverage(rows: Iterable[tuple[int, bool]]) -> Coverage:
    """Sum up changes, each given by its changed lines and whether it was explained (SCORING, 2)."""
    changes = [(min(max(lines, 0), MOST_LINES), bool(explained)) for lines, explained in rows]
    whole = sum(lines for lines, _ in changes)
    count = sum(explained for _, explained in changes)
    lines = sum(lines for lines, explained in changes if explained)
    return Coverage(
        100 * count / len(changes) if changes else None, 100 * lines / whole if whole else None
    )


class DepthDrop(NamedTuple):
    """What became of one's confidence by writing: the mean drop (None: too few), and counts."""

    drop: float | None
    down: int
    same: int
    up: int


def depth_drop(pairs: Iterable[tuple[int, int]]) -> DepthDrop:
    """Sum up confidence before and after writing, 1 to 7 each (SCORING, 4, illusion of depth)."""
    drops = [before - after for before, after in pairs]
    return DepthDrop(
        sum(drops) / len(drops) if len(drops) >= FEWEST_PAIRS else None,
        sum(drop > 0 for drop in drops),
        sum(drop == 0 for drop in drops),
        sum(drop < 0 for drop in drops),
    )
