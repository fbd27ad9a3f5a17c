"""The field in which a *why* is answered: what was written, and how it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from waterline.domain.explanations import Typing
from waterline.domain.text import words_in
from waterline.tui import draw
from waterline.tui.screens.sitting import TextField
from waterline.tui.widgets.field import spread

if TYPE_CHECKING:
    from collections.abc import Mapping


class AnswerField(TextField):
    """A text field whose state can be kept and laid again."""

    def __init__(self, question: str, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(question, id=id, classes=classes)
        self._is_observed = True

    @property
    def typing(self) -> Typing:
        """How the words came."""
        return Typing(self.typed, self.pasted, self._is_observed)

    @property
    def values(self) -> dict[str, Any]:
        """What stands here, to be kept; nothing where nothing does."""
        if not self.text.strip():
            return {}
        typed, pasted, observed = self.typing
        return {"answer": self.text, "typed": typed, "pasted": pasted, "observed": observed}

    def lay(self, values: Mapping[str, Any]) -> None:
        """Lay in what was kept, as a new beginning."""
        text = values.get("answer")
        text = text if isinstance(text, str) else ""
        counts = [values.get(name) for name in ("typed", "pasted")]
        typed, pasted = (count if isinstance(count, int) else 0 for count in counts)
        self._is_observed = values.get("observed") is not False
        self.put(text, spread(typed, pasted, len(text)))
        self.move_cursor(self.document.end)
        self.count()

    def take_unobserved(self, text: str) -> None:
        """Take another text that came from somewhere where no key is seen."""
        if text != self.text.rstrip("\n"):
            self._is_observed = False
            self.take(text)

    def count(self) -> None:
        """Tell how many words there are."""
        if not self.text:
            self._is_observed = True
        words = words_in(self.text)
        self.border_subtitle = Content(draw.plural(words, "word") if words else "")
