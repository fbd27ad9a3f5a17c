"""`waterline owed`: what is owed, and how it stops being owed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Waterline
from tests.cli.shipping import followed, ship

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

KEYS = {
    "repo", "sha", "subject", "insertions", "deletions", "files", "origin", "tool", "signal",
    "shipped_at",
}  # fmt: skip


@pytest.fixture
def api(git: Git, waterline: Waterline) -> Path:
    return followed(git, waterline)


def shas(done: Done) -> list[str]:
    assert done.code == 0, done.err
    return [one["sha"] for one in json.loads(done.out)]


def test_where_nothing_is_followed_nothing_is_owed(waterline: Waterline) -> None:
    assert waterline("owed") == Done(0, "", "nothing is owed\n")
    assert waterline("owed", "--json") == Done(0, "[]\n", "")


def test_a_repository_that_is_not_followed_is_not_told_to_owe_nothing(
    waterline: Waterline, api: Path, tmp_path: Path
) -> None:
    assert waterline("owed", "--repo", "api") == Done(0, "", "nothing is owed\n")
    assert waterline("owed", "--repo", str(api)) == Done(0, "", "nothing is owed\n")

    for wrong in ("apy", str(tmp_path)):
        for words in ((), ("--json",)):
            done = waterline("owed", "--repo", wrong, *words)
            said = f"waterline: no repository {wrong} is followed: see `waterline repo list`\n"
            assert done == Done(1, "", said)


def test_a_new_assisted_commit_is_owed_at_once_with_all_that_scripts_rely_on(
    waterline: Waterline, api: Path, git: Git
) -> None:
    sha = ship(git, api, "Add a bucket")

    [one] = json.loads(waterline("owed", "--json").out)

    assert set(one) == KEYS
    assert one["sha"] == sha
    assert (one["repo"], one["subject"]) == ("api", "Add a bucket")
    assert (one["insertions"], one["deletions"], one["files"]) == (20, 0, 1)
    assert (one["origin"], one["tool"], one["signal"]) == ("assisted", "Claude Code", "trailer")
    shipped = git(api, "log", "-1", "--format=%aI")
    assert one["shipped_at"] == shipped


def test_people_see_the_newest_first_under_its_day_and_how_to_go_on(
    waterline: Waterline, api: Path, git: Git
) -> None:
    old = ship(git, api, "Add a bucket")
    new = ship(git, api, "Use it")

    done = waterline("owed")

    day, first, second = done.out.splitlines()
    assert day.endswith(git(api, "log", "-1", "--format=%ad", "--date=format:%Y"))
    assert new[:9] in first
    assert "Use it" in first
    assert "+20 -0  Claude Code" in first
    assert old[:9] in second
    assert done.err.startswith("2 owed: `waterline explain` opens them; the oldest is let go on ")


def test_what_is_unknown_small_or_a_fixup_is_not_owed(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "By nobody knows whom", tail="")
    ship(git, api, "Too small", lines=9)
    ship(git, api, "fixup! Start")
    assert waterline("owed").out == ""

    ship(git, api, "Just enough", lines=10)
    assert "Just enough" in waterline("owed").out


def test_one_repository_can_be_asked_for_by_name_and_by_path(
    waterline: Waterline, api: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = followed(git, waterline, "web")
    in_api, in_web = ship(git, api, "Add a bucket"), ship(git, web, "Add a form")

    assert set(shas(waterline("owed", "--json"))) == {in_api, in_web}
    assert shas(waterline("owed", "--repo", "api", "--json")) == [in_api]
    monkeypatch.chdir(web)
    assert shas(waterline("owed", "--repo", ".", "--json")) == [in_web]
    assert waterline("owed", "--repo", "").code == 2


def test_after_its_days_a_change_is_let_go(waterline: Waterline, api: Path, git: Git) -> None:
    old = "".join(f"{n}\n" for n in range(20))
    git.commit(api, "Old\n\nMade-with: Cursor", at="2020-01-01T12:00:00+0100", old__py=old)
    ship(git, api, "New")

    assert "New" in waterline("owed").out
    assert "Old" not in waterline("owed").out
    shown = waterline("change", "HEAD~1")
    assert shown.code == 1  # nobody stands in a repository here
    sha = git(api, "rev-parse", "HEAD~1")
    assert "let go without an explanation" in waterline("change", sha).out


def test_settings_say_where_nothing_is_owed(waterline: Waterline, api: Path, git: Git) -> None:
    ship(git, api, "Add a bucket")
    assert "Add a bucket" in waterline("owed").out
    assert waterline("status", "--format", "{owed}").out == "1\n"
    assert json.loads(waterline("status", "--json").out)["owed"] == 1
    assert waterline("status").out == "1 owed · no entries today\n"

    for key, value in (
        ("ask", "never"),
        ("leave_repositories", "ap*"),
        ("leave_agents", "claude code"),
        ("repos.api.min_lines", "21"),
    ):
        waterline("config", key, value)
        assert waterline("owed").out == "", key
        assert waterline("status", "--format", "{owed}").out == "0\n", key
        waterline("config", "--unset", key)

    waterline("config", "ask", "later")
    assert "Add a bucket" in waterline("owed").out


def test_a_journal_that_is_broken_is_one_line(waterline: Waterline, home: Home) -> None:
    home.make(home.data)
    with open(home.journal, "wb") as file:
        file.write(b"no journal" * 1000)

    done = waterline("owed", "--json")

    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
