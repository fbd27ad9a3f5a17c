"""The field in which a *why* is answered, with a draft of it on the disk within a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from waterline.domain.explanations import Typing
from waterline.domain.text import words_in
from waterline.errors import WaterlineError
from waterline.tui import draw
from waterline.tui.panel_draft import PanelKeeper
from waterline.tui.widgets.field import TextField, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.widgets import TextArea

    from waterline.tui.panel_draft import PanelDraft


class AnswerField(TextField):
    """A text field that keeps itself in a draft. `sure` is kept with the words."""

    def __init__(self, question: str, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(question, id=id, classes=classes)
        self.sure: int | None = None
        self._keeper: PanelKeeper | None = None
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
        return {
            "answer": self.text, "typed": typed, "pasted": pasted, "observed": observed,
            "sure": self.sure,
        }  # fmt: skip

    def lay(self, values: Mapping[str, Any], draft: PanelDraft | None) -> None:
        """Lay in what was kept, as a new beginning; from now on it is kept in this draft."""
        self._keeper = None
        text, sure = values.get("answer"), values.get("sure")
        text = text if isinstance(text, str) else ""
        counts = [values.get(name) for name in ("typed", "pasted")]
        typed, pasted = (count if isinstance(count, int) else 0 for count in counts)
        self._is_observed = values.get("observed") is not False
        self.sure = sure if isinstance(sure, int) else None
        self.put(text, spread(typed, pasted, len(text)))
        self.move_cursor(self.document.end)
        self._count()
        if draft is not None:
            draft.laid()
            self._keeper = PanelKeeper(self, draft, lambda: self.values)

    def take_unobserved(self, text: str) -> None:
        """Take another text that came from somewhere where no key is seen."""
        if text != self.text.rstrip("\n"):
            self._is_observed = False
            self.take(text)

    def _count(self) -> None:
        if not self.text:
            self._is_observed = True
        words = words_in(self.text)
        self.border_subtitle = Content(draw.plural(words, "word") if words else "")

    # -- the draft ----------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count, and keep the draft."""
        event.stop()
        self._count()
        if self._keeper is not None:
            self._keeper.changed()

    def answered(self) -> None:
        """Keep the draft no longer: the journal has the words. Called in a thread."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        try:
            keeper.draft.discard()
        except WaterlineError:
            keeper.draft.close()  # nothing asks for it any more

    def on_unmount(self) -> None:
        """Leave nothing in memory alone, however the app ends."""
        self.let_go()

    def let_go(self) -> None:
        """Put on the disk what is written, and let another start take it."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()
