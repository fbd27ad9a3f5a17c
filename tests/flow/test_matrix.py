"""Every operation of git's that makes commits, by everybody who may start it.

Nothing may hang and nothing may be asked where nobody sits: each case ends within its limit.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.flow.desk import QUESTION, answer, answers, change, waterline

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.flow.desk import Desk


class Operation(NamedTuple):
    """A shell command, what makes the repository ready for it, and how often a person is asked."""

    command: str
    ready: Callable[[Desk], None]
    asked: int
    fails: bool = False


# An editor that leaves the message as it is, and one that writes one.
KEEPS = "GIT_EDITOR=true"
WRITES = "GIT_EDITOR='sed -i 1s/^/Written/'"


def staged(desk: Desk) -> None:
    desk.stage()


def changed(desk: Desk) -> None:
    """Change two tracked files, and stage nothing."""
    desk.git(desk.where, "commit", "-qnm", "Tracked", "--allow-empty")
    for name in ("one.py", "two.py"):
        desk.stage(name, text="before")
    desk.git(desk.where, "commit", "-qnm", "Two files")
    for name in ("one.py", "two.py"):
        desk.write(name, text="after")


def amendable(desk: Desk) -> None:
    """Stage more for a commit that nobody was asked about."""
    desk.stage("one.py")
    desk.git(desk.where, "commit", "-qnm", "One file")
    desk.stage("two.py")


def branches(desk: Desk, *, conflict: bool = False) -> None:
    """Make a branch `topic` of two commits beside a main that went on."""
    desk.git(desk.where, "checkout", "-qb", "topic")
    for name in ("first.py", "second.py"):
        desk.stage(name, text="topic")
        desk.git(desk.where, "commit", "-qnm", f"Topic {name}")
    desk.git(desk.where, "checkout", "-q", "main")
    desk.stage("first.py" if conflict else "third.py", text="main")
    desk.git(desk.where, "commit", "-qnm", "Main goes on")


def on_topic(desk: Desk) -> None:
    branches(desk)
    desk.git(desk.where, "checkout", "-q", "topic")


def fixups(desk: Desk) -> None:
    on_topic(desk)
    desk.stage("second.py", text="mended")
    desk.git(desk.where, "commit", "-qnm", "fixup! Topic second.py")


def dirty_topic(desk: Desk) -> None:
    on_topic(desk)
    desk.write("readme", text="not committed")


def conflicting(desk: Desk) -> None:
    branches(desk, conflict=True)


def patch(desk: Desk) -> None:
    branches(desk)
    desk.git(desk.where, "format-patch", "-q", "-o", "patches", "main..topic")


def worktree(desk: Desk) -> None:
    desk.git(desk.where, "worktree", "add", "-q", "../linked")
    (desk.where.parent / "linked/new.py").write_text("line\n" * 30)


def picking(desk: Desk) -> None:
    branches(desk, conflict=True)


def submodule(desk: Desk) -> None:
    part = desk.git.repository("elsewhere")
    desk.git.commit(part, "A part")
    allowed = ("-c", "protocol.file.allow=always")
    desk.git(desk.where, *allowed, "submodule", "add", "-q", str(part), "part")
    waterline("repo", "add", str(desk.where / "part"))
    (desk.where / "part/new.py").write_text("line\n" * 30)


RESOLVE = "echo resolved > first.py; git add first.py"

OPERATIONS: dict[str, Operation] = {
    "plain": Operation("git commit -qm Plain", staged, 1),
    "with an editor": Operation(f"{WRITES} git commit -q", staged, 1),
    "verbose": Operation(f"{WRITES} git commit -qv", staged, 1),
    "from a folder below": Operation(
        "mkdir -p below && cd below && git commit -qm Below", staged, 1
    ),
    "all": Operation("git commit -qam All", changed, 1),
    "partial": Operation("git commit -qm Partial -- one.py", changed, 1),
    "amend": Operation("git commit -q --amend --no-edit", amendable, 1),
    "amend, the message alone": Operation(
        "git reset -q && git commit -q --amend -m 'Other words'", amendable, 0
    ),
    # With another second it looks like a new commit: see below.
    "amend anew": Operation(
        'GIT_AUTHOR_DATE="$(git log -1 --format=%ad --date=raw)" '
        "git commit -q --amend --no-edit --reset-author", amendable, 1
    ),
    "fixup": Operation("git commit -q --fixup HEAD", staged, 0),
    "squash": Operation(f"{KEEPS} git commit -q --squash HEAD", staged, 0),
    "no verify": Operation("git commit -qnm Unasked", staged, 0),
    "clean merge": Operation(f"{KEEPS} git merge -q topic", branches, 0),
    "squashed merge": Operation(
        f"git merge -q --squash topic && {KEEPS} git commit -q", branches, 1
    ),
    "merge with a conflict": Operation(
        f"git merge -q topic; {RESOLVE}; {KEEPS} git commit -q", conflicting, 0
    ),
    "rebase": Operation("git rebase -q main", on_topic, 0),
    "rebase by applying": Operation("git rebase -q --apply main", on_topic, 0),
    "rebase, reword": Operation(
        "GIT_SEQUENCE_EDITOR='sed -i s/^pick/reword/' "
        f"{WRITES} git rebase -qi main", on_topic, 0
    ),
    "rebase, squash": Operation(
        f"GIT_SEQUENCE_EDITOR='sed -i 2s/^pick/squash/' {KEEPS} git rebase -qi main", on_topic, 0
    ),
    "rebase, autosquash": Operation(
        f"GIT_SEQUENCE_EDITOR=true {KEEPS} git rebase -qi --autosquash main", fixups, 0
    ),
    "rebase, autostash": Operation("git rebase -q --autostash main", dirty_topic, 0),
    "rebase, edit and amend": Operation(
        "GIT_SEQUENCE_EDITOR='sed -i 1s/^pick/edit/' git rebase -qi main; "
        "seq 50 > more.py; git add more.py; git commit -q --amend --no-edit; git rebase --continue",
        on_topic, 0,
    ),
    "rebase with a conflict": Operation(
        f"git checkout -q topic; git rebase -q main; {RESOLVE}; {KEEPS} git rebase --continue",
        conflicting, 0,
    ),
    "cherry-pick": Operation("git cherry-pick topic", branches, 0),
    "cherry-pick with a conflict": Operation(
        f"git cherry-pick topic~; {RESOLVE}; {KEEPS} git cherry-pick --continue", conflicting, 0
    ),
    "cherry-pick, committed by hand": Operation(
        f"git cherry-pick topic~; {RESOLVE}; {KEEPS} git commit -q", conflicting, 0
    ),
    "revert": Operation(f"{KEEPS} git revert HEAD", branches, 0),
    "revert, committed by hand": Operation(
        f"git revert --no-commit HEAD; {KEEPS} git commit -q", branches, 0
    ),
    "am": Operation("git am -q patches/*", patch, 0),
    "a linked worktree": Operation(
        "cd ../linked && git add . && git commit -qm Linked", worktree, 1
    ),
    "a submodule": Operation(
        "cd part && git add . && git commit -qm Part", submodule, 1
    ),
    "a git directory apart": Operation(
        "mv .git ../apart.git && git --git-dir=../apart.git --work-tree=. commit -qm Apart",
        staged, 1,
    ),
}  # fmt: skip
CASES = pytest.mark.parametrize("name", OPERATIONS)


def prepared(desk: Desk, name: str) -> Operation:
    operation = OPERATIONS[name]
    operation.ready(desk)
    return operation


def inbox() -> list[Path]:
    return list((Path(os.environ["WATERLINE_HOME"]) / "inbox").glob("*.hook"))


@CASES
def test_a_person_at_a_terminal_is_asked_once_where_a_change_is_new(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)

    seen = desk.sit(operation.command, "n")

    assert (seen.code, seen.asked) == (0, operation.asked), seen.shown
    assert len(answers()) == operation.asked
    assert "waterline:" not in seen.shown.replace(f"waterline: {QUESTION}", "")


@CASES
def test_an_agent_in_a_terminal_is_never_asked(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)

    seen = desk.sit(operation.command, "\x03", CLAUDECODE="1")

    assert (seen.code, seen.asked, answers()) == (0, 0, []), seen.shown
    if operation.asked:
        assert len(inbox()) >= 1


@CASES
def test_without_a_terminal_nothing_is_asked(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)

    seen = desk.away(operation.command)

    assert (seen.code, seen.asked, answers()) == (0, 0, []), seen.shown
    assert "waterline" not in seen.shown


@CASES
def test_a_program_that_reads_what_git_says_is_not_interrupted(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)

    seen = desk.sit(f"({operation.command}) 2>&1 </dev/null | cat", "\x03")

    assert (seen.code, seen.asked, answers()) == (0, 0, []), seen.shown


ASKED = [name for name, one in OPERATIONS.items() if one.asked and "apart" not in name]


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_names_the_very_commit_that_git_makes(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)
    desk.git(desk.where, "config", "core.commentChar", ";")

    desk.sit(operation.command, "n")

    told = answer()
    made = desk.git(
        Path(told["folder"]), "log", "-1", "--format=%T %P%n%ae %at%n%s", "--date=raw"
    ).split("\n")
    assert [f"{told['tree']} {told['parent']}".rstrip(), told["subject"]] == [made[0], made[2]]
    assert told["identity"] == f"{made[1]} 3600" or told["identity"] == f"{made[1]} 7200"


def test_an_answer_to_an_amend_with_a_time_of_its_own_finds_its_commit_too(desk: Desk) -> None:
    amendable(desk)
    before = desk.head()

    seen = desk.sit(
        "GIT_AUTHOR_DATE='2026-11-02 10:00:00 +0100' git commit -q --amend --no-edit --reset-author"
    )

    assert (seen.code, seen.asked) == (0, 1)
    # Nothing tells its hook that it isn't a new commit after the one that it replaces.
    assert answer()["parent"] == before
    assert desk.git(desk.where, "rev-parse", "HEAD^") != before
    assert change("HEAD", desk.where)["origin"] == "by hand"
    assert answers() == []


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ("", "#12 is mended"),
        ("commit.cleanup=scissors", "Plain words"),
        ("commit.cleanup=verbatim", "Plain words"),
        ("commit.verbose=true", "Plain words"),
        ("i18n.commitEncoding=ISO-8859-1", "Gr\u00fc\u00dfe"),
    ],
)
def test_a_subject_is_known_as_git_will_keep_it(desk: Desk, configured: str, message: str) -> None:
    if configured:
        desk.git(desk.where, "config", *configured.split("="))
    desk.stage()

    desk.sit(f"git commit -qm '{message}'", "n")

    assert answer()["subject"] == desk.git(desk.where, "log", "-1", "--format=%s") == message


@pytest.mark.parametrize(
    "name", ["plain", "all", "amend", "clean merge", "rebase", "a linked worktree"]
)
def test_a_job_in_the_background_is_not_asked(desk: Desk, name: str) -> None:
    operation = prepared(desk, name)

    seen = desk.sit(f"set -m; ({operation.command}) & wait $!", "\x03")

    assert (seen.code, seen.asked, answers()) == (0, 0, []), seen.shown


def test_what_git_prints_may_be_piped_on_while_a_person_is_asked(desk: Desk) -> None:
    desk.stage()

    seen = desk.sit("git commit -m Piped | cat", "n")

    assert (seen.code, seen.asked, desk.commits()) == (0, 1, 2)


@pytest.mark.parametrize("variables", [{"CI": "true"}, {"WATERLINE": "off"}, {"TERM": "dumb"}])
def test_some_surroundings_speak_for_themselves(desk: Desk, variables: dict[str, str]) -> None:
    desk.stage()

    seen = desk.sit("git commit -qm Plain", "\x03", None, **variables)

    assert (seen.code, seen.asked, answers(), desk.commits()) == (0, 0, [], 2)
