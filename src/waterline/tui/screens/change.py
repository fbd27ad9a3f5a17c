"""One change, looked at closely: its message, its why, and its files with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.domain.lines import ASSISTED
from waterline.domain.origin import SAID
from waterline.domain.text import clean, clean_line
from waterline.errors import NotFoundError
from waterline.practice import explain, today
from waterline.tui import actions, draw, explained
from waterline.tui.messages import FilesRead, JournalChanged
from waterline.tui.screens.base import practise
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from waterline.domain.lines import Line
    from waterline.practice.today import ChangedFile
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed

MESSAGE_LETTERS = 20_000
FILES = 200


class ChangeScreen(ModalScreen[None]):
    """A panel over the screen. The why and the files come when they are read."""

    @dataclass
    class Read(Message):
        """The change as the journal has it now; None where no repository holds it any more."""

        detail: explain.ChangeDetail | None

    BINDINGS: ClassVar = actions.bindings("change")
    CSS = """
    ChangeScreen {
        align: center middle;
        background: $background 60%;
        #change {
            width: 92; max-width: 92%; height: auto; max-height: 86%;
            border: round $understood; background: $background; padding: 0 2;
            border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $quiet;
        }
        #change Static { width: 100%; height: auto; }
        #message { margin: 1 0; }
        #why.-some { margin-bottom: 1; }
    }
    """

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line
        self._detail: explain.ChangeDetail | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        line = self._line
        with VerticalScroll(id="change") as panel:
            yield Static(self._facts(), id="facts", markup=False)
            yield Static(Content(clean(line.body[:MESSAGE_LETTERS])), id="message", markup=False)
            yield Static("", id="why", markup=False)
            yield Static("", id="files", markup=False)
        panel.border_title = Content(f"{clean_line(line.repo)} {draw.signs().dot} {line.sha[:10]}")
        panel.border_subtitle = Content("esc closes")
        yield Footer()

    def _facts(self) -> Content:
        line = self._line
        mark, colour = draw.mark_of(line)
        words = draw.origin_words(line) or "origin unknown"
        if line.is_assisted and words != ASSISTED:
            words = f"{ASSISTED}, {words}"
        dot = f" {draw.signs().dot} "
        return Content.assemble(
            (f"{mark} ", colour),
            (f"{draw.lines_changed(line.insertions, line.deletions)}", colour),
            f"{dot}{draw.plural(line.files, 'file')}{dot}{words}{dot}",
            (draw.moment_name(line.created_at), "$quiet"),
        )

    @property
    def _waterline(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    def on_mount(self) -> None:
        """Read the files, and what was written of the change."""
        app = self._waterline
        practise(self, lambda: FilesRead(today.files(app.home, app.settings, self._line.id)))
        practise(self, self._read)

    def _read(self) -> Read:
        app = self._waterline
        try:
            return self.Read(explain.change(app.home, app.settings, self._line.id))
        except NotFoundError:
            return self.Read(None)

    def on_change_screen_read(self, message: Read) -> None:
        """Show the why, or that it is owed."""
        self._detail = message.detail
        if message.detail is not None:
            self._line = message.detail.line
            self.query_one("#facts", Static).update(self._facts())
        said = _why(message.detail, actions.key_of("explain_change", self._waterline.settings.keys))
        why = self.query_one("#why", Static)
        why.update(Content("\n").join(said))
        why.set_class(bool(said), "-some")
        self.refresh_bindings()

    def on_files_read(self, message: FilesRead) -> None:
        """Show the files under the message."""
        self.query_one("#files", Static).update(files_text(message.files))

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong."""
        message.stop()
        cast("WaterlineApp", self.app).complain(message.error)

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss()

    def action_close_change(self) -> None:
        """Go back."""
        self.dismiss()

    # -- its why --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with this change."""
        if action in {"explain_change", "change_by_hand"}:
            return self._detail is not None
        if action == "overrule":
            return self._pasted is not None
        return super().check_action(action, parameters)

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked."""
        message.stop()
        await self.run_action(message.action.id)

    async def action_explain_change(self) -> None:
        """Go to the form for this change."""
        await self._waterline.explain([self._line.id])

    def action_change_by_hand(self) -> None:
        """Say that no AI helped with it, or take that back."""
        app = self._waterline
        word = "" if self._is_said_by_hand else explain.BY_HAND
        self._do(lambda: explain.say(app.home, app.settings, [self._line.id], word))

    @property
    def _is_said_by_hand(self) -> bool:
        return self._line.origin == explain.BY_HAND and self._line.signal == SAID

    @property
    def _pasted(self) -> explain.Explained | None:
        held = self._detail.explanations if self._detail is not None else ()
        return next((one for one in reversed(held) if one.is_pasted), None)

    def action_overrule(self) -> None:
        """Let what counts as pasted count all the same, or take that back."""
        app, pasted = self._waterline, self._pasted
        if pasted is not None:
            counts = not pasted.overruled
            self._do(lambda: explain.overrule(app.home, app.settings, pasted.entry_id, counts))

    def _do(self, work: Callable[[], None]) -> None:
        def run() -> Message:
            work()
            self.app.post_message(JournalChanged())
            return self._read()

        practise(self, run)


def _why(detail: explain.ChangeDetail | None, key: str) -> list[Content]:
    """Write the explanations of a change, or that they are owed and which key explains it."""
    if detail is None:
        return [Content.styled("No followed repository holds this change any more.", "$quiet")]
    said: list[Content] = []
    for one in detail.explanations:
        said += [*([Content("")] if said else []), *explained.whole(one)]
    if detail.is_owed:
        said.append(Content.styled(f"Its why is owed: {key} explains it.", "bold $assisted"))
    elif detail.is_let_go:
        said.append(Content.styled("It was let go without an explanation.", "$quiet"))
    return said


def files_text(files: Sequence[ChangedFile]) -> Content:
    """List files with their lines, the generated and binary ones told apart in words."""
    most = max((len(_counts(file)) for file in files[:FILES]), default=0)
    rows = []
    for file in files[:FILES]:
        path = clean_line(file.path)
        if file.old_path:
            path = f"{clean_line(file.old_path)} → {path}"
        rows.append(
            Content.assemble(
                (_counts(file).rjust(most), "$quiet"),
                "  ",
                (path, "$quiet" if file.is_generated else ""),
                (f" {draw.signs().dot} generated" if file.is_generated else "", "$quiet"),
            )
        )
    if len(files) > FILES:
        rows.append(Content.styled(f"and {len(files) - FILES:,} more", "$quiet"))
    return Content("\n").join(rows)


def _counts(file: ChangedFile) -> str:
    return "binary" if file.is_binary else draw.lines_changed(file.insertions, file.deletions)
