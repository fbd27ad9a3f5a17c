"""Killed at any point, a draw is whole or not there, and no word of an answer is lost.

Real processes and real kill -9; the work is done by `killed_recalling.py`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal import lay
from tests.journal.killed_recalling import DECISION, LONG_AGO, NOW
from tests.journal.test_crashes import run
from waterline.practice import recall
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home

SETTINGS = Settings()


def states_left(work: str, folder: Path) -> Counter[tuple[str, str, int, int]]:
    """Count the states that kills left: the words and outcome of the *why*, cards, explanations."""
    seen: list[dict[str, Any]] = run(work, folder, by="killed_recalling")["seen"]
    assert len(seen) > 100
    assert all(state["health"] == "ok" and state["sealed"] for state in seen)
    return Counter(map(_told, seen))


def _told(state: dict[str, Any]) -> tuple[str, str, int, int]:
    [(answer, outcome)] = [(row[1], row[2]) for row in state["tests"] if row[0] == "why"]
    return answer, outcome, state["cards"], state["explanations"]


WAITING = ("", "", 0, 0)
WRITTEN = ("one file", "", 0, 0)
PASSED = ("one file", "passed", 1, 0)
LATE = ("one file", "late", 1, 1)


@pytest.mark.long
@pytest.mark.parametrize(
    ("work", "states"),
    [
        ("draw", {WAITING}),
        ("answer", {WAITING, WRITTEN, PASSED}),
        ("late", {WAITING, LATE}),
        ("undo", {PASSED, WRITTEN}),
        ("undo-late", {LATE, WAITING}),
    ],
)
def test_killed_at_any_step_it_is_done_or_not_done(
    work: str, states: set[tuple[str, str, int, int]], tmp_path: Path
) -> None:
    assert set(states_left(work, tmp_path)) == states


ANSWERING = """
import os, signal, sys
from waterline import home as homes
from waterline.practice import recall
from waterline.settings import Settings
recall.answer(homes.find(), Settings(), sys.argv[1], 60, "one file")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_words_whose_ticks_never_came_wait_for_them(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, DECISION, LONG_AGO, kind="decision")
    [why] = recall.begin(home, SETTINGS, NOW)
    recall.ask(home, SETTINGS, why.id)

    done = subprocess.run([sys.executable, "-c", ANSWERING, why.id], env=os.environ, check=False)

    assert done.returncode == -signal.SIGKILL
    assert recall.begin(home, SETTINGS, NOW) == [why]
    question = recall.ask(home, SETTINGS, why.id)
    assert isinstance(question, recall.Question)
    assert question.revealed is not None
    assert (question.revealed.answer, question.revealed.outcome) == ("one file", "")
    assert recall.tick(home, SETTINGS, why.id, [0], 0).outcome == "passed"
