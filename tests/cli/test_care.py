"""`waterline backup`, `restore` and `doctor`: looking after what was written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Waterline, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Terminal
    from waterline.home import Home


OPEN = 0o750  # others may look in


def bodies(waterline: Waterline) -> list[str]:
    done = waterline("show", "--json", "--since", "2000")
    assert done.code == 0, done.err
    return [line["body"] for line in json.loads(done.out)]


@pytest.fixture
def backed_up(waterline: Waterline) -> Path:
    """Write an entry and make a backup; give the backup's path."""
    waterline.note("in the backup")
    waterline("show")
    done = waterline("backup")
    assert done.code == 0, done.err
    return Path(done.out.strip())


def test_a_backup_prints_its_path_and_is_listed(
    waterline: Waterline, home: Home, backed_up: Path
) -> None:
    assert backed_up.parent == Path(home.backups)

    listed = waterline("backup", "--list")
    (described,) = json.loads(waterline("backup", "--list", "--json").out)

    assert listed.out.count("\n") == 1
    assert listed.out.rstrip().endswith(str(backed_up))
    assert described["path"] == str(backed_up)
    assert described["entries"] == 1
    assert described["bytes"] == backed_up.stat().st_size
    assert described["problem"] == ""


def test_a_backup_goes_where_it_is_told_and_overwrites_nothing(
    waterline: Waterline, tmp_path: Path
) -> None:
    waterline.note("x")
    waterline("show")
    target = tmp_path / "copy.db"

    assert waterline("backup", str(target)).out == f"{target}\n"
    again = waterline("backup", str(target))

    assert again.code == 1
    assert str(target) in again.err
    assert again.err.count("\n") == 1


def test_a_relative_path_counts_from_where_one_stands(
    waterline: Waterline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waterline.note("x")
    waterline("show")
    monkeypatch.chdir(tmp_path)

    assert waterline("backup", "copy.db").out == f"{tmp_path}/copy.db\n"
    assert waterline("restore", "copy.db", "--yes").code == 0


def test_without_a_journal_there_is_nothing_to_back_up_or_restore(waterline: Waterline) -> None:
    assert waterline("backup").code == 1
    assert waterline("restore").err.startswith("waterline: there is no backup and no journal")
    assert waterline("backup", "--list").err == (
        "there is no backup yet: `waterline backup` makes one\n"
    )
    assert waterline("backup", "--list", "--json").out == "[]\n"
    assert waterline("backup", "--json").code == 2


@pytest.mark.usefixtures("backed_up")
def test_restore_asks_on_a_terminal_and_no_means_no(
    waterline: Waterline, terminal: Callable[..., Terminal], home: Home
) -> None:
    waterline.note("after the backup")
    assert bodies(waterline) == ["in the backup", "after the backup"]
    before = sorted(os.listdir(home.data))

    restore = terminal("restore", columns=300)
    restore.wait_for("Restore it? [y/N]")
    restore.send("n\n")

    assert restore.end() == 1
    assert "nothing was done" in restore.shown
    assert "the present journal stays beside it" in restore.shown
    assert sorted(os.listdir(home.data)) == before


def test_ctrl_c_at_the_question_does_nothing(
    backed_up: Path, terminal: Callable[..., Terminal], home: Home
) -> None:
    before = Path(home.journal).read_bytes()

    restore = terminal("restore", str(backed_up))
    restore.wait_for("Restore it? [y/N]: ")
    restore.interrupt()

    assert restore.end() == 130
    assert "Traceback" not in restore.shown
    assert Path(home.journal).read_bytes() == before


def test_restore_needs_a_yes_where_nobody_can_answer(backed_up: Path) -> None:
    done = process("restore", str(backed_up))

    assert done.code == 2
    assert done.err.splitlines()[-2:] == [
        "waterline: restore asks first",
        "say --yes where nobody can answer",
    ]


@pytest.mark.usefixtures("backed_up")
def test_a_damaged_journal_comes_back_with_one_command(
    waterline: Waterline, terminal: Callable[..., Terminal], home: Home
) -> None:
    damaged = b"\xff" * 200 + Path(home.journal).read_bytes()[200:]
    Path(home.journal).write_bytes(damaged)
    waterline.note("waits in the inbox")
    assert waterline("show").code == 1

    restore = terminal("restore", columns=300)
    restore.wait_for("[y/N]")
    restore.send("y\n")

    assert restore.end() == 0
    assert "restored " in restore.shown
    assert bodies(waterline) == ["in the backup", "waits in the inbox"]
    kept = [p for p in Path(home.data).iterdir() if p.is_file() and p.read_bytes() == damaged]
    assert len(kept) == 1


def test_a_backup_that_is_damaged_is_refused(
    waterline: Waterline, home: Home, tmp_path: Path
) -> None:
    waterline.note("x")
    waterline("show")
    before = Path(home.journal).read_bytes()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no journal")

    done = waterline("restore", str(broken), "--yes")

    assert done.code == 1
    assert str(broken) in done.err
    assert Path(home.journal).read_bytes() == before


def test_doctor_finds_nothing_on_a_healthy_home(waterline: Waterline) -> None:
    fresh = waterline("doctor")
    waterline.note("x")
    waterline("show")
    used = waterline("doctor")

    for done in (fresh, used):
        assert done.code == 0, done.out
        assert all(line.startswith("✓ ") for line in done.out.splitlines())
        assert done.err == ""


def test_doctor_names_each_damage_and_what_to_do(waterline: Waterline, home: Home) -> None:
    waterline.note("x")
    waterline("show")
    Path(home.settings).write_text("min_lines = -1\n")
    Path(home.inbox, "junk.json").write_text("{")
    Path(home.data).chmod(OPEN)

    done = waterline("doctor")
    as_json = waterline("doctor", "--json")

    assert (done.code, as_json.code) == (1, 1)
    wrong = [line for line in done.out.splitlines() if line.startswith("✗ ")]
    assert len(wrong) == 3
    assert any("min_lines = -1: allowed is a whole number" in line for line in wrong)
    assert any("junk.json" in line for line in wrong)
    assert any(f"{home.data} is open to other users" in line for line in wrong)
    findings = json.loads(as_json.out)
    assert all(set(finding) == {"name", "ok", "what", "todo"} for finding in findings)
    assert all(finding["todo"] for finding in findings if not finding["ok"])
    assert sum(not finding["ok"] for finding in findings) == 3


def test_doctor_mends_what_can_be_mended(waterline: Waterline, home: Home) -> None:
    waterline.note("x")
    waterline("show")
    Path(home.data).chmod(OPEN)
    assert waterline("doctor").code == 1

    done = waterline("doctor", "--mend")

    assert done.code == 0
    assert done.err == f"mended: {home.data} is for your eyes only now\n"
    assert os.stat(home.data).st_mode & 0o777 == 0o700
    assert waterline("doctor", "--mend").err == ""
