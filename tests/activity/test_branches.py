"""Branches, ranges and pushes in real repositories, whatever names they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from waterline.activity import branches
from waterline.errors import GitError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git


@pytest.fixture
def api(git: Git) -> Path:
    where = git.repository()
    for subject in ("One", "Two"):
        git.commit(where, subject)
    git(where, "switch", "-qc", "feature/cache")
    for subject in ("Three", "Four"):
        git.commit(where, subject)
    return where


def test_each_commit_is_given_its_nearest_branch(git: Git, api: Path) -> None:
    shas = git(api, "rev-list", "HEAD").split()
    names = ["feature/cache", "feature/cache", "main", "main"]
    assert branches.of(str(api), shas) == dict(zip(shas, names, strict=True))


def test_a_commit_in_no_branch_and_one_that_is_gone_have_none(git: Git, api: Path) -> None:
    sha = git.commit(api, "Lost")
    git(api, "reset", "-q", "--hard", "HEAD~1")
    assert branches.of(str(api), [sha, "1" * 40, "", "--all", "HEAD"]) == {}
    assert branches.of(str(api), []) == {}


def test_a_tag_of_the_same_name_is_no_branch(git: Git, api: Path) -> None:
    git(api, "tag", "main")
    git(api, "tag", "v1", "HEAD")
    shas = [git(api, "rev-parse", "HEAD"), git(api, "rev-parse", "refs/heads/main")]
    assert list(branches.of(str(api), shas).values()) == ["feature/cache", "main"]


def test_more_commits_than_one_command_takes_are_asked_about(git: Git, api: Path) -> None:
    shas = git(api, "rev-list", "HEAD").split() + [f"{n:040x}" for n in range(3_000)]
    assert len(branches.of(str(api), shas)) == 4


def test_a_merged_branch_keeps_its_commits(git: Git, api: Path) -> None:
    four = git(api, "rev-parse", "HEAD")
    git(api, "switch", "-q", "main")
    git.commit(api, "Five", other__txt="x")
    git(api, "merge", "-q", "--no-edit", "feature/cache")
    assert branches.of(str(api), [four]) == {four: "feature/cache"}


def test_a_revision_is_a_commit_and_a_range_its_commits(git: Git, api: Path) -> None:
    four, three, two, one = git(api, "rev-list", "HEAD").split()
    where = str(api)
    assert branches.of_revision(where, "HEAD") == [four]
    assert branches.of_revision(where, three[:8]) == [three]
    assert branches.of_revision(where, "main..") == [four, three]
    assert branches.of_revision(where, "feature/cache...main") == [four, three]
    assert branches.of_revision(where, f"{one}..main") == [two]
    assert branches.of_revision(where, "main..main") == []
    git(api, "tag", "-a", "-m", "x", "v1", two)
    assert branches.of_revision(where, "v1") == [two]


def test_whatever_git_takes_for_a_commit_is_taken(git: Git, api: Path) -> None:
    where, newest = str(api), git(api, "rev-parse", "HEAD")
    subject = git(api, "log", "-1", "--format=%s")
    before = git(api, "rev-parse", "HEAD~1")
    assert branches.of_revision(where, f":/{subject}") == [newest]
    assert branches.of_revision(where, f"HEAD^{{/{subject}}}") == [newest]
    assert branches.of_revision(where, "HEAD^!") == [newest]
    assert branches.of_revision(where, "HEAD^@")[0] == before


def test_before_the_first_commit_that_is_said(git: Git) -> None:
    where = git.repository("fresh")
    for revision in ("HEAD", "main..HEAD", "nope"):
        with pytest.raises(NotFoundError, match="there is no commit here yet"):
            branches.of_revision(str(where), revision)


@pytest.mark.parametrize(
    "revision",
    ["nope", "", "a..b", "--all", "--output=x", "-n1", "HEAD:file.txt", "\x1b[31m", "HEAD^{tree}"],
)
def test_what_is_no_revision_is_said_to_be_none(api: Path, revision: str) -> None:
    with pytest.raises(NotFoundError, match="there is no revision") as caught:
        branches.of_revision(str(api), revision)
    assert str(caught.value).isprintable()
    assert not (api / "x").exists()


def test_a_repository_that_is_none_is_another_error(git: Git) -> None:
    (git.root / "plain").mkdir()
    with pytest.raises(GitError):
        branches.of_revision(str(git.root / "plain"), "HEAD")


def test_only_known_options_reach_git(git: Git, api: Path) -> None:
    where = str(api)
    assert branches.in_range(where, "HEAD", "^main") == branches.of_revision(where, "main..HEAD")
    assert branches.in_range(where, "HEAD", "--not", "main") == branches.in_range(
        where, "HEAD", "^main"
    )
    assert branches.in_range(where, "HEAD", "--not", "--remotes=origin") != []
    for word in ("--output=x", "--exec=x", "-p", "--"):
        with pytest.raises(GitError, match="is no revision"):
            branches.in_range(where, word)


@pytest.fixture
def remote(git: Git, api: Path) -> Path:
    where = git.root / "remote"
    git(git.root, "init", "-q", "--bare", "remote")
    git(api, "remote", "add", "origin", str(where))
    git(api, "push", "-q", "origin", "main")
    return where


def test_a_push_brings_what_the_remote_does_not_have(git: Git, api: Path, remote: Path) -> None:
    where = str(api)
    four, three, two, one = git(api, "rev-list", "HEAD").split()
    new = "0" * 40
    assert branches.pushed(where, four, "origin", new) == [four, three]
    assert branches.pushed(where, four, "origin", two) == [four, three]
    # An update that the remote-tracking branch knows nothing of.
    git(api, "update-ref", "-d", "refs/remotes/origin/main")
    assert branches.pushed(where, four, "origin", two) == [four, three]
    assert branches.pushed(where, four, "origin", new) == [four, three, two, one]
    # What somebody else pushed meanwhile is not known here.
    assert branches.pushed(where, four, "origin", "1" * 40) == [four, three, two, one]
    assert branches.pushed(where, new, "origin", two) == []
    assert branches.pushed(where, "", "origin", "") == []


def test_a_push_to_an_address_brings_what_no_known_remote_has(
    git: Git, api: Path, remote: Path
) -> None:
    four, three, *_ = git(api, "rev-list", "HEAD").split()
    assert branches.pushed(str(api), four, str(remote), "0" * 40) == [four, three]
    git(api, "remote", "remove", "origin")
    assert len(branches.pushed(str(api), four, str(remote), "0" * 40)) == 4
