"""Scanning again: what is new is found, what was rewritten keeps its row, what is gone is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import (
    counted_by_git,
    follow,
    held,
    imported,
    numbers,
    rows,
    scan,
    subjects,
)
from waterline.activity import fingerprint
from waterline.practice import repositories

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home


@pytest.fixture
def fine_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust stats at once: these tests take no two steps within one tick of the file system."""
    monkeypatch.setattr(fingerprint, "GRAIN_NS", 0)


def test_a_second_scan_finds_only_what_is_new(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    assert follow(home, where).new == 1
    git.commit(where, "two", b__txt="x\n")
    git.commit(where, "three", c__txt="x\n")
    line = scan(home, "api")
    assert (line.new, line.total) == (2, 3)
    line = scan(home, "api")
    assert (line.new, line.total) == (0, 3)
    assert numbers(line) == counted_by_git(git, where)


def test_an_amended_commit_keeps_its_row_under_its_new_name(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", at="2026-03-05T10:00:00Z", a__txt="x\n")
    follow(home, where)
    [(key, moment, sha)] = held(home, "c.id, c.moment, sha")
    (where / "a.txt").write_text("x\ny\nz\n")
    git(where, "commit", "-qa", "--amend", "-m", "one, better")
    line = scan(home, "api")
    assert (line.new, numbers(line)) == (0, (1, 3, 0))
    amended = git(where, "rev-parse", "HEAD")
    assert amended != sha
    assert held(home, "c.id, c.moment, sha, message") == [(key, moment, amended, "one, better")]
    assert rows(home, "SELECT path, insertions FROM change_file") == [("a.txt", 3)]
    assert rows(home, "SELECT count(*) FROM change") == [(1,)]


def test_search_finds_an_amended_commit_by_its_new_words_only(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "clumsy")
    follow(home, where)
    git(where, "commit", "-q", "--amend", "-m", "graceful")
    scan(home, "api")
    asked = "SELECT count(*) FROM change_search WHERE change_search MATCH ?"
    assert rows(home, asked, ["clumsy"]) == [(0,)]
    assert rows(home, asked, ["graceful"]) == [(1,)]


def test_a_rebased_branch_is_not_counted_twice(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "root")
    git(where, "switch", "-qc", "side")
    for n in range(3):
        git.commit(where, f"side {n}", at=f"2026-03-05T10:0{n}:00Z", **{f"s{n}__txt": "x\n"})
    follow(home, where)
    before = dict(held(home, "message, c.id"))
    git(where, "switch", "-q", "main")
    git.commit(where, "main moved", m__txt="x\n")
    git(where, "switch", "-q", "side")
    git(where, "rebase", "-q", "main")
    line = scan(home, "api")
    assert (line.total, line.new) == (5, 1)
    after = dict(held(home, "message, c.id"))
    assert {name: after[name] for name in before} == before
    assert {sha for (sha,) in held(home)} == set(git(where, "rev-list", "--all").split())


def test_commits_of_one_identity_are_told_apart_by_their_subjects(home: Home, git: Git) -> None:
    where = git.repository()
    at = "2026-03-05T10:00:00Z"
    git.commit(where, "root", at="2026-03-04T10:00:00Z")
    for name in ("first", "second", "third"):
        git.commit(where, name, at=at, **{f"{name}__txt": "x\n"})
    follow(home, where)
    before = dict(held(home, "message, c.id"))
    # Dropped one, swapped the others.
    picks = git(where, "rev-list", "HEAD", "^HEAD~2").split()
    git(where, "reset", "-q", "--hard", "HEAD~3")
    for sha in picks:
        git(where, "cherry-pick", sha)
    line = scan(home, "api")
    assert (line.total, line.new) == (3, 0)
    after = dict(held(home, "message, c.id"))
    assert after == {name: before[name] for name in ("root", "second", "third")}


def test_two_reachable_commits_are_two_changes_even_if_one_is_a_copy(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "root", at="2026-03-04T10:00:00Z")
    git(where, "switch", "-qc", "side")
    sha = git.commit(where, "fix", at="2026-03-05T10:00:00Z", f__txt="x\n")
    git(where, "switch", "-q", "main")
    git.commit(where, "other", o__txt="x\n")
    git(where, "cherry-pick", sha)
    line = follow(home, where)
    assert line.total == 4
    assert len(set(held(home, "identity"))) == 3
    # The copy stays when the original's branch goes, and takes nothing over from it.
    ids = dict(held(home, "sha, c.id"))
    git(where, "branch", "-qD", "side")
    assert scan(home, "api").total == 3
    assert all(ids[sha] == key for sha, key in held(home, "sha, c.id"))


def test_a_dropped_commit_counts_nowhere_and_comes_back_as_it_was(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    sha = git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    before = held(home, "sha, c.id, c.moment")
    git(where, "reset", "-q", "--hard", "HEAD~1")
    line = scan(home, "api")
    assert numbers(line) == (1, 1, 0)
    assert subjects(home) == ["one"]
    git(where, "merge", "-q", "--ff-only", sha)
    assert scan(home, "api").total == 2
    assert held(home, "sha, c.id, c.moment") == before


def test_a_commit_that_is_gone_takes_its_row_up_when_it_is_made_again_later(
    home: Home, git: Git
) -> None:
    where = git.repository()
    git.commit(where, "root")
    sha = git.commit(where, "two", b__txt="x\n", at="2026-03-05T10:00:00Z")
    follow(home, where)
    key = dict(held(home, "message, c.id"))["two"]
    git(where, "reset", "-q", "--hard", "HEAD~1")
    scan(home, "api")
    git.commit(where, "between", c__txt="x\n")
    git(where, "cherry-pick", sha)
    scan(home, "api")
    assert dict(held(home, "message, c.id"))["two"] == key


def test_a_commit_of_the_same_second_elsewhere_takes_up_no_row(home: Home, git: Git) -> None:
    first, second = git.repository("api"), git.repository("web")
    at = "2026-03-05T10:00:00Z"
    git.commit(first, "Release api", at=at, api__txt="1\n")
    follow(home, first)
    [(key,)] = held(home, "c.id")
    git(first, "switch", "-q", "--orphan", "fresh")
    git(first, "branch", "-q", "-D", "main")
    scan(home, "api")
    git.commit(second, "Release web", at=at, web__txt="1\n")
    follow(home, second)
    assert rows(home, "SELECT message FROM change WHERE id = ?", (key,)) == [("Release api",)]
    git.commit(first, "Release api, at last", at=at, api__txt="1\n")
    scan(home, "api")
    assert ("Release api, at last", key) in held(home, "message, c.id")


def test_a_deleted_branch_takes_its_commits_with_it(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "switch", "-qc", "feature/deep/name")
    git.commit(where, "two", b__txt="x\n")
    git(where, "switch", "-q", "main")
    assert follow(home, where).total == 2
    git(where, "branch", "-qD", "feature/deep/name")
    assert scan(home, "api").total == 1


def test_a_squash_leaves_one_change(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "root")
    for n in range(3):
        git.commit(where, f"step {n}", **{f"s{n}__txt": "x\n"})
    follow(home, where)
    git(where, "reset", "-q", "--soft", "HEAD~3")
    git(where, "commit", "-qm", "all steps")
    line = scan(home, "api")
    assert numbers(line) == counted_by_git(git, where) == (2, 4, 0)


def test_old_commits_that_were_pruned_lead_to_a_fresh_reading(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    git(where, "reset", "-q", "--hard", "HEAD~1")
    git.commit(where, "three", c__txt="x\n")
    git(where, "reflog", "expire", "--expire=now", "--all")
    git(where, "gc", "-q", "--prune=now")
    scan(home, "api")
    assert subjects(home) == ["one", "three"]


def test_a_commit_in_two_clones_is_one_change(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    clone = git.root / "code/copy"
    git(where, "clone", "-q", str(where), str(clone))
    follow(home, where)
    line = follow(home, clone)
    assert (line.total, line.new) == (2, 2)
    assert rows(home, "SELECT count(*) FROM change") == [(2,)]
    git(where, "reset", "-q", "--hard", "HEAD~1")
    assert scan(home, "api").total == 1
    assert scan(home, "copy").total == 2


def test_a_running_rebase_counts_nothing_twice(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "root", a__txt="1\n")
    git(where, "switch", "-qc", "side")
    git.commit(where, "clean", b__txt="x\n")
    git.commit(where, "clash", a__txt="2\n")
    git(where, "switch", "-q", "main")
    git.commit(where, "main moved", a__txt="3\n")
    assert follow(home, where).total == 4
    git(where, "switch", "-q", "side")
    with pytest.raises(AssertionError, match="CONFLICT"):
        git(where, "rebase", "main")
    assert scan(home, "api").total == 4
    git(where, "rebase", "--abort")
    line = scan(home, "api")
    assert (line.total, line.new) == (4, 0)


@pytest.mark.usefixtures("fine_clock")
def test_what_a_quit_rebase_leaves_behind_counts(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "root", a__txt="1\n")
    git(where, "switch", "-qc", "side")
    git.commit(where, "clean", b__txt="x\n")
    git.commit(where, "clash", a__txt="2\n")
    git(where, "switch", "-q", "main")
    git.commit(where, "main moved", a__txt="3\n")
    git(where, "switch", "-q", "side")
    with pytest.raises(AssertionError, match="CONFLICT"):
        git(where, "rebase", "main")
    assert follow(home, where).total == 4
    git(where, "rebase", "--quit")
    assert repositories.needs_scan(home) == ["api"]
    assert scan(home, "api").total == 5


@pytest.mark.usefixtures("fine_clock")
def test_nothing_new_is_told_from_stats_alone(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one")
    follow(home, where)
    assert repositories.needs_scan(home) == []
    monkeypatch.setenv("PATH", "")  # no git can be run
    line = scan(home, "api")
    assert (line.state, line.new, line.total) == ("ok", 0, 1)


@pytest.mark.usefixtures("fine_clock")
@pytest.mark.parametrize(
    "step",
    [
        ("commit", "-q", "--allow-empty", "-m", "x"),
        ("commit", "-q", "--amend", "-m", "x"),
        ("branch", "other"),
        ("branch", "deep/er/branch", "HEAD~1"),
        ("update-ref", "refs/heads/quiet", "HEAD~1"),
        ("switch", "-q", "--detach", "HEAD~1"),
        ("reset", "-q", "--hard", "HEAD~1"),
        ("branch", "-m", "trunk"),
        ("worktree", "add", "-q", "../tree"),
        ("pack-refs", "--all"),
        ("config", "user.email", "joe@example.org"),
        ("replace", "--graft", "HEAD"),
        ("replace", "HEAD~1", "HEAD"),
    ],
)
def test_whatever_can_change_the_answer_is_seen(
    home: Home, git: Git, step: tuple[str, ...]
) -> None:
    where = git.repository()
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    assert repositories.needs_scan(home) == []
    git(where, *step)
    assert repositories.needs_scan(home) == ["api"]
    line = scan(home, "api")
    if step[0] != "config":
        heads = ("HEAD", "--branches")
        assert numbers(line) == counted_by_git(git, where, "mara@example.org", *heads)
    assert repositories.needs_scan(home) == []


@pytest.mark.usefixtures("fine_clock")
def test_a_commit_in_another_worktree_is_seen(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "worktree", "add", "-q", "--detach", "../tree")
    follow(home, where)
    git.commit(where.parent / "tree", "two", b__txt="x\n")
    assert repositories.needs_scan(home) == ["api"]
    assert scan(home, "api").total == 2


def test_a_commit_on_no_branch_is_seen_where_refs_stand_in_tables(git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "worktree", "add", "-q", "--detach", "../tree")
    # As newer gits do: HEAD says nothing, each worktree has a list of tables of its own.
    lists = [where / ".git" / top / "reftable/tables.list" for top in (".", "worktrees/tree")]
    for tables in lists:
        tables.parent.mkdir()
        tables.write_text("one\n")
    for tables in lists:
        taken = fingerprint.take(str(where), str(where / ".git"))
        assert fingerprint.still_holds(taken)
        tables.write_text("one\ntwo\n")
        assert not fingerprint.still_holds(taken)


@pytest.mark.usefixtures("fine_clock")
def test_grafted_parents_are_followed_as_git_does(home: Home, git: Git) -> None:
    where = git.repository()
    first = git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    third = git.commit(where, "three", c__txt="x\n")
    follow(home, where)
    (where / ".git/info/grafts").write_text(f"{third} {first}\n")
    assert repositories.needs_scan(home) == ["api"]
    assert numbers(scan(home, "api")) == counted_by_git(git, where)
    assert subjects(home) == ["one", "three"]


@pytest.mark.usefixtures("fine_clock")
def test_a_configuration_that_is_included_is_watched(
    home: Home, git: Git, clean_environment: Path
) -> None:
    where = git.repository()
    with (clean_environment / ".gitconfig").open("a") as file:
        file.write(f'[includeIf "gitdir:{where.parent}/"]\n\tpath = work.inc\n')
    included = clean_environment / "work.inc"
    included.write_text("[user]\n\temail = mara@work.example\n")
    git.commit(where, "one")
    assert follow(home, where).total == 1
    included.write_text("[user]\n\temail = mara@other.example\n")
    assert repositories.needs_scan(home) == ["api"]
    assert scan(home, "api").total == 0
    included.unlink()
    assert repositories.needs_scan(home) == ["api"]


@pytest.mark.usefixtures("fine_clock")
@pytest.mark.parametrize("text", ["Mara <mara@example.org> <mara@old.example>\n", ""])
def test_a_mailmap_of_the_users_own_is_watched(
    home: Home, git: Git, clean_environment: Path, text: str
) -> None:
    where = git.repository()
    git(where, "commit", "-qm", "old", "--allow-empty", GIT_AUTHOR_EMAIL="mara@old.example")
    git(where, "config", "mailmap.file", "~/mailmap")
    mailmap = clean_environment / "mailmap"
    mailmap.write_text("Mara <mara@example.org> <mara@old.example>\n" if not text else "")
    assert follow(home, where).total == (0 if text else 1)
    mailmap.write_text(text)
    assert repositories.needs_scan(home) == ["api"]
    assert scan(home, "api").total == (1 if text else 0)


def test_a_bare_repositorys_mailmap_and_attributes_hold_for_all_its_commits(
    home: Home, git: Git
) -> None:
    where = git.repository()
    git(where, "commit", "-qm", "old", "--allow-empty", GIT_AUTHOR_EMAIL="mara@old.example")
    git.commit(where, "new", made__py="x\n" * 3)
    bare = where.parent / "bare.git"
    git(where, "clone", "-q", "--bare", str(where), str(bare))
    follow(home, bare)
    assert held(home, "message, generated_lines") == [("new", 0)]
    texts = {
        ".mailmap": "Mara <mara@example.org> <mara@old.example>\n",
        ".gitattributes": "made.py linguist-generated\n",
    }
    git.commit(where, "marks", "", **texts)
    git(where, "push", "-q", str(bare), "main")
    scan(home, "bare")
    assert sorted(held(home, "message, generated_lines")) == [("marks", 0), ("new", 3), ("old", 0)]


def test_thousands_of_commits_of_one_second_are_rewritten_in_one_go(home: Home, git: Git) -> None:
    where = git.repository()

    def told(word: bytes, number: int) -> bytes:
        person = b"M <mara@example.org> 1700000000 +0000"
        return b"".join(
            b"commit refs/heads/main\ncommitter %s\ndata 9\n%s%05d\n" % (person, word, n)
            for n in range(number)
        )

    imported(where, told(b"one", 2000))
    follow(home, where)
    before = held(home, "c.moment, c.id")
    imported(where, b"reset refs/heads/main\n" + told(b"two", 2000))
    assert scan(home, "api").total == 2000
    assert held(home, "c.moment, c.id") == before
    assert subjects(home)[0].startswith("two")


def test_stats_of_this_moment_are_not_trusted(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    follow(home, where)
    # Written within the clock's grain, a file may look the same as before.
    assert repositories.needs_scan(home) == ["api"]


def test_stats_are_trusted_once_they_are_older_than_the_clocks_grain(git: Git) -> None:
    where = git.repository()
    taken = fingerprint.take(str(where), str(where / ".git"))
    ripe = max(mtime for _, mtime, _, _ in taken) + fingerprint.GRAIN_NS
    assert not fingerprint.is_settled(taken, ripe)
    assert fingerprint.is_settled(taken, ripe + 1)
