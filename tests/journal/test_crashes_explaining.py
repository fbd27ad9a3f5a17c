"""Killed at any point, what hooks told and what a person explained is there once, and whole.

Real processes and real kill -9; the work is done by `killed_explaining.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.journal.test_crashes import is_sound, run

if TYPE_CHECKING:
    from pathlib import Path


def seen_by(work: str, folder: Path) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = run(work, folder, by="killed_explaining")["seen"]
    return seen


def test_a_drain_of_what_hooks_told_killed_at_any_step_tells_it_once(tmp_path: Path) -> None:
    seen = seen_by("told", tmp_path)
    assert len(seen) > 100
    for state in seen:
        assert is_sound(state)
        assert (state["facts"], state["pairs"], state["after"]) == (2, 1, [[], []])
        assert state["origins"] == [["assisted", "Claude Code", "environment"]] * 2
    # Kills met all that waited, and some of it taken away.
    assert {state["left"][0] for state in seen} == {0, 1, 2, 3}


def test_answers_whose_taking_in_is_killed_at_any_step_are_there_once(tmp_path: Path) -> None:
    seen = seen_by("answers", tmp_path)
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
    seen = seen_by("explain", tmp_path)
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
