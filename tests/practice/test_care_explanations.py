"""Backups, doctor and salvage hold what hangs on explanations, as they hold the entries."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import rows
from tests.practice.owing import (
    SETTINGS,
    answer,
    assisted,
    by_person,
    environment,
    explained,
    follow,
    ids,
    owed,
    rewriting_hook,
    why,
)
from waterline.journal import seal, sealing
from waterline.practice import capture, care, explain, repositories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Git
    from waterline.domain.findings import Finding
    from waterline.home import Home

TABLES = {"explanation": seal.EXPLANATION, "explained": seal.EXPLAINED, "fact": seal.FACT}
LEFT = ["Add a cache", "Add a queue"]


@pytest.fixture
def lived(git: Git, home: Home) -> Home:
    """Give a journal with an explanation, a squash's, a said word, an environment; a backup."""
    where = git.repository("api")
    by_person(git, where, "Start", "2026-11-01T09:00:00+01:00", readme__txt="hello\n")
    rewriting_hook(home, where)
    follow(home, where)
    assisted(git, where, "Add a lock")
    answer(git, home, where)
    assisted(git, where, "Add a part")
    answer(git, home, where)
    git(where, "rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR="sed -i '2s/^pick/fixup/'")
    assisted(git, where, "Add a queue")
    by_person(git, where, "Add a cache")
    environment(git, home, where)
    by_person(git, where, "Add a log")
    explain.refresh(home, SETTINGS)
    explain.say(home, SETTINGS, ids(home, "Add a log"), "by hand")
    assert owed(home) == LEFT
    assert len(explained(home, "Add a lock")) == 2
    care.back_up(home)
    return home


@contextlib.contextmanager
def raw(home: Home) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as db:
        yield db


def wrong(home: Home) -> list[Finding]:
    return [finding for finding in care.checkup(home) if not finding.ok]


def is_as_it_was(home: Home) -> bool:
    repositories.scan(home, SETTINGS)
    log = rows(home, "SELECT origin FROM change WHERE message = 'Add a log'")
    whys = sorted(explained(home, "Add a lock"))
    return (owed(home), whys, log) == (
        LEFT,
        ["Because of Add a lock", "Because of Add a part"],
        [("by hand",)],
    )


def test_whoever_writes_seals(lived: Home) -> None:
    with raw(lived) as db:
        assert list(sealing.broken(db)) == []
        for table in TABLES:
            asked = f"SELECT count(*), count(seal) FROM {table}"  # noqa: S608 - a test's own words
            count, sealed = db.execute(asked).fetchone()
            assert count == sealed > 0
    assert wrong(lived) == []


def test_a_lost_journal_comes_back_from_its_backup(lived: Home) -> None:
    os.unlink(lived.journal)
    care.restore(lived)
    assert is_as_it_was(lived)


def test_a_damaged_journal_without_a_backup_keeps_what_git_cant_tell(lived: Home) -> None:
    for path in Path(lived.backups).iterdir():
        path.unlink()
    with raw(lived) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        # Whatever follows from the rest: changes, their files, links, search.
        pages = db.execute(
            "SELECT pageno FROM dbstat WHERE name IN ('change', 'change_identity', 'explains', "
            "'explains_entry', 'explained_sha', 'explained_once', 'fact_identity')"
        ).fetchall()
    with open(lived.journal, "r+b") as journal:
        for (page,) in pages:
            journal.seek((page - 1) * size)
            journal.write(os.urandom(size))
    assert wrong(lived)
    care.restore(lived)
    assert is_as_it_was(lived)
    assert {finding.name for finding in wrong(lived)} <= {"backups"}
    written = rows(lived, "SELECT sure_before, sure_after, ticks, typed, place FROM explanation")
    assert written == [(3, 5, 5, 30, "commit")] * 2


def test_what_was_written_after_the_backup_is_carried_over(lived: Home) -> None:
    [key] = ids(lived, "Add a queue")
    explain.record(lived, SETTINGS, [key], why("Because it is late"), None, "app")
    explain.say(lived, SETTINGS, ids(lived, "Add a cache"), "by hand")
    care.restore(lived)
    assert explained(lived, "Add a queue") == ["Because it is late"]
    assert owed(lived) == []
    with raw(lived) as db:
        assert list(sealing.broken(db)) == []


def test_an_explanation_whose_own_data_are_lost_keeps_its_words(lived: Home) -> None:
    for path in Path(lived.backups).iterdir():
        path.unlink()
    with raw(lived) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        [(page,)] = db.execute("SELECT pageno FROM dbstat WHERE name = 'explanation'")
    with open(lived.journal, "r+b") as journal:
        journal.seek((page - 1) * size)
        journal.write(os.urandom(size))
    care.restore(lived)
    assert is_as_it_was(lived)
    assert rows(lived, "SELECT DISTINCT sure_before, typed, observed FROM explanation") == [
        (None, 0, 0)
    ]


@pytest.mark.parametrize(
    ("table", "change", "name"),
    [
        ("explanation", "sure_after = 7", "rated and ticked"),
        ("explanation", "overruled = 1", "rated and ticked"),
        ("explained", "subject = 'Another'", "what is explained by"),
        ("fact", "value = 'assisted' WHERE sort = 'said'", "a commit's origin"),
    ],
)
def test_what_was_changed_outside_is_named_and_put_back(
    table: str, change: str, name: str, lived: Home
) -> None:
    with raw(lived) as db:
        before = db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - ours
        db.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - a test's own words
    found = wrong(lived)
    assert found
    assert all(name in finding.what and "Another" not in finding.what for finding in found)
    care.mend(lived)
    with raw(lived) as db:
        assert db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() == before  # noqa: S608
    assert wrong(lived) == []


def test_a_row_whose_seal_was_wiped_is_damage(lived: Home) -> None:
    with raw(lived) as db:
        db.execute("UPDATE explanation SET seal = NULL")
    assert wrong(lived)


def test_overruling_does_not_make_a_damaged_row_whole(lived: Home) -> None:
    with raw(lived) as db:
        db.execute("UPDATE explanation SET sure_after = 7")
        [key, *_] = [
            row[0] for row in db.execute("SELECT id FROM entry WHERE kind = 'explanation'")
        ]
    explain.overrule(lived, SETTINGS, key, True)
    assert wrong(lived)


def test_orphans_are_found_and_removed(lived: Home) -> None:
    with raw(lived) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("INSERT INTO explains VALUES (1, 2)")
        db.execute("DELETE FROM change WHERE message = 'Add a queue'")
    assert wrong(lived)
    care.mend(lived)
    assert rows(lived, "SELECT count(*) FROM explains WHERE change = 1") == [(0,)]
    assert {finding.name for finding in wrong(lived)} <= {"backups"}


def test_a_missing_index_is_made_anew(lived: Home) -> None:
    with raw(lived) as db:
        db.execute("DROP INDEX explained_identity")
        db.execute("DROP INDEX rewrite_new")
    care.mend(lived)
    assert wrong(lived) == []


def test_doctor_takes_an_explanation_for_a_known_kind(lived: Home) -> None:
    capture.undo(lived, SETTINGS)
    capture.redo(lived, SETTINGS)
    assert wrong(lived) == []
