"""Changes: what was shipped, kept in step with what git says.

A commit's row outlives its sha. When a commit is gone from every repository and another with the
same author address and author time appears (amend, rebase), the old row is given the new sha and
numbers, so what hangs on it stays. A row that no repository holds counts nowhere, but is kept.

All of it goes through the narrow door: thousands of rows are handed to the driver as they are,
and importing SQLModel would take longer than reading what is new since yesterday.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own; what is asked for is bound

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from waterline.domain.commits import sort_of
from waterline.domain.days import MICROSECOND, day_of
from waterline.domain.generated import is_generated
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.origin import origin_of
from waterline.domain.signals import NONE, Signals
from waterline.domain.text import clean, clean_line, shown_path, subject
from waterline.errors import NotFoundError
from waterline.journal import binding
from waterline.journal.connection import writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from waterline.domain.commits import Commit
    from waterline.domain.git_ai import Note


@dataclass(slots=True)
class _File:
    path: str
    old_path: str
    insertions: int
    deletions: int
    is_binary: bool
    is_generated: bool


@dataclass(slots=True)
class _Prepared:
    """A commit as its row will be, all but `moment` and `id`."""

    sha: str
    key: str
    identity: str
    subject: str
    moment: int  # the author's time, not yet made unique
    observed: bool
    columns: list[Any]  # as in _COLUMNS
    files: dict[str, _File]

    def count_generated(self) -> None:
        self.columns[_GENERATED] = sum(
            file.insertions + file.deletions for file in self.files.values() if file.is_generated
        )


@dataclass(slots=True)
class Batch:
    """What one scan found in one repository, made ready while git is still reading.

    `day_starts` in minutes after midnight; `patterns` are the user's for generated files,
    `signals` theirs for origins. `rewritten` are commits that the repository does not hold any
    more: others took their place before any scan saw them. `branches` tells where commits grew.
    """

    day_starts: int
    patterns: tuple[str, ...] = ()
    signals: Signals = NONE
    prepared: list[_Prepared] = field(default_factory=list)
    rewritten: list[_Prepared] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    notes: Mapping[str, Note] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)
    _named: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def add(self, commit: Commit) -> None:
        """Take in one commit; commits come newest first."""
        self.prepared.append(self._prepare(commit))

    def add_rewritten(self, asked: list[str], commits: Iterable[Commit]) -> None:
        """Take in what git still knows of the commits `asked` that others took the place of."""
        self.asked = tuple(asked)
        self.rewritten = [self._prepare(commit) for commit in commits]

    def _prepare(self, commit: Commit) -> _Prepared:
        message = clean(commit.message).strip()
        title = subject(message)
        moment = commit.authored_at * MICROSECOND
        files = self._files(commit)
        columns: list[Any] = [
            commit.sha,
            commit.identity,
            commit.offset,
            day_of(moment, commit.offset, self.day_starts).isoformat(),
            commit.committed_at * MICROSECOND,
            clean_line(commit.author.name),
            clean_line(commit.author.address),
            message,
            sum(file.insertions for file in files.values()),
            sum(file.deletions for file in files.values()),
            len(files),
            0,
            sort_of(title),
            *origin_of(message, commit.author, commit.committer, signals=self.signals),
        ]
        prepared = _Prepared(
            commit.sha,
            new_key(moment),
            columns[1],
            title,
            moment,
            commit.observed,
            columns,
            files,
        )
        prepared.count_generated()
        return prepared

    @property
    def paths(self) -> Iterable[str]:
        """Every path that any commit touched, once, as git has it."""
        return self._named.keys()

    def since(self, moment: int) -> dict[str, int]:
        """Give the commits that were made since then, with the seconds of their commit times."""
        return {
            prepared.sha: prepared.columns[_COMMITTED_AT] // MICROSECOND
            for prepared in self.prepared
            if prepared.moment >= moment
        }

    def mark(self, marks: Mapping[str, bool]) -> None:
        """Let the repository's own word on generated files go before the rules."""
        told = {self._named[path][0]: generated for path, generated in marks.items()}
        if not told:
            return
        for prepared in (*self.prepared, *self.rewritten):
            for path in told.keys() & prepared.files.keys():
                prepared.files[path].is_generated = told[path]
            prepared.count_generated()

    def _files(self, commit: Commit) -> dict[str, _File]:
        files: dict[str, _File] = {}
        for path, old, insertions, deletions, is_binary in commit.files:
            shown, generated = self._name(path)
            known = files.get(shown)
            if known is None:
                before = shown_path(old) if old else ""
                files[shown] = _File(shown, before, insertions, deletions, is_binary, generated)
            else:  # two names that only differ in what can't be shown
                known.insertions += insertions
                known.deletions += deletions
        return files

    def _name(self, path: str) -> tuple[str, bool]:
        named = self._named.get(path)
        if named is None:
            shown = shown_path(path)
            named = self._named[path] = shown, is_generated(shown, self.patterns)
        return named


