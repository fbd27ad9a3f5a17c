"""Whatever is broken, commit and push succeed, and say one line at most."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.flow.desk import DONE, QUESTION, TRAILER, Desk, answers, quoted, shown, waterline
from waterline import home as homes
from waterline import settings
from waterline.practice import hooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.flow.desk import Seen

    Breaking = Callable[[Desk, Path, pytest.MonkeyPatch], None]

COMMIT = "git commit -qm 'Add a limiter'"
ASSISTED = f"{COMMIT} -m '{TRAILER}'"


def data() -> Path:
    return Path(os.environ["WATERLINE_HOME"])


def own_mounts() -> str:
    """Say why mounts of a test's own are not to be had here, "" where they are."""
    if shutil.which("unshare") is None:
        return "there is no unshare"
    done = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    return done.stderr.decode().strip() if done.returncode else ""


NO_MOUNTS = own_mounts()
MOUNTED = pytest.mark.skipif(bool(NO_MOUNTS), reason=NO_MOUNTS or "mounts are to be had")


# --- What breaks ------------------------------------------------------------------------------


def interpreter_gone(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Install the hooks from an interpreter that is removed afterwards."""
    python = tmp_path / "python"
    python.symlink_to(sys.executable)
    with patch.context() as inner:
        inner.setattr(sys, "executable", str(python))
        home = homes.find()
        hooks.write_gate(home, settings.load(home))
    python.unlink()


def interpreter_useless(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the interpreter be there without Waterline in it."""
    with patch.context() as inner:
        inner.setattr(sys, "executable", shutil.which("false"))
        home = homes.find()
        hooks.write_gate(home, settings.load(home))


def journal_corrupt(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("journal.db-wal", "journal.db-shm"):
        (data() / name).unlink(missing_ok=True)
    (data() / "journal.db").write_bytes(b"no journal at all\n" * 1000)


def journal_half_overwritten(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("journal.db-wal", "journal.db-shm"):
        (data() / name).unlink(missing_ok=True)
    with open(data() / "journal.db", "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)


def journal_of_the_future(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    import sqlite3

    db = sqlite3.connect(data() / "journal.db")
    db.execute("PRAGMA user_version = 9999")
    db.close()


def home_gone(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(data())


def folders_that_are_files(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("inbox", "answers"):
        shutil.rmtree(data() / name, ignore_errors=True)
        (data() / name).write_text("no folder")


def settings_garbled(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    (data() / "config.toml").write_text("min_lines = [[[\n")


def answers_garbled(desk: Desk, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    folder = data() / "answers"
    folder.mkdir(exist_ok=True)
    (folder / "x.json").write_bytes(b"\xff{")
    (folder / "y.json").write_text('{"v": 1, "id": [], "paths": {"a": 1}}')
    (folder / "z.json").write_text('{"v": 2}')
    os.mkfifo(folder / "pipe.json")


BREAKING = (
    interpreter_gone, interpreter_useless, journal_corrupt, journal_half_overwritten,
    journal_of_the_future, home_gone, folders_that_are_files, settings_garbled, answers_garbled,
)  # fmt: skip
BROKEN = pytest.mark.parametrize("breaking", BREAKING, ids=lambda one: one.__name__)


def words_of_ours(seen: Seen) -> list[str]:
    """Give the lines that Waterline printed, its questions apart."""
    lines = seen.shown.partition(DONE)[0].replace("\r", "").split("\n")
    return [line for line in lines if line.strip() and QUESTION not in line]


def remote_of(desk: Desk) -> Path:
    where = desk.git.repository("remote", "--bare")
    desk.git(desk.where, "remote", "add", "origin", str(where))
    return where


@BROKEN
def test_a_person_s_commit_succeeds(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaking: Breaking
) -> None:
    breaking(desk, tmp_path, monkeypatch)
    desk.stage()

    seen = desk.sit(COMMIT, "n")

    assert (seen.code, desk.commits()) == (0, 2)
    assert len(words_of_ours(seen)) <= 1, seen.shown


@BROKEN
def test_a_commit_away_from_a_terminal_succeeds_without_a_word(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaking: Breaking
) -> None:
    breaking(desk, tmp_path, monkeypatch)
    desk.stage()
    assert desk.away(COMMIT, CLAUDECODE="1") == (0, 0, "")
    desk.stage("more.py")
    assert desk.away("git commit -q --amend --no-edit") == (0, 0, "")

    assert desk.commits() == 2


@BROKEN
@pytest.mark.parametrize("push", ["remind", "require"])
def test_a_push_succeeds(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaking: Breaking, push: str
) -> None:
    waterline("config", "push", push)
    remote = remote_of(desk)
    desk.stage()
    desk.git(desk.where, "commit", "-qm", "Add a limiter")
    breaking(desk, tmp_path, monkeypatch)

    seen = desk.sit("git push -q origin main")

    assert seen.code == 0, seen.shown
    assert desk.git(remote, "rev-parse", "main") == desk.head()
    assert len(words_of_ours(seen)) <= 1, seen.shown


def test_what_breaks_before_a_push_is_said(desk: Desk, tmp_path: Path) -> None:
    remote_of(desk)
    journal_corrupt(desk, tmp_path, pytest.MonkeyPatch())

    seen = desk.sit("git push -q origin main")

    (line,) = words_of_ours(seen)
    assert line.startswith("waterline: ")
    assert "journal.db" in line


def test_a_missing_interpreter_is_said_where_a_question_was_due(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter_gone(desk, tmp_path, monkeypatch)
    desk.stage()

    (line,) = words_of_ours(desk.sit(COMMIT))

    assert "waterline" in line


def test_garbage_among_the_answers_hinders_no_question_and_stays(desk: Desk) -> None:
    answers_garbled(desk, Path(), pytest.MonkeyPatch())
    desk.stage()

    seen = desk.sit(COMMIT, "n")

    assert (seen.code, seen.asked) == (0, 1)
    folder = data() / "answers"
    assert {path.name for path in folder.iterdir()} >= {"x.json", "y.json", "z.json", "pipe.json"}


# --- A disk that is full, and one that can't be written ---------------------------------------

FULL = "mount -t tmpfs -o size=256k tmpfs {folder} && dd if=/dev/zero of={folder}/fill 2>/dev/null"
READ_ONLY = "mount --bind {home} {home} && mount -o remount,ro,bind {home}"


def in_own_mounts(mount: str, folder: Path, command: str) -> str:
    made = mount.format(home=quoted(data()), folder=quoted(folder))
    return f"unshare -rm sh -c {quoted(f'{{ {made}; }}; {command}')}"


@MOUNTED
@pytest.mark.parametrize("sort", ["full", "read-only"])
@pytest.mark.parametrize("command", [COMMIT, ASSISTED])
def test_where_nothing_can_be_kept_nothing_is_asked(desk: Desk, sort: str, command: str) -> None:
    folder = data() / "answers"
    folder.mkdir(exist_ok=True)
    desk.stage()

    seen = desk.sit(in_own_mounts(FULL if sort == "full" else READ_ONLY, folder, command), "\x03")

    assert (seen.code, seen.asked, desk.commits()) == (0, 0, 2), seen.shown
    (line,) = words_of_ours(seen)
    assert line.startswith("waterline: nothing is asked: ")
    assert "answers can't be written" in line


@MOUNTED
@pytest.mark.parametrize("sort", ["full", "read-only"])
@pytest.mark.parametrize("push", ["remind", "require"])
def test_a_push_succeeds_with_a_disk_that_takes_nothing(desk: Desk, sort: str, push: str) -> None:
    waterline("config", "push", push)
    remote = remote_of(desk)
    desk.stage()
    desk.git(desk.where, "commit", "-qm", "Add a limiter")
    inbox = data() / "inbox"
    inbox.mkdir(exist_ok=True)

    mount = FULL if sort == "full" else READ_ONLY
    seen = desk.sit(in_own_mounts(mount, inbox, "git push -q origin main"))

    assert seen.code == 0, seen.shown
    assert desk.git(remote, "rev-parse", "main") == desk.head()
    assert len(words_of_ours(seen)) <= 1, seen.shown


@MOUNTED
@pytest.mark.parametrize("mount", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_an_agent_s_commit_succeeds_with_a_disk_that_takes_nothing(desk: Desk, mount: str) -> None:
    inbox = data() / "inbox"
    inbox.mkdir(exist_ok=True)
    desk.stage()

    seen = desk.away(in_own_mounts(mount, inbox, COMMIT), CLAUDECODE="1")

    assert (seen, desk.commits()) == ((0, 0, ""), 2)


@MOUNTED
def test_words_that_the_disk_takes_no_more_are_rescued(desk: Desk, tmp_path: Path) -> None:
    # Room for the question's beginning, none for its answer: filled while the form stands.
    folder, full = data() / "answers", tmp_path / "full"
    folder.mkdir(exist_ok=True)
    desk.stage()
    mount = "mount -t tmpfs -o size=64k tmpfs {folder}"
    fill = f"(while [ ! -e {quoted(full)} ]; do sleep 0.05; done; dd if=/dev/zero of={quoted(folder)}/fill 2>/dev/null; touch {quoted(full)}.done) & "  # noqa: E501
    with desk.at_terminal(in_own_mounts(mount, folder, fill + ASSISTED)) as terminal:
        terminal.until("Why this approach")
        full.touch()
        terminal.until(lambda: Path(f"{full}.done").exists())
        terminal.press("5The bucket refills")
        terminal.press("\x13")
        terminal.until("again")
        terminal.press("3\r")
        terminal.until(lambda: DONE + "0" in shown(terminal))

    text = shown(terminal)
    kept = text.partition("your words are in ")[2].split()[0]
    assert "The bucket refills" in Path(kept).read_text()
    Path(kept).unlink()
    assert desk.commits() == 2
    assert answers() == []
