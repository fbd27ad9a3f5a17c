"""Backups: whole, verified copies, made while others write."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from waterline.errors import HomeError, InputError, JournalError, NotFoundError
from waterline.home import Home
from waterline.journal import backup, connection, migrations

if TYPE_CHECKING:
    from pathlib import Path


def entries(path: str) -> int:
    with contextlib.closing(backup.opened(path)) as db:
        return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])


def test_a_backup_holds_what_the_journal_holds(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "one")
        lay.entry(db, "two")
        path = backup.back_up(home)  # the journal is open, and its last words are in the log
    assert entries(path) == 2
    assert backup.problem(path) == ""
    assert os.path.dirname(path) == home.backups


def test_a_backup_is_one_file_for_this_user_alone(home: Home) -> None:
    lay.journal(home).close()
    path = backup.back_up(home)
    assert os.listdir(home.backups) == [os.path.basename(path)]
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.stat(home.backups).st_mode & 0o777 == 0o700


def test_a_backup_moved_into_the_journals_place_works(home: Home, tmp_path: Path) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "one")
    other = Home(str(tmp_path / "other"), str(tmp_path / "other"))
    os.mkdir(other.data)
    shutil.copy(backup.back_up(home), other.journal)
    with contextlib.closing(connection.connect(other)) as db:
        assert db.execute("SELECT body FROM entry").fetchone()[0] == "one"
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_backup_leaves_nothing_beside_the_journal(home: Home) -> None:
    lay.journal(home).close()
    before = sorted(os.listdir(home.data))
    backup.back_up(home)
    assert sorted(os.listdir(home.data)) == sorted([*before, "backups"])


WRITER = """
import sys
from waterline.home import Home
from waterline.journal import connection
db = connection.connect(Home(sys.argv[1], sys.argv[1]))
print("begun", flush=True)
moment = 1
while True:
    with connection.writing(db):  # two at a time: never one of them alone
        for _ in range(2):
            db.execute("INSERT INTO entry VALUES (?, ?, 0, '', '1970-01-01', 'note', ?, '', '',"
                       " NULL, NULL, NULL)", (moment, str(moment), "words " * 50))
            moment += 1
"""


def test_a_backup_made_while_others_write_is_one_state(home: Home) -> None:
    lay.journal(home).close()
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, home.data], stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        made = [backup.back_up(home) for _ in range(5)]
    finally:
        writer.kill()
        writer.communicate()
    counted = [entries(path) for path in made]
    assert all(count % 2 == 0 for count in counted)
    assert counted == sorted(counted)
    assert len(set(made)) == 5
    assert not any(backup.problem(path) for path in made)


def test_a_backup_can_be_put_anywhere_but_never_over_something(home: Home, tmp_path: Path) -> None:
    lay.journal(home).close()
    target = tmp_path / "mine.db"
    assert backup.back_up(home, str(target)) == str(target)
    before = target.read_bytes()
    with pytest.raises(InputError, match="exists already"):
        backup.back_up(home, str(target))
    assert target.read_bytes() == before
    inside = backup.back_up(home, str(tmp_path))
    assert os.path.dirname(inside) == str(tmp_path)


def test_no_journal_no_backup(home: Home) -> None:
    with pytest.raises(NotFoundError):
        backup.back_up(home)
    assert not os.path.exists(home.data)


def test_a_backup_that_fails_leaves_nothing(home: Home, tmp_path: Path) -> None:
    with lay.journal(home) as db:
        for n in range(200):
            lay.entry(db, f"{n} " * 200)
    size = os.path.getsize(home.journal)
    with open(home.journal, "r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(8192))
    with pytest.raises(JournalError, match="can't be backed up"):
        backup.back_up(home)
    assert os.listdir(home.backups) == []
    with pytest.raises(HomeError, match="can't be made"):
        backup.back_up(home, str(tmp_path / "nowhere" / "x.db"))


def test_only_automatic_backups_are_thinned_the_oldest_first(home: Home) -> None:
    os.makedirs(home.backups)
    names = [
        "journal-20260101-000000.db",
        "journal-20260102-000000-auto.db",
        "journal-20260103-000000-before-second.db",
        "journal-20260104-000000-auto.db",
        "journal-20260104-000000-auto-2.db",
        "journal-20260104-000000-auto-10.db",
        "journal-20260105-000000.db",
    ]
    for name in names:
        with open(f"{home.backups}/{name}", "w", encoding="utf-8"):
            pass
    gone = [os.path.basename(path) for path in backup.thin(home, 2)]
    assert gone == [names[3], names[2], names[1]]
    assert sorted(os.listdir(home.backups)) == sorted(set(names) - set(gone))


def test_what_a_killed_process_left_goes_after_a_day(home: Home) -> None:
    os.makedirs(home.backups)
    for name in ("old", "new"):
        with open(f"{home.backups}/journal-{name}.db.part", "w", encoding="utf-8"):
            pass
    then = time.time() - 2 * 86_400
    os.utime(f"{home.backups}/journal-old.db.part", (then, then))
    backup.thin(home, 4)
    assert os.listdir(home.backups) == ["journal-new.db.part"]


def test_backups_are_listed_by_their_names_newest_first(home: Home) -> None:
    os.makedirs(home.backups)
    for name in (
        "journal-20260101-000000.db",
        "journal-20261120-115500-auto.db",
        "journal-20261120-115500.db.part",
        "journal-20269999-115500.db",
        "notes.txt",
    ):
        with open(f"{home.backups}/{name}", "w", encoding="utf-8"):
            pass
    found = backup.copies(home)
    assert [(c.made_at, c.reason, c.is_automatic) for c in found] == [
        (1_795_175_700, "auto", True),
        (1_767_225_600, "", False),
    ]


def test_a_file_of_no_length_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchone()[0] == "ok"  # that is the trap
    assert backup.problem(str(path)) == "it is empty"


def test_a_strangers_database_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE entry (moment)")
        db.commit()
    assert "not a journal" in backup.problem(str(path))
    assert "can't be read" in backup.problem(str(tmp_path / "missing.db"))
    assert backup.problem(str(tmp_path)) == "it is a folder"


def test_a_migration_is_preceded_by_a_backup(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "before")

    def second(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE second (id)")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, ("second", second)))
    connection.connect(home).close()
    [copy] = backup.copies(home)
    assert copy.reason == "before-second"
    with contextlib.closing(backup.opened(copy.path)) as db:
        assert db.execute("SELECT body FROM entry").fetchone()[0] == "before"
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'second'").fetchone()


def test_the_way_out_of_damage_names_the_newest_backup(home: Home) -> None:
    assert "saves what can still be read" in backup.way_out(home.journal)
    os.makedirs(home.backups)
    with open(f"{home.backups}/journal-20260101-120000.db", "w", encoding="utf-8"):
        pass
    assert "newest backup, of 2026-01-01 13:00" in backup.way_out(home.journal)
