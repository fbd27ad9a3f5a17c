"""Explanations: the words of one, how they were written, and what may be said of them."""

from __future__ import annotations

from typing import NamedTuple

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
