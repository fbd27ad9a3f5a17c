"""The form of an explanation: what it takes, what it counts, what it asks quietly."""

from __future__ import annotations

import contextlib
import random
import string
import time
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from waterline.domain.explanations import Filled, Typing, Words
from waterline.domain.nudges import Source
from waterline.tui.basis import Basis
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.form import ExplainForm
from waterline.tui.widgets.nudge_line import NudgeLine
from waterline.tui.widgets.scale import Scale, Ticks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from waterline.home import Home

PATIENCE = 20.0
WHY = "The charge must survive a double click"


class Host(Basis[None]):
    """An app with a form alone, which writes down what the form says."""

    def __init__(self, home: Home, filled: Filled) -> None:
        super().__init__(home, "waterline-dark")
        self.filled = filled
        self.changed = 0
        self.saved: list[Filled] = []
        self.asked: list[Any] = []

    def compose(self) -> ComposeResult:
        form = ExplainForm()
        form.lay(self.filled)
        yield form

    def on_explain_form_changed(self) -> None:
        self.changed += 1

    def on_explain_form_save(self, message: ExplainForm.Save) -> None:
        self.saved.append(message.filled)

    def on_explain_form_read_diff(self, message: ExplainForm.ReadDiff) -> None:
        self.asked.append(message.pages)

    def on_explain_form_next_file(self) -> None:
        self.asked.append("next file")


