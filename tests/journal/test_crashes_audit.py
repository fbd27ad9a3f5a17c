"""Killed at any point, what was said of a month is there whole, or not at all.

Real processes and real kill -9; the work is done by `killed_audit.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journal.test_crashes import is_sound, run

if TYPE_CHECKING:
    from pathlib import Path

    State = tuple[list[list[str]], list[str]]

FIRST = ([["some", "first words #kept"]], ["note"])
SECOND = ([["a lot", "second words #kept"]], ["note", "edit"])


@pytest.mark.parametrize(
    ("work", "before", "after"), [("say", ([], []), FIRST), ("change", FIRST, SECOND)]
)
def test_words_and_answer_killed_at_any_step_are_both_there_or_neither(
    tmp_path: Path, work: str, before: State, after: State
) -> None:
    seen = run(work, tmp_path, by="killed_audit")["seen"]
    states = [(state["said"], state["deeds"]) for state in seen]
    kept = states.index(after)
    assert kept > 30
    assert states == [before] * kept + [after] * (len(states) - kept)
    assert all(is_sound(state) and not state["broken"] for state in seen)
