"""What a person types into the search field: words to find, and filters like `kind:learned`.

The text itself is the only state: chips show what was understood, and taking a chip away takes
its piece out of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from waterline.domain import dates, kinds
from waterline.domain.filters import Filter
from waterline.domain.lines import CHANGE
from waterline.domain.text import clean_line, tag_name
from waterline.errors import InputError

if TYPE_CHECKING:
    from datetime import date

ENOUGH = 2  # letters from which on a search is worth its time (one letter: 165 ms in a million)
KEYS = ("kind", "tag", "repo", "since", "until", "on")
EVERYTHING = Filter()
_PIECE = re.compile(r'(?:(?P<key>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))|\S+)')
_LONGEST_DATE = 3  # words that may follow `since:` unquoted, as in `since:3 days ago`


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as it was understood, and where it stands in the text."""

    key: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """A search field's text, understood: `words` to search for and the `filter` beside them.

    What was not understood is in `mistakes`, one line each, and narrows nothing.
    """

    text: str = ""
    words: str = ""
    filter: Filter = EVERYTHING
    chips: tuple[Chip, ...] = ()
    mistakes: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether there are words, but too few letters to search for."""
        return self.words.isascii() and 0 < sum(c.isalnum() for c in self.words) < ENOUGH

    @property
    def searches(self) -> bool:
        """Whether there is something to search for, beside filters."""
        return bool(self.words) and not self.is_short

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed and nothing searched for."""
        return not self.searches and self.filter == EVERYTHING

    def without(self, chip: Chip) -> str:
        """Give the text without one of its filters."""
        return " ".join((self.text[: chip.start] + self.text[chip.end :]).split())

    def with_filter(self, key: str, value: str) -> str:
        """Give the text with one more filter; what can stand only once is replaced."""
        piece = f'{key}:"{value}"' if re.search(r"\s", value) else f"{key}:{value}"
        replaced = {"tag": (), "on": ("since", "until", "on")}.get(key, (key,))
        text = self.text
        for chip in reversed(self.chips):
            if chip.key in replaced or text[chip.start : chip.end] == piece:
                text = text[: chip.start] + text[chip.end :]
        return " ".join([*text.split(), piece])


class _Reader:
    """Reads one text; what it has understood so far."""

    def __init__(self, text: str, today: date) -> None:
        self.text = text
        self.today = today
        self.words: list[str] = []
        self.chips: list[Chip] = []
        self.mistakes: list[str] = []
        self.kinds: list[str] = []
        self.tags: list[str] = []
        self.repo = ""
        self.since: date | None = None
        self.until: date | None = None

    def read(self) -> Query:
        at = 0
        while piece := _PIECE.search(self.text, at):
            at = piece.end()
            key = (piece["key"] or "").lower()
            if key not in KEYS:
                self.words.append(piece[0])
            elif key in {"since", "until", "on"}:
                at = self._days(key, piece)
            else:
                self._name(key, piece)
        return Query(
            self.text,
            " ".join(self.words),
            Filter(self.since, self.until, tuple(self.tags), tuple(self.kinds), self.repo),
            tuple(self.chips),
            tuple(self.mistakes),
        )

    def _name(self, key: str, piece: re.Match[str]) -> None:
        value = clean_line(piece["quoted"] or piece["bare"] or "")
        if not value:
            return
        if key == "kind":
            found = [self._kind(name) for name in value.split(",") if name]
            self.kinds += [name for name in found if name]
            value = ", ".join(name for name in found if name)
        elif key == "tag":
            names = [tag_name(name) for name in value.split(",")]
            self.tags += [name for name in names if name]
            value = " ".join(f"#{name}" for name in names if name)
        else:
            self.repo = value
            value = f"in {value}"
        if value:
            self.chips.append(Chip(key, value, piece.start(), piece.end()))

    def _kind(self, name: str) -> str:
        allowed = (*kinds.ALL_NAMES, CHANGE)
        meant = {"commit": CHANGE, "commits": CHANGE, "changes": CHANGE}.get(name.lower(), name)
        starts = [kind for kind in allowed if kind.startswith(meant.lower())]
        if len(starts) != 1:
            self.mistakes.append(f"no kind {name!r}: {', '.join(allowed)}")
            return ""
        return starts[0]

    def _days(self, key: str, piece: re.Match[str]) -> int:
        """Take the longest run of words that is a date; give where it ends."""
        start, end = piece.start(), piece.end()
        value = (piece["quoted"] or piece["bare"] or "").strip()
        if not value:
            return end
        if piece["quoted"] is None:
            following = list(re.finditer(r"\s+\S+", self.text[end:]))[:_LONGEST_DATE]
            for last in reversed(following):
                whole = value + self.text[end : end + last.end()]
                if self._understood(key, whole, start, end + last.end()):
                    return end + last.end()
            value = re.sub(r"(?<=[^\W\d])[-_](?=\w)|(?<=\w)[-_](?=[^\W\d])", " ", value)
        if not self._understood(key, value, start, end):
            self.mistakes.append(f"no date {value!r}: yesterday, 2026-10")
        return end

    def _understood(self, key: str, value: str, start: int, end: int) -> bool:
        try:
            first, last = dates.span(clean_line(value), self.today)
        except InputError:
            return False
        if key in {"since", "on"}:
            self.since = first
        if key in {"until", "on"}:
            self.until = last
        label = f"{key} {day_label(first)}"
        if key == "until":
            label = f"until {day_label(last)}"
        elif key == "on" and first != last:
            label = f"{day_label(first)} to {day_label(last)}"
        self.chips.append(Chip(key, label, start, end))
        return True


def understand(text: str, today: date) -> Query:
    """Read a search field's text. Never raises: what isn't understood is a mistake in words."""
    return _Reader(text, today).read()


def day_label(day: date) -> str:
    """Write a day in short, with its year: `20 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"
