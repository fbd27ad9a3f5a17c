"""The app and the prompt: how soon they are there, and what memory the app takes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from measure import Row, compared, interleaved
from places import HERE, Cache
from terminal import Start, start

if TYPE_CHECKING:
    from collections.abc import Callable

# A part of the demo's newest line of today that stays in one piece however wide the list is.
SHOWN = "Alert when more"
# A part of the prompt's last question.
ASKED = "where do I look first"
MIB = 1024 * 1024


def app(cache: Cache, rounds: int) -> list[Row]:
    """Measure the app on the demo: the first frame, and today's data on screen."""
    home = cache.inside("demo.py", str(cache.folder / "demo")).strip()
    empty = [cache.python, str(HERE / "inside" / "empty.py")]
    kept: dict[str, list[Start]] = {"app": [], "empty": []}

    def run(name: str, words: list[str], text: str) -> float:
        kept[name].append(start(words, cache.environment(home), text))
        return kept[name][-1].first_frame

    contestants: dict[str, Callable[[], float]] = {
        "app": partial(run, "app", [cache.waterline], SHOWN),
        "empty": partial(run, "empty", empty, ""),
    }
    interleaved(contestants, rounds)
    app, other = kept["app"][1:], kept["empty"][1:]  # the first of each filled the caches
    frames = [one.first_frame for one in other]
    return [
        compared("the app: first frame", "an empty Textual app",
                 [one.first_frame for one in app], frames, budget=1.5),
        compared("the app: today's data on screen", "an empty Textual app",
                 [one.shown for one in app], frames, budget=2.2, stretch=1.7),
    ]  # fmt: skip


def prompt(cache: Cache, rounds: int) -> list[Row]:
    """Measure the prompt at a commit: until its last field is there, the first having the focus."""
    home = cache.folder / "prompt"
    words = {
        "prompt": [cache.python, str(HERE / "inside" / "prompt.py")],
        "empty": [cache.python, str(HERE / "inside" / "empty.py")],
    }
    texts = {"prompt": ASKED, "empty": ""}
    contestants: dict[str, Callable[[], float]] = {
        name: lambda name=name: start(words[name], cache.environment(home), texts[name]).shown  # type: ignore[misc]
        for name in words
    }
    taken = interleaved(contestants, rounds)
    return [
        compared("commit prompt: ready to type", "an empty Textual app",
                 taken["prompt"], taken["empty"], budget=1.5, stretch=1.3),
    ]  # fmt: skip


def memory(cache: Cache, rounds: int) -> list[Row]:
    """Measure the app's memory with ten years in the journal."""
    home = cache.made("ten-years", "journal.py", "10000", "50000")
    empty = [cache.python, str(HERE / "inside" / "empty.py"), "sqlmodel"]
    taken: dict[str, list[float]] = {"app": [], "empty": []}  # in bytes
    for _ in range(rounds):
        app = start([cache.waterline], cache.environment(home), "This week", memory=True)
        other = start(empty, cache.environment(home), memory=True)
        taken["app"].append(app.resident)
        taken["empty"].append(other.resident)
    row = compared("memory of the app, 50,000 changes and 10,000 entries",
                   "an empty Textual app + `import sqlmodel`",
                   taken["app"], taken["empty"], budget=1.5)  # fmt: skip
    ours, theirs = (sorted(taken[name])[rounds // 2] / MIB for name in ("app", "empty"))
    return [row.with_figures(f"{ours:.0f} MiB / {theirs:.0f} MiB")]
