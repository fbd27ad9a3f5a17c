"""What stands on Explain: changes owed, begun or asked for, and which of them are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.tui.widgets import owed_list
from waterline.tui.widgets.owed_list import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from waterline.domain.lines import Line
    from waterline.practice.explain import Owed
    from waterline.tui.widgets.owed_list import Group


class Pile:
    """Knows of every change on the screen; changes are named by their ids.

    `owed` is what was read last, `marked` what is to be explained together.
    """

    def __init__(self) -> None:
        self.owed: Sequence[Owed] = ()
        self.marked: frozenset[str] = frozenset()
        self._beside: Sequence[Line] = ()
        self._begun: Sequence[frozenset[str]] = ()  # sets of changes, the one begun last first
        self._branches: Mapping[str, str] = {}
        self._by_hand: dict[str, Line] = {}  # said so here: it can be taken back
        self._taken_back: Sequence[str] = ()
        self._gone_on: set[frozenset[str]] = set()

    # -- what is there ------------------------------------------------------------------------

    def read(
        self, owed: Sequence[Owed], beside: Sequence[Line], begun: Sequence[Collection[str]]
    ) -> bool:
        """Take what was read; tell whether some came of which git has to tell the branch."""
        for one in self._taken_back:
            self._by_hand.pop(one, None)
        self._taken_back = ()
        was = {one.line.id for one in self.owed}
        self.owed, self._beside = owed, beside
        self._begun = [frozenset(ids) for ids in begun]
        return not {one.line.id for one in owed} <= was

    def know_branches(self, branches: Mapping[str, str]) -> None:
        """Put the changes of a branch together."""
        self._branches = branches

    @property
    def lines(self) -> dict[str, Line]:
        """Everything that stands there; what was said here stays in its place."""
        beside = {line.id: line for line in self._beside}
        return {**beside, **self._by_hand, **{one.line.id: one.line for one in self.owed}}

    @property
    def _also_here(self) -> list[Line]:
        owed = {one.line.id for one in self.owed}
        return [line for line in self._beside if line.id not in owed | self._by_hand.keys()]

    @property
    def groups(self) -> list[Group]:
        """The changes as they stand, newest first, by repository and branch."""
        owed = {one.line.id: one.line for one in self.owed}
        in_place = sorted({**self._by_hand, **owed}.values(), key=lambda line: -line.moment)
        return owed_list.grouped(in_place, self._branches, self._also_here)

    @property
    def state(self) -> State:
        """What is known of them beside."""
        return State(
            self.marked,
            frozenset(self._by_hand),
            frozenset(one for ids in self._begun for one in ids),
            frozenset(line.id for line in self._also_here),
        )

    # -- which of them ------------------------------------------------------------------------

    def mark(self, ids: Collection[str]) -> None:
        """Mark these too, or take the marks away where all of them are marked."""
        held = frozenset(ids)
        self.marked = self.marked - held if held <= self.marked else self.marked | held

    def ask_for(self, ids: Collection[str]) -> None:
        """Mark those that are asked for together; where none are, leave the marks that hold."""
        if not ids:
            self.marked &= frozenset(self.lines)
            return
        present = frozenset(ids) & frozenset(self.lines)
        self.marked = present if len(present) > 1 else frozenset()

    def next_after(self, ids: Collection[str], order: Sequence[str]) -> str:
        """Give the one to be explained after these, "" where none is left."""
        left = [one for one in order if one not in ids and one not in self._by_hand]
        places = [order.index(one) for one in ids if one in order]
        after = [one for one in left if not places or order.index(one) > max(places)]
        return next(iter(after or left), "")

    # -- what was begun -----------------------------------------------------------------------

    def is_begun(self, ids: Collection[str]) -> bool:
        """Tell whether a form was begun for exactly these."""
        return frozenset(ids) in self._begun

    def know_begun(self, ids: Collection[str], *, is_begun: bool) -> None:
        """Learn from the form whether it is begun; the disk says so only a moment later."""
        held = frozenset(ids)
        others = [one for one in self._begun if one != held]
        self._begun = [held, *others] if is_begun else others

    def go_on_with_several(self, ids: Collection[str]) -> int:
        """Mark again, once, what these were begun to be explained with; tell how many it is."""
        if self.marked or self.is_begun(ids):
            return 0
        for held in self._begun:
            if set(ids) < held <= self.lines.keys() and held not in self._gone_on:
                self._gone_on.add(held)
                self.marked = held
                return len(held)
        return 0

    # -- what becomes of them -----------------------------------------------------------------

    def explained(self, ids: Collection[str]) -> None:
        """Know that these are explained."""
        self.marked = frozenset()
        self.owed = [one for one in self.owed if one.line.id not in ids]
        self._beside = [line for line in self._beside if line.id not in ids]
        self.know_begun(ids, is_begun=False)

    def are_by_hand(self, ids: Collection[str]) -> bool:
        """Tell whether it was said here of all of these that no AI helped."""
        return set(ids) <= self._by_hand.keys()

    def say_by_hand(self, ids: Collection[str]) -> None:
        """Know that no AI helped with these; they stay where they are, until `forget`."""
        lines = self.lines
        self._by_hand |= {one: lines[one] for one in ids if one in lines}

    def take_back(self, ids: Sequence[str]) -> None:
        """Know that this doesn't hold: they stand there until they are read as owed again."""
        self._taken_back = ids

    def forget(self) -> None:
        """Forget what was only kept to be taken back."""
        self._by_hand = {}
