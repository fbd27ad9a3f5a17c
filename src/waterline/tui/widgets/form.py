"""The form of an explanation: how sure, the three questions, the ticks, and how sure again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from waterline.domain.explanations import (
    ALTERNATIVES,
    FIRST_LOOK,
    TICKS,
    WHY,
    Filled,
    Typing,
    Words,
    is_pasted,
)
from waterline.domain.text import words_in
from waterline.tui import actions, draw
from waterline.tui.widgets.field import Field, spread
from waterline.tui.widgets.nudge_line import NudgeLine
from waterline.tui.widgets.scale import Scale, Ticks

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import TextArea

    from waterline.domain.nudges import Source
    from waterline.tui.basis import Basis

BEFORE = "Before you write: could you explain this?"
AFTER = "Now that you wrote: could you explain this?"
HOW_TO_RATE = "a digit from 1 to 7 saves; enter saves without"
NUDGE_AFTER = 0.8  # seconds without a key: nobody is interrupted in a word
LOW = 28  # lines below which the form stands closer together
PACKED = 13  # the fewest lines for all but the ticks; where there are less, the form scrolls


class ExplainForm(Vertical):
    """The form. `lay` puts a state in, `filled` gives it; `set_source` brings what is explained.

    Posts `Changed` after every key (the owner keeps the draft), `Save` when the person has
    written and rated, `External` when they want their own editor (then the owner saves the
    draft and calls `write_outside`), `ReadDiff` and `NextFile` for the diff beside it.
    """

    @dataclass
    class Changed(Message):
        """Something was written, rated or ticked."""

        form: ExplainForm

    @dataclass
    class Save(Message):
        """Keep this explanation."""

        form: ExplainForm
        filled: Filled

    @dataclass
    class External(Message):
        """Go on writing in $VISUAL or $EDITOR."""

        form: ExplainForm

    @dataclass
    class ReadDiff(Message):
        """Scroll the diff by so many screens."""

        pages: int

    @dataclass
    class NextFile(Message):
        """Show the next file of the diff."""

    BINDINGS: ClassVar = actions.bindings("form")
    DEFAULT_CSS = """
    ExplainForm {
        height: 1fr; width: 1fr; overflow-y: hidden; scrollbar-size-vertical: 1;

        #before, #after { height: 3; }
        #after { display: none; }
        #why { height: 3fr; min-height: 5; }
        #alternatives, #first-look { height: 2fr; min-height: 4; }
        &.-rating {
            #before { display: none; }
            #after { display: block; }
        }
        &.-low {
            #before, #after { height: 1; padding: 0 1; }
            #why { min-height: 5; }
            #alternatives, #first-look { height: 1fr; min-height: 3; }
            #ticks { padding: 0 1; }
        }
        &.-flat {
            overflow-y: auto;
            #why { height: 5; }
            #alternatives, #first-look { height: 3; }
        }
    }
    """

    def __init__(self, *, id: str = "form", classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._source: Source | None = None
        self._dismissed: frozenset[str] = frozenset()
        self._is_observed = True
        self._timer: Timer | None = None
        self._laid = Filled()
        self._has_fields = False  # is_mounted is not yet true in on_mount

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        yield Scale(BEFORE, id="before", classes="panel")
        yield Scale(AFTER, id="after", classes="panel")
        yield Field(WHY, id="why", classes="panel")
        yield NudgeLine()
        yield Field(ALTERNATIVES, id="alternatives", classes="panel")
        yield Field(FIRST_LOOK, id="first-look", classes="panel")
        yield Ticks(TICKS, id="ticks", classes="panel")

    def on_mount(self) -> None:
        """Show what was laid in before there were fields."""
        self._has_fields = True
        self.lay(self._laid)

    # -- what the owner asks and tells --------------------------------------------------------

    @property
    def filled(self) -> Filled:
        """The form as it stands."""
        if not self._has_fields:
            return self._laid
        return Filled(
            Words(*(field.text.strip() for field in self._fields)),
            self._scale("before").value,
            self._scale("after").value,
            cast("tuple[bool, bool, bool]", self._ticks.value),
            Typing(
                sum(field.typed for field in self._fields),
                sum(field.pasted for field in self._fields),
                self._is_observed,
            ),
        )

    def lay(self, filled: Filled) -> None:
        """Put a state in: an empty one, or a draft to go on with."""
        self._laid = filled
        if not self._has_fields:
            return
        typing = filled.typing
        came = spread(typing.typed, typing.pasted, sum(map(len, filled.words)))
        for field, text in zip(self._fields, filled.words, strict=True):
            field.put(text, came[: len(text)])
            came = came[len(text) :]
        self._is_observed = typing.observed
        self._scale("before").value = filled.before
        self._scale("after").value = filled.after
        self._ticks.put(filled.ticks)
        self._dismissed = frozenset()
        self.set_class(False, "-rating")
        self._count()
        self._nudge()

    def set_source(self, source: Source) -> None:
        """Take what the words are compared with. Make it in a worker: a diff may be large."""
        self._source = source
        if self._has_fields:
            self._nudge()

    @property
    def copied(self) -> float | None:
        """The share of the words that stand in the diff or the message too; None if too few."""
        return self._source.copied("\n".join(self.filled.words)) if self._source else None

    @property
    def has_words(self) -> bool:
        """Whether anything is written."""
        return any(self.filled.words)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written, rated or ticked."""
        return self.filled._replace(typing=Typing()) == Filled()

    def begin(self) -> None:
        """Put the focus on what comes next: the first rating, or the words."""
        first: Widget = self._scale("before")
        if self._scale("before").value is not None:
            first = next((field for field in self._fields if not field.text.strip()), self._why)
        first.focus()
        if isinstance(first, Field):
            first.move_cursor(first.document.end)

    def write_outside(self) -> None:
        """Lend the terminal to the person's own editor, for the field with the focus."""
        from waterline.tui import external

        field = self._field_with_focus()

        def take(text: str) -> None:
            if text != field.text.rstrip("\n"):
                self._is_observed = False
                field.take(text)

        external.edit_field(cast("Basis[object]", self.app), field, take)

    # -- the parts ----------------------------------------------------------------------------

    @property
    def _fields(self) -> tuple[Field, Field, Field]:
        return (
            self.query_one("#why", Field),
            self.query_one("#alternatives", Field),
            self.query_one("#first-look", Field),
        )

    @property
    def _why(self) -> Field:
        return self.query_one("#why", Field)

    def _scale(self, name: str) -> Scale:
        return self.query_one(f"#{name}", Scale)

    @property
    def _ticks(self) -> Ticks:
        return self.query_one(Ticks)

    def _field_with_focus(self) -> Field:
        focused = self.screen.focused
        return focused if isinstance(focused, Field) else self._why

    # -- what happens in it -------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Stand closer together where there is little room."""
        width, height = event.size
        is_low = height < LOW
        self.set_class(is_low, "-low")
        self.set_class(height < PACKED + self._ticks.lines_in(width - 2), "-flat")
        for scale in self.query(Scale):
            scale.is_bare = is_low
        for widget in (*self.query(Scale), self._ticks):
            widget.set_class(not is_low, "panel")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count, and let the owner keep the draft."""
        event.stop()
        if not any(field.text for field in self._fields):
            self._is_observed = True
        self._count()
        self._changed()
        line = self.query_one(NudgeLine)
        if line.nudge is not None and not self._why.text.strip():
            line.show(None)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(NUDGE_AFTER, self._nudge)

    def on_scale_changed(self, event: Scale.Changed) -> None:
        """Let the owner keep the rating."""
        event.stop()
        self._changed()

    def on_ticks_changed(self, event: Ticks.Changed) -> None:
        """Let the owner keep the ticks."""
        event.stop()
        self._changed()

    def _changed(self) -> None:
        self.post_message(self.Changed(self))

    def on_scale_rated(self, event: Scale.Rated) -> None:
        """Go on to the words after the first rating, and save after the second."""
        event.stop()
        if event.scale.id == "after":
            self._save()
        else:
            self._why.focus()

    def on_descendant_focus(self) -> None:
        """Leave the second rating when the focus goes elsewhere."""
        if self.has_class("-rating") and self.screen.focused is not self._scale("after"):
            self._rating(False)

    def _count(self) -> None:
        typing = self.filled.typing
        share = typing.share
        for field in self._fields:
            words = words_in(field.text)
            parts = [draw.plural(words, "word")] if words else []
            if words and field is self._why:
                parts.append(_how(typing, share))
            field.border_subtitle = Content(f" {draw.signs().dot} ".join(parts))

    def _nudge(self) -> None:
        if self.has_class("-rating"):
            return
        words = self.filled.words
        line = self.query_one(NudgeLine)
        if not words.why:
            line.show(None)
            return
        from waterline.domain import nudges  # when there is something to say: not at the start

        # Who has filled the second field has considered something else.
        answered = frozenset({nudges.ELSE.id}) if words.alternatives else frozenset()
        source = self._source or nudges.NOTHING
        line.show(nudges.nudge(words.why, source, self._dismissed | answered))

    # -- keys ---------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take letters on a rating for the words: who doesn't rate means to write."""
        focused = self.screen.focused
        if isinstance(focused, Scale) and focused.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._why.focus()
            self._why.move_cursor(self._why.document.end)
            self._why.post_message(events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted on a rating for the words too."""
        if isinstance(self.screen.focused, Scale):
            event.stop()
            self._why.focus()
            self._why.move_cursor(self._why.document.end)
            self._why.post_message(events.Paste(event.text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what has a sense now."""
        if action in {"back_to_words", "keep_unrated", "keep"}:
            return self.has_class("-rating") == (action != "keep")
        if action == "hush":
            return self.query_one(NudgeLine).nudge is not None
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        """Ask for the second rating."""
        # After the keys that were pressed before this one.
        self.call_later(self._keep)

    def _keep(self) -> None:
        if not self._why.text.strip():
            self.app.notify("Say why first: one sentence is a beginning.")
            self._why.focus()
        else:
            self._rating(True)
            self._scale("after").focus()

    def action_keep_unrated(self) -> None:
        """Save without a second rating, or with the one that stands there."""
        self._save()

    def _rating(self, is_on: bool) -> None:  # noqa: FBT001 - a state, not a switch
        self.set_class(is_on, "-rating")
        self.refresh_bindings()
        if is_on:
            self.query_one(NudgeLine).say(HOW_TO_RATE)
        else:
            self._nudge()

    def _save(self) -> None:
        self._rating(False)
        self.post_message(self.Save(self, self.filled))

    def action_back_to_words(self) -> None:
        """Go on writing instead of rating."""
        self._why.focus()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.screen.focus_next()

    def action_field_before(self) -> None:
        """Go to the field before."""
        self.screen.focus_previous()

    def action_hush(self) -> None:
        """Show this hint no more."""
        line = self.query_one(NudgeLine)
        if line.nudge is not None:
            self._dismissed |= {line.nudge.id}
            self._nudge()

    def action_in_editor(self) -> None:
        """Go on in the person's own editor."""
        self.post_message(self.External(self))

    def action_read_diff_on(self) -> None:
        """Scroll the diff down."""
        self.post_message(self.ReadDiff(1))

    def action_read_diff_back(self) -> None:
        """Scroll the diff up."""
        self.post_message(self.ReadDiff(-1))

    def action_next_diff(self) -> None:
        """Show the next file of the diff."""
        self.post_message(self.NextFile())


def _how(typing: Typing, share: float | None) -> str:
    if not typing.observed:
        return "typing not observed"
    if share is None:
        return ""
    word = "counts as pasted" if is_pasted(share, None) else "typed"
    return f"typed {share:.0%}" if word == "typed" else f"typed {share:.0%}, {word}"
