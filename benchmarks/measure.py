"""Measuring: contestants take turns, and what is told is a ratio of medians with its spread."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `what` measured against `against`.

    `ratio` is what/against (or the figure itself where `unit` is set), `low` and `high` its
    quartiles over the rounds. `budget` is the most that DESIGN allows, `stretch` what we would
    like; None where there is none.
    """

    what: str
    against: str
    ratio: float
    low: float
    high: float
    budget: float | None = None
    stretch: float | None = None
    unit: str = "×"
    figures: str = ""

    @property
    def verdict(self) -> str:
        """Say whether the budget is met."""
        if self.budget is None:
            return "–"
        if self.ratio > self.budget:
            return f"**no**, {(self.ratio / self.budget - 1) * 100:.0f} % over"
        if self.stretch is not None and self.ratio > self.stretch:
            return f"yes (stretch {self.stretch:g}{self.unit}: no)"
        return "yes" if self.stretch is None else f"yes (stretch {self.stretch:g}{self.unit}: yes)"

    def with_figures(self, figures: str) -> Row:
        """Tell other figures than times."""
        return replace(self, figures=figures)


def interleaved(
    contestants: Mapping[str, Callable[[], float]], rounds: int
) -> dict[str, list[float]]:
    """Let every contestant run once a round, each round in another order; seconds by name.

    One round before the first is not counted: it fills the caches.
    """
    names = list(contestants)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        contestants[name]()
    for turn in range(rounds):
        for at in range(len(names)):
            name = names[(at + turn) % len(names)]
            taken[name].append(contestants[name]())
    return taken


def compared(
    what: str,
    against: str,
    one: Sequence[float],
    other: Sequence[float],
    *,
    budget: float | None = None,
    stretch: float | None = None,
) -> Row:
    """Make the row that compares the seconds of `one` with those of `other`, round by round."""
    ratio = statistics.median(one) / statistics.median(other)
    low, high = quartiles([a / b for a, b in zip(one, other, strict=True)])
    figures = f"{said(statistics.median(one))} / {said(statistics.median(other))}"
    return Row(what, against, ratio, low, high, budget, stretch, figures=figures)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Give the first and the third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


def said(seconds: float) -> str:
    """Say a time with its unit."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def timed(words: Sequence[str], environment: Mapping[str, str], given: str = os.devnull) -> float:
    """Run a process with its output thrown away and tell how many seconds it took.

    Started by posix_spawn, because the fork of a larger process would be measured as well.
    Raises RuntimeError if it fails.
    """
    files = [
        (os.POSIX_SPAWN_OPEN, 0, given, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(words[0], list(words), dict(environment), file_actions=files)
    _, status = os.waitpid(child, 0)
    taken = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{' '.join(words)} failed ({os.waitstatus_to_exitcode(status)})")
    return taken


def table(rows: Sequence[Row]) -> str:
    """Write the rows as one table in Markdown."""
    lines = [
        "| what | against | ratio (quartiles) | medians | budget | met |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"{figure(row.ratio)}× ({figure(row.low)}–{figure(row.high)})"
        if row.unit != "×":
            ratio = "–"
        budget = "–" if row.budget is None else f"{row.budget:g}{row.unit}"
        lines.append(
            f"| {row.what} | {row.against} | {ratio} | {row.figures} | {budget} | {row.verdict} |"
        )
    return "\n".join(lines)


def figure(ratio: float) -> str:
    """Say a ratio: to a hundredth, and small ones with two digits that mean something."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"
