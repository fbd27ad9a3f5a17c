"""What the Audit screen reads of a month: its audit, and which months' questions still wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import assessment, days, months
from waterline.practice import audit as practice
from waterline.practice import repositories
from waterline.tui.widgets.steps import BELIEVE, LEARNED, PICTURE, SHIPPED

if TYPE_CHECKING:
    from datetime import datetime

    from waterline.domain.audits import Audit
    from waterline.domain.months import Month
    from waterline.home import Home
    from waterline.settings import Settings


class Found(NamedTuple):
    """A month as it was read; `hidden` are months of which nothing is shown before they are asked.

    `is_followed` is False where no repository is followed from which anything could come.
    """

    audit: Audit
    hidden: frozenset[Month] = frozenset()
    is_followed: bool = True


def read(home: Home, settings: Settings, month: Month | None, now: datetime) -> Found:
    """Read a month, or the one to offer; called in a thread. Raises JournalError."""
    found = practice.read(home, settings, month, now)
    running = months.of(days.today(now, settings.day_starts))
    hidden = frozenset(
        one
        for one in (running, running.plus(-1))
        if practice.assessed(home, settings, one, now).state == assessment.OPEN
    )
    followed = bool(found.shipped.changes) or bool(repositories.listing(home, settings))
    return Found(found, hidden, followed)


def where_left(audit: Audit, *, has_words: bool = False) -> int:
    """Tell at which step a month was left, going by what the journal has of it.

    `has_words`: words of it were begun that aren't kept yet.
    """
    if audit.assessed.state == assessment.OPEN:
        return BELIEVE
    if audit.closed_at is not None or audit.assessed.state == assessment.MISSED:
        return PICTURE
    if has_words:
        return LEARNED
    answered = [group for group in audit.groups if group.learned]
    if len(answered) == len(audit.groups):
        return PICTURE
    return LEARNED if answered else SHIPPED
