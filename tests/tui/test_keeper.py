"""What keeps words on the disk: they are given back when form or panel is put away, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.explanations import Filled, Words
from waterline.practice import drafts
from waterline.tui.keeper import Keeper
from waterline.tui.panel_draft import PanelDraft

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


def kept(home: Home, **values: str) -> None:
    draft = PanelDraft(home, "build")
    draft.save(values)
    draft.close()


def test_the_last_words_of_a_panel_stand_whatever_write_comes_late(home: Home) -> None:
    draft = PanelDraft(home, "build")
    draft.save({"goal": "an LRU"})
    draft.close({"goal": "an LRU cache"})
    draft.save({"goal": "an LRU ca"})
    assert PanelDraft(home, "build").open() == {"goal": "an LRU cache"}
    assert len(drafts.kept(home)) == 1


def test_a_panel_closed_before_anybody_saw_what_was_kept_loses_none_of_it(home: Home) -> None:
    kept(home, goal="an LRU cache", minutes="30")
    at_once, opened = PanelDraft(home, "build"), PanelDraft(home, "build")
    at_once.close({"goal": "", "minutes": ""})
    opened.open()
    opened.close({"goal": "with tests", "minutes": ""})
    again = PanelDraft(home, "build")
    assert again.open() == {"goal": "an LRU cache\n\nwith tests", "minutes": "30"}
    again.laid()
    again.close({"goal": "", "minutes": "30"})
    assert PanelDraft(home, "build").open() == {"minutes": "30"}


def test_whoever_opens_a_panels_draft_after_its_end_keeps_it_from_nobody(home: Home) -> None:
    kept(home, goal="an LRU cache")
    late = PanelDraft(home, "build")
    late.close()
    assert late.open() == {}
    assert PanelDraft(home, "build").open() == {"goal": "an LRU cache"}
