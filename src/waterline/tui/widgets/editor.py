"""The editor: words, their kind, and the draft that is on disk within a second."""

from __future__ import annotations

from typing import ClassVar

from textual.widgets import TextArea

from waterline.tui import actions


class Editor(TextArea):
    """Where entries are written."""

    BINDINGS: ClassVar = actions.bindings("editor")
