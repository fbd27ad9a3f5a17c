"""What is said between widgets, screens and the app: small messages named as intentions.

They are neither compared nor printed, so no code is made for that: it is made at every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from waterline.domain.asked import Due
    from waterline.domain.lines import Line
    from waterline.domain.months import Month
    from waterline.domain.sessions import Session
    from waterline.errors import WaterlineError
    from waterline.practice.drafts import DraftHandle
    from waterline.practice.today import ChangedFile, Chart, Day


@dataclass(eq=False, repr=False)
class Save(Message):
    """Keep this text: as a new entry, or as what the entry `entry_id` says from now on.

    `original` is what that entry said when it was opened.
    """

    text: str
    kind: str
    entry_id: str = ""
    original: str = ""


@dataclass(eq=False, repr=False)
class Saved(Message):
    """A text is in the journal now; `meanwhile` says what else had happened to the entry."""

    asked: Save
    line: Line
    meanwhile: str = ""


@dataclass(eq=False, repr=False)
class Undone(Message):
    """The last "note", "edit" or "delete" was taken back, or (`again`) done again."""

    action: str
    line: Line
    again: bool = False


@dataclass(eq=False, repr=False)
class Edit(Message):
    """Open this entry in the editor of Today."""

    line: Line


@dataclass(eq=False, repr=False)
class GoToDay(Message):
    """Show this day on Today."""

    day: date


@dataclass(eq=False, repr=False)
class ShowCommits(Message):
    """Show the commits of this repository in the Journal."""

    repo: str


@dataclass(eq=False, repr=False)
class DayRead(Message):
    """What a day and its week hold."""

    found: Day


@dataclass(eq=False, repr=False)
class DayNotRead(Message):
    """A day could not be read."""

    day: date
    error: WaterlineError


@dataclass(eq=False, repr=False)
class ChartRead(Message):
    """The waterline chart around a day."""

    day: date
    found: Chart


@dataclass(eq=False, repr=False)
class AuditOffered(Message):
    """Last month's audit is offered, or (None) nothing is."""

    month: Month | None


@dataclass(eq=False, repr=False)
class FilesRead(Message):
    """The files of a change."""

    files: Sequence[ChangedFile]


@dataclass(eq=False, repr=False)
class DraftOpened(Message):
    """A draft to go on with; `others` are the beginnings of what else waits, for entries."""

    handle: DraftHandle
    others: Sequence[str] = ()


@dataclass(eq=False, repr=False)
class Offered(Message):
    """The app was started inside a repository that isn't followed ("" for none)."""

    path: str


@dataclass(eq=False, repr=False)
class Followed(Message):
    """A repository is followed from now on.

    `note` says what keeps its commits from being found, `hooks` what became of its hooks.
    """

    name: str
    new: int
    note: str = ""
    hooks: str = ""


@dataclass(eq=False, repr=False)
class Failed(Message):
    """A practice could not do what it was asked."""

    error: WaterlineError
    asked: Save | None = None


@dataclass(eq=False, repr=False)
class LeaveEditor(Message):
    """Give the focus back to the timeline."""


@dataclass(eq=False, repr=False)
class JournalChanged(Message):
    """What the journal holds has changed: whoever shows a part of it reads it again."""


@dataclass(eq=False, repr=False)
class SessionRead(Message):
    """The session that runs, None where none does."""

    session: Session | None


@dataclass(eq=False, repr=False)
class DueRead(Message):
    """What waits on Recall."""

    due: Due


@dataclass(eq=False, repr=False)
class PlanRead(Message):
    """When the week's build was planned for, where that is due."""

    due: datetime | None


@dataclass(eq=False, repr=False)
class Looked(Message):
    """The regular look outside: whether the journal moved, and which repositories did."""

    journal_moved: bool
    moved: Sequence[str]


@dataclass(eq=False, repr=False)
class ScanProgress(Message):
    """How far a scan is, in words."""

    words: str


@dataclass(eq=False, repr=False)
class ScanEnded(Message):
    """A scan is over; `new` changes came, `failed` says in words what could not be read."""

    names: Sequence[str]
    new: int
    failed: Sequence[str]
    asked_for: bool
