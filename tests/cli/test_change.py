"""`waterline change`: a change with its explanations, and who helped with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.shipping import followed, ship
from tests.cli.test_owed import KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Waterline
    from tests.conftest import Git

EXPLANATION = {"why", "alternatives", "first_look", "before", "after", "typed_share", "written_at"}
WHY = "A bucket lets a burst through, which is what our clients do at the full hour."


@pytest.fixture
def api(git: Git, waterline: Waterline, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    return where


def origin(waterline: Waterline) -> tuple[str, str, str]:
    one = json.loads(waterline("change", "--json").out)
    return one["origin"], one["tool"], one["signal"]


def test_json_has_the_keys_that_scripts_rely_on(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add a bucket")
    waterline("explain", "-m", WHY, "--before", "3", "--after", "5")

    one = json.loads(waterline("change", "HEAD", "--json").out)

    assert set(one) >= KEYS | {"explanations"}
    [explanation] = one["explanations"]
    assert set(explanation) >= EXPLANATION
    assert (explanation["why"], explanation["before"], explanation["after"]) == (WHY, 3, 5)
    assert explanation["written_at"][-6] in "+-"


def test_one_revision_is_an_object_and_a_range_a_list(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "One")
    ship(git, api, "Two")

    assert json.loads(waterline("change", "--json").out)["subject"] == "Two"
    one_of_range = json.loads(waterline("change", "HEAD~1..HEAD", "--json").out)
    assert [one["subject"] for one in one_of_range] == ["Two"]
    both = json.loads(waterline("change", "HEAD", "HEAD~1", "--json").out)
    assert [one["subject"] for one in both] == ["One", "Two"]


def test_people_read_its_facts_its_message_and_that_it_is_owed(
    waterline: Waterline, api: Path, git: Git
) -> None:
    sha = ship(git, api, "Add a bucket", tail="\n\nOne per key.\n\nMade-with: Cursor\n")

    shown = waterline("change").out

    assert shown.startswith(f"{sha}\n")
    assert "api · +20 -0 in 1 file · assisted Cursor (trailer)" in shown
    assert "One per key." in shown
    assert f"owed: `waterline explain {sha[:9]}` explains it" in shown


def test_people_read_each_explanation_with_how_it_was_written(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    waterline("explain", "-m", WHY, "--before", "6", "--after", "4", "--ticked", "diff",
              "--alternatives", "A window.")  # fmt: skip

    shown = waterline("change").out

    assert "sure 6 before, 4 after · typing not observed · I read the whole diff" in shown
    assert f"{WHY}\n\n## What else could have worked?\nA window." in shown
    assert "owed" not in shown


def test_what_the_person_says_outdoes_the_commit_and_can_be_taken_back(
    waterline: Waterline, api: Path, git: Git
) -> None:
    sha = ship(git, api, "Add a bucket")
    found = ("assisted", "Claude Code", "trailer")
    assert origin(waterline) == found

    said = waterline("change", "HEAD", "--by-hand")
    assert (said.code, said.out) == (0, "")
    assert said.err == f"{sha[:9]} “Add a bucket” is by hand, as you say\n"
    assert origin(waterline)[::2] == ("by hand", "said")
    assert waterline("owed").out == ""

    back = waterline("change", "--unsay")
    assert back.err == f"{sha[:9]} “Add a bucket” is again what its commit says\n"
    assert origin(waterline) == found
    assert "Add a bucket" in waterline("owed").out


def test_an_unknown_change_said_to_be_assisted_is_owed(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket", tail="")
    assert origin(waterline) == ("unknown", "", "")

    one = json.loads(waterline("change", "--assisted", "--json").out)

    assert (one["origin"], one["signal"], one["is_owed"]) == ("assisted", "said", True)
    assert "Add a bucket" in waterline("owed").out


def test_pasted_words_count_when_the_person_says_so(
    waterline: Waterline, api: Path, git: Git
) -> None:
    subject = "Refill the bucket whenever somebody reads from it again"
    ship(git, api, subject)
    waterline("explain", "-m", subject)
    assert "typing not observed, pasted" in waterline("change").out

    assert waterline("change", "--own-words").err == "1 explanation counts as your own words\n"
    assert "pasted, counts as you say" in waterline("change").out

    assert waterline("change", "--pasted").err == "1 explanation counts as it looks\n"
    assert "counts as you say" not in waterline("change").out


def test_without_a_repository_or_with_someone_elses_commit_one_line_says_so(
    waterline: Waterline, api: Path, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git(api, "commit", "-q", "--allow-empty", "-m", "Theirs", "--author=Al <al@example.org>")
    theirs = waterline("change")
    monkeypatch.chdir(tmp_path)
    nowhere = waterline("change")

    for done in (theirs, nowhere):
        assert (done.code, done.out) == (1, "")
        assert done.err.count("\n") == 1


def test_a_repository_that_is_not_followed_is_named_as_the_reason(
    waterline: Waterline, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("other")
    git.commit(where, "Mine", a="1")
    monkeypatch.chdir(where)

    for words in (("change",), ("explain", "-m", WHY), ("change", "HEAD", "--json")):
        done = waterline(*words)
        said = "this repository isn't followed: `waterline repo add .` follows it"
        assert (done.code, done.out, done.err) == (1, "", f"waterline: {said}\n")


def test_words_of_nobody_can_not_be_let_count(waterline: Waterline, api: Path) -> None:
    done = waterline("change", "--own-words")

    said = "waterline: there is no explanation yet: `waterline explain` writes one\n"
    assert (done.code, done.out, done.err) == (1, "", said)


def test_a_long_subject_is_named_with_a_sign_that_it_was_cut(
    waterline: Waterline, api: Path, git: Git
) -> None:
    fits, long = "x" * 50, "日本語のコミット" * 6
    ship(git, api, fits)
    assert f"“{fits}”" in waterline("change", "--by-hand").err

    ship(git, api, long)
    assert f"“{long[:24]}…”" in waterline("change", "--by-hand").err


def test_whatever_git_takes_for_a_commit_or_commits_is_taken(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "One")
    ship(git, api, "Two")

    assert json.loads(waterline("change", ":/^One", "--json").out)["subject"] == "One"
    assert [one["subject"] for one in json.loads(waterline("change", "HEAD^!", "--json").out)] == [
        "Two"
    ]


def test_markdown_and_json_are_two_things(waterline: Waterline, api: Path) -> None:
    assert waterline("change", "--markdown", "--json").code == 2
