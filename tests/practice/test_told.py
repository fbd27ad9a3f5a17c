"""What hooks and answers leave beside the journal is taken in once, whole, and never lost."""

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
    rewrite,
)
from waterline.domain.commits import identity_of
from waterline.journal import answers, inbox
from waterline.practice import explain, look, repositories
from waterline.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

DAY = 86_400 * 1_000_000


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    where = git.repository("api")
    by_person(git, where, "Start", "2026-11-01T09:00:00+01:00", readme__txt="hello\n")
    follow(home, where)
    return where


def origins(home: Home) -> dict[str, tuple[str, str, str]]:
    explain.refresh(home, SETTINGS)
    return {
        message.split("\n")[0]: (origin, tool, signal)
        for message, origin, tool, signal in held(home, "message, origin, tool, signal")
    }


# -- the environment ---------------------------------------------------------------------------


def test_a_commit_from_an_agents_environment_is_assisted(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    path = environment(git, home, api, names="CLAUDECODE CLAUDE_CODE_ENTRYPOINT")
    assert origins(home)["Add a lock"] == ("assisted", "Claude Code", "environment")
    assert not path.exists()
    assert owed(home) == ["Add a lock"]


def test_it_may_be_told_before_and_after_the_scan(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    assert origins(home)["Add a lock"][0] == "unknown"
    environment(git, home, api)
    # Whatever looks into the journal takes it in.
    assert look.status(home, SETTINGS).owed == 1
    assert origins(home)["Add a lock"] == ("assisted", "Claude Code", "environment")


def test_what_the_commit_itself_says_goes_before_it(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    environment(git, home, api, names="CODEX_THREAD_ID")
    assert origins(home)["Add a lock"] == ("assisted", "Claude Code", "trailer")
    explain.say(home, SETTINGS, ids(home, "Add a lock"), "by hand")
    assert origins(home)["Add a lock"] == ("by hand", "", "said")


def test_a_variable_of_ones_own_names_its_tool(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    environment(git, home, api, names="OUR_BOT")
    explain.refresh(home, Settings({"signals": {"$OUR_BOT": "Workbot"}}))
    assert held(home, "tool, signal")[-1] == ("Workbot", "environment")


def test_a_commit_of_the_same_second_elsewhere_is_not_meant(
    git: Git, home: Home, api: Path
) -> None:
    at = f"@{int(time.time())} +0100"
    other = git.repository("web")
    by_person(git, api, "Add a lock", at)
    by_person(git, other, "Add a page", at)
    follow(home, other)
    environment(git, home, other)
    found = origins(home)
    assert (found["Add a page"][0], found["Add a lock"][0]) == ("assisted", "unknown")


def test_a_linked_worktree_anywhere_is_meant(git: Git, home: Home, api: Path) -> None:
    git(api, "worktree", "add", "-q", "../../elsewhere/tree", "-b", "feature")
    tree = api.parent.parent / "elsewhere/tree"
    by_person(git, tree, "Add a lock")
    environment(git, home, tree)
    assert origins(home)["Add a lock"][0] == "assisted"


def test_the_authors_zone_and_address_are_those_of_the_commit(
    git: Git, home: Home, api: Path
) -> None:
    git(api, "config", "user.email", "Mara@Example.ORG")
    for number, zone in enumerate(("+0545", "-0330", "-0000")):
        by_person(git, api, f"Add {number}", f"@{int(time.time()) - 100 + number} {zone}")
        environment(git, home, api)
    found = origins(home)
    assert [found[f"Add {number}"][0] for number in range(3)] == ["assisted"] * 3


# -- files that are not whole ------------------------------------------------------------------


WHOLE = b"waterline 1 environment\nvariables CLAUDECODE\nauthor @1 +0000|m@x\nfolder /x\nend\n"


def lay(home: Home, raw: bytes, name: str = "a.hook", *, age: float = 0) -> Path:
    home.make(home.inbox)
    path = Path(home.inbox) / name
    path.write_bytes(raw)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


@pytest.mark.parametrize("cut", range(1, len(WHOLE)))
def test_what_a_hook_is_writing_waits_and_is_set_aside_when_it_died(cut: int, home: Home) -> None:
    path = lay(home, WHOLE[:cut])
    look.status(home, SETTINGS)
    assert path.exists()
    assert rows(home, "SELECT count(*) FROM fact") == [(0,)]
    lay(home, WHOLE[:cut], age=2 * inbox.ABANDONED_SECONDS)
    look.status(home, SETTINGS)
    assert not path.exists()
    assert list(inbox.waiting(home)) == [f"{home.inbox}/damaged/a.hook"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\nend\n",
        b"waterline 1 environment\nend\n",
        b"waterline 1 environment\nvariables CLAUDECODE\nauthor @x +0000|m@x\nend\n",
        b"waterline 1 environment\nvariables CLAUDECODE\nauthor @1 +00|m@x\nend\n",
        b"waterline 1 rewrite\nfolder /x\nend\n",
        b"waterline 1 rewrite\npair x y\nend\n",
        b"waterline 1 rewrite\npair " + b"a" * 40 + b"\nend\n",
        b"\xff\xfe\nend\n",
        b"noise\nend\n",
    ],
)
def test_what_nobody_can_read_is_set_aside(raw: bytes, home: Home) -> None:
    lay(home, raw)
    look.status(home, SETTINGS)
    assert list(inbox.waiting(home)) == [f"{home.inbox}/damaged/a.hook"]


@pytest.mark.parametrize("head", [b"waterline 2 environment", b"waterline 1 novelty"])
def test_what_a_newer_waterline_told_waits_for_it(head: bytes, home: Home) -> None:
    path = lay(home, head + b"\nsomething new\nend\n")
    look.status(home, SETTINGS)
    assert path.exists()
    assert inbox.waiting(home) == {str(path): "it is of a newer Waterline"}


def test_hostile_text_in_it_is_data(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    path = environment(git, home, api, names="CLAUDECODE \x1b]0;x\x07 $(id) [/x]")
    assert path.exists()
    assert origins(home)["Add a lock"][1] == "Claude Code"
    [(value, folder)] = rows(home, "SELECT value, folder FROM fact")
    assert (value, folder) == ("CLAUDECODE", str(api))


def test_more_behind_the_pair_of_a_rewrite_is_passed_over(home: Home) -> None:
    lay(home, f"waterline 1 rewrite\npair {'a' * 40} {'b' * 40} more\nend\n".encode())
    look.status(home, SETTINGS)
    assert rows(home, "SELECT old, new FROM rewrite") == [("a" * 40, "b" * 40)]


def test_rewrites_in_a_circle_end(git: Git, home: Home, api: Path) -> None:
    one = assisted(git, api, "Add a lock")
    two = assisted(git, api, "Add a queue")
    explain.refresh(home, SETTINGS)
    rewrite(home, api, [(one, two), (two, one), (one, one)])
    assert owed(home) == ["Add a queue", "Add a lock"]


# -- answers -----------------------------------------------------------------------------------


def test_an_answer_waits_for_its_commit(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    given = answer(git, home, api)
    git(api, "reset", "-q", "--hard", "HEAD~1")  # the commit died after the question
    explain.refresh(home, SETTINGS)
    assert answers.everything(home.answers) == [given]
    assert rows(home, "SELECT count(*) FROM entry") == [(0,)]


def test_an_answer_is_taken_in_with_all_that_was_said(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    given = answer(git, home, api, said="assisted", copied=0.125, typed=30, pasted=10)
    explain.refresh(home, SETTINGS)
    one = explain.explanation(home, SETTINGS, given.id).explained
    assert (one.before, one.after, one.ticks) == (3, 5, (True, False, True))
    assert (one.typed_share, one.copied, one.covers) == (0.75, 0.125, 1)
    assert one.written_at.timestamp() == pytest.approx(given.at / 1e6)
    assert origins(home)["Add a lock"] == ("assisted", "", "said")


@pytest.mark.parametrize(
    ("state", "said", "origin", "is_owed"),
    [
        (answers.BY_HAND, "by hand", "by hand", False),
        (answers.ASSISTED, "assisted", "assisted", True),
        (answers.LATER, "", "unknown", False),
        (answers.LATER, "assisted", "assisted", True),
        (answers.DRAFT, "", "unknown", False),
    ],
)
def test_a_word_without_an_explanation_counts_and_is_done_with(
    state: str, said: str, origin: str, *, is_owed: bool, git: Git, home: Home, api: Path
) -> None:
    by_person(git, api, "Add a lock")
    answer(git, home, api, state=state, said=said, why="")
    assert (owed(home) == ["Add a lock"]) is is_owed
    assert origins(home)["Add a lock"][0] == origin
    assert answers.everything(home.answers) == []


def test_words_that_were_not_answered_stay_until_the_change_is_explained(
    git: Git, home: Home, api: Path
) -> None:
    by_person(git, api, "Add a lock")
    given = answer(git, home, api, state=answers.LATER, said="assisted", why="Half a thought")
    for _ in range(2):
        assert owed(home) == ["Add a lock"]
        assert answers.everything(home.answers) == [given]
    assert rows(home, "SELECT count(*) FROM entry") == [(0,)]


@pytest.mark.parametrize("state", [answers.ANSWERED, answers.DRAFT, answers.LATER])
def test_after_fourteen_days_no_word_is_lost(state: str, git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    old = time.time_ns() // 1000 - 15 * DAY
    given = answer(git, home, api, state=state, at=old, why="Because")
    git(api, "reset", "-q", "--hard", "HEAD~1")
    explain.refresh(home, SETTINGS)
    assert answers.everything(home.answers) == []
    detail = explain.explanation(home, SETTINGS, given.id)
    assert (detail.explained.words.why, detail.changes) == ("Because", ())


def test_an_old_draft_of_a_change_that_was_let_go_becomes_an_explanation_of_none(
    git: Git, home: Home, api: Path
) -> None:
    assisted(git, api, "Add a lock", f"@{int(time.time()) - 15 * 86_400} +0000")
    old = time.time_ns() // 1000 - 15 * DAY
    given = answer(git, home, api, state=answers.DRAFT, at=old, why="Half a thought")
    assert explained(home, "Add a lock") == []
    assert explain.explanation(home, SETTINGS, given.id).changes == ()


def test_an_answer_without_words_or_commit_goes_after_fourteen_days(
    git: Git, home: Home, api: Path
) -> None:
    assisted(git, api, "Add a lock")
    old = time.time_ns() // 1000 - 15 * DAY
    answer(git, home, api, state=answers.BY_HAND, said="by hand", at=old, why="")
    git(api, "reset", "-q", "--hard", "HEAD~1")
    explain.refresh(home, SETTINGS)
    assert answers.everything(home.answers) == []
    assert rows(home, "SELECT count(*) FROM entry") == [(0,)]


def test_what_follows_an_earlier_commit_takes_over_what_holds_of_it(
    git: Git, home: Home, api: Path
) -> None:
    sha = assisted(git, api, "Add a lock")
    answer(git, home, api)
    assert owed(home) == []
    git(api, "reset", "-q", "--soft", "HEAD~1")
    git(api, "commit", "-q", "-m", "Add the same lock")
    answer(git, home, api, state=answers.SAME, follows=sha, why="")
    assert explained(home, "Add the same lock") == ["Because of Add a lock"]
    assert origins(home)["Add the same lock"][:2] == ("assisted", "Claude Code")
    assert answers.everything(home.answers) == []


def test_answers_of_one_second_find_their_own_commits(git: Git, home: Home, api: Path) -> None:
    at = f"@{int(time.time())} +0100"
    for number in range(4):
        assisted(git, api, f"Add {number}", at, **{f"f{number}__py": ENOUGH})
        answer(git, home, api)
    for number in range(4):
        assert explained(home, f"Add {number}") == [f"Because of Add {number}"]


def test_an_answer_to_another_subject_and_file_is_for_another_commit(
    git: Git, home: Home, api: Path
) -> None:
    assisted(git, api, "Add a lock")
    given = answer(git, home, api, subject="Something else", paths=("else.py",))
    explain.refresh(home, SETTINGS)
    assert answers.everything(home.answers) == [given]


def test_an_answer_that_is_taken_in_twice_is_there_once(git: Git, home: Home, api: Path) -> None:
    assisted(git, api, "Add a lock")
    given = answer(git, home, api)
    explain.refresh(home, SETTINGS)
    answers.write(home.answers, given)  # as if the kill came before the file was unlinked
    explain.refresh(home, SETTINGS)
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
    assert rows(home, "SELECT count(*) FROM entry") == [(1,)]
    assert rows(home, "SELECT count(*) FROM explained") == [(1,)]
    assert answers.everything(home.answers) == []


def test_a_deleted_explanation_does_not_come_back_from_its_file(
    git: Git, home: Home, api: Path
) -> None:
    from waterline.practice import capture

    assisted(git, api, "Add a lock")
    given = answer(git, home, api)
    explain.refresh(home, SETTINGS)
    capture.delete(home, SETTINGS, given.id)
    answers.write(home.answers, given)
    assert owed(home) == ["Add a lock"]
    assert answers.everything(home.answers) == []


def test_a_file_that_is_no_answer_stays_and_stands_in_nobodys_way(
    git: Git, home: Home, api: Path
) -> None:
    assisted(git, api, "Add a lock")
    answer(git, home, api)
    noise = Path(home.answers) / "noise.json"
    noise.write_text("{")
    (Path(home.answers) / "folder.json").mkdir()
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
    assert noise.exists()


def test_one_rule_names_commits(git: Git, api: Path) -> None:
    told = git(api, "log", "-1", "--format=%ae")
    assert identity_of(told.upper(), 5, -3600) == "mara@example.org 5 -3600"


def test_scanning_one_repository_takes_in_the_answers_of_all_that_are_known(
    git: Git, home: Home, api: Path
) -> None:
    assisted(git, api, "Add a lock")
    explain.refresh(home, SETTINGS)
    answer(git, home, api)
    other = git.repository("web")
    repositories.add(home, SETTINGS, str(other))
    repositories.scan(home, SETTINGS, ["web"])
    assert explained(home, "Add a lock") == ["Because of Add a lock"]
