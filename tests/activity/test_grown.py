"""On which branch commits grew, in real repositories: beside main, merged, deleted, badly named."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from waterline.activity import grown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git


@pytest.fixture
def web(git: Git) -> Path:
    """Give a repository whose main has two commits."""
    where = git.repository("web")
    for subject in ("One", "Two"):
        git.commit(where, subject, **{f"{subject}__txt": "x\n"})
    return where


def on_branch(git: Git, where: Path, name: str, *subjects: str) -> None:
    """Make a branch with these commits, and stay on it."""
    git(where, "switch", "-qc", name)
    for subject in subjects:
        git.commit(where, subject, **{f"{subject}__txt": "x\n"})


def merge(git: Git, where: Path, name: str, message: str = "", *, delete: bool = True) -> None:
    """Merge a branch into main as git itself says it, or with this message."""
    git(where, "switch", "-q", "main")
    words = ("-m", message) if message else ("--no-edit",)
    git(where, "merge", "-q", "--no-ff", *words, name)
    if delete:
        git(where, "branch", "-qD", name)


def told(git: Git, where: Path, *revisions: str) -> dict[str, str]:
    """Give the branches by subject, of all commits that these revisions (none: all) lead to."""
    log = git(where, "log", "--no-merges", "--format=%H %s", *(revisions or ("--all", "HEAD")))
    subjects = dict(line.split(" ", 1) for line in log.splitlines())
    wanted = dict.fromkeys(subjects, int(time.time()) - 86_400)
    found = grown.branches(str(where), wanted)
    return {subjects[sha]: name for sha, name in found.items()}


def test_what_grew_beside_main_has_its_branch_and_main_has_none(git: Git, web: Path) -> None:
    on_branch(git, web, "checkout-rewrite", "Three", "Four")
    assert told(git, web) == dict.fromkeys(("Three", "Four"), "checkout-rewrite")


def test_a_main_that_went_on_is_not_taken_for_the_branch_that_left_it(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three")
    git(web, "switch", "-q", "main")
    for n in range(5):
        git.commit(web, f"Main {n}")
    assert told(git, web) == {"Three": "cart"}


def test_a_branch_on_a_branch_has_only_its_own(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three", "Four")
    on_branch(git, web, "cart-prices", "Five")
    git(web, "branch", "cart-backup", "cart")
    assert told(git, web) == {"Three": "cart", "Four": "cart", "Five": "cart-prices"}


def test_a_merge_tells_what_its_deleted_branch_was_called(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three")
    on_branch(git, web, "prices", "Four")  # grew on the other one
    merge(git, web, "cart")
    merge(git, web, "prices", "Merge pull request #12 from mara/fix/prices")
    on_branch(git, web, "basket", "Five")
    merge(git, web, "basket", "Five is ready")
    assert told(git, web) == {"Three": "cart", "Four": "fix/prices"}


def test_a_merge_of_many_names_each(git: Git, web: Path) -> None:
    for name, subject in (("cart", "Three"), ("prices", "Four")):
        on_branch(git, web, name, subject)
        git(web, "switch", "-q", "main")
    git.commit(web, "Five", five__txt="x\n")
    git(web, "merge", "-q", "--no-edit", "cart", "prices")
    git(web, "branch", "-qD", "cart", "prices")
    assert told(git, web) == {"Three": "cart", "Four": "prices"}


def test_main_merged_into_a_branch_stays_main(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three")
    git(web, "switch", "-q", "main")
    git.commit(web, "Five", five__txt="x\n")
    git(web, "switch", "-q", "cart")
    git(web, "merge", "-q", "--no-edit", "main")
    git.commit(web, "Six", six__txt="x\n")
    assert told(git, web) == {"Three": "cart", "Six": "cart"}
    merge(git, web, "cart")
    assert told(git, web) == {"Three": "cart", "Six": "cart"}


def test_a_main_that_was_not_pulled_does_not_give_its_commits_away(git: Git, web: Path) -> None:
    git(web.parent, "clone", "-q", str(web), "mine")
    mine = web.parent / "mine"
    git.commit(web, "Three")
    git(mine, "fetch", "-q")
    git(mine, "switch", "-qc", "cart", "--no-track", "origin/main")
    git.commit(mine, "Four", four__txt="x\n")
    git(mine, "remote", "set-head", "origin", "--delete")
    assert told(git, mine) == {"Four": "cart"}


def test_the_default_branch_is_the_one_that_the_remote_calls_so(git: Git, web: Path) -> None:
    git(web, "branch", "-qm", "production")
    git(web.parent, "clone", "-q", str(web), "mine")
    mine = web.parent / "mine"
    git.commit(mine, "Three")
    assert told(git, mine) == {}
    on_branch(git, mine, "cart", "Four")
    assert told(git, mine) == {"Four": "cart"}
    git(mine, "branch", "-qD", "production")
    assert told(git, mine) == {"Three": "cart", "Four": "cart"}


def test_where_no_default_branch_is_known_none_is_told(git: Git, web: Path) -> None:
    git(web, "branch", "-qm", "production")
    assert told(git, web) == {}
    on_branch(git, web, "cart", "Three")
    assert told(git, web) == {}


def test_worktrees_share_their_branches_and_a_detached_head_has_none(git: Git, web: Path) -> None:
    git(web, "worktree", "add", "-q", "-b", "cart", "../beside")
    git.commit(web.parent / "beside", "Three")
    git(web, "worktree", "add", "-q", "--detach", "../loose")
    git.commit(web.parent / "loose", "Four")
    assert told(git, web.parent / "loose") == {"Three": "cart"}


def test_names_are_text_however_they_look(git: Git, web: Path) -> None:
    names = {
        "x]$(id)'\"<b>": "x]$(id)'\"<b>",
        "wei\u009b31mrd\u202e": "wei31mrd",
        "cart," * 45: ("cart," * 45)[: grown.LONGEST],
    }
    for number, name in enumerate(names):
        git(web, "switch", "-q", "main")
        on_branch(git, web, name, f"File{number}")
    shown = {f"File{number}": name for number, name in enumerate(names.values())}
    assert told(git, web) == shown


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three")
    sha = git(web, "rev-parse", "HEAD")
    git(web, "switch", "-q", "main")
    git(web, "branch", "-qD", "cart")
    with (web / ".git" / "packed-refs").open("wb") as packed:
        packed.write(f"{sha} refs/heads/caf".encode() + b"\xe9\n")
    assert told(git, web, sha) == {"Three": "caf\ufffd"}


def test_a_merge_says_nothing_that_could_not_be_a_branch(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three")
    merge(git, web, "cart", "Merge branch 'a b\x1b[31m' into main")
    assert told(git, web) == {}


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("Merge branch 'cart'", ["cart"]),
        ("Merge branch 'cart' into develop", ["cart"]),
        ("Merge branch 'cart' into 'main'", ["cart"]),
        ("Merge branch 'it's-cart'", ["it's-cart"]),
        ("Merge branch 'cart' of https://example.org/mara/web into cart", ["cart"]),
        ("Merge branches 'cart' and 'prices'", ["cart", "prices"]),
        ("Merge branches 'cart', 'prices' and 'tax' into v2", ["cart", "prices", "tax"]),
        ("Merge remote-tracking branch 'origin/fix/cart' into prices", ["fix/cart"]),
        ("Merge pull request #12 from mara/fix/cart", ["fix/cart"]),
        ("Merge pull request #12 from mara:cart", ["cart"]),
        ("Merge pull request #12 in WEB/web from fix/cart to main", ["fix/cart"]),
        ("Merge pull request 'The cart from hell' (#12) from cart into main", ["cart"]),
        ("Merge pull request 'The cart' (#12) from mara/web:cart into main", ["cart"]),
        ("Merged in fix/cart (pull request #12)", ["fix/cart"]),
        ("Merge commit 'abc'", []),
        ("Merge tag 'v1'", []),
        ("Merge the cart from hell", []),
        ("Revert \"Merge branch 'cart'\"", []),
        ("", []),
    ],
)
def test_what_merges_say_is_read(subject: str, names: list[str]) -> None:
    assert list(grown.named_by(subject)) == names


def test_only_what_is_asked_for_is_told(git: Git, web: Path) -> None:
    on_branch(git, web, "cart", "Three", "Four")
    sha = git(web, "rev-parse", "HEAD")
    assert grown.branches(str(web), {}) == {}
    gone = {"1" * 40: 0, "": 0, sha: 0}
    assert grown.branches(str(web), gone) == {sha: "cart"}


def test_what_git_cannot_read_has_no_branches(git: Git, web: Path) -> None:
    sha = git(web, "rev-parse", "HEAD")
    assert grown.branches(str(web.parent), {sha: 0}) == {}