class Sheet:
    """A form on the screen."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.form = app.screen.query_one(ExplainForm)

    @property
    def why(self) -> Field:
        return self.form.query_one("#why", Field)

    @property
    def nudge(self) -> str:
        found = self.form.query_one(NudgeLine).nudge
        return found.words if found else ""

    @property
    def typing(self) -> Typing:
        return self.form.filled.typing

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        names = {" ": "space", ".": "full_stop", ",": "comma", "\n": "enter"}
        await self.pilot.press(*(names.get(letter, letter) for letter in text))

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "what should come did not come"
            await self.pilot.pause(0.02)


@contextlib.asynccontextmanager
async def sheet(
    home: Home, filled: Filled | None = None, size: tuple[int, int] = (80, 36)
) -> AsyncIterator[Sheet]:
    """Show a form for a block, with the focus where one begins."""
    app = Host(home, filled or Filled())
    async with app.run_test(size=size) as pilot:
        shown = Sheet(app, pilot)
        shown.form.begin()
        await pilot.pause()
        yield shown


# -- what it takes -----------------------------------------------------------------------------


async def test_it_is_filled_from_the_first_rating_to_the_last(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type(WHY)
        await one.press("tab")
        await one.type("a unique index")
        await one.press("tab")
        await one.type("the lock")
        await one.press("tab", "space", "down", "down", "enter")
        await one.press("ctrl+s", "6")
        assert one.app.saved == [
            Filled(
                Words(WHY, "a unique index", "the lock"),
                4,
                6,
                (True, False, True),
                Typing(len(WHY) + 14 + 8, 0),
            )
        ]


async def test_a_draft_is_laid_in_and_comes_out_as_it_was(home: Home) -> None:
    draft = Filled(Words("why", "else", "where"), 2, None, (False, True, False), Typing(9, 3))
    async with sheet(home, draft) as one:
        assert one.form.filled == draft
        assert one.app.focused is one.why
        assert one.why.cursor_location == (0, 3)
        one.form.lay(Filled())
        assert one.form.is_empty
        assert one.form.filled == Filled()


async def test_it_says_that_it_changed_after_words_ratings_and_ticks(home: Home) -> None:
    async with sheet(home) as one:
        seen = [one.app.changed]
        for keys in (["4"], ["w"], ["tab", "tab", "tab", "space"]):
            await one.press(*keys)
            seen.append(one.app.changed)
        assert seen == sorted(set(seen))


async def test_without_a_why_nothing_is_saved(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4", "tab")
        await one.type("else")
        await one.press("ctrl+s")
        await one.pilot.pause()
        assert one.app.focused is one.why
        assert one.app.saved == []
        assert [note.message for note in one.app._notifications] == [
            "Say why first: one sentence is a beginning."
        ]


async def test_the_second_rating_can_be_left_out_and_left(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type(WHY)
        await one.press("ctrl+s")
        await one.until(lambda: one.app.focused is one.form.query_one("#after"))
        await one.press("escape")
        assert one.app.focused is one.why
        assert one.app.saved == []
        await one.press("ctrl+s", "ctrl+s")
        await one.until(lambda: one.app.saved)
        assert one.app.saved[0].after is None


async def test_a_rating_is_given_by_digit_arrows_and_mouse(home: Home) -> None:
    async with sheet(home) as one:
        scale = one.form.query_one("#before", Scale)
        await one.press("8", "0")
        assert scale.value is None
        await one.press("right")
        assert scale.value == 4
        await one.press("left", "left", "left", "left")
        assert scale.value == 1
        await one.press("enter")
        assert one.app.focused is one.why
        for start, _, step in list(scale._spots):
            await one.pilot.click(scale, offset=(start + 3, 1))
            assert scale.value == step


async def test_a_tick_is_set_and_taken_away_by_key_and_mouse(home: Home) -> None:
    async with sheet(home) as one:
        ticks = one.form.query_one(Ticks)
        ticks.focus()
        await one.press("up", "space")
        assert ticks.value == (False, False, True)
        await one.pilot.click(ticks, offset=(4, 2))
        await one.pilot.click(ticks, offset=(4, 3))
        assert ticks.value == (False, True, False)


async def test_keys_for_the_diff_beside_it_are_passed_on_from_a_field(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4", "pagedown", "pageup", "ctrl+right_square_bracket")
        assert one.app.asked == [1, -1, "next file"]


async def test_any_language_is_taken_as_it_is(home: Home) -> None:
    text = "因為鎖會等待。 Weil die Sperre wartet. لأن القفل ينتظر 🦊"
    async with sheet(home) as one:
        await one.press("4")
        await one.paste(text)
        assert one.form.filled.words.why == text


async def test_hostile_text_is_pasted_without_what_a_terminal_obeys(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.paste("a\x1b]52;c;aGk=\x07b\x9b2J [/x]")
        assert one.form.filled.words.why == "a]52;c;aGk=b2J [/x]"
        assert one.typing.pasted == len(one.why.text)


# -- how the words came ------------------------------------------------------------------------


async def test_typed_and_pasted_characters_are_counted_apart(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type("own ")
        await one.paste("from elsewhere")
        await one.press("tab")
        await one.type("mine")
        assert one.typing == Typing(8, 14)
        assert "typed 36%, counts as pasted" in str(one.why.border_subtitle)


async def test_what_is_deleted_counts_no_more(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type("own ")
        await one.paste("from elsewhere")
        await one.press(*["backspace"] * 10)
        assert one.typing == Typing(4, 4)
        await one.press("home", *["delete"] * 4)
        assert one.typing == Typing(0, 4)


async def test_taking_back_and_doing_again_knows_how_the_words_came(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type("own ")
        await one.paste("from elsewhere")
        await one.press("ctrl+z")
        assert one.typing == Typing(4, 0)
        await one.press("ctrl+y")
        assert one.typing == Typing(4, 14)
        await one.press("ctrl+a", "ctrl+k", "ctrl+z")
        assert one.typing == Typing(4, 14)


async def test_own_words_that_are_moved_stay_typed(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type("own words here")
        await one.press("f7", "ctrl+x", "tab", "ctrl+v")
        assert one.form.filled.words == Words("", "own words here", "")
        assert one.typing == Typing(14, 0)


async def test_pasted_words_that_are_moved_stay_pasted(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.paste("from elsewhere")
        await one.press("f7", "ctrl+x", "tab", "ctrl+v")
        assert one.typing == Typing(0, 14)


async def test_a_draft_keeps_its_share_while_parts_of_it_are_deleted(home: Home) -> None:
    draft = Filled(Words("x" * 100), typing=Typing(60, 40))
    async with sheet(home, draft) as one:
        one.why.replace("", (0, 0), (0, 50))
        assert one.typing == Typing(30, 20)


async def test_what_was_not_observed_stays_so_until_all_of_it_is_gone(home: Home) -> None:
    draft = Filled(Words("from the editor"), typing=Typing(15, 0, observed=False))
    async with sheet(home, draft) as one:
        await one.press("4")
        await one.type(" more")
        assert not one.typing.observed
        assert "typing not observed" in str(one.why.border_subtitle)
        await one.press("f7", "delete")
        await one.type("anew")
        assert one.typing == Typing(4, 0)


@pytest.mark.parametrize("seed", range(5))
async def test_every_character_is_counted_once_whatever_is_done(home: Home, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same dice every time
    async with sheet(home) as one:
        field = one.why
        for _ in range(120):
            rows = [dice.randrange(field.document.line_count) for _ in range(2)]
            ends = [(row, dice.randint(0, len(field.document[row]))) for row in rows]
            match dice.randrange(6):
                case 0 | 1:
                    field.replace(dice.choice(string.ascii_letters + "\n語"), *ends)
                case 2:
                    field._insert_pasted("".join(dice.choices("ab \n語", k=dice.randrange(9))))
                case 3:
                    field.delete(*ends)
                case 4:
                    field.undo()
                case _:
                    field.redo()
            assert field.typed + field.pasted == len(field.text)


# -- what it asks quietly ----------------------------------------------------------------------


async def test_a_short_answer_gets_one_quiet_question_which_a_key_hides(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4")
        await one.type("because it has to be so")
        await one.until(lambda: one.nudge == "One more sentence: why this way?")
        await one.press("ctrl+o")
        assert one.nudge == "What else did you consider?"
        await one.press("ctrl+o")
        assert one.nudge == ""
        await one.type(" and more of that")
        await one.pilot.pause(1.0)
        assert one.nudge == ""


async def test_whoever_named_an_alternative_is_not_asked_for_one(home: Home) -> None:
    long = "because the provider answers slowly and the row would be held for too many seconds"
    async with sheet(home, Filled(Words(long, "", ""))) as one:
        assert one.nudge == "What else did you consider?"
        one.form.lay(Filled(Words(long, "a unique index", "")))
        assert one.nudge == ""


async def test_words_of_the_diff_are_noticed_when_it_comes(home: Home) -> None:
    words = "total plus price of every item in the cart, because the cart knows no total"
    async with sheet(home, Filled(Words(words, "nothing", ""))) as one:
        assert one.form.copied is None
        assert one.nudge == ""
        one.form.set_source(Source(words))
        assert one.nudge == "Much of this matches the diff. In your words?"
        assert one.form.copied is not None
        assert one.form.copied > 0.9


async def test_an_empty_form_asks_nothing(home: Home) -> None:
    async with sheet(home) as one:
        await one.press("4", "w", "backspace")
        await one.pilot.pause(1.0)
        assert one.nudge == ""
