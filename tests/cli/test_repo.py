"""`waterline repo`: follow, list, scan and stop following, for people and for scripts."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import process, wait_until
from tests.practice.ground import counted_by_git
from waterline.cli.repo import progress_words
from waterline.domain.repositories import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal, Waterline
    from tests.conftest import Git


def repos(waterline: Waterline, *words: str) -> list[dict[str, Any]]:
    done = waterline("repo", *words, "--json")
    assert done.err == ""
    return list(json.loads(done.out))


def test_adding_follows_and_scans(waterline: Waterline, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", a__txt="x\ny\n")
    done = waterline("repo", "add", str(where))
    said = "api: hooks installed; `waterline hooks uninstall` takes them out\n"
    assert (done.code, done.err) == (0, said)
    assert done.out.split() == ["api", "1", "change", "1", "new", "+2", "-0", str(where)]


def test_adding_without_a_path_follows_the_repository_here(
    waterline: Waterline, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one", **{"src/a.txt": "x\n"})
    monkeypatch.chdir(where / "src")
    assert waterline("repo", "add").code == 0
    assert [repo["path"] for repo in repos(waterline, "list")] == [str(where)]


def test_several_are_added_at_once_and_what_is_none_is_said(
    waterline: Waterline, git: Git, tmp_path: Path
) -> None:
    for name in ("api", "web"):
        git.commit(git.repository(name), f"{name} starts", **{f"{name}__txt": "x\n"})
    code = git.root / "code"
    done = waterline("repo", "add", str(code / "api"), str(tmp_path), str(code / "web"))
    assert done.code == 1
    (said,) = (line for line in done.err.splitlines() if "hooks installed" not in line)
    assert said.startswith(f"waterline: {tmp_path} is in no git repository: it holds")
    assert [repo["repo"] for repo in repos(waterline, "list")] == ["api", "web"]


def test_scan_gives_the_keys_that_scripts_rely_on(waterline: Waterline, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", a__txt="x\ny\n")
    waterline("repo", "add", str(where))
    git.commit(where, "two", a__txt="x\nz\n")
    [repo] = repos(waterline, "scan")
    at = repo.pop("scanned_at")
    assert at.endswith("+00:00")
    assert repo == {
        "repo": "api", "path": str(where), "new": 1, "total": 2, "insertions": 3,
        "deletions": 1, "state": "ok", "note": "",
    }  # fmt: skip
    assert counted_by_git(git, where) == (2, 3, 1)
    [listed] = repos(waterline, "list")
    assert listed == repo | {"scanned_at": at}
    for name in ("api", str(where)):
        [again] = repos(waterline, "scan", name)
        assert again | {"scanned_at": at} == repo | {"scanned_at": at, "new": 0}
    assert repos(waterline, "list")[0]["new"] == 0


def test_nothing_followed_is_said_with_the_way_on(waterline: Waterline) -> None:
    for words in (("repo", "list"), ("repo", "scan")):
        done = waterline(*words)
        assert (done.code, done.out) == (0, "")
        assert done.err == "no repository is followed: `waterline repo add PATH` follows one\n"
        assert repos(waterline, words[1]) == []


def test_a_missing_repository_spoils_no_scan_of_all(waterline: Waterline, git: Git) -> None:
    for name in ("api", "web"):
        git.commit(git.repository(name), f"{name} starts", **{f"{name}__txt": "x\n"})
        waterline("repo", "add", str(git.root / "code" / name))
    shutil.rmtree(git.root / "code/api")
    done = waterline("repo", "scan")
    assert done.code == 0
    assert "missing: " in done.out
    assert done.err.startswith(f"api: not found at {git.root}/code/api; its history stays")
    assert done.err.count("\n") == 1
    assert waterline("repo", "scan", "api").code == 1


def test_a_refused_repository_is_one_line_and_a_failure(waterline: Waterline, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    waterline("repo", "add", str(where))
    (where / ".git/config").write_text("[core\nbroken")
    done = waterline("repo", "scan")
    assert done.code == 1
    assert done.err.startswith(f"api: git can't read {where} (bad config line ")
    assert done.err.count("\n") == 1


def test_remove_takes_a_name_or_a_path(waterline: Waterline, git: Git) -> None:
    for name in ("api", "web"):
        waterline("repo", "add", str(git.repository(name)))
    done = waterline("repo", "remove", "api")
    assert done.err == "api is no longer followed\n"
    assert waterline("repo", "remove", str(git.root / "code/web")).code == 0
    assert repos(waterline, "list") == []
    done = waterline("repo", "remove", "api")
    assert (done.code, done.err) == (
        1,
        "waterline: no repository api is followed: `waterline repo add PATH` follows one\n",
    )


def test_a_misused_command_says_what_would_do(waterline: Waterline) -> None:
    for words in (("repo", "remove"), ("repo", "forget"), ("repo", "list", "--yaml")):
        done = waterline(*words)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("waterline: ")


def test_followed_repositories_are_completed_by_name(
    waterline: Waterline, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("api", "app", "web"):
        waterline("repo", "add", str(git.repository(name)))
    monkeypatch.setenv("_WATERLINE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "waterline repo scan a")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert waterline().out.split() == ["plain,api", "plain,app"]


def test_text_from_outside_never_reaches_the_terminal_as_a_command(
    waterline: Waterline, git: Git
) -> None:
    where = git.repository("a\x1b]0;x\x07[red]")
    git.commit(where, "one")
    done = waterline("repo", "add", str(where))
    assert "\x1b" not in done.out + done.err
    assert "a]0;x[red]" in done.out
    assert repos(waterline, "scan", str(where))[0]["repo"] == "a]0;x[red]"


def test_scan_inside_a_hook_reads_the_followed_repository(git: Git) -> None:
    where, other = git.repository("api"), git.repository("web")
    for path in (where, other):
        git.commit(path, "one", **{f"{path.name}__txt": "x\n"})
    assert process("repo", "add", str(where)).code == 0
    hook = other / ".git/hooks/post-commit"
    hook.write_text(
        f'#!/bin/sh\n"{sys.executable}" -m waterline repo scan --json > {git.root}/seen\n'
    )
    hook.chmod(0o755)
    git.commit(other, "two", b__txt="x\n")
    [repo] = json.loads((git.root / "seen").read_text())
    assert (repo["repo"], repo["total"], repo["state"]) == ("api", 1, "ok")


@pytest.fixture
def slow_git(git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git on the PATH whose log takes half a minute; it says where it stands."""
    real = shutil.which("git")
    script = git.root / "bin/git"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *" log "*) echo $$ > {git.root}/standing; exec sleep 30;; esac\n'
        f'exec {real} "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    return git.root / "standing"


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_ends_a_scan_at_once_and_git_with_it(
    waterline: Waterline,
    git: Git,
    slow_git: Path,
    terminal: Callable[..., Terminal],
) -> None:
    where = git.repository()
    git.commit(where, "one")
    adding = terminal("repo", "add", str(where))
    adding.wait_for("api: 0")
    pid = int(slow_git.read_text())
    adding.send("\x03")
    assert adding.end() == 130
    wait_until(lambda: not is_running(pid))
    assert repos(waterline, "list")[0]["total"] == 0


def test_progress_is_shown_on_a_terminal_and_taken_away_again(
    git: Git, terminal: Callable[..., Terminal]
) -> None:
    where = git.repository()
    git.commit(where, "one")
    adding = terminal("repo", "add", str(where), columns=200)
    assert adding.end() == 0
    assert "api: 1" in adding.shown
    assert adding.shown.count("\r\x1b[K") >= 2
    assert str(where) in adding.shown.rpartition("\r\x1b[K")[2]


def test_progress_says_the_rate_and_what_is_left() -> None:
    assert progress_words(Progress("api", 1500, 6000, 2000.4, 2.25)) == (
        "api: 1,500 of 6,000 commits, 2,000 a second, 2 s left"
    )
    assert progress_words(Progress("api", 0, None, 0.0, None)) == "api: 0 commits, 0 a second"
