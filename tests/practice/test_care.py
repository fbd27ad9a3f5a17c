"""Backups when they are due, and restoring one: the old journal stays, no readable word is lost."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from waterline.domain.filters import Filter
from waterline.errors import (
    InputError,
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    NotFoundError,
)
from waterline.gate import inbox as gate
from waterline.journal import backup, connection
from waterline.practice import capture, care, look
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

PAGE = 4096


def bodies(path: str) -> list[str]:
    with contextlib.closing(backup.opened(path)) as db:
        asked = "SELECT body FROM entry WHERE deleted_at IS NULL ORDER BY moment"
        return [row[0] for row in db.execute(asked)]


def fill(home: Home, *texts: str) -> None:
    with lay.journal(home) as db:
        for text in texts:
            lay.entry(db, text)


def is_healthy(home: Home) -> bool:
    # Entries laid into the past without a backup rightly ask for one.
    return {finding.name for finding in care.checkup(home) if not finding.ok} <= {"backups"}


# -- backups ----------------------------------------------------------------------------------


def test_what_waits_in_the_inbox_is_in_the_backup(home: Home) -> None:
    capture.note(home, "just typed")
    assert bodies(str(care.back_up(home))) == ["just typed"]


def test_a_backup_is_made_when_it_is_due_and_not_before(home: Home) -> None:
    settings = Settings({"backup_days": 7})
    assert care.back_up_if_due(home, settings) is None  # nothing to back up
    fill(home, "one")
    made = care.back_up_if_due(home, settings)
    assert made is not None
    assert care.back_up_if_due(home, settings) is None
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(time.time() - 8 * 86_400))
    os.rename(made, f"{home.backups}/journal-{stamp}-auto.db")
    assert care.back_up_if_due(home, settings) is not None


def test_zero_days_mean_no_automatic_backup(home: Home) -> None:
    fill(home, "one")
    assert care.back_up_if_due(home, Settings({"backup_days": 0})) is None


def test_automatic_backups_are_thinned_to_the_setting(home: Home) -> None:
    fill(home, "one")
    os.makedirs(home.backups)
    for day in range(1, 9):
        Path(home.backups, f"journal-2026010{day}-000000-auto.db").touch()
    made = care.back_up_if_due(home, Settings({"backups_kept": 3}))
    left = [copy.path for copy in backup.copies(home)]
    assert len(left) == 3
    assert left[0] == str(made)


def test_backups_are_told_with_what_they_hold(home: Home) -> None:
    fill(home, "one", "two")
    path = care.back_up(home)
    Path(home.backups, "journal-20200101-000000.db").touch()
    newest, broken = care.backups(home)
    assert (newest.path, newest.entries, newest.problem) == (path, 2, "")
    assert newest.bytes == path.stat().st_size
    assert abs(newest.made_at.timestamp() - time.time()) < 60
    assert broken.problem == "it is empty"


# -- restoring --------------------------------------------------------------------------------


def test_a_lost_journal_comes_back_from_the_newest_backup(home: Home) -> None:
    fill(home, "one", "two")
    source = care.back_up(home)
    os.unlink(home.journal)
    done = care.restore(home)
    assert (done.source, done.kept, done.entries, done.carried) == (source, None, 2, 0)
    assert bodies(home.journal) == ["one", "two"]
    assert os.stat(home.journal).st_mode & 0o777 == 0o600
    assert is_healthy(home)


def test_the_old_journal_is_kept_and_its_newer_entries_are_carried_over(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    fill(home, "two #later")
    old = bodies(home.journal)
    done = care.restore(home)
    assert done.carried == 1
    assert done.kept is not None
    assert bodies(str(done.kept)) == old
    assert bodies(home.journal) == ["one", "two #later"]
    assert look.tags(home, Settings()) == [("later", 1)]
    assert [hit.line.body for hit in look.search(home, Settings(), "two", none())] == ["two #later"]
    assert "1 entry carried over from the old journal" in str(done)
    assert str(done.kept) in str(done)


def none() -> Filter:
    return Filter()


def test_restoring_twice_overwrites_nothing(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    kept = {str(care.restore(home).kept) for _ in range(3)}
    assert len(kept) == 3
    assert all(bodies(path) == ["one"] for path in kept)


def test_what_waits_in_the_inbox_is_taken_in_after_a_restore(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    Path(home.journal).write_bytes(b"\0" * 9000)
    gate.write(
        home.inbox, {"type": "entry", "kind": "note", "body": "waited", "tags": [], "repo": ""}
    )
    done = care.restore(home)
    assert (done.drained, done.entries) == (1, 2)
    assert bodies(home.journal) == ["one", "waited"]


def test_a_deleted_entry_stays_deleted_and_can_still_be_brought_back(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    line = capture.save(home, Settings(), "thrown away")
    capture.delete(home, Settings(), line.id)
    care.restore(home)
    assert bodies(home.journal) == ["one"]
    assert capture.undo(home, Settings()).line.body == "thrown away"


def test_followed_repositories_are_followed_again(home: Home) -> None:
    with lay.journal(home) as db:
        lay.repository(db, "api")
    care.back_up(home)
    with lay.journal(home) as db:
        lay.repository(db, "web")
    care.restore(home)
    with lay.journal(home) as db:
        rows = db.execute("SELECT name, seen FROM repository ORDER BY name").fetchall()
        assert [tuple(row) for row in rows] == [("api", ""), ("web", "")]


def test_the_newest_whole_backup_is_taken(home: Home) -> None:
    fill(home, "one")
    whole = care.back_up(home)
    os.rename(whole, f"{home.backups}/journal-20260101-000000.db")
    broken = care.back_up(home)
    os.truncate(broken, 1000)
    os.unlink(home.journal)
    assert care.restore(home).source == Path(home.backups, "journal-20260101-000000.db")


def test_a_chosen_backup_is_verified_before_anything_is_touched(home: Home, tmp_path: Path) -> None:
    fill(home, "one")
    before = Path(home.journal).read_bytes()
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(JournalDamagedError, match="it is empty"):
        care.restore(home, empty)
    with pytest.raises(JournalDamagedError, match="can't be read"):
        care.restore(home, tmp_path / "missing.db")
    with pytest.raises(InputError, match="is the journal itself"):
        care.restore(home, home.journal)
    assert Path(home.journal).read_bytes() == before
    assert sorted(os.listdir(home.data)) == ["journal.db"]


def test_nothing_to_restore_from_is_said(home: Home) -> None:
    with pytest.raises(NotFoundError, match="no backup and no journal"):
        care.restore(home)
    os.makedirs(home.backups)
    Path(home.backups, "journal-20260101-000000.db").touch()
    with pytest.raises(JournalDamagedError, match="no backup is whole"):
        care.restore(home)


HOLDER = """
import sys, time
from waterline.home import Home
from waterline.journal import connection
db = connection.connect(Home(sys.argv[1], sys.argv[1]))
db.execute("SELECT count(*) FROM entry").fetchone()
print("open", flush=True)
time.sleep(60)
"""


def test_a_journal_in_use_is_not_replaced(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, home.data], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(JournalBusyError, match="another process"):
            care.restore(home)
    finally:
        holder.kill()
        holder.communicate()
    assert care.restore(home).entries == 1


KILLED = """
import os, signal, sys
from waterline.home import Home
from waterline.journal import swap
from waterline.practice import care
step = int(sys.argv[2])
calls = 0

