"""Unfinished explanations: what stands in the form is a draft, one for each set of changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from waterline.domain.explanations import HIGHEST, LOWEST, Filled, Typing, Words
from waterline.domain.kinds import EXPLANATION
from waterline.practice import drafts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.home import Home


class Unfinished:
    """The form for some changes, kept; may be used from any thread.

    `filled` is what was kept when it was opened, None where nothing was.
    """

    def __init__(self, handle: drafts.DraftHandle) -> None:
        self._handle = handle
        self.filled = read(handle.draft.text)

    def save(self, filled: Filled) -> None:
        """Put the form on the disk; an empty one takes the draft away. Raises HomeError."""
        self._handle.save(write(filled), EXPLANATION.name)

    def discard(self) -> None:
        """Take the draft away: it became an explanation. Raises HomeError."""
        self._handle.discard()

    def close(self) -> None:
        """Let go of the draft; what was saved stays."""
        self._handle.close()


def open_form(home: Home, change_ids: Iterable[str]) -> Unfinished:
    """Take over what was begun for exactly these changes, or begin. Never fails."""
    return Unfinished(drafts.open_draft(home, drafts.OF_CHANGES + ",".join(sorted(change_ids))))


def begun(home: Home) -> list[tuple[str, ...]]:
    """List the sets of changes for which something was begun, by their ids, the last one first."""
    return [
        tuple(draft.entry_id.removeprefix(drafts.OF_CHANGES).split(","))
        for draft in drafts.kept(home)
        if drafts.is_of_changes(draft) and read(draft.text) is not None
    ]


def write(filled: Filled) -> str:
    """Write a form as the text of a draft, "" for an empty one."""
    if filled._replace(typing=Typing()) == Filled():
        return ""
    return json.dumps({**filled._asdict(), "words": filled.words, "typing": filled.typing})


def read(text: str) -> Filled | None:
    """Read a form again; None where there is none, or none that can be read."""
    try:
        held = json.loads(text)
        typed, pasted, observed = held["typing"]
        return Filled(
            Words(*map(str, _three(held["words"]))),
            _rating(held["before"]),
            _rating(held["after"]),
            _ticks(held["ticks"]),
            Typing(int(typed), int(pasted), bool(observed)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _three(values: Sequence[object]) -> Sequence[object]:
    if len(values) != 3:  # noqa: PLR2004 - as many questions as ticks
        raise ValueError
    return values


def _ticks(values: Sequence[object]) -> tuple[bool, bool, bool]:
    first, second, third = map(bool, _three(values))
    return first, second, third


def _rating(value: object) -> int | None:
    return value if isinstance(value, int) and LOWEST <= value <= HIGHEST else None
