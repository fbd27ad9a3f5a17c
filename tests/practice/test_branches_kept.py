"""The branch on which a change was seen stays with it, and its month's pieces are named by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import SETTINGS, follow, held, rows, scan
from waterline.domain.months import Month
from waterline.practice import audit
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

# All on one local day, so that all are in one month.
DAY = (datetime.now(UTC) - timedelta(days=10)).date()
MONTH = Month(DAY.year, DAY.month)
LONG_AGO = (datetime.now(UTC) - timedelta(days=70)).date()


def when(minute: int) -> str:
    """Give a time of the day on which all was made."""
    return f"{DAY}T10:{minute:02}:00Z"


@pytest.fixture
def web(git: Git) -> Path:
    """Give a repository whose main has one commit."""
    where = git.repository("web")
    git.commit(where, "Root", at=when(0), root__txt="x\n")
    return where


def grow(git: Git, where: Path, branch: str, *minutes: int) -> None:
    """Make a branch (or go on with it) by commits of these minutes, and stay on it."""
    known = git(where, "branch", "--list", branch)
    git(where, "switch", "-q", *(() if known else ("-c",)), branch)
    for minute in minutes:
        files = {f"{branch}/{minute}__txt": "x\n"}
        git.commit(where, f"{branch} {minute}", at=when(minute), **files)


def branches(home: Home, repo: str = "%") -> dict[str, str]:
    """Give the branches of the changes that are held, by subject, without those of main."""
    return {message: name for message, name in held(home, "message, branch", repo) if name}


def pieces(home: Home) -> dict[str, tuple[str, int]]:
    """Give names and sizes of the month's pieces, by key."""
    return {one.key: (one.name, one.changes) for one in audit.read(home, SETTINGS, MONTH).groups}


def test_a_branch_that_was_seen_outlives_its_merge_and_its_deletion(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "checkout-rewrite", 1, 2)
    follow(home, web)
    seen = dict.fromkeys(("checkout-rewrite 1", "checkout-rewrite 2"), "checkout-rewrite")
    assert branches(home) == seen
    git(web, "switch", "-q", "main")
    git(web, "merge", "-q", "--ff-only", "checkout-rewrite")
    git(web, "branch", "-qd", "checkout-rewrite")
    git.commit(web, "On main", at=when(3))
    assert scan(home, "web").total == 4
    assert branches(home) == seen


def test_a_branch_that_was_gone_before_the_first_scan_is_known_from_its_merge(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "checkout-rewrite", 1, 2)
    git(web, "switch", "-q", "main")
    git(web, "merge", "-q", "--no-ff", "--no-edit", "checkout-rewrite", at=when(3))
    git(web, "branch", "-qD", "checkout-rewrite")
    follow(home, web)
    assert set(branches(home).values()) == {"checkout-rewrite"}
    assert len(branches(home)) == 2


def test_what_was_squashed_is_a_change_of_main_and_its_parts_are_gone(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "checkout-rewrite", 1, 2)
    follow(home, web)
    git(web, "switch", "-q", "main")
    git(web, "merge", "-q", "--squash", "checkout-rewrite")
    git(web, "commit", "-qm", "Rewrite the checkout (#12)", at=when(5))
    git(web, "branch", "-qD", "checkout-rewrite")
    assert scan(home, "web").total == 2
    assert branches(home) == {}
    assert rows(home, "SELECT DISTINCT branch FROM change WHERE branch <> ''") == [
        ("checkout-rewrite",)
    ]


@pytest.mark.parametrize("renamed", [False, True])
def test_rebased_and_amended_changes_keep_their_branch(
    home: Home, git: Git, web: Path, *, renamed: bool
) -> None:
    grow(git, web, "cart", 1, 2)
    follow(home, web)
    git(web, "switch", "-q", "main")
    git.commit(web, "Main moved", at=when(4), m__txt="x\n")
    git(web, "switch", "-q", "cart")
    if renamed:
        git(web, "branch", "-qm", "basket")
    git(web, "rebase", "-q", "main")
    git(web, "commit", "-q", "--amend", "-m", "cart two")
    assert scan(home, "web").total == 4
    assert branches(home) == {"cart 1": "cart", "cart two": "cart"}


def test_what_moves_from_main_to_a_branch_by_a_rewrite_has_it_then(
    home: Home, git: Git, web: Path
) -> None:
    git.commit(web, "One", at=when(1))
    follow(home, web)
    git(web, "switch", "-qc", "cart")
    git(web, "branch", "-qf", "main", "HEAD~1")
    git(web, "commit", "-q", "--amend", "-m", "One, better")
    scan(home, "web")
    assert branches(home) == {"One, better": "cart"}


