"""What is said between widgets, screens and the app: small messages named as intentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from datetime import date

    from waterline.domain.lines import Line


@dataclass
class Save(Message):
    """Keep this text: as a new entry, or as the entry `entry_id` from now on."""

    text: str
    kind: str
    entry_id: str = ""


@dataclass
class Edit(Message):
    """Open this entry in the editor of Today."""

    line: Line


@dataclass
class GoToDay(Message):
    """Show this day on Today."""

    day: date


@dataclass
class LeaveEditor(Message):
    """Give the focus back to the timeline."""


@dataclass
class JournalChanged(Message):
    """What the journal holds has changed: whoever shows a part of it reads it again."""
