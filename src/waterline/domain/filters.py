"""What a person narrows a list by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Filter:
    """Days (both ends included), tags (all of them), kinds (any of them), one repository's name.

    An empty filter lets everything through. `kinds` may name "change".
    """

    since: date | None = None
    until: date | None = None
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    repo: str = ""
