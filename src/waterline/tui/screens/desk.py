"""The desk of Explain: the form for the changes that are chosen, and its draft on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from waterline.domain import nudges
from waterline.domain.explanations import Filled, Typing, Words, is_pasted
from waterline.errors import WaterlineError
from waterline.practice import explain
from waterline.tui.keeper import Keeper
from waterline.tui.messages import Failed
from waterline.tui.screens.base import practise
from waterline.tui.widgets.field import Field
from waterline.tui.widgets.form import ExplainForm
from waterline.tui.widgets.large_text import SAVE_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from waterline.domain.diffs import Diff
    from waterline.tui.app import WaterlineApp


class Desk(Vertical):
    """The form, for the changes that `take` names; posts `Kept` when it became an explanation.

    `open` reads what was begun for them, and their diff, which the owner shows (`DiffRead`).
    """

    @dataclass
    class Opened(Message):
        """What was begun for the changes of this keeper."""

        keeper: Keeper
        filled: Filled | None

    @dataclass
    class DiffRead(Message):
        """The diff of some changes, or in words why there is none."""

        ids: tuple[str, ...]
        diff: Diff | None
        source: nudges.Source
        words: str = ""

    @dataclass
    class Kept(Message):
        """An explanation is in the journal."""

        ids: tuple[str, ...]
        filled: Filled
        is_pasted: bool

    @dataclass
    class NotSaved(Message):
        """The draft can't be written."""

        error: WaterlineError

    def __init__(self) -> None:
        super().__init__(id="desk")
        self._keeper: Keeper | None = None
        self._source: tuple[tuple[str, ...], nudges.Source] = ((), nudges.NOTHING)
        self._is_saving = self._has_failed = False
        self.is_open = False  # what was begun for them is in the form
        self._typed_on = Filled()  # while the words before it were being kept

    def compose(self) -> ComposeResult:
        """Lay out what the form is about, and the form."""
        yield Static(classes="about", markup=False)
        yield ExplainForm()

    @property
    def form(self) -> ExplainForm:
        """The form."""
        return self.query_one(ExplainForm)

    @property
    def _app(self) -> WaterlineApp:
        return cast("WaterlineApp", self.app)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the changes that the form is about."""
        return self._keeper.ids if self._keeper is not None else ()

    @property
    def has_words(self) -> bool:
        """Whether anything is written, rated or ticked."""
        return not self.form.is_empty

    # -- what it is about -----------------------------------------------------------------------

    def take(self, ids: tuple[str, ...]) -> bool:
        """Take the form for these changes, the draft of the others kept; False if it is that."""
        if self._keeper is not None and ids == self._keeper.ids:
            return False
        self._put_away()
        self.is_open = False
        self._keeper = Keeper(self._app.home, ids)
        typed_on, self._typed_on = self._typed_on, Filled()
        self.form.lay(typed_on)
        self.form.set_source(nudges.NOTHING)
        self._draft_is_due()
        return True

    def open(self, messages: Sequence[str]) -> None:
        """Read what was begun, and the diff; `messages` are those of the commits."""
        keeper = self._keeper
        if keeper is not None and keeper.ids:
            practise(self, lambda: self._opened(keeper))
            practise(self, lambda: self._diff_of(keeper.ids, messages))

    def _opened(self, keeper: Keeper) -> Opened:
        filled = keeper.open()
        if filled is None and len(keeper.ids) == 1:
            app = self._app
            filled = explain.change(app.home, app.settings, keeper.ids[0]).unfinished
        return self.Opened(keeper, filled)

    def on_desk_opened(self, message: Opened) -> None:
        """Go on with what was begun; what was typed meanwhile stays, after it."""
        message.stop()
        if message.keeper is not self._keeper:
            return
        self.is_open = True
        if message.filled is None:
            return
        now = self.form.filled
        message.keeper.laid(message.filled)
        self.form.lay(_joined(message.filled, now))
        for field in self.form.query(Field):
            field.move_cursor(field.document.end)  # whoever is typing goes on typing
        self._draft_is_due()

    def _diff_of(self, ids: tuple[str, ...], messages: Sequence[str]) -> DiffRead:
        app = self._app
        try:
            diff = explain.diff(app.home, app.settings, ids)
        except WaterlineError as error:
            return self.DiffRead(ids, None, nudges.NOTHING, str(error))
        return self.DiffRead(ids, diff, nudges.Source(diff.text, "\n".join(messages)))

    def on_desk_diff_read(self, message: DiffRead) -> None:
        """Know what the words are compared with; the owner shows the diff."""
        if message.ids != self.chosen:
            message.stop()
            return
        self._source = message.ids, message.source
        self.form.set_source(message.source)

    # -- the draft ------------------------------------------------------------------------------

    def on_explain_form_changed(self) -> None:
        """Remember to keep the draft; the owner may want to show that there is one."""
        self._draft_is_due()

    def _draft_is_due(self) -> None:
        if self._keeper is not None and self._keeper.put(self.form.filled):
            self.set_timer(SAVE_AFTER, self.write_draft)

    def write_draft(self) -> None:
        """Put on the disk what isn't there yet, in a thread."""
        keeper = self._keeper
        if keeper is not None:
            keeper.put(self.form.filled)
            self.run_worker(lambda: self._try(keeper.write), thread=True, group="draft")

    def _put_away(self) -> None:
        keeper = self._keeper
        if keeper is not None:
            keeper.put(self.form.filled)
            self.run_worker(lambda: self._try(keeper.close), thread=True, group="draft")

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except WaterlineError as error:
            self.post_message(self.NotSaved(error))
        else:
            self._has_failed = False

    def on_desk_not_saved(self, message: NotSaved) -> None:
        """Say once that the draft isn't on the disk."""
        message.stop()
        if not self._has_failed:
            self._has_failed = True
            self._app.complain(message.error)

    def let_go(self) -> None:
        """Put the draft on the disk, and let another take it: the app ends."""
        if self._keeper is not None and self.form.is_mounted:
            self._keeper.put(self.form.filled)
        self.on_unmount()

    def on_unmount(self) -> None:
        """Leave nothing behind in memory alone, however the app ends."""
        if self._keeper is not None:
            self._try(self._keeper.close)

    def on_explain_form_external(self, message: ExplainForm.External) -> None:
        """Lend the terminal to the person's own editor, the draft on the disk."""
        message.stop()
        if self._keeper is not None:
            self._keeper.put(self.form.filled)
            self._try(self._keeper.write)
        self.form.write_outside()

    # -- keeping it -----------------------------------------------------------------------------

    def on_explain_form_save(self, message: ExplainForm.Save) -> None:
        """Keep the explanation, in a thread; the form holds the words until it is kept."""
        message.stop()
        keeper = self._keeper
        if keeper is None or not keeper.ids or self._is_saving:
            return
        self._is_saving = True
        self._app.key_turns.hold()  # what is typed on is meant for the next one
        filled, source = message.filled, self._source
        practise(self, lambda: self._keep(keeper, filled, source))

    def _keep(
        self, keeper: Keeper, filled: Filled, source: tuple[tuple[str, ...], nudges.Source]
    ) -> Message:
        app = self._app
        known = source[1] if source[0] == keeper.ids else self._diff_of(keeper.ids, ()).source
        copied = known.copied("\n".join(filled.words)) if known is not nudges.NOTHING else None
        explain.record(app.home, app.settings, keeper.ids, filled, copied, explain.APP)
        try:
            keeper.discard()
        except WaterlineError as error:
            self.post_message(Failed(error))
        return self.Kept(keeper.ids, filled, is_pasted(filled.typing.share, copied))

    def on_failed(self) -> None:
        """Let the person try again; the screen says what went wrong."""
        self._is_saving = False
        self._app.key_turns.release()

    def on_desk_kept(self, message: Kept) -> None:
        """Empty the form; the screen goes on to the next."""
        self._is_saving = False
        if message.ids == self.chosen:
            self._keeper = None
            self._typed_on = _behind(message.filled, self.form.filled)
            self.form.lay(Filled())
        self._app.key_turns.release()


def _behind(kept: Filled, now: Filled) -> Filled:
    """Give what was written since then: behind the words that were kept, or in their place."""
    pairs = zip(kept.words, now.words, strict=True)
    words = Words(*(new.removeprefix(old).strip() for old, new in pairs))
    size = sum(map(len, words))
    pasted = min(size, max(0, now.typing.pasted - kept.typing.pasted))
    is_observed = now.typing.observed or not kept.typing.observed
    return Filled(words, typing=Typing(size - pasted, pasted, is_observed))


def _joined(kept: Filled, typed: Filled) -> Filled:
    """Put what was typed meanwhile behind what was kept."""
    if typed.words == Words():
        return kept._replace(before=typed.before or kept.before)
    pairs = zip(kept.words, typed.words, strict=True)
    words = Words(*("\n\n".join(filter(None, pair)) for pair in pairs))
    counts = kept.typing._replace(
        typed=kept.typing.typed + typed.typing.typed,
        pasted=kept.typing.pasted + typed.typing.pasted,
        observed=kept.typing.observed and typed.typing.observed,
    )
    return kept._replace(words=words, before=typed.before or kept.before, typing=counts)
