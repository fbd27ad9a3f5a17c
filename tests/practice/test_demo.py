"""The demo is a real journal on real repositories, the same every time, and nothing else."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.ground import rows
from waterline.domain.days import day_of, to_moment, today
from waterline.domain.filters import Filter
from waterline.domain.kinds import ALL_NAMES, EXPLANATION
from waterline.errors import GitError
from waterline.practice import audit, demo, explain, look, recall, repositories
from waterline.practice.demo import months, story
from waterline.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.domain.lines import Line
    from waterline.home import Home

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 14, 42, tzinfo=BERLIN)
SETTINGS = Settings()
SCENES = story.read()


def everything(home: Home) -> list[Line]:
    return look.page(home, SETTINGS, Filter(), limit=1000)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Build it once: it looks at nothing around it, and who looks at it changes nothing."""
    return demo.build(str(tmp_path_factory.mktemp("demo") / "built"), NOW)


def test_it_holds_three_months_of_commits_and_entries_of_every_kind(built: Home) -> None:
    lines = everything(built)
    entries = [line for line in lines if not line.is_change]

    # Beside these there are sessions, and what was learned in the months looked back at.
    [(sessions, lessons)] = rows(
        built, "SELECT (SELECT count(*) FROM session), count(*) FROM audit_group WHERE entry <> ''"
    )
    assert 90 <= len(entries) - sessions - lessons <= 140
    assert 10 <= sessions <= 20
    assert 10 <= lessons <= 20
    assert {line.kind for line in entries} == set(ALL_NAMES)
    assert 150 <= len(lines) - len(entries) <= 250
    assert NOW.date() - timedelta(days=92) < lines[-1].day <= NOW.date() - timedelta(days=85)
    assert lines[0].moment <= to_moment(NOW)
    assert len(look.tags(built, SETTINGS)) >= 15


def test_its_commits_were_read_from_git_as_git_counts_them(built: Home, git: Git) -> None:
    for line in repositories.listing(built, SETTINGS):
        told = git(Path(line.path), "log", "--numstat", "--author=you@example.org", "--format=")
        pairs = [row.split("\t") for row in told.splitlines() if row]

        assert line.state == "ok"
        assert line.insertions == sum(int(pair[0]) for pair in pairs)
        assert line.deletions == sum(int(pair[1]) for pair in pairs)
        assert git(Path(line.path), "status", "--short") == ""
        assert git(Path(line.path), "fsck", "--strict") == ""


def test_a_colleagues_commits_are_in_the_repositories_and_not_in_the_journal(
    built: Home, git: Git
) -> None:
    for line in repositories.listing(built, SETTINGS):
        authors = Counter(git(Path(line.path), "log", "--format=%ae").splitlines())

        assert authors["colleague@example.org"] >= 1
        assert authors["you@example.org"] == line.total


def test_some_commits_are_assisted_and_most_say_nothing(built: Home) -> None:
    changes = [line for line in everything(built) if line.is_change]
    origins = Counter(line.origin for line in changes)

    assert {line.tool for line in changes if line.tool} == {
        "Claude Code", "Codex", "Copilot", "Cursor",
    }  # fmt: skip
    assert set(origins) == {"assisted", "unknown", "by hand"}
    assert origins["by hand"] < origins["assisted"] < origins["unknown"]


def test_what_was_told_of_its_commits_went_the_way_of_the_hooks_into_the_journal(
    built: Home,
) -> None:
    told = [scene.told for scene in SCENES if scene.told.text]
    lines = everything(built)

    held = [
        explain.explanation(built, SETTINGS, line.id)
        for line in lines
        if line.kind == EXPLANATION.name
    ]
    assert os.listdir(built.answers) == []
    assert {one.explained.words for one in held} == {one.words for one in told}
    assert all(len(one.changes) == 1 for one in held)
    assert {line.tool for line in lines if line.signal == "said"} <= {"", "Copilot", "Codex"}
    assert sum(line.signal == "said" for line in lines) == 3


def test_some_explanations_are_good_some_thin_and_some_pasted(built: Home) -> None:
    ids = [line.id for line in everything(built) if line.kind == EXPLANATION.name]
    all_ = [explain.explanation(built, SETTINGS, key).explained for key in ids]

    words = [len(one.words.why.split()) for one in all_]
    assert min(words) < 12
    assert max(words) > 50
    assert 1 <= sum(one.is_pasted for one in all_) <= 3
    assert {one.typed_share for one in all_} == {0.0, 1.0, None}
    drops = [(one.before or 0) - (one.after or 0) for one in all_]
    assert min(drops) < 0 < max(drops)


@time_machine.travel(NOW, tick=False)
def test_a_few_of_the_last_days_changes_are_owed_and_a_mountain_is_not(built: Home) -> None:
    owed = explain.owed(built, SETTINGS)

    assert 3 <= len(owed) <= 6
    assert {one.line.repo for one in owed} == {"api", "web", "infra"}
    assert "said" in {one.signal for one in owed}


@time_machine.travel(NOW, tick=False)
def test_recall_was_answered_for_weeks_and_waits_with_this_weeks_questions(built: Home) -> None:
    found = recall.results(built, SETTINGS)
    due = recall.look(built, SETTINGS, NOW)

    assert due.first == 9
    assert 0 < due.later < 20
    assert found.answered < found.drawn
    assert found.why >= 5
    assert found.code >= 10
    assert 0 < found.why_passed < found.why
    assert found.reviews > 20
    assert {name for (name,) in rows(built, "SELECT DISTINCT repo FROM test WHERE repo <> ''")} == {
        line.path for line in repositories.listing(built, SETTINGS)
    }


