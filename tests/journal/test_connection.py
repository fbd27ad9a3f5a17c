"""Opening the journal: made where it is missing, refused untouched, read where it can be read."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.limits import no_file_beyond
from waterline.errors import (
    HomeError,
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalFullError,
    JournalNewerError,
)
from waterline.home import Home
from waterline.journal import connection, entries, file, inbox, migrations, store
from waterline.practice import capture
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def journal(home: Home) -> Path:
    """Give a journal that holds one entry, closed."""
    capture.note(home, "words")
    db = connection.connect(home)
    inbox.drain(db, home, Settings())
    db.close()
    return Path(home.journal)


@pytest.fixture
def killed(journal: Path) -> Path:
    """Give the same journal as a kill left it: its last entry is in the log only."""
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "db.execute(\"UPDATE entry SET body = 'later words'\")\n"
        "db.commit()\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(journal)], check=False)
    assert os.path.getsize(f"{journal}-wal")
    return journal


def everything(folder: str | Path) -> dict[str, bytes]:
    """Read all files of a folder, but not what readers of a log share in memory."""
    return {
        path.name: path.read_bytes()
        for path in Path(folder).iterdir()
        if path.is_file() and not path.name.endswith("-shm")
    }


def body(db: sqlite3.Connection) -> Any:
    return db.execute("SELECT body FROM entry").fetchone()[0]


class TestANewJournal:
    def test_it_is_for_its_owners_eyes_only(self, home: Home) -> None:
        old = os.umask(0)
        try:
            db = connection.connect(home)
            db.execute("UPDATE entry SET body = body")
            modes = {
                name: stat.S_IMODE(os.stat(f"{home.data}/{name}").st_mode)
                for name in os.listdir(home.data)
            }
            db.close()
        finally:
            os.umask(old)
        assert modes == dict.fromkeys(["journal.db", "journal.db-wal", "journal.db-shm"], 0o600)
        assert stat.S_IMODE(os.stat(home.data).st_mode) == 0o700

    def test_it_works_as_was_measured_to_be_safe(self, home: Home) -> None:
        db = connection.connect(home)
        values = {
            name: db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "user_version")
        }
        db.close()
        assert values == {
            "journal_mode": "wal",
            "foreign_keys": 1,
            "synchronous": 2,  # FULL
            "user_version": len(migrations.STEPS),
        }
        assert os.listdir(home.data) == ["journal.db"]

    def test_an_empty_file_is_a_beginning(self, home: Home) -> None:
        os.makedirs(home.data)
        Path(home.journal).touch()
        connection.connect(home).close()

    @pytest.mark.parametrize("name", ["a b", "what?", "50%", "#1", "größe", "a\udcffb", "x;y&z=1"])
    def test_a_folder_may_have_any_name(self, name: str, tmp_path: Path) -> None:
        home = Home(f"{tmp_path}/{name}", f"{tmp_path}/{name}")
        for _ in range(2):
            connection.connect(home).close()
        assert os.listdir(home.data) == ["journal.db"]

    def test_threads_may_begin_it_together(self, home: Home) -> None:
        failed: list[BaseException] = []

        def begin() -> None:
            try:
                connection.connect(home).close()
            except BaseException as error:  # noqa: BLE001 - shown by the assertion
                failed.append(error)

        threads = [threading.Thread(target=begin) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []

    def test_a_journal_that_is_replaced_while_it_is_opened_is_opened_again(
        self, home: Home, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "restored.db"
        shutil.copy(journal, other)
        with contextlib.closing(sqlite3.connect(other)) as plain, plain:
            plain.execute("UPDATE entry SET body = 'restored'")
        plain_check = file.check

        def check(db: sqlite3.Connection, path: str) -> int:
            version = plain_check(db, path)
            if other.exists() and sys._getframe(1).f_code.co_name == "_for_writing":
                os.replace(other, journal)
            return version

        monkeypatch.setattr(file, "check", check)
        db = connection.connect(home)
        assert not other.exists()
        assert body(db) == "restored"
        db.close()

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("")
        home = Home(f"{tmp_path}/taken/home", f"{tmp_path}/taken/home")
        with pytest.raises(HomeError, match="taken/home"):
            connection.connect(home)


class TestWhatIsRefusedUntouched:
    def refuse(self, home: Home, kind: type[JournalError], words: str) -> None:
        before = everything(home.data), sorted(os.listdir(home.data))
        with pytest.raises(kind, match=words) as caught:
            connection.connect(home)
        assert caught.value.hint
        assert (everything(home.data), sorted(os.listdir(home.data))) == before

    def test_a_newer_journal(self, home: Home, journal: Path) -> None:
        db = sqlite3.connect(journal)
        db.execute(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
        db.close()
        self.refuse(home, JournalNewerError, "newer Waterline")
        with pytest.raises(JournalNewerError, match="damaged, and `waterline restore`"):
            connection.connect(home)

    def test_a_newer_journal_whose_version_is_in_its_log(self, home: Home, killed: Path) -> None:
        script = (
            "import os, sqlite3, sys\n"
            "sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 99')\n"
            "os.kill(os.getpid(), 9)\n"
        )
        subprocess.run([sys.executable, "-c", script, str(killed)], check=False)
        self.refuse(home, JournalNewerError, "newer Waterline")

    @pytest.mark.parametrize("mode", ["delete", "wal"])
    def test_a_strangers_database(self, mode: str, home: Home) -> None:
        os.makedirs(home.data)
        db = sqlite3.connect(home.journal)
        db.execute(f"PRAGMA journal_mode = {mode}")
        db.execute("CREATE TABLE recipes (name)")
        db.close()
        self.refuse(home, JournalError, "not a journal")

    def test_a_strangers_database_that_is_marked(self, home: Home) -> None:
        os.makedirs(home.data)
        db = sqlite3.connect(home.journal)
        db.execute("PRAGMA application_id = 7")
        db.close()
        self.refuse(home, JournalError, "not a journal")

    @pytest.mark.parametrize("text", ["dear diary\n", "xy", "\0" * 8192])
    def test_a_file_of_another_kind(self, text: str, home: Home) -> None:
        os.makedirs(home.data)
        Path(home.journal).write_text(text)
        self.refuse(home, JournalDamagedError, "damaged")

    @pytest.mark.parametrize("log", [None, b"", b"no log of any kind" * 300])
    @pytest.mark.parametrize("length", [1, 15, 99, 100, 511])
    def test_a_journal_of_which_only_the_first_bytes_are_left(
        self, length: int, log: bytes | None, home: Home, journal: Path
    ) -> None:
        os.truncate(journal, length)
        if log is not None:
            Path(f"{journal}-wal").write_bytes(log)
        self.refuse(home, JournalDamagedError, f"it ends after byte {length}\\b")

    def test_an_emptied_journal_whose_log_is_there(self, home: Home, killed: Path) -> None:
        os.truncate(killed, 0)
        self.refuse(home, JournalDamagedError, "it is empty, but its log is not")

    def test_a_folder_in_its_place(self, home: Home) -> None:
        os.makedirs(home.journal)
        self.refuse(home, JournalError, "not a file")

    def test_an_emptied_journal_that_has_backups(
        self, home: Home, journal: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file, "BEGINNING_SECONDS", 0.05)
        os.makedirs(home.backups)
        shutil.copy(journal, f"{home.backups}/2026-05-10.db")
        os.truncate(journal, 0)
        self.refuse(home, JournalDamagedError, "empty")

    def test_a_journal_with_a_broken_page(self, home: Home, journal: Path) -> None:
        raw = bytearray(journal.read_bytes())
        raw[0:4096] = raw[0:100] + b"\xff" * 3996
        journal.write_bytes(raw)
        with pytest.raises(JournalDamagedError, match="damaged"):
            connection.connect(home)
        assert journal.read_bytes() == raw

    @pytest.mark.parametrize("mark", ["application_id", "user_version"])
    def test_a_journal_that_lost_its_mark_is_no_strangers(
        self, mark: str, home: Home, journal: Path
    ) -> None:
        with contextlib.closing(sqlite3.connect(journal)) as db:
            db.execute(f"PRAGMA {mark} = 0")
        self.refuse(home, JournalDamagedError, "its mark is lost")


class TestDamage:
    def test_whatever_is_broken_the_error_is_the_journals_and_shows_none_of_its_words(
        self, home: Home, tmp_path: Path
    ) -> None:
        for number in range(60):
            capture.note(home, f"secret {number} #tag " + "secret words " * 20)
        with contextlib.closing(connection.connect(home)) as db:
            inbox.drain(db, home, Settings())
        whole = Path(home.journal).read_bytes()
        chance = random.Random(20261120)  # noqa: S311 - it picks bytes
        said: set[str] = set()
        for number in range(200):
            raw = bytearray(whole)
            if number % 3 == 0:
                raw[chance.randrange(100)] = chance.randrange(256)
            elif number % 3 == 1:
                for _ in range(8):
                    raw[chance.randrange(len(raw))] = chance.randrange(256)
            else:
                page = chance.randrange(len(raw) // 4096) * 4096
                raw[page : page + 4096] = chance.randbytes(4096)
            place = Home(f"{tmp_path}/{number}", f"{tmp_path}/{number}")
            os.mkdir(place.data)
            Path(place.journal).write_bytes(raw)
            said.add(self.said_of_use(place).removeprefix(place.journal))
        assert any("malformed" in message for message in said)
        assert any("text in it is broken" in message for message in said)
        assert not [message for message in said if "secret" in message or not message.isprintable()]

    def test_a_key_out_of_order_is_damage(self, home: Home, journal: Path) -> None:
        capture.note(home, "more words")
        with contextlib.closing(connection.connect(home)) as db:
            inbox.drain(db, home, Settings())
            last = db.execute("SELECT max(made_at) FROM deed").fetchone()[0]
        raw = bytearray(journal.read_bytes())
        page = self.page_of(journal, "deed")
        place = raw.index(key_in_file(last), page, page + 4096)
        raw[place : place + 8] = key_in_file(1 << 50)
        journal.write_bytes(raw)
        with (
            pytest.raises(JournalDamagedError, match="its rows are out of order"),
            store.session(home, write=True) as session,
        ):
            entries.take_back(session, entries.last(session))

    def test_a_name_that_a_flipped_bit_made_another_is_damage(
        self, home: Home, journal: Path
    ) -> None:
        with contextlib.closing(sqlite3.connect(journal)) as db, db:
            db.execute("PRAGMA writable_schema = ON")
            changed = db.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'entry (moment)', 'entry (momant)')"
                " WHERE name = 'explanation'"
            )
            assert changed.rowcount == 1
        assert self.said_of_use(home).endswith("is damaged (its schema is broken)")

    def test_a_row_that_only_its_index_knows_is_damage(self, home: Home, journal: Path) -> None:
        with contextlib.closing(sqlite3.connect(journal)) as db:
            was = db.execute("SELECT id FROM entry").fetchone()[0]
        raw = bytearray(journal.read_bytes())
        page = self.page_of(journal, "sqlite_autoindex_entry_1")
        place = raw.index(was.encode(), page, page + 4096)
        other = was[:-1] + ("1" if was.endswith("0") else "0")
        with pytest.raises(sqlite3.IntegrityError):  # a mistake, while the journal is whole
            self.add_again(home, was)
        raw[place : place + len(was)] = other.encode()
        journal.write_bytes(raw)
        with pytest.raises(JournalDamagedError, match="its rows do not fit together"):
            self.add_again(home, other)

    def page_of(self, journal: Path, name: str) -> int:
        """Tell where in the file a table or index of one page begins."""
        with contextlib.closing(sqlite3.connect(journal)) as db:
            root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name])
            return int((root.fetchone()[0] - 1) * 4096)

    def add_again(self, home: Home, id_: str) -> None:
        with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
            names = [row["name"] for row in db.execute("PRAGMA table_info(entry)")][2:]
            kept = ", ".join(names)
            again = f"SELECT moment + 1, ?, {kept} FROM entry"  # noqa: S608 - the columns' names
            db.execute(f"INSERT INTO entry (moment, id, {kept}) {again}", [id_])

    def said_of_use(self, home: Home) -> str:
        capture.note(home, "fresh words")
        try:
            with contextlib.closing(connection.connect(home)) as db:
                inbox.drain(db, home, Settings())
                with connection.reading(db):
                    db.execute("SELECT * FROM entry").fetchall()
            with store.session(home, write=True) as session:
                entries.take_back(session, entries.last(session))
        except JournalError as error:
            return error.message
        return "nothing"


def key_in_file(key: int) -> bytes:
    """Encode a row's key of 50 to 56 bits as SQLite's file format does: seven bits a byte."""
    groups = [key >> shift & 0x7F for shift in range(49, -1, -7)]
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


class TestAHomeThatCannotBeWritten:
    """As another user sees it: the tests may run as root, whom no mode stops."""

    SCRIPT = (
        "import os, sys\n"
        "from waterline import settings\n"
        "from waterline.home import Home\n"
        "from waterline.journal import connection, inbox\n"
        "from waterline.errors import WaterlineError\n"
        "if not os.getuid():\n"
        "    os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "home = Home(sys.argv[1], sys.argv[1])\n"
        "try:\n"
        "    db = connection.connect(home)\n"
        "    print(connection.is_read_only(db), inbox.drain(db, home, settings.Settings()))\n"
        "    print(db.execute('SELECT body FROM entry').fetchone()[0])\n"
        "    with connection.writing(db):\n"
        "        db.execute('DELETE FROM entry')\n"
        "except WaterlineError as error:\n"
        "    print(type(error).__name__, error.message.replace(home.data, ''))\n"
    )

    @pytest.fixture
    def look(self, home: Home, journal: Path, tmp_path: Path) -> Iterator[Any]:
        # pytest's own folders are closed to other users; and so is the real home.
        place = Path("/var/tmp") / f"waterline-{os.getpid()}-{tmp_path.name}"  # noqa: S108 - see above

        def with_modes(files: int, folder: int) -> list[str]:
            shutil.copytree(home.data, place)
            before = everything(place), sorted(os.listdir(place))
            kept = [path for path in place.iterdir() if path.is_file()]
            for path in kept:
                path.chmod(files)
            place.chmod(folder)
            run = [sys.executable, "-c", self.SCRIPT, str(place)]
            done = subprocess.run(run, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            for path in kept:
                path.chmod(0o600)
            assert (everything(place), sorted(os.listdir(place))) == before
            return done.stdout.splitlines()

        yield with_modes
        if place.exists():
            place.chmod(0o755)
            shutil.rmtree(place)

    def test_a_read_only_home_is_read(self, look: Any, home: Home) -> None:
        capture.note(home, "this one waits")
        assert look(0o444, 0o555) == [
            "True 0",
            "words",
            "JournalError /journal.db can't be written",
        ]

    def test_a_read_only_home_is_read_with_what_a_kill_left_in_the_log(
        self, look: Any, killed: Path
    ) -> None:
        assert look(0o444, 0o555)[:2] == ["True 0", "later words"]

    def test_a_log_that_cannot_be_followed_is_no_reason_to_show_old_words(
        self, look: Any, killed: Path
    ) -> None:
        os.unlink(f"{killed}-shm")
        (line,) = look(0o444, 0o555)
        assert line.startswith("JournalError /journal.db can't be opened")

    def test_a_folder_that_nobody_may_write_in_is_enough_to_read_only(self, look: Any) -> None:
        assert look(0o666, 0o555)[:2] == ["True 0", "words"]

    def test_a_journal_that_may_not_be_read_says_so(self, look: Any) -> None:
        (line,) = look(0o000, 0o555)
        assert line.startswith("JournalError /journal.db can't be opened")

    def test_where_nothing_can_be_made_that_is_said(self, look: Any, journal: Path) -> None:
        journal.unlink()
        (line,) = look(0o444, 0o555)
        assert line == "JournalError /journal.db can't be made (Permission denied)"

    def test_an_old_journal_there_says_that_it_must_be_brought_up_to_date(
        self, look: Any, journal: Path
    ) -> None:
        journal.write_bytes(b"")
        (line,) = look(0o444, 0o555)
        assert line.startswith("JournalError /journal.db has to be brought up to date")


def with_small_files(script: str, home: Home) -> str:
    """Run a script in a process whose files can't grow beyond half of what SQLite shares."""
    start = no_file_beyond(16_384) + (
        "from waterline import home as homes, settings\n"
        "from waterline.errors import WaterlineError\n"
        "from waterline.journal import connection, inbox\n"
        "home = homes.find()\n"
        "try:\n"
    )
    end = "except WaterlineError as error:\n    print(type(error).__name__, error.message)\n"
    done = subprocess.run(
        [sys.executable, "-c", start + textwrap.indent(script, "    ") + end],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestAFullDisk:
    def test_what_is_in_the_journal_is_shown(self, home: Home, journal: Path) -> None:
        capture.note(home, "this one waits")
        script = (
            "db = connection.connect(home)\n"
            "print(connection.is_read_only(db), inbox.drain(db, home, settings.Settings()))\n"
            "print(db.execute('SELECT body FROM entry').fetchone()[0])\n"
        )
        assert with_small_files(script, home) == "True 0\nwords\n"
        with contextlib.closing(connection.connect(home)) as db:
            assert inbox.drain(db, home, Settings()) == 1

    def test_no_journal_is_begun_and_nothing_waits_in_vain(self, home: Home) -> None:
        capture.note(home, "this one waits")
        said = with_small_files("connection.connect(home)\n", home)
        assert said.startswith("Journal")
        assert len(said.splitlines()) == 1
        with contextlib.closing(connection.connect(home)) as db:
            assert inbox.drain(db, home, Settings()) == 1


class TestWithoutSharedMemory:
    """As on some network and FUSE mounts. They are stood in for by a `-shm` nobody can open."""

    def test_memory_can_be_shared_where_the_tests_run(self, tmp_path: Path) -> None:
        before = list(tmp_path.iterdir())
        assert file.shares_memory(str(tmp_path))
        assert list(tmp_path.iterdir()) == before

    def test_a_new_journal_does_without_a_log(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file, "shares_memory", lambda folder: False)
        for _ in range(2):
            db = connection.connect(home)
            assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
            capture.note(home, "words")
            assert inbox.drain(db, home, Settings()) == 1
            db.close()

    def test_a_journal_that_was_moved_there_keeps_what_is_in_its_log(
        self, home: Home, killed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file, "shares_memory", lambda folder: False)
        os.unlink(f"{killed}-shm")
        os.symlink("/nowhere/at/all", f"{killed}-shm")
        plain = sqlite3.connect(killed)
        with pytest.raises(sqlite3.OperationalError):
            plain.execute("SELECT * FROM entry")
        plain.close()
        db = connection.connect(home)
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert body(db) == "later words"
        db.close()

    def test_a_journal_that_comes_back_from_there_gets_its_log_again(
        self, home: Home, journal: Path
    ) -> None:
        file.leave_wal(str(journal))
        db = connection.connect(home)
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        db.close()


class TestTransactions:
    def test_a_block_that_fails_leaves_nothing(self, home: Home, journal: Path) -> None:
        db = connection.connect(home)

        def half() -> None:
            with connection.writing(db):
                db.execute("UPDATE entry SET body = 'half'")
                raise KeyError

        with pytest.raises(KeyError):
            half()
        assert body(db) == "words"
        assert not db.in_transaction
        db.close()

    def test_a_reader_sees_one_state_while_another_writes(self, home: Home, journal: Path) -> None:
        one, other = connection.connect(home), connection.connect(home)
        with connection.reading(one):
            assert body(one) == "words"
            with connection.writing(other):
                other.execute("UPDATE entry SET body = 'changed'")
            assert body(one) == "words"
        assert body(one) == "changed"
        one.close()
        other.close()

    def test_who_waits_too_long_is_told_why(
        self, home: Home, journal: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
        one, other = connection.connect(home), connection.connect(home)
        with (
            connection.writing(one),
            pytest.raises(JournalBusyError, match="locked"),
            connection.writing(other),
        ):
            pass
        one.close()
        other.close()

    def test_a_full_disk_undoes_the_whole_block(self, home: Home, journal: Path) -> None:
        db = connection.connect(home)
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(JournalFullError, match="disk is full"), connection.writing(db):
            db.execute("UPDATE entry SET body = ?", ("x" * 100_000,))
        assert body(db) == "words"
        db.close()

    def test_a_mistake_of_the_program_stays_one(self, home: Home, journal: Path) -> None:
        db = connection.connect(home)
        with pytest.raises(sqlite3.OperationalError, match="no such table"), connection.writing(db):
            db.execute("SELECT * FROM absent")
        db.close()
