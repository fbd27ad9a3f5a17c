"""A text area that stays fluid with a megabyte in it.

Textual 8's TextArea does work for the whole text at every line that it draws: it joins all lines
to see whether the text is empty, and adds up all heights to see whether the line exists. A key
in a megabyte took 108 ms so; here it takes what it takes in a page. A line too long to be wrapped
for every key is not wrapped at all: the view scrolls to its side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.document._document import Document
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

if TYPE_CHECKING:
    from textual.document._document import EditResult
    from textual.widgets.text_area import Edit

LONGEST_WRAPPED = 20_000
SAVE_AFTER = 0.5  # the longest time a key waits for the disk; a whole second is promised


class _Wrapped(WrappedDocument):
    @property
    def height(self) -> int:
        """The lines of the wrapped text, of which each has its place in this list."""
        return len(self._offset_to_line_info)


class LargeTextArea(TextArea):
    """A text area for plain text of any length."""

    _joined: str | None = None

    @property
    def text(self) -> str:
        """The whole text, joined once."""
        if self._joined is None:
            self._joined = self.document.text
        return self._joined

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    def _set_document(self, text: str, language: str | None) -> None:
        del language  # this is plain text
        self._joined = None
        self.document = Document(text)
        self._wrap_what_can_be()
        self.wrapped_document = _Wrapped(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def edit(self, edit: Edit) -> EditResult:
        """Change the text."""
        self._joined = None
        if len(edit.text) > LONGEST_WRAPPED and _longest(edit.text.split("\n")) > LONGEST_WRAPPED:
            # Before it is wrapped for the first time.
            self.soft_wrap = False
        result = super().edit(edit)
        self._wrap_what_can_be()
        return result

    def undo(self) -> None:
        """Take back the last edits."""
        self._joined = None
        super().undo()
        self._wrap_what_can_be()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._joined = None
        super().redo()
        self._wrap_what_can_be()

    def _wrap_what_can_be(self) -> None:
        wraps = _longest(self.document.lines) <= LONGEST_WRAPPED
        if wraps != self.soft_wrap:
            self.soft_wrap = wraps


def _longest(lines: list[str]) -> int:
    return max(map(len, lines), default=0)
