"""What a month's audit is computed from: plain values, as the journal has them.

`journal/audits` reads them, `domain/auditing` makes an `Audit` of them. Moments are microseconds
UTC, offsets seconds east, days are local ones (`domain/days.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.audits import Assessed
from waterline.domain.days import DAY, DAY_STARTS
from waterline.domain.lines import ASSISTED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from waterline.domain.briefs import Brief
    from waterline.domain.evidence import Estimate, NotEnough
    from waterline.domain.months import Month
    from waterline.domain.sessions import Session

# SCORING, 5: explained within so many days of shipping.
EXPLAINED_DAYS = 7
EXPLAINED_WITHIN = EXPLAINED_DAYS * DAY
# How many months before its own an audit looks at: the last twelve settled ones are among them.
MONTHS_BEFORE = 14


class Work(NamedTuple):
    """A change that a repository holds, as an audit sees it.

    `day` is the local day of its author's time, `subject` is clean, `origin` "assisted",
    "by hand" or "unknown", `sort` "", "revert" or "fixup". `generated_lines` are among the
    `insertions` and `deletions`. `paths` are its files (generated ones may be left out), `branch`
    is "" where it isn't known. `explained_at` is when its first explanation in own words was
    written (None: none; deleted and pasted ones are none, overruled ones are some), `is_pasted`
    tells that there are only pasted ones.
    """

    id: str
    moment: int
    day: date
    repo: str
    subject: str = ""
    origin: str = "unknown"
    sort: str = ""
    insertions: int = 0
    deletions: int = 0
    generated_lines: int = 0
    files: int = 0
    paths: tuple[str, ...] = ()
    branch: str = ""
    tool: str = ""
    offset: int = 0
    explained_at: int | None = None
    is_pasted: bool = False

    @property
    def own_lines(self) -> int:
        """Its lines without the generated ones."""
        return self.insertions + self.deletions - self.generated_lines

    @property
    def is_counted(self) -> bool:
        """Whether the waterline counts it: no revert, and not generated as a whole."""
        lines = self.insertions + self.deletions
        return self.sort != "revert" and not (lines > 0 and self.own_lines <= 0)

    @property
    def is_assisted(self) -> bool:
        """Whether it is one of the S that were shipped (SCORING, 5)."""
        return self.origin == ASSISTED and self.is_counted

    @property
    def is_explained(self) -> bool:
        """Whether it was explained in own words within seven days of shipping."""
        return self.explained_at is not None and self.explained_at <= self.moment + EXPLAINED_WITHIN


class Asked(NamedTuple):
    """A closed-book question as it was drawn and answered (table `test`).

    `drawn_on` and `offset` are its local day and offset. `change_id` names the change that holds
    it now ("": a decision, or a change that no repository holds), `shipped_on` that change's local
    day if it is one of the S of its month, else None.
    """

    sort: str
    draw: str
    drawn_at: int
    drawn_on: date
    offset: int = 0
    is_first: bool = True
    change_id: str = ""
    shipped_on: date | None = None
    answered_at: int | None = None
    sure: int | None = None
    outcome: str = ""


class Written(NamedTuple):
    """An explanation that was written: confidence (1 to 7) before and after, None if not said."""

    moment: int
    day: date
    before: int | None = None
    after: int | None = None


class Said(NamedTuple):
    """What a person said of a group (table `audit_group`, and the words of its entry).

    `key` "" is the month as a whole.
    """

    key: str
    name: str = ""
    part_of: str = ""
    learned: str = ""
    words: str = ""
    entry_id: str = ""


class MonthCount(NamedTuple):
    """A month as the journal sums it up: S, X and what else was shipped; what was said of it.

    All of them leave out what `Work.is_counted` leaves out. `learned` is the month's answer
    ("" none), `assessed` its five questions, `gap` the overall one of a closed month.
    """

    month: Month
    assisted: int = 0
    explained: int = 0
    by_hand: int = 0
    unknown: int = 0
    learned: str = ""
    assessed: Assessed = Assessed()
    is_closed: bool = False
    gap: Estimate | NotEnough | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the audit of `month` is computed from.

    `until` is the moment at which the month ends on the user's clock, or now while it runs;
    `today` is the local day of now. All but `works`, `written` and `entries` (those of the month)
    may hold more than is needed:

    - `works` oldest first, each once however many repositories hold it
    - `tests`: those drawn or answered in the 90 days before `until`, and all of changes that were
      shipped in `counts`' months
    - `sessions`: the closed ones started in the 180 days before `until`, none deleted
    - `briefs`: those closed in the month
    - `incidents`: the local days of entries of that kind in the 90 days before `until`
    - `active`: the local days on which anything was written or shipped, from the Monday of the week
      that ends in the month's first days on
    - `counts`: up to `MONTHS_BEFORE` months before this one, oldest first, then this one; months
      before the first that has anything are left out, empty ones in between are not
    """

    month: Month
    today: date
    until: int
    works: Sequence[Work] = ()
    tests: Sequence[Asked] = ()
    written: Sequence[Written] = ()
    sessions: Sequence[Session] = ()
    briefs: Sequence[Brief] = ()
    incidents: Sequence[date] = ()
    active: Collection[date] = ()
    holidays: Sequence[tuple[date, date]] = ()
    assessed: Assessed = field(default_factory=Assessed)
    said: Sequence[Said] = ()
    counts: Sequence[MonthCount] = ()
    entries: int = 0
    day_starts: int = DAY_STARTS
