"""Explaining: what is owed, why a change makes sense in one's own words, and who helped.

A commit's hook asks here too (`bound`), so whatever costs is imported where it is needed.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.lines import ASSISTED, BY_HAND
from waterline.errors import InputError, NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from waterline.domain.diffs import Diff
    from waterline.domain.explanations import Filled, Words
    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings

__all__ = [
    "APP", "ASSISTED", "BY_HAND", "RECALL", "SHELL", "ChangeDetail", "Explained",
    "ExplanationDetail", "Owed", "bound", "branches", "change", "check_followed", "diff",
    "explanation", "overrule", "owed", "record", "refresh", "resolve", "say", "unfinished",
]  # fmt: skip

# Where an explanation was written; besides, at its commit (see `journal.explaining`).
APP, SHELL, RECALL = "app", "shell", "recall"

_SHORTEST_SHA = 4
_HEX = frozenset("0123456789abcdef")


class Owed(NamedTuple):
    """An assisted change that nobody has explained yet; `lines` without generated ones."""

    line: Line
    signal: str
    shipped_at: datetime
    lines: int


class Explained(NamedTuple):
    """An explanation: its words, how sure its writer was, and how it was written.

    `typed_share` and `copied` are 0 to 1, None where they were not observed; `covers` counts the
    changes that it holds for now; `place` is where it was written ("commit", "app", "shell").
    """

    entry_id: str
    words: Words
    before: int | None
    after: int | None
    ticks: tuple[bool, bool, bool]
    typed_share: float | None
    copied: float | None
    is_pasted: bool
    overruled: bool
    written_at: datetime
    covers: int
    place: str = ""


class ChangeDetail(NamedTuple):
    """A change with all that was written of it.

    `unfinished` is what was typed at its commit and not yet saved as an explanation.
    """

    line: Line
    signal: str
    shipped_at: datetime
    is_owed: bool
    is_let_go: bool
    explanations: tuple[Explained, ...]
    unfinished: Filled | None = None


class ExplanationDetail(NamedTuple):
    """An explanation, and the changes that it holds for, oldest first."""

    explained: Explained
    changes: tuple[Line, ...]


def owed(home: Home, settings: Settings, repo: str = "") -> list[Owed]:
    """Give what is owed, newest first; with `repo` (a name or path) only that repository's.

    Raises JournalError.
    """
    from waterline.journal import explaining, owing
    from waterline.journal.places import Places
    from waterline.practice import look

    by_repository: dict[str, list[int]] = {}
    with look.opened(home, settings) as db:
        wanted = Places(db).repositories(_absolute(repo)) if repo else None
        for moment, key in owing.owed(db, settings, only=wanted):
            by_repository.setdefault(key, []).append(moment)
        found = [
            line
            for key, moments in by_repository.items()
            for line in explaining.lines(db, moments, key)
        ]
    found.sort(key=lambda line: -line.moment)
    return [Owed(line, line.signal, line.created_at, line.own_lines) for line in found]


def check_followed(home: Home, settings: Settings, repo: str) -> None:
    """See to it that `repo` (a name or path) is a followed repository. Raises NotFoundError."""
    from waterline.journal.places import Places
    from waterline.practice import look

    with look.opened(home, settings) as db:
        if not Places(db).repositories(_absolute(repo)):
            raise NotFoundError(f"no repository {repo} is followed", "see `waterline repo list`")


def record(  # noqa: PLR0917 - as every practice, and what the form gives
    home: Home,
    settings: Settings,
    change_ids: Sequence[str],
    filled: Filled,
    copied: float | None,
    place: str,
) -> str:
    """Write an explanation of these changes and return the entry's id.

    `copied` is the share of the words that stands in the diff or messages too, None if unknown.
    Raises InputError without words or changes, NotFoundError, JournalError; then nothing is kept.
    """
    from waterline.gate.inbox import here_and_now, new_id
    from waterline.journal import answers, connection, explaining

    moment, offset, zone = here_and_now()
    writing = explaining.Writing(new_id(), moment, offset, zone, place, copied)
    with contextlib.closing(connection.connect(home)) as db:
        with connection.writing(db):
            about = explaining.put(db, change_ids, filled, writing, settings.day_starts)
        for one in about:
            for answer in answers.of_identity(home.answers, one.identity):
                if answer.subject == one.subject:
                    answers.remove(home.answers, answer)  # its words were offered, and were used
    return writing.key


def say(home: Home, settings: Settings, change_ids: Sequence[str], origin: str) -> None:  # noqa: ARG001 - as every practice
    """Say of changes that AI helped ("assisted") or didn't ("by hand"); "" takes the word back.

    Raises InputError for another word, NotFoundError, JournalError.
    """
    from waterline.gate.inbox import new_id
    from waterline.journal import binding, connection, explaining

    if origin not in {ASSISTED, BY_HAND, ""}:
        raise InputError(f"there is no origin {origin!r}", f"allowed are {ASSISTED} and {BY_HAND}")
    with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
        moments = list(explaining.moments_of(db, change_ids).values())
        keys = [new_id() for _ in moments]
        explaining.say_of(db, moments, origin, time.time_ns() // 1000, keys)
        named = [explaining.about(db, moment) for moment in moments]
        binding.spread(db, [(one.sha, one.identity) for one in named])


def resolve(home: Home, settings: Settings, revs: Sequence[str], folder: str) -> list[Line]:
    """Give the changes that revisions name, newest first.

    A revision is a sha (or its beginning) or id that the journal knows, or whatever git in
    `folder` understands: HEAD~2, a branch's name, a range A..B.
    Raises NotFoundError where none of them is a change of the journal, InputError where several
    are meant, GitError.
    """
    from waterline.practice import look

    found: dict[str, Line] = {}
    with look.opened(home, settings) as db:
        for rev in revs:
            found |= {line.id: line for line in _meant(db, rev.strip(), folder)}
    return sorted(found.values(), key=lambda line: -line.moment)


def _meant(db: sqlite3.Connection, rev: str, folder: str) -> list[Line]:
    from waterline.journal import glance

    if not rev or rev.startswith("-"):
        raise InputError(f"{rev!r} is no revision", "name a commit, or a range like main..HEAD")
    if len(rev) >= _SHORTEST_SHA and not set(rev.lower()) - _HEX - {"-"}:
        with contextlib.suppress(NotFoundError):
            line = glance.one(db, rev)
            if line.is_change:
                return [line]
    return _by_git(db, rev, folder)


def _by_git(db: sqlite3.Connection, rev: str, folder: str) -> list[Line]:
    from waterline.activity import branches, places
    from waterline.domain.commits import names_several
    from waterline.journal import explaining, repositories

    top = places.top_of(folder)
    if top is None:
        raise NotFoundError(
            f"no change of the journal is called {rev}", "stand in its repository, or give its sha"
        )
    found = explaining.by_sha(db, branches.of_revision(top, rev))
    if found:
        return found
    if not repositories.is_followed(db, places.holding(top) or top):
        raise NotFoundError("this repository isn't followed", "`waterline repo add .` follows it")
    what = f"{rev} holds no change" if names_several(rev) else f"{rev} is no change"
    raise NotFoundError(
        f"{what} of yours",
        "changes are your own commits, merges apart; `waterline config addresses` are yours too",
    )


def change(home: Home, settings: Settings, change_id: str) -> ChangeDetail:
    """Read a change with its explanations. Raises NotFoundError, JournalError."""
    from waterline.journal import explaining, owing
    from waterline.practice import look

    with look.opened(home, settings) as db:
        moment = explaining.moments_of(db, [change_id])[change_id]
        lines = explaining.lines(db, [moment])
        if not lines:
            raise NotFoundError(
                "no followed repository holds this change any more", "it was dropped or rewritten"
            )
        line, identity = lines[0], explaining.about(db, moment).identity
        would_be = owing.would_be(db, settings, moment)
        explained = tuple(_explained(row) for row in explaining.of_change(db, moment))
    is_old = moment < owing.since(settings)
    return ChangeDetail(
        line,
        line.signal,
        line.created_at,
        is_owed=would_be and not explained and not is_old,
        is_let_go=would_be and not explained and is_old,
        explanations=explained,
        unfinished=unfinished(home, identity, line.subject) if not explained else None,
    )


def explanation(home: Home, settings: Settings, entry_id: str) -> ExplanationDetail:
    """Read an explanation with the changes it holds for. Raises NotFoundError, JournalError."""
    from waterline.journal import explaining
    from waterline.practice import look

    with look.opened(home, settings) as db:
        row = explaining.one(db, entry_id)
        changes = explaining.lines(db, explaining.covered(db, row["moment"]))
    return ExplanationDetail(_explained(row), tuple(changes))


def _explained(row: dict[str, object]) -> Explained:
    from typing import Any, cast

    from waterline.domain import explanations
    from waterline.domain.days import to_datetime
    from waterline.journal.explaining import THOUSAND

    held = cast("dict[str, Any]", row)
    typing = explanations.Typing(held["typed"], held["pasted"], bool(held["observed"]))
    copied = None if held["copied"] is None else held["copied"] / THOUSAND
    first, second, third = (bool(held["ticks"] >> place & 1) for place in range(3))
    return Explained(
        entry_id=held["id"],
        words=explanations.split(held["body"]),
        before=held["sure_before"],
        after=held["sure_after"],
        ticks=(first, second, third),
        typed_share=typing.share,
        copied=copied,
        is_pasted=explanations.is_pasted(typing.share, copied),
        overruled=bool(held["overruled"]),
        written_at=to_datetime(held["moment"], held["utc_offset"]),
        covers=held["covers"],
        place=held["place"],
    )


def unfinished(home: Home, identity: str, subject: str = "") -> Filled | None:
    """Give what was typed at the commit of this identity without being answered, None if nothing.

    With a `subject` only that commit's: several may be of one second.
    """
    from waterline.journal import answers

    for one in answers.of_identity(home.answers, identity):
        is_it = not subject or one.subject == subject
        if is_it and one.has_words and one.state != answers.ANSWERED:
            return one.filled
    return None


def overrule(home: Home, settings: Settings, entry_id: str, counts: bool) -> None:  # noqa: ARG001, FBT001 - as every practice; the word of the contract
    """Say that an explanation counts although it was pasted, or that it doesn't after all.

    Raises NotFoundError, JournalError.
    """
    from waterline.journal import connection, explaining

    with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
        explaining.overrule(db, explaining.one(db, entry_id)["moment"], counts=counts)


def diff(home: Home, settings: Settings, change_ids: Sequence[str]) -> Diff:
    """Read the diff of changes, oldest first, one after another.

    Raises NotFoundError, JournalError, GitError where the repository is gone or can't be read.
    """
    from waterline.activity import diffs
    from waterline.domain.diffs import several
    from waterline.journal import explaining
    from waterline.practice import look

    with look.opened(home, settings) as db:
        moments = explaining.moments_of(db, change_ids).values()
        lines = explaining.lines(db, sorted(moments))
    by_place: dict[str, list[str]] = {}
    for line in lines:
        by_place.setdefault(line.repo_path, []).append(line.sha)
    found = [diffs.of_commits(path, shas) for path, shas in by_place.items()]
    return found[0] if len(found) == 1 else several(found)


def branches(home: Home, settings: Settings, owed: Iterable[Owed]) -> dict[str, str]:  # noqa: ARG001 - as every practice
    """Give the branch that each owed change is on, by the change's id, as far as git tells."""
    from waterline.activity import branches as reading
    from waterline.errors import GitError

    by_place: dict[str, list[Line]] = {}
    for one in owed:
        by_place.setdefault(one.line.repo_path, []).append(one.line)
    found: dict[str, str] = {}
    for path, lines in by_place.items():
        with contextlib.suppress(GitError):  # gone or refused: explainable all the same
            named = reading.of(path, [line.sha for line in lines])
            found |= {line.id: named[line.sha] for line in lines if line.sha in named}
    return found


def refresh(home: Home, settings: Settings, folder: str = "") -> None:
    """Scan quietly where something moved, so that a listing is true.

    With `folder` only the repository that holds it, if it is followed. A repository that can't
    be read now is left as it was. Raises JournalError.
    """
    from waterline.practice import repositories

    if not os.path.exists(home.journal):
        return
    moved = repositories.needs_scan(home, settings)
    if folder:
        held = repositories.holding(home, folder)
        moved = [name for name in moved if name == held]
    if moved:
        repositories.scan(home, settings, moved)
    else:
        repositories.settle(home, settings)


def bound(home: Home, identity: str = "", sha: str = "") -> bool:
    """Tell whether the commit of this identity, or this sha, was explained or said something of.

    For hooks: nothing is made or changed, and a journal that can't be read tells nothing: False.
    """
    from waterline.journal import bound as reading

    return reading.bound(home.journal, identity, sha)


def _absolute(repo: str) -> str:
    if repo.startswith((".", "/", "~")):
        return os.path.realpath(os.path.expanduser(repo))
    return repo
