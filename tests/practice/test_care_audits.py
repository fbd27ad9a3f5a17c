"""Backups, doctor and salvage hold months and recall questions, as they hold the entries."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal import lay, lay_asked
from tests.practice.auditing import LIMITS, NOW, OCTOBER, QUEUE, SETTINGS, october, read, say
from tests.practice.ground import rows
from waterline.journal import seal, sealing, soundness
from waterline.practice import audit, care

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.findings import Finding
    from waterline.home import Home

TABLES = {table: seal.TABLES[table] for table in (*soundness.AUDITS, *soundness.TESTS)}
ANSWERS = audit.Answers(3, 2, 1, 2, 80, 1)


@pytest.fixture
def lived(home: Home) -> Home:
    """Give a journal with an October that was answered, spoken of, closed; tests; a backup."""
    october(home)
    audit.answer(home, SETTINGS, OCTOBER, ANSWERS, NOW)
    say(home, LIMITS, "a lot", "Buckets refill on read")
    audit.merge(home, SETTINGS, OCTOBER, QUEUE, LIMITS, now=NOW)
    with lay.journal(home) as db:
        changes = db.execute("SELECT id FROM change WHERE origin = 'assisted' ORDER BY moment")
        for number, (key,) in enumerate(changes.fetchall()[:6]):
            drawn = f"2026-10-{20 + number} 09:00"
            lay_asked.asked(db, key, "passed", drawn=drawn, sure=70, answer="In\nmy words")
            lay_asked.asked(db, key, "wrong", sort="line", drawn=drawn, marks='{"chosen": 2}')
            lay_asked.card(db, key, "2026-12-01 09:00")
    audit.close(home, SETTINGS, OCTOBER, NOW)
    care.back_up(home)
    return home


@contextlib.contextmanager
def raw(home: Home) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as db:
        yield db


def wrong(home: Home) -> list[Finding]:
    """Give what is wrong, but for the repositories: there are none on the disk."""
    found = [finding for finding in care.checkup(home) if not finding.ok]
    return [finding for finding in found if finding.name != "repositories"]


def held(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """Give everything in the five tables, seals too, whatever the rows' numbers are."""
    return {
        table: sorted(rows(home, f"SELECT {', '.join(names[1:])} FROM {table}"), key=repr)  # noqa: S608 - ours
        for table, names in TABLES.items()
    }


def without_backups(home: Home) -> None:
    for path in Path(home.backups).iterdir():
        path.unlink()


def ruin(home: Home, *trees: str) -> None:
    with raw(home) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        marks = ", ".join("?" * len(trees))
        asked = f"SELECT pageno FROM dbstat WHERE name IN ({marks})"  # noqa: S608 - marks alone
        pages = db.execute(asked, trees).fetchall()
    assert pages
    with open(home.journal, "r+b") as journal:
        for (page,) in pages:
            journal.seek((page - 1) * size)
            journal.write(os.urandom(size))


def test_a_month_and_its_tests_are_healthy(lived: Home) -> None:
    found = {finding.name: finding.what for finding in care.checkup(lived)}
    assert found["audits"] == "the audits make sense"
    assert found["recall questions"] == "the recall questions make sense"
    assert wrong(lived) == []
    with raw(lived) as db:
        assert list(sealing.broken(db)) == []


def test_a_lost_journal_comes_back_from_its_backup(lived: Home) -> None:
    before, shown = held(lived), read(lived)
    os.unlink(lived.journal)
    care.restore(lived)
    assert held(lived) == before
    assert read(lived) == shown


def test_what_was_said_after_the_backup_is_carried_over(lived: Home) -> None:
    audit.reopen(lived, SETTINGS, OCTOBER, NOW)
    say(lived, LIMITS, "not much", "Buckets, once more")
    say(lived, "", "some", "The month as a whole")
    audit.close(lived, SETTINGS, OCTOBER, NOW)
    with lay.journal(lived) as db:
        key = db.execute("SELECT id FROM change ORDER BY moment DESC LIMIT 1").fetchone()[0]
        lay_asked.asked(db, key, "", drawn="2026-11-01 09:00")
        lay_asked.card(db, key)
    before = held(lived)
    ruin(lived, "change", "change_day")
    care.restore(lived)
    assert held(lived) == before
    assert not {"checksums", "audits", "recall questions"} & {one.name for one in wrong(lived)}


