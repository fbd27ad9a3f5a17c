"""What the tests of Recall stand on: shipped changes and decisions of some age, and answers."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import time_machine

from tests.conftest import Git
from tests.journal import lay
from tests.practice.ground import imported, rows
from tests.practice.owing import AI, follow
from waterline.domain.asked import Question
from waterline.domain.days import to_moment
from waterline.domain.explanations import Filled, Words
from waterline.practice import care, explain, recall
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest

    from waterline.domain.asked import Item, Revealed
    from waterline.home import Home

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=BERLIN)  # a Friday
SETTINGS = Settings()

WHY = "Because a burst is what our clients do. A window would refuse them at its edge."
REJECTED = "A sliding window costs a list per client."
DECISION = (
    "## What did I decide?\nOne queue per tenant.\n\n## Why?\nA loud tenant starved the others. "
    "It is two lines more.\n\n## What was rejected?\nPriorities, because nobody sets them.\n"
)


def ago(days: float) -> int:
    """Give the moment so many days before NOW."""
    return to_moment(NOW) - int(days * 86_400_000_000)


def shipped(db: sqlite3.Connection, name: str, repository: str, days: float, **more: Any) -> str:
    """Lay an assisted change of so many days ago; give its sha."""
    told = {"origin": "assisted", "tool": "Claude Code", "signal": "trailer", **more}
    at = ago(days)
    # The moments of changes are their numbers: two of one day stand a little apart.
    while db.execute("SELECT 1 FROM change WHERE moment = ?", (at,)).fetchone():
        at += 1_000_000
    return lay.change(db, name, repository, at=at, **told)


def decided(db: sqlite3.Connection, days: float, body: str = DECISION, repo: str = "") -> str:
    """Lay a decision of so many days ago; give its id."""
    return lay.entry(db, body, ago(days), kind="decision", repo=repo)


def drawn(home: Home, columns: str = "subject") -> list[Any]:
    """Give a column (or several) of what was drawn, one for each draw, in their order."""
    found = rows(
        home,
        f"SELECT {columns} FROM test WHERE is_first = 1 AND sort = 'why' ORDER BY moment",  # noqa: S608 - a test's own words
    )
    return [row[0] if len(row) == 1 else row for row in found]


# Names of files that neither a subject nor an explanation here speaks of.
FILES = (
    "clock", "queue", "store", "route", "batch", "quota", "trace", "retry", "guard", "scale",
    "token", "cache", "shard", "relay", "lease", "index", "frame", "chunk", "digest", "ledger",
)  # fmt: skip

SUBJECTS = (
    "Refuse what comes too fast", "Count again after a pause", "Give back what was not used",
    "Keep the order of what waits", "Ask once and not twice",
)  # fmt: skip


def code(seed: int) -> str:
    """Give Python of which questions can be made; each seed's own."""
    return "".join(
        f"""
def admit_{seed}_{n}(count, limit, burst, now):
    spent = count * {n + 2} + burst
    if spent < limit - {seed + n}:
        return schedule(now, spent, limit)
    waiting = max(spent - limit, burst)
    for step in range(1, waiting + {n + 1}):
        if step % {n + 3} == 0 and now > limit:
            record(step, now + {seed + 2}, waiting)
    return release(waiting, burst) or now - {n + 1}
"""
        for n in range(4)
    )


def real(git: Git, home: Home, name: str = "api", *, days: Sequence[int] = (30,)) -> Path:
    """Make and follow a repository with an assisted change of each of so many days ago.

    Before them all its files were changed, some lately and some long ago.
    """
    where = git.repository(name)
    imported(where, b"".join(_before(name)))
    git(where, "reset", "-q", "--hard")
    for n, one in enumerate(days):
        at = (NOW - timedelta(days=one)).isoformat()
        new = {f"{name}/{FILES[n]}__py": code(n) + code(20 + n)}
        git.commit(where, f"{SUBJECTS[n]}\n\n{AI}", at, **new)
    follow(home, where)
    return where


def _before(name: str) -> Iterator[bytes]:
    """Give a stream of commits; the first files are changed in the middle of them."""
    half = len(FILES) // 2
    for turn, first in enumerate([*range(half, len(FILES)), *range(half)]):
        when = f"Mara <mara@example.org> {1_780_000_000 + turn * 86_400} +0000"
        yield f"commit refs/heads/main\nauthor {when}\ncommitter {when}\ndata 4\nWork".encode()
        for n in range(len(FILES)) if turn == 0 else {first, (first * 7 + 3) % len(FILES)}:
            text = code(n if turn == 0 else 40 + turn).encode()
            yield f"\nM 100644 inline {name}/{FILES[n]}.py\ndata {len(text)}\n".encode() + text
        yield b"\n"


