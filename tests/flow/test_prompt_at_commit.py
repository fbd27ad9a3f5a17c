"""The whole prompt at a commit, and that its words outlive whatever befalls the commit."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.flow.desk import (
    DONE,
    PROMPT,
    QUESTION,
    TRAILER,
    answer,
    answers,
    asking,
    change,
    shown,
    waterline,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.desk import Desk
    from tests.tui.terminal import Terminal

WHY = "A bucket refills while nobody looks"
COMMIT = f"git commit -qm 'Add a limiter' -m '{TRAILER}'"


def explain(terminal: Terminal, why: str = WHY) -> None:
    """Fill in the form: how sure, why, how sure now."""
    terminal.until(PROMPT)
    begin(terminal, why)
    terminal.press("\x13")
    terminal.until("again")
    terminal.press("3\r")


def begin(terminal: Terminal, why: str = WHY) -> None:
    """Begin to fill in the form, and wait until that is on the disk."""
    terminal.press("5")
    terminal.press(why)
    terminal.until(lambda: any(told["why"] == why for told in answers()))


def refusing_hook(desk: Desk, event: str, condition: str) -> None:
    """Put a hook of somebody else's before ours; it refuses while `condition` holds."""
    waterline("hooks", "uninstall", str(desk.where))
    hook = desk.where / ".git/hooks" / event
    hook.write_text(f"#!/bin/sh\nif {condition}; then exit 1; fi\n")
    hook.chmod(0o755)
    waterline("hooks", "install", str(desk.where))


