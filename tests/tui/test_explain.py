"""Explain: what is owed is listed, looked at and explained, one by one or several as one."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest
from textual.events import Paste

from tests.tui.owing import PLAIN, named, nothing_is_let_go, owed, three_owed
from tests.tui.stage import Stage, app_on, stage
from waterline.domain.explanations import Filled, Typing, Words
from waterline.errors import JournalError
from waterline.practice import capture, explain, repositories, unfinished
from waterline.tui import background
from waterline.tui.app import WaterlineApp
from waterline.tui.messages import JournalChanged
from waterline.tui.widgets.diff import DiffView
from waterline.tui.widgets.form import ExplainForm
from waterline.tui.widgets.owed_list import OwedList

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.practice.explain import Explained
    from waterline.tui.screens.explain import ExplainScreen

WHY = "The lock is per key because two workers must never wait for each other"


@pytest.fixture(autouse=True)
def ground(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in no repository, with short waits, on whatever day."""
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(background, "LOOK_EVERY", 0.2)
    nothing_is_let_go(monkeypatch)


def screen(app: Stage) -> ExplainScreen:
    return cast("ExplainScreen", app.app.get_screen_stack("explain")[0])


def form(app: Stage) -> ExplainForm:
    return screen(app).query_one(ExplainForm)


def of(home: Home, change_id: str) -> tuple[Explained, ...]:
    return explain.change(home, PLAIN, change_id).explanations


def subjects(app: Stage) -> list[str]:
    """Give the subjects of the changes that the form is about."""
    lines = screen(app)._lines
    return [lines[one].subject for one in screen(app).chosen]


async def go(app: Stage) -> None:
    """Go to Explain and wait until list and diff are there."""
    await app.press("3")
    await app.until(lambda: app.app.current_mode == "explain" and screen(app).chosen)
    await app.until(lambda: "Diff 1 of" in app.text)


async def saved(app: Stage, why: str = WHY, before: str = "5", after: str = "4") -> None:
    """Fill the form from the list, and save."""
    await app.press("enter", before)
    await app.type(why)
    await app.press("ctrl+s", after)


async def test_what_is_owed_stands_by_repository_and_branch_with_its_diff(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: "api · retry-webhooks" in app.text)
        assert "web · main" in app.text
        assert "+565 −1 · 9 files · Cursor · today 11:27" in app.text  # noqa: RUF001 - the sign
        assert "+181 −0 · 2 files · Claude Code · yesterday" in app.text  # noqa: RUF001
        assert "+71 −60 · 1 file · Claude Code · Tue" in app.text  # noqa: RUF001
        assert "Small one" not in app.text
        assert "Fix a typo" not in app.text
        assert "Owed · 3" in app.text
        assert "3 owed" in app.text
        assert "key = idempotency_key(cart)" in app.text


