"""Many commits at once, by a person and by agents, while one branch is rebased and two scan.

Every change is in the journal once, and every explanation stays with its own.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import held, rows
from tests.practice.owing import ENOUGH, SETTINGS, answer, assisted, by_person, follow, owed, why
from waterline.journal import inbox
from waterline.practice import care, explain, hooks, repositories

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

WORKTREES = 8
EACH = 4


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    """Give a followed repository with Waterline's hooks and eight linked worktrees."""
    where = git.repository("api")
    by_person(git, where, "Start", "2026-11-01T09:00:00+01:00", readme__txt="hello\n")
    for number in range(WORKTREES):
        git(where, "worktree", "add", "-q", f"../tree{number}", "-b", f"branch{number}")
    follow(home, where)
    hooks.install(home, SETTINGS, str(where))
    return where


def commit_all(
    git: Git, home: Home, tree: Path, number: int, *, at: int, gate: threading.Barrier
) -> None:
    """Make a worktree's commits: those of odd worktrees by an agent, of even ones by a person.

    All of a kind have the same author's second, so that nothing tells them apart but what
    they are. A person's answer is on the disk before the commit is, as the hook leaves it.
    """
    gate.wait(60)
    is_agent = number % 2
    for turn in range(EACH):
        (tree / f"of{number}_{turn}.py").write_text(f"{number} {turn}\n{ENOUGH}")
        git(tree, "add", "-A")
        subject = f"Add part {turn} of {number}"
        date = f"@{at + is_agent} +0100"
        more = {"CLAUDECODE": "1"} if is_agent else {}
        if not is_agent:
            answer(
                git, home, tree,
                tree=git(tree, "write-tree"),
                identity=f"mara@example.org {at} 3600",
                subject=subject,
                paths=(f"of{number}_{turn}.py",),
                said="assisted",
                why=f"Because of {subject}",
            )  # fmt: skip
        git(tree, "commit", "-q", "-m", subject, GIT_AUTHOR_DATE=date, **more)


def scan_on(home: Home, ended: threading.Event) -> None:
    while not ended.is_set():
        repositories.scan(home, SETTINGS)


def test_32_commits_at_once_and_a_rebase_are_recorded_once_and_every_explanation_is_kept(
    git: Git, home: Home, api: Path
) -> None:
    # A branch with four changes, two explained in the app and two at their commits.
    tree = api.parent / "tree0"
    before = int(time.time()) - 7_200
    for number in range(EACH):
        assisted(git, tree, f"Add old part {number}", f"@{before} +0100")
        if number < EACH // 2:
            explain.refresh(home, SETTINGS)
            [line] = explain.resolve(home, SETTINGS, ["HEAD"], str(tree))
            filled = why(f"Because of {line.subject}")
            explain.record(home, SETTINGS, [line.id], filled, None, "app")
        else:
            answer(git, home, tree)
    base = by_person(git, api, "Meanwhile")
    at = int(time.time())
    gate, ended = threading.Barrier(WORKTREES + 1), threading.Event()
    others = [api.parent / f"tree{number}" for number in range(1, WORKTREES)]
    # The eighth commits in the main work tree: the first worktree is busy with the rebase.
    with ThreadPoolExecutor(WORKTREES + 3) as crowd:
        scans = [crowd.submit(scan_on, home, ended) for _ in range(2)]
        works = [
            crowd.submit(commit_all, git, home, one, number, at=at, gate=gate)
            for number, one in enumerate([*others, api], 1)
        ]
        gate.wait(60)
        git(tree, "rebase", "-q", base)
        for work in works:
            work.result(120)
        ended.set()
        for scan in scans:
            scan.result(60)

    left = owed(home)

    told = git(api, "log", "--branches", "--no-merges", "--format=%H").split()
    assert sorted(told) == sorted(sha for (sha,) in held(home))
    assert len(told) == 2 + EACH + WORKTREES * EACH
    # Each explanation holds for its own change, and for no other.
    bound = rows(
        home,
        "SELECT c.message, e.body FROM explains x JOIN entry e ON e.moment = x.entry "
        "JOIN change c ON c.moment = x.change JOIN sighting s ON s.moment = c.moment",
    )
    subjects = [message.split("\n")[0] for message, _ in bound]
    assert len(bound) == EACH + WORKTREES // 2 * EACH
    assert sorted(subjects) == sorted(set(subjects))
    assert all(
        body.startswith(f"Because of {subject}")
        for subject, (_, body) in zip(subjects, bound, strict=True)
    )
    # What agents did is owed: the variables of their environment were kept.
    odd = [number for number in range(1, WORKTREES + 1) if number % 2]
    assert sorted(left) == sorted(
        f"Add part {turn} of {number}" for number in odd for turn in range(EACH)
    )
    assert os.listdir(home.answers) == []
    assert inbox.waiting(home) == {}
    assert [finding.what for finding in care.checkup(home) if not finding.ok] == []
