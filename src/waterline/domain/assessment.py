"""The questions of a month: what one believes of oneself, before any evidence is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.audits import Answers, Perceived

if TYPE_CHECKING:
    from datetime import date, datetime

    from waterline.domain.months import Month

OPEN, FIXED, MISSED = "open", "fixed", "missed"

# SCORING, 1: the mean needs so many of the five.
PERCEIVED_NEEDS = 4
LEVELS = range(5)
STEP = 25


class Question(NamedTuple):
    """A question with what its levels 0 to 4 mean; `id` is its field in `Answers`."""

    id: str
    text: str
    label: str
    anchors: tuple[str, str, str, str, str]


class Percentage(NamedTuple):
    """A question that is answered by 0 to 100 percent, with what the ends mean."""

    id: str
    text: str
    label: str
    lowest: str
    highest: str


QUESTIONS = (
    Question(
        "q1",
        "Three most important decisions of my current system, and why, eyes off the code",
        "Decisions",
        (
            "can't name one",
            "some, without reasons",
            "three, one with its reason",
            "three with reasons",
            "also what was rejected, or what would change my mind",
        ),
    ),
    Question(
        "q2",
        "Build the team's core service from scratch, docs allowed, no AI",
        "Building",
        (
            "wouldn't know where to begin",
            "an outline; stuck on the main path",
            "the main path, with holes",
            "a working core, slowly",
            "and I rebuilt a core piece by hand in the last 3 months",
        ),
    ),
    Question(
        "q3",
        "It breaks at 2am",
        "Debugging",
        (
            "I paste the error before reading it",
            "I read it, then ask AI where",
            "I look a few minutes, then ask",
            "I say a guess and open the right file first",
            "I usually find it; AI is optional",
        ),
    ),
    Question(
        "q4",
        "What I learned last week, not what I shipped",
        "Learning",
        (
            "only what I shipped",
            "a vague feeling",
            "one thing, in one sentence",
            "one thing, well enough for a colleague to use",
            "two or more, and where each stops holding",
        ),
    ),
)

Q5 = Percentage(
    "velocity_drop",
    "If AI were gone for a month, by how much would my velocity drop?",
    "Without AI",
    "not at all",
    "to a standstill",
)

# It stands apart: it enters no mean and no gap.
RENTING = Question(
    "renting",
    "My skills feel …",
    "Renting",
    ("all borrowed", "mostly borrowed", "half and half", "mostly mine", "all mine"),
)


def perceived(answers: Answers) -> Perceived:
    """Score what was answered (SCORING, 1): five items and their mean, 0 to 100.

    Raises ValueError for a level that is not 0 to 4, or a drop that is not 0 to 100.
    """
    check(answers)
    levels = (answers.q1, answers.q2, answers.q3, answers.q4)
    items: list[float | None] = [None if one is None else float(STEP * one) for one in levels]
    drop = answers.velocity_drop
    items.append(None if drop is None else float(100 - drop))
    given = [one for one in items if one is not None]
    mean = sum(given) / len(given) if len(given) >= PERCEIVED_NEEDS else None
    return Perceived((items[0], items[1], items[2], items[3], items[4]), len(given), mean)


def check(answers: Answers) -> None:
    """Refuse what is no answer: a level outside 0 to 4, a drop outside 0 to 100 (ValueError)."""
    for name, value in zip(Answers._fields, answers, strict=True):
        allowed = range(101) if name == Q5.id else LEVELS
        if value is not None and value not in allowed:
            raise ValueError(f"{name}: {value} is not {allowed.start} to {allowed.stop - 1}")


def answered(answers: Answers) -> int:
    """Count the answered ones of the five; *renting* is none of them."""
    return sum(one is not None for one in answers[:5])


def state(
    month: Month, today: date, answered_at: datetime | None, shown_at: datetime | None
) -> str:
    """Tell whether a month's questions are "open", "fixed" or "missed" on a local day.

    They can be answered until the month after it ends, and not once its evidence was seen.
    """
    if shown_at is not None:
        return FIXED
    if today <= month.plus(1).last:
        return OPEN
    return MISSED if answered_at is None else FIXED
