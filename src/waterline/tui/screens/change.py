"""One change, looked at closely: its message, and its files with their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.domain.lines import ASSISTED
from waterline.domain.text import clean, clean_line
from waterline.practice import today
from waterline.tui import actions, draw
from waterline.tui.messages import FilesRead
from waterline.tui.screens.base import practise
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from waterline.domain.lines import Line
    from waterline.practice.today import ChangedFile
    from waterline.tui.app import WaterlineApp
    from waterline.tui.messages import Failed

MESSAGE_LETTERS = 20_000
FILES = 200


class ChangeScreen(ModalScreen[None]):
    """A panel over the screen. The files come when they are read."""

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
    }
    """

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        line = self._line
        with VerticalScroll(id="change") as panel:
            yield Static(self._facts(), markup=False)
            yield Static(Content(clean(line.body[:MESSAGE_LETTERS])), id="message", markup=False)
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

    def on_mount(self) -> None:
        """Read the files."""
        app = cast("WaterlineApp", self.app)
        practise(self, lambda: FilesRead(today.files(app.home, app.settings, self._line.id)))

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
