"""Keys that come faster than screens are made go where the person meant them to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from tests.tui.bench import journal, opened, settle, write
from tests.tui.stage import Stage, app_on, at, note, stage
from waterline.practice import drafts
from waterline.tui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from waterline.home import Home


def at_once(app: Stage, *keys: str) -> None:
    """Press keys as fast as a terminal brings them: nobody waits for anything in between."""
    names = {" ": "space", "/": "slash", "?": "question_mark", ",": "comma", ":": "colon"}
    for key in keys:
        app.app.post_message(Key(names.get(key, key), key if len(key) == 1 else None))


async def test_a_search_typed_at_once_from_today_is_all_in_the_search_field(home: Home) -> None:
    write(home, [("note", "the dog that did nothing"), ("note", "something else")])
    async with opened(home, start="today") as (app, pilot):
        for key in ("/", "d", "o", "g"):  # nobody waits for the journal to be made
            app.simulate_key({"/": "slash"}.get(key, key))
        await settle(pilot)

        assert app.screen is journal(app)
        assert app.screen.query_one(SearchField).value == "dog"
        assert app.screen.focused is app.screen.query_one(SearchField)


async def test_words_typed_right_after_an_entry_is_opened_are_all_in_it(home: Home) -> None:
    # n, q, 2 and u among them are commands of the list that had the focus.
    note(home, "first", "note", at(9, 0))
    async with stage(app_on(home)) as app:
        at_once(app, "enter", *" and 2 quick ones, now: u?")
        await app.until(lambda: app.today.editor.text == "first and 2 quick ones, now: u?")
        assert app.today.editor.sheet.entry_id
        assert app.app.current_mode == "today"


async def test_words_typed_right_after_a_new_entry_is_begun_are_all_in_it(home: Home) -> None:
    note(home, "first", "note", at(9, 0))
    async with stage(app_on(home)) as app:
        at_once(app, "n", *"nq2u/ words")
        await app.until(lambda: app.today.editor.text == "nq2u/ words")


async def test_commands_typed_at_once_are_done_in_their_order(home: Home) -> None:
    for minute, words in enumerate(("one", "two", "three")):
        note(home, words, "note", at(9, minute))
    async with stage(app_on(home)) as app:
        at_once(app, "k", "k", "enter", "!", "escape", "j", "enter", "?", "escape", "n", "x")
        await app.until(lambda: app.today.editor.text == "x")
    kept = {draft.text for draft in drafts.orphans(home)}
    assert kept == {"one!", "two?", "x"}