def test_weekends_are_thin_and_a_week_is_free(built: Home) -> None:
    days = {line.day for line in everything(built)}
    weekends = {day for day in days if day.weekday() >= 5}
    workdays = sorted(days - weekends)
    longest = max(later - day for day, later in pairwise(workdays))

    assert 3 <= len(weekends) <= 8
    assert longest >= timedelta(days=8)


def test_the_same_moment_and_seed_give_the_same_history_to_the_key(
    built: Home, tmp_path: Path
) -> None:
    again = demo.build(str(tmp_path / "again"), NOW)

    same = [(line.id, line.moment, line.body, line.insertions) for line in everything(again)]
    assert [line[1:] for line in same] == [
        (line.moment, line.body, line.insertions) for line in everything(built)
    ]
    assert {line.id for line in everything(again) if not line.is_change} == {
        line.id for line in everything(built) if not line.is_change
    }
    assert {line.sha for line in everything(again)} == {line.sha for line in everything(built)}


def test_another_seed_gives_other_code(built: Home, tmp_path: Path) -> None:
    other = demo.build(str(tmp_path / "other"), NOW, seed=3)

    assert {line.sha for line in everything(other)} & {line.sha for line in everything(built)} == {
        ""
    }


def test_fewer_days_give_a_shorter_history(tmp_path: Path) -> None:
    home = demo.build(str(tmp_path / "week"), NOW, days=7)

    assert {line.day for line in everything(home)} <= {
        NOW.date() - timedelta(days=back) for back in range(7)
    }
    assert len(everything(home)) > 20


def test_nothing_outside_its_folder_is_read_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean_environment: Path
) -> None:
    (clean_environment / ".gitconfig").write_text("[user]\n\tname = Else\n\temail = else@x.org\n"
                                                  "[commit]\n\tgpgSign = true\n"
                                                  "[init]\n\ttemplateDir = /nowhere\n")  # fmt: skip
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    before = sorted(clean_environment.rglob("*"))

    home = demo.build(str(tmp_path / "demo"), NOW)

    assert sorted(clean_environment.rglob("*")) == before
    assert sum(line.is_change for line in everything(home)) > 150


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GitError, match="git"):
        demo.build(str(tmp_path / "demo"), NOW)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - gets its zone below
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "UTC"]),
)
def test_at_any_moment_today_is_told_up_to_now_and_in_order(when: datetime, zone: str) -> None:
    now = when.replace(tzinfo=ZoneInfo(zone))

    scenes = story.placed(SCENES, now, 92, Random(1))  # noqa: S311 - a story, not a secret

    todays = [s for s in scenes if not (s.working_day or s.weekend)]
    assert [s.at[0] for s in scenes] == sorted(s.at[0] for s in scenes)
    assert [s.minute for s in todays] == sorted(s.minute for s in todays)
    assert {day_of(s.at[0], s.at[1]) for s in todays} == {today(now)}
    assert todays[-1].at[0] <= max(to_moment(now), _day_begins(today(now), now))


def _day_begins(day: date, now: datetime) -> int:
    return to_moment(datetime(day.year, day.month, day.day, 4, tzinfo=now.tzinfo))


def test_every_heading_of_the_story_stands_apart(built: Home) -> None:
    for line in everything(built):
        rows = line.body.split("\n")
        for at, row in enumerate(rows):
            if row.startswith("## ") and at:
                assert rows[at - 1] == "", line.body


def test_a_repository_that_the_story_does_not_reach_is_there_and_empty(tmp_path: Path) -> None:
    home = demo.build(str(tmp_path / "day"), NOW, days=1)

    names = [line.repo for line in repositories.listing(home, SETTINGS)]
    assert names == sorted(os.listdir(tmp_path / "day" / "code")) == ["api", "infra", "web"]


def test_two_months_were_looked_back_at_and_closed_and_the_last_one_is_open(built: Home) -> None:
    past = audit.past(built, SETTINGS, NOW)

    assert [str(one.month) for one in past] == ["2026-11", "2026-10", "2026-09", "2026-08"]
    assert [one.is_closed for one in past] == [False, False, True, True]
    assert [one.is_answered for one in past] == [False, True, True, True]
    assert [one.learned for one in past] == ["", "some", "some", "not much"]


def test_what_was_learned_stands_beside_the_work_and_in_the_journal(built: Home) -> None:
    october = audit.read(built, SETTINGS, audit.Month(2026, 10), NOW)
    words = [group.words for group in october.groups if group.words]

    assert len(words) >= 3
    assert any(not group.learned for group in october.groups)
    assert october.words == months.WHOLE
    bodies = {line.body for line in everything(built) if line.kind == "learned"}
    assert {*words, october.words} <= bodies


def test_in_the_first_days_of_a_month_the_last_one_waits_to_be_looked_back_at(
    tmp_path: Path,
) -> None:
    third = NOW.replace(month=12, day=3)
    home = demo.build(str(tmp_path / "third"), third)

    assert audit.offered(home, SETTINGS, third) == audit.Month(2026, 11)
    assert audit.assessed(home, SETTINGS, audit.Month(2026, 11), third).state == "open"
    assert audit.read(home, SETTINGS, audit.Month(2026, 10), third).closed_at is not None


def test_every_lesson_is_about_a_commit_of_the_story() -> None:
    subjects = {scene.text.split("\n")[0] for scene in SCENES if not scene.is_entry}

    about = [lesson.about for lesson in months.LESSONS]
    assert set(about) <= subjects
    assert {lesson.part_of for lesson in months.LESSONS} <= {"", *subjects}
    assert len(set(about)) == len(about)
