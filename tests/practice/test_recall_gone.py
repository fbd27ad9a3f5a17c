"""What is rewritten, deleted or moved breaks no question: it is skipped, and comes back."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.practice.ground import rows, scan
from tests.practice.owing import AI, follow
from tests.practice.recalling import (
    NOW,
    SETTINGS,
    answered,
    asked,
    at,
    begin,
    decided,
    is_whole,
    real,
    say_why,
)
from waterline.domain.asked import Skipped
from waterline.errors import JournalError
from waterline.practice import capture, recall, repositories

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.domain.asked import Item
    from waterline.home import Home

NOT_HELD = "no followed repository holds its commit any more"


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    """Give a followed repository with one explained change, drawn and not made into questions."""
    where = real(git, home)
    say_why(home)
    with at():
        assert recall.look(home, SETTINGS, NOW).first == 3
    return where


def reasons(home: Home, items: list[Item]) -> list[tuple[str, str]]:
    found = [(item.sort, recall.ask(home, SETTINGS, item.id)) for item in items]
    return [(sort, told.reason) for sort, told in found if isinstance(told, Skipped)]


def all_answered(home: Home, *, well: bool = False) -> None:
    with at():
        for item in begin(home):
            answered(home, item, well=well)


def rewritten(git: Git, where: Path, *words: str) -> None:
    """Amend the last commit, keeping its author's time as git does."""
    (where / "api/clock.py").write_text((where / "api/clock.py").read_text() + "\nlast = 1\n")
    git(where, "add", "-A")
    git(where, "commit", "-q", "--amend", *(words or ("--no-edit",)))


@at()
def test_a_rewritten_change_is_asked_about_as_it_is_now(git: Git, home: Home, api: Path) -> None:
    rewritten(git, api, "-m", f"Refuse what is too fast\n\n{AI}")
    scan(home)

    items = begin(home)

    assert [item.sort for item in items] == ["where", "why", "line"]
    assert {item.subject for item in items} == {"Refuse what is too fast"}
    assert {item.sha for item in items} == {git(api, "rev-parse", "HEAD")}
    assert reasons(home, items[:1]) == []


@at()
def test_a_question_that_was_made_needs_neither_its_commit_nor_its_repository(
    git: Git, home: Home, api: Path
) -> None:
    items = begin(home)
    shutil.rmtree(api)

    for item in items:
        assert answered(home, item).outcome in {"right", "passed"}
    assert is_whole(home)


@at()
def test_a_change_that_was_dropped_is_skipped_with_a_word(git: Git, home: Home, api: Path) -> None:
    git(api, "reset", "-q", "--hard", "HEAD~")
    scan(home)

    items = begin(home)

    assert reasons(home, items) == [(sort, NOT_HELD) for sort in ("where", "why", "line")]
    assert {(item.subject, item.repo) for item in items} == {("Refuse what comes too fast", "api")}
    assert begin(home, 0.1) == []
    found = recall.results(home, SETTINGS)
    assert (found.drawn, found.answered) == (0, 0)  # it is nobody's leaving out
    assert is_whole(home)


def test_what_was_dropped_comes_back_when_its_commit_does(git: Git, home: Home, api: Path) -> None:
    sha = git(api, "rev-parse", "HEAD")
    git(api, "reset", "-q", "--hard", "HEAD~")
    scan(home)
    begin(home)

    git(api, "reset", "-q", "--hard", sha)
    scan(home)

    assert [item.sort for item in begin(home, 1)] == ["where", "why", "line"]


@at()
def test_a_commit_that_is_gone_since_the_last_scan_is_skipped_and_said_once(
    git: Git, home: Home, api: Path
) -> None:
    shutil.rmtree(api / ".git/objects")
    (api / ".git/objects").mkdir()

    items = begin(home)

    assert [item.sort for item in items] == ["where", "why", "line"]
    assert [sort for sort, _ in reasons(home, items)] == ["where", "line"]
    assert [item.sort for item in begin(home, 0.1)] == ["why"]
    assert [item.sort for item in begin(home, 0.2)] == ["why"]


@at()
def test_a_repository_that_is_not_there_can_still_be_asked_why(home: Home, api: Path) -> None:
    os.rename(api, api.with_name("elsewhere"))

    items = begin(home)

    assert reasons(home, items) == [
        (sort, "its repository is not where it was") for sort in ("where", "line")
    ]
    [why] = [item for item in items if item.sort == "why"]
    assert answered(home, why).outcome == "passed"


def test_a_repository_that_moved_is_asked_about_at_its_new_place(home: Home, api: Path) -> None:
    moved = api.with_name("elsewhere")
    os.rename(api, moved)
    begin(home)
    with at(0.1):
        repositories.add(home, SETTINGS, str(moved))
        repositories.scan(home, SETTINGS)

    items = begin(home, 0.2)

    assert [item.sort for item in items] == ["where", "why", "line"]
    with at(0.2):
        assert asked(home, items[0]).options


def test_a_repository_that_is_followed_no_more_is_skipped_until_it_is_again(
    home: Home, api: Path
) -> None:
    with at():
        repositories.remove(home, SETTINGS, "api")
    assert len(reasons(home, begin(home))) == 3

    with at(0.1):
        follow(home, api)
    assert [item.sort for item in begin(home, 0.2)] == ["where", "why", "line"]
    with at(0.2):
        assert recall.look(home, SETTINGS, NOW).drawn == 1  # the same draw


