"""The one line of the form on which something is asked quietly, or said about the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from waterline.tui import actions

if TYPE_CHECKING:
    from waterline.domain.nudges import Nudge


class NudgeLine(Widget):
    """One quiet question under the first field, and the key that hides it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    NudgeLine { height: 1; width: 1fr; padding: 0 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="nudge")
        self.nudge: Nudge | None = None
        self._words = ""

    def show(self, nudge: Nudge | None) -> None:
        """Show a question, or none."""
        self.nudge, self._words = nudge, ""
        self.refresh()

    def say(self, words: str) -> None:
        """Say what to do next instead."""
        self.nudge, self._words = None, words
        self.refresh()

    def render(self) -> Content:
        """Draw the question."""
        if self.nudge is None:
            return Content.styled(self._words, "italic $understood")
        active = self.screen.active_bindings.values()
        keys = [one.binding.key for one in active if one.binding.id == "hush"]
        way_out = f"   {actions.key_label(keys)} hides this" if keys else ""
        return Content.assemble((self.nudge.words, "italic $understood"), (way_out, "$quiet"))
