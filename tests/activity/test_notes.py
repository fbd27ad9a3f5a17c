"""git-ai's notes in real repositories: found, read in one batch, and noticed when they move."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from waterline.activity import history, notes
from waterline.activity.places import Place
from waterline.domain.git_ai import Note
from waterline.domain.signals import signals

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.activity.history import Seen

CURSOR = Note(3, ("Cursor",), {"a.py": 3})


def text(lines: str = "1-3", tool: str = "cursor") -> str:
    told = {"schema_version": "authorship/3.0.0", "sessions": {"s_1": {"agent_id": {"tool": tool}}}}
    return f"a.py\n  s_1::t_1 {lines}\n---\n{json.dumps(told)}\n"


@pytest.fixture
def api(git: Git) -> Path:
    where = git.repository()
    git.commit(where, "One")
    git.commit(where, "Two")
    return where


def noted(git: Git, where: Path, revision: str, content: str) -> str:
    git(where, "notes", "--ref=ai", "add", "-f", "-m", content, revision)
    return git(where, "rev-parse", revision)


def place(where: Path) -> Place:
    return Place(str(where), str(where / ".git"))


def read(
    where: Path, seen: Seen | None = None, wished: dict[str, str] | None = None
) -> history.Reading:
    table = signals(wished or {})
    return history.start(place(where), seen, history.wishes((), "", table))


def test_notes_are_read_for_the_commits_that_are_asked_for(git: Git, api: Path) -> None:
    one = noted(git, api, "HEAD~1", text())
    two = noted(git, api, "HEAD", text("1", "codex"))
    assert notes.read(str(api), [one]) == {one: CURSOR}
    assert notes.read(str(api), [one, two, "1" * 40])[two].tools == ("Codex",)
    assert notes.read(str(api), []) == {}


def test_notes_are_found_however_their_tree_fans_out(git: Git, api: Path) -> None:
    blob = git(api, "rev-parse", noted_blob(git, api))
    one, two = git(api, "rev-parse", "HEAD~1"), git(api, "rev-parse", "HEAD")
    deep = tree(git, api, f"100644 blob {blob}\t{two[4:]}\n")
    middle = tree(git, api, f"040000 tree {deep}\t{two[2:4]}\n")
    top = tree(git, api, f"100644 blob {blob}\t{one}\n040000 tree {middle}\t{two[:2]}\n")
    git(api, "update-ref", "refs/notes/ai", git(api, "commit-tree", "-m", "x", top))
    assert set(notes.read(str(api), [one, two])) == {one, two}
    tip = notes.tip(str(api), str(api / ".git"))
    assert notes.moved(str(api), "", tip) == {one, two}


def noted_blob(git: Git, where: Path) -> str:
    (where / "note").write_text(text())
    return git(where, "hash-object", "-w", "note")


def tree(git: Git, where: Path, listed: str) -> str:
    (where / "listed").write_text(listed)
    with (where / "listed").open() as given:
        done = subprocess.run(
            ["git", "mktree"], cwd=where, stdin=given, capture_output=True, check=True
        )
    return done.stdout.decode().strip()


def test_whether_there_may_be_notes_is_told_by_files_alone(git: Git, api: Path) -> None:
    common = str(api / ".git")
    assert not notes.may_exist(common)
    assert notes.tip(str(api), common) == ""
    noted(git, api, "HEAD", text())
    assert notes.may_exist(common)
    git(api, "pack-refs", "--all")
    assert not (api / ".git/refs/notes/ai").exists()
    assert notes.may_exist(common)
    assert notes.tip(str(api), common) == git(api, "rev-parse", "refs/notes/ai")
    # Notes of another name are another tool's.
    git(api, "update-ref", "-d", "refs/notes/ai")
    git(api, "notes", "--ref=aix", "add", "-m", "x", "HEAD")
    git(api, "pack-refs", "--all")
    assert not notes.may_exist(common)


def test_a_note_that_is_no_text_or_far_too_large_is_left_out(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(git, api, "HEAD~1", text())
    two = noted(git, api, "HEAD", text())
    monkeypatch.setattr(notes, "_LARGEST", 4)
    assert notes.read(str(api), [two]) == {}
    monkeypatch.undo()
    monkeypatch.chdir(api)
    (api / "bytes").write_bytes(b"\xff\x00\xfe" * 100)
    git(api, "notes", "--ref=ai", "add", "-f", "-C", git(api, "hash-object", "-w", "bytes"), two)
    assert notes.read(str(api), [two]) == {two: Note()}


def test_only_the_notes_that_moved_are_given(git: Git, api: Path) -> None:
    one = noted(git, api, "HEAD~1", text())
    first = read(api)
    assert first.notes_moved
    assert first.noted([], [one]) == {one: CURSOR}
    seen = first.seen(0)
    again = read(api, seen)
    assert again.nothing_moved
    assert not again.notes_moved
    assert again.noted([], [one]) == {}
    two = noted(git, api, "HEAD", text("1-9"))
    third = read(api, seen)
    assert third.nothing_moved
    assert third.notes_moved
    assert set(third.noted([], [one, two])) == {two}
    assert third.noted([], [one]) == {}
    for reading in (first, again, third):
        reading.close()


def test_notes_whose_past_was_thrown_away_are_all_looked_at(git: Git, api: Path) -> None:
    one = noted(git, api, "HEAD~1", text())
    reading = read(api)
    seen = reading.seen(0)._replace(notes="1" * 40)
    reading.close()
    again = read(api, seen)
    assert set(again.noted([], [one])) == {one}
    again.close()


def test_a_note_that_came_before_its_commit_is_given_with_it(git: Git, api: Path) -> None:
    one = noted(git, api, "HEAD~1", text())
    reading = read(api)
    seen = reading.seen(0)
    reading.close()
    again = read(api, seen)
    assert not again.notes_moved
    assert set(again.noted([one], [])) == {one}
    again.close()


def test_many_notes_are_read_a_few_at_a_time_and_can_be_stopped(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shas = [noted(git, api, git.commit(api, f"No {n}"), text(f"1-{n}")) for n in range(1, 8)]
    # Each of them fits, and two of them don't.
    monkeypatch.setattr(notes, "_BATCH", 200)
    asked = []
    found = notes.read(str(api), shas, asked=lambda: asked.append(1))
    assert [found[sha].ai_lines for sha in shas] == list(range(1, 8))
    assert len(asked) == 7

    def stop() -> None:
        raise history.StoppedError

    with pytest.raises(history.StoppedError):
        notes.read(str(api), shas, asked=stop)


def test_notes_that_were_removed_are_no_trouble(git: Git, api: Path) -> None:
    one = noted(git, api, "HEAD", text())
    reading = read(api)
    seen = reading.seen(0)
    reading.close()
    git(api, "update-ref", "-d", "refs/notes/ai")
    again = read(api, seen)
    assert again.notes_moved
    assert again.noted([], [one]) == {}
    assert again.seen(0).notes == ""
    again.close()


@pytest.mark.parametrize("packed", [False, True])
def test_a_note_is_noticed_by_stats_alone(git: Git, api: Path, *, packed: bool) -> None:
    noted(git, api, "HEAD~1", text())
    if packed:
        git(api, "pack-refs", "--all")
    reading = read(api)
    seen = reading.seen(0)._replace(settled=True)
    reading.close()
    assert seen.holds(seen.stamp)
    noted(git, api, "HEAD", text())
    assert not seen.holds(seen.stamp)


def test_a_users_own_agent_counts_as_one_when_it_commits_for_the_user(git: Git, api: Path) -> None:
    bot = {"GIT_AUTHOR_NAME": "Bot", "GIT_AUTHOR_EMAIL": "Bot@work.example"}
    git(api, "commit", "-q", "--allow-empty", "-m", "By the bot", **bot)

    def subjects(wished: dict[str, str] | None = None) -> list[str]:
        reading = read(api, None, wished)
        found = [commit.message.strip() for commit in reading.commits(lambda: None)]
        reading.close()
        return found

    assert subjects() == ["Two", "One"]
    assert subjects({"bot@work.example": "Workbot"}) == ["By the bot", "Two", "One"]


def test_another_table_of_signals_makes_what_was_seen_stale(api: Path) -> None:
    reading = read(api)
    seen = reading.seen(0)._replace(settled=True)
    reading.close()
    assert seen.holds(history.wishes((), "").stamp)
    assert not seen.holds(history.wishes((), "", signals({"Bot:": "Bot"})).stamp)
