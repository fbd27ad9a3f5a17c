"""`waterline explain`: the why, written in a shell, a pipe, the editor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Done, Waterline
from tests.cli.shipping import followed, ship

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Git
    from waterline.home import Home

WHY = "A bucket lets a burst through, which is what our clients do at the full hour."


@pytest.fixture
def api(git: Git, waterline: Waterline, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    return where


def explanations(waterline: Waterline, rev: str = "HEAD") -> list[dict[str, Any]]:
    done = waterline("change", rev, "--json")
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["explanations"]
    return found


def test_the_last_commit_is_explained_in_one_line(
    waterline: Waterline, api: Path, git: Git
) -> None:
    sha = ship(git, api, "Add a bucket")

    done = waterline("explain", "-m", WHY)

    assert done.code == 0, done.err
    assert done.err == f"explained {sha[:9]} “Add a bucket”\n"
    [one] = explanations(waterline)
    assert one["id"] == done.out.strip()
    assert one["why"] == WHY
    assert (one["alternatives"], one["first_look"], one["typed_share"]) == ("", "", None)
    assert waterline("owed").err == "nothing is owed\n"
    assert waterline("status", "--format", "{owed}").out == "0\n"


def test_all_of_the_form_can_be_said(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add a bucket")

    done = waterline(
        "explain", "HEAD", "-m", WHY, "--alternatives", "A window.", "--first-look", "The script.",
        "--before", "6", "--after", "4", "--ticked", "diff", "--ticked", "nothing-else",
    )  # fmt: skip

    assert done.code == 0, done.err
    [one] = explanations(waterline)
    assert (one["alternatives"], one["first_look"]) == ("A window.", "The script.")
    assert (one["before"], one["after"], one["ticks"]) == (6, 4, [True, False, True])


def test_one_explanation_covers_a_whole_range(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add a bucket")
    ship(git, api, "Use it")
    git.commit(api, "A colleague's")
    other = git(api, "rev-parse", "HEAD")

    done = waterline("explain", "HEAD~3..HEAD", "-m", WHY)

    assert done.code == 0, done.err
    assert [line[21:] for line in done.err.splitlines()] == [
        "Add a bucket”", "Use it”", "A colleague's”",
    ]  # fmt: skip
    assert explanations(waterline, other)[0]["covers"] == 3
    assert waterline("owed").out == ""


def test_a_pipe_is_read_and_may_hold_all_three_answers(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    piped = f"{WHY}\n\n## What else could have worked?\nA window.\n"

    assert waterline("explain", stdin=piped.encode()).code == 0
    [one] = explanations(waterline)
    assert (one["why"], one["alternatives"]) == (WHY, "A window.")

    assert waterline("explain", "-m", "-", "--before", "3", stdin=b"Or so.").code == 0
    assert [one["why"] for one in explanations(waterline)] == [WHY, "Or so."]


def test_hostile_words_are_kept_as_words(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add \x1b]0;owned\x07[/red] a bucket")

    done = waterline("explain", "-m", "because \x1b[31m[/x] \udc80 it is")

    assert done.code == 0, done.err
    shown = waterline("change").out
    assert "\x1b" not in done.err + shown
    assert "because [31m[/x] � it is" in shown


@pytest.mark.parametrize("words", [["-m", ""], ["-m", "   "], [], ["-m", "-"]])
def test_without_words_nothing_is_explained(
    waterline: Waterline, api: Path, git: Git, words: list[str]
) -> None:
    ship(git, api, "Add a bucket")

    done = waterline("explain", *words, stdin=b" \n")

    assert done == Done(1, "", "waterline: nothing was written: an explanation needs words\n")
    assert explanations(waterline) == []


@pytest.mark.parametrize(
    "words",
    [
        ["-m", WHY, "--before", "0"],
        ["-m", WHY, "--after", "8"],
        ["-m", WHY, "--ticked", "all"],
        ["-m"],
        ["", "-m", WHY],
    ],
)
def test_what_is_no_answer_is_not_understood(
    waterline: Waterline, api: Path, words: list[str]
) -> None:
    done = waterline("explain", *words)

    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize("rev", ["nowhere", "HEAD~99", "deadbeef", "main..nowhere", "HEAD..HEAD"])
def test_a_revision_that_is_none_is_one_line(waterline: Waterline, api: Path, rev: str) -> None:
    done = waterline("explain", rev, "-m", WHY)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("waterline: ")
    assert done.err.count("\n") == 1


def test_outside_a_repository_a_sha_names_a_change(
    waterline: Waterline, api: Path, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sha = ship(git, api, "Add a bucket")
    assert "Add a bucket" in waterline("owed").out
    monkeypatch.chdir(tmp_path)

    assert waterline("explain", sha[:8], "-m", WHY).code == 0
    assert waterline("explain", "HEAD", "-m", WHY).code == 1


def test_undo_takes_an_explanation_back_and_delete_makes_it_owed_again(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    key = waterline("explain", "-m", WHY).out.strip()

    assert waterline("delete", key).code == 0
    assert "Add a bucket" in waterline("owed").out
    assert waterline("undo").code == 0
    assert waterline("owed").out == ""
    assert [one["id"] for one in explanations(waterline)] == [key]


def test_an_edit_changes_the_words_and_not_what_they_are_about(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    key = waterline("explain", "-m", WHY, "--before", "3").out.strip()

    assert waterline("edit", key, "-m", "Shorter.").code == 0

    [one] = explanations(waterline)
    assert (one["why"], one["before"]) == ("Shorter.", 3)


def test_it_is_shown_and_found_like_every_entry(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add a bucket")
    key = waterline("explain", "-m", WHY).out.strip()

    assert f"{key[:13]}  api  explanation: {WHY}" in waterline("show").out
    [found] = json.loads(waterline("search", "burst", "--kind", "explanation", "--json").out)
    assert (found["id"], found["kind"], found["body"]) == (key, "explanation", WHY)
    assert found["repo"] == "api"
    whole = json.loads(waterline("show", key, "--json").out)
    assert whole["covers"] == [{"sha": git(api, "rev-parse", "HEAD"), "subject": "Add a bucket"}]
    assert "Add a bucket" in waterline("show", key).out


def test_nobody_picks_the_kind_for_a_note(waterline: Waterline) -> None:
    assert waterline("note", "--kind", "explanation", "x").code == 2


def test_the_words_are_compared_with_the_diff_and_the_message(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Refill the bucket whenever somebody reads from it again")

    waterline("explain", "-m", "Refill the bucket whenever somebody reads from it again")
    waterline("explain", "-m", WHY)

    copied, own = explanations(waterline)
    assert (copied["copied_share"], copied["is_pasted"]) == (1.0, True)
    assert (own["copied_share"], own["is_pasted"]) == (0.0, False)


def test_the_editor_opens_with_the_questions_and_gives_the_answers_back(
    waterline: Waterline, api: Path, git: Git, editor: Callable[[str], Path]
) -> None:
    ship(git, api, "Add a bucket")
    before = api.parent / "before"
    editor(f"cp \"$1\" '{before}'; sed -i '2s/.*/Because of bursts./' \"$1\"")

    done = waterline("explain", "--edit", "--first-look", "The script.")

    assert done.code == 0, done.err
    assert before.read_text() == (
        "## Why this approach? Not what the code does\n\n\n"
        "## What else could have worked?\n\n\n"
        "## If it breaks at 2am, where do I look first?\nThe script.\n\n"
    )
    [one] = explanations(waterline)
    assert (one["why"], one["first_look"]) == ("Because of bursts.", "The script.")


def test_an_editor_that_writes_nothing_explains_nothing(
    waterline: Waterline, api: Path, git: Git, editor: Callable[[str], Path]
) -> None:
    ship(git, api, "Add a bucket")
    editor("true")

    assert waterline("explain", "--edit").err == "waterline: nothing was written\n"
    assert explanations(waterline) == []


def test_words_that_could_not_be_kept_stay_in_their_file(
    waterline: Waterline, api: Path, git: Git, editor: Callable[[str], Path], home: Home
) -> None:
    ship(git, api, "Add a bucket")
    waterline("owed")
    editor(f"echo 'Because of bursts.' > \"$1\"; rm -f '{home.journal}'*; mkdir '{home.journal}'")

    done = waterline("explain", "--edit")

    assert done.code == 1
    [path] = re.findall(r"your text is kept in (\S+)$", done.err)
    assert Path(path).read_text() == "Because of bursts.\n"
