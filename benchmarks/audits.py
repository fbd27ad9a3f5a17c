"""The audit of one month in a journal of ten years, beside that of the same month alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from measure import Row, compared, interleaved, timed

if TYPE_CHECKING:
    from places import Cache

ALONE = "the same month alone"


def month(cache: Cache, rounds: int, changes: int) -> list[Row]:
    """Measure a month's audit in process, and as `waterline audit --json`."""
    folder = cache.made(f"audited-{changes}", "audited.py", str(changes))
    name = cache.inside("month.py", str(folder)).strip()
    told = cache.inside("month.py", str(folder), str(rounds))
    pairs = [tuple(map(float, line.split())) for line in told.splitlines()]
    words = [cache.waterline, "audit", name, "--json"]
    taken = interleaved(
        {
            which: partial(timed, words, cache.environment(folder / which))
            for which in ("whole", "alone")
        },
        rounds,
    )
    among = f"10 years, {changes:,} changes"
    return [
        compared(f"audit of one month, in process, {among}", ALONE,
                 [pair[0] for pair in pairs], [pair[1] for pair in pairs], budget=1.5),
        compared(f"`waterline audit --json`, {among}", ALONE,
                 taken["whole"], taken["alone"], budget=1.5),
    ]  # fmt: skip
