"""When a question is asked again: FSRS over whole days, as plain values.

The scheduler is `fsrs` 6 with its own parameters and retention. A card has no learning steps: a
question about one's own work is not worth asking twice in an evening. Nothing is left to chance
(its fuzz spreads thousands of cards; here there are nine a week), so the same answers at the same
times give the same days, and every one of them can be computed again from the tests.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain.asked import FAILED, LATE, PASSED, RIGHT, UNKNOWN, WRONG
from waterline.domain.days import DAY, MICROSECOND, to_moment

if TYPE_CHECKING:
    from fsrs import Scheduler

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
# From so many percent on an answer that was known was known surely.
SURE = 90

_NOT_KNOWN = {FAILED, WRONG, UNKNOWN}
_KNOWN = {PASSED, RIGHT}


class Scheduled(NamedTuple):
    """A card after a review: its state (JSON, as FSRS writes it) and when it is due."""

    state: str
    due: datetime


def rating(outcome: str, sure: int | None, ticked: int = 0) -> int:
    """Give FSRS's rating (1 to 4) for an outcome.

    A *why* that failed although `ticked` points were there was partly known. Words that were
    given for the first time ("late") were known a moment ago.
    Raises ValueError for an outcome that is no answer.
    """
    if outcome in _NOT_KNOWN:
        return HARD if ticked else AGAIN
    if outcome in _KNOWN:
        return EASY if sure is not None and sure >= SURE else GOOD
    if outcome == LATE:
        return GOOD
    raise ValueError(f"{outcome!r} is no answer")


def review(state: str, given: int, now: datetime, number: int = 0) -> Scheduled:
    """Review a card of this state ("" for a new one, which gets `number` as its id).

    `now` is aware. Raises ValueError for a naive one, and for a state that is none.
    """
    from fsrs import Card, Rating

    if now.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    at = now.astimezone(UTC)
    card = _read(state) if state else Card(card_id=number, due=at)
    card, _ = _scheduler().review_card(card, Rating(given), at)
    return Scheduled(json.dumps(card.to_dict(), separators=(",", ":")), card.due)


def first_moment(due: datetime, offset: int, day_starts: int) -> int:
    """Give the moment at which the local day of `due` begins: a card is due all day long.

    `offset` is in seconds east, `day_starts` in minutes after midnight.
    """
    shift = (offset - day_starts * 60) * MICROSECOND
    moment = to_moment(due)
    return moment - (moment + shift) % DAY


def _read(state: str) -> Any:
    from fsrs import Card

    try:
        return Card.from_dict(json.loads(state))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no state of a card") from error


def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
