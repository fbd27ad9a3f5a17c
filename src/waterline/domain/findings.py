"""What a checkup says: one value a thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the thing `name`; `todo` says what to do where it is not `ok`."""

    name: str
    ok: bool
    what: str
    todo: str = ""


def good(name: str, what: str) -> Finding:
    """Say that a thing is as it should be."""
    return Finding(name, ok=True, what=what)


def bad(name: str, what: str, todo: str) -> Finding:
    """Say that a thing is not as it should be, and what to do."""
    return Finding(name, ok=False, what=what, todo=todo)
