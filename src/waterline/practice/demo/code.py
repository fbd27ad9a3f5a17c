"""What the demo's files hold: plausible code, made of the pieces in `pieces.txt` with a seed."""

from __future__ import annotations

import os
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

TEXT = os.path.join(os.path.dirname(__file__), "pieces.txt")

NOUNS = (
    "account", "amount", "attempt", "batch", "bucket", "cart", "cursor", "customer", "deadline",
    "delay", "event", "filter", "handler", "item", "job", "key", "limit", "line", "moment",
    "order", "page", "price", "query", "rate", "reply", "request", "row", "state", "step", "store",
    "token", "total", "window", "worker",
)  # fmt: skip
VERBS = (
    "apply", "check", "claim", "close", "collect", "count", "drop", "find", "keep", "load",
    "merge", "move", "open", "read", "release", "send", "split", "store", "take",
)  # fmt: skip


class Writer:
    """Writes lines of code; the same seed writes the same lines."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pieces = _pieces()

    def lines(self, path: str, count: int) -> list[str]:
        """Write `count` lines that could stand in a file of this name."""
        stem, extension = os.path.splitext(os.path.basename(path))
        own = [noun for noun in NOUNS if noun in stem.lower()] or ["order"]
        choose = self._random.choice
        made: list[str] = []
        while len(made) < count:
            a, b = choose([*own, *own, choose(NOUNS)]), choose(NOUNS)
            # $a and $b are nouns, $A and $B the same with a capital, $v a verb, $n a number.
            piece = Template(choose(self._pieces[extension[1:]])).substitute(
                a=a, b=b, A=a.title(), B=b.title(), v=choose(VERBS), n=self._random.randrange(2, 90)
            )
            made += ["", *piece.split("\n")]
        return made[1 : count + 1]

    def edited(self, path: str, text: list[str], add: int, remove: int) -> list[str]:
        """Change a file: take about `remove` of its lines away and put `add` new ones in."""
        hunks = 1 + (add + remove > 20) + (add + remove > 120)  # noqa: PLR2004 - as diffs look
        changed = list(text)
        for hunk in range(hunks, 0, -1):
            taken, put = remove // hunk, add // hunk
            remove, add = remove - taken, add - put
            starts = [at for at, line in enumerate(changed) if not line] or [0]
            at = min(self._random.choice(starts), max(0, len(changed) - taken))
            changed[at : at + taken] = ["", *self.lines(path, put - 1)] if put else []
        return changed


def _pieces() -> dict[str, list[str]]:
    with open(TEXT, encoding="utf-8") as file:
        sections = file.read().removeprefix("== ").split("\n== ")
    return {
        extension: [piece.strip("\n") for piece in pieces.split("\n--\n")]
        for extension, _, pieces in (section.partition("\n") for section in sections)
    }
