"""The commands: a note, the status and a search, from 10 entries to 1,000,000, and jrnl beside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from measure import Row, compared, interleaved, timed

if TYPE_CHECKING:
    from pathlib import Path

    from places import Cache

NOTE = ("the", "limiter", "refills", "on", "read")
WORD = "limiter"
SIZES = (10, 10_000, 100_000, 1_000_000)
JRNL_SIZES = (10, 10_000, 100_000)

# A run of jrnl takes 15 s in a journal of 100,000 tagged entries.
JRNL_ROUNDS = {10: 11, 10_000: 7, 100_000: 3}


def journal(cache: Cache, size: int) -> Path:
    """Give the home with a journal of `size` entries, one of which the search finds."""
    home = cache.made(f"journal-{size}", "journal.py", str(size))
    # What earlier notes left in the inbox is taken in before anything is measured.
    timed([cache.waterline, "status"], cache.environment(home))
    return home


def notes(cache: Cache, rounds: int, largest: int) -> list[Row]:
    """Measure `note` and `status` against an interpreter that does nothing."""
    homes = {size: journal(cache, size) for size in SIZES if size <= largest}
    empty = partial(timed, [cache.python, "-c", "pass"], cache.environment())
    rows = []
    for name, words in (("note TEXT", ["note", *NOTE]), ("status", ["status"])):
        contestants = {"pass": empty} | {
            str(size): partial(timed, [cache.waterline, *words], cache.environment(home))
            for size, home in homes.items()
        }
        taken = interleaved(contestants, rounds)
        rows += [
            compared(f"`waterline {name}`, {size:,} entries", "`python -c pass`",
                     taken[str(size)], taken["pass"], budget=5, stretch=3)
            for size in homes
        ]  # fmt: skip
    return rows


def reading(cache: Cache, rounds: int, largest: int) -> list[Row]:
    """Measure `search` and `show`; there is no budget for them, so only the figures are told."""
    homes = {size: journal(cache, size) for size in (10, *SIZES[-1:]) if size <= largest}
    empty = partial(timed, [cache.python, "-c", "pass"], cache.environment())
    contestants = {"pass": empty}
    for size, home in homes.items():
        for name in ("show", f"search {WORD}"):
            words = [cache.waterline, *name.split()]
            contestants[f"`waterline {name}`, {size:,} entries"] = partial(
                timed, words, cache.environment(home)
            )
    taken = interleaved(contestants, rounds)
    return [
        compared(name, "`python -c pass`", taken[name], taken["pass"])
        for name in contestants
        if name != "pass"
    ]


def beside_jrnl(cache: Cache, rounds: int, largest: int) -> list[Row]:
    """Measure a note and a search beside jrnl with as many entries; below 1× we are faster."""
    cache.install_jrnl()
    rows = []
    for size in (size for size in JRNL_SIZES if size <= largest):
        home = journal(cache, size)
        theirs = cache.made(f"jrnl-{size}", "jrnl_journal.py", str(size))
        jrnl = [cache.jrnl, "--config-file", str(theirs / "jrnl.yaml")]
        pairs = {
            "note": (["note", *NOTE], list(NOTE)),
            "search": (["search", WORD], ["-contains", WORD, "-n", "50"]),
        }
        for name, (ours, other) in pairs.items():
            taken = interleaved(
                {
                    "ours": partial(timed, [cache.waterline, *ours], cache.environment(home)),
                    "jrnl": partial(timed, [*jrnl, *other], cache.environment()),
                },
                min(rounds, JRNL_ROUNDS[size]),
            )
            rows.append(
                compared(f"`waterline {name}`, {size:,} entries", f"`jrnl`, {name}",
                         taken["ours"], taken["jrnl"])
            )  # fmt: skip
    return rows
