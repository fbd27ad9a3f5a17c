"""What is explained and said of a commit stays with it, whatever git makes of it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import held, rows
from tests.practice.owing import (
    ENOUGH,
    SETTINGS,
    answer,
    assisted,
    by_person,
    environment,
    explained,
    follow,
    ids,
    owed,
    rewriting_hook,
    why,
)
from waterline.practice import explain, repositories

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    """Give a followed repository whose git tells what it rewrites."""
    where = git.repository("api")
    by_person(git, where, "Start", "2026-11-01T09:00:00+01:00", readme__txt="hello\n")
    rewriting_hook(home, where)
    follow(home, where)
    return where


def three(git: Git, api: Path) -> None:
    """Commit three assisted changes, each with an author's time of its own."""
    for number, subject in enumerate(("Add a lock", "Add a queue", "Add a cache")):
        assisted(git, api, subject, f"{start(number)} +0100")


def start(number: int) -> str:
    """Give a time of today for the commit of this number."""
    return f"@{int(time.time()) - 3_600 + 60 * number}"


def tell(home: Home, *subjects: str) -> None:
    """Explain each change by itself."""
    for subject, key in zip(subjects, ids(home, *subjects), strict=True):
        explain.record(home, SETTINGS, [key], why(f"Because of {subject}"), None, "app")


def rebase(git: Git, where: Path, todo: str, *words: str) -> None:
    """Rebase interactively, the list of steps being edited by sed."""
    git(
        where, "rebase", "-q", "-i", *words, GIT_SEQUENCE_EDITOR=f"sed -i {todo}", GIT_EDITOR="true"
    )


# -- explained in the journal, then rewritten --------------------------------------------------


