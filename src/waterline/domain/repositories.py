"""What is said about a followed repository, and about a scan that is running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

OK = "ok"
MISSING = "missing"
REFUSED = "refused"
STOPPED = "stopped"
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RepositoryLine:
    """One followed repository.

    `new` is what the last scan found, `total`, `insertions` and `deletions` are those of the
    user's own changes that the repository holds now, as `git log --no-merges --numstat` counts
    them. `scanned_at` is when a scan last had to ask git. `state` is one of this module's; `note`
    says in one line what a person should know.
    """

    repo: str
    path: str
    new: int
    total: int
    insertions: int
    deletions: int
    scanned_at: datetime | None
    state: str = OK
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the scan of one repository is; `expected` and `seconds_left` None: not known yet."""

    repo: str
    done: int
    expected: int | None
    per_second: float
    seconds_left: float | None
