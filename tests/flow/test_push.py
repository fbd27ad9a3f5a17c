"""Before a push: what is owed in it, both ways on, and nothing where nothing is owed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.flow.desk import TRAILER, Seen, change, waterline

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.desk import Desk

OWED = "owed an explanation"


@pytest.fixture
def remote(desk: Desk) -> Path:
    """Give a remote that has what there is."""
    where = desk.git.repository("remote", "--bare")
    desk.git(desk.where, "remote", "add", "origin", str(where))
    desk.git(desk.where, "push", "-qn", "-u", "origin", "main")
    desk.git(desk.where, "push", "-q", "-u", "origin", "main")
    return where


def assisted(desk: Desk, name: str = "limiter.py", subject: str = "Add a limiter") -> str:
    """Make an assisted commit without anybody being asked."""
    desk.stage(name)
    desk.git(desk.where, "commit", "-qm", subject, "-m", TRAILER)
    return desk.head()


def tip(remote: Path, desk: Desk, branch: str = "main") -> str:
    return desk.git(remote, "rev-parse", branch)


def test_a_push_of_nothing_owed_says_nothing(desk: Desk, remote: Path) -> None:
    desk.stage(lines=3)
    desk.git(desk.where, "commit", "-qm", "Small")

    seen = desk.sit("git push -q")

    assert (seen.code, "waterline" in seen.shown) == (0, False)
    assert tip(remote, desk) == desk.head()


def test_a_reminder_names_what_is_owed_and_the_push_goes_on(desk: Desk, remote: Path) -> None:
    before = desk.head()
    sha = assisted(desk)

    seen = desk.sit("git push -q")

    assert seen.code == 0
    assert f"1 change in this push is {OWED}" in seen.shown
    assert f"{sha[:8]}  Add a limiter  +30 -0  Claude Code" in seen.shown
    assert f"explain now:  waterline explain {sha[:8]}" in seen.shown
    assert before != tip(remote, desk) == sha


def test_the_command_it_names_explains_what_it_lists(desk: Desk, remote: Path) -> None:
    assisted(desk)
    assisted(desk, "second.py", "Add a second")
    seen = desk.sit("git push -q --dry-run")
    command = seen.shown.partition("explain now:  waterline ")[2].partition("\n")[0].split()
    assert ".." in command[1]

    here = os.getcwd()
    os.chdir(desk.where)
    try:
        waterline(*command, "-m", "Because a bucket refills by itself")
    finally:
        os.chdir(here)

    assert len(change("HEAD", desk.where)["explanations"]) == 1
    assert OWED not in desk.sit("git push -q").shown


def test_at_most_five_are_listed(desk: Desk, remote: Path) -> None:
    for number in range(7):
        assisted(desk, f"file{number}.py", f"Subject {number}")

    seen = desk.sit("git push -q")

    assert f"7 changes in this push are {OWED}" in seen.shown
    assert "Subject 6" in seen.shown
    assert "Subject 2" in seen.shown
    assert "Subject 1" not in seen.shown
    assert "… and 2 more" in seen.shown


def test_without_a_terminal_nobody_is_reminded(desk: Desk, remote: Path) -> None:
    sha = assisted(desk)

    seen = desk.away("git push -q")

    assert seen == Seen(0, 0, "")
    assert tip(remote, desk) == sha


@pytest.mark.parametrize("key", ["push", "repos.api.push"])
def test_required_the_push_is_refused_with_the_way_out(desk: Desk, remote: Path, key: str) -> None:
    waterline("config", key, "require")
    before, sha = desk.head(), assisted(desk)

    refused = desk.sit("git push -q")
    assert refused.code == 1
    assert f"1 change in this push is {OWED}" in refused.shown
    assert tip(remote, desk) == before
    assert desk.away("git push -q").code == 1
    assert "push anyway:  WATERLINE=off git push" in refused.shown

    assert desk.sit("WATERLINE=off git push -q").code == 0
    assert tip(remote, desk) == sha


def test_required_an_explained_push_goes_through(desk: Desk, remote: Path) -> None:
    waterline("config", "push", "require")
    sha = assisted(desk)
    waterline("repo", "scan")
    waterline("explain", sha, "-m", "Because a bucket refills by itself")

    seen = desk.sit("git push -q")

    assert (seen.code, OWED in seen.shown) == (0, False)


@pytest.mark.parametrize(
    "values", [("push", "off"), ("ask", "never"), ("leave_agents", "Claude Code")]
)
def test_who_wants_no_reminder_gets_none(desk: Desk, remote: Path, values: tuple[str, str]) -> None:
    waterline("config", *values)
    assisted(desk)

    seen = desk.sit("git push -q")

    assert (seen.code, "waterline" in seen.shown) == (0, False)


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("git push -q origin HEAD:refs/heads/topic", True),  # a branch that the remote hasn't
        ("git push -q origin main:main main:other", True),  # several at once
        ("git tag v1 && git push -q origin v1", True),
        ("git push -q --force origin HEAD:main", True),
        ("git push -q ../remote HEAD:topic", True),  # a remote without a name
        ("git push -q origin :gone", False),  # a deletion
        ("git push -q origin HEAD^:main", False),  # up to date
    ],
)
def test_every_kind_of_push_is_understood(
    desk: Desk, remote: Path, command: str, *, named: bool
) -> None:
    desk.git(desk.where, "push", "-q", "origin", "main:gone")
    assisted(desk)

    seen = desk.sit(command)

    assert (seen.code, OWED in seen.shown) == (0, named), seen.shown


def test_a_remote_that_moved_on_unseen_is_no_obstacle(desk: Desk, remote: Path) -> None:
    other = desk.git.root / "code" / "other"
    desk.git(desk.git.root, "clone", "-q", str(remote), str(other))
    desk.git.commit(other, "Theirs", theirs="x\n")
    desk.git(other, "push", "-q")
    assisted(desk)

    seen = desk.sit("git push -q --force")

    assert (seen.code, OWED in seen.shown) == (0, True)


def test_a_push_from_a_linked_worktree_is_understood(desk: Desk, remote: Path) -> None:
    linked = desk.where.parent / "linked"
    desk.git(desk.where, "worktree", "add", "-q", str(linked))
    (linked / "new.py").write_text("line\n" * 30)
    desk.git(linked, "add", ".")
    desk.git(linked, "commit", "-qm", "Linked", "-m", TRAILER)

    seen = desk.sit("git push -q origin linked", where=linked)

    assert (seen.code, OWED in seen.shown) == (0, True)


def test_hostile_subjects_reach_no_terminal(desk: Desk, remote: Path) -> None:
    assisted(desk, subject="Add \x1b]0;owned\x07 a [/limiter]")

    seen = desk.sit("git push -q")

    assert "a [/limiter]" in seen.shown
    assert "\x1b]0;" not in seen.shown
