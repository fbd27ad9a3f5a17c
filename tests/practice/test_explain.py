"""Explaining changes: what is owed, what is kept of an explanation, who said what helped."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import rows
from tests.practice.owing import (
    ENOUGH,
    SETTINGS,
    answer,
    assisted,
    by_person,
    explained,
    follow,
    identity,
    ids,
    owed,
    why,
)
from waterline.domain.explanations import Filled, Typing, Words
from waterline.domain.filters import Filter
from waterline.errors import InputError, NotFoundError
from waterline.journal import answers
from waterline.practice import capture, explain, look, repositories
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home


def days_ago(days: float) -> str:
    return f"@{int(time.time() - days * 86_400)} +0100"


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    """Give a followed repository with two assisted changes and one that says nothing."""
    where = git.repository("api")
    assisted(git, where, "Add a lock", days_ago(3))
    assisted(git, where, "Add a queue", days_ago(2))
    by_person(git, where, "Add a log", days_ago(1))
    follow(home, where)
    return where


# -- what is owed ------------------------------------------------------------------------------


def test_assisted_changes_are_owed_newest_first(home: Home, api: Path) -> None:
    found = explain.owed(home, SETTINGS)
    assert [one.line.subject for one in found] == ["Add a queue", "Add a lock"]
    first = found[0]
    assert (first.signal, first.line.tool, first.lines) == ("trailer", "Claude Code", 21)
    assert first.line.repo == "api"
    assert first.shipped_at.utcoffset() is not None


def test_small_changes_reverts_and_fixups_are_not_owed(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Fix a word", words__txt="one\n")
    assisted(git, api, 'Revert "Add a queue"')
    assisted(git, api, "fixup! Add a lock")
    assert owed(home) == ["Add a queue", "Add a lock"]


def test_generated_lines_make_no_change_substantive(git: Git, home: Home, api: Path) -> None:
    files = {"package-lock__json": ENOUGH * 20, "one__py": "a\nb\n"}
    assisted(git, api, "Update the packages", **files)
    assert "Update the packages" not in owed(home)
    assert "Update the packages" in owed(home, Settings({"min_lines": 2}))


def test_after_fourteen_days_a_change_is_let_go(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add an old lock", days_ago(15))
    assert "Add an old lock" not in owed(home)
    assert "Add an old lock" in owed(home, Settings({"owed_days": 16}))
    [key] = ids(home, "Add an old lock")
    detail = explain.change(home, SETTINGS, key)
    assert (detail.is_owed, detail.is_let_go) == (False, True)
    [key] = ids(home, "Add a lock")
    detail = explain.change(home, SETTINGS, key)
    assert (detail.is_owed, detail.is_let_go) == (True, False)
    [key] = ids(home, "Add a log")
    detail = explain.change(home, SETTINGS, key)
    assert (detail.is_owed, detail.is_let_go) == (False, False)


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"ask": "never"}, []),
        ({"ask": "later"}, ["Add a queue", "Add a lock"]),
        ({"leave_agents": ["claude code"]}, []),
        ({"leave_repositories": ["ap*"]}, []),
        ({"repos": {"api": {"min_lines": 100}}}, []),
        ({"min_lines": 100, "repos": {"api": {"min_lines": 1}}}, ["Add a queue", "Add a lock"]),
        ({"unknown": "assisted"}, ["Add a log", "Add a queue", "Add a lock"]),
    ],
)
def test_settings_say_what_is_owed(
    given: dict[str, object], left: list[str], home: Home, api: Path
) -> None:
    settings = Settings(given)
    assert owed(home, settings) == left
    assert look.status(home, settings).owed == len(left)


def test_a_repository_is_asked_for_by_name_and_by_path(git: Git, home: Home, api: Path) -> None:
    other = git.repository("web")
    assisted(git, other, "Add a page")
    follow(home, other)
    assert owed(home) == ["Add a page", "Add a queue", "Add a lock"]
    assert owed(home, repo="web") == ["Add a page"]
    assert owed(home, repo=str(api)) == ["Add a queue", "Add a lock"]


def test_a_change_in_two_clones_is_owed_once_and_where_it_is_not_left_alone(
    git: Git, home: Home, api: Path
) -> None:
    git(api, "clone", "-q", ".", "../second")
    follow(home, api.parent / "second")
    assert owed(home) == ["Add a queue", "Add a lock"]
    for name in ("api", "second"):
        there = explain.owed(home, Settings({"leave_repositories": [name]}))
        assert {one.line.repo for one in there} == {"api", "second"} - {name}


def test_a_change_that_no_repository_holds_is_not_owed(git: Git, home: Home, api: Path) -> None:
    git(api, "reset", "-q", "--hard", "HEAD~2")
    assert owed(home) == ["Add a lock"]
    repositories.remove(home, SETTINGS, "api")
    assert explain.owed(home, SETTINGS) == []


# -- explaining --------------------------------------------------------------------------------


def test_one_explanation_covers_several_changes(home: Home, api: Path) -> None:
    key = explain.record(home, SETTINGS, ids(home, "Add a lock", "Add a queue"), why(), 0.25, "app")
    assert owed(home) == []
    detail = explain.explanation(home, SETTINGS, key)
    assert [line.subject for line in detail.changes] == ["Add a lock", "Add a queue"]
    one = detail.explained
    assert one.words == Words(
        "Because the lock is held too long otherwise", "a queue", "the worker"
    )
    assert (one.before, one.after, one.ticks, one.covers) == (3, 5, (True, True, False), 2)
    assert (one.copied, one.is_pasted, one.overruled, one.place) == (0.25, False, False, "app")
    assert one.typed_share == pytest.approx(40 / 42)
    for subject in ("Add a lock", "Add a queue"):
        assert explained(home, subject) == [one.words.why]


def test_an_explanation_is_an_entry_like_others(home: Home, api: Path) -> None:
    key = explain.record(
        home, SETTINGS, ids(home, "Add a lock"), why("Because #latency hurts"), None, "shell"
    )
    line = capture.find(home, SETTINGS, key)
    assert (line.kind, line.tags, line.repo) == ("explanation", ("latency",), "api")
    [hit] = look.search(home, SETTINGS, "latency", Filter(kinds=("explanation",)))
    assert hit.line.id == key
    assert [line.id for line in look.page(home, SETTINGS, Filter(kinds=("explanation",)))] == [key]
    capture.edit(home, SETTINGS, key, "Because it was slow")
    assert explained(home, "Add a lock") == ["Because it was slow"]


def test_a_deleted_explanation_leaves_the_change_owed_until_undo(home: Home, api: Path) -> None:
    key = explain.record(home, SETTINGS, ids(home, "Add a lock"), why(), None, "app")
    assert owed(home) == ["Add a queue"]
    capture.delete(home, SETTINGS, key)
    assert owed(home) == ["Add a queue", "Add a lock"]
    assert look.status(home, SETTINGS).owed == 2
    capture.undo(home, SETTINGS)
    assert owed(home) == ["Add a queue"]
    capture.undo(home, SETTINGS)  # the explanation itself
    assert owed(home) == ["Add a queue", "Add a lock"]
    capture.redo(home, SETTINGS)
    assert owed(home) == ["Add a queue"]


def test_a_line_tells_whether_its_change_is_explained(home: Home, api: Path) -> None:
    explain.record(home, SETTINGS, ids(home, "Add a lock"), why(), None, "app")
    lines = look.page(home, SETTINGS, Filter(kinds=("change",)))
    assert {line.subject: line.explained for line in lines} == {
        "Add a lock": True, "Add a queue": False, "Add a log": False,
    }  # fmt: skip


def test_nothing_is_kept_without_words_or_changes(home: Home, api: Path) -> None:
    [key] = ids(home, "Add a lock")
    with pytest.raises(InputError, match="words"):
        explain.record(home, SETTINGS, [key], Filled(Words(" \n", "\x1b", ""), 3), None, "app")
    with pytest.raises(InputError, match="a change"):
        explain.record(home, SETTINGS, [], why(), None, "app")
    with pytest.raises(NotFoundError):
        explain.record(home, SETTINGS, [key, "0" * 8], why(), None, "app")
    assert rows(home, "SELECT count(*) FROM entry") == [(0,)]


def test_an_explanation_of_what_nobody_asked_for_is_kept_as_well(home: Home, api: Path) -> None:
    explain.record(home, SETTINGS, ids(home, "Add a log"), why("By hand, for once"), None, "app")
    assert explained(home, "Add a log") == ["By hand, for once"]


@pytest.mark.parametrize(
    ("typing", "copied", "is_pasted"),
    [
        (Typing(10, 90), None, True),
        (Typing(90, 10), 0.5, True),
        (Typing(90, 10), 0.49, False),
        (Typing(0, 0, observed=False), None, False),
        (Typing(0, 0, observed=False), 0.9, True),
    ],
)
def test_what_was_pasted_is_said_and_can_be_overruled(
    typing: Typing, copied: float | None, *, is_pasted: bool, home: Home, api: Path
) -> None:
    filled = why()._replace(typing=typing)
    key = explain.record(home, SETTINGS, ids(home, "Add a lock"), filled, copied, "app")
    told = explain.explanation(home, SETTINGS, key).explained
    assert (told.is_pasted, told.overruled) == (is_pasted, False)
    explain.overrule(home, SETTINGS, key, True)
    assert explain.explanation(home, SETTINGS, key).explained.overruled
    explain.overrule(home, SETTINGS, key, False)
    assert not explain.explanation(home, SETTINGS, key).explained.overruled


def test_what_is_no_explanation_is_none(home: Home, api: Path) -> None:
    key = capture.note(home, "a note")
    with pytest.raises(NotFoundError):
        explain.explanation(home, SETTINGS, key)
    with pytest.raises(InputError, match="explanation"):
        capture.note(home, "words", kind="explanation")
    with pytest.raises(InputError, match="explanation"):
        capture.edit(home, SETTINGS, key, "words", kind="explanation")
    written = explain.record(home, SETTINGS, ids(home, "Add a lock"), why(), None, "app")
    with pytest.raises(InputError, match="stays an explanation"):
        capture.edit(home, SETTINGS, written, "words", kind="note")


# -- who helped --------------------------------------------------------------------------------


def test_what_a_person_says_goes_before_the_trailer_and_can_be_taken_back(
    home: Home, api: Path
) -> None:
    [key] = ids(home, "Add a lock")
    explain.say(home, SETTINGS, [key], "by hand")
    line = explain.change(home, SETTINGS, key).line
    assert (line.origin, line.tool, line.signal) == ("by hand", "", "said")
    assert owed(home) == ["Add a queue"]
    explain.say(home, SETTINGS, [key], "assisted")
    line = explain.change(home, SETTINGS, key).line
    assert (line.origin, line.tool, line.signal) == ("assisted", "Claude Code", "said")
    explain.say(home, SETTINGS, [key], "")
    line = explain.change(home, SETTINGS, key).line
    assert (line.origin, line.tool, line.signal) == ("assisted", "Claude Code", "trailer")
    assert owed(home) == ["Add a queue", "Add a lock"]


def test_a_change_without_a_signal_is_owed_once_it_is_said_to_be_assisted(
    git: Git, home: Home, api: Path
) -> None:
    [key] = ids(home, "Add a log")
    explain.say(home, SETTINGS, [key], "assisted")
    assert owed(home) == ["Add a log", "Add a queue", "Add a lock"]
    # A scan that reads everything anew forgets no word.
    git(api, "config", "user.name", "Mara New")
    repositories.scan(home, Settings({"generated": ["*.x"]}))
    assert owed(home) == ["Add a log", "Add a queue", "Add a lock"]


def test_no_other_word_is_taken(home: Home, api: Path) -> None:
    [key] = ids(home, "Add a log")
    with pytest.raises(InputError, match="no origin"):
        explain.say(home, SETTINGS, [key], "maybe")
    with pytest.raises(NotFoundError):
        explain.say(home, SETTINGS, ["x"], "assisted")


# -- finding changes ---------------------------------------------------------------------------


def test_revisions_ranges_and_shas_name_changes(git: Git, home: Home, api: Path) -> None:
    git(api, "branch", "feature", "HEAD~1")
    sha = git(api, "rev-parse", "HEAD~2")

    def named(*revs: str, folder: str = str(api)) -> list[str]:
        return [line.subject for line in explain.resolve(home, SETTINGS, revs, folder)]

    assert named("HEAD") == ["Add a log"]
    assert named("HEAD~2..HEAD") == ["Add a log", "Add a queue"]
    assert named("feature") == ["Add a queue"]
    assert named(sha[:8]) == named(sha) == named("HEAD~2") == ["Add a lock"]
    assert named("HEAD~1", "HEAD", "HEAD~1") == ["Add a log", "Add a queue"]
    # From anywhere, what the journal knows by its sha.
    assert named(sha[:8], folder="/") == ["Add a lock"]


@pytest.mark.parametrize("rev", ["nope", "nope..HEAD", "HEAD..HEAD", "--all", "", "-n1"])
def test_what_names_no_change_is_said(rev: str, home: Home, api: Path) -> None:
    with pytest.raises((NotFoundError, InputError)):
        explain.resolve(home, SETTINGS, [rev], str(api))
    with pytest.raises((NotFoundError, InputError)):
        explain.resolve(home, SETTINGS, [rev], "/")


def test_somebody_elses_commit_is_no_change(git: Git, home: Home, api: Path) -> None:
    git(api, "-c", "user.email=zoe@example.org", "commit", "-q", "--allow-empty", "-m", "Hers")
    explain.refresh(home, SETTINGS)
    with pytest.raises(NotFoundError, match="HEAD is no change"):
        explain.resolve(home, SETTINGS, ["HEAD"], str(api))


def test_a_refresh_reads_what_moved_in_the_repository_one_stands_in(
    git: Git, home: Home, api: Path
) -> None:
    other = git.repository("web")
    follow(home, other)
    assisted(git, other, "Add a page")
    assisted(git, api, "Add a cache")
    explain.refresh(home, SETTINGS, str(api))
    assert explain.owed(home, SETTINGS)[0].line.subject == "Add a cache"
    assert "Add a page" not in [one.line.subject for one in explain.owed(home, SETTINGS)]
    explain.refresh(home, SETTINGS, "/")
    explain.refresh(home, SETTINGS)
    assert "Add a page" in [one.line.subject for one in explain.owed(home, SETTINGS)]


def test_the_diff_and_the_branches_of_what_is_owed(git: Git, home: Home, api: Path) -> None:
    git(api, "checkout", "-q", "-b", "feature/cache")
    assisted(git, api, "Add a cache")
    explain.refresh(home, SETTINGS)
    found = explain.owed(home, SETTINGS)
    named = explain.branches(home, SETTINGS, found)
    assert [named[one.line.id] for one in found] == ["feature/cache", "main", "main"]
    shown = explain.diff(home, SETTINGS, [one.line.id for one in found])
    # Oldest first: as it was built.
    assert [file.path for file in shown.files] == [
        "add_a_lock.py",
        "add_a_queue.py",
        "add_a_cache.py",
    ]


def test_a_repository_that_is_gone_stands_in_nobodys_way(home: Home, api: Path) -> None:
    api.rename(api.parent / "elsewhere")
    found = explain.owed(home, SETTINGS)
    assert explain.branches(home, SETTINGS, found) == {}
    explain.refresh(home, SETTINGS)
    explain.record(home, SETTINGS, [found[0].line.id], why(), None, "app")
    assert [one.line.subject for one in explain.owed(home, SETTINGS)] == ["Add a lock"]


# -- what a hook asks --------------------------------------------------------------------------


def test_a_hook_is_told_what_is_bound(git: Git, home: Home, api: Path) -> None:
    lock, sha = identity(git, api, "HEAD~2"), git(api, "rev-parse", "HEAD~2")
    assert not explain.bound(home, lock)
    key = explain.record(home, SETTINGS, ids(home, "Add a lock"), why(), None, "app")
    assert explain.bound(home, lock)
    assert explain.bound(home, sha=sha)
    capture.delete(home, SETTINGS, key)
    assert not explain.bound(home, lock, sha)
    log = identity(git, api)
    explain.say(home, SETTINGS, ids(home, "Add a log"), "by hand")
    assert explain.bound(home, log)
    assert not explain.bound(home, "nobody@example.org 1 0")


def test_a_journal_that_cant_be_read_binds_nothing(home: Home) -> None:
    assert not explain.bound(home, "x")
    home.make(home.data)
    with open(home.journal, "wb") as file:
        file.write(b"noise" * 2_000)
    assert not explain.bound(home, "x")


# -- what was typed at a commit and not answered -----------------------------------------------


def test_unfinished_words_are_offered_until_the_change_is_explained(
    git: Git, home: Home, api: Path
) -> None:
    given = answer(git, home, api, "HEAD~2", state=answers.LATER, why="Half a thought")
    explain.refresh(home, SETTINGS)
    [key] = ids(home, "Add a lock")
    detail = explain.change(home, SETTINGS, key)
    assert detail.is_owed
    assert detail.unfinished
    assert detail.unfinished.words.why == "Half a thought"
    explain.record(home, SETTINGS, [key], why(), None, "app")
    assert explain.change(home, SETTINGS, key).unfinished is None
    assert answers.everything(home.answers) == []
    assert explain.unfinished(home, given.identity) is None
