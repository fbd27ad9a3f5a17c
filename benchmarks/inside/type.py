"""Search as somebody types, in process: print the seconds of every key press from two letters on.

type.py HOME: words of the journal, common and rare, letter by letter, alone and after another.
"""

from __future__ import annotations

import sys
import time
from random import Random

from journal import COMMON, Prose
from waterline.domain.filters import Filter
from waterline.home import Home
from waterline.practice.look import Searcher

WORDS = 120
SHORTEST = 2


def queries() -> list[str]:
    """Give what stands in the search box after each key press."""
    random = Random(WORDS)  # noqa: S311 - which words are typed
    prose = Prose(1)
    drawn = random.choices(prose.words, cum_weights=prose.weights, k=WORDS)
    typed: list[str] = []
    for word in drawn:
        before = f"{random.choice(COMMON)} " if random.random() < 0.25 else ""
        typed += [before + word[:end] for end in range(SHORTEST, len(word) + 1)]
    return typed


def main() -> None:
    """Type."""
    searcher = Searcher(Home(sys.argv[1], sys.argv[1]))
    searcher.find("warm", Filter())
    for query in queries():
        start = time.perf_counter()
        searcher.find(query, Filter())
        print(time.perf_counter() - start)
    searcher.close()


if __name__ == "__main__":
    main()
