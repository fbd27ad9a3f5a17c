"""What was shipped, piece by piece: merged, parted and renamed in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.message import Message

from waterline.practice import audit as practice
from waterline.tui import actions
from waterline.tui.screens.base import practise
from waterline.tui.screens.lessons import Done
from waterline.tui.screens.sitting import MissingError, SittingScreen
from waterline.tui.widgets.field import line_of
from waterline.tui.widgets.shipped import Shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from waterline.domain.audits import Group
    from waterline.domain.lines import Line
    from waterline.domain.months import Month
    from waterline.tui.app import WaterlineApp
    from waterline.tui.widgets.groups import GroupList


class Pieces(Shipped):
    """The pieces of a month's work; what is done to them goes into the journal at once."""

    @dataclass
    class Changes(Message):
        """The changes of a group."""

        key: str
        lines: Sequence[Line]

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    def on_shipped_wanted(self, message: Shipped.Wanted) -> None:
        """Read the changes of a group."""
        message.stop()
        home, settings, month = self._waterline.home, self._waterline.settings, message.month
        key = message.key
        practise(self, lambda: self.Changes(key, practice.changes(home, settings, month, key)))

    def on_pieces_changes(self, message: Changes) -> None:
        """Show them."""
        message.stop()
        self.show_changes(message.key, message.lines)

    def on_shipped_opened(self, message: Shipped.Opened) -> None:
        """Open a change."""
        message.stop()
        self._waterline.open_line(message.line)

    def _do(self, work: Callable[[Month], None], said: str) -> None:
        month = self.month
        if month is None:
            return

        def run() -> Message:
            work(month)
            return Done(said)

        practise(self, run)

    def on_group_list_merge(self, message: GroupList.Merge) -> None:
        """Merge groups."""
        message.stop()
        home, settings = self._waterline.home, self._waterline.settings

        def merge(month: Month) -> None:
            for key in message.keys:
                practice.merge(home, settings, month, key, message.into)

        part = actions.key_of("part_group", settings.keys)
        self._do(merge, f"Merged. {part} takes the last merge back.")

    def on_group_list_part(self, message: GroupList.Part) -> None:
        """Take a merge back."""
        message.stop()
        home, settings = self._waterline.home, self._waterline.settings

        def part(month: Month) -> None:
            practice.part(home, settings, month, message.key)

        self._do(part, "Parted again.")

    def on_group_list_rename(self, message: GroupList.Rename) -> None:
        """Ask for another name."""
        message.stop()
        group, month = self.group(message.key), self.month
        if group is not None and month is not None:
            self.app.push_screen(self._naming(month, group))

    def _naming(self, month: Month, group: Group) -> SittingScreen:
        home, settings = self._waterline.home, self._waterline.settings

        def keep(values: dict[str, str]) -> str:
            if not values["name"] and not group.is_renamed:
                raise MissingError("name", "a piece of work needs a name")
            practice.rename(home, settings, month, group.key, values["name"])
            return "" if values["name"] else "It is called again as its changes suggest."

        about = (
            "An empty name lets its changes name it again."
            if group.is_renamed
            else ("A name that you will recognise in a year.")
        )
        return SittingScreen(
            f"name:{month}:{group.key}",
            "What do you call this?",
            Content.styled(about, "$quiet"),
            [line_of("Its name", "name")],
            keep,
            values={"name": group.name},
            keeps_draft=False,
        )
