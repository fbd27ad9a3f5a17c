"""One line of what happened: an entry or a change, as lists, search and JSON show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from waterline.domain.days import to_datetime
from waterline.domain.text import subject

if TYPE_CHECKING:
    from datetime import date, datetime

CHANGE = "change"
# What a change may be said to be; see `origin`, which knows a third.
ASSISTED, BY_HAND = "assisted", "by hand"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, or a change (kind "change"), read for showing.

    `moment` is in microseconds UTC and unique among entries and among changes: newest first
    is descending `moment`. `offset` is the writer's, in seconds east. For a change `body` is
    the whole commit message and the fields after `repo_path` are set; `sort` is "", "revert" or
    "fixup", `signal` what told its origin.
    """

    id: str
    kind: str
    moment: int
    offset: int
    day: date
    body: str
    tags: tuple[str, ...] = ()
    repo: str = ""
    repo_path: str = ""
    edited: bool = False
    sha: str = ""
    insertions: int = 0
    deletions: int = 0
    files: int = 0
    origin: str = ""
    tool: str = ""
    signal: str = ""
    sort: str = ""
    generated_lines: int = 0
    explained: bool = False

    @property
    def created_at(self) -> datetime:
        """The moment at the writer's offset."""
        return to_datetime(self.moment, self.offset)

    @property
    def is_change(self) -> bool:
        """Whether this is a change rather than an entry."""
        return self.kind == CHANGE

    @property
    def is_assisted(self) -> bool:
        """Whether this is a change that AI is known to have assisted."""
        return self.origin == ASSISTED

    @property
    def own_lines(self) -> int:
        """How many lines a change added and deleted, generated ones left out."""
        return self.insertions + self.deletions - self.generated_lines

    @property
    def subject(self) -> str:
        """A change's subject, safe to show; "" where its message is empty."""
        return subject(self.body)


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one day holds, for the week's strip and the chart."""

    day: date
    entries: int = 0
    changes: int = 0
    assisted: int = 0
    insertions: int = 0
    deletions: int = 0
    assisted_lines: int = 0
