"""The face of Explain: list, diff or brief, and form, laid out for every size of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from waterline.domain.text import clean_line
from waterline.tui import actions, draw
from waterline.tui.pile import Pile
from waterline.tui.screens.base import Place
from waterline.tui.screens.desk import Desk
from waterline.tui.widgets import owed_list
from waterline.tui.widgets.diff import DiffView
from waterline.tui.widgets.offered_brief import OfferedBrief
from waterline.tui.widgets.owed_list import OwedList
from waterline.tui.widgets.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from waterline.domain.briefs import Brief
    from waterline.tui.widgets.form import ExplainForm

WIDE = 100  # cells from which the form stands beside the list, not in its place
LOW = 20  # lines under which the form stands alone while one writes


class ExplainFace(Place):
    """The list of what is owed with the diff under it, or the brief in its place; the form."""

    # Textual reads a screen's stylesheet for the class that is shown.
    CSS = """
    ExplainScreen {
        #explain { align-horizontal: center; }
        #explain-left { width: 9fr; max-width: 110; }
        #desk { width: 11fr; max-width: 110; margin-left: 1; }
        #owed { height: auto; min-height: 5; max-height: 42%; }
        #diff { height: 1fr; }
        &.-brief #diff { display: none; }
        .about { height: 1; width: 1fr; padding: 0 2; display: none; }
        &.-several #desk .about { display: block; }
        &.-narrow {
            #explain { layout: vertical; }
            #explain-left { width: 100%; max-width: 110; height: 1fr; }
            #desk { width: 100%; max-width: 110; height: 0; margin-left: 0; }
            #owed { max-height: 50%; }
        }
        &.-narrow.-writing {
            #owed { display: none; }
            #explain-left { height: 1fr; min-height: 6; }
            #explain-left .about { display: block; }
            #desk { height: 2fr; min-height: 16; }
            #desk .about { display: none; }
            #diff, #brief { border: none; padding: 0 2; }
            &.-low #diff, &.-low #offered-brief { display: none; }
            &.-low #explain-left { height: 1; min-height: 1; }
            &.-low #desk { height: 1fr; min-height: 0; }
        }
        &.-empty {
            #diff, #desk, #offered-brief { display: none; }
            #owed { height: 1fr; max-height: 100%; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pile = Pile()

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out list, diff and form, for the present size at once."""
        self._fit(self.app.size)
        with Horizontal(id="explain"):
            with Vertical(id="explain-left"):
                yield OwedList(classes="panel")
                yield Static(classes="about", markup=False)
                yield OfferedBrief()
                yield DiffView(classes="panel")
            yield Desk()

    def on_mount(self) -> None:
        """Show the frame; the data come from a worker."""
        self._list.border_title = "Owed"
        self.set_focus(self._list)
        self.add_class("-empty")

    def on_resize(self, event: events.Resize) -> None:
        """Put the form in the list's place where there is no room beside it."""
        self._fit(event.size)
        self._entitle()

    def _fit(self, size: Size) -> None:
        self.set_class(size.width < WIDE, "-narrow")
        self.set_class(size.height < LOW, "-low")

    @property
    def _list(self) -> OwedList:
        return self.query_one(OwedList)

    @property
    def _diff(self) -> DiffView:
        return self.query_one(DiffView)

    @property
    def _brief(self) -> OfferedBrief:
        return self.query_one(OfferedBrief)

    @property
    def desk(self) -> Desk:
        """The form and what it is about."""
        return self.query_one(Desk)

    @property
    def _is_writing(self) -> bool:
        focused = self.focused
        return focused is not None and self.desk in focused.ancestors_with_self

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the changes that the form is about."""
        return self.desk.chosen

    def _entitle(self) -> None:
        count = len(self._pile.owed)
        dot = draw.signs().dot
        self._list.border_title = Content(f"Owed {dot} {count:,}" if count else "Owed")
        several = len(self.chosen) > 1
        words = f"one explanation for {len(self.chosen)}" if several else ""
        if self._pile.marked and not several:
            words = "1 marked"
        self._list.border_subtitle = Content(words)
        self.set_class(several, "-several")
        lines = self._pile.lines
        held = [lines[one] for one in self.chosen if one in lines]
        for about in self.query(".about").results(Static):
            about.update(owed_list.about(held, max(10, about.content_size.width or 76)))

    # -- the diff, and the brief in its place --------------------------------------------------

    def _offer(self, found: Sequence[Brief]) -> None:
        self._brief.offer(found, actions.key_of("read_brief", self.waterline.settings.keys))
        self.remove_class("-brief")
        self.refresh_bindings()

    def action_read_brief(self) -> None:
        """Show the brief in place of the diff, then the next one, then the diff again."""
        was_reading = self.focused in (self._diff, self._brief.query_one(Reader))
        self._brief.turn()
        self.set_class(self._brief.is_open, "-brief")
        if was_reading:
            self.set_focus(self._brief.query_one(Reader) if self._brief.is_open else self._diff)

    def _back_to_diff(self) -> None:
        self._brief.close()
        self.remove_class("-brief")

    def on_desk_diff_read(self, message: Desk.DiffRead) -> None:
        """Show the diff."""
        if message.diff is None:
            self._diff.say(clean_line(f"No diff: {message.words}"))
        else:
            self._diff.load(message.diff)

    def on_explain_form_read_diff(self, message: ExplainForm.ReadDiff) -> None:
        """Scroll the diff, or the brief in its place, while one writes."""
        message.stop()
        shown = self._brief if self._brief.is_open else self._diff
        shown.scroll_pages(message.pages)

    def on_explain_form_next_file(self, message: ExplainForm.NextFile) -> None:
        """Show the next file while one writes."""
        message.stop()
        self.action_file_after()

    def action_file_after(self) -> None:
        """Show the next file of the diff."""
        self._back_to_diff()
        self._diff.action_next_file()

    def action_file_before(self) -> None:
        """Show the file before."""
        self._back_to_diff()
        self._diff.action_previous_file()
