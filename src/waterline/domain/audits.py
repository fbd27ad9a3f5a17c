"""A month's audit as one value: what was answered, shipped, learned, and what the figures say.

`practice/audit` puts it together; the screen and the report only show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from waterline.domain.effort import Alone
    from waterline.domain.evidence import Calibration, Estimate, NotEnough, Share
    from waterline.domain.explanations import Coverage, DepthDrop
    from waterline.domain.months import Month

LEARNED = ("a lot", "some", "not much")
STRANDS = ("recall", "code", "debug", "build")
OVERALL = "overall"


class Answers(NamedTuple):
    """The levels of the four questions (0 to 4), the expected drop (percent), and *renting*."""

    q1: int | None = None
    q2: int | None = None
    q3: int | None = None
    q4: int | None = None
    velocity_drop: int | None = None
    renting: int | None = None


class Assessed(NamedTuple):
    """What a month's questions were answered with.

    `state` is "open" (they can be answered), "fixed" (the evidence was seen since) or "missed"
    (the month is too long ago to be asked about).
    """

    answers: Answers = Answers()
    state: str = "open"
    answered_at: datetime | None = None
    shown_at: datetime | None = None


class Perceived(NamedTuple):
    """The five items (0 to 100, None unanswered), how many were answered, and their mean P.

    `p` is None with fewer than four of five.
    """

    items: tuple[float | None, ...] = (None,) * 5
    answered: int = 0
    p: float | None = None


class Tide(NamedTuple):
    """The waterline of a month (SCORING.md 5): counts, then percentages.

    `u` is what was shown understood, with its limits `low` and `high`; `g` is 100 less `u`. `e` is
    None where nothing was shipped; `u` and its limits are None with that, or without enough tests.
    """

    s: int = 0
    x: int = 0
    t: int = 0
    k: int = 0
    e: float | None = None
    u: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def g(self) -> float | None:
        """What was not shown, in percent."""
        return None if self.u is None else 100 - self.u


class Column(NamedTuple):
    """A column of the waterline chart: a day of a month, or a month of twelve.

    The assisted part stands above the line and is mirrored below it: `explained` of it in own
    words, `shown` of that also shown in a test (None: not enough evidence). Both may be no whole
    numbers in a month. By hand and unknown ones stand above the assisted ones, not assessed.
    """

    first: date
    last: date
    assisted: int = 0
    by_hand: int = 0
    unknown: int = 0
    explained: float = 0
    shown: float | None = 0
    is_settling: bool = False

    @property
    def shipped(self) -> int:
        """How many changes it has in all."""
        return self.assisted + self.by_hand + self.unknown


class Shipped(NamedTuple):
    """What a month shipped, reverts and generated-only changes included."""

    changes: int = 0
    assisted: int = 0
    by_hand: int = 0
    unknown: int = 0
    insertions: int = 0
    deletions: int = 0
    files: int = 0


class Strand(NamedTuple):
    """What one strand shows, and of the tests drawn for it how many were answered (None: no draw).

    It is `likely_flattering` where fewer than 60 % were.
    """

    figure: Estimate | NotEnough
    answered: Share | None = None
    likely_flattering: bool = False


class Trend(NamedTuple):
    """Where G goes over settled months: "too early", "shrinking", "growing", "no clear direction".

    `slope` is in points a month (Theil-Sen), `p` that of Mann-Kendall; `months` had a figure.
    """

    state: str
    slope: float | None
    p: float | None
    months: int


class Run(NamedTuple):
    """How many months in a row the answer was "not much", and whether that is a pattern."""

    length: int = 0
    is_pattern: bool = False


class Signal(NamedTuple):
    """A signal of SCORING.md 6: its number (S1 to S4), its name, where it points, the evidence."""

    id: str
    name: str
    side: str
    evidence: str

    @property
    def points(self) -> str:
        """Say where it points; what is too little is said as of every figure."""
        return self.side.replace("not enough (", "not enough evidence (")


class Stage(NamedTuple):
    """A stage that the records resemble, with what they show."""

    number: int
    name: str
    evidence: str


class Practised(NamedTuple):
    """Effort in the month (SCORING.md 2): counts that are never summed."""

    weeks: Share
    alone: Alone
    first: Share
    reviews: Share


class Group(NamedTuple):
    """A piece of the month's work, as a person recognises it.

    `parts` are the keys of what was merged into it, its own first; `change_ids` newest first;
    `learned` is one of `LEARNED` or "", `words` what was learned, in the entry `entry_id`.
    """

    key: str
    name: str
    repo: str
    change_ids: tuple[str, ...]
    assisted: int
    explained: int
    insertions: int
    deletions: int
    first: date
    last: date
    parts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    learned: str = ""
    words: str = ""
    entry_id: str = ""
    is_renamed: bool = False

    @property
    def changes(self) -> int:
        """How many changes it has."""
        return len(self.change_ids)


class MonthTally(NamedTuple):
    """A month beside others: its waterline, what was believed, the gap, what was learned."""

    month: Month
    state: str
    tide: Tide
    by_hand: int = 0
    unknown: int = 0
    p: float | None = None
    gap: Estimate | NotEnough | None = None
    learned: str = ""
    is_answered: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """A month looked at as a whole.

    `gaps` has the strands and "overall": None where there is not enough evidence for both sides.
    `learned` is the month's answer, `learned_said` whether the person said it of the whole month
    (it follows from its groups otherwise), `words` what was said of the month as a whole.
    `columns` are its days, `months` the last twelve, this one last. `closed_at` is set where the
    figures are frozen; `late` says in sentences what came afterwards. `how` says how the figures
    were computed.
    """

    month: Month
    state: str
    shipped: Shipped
    coverage: Coverage
    tide: Tide
    assessed: Assessed
    perceived: Perceived
    demonstrated: Mapping[str, Strand]
    gaps: Mapping[str, Estimate | None]
    calibration: Calibration | NotEnough
    depth: DepthDrop
    practised: Practised
    trend: Trend
    not_much: Run
    signals: tuple[Signal, ...] = ()
    stages: tuple[Stage, ...] = ()
    groups: tuple[Group, ...] = ()
    learned: str = ""
    learned_said: bool = False
    words: str = ""
    notices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    months: tuple[MonthTally, ...] = ()
    entries: int = 0
    closed_at: datetime | None = None
    late: tuple[str, ...] = ()
    how: Mapping[str, object] = field(default_factory=dict)
