"""The checkup: a healthy home gives only good lines, and each damage done to one is named."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from waterline.gate import inbox as gate
from waterline.journal import answers, backup, file, migrations
from waterline.practice import care, drafts, look
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.domain.findings import Finding
    from waterline.home import Home

PAGE = 4096


@pytest.fixture
def healthy(home: Home, tmp_path: Path) -> Home:
    """Give a home in use: entries, tags, a change, a deleted entry, a backup."""
    (tmp_path / "api").mkdir()
    with lay.journal(home) as db:
        for n in range(300):
            lay.entry(db, f"entry {n} about locks and queues " + "and more words " * 20, tags="sql")
        lay.entry(db, "thrown away", deleted_at=1)
        held = lay.repository(db, "api", str(tmp_path / "api"))
        lay.change(db, "Lock the row", held)
    care.back_up(home)
    return home


def wrong(home: Home) -> list[Finding]:
    return [finding for finding in care.checkup(home) if not finding.ok]


def only(home: Home, name: str) -> Finding:
    """Give the one thing that is wrong; it must be of this name and say what to do."""
    [finding] = wrong(home)
    assert finding.name == name
    assert finding.todo
    return finding


def state(home: Home) -> dict[str, str]:
    found = {}
    for path in sorted(Path(home.data).rglob("*")):
        whole = path.read_bytes() if path.is_file() else b""
        found[f"{path} {path.stat().st_mode:o}"] = hashlib.sha256(whole).hexdigest()
    return found


@contextlib.contextmanager
def raw(home: Home) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(home.journal, isolation_level=None)) as db:
        yield db


def test_a_healthy_home_gives_only_good_lines(healthy: Home) -> None:
    found = care.checkup(healthy)
    assert [finding for finding in found if not finding.ok] == []
    assert {finding.name for finding in found} == {
        *("home", "modes", "settings", "journal", "pages", "schema", "search index", "tags"),
        *("checksums", "audits", "recall questions"),
        *("entries", "sessions", "changes", "references", "inbox", "answers", "drafts"),
        *("backups", "git"),
        *("repositories", "disk", "memory"),
    }


def test_a_home_that_is_not_there_yet_is_healthy(home: Home) -> None:
    assert wrong(home) == []
    assert not os.path.exists(home.data)


def test_a_fresh_home_with_a_waiting_note_is_healthy(home: Home) -> None:
    gate.write(home.inbox, {"type": "entry", "kind": "note", "body": "a", "tags": [], "repo": ""})
    assert wrong(home) == []


def test_a_folder_made_by_hand_becomes_private_with_the_journal(home: Home) -> None:
    os.mkdir(home.data, 0o755)
    lay.journal(home).close()
    assert wrong(home) == []


def test_looking_changes_nothing(healthy: Home) -> None:
    before = state(healthy)
    care.checkup(healthy)
    assert state(healthy) == before


def test_looking_changes_nothing_while_the_app_is_open(healthy: Home) -> None:
    with lay.journal(healthy) as db:
        lay.entry(db, "not in the file yet, only in the log")
        before = state(healthy)
        found = care.checkup(healthy)
        after = state(healthy)
    shared = f"{healthy.journal}-shm"  # readers leave their marks in the log's index
    assert [name for name in before if before[name] != after[name] and shared not in name] == []
    journal = next(finding.what for finding in found if finding.name == "journal")
    assert journal.startswith("the journal holds 301 entries")


# -- the home ---------------------------------------------------------------------------------


def test_open_modes_are_named_and_mended(healthy: Home) -> None:
    os.chmod(healthy.data, 0o750)  # noqa: S103 - that is the damage
    os.chmod(healthy.journal, 0o644)
    assert [finding.name for finding in wrong(healthy)] == ["modes", "modes"]
    care.mend(healthy)
    assert wrong(healthy) == []
    assert os.stat(healthy.journal).st_mode & 0o777 == 0o600


def test_an_unwritable_home_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(monkeypatch, healthy.data)
    assert "can't be written" in only(healthy, "home").what


def refused(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Let the system say that `path` can't be written: root may write everywhere."""
    asked = os.access

    def access(where: str, mode: int) -> bool:
        return not (where == path and mode & os.W_OK) and asked(where, mode)

    monkeypatch.setattr(os, "access", access)


