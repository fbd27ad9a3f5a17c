"""Putting the hooks in and taking them out: who was there stays, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hooks.ground import (
    READS_CONFIG,
    Interpreter,
    at_terminal,
    by_config,
    by_files,
    kept,
    stage,
    tree,
    without_terminal,
    write_gate,
)
from waterline import home as homes
from waterline import settings
from waterline.errors import GitError, InputError
from waterline.gate import chained, configured, scripts
from waterline.practice import hooks, repositories

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Git
    from waterline.home import Home

THEIRS = """#!/bin/sh
echo "theirs: $(basename "$0") in $(cd "$(dirname "$0")/.." && pwd): $*" >>"{log}"
[ -f "$(dirname "$0")/helper" ] && . "$(dirname "$0")/helper"
exit ${{THEIRS:-0}}
"""


def install(home: Home, where: Path) -> hooks.HookReport:
    return hooks.install(home, settings.load(home), str(where))


def uninstall(home: Home, where: Path) -> hooks.HookReport:
    return hooks.uninstall(home, settings.load(home), str(where))


def status(home: Home, where: Path) -> hooks.HookReport:
    (report,) = hooks.status(home, settings.load(home), str(where))
    return report


def hook(where: Path, event: str, text: str, mode: int = 0o755) -> Path:
    path = where / ".git" / "hooks" / event
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def commits_as_agent(where: Path, **variables: str) -> int:
    """Commit as an agent does; give how many files the hooks have left by it."""
    before = len(kept())
    done = without_terminal(
        where, "git", "commit", "-q", "--allow-empty", "-m", "x", CLAUDECODE="1", **variables
    )
    return len(kept()) - before if done.code == 0 else -1


# --- Nothing is left behind -------------------------------------------------------------------


def nothing(_: Path) -> None:
    """Leave the repository as git made it."""


def no_folder(where: Path) -> None:
    shutil.rmtree(where / ".git" / "hooks")


def hooks_of_many_kinds(where: Path) -> None:
    hook(where, "commit-msg", "#!/bin/sh\nexit 0", 0o700)
    hook(where, "pre-push", "not run, for it can't be\n", 0o644)
    hook(where, "pre-commit", "#!/bin/sh\n")
    (where / ".git" / "hooks" / "post-rewrite").symlink_to("../../tools/post-rewrite")


def hooks_set_aside(where: Path) -> None:
    hook(where, "commit-msg", "#!/bin/sh\n")
    hook(where, "commit-msg.legacy", "#!/bin/sh\n# legacy\n")
    hook(where, "commit-msg.old", "#!/bin/sh\n# old\n", 0o600)


def unended_config(where: Path) -> None:
    with (where / ".git" / "config").open("a") as file:
        file.write("[alias]\n\tst = status")


def linked_config(where: Path) -> None:
    path = where / ".git" / "config"
    path.rename(where / "its-config")
    path.symlink_to("../its-config")


def strange_config(where: Path) -> None:
    path = where / ".git" / "config"
    path.write_bytes(path.read_bytes() + b"# \xff\xfe\r\n[alias]\r\n\tst = status\r\n")
    path.chmod(0o640)


SETUPS: list[Callable[[Path], None]] = [
    nothing, no_folder, hooks_of_many_kinds, hooks_set_aside, unended_config, linked_config,
    strange_config,
]  # fmt: skip


@pytest.mark.parametrize("prepare", SETUPS, ids=lambda one: one.__name__)
def test_uninstalling_leaves_every_byte_as_it_was(
    home: Home, git: Git, prepare: Callable[[Path], None]
) -> None:
    where = git.repository("api")
    prepare(where)
    before = tree(where)

    assert set(install(home, where).events.values()) == {"on"}
    assert tree(where) != before
    installed = tree(where)
    install(home, where)
    assert tree(where) == installed
    uninstall(home, where)

    assert tree(where) == before
    uninstall(home, where)
    assert tree(where) == before


def test_what_others_wrote_meanwhile_stays(home: Home, git: Git) -> None:
    where = git.repository("api")
    unended_config(where)
    install(home, where)
    git(where, "config", "alias.co", "checkout")
    hook(where, "pre-commit", "#!/bin/sh\n# new\n")

    uninstall(home, where)

    assert git(where, "config", "alias.co") == "checkout"
    assert git(where, "config", "alias.st") == "status"
    assert (where / ".git" / "hooks" / "pre-commit").read_text() == "#!/bin/sh\n# new\n"
    assert "waterline" not in (where / ".git" / "config").read_text().lower()


# --- Theirs still run -------------------------------------------------------------------------


def test_theirs_runs_under_its_name_with_what_lies_beside_it_and_so_does_ours(
    home: Home, git: Git, tmp_path: Path
) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    hook(where, "commit-msg", THEIRS.format(log=log))
    hook(where, "helper", f'echo "helper" >>"{log}"\n', 0o644)
    install(home, where)

    assert commits_as_agent(where) == 1

    name = "theirs: commit-msg in "
    assert log.read_text() == f"{name}{where}/.git: .git/COMMIT_EDITMSG\nhelper\n"


def test_a_link_into_the_work_tree_still_leads_there(home: Home, git: Git, tmp_path: Path) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    (where / "tools").mkdir()
    (where / "tools" / "check").write_text(f'#!/bin/sh\necho "$1" >>"{log}"\n')
    (where / "tools" / "check").chmod(0o755)
    (where / ".git" / "hooks" / "commit-msg").symlink_to("../../tools/check")
    install(home, where)

    assert commits_as_agent(where) == 1
    assert log.read_text() == ".git/COMMIT_EDITMSG\n"


def test_theirs_runs_where_git_finds_its_own_hooks_by_a_link(
    home: Home, git: Git, tmp_path: Path
) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    hook(where, "commit-msg", THEIRS.format(log=log))
    (tmp_path / "link").symlink_to(where / ".git" / "hooks")
    git(where, "config", "core.hooksPath", str(tmp_path / "link"))
    before = tree(where / ".git")
    install(home, where)

    assert commits_as_agent(where) == 1
    assert log.read_text().endswith(": .git/COMMIT_EDITMSG\n")
    uninstall(home, where)
    hooked = {name: what for name, what in tree(where / ".git").items() if "hooks" in name}
    assert hooked == {name: what for name, what in before.items() if "hooks" in name}


def test_a_refusal_of_theirs_refuses_and_ours_keeps_quiet(
    home: Home, git: Git, tmp_path: Path
) -> None:
    where = git.repository("api")
    hook(where, "commit-msg", THEIRS.format(log=tmp_path / "log"))
    interpreter = Interpreter(tmp_path / "stand-in")
    install(home, where)
    write_gate(interpreter.path)
    stage(where, 40)

    refused = at_terminal(where, "git", "commit", "-qm", "Large", THEIRS="3")
    assert refused.code != 0
    if not READS_CONFIG:  # which runs ours first
        assert interpreter.started == []
    assert at_terminal(where, "git", "commit", "-qm", "Large").code == 0
    assert interpreter.started[-1].startswith("hook commit-msg")


@by_files
def test_their_exit_code_is_git_s(home: Home, git: Git, tmp_path: Path) -> None:
    where = git.repository("api")
    path = hook(where, "commit-msg", THEIRS.format(log=tmp_path / "log"))
    install(home, where)

    assert without_terminal(where, str(path), "x", THEIRS="17").code == 17


def test_theirs_and_ours_both_read_what_is_pushed(home: Home, git: Git, tmp_path: Path) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    git.commit(where, "Start")
    git(tmp_path, "init", "-q", "--bare", "there.git")
    hook(where, "pre-push", f'#!/bin/sh\necho "$@" >"{log}"\ncat >>"{log}"\nexit ${{THEIRS:-0}}\n')
    interpreter = Interpreter(tmp_path / "stand-in")
    install(home, where)
    write_gate(interpreter.path)
    there = str(tmp_path / "there.git")
    push = ("git", "push", "-q", there, "main", "main:other")

    assert at_terminal(where, *push, THEIRS="1").code != 0
    assert at_terminal(where, *push).code == 0

    assert log.read_text() == f"{there} {there}\n{interpreter.given}"
    assert len(interpreter.given.splitlines()) == 2
    assert at_terminal(where, *push).code == 0  # up to date: nothing is read, nothing hangs


def test_theirs_and_ours_both_read_what_was_rewritten(home: Home, git: Git, tmp_path: Path) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    hook(where, "post-rewrite", f'#!/bin/sh\necho "$@" >"{log}"\ncat >>"{log}"\nexit 9\n')
    install(home, where)
    old = git.commit(where, "One")
    git(where, "commit", "-q", "--amend", "-m", "Two")

    new = git(where, "rev-parse", "HEAD")
    assert log.read_text() == f"amend\n{old} {new}\n"
    assert f"pair {old} {new}\n" in kept()[-1]


def test_a_hook_that_git_would_not_run_is_not_run(home: Home, git: Git, tmp_path: Path) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    hook(where, "commit-msg", THEIRS.format(log=log), 0o644)
    install(home, where)

    assert commits_as_agent(where) == 1
    assert not log.exists()


@by_files
def test_a_hook_that_leads_back_to_ours_runs_once(home: Home, git: Git, tmp_path: Path) -> None:
    where, log = git.repository("api"), tmp_path / "log"
    path = where / ".git" / "hooks" / "commit-msg"
    hook(where, "commit-msg", f'#!/bin/sh\necho once >>"{log}"\n"{path}" "$@"\n')
    install(home, where)

    assert commits_as_agent(where) == 1
    assert log.read_text() == "once\n"


# --- Nothing of ours stops a commit or a push -------------------------------------------------


def gate_gone(home: Home) -> None:
    Path(hooks.gate_of(home)).unlink()


def gate_garbled(home: Home) -> None:
    Path(hooks.gate_of(home)).write_bytes(b"\x00\xff(((\n' exit 7\n")


def gate_cut(home: Home) -> None:
    gate = Path(hooks.gate_of(home))
    gate.write_text(gate.read_text()[: len(gate.read_text()) // 2])


def gate_fails(home: Home) -> None:
    Path(hooks.gate_of(home)).write_text("set -e\nfalse\nexit 7\n")


def gate_is_a_folder(home: Home) -> None:
    gate_gone(home)
    Path(hooks.gate_of(home)).mkdir()


def inbox_is_a_file(home: Home) -> None:
    Path(home.inbox).write_text("")


def home_is_gone(home: Home) -> None:
    shutil.rmtree(home.data)


@pytest.mark.parametrize(
    "break_it",
    [
        gate_gone,
        gate_garbled,
        gate_cut,
        gate_fails,
        gate_is_a_folder,
        inbox_is_a_file,
        home_is_gone,
    ],
    ids=lambda one: one.__name__,
)
def test_whatever_is_broken_commits_rewrites_and_pushes_pass_without_a_word(
    home: Home, git: Git, tmp_path: Path, break_it: Callable[[Home], None]
) -> None:
    where = git.repository("api")
    git(tmp_path, "init", "-q", "--bare", "there.git")
    interpreter = Interpreter(tmp_path / "stand-in")
    install(home, where)
    write_gate(interpreter.path)
    break_it(home)

    for run, variables in ((at_terminal, {}), (without_terminal, {"CLAUDECODE": "1"})):
        stage(where, 40, f"{run.__name__}.txt")
        assert run(where, "git", "commit", "-qm", "Large", **variables) == (0, "")
        assert run(where, "git", "commit", "-q", "--amend", "-m", "L", **variables) == (0, "")
        push = ("git", "push", "-qf", str(tmp_path / "there.git"), "main")
        assert run(where, *push, **variables) == (0, "")


def test_without_the_interpreter_one_line_says_so_where_something_was_due(
    home: Home, git: Git, tmp_path: Path
) -> None:
    where = git.repository("api")
    git.commit(where, "Start")
    install(home, where)
    write_gate("/not/there/python")
    said = "waterline: /not/there/python is gone, so nothing is asked: `waterline hooks install`"

    stage(where, 3)
    assert at_terminal(where, "git", "commit", "-qm", "Small") == (0, "")
    stage(where, 40)
    done = at_terminal(where, "git", "commit", "-qm", "Large", NO_COLOR="1")
    assert done == (0, f"{said} again\n")
    assert without_terminal(where, "git", "commit", "--amend", "-qm", "Large") == (0, "")


def test_settings_written_by_hand_count_from_the_next_commit_on(home: Home, git: Git) -> None:
    where = git.repository("api")
    install(home, where)
    gate = Path(hooks.gate_of(home))
    Path(home.settings).write_text('unknown = "leave"\nmin_lines = 7\n')
    later = gate.stat().st_mtime + 5
    os.utime(home.settings, (later, later))

    assert commits_as_agent(where) == 1

    assert "wl_unknown='leave' wl_min_lines=7 " in gate.read_text()
    assert gate.stat().st_mtime >= later


def test_closed_streams_are_no_reason_to_fail(home: Home, git: Git, tmp_path: Path) -> None:
    where = git.repository("api")
    install(home, where)
    runner = hooks.runner_of(home)
    message = tmp_path / "message"
    message.write_text("Large\n")

    for closed in ("2>&-", "<&- >&- 2>&-", ">/dev/full 2>/dev/full"):
        line = f"sh '{runner}' commit-msg '{message}' {closed}"
        for variables in ({}, {"CLAUDECODE": "1"}):
            assert without_terminal(where, "sh", "-c", line, **variables).code == 0, closed


# --- Where it is in ---------------------------------------------------------------------------


def test_hooks_work_in_every_worktree(home: Home, git: Git, tmp_path: Path) -> None:
    where = git.repository("api")
    git.commit(where, "Start")
    git(where, "worktree", "add", "-q", str(tmp_path / "tree"))

    report = install(home, tmp_path / "tree")

    assert report.path == str(where)
    assert commits_as_agent(tmp_path / "tree") == commits_as_agent(where) == 1
    assert f"folder {tmp_path}/tree\n" in kept()[-2]


def test_a_submodule_has_hooks_of_its_own(home: Home, git: Git, tmp_path: Path) -> None:
    inner, outer = git.repository("inner"), git.repository("outer")
    git.commit(inner, "Start")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    before = tree(outer)

    install(home, outer / "sub")
    assert commits_as_agent(outer / "sub") == 1
    assert commits_as_agent(outer) == 0
    uninstall(home, outer / "sub")
    git(outer / "sub", "reset", "-q", "--hard", "HEAD~1")

    assert set(tree(outer)) >= set(before)
    assert tree(outer)[".git/modules/sub/config"] == before[".git/modules/sub/config"]
    assert [name for name in tree(outer) if "hooks" in name] == [
        name for name in before if "hooks" in name
    ]


def test_installing_follows_the_repository(home: Home, git: Git) -> None:
    where = git.repository("api")

    install(home, where)

    (line,) = repositories.listing(home, settings.load(home))
    assert line.path == str(where)
    assert install(home, Path("api")).repo == "api"


def test_where_there_is_no_repository_it_says_so(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        install(home, tmp_path)


def test_a_configuration_that_git_holds_locked_is_left_alone(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configured, "_WAIT_SECONDS", 0)
    where = git.repository("api")
    (where / ".git" / "config.lock").write_text("")
    before = tree(where)

    with pytest.raises(GitError, match="locked"):
        install(home, where)
    assert tree(where) == before


# --- Dead, missing, stale ---------------------------------------------------------------------


def test_a_repository_without_hooks_says_so(home: Home, git: Git) -> None:
    where = git.repository("api")

    report = status(home, where)

    assert (report.how, set(report.events.values())) == ("none", {"missing"})


def test_hooks_of_another_home_are_stale_and_mended(
    home: Home, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    before = tree(where)
    install(home, where)
    monkeypatch.setenv("WATERLINE_HOME", str(tmp_path / "other"))
    other = homes.find()

    assert set(status(other, where).events.values()) == {"stale"}
    assert set(install(other, where).events.values()) == {"on"}
    uninstall(home, where)
    assert tree(where) == before


def test_a_gate_that_is_gone_makes_hooks_stale(home: Home, git: Git) -> None:
    where = git.repository("api")
    install(home, where)
    gate_gone(home)

    assert set(status(home, where).events.values()) == {"stale"}
    install(home, where)
    assert status(home, where).is_on


@by_files
def test_a_hook_that_was_written_over_is_missing_and_one_that_cannot_run_is_dead(
    home: Home, git: Git
) -> None:
    where = git.repository("api")
    install(home, where)
    hook(where, "commit-msg", "#!/bin/sh\n")
    (where / ".git" / "hooks" / "pre-push").chmod(0o644)

    assert status(home, where).events == {
        "commit-msg": "missing", "post-rewrite": "on", "pre-push": "dead",
    }  # fmt: skip
    assert install(home, where).is_on


@by_config
def test_hooks_from_the_configuration_run_whatever_core_hooks_path_says(
    home: Home, git: Git
) -> None:
    where = git.repository("api")
    git(where, "config", "core.hooksPath", "/dev/null")

    assert install(home, where).how == "config"
    assert commits_as_agent(where) == 1


@by_config
def test_files_become_configuration_when_git_can_read_it(home: Home, git: Git) -> None:
    where = git.repository("api")
    hook(where, "commit-msg", "#!/bin/sh\n# theirs\n")
    before = tree(where)
    write_gate()
    for event in scripts.EVENTS:
        chained.put(str(where / ".git" / "hooks"), event, hooks.gate_of(home))
    assert status(home, where).is_on

    assert install(home, where).how == "config"
    assert commits_as_agent(where) == 1
    uninstall(home, where)
    assert tree(where / ".git" / "hooks") == {
        name.removeprefix(".git/hooks/"): state
        for name, state in before.items()
        if name.startswith(".git/hooks/")
    }


@by_config
def test_a_hook_that_was_switched_off_is_dead(home: Home, git: Git) -> None:
    where = git.repository("api")
    install(home, where)
    git(where, "config", "hook.waterline-commit-msg.enabled", "false")

    report = status(home, where)
    assert report.events["commit-msg"] == "dead"
    assert "enabled" in report.note


@by_files
def test_configured_hooks_are_dead_for_a_git_that_is_too_old(home: Home, git: Git) -> None:
    where = git.repository("api")
    write_gate()
    configured.add(str(where / ".git" / "config"), hooks.gate_of(home))

    report = status(home, where)
    assert set(report.events.values()) == {"dead"}
    assert "2.39" in report.note or "reads no hooks" in report.note
    assert install(home, where).how == "chained"


# --- The commands -----------------------------------------------------------------------------


def test_a_repository_that_moved_is_not_taken_for_none(
    home: Home, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    from waterline.__main__ import main

    where = git.repository("api")
    install(home, where)
    where.rename(where.parent / "elsewhere")

    main(["hooks", "status"])

    assert "no followed repository is where it was" in capsys.readouterr().err


def test_the_commands_install_tell_and_take_away(
    home: Home, git: Git, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from waterline.__main__ import main

    where = git.repository("api")
    monkeypatch.chdir(where)
    before = tree(where)

    assert main(["hooks", "status"]) == 0
    assert "no repository is followed" in capsys.readouterr().err
    assert main(["hooks", "install"]) == 0
    assert capsys.readouterr().out.startswith("api  on (")
    assert main(["hooks", "status", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert set(told) == {"repo", "path", "how", "events", "note", "line_to_add"}
    assert told["events"] == dict.fromkeys(scripts.EVENTS, "on")
    assert main(["hooks", "uninstall", "--all"]) == 0
    assert tree(where) == before
    assert main(["hooks", "status", "api"]) == 1
    assert main(["hooks", "install", "--all", "api"]) == 2


def test_adding_a_repository_installs_and_removing_it_takes_away(
    home: Home, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    from waterline.__main__ import main

    where = git.repository("api")
    before = tree(where)

    assert main(["repo", "add", str(where), "--no-hooks"]) == 0
    assert tree(where) == before
    assert main(["repo", "add", str(where)]) == 0
    assert "api: hooks installed" in capsys.readouterr().err
    assert status(home, where).is_on
    assert main(["repo", "remove", "api"]) == 0
    assert tree(where) == before


def test_a_home_whose_name_the_shell_would_obey_is_only_a_name(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / 'it\'s "$(touch x)" `here` \\ é'
    monkeypatch.setenv("WATERLINE_HOME", str(folder))
    home = homes.find()
    where = git.repository("api")

    assert install(home, where).is_on
    assert commits_as_agent(where) == 1
    assert os.listdir(where) == [".git"]
