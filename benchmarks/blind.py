"""Ways to answer a recall question without knowing: each gives a score to every option.

The option with the highest score is chosen; among equal ones chance decides, so a strategy's
result is the share it would have in the long run.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from waterline.domain.recall.made import LineQuestion, WhereQuestion

_TOKEN = re.compile(r"\w+|[^\w\s]+")


def tokens(text: str) -> list[str]:
    """Split a line as a reader would: words and signs."""
    return _TOKEN.findall(text)


def gain(scores: Sequence[float], right: int) -> float:
    """Give the chance (0 to 1) that the highest score is the right option's."""
    best = max(scores)
    best_ones = [at for at, score in enumerate(scores) if score >= best - 1e-9]
    return (right in best_ones) / len(best_ones)


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Give the share of tokens that two texts have in common (Jaccard's index, with counts)."""
    ours, theirs = Counter(one), Counter(other)
    return (ours & theirs).total() / max(1, (ours | theirs).total())


def pairs(found: Sequence[str]) -> list[str]:
    """Give the neighbouring tokens."""
    return [f"{one}\0{other}" for one, other in pairwise(found)]


def trigrams(text: str) -> list[str]:
    """Give every three characters that stand side by side."""
    return [text[at : at + 3] for at in range(len(text) - 2)]


def among(texts: Sequence[str]) -> list[float]:
    """Score each text by how much it is like the others."""
    split = [tokens(text) for text in texts]
    return [
        sum(likeness(one, other) for at, other in enumerate(split) if at != own)
        for own, one in enumerate(split)
    ]


class Shown:
    """A line's question as somebody sees it who knows nothing."""

    def __init__(self, question: LineQuestion) -> None:
        """Split the lines shown."""
        self.question = question
        self.options = [tokens(option) for option in question.options]
        self.lines = [tokens(line) for line in (*question.before, *question.after)]
        self.seen = Counter(token for line in self.lines for token in line)
        self.seen_pairs = Counter(pair for line in self.lines for pair in pairs(line))
        self.text = Counter(
            gram for line in (*question.before, *question.after) for gram in trigrams(line.strip())
        )
        self.indents = Counter(
            len(line) - len(line.lstrip()) for line in (*question.before, *question.after) if line
        )


LINE: dict[str, Callable[[Shown], list[float]]] = {
    "the longest": lambda s: [len(text) for text in s.question.options],
    "the shortest": lambda s: [-len(text) for text in s.question.options],
    "the most tokens": lambda s: [len(one) for one in s.options],
    "the most similar to the surroundings": lambda s: [
        max((likeness(one, line) for line in s.lines), default=0) for one in s.options
    ],
    "the most similar to the surroundings, by trigrams": lambda s: [
        sum(min(s.text[gram], 1) for gram in set(trigrams(text))) / max(1, len(set(trigrams(text))))
        for text in s.question.options
    ],
    "the least similar to the surroundings": lambda s: [
        -max((likeness(one, line) for line in s.lines), default=0) for one in s.options
    ],
    "the most similar to the line before": lambda s: [
        likeness(one, tokens(s.question.before[-1]) if s.question.before else ())
        for one in s.options
    ],
    "the rarest token": lambda s: [
        -min((s.seen[token] for token in one), default=0) for one in s.options
    ],
    "no rare token": lambda s: [
        min((s.seen[token] for token in one), default=0) for one in s.options
    ],
    "the most common indentation": lambda s: [
        float(s.indents[s.question.indent + len(text) - len(text.lstrip())])
        for text in s.question.options
    ],
    "the most tokens seen nearby": lambda s: [
        sum(token in s.seen for token in one) / max(1, len(one)) for one in s.options
    ],
    "the most often seen tokens": lambda s: [
        sum(math.log1p(s.seen[token]) for token in one) / max(1, len(one)) for one in s.options
    ],
    "the most pairs of tokens seen nearby": lambda s: [
        sum(pair in s.seen_pairs for pair in pairs(one)) for one in s.options
    ],
    "the most similar to the other candidates": lambda s: among(s.question.options),
    "the least similar to the other candidates": lambda s: [-x for x in among(s.question.options)],
    "the first in the alphabet": lambda s: by_alphabet(s.question.options),
    "the last in the alphabet": lambda s: [-x for x in by_alphabet(s.question.options)],
    "always the first": lambda _: [1, 0, 0, 0],
    "always the last": lambda _: [0, 0, 0, 1],
}


def by_alphabet(texts: Sequence[str]) -> list[float]:
    """Score the first in the alphabet highest."""
    order = sorted(texts)
    return [-order.index(text) for text in texts]


class Place:
    """A *where* as somebody sees it who knows nothing but the log before the change."""

    def __init__(
        self, question: WhereQuestion, words: str, ago: dict[str, int], often: Counter[str]
    ) -> None:
        """Keep what is shown, and when and how often files were changed before."""
        self.question, self.words, self.ago, self.often = question, words, ago, often
        self.folders = Counter(path.rpartition("/")[0] for path in question.options)


def words_of(text: str) -> list[str]:
    """Split a text or a path into lower-case words."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", text)]


NEVER = 10_000

WHERE: dict[str, Callable[[Place], list[float]]] = {
    "the longest path": lambda p: [len(path) for path in p.question.options],
    "the shortest path": lambda p: [-len(path) for path in p.question.options],
    "the longest name": lambda p: [len(path.rpartition("/")[2]) for path in p.question.options],
    "the shortest name": lambda p: [-len(path.rpartition("/")[2]) for path in p.question.options],
    "the deepest": lambda p: [path.count("/") for path in p.question.options],
    "the most words in common with the subject": lambda p: [
        len(set(words_of(path)) & set(words_of(p.words))) for path in p.question.options
    ],
    "the most similar to the subject, by trigrams": lambda p: [
        len(set(trigrams(path.lower())) & set(trigrams(p.words.lower())))
        for path in p.question.options
    ],
    "the commonest folder": lambda p: [
        p.folders[path.rpartition("/")[0]] for path in p.question.options
    ],
    "the rarest folder": lambda p: [
        -p.folders[path.rpartition("/")[0]] for path in p.question.options
    ],
    "the most recently changed": lambda p: [-p.ago.get(path, NEVER) for path in p.question.options],
    "the least recently changed": lambda p: [p.ago.get(path, NEVER) for path in p.question.options],
    "the most often changed": lambda p: [p.often[path] for path in p.question.options],
    "the least often changed": lambda p: [-p.often[path] for path in p.question.options],
    "the most similar to the other options": lambda p: among(
        [path.replace("/", " ").replace("_", " ") for path in p.question.options]
    ),
    "the least similar to the other options": lambda p: [
        -x for x in among([path.replace("/", " ").replace("_", " ") for path in p.question.options])
    ],
    "the first in the alphabet": lambda p: by_alphabet(p.question.options),
    "the last in the alphabet": lambda p: [-x for x in by_alphabet(p.question.options)],
    "always the first": lambda _: [1, 0, 0, 0],
}


class Learned:
    """Somebody who has seen many such questions, of other repositories, and which words won."""

    def __init__(self, questions: Iterable[LineQuestion]) -> None:
        """Count, for every token that not all options have, how often the true line had it."""
        self.wins: Counter[str] = Counter()
        self.losses: Counter[str] = Counter()
        for question in questions:
            split = [Counter([*t, *pairs(t)]) for t in map(tokens, question.options)]
            for token in {token for one in split for token in one}:
                counts = [one[token] for one in split]
                if len(set(counts)) > 1:
                    mean = sum(counts) / len(counts)
                    if split[question.right][token] > mean:
                        self.wins[token] += 1
                    else:
                        self.losses[token] += 1

    def __call__(self, question: LineQuestion) -> list[float]:
        """Score the options by the words that won before."""
        scores = []
        for text in question.options:
            found = tokens(text)
            scores.append(
                sum(
                    math.log((self.wins[token] + 2) / (self.losses[token] + 2))
                    for token in [*found, *pairs(found)]
                )
            )
        return scores
