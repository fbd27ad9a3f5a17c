"""Beside the real pre-commit, lefthook, husky and git-lfs: theirs run, ours too, or it is told."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hooks.ground import (
    READS_CONFIG,
    Interpreter,
    at_terminal,
    by_files,
    kept,
    stage,
    tree,
    without_terminal,
    write_gate,
)
from waterline import settings
from waterline.gate import scripts
from waterline.practice import hooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Git
    from waterline.home import Home

BIN = Path(sys.executable).parent
HUSKY = os.environ.get("WATERLINE_TEST_HUSKY", "")
with_husky = pytest.mark.skipif(
    not HUSKY, reason="WATERLINE_TEST_HUSKY names no folder in which npm has installed husky"
)
with_lfs = pytest.mark.skipif(
    shutil.which("git-lfs") is None, reason="git-lfs is not installed (apt-get install git-lfs)"
)

PRE_COMMIT = """
default_install_hook_types: [pre-commit, commit-msg, pre-push, post-rewrite]
repos:
- repo: local
  hooks:
  - id: theirs
    name: theirs
    language: system
    entry: sh -c 'echo "$PRE_COMMIT $@" >>"{log}"; ! [ -e refuse ]' x
    always_run: true
    stages: [commit-msg, pre-push]
"""

LEFTHOOK = """
commit-msg:
  commands:
    theirs:
      run: echo "lefthook {{1}}" >>"{log}" && ! test -e refuse
