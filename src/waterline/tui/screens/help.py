"""Help: what Waterline is, what the marks mean, and every key, from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from waterline.tui import actions, draw
from waterline.tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult

    from waterline.tui.app import WaterlineApp

ABOUT = (
    "Waterline is a private journal that lives next to git. It keeps what you ship and what",
    "you understand side by side: write a line whenever something becomes clear, and your",
    "commits come by themselves. Nothing leaves this machine, and no word typed is lost:",
    "drafts are on the disk within a second, and u takes back the last thing you did.",
    "When AI helped with a change, say why it makes sense, in your own words: at the commit,",
    "or on Explain. From a shell, `waterline note` writes and `waterline search` finds.",
)

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Everywhere", ("global",)),
    ("Today", ("today",)),
    ("In the waterline chart", ("chart",)),
    ("In the editor", ("editor",)),
    ("Journal", ("journal",)),
    ("Explain", ("explain", "owed")),
    ("Practice", ("practice",)),
    ("In the panels of a session", ("sitting", "choice", "percent")),
    ("Recall", ("recall", "options", "points")),
    ("In the form of an explanation", ("form", "scale", "ticks")),
    ("Audit", ("audit", "anchors", "shipped", "learning", "past")),
    ("In a diff, and in the audit's picture", ("diff",)),
    ("In the search field", ("search",)),
    ("Calendar", ("calendar",)),
    ("In lists", ("rows",)),
    ("Repositories", ("repositories",)),
    ("Settings", ("settings",)),
    ("In panels and questions", ("change", "filters", "follow", "question", "help")),
    ("In the prompt at a commit", ("prompt", "less")),
)

KEY_CELLS = 10
WIDE = 96  # cells from which on the keys stand in two columns
MOST_CELLS = 116
FRAME_CELLS = 7  # border, padding and scroll bar
SPACE = 3  # cells between the columns


class HelpScreen(ModalScreen[None]):
    """A panel over the screen, scrolled with the arrows."""

    BINDINGS: ClassVar = actions.bindings("help")
    AUTO_FOCUS = "#help"
    CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        #help {
            width: 116; max-width: 100%; height: auto; max-height: 100%; margin-bottom: 1;
            border: round $understood; background: $background; padding: 0 2;
            border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $quiet; scrollbar-size-vertical: 1;
        }
        #help Static { width: 100%; height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with VerticalScroll(id="help") as panel:
            yield Static(self._text(), id="help-text", markup=False)
        panel.border_title = "Help"
        panel.border_subtitle = Content(f"esc closes {draw.signs().dot} arrows scroll")
        yield Footer()

    def _text(self) -> Content:
        width = min(MOST_CELLS, self.app.size.width) - FRAME_CELLS
        return Content("\n").join(text(width, cast("WaterlineApp", self.app).settings.keys))

    def on_resize(self) -> None:
        """Lay the keys out for another width."""
        self.query_one("#help-text", Static).update(self._text())

    def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Close when that is clicked."""
        message.stop()
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        """Close when clicked beside the panel."""
        if event.widget is self:
            self.dismiss()

    def action_close_help(self) -> None:
        """Go back."""
        self.dismiss()


def text(width: int, keys: Mapping[str, str]) -> list[Content]:
    """Write the whole help for a width in cells, with keys as they are set."""
    about = Content.styled(" ".join(ABOUT), "$foreground").wrap(width)
    groups = [_group(name, scopes, keys) for name, scopes in GROUPS]
    lines = [*about, Content(""), *_marks(width), Content("")]
    if width < WIDE:
        return [*lines, *(line for group in groups for line in group)]
    return [*lines, *_columns(groups, (width - SPACE) // 2)]


def _group(name: str, scopes: Sequence[str], keys: Mapping[str, str]) -> list[Content]:
    lines = [Content.styled(name, "bold $understood")]
    for action in actions.in_scope(*scopes):
        names = [actions.key_label([key]) for key in actions.keys_of(action, keys)]
        if not names:
            continue
        shown = "  ".join(names[:2])
        label = Content.styled(shown, "bold $shipped")
        space = " " * max(1, KEY_CELLS - cell_len(shown))
        lines.append(Content.assemble(label, space, (action.about, "$foreground 85%")))
    return [*lines, Content("")]


def _columns(groups: Sequence[list[Content]], width: int) -> Iterable[Content]:
    """Set the groups in two columns of about the same height."""
    half = sum(map(len, groups)) / 2
    left: list[Content] = []
    right: list[Content] = []
    for group in groups:
        column = left if not right and len(left) + len(group) / 2 <= half else right
        column += group
    for number in range(max(len(left), len(right))):
        first = left[number] if number < len(left) else Content("")
        second = right[number] if number < len(right) else Content("")
        first = first.truncate(width, ellipsis=True)
        space = " " * (width - first.cell_length + SPACE)
        yield Content.assemble(first, space, second.truncate(width, ellipsis=True))


def _marks(width: int) -> list[Content]:
    signs = draw.signs()
    parts = [
        Content.assemble((signs.entry, "$understood"), " what you wrote"),
        Content.assemble((signs.change, "$shipped"), " a commit of yours"),
        Content.assemble((signs.change, "$assisted"), " one that AI helped with"),
        Content.assemble(("owed", "bold $assisted"), " its why isn't written yet"),
        Content.assemble(("explained", "$understood"), " its why is written"),
        Content.assemble((signs.session, "$alone"), " practice without AI"),
    ]
    return Content.assemble(Content("   ").join(parts)).wrap(width)
