"""`waterline demo` opens the app on made-up history, and afterwards everything is as before."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal

SHOWN = "Alert when more"  # the newest line of the demo's today


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def test_it_opens_on_its_own_day_and_leaves_nothing_behind(
    terminal: Callable[..., Terminal], clean_environment: Path, temporary: Path
) -> None:
    before = everything_in(clean_environment)

    demo = terminal("demo", rows=40, columns=120)
    demo.wait_for(SHOWN)
    during = everything_in(temporary)
    demo.send("q")

    assert demo.end() == 0
    assert any(path.endswith("/waterline/journal.db") for path in during)
    assert everything_in(temporary) == []
    assert everything_in(clean_environment) == before


def test_a_closed_window_leaves_nothing_behind_either(
    terminal: Callable[..., Terminal], temporary: Path
) -> None:
    demo = terminal("demo", rows=40, columns=120)
    demo.wait_for(SHOWN)

    demo.signal(signal.SIGHUP)
    demo.end()

    assert everything_in(temporary) == []


def test_it_never_offers_the_repository_that_it_was_started_in(
    terminal: Callable[..., Terminal],
    git: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    git(own, "init", "-q")
    monkeypatch.chdir(own)

    demo = terminal("demo", rows=40, columns=120)
    demo.wait_for(SHOWN)
    demo.send("q")
    demo.end()

    assert "isn't followed" not in demo.shown
    assert everything_in(own / ".git" / "logs") == []


def test_kept_it_can_be_opened_again(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    folder = tmp_path / "kept"

    demo = terminal("demo", "--keep", str(folder), "--days", "7", rows=40, columns=120)
    demo.wait_for(SHOWN)
    demo.send("q")

    assert demo.end() == 0
    assert f"WATERLINE_HOME={folder}/waterline" in demo.shown
    again = process("search", "bucket", env={**os.environ, "WATERLINE_HOME": f"{folder}/waterline"})
    assert "Add a token bucket" in again.out


def test_a_folder_that_holds_something_is_not_used(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    demo = terminal("demo", "--keep", str(tmp_path))

    assert demo.end() == 1
    assert "is not empty" in demo.shown
    assert not (tmp_path / "code").exists()


def test_without_a_terminal_it_makes_nothing(temporary: Path) -> None:
    done = process("demo")

    assert done.code == 1
    assert done.err.startswith("waterline: the app needs a terminal")
    assert everything_in(temporary) == []