def test_an_assisted_change_is_explained_at_its_commit(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(COMMIT) as terminal:
        explain(terminal)
        terminal.until(DONE + "0")

    told = answer()
    assert (told["state"], told["why"]) == ("answered", WHY)
    assert (told["before"], told["after"], told["observed"]) == (5, 3, True)
    assert (told["typed"], told["pasted"]) == (len(WHY), 0)
    assert QUESTION not in shown(terminal)
    assert "owed" not in terminal.text
    (explanation,) = change("HEAD", desk.where)["explanations"]
    assert (explanation["why"], explanation["before"], explanation["after"]) == (WHY, 5, 3)
    assert answers() == []
    assert waterline("owed", "--json").strip() == "[]"


def test_the_staged_diff_stands_beside_it(desk: Desk) -> None:
    desk.stage(text="staged")
    desk.write(text="only in the work tree")

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until("staged 3")
        assert "only in" not in terminal.text
        terminal.press("\x1b")
        terminal.until(lambda: DONE in shown(terminal))


def test_put_off_it_is_owed_and_said_in_one_line(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x1b")
        terminal.until(DONE + "0")
    assert "an explanation is owed · `waterline explain`" in terminal.text
    assert len(json.loads(waterline("owed", "--json"))) == 1

    desk.stage("other.py")
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x1b")
        terminal.until(DONE + "0")
    assert "an explanation is owed, as is 1 more in api" in terminal.text


def test_not_assisted_is_the_person_s_word(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x18")
        terminal.until(DONE + "0")

    assert answer()["said"] == "by hand"
    assert "owed" not in terminal.text
    assert change("HEAD", desk.where)["origin"] == "by hand"


def test_to_be_asked_less_is_one_key_away_in_the_prompt(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x0c")
        terminal.until("1  never at commits in api")
        terminal.press("1")
        terminal.until(DONE + "0")
    assert "from now on: never at commits in api" in terminal.text

    desk.stage("other.py")
    seen = desk.sit(COMMIT)
    assert PROMPT not in seen.shown
    assert len(json.loads(waterline("owed", "--json"))) == 2


def test_whoever_chose_to_be_asked_less_is_not_told_that_something_is_owed(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x0c")
        terminal.until("3  nothing about changes by Claude Code")
        terminal.press("3")
        terminal.until(DONE + "0")

    assert "from now on: nothing about changes by Claude Code" in terminal.text
    assert "an explanation is owed" not in terminal.text
    assert waterline("owed", "--json").strip() == "[]"


def test_ctrl_c_stops_the_commit_and_the_next_try_offers_the_words(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        begin(terminal)
        terminal.press("\x03")
        terminal.until(DONE + "1")
    assert (desk.commits(), answer()["state"]) == (1, "draft")

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(WHY)
        terminal.press("\x13")
        terminal.until("again")
        terminal.press("3\r")
        terminal.until(DONE + "0")
    assert (answer()["state"], answer()["why"]) == ("answered", WHY)


@pytest.mark.parametrize("event", ["commit-msg", "reference-transaction"])
def test_a_commit_that_dies_after_its_answer_is_not_asked_about_again(
    desk: Desk, event: str, tmp_path: Path
) -> None:
    veto = tmp_path / "veto"
    if event == "commit-msg":
        # Ours is asked first here; another one, behind it, refuses.
        behind = desk.where / ".git/hooks/after"
        behind.write_text("")
        desk.git(desk.where, "config", "gpg.program", "false")
        command = f"if [ -e '{veto}' ]; then set -- -S; fi; {COMMIT} $*"
    else:
        refusing_hook(desk, event, f"[ -e '{veto}' ] && [ \"$1\" = prepared ]")
        command = COMMIT
    veto.touch()
    desk.stage()
    with desk.at_terminal(command) as terminal:
        explain(terminal)
        terminal.until(lambda: DONE in shown(terminal))
        assert DONE + "0" not in shown(terminal)
    assert (desk.commits(), answer()["state"]) == (1, "answered")
    first = answer()

    veto.unlink()
    seen = desk.sit(command)

    assert (seen.code, seen.asked, PROMPT in seen.shown) == (0, 0, False)
    assert answer()["id"] == first["id"]
    (explanation,) = change("HEAD", desk.where)["explanations"]
    assert explanation["why"] == WHY


def test_another_hook_s_refusal_asks_nothing_and_the_retry_asks_once(
    desk: Desk, tmp_path: Path
) -> None:
    veto = tmp_path / "veto"
    veto.touch()
    refusing_hook(desk, "pre-commit", f"[ -e '{veto}' ]")
    desk.stage()

    assert desk.sit(COMMIT).code == 1
    veto.unlink()
    with desk.at_terminal(COMMIT) as terminal:
        explain(terminal)
        terminal.until(DONE + "0")

    assert len(answers()) == 1


def test_a_retry_with_the_same_words_for_nearly_the_same_content_asks_nothing(desk: Desk) -> None:
    desk.git(desk.where, "config", "gpg.program", "false")
    desk.stage(lines=30)
    with desk.at_terminal(f"{COMMIT} -S") as terminal:
        explain(terminal)
        terminal.until(lambda: DONE in shown(terminal))

    desk.stage(lines=32)
    seen = desk.sit(COMMIT)

    assert (seen.code, seen.asked, PROMPT in seen.shown) == (0, 0, False)
    (explanation,) = change("HEAD", desk.where)["explanations"]
    assert explanation["why"] == WHY


def test_a_retry_with_much_more_in_it_offers_the_words_again(desk: Desk) -> None:
    desk.git(desk.where, "config", "gpg.program", "false")
    desk.stage(lines=30)
    with desk.at_terminal(f"{COMMIT} -S") as terminal:
        explain(terminal)
        terminal.until(lambda: DONE in shown(terminal))

    desk.stage(lines=300)
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.until(WHY)
        terminal.press("\x1b")
        terminal.until(DONE + "0")

    (told,) = answers()
    assert (told["state"], told["why"], told["lines"]) == ("later", WHY, 300)


def test_the_same_content_committed_anew_keeps_its_explanation(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        explain(terminal)
        terminal.until(DONE + "0")
    waterline("repo", "scan")
    assert answers() == []

    seen = desk.sit(f"git reset -q --soft HEAD^; sleep 1; {COMMIT}")

    assert (seen.code, seen.asked, PROMPT in seen.shown) == (0, 0, False)
    (explanation,) = change("HEAD", desk.where)["explanations"]
    assert explanation["why"] == WHY


def test_an_amend_of_what_was_explained_asks_nothing(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        explain(terminal)
        terminal.until(DONE + "0")

    desk.stage("more.py")
    assert PROMPT not in desk.sit("git commit -q --amend --no-edit").shown
    waterline("repo", "scan")
    desk.stage("still_more.py")
    assert PROMPT not in desk.sit("git commit -q --amend --no-edit").shown

    (explanation,) = change("HEAD", desk.where)["explanations"]
    assert explanation["why"] == WHY


def test_killed_in_the_prompt_the_commit_goes_on_and_the_words_are_there(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        begin(terminal)
        os.kill(asking(), signal.SIGKILL)
        terminal.until(lambda: DONE + "0" in shown(terminal))

    assert (desk.commits(), answer()["state"], answer()["why"]) == (2, "draft", WHY)
    told = change("HEAD", desk.where)
    assert (told["origin"], told["explanations"]) == ("assisted", [])
    assert answer()["why"] == WHY


def test_killed_in_the_prompt_the_terminal_is_given_back_as_it_was(desk: Desk) -> None:
    desk.stage()

    with desk.at_terminal(f"stty -a > before; {COMMIT}; stty -a > after; echo {DONE}") as terminal:
        terminal.until(PROMPT)
        os.kill(asking(), signal.SIGKILL)
        terminal.until(lambda: DONE in shown(terminal))

    assert (desk.where / "after").read_text() == (desk.where / "before").read_text()
    _, _, afterwards = shown(terminal).rpartition("\x1b[?1049h")
    assert "\x1b[?1049l" in afterwards
    assert "\x1b[?1003l" in afterwards


def test_asked_to_end_in_the_prompt_the_commit_goes_on(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        begin(terminal)
        os.kill(asking(), signal.SIGTERM)
        terminal.until(lambda: DONE + "0" in shown(terminal))

    assert (desk.commits(), answer()["why"]) == (2, WHY)


def test_a_closed_terminal_loses_no_word_and_the_next_try_offers_them(desk: Desk) -> None:
    desk.stage()
    # The hook lets git go on, and both are hung up on: git waits here to be, or it is a race.
    waits = desk.where / ".git/hooks/reference-transaction"
    waits.write_text("#!/bin/sh\nexec sleep 60\n")
    waits.chmod(0o755)
    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        begin(terminal)
        terminal.close()
        terminal.wait()
    assert (answer()["state"], answer()["why"]) == ("draft", WHY)
    terminal.until_gone()
    assert desk.commits() == 1
    waits.unlink()

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(WHY)
        terminal.press("\x1b")
        terminal.until(DONE + "0")


def test_a_commit_that_outlives_its_terminal_is_made_and_the_words_wait(desk: Desk) -> None:
    desk.stage()
    with desk.at_terminal(f"trap '' HUP; {COMMIT}") as terminal:
        terminal.until(PROMPT)
        begin(terminal)
        terminal.close()
        terminal.wait()
        terminal.until_gone()

    assert (desk.commits(), answer()["state"], answer()["why"]) == (2, "draft", WHY)


def test_the_question_what_was_learned_makes_an_entry(desk: Desk) -> None:
    waterline("config", "after_commit", "learned")
    waterline("config", "unknown", "leave")
    desk.stage()

    with desk.at_terminal("git commit -qm 'Add a limiter'") as terminal:
        terminal.until("What did you learn?")
        terminal.press("Buckets refull\x7f\x7f\x7fill, 速い\r")
        terminal.until(DONE + "0")

    (entry,) = entries("learned")
    assert entry["body"] == "Buckets refill, 速い"
    assert entry["repo"] == "api"


@pytest.mark.parametrize("keys", ["\r", "x\x03", "\x1b"])
def test_nothing_learned_is_one_key_and_never_stops_the_commit(desk: Desk, keys: str) -> None:
    waterline("config", "after_commit", "learned")
    waterline("config", "unknown", "leave")
    desk.stage()

    with desk.at_terminal("git commit -qm 'Add a limiter'") as terminal:
        terminal.until("What did you learn?")
        terminal.press(keys)
        terminal.until(DONE + "0")

    assert (desk.commits(), entries("learned")) == (2, [])


def test_nothing_is_said_after_the_commit_where_that_is_wished(desk: Desk) -> None:
    waterline("config", "after_commit", "off")
    desk.stage()

    with desk.at_terminal(COMMIT) as terminal:
        terminal.until(PROMPT)
        terminal.press("\x1b")
        terminal.until(DONE + "0")

    assert "owed" not in terminal.text


def entries(kind: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(waterline("show", "--kind", kind, "--json"))
    return told