def test_due_cards_of_what_is_gone_rest_with_a_word_and_come_back(
    git: Git, home: Home, api: Path
) -> None:
    all_answered(home)
    sha = git(api, "rev-parse", "HEAD")
    git(api, "reset", "-q", "--hard", "HEAD~")
    scan(home)

    with at(3):
        assert recall.look(home, SETTINGS, NOW).later == 0
    gone = begin(home, 3)

    with at(3):
        assert {sort for sort, _ in reasons(home, gone)} == {"where", "why", "line"}
        assert begin(home, 3.1) == []
    assert {row[0] for row in rows(home, "SELECT at_rest FROM card")} == {f"gone: {NOT_HELD}"}

    git(api, "reset", "-q", "--hard", sha)
    scan(home)
    back = begin(home, 4)
    assert [item.sort for item in back] == ["where", "why", "line"]
    with at(4):
        assert answered(home, back[0]).outcome == "right"
    assert is_whole(home)


def test_a_card_whose_file_is_gone_from_the_project_asks_of_the_change_as_it_was(
    git: Git, home: Home, api: Path
) -> None:
    all_answered(home)
    git(api, "rm", "-q", "-r", "api")
    git(api, "commit", "-q", "-m", "Begin anew", at="2026-11-20T15:00:00")
    scan(home)

    items = begin(home, 3)

    with at(3):
        assert [item.sort for item in items] == ["where", "why", "line"]
        assert reasons(home, items[:1]) == []


def test_a_decision_that_was_deleted_is_skipped_and_undo_brings_it_back(home: Home) -> None:
    with lay.journal(home) as db:
        key = decided(db, 20)
    [first] = begin(home)
    with at(0.1):
        capture.delete(home, SETTINGS, key)
        assert reasons(home, [first]) == [("why", "its decision was deleted")]
        assert begin(home, 0.2) == []
        capture.undo(home, SETTINGS)

    assert begin(home, 0.3) == [first]


def test_a_card_whose_explanation_was_deleted_rests_until_there_is_one(
    home: Home, api: Path
) -> None:
    all_answered(home)
    [(key,)] = rows(home, "SELECT id FROM entry WHERE kind = 'explanation'")
    with at(0.1):
        capture.delete(home, SETTINGS, key)

    items = begin(home, 3)
    with at(3):
        assert ("why", "its explanation was deleted") in reasons(home, items)
        assert "why" not in [item.sort for item in begin(home, 3.1)]
        capture.undo(home, SETTINGS)
        assert "why" in [item.sort for item in begin(home, 3.2)]


@at()
def test_a_waiting_question_whose_change_goes_while_it_waits_is_skipped_when_it_is_asked(
    git: Git, home: Home, api: Path
) -> None:
    [_, why, _] = begin(home)
    git(api, "reset", "-q", "--hard", "HEAD~")
    scan(home)
    with lay.journal(home) as db:
        db.execute("UPDATE test SET outcome = 'unknown' WHERE sort = 'where'")

    told = recall.ask(home, SETTINGS, why.id)

    assert isinstance(told, Skipped)
    assert told.reason == NOT_HELD


@at()
def test_a_clone_that_holds_it_too_is_asked_where_the_other_is_gone(
    git: Git, home: Home, api: Path
) -> None:
    git(api.parent, "clone", "-q", str(api), "copy")
    follow(home, api.parent / "copy")
    shutil.rmtree(api)

    items = begin(home)

    assert reasons(home, items[:1]) == []


@at()
def test_hostile_names_and_lines_are_shown_without_what_a_terminal_obeys(
    git: Git, home: Home
) -> None:
    where = git.repository("api")
    body = "".join(
        f"def part_{n}(count, limit):\n    if count < limit + {n}:\n"
        f'        return send("\x1b]0;x\x07[/x]", count - {n}, limit)\n    return count * {n + 2}\n'
        for n in range(8)
    )
    for n in range(9):
        git.commit(
            where, f"Old {n}", f"2026-09-{n + 1:02}T10:00:00", **{f"a/[/x]{n}\x1b[2J__py": body}
        )
    git.commit(
        where, f"Do it\x1b[2J [/x]\n\n{AI}", "2026-10-20T10:00:00",
        **{"a/[/x]5\x1b[2J__py": body + body.replace("part", "new")},
    )  # fmt: skip
    follow(home, where)

    shown = []
    for item in begin(home):
        question = asked(home, item)
        shown.append(repr((question, answered(home, item))))

    assert shown
    assert not any("\\x1b" in text or "\\x07" in text for text in shown)
    stored = json.dumps(rows(home, "SELECT asked, marks, answer FROM test"))
    assert "\\u001b" not in stored


@at()
def test_a_broken_text_is_said_whatever_reads_it(home: Home, api: Path) -> None:
    with lay.journal(home) as db:
        db.execute("UPDATE test SET subject = CAST(x'ff41' AS TEXT)")

    for read in (recall.begin, recall.prepare, recall.waiting):
        with pytest.raises(JournalError, match="a text in it is broken"):
            read(home, SETTINGS, NOW)
