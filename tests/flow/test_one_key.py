"""One key at a commit that says nothing about AI."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.flow.desk import (
    DONE,
    PROMPT,
    QUESTION,
    answer,
    answers,
    asking,
    change,
    shown,
    waterline,
)

if TYPE_CHECKING:
    from tests.flow.desk import Desk

COMMIT = "git commit -qm 'Add a limiter'"


def test_a_change_that_says_nothing_costs_one_key(desk: Desk) -> None:
    desk.stage()

    seen = desk.sit(COMMIT, "n")

    assert (seen.code, seen.asked) == (0, 1)
    assert "+30 -0 in 1 file" in seen.shown
    assert desk.commits() == 2
    told = answer()
    assert (told["state"], told["said"], told["subject"]) == ("by hand", "by hand", "Add a limiter")
    assert change("HEAD", desk.where)["origin"] == "by hand"
    assert answers() == []


def test_later_leaves_the_change_unknown(desk: Desk) -> None:
    desk.stage()

    seen = desk.sit(COMMIT, "l")

    assert (seen.code, seen.asked) == (0, 1)
    assert "owed" not in seen.shown
    assert change("HEAD", desk.where)["origin"] == "unknown"


def test_yes_opens_the_form(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        terminal.press("y")
        terminal.until(PROMPT)
        terminal.press("\x1b")
        terminal.until(lambda: DONE in shown(terminal))

    assert (answer()["state"], answer()["said"]) == ("assisted", "assisted")
    assert "an explanation is owed" in shown(terminal)
    assert change("HEAD", desk.where)["origin"] == "assisted"


def test_a_question_mark_explains_the_keys_and_another_key_changes_nothing(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        terminal.press("x\r\x1b[A\x1bOP?")
        terminal.until("ctrl+c stops the commit")
        terminal.press("N")
        terminal.until(DONE + "0")

    assert answer()["said"] == "by hand"


def test_ctrl_c_stops_the_commit_and_the_next_try_asks_again(desk: Desk) -> None:
    desk.stage()

    first = desk.sit(COMMIT, "\x03")
    assert (first.code, desk.commits()) == (1, 1)

    second = desk.sit(COMMIT, "n")
    assert (second.code, second.asked, desk.commits()) == (0, 1, 2)
    assert len(answers()) == 1


@pytest.mark.parametrize("key", ["l", "n"])
def test_a_retry_is_asked_nothing_again(desk: Desk, key: str) -> None:
    desk.git(desk.where, "config", "gpg.program", "false")
    desk.stage()
    first = desk.sit(f"{COMMIT} -S", key)
    assert (first.code != 0, first.asked, desk.commits()) == (True, 1, 1)

    second = desk.sit(COMMIT, key)

    assert (second.code, second.asked, desk.commits()) == (0, 0, 2)


def test_keys_that_were_typed_before_the_question_are_no_answer(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(f"sleep 0.3; {COMMIT}") as terminal:
        terminal.press("yyy")
        terminal.until(QUESTION)
        terminal.press("n")
        terminal.until(DONE + "0")

    assert answer()["said"] == "by hand"


def test_the_terminal_is_as_it_was_afterwards(desk: Desk) -> None:
    desk.stage()

    seen = desk.sit(f"stty -g > before; {COMMIT}; stty -g > after", "n")

    assert seen.code == 0
    before, after = desk.where / "before", desk.where / "after"
    assert before.read_text() == after.read_text() != ""


def test_small_changes_generated_ones_and_empty_ones_are_not_asked_about(desk: Desk) -> None:
    desk.stage(lines=9)
    assert desk.sit("git commit -qm 'Too small'").asked == 0
    desk.stage("yarn.lock", lines=400)
    assert desk.sit("git commit -qm 'Update what is needed'").asked == 0
    assert desk.sit("git commit -qm 'Nothing at all' --allow-empty").asked == 0
    assert answers() == []
    assert desk.commits() == 4


def test_what_somebody_else_wrote_is_not_asked_about(desk: Desk) -> None:
    desk.stage()

    seen = desk.sit(f"{COMMIT} --author 'Jo <jo@example.org>'")

    assert (seen.code, seen.asked, answers()) == (0, 0, [])


@pytest.mark.parametrize(
    ("values", "trailer", "asked", "opens"),
    [
        (("unknown", "leave"), "", 0, False),
        (("unknown", "by hand"), "", 0, False),
        (("unknown", "assisted"), "", 0, True),
        (("ask", "never"), "", 0, False),
        (("ask", "later"), "", 0, False),
        (("min_lines", "31"), "", 0, False),
        (("leave_repositories", "api"), "", 0, False),
        (("repos.api.ask", "never"), "", 0, False),
        (("repos.other.ask", "never"), "", 1, False),
        (("leave_agents", "Claude Code"), "-m 'Made-with: Cursor'", 0, True),
        (("leave_agents", "Cursor"), "-m 'Made-with: Cursor'", 0, False),
        (("signals.Made-by-robot", "Robot"), "-m Made-by-robot", 0, True),
    ],
)
def test_the_settings_say_what_is_asked(
    desk: Desk, values: tuple[str, str], trailer: str, asked: int, *, opens: bool
) -> None:
    waterline("config", *values)
    desk.stage()

    with desk.at_terminal(f"{COMMIT} {trailer}") as terminal:
        terminal.until(lambda: DONE in shown(terminal) or QUESTION in shown(terminal)
                       or PROMPT in terminal.text)  # fmt: skip
        assert (PROMPT in terminal.text) is opens
        assert shown(terminal).count(QUESTION) == asked
        if DONE not in shown(terminal):
            terminal.press("\x1b" if opens else "n")
        terminal.until(lambda: DONE in shown(terminal))

    assert desk.commits() == 2


def test_to_be_asked_less_is_one_key_and_a_number_away(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        terminal.press("s")
        terminal.until("1  never about changes in api that say nothing about AI")
        terminal.press("1")
        terminal.until(DONE + "0")
    assert "from now on: never about changes in api" in shown(terminal)

    desk.stage("other.py")
    assert desk.sit("git commit -qm 'Add another'").asked == 0

    back = shown(terminal).partition("(back: `")[2].partition("`")[0]
    waterline(*back.split()[1:])
    desk.stage("third.py")
    assert desk.sit("git commit -qm 'Add a third'").asked == 1


@pytest.mark.parametrize("number", ["2", "3", "4"])
def test_every_way_to_be_asked_less_is_heard_by_the_next_commit(desk: Desk, number: str) -> None:
    desk.stage(lines=15)
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        terminal.press("s")
        terminal.until(f"{number}  ")
        terminal.press(number)
        terminal.until(DONE + "0")
    assert "from now on:" in shown(terminal)

    desk.stage("other.py", lines=15)

    assert desk.sit("git commit -qm 'Add another'").asked == 0


def test_no_number_leaves_the_settings_as_they_are(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        terminal.press("s")
        terminal.until("a number, or any other key")
        terminal.press("q")
        terminal.until(DONE + "0")

    desk.stage("other.py")
    assert desk.sit("git commit -qm 'Add another'").asked == 1


def program_in_place_of_ours(desk: Desk, code: str) -> None:
    """Let the hook run Python lines around the program; `main` and `sys` are known to them."""
    waterline("hooks", "uninstall", str(desk.where))
    hook = desk.where / ".git/hooks/commit-msg"
    lines = f"import sys; from waterline.__main__ import main\n{code}"
    hook.write_text(f"#!/bin/sh\n{sys.executable} -c '{lines}' hook commit-msg \"$1\"\n")
    hook.chmod(0o755)


def test_the_question_stands_before_anything_costly_is_imported(desk: Desk) -> None:
    program_in_place_of_ours(
        desk,
        "main(sys.argv[1:]); open('loaded', 'w').write(' '.join(sys.modules))".replace("'", '"'),
    )
    desk.stage()

    assert desk.sit(COMMIT, "n").asked == 1

    loaded = set((desk.where / "loaded").read_text().split())
    assert "waterline.practice.asking" in loaded
    costly = {"click", "git", "rich", "sqlalchemy", "sqlite3", "sqlmodel", "textual", "tomlkit"}
    assert loaded.isdisjoint(costly)


def test_nobody_there_means_later(desk: Desk) -> None:
    hasty = "import waterline.cli.committing as c; c.PATIENCE = 0.1\nsys.exit(main(sys.argv[1:]))"
    program_in_place_of_ours(desk, hasty)
    desk.stage()

    seen = desk.sit(COMMIT, "")

    assert (seen.code, seen.asked) == (0, 1)
    assert answer()["state"] == "later"


def test_a_hook_that_is_killed_at_its_question_lets_the_commit_pass(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(QUESTION)
        os.kill(asking(), signal.SIGKILL)
        terminal.until(DONE + "0")

    assert (desk.commits(), answer()["state"]) == (2, "draft")


def test_a_hook_that_is_ended_at_its_question_leaves_the_terminal_as_it_was(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(f"stty -g > before; {COMMIT}; stty -g > after") as terminal:
        terminal.until(QUESTION)
        os.kill(asking(), signal.SIGTERM)
        terminal.until(DONE + "0")

    assert (desk.where / "before").read_text() == (desk.where / "after").read_text()
    assert desk.commits() == 2


def test_hostile_text_in_a_repository_s_name_reaches_no_terminal(desk: Desk) -> None:
    hostile = desk.where.parent / "a\x1b]0;owned\x07pi"
    desk.where.rename(hostile)
    (hostile / "new.py").write_text("line\n" * 30)
    desk.git(hostile, "add", "new.py")

    with desk.at_terminal(COMMIT, hostile) as terminal:
        terminal.until(QUESTION)
        terminal.press("s")
        terminal.until("1  never about")
        terminal.press("q")
        terminal.until(lambda: DONE in shown(terminal))

    assert "\x1b]0;" not in shown(terminal)
