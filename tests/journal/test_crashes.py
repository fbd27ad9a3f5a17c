"""Killed at any point, nothing is lost that was said to be safe, and nothing is there twice.

Real processes and real kill -9; the work is done by `killed.py`, in a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
LIMIT = 900
IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def run(work: str, folder: Path, *numbers: int, by: str = "killed") -> dict[str, Any]:
    """Have a work done in a process of its own, by a module beside this one; give what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.journal.{by}", work, str(folder), *map(str, numbers)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def is_sound(state: dict[str, Any]) -> bool:
    """Tell whether the journal is whole and the search finds every entry."""
    return bool(state["health"] == "ok" and state["found"] == len(state["entries"]))


def test_a_note_killed_at_any_step_is_whole_or_not_there(tmp_path: Path) -> None:
    seen = run("write", tmp_path)["seen"]
    assert len(seen) > 50
    assert [state["finished"] for state in seen] == [False] * (len(seen) - 1) + [True]
    for state in seen:
        assert is_sound(state)
        assert len(state["inbox"]) <= 1
        assert [body for _, body in state["entries"]] in ([], ["words #kept"])
        assert state["tags"] in ([], ["given", "kept"])
        # A file that has its final name is whole: it always becomes an entry.
        if state["inbox"] and state["inbox"][0].endswith(".json"):
            assert state["entries"]
    assert len(seen[-1]["entries"]) == 1
    # Every stage of the writing was met: before the file, unfinished, finished.
    assert {name[-5:] for state in seen for name in state["inbox"]} == {".part", ".json"}
    assert seen[0]["inbox"] == []


@pytest.mark.parametrize("work", ["drain", "first"])
def test_a_drain_killed_at_any_step_loses_nothing_and_doubles_nothing(
    work: str, tmp_path: Path
) -> None:
    seen = run(work, tmp_path)["seen"]
    assert len(seen) > 100
    assert [state["finished"] for state in seen] == [False] * (len(seen) - 1) + [True]
    for state in seen:
        assert is_sound(state)
        assert [body for _, body in state["entries"]] == [f"words {n} #kept" for n in range(3)]
        assert state["tags"] == ["given", "kept"] * 3
        assert state["left"] == []
    # Kills met every state of the folder: all waiting, some taken away, none left.
    assert {len(state["inbox"]) for state in seen} == {0, 1, 2, 3}


def test_an_edit_killed_at_any_step_is_done_or_not_done(tmp_path: Path) -> None:
    seen = run("edit", tmp_path)["seen"]
    assert len(seen) > 50
    before: tuple[list[str], ...] = (["words #kept"], [], ["given", "kept"])
    after: tuple[list[str], ...] = (["other words #new"], ["words #kept"], ["given", "new"])
    states: list[tuple[list[str], ...]] = []
    for state in seen:
        assert is_sound(state)
        bodies = [body for _, body in state["entries"]]
        states.append((bodies, [body for _, body in state["revisions"]], state["tags"]))
    done = states.count(after)
    assert done > 1
    assert states == [before] * (len(states) - done) + [after] * done


def test_a_draft_killed_at_any_step_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    seen = run("draft", tmp_path)["seen"]
    assert len(seen) > 50
    # Kept, then replaced, then discarded: each state follows the one before, none is between.
    order = [state["drafts"] for state in seen]
    runs = [texts for n, texts in enumerate(order) if not n or texts != order[n - 1]]
    assert runs == [["before"], ["after"], []]
    # The next start sweeps what the kill left beside the draft.
    endings = {name.rsplit(".")[-1] for state in seen for name in state["files"]}
    assert endings == {"json", "lock"}


@pytest.mark.parametrize("rounds", [220, pytest.param(5_000, marks=pytest.mark.long)])
def test_of_hundreds_of_random_kills_none_loses_a_note_that_was_acknowledged(
    rounds: int, tmp_path: Path
) -> None:
    state = run("random", tmp_path, rounds, 20261120)
    assert state["kills"] == 2 * rounds  # a writer and a drainer each
    assert is_sound(state)
    ids = [key for key, _ in state["entries"]]
    assert len(set(ids)) == len(ids)
    assert set(state["acknowledged"]) <= set(ids)
    assert len(state["acknowledged"]) > rounds
    # What was not acknowledged is at most the note that each kill cut off.
    assert len(ids) - len(state["acknowledged"]) <= rounds
    assert all(body == f"words of {key} #kept" for key, body in state["entries"])
    assert state["tags"] == ["kept"] * len(ids)
    # What was set aside is what a kill cut off in the middle of writing.
    assert all(name.endswith(".part") for name in state["left"])
    assert not {match.group() for name in state["left"] if (match := IDS.match(name))} & set(
        state["acknowledged"]
    )


def test_32_writers_and_4_drainers_at_once_lose_nothing_and_double_nothing(
    tmp_path: Path,
) -> None:
    state = run("crowd", tmp_path, 32)
    assert is_sound(state)
    bodies = [body for _, body in state["entries"]]
    assert len(bodies) == len(set(bodies)) == 32 * 20
    assert state["left"] == []
