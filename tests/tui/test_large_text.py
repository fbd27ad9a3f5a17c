"""The text area that holds a megabyte: what it remembers is what is there."""

from __future__ import annotations

import random

from textual.app import App, ComposeResult

from waterline.tui.widgets.large_text import LONGEST_WRAPPED, LargeTextArea


class Field(App[None]):
    def compose(self) -> ComposeResult:
        yield LargeTextArea()


async def test_the_text_is_what_the_lines_hold_after_any_edit() -> None:
    dice = random.Random(7)  # noqa: S311 - the same edits every time
    pieces = ["a", "two words ", "\n", "\n\nmore\n", "漢字", "x" * 90]
    app = Field()
    async with app.run_test(size=(40, 12)) as pilot:
        area = app.query_one(LargeTextArea)
        for _ in range(120):
            rows = area.document.line_count
            row = dice.randrange(rows)
            here = (row, dice.randint(0, len(area.document.get_line(row))))
            step = dice.randrange(6)
            if step < 3:
                area.insert(dice.choice(pieces), here)
            elif step == 3:
                area.delete(here, area.document.end)
            elif step == 4:
                area.undo()
            else:
                area.redo()
            assert area.text == "\n".join(area.document.lines)
            wrapped = area.wrapped_document
            assert wrapped.height == sum(map(len, wrapped.lines))
        await pilot.pause()


async def test_a_line_too_long_to_wrap_scrolls_to_its_side_until_it_is_gone() -> None:
    app = Field()
    async with app.run_test(size=(40, 12)) as pilot:
        area = app.query_one(LargeTextArea)
        area.insert("word " * 30)
        assert area.soft_wrap
        area.insert("y" * (LONGEST_WRAPPED + 1), (0, 0))
        await pilot.pause()
        assert not area.soft_wrap
        area.undo()
        await pilot.pause()
        assert area.soft_wrap
        assert area.text == "word " * 30
        area.load_text("z" * (LONGEST_WRAPPED + 1))
        assert not area.soft_wrap
