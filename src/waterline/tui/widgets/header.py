"""The one line at the top: the name, the screens, and what asks for attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from waterline.tui import draw

if TYPE_CHECKING:
    from textual import events

PLACES: tuple[tuple[str, str, str], ...] = (
    ("1", "Today", "today"),
    ("2", "Journal", "journal"),
    ("3", "Explain", "explain"),
    ("4", "Practice", "practice"),
    ("5", "Recall", "recall"),
    ("6", "Audit", "audit"),
)
WITH_AI = "with AI"
GAP = 3  # cells between two facts


class Header(Widget):
    """The header line. `place` is the screen shown, `progress` tells in words how far a scan is.

    `owed` counts the changes that are owed, `due` the questions that wait, `session` says in words
    which session runs. Posts `Chosen` when a screen's name is clicked, or what leads to one.
    """

    class Chosen(Message):
        """A screen's name was clicked."""

        def __init__(self, place: str) -> None:
            self.place = place
            super().__init__()

    DEFAULT_CSS = """
    Header { height: 1; width: 100%; dock: top; background: $background; color: $quiet; }
    """
    ALLOW_SELECT = False

    progress: reactive[str] = reactive("")
    owed: reactive[int] = reactive(0)
    due: reactive[int] = reactive(0)
    session: reactive[str] = reactive("")

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self._spots: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Draw the line; where the screens' names stand is kept for clicks."""
        brand = Content.styled(f" {draw.signs().wave} waterline ", "bold $on-brand on $understood")
        parts = [brand, Content(" ")]
        column = brand.cell_length + 1
        facts = self._facts()
        needed = sum(fact.cell_length + GAP for fact, _ in facts)
        whole = sum(len(f" {number} {label} ") for number, label, _ in PLACES)
        is_tight = column + whole + needed > self.size.width
        self._spots = []
        for number, label, place in PLACES:
            # Where the facts leave no room for all names, that of the present screen stays.
            named = "" if is_tight and place != self.place else f"{label} "
            text = f" {number} {named}"
            parts.append(self._tab(number, named, is_here=place == self.place))
            self._spots.append((column, column + len(text), place))
            column += len(text)
        # What asks for attention stays whole; how far a scan is gives way to it.
        room = self.size.width - column - needed - 2
        progress = Content.styled(self.progress, "$quiet")
        progress = progress.truncate(max(0, room), ellipsis=True) if room > GAP else Content("")
        shown = [*([progress] if progress else []), *(fact for fact, _ in facts)]
        right = Content(" " * GAP).join(shown)
        space = max(1, self.size.width - column - right.cell_length - 1)
        end = column + space + right.cell_length
        for fact, place in reversed(facts):
            self._spots.append((end - fact.cell_length, end, place))
            end -= fact.cell_length + GAP
        return Content.assemble(*parts, " " * space, right)

    def _facts(self) -> list[tuple[Content, str]]:
        """Give what asks for attention, each with the screen that it leads to."""
        facts = []
        if self.session:
            words = f"{draw.signs().session} {self.session}"
            colour = "$assisted" if self.session.endswith(WITH_AI) else "$alone"
            facts.append((Content.styled(words, f"bold {colour}"), "practice"))
        if self.owed:
            facts.append((Content.styled(f"{self.owed:,} owed", "bold $assisted"), "explain"))
        if self.due:
            facts.append((Content.styled(f"{self.due:,} due", "bold $shipped"), "recall"))
        return facts

    @staticmethod
    def _tab(number: str, named: str, *, is_here: bool) -> Content:
        if is_here:
            return Content.styled(f" {number} {named}", "bold $foreground on $raised")
        return Content.assemble((f" {number} ", "$quiet"), (named, "$foreground 80%"))

    def on_click(self, event: events.Click) -> None:
        """Tell which screen was clicked."""
        for start, end, place in self._spots:
            if start <= event.x < end:
                self.post_message(self.Chosen(place))
