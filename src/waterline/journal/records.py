"""The records, as SQLModel classes over the tables that `migrations` makes.

The schema itself stands in `migrations`; a test holds the two equal. Times are microseconds
since 1970 in UTC (`domain/days.py`), with the writer's offset beside them where a local day
hangs on it.
"""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Entry(SQLModel, table=True):
    """A piece of journal. `tags` holds names separated by single spaces.

    `seal` is the checksum of all the others (see `seal`), None where none was recorded.
    """

    moment: int = Field(primary_key=True)
    id: str = Field(unique=True)
    utc_offset: int
    zone: str
    day: str
    kind: str
    body: str
    tags: str
    repo: str
    edited_at: int | None = None
    deleted_at: int | None = None
    seal: int | None = None


class EntryTag(SQLModel, table=True):
    """One tag of one entry, for finding entries by tag."""

    __tablename__ = "entry_tag"

    tag: str = Field(primary_key=True)
    moment: int = Field(primary_key=True, foreign_key="entry.moment")


class Deed(SQLModel, table=True):
    """That an entry was written, edited or deleted (`action`: "note", "edit" or "delete").

    `made_at` is the deed's place in the order of all: the time, made unique and never falling.
    `undone_at` is set while it is taken back. What follows is the entry on the other side of an
    edit or a deletion: as it was before, or, while it is taken back, as it would be again.
    """

    made_at: int = Field(primary_key=True)
    moment: int = Field(foreign_key="entry.moment")
    action: str
    undone_at: int | None = None
    kind: str = ""
    body: str = ""
    tags: str = ""
    edited_at: int | None = None
    deleted_at: int | None = None
    seal: int | None = None


class Repository(SQLModel, table=True):
    """A followed repository. `common_dir` is git's common directory: worktrees share it.

    `seen` is JSON: what the last scan saw (tips, and the stats that tell whether anything moved).
    """

    id: str = Field(primary_key=True)
    path: str
    common_dir: str = Field(unique=True)
    name: str
    added_at: int
    scanned_at: int | None = None
    seen: str
    seal: int | None = None


class Change(SQLModel, table=True):
    """One of the user's own commits. Keeps its row when a rewrite gives it another sha.

    `moment` is the author's time, made unique; `identity` names author address and author time,
    which survive amend, rebase and cherry-pick. `sort` is "", "revert" or "fixup".

    `origin`, `tool` and `signal` are the outcome of what the commit itself says (`own_…`), what a
    person `said` of it, the agents' `variables` (names) that stood around it, the lines that a
    git-ai note counts for AI, and what the commits said that it came in the place of (`earlier_…`).

    `branch` is the one on which it was first seen, "" for the default branch and where nothing
    told; it stays when the branch is gone.
    """

    moment: int = Field(primary_key=True)
    id: str = Field(unique=True)
    sha: str = Field(unique=True)
    identity: str
    utc_offset: int
    day: str
    committed_at: int
    author: str
    address: str
    message: str
    insertions: int
    deletions: int
    files: int
    generated_lines: int
    sort: str
    origin: str
    tool: str
    signal: str
    own_origin: str = "unknown"
    own_tool: str = ""
    own_signal: str = ""
    said: str = ""
    variables: str = ""
    variables_tool: str = ""
    ai_lines: int = 0
    ai_tool: str = ""
    earlier_tool: str = ""
    earlier_signal: str = ""
    branch: str = ""


class ChangeFile(SQLModel, table=True):
    """One file of a change, with its own line counts."""

    __tablename__ = "change_file"

    moment: int = Field(primary_key=True, foreign_key="change.moment")
    path: str = Field(primary_key=True)
    old_path: str
    insertions: int
    deletions: int
    is_binary: bool
    is_generated: bool


class Sighting(SQLModel, table=True):
    """That a repository holds a change now."""

    repository_id: str = Field(primary_key=True, foreign_key="repository.id")
    moment: int = Field(primary_key=True, foreign_key="change.moment")


class Explanation(SQLModel, table=True):
    """What an entry of kind "explanation" has beside its words.

    Confidence is 1 to 7, or None where it was not asked; `ticks` are bits 1, 2, 4; `typed` and
    `pasted` count characters, if `observed`; `copied` is in thousandths. `overruled`: it counts
    although it was pasted, because its writer says so.
    """

    moment: int = Field(primary_key=True, foreign_key="entry.moment")
    sure_before: int | None = None
    sure_after: int | None = None
    ticks: int = 0
    typed: int = 0
    pasted: int = 0
    observed: bool = False
    copied: int | None = None
    overruled: bool = False
    place: str = ""
    seal: int | None = None


class Explained(SQLModel, table=True):
    """A commit that an explanation was written for, named by all that may survive of it."""

    number: int = Field(primary_key=True)
    moment: int = Field(foreign_key="explanation.moment")
    sha: str
    identity: str
    subject: str
    seal: int | None = None


