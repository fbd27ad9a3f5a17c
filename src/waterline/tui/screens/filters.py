"""The filters as a list to choose from: kinds, tags, repositories, and stretches of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen

from waterline.domain import kinds
from waterline.domain.lines import CHANGE
from waterline.domain.text import clean_line
from waterline.practice import look
from waterline.tui import actions, draw
from waterline.tui.screens.base import practise
from waterline.tui.widgets.footer import Footer
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed

DAYS = ("today", "yesterday", "this week", "last week", "this month", "last month", "this year")
MOST_TAGS = 200


class FiltersScreen(ModalScreen["tuple[str, str] | None"]):
    """A panel over the screen; gives the filter that was chosen as (key, value), or None."""

    BINDINGS: ClassVar = actions.bindings("filters")
    AUTO_FOCUS = "Rows"
    CSS = """
    FiltersScreen {
        align: center middle;
        background: $background 60%;
        #filters {
            width: 50; height: 80%; border: round $understood; background: $background;
            padding: 0 1; border-title-color: $foreground; border-title-style: bold;
        }
    }
    """

    @dataclass
    class Known(Message):
        """The tags with their counts, and the names of the repositories."""

        tags: Sequence[tuple[str, int]]
        repos: Sequence[str]

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="filters") as panel:
            yield Rows(id="filters-list")
        panel.border_title = "Show only"
        yield Footer()

    def on_mount(self) -> None:
        """Show what needs no reading, and read the rest."""
        self._show((), ())
        practise(self, self._read)

    def _read(self) -> Message:
        from waterline.practice import repositories

        app = cast("WaterlineApp", self.app)
        followed = repositories.listing(app.home, app.settings)
        return self.Known(
            look.tags(app.home, app.settings)[:MOST_TAGS],
            sorted({repository.repo for repository in followed}),
        )

    def on_filters_screen_known(self, message: Known) -> None:
        """Show what was read."""
        self._show(message.tags, message.repos)

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong."""
        message.stop()
        cast("WaterlineApp", self.app).complain(message.error)

    def _show(self, tags: Sequence[tuple[str, int]], repos: Sequence[str]) -> None:
        rows = [_heading("Kind")]
        rows += [_choice("kind", kind.name, kind.about) for kind in kinds.BY_NAME.values()]
        rows.append(_choice("kind", CHANGE, "a commit of yours"))
        rows += [_heading("Days"), *(_choice("on", day, "") for day in DAYS)]
        if tags:
            rows.append(_heading("Tag"))
            rows += [
                _choice("tag", tag, draw.plural(count, "entry", "entries")) for tag, count in tags
            ]
        if repos:
            rows += [_heading("Repository"), *(_choice("repo", repo, "") for repo in repos)]
        self.query_one(Rows).set_rows(rows, keep=True)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Give the filter that was chosen."""
        message.stop()
        key, _, value = message.key.partition(":")
        self.dismiss((key, value))

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss(None)

    def action_close_filters(self) -> None:
        """Go back."""
        self.dismiss(None)


def _heading(name: str) -> Row:
    return Row(f"heading {name}", [Content(""), Content(name)], heading=True)


def _choice(key: str, value: str, about: str) -> Row:
    shown = f"#{value}" if key == "tag" else clean_line(value)
    line = Content.assemble((shown, "$foreground"), "  ", (about, "$quiet"))
    return Row(f"{key}:{value}", [line])