pre-push:
  commands:
    theirs:
      run: echo "lefthook {{1}}" >>"{log}"
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def where(git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository with one commit; the managers are on the PATH."""
    monkeypatch.setenv("PATH", f"{BIN}:{os.environ['PATH']}")
    where = git.repository("api")
    git.commit(where, "Start")
    return where


def said(log: Path) -> list[str]:
    """Give what theirs has noted, and forget it."""
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def run(where: Path, *words: str) -> None:
    done = without_terminal(where, *words)
    assert done.code == 0, done.shown


def install(home: Home, where: Path) -> hooks.HookReport:
    return hooks.install(home, settings.load(home), str(where))


def uninstall(home: Home, where: Path) -> hooks.HookReport:
    return hooks.uninstall(home, settings.load(home), str(where))


def status(home: Home, where: Path) -> hooks.HookReport:
    (report,) = hooks.status(home, settings.load(home), str(where))
    return report


def commits(where: Path) -> tuple[int, int]:
    """Commit as an agent; give git's exit code and how many files our hook has left."""
    before = len(kept())
    done = without_terminal(
        where, "git", "commit", "-q", "--allow-empty", "-m", "x", CLAUDECODE="1"
    )
    return done.code, len(kept()) - before


def pushes(where: Path, interpreter: Interpreter) -> int:
    """Push as a person does; give how often our hook was started by it."""
    there = where.parent / "there.git"
    if not there.exists():
        run(where.parent, "git", "init", "-q", "--bare", "there.git")
    run(where, "git", "commit", "-q", "--allow-empty", "-m", "x")
    before = len(interpreter.started)
    done = at_terminal(where, "git", "push", "-q", str(there), "main")
    assert done.code == 0, done.shown
    return len(interpreter.started) - before


# --- pre-commit -------------------------------------------------------------------------------


def pre_commit(where: Path, log: Path, *words: str) -> None:
    (where / ".pre-commit-config.yaml").write_text(PRE_COMMIT.format(log=log))
    run(where, "git", "add", ".pre-commit-config.yaml")
    run(where, str(BIN / "pre-commit"), *words)


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_pre_commit_and_ours_both_run_whoever_came_first(
    home: Home, where: Path, log: Path, tmp_path: Path, first: str
) -> None:
    interpreter = Interpreter(tmp_path / "stand-in")
    if first == "ours":
        install(home, where)
    pre_commit(where, log, "install")
    if first == "theirs":
        assert install(home, where).is_on

    assert commits(where) == (0, 1)
    assert said(log) == ["1 .git/COMMIT_EDITMSG"]
    write_gate(interpreter.path)
    assert pushes(where, interpreter) == 1
    assert len(said(log)) == 2  # the commit's and the push's
    (where / "refuse").write_text("")
    assert commits(where)[0] != 0


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_installing_pre_commit_again_makes_no_circle(
    home: Home, where: Path, log: Path, first: str
) -> None:
    if first == "ours":
        install(home, where)
    pre_commit(where, log, "install")
    install(home, where)
    pre_commit(where, log, "install")
    assert commits(where) == (0, 1)
    assert said(log) == ["1 .git/COMMIT_EDITMSG"]
    install(home, where)
    assert status(home, where).is_on
    assert commits(where) == (0, 1)
    assert said(log) == ["1 .git/COMMIT_EDITMSG"]
    run(where, "git", "commit", "--amend", "--allow-empty", "-qm", "y")
    assert len([text for text in kept() if "rewrite" in text]) == 1


def test_pre_commit_s_leaving_leaves_ours(home: Home, where: Path, log: Path) -> None:
    pre_commit(where, log, "install")
    install(home, where)
    for event in ("pre-commit", "commit-msg", "pre-push"):
        run(where, str(BIN / "pre-commit"), "uninstall", "-t", event)

    assert status(home, where).events["commit-msg"] == "on"
    assert commits(where) == (0, 1)
    assert said(log) == []


def test_taking_ours_out_leaves_pre_commit_as_it_was(home: Home, where: Path, log: Path) -> None:
    pre_commit(where, log, "install")
    (where / ".git" / "hooks" / "commit-msg.legacy").write_text("#!/bin/sh\n")
    before = tree(where / ".git")

    install(home, where)
    uninstall(home, where)

    assert tree(where / ".git") == before


def test_taking_ours_out_from_behind_pre_commit_gives_back_what_stood_there_first(
    home: Home, where: Path, log: Path
) -> None:
    path = where / ".git" / "hooks" / "commit-msg"
    path.write_text(f'#!/bin/sh\necho "plain" >>"{log}"\n')
    path.chmod(0o755)
    install(home, where)
    pre_commit(where, log, "install")
    assert commits(where) == (0, 1)
    assert sorted(said(log)) == ["1 .git/COMMIT_EDITMSG", "plain"]

    uninstall(home, where)

    assert commits(where) == (0, 0)
    assert sorted(said(log)) == ["1 .git/COMMIT_EDITMSG", "plain"]
    assert not (where / ".git" / "hooks.before-waterline").exists()


# --- lefthook ---------------------------------------------------------------------------------


def lefthook(where: Path, log: Path) -> None:
    (where / "lefthook.yml").write_text(LEFTHOOK.format(log=log))
    run(where, str(BIN / "lefthook"), "install", "-f")


def test_lefthook_that_was_there_first_still_runs(
    home: Home, where: Path, log: Path, tmp_path: Path
) -> None:
    interpreter = Interpreter(tmp_path / "stand-in")
    lefthook(where, log)
    before = tree(where / ".git")
    assert install(home, where).is_on

    assert commits(where) == (0, 1)
    assert said(log) == ["lefthook .git/COMMIT_EDITMSG"]
    write_gate(interpreter.path)
    assert pushes(where, interpreter) == 1
    (where / "refuse").write_text("")
    assert commits(where)[0] != 0
    (where / "refuse").unlink()
    uninstall(home, where)
    after = tree(where / ".git")
    assert {name: after[name] for name in before if "hooks" in name or name == "config"} == {
        name: state for name, state in before.items() if "hooks" in name or name == "config"
    }


@by_files
def test_lefthook_that_came_later_makes_ours_dead_and_it_says_what_to_do(
    home: Home, where: Path, log: Path
) -> None:
    install(home, where)
    lefthook(where, log)
    assert commits(where) == (0, 0)

    report = status(home, where)

    assert report.events == {"commit-msg": "dead", "post-rewrite": "on", "pre-push": "dead"}
    assert "lefthook" in report.note
    (where / "lefthook-local.yml").write_text(report.line_to_add + "\n")
    assert status(home, where).is_on
    said(log)
    assert commits(where) == (0, 1)
    assert said(log) == ["lefthook .git/COMMIT_EDITMSG"]


@by_files
def test_in_lefthook_s_hands_the_line_still_finds_the_person_and_stops_what_they_stop(
    home: Home, where: Path, log: Path, tmp_path: Path
) -> None:
    install(home, where)
    lefthook(where, log)
    (where / "lefthook-local.yml").write_text(status(home, where).line_to_add + "\n")
    interpreter = Interpreter(tmp_path / "stand-in")
    write_gate(interpreter.path)

    stage(where, 40)
    assert at_terminal(where, "git", "commit", "-qm", "Large").code == 0
    assert interpreter.started == ["hook commit-msg .git/COMMIT_EDITMSG"]
    assert pushes(where, interpreter) == 1
    assert interpreter.given.startswith("refs/heads/main ")
    interpreter.ends_with("exit 75")
    stage(where, 50)
    assert at_terminal(where, "git", "commit", "-qm", "Larger").code != 0


@by_files
def test_installing_again_puts_ours_before_lefthook(home: Home, where: Path, log: Path) -> None:
    install(home, where)
    lefthook(where, log)

    assert install(home, where).is_on

    assert commits(where) == (0, 1)
    assert said(log) == ["lefthook .git/COMMIT_EDITMSG"]
    assert not (where / ".git" / "hooks" / "commit-msg.old").exists()


# --- husky, and any core.hooksPath ------------------------------------------------------------


def husky(where: Path, log: Path) -> None:
    script = "const husky = await import(process.env.HUSKY_AT); console.log(husky.default())"
    done = without_terminal(
        where, "node", "--input-type=module", "-e", script,
        HUSKY_AT=str(Path(HUSKY) / "node_modules" / "husky" / "index.js"),
    )  # fmt: skip
    assert done.code == 0, done.shown
    for event in scripts.EVENTS:
        (where / ".husky" / event).write_text(f'echo "husky {event}" >>"{log}"\n! [ -e refuse ]\n')


def own_folder(where: Path, log: Path) -> None:
    (where / "githooks").mkdir()
    for event in scripts.EVENTS:
        path = where / "githooks" / event
        path.write_text(f'#!/bin/sh\necho "husky {event}" >>"{log}"\n! [ -e refuse ] || exit 1\n')
        path.chmod(0o755)
    run(where, "git", "config", "core.hooksPath", "githooks")


@pytest.mark.parametrize(
    ("manage", "folder"),
    [pytest.param(husky, ".husky", marks=with_husky), (own_folder, "githooks")],
    ids=["husky", "core.hooksPath"],
)
@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_hooks_elsewhere_are_left_alone_and_one_line_in_them_brings_ours_to_life(  # noqa: PLR0917 - fixtures
    home: Home,
    where: Path,
    log: Path,
    tmp_path: Path,
    manage: Callable[[Path, Path], None],
    folder: str,
    first: str,
) -> None:
    if first == "ours":
        install(home, where)
    manage(where, log)
    before = tree(where)
    report = install(home, where) if first == "theirs" else status(home, where)
    if READS_CONFIG:
        assert report.is_on
        assert commits(where) == (0, 1)
        assert said(log) == ["husky commit-msg"]
        return
    assert tree(where) == before
    assert set(report.events.values()) == {"dead"}
    assert "core.hooksPath" in report.note
    assert commits(where) == (0, 0)

    line = report.line_to_add.partition("  # ")[0]
    for event in scripts.EVENTS:
        with (where / folder / event).open("a") as file:
            file.write(f"{line}\n")

    assert status(home, where).is_on
    said(log)
    assert commits(where) == (0, 1)
    assert said(log) == ["husky commit-msg"]
    interpreter = Interpreter(tmp_path / "stand-in")
    write_gate(interpreter.path)
    assert pushes(where, interpreter) == 1
    interpreter.ends_with("exit 75")
    stage(where, 40)
    assert at_terminal(where, "git", "commit", "-qm", "Stopped").code != 0
    shutil.rmtree(home.data)
    assert without_terminal(where, "git", "commit", "-qm", "Home is gone").code == 0


def test_the_line_is_the_same_for_whoever_shares_it(home: Home, where: Path) -> None:
    run(where, "git", "config", "core.hooksPath", "/dev/null")
    if READS_CONFIG:
        pytest.skip("this git needs no line")
    assert install(home, where).line_to_add == ""
    run(where, "git", "config", "core.hooksPath", "not-yet-there")

    report = status(home, where)

    assert os.environ["HOME"] not in report.line_to_add
    assert report.line_to_add.startswith('! [ -r "$HOME/waterline/hooks/run" ] || ')


# --- git-lfs ----------------------------------------------------------------------------------


@with_lfs
@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_git_lfs_pushes_its_objects_and_ours_runs(
    home: Home, where: Path, tmp_path: Path, first: str
) -> None:
    if first == "ours":
        install(home, where)
    # Over a hook that isn't its own it refuses; then its line belongs into that hook.
    done = without_terminal(where, "git", "lfs", "install", "--local")
    if first == "ours" and not READS_CONFIG:
        assert done.code != 0
        uninstall(home, where)
        run(where, "git", "lfs", "install", "--local")
    else:
        assert done.code == 0, done.shown
    assert install(home, where).is_on
    interpreter = Interpreter(tmp_path / "stand-in")
    write_gate(interpreter.path)
    run(where, "git", "lfs", "track", "*.bin")
    (where / "large.bin").write_text("large\n" * 100)
    run(where, "git", "add", ".")
    run(where, "git", "init", "-q", "--bare", str(where.parent / "there.git"))
    run(where, "git", "remote", "add", "origin", f"file://{where.parent}/there.git")
    run(where, "git", "commit", "-qm", "Large")

    done = at_terminal(where, "git", "push", "-q", "origin", "main")

    assert done.code == 0, done.shown
    assert len(interpreter.started) == 1
    objects = where.parent / "there.git" / "lfs" / "objects"
    assert [path for path in objects.rglob("*") if path.is_file()]