class Fact(SQLModel, table=True):
    """What git can't know of a commit: `sort` "environment" (names of variables) or "said"."""

    id: str = Field(primary_key=True)
    at: int
    sort: str
    value: str
    tool: str
    sha: str
    identity: str
    subject: str
    folder: str
    seal: int | None = None


class Rewrite(SQLModel, table=True):
    """That git put one commit in the place of another; `is_read` once git was asked for `old`."""

    old: str = Field(primary_key=True)
    new: str = Field(primary_key=True)
    is_read: bool


class Explains(SQLModel, table=True):
    """That an explanation holds for a change; follows from `explained` and `rewrite`."""

    change: int = Field(primary_key=True, foreign_key="change.moment")
    entry: int = Field(primary_key=True, foreign_key="explanation.moment")


class Sitting(SQLModel, table=True):
    """What an entry of kind "session" has beside its words (see `domain.sessions.Session`).

    `sort` is "build" or "debug". `seen_at` is not sealed.
    """

    __tablename__ = "session"

    moment: int = Field(primary_key=True, foreign_key="entry.moment")
    sort: str
    planned_minutes: int
    started_at: int
    frozen: str
    place: str = ""
    mechanism: str = ""
    frozen_at: int | None = None
    sure: int | None = None
    ai_opened_at: int | None = None
    ended_at: int | None = None
    outcome: str = ""
    cause_found: bool | None = None
    with_ai: bool | None = None
    seen_at: int | None = None
    seal: int | None = None


class ClosedBrief(SQLModel, table=True):
    """How long the work of a brief really took."""

    __tablename__ = "closed_brief"

    moment: int = Field(primary_key=True, foreign_key="entry.moment")
    took_minutes: int
    closed_at: int
    seal: int | None = None


class SkippedWeek(SQLModel, table=True):
    """A week (its Monday, as ISO text) whose planned build was put off."""

    __tablename__ = "skipped_week"

    monday: str = Field(primary_key=True)
    skipped_at: int


class Assessment(SQLModel, table=True):
    """The five answers of a month, and how much of one's skills feels one's own.

    Levels are 0 to 4, `velocity_drop` is in percent; None was not answered. They stay as they are
    from `shown_at` on, when the month's evidence was first looked at.
    """

    number: int = Field(primary_key=True)
    month: str = Field(unique=True)
    q1: int | None = None
    q2: int | None = None
    q3: int | None = None
    q4: int | None = None
    velocity_drop: int | None = None
    renting: int | None = None
    answered_at: int | None = None
    shown_at: int | None = None
    seal: int | None = None


class AuditGroup(SQLModel, table=True):
    """What a person said of a piece of a month's work; `key` "" is the month as a whole.

    `name` is "" where it has the one it was found by, `part_of` the key of the piece it was merged
    into, `learned` "a lot", "some", "not much" or "", `entry` the id of the words' entry.
    """

    __tablename__ = "audit_group"

    number: int = Field(primary_key=True)
    month: str
    key: str
    name: str = ""
    part_of: str = ""
    learned: str = ""
    entry: str = ""
    changed_at: int
    seal: int | None = None


class Closing(SQLModel, table=True):
    """That a month was closed: its figures then, and how they were computed (both JSON)."""

    moment: int = Field(primary_key=True)
    month: str
    figures: str
    how: str
    reopened_at: int | None = None
    seal: int | None = None


class RecallTest(SQLModel, table=True):
    """A closed-book question that was drawn, as it was asked, and what was answered.

    `sort` is "why", "where" or "line". `draw` is what the tests of one drawing have in common;
    `is_first` tells them from later reviews, `card` names what schedules those. A decision is
    named by `entry`, a change by the others. `moment` is when it was drawn (`day`, `utc_offset`:
    locally), `shipped_at` when the change was shipped or the decision written. `sure` is 0 to 100
    percent, `rating` and `before` are FSRS's (1 to 4, and the card as it was). `outcome` is
    "passed", "failed" (why), "right", "wrong", "unknown" (where, line), "late" (a first
    explanation, given when asked: never a pass), "skipped" (it could not be asked any more), or ""
    while it waits.
    """

    __tablename__ = "test"

    moment: int = Field(primary_key=True)
    id: str = Field(unique=True)
    draw: str
    sort: str
    is_first: bool
    card: str = ""
    entry: str = ""
    change_id: str = ""
    sha: str = ""
    identity: str = ""
    subject: str = ""
    repo: str = ""
    shipped_at: int
    utc_offset: int
    day: str
    asked: str
    answered_at: int | None = None
    sure: int | None = None
    answer: str = ""
    marks: str = ""
    outcome: str = ""
    rating: int | None = None
    before: str = ""
    seal: int | None = None


class Card(SQLModel, table=True):
    """When a question is asked again: FSRS's state (JSON), due at `due_at`.

    `at_rest` says why it is asked no more: its commit is gone, its owner took it out.
    """

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    sort: str
    entry: str = ""
    change_id: str = ""
    sha: str = ""
    identity: str = ""
    subject: str = ""
    repo: str = ""
    state: str = ""
    due_at: int | None = None
    at_rest: str = ""
    made_at: int
    seal: int | None = None
