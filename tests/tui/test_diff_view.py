"""The diff beside the form: any size, any content, file after file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tests.tui.asked import PATCH, diff_of
from waterline.domain.diffs import Diff, FileDiff, Row, parse
from waterline.tui.basis import Basis
from waterline.tui.widgets.diff import DiffView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from waterline.home import Home


class Host(Basis[None]):
    """An app with a diff alone."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, "waterline-dark")

    def compose(self) -> ComposeResult:
        yield DiffView(classes="panel")


class View:
    """A diff on the screen."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.diff = app.screen.query_one(DiffView)

    @property
    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def title(self) -> str:
        return str(self.diff.border_title)

    async def load(self, diff: Diff) -> None:
        self.diff.load(diff)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()


@contextlib.asynccontextmanager
async def view(
    home: Home, diff: Diff | None = None, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[View]:
    app = Host(home)
    async with app.run_test(size=size) as pilot:
        shown = View(app, pilot)
        shown.diff.focus()
        if diff is not None:
            await shown.load(diff)
        yield shown


def real(patch: str) -> Diff:
    files, is_cut = parse(patch.encode())
    return Diff(files, is_cut, len(files))


async def test_it_says_that_it_is_being_read_and_then_shows_signs_and_lines(home: Home) -> None:
    async with view(home) as one:
        assert "reading the diff" in one.text
        await one.load(real(PATCH))
        for words in (
            "Diff 1 of 1",
            "shop/hooks.py  +3 \N{MINUS SIGN}1",
            "@@ 3 class Webhook",
            "  def send(self, cart):",
            "-     self.api.charge(cart.total)",
            "+     key = idempotency_key(cart)",
        ):
            assert words in one.text, words


async def test_the_keys_go_from_file_to_file_and_round(home: Home) -> None:
    async with view(home, diff_of(30, files=3)) as one:
        seen = [one.title]
        for _ in range(3):
            await one.press("right_square_bracket")
            seen.append(one.title)
        assert seen == ["Diff 1 of 3", "Diff 2 of 3", "Diff 3 of 3", "Diff 1 of 3"]
        await one.press("left_square_bracket")
        assert one.title == "Diff 3 of 3"


async def test_files_that_fit_on_one_screen_are_gone_through_as_well(home: Home) -> None:
    async with view(home, diff_of(1, files=4)) as one:
        for number in (2, 3, 4, 1):
            await one.press("right_square_bracket")
            assert one.title == f"Diff {number} of 4"


async def test_the_file_before_is_first_the_beginning_of_this_one(home: Home) -> None:
    async with view(home, diff_of(60, files=2)) as one:
        await one.press("right_square_bracket", "pagedown", "left_square_bracket")
        assert one.title == "Diff 2 of 2"
        assert "src/part_1.py" in one.text
        await one.press("left_square_bracket")
        assert one.title == "Diff 1 of 2"


async def test_scrolled_into_a_file_the_frame_says_which(home: Home) -> None:
    async with view(home, diff_of(60, files=2)) as one:
        assert str(one.diff.border_subtitle) == ""
        await one.press("pagedown", "j", "k", "j")
        assert str(one.diff.border_subtitle) == "src/part_0.py"
        await one.press("end")
        assert one.title == "Diff 2 of 2"
        assert "line 60 of 1" in one.text
        await one.press("home")
        assert one.title == "Diff 1 of 2"


async def test_long_lines_wrap_without_losing_a_letter(home: Home) -> None:
    wide = "漢字" * 40
    long = "".join(f"{number:04}" for number in range(60))
    rows = (Row("+", long), Row("+", wide), Row("+", "the end"))
    async with view(home, Diff((FileDiff("a.py", rows=rows),), total_files=1)) as one:
        shown = "".join(line.strip("│").strip().removeprefix("+ ") for line in one.text.split("\n"))
        assert long in shown
        assert wide in shown
        assert "the end" in shown


async def test_very_many_wide_lines_are_shown_whole_too(home: Home) -> None:
    rows = (*(Row("+", "漢" * 150) for _ in range(1500)), Row("+", "the end"))
    async with view(home, Diff((FileDiff("a.py", rows=rows),), total_files=1)) as one:
        await one.press("end")
        assert "the end" in one.text
        lines = [line.strip("│ +") for line in one.text.split("\n")]
        assert "漢" * 150 in "".join(lines)


async def test_a_key_lets_long_lines_run_on_to_the_side(home: Home) -> None:
    rows = (Row("+", "x" * 100 + "END"), Row(" ", "next"))
    async with view(home, Diff((FileDiff("a.py", rows=rows),), total_files=1)) as one:
        assert "END" in one.text
        await one.press("w")
        assert "END" not in one.text
        await one.press(*["right"] * 8)
        assert "END" in one.text
        await one.press("w")
        assert "END" in one.text
        assert "next" in one.text


async def test_wrapped_lines_follow_the_width(home: Home) -> None:
    rows = (Row("+", "x" * 100), Row(" ", "next"))
    async with view(home, Diff((FileDiff("a.py", rows=rows),), total_files=1)) as one:
        assert sum("xxx" in line for line in one.text.split("\n")) == 2
        await one.pilot.resize_terminal(34, 20)
        await one.pilot.pause()
        assert sum("xxx" in line for line in one.text.split("\n")) == 4
        assert "next" in one.text


async def test_twenty_thousand_rows_are_drawn_no_more_than_are_in_sight(home: Home) -> None:
    drawn = []

    async with view(home) as one:
        draw = one.diff._draw
        one.diff._draw = lambda line: (drawn.append(line), draw(line))[1]  # type: ignore[method-assign,func-returns-value]
        await one.load(diff_of(20_000))
        await one.press("end")
        assert "line 20000 of 0" in one.text
    assert len(drawn) < 200


async def test_what_is_cut_off_is_said_with_its_number(home: Home) -> None:
    diff = diff_of(3)._replace(is_cut=True, total_files=12, total_insertions=1_503)
    async with view(home, diff) as one:
        assert one.title == "Diff 1 of 12"
        assert "… the rest is not shown (1,500 rows)" in one.text


async def test_behind_the_last_file_that_was_read_one_is_told_of_the_rest(home: Home) -> None:
    diff = diff_of(3)._replace(is_cut=True, total_files=12, total_insertions=1_503)
    async with view(home, diff, size=(60, 8)) as one:
        for _ in range(3):
            await one.press("right_square_bracket")
        assert "the rest is not shown" in one.text
        await one.press("right_square_bracket")
        assert one.diff.file == 0


async def test_renames_binaries_submodules_and_modes_are_named(home: Home) -> None:
    patch = (
        "diff --git a/old name.py b/new name.py\nsimilarity index 100%\n"
        "rename from old name.py\nrename to new name.py\n"
        "diff --git a/logo.png b/logo.png\nindex 1..2 100644\n"
        "Binary files a/logo.png and b/logo.png differ\n"
        "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
    )
    async with view(home, real(patch), size=(90, 20)) as one:
        assert "new name.py  renamed · from old name.py" in one.text
        assert "logo.png  binary" in one.text
        assert "mode 100644 to 100755" in one.text


async def test_diffs_that_are_gone_and_empty_ones_are_said(home: Home) -> None:
    async with view(home, Diff(missing=("0123456789abcdef",))) as one:
        assert "the diff of 0123456 can't be read any more" in one.text
        await one.load(Diff())
        assert "No line is changed." in one.text
        await one.press("right_square_bracket", "left_square_bracket", "pagedown", "end", "w")
        one.diff.say("The repository is gone.")
        await one.pilot.pause()
        assert "The repository is gone." in one.text


async def test_several_commits_name_theirs_at_each_file(home: Home) -> None:
    files = tuple(file._replace(sha=f"{number}abcdef012") for number, file in
                  enumerate(diff_of(2, files=2).files))  # fmt: skip
    async with view(home, Diff(files, total_files=2)) as one:
        assert "src/part_0.py  0abcdef · +2" in one.text
        assert "src/part_1.py  1abcdef · +2" in one.text


async def test_content_is_data(home: Home) -> None:
    rows = (Row("+", "arr[0] and x[/i] [bold]"), Row("+", "a\x1b]52;c;x\x07b\x9b1m\u202ec"))
    async with view(home, Diff((FileDiff("[/x].py", rows=rows),), total_files=1)) as one:
        assert "[/x].py" in one.text
        assert "arr[0] and x[/i] [bold]" in one.text
        assert not set("\x1b\x07\x9b\u202e") & set(one.text)


async def test_the_part_that_changed_in_a_line_is_marked(home: Home) -> None:
    rows = (
        Row("-", "    total = price(cart)"),
        Row("+", "    total = price(cart, key)"),
        Row(" ", "    return total"),
        Row("-", "nothing alike"),
        Row("+", "a line of its own"),
    )
    async with view(home, Diff((FileDiff("a.py", rows=rows),), total_files=1)) as one:
        lines = [one.diff._with_part(number) for number in range(1, 6)]
        marked = [line.text[line.start : line.end] for line in lines]
        assert marked == ["", ", key", "", "", ""]
