"""Briefs: what is written down before AI is asked, and how long the work was expected to take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

EXPECTED = "Expected minutes"

# Nobody works a month on one brief; a longer number is a slip of the fingers.
LONGEST_MINUTES = 100_000
HOUR = 60

_NUMBER = r"\d{1,6}(?:[.,]\d+)?"
_SPAN = re.compile(
    rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>[a-z]*)"
    rf"(?:\s*(?P<rest>\d{{1,2}})\s*(?:m|mins?|minutes?)?(?![\w.,]))?",
    re.IGNORECASE | re.ASCII,
)
_LINE = re.compile(rf"^[-*#\s]*{EXPECTED}:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_HOURS = ("h", "hr", "hrs", "hour", "hours")


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: its text, and the minutes that were expected and taken (None: not said).

    `moment` and `offset` are those of its entry; `repo` is "" where it names no repository.
    """

    id: str
    body: str
    moment: int
    offset: int
    day: date
    repo: str = ""
    repo_path: str = ""
    took_minutes: int | None = None

    @property
    def expected_minutes(self) -> int | None:
        """The minutes that its text expects."""
        return expected_minutes(self.body)

    @property
    def is_closed(self) -> bool:
        """Whether somebody said how long it took."""
        return self.took_minutes is not None


def expected_minutes(body: str) -> int | None:
    """Find in a brief's text how many minutes it expects; None where it doesn't say."""
    _, found, after = f"\n{body}".partition(f"\n## {EXPECTED}\n")
    if found:
        return minutes_in(after.partition("\n## ")[0])
    # Who types it in a shell writes a line, not a heading.
    line = _LINE.search(body)
    return minutes_in(line[1]) if line else None


def minutes_in(said: str) -> int | None:
    """Read minutes as people write them: `45`, `~ 45 min`, `1.5 h`, `1h30`, `30–60`.

    Of a span it is the middle. None where no number stands there, or an absurd one.
    """
    match = _SPAN.search(said)
    if match is None:
        return None
    low, high = (_number(match[name] or match["low"]) for name in ("low", "high"))
    minutes = (low + high) / 2
    if match["unit"].lower() in _HOURS:
        minutes = minutes * HOUR + int(match["rest"] or 0)
    whole = int(minutes + 0.5)
    return whole if whole <= LONGEST_MINUTES else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