def test_a_first_scan_asks_for_two_months_and_not_for_the_whole_history(
    home: Home, git: Git
) -> None:
    where = git.repository("web")
    git.commit(where, "Root", at=f"{LONG_AGO}T10:00:00Z", root__txt="x\n")
    git(where, "switch", "-qc", "cart")
    git.commit(where, "Old", at=f"{LONG_AGO}T10:01:00Z", old__txt="x\n")
    git.commit(where, "New", at=when(1), new__txt="x\n")
    follow(home, where)
    assert branches(home) == {"New": "cart"}


def test_reading_everything_once_more_renames_nothing(home: Home, git: Git, web: Path) -> None:
    grow(git, web, "cart", 1)
    follow(home, web)
    git(web, "branch", "-qm", "basket")
    scan(home, "web", settings=Settings({"generated": ["*.txt"]}))
    assert rows(home, "SELECT sum(generated_lines) FROM change") == [(2,)]
    assert branches(home) == {"cart 1": "cart"}


def test_one_change_in_two_repositories_has_the_branch_it_was_first_seen_on(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "cart", 1)
    git(web.parent, "clone", "-q", "--branch", "cart", str(web), "mine")
    mine = web.parent / "mine"
    git(mine, "branch", "-qm", "basket")
    follow(home, web)
    follow(home, mine)
    assert branches(home, "web") == branches(home, "mine") == {"cart 1": "cart"}
    assert len(audit.read(home, SETTINGS, MONTH).groups) == 1


def test_worktrees_and_a_detached_head_are_read_as_one_repository(
    home: Home, git: Git, web: Path
) -> None:
    git(web, "worktree", "add", "-q", "-b", "cart", "../beside")
    git.commit(web.parent / "beside", "One", at=when(1), one__txt="x\n")
    git(web, "worktree", "add", "-q", "--detach", "../loose")
    git.commit(web.parent / "loose", "Two", at=when(2), two__txt="x\n")
    assert follow(home, web.parent / "beside").total == 3
    assert branches(home) == {"One": "cart"}


def test_hostile_names_of_branches_are_kept_as_plain_text(home: Home, git: Git, web: Path) -> None:
    git(web, "switch", "-qc", "fix/\u009b31m]x{/}'\"$(id)\u202e")
    for minute in (1, 2):
        git.commit(web, f"One {minute}", at=when(minute))
    follow(home, web)
    assert set(branches(home).values()) == {"fix/31m]x{/}'\"$(id)"}
    assert all(name.isprintable() for name, _ in pieces(home).values())


def test_pieces_are_named_from_branches_and_nothing_said_of_them_is_lost(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "mara/feat/checkout-rewrite", 1, 2, 3)
    git(web, "switch", "-q", "main")
    grow(git, web, "AB-12-gift-cards", 4, 5)
    follow(home, web)
    key, gifts = "web:checkout-rewrite", "web:gift-cards"
    assert pieces(home) == {
        key: ("Checkout rewrite in web", 3),
        gifts: ("Gift cards in web", 2),
        "web:": ("Other work in web", 1),
    }
    audit.say(home, SETTINGS, MONTH, key, "a lot", "Carts are state machines.")
    # One is squashed away, the other merged; the month grows beside them.
    git(web, "switch", "-q", "main")
    git(web, "merge", "-q", "--no-edit", "--no-ff", "AB-12-gift-cards", at=when(20))
    git(web, "merge", "-q", "--squash", "mara/feat/checkout-rewrite")
    git(web, "commit", "-qm", "Rewrite the checkout", at=when(21))
    git(web, "branch", "-qD", "mara/feat/checkout-rewrite", "AB-12-gift-cards")
    for minute in range(30, 50):
        git.commit(web, f"docs: page {minute}", at=when(minute), **{f"docs/{minute}__md": "x\n"})
    scan(home, "web")
    found = {one.key: one for one in audit.read(home, SETTINGS, MONTH).groups}
    assert found[gifts].changes == 2
    assert found[key].name == "Checkout rewrite in web"
    assert (found[key].learned, found[key].words) == ("a lot", "Carts are state machines.")
    assert found[key].changes == 0


def test_what_is_said_of_a_branch_stays_with_its_changes_when_it_is_merged_and_goes_on(
    home: Home, git: Git, web: Path
) -> None:
    grow(git, web, "checkout-rewrite", 1, 2)
    follow(home, web)
    key = "web:checkout-rewrite"
    audit.say(home, SETTINGS, MONTH, key, "some", "Prices are integers.")
    git(web, "switch", "-q", "main")
    git(web, "merge", "-q", "--no-edit", "--no-ff", "checkout-rewrite", at=when(3))
    git(web, "branch", "-qD", "checkout-rewrite")
    for number in range(9):
        git(web, "switch", "-q", "main")
        grow(git, web, f"other-{'x' * number}", 10 + 3 * number, 11 + 3 * number, 12 + 3 * number)
    git(web, "switch", "-q", "main")
    grow(git, web, "checkout-rewrite", 50)
    scan(home, "web")
    found = next(one for one in audit.read(home, SETTINGS, MONTH).groups if one.key == key)
    assert (found.changes, found.words) == (3, "Prices are integers.")
