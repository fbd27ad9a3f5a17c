"""Killed at any point, what hooks told and what a person explained is there once, and whole.

Real processes and real kill -9; the work is done by `killed_explaining.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.journal.test_crashes import is_sound

ROOT = Path(__file__).parent.parent.parent


def run(work: str, folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journal.killed_explaining", work, str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    seen: list[dict[str, Any]] = json.loads(done.stdout)["seen"]
    return seen


def test_a_drain_of_what_hooks_told_killed_at_any_step_tells_it_once(tmp_path: Path) -> None:
    seen = run("told", tmp_path)
    assert len(seen) > 100
    for state in seen:
        assert is_sound(state)
        assert (state["facts"], state["pairs"], state["after"]) == (2, 1, [[], []])
        assert state["origins"] == [["assisted", "Claude Code", "environment"]] * 2
    # Kills met all that waited, and some of it taken away.
    assert {state["left"][0] for state in seen} == {0, 1, 2, 3}


def test_answers_whose_taking_in_is_killed_at_any_step_are_there_once(tmp_path: Path) -> None:
    seen = run("answers", tmp_path)
    assert len(seen) > 100
    for state in seen:
        assert is_sound(state)
        assert state["bound"] == [[f"Part {n}", f"words {n}"] for n in range(2)]
        numbers = [state[name] for name in ("beside", "about", "facts", "deeds")]
        assert numbers == [2, 2, 2, 2]
        assert state["origins"] == [["assisted", "", "said"]] * 2
        assert state["after"] == [[], []]
    assert {state["left"][1] for state in seen} == {0, 1, 2}


def test_an_explanation_killed_at_any_step_is_written_or_not_written(tmp_path: Path) -> None:
    seen = run("explain", tmp_path)
    assert len(seen) > 50
    states = []
    for state in seen:
        assert is_sound(state)
        numbers = {state[name] for name in ("beside", "about", "deeds")}
        assert numbers == {len(state["bound"])}
        states.append(len(state["bound"]))
    done = sum(states)
    assert done > 1
    assert states == [0] * (len(states) - done) + [1] * done
