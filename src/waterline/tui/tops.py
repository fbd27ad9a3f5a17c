"""On which line each row of a list starts, for rows of one height or of many."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tops:
    """On which line each row starts. `heights` is one number for all rows, or one for each."""

    __slots__ = ("_each", "_tops", "count")

    def __init__(self, heights: Sequence[int] | int, count: int) -> None:
        self.count = count
        self._each = heights if isinstance(heights, int) else 0
        self._tops = [] if isinstance(heights, int) else [0, *accumulate(heights)]

    def __getitem__(self, index: int) -> int:
        return index * self._each if self._each else self._tops[index]

    @property
    def total(self) -> int:
        """The lines of all rows together."""
        return self[self.count] if self.count else 0

    def row_at(self, line: int) -> int:
        """Tell the row that covers `line`; -1 above the first, `count` below the last."""
        if self._each:
            return min(line // self._each, self.count)
        return bisect_right(self._tops, line) - 1