async def test_an_explanation_is_written_rated_twice_and_the_next_one_comes(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form")
    async with stage(app_on(home)) as app:
        await go(app)
        await saved(app)
        await app.until(lambda: owed(home) == ["Retry webhooks", "Bump parser"])
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        await app.until(lambda: "2 owed" in app.text)
        assert form(app).is_empty
        assert screen(app).focused is form(app).query_one("#before")
        assert "Checkout form" not in app.text
        assert any("From 5 to 4: a find, not a fault." in said for said in app.said)
    [kept] = of(home, first.line.id)
    assert kept.words == Words(WHY)
    assert (kept.before, kept.after, kept.typed_share, kept.place) == (5, 4, 1.0, "app")
    assert kept.copied == 0.0
    assert unfinished.begun(home) == []


async def test_undo_brings_back_what_was_owed(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await saved(app)
        await app.until(lambda: "2 owed" in app.text)
        await app.press("escape", "u")
        await app.until(lambda: "3 owed" in app.text)
        await app.until(lambda: "Checkout form" in app.text)
        assert owed(home) == ["Checkout form", "Retry webhooks", "Bump parser"]


async def test_when_the_last_one_is_explained_the_screen_says_that_nothing_is_owed(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    for subject in ("Retry webhooks", "Bump parser"):
        explain.say(home, PLAIN, [named(home, subject).line.id], explain.BY_HAND)
    async with stage(app_on(home)) as app:
        await go(app)
        await saved(app)
        await app.until(lambda: "Nothing is owed." in app.text)
        assert screen(app).focused is screen(app).query_one(OwedList)
        assert " owed" not in app.text.split("\n")[0]


async def test_a_branch_is_explained_as_one(home: Home, git: Git) -> None:
    three_owed(home, git)
    two = [named(home, subject).line.id for subject in ("Retry webhooks", "Bump parser")]
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: "2 as one" in app.text)
        await app.press("j")
        await app.until(lambda: subjects(app) == ["Retry webhooks", "Bump parser"])
        await app.until(lambda: "Diff 1 of 3" in app.text)
        assert "2 changes as one: Retry webhooks, Bump parser" in app.text
        await saved(app)
        await app.until(lambda: owed(home) == ["Checkout form"])
    [kept] = of(home, two[0])
    assert kept.covers == 2
    assert of(home, two[1]) == (kept,)


async def test_what_is_marked_is_explained_as_one_whatever_the_cursor_is_on(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: "2 as one" in app.text)
        await app.press("space", "j", "j", "space")
        await app.until(lambda: subjects(app) == ["Checkout form", "Bump parser"])
        await app.press("k")
        assert subjects(app) == ["Checkout form", "Bump parser"]
        await app.press("escape")  # the marks go
        await app.until(lambda: len(subjects(app)) == 1)
        await app.press("escape")  # and back to Today
        await app.until(lambda: app.app.current_mode == "today")


async def test_later_goes_on_and_says_when_there_is_no_next(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("z")
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        await app.press("z", "z")
        await app.until(lambda: any("the last one" in said for said in app.said))
        assert subjects(app) == ["Bump parser"]
        assert len(owed(home)) == 3


async def test_not_assisted_is_said_and_taken_back(home: Home, git: Git) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form").line.id
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("x")
        await app.until(lambda: "not AI-assisted" in app.text.split("x not AI")[0])
        await app.until(lambda: "2 owed" in app.text)
        assert explain.change(home, PLAIN, first).line.origin == "by hand"
        await app.press("x")
        await app.until(lambda: "3 owed" in app.text)
        assert explain.change(home, PLAIN, first).line.origin == "assisted"
        await app.press("x")
        await app.until(lambda: "2 owed" in app.text)
        await app.press("1", "3")  # it is gone when one comes back
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        assert "Checkout form" not in app.text


async def test_the_files_of_the_diff_are_walked_from_the_list(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        diff = screen(app).query_one(DiffView)
        await app.press("right_square_bracket", "right_square_bracket")
        await app.until(lambda: "Diff 3 of 9" in str(diff.border_title))
        await app.press("left_square_bracket")
        await app.until(lambda: "Diff 2 of 9" in str(diff.border_title))


async def test_the_form_goes_from_change_to_change_with_each_ones_words(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "6")
        await app.type("first words")
        await app.press("ctrl+down")
        await app.until(lambda: subjects(app) == ["Retry webhooks"])
        assert form(app).is_empty
        await app.press("3")
        await app.type("second words")
        await app.press("ctrl+up")
        await app.until(lambda: form(app).filled.words.why == "first words")
        assert form(app).filled.before == 6
        await app.press("ctrl+down")
        await app.until(lambda: form(app).filled.words.why == "second words")
        await app.until(lambda: "begun" in app.text)


async def test_the_form_says_whether_it_is_begun_whenever_the_list_is_read(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_owed(home, git)
    on_disk: list[tuple[str, ...]] = []  # what a reading finds, before the draft or long after it
    monkeypatch.setattr(unfinished, "begun", lambda _home: list(on_disk))

    async def read_again() -> None:
        turn = screen(app)._turn
        app.app.post_message(JournalChanged())
        await app.until(lambda: screen(app)._turn > turn)
        await app.app.workers.wait_for_complete()
        await app.pilot.pause()

    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "w")
        await app.until(lambda: "begun" in app.text)
        await read_again()
        assert "begun" in app.text
        on_disk.append(screen(app).chosen)
        await app.press("backspace")
        await app.until(lambda: "begun" not in app.text)
        await read_again()
        assert "begun" not in app.text


async def test_what_was_begun_comes_back_at_the_next_start(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: "2 as one" in app.text)
        await app.press("j", "enter", "5")
        await app.type("One feature, two commits")
    assert len(unfinished.begun(home)) == 1
    async with stage(app_on(home)) as app:
        assert not any("never saved" in said for said in app.said)
        await go(app)
        await app.until(lambda: "2 as one" in app.text)
        await app.press("z", "enter")  # on one of the two: the two come back as one
        await app.until(lambda: form(app).filled.words.why == "One feature, two commits")
        assert len(screen(app).chosen) == 2
        assert form(app).filled.before == 5
        assert form(app).filled.typing.share == 1.0


async def test_words_typed_at_once_after_enter_stand_in_the_form(home: Home, git: Git) -> None:
    three_owed(home, git)
    with_draft = unfinished.open_form(home, [named(home, "Retry webhooks").line.id])
    with_draft.save(Filled(Words("begun before"), before=2))
    with_draft.close()
    async with stage(app_on(home)) as app:
        await go(app)
        app.app.simulate_key("z")  # nobody waits for what was begun to be read
        app.app.simulate_key("enter")
        app.app.simulate_key("4")
        for letter in "nxz2q":
            app.app.simulate_key(letter)
        # In a paragraph of their own where they came before what was begun.
        both = {"begun before\n\nnxz2q", "begun beforenxz2q"}
        await app.until(lambda: form(app).filled.words.why in both)
        assert form(app).filled.before == 4


async def test_what_was_typed_at_the_commit_is_offered_again(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_owed(home, git)
    typed = Filled(Words("half a thought"), before=3, typing=Typing(14, 0))
    monkeypatch.setattr(explain, "unfinished", lambda *_: typed)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: form(app).filled.words.why == "half a thought")
        assert form(app).filled.before == 3


async def test_pasted_words_count_as_pasted_until_one_lets_them_count(home: Home, git: Git) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form").line
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "5")
        app.app.post_message(Paste("because the provider answers slowly and we hold the row"))
        await app.until(lambda: form(app).has_words)
        await app.press("ctrl+s", "6")
        await app.until(lambda: any("counts as pasted" in said for said in app.said))
        await app.press("escape", "1")
        app.app.open_line(first)
        await app.until(lambda: "counts as pasted" in app.text)
        await app.press("o")
        await app.until(lambda: "counts although it was pasted" in app.text)
        assert of(home, first.id)[0].overruled
        await app.press("o")
        await app.until(lambda: "counts as pasted" in app.text)


async def test_e_on_a_change_of_today_opens_the_form_for_it_owed_or_not(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        small = next(line for line in app.today.lines() if line.subject == "Small one")
        app.today.timeline.select(small.id)
        await app.press("e")
        await app.until(lambda: app.app.current_mode == "explain")
        await app.until(lambda: subjects(app) == ["Small one"])
        assert "also here" in app.text
        await app.until(lambda: screen(app).focused is form(app).query_one("#before"))
        await app.press("7")
        await app.type(WHY)
        await app.press("ctrl+s", "7")
        await app.until(lambda: of(home, small.id))
        await app.until(lambda: "also here" not in app.text)
        await app.press("escape", "1")
        await app.until(lambda: "Claude Code · explained" in app.text)
        assert "Cursor · owed" in app.text


async def test_a_change_close_up_names_the_key_that_explains_it_as_it_is_set(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home, keys={"explain_change": "f9"})) as app:
        app.app.open_line(named(home, "Checkout form").line)
        await app.until(lambda: "Its why is owed: f9 explains it." in app.text)


async def test_a_change_close_up_shows_its_why_or_offers_to_write_it(home: Home, git: Git) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form").line
    async with stage(app_on(home)) as app:
        app.app.open_line(first)
        await app.until(lambda: "Its why is owed" in app.text)
        await app.press("x")
        await app.until(lambda: "by hand" in app.text)
        await app.press("x")
        await app.until(lambda: "Its why is owed" in app.text)
        await app.press("e")
        await app.until(lambda: app.app.current_mode == "explain")
        await app.until(lambda: subjects(app) == ["Checkout form"])
        await app.press("5")
        await app.type(WHY)
        await app.press("ctrl+s", "6")
        await app.until(lambda: of(home, first.id))
        await app.press("escape", "1")
        app.app.open_line(first)
        await app.until(lambda: WHY in app.text)
        assert "sure 5, then 6 of 7 · typed 100%" in app.text


async def test_an_explanation_is_read_in_the_journal_with_what_it_covers(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    two = [named(home, subject).line.id for subject in ("Retry webhooks", "Bump parser")]
    filled = Filled(Words(WHY, "a queue"), 4, 5, (True, False, False), Typing(80, 0))
    explain.record(home, PLAIN, two, filled, 0.0, "app")
    async with stage(app_on(home)) as app:
        await app.press("2")
        await app.until(lambda: "Explains 2 changes" in app.text)
        assert "Bump parser" in app.text
        assert "sure 4, then 5 of 7" in app.text
        assert "What else could have worked?" in app.text
        await app.press("c")
        await app.until(lambda: "Claude Code · explained" in app.text)


async def test_the_app_opens_at_the_changes_it_is_asked_for_together(home: Home, git: Git) -> None:
    three_owed(home, git)
    ids = [named(home, subject).line.id for subject in ("Checkout form", "Bump parser")]
    app = WaterlineApp(home, PLAIN, now=app_on(home).now, explain=ids)
    async with app.run_test(size=(120, 40)) as pilot:
        running = Stage(app, pilot)
        await running.until(lambda: app.current_mode == "explain")
        await running.until(lambda: subjects(running) == ["Checkout form", "Bump parser"])
        await running.until(lambda: screen(running).focused is form(running).query_one("#before"))


async def test_a_repository_that_is_gone_can_be_explained_without_its_diff(
    home: Home, git: Git
) -> None:
    _, web = three_owed(home, git)
    shutil.rmtree(web)
    async with stage(app_on(home, scan_on_start=False)) as app:
        await app.press("3")
        await app.until(lambda: "No diff:" in app.text)
        await app.until(lambda: "No such file or directory" in left(app))  # all of it is in sight
        await saved(app)
        await app.until(lambda: owed(home) == ["Retry webhooks", "Bump parser"])


async def test_what_can_not_be_kept_stays_in_the_form(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise JournalError("the disk is full", "make room")

    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        with monkeypatch.context() as patch:
            patch.setattr(explain, "record", refuse)
            await saved(app)
            await app.until(lambda: "the disk is full: make room" in app.said)
        assert form(app).filled.words.why == WHY
        await app.press("ctrl+s", "ctrl+s")
        await app.until(lambda: owed(home) == ["Retry webhooks", "Bump parser"])


async def test_what_is_explained_elsewhere_leaves_the_list_and_words_in_the_form_stay(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form").line.id
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "5")
        await app.type("my words")
        explain.record(home, PLAIN, [first], Filled(Words(WHY)), None, "shell")
        await app.until(lambda: "2 owed" in app.text)
        await app.until(lambda: "also here" in app.text)
        assert form(app).filled.words.why == "my words"
        assert screen(app).chosen == (first,)


async def test_a_commit_that_comes_meanwhile_is_listed_and_moves_nobody(
    home: Home, git: Git
) -> None:
    api, _ = three_owed(home, git)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.press("enter", "5")
        await app.type("my words")
        trailer = "Co-Authored-By: Claude <noreply@anthropic.com>"
        git.commit(api, f"A new one\n\n{trailer}", new__py="x = 1\n" * 40)
        await app.until(lambda: "4 owed" in app.text)
        assert form(app).filled.words.why == "my words"
        assert subjects(app) == ["Checkout form"]
        assert screen(app)._is_writing


async def test_an_empty_screen_is_kind_and_says_what_to_do(home: Home) -> None:
    async with stage(app_on(home)) as app:
        await app.press("3")
        await app.until(lambda: "Nothing is owed." in app.text)
        assert "No repository is followed yet." in app.text
        await app.press("e", "x", "z", "space", "enter")
        assert screen(app).chosen == ()
        await app.press("escape")
        await app.until(lambda: app.app.current_mode == "today")


async def test_an_unreadable_journal_is_told(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        with open(home.journal, "r+b") as file:  # noqa: ASYNC230 - a test's own hand
            file.write(b"not a journal at all" * 200)
        await app.press("3")
        await app.until(lambda: "What you write is safe" in app.text or app.said)


async def test_hostile_names_are_shown_as_text(home: Home, git: Git) -> None:
    where = git.repository("[red]x")
    git.commit(where, "Begin", a__py="a\n")
    git(where, "checkout", "-q", "-b", "bold]")
    trailer = "Co-Authored-By: Claude <noreply@anthropic.com>"
    for number in range(2):
        subject = f"[/x] [bold]arr[{number}] \x1b[31mred \u202egnp"
        text = f"[/y] \x1b]52;c;QUFB\x07 \x9b2J {number}\n" * 20
        git.commit(where, f"{subject}\n\n{trailer}", **{f"[b]{number}__py": text})
    repositories.add(home, PLAIN, str(where))
    repositories.scan(home, PLAIN)
    async with stage(app_on(home)) as app:
        await app.press("3")
        await app.until(lambda: "[red]x · bold]" in app.text)
        await app.until(lambda: "[b]1.py" in app.text)
        assert "[/x] [bold]arr[1]" in app.text
        await app.press("home", "enter")
        await app.until(lambda: "2 changes as one" in app.text)
        assert not set(app.text) & {"\x1b", "\x07", "\x9b", "\u202e"}


async def test_in_a_narrow_terminal_the_form_takes_the_lists_place(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home), 80, 24) as app:
        await go(app)
        assert "Owed · 3" in app.text
        await app.press("enter")
        await app.until(lambda: "Before you write" in app.text)
        await app.until(lambda: "If it breaks at 2am" in app.text)
        assert "Owed · 3" not in app.text
        assert "I read the whole diff" in app.text
        assert "checkout/form.py" in app.text
        assert "Checkout form" in app.text
        await app.press("escape")
        await app.until(lambda: "Owed · 3" in app.text)


async def test_the_header_leads_to_what_is_owed_by_mouse(home: Home, git: Git) -> None:
    three_owed(home, git)
    async with stage(app_on(home)) as app:
        await app.until(lambda: "3 owed" in app.text)
        await app.pilot.click("Header", offset=(116, 0))
        await app.until(lambda: app.app.current_mode == "explain")


async def test_a_deleted_explanation_makes_the_change_owed_again(home: Home, git: Git) -> None:
    three_owed(home, git)
    first = named(home, "Checkout form").line.id
    entry = explain.record(home, PLAIN, [first], Filled(Words(WHY)), None, "shell")
    async with stage(app_on(home)) as app:
        await app.until(lambda: "2 owed" in app.text)
        capture.delete(home, PLAIN, entry)
        await app.until(lambda: "3 owed" in app.text)


def is_shown(app: Stage, words: str) -> bool:
    return words in app.text


def left(app: Stage) -> str:
    """Read the panels on the left, wherever they break their lines."""
    return " ".join(" ".join(line.split("│")[1:2]).strip() for line in app.text.splitlines())


async def test_in_a_very_small_terminal_the_field_one_is_in_is_in_sight(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    async with stage(app_on(home), 60, 15) as app:
        await go(app)
        await app.press("enter")
        for question in (
            "Why this approach?",
            "What else could",
            "If it breaks at 2am",
            "[ ] I read",
        ):
            await app.press("tab")
            await app.until(partial(is_shown, app, question))
            await app.pilot.pause()
            widget = screen(app).focused
            assert widget is not None
            assert screen(app).query_one("#desk").region.contains_region(widget.region)


async def test_one_begins_with_a_change_though_its_branch_is_offered_above_it(
    home: Home, git: Git
) -> None:
    three_owed(home, git)
    explain.say(home, PLAIN, [named(home, "Checkout form").line.id], explain.BY_HAND)
    async with stage(app_on(home)) as app:
        await go(app)
        await app.until(lambda: "api · retry-webhooks" in app.text)
        assert subjects(app) == ["Retry webhooks"]
        await app.press("x")
        await app.until(lambda: owed(home) == ["Bump parser"])
