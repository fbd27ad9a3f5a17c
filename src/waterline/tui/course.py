"""One sitting of Recall: what is left to be asked, what is over, and what can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waterline.domain.asked import LATE
from waterline.tui import recalling
from waterline.tui.recalled import RESTED, WORDLESS, Over

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.content import Content

    from waterline.domain.asked import Item, Revealed

NO_MORE = "asked no more"


class Course:
    """The state of a sitting; `words` hold what was answered, should it be taken back."""

    def __init__(self) -> None:
        self.left: list[Item] = []
        self.over: list[Over] = []
        self.words: dict[str, dict[str, Any]] = {}
        self.steps = 0  # that can be taken back

    def another(self) -> Course:
        """Begin another sitting, in which what was done last can still be taken back."""
        course = Course()
        course.words, course.steps = self.words, self.steps
        return course

    @property
    def item(self) -> Item | None:
        """The one that is asked now; None behind the last one."""
        return self.left[0] if self.left else None

    def go_on_with(self, items: Sequence[Item]) -> None:
        """Take what is left from now on; what is over is not asked twice."""
        done = {one.item.id for one in self.over}
        self.left = [item for item in items if item.id not in done]

    def end(self, item: Item, result: str, note: str = "") -> None:
        """Know what came of a question."""
        self.over.append(Over(item, result, note))
        self.left = [one for one in self.left if one.id != item.id]

    def know(self, item: Item, revealed: Revealed) -> None:
        """Know what came of an answer; one that waits for its ticks is not over yet."""
        is_wordless = revealed.outcome == LATE and not revealed.answer
        if revealed.outcome:
            self.end(item, WORDLESS if is_wordless else revealed.outcome)

    def leave(self, ids: Collection[str]) -> None:
        """Leave some for another sitting."""
        self.left = [one for one in self.left if one.id not in ids]

    def rest(self, item: Item) -> None:
        """Know that a question is asked no more, whether it was answered before or not."""
        if any(one.item.id == item.id for one in self.over):
            self._note(item, NO_MORE)
        else:
            self.end(item, RESTED)

    def _note(self, item: Item, note: str) -> None:
        self.over = [
            one._replace(note=note) if one.item.id == item.id else one for one in self.over
        ]

    def counts(self, item_id: str) -> bool:
        """Tell whether a question of this sitting was a first test when it was asked."""
        known = [*self.left, *(one.item for one in self.over)]
        return any(item.id == item_id and item.is_first for item in known)

    def take_back(self, item: Item) -> bool:
        """Take back what was done last to a question; tell whether it is to be asked again."""
        self.steps = max(0, self.steps - 1)
        if any(one.item.id == item.id and one.note == NO_MORE for one in self.over):
            # It was answered, then put to rest: the answer stays.
            self._note(item, "")
            return False
        self.over = [one for one in self.over if one.item.id != item.id]
        self.left = [item, *(one for one in self.left if one.id != item.id)]
        return True

    def drawn(self, *, is_over: bool) -> Content:
        """Draw how far the sitting is; the present question may be over already."""
        done = len(self.over) - is_over
        left = len(self.left) + is_over
        return recalling.way(done, left, sum(item.minutes for item in self.left))
