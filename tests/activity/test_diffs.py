"""Diffs of real repositories: what is staged, what commits brought, and where reading ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from waterline.activity import diffs
from waterline.activity.diffs import Counts, numstat, of_commits, staged
from waterline.domain.diffs import MOST_ROWS
from waterline.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git

TEXT = "".join(f"line {n}\n" for n in range(30))


def named(diff: diffs.Diff) -> dict[str, str]:
    return {file.path: file.note for file in diff.files}


@pytest.fixture
def api(git: Git) -> Path:
    where = git.repository()
    git.commit(where, "Begin", a__txt=TEXT, b__txt=TEXT + "b\n", run="#!/bin/sh\n")
    return where


def test_what_is_staged_is_shown_and_nothing_else(git: Git, api: Path) -> None:
    (api / "a.txt").write_text(TEXT.replace("line 3\n", "line three\n"))
    git(api, "add", "a.txt")
    (api / "a.txt").write_text("not staged\n")
    (api / "new.txt").write_text("not added\n")
    found = staged(str(api), "HEAD")
    assert named(found) == {"a.txt": ""}
    assert [row.text for row in found.files[0].rows if row.sort in "+-"] == ["line 3", "line three"]
    assert found[1:] == (False, 1, 1, 1, ())
    assert found.hidden_lines == 0


def test_every_sort_of_change_is_told(git: Git, api: Path) -> None:
    git(api, "mv", "a.txt", "moved here.txt")
    git(api, "rm", "-q", "b.txt")
    (api / "run").chmod(0o755)
    (api / "picture.png").write_bytes(b"\x89PNG\0\1\2")
    (api / "link").symlink_to("run")
    (api / "empty").write_text("")
    (api / 'na\u00efve "x"\n\x1b[31m').write_text("x\n")
    git(api, "add", "-A")
    found = staged(str(api), "HEAD")
    assert named(found) == {
        "moved here.txt": "renamed",
        "b.txt": "deleted",
        "run": "mode 100644 to 100755",
        "picture.png": "new, binary",
        "link": "new, symbolic link",
        "empty": "new",
        'na\u00efve "x" [31m': "new",
    }
    assert next(f for f in found.files if f.note == "renamed").old_path == "a.txt"
    assert found.total_files == 7


def test_a_submodule_is_a_line_and_is_not_entered(git: Git, api: Path) -> None:
    inner = git.repository("inner")
    git.commit(inner, "Begin")
    allowed = ("-c", "protocol.file.allow=always")
    git(api, *allowed, "submodule", "add", "-q", str(inner), "lib")
    found = staged(str(api), "HEAD")
    assert named(found) == {".gitmodules": "new", "lib": "new, submodule"}
    assert found.files[1].rows[1].text.startswith("Subproject commit ")


def test_a_first_commit_is_compared_with_nothing(git: Git) -> None:
    for form in ("sha1", "sha256"):
        where = git.repository(form, f"--object-format={form}")
        (where / "a").write_text("one\n")
        git(where, "add", "a")
        assert named(staged(str(where), "")) == {"a": "new"}
        assert numstat(str(where), "") == Counts(("a",), 1, 0, 0)


def test_the_index_that_git_hands_to_its_hooks_is_the_one_that_is_read(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (api / "a.txt").write_text("other\n")
    git(api, "add", "-A", GIT_INDEX_FILE=str(api / ".git/next-index"))
    # Whatever the environment says: only what is given counts.
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert staged(str(api), "HEAD").files == ()
    assert named(staged(str(api), "HEAD", ".git/next-index")) == {"a.txt": ""}
    assert numstat(str(api), "HEAD", str(api / ".git/next-index")).paths == ("a.txt",)


def test_a_work_tree_whose_git_directory_is_elsewhere_can_be_asked(git: Git) -> None:
    home = git.root / "dotfiles-home"
    home.mkdir()
    git(git.root, "init", "-q", "--bare", "dotfiles")
    (home / ".vimrc").write_text("set nu\n")
    beside = {"GIT_DIR": str(git.root / "dotfiles"), "GIT_WORK_TREE": str(home)}
    git(home, "add", ".vimrc", **beside)
    with pytest.raises(GitError):
        staged(str(home), "")
    assert named(staged(str(home), "", git_dir=beside["GIT_DIR"])) == {".vimrc": "new"}
    assert numstat(str(home), "", git_dir=beside["GIT_DIR"]).lines == 1


def test_the_users_configuration_changes_no_answer(git: Git, api: Path) -> None:
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "diff.context": "0",
        "diff.renames": "false",
        "diff.wsErrorHighlight": "all",
        "diff.colorMoved": "default",
        "color.ui": "always",
        "core.quotePath": "false",
        "diff.submodule": "log",
        "diff.orderFile": "/nowhere",
    }.items():
        git(api, "config", key, value)
    (api / "a.txt").write_text(TEXT.replace("line 9\n", ""))
    git(api, "mv", "b.txt", "c\u00e9.txt")
    git(api, "add", "-A")
    found = staged(str(api), "HEAD")
    assert named(found) == {"a.txt": "", "c\u00e9.txt": "renamed"}
    assert len(found.files[0].rows) == 8


def test_a_text_conversion_is_not_run(git: Git, api: Path) -> None:
    git(api, "config", "diff.x.textconv", f"touch {api}/ran; cat")
    git(api, "config", "diff.x.command", f"touch {api}/ran")
    (api / ".gitattributes").write_text("*.txt diff=x\n")
    (api / "a.txt").write_text("other\n")
    git(api, "add", "-A")
    staged(str(api), "HEAD")
    assert not (api / "ran").exists()


def test_lines_in_generated_files_are_counted_apart(git: Git, api: Path) -> None:
    for name, text in {
        "uv.lock": "1\n2\n3\n",
        "made/x.py": "1\n2\n",
        "go.sum": "1\n",
        "own.min.txt": "1\n",
        "a.txt": "other\n",
    }.items():
        (api / name).parent.mkdir(exist_ok=True)
        (api / name).write_text(text)
    (api / ".gitattributes").write_text("made/* linguist-generated\ngo.sum -linguist-generated\n")
    git(api, "add", "-A")
    found = numstat(str(api), "HEAD", patterns=("*.min.txt",))
    assert found.insertions == 3 + 2 + 1 + 1 + 1 + 2
    assert found.deletions == 30
    assert found.generated == 3 + 2 + 1
    assert found.lines == 1 + 1 + 2 + 30
    assert set(found.paths) == {
        "uv.lock", "made/x.py", "go.sum", "own.min.txt", "a.txt", ".gitattributes",
    }  # fmt: skip


def test_commits_are_shown_one_after_another(git: Git, api: Path) -> None:
    first = git(api, "rev-parse", "HEAD")
    second = git.commit(api, "More", a__txt=TEXT + "more\n")
    found = of_commits(str(api), [second, first])
    assert [(file.sha, file.path) for file in found.files] == [
        (second, "a.txt"),
        (first, "a.txt"),
        (first, "b.txt"),
        (first, "run"),
    ]
    assert found[1:] == (False, 4, 1 + 30 + 31 + 1, 0, ())


def test_a_commit_that_is_gone_is_named_and_the_others_are_shown(git: Git, api: Path) -> None:
    first = git(api, "rev-parse", "HEAD")
    gone = "1" * 40
    evil = f"--output={api}/evil"
    found = of_commits(str(api), [gone, first, evil, "", "main..main"])
    assert found.total_files == 3
    assert found.missing[:2] == (gone, evil)
    assert not (api / "evil").exists()
    assert of_commits(str(api), []) == diffs.Diff()


def test_a_repository_that_is_gone_is_an_error_that_says_so(api: Path) -> None:
    with pytest.raises(GitError, match="can't be read"):
        of_commits(str(api / "nowhere"), ["1" * 40])
    with pytest.raises(GitError):
        staged(str(api.parent), "HEAD")


def test_a_merge_brings_nothing_itself(git: Git, api: Path) -> None:
    git(api, "switch", "-qc", "side")
    git.commit(api, "Side", side__txt="x\n")
    git(api, "switch", "-q", "main")
    git.commit(api, "Main", main__txt="x\n")
    git(api, "merge", "-q", "--no-edit", "side")
    assert of_commits(str(api), [git(api, "rev-parse", "HEAD")]) == diffs.Diff()


def test_a_huge_diff_is_cut_and_tells_how_much_there_is(git: Git, api: Path) -> None:
    (api / "huge.txt").write_text("".join(f"{n}\n" for n in range(100_000)))
    (api / "later.txt").write_text("later\n")
    git(api, "add", "-A")
    found = staged(str(api), "HEAD")
    assert found.is_cut
    assert [len(file.rows) for file in found.files] == [MOST_ROWS]
    assert found.files[0].insertions == 100_000
    assert (found.total_files, found.total_insertions) == (2, 100_001)
    assert found.hidden_lines == 100_001 - (MOST_ROWS - 1)
    git(api, "commit", "-qm", "Huge")
    sha = git(api, "rev-parse", "HEAD")
    both = of_commits(str(api), [sha, sha])
    assert both.is_cut
    assert both.total_insertions == 2 * 100_001
    assert sum(len(file.rows) for file in both.files) == MOST_ROWS


def test_a_diff_of_many_bytes_is_cut_at_a_whole_line(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (api / "wide.txt").write_text(f"{'x' * 999}\n" * 9_000)
    git(api, "add", "-A")
    found = staged(str(api), "HEAD")
    assert found.is_cut
    assert {row.text for row in found.files[0].rows[1:]} == {"x" * 999}
    assert found.files[0].insertions == 9_000
    # The numbers are read even where nothing of the diff is.
    monkeypatch.setattr(diffs, "MOST_BYTES", 3)
    assert staged(str(api), "HEAD").total_insertions == 9_000


def test_a_single_line_without_end_is_cut(git: Git, api: Path) -> None:
    (api / "one.txt").write_text("x" * 6_000_000)
    git(api, "add", "-A")
    found = staged(str(api), "HEAD")
    assert found.is_cut
    assert found.total_files == 1


def test_time_ends_the_reading_and_git_with_it(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text(f"#!/bin/sh\necho $$ > {slow}/pid\nexec sleep 60\n")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    monkeypatch.setattr(diffs, "MOST_SECONDS", 0.3)
    assert staged(str(api), "HEAD") == diffs.Diff(is_cut=True)
    pid = int((slow / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_contents_that_a_partial_clone_never_fetched_are_missing(git: Git, api: Path) -> None:
    git.commit(api, "More", a__txt="other\n")
    git(api, "config", "uploadpack.allowFilter", "true")
    words = ("clone", "-q", "--bare", "--filter=blob:none", f"file://{api}", "part")
    git(git.root, *words)
    where = git.root / "part"
    sha = git(where, "rev-parse", "HEAD")
    assert of_commits(str(where), [sha]) == diffs.Diff(missing=(sha,))