def test_a_home_that_is_a_file_is_named(home: Home) -> None:
    Path(home.data).touch()
    assert "is not a folder" in wrong(home)[0].what


def test_a_home_of_another_user_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert [finding.name for finding in wrong(healthy)] == ["home", "journal"]
    assert all("belongs to another user" in finding.what for finding in wrong(healthy))


def test_a_broken_configuration_is_named(healthy: Home) -> None:
    Path(healthy.settings).write_text("theme = 'pink'\n", encoding="utf-8")
    found = only(healthy, "settings")
    assert healthy.settings in found.what
    assert "theme" in found.what
    assert "waterline-dark" in found.todo


def test_little_room_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(healthy.data)._replace(free=10_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "10 MB" in only(healthy, "disk").what


def test_a_file_system_without_shared_memory_is_named(
    healthy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "shares_memory", lambda _: False)
    assert "shared memory" in only(healthy, "memory").what


# -- the journal's file -----------------------------------------------------------------------


def test_a_missing_journal_with_backups_is_named(healthy: Home) -> None:
    os.unlink(healthy.journal)
    found = only(healthy, "journal")
    assert "is missing" in found.what
    assert "`waterline restore` takes the newest backup, of 20" in found.todo


def test_an_emptied_journal_is_named(healthy: Home) -> None:
    os.truncate(healthy.journal, 0)
    assert "is empty" in only(healthy, "journal").what


def test_a_journal_of_one_byte_is_named_and_left_alone(healthy: Home) -> None:
    os.truncate(healthy.journal, 1)
    Path(f"{healthy.journal}-wal").write_bytes(b"words" * 1000)
    os.chmod(f"{healthy.journal}-wal", 0o600)
    found = only(healthy, "journal")
    assert "damaged" in found.what
    assert "waterline restore" in found.todo
    assert os.path.getsize(f"{healthy.journal}-wal") == 5000


def test_a_folder_in_the_journals_place_is_named(healthy: Home) -> None:
    os.unlink(healthy.journal)
    os.mkdir(healthy.journal, 0o700)
    assert "is not a file" in only(healthy, "journal").what


def test_a_file_that_is_no_database_is_named(healthy: Home) -> None:
    Path(healthy.journal).write_bytes(b"dear diary\n" * 1000)
    found = only(healthy, "journal")
    assert "damaged" in found.what
    assert "waterline restore" in found.todo


def test_a_strangers_database_is_named(healthy: Home) -> None:
    os.unlink(healthy.journal)
    with raw(healthy) as db:
        db.execute("CREATE TABLE photos (id)")
    os.chmod(healthy.journal, 0o600)
    assert "is not a journal of Waterline" in only(healthy, "journal").what


def test_a_newer_journal_is_named(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    found = only(healthy, "journal")
    assert "newer Waterline" in found.what
    assert "update" in found.todo
    assert "`waterline restore`" in found.todo


def test_a_truncated_journal_is_named(healthy: Home) -> None:
    os.truncate(healthy.journal, os.path.getsize(healthy.journal) // 2)
    assert "damaged" in only(healthy, "journal").what


def test_a_journal_that_cant_be_written_is_named(
    healthy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_file = healthy.journal
    asked = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != refused_file and asked(path, mode))
    assert "can't be written" in only(healthy, "journal").what


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_helper_file_that_cant_be_written_is_named(
    healthy: Home, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    with lay.journal(healthy) as db:
        lay.entry(db, "in the log")
        refused(monkeypatch, healthy.journal + ending)
        assert f"journal.db{ending} can't be written" in only(healthy, "journal").what


def test_reading_a_journal_that_cant_be_written_leaves_nothing_beside_it(
    healthy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(monkeypatch, healthy.journal)
    before = sorted(os.listdir(healthy.data))
    assert look.tags(healthy, Settings()) == [("sql", 300)]
    assert sorted(os.listdir(healthy.data)) == before


def test_a_home_that_cant_be_entered_is_named_without_guesses(
    healthy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != healthy.data and asked(path, mode))
    assert {finding.name for finding in care.checkup(healthy)} == {"home", "settings", "git"}
    assert "can't be written" in only(healthy, "home").what


def test_no_room_to_look_inside_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(healthy.data)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert [finding.name for finding in wrong(healthy)] == ["journal", "disk"]


# -- what is in it ----------------------------------------------------------------------------


def pages_of(home: Home, name: str) -> list[int]:
    with raw(home) as db:
        asked = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'"
        return [row[0] for row in db.execute(asked, (name,))]


def overwrite(home: Home, page: int, at: int, what: bytes) -> None:
    with open(home.journal, "r+b") as journal:
        journal.seek((page - 1) * PAGE + at)
        journal.write(what)


def test_an_overwritten_page_is_named(healthy: Home) -> None:
    overwrite(healthy, pages_of(healthy, "entry")[3], 0, b"\xff" * PAGE)
    found = [finding for finding in wrong(healthy) if finding.name == "pages"]
    assert "damaged" in found[0].what
    assert "`waterline restore`" in found[0].todo


def test_flipped_bits_in_words_are_named(healthy: Home) -> None:
    # The page's structure stays whole, so SQLite's own check finds nothing.
    page = pages_of(healthy, "entry")[3]
    with open(healthy.journal, "rb") as journal:
        journal.seek((page - 1) * PAGE)
        place = journal.read(PAGE).rindex(b"queues")
    overwrite(healthy, page, place, b"qveves")
    found = only(healthy, "search index")
    assert "entry_search" in found.what


def test_an_index_that_lacks_rows_is_named_and_mended(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute("PRAGMA writable_schema = ON")
        held = db.execute("SELECT * FROM sqlite_master WHERE name = 'entry_kind'").fetchone()
        db.execute("DELETE FROM sqlite_master WHERE name = 'entry_kind'")
    with raw(healthy) as db:
        lay.entry(db, "written while the index was not there")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", held)
    found = only(healthy, "pages")
    assert "entry_kind" in found.what
    assert found.todo.startswith("`waterline doctor --mend`")
    care.mend(healthy)
    assert wrong(healthy) == []


@pytest.mark.parametrize("name", ["entry_search", "change_search"])
def test_a_search_index_out_of_step_is_named_and_mended(healthy: Home, name: str) -> None:
    table, text = ("entry", "body") if name == "entry_search" else ("change", "message")
    triggers = {"entry": "entry_changed", "change": "change_changed"}
    with raw(healthy) as db:
        sql = db.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (triggers[table],)
        ).fetchone()[0]
        db.execute(f"DROP TRIGGER {triggers[table]}")
        db.execute(
            f"UPDATE {table} SET {text} = 'other words' WHERE moment = "  # noqa: S608 - ours
            f"(SELECT max(moment) FROM {table} WHERE id <> '')"
        )
        db.execute(f"UPDATE {table} SET {text} = 'other words'")  # noqa: S608 - ours
        db.execute(sql)
    assert name in only(healthy, "search index").what
    assert care.mend(healthy) == ["the search index was made anew"]
    assert wrong(healthy) == []


def test_tags_out_of_step_are_named_and_mended(healthy: Home) -> None:
    with raw(healthy) as db:
        first = db.execute("SELECT min(moment) FROM entry").fetchone()[0]
        db.execute("DELETE FROM entry_tag WHERE moment = ?", (first,))
        db.execute("INSERT INTO entry_tag VALUES ('ghost', ?)", (first + 60_000_000,))
    assert "2 entries" in only(healthy, "tags").what
    care.mend(healthy)
    assert wrong(healthy) == []
    with raw(healthy) as db:
        assert db.execute("SELECT count(*) FROM entry_tag WHERE tag = 'ghost'").fetchone()[0] == 0
        assert db.execute("SELECT count(*) FROM entry_tag").fetchone()[0] == 300


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("day = '2020-01-01'", "its day is not that of its time"),
        ("day = 'someday'", "its day is not that of its time"),
        ("id = 'no-id'", "its id is no UUID"),
        ("kind = 'poem'", "its kind is unknown"),
        ("utc_offset = 999999", "its time is absurd"),
    ],
)
def test_an_entry_that_makes_no_sense_is_named(healthy: Home, change: str, said: str) -> None:
    with raw(healthy) as db:
        db.execute(f"UPDATE entry SET {change} WHERE moment = (SELECT min(moment) FROM entry)")  # noqa: S608 - ours
    found = only(healthy, "entries")
    assert said in found.what


def test_an_absurd_moment_is_named(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE entry SET moment = 9000000000000000000 WHERE deleted_at IS NOT NULL")
    assert "its time is absurd" in only(healthy, "entries").what


def test_a_change_that_makes_no_sense_is_named(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute("UPDATE change SET sha = 'HEAD'")
    assert "its sha is none" in only(healthy, "changes").what


def test_orphaned_rows_are_named_and_mended(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute("INSERT INTO sighting VALUES ('nobody', 1)")
    assert "sighting refers to" in only(healthy, "references").what
    care.mend(healthy)
    assert wrong(healthy) == []


@pytest.mark.parametrize("lost", ["INDEX entry_day", "TRIGGER entry_found", "VIEW entry_live"])
def test_a_missing_part_of_the_schema_is_named_and_mended(healthy: Home, lost: str) -> None:
    with raw(healthy) as db:
        db.execute(f"DROP {lost}")
    found = [finding for finding in wrong(healthy) if finding.name == "schema"]
    assert lost.split()[1] in found[0].what
    care.mend(healthy)
    assert wrong(healthy) == []


def test_a_missing_table_is_named(healthy: Home) -> None:
    with raw(healthy) as db:
        db.execute("DROP TABLE deed")
    [found, unchecked] = wrong(healthy)
    assert (found.name, unchecked.name) == ("schema", "checksums")
    assert "table deed is missing" in found.what
    assert "`waterline restore`" in found.todo


# -- the inbox and the drafts -----------------------------------------------------------------


def put(home: Home, name: str, what: str = "") -> Path:
    path = Path(home.inbox) / name
    path.parent.mkdir(0o700, exist_ok=True)
    path.write_text(what, encoding="utf-8")
    return path


def test_a_broken_event_is_named_before_and_after_it_was_set_aside(healthy: Home) -> None:
    put(healthy, "a.json", "{")
    assert "a.json" in only(healthy, "inbox").what
    os.makedirs(f"{healthy.inbox}/damaged", 0o700)
    os.rename(f"{healthy.inbox}/a.json", f"{healthy.inbox}/damaged/a.json")
    assert "damaged/a.json" in only(healthy, "inbox").what


def test_an_event_of_a_newer_waterline_is_named(healthy: Home) -> None:
    put(healthy, "a.json", json.dumps({"v": 9, "type": "dream"}))
    assert "update Waterline" in only(healthy, "inbox").todo


def test_a_strange_file_in_the_inbox_is_named(healthy: Home) -> None:
    put(healthy, "shopping.txt", "milk")
    assert "shopping.txt is none of Waterline's" in only(healthy, "inbox").what


def test_what_a_hook_told_waits_in_the_inbox_like_events(healthy: Home) -> None:
    sha = "a" * 40
    put(healthy, "01.hook", f"waterline 1 rewrite\npair {sha} {'b' * 40}\nfolder /api\nend\n")
    found = next(finding for finding in care.checkup(healthy) if finding.name == "inbox")
    assert (found.ok, found.what) == (True, "1 events wait to be taken in")
    put(healthy, "02.hook", "waterline 9 dream\nend\n")
    assert "update Waterline" in only(healthy, "inbox").todo


def test_an_answer_that_cant_be_read_is_named(healthy: Home) -> None:
    os.mkdir(healthy.answers, 0o700)
    path = Path(healthy.answers) / "a.json"
    path.write_bytes(answers.encode(answers.Answer(gate.new_id())))
    assert wrong(healthy) == []
    path.write_text("{", encoding="utf-8")
    assert only(healthy, "answers").what == f"{path} can't be read"


def test_an_unfinished_event_of_a_dead_writer_is_named(healthy: Home) -> None:
    path = put(healthy, "01.json.part", '{"v": 1, "ty')
    assert wrong(healthy) == []  # its writer may still be at work
    then = time.time() - 3600
    os.utime(path, (then, then))
    assert "01.json.part" in only(healthy, "inbox").what


def test_an_inbox_that_is_a_file_is_named(healthy: Home) -> None:
    Path(healthy.inbox).write_text("", encoding="utf-8")
    os.chmod(healthy.inbox, 0o600)
    assert only(healthy, "inbox").what == f"{healthy.inbox} is not a folder"


def test_a_draft_that_was_left_behind_is_told(healthy: Home) -> None:
    handle = drafts.open_draft(healthy)
    handle.save("half a thought", "note", (0, 0))
    assert told(healthy, "drafts") == "no draft was left behind"
    handle.close()
    assert "1 unsaved draft left behind" in told(healthy, "drafts")


def told(home: Home, name: str) -> str:
    [finding] = [finding for finding in care.checkup(home) if finding.name == name]
    assert finding.ok
    return finding.what


def test_a_broken_draft_is_named(healthy: Home) -> None:
    os.makedirs(healthy.drafts, 0o700)
    Path(healthy.drafts, "a.json").write_text("{", encoding="utf-8")
    assert "a.json" in only(healthy, "drafts").what


# -- backups ----------------------------------------------------------------------------------


def age(home: Home, days: int) -> None:
    for copy in backup.copies(home):
        made = time.strftime("%Y%m%d-%H%M%S", time.gmtime(copy.made_at - days * 86_400))
        os.rename(copy.path, f"{home.backups}/journal-{made}.db")


def test_an_old_backup_is_named_if_the_journal_changed_since(healthy: Home) -> None:
    age(healthy, 30)
    assert "the newest backup is 30 days old" in only(healthy, "backups").what
    then = time.time() - 40 * 86_400
    os.utime(healthy.journal, (then, then))
    assert wrong(healthy) == []


def test_no_backup_of_an_old_journal_is_named(healthy: Home) -> None:
    shutil.rmtree(healthy.backups)
    assert only(healthy, "backups").what == "there is no backup"
    never = care.checkup(healthy, Settings({"backup_days": 0}))
    assert all(finding.ok for finding in never)


def test_a_broken_backup_is_named(healthy: Home) -> None:
    os.truncate(backup.copies(healthy)[0].path, 0)
    assert any("it is empty" in finding.what for finding in wrong(healthy))


def test_backups_that_cant_be_listed_are_named(
    healthy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != healthy.backups and asked(path, mode)
    )
    assert "can't be read" in only(healthy, "backups").what


def test_an_unfinished_backup_is_named_and_mended(healthy: Home) -> None:
    part = Path(healthy.backups, "journal-20260101-000000.db.part")
    part.touch(0o600)
    then = time.time() - 2 * 86_400
    os.utime(part, (then, then))
    assert "unfinished" in only(healthy, "backups").what
    care.mend(healthy)
    assert wrong(healthy) == []


# -- git --------------------------------------------------------------------------------------


def test_missing_git_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "git is not found" in only(healthy, "git").what


def test_old_git_is_named(healthy: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").write_text("#!/bin/sh\necho git version 1.8.3\n", encoding="utf-8")
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    assert "git 1.8 is too old" in only(healthy, "git").what


def test_a_repository_that_is_gone_is_named(healthy: Home, tmp_path: Path) -> None:
    (tmp_path / "api").rmdir()
    found = only(healthy, "repositories")
    assert "the repository api is not at" in found.what
