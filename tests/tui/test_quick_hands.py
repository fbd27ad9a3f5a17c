"""Keys that come faster than screens are made go where the person meant them to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.bench import journal, opened, settle, write
from waterline.tui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from waterline.home import Home


async def test_a_search_typed_at_once_from_today_is_all_in_the_search_field(home: Home) -> None:
    write(home, [("note", "the dog that did nothing"), ("note", "something else")])
    async with opened(home, start="today") as (app, pilot):
        for key in ("/", "d", "o", "g"):  # nobody waits for the journal to be made
            app.simulate_key({"/": "slash"}.get(key, key))
        await settle(pilot)

        assert app.screen is journal(app)
        assert app.screen.query_one(SearchField).value == "dog"
        assert app.screen.focused is app.screen.query_one(SearchField)
