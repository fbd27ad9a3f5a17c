"""A field for words, which knows of every character whether it was typed or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from waterline.domain.text import clean
from waterline.tui import actions
from waterline.tui.widgets.large_text import LargeTextArea

if TYPE_CHECKING:
    from textual import events
    from textual.widgets.text_area import Edit, EditResult

TYPED, PASTED = ord("t"), ord("p")
# Of the form's actions those whose keys the text area has a use for of its own, or may get.
IN_FIELDS = frozenset({"in_editor", "read_diff_on", "read_diff_back", "keep", "next_diff", "hush"})
# Texts of which it is remembered how they came, so that ctrl+z gives the same count as before.
REMEMBERED = 200
# No gain is worth remembering the states of a text as long as a book.
LONGEST_REMEMBERED = 50_000


class Field(LargeTextArea):
    """One answer of a form.

    `typed` and `pasted` count the characters that stand there now: what is deleted counts no
    more, and what is cut from a field and pasted again stays what it was. What comes neither by
    a key nor by a paste (`take`) counts as the caller says.
    """

    # The form does these; standing here they keep the text area from taking their keys.
    BINDINGS: ClassVar = actions.bindings("form", IN_FIELDS)
    DEFAULT_CSS = """
    Field {
        padding: 0 1;
        height: 1fr;
        scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: $background; }
        & .text-area--placeholder { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, question: str, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        # Before the text area's own beginnings: they put a text in.
        self._came = bytearray()
        self._is_pasting = False
        self._kept: dict[str, bytes] = {}
        super().__init__(
            id=id,
            classes=classes,
            show_line_numbers=False,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.border_title = Content(question)

    @property
    def typed(self) -> int:
        """How many of the present characters were typed."""
        return self._came.count(TYPED)

    @property
    def pasted(self) -> int:
        """How many of the present characters were pasted."""
        return self._came.count(PASTED)

    def put(self, text: str, came: bytes = b"") -> None:
        """Lay another text in, which came so (typed, where it isn't said), as a new beginning."""
        self.load_text(clean(text))
        size = len(self.text)
        self._came = bytearray(came if len(came) == size else bytes([TYPED]) * size)
        self._kept.clear()
        self._remember()

    def take(self, text: str) -> None:
        """Take another text for the whole, as one step that ctrl+z takes back."""
        self.replace(clean(text), self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    # -- how it came --------------------------------------------------------------------------

    def edit(self, edit: Edit) -> EditResult:
        """Change the text, and know how the new part came."""
        start = self._index(min(edit.from_location, edit.to_location))
        end = self._index(max(edit.from_location, edit.to_location))
        before = self.text
        result = super().edit(edit)
        new = len(self.text) - len(before) + end - start
        self._came[start:end] = self._marks_for(self.text[start : start + new], before)
        self._remember()
        return result

    def _marks_for(self, text: str, before: str) -> bytes:
        if not self._is_pasting:
            return bytes([TYPED]) * len(text)
        own = before.find(text) if text.strip() else -1
        if own >= 0:
            return bytes(self._came[own : own + len(text)])
        found = (field.known(text) for field in (self, *self.screen.query(Field)))
        return next(filter(None, found), bytes([PASTED]) * len(text))

    def known(self, text: str) -> bytes:
        """Tell how the characters of words that stood here came; empty where they never did."""
        if text.strip():
            for whole in reversed(self._kept):
                at = whole.find(text)
                if at >= 0:
                    return self._kept[whole][at : at + len(text)]
        return b""

    def _index(self, location: tuple[int, int]) -> int:
        row, column = location
        lines = self.document.lines
        row = min(row, len(lines) - 1)
        return sum(len(line) + 1 for line in lines[:row]) + min(column, len(lines[row]))

    def _remember(self) -> None:
        if len(self.text) <= LONGEST_REMEMBERED:
            self._kept.pop(self.text, None)
            self._kept[self.text] = bytes(self._came)
            if len(self._kept) > REMEMBERED:
                del self._kept[next(iter(self._kept))]

    def undo(self) -> None:
        """Take back the last edits, and know again what was there."""
        super().undo()
        self._came_back()

    def redo(self) -> None:
        """Do again what was taken back."""
        super().redo()
        self._came_back()

    def _came_back(self) -> None:
        known = self._kept.get(self.text)
        if known is None:  # too long ago, or too long
            share = self.pasted / len(self._came) if self._came else 0.0
            known = bytes([PASTED]) * round(share * len(self.text))
            known = known.ljust(len(self.text), b"t")
        self._came = bytearray(known)

    async def _on_paste(self, event: events.Paste) -> None:
        # What is pasted may hold escape sequences. TextArea's own handler, which Textual calls
        # after this one, is kept out: an edit between the two would count as pasted.
        event.prevent_default()
        event.stop()
        self._insert_pasted(clean(event.text))

    def action_paste(self) -> None:
        """Paste what was copied or cut in here."""
        self._insert_pasted(clean(self.app.clipboard))

    def _insert_pasted(self, text: str) -> None:
        self._is_pasting = True
        try:
            result = self._replace_via_keyboard(text, *self.selection)
        finally:
            self._is_pasting = False
        if result is not None:
            self.move_cursor(result.end_location)

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cut and copy what is selected; where nothing is, the keys mean something else."""
        if action in {"cut", "copy"}:
            return bool(self.selected_text)
        return super().check_action(action, parameters)


class TextField(Field):
    """A field outside the form of an explanation: what only that form does isn't offered."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys of that form to whoever else has a use for them."""
        if action in IN_FIELDS - {"in_editor"}:
            return False
        return super().check_action(action, parameters)


class LineField(TextField):
    """A field for a few words: enter goes on to the next question."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.screen.focus_next()


def line_of(question: str, name: str, placeholder: str = "") -> Field:
    """Make a field for a few words."""
    field = LineField(question, id=name, classes="panel -line")
    field.placeholder = placeholder
    return field


def text_of(question: str, name: str, placeholder: str = "") -> Field:
    """Make a field for some sentences."""
    field = TextField(question, id=name, classes="panel")
    field.placeholder = placeholder
    return field


def spread(typed: int, pasted: int, size: int) -> bytes:
    """Mark so many characters as typed or pasted in that share, evenly.

    Of a draft only the counts are known; so whatever part is deleted, the share stays.
    """
    whole = typed + pasted
    if not whole:
        return bytes([TYPED]) * size
    return bytes(
        PASTED if (at + 1) * pasted // whole > at * pasted // whole else TYPED for at in range(size)
    )
