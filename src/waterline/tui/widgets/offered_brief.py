"""The brief that is offered beside the form of an explanation: one line of it, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from waterline.domain.kinds import BRIEF
from waterline.domain.lines import Line
from waterline.domain.text import clean_line, first_line
from waterline.tui import beside
from waterline.tui.widgets.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from waterline.domain.briefs import Brief

LEAST = 10  # cells for the words, from which they are worth showing


class OfferedBrief(Vertical):
    """Takes the briefs of a change's day; hidden where there are none, one line until `turn`."""

    DEFAULT_CSS = """
    OfferedBrief {
        height: 1; display: none;

        & > #brief-line { height: 1; padding: 0 2; }
        & > #brief { height: 1fr; display: none; }
        &.-offered { display: block; }
        &.-open {
            height: 1fr;
            & > #brief-line { display: none; }
            & > #brief { display: block; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="offered-brief")
        self._briefs: Sequence[Brief] = ()
        self._at = -1
        self._key = ""

    def compose(self) -> ComposeResult:
        """Lay out the line and the text."""
        yield Static(id="brief-line", markup=False)
        yield Reader(id="brief", classes="panel")

    @property
    def is_offered(self) -> bool:
        """Whether there is a brief to read."""
        return bool(self._briefs)

    @property
    def is_open(self) -> bool:
        """Whether a brief is being read."""
        return self._at >= 0

    def offer(self, briefs: Sequence[Brief], key: str = "") -> None:
        """Take the briefs, newest first, and how the key is called that opens them."""
        self._briefs, self._key = briefs, key
        self.set_class(self.is_offered, "-offered")
        self.close()
        self._entitle()

    def turn(self) -> None:
        """Show the next brief; after the last one the line again."""
        self._at += 1
        if self._at >= len(self._briefs):
            self.close()
            return
        brief = self._briefs[self._at]
        self.set_class(True, "-open")
        reader = self.query_one(Reader)
        reader.show(_line(brief))
        reader.add_beside(brief.id, [beside.of_brief(brief)])
        several = f" {self._at + 1} of {len(self._briefs)}" if len(self._briefs) > 1 else ""
        reader.border_title = Content(f"{BRIEF.label}{several}")

    def close(self) -> None:
        """Show the line alone."""
        self._at = -1
        self.set_class(False, "-open")

    def scroll_pages(self, pages: int) -> None:
        """Scroll the text by so many screens, keeping a line of the one before in sight."""
        reader = self.query_one(Reader)
        step = max(1, reader.scrollable_content_region.height - 1)
        reader.scroll_relative(y=pages * step, animate=False, force=True)

    def on_resize(self) -> None:
        """Cut the line for another width."""
        self._entitle()

    def _entitle(self) -> None:
        if not self._briefs:
            return
        brief = self._briefs[0]
        more = f" and {len(self._briefs) - 1} more" if self._briefs[1:] else ""
        head = f"Brief of {_line(brief).created_at:%H:%M}{more}"
        room = self.size.width - 4 - len(head) - len(self._key) - 8
        words = Content.styled(_first_words(brief) if room >= LEAST else "", "$quiet")
        said = Content.assemble(
            (head, "$understood"),
            "  ",
            words.truncate(max(0, room), ellipsis=True),
            "  " if words else "",
            (self._key, "bold $shipped"),
            (" read", "$quiet"),
        )
        self.query_one("#brief-line", Static).update(said)


def _line(brief: Brief) -> Line:
    """Give a brief as the entry that it is."""
    where = (brief.repo, brief.repo_path)
    return Line(brief.id, BRIEF.name, brief.moment, brief.offset, brief.day, brief.body, (), *where)


def _first_words(brief: Brief) -> str:
    """Give what its writer wrote first, without the headings of the kind."""
    prompts = {f"## {prompt}" for prompt in BRIEF.prompts}
    own = (line for line in brief.body.split("\n") if line.strip() not in prompts)
    return clean_line(first_line("\n".join(own)))
