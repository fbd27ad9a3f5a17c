"""What a month's answer to "what did I learn from this?" is (SCORING, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.audits import LEARNED
from waterline.domain.grouping import groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.domain.audits import Group
    from waterline.domain.facts import Said, Work
    from waterline.domain.months import Month

WHOLE = ""


def answer(groups: Iterable[Group], whole: str = "") -> str:
    """Give the month's answer: what was said of it as a whole, else what its groups come to.

    That is the most that at least half of the answered groups' changes reach; "" if none is
    answered.
    """
    if whole:
        return whole
    weights = dict.fromkeys(LEARNED, 0)
    for one in groups:
        if one.learned in weights:
            # Words on work that no repository holds any more are an answer all the same.
            weights[one.learned] += max(1, one.changes)
    reached, all_of_them = 0, sum(weights.values())
    for level, weight in weights.items():
        reached += weight
        if weight and 2 * reached >= all_of_them:
            return level
    return ""


def said_of_the_whole(said: Iterable[Said]) -> Said | None:
    """Find what was said of the month as a whole."""
    return next((one for one in said if one.key == WHOLE), None)


def of_month(works: Sequence[Work], said: Sequence[Said], month: Month) -> str:
    """Give the month's answer from its changes and what was said of them."""
    whole = said_of_the_whole(said)
    if whole is not None and whole.learned:
        return whole.learned
    return answer(groups(works, said, month)) if said else ""
