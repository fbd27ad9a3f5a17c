"""The keeper of a form: what it holds is on the disk, and given back when the form is put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.explanations import Filled, Words
from waterline.tui.keeper import Keeper

if TYPE_CHECKING:
    from waterline.home import Home

BEGUN = Filled(Words("bursts are normal"))


def begun(home: Home) -> None:
    keeper = Keeper(home, ("a", "b"))
    assert keeper.put(BEGUN)
    keeper.close()


def test_what_was_begun_is_given_to_the_next_who_opens_it(home: Home) -> None:
    begun(home)
    assert Keeper(home, ("b", "a")).open() == BEGUN
    assert Keeper(home, ("a",)).open() is None


def test_whoever_opens_it_after_it_was_put_away_keeps_it_from_nobody(home: Home) -> None:
    begun(home)
    late = Keeper(home, ("a", "b"))
    late.close()
    assert late.open() is None
    assert Keeper(home, ("a", "b")).open() == BEGUN
