"""What passes between Recall's practice and whoever shows it: items, questions, what is revealed.

Texts of code keep their indent and are safe to show (`text.code_line`), all others are clean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

WHY, WHERE, LINE = "why", "where", "line"

PASSED, FAILED = "passed", "failed"
RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"
LATE, SKIPPED = "late", "skipped"

# In a test's marks: its answer was taken back after the truth was shown.
SEEN = "seen"

# About how long an answer takes, in minutes, and how long a sitting may take at most.
MINUTES = {WHY: 2.0, WHERE: 0.5, LINE: 0.5}
SITTING_MINUTES = 10


class Item(NamedTuple):
    """One question of a sitting: a WHY, WHERE or LINE about a change or a decision.

    `shipped` is the local day on which the change was shipped or the decision written; `sha` is
    "" for a decision. Only a first test (`is_first`) counts; the others are for practice, and so
    is one whose truth was seen before it is answered again.
    """

    id: str
    sort: str
    subject: str
    repo: str
    shipped: date
    is_first: bool = True
    sha: str = ""

    @property
    def minutes(self) -> float:
        """About how long it takes."""
        return MINUTES[self.sort]

    @property
    def is_decision(self) -> bool:
        """Whether it asks of a decision, and not of a change."""
        return not self.sha


class Waiting(NamedTuple):
    """An item that waits, from `due_on` on; a first test `until` a day, a later review (None) on.

    `is_written`: a WHY whose words are kept, and whose points are still to be ticked.
    """

    item: Item
    due_on: date
    until: date | None = None
    is_written: bool = False


class Due(NamedTuple):
    """What waits: first tests, later reviews, about how many minutes they take together.

    `drawn` counts what was ever drawn; `next_on` is the day on which more comes by itself (a card
    that falls due, a change that has grown old enough), None where nothing is known of any.
    """

    first: int = 0
    later: int = 0
    minutes: int = 0
    drawn: int = 0
    next_on: date | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self.first + self.later

    @property
    def at_a_time(self) -> int:
        """How many minutes a sitting takes where more waits than it holds; 0 where it holds all."""
        return SITTING_MINUTES if self.minutes > SITTING_MINUTES else 0


class Revealed(NamedTuple):
    """What was true, beside what was answered.

    `outcome` is "" for a WHY whose points still wait to be ticked. `again_on` is the day on which
    it is asked again. WHY: `points` are the sentences of the stored explanation (none: `outcome`
    is LATE), `ticked` their numbers, `main` the number of the one that is the main reason.
    WHERE and LINE: `right` and `chosen` are numbers of options, `chosen` None for "I don't know";
    `neighbours` are paths that stood around the true file (itself among them), `explanation` the
    stored one, "" where there is none.
    """

    outcome: str = ""
    sure: int | None = None
    again_on: date | None = None
    answer: str = ""
    points: tuple[str, ...] = ()
    ticked: tuple[int, ...] = ()
    main: int = 0
    right: int = 0
    chosen: int | None = None
    neighbours: tuple[str, ...] = ()
    explanation: str = ""


class Question(NamedTuple):
    """An item as it is shown; the truth is in it only once it was answered (`revealed`).

    WHY: `files` are the paths of the change. WHERE: `options` are paths, `explanation` what was
    written about the change, "" where nothing was. LINE: `options` are lines, to be set between
    the lines `before` and `after` of the file `path`.
    """

    item: Item
    files: tuple[str, ...] = ()
    explanation: str = ""
    path: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    revealed: Revealed | None = None


class Skipped(NamedTuple):
    """An item that can't be asked any more, and why, in words."""

    item: Item
    reason: str


class Results(NamedTuple):
    """What the first tests of the last 90 days came to, as counts; later reviews apart.

    `why_passed` of `why`, and `code_right` of `code` (where and line together), are of answered
    ones; `late` are first explanations given when asked. `pairs` hold how sure (0 to 1) and
    whether it was known, for each.
    """

    drawn: int = 0
    answered: int = 0
    why: int = 0
    why_passed: int = 0
    code: int = 0
    code_right: int = 0
    late: int = 0
    reviews: int = 0
    pairs: tuple[tuple[float, float], ...] = ()
