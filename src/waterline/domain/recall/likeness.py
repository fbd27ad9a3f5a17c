"""How much a line looks as if it belonged: what somebody would go by who knows nothing.

Code repeats itself, so a true line is likely to look more like its surroundings than what was made
from it. It is kept from telling by choosing beforehand, by lot, how the true one is to stand among
the four, and looking for near misses that put it there.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"\w+|[^\w\s]+")
_HAIR = 1e-9


class Likeness:
    """The looks of the lines shown, to hold candidates against."""

    def __init__(self, shown: Iterable[str]) -> None:
        """Take the lines shown around the hidden one."""
        lines = [line.strip() for line in shown if line.strip()]
        split = [_TOKEN.findall(line) for line in lines]
        self._rows = [Counter(found) for found in split if found]
        self._pairs = {pair for found in split for pair in pairwise(found)}
        self._seen = Counter(token for found in split for token in found)
        self._grams = {gram for line in lines for gram in _grams(line)}
        self._known: dict[str, tuple[float, ...]] = {}

    def of(self, text: str) -> tuple[float, ...]:
        """Measure a line: the most alike line, pairs and triples seen, how common its words are."""
        if text not in self._known:
            found = _TOKEN.findall(text)
            own = Counter(found)
            grams = set(_grams(text))
            self._known[text] = (
                max((_overlap(own, row) for row in self._rows), default=0.0),
                float(sum(pair in self._pairs for pair in pairwise(found))),
                len(grams & self._grams) / max(1, len(grams)),
                sum(min(self._seen[token], 8) ** 0.5 for token in found) / max(1, len(found)),
            )
        return self._known[text]

    def places(self, four: Sequence[str]) -> range:
        """Give the places (0: looks best) that the first of the texts can be said to have."""
        measured = list(zip(*(self.of(text) for text in four), strict=True))
        totals = [0.0] * len(four)
        for values in measured:
            spread = max(values) - min(values)
            if spread > _HAIR:
                for at, value in enumerate(values):
                    totals[at] += (value - min(values)) / spread
        return places(totals)


def places(values: Sequence[float]) -> range:
    """Give the places (0: the highest) of the first value among all; ties leave a choice."""
    first = values[0]
    better = sum(value > first + _HAIR for value in values)
    same = sum(abs(value - first) <= _HAIR for value in values)
    return range(better, better + same)


def _grams(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(len(text) - 2)]


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(1, (one | other).total())
