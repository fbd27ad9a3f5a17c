"""Commits that are put together or made anew on the way: what was said of them holds on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.flow.desk import DONE, PROMPT, QUESTION, TRAILER, answers, change, waterline
from tests.flow.test_prompt_at_commit import explain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.desk import Desk

TOGETHER = f"git commit -qm 'Add all of it' -m '{TRAILER}'"
SOFTLY = "git reset -q --soft HEAD~2"
SQUASH = "git checkout -q -b feature && git checkout -q - && git reset -q --hard HEAD~2"

WAYS = {
    "a soft reset": f"{SOFTLY} && {TOGETHER}",
    "a squashing merge": f"{SQUASH} && git merge -q --squash feature && {TOGETHER}",
    "a soft reset and an amend": (
        "git reset -q --soft HEAD~1 && git commit -q --amend -m 'Add all of it'"
    ),
}


def commit(desk: Desk, name: str, why: str = "", text: str = "line") -> None:
    """Make an assisted commit of one file, explained at its prompt if there is a reason."""
    desk.stage(f"{name}.py", text=text)
    command = f"git commit -qm 'Add {name}' -m '{TRAILER}'"
    if not why:
        desk.away(command)
        return
    with desk.at_terminal(command) as terminal:
        explain(terminal, why)
        terminal.until(DONE + "0")


def whys(desk: Desk, rev: str = "HEAD") -> list[str]:
    """Read the explanations of a change."""
    return sorted(told["why"] for told in change(rev, desk.where)["explanations"])


@pytest.mark.parametrize("way", list(WAYS.values()), ids=list(WAYS))
def test_what_was_explained_in_parts_is_explained_together_be_the_parts_scanned_or_unseen(
    desk: Desk, way: str, tmp_path: Path
) -> None:
    commit(desk, "one", "The first because of the second")
    commit(desk, "two", "The second because of the first")
    aside = shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name} aside"), symlinks=True)

    put_together(desk, way)

    shutil.rmtree(tmp_path)
    shutil.copytree(aside, tmp_path, symlinks=True)
    waterline("repo", "scan")
    put_together(desk, way)


def put_together(desk: Desk, way: str) -> None:
    """Put both parts together: nothing is asked, and what was written of them holds on."""
    seen = desk.sit(way)

    assert (seen.code, seen.asked, PROMPT in seen.shown) == (0, 0, False)
    waterline("repo", "scan")
    assert whys(desk) == ["The first because of the second", "The second because of the first"]
    assert answers() == []
    assert "[]" in waterline("owed", "--json")


def test_a_part_that_nobody_was_asked_about_is_asked_about_with_the_others(desk: Desk) -> None:
    commit(desk, "one", "The first because of the second")
    commit(desk, "two")

    with desk.at_terminal(f"{SOFTLY} && {TOGETHER}") as terminal:
        explain(terminal, "Both, since one alone would not hold")
        terminal.until(DONE + "0")

    waterline("repo", "scan")
    assert whys(desk) == ["Both, since one alone would not hold", "The first because of the second"]


def test_parts_that_were_all_too_small_to_be_asked_about_are_asked_about_together(
    desk: Desk,
) -> None:
    for name in ("one", "two"):
        desk.stage(f"{name}.py", lines=6)
        desk.sit(f"git commit -qm 'Add {name}'")

    assert desk.sit(f"{SOFTLY} && git commit -qm 'Add both'").asked == 1


def test_a_second_attempt_on_another_branch_is_asked_about_and_the_first_keeps_its_words(
    desk: Desk,
) -> None:
    desk.git(desk.where, "branch", "second")
    commit(desk, "limiter", "A bucket")
    desk.git(desk.where, "branch", "first")
    desk.git(desk.where, "checkout", "-q", "second")
    commit(desk, "limiter", "A window", text="other")

    waterline("repo", "scan")
    assert (whys(desk, "first"), whys(desk, "second")) == (["A bucket"], ["A window"])


def test_a_commit_that_was_taken_back_and_mended_is_not_asked_about_again(desk: Desk) -> None:
    commit(desk, "limiter", "A bucket")
    desk.git(desk.where, "reset", "-q", "--soft", "HEAD^")
    desk.stage("limiter.py", lines=31)

    seen = desk.sit(f"git commit -qm 'Add a better limiter' -m '{TRAILER}'")

    assert (seen.code, PROMPT in seen.shown, QUESTION in seen.shown) == (0, False, False)
    assert whys(desk) == ["A bucket"]
