"""Briefs: what was written before AI was asked, and how long it really took."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from waterline.domain.briefs import LONGEST_MINUTES, Brief
from waterline.errors import InputError
from waterline.journal import briefs as rows
from waterline.practice import look

if TYPE_CHECKING:
    from datetime import date

    from waterline.home import Home
    from waterline.settings import Settings

__all__ = ["Brief", "close", "find", "listing", "of_day", "open_ones"]


def listing(
    home: Home, settings: Settings, since: date | None = None, until: date | None = None
) -> list[Brief]:
    """Give the briefs of these days (both ends included), newest first."""
    if look.is_blank(home):
        return []
    with look.opened(home, settings) as db:
        return rows.listing(db, since, until)


def open_ones(home: Home, settings: Settings) -> list[Brief]:
    """Give the briefs of which nobody said yet how long they took, newest first."""
    return [brief for brief in listing(home, settings) if not brief.is_closed]


def of_day(home: Home, settings: Settings, repo_path: str, day: date) -> list[Brief]:
    """Give the briefs of a local day that may belong to a repository's change, newest first.

    First those of the repository at `repo_path`, then those that name none.
    """
    found = listing(home, settings, day, day)
    wanted = os.path.realpath(repo_path) if repo_path else ""
    own = [one for one in found if one.repo_path and os.path.realpath(one.repo_path) == wanted]
    return own + [one for one in found if not one.repo and not one.repo_path]


def find(home: Home, settings: Settings, id_prefix: str) -> Brief:
    """Give the brief with this id, or the beginning of one. Raises NotFoundError, InputError."""
    with look.opened(home, settings) as db:
        return rows.one(db, id_prefix)


def close(home: Home, settings: Settings, id_prefix: str, minutes: int) -> Brief:
    """Say how many minutes a brief's work took; said again, the other number stands.

    Raises InputError for an absurd number, NotFoundError, JournalError.
    """
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise InputError(f"{minutes} minutes can't be", f"0 to {LONGEST_MINUTES} are allowed")
    with look.writing(home, settings) as db:
        brief = rows.one(db, id_prefix)
        rows.close(db, brief, minutes, time.time_ns() // 1000)
        return rows.one(db, brief.id)