# The columns that follow from a commit; `moment` and `id` are the row's own for good.
_COLUMNS = (
    "sha", "identity", "utc_offset", "day", "committed_at", "author", "address", "message",
    "insertions", "deletions", "files", "generated_lines", "sort",
    "own_origin", "own_tool", "own_signal",
)  # fmt: skip

# What is settled from all that is known (see `binding`); a new row begins with the commit's own.
_OUTCOME = ("origin", "tool", "signal")

_GENERATED = _COLUMNS.index("generated_lines")
_COMMITTED_AT = _COLUMNS.index("committed_at")

_Row = tuple[Any, ...]


def store(
    db: sqlite3.Connection,
    repository_id: str,
    batch: Batch,
    *,
    dropped: set[str] | None,
    seen: Callable[[int], str],
    now: int,
) -> int:
    """Bring one repository's changes up to date in one transaction; give how many are new to it.

    `dropped` names the commits that the repository no longer holds; None: all that are not in
    the batch. `seen` makes what the next scan wants to know, given the number of new ones.
    Raises NotFoundError where the repository was removed meanwhile.
    """
    with writing(db):
        asked = "SELECT 1 FROM repository WHERE id = ?"
        if db.execute(asked, (repository_id,)).fetchone() is None:
            raise NotFoundError("the repository was removed while it was read")
        storing = _Storing(db, repository_id)
        new = storing.run(batch.prepared, dropped)
        storing.keep(batch.rewritten)
        storing.note(batch.notes)
        storing.place(batch.branches)
        binding.mark_read(db, batch.asked)
        binding.bind(db, storing.touched)
        db.execute(
            "UPDATE repository SET seen = ?, scanned_at = ? WHERE id = ?",
            (seen(new), now, repository_id),
        )
    return new


def held(db: sqlite3.Connection, repository_id: str) -> dict[str, int]:
    """Give the commits that a repository holds as far as is known, and their moments."""
    rows = db.execute(
        "SELECT c.sha, c.moment FROM sighting s JOIN change c ON c.moment = s.moment "
        "WHERE s.repository_id = ?",
        (repository_id,),
    )
    return {sha: moment for sha, moment in rows}  # noqa: C416 - rows are no pairs to mypy


