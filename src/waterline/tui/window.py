"""The stretch of the journal that a list holds: pages come at its ends, far ones go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.lines import Line

PAGE = 200
# Some 4 MB of entries; a journal may hold a million.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Window:
    """Lines newest first, and whether nothing newer or older is left beyond them."""

    lines: Sequence[Line] = ()
    at_newest: bool = True
    at_oldest: bool = True

    def with_older(self, page: Sequence[Line], *, limit: int = PAGE) -> Window:
        """Put a page below; what is too far above goes."""
        lines = [*self.lines, *page]
        kept = lines[-MOST:]
        return Window(kept, self.at_newest and len(kept) == len(lines), len(page) < limit)

    def with_newer(self, page: Sequence[Line], *, limit: int = PAGE) -> Window:
        """Put a page above; what is too far below goes."""
        lines = [*page, *self.lines]
        kept = lines[:MOST]
        return Window(kept, len(page) < limit, self.at_oldest and len(kept) == len(lines))


def newest(page: Sequence[Line], *, limit: int = PAGE) -> Window:
    """Begin with the newest page."""
    return Window(page, at_newest=True, at_oldest=len(page) < limit)


def oldest(page: Sequence[Line], *, limit: int = PAGE) -> Window:
    """Begin with the oldest page."""
    return Window(page, at_newest=len(page) < limit, at_oldest=True)


def down_from(page: Sequence[Line], *, limit: int = PAGE) -> Window:
    """Begin in the middle: newer lines may be there."""
    return Window(page, at_newest=False, at_oldest=len(page) < limit)
