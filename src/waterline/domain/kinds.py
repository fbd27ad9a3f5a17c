"""The kinds of an entry, each with its mark and the questions it asks."""

from __future__ import annotations


class Kind:
    """One kind of entry.

    `prompts` are the headings that an empty entry of this kind starts with; a kind without
    prompts is plain text. (No dataclass: `waterline note` asks here, and that import alone
    takes as long as the rest of its start.)
    """

    __slots__ = ("about", "label", "name", "prompts")

    def __init__(self, name: str, label: str, about: str, prompts: tuple[str, ...] = ()) -> None:
        self.name = name
        self.label = label
        self.about = about
        self.prompts = prompts


KINDS: tuple[Kind, ...] = (
    Kind("note", "Note", "anything worth keeping"),
    Kind("learned", "Learned", "something learned, not something shipped"),
    Kind(
        "decision",
        "Decision",
        "a choice and its reason",
        ("What did I decide?", "Why?", "What was rejected?"),
    ),
    Kind(
        "brief",
        "Brief",
        "before asking AI",
        (
            "Context",
            "Constraints",
            "What right looks like",
            "Small steps",
            "Edge cases",
            "Expected minutes",
        ),
    ),
    Kind(
        "incident",
        "Incident",
        "a first real test",
        ("What broke?", "Where did I look first?"),
    ),
)

# Why a change makes sense, in the person's own words. It is written for changes, in a form of its
# own, so nobody picks it for a note; what shows, finds and changes entries knows it all the same.
EXPLANATION = Kind("explanation", "Explanation", "why a change of yours makes sense")

# Practice without AI: begun and ended in forms of its own, likewise.
SESSION = Kind("session", "Session", "timed practice without AI")

# Those that can be picked, and all that there are.
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in (*KINDS, EXPLANATION, SESSION)}
ALL_NAMES: tuple[str, ...] = tuple(BY_NAME)

# The one that is read beside an explanation, and closed when its work is done.
BRIEF = BY_NAME["brief"]


def template(name: str) -> str:
    """Give the text that an empty entry of this kind starts with ("" for plain kinds)."""
    return "\n\n".join(f"## {prompt}\n" for prompt in BY_NAME[name].prompts)


def without_empty_prompts(name: str, body: str) -> str:
    """Leave out the headings of the kind's template under which nothing was written."""
    prompts = {f"## {prompt}" for prompt in BY_NAME[name].prompts}
    kept: list[str] = []
    for line in [*body.strip().split("\n"), "## "]:
        if line.startswith("## ") and kept:
            trailing = next((i for i in range(len(kept) - 1, -1, -1) if kept[i].strip()), -1)
            if trailing >= 0 and kept[trailing].rstrip() in prompts:
                del kept[trailing:]
        kept.append(line)
    return "\n".join(kept[:-1]).strip()