class _Storing:
    """One batch on its way into the tables. Lists of keys travel as one JSON value."""

    def __init__(self, db: sqlite3.Connection, repository_id: str) -> None:
        self._db = db
        self._repository_id = repository_id
        self.touched: set[int] = set()  # the moments of rows that are new or were written anew

    def keep(self, rewritten: list[_Prepared]) -> None:
        """Keep commits that nobody holds any more, so that what was said of them is told on."""
        known = self._refresh(rewritten)
        self._insert([one for one in reversed(rewritten) if one.sha not in known])

    def note(self, notes: Mapping[str, Note]) -> None:
        """Keep what git-ai's notes count for AI; a scan tells only those that moved."""
        told = [(note.ai_lines, (*note.tools, "")[0], sha) for sha, note in notes.items()]
        self._many("UPDATE change SET ai_lines = ?, ai_tool = ? WHERE sha = ?", told)
        asked = "SELECT moment FROM change WHERE sha IN (SELECT value FROM json_each(?))"
        self.touched.update(moment for (moment,) in self._ask(asked, json.dumps(list(notes))))

    def place(self, branches: Mapping[str, str]) -> None:
        """Keep on which branch commits were seen first, whatever becomes of the branch."""
        told = [(name, sha) for sha, name in branches.items()]
        self._many("UPDATE change SET branch = ? WHERE sha = ? AND branch = ''", told)

    def run(self, found: list[_Prepared], dropped: set[str] | None) -> int:
        there = held(self._db, self._repository_id)
        shas = {prepared.sha for prepared in found}
        gone = (there.keys() - shas) if dropped is None else there.keys() & dropped
        self._many(
            "DELETE FROM sighting WHERE repository_id = ? AND moment = ?",
            [(self._repository_id, there[sha]) for sha in gone],
        )
        moments = self._refresh(found)
        # Oldest first, so that commits of one second keep their order.
        unknown = [prepared for prepared in reversed(found) if prepared.sha not in moments]
        here = {there[sha] for sha in gone}
        moments |= self._carry_on(unknown, set(moments.values()), here)
        moments |= self._insert([one for one in unknown if one.sha not in moments])
        self._many(
            "INSERT OR IGNORE INTO sighting (repository_id, moment) VALUES (?, ?)",
            [(self._repository_id, moment) for moment in moments.values()],
        )
        return len(set(moments.values()) - set(there.values()))

    def _refresh(self, found: list[_Prepared]) -> dict[str, int]:
        """Bring the rows of known commits up to date; give their moments by sha."""
        by_sha = {prepared.sha: prepared for prepared in found}
        rows = self._ask(
            f"SELECT moment, {', '.join(_COLUMNS)} FROM change "
            "WHERE sha IN (SELECT value FROM json_each(?))",
            json.dumps(list(by_sha)),
        )
        moments, stale = {}, []
        for moment, *columns in rows:
            prepared = by_sha[columns[0]]
            moments[columns[0]] = moment
            # Lines that were not observed here may have been in another clone.
            if prepared.observed and columns != prepared.columns:
                stale.append((moment, prepared))
        self._update(stale)
        return moments

    def _carry_on(
        self, unknown: list[_Prepared], taken: set[int], here: set[int]
    ) -> dict[str, int]:
        """Give the rows of commits that are gone to those that came in their place.

        `here` are those that went just now. One that went before, or elsewhere, may be another
        repository's commit of the same second: it must share the subject or a file.
        """
        rows = self._ask(
            "SELECT moment, identity, message FROM change "
            "WHERE identity IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
            "(SELECT 1 FROM sighting WHERE sighting.moment = change.moment) ORDER BY moment",
            json.dumps([prepared.identity for prepared in unknown]),
        )
        if not rows:
            return {}
        orphans = {
            moment: (identity, subject(message))
            for moment, identity, message in rows
            if moment not in taken
        }
        pairs = []
        for by_subject in (True, False):
            queues: dict[tuple[str, str], deque[int]] = {}
            for moment, (identity, title) in orphans.items():
                queues.setdefault((identity, title if by_subject else ""), deque()).append(moment)
            waiting = []
            for prepared in unknown:
                fit = queues.get((prepared.identity, prepared.subject if by_subject else ""))
                if fit and (by_subject or fit[0] in here or self._shares_a_file(fit[0], prepared)):
                    moment = fit.popleft()
                    del orphans[moment]
                    pairs.append((moment, prepared))
                else:
                    waiting.append(prepared)
            unknown = waiting
        # Whose message lost what told of AI is no less assisted than before.
        self._many(
            "UPDATE change SET earlier_tool = own_tool, earlier_signal = own_signal "
            "WHERE moment = ? AND own_origin = 'assisted'",
            [(moment,) for moment, _ in pairs],
        )
        self._update(pairs)
        return {prepared.sha: moment for moment, prepared in pairs}

    def _shares_a_file(self, moment: int, prepared: _Prepared) -> bool:
        rows = self._ask("SELECT path FROM change_file WHERE moment = ?", moment)
        return any(path in prepared.files for (path,) in rows)

    def _update(self, pairs: list[tuple[int, _Prepared]]) -> None:
        settings = ", ".join(f"{column} = ?" for column in _COLUMNS)
        self._many(
            f"UPDATE change SET {settings} WHERE moment = ?",
            [(*prepared.columns, moment) for moment, prepared in pairs],
        )
        self._many("DELETE FROM change_file WHERE moment = ?", [(moment,) for moment, _ in pairs])
        self._insert_files(pairs)
        self.touched.update(moment for moment, _ in pairs)

    def _insert(self, unknown: list[_Prepared]) -> dict[str, int]:
        taken = self._taken_moments(unknown)
        free: dict[int, int] = {}  # where to look on: thousands may be of one second
        pairs, rows = [], []
        for prepared in unknown:
            moment = free.get(prepared.moment, prepared.moment)
            while moment in taken:
                moment += 1
            taken.add(moment)
            free[prepared.moment] = moment + 1
            pairs.append((moment, prepared))
            columns = prepared.columns
            rows.append((moment, prepared.key, *columns, *columns[-len(_OUTCOME) :]))
        self._insert_at_once(rows)
        self._insert_files(pairs)
        self.touched.update(moment for moment, _ in pairs)
        return {prepared.sha: moment for moment, prepared in pairs}

    def _insert_at_once(self, rows: list[_Row]) -> None:
        # The search index is written to disk at the end of each statement, so one for all rows
        # takes a fifth of the time that one for each takes.
        names = f"moment, id, {', '.join((*_COLUMNS, *_OUTCOME))}"
        marks = ", ".join("?" * (len(_COLUMNS) + len(_OUTCOME) + 2))
        self._db.execute(f"CREATE TEMP TABLE staged AS SELECT {names} FROM change LIMIT 0")
        self._many(f"INSERT INTO staged VALUES ({marks})", rows)
        self._db.execute(f"INSERT INTO change ({names}) SELECT {names} FROM staged ORDER BY moment")
        self._db.execute("DROP TABLE staged")

    def _taken_moments(self, unknown: list[_Prepared]) -> set[int]:
        """Give the moments that rows have in the seconds of these commits."""
        seconds = {prepared.moment for prepared in unknown}
        rows = self._ask(
            "SELECT moment FROM json_each(?) JOIN change "
            f"ON moment BETWEEN value AND value + {MICROSECOND - 1}",
            json.dumps(list(seconds)),
        )
        return {moment for (moment,) in rows}

    def _insert_files(self, pairs: list[tuple[int, _Prepared]]) -> None:
        self._many(
            "INSERT INTO change_file (moment, path, old_path, insertions, deletions, is_binary, "
            "is_generated) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    moment,
                    file.path,
                    file.old_path,
                    file.insertions,
                    file.deletions,
                    file.is_binary,
                    file.is_generated,
                )
                for moment, prepared in pairs
                for file in prepared.files.values()
            ],
        )

    def _ask(self, statement: str, *values: str | int) -> list[Any]:
        return list(self._db.execute(statement, values))

    def _many(self, statement: str, rows: list[_Row]) -> None:
        if rows:
            self._db.executemany(statement, rows)


def new_key(moment: int) -> str:
    """Make a new record's key."""
    return key(moment, int.from_bytes(os.urandom(RANDOM_BITS // 8 + 1), "big"))