def dying(done):
    def call(*given, **more):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(*given, **more)
    return call

for name in ("link", "rename", "replace", "unlink", "fsync", "chmod"):
    setattr(os, name, dying(getattr(os, name)))
care.restore(Home(sys.argv[1], sys.argv[1]))
"""


def test_a_restore_killed_at_any_step_loses_nothing(home: Home) -> None:
    fill(home, "one")
    care.back_up(home)
    fill(home, "two")
    step, killed = 0, True
    while killed:
        step += 1
        words = [sys.executable, "-c", KILLED, home.data, str(step)]
        killed = subprocess.run(words, check=False).returncode < 0
        assert os.path.exists(home.journal)
        assert bodies(home.journal) == ["one", "two"]
    assert step > 4


# -- saving what can be read ------------------------------------------------------------------

MANY = 3000


@pytest.fixture
def many(home: Home) -> Home:
    with lay.journal(home) as db, connection.writing(db):
        for n in range(MANY):
            lay.entry(db, f"entry number {n} " + "with a few more words " * 11)
    return home


def leaves(home: Home, name: str) -> list[int]:
    with contextlib.closing(sqlite3.connect(home.journal)) as db:
        asked = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'"
        return [row[0] for row in db.execute(asked, (name,))]


def ruin(home: Home, *pages: int) -> None:
    with open(home.journal, "r+b") as journal:
        for page in pages:
            journal.seek((page - 1) * PAGE)
            journal.write(os.urandom(PAGE))


def read_by_a_scan(home: Home) -> int:
    count = 0
    with (
        contextlib.closing(sqlite3.connect(home.journal)) as db,
        contextlib.suppress(sqlite3.DatabaseError),
    ):
        for _ in db.execute("SELECT * FROM entry"):
            count += 1
    return count


def test_rows_are_saved_one_by_one_where_a_scan_stops(many: Home) -> None:
    ruin(many, *leaves(many, "entry")[20:80:20])
    assert read_by_a_scan(many) < MANY * 0.9
    done = care.restore(many)
    assert done.entries + done.lost == MANY
    assert done.entries >= MANY - 3 * 20
    assert f"{done.lost} entries could not be read" in str(done)
    assert is_healthy(many)


def test_damaged_indexes_lose_no_entry(many: Home) -> None:
    ruin(many, *leaves(many, "entry_day")[2:5], *leaves(many, "entry_kind")[1:3])
    ruin(many, *leaves(many, "entry_search_data")[3:9])
    done = care.restore(many)
    assert (done.entries, done.lost) == (MANY, 0)
    assert is_healthy(many)


@pytest.mark.parametrize("ruined", [16, 100, PAGE])
def test_a_ruined_first_page_loses_no_entry(many: Home, ruined: int) -> None:
    with open(many.journal, "r+b") as journal:
        journal.write(os.urandom(ruined))
    done = care.restore(many)
    assert (done.entries, done.lost) == (MANY, 0)
    assert is_healthy(many)


def test_a_truncated_journal_gives_what_is_left(many: Home) -> None:
    os.truncate(many.journal, os.path.getsize(many.journal) // 2 + 700)
    done = care.restore(many)
    assert MANY // 4 < done.entries < MANY
    assert is_healthy(many)


def test_noise_gives_an_empty_journal_and_keeps_the_noise(home: Home) -> None:
    os.makedirs(home.data, 0o700)
    noise = os.urandom(50_000)
    Path(home.journal).write_bytes(noise)
    done = care.restore(home)
    assert done.entries == 0
    assert done.kept is not None
    assert done.kept.read_bytes() == noise
    assert is_healthy(home)


def test_damage_is_refused_with_the_way_out(many: Home) -> None:
    ruin(many, 1)
    with pytest.raises(JournalError, match="`waterline restore` saves what can still be read"):
        look.tags(many, Settings())
    os.makedirs(many.backups)
    Path(many.backups, "journal-20260101-120000.db").touch()
    with pytest.raises(JournalDamagedError, match="newest backup, of 2026-01-01 13:00"):
        look.tags(many, Settings())