def test_a_damaged_journal_without_a_backup_keeps_months_and_tests(lived: Home) -> None:
    before = held(lived)
    without_backups(lived)
    ruin(
        lived, "change", "audit_group_once", "closing_month", "test_day", "test_shipped",
        "sqlite_autoindex_assessment_1", "sqlite_autoindex_test_1", "sqlite_autoindex_card_1",
    )  # fmt: skip
    assert wrong(lived)
    care.restore(lived)
    assert held(lived) == before
    assert {finding.name for finding in wrong(lived)} <= {"backups"}
    assert read(lived).closed_at == NOW


def test_a_version_that_was_damaged_does_not_replace_a_whole_one(lived: Home) -> None:
    before = held(lived)
    with raw(lived) as db:
        db.execute("UPDATE assessment SET q1 = 0")
        db.execute("UPDATE test SET outcome = 'failed' WHERE sort = 'why'")
    ruin(lived, "change")
    care.restore(lived)
    assert held(lived) == before


def test_without_a_backup_a_changed_row_is_kept_and_still_named(lived: Home) -> None:
    without_backups(lived)
    with raw(lived) as db:
        db.execute("UPDATE assessment SET q1 = 0")
    ruin(lived, "change")
    care.restore(lived)
    assert rows(lived, "SELECT q1 FROM assessment") == [(0,)]
    assert "the answers of 2026-10" in " ".join(one.what for one in wrong(lived))


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_was_changed_outside_is_named_and_put_back(lived: Home, table: str) -> None:
    before = held(lived)
    column = {"assessment": "q2", "test": "sure", "card": "due_at"}.get(table, "month")
    new = "'2026-09'" if column == "month" else "1"
    with raw(lived) as db:
        first = f"SELECT min(rowid) FROM {table}"  # noqa: S608 - ours
        db.execute(f"UPDATE {table} SET {column} = {new} WHERE rowid = ({first})")  # noqa: S608 - ours
    [finding] = [one for one in wrong(lived) if one.name == "checksums"]
    assert "Buckets" not in finding.what
    assert "as it was written, from the backup" in finding.todo
    care.mend(lived)
    assert held(lived) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE assessment SET q1 = 9", "the answers of 2026-10: its q1 is broken"),
        ("UPDATE assessment SET month = 'Secret'", "whose name is broken: its month is none"),
        ("UPDATE assessment SET answered_at = 1 << 62", "its time is absurd"),
        ("UPDATE audit_group SET learned = 'Secret'", "of 2026-10: its answer is none"),
        ("UPDATE audit_group SET name = x'ff'", "of 2026-10: its name is broken"),
        ("UPDATE closing SET figures = 'Secret'", "of 2026-10: its figures can't be read"),
        ("UPDATE closing SET how = ''", "of 2026-10: its figures are missing"),
        ("UPDATE test SET outcome = 'right' WHERE sort = 'why'", "its outcome is unknown"),
        ("UPDATE test SET sort = 'Secret'", "it is of no known sort"),
        ("UPDATE test SET sure = 101", "its sure is broken"),
        ("UPDATE test SET asked = '{'", "its asked can't be read"),
        ("UPDATE test SET shipped_at = -(1 << 62)", "its time is absurd"),
        ("UPDATE card SET state = '[1'", "its state can't be read"),
        ("UPDATE card SET sort = ''", "it is of no known sort"),
    ],
)
def test_what_makes_no_sense_is_named_without_a_word_of_anybodys(
    lived: Home, change: str, said: str
) -> None:
    with raw(lived) as db:
        db.execute(change)
    name = "recall questions" if "test" in change or "card" in change else "audits"
    [finding] = [one for one in wrong(lived) if one.name == name]
    assert said in finding.what
    assert "Secret" not in finding.what
    assert "`waterline restore`" in finding.todo


def test_what_makes_no_sense_is_left_behind_by_salvage(lived: Home) -> None:
    without_backups(lived)
    with raw(lived) as db:
        db.execute("UPDATE test SET sort = 'none' WHERE sort = 'why'")
        db.execute("UPDATE card SET state = '[1'")
    ruin(lived, "change")
    care.restore(lived)
    assert rows(lived, "SELECT DISTINCT sort FROM test") == [("line",)]
    assert rows(lived, "SELECT count(*) FROM card") == [(0,)]