def say_why(home: Home, words: str = WHY, rejected: str = REJECTED) -> None:
    """Explain all that there is, as of a day after the first of it was shipped."""
    ids = [key for (key,) in rows(home, "SELECT id FROM change WHERE origin = 'assisted'")]
    for key in ids:
        filled = Filled(Words(words, rejected, "the limiter"), 3, 5)
        explain.record(home, SETTINGS, [key], filled, None, "app")


# By what they are about: a journal, and the sitting that begins with it.
_BEGUN: dict[bool, tuple[Path, list[Item]]] = {}


def begun(home: Home, folders: pytest.TempPathFactory, *, is_explained: bool) -> list[Item]:
    """Give the sitting about one change, which is made once: git takes its time."""
    if is_explained not in _BEGUN:
        root = folders.mktemp("recall")
        real(Git(root), home)
        if is_explained:
            say_why(home)
        items = begin(home)
        with contextlib.closing(sqlite3.connect(home.journal)) as db:
            db.execute("VACUUM INTO ?", (str(root / "journal.db"),))
        _BEGUN[is_explained] = root / "journal.db", items
        return items
    journal, items = _BEGUN[is_explained]
    home.make(home.data)
    shutil.copyfile(journal, home.journal)
    os.chmod(home.journal, 0o600)
    return items


def at(days: float = 0) -> time_machine.travel:
    """Stand so many days after NOW, with the clock standing still."""
    return time_machine.travel(NOW + timedelta(days=days), tick=False)


def begin(home: Home, days: float = 0, settings: Settings = SETTINGS) -> list[Item]:
    """Begin a sitting so many days after NOW."""
    with at(days):
        return recall.begin(home, settings, NOW + timedelta(days=days))


def asked(home: Home, item: Item) -> Question:
    """Have a question asked that can be."""
    question = recall.ask(home, SETTINGS, item.id)
    assert isinstance(question, Question), question
    return question


def kept(home: Home, item: Item, *names: str) -> tuple[Any, ...]:
    """Give columns of a question as it is in the journal."""
    [row] = rows(home, f"SELECT {', '.join(names)} FROM test WHERE id = ?", (item.id,))  # noqa: S608 - a test's own words
    return row


def cards(home: Home) -> list[tuple[Any, ...]]:
    """Give all cards as they are in the journal."""
    return rows(home, "SELECT * FROM card ORDER BY number")


def truth(home: Home, item: Item) -> int:
    """Give the number of the right option, from where the question is kept."""
    [(right,)] = rows(home, "SELECT asked ->> 'right' FROM test WHERE id = ?", (item.id,))
    return int(right)


def answered(home: Home, item: Item, *, well: bool = True, sure: int = 60) -> Revealed:
    """Answer a question rightly or wrongly, a *why* with its ticks."""
    question = asked(home, item)
    if item.sort != "why":
        right = truth(home, item)
        choice = right if well else (right + 1) % len(question.options)
        return recall.answer(home, SETTINGS, item.id, sure, choice)
    shown = recall.answer(home, SETTINGS, item.id, sure, "because of bursts")
    if shown.outcome:
        return shown
    ticked = range(len(shown.points)) if well else ()
    return recall.tick(home, SETTINGS, item.id, list(ticked), 0)


def come_to_why(home: Home, items: list[Item]) -> Item:
    """Answer the *where* of a sitting about one change, and have its *why* asked."""
    answered(home, only(items, "where"))
    why = only(items, "why")
    asked(home, why)
    return why


def a_decision(home: Home, body: str = DECISION) -> Item:
    """Decide something 20 days ago, and begin a sitting; give the *why* that it holds."""
    with lay.journal(home) as db:
        decided(db, 20, body)
    [why] = begin(home)
    return why


def only(items: list[Item], sort: str) -> Item:
    """Give the one question of a sort."""
    [item] = [item for item in items if item.sort == sort]
    return item


def is_whole(home: Home) -> bool:
    """Tell whether nothing is wrong but the age of backups, and repositories that are gone."""
    wrong = {finding.name for finding in care.checkup(home) if not finding.ok}
    return wrong <= {"backups", "repositories"}
