"""Repositories in every state: where they lie, what they lack, how they move and vanish."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import (
    SETTINGS,
    counted_by_git,
    follow,
    held,
    imported,
    numbers,
    rows,
    scan,
    subjects,
)
from waterline.domain.filters import Filter
from waterline.errors import GitError, InputError, NotFoundError
from waterline.practice import care, look, repositories

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.practice.repositories import Progress, RepositoryLine


def listing(home: Home) -> list[RepositoryLine]:
    return repositories.listing(home, SETTINGS)


def fingerprint_of(folder: Path) -> str:
    """Hash every name, mode, time and byte below a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        whole.update(f"{path} {stat.st_mode} {stat.st_mtime_ns} {stat.st_size}".encode())
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()


def test_scanning_writes_nothing_into_a_repository(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", **{".gitattributes": "*.py linguist-generated\n", "a.py": "x\n"})
    os.utime(where / "a.py", (1, 1))  # git would refresh its index, if it were let
    before = fingerprint_of(where)
    follow(home, where)
    scan(home, "api")
    repositories.remove(home, SETTINGS, "api")
    assert fingerprint_of(where) == before


def test_a_path_inside_a_repository_names_it(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", **{"src/deep/a.py": "x\n"})
    line = repositories.add(home, SETTINGS, str(where / "src/deep"))
    assert (line.repo, line.path) == ("api", str(where))
    assert repositories.add(home, SETTINGS, str(where / "src/deep/a.py")) == line
    link = git.root / "link"
    link.symlink_to(where)
    assert repositories.add(home, SETTINGS, str(link)) == line
    assert repositories.add(home, SETTINGS, str(where / ".git")) == line
    assert scan(home, str(link / "src")).total == 1
    assert len(listing(home)) == 1


def test_a_mistyped_name_is_not_the_repository_one_stands_in(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one")
    follow(home, where)
    monkeypatch.chdir(where)
    with pytest.raises(NotFoundError, match="no repository apy is followed"):
        repositories.remove(home, SETTINGS, "apy")
    with pytest.raises(NotFoundError):
        repositories.scan(home, SETTINGS, ["apy"])
    assert repositories.remove(home, SETTINGS, ".").repo == "api"


def test_a_worktree_is_the_same_repository(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    tree = where.parent / "tree"
    git(where, "worktree", "add", "-q", "-b", "side", str(tree))
    git.commit(tree, "two", b__txt="x\n")
    line = follow(home, tree)
    assert (line.repo, line.path) == ("api", str(where))
    assert line.total == 2
    assert follow(home, where).total == 2
    assert len(listing(home)) == 1
    git(tree, "switch", "-q", "--detach")
    git.commit(tree, "three", c__txt="x\n")
    assert scan(home, "api").total == 3


def test_worktrees_of_a_bare_repository_are_it(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    bare = where.parent / "project.git"
    git(where, "clone", "-q", "--bare", str(where), str(bare))
    git(bare, "worktree", "add", "-q", str(where.parent / "tree"), "main")
    line = follow(home, where.parent / "tree")
    assert (line.repo, line.path, line.total) == ("project", str(bare), 1)


def test_a_folder_of_worktrees_around_a_hidden_bare_repository_is_it(home: Home, git: Git) -> None:
    source = git.repository("source")
    git.commit(source, "one")
    around = source.parent / "around"
    around.mkdir()
    git(around, "clone", "-q", "--bare", str(source), ".bare")
    (around / ".git").write_text("gitdir: ./.bare\n")
    git(around, "worktree", "add", "-q", "tree", "main")
    line = follow(home, around)
    assert (line.repo, line.path, line.total) == ("around", str(around / ".bare"), 1)
    git.commit(around / "tree", "two", b__txt="x\n")
    assert scan(home, "around").total == 2
    assert repositories.add(home, SETTINGS, str(around / "tree")).repo == "around"
    assert repositories.offer(home, SETTINGS, str(around)) is None


def test_a_work_tree_that_is_said_to_be_bare_is_read(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "config", "core.bare", "true")
    line = follow(home, where)
    assert (line.repo, line.total) == ("api", 1)


def test_a_line_end_in_a_folders_name_hides_no_worktree(home: Home, git: Git) -> None:
    where = git.repository("two\nlines")
    git.commit(where, "one")
    git(where, "worktree", "add", "-q", "../tree")
    line = follow(home, where)
    assert repositories.add(home, SETTINGS, str(where.parent / "tree")).path == line.path


def test_a_folder_whose_name_is_no_text_is_refused_and_not_offered(home: Home, git: Git) -> None:
    where = git.repository(os.fsdecode(b"caf\xe9"))
    git.commit(where, "one")
    repositories.add(home, SETTINGS, str(git.repository()))
    with pytest.raises(InputError, match="is no UTF-8, so no journal can hold it"):
        repositories.add(home, SETTINGS, str(where))
    assert repositories.offer(home, SETTINGS, str(where)) is None


def test_a_git_that_is_set_to_read_no_bare_repository_is_said_with_the_way_out(
    home: Home, git: Git
) -> None:
    where = git.repository("bare.git", "--bare")
    git(where, "config", "--global", "safe.bareRepository", "explicit")
    with pytest.raises(GitError, match="git is set to read no bare repository it finds"):
        repositories.add(home, SETTINGS, str(where))


def test_dates_outside_of_every_calendar_leave_a_journal_that_can_be_read(
    home: Home, git: Git
) -> None:
    where = git.repository()
    dates = ("-86400 +0000", "4102444800 +9999", "99999999999999 +0000", "253402300799 +2359")
    tree, sha = git(where, "write-tree"), ""
    for n, date in enumerate(dates):
        person = f"M <mara@example.org> {date}"
        parent = f"parent {sha}\n" if sha else ""
        file = where / "commit"
        file.write_text(f"tree {tree}\n{parent}author {person}\ncommitter {person}\n\nnumber {n}\n")
        sha = git(where, "hash-object", "-t", "commit", "-w", "--literally", str(file))
    git(where, "update-ref", "refs/heads/main", sha)
    assert follow(home, where).total == len(dates)
    shown = look.page(home, SETTINGS, Filter())
    assert {line.body for line in shown} == {f"number {n}" for n in range(len(dates))}
    assert all(finding.ok for finding in care.checkup(home, SETTINGS))


def test_a_submodule_is_a_repository_of_its_own(home: Home, git: Git) -> None:
    inner = git.repository("lib")
    git.commit(inner, "inner")
    outer = git.repository("app")
    git.commit(outer, "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner))
    git(outer, "commit", "-qm", "add lib")
    assert follow(home, outer).total == 2
    line = follow(home, outer / "lib")
    assert (line.repo, line.path, line.total) == ("lib", str(outer / "lib"), 1)


def test_a_bare_repository_is_read_with_its_own_attributes(home: Home, git: Git) -> None:
    where = git.repository()
    texts = {".gitattributes": "made.py linguist-generated\n", "made.py": "x\n" * 3, "b.py": "y\n"}
    git.commit(where, "one", "", **texts)
    bare = where.parent / "api.git"
    git(where, "clone", "-q", "--bare", str(where), str(bare))
    line = follow(home, bare)
    assert (line.repo, line.path) == ("api", str(bare))
    assert numbers(line) == counted_by_git(git, bare)
    assert held(home, "generated_lines") == [(3,)]


def test_a_detached_head_counts(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "switch", "-q", "--detach")
    git.commit(where, "two", b__txt="x\n")
    assert follow(home, where).total == 2


def test_no_commits_are_no_trouble(home: Home, git: Git) -> None:
    where = git.repository()
    line = follow(home, where)
    assert (line.state, line.total, line.note) == ("ok", 0, "")
    git.commit(where, "one")
    assert scan(home, "api").total == 1
    git(where, "switch", "-q", "--orphan", "empty")
    assert scan(home, "api").total == 1


def test_an_empty_bare_repository_is_no_trouble(home: Home, git: Git) -> None:
    where = git.repository("api.git", "--bare")
    line = follow(home, where)
    assert (line.repo, line.state, line.total, line.note) == ("api", "ok", 0, "")


def test_remote_branches_are_not_the_users_work(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "switch", "-qc", "side")
    git.commit(where, "two", b__txt="x\n")
    git(where, "switch", "-q", "main")
    clone = where.parent / "clone"
    git(where, "clone", "-q", str(where), str(clone))
    assert follow(home, clone).total == 1


def test_the_edge_of_a_shallow_clone_is_counted_without_lines_until_it_is_read(
    home: Home, git: Git
) -> None:
    where = git.repository()
    for n in range(4):
        git.commit(where, f"number {n}", **{f"f{n}__txt": "x\n" * 5})
    shallow = where.parent / "shallow"
    git(where, "clone", "-q", "--depth", "2", where.as_uri(), str(shallow))
    line = follow(home, shallow)
    assert numbers(line) == (2, 5, 0)
    assert "shallow" in line.note
    assert listing(home)[0].note == line.note
    git(shallow, "fetch", "-q", "--unshallow")
    line = scan(home, "shallow")
    assert numbers(line) == counted_by_git(git, shallow) == (4, 20, 0)
    assert line.note == ""


def test_a_shallow_clone_takes_no_lines_from_a_whole_one(home: Home, git: Git) -> None:
    where = git.repository()
    for n in range(3):
        git.commit(where, f"number {n}", **{f"f{n}__txt": "x\n" * 5})
    shallow = where.parent / "shallow"
    git(where, "clone", "-q", "--depth", "1", where.as_uri(), str(shallow))
    assert numbers(follow(home, where)) == (3, 15, 0)
    assert numbers(follow(home, shallow)) == (1, 5, 0)
    assert numbers(scan(home, "api")) == (3, 15, 0)


def test_a_partial_clone_is_read_without_fetching(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", a__txt="x\n" * 3)
    git.commit(where, "two", a__txt="y\n" * 3)
    git(where, "config", "uploadpack.allowFilter", "true")
    partial = where.parent / "partial"
    git(where, "clone", "-q", "--filter=blob:none", where.as_uri(), str(partial))
    objects = fingerprint_of(partial / ".git/objects")
    line = follow(home, partial)
    assert (line.state, line.total, line.insertions) == ("ok", 2, 0)
    assert "partial clone" in line.note
    assert fingerprint_of(partial / ".git/objects") == objects
    assert scan(home, "partial").note == line.note
    git.commit(partial, "three", b__txt="x\n")
    again = scan(home, "partial")
    assert (again.total, again.insertions, again.note) == (3, 1, line.note)


def test_a_sha256_repository_is_like_any_other(home: Home, git: Git) -> None:
    where = git.repository("api", "--object-format=sha256")
    git.commit(where, "one")
    assert follow(home, where).total == 1
    assert len(held(home)[0][0]) == 64
    git(where, "commit", "-q", "--amend", "-m", "better")
    scan(home, "api")
    assert subjects(home) == ["better"]


def test_a_git_directory_apart_from_its_work_tree_is_found(home: Home, git: Git) -> None:
    where = git.repository("api", "--separate-git-dir", str(git.root / "apart"))
    git.commit(where, "one")
    line = follow(home, where)
    assert (line.path, line.total) == (str(where), 1)


def test_strange_names_of_folders_branches_and_files_are_no_trouble(home: Home, git: Git) -> None:
    where = git.repository("a b'[red]\x1b[31m\té")
    git.commit(where, "one", **{"sp ace/[x]\n.txt": "x\n"})
    git(where, "branch", "fünf/]bold]-'x'")
    line = follow(home, where)
    assert (line.repo, line.total) == ("a b'[red][31m é", 1)
    assert scan(home, str(where)).total == 1


def test_a_moved_repository_is_recognised_and_keeps_its_history(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    before = held(home, "sha, c.id")
    moved = where.parent / "service"
    where.rename(moved)
    assert listing(home)[0].state == "missing"
    line = follow(home, moved)
    assert (line.repo, line.path, line.total, line.new) == ("service", str(moved), 2, 0)
    assert held(home, "sha, c.id") == before
    assert len(listing(home)) == 1


def test_another_repository_is_not_taken_for_one_that_vanished(home: Home, git: Git) -> None:
    where, other = git.repository("api"), git.repository("web")
    git.commit(where, "one", at="2026-03-05T10:00:00Z")
    git.commit(other, "two")
    follow(home, where)
    shutil.rmtree(where)
    follow(home, other)
    assert [(line.repo, line.state) for line in listing(home)] == [
        ("api", "missing"),
        ("web", "ok"),
    ]


def test_a_vanished_repository_keeps_its_history_and_the_others_are_scanned(
    home: Home, git: Git
) -> None:
    where, other = git.repository("api"), git.repository("web")
    git.commit(where, "one")
    git.commit(other, "two")
    follow(home, where)
    repositories.add(home, SETTINGS, str(other))
    shutil.rmtree(where)
    api, web = repositories.scan(home, SETTINGS)
    assert (api.repo, api.state, api.total) == ("api", "missing", 1)
    assert str(where) in api.note
    assert (web.repo, web.state, web.total) == ("web", "ok", 1)
    assert "api" not in repositories.needs_scan(home)


def test_a_repository_around_a_vanished_one_does_not_answer_for_it(home: Home, git: Git) -> None:
    outer = git.repository("outer")
    git.commit(outer, "outer")
    inner = outer / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    git.commit(inner, "inner")
    follow(home, inner)
    (inner / ".git/HEAD").rename(inner / ".git/HEAD.gone")
    assert scan(home, "inner").state == "missing"
    (inner / ".git/HEAD.gone").rename(inner / ".git/HEAD")
    (inner / ".git/objects").rename(inner / "objects")
    assert scan(home, "inner").state == "refused"
    assert subjects(home) == ["inner"]


@pytest.mark.parametrize("damage", ["HEAD", "objects", "config", "ref"])
def test_a_corrupt_repository_is_one_line_and_its_history_stays(
    home: Home, git: Git, damage: str
) -> None:
    where = git.repository()
    other = git.repository("web")
    git.commit(other, "fine")
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    repositories.add(home, SETTINGS, str(other))
    if damage == "HEAD":
        (where / ".git/HEAD").write_bytes(b"\0\xff rubbish")
    elif damage == "objects":
        git.commit(where, "three", c__txt="x\n")
        sha = git(where, "rev-parse", "HEAD^{tree}")
        (where / f".git/objects/{sha[:2]}/{sha[2:]}").unlink()
    elif damage == "config":
        (where / ".git/config").write_text("[core\nbroken")
    else:
        (where / ".git/refs/heads/main").write_text("1" * 40 + "\n")
    api, web = repositories.scan(home, SETTINGS)
    assert (api.state, api.total) == ("refused", 2)
    assert str(where) in api.note
    assert "\n" not in api.note
    assert (web.state, web.total) == ("ok", 1)


def test_a_repository_of_another_user_is_refused_with_the_way_out(
    home: Home, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one")
    follow(home, where)
    assumed = "GIT_TEST_ASSUME_DIFFERENT_OWNER"  # git's own, for its tests: not only root has them
    monkeypatch.setenv(assumed, "1")
    assert scan(home, "api").state == "ok"  # a stray variable of git's own is not passed on
    suspicious = tmp_path / "bin" / "git"
    suspicious.parent.mkdir()
    suspicious.write_text(f'#!/bin/sh\n{assumed}=1 exec {shutil.which("git")} "$@"\n')
    suspicious.chmod(0o755)
    monkeypatch.setenv("PATH", f"{suspicious.parent}:{os.environ['PATH']}")
    line = scan(home, "api")
    assert line.state == "refused"
    assert f"git config --global --add safe.directory '{where}'" in line.note
    repositories.remove(home, SETTINGS, "api")
    with pytest.raises(GitError, match="belongs to another user"):
        repositories.add(home, SETTINGS, str(where))
    git(where, "config", "--global", "--add", "safe.directory", str(where))
    assert follow(home, where).total == 1


def test_a_folder_that_is_in_no_repository_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is in no git repository: name a folder that holds one"):
        repositories.add(home, SETTINGS, str(tmp_path))
    with pytest.raises(InputError, match="there is no"):
        repositories.add(home, SETTINGS, str(tmp_path / "nowhere"))
    assert listing(home) == []


def test_a_folder_of_repositories_says_how_to_add_them(home: Home, git: Git) -> None:
    for name in ("api", "web", "group/lib one"):
        git.repository(name)
    code = git.root / "code"
    with pytest.raises(InputError) as refused:
        repositories.add(home, SETTINGS, str(code))
    assert refused.value.hint == (
        "it holds 3 repositories: "
        f"`waterline repo add {code}/api '{code}/group/lib one' {code}/web`"
    )


def test_without_git_there_is_one_clear_line(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one")
    follow(home, where)
    git.commit(where, "two", b__txt="x\n")
    monkeypatch.setenv("PATH", str(git.root))
    line = scan(home, "api")
    assert (line.state, line.total) == ("refused", 1)
    assert line.note == "git is not on the PATH: install git, or add its folder to PATH"
    for path in (where, git.root):
        with pytest.raises(GitError, match="git is not on the PATH"):
            repositories.add(home, SETTINGS, str(path))


def test_a_git_that_is_too_old_is_named(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository()
    git.commit(where, "one")
    repositories.add(home, SETTINGS, str(where))
    old = git.root / "bin/git"
    old.parent.mkdir()
    old.write_text(
        '#!/bin/sh\ncase "$*" in version) echo "git version 1.8.3";; '
        '*) echo "error: unknown option \\`batch-check\'" >&2; exit 129;; esac\n'
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    assert scan(home, "api").note == ("git 1.8 is too old: Waterline needs 2.25 or newer")


def test_names_are_made_unique(home: Home, git: Git) -> None:
    paths = [git.repository(name) for name in ("one/api", "two/api", "x/two/api", "y/two/api")]
    names = [repositories.add(home, SETTINGS, str(path)).repo for path in paths]
    assert names == ["api", "two/api", "api-2", "api-3"]


def test_removing_forgets_and_adding_again_brings_everything_back(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git.commit(where, "two", b__txt="x\n")
    follow(home, where)
    before = held(home, "sha, c.id, c.moment")
    assert repositories.remove(home, SETTINGS, str(where)).state == "removed"
    assert listing(home) == []
    assert rows(home, "SELECT count(*) FROM sighting") == [(0,)]
    with pytest.raises(NotFoundError, match="no repository api is followed"):
        repositories.remove(home, SETTINGS, "api")
    follow(home, where)
    assert held(home, "sha, c.id, c.moment") == before


def test_what_is_not_followed_is_named_with_what_is(home: Home, git: Git) -> None:
    repositories.add(home, SETTINGS, str(git.repository()))
    with pytest.raises(NotFoundError, match="no repository web is followed: followed are api"):
        repositories.scan(home, SETTINGS, ["web"])


def test_a_repository_is_offered_until_it_is_followed(home: Home, git: Git) -> None:
    where = git.repository()
    (where / "src").mkdir()
    assert repositories.offer(home, SETTINGS, str(where / "src")) == str(where)
    git.commit(where, "one")
    tree = where.parent / "tree"
    git(where, "worktree", "add", "-q", str(tree))
    assert repositories.offer(home, SETTINGS, str(tree)) == str(tree)
    repositories.add(home, SETTINGS, str(where))
    assert repositories.offer(home, SETTINGS, str(where / "src")) is None
    assert repositories.offer(home, SETTINGS, str(tree)) is None
    assert repositories.offer(home, SETTINGS, str(git.root)) is None


def quick_history(where: Path, commits: int) -> None:
    stream = b"".join(
        b"commit refs/heads/main\ncommitter M <mara@example.org> %d +0000\ndata 2\nx\n"
        b"M 100644 inline f%d\ndata 2\nx\n\n" % (1_700_000_000 + n, n % 50)
        for n in range(commits)
    )
    imported(where, stream)


def test_a_stopped_scan_leaves_nothing_half_done(home: Home, git: Git) -> None:
    first, second = git.repository("api"), git.repository("web")
    quick_history(first, 2000)
    git.commit(second, "one")
    for path in (first, second):
        repositories.add(home, SETTINGS, str(path))
    for asked in (1, 2, 3, 4):
        answers = iter([False] * asked)
        api, web = repositories.scan(home, SETTINGS, stop=lambda: next(answers, True))  # noqa: B023 - used at once
        assert api.state == web.state == "stopped"
        assert (api.total, web.total) == (0, 0)
        assert rows(home, "SELECT count(*) FROM change") == [(0,)]
    assert [line.total for line in repositories.scan(home, SETTINGS)] == [2000, 1]


def test_an_interrupted_scan_leaves_nothing_half_done(home: Home, git: Git) -> None:
    where = git.repository()
    quick_history(where, 500)
    repositories.add(home, SETTINGS, str(where))

    def interrupt() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repositories.scan(home, SETTINGS, stop=interrupt)
    assert rows(home, "SELECT count(*) FROM change") == [(0,)]
    assert scan(home, "api").total == 500


def test_progress_ends_with_everything_done(home: Home, git: Git) -> None:
    where = git.repository()
    quick_history(where, 3000)
    repositories.add(home, SETTINGS, str(where))
    told: list[Progress] = []
    repositories.scan(home, SETTINGS, progress=told.append)
    assert (told[-1].repo, told[-1].done) == ("api", 3000)
    assert told[-1].expected in {None, 3000}
    assert told[-1].per_second > 0
    assert [one.done for one in told] == sorted(one.done for one in told)


def test_two_scans_at_once_agree(home: Home, git: Git) -> None:
    where = git.repository()
    quick_history(where, 300)
    repositories.add(home, SETTINGS, str(where))
    once: list[RepositoryLine] = []

    def meanwhile() -> bool:
        if not once:
            once.append(scan(home, "api"))
        return False

    [line] = repositories.scan(home, SETTINGS, stop=meanwhile)
    assert once[0].total == line.total == 300
    assert rows(home, "SELECT count(*) FROM change") == [(300,)]


def test_a_repository_removed_while_it_is_read_stays_removed(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    repositories.add(home, SETTINGS, str(where))
    removed: list[RepositoryLine] = []

    def meanwhile() -> bool:
        if not removed:
            removed.append(repositories.remove(home, SETTINGS, "api"))
        return False

    assert repositories.scan(home, SETTINGS, stop=meanwhile) == []
    assert rows(home, "SELECT count(*) FROM change") == [(0,)]
