"""What a person wrote can't change unnoticed, and comes back where a backup has it."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.journal import connection, repositories, seal, sealing
from waterline.practice import capture, care
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.findings import Finding
    from waterline.home import Home

SETTINGS = Settings()
KINDS = ("note", "learned", "decision", "brief", "incident")
TABLES = {"entry": seal.ENTRY, "deed": seal.DEED, "repository": seal.REPOSITORY}

values = st.lists(
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary() | st.floats(), max_size=4
)


@given(values, values)
def test_rows_have_one_seal_only_if_they_are_the_same(one: list[Any], other: list[Any]) -> None:
    # A chance of 2⁻³² that others have the same is not one that a few hundred rows meet.
    assert (seal.of(one) == seal.of(other)) == ([*map(repr, one)] == [*map(repr, other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([1], ["1"]),
        ([None], ["-"]),
        (["a"], [b"a"]),
        ([1], [1.0]),
        (["Go"], ["go"]),
        ([seal.as_text(b"a\xff")], [seal.as_text(b"a\xfe")]),
    ],
)
def test_what_looks_alike_is_told_apart(one: list[Any], other: list[Any]) -> None:
    assert seal.of(one) != seal.of(other)


@contextlib.contextmanager
def raw(home: Home) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as db:
        yield db


def wrong(home: Home) -> list[Finding]:
    return [finding for finding in care.checkup(home) if not finding.ok]


def held(path: str) -> list[list[Any]]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        db.text_factory = seal.as_text
        return [
            db.execute(f"SELECT {', '.join(names)} FROM {table} NOT INDEXED").fetchall()  # noqa: S608 - ours
            for table, names in TABLES.items()
        ]


def unsealed(home: Home) -> list[str]:
    with raw(home) as db:
        assert list(sealing.broken(db)) == []
        asked = "SELECT '{0}' FROM {0} WHERE seal IS NULL"
        return [row[0] for table in TABLES for row in db.execute(asked.format(table))]


@pytest.fixture
def lived(home: Home) -> Home:
    """Give a journal with entries of all kinds, edits, deletions, some taken back, and a backup."""
    for number in range(40):
        at = (1_760_000_000_000_000 + number * 3_600_000_000, 7200, "Europe/Berlin")
        words = f"Secret {number} of the limiter #tag{number % 3} " * (1 + number % 5)
        repo = "/code/api" if number % 4 == 0 else ""
        capture.note(home, words, KINDS[number % 5], at=at, repo=repo)
    keys = [capture.save(home, SETTINGS, f"Secret and fresh {number}").id for number in range(6)]
    capture.edit(home, SETTINGS, keys[0], "Secret in other words", "learned")
    for key in keys[1:4]:
        capture.delete(home, SETTINGS, key)
    capture.undo(home, SETTINGS)
    capture.undo(home, SETTINGS)
    capture.redo(home, SETTINGS)
    with contextlib.closing(connection.connect(home)) as db:
        repositories.follow(db, "/code/api", "/code/api/.git", 1)
    care.back_up(home)
    return home


def test_whoever_writes_seals(lived: Home) -> None:
    assert unsealed(lived) == []
    for _ in range(6):
        capture.undo(lived, SETTINGS)
        assert unsealed(lived) == []
    for _ in range(3):
        capture.redo(lived, SETTINGS)
        assert unsealed(lived) == []
    with contextlib.closing(connection.connect(lived)) as db:
        followed = repositories.known(db)[0]
        repositories.move(db, followed.id, "/elsewhere/api", "/elsewhere/api/.git")
    assert unsealed(lived) == []


def test_what_is_carried_over_is_sealed(lived: Home) -> None:
    line = capture.save(lived, SETTINGS, "after the backup")
    capture.edit(lived, SETTINGS, line.id, "after the backup, again")
    assert care.restore(lived).carried == 1
    assert unsealed(lived) == []
    for path in Path(lived.backups).iterdir():
        path.unlink()
    Path(lived.journal).write_bytes(Path(lived.journal).read_bytes()[:-100])
    care.restore(lived)
    assert unsealed(lived) == []


def test_every_flipped_bit_of_what_was_written_is_named_without_a_word(lived: Home) -> None:
    with raw(lived) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = "SELECT pageno FROM dbstat WHERE name IN ('entry', 'deed', 'repository')"
        pages = [row[0] for row in db.execute(asked)]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    whole, truth = Path(lived.journal).read_bytes(), held(lived.journal)
    chance, changed = random.Random(20261120), 0  # noqa: S311 - it picks bits
    while changed < 60:
        flipped = bytearray(whole)
        place = (chance.choice(pages) - 1) * size + chance.randrange(size)
        flipped[place] ^= 1 << chance.randrange(8)
        Path(lived.journal).write_bytes(flipped)
        with contextlib.suppress(sqlite3.DatabaseError):
            if held(lived.journal) == truth:
                continue
        changed += 1
        found = wrong_inside(lived)
        assert found, f"byte {place}"
        assert "Secret" not in str(found)


def wrong_inside(home: Home) -> list[Finding]:
    from waterline.journal import checkup  # the journal alone: nothing else was flipped

    return [finding for finding in checkup.checkup(home) if not finding.ok]


def change(home: Home, what: str, where: str) -> None:
    """Change a row past everything that Waterline writes by; the search is kept in step."""
    with raw(home) as db:
        assert db.execute(f"UPDATE entry SET {what} WHERE {where}").rowcount == 1  # noqa: S608 - ours


def checksums(home: Home) -> Finding:
    [finding] = [finding for finding in wrong(home) if finding.name == "checksums"]
    return finding


def test_a_changed_entry_is_put_back_from_the_backup_that_has_it(lived: Home) -> None:
    truth = held(lived.journal)
    change(lived, "body = replace(body, 'Secret', 'secret')", "body LIKE 'Secret 7 %'")
    found = checksums(lived)
    key = next(row[1] for row in truth[0] if row[6].startswith("Secret 7 "))
    day = next(row[4] for row in truth[0] if row[1] == key)
    assert found.what == (
        f"entry {key} of {day} was changed outside Waterline or damaged on the disk"
    )
    assert "`waterline doctor --mend` puts it back as it was written" in found.todo
    assert f"entry {key} of {day} was put back as it was written" in care.mend(lived)[0]
    assert held(lived.journal) == truth
    assert [finding for finding in wrong(lived) if finding.name != "repositories"] == []


def test_a_changed_version_that_undo_keeps_is_named_and_put_back(lived: Home) -> None:
    truth = held(lived.journal)
    with raw(lived) as db:
        db.execute("UPDATE deed SET body = 'other' WHERE action = 'edit'")
    assert checksums(lived).what.startswith("what undo keeps of entry ")
    care.mend(lived)
    assert held(lived.journal) == truth


def test_a_followed_repository_is_put_back(lived: Home) -> None:
    truth = held(lived.journal)
    with raw(lived) as db:
        db.execute("UPDATE repository SET name = 'aqi'")
    assert checksums(lived).what.startswith("a followed repository ")
    care.mend(lived)
    assert held(lived.journal) == truth


def test_a_damaged_checksum_is_made_anew_and_no_word_changes(lived: Home) -> None:
    truth = held(lived.journal)
    change(lived, "seal = seal + 1", "body LIKE 'Secret 7 %'")
    assert "its checksum is wrong" in checksums(lived).todo
    assert "its checksum was made anew" in care.mend(lived)[0]
    assert held(lived.journal) == truth
    assert unsealed(lived) == []


def test_what_no_backup_has_is_kept_as_it_is_and_said_to_be(lived: Home) -> None:
    line = capture.save(lived, SETTINGS, "after the backup")
    change(lived, "body = 'After the backup'", f"id = '{line.id}'")
    todo = checksums(lived).todo
    assert "no backup has it as it was written" in todo
    assert f"read it (`waterline show {line.id}`)" in todo
    assert "could not be put back: it is kept as it is now, so look at it" in care.mend(lived)[0]
    assert capture.find(lived, SETTINGS, line.id).body == "After the backup"
    assert unsealed(lived) == []


def test_a_backup_with_another_version_is_said_to_have_one(lived: Home) -> None:
    line = capture.save(lived, SETTINGS, "the first version")
    made = care.back_up(lived)
    capture.edit(lived, SETTINGS, line.id, "the second version")
    change(lived, "body = 'the zecond version'", f"id = '{line.id}'")
    stamp = datetime.strptime(made.name[8:23], "%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp()
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(stamp))
    assert f"that of {when} has another version" in checksums(lived).todo


def test_text_that_cant_be_read_is_never_sealed(lived: Home) -> None:
    for path in Path(lived.backups).iterdir():
        os.unlink(path)
    change(lived, "body = CAST(x'41ff42' AS TEXT)", "body LIKE 'Secret 7 %'")
    assert "`waterline restore`" in checksums(lived).todo
    care.mend(lived)
    assert not checksums(lived).ok


@pytest.mark.parametrize("step", ["edit", "delete", "undo"])
def test_a_change_by_its_owner_does_not_make_a_damaged_entry_whole(lived: Home, step: str) -> None:
    line = capture.save(lived, SETTINGS, "the last one")
    change(lived, "zone = 'Europe/Bermin'", f"id = '{line.id}'")
    if step == "edit":
        capture.edit(lived, SETTINGS, line.id, "other words")
    elif step == "delete":
        capture.delete(lived, SETTINGS, line.id)
    else:
        capture.undo(lived, SETTINGS)
    assert any(line.id in finding.what for finding in wrong(lived))


def test_an_entry_without_a_checksum_is_no_damage(lived: Home) -> None:
    change(lived, "seal = NULL, body = 'laid there by hand'", "body LIKE 'Secret 7 %'")
    assert [finding for finding in wrong(lived) if finding.name == "checksums"] == []


def test_many_changed_entries_are_counted_after_the_first_hundred(lived: Home) -> None:
    for number in range(80):
        capture.note(lived, f"more {number}")
    capture.find(lived, SETTINGS, capture.save(lived, SETTINGS, "last").id)
    with raw(lived) as db:
        db.execute("UPDATE entry SET zone = 'UTC'")
    found = [finding for finding in wrong(lived) if finding.name == "checksums"]
    assert len(found) == 101
    assert found[-1].what == "and 27 more were changed"