def test_amend_keeps_it(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    git(api, "commit", "-q", "--amend", "-m", "Add a better cache", "--allow-empty")
    assert explained(home, "Add a better cache") == ["Because of Add a cache"]
    assert owed(home) == ["Add a queue", "Add a lock"]


def test_amend_under_another_author_and_time_keeps_it(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    git(api, "config", "user.email", "mara@work.example")
    repositories.scan(home, SETTINGS)
    git(api, "commit", "-q", "--amend", "--reset-author", "-m", "Add a better cache")
    assert explained(home, "Add a better cache") == ["Because of Add a cache"]


def test_rebase_keeps_each(git: Git, home: Home, api: Path) -> None:
    git(api, "checkout", "-q", "-b", "feature")
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a lock", "Add a cache")
    git(api, "checkout", "-q", "main")
    by_person(git, api, "Meanwhile")
    git(api, "rebase", "-q", "main", "feature")
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
    assert explained(home, "Add a cache") == ["Because of Add a cache"]
    assert owed(home) == ["Add a queue"]


def test_reordered_and_reworded_changes_keep_their_own(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a lock", "Add a queue")
    rebase(git, api, "'1{h;d};2{G}'", "HEAD~3")
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
    assert explained(home, "Add a queue") == ["Because of Add a queue"]
    assert owed(home) == ["Add a cache"]


def test_a_squash_takes_over_all_parts_explanations(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a lock", "Add a queue", "Add a cache")
    rebase(git, api, "2,3s/^pick/squash/", "HEAD~3")
    assert sorted(explained(home, "Add a lock")) == [
        "Because of Add a cache", "Because of Add a lock", "Because of Add a queue",
    ]  # fmt: skip
    assert owed(home) == []


def test_a_squash_of_a_squash_takes_over_all_the_same(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a queue", "Add a cache")
    # Without a scan in between: the middle one never was in the journal.
    rebase(git, api, "3s/^pick/squash/", "HEAD~3")
    rebase(git, api, "2s/^pick/fixup/", "HEAD~2")
    assert sorted(explained(home, "Add a lock")) == [
        "Because of Add a cache", "Because of Add a queue",
    ]  # fmt: skip


def test_autosquash_gives_the_change_what_its_fixup_had(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    (api / "add_a_lock.py").write_text("other\n" + ENOUGH)
    git(api, "commit", "-q", "-a", "--fixup", "HEAD~2")
    explain.refresh(home, SETTINGS)
    tell(home, "fixup! Add a lock")
    git(api, "rebase", "-q", "-i", "--autosquash", "HEAD~4", GIT_SEQUENCE_EDITOR="true")
    assert explained(home, "Add a lock") == ["Because of fixup! Add a lock"]


def test_a_cherry_picked_copy_is_explained_too(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    git(api, "checkout", "-q", "-b", "release", "main~3")
    git(api, "cherry-pick", "main")
    explain.refresh(home, SETTINGS)
    copies = held(home, "c.id, sha")
    assert len(copies) == 5
    shas = [git(api, "rev-parse", rev) for rev in ("main", "release")]
    for key in (key for key, sha in copies if sha in shas):
        detail = explain.change(home, SETTINGS, key)
        assert [one.covers for one in detail.explanations] == [2]
    # And the other way round: what is explained as a copy holds for what it was copied from.
    git(api, "cherry-pick", "main~1")
    explain.refresh(home, SETTINGS)
    [line] = explain.resolve(home, SETTINGS, ["release"], str(api))
    explain.record(home, SETTINGS, [line.id], why("As a copy"), None, "app")
    assert owed(home) == ["Add a lock"]


def test_two_commits_of_one_second_and_subject_are_no_copies(
    git: Git, home: Home, api: Path
) -> None:
    at = f"{start(0)} +0100"
    assisted(git, api, "wip", at, one__py=ENOUGH)
    assisted(git, api, "wip", at, two__py=ENOUGH)
    explain.refresh(home, SETTINGS)
    first = explain.owed(home, SETTINGS)[0]
    explain.record(home, SETTINGS, [first.line.id], why(), None, "app")
    assert len(explain.owed(home, SETTINGS)) == 1


def test_a_dropped_change_that_comes_back_is_still_explained(
    git: Git, home: Home, api: Path
) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    before = git(api, "rev-parse", "HEAD")
    git(api, "reset", "-q", "--hard", "HEAD~1")
    assert owed(home) == ["Add a queue", "Add a lock"]
    git(api, "reset", "-q", "--hard", before)
    assert explained(home, "Add a cache") == ["Because of Add a cache"]


def test_it_stays_through_a_move_and_in_a_new_clone(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    git(api, "clone", "-q", ".", "../clone")
    api.rename(api.parent / "moved")
    follow(home, api.parent / "moved")
    assert explained(home, "Add a cache") == ["Because of Add a cache"]
    repositories.remove(home, SETTINGS, "moved")
    assert owed(home) == []
    follow(home, api.parent / "clone")
    assert explained(home, "Add a cache") == ["Because of Add a cache"]
    assert owed(home) == ["Add a queue", "Add a lock"]


# -- answered at the commit, and rewritten before any scan -------------------------------------


def test_an_answer_finds_its_commit(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    given = answer(git, home, api)
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
    assert os.listdir(home.answers) == []
    assert explain.explanation(home, SETTINGS, given.id).explained.place == "commit"
    assert owed(home) == []


def test_an_answer_finds_its_commit_amended_and_rebased(git: Git, home: Home, api: Path) -> None:
    git(api, "checkout", "-q", "-b", "feature")
    three(git, api)
    for number in range(3):
        answer(git, home, api, f"HEAD~{number}")
    git(api, "commit", "-q", "--amend", "-m", "Add a better cache")
    git(api, "checkout", "-q", "main")
    by_person(git, api, "Meanwhile")
    git(api, "rebase", "-q", "main", "feature")
    for now, then in (
        ("Add a lock", "Add a lock"),
        ("Add a queue", "Add a queue"),
        ("Add a better cache", "Add a cache"),
    ):
        assert explained(home, now) == [f"Because of {then}"]
    assert os.listdir(home.answers) == []


def test_all_answers_find_the_squash_that_their_commits_became(
    git: Git, home: Home, api: Path
) -> None:
    three(git, api)
    for number in range(3):
        answer(git, home, api, f"HEAD~{number}")
    rebase(git, api, "2,3s/^pick/fixup/", "HEAD~3")
    assert sorted(explained(home, "Add a lock")) == [
        "Because of Add a cache", "Because of Add a lock", "Because of Add a queue",
    ]  # fmt: skip
    assert os.listdir(home.answers) == []
    assert len(held(home)) == 2


def test_what_stood_around_a_part_holds_for_the_squash(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock", f"{start(0)} +0100")
    by_person(git, api, "Add a queue", f"{start(1)} +0100")
    environment(git, home, api, names="CODEX_THREAD_ID CODEX_SANDBOX")
    rebase(git, api, "2s/^pick/fixup/", "HEAD~2")
    assert owed(home) == ["Add a lock"]
    assert held(home, "origin, tool, signal")[-1] == ("assisted", "Codex", "environment")


def test_a_trailer_that_a_fixup_swallowed_still_counts(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock", f"{start(0)} +0100")
    assisted(git, api, "Add a queue", f"{start(1)} +0100")
    rebase(git, api, "2s/^pick/fixup/", "HEAD~2")
    assert owed(home) == ["Add a lock"]
    assert held(home, "origin, tool, signal")[-1] == ("assisted", "Claude Code", "trailer")


def test_a_trailer_that_was_amended_away_still_counts(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    assert owed(home) == ["Add a lock"]
    git(api, "commit", "-q", "--amend", "-m", "Add a lock")
    assert owed(home) == ["Add a lock"]
    explain.say(home, SETTINGS, ids(home, "Add a lock"), "by hand")
    assert owed(home) == []


def test_what_was_said_holds_for_what_the_commit_became(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    explain.say(home, SETTINGS, ids(home, "Add a cache"), "by hand")
    git(
        api,
        "commit",
        "-q",
        "--amend",
        "--reset-author",
        "-m",
        "Add mine",
        GIT_AUTHOR_DATE=start(30),
    )
    assert owed(home) == ["Add a queue", "Add a lock"]


def test_pairs_that_come_after_the_scan_bind_all_the_same(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    explain.refresh(home, SETTINGS)
    tell(home, "Add a cache")
    rebase(git, api, "2,3s/^pick/fixup/", "HEAD~3")
    kept = {path: path.read_bytes() for path in Path(home.inbox).iterdir()}
    for path in kept:
        path.unlink()
    assert owed(home) == ["Add a lock"]
    for path, words in kept.items():
        path.write_bytes(words)
    assert explained(home, "Add a lock") == ["Because of Add a cache"]


def test_rewritten_parts_are_asked_for_once(git: Git, home: Home, api: Path) -> None:
    three(git, api)
    rebase(git, api, "2,3s/^pick/fixup/", "HEAD~3")
    explain.refresh(home, SETTINGS)
    assert rows(home, "SELECT count(*) FROM rewrite WHERE NOT is_read") == [(0,)]
    assert len(held(home)) == 2


def test_other_peoples_rewritten_commits_are_left_alone(git: Git, home: Home, api: Path) -> None:
    for name in ("one", "two"):
        (api / f"{name}.py").write_text(ENOUGH)
        git(api, "add", "-A")
        git(api, "-c", "user.email=zoe@example.org", "commit", "-q", "-m", name)
    rebase(git, api, "2s/^pick/reword/", "HEAD~2")
    by_person(git, api, "Mine")
    explain.refresh(home, SETTINGS)
    assert rows(home, "SELECT message FROM change WHERE address LIKE 'zoe%'") == []
