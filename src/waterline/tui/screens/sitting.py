"""The panels of a session: how it begins, what is added to it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.errors import InputError, WaterlineError
from waterline.tui import actions
from waterline.tui.messages import Failed, JournalChanged
from waterline.tui.panel_draft import PanelDraft, PanelKeeper
from waterline.tui.screens.base import practise
from waterline.tui.widgets import footer
from waterline.tui.widgets.choice import Answered, Choice, Percent
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.widgets import TextArea

    from waterline.tui.app import WaterlineApp

    Part = Field | Choice | Percent
    Values = dict[str, Any]

LOW = 30  # lines under which a field has one to itself


class SittingScreen(ModalScreen[bool]):
    """A panel of a few questions; gives True once `keep` has put the answers into the journal.

    `keep` is called in a thread with the value of each part by its id. While it refuses, the
    words stay where they are; what it gives is said. `no_idea` is the same without a hypothesis.
    `facts` are read in a thread and shown above. What is typed is a draft on the disk, unless
    `keeps_draft` is False: where `values` hold an answer that is only to be looked over.
    """

    @dataclass
    class Opened(Message):
        """What was kept of this panel."""

        values: dict[str, Any]

    @dataclass
    class Told(Message):
        """What there is to know before one answers."""

        words: Content

    @dataclass
    class Kept(Message):
        """The answers are in the journal."""

        said: str

    BINDINGS: ClassVar = [
        *actions.bindings("sitting"),
        *actions.bindings("form", {"in_editor", "next_field", "field_before"}),
    ]
    CSS = """
    SittingScreen {
        align: center middle;
        background: $background 60%;
        #sitting {
            width: 84; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
            margin-bottom: 1;
            border: round $alone; background: $background;
            border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $quiet; scrollbar-size-vertical: 1;
        }
        #sitting Static { width: 100%; height: auto; padding: 0 1; }
        #sitting-mistake { color: $assisted; display: none; }
        #time { display: none; }
        #sitting-mistake.-said { display: block; }
        Field { height: 5; }
        Field.-line { height: 3; }
        &.-low Field { height: 3; }
    }
    """

    def __init__(
        self,
        name: str,
        title: str,
        about: Content,
        parts: Sequence[Part],
        keep: Callable[[Values], str],
        *,
        no_idea: Callable[[Values], str] | None = None,
        facts: Callable[[], Content] | None = None,
        values: Values | None = None,
        keeps_draft: bool = True,
    ) -> None:
        super().__init__()
        self._title, self._about, self._parts = title, about, list(parts)
        self._keep, self._no_idea, self._facts = keep, no_idea, facts
        self._given = values or {}
        self._keeps_draft = keeps_draft
        self._draft_name = name
        self._is_saving = self._is_over = False

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        with VerticalScroll(id="sitting", can_focus=False) as panel:
            yield Static(self._about, id="sitting-about", markup=False)
            yield from self._parts
            yield Static("", id="sitting-mistake", markup=False)
        panel.border_title = Content(self._title)
        yield Footer()

    def on_mount(self) -> None:
        """Take what was given, then what was kept; read what there is to know."""
        draft = PanelDraft(self._waterline.home, self._draft_name)
        self._keeper = PanelKeeper(self, draft, lambda: self.values)
        self.set_class(self.app.size.height < LOW, "-low")
        self._lay(self._given)
        self.set_focus(self._parts[0])
        if self._keeps_draft:
            practise(self, lambda: self.Opened(draft.open()))
        if self._facts is not None:
            told = self._facts
            practise(self, lambda: self.Told(told()))

    # -- values -------------------------------------------------------------------------------

    @property
    def values(self) -> Values:
        """What is answered, by the parts' ids."""
        return {
            str(part.id): part.text.strip() if isinstance(part, Field) else part.value
            for part in self._parts
        }

    def _lay(self, values: Values) -> None:
        for part in self._parts:
            value = values.get(str(part.id))
            if isinstance(part, Field) and isinstance(value, str) and value:
                now = part.text.strip()
                part.put("\n\n".join(filter(None, [value, now])))
                part.move_cursor(part.document.end)
            elif isinstance(part, Percent) and isinstance(value, int) and part.value is None:
                part.value = value
            elif isinstance(part, Choice) and value in dict(part.answers) and not part.value:
                part.value = str(value)

    def _show_what_is_asked(self) -> None:
        # A time is typed only where none of those offered is the right one.
        for choice in self.query("#ended").results(Choice):
            self.query_one("#time").display = choice.value == choice.answers[-1][0]

    def on_sitting_screen_opened(self, message: Opened) -> None:
        """Go on with what was written before."""
        self._lay(message.values)
        self._keeper.draft.laid()
        self._show_what_is_asked()

    def on_sitting_screen_told(self, message: Told) -> None:
        """Show it."""
        self.query_one("#sitting-about", Static).update(message.words)

    # -- the draft ----------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft."""
        event.stop()
        self._changed()

    def on_answered(self, message: Answered) -> None:
        """Keep the draft, and go on."""
        message.stop()
        self._changed()
        self._show_what_is_asked()
        if message.is_done:
            self.focus_next()

    def _changed(self) -> None:
        self._complain("")
        if self._keeps_draft and self.is_mounted:
            self._keeper.changed()

    def on_unmount(self) -> None:
        """Leave nothing in memory alone, however the panel goes."""
        if self._keeps_draft and not self._is_over:
            self._keeper.close()

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what has a sense here."""
        if action == "no_idea":
            return self._no_idea is not None
        if action == "in_editor":
            return isinstance(self.focused, Field)
        return super().check_action(action, parameters)

    def action_keep_sitting(self) -> None:
        """Put the answers into the journal, after the keys that were pressed before."""
        self.call_later(self._go_on, self._keep)

    def action_no_idea(self) -> None:
        """Begin without a hypothesis."""
        if self._no_idea is not None:
            self.call_later(self._go_on, self._no_idea)

    def _go_on(self, keep: Callable[[Values], str]) -> None:
        if not self._is_saving:
            self._is_saving = True
            values = self.values
            practise(self, lambda: self._kept(keep, values))

    def _kept(self, keep: Callable[[Values], str], values: Values) -> Kept:
        said = keep(values)
        try:
            self._keeper.draft.discard()
        except WaterlineError as error:
            self.post_message(Failed(error))
        return self.Kept(said)

    def on_sitting_screen_kept(self, message: Kept) -> None:
        """Close; everybody reads again."""
        self._is_over = True
        if message.said:
            self._waterline.notify(message.said)
        self._waterline.post_message(JournalChanged())
        self.dismiss(True)

    def on_failed(self, message: Failed) -> None:
        """Say what is wrong; the words stay."""
        message.stop()
        self._is_saving = False
        self._complain(str(message.error))
        if isinstance(message.error, MissingError):
            self.set_focus(self.query_one(f"#{message.error.part}"))

    def _complain(self, words: str) -> None:
        mistake = self.query_one("#sitting-mistake", Static)
        mistake.update(Content(words))
        mistake.set_class(bool(words), "-said")

    def action_leave_sitting(self) -> None:
        """Close; what is written waits."""
        self.dismiss(False)

    def action_next_field(self) -> None:
        """Go to the next question."""
        self.focus_next()

    def action_field_before(self) -> None:
        """Go to the question before."""
        self.focus_previous()

    def action_in_editor(self) -> None:
        """Go on in the person's own editor."""
        from waterline.tui import external

        field = self.focused
        if not isinstance(field, Field):
            return
        if self._keeps_draft:
            self._keeper.write_now()
        external.edit_field(self._waterline, field)

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked."""
        message.stop()
        await footer.press(self, message.action)


class MissingError(InputError):
    """An answer without which it can't go on; `part` is the question's id."""

    def __init__(self, part: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.part = part
