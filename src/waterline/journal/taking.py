"""Taking in what was answered at commits, as soon as a scan has seen them.

An answer waits in its file (`answers`) because the commit can still die after the question. Once
its commit is known, the answer goes into the journal in one transaction and the file is unlinked:
at any kill it is in one of the two, and what is in both is known by its id. An answer whose
commit never came becomes an explanation without a change, so no word is lost.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from waterline.domain.days import is_sane
from waterline.domain.text import shown_path, subject
from waterline.journal import answers, binding, explaining
from waterline.journal.answers import ANSWERED, SAME
from waterline.journal.connection import is_read_only, writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from waterline.home import Home
    from waterline.journal.answers import Answer
    from waterline.settings import Settings

# How long an answer waits for its commit, and words for their answer.
WAITS = 14 * 86_400 * 1_000_000


def take_in(db: sqlite3.Connection, home: Home, settings: Settings, now: int) -> int:
    """Take in the answers whose commits are known; tell how many files are done with.

    Costs one look into a folder when nothing waits. `now` is in microseconds.
    Raises JournalError; then what was not taken in still waits.
    """
    waiting = _waiting(home.answers)
    if not waiting or is_read_only(db):
        return 0
    done = []
    with writing(db):
        for path, (answer, looks) in waiting.items():
            if _take(db, answer, settings, now):
                done.append((path, looks))
    for path, looks in done:
        # Written anew meanwhile, it is another answer.
        with contextlib.suppress(OSError):
            if _looks(path) == looks:
                os.unlink(path)
    return len(done)


def parts(folder: str, identities: Collection[str]) -> list[str]:
    """Name the commits that are put together in those of these identities, as answers tell."""
    told = (answer for answer, _ in _waiting(folder).values() if answer.identity in identities)
    return sorted({sha for answer in told for sha in answer.follows.split()})


def _waiting(folder: str) -> dict[str, tuple[Answer, tuple[int, int]]]:
    found = {}
    with contextlib.suppress(OSError):  # nothing was ever asked, or nothing can be read
        for name in sorted(os.listdir(folder)):
            path = f"{folder}/{name}"
            if name.endswith(answers.FINISHED):
                looks = _looks(path)
                answer = answers.read(path)
                if answer is not None and looks == _looks(path):
                    found[path] = answer, looks
    return found


def _looks(path: str) -> tuple[int, int]:
    try:
        told = os.stat(path)
    except OSError:
        return 0, 0
    return told.st_ino, told.st_mtime_ns


def _take(db: sqlite3.Connection, answer: Answer, settings: Settings, now: int) -> bool:
    """Take in one answer; False where it has to wait."""
    is_old = answer.at < now - WAITS
    moments = _commits(db, answer)
    has_words = bool(explaining.body_of(answer.filled.words))
    if not moments:
        if is_old and has_words:
            _write(db, answer, [], [], settings)
        return is_old
    about = [explaining.about(db, moment) for moment in moments]
    _follow(db, answer, about)
    if answer.said:
        _say(db, answer, about)
    if answer.state == ANSWERED and has_words:
        _write(db, answer, about, moments, settings)
    binding.spread(db, [(one.sha, one.identity) for one in about])
    if answer.state in {ANSWERED, SAME} or not has_words:
        return True
    # Words that were not answered are offered again, until the change is explained otherwise.
    if not is_old and not all(_is_explained(db, moment) for moment in moments):
        return False
    _write(db, answer, [], [], settings)
    return True


def _commits(db: sqlite3.Connection, answer: Answer) -> list[int]:
    """Find the changes that the answer's commit became.

    Of commits of one person and second it is those with the same subject and a common file;
    else, the subject being reworded meanwhile, those with a common file.
    """
    rows = db.execute(
        """SELECT c.moment, c.message, group_concat(f.path, char(10))
           FROM change c LEFT JOIN change_file f ON f.moment = c.moment
           WHERE c.identity = ? GROUP BY c.moment""",
        (answer.identity,),
    ).fetchall()
    paths = {shown_path(path) for path in answer.paths}
    title = subject(answer.subject)
    named = [(moment, subject(message) == title, files) for moment, message, files in rows]
    shared = {
        moment for moment, _, files in named if not paths or paths & set((files or "").split("\n"))
    }
    exact = [moment for moment, is_named, _ in named if is_named and moment in shared]
    by_name = [moment for moment, is_named, files in named if is_named and not files]
    return exact or by_name or (sorted(shared) if paths else [])


def _write(
    db: sqlite3.Connection,
    answer: Answer,
    about: list[explaining.About],
    moments: list[int],
    settings: Settings,
) -> None:
    at, offset = (answer.at, answer.offset) if is_sane(answer.at, answer.offset) else (0, 0)
    writing = explaining.Writing(
        answer.id, at, offset, answer.zone, explaining.COMMIT, answer.copied, answer.folder
    )
    entry = explaining.write(db, answer.filled, writing, about, settings.day_starts)
    if entry is None:  # taken in before, when the file could not be unlinked any more
        entry = explaining.moment_of(db, answer.id)
        for one in about:
            explaining.add_about(db, entry, one)
    binding.link(db, entry, moments)


def _say(db: sqlite3.Connection, answer: Answer, about: list[explaining.About]) -> None:
    for number, one in enumerate(about):
        key = answer.id if not number else f"{answer.id}-{number}"
        explaining.keep(db, explaining.Fact(key, answer.at, binding.SAID, answer.said), one)


def _follow(db: sqlite3.Connection, answer: Answer, about: list[explaining.About]) -> None:
    binding.rewritten(db, [(old, one.sha) for old in answer.follows.split() for one in about])


def _is_explained(db: sqlite3.Connection, moment: int) -> bool:
    return bool(explaining.of_change(db, moment))
