"""Explain under quick hands: what is typed right after a command goes where it leads."""

from __future__ import annotations

import gc
import threading
import warnings
from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste

from tests.tui.owing import named, nothing_is_let_go, owed, three_owed
from tests.tui.stage import Stage, app_on, stage
from tests.tui.test_explain import WHY, form, go, saved, subjects
from waterline.errors import SettingsError
from waterline.practice import explain, unfinished

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home


@pytest.fixture(autouse=True)
def ground(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in no repository, on whatever day."""
    monkeypatch.chdir(clean_environment)
    nothing_is_let_go(monkeypatch)


def at_once(app: Stage, *keys: str) -> None:
    """Press keys as fast as a terminal brings them."""
    for key in keys:
        name = "space" if key == " " else key
        app.app.post_message(Key(name, key if len(key) == 1 else None))


async def test_whoever_begins_to_write_without_rating_loses_no_letter(home: Home, git: Git) -> None:
    # u, q, x, z, n, e and ] among them are commands of the list.
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        at_once(app, "enter", *"quite unlike [x] zen, ?/8", "left")
        await app.until(lambda: form(app).filled.words.why == "quite unlike [x] zen, ?/8")
        assert app.app.current_mode == "explain"
        assert subjects(app) == ["Checkout form"]


async def test_words_typed_right_after_saving_are_the_next_ones(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await saved(app)
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        at_once(app, *"uxqz next words")
        await app.until(lambda: form(app).filled.words.why == "uxqz next words")
    assert owed(home) == ["Retry webhooks", "Bump parser"]  # u took nothing back


async def test_the_next_one_is_rated_and_written_without_waiting_for_the_disk(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "5")
        await app.type(WHY)
        at_once(app, "ctrl+s", "6", "3", *"4 next words")
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        await app.until(lambda: form(app).filled.words.why == "4 next words")
        assert form(app).filled.before == 3


async def test_no_word_is_lost_that_is_typed_while_the_disk_takes_long(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_owed(home, git)
    record, is_free = explain.record, threading.Event()

    def slow(*given: object) -> str:
        is_free.wait(20)
        return record(*given)  # type: ignore[arg-type]  # whatever it is given

    monkeypatch.setattr(explain, "record", slow)
    async with stage(app_on(home)) as app:
        await go(app)
        await saved(app)
        at_once(app, *"next words")
        await app.until(lambda: "next words" in form(app).filled.words.why)
        is_free.set()
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        assert form(app).filled.words.why == "next words"
        at_once(app, *", more")
        await app.until(lambda: form(app).filled.words.why == "next words, more")
        retry = named(home, "Retry webhooks").line.id
        await app.until(lambda: (retry,) in unfinished.begun(home))


async def test_words_pasted_on_the_rating_stand_in_the_first_field(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter")
        app.app.post_message(Paste(WHY))
        at_once(app, *"!")
        await app.until(lambda: form(app).filled.words.why == f"{WHY}!")
        assert form(app).filled.typing[:2] == (1, len(WHY))


async def test_on_a_rating_the_footer_offers_no_letter(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter")
        await app.until(lambda: "tab next field" in app.text)
        footer = app.text.split("\n")[-1]
        assert "^x not AI" in footer
        for key in ("z later", "n new", " ] next", "? help"):
            assert key not in footer


async def test_while_one_writes_a_click_in_the_footer_does_what_its_key_does(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "4")
        await app.type("my words")
        await app.until(lambda: form(app).filled.words.why == "my words")
        footer = app.text.split("\n")[-1]
        await app.pilot.click("Footer", offset=(footer.index("save") + 1, 0))
        await app.until(lambda: "Now that you wrote" in app.text)


def test_a_letter_can_be_no_key_of_a_rating(home: Home) -> None:
    with pytest.raises(SettingsError, match=r"keys\.lower"):
        app_on(home, keys={"lower": "h"})


async def test_keys_that_come_after_the_end_are_dropped_without_a_word(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        async with stage(app_on(home)) as app:
            await go(app)
            at_once(app, "q", *"jjjj" * 20)
            await app.until(lambda: not app.app.is_running)
        gc.collect()
    assert [str(one.message) for one in heard if "never awaited" in str(one.message)] == []


async def test_the_palette_does_what_form_list_and_diff_do(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "4")
        await app.type("my words")
        await app.press("ctrl+p")
        await app.until(lambda: "Save, then rate again" in app.text)
        await app.type("rate again")
        await app.until(lambda: "Later" not in app.text)
        await app.press("enter")
        await app.until(lambda: "Now that you wrote" in app.text)
        await app.press("6")
        await app.until(lambda: owed(home) == ["Retry webhooks", "Bump parser"])
        await app.press("escape", "ctrl+p")
        await app.type("mark")
        await app.until(lambda: "explain them together" in app.text)
        await app.press("enter")
        await app.until(lambda: "1 marked" in app.text)


async def test_a_key_of_the_text_area_saves_where_it_is_set_to(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home, keys={"keep": "ctrl+k"})) as app:
        await go(app)
        await app.press("enter", "5")
        await app.type(WHY)
        await app.press("home", "ctrl+k")
        await app.until(lambda: "Now that you wrote" in app.text)
        assert form(app).filled.words.why == WHY
