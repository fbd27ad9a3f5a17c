"""The third step of an audit: what did I learn from this? An answer by one key, and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from waterline.domain.audits import LEARNED
from waterline.tui.widgets import groups as drawn
from waterline.tui.widgets.choice import Answered, Choice
from waterline.tui.widgets.field import Field, text_of
from waterline.tui.widgets.groups import WHOLE, LessonList
from waterline.tui.widgets.rows import Row, Rows
from waterline.tui.widgets.shipped import TITLE_CELLS, text_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widgets import TextArea

    from waterline.domain.audits import Audit
    from waterline.domain.lines import Line
    from waterline.domain.months import Month

PAUSE = 0.08  # seconds on a group until what lies beside it is read
QUESTION = "What did I learn from this?"
NOTHING_BESIDE = "No explanation, entry or session of this month belongs to it."


class HowMuch(Choice):
    """How much was learned; the question stands above, so the answers take the whole line."""

    def head(self, width: int) -> Content:
        """Show where the focus is, and no more."""
        del width
        return Content.styled("> " if self.has_focus else "  ", "bold $understood")


class Learning(Horizontal):
    """The pieces of work with their answers; beside them the words, and what they come from.

    Posts `Say` when an answer is to be kept, `Typed` whenever the words change, `Wanted` for what
    lies beside a group (`show_beside` takes it), and `Opened` for a line of that.
    """

    @dataclass
    class Say(Message):
        """Keep this answer and these words (None: they stay); `is_done`: go on to the next."""

        key: str
        learned: str
        words: str | None = None
        is_done: bool = False

    @dataclass
    class Typed(Message):
        """These words stand in the field now; `words` is None where they are kept already."""

        key: str
        words: str | None

    @dataclass
    class Wanted(Message):
        """What lies beside this group is to be shown."""

        key: str

    @dataclass
    class Opened(Message):
        """A line beside was chosen."""

        line: Line

    DEFAULT_CSS = """
    Learning {
        #learning { width: 1fr; }
        #learning-right { width: 1fr; margin-left: 1; }
        #answer { height: 10; }
        #answer Choice { margin-bottom: 0; }
        #answer Field { border: none; height: 1fr; padding: 0 1; }
        #answer Field:focus { border: none; }
        #beside { height: 1fr; }
        &.-narrow { layout: vertical; }
        &.-narrow #learning { width: 100%; height: 1fr; }
        &.-narrow #learning-right { width: 100%; height: 1fr; margin-left: 0; }
        &.-narrow #answer { height: 6; }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id)
        self._audit: Audit | None = None
        self._unsaid: Mapping[str, str] = {}
        self._lines: dict[str, Line] = {}
        self._laid: str | None = None  # the key whose answer stands in the form
        self._beside = ""

    def compose(self) -> ComposeResult:
        """Lay out the list, the form, and what lies beside."""
        yield LessonList(id="learning", classes="panel")
        with Vertical(id="learning-right"):
            with Vertical(id="answer", classes="panel"):
                yield HowMuch("", [(one, one) for one in LEARNED], id="learned")
                field = text_of("", "words", "In your own words: what do you know now?")
                field.remove_class("panel")
                yield field
            yield Rows(id="beside", classes="panel")

    @property
    def _list(self) -> LessonList:
        return self.query_one(LessonList)

    @property
    def _field(self) -> Field:
        return self.query_one("#words", Field)

    @property
    def _choice(self) -> Choice:
        return self.query_one("#learned", Choice)

    @property
    def month(self) -> Month | None:
        """The month that is shown."""
        return None if self._audit is None else self._audit.month

    # -- showing ------------------------------------------------------------------------------

    def show(self, audit: Audit, unsaid: Mapping[str, str], words: Sequence[Content]) -> None:
        """Show what was answered; `unsaid` are words not kept yet, by the groups' keys."""
        is_other = self._audit is None or self._audit.month != audit.month
        self._audit, self._unsaid = audit, unsaid
        lessons = self._list
        lessons.border_title = Content(QUESTION)
        lessons.border_subtitle = Content("step 3 of 4")
        self.show_unsaid(unsaid)
        if not audit.groups:
            lessons.set_rows(drawn.words_rows(words))
        lessons.is_fixed = audit.closed_at is not None
        self.query_one("#answer").display = bool(audit.groups) and not lessons.is_fixed
        self.query_one("#beside").display = bool(audit.groups)
        if is_other:
            self._laid, self._beside = None, ""
        self._lay()

    def show_unsaid(self, unsaid: Mapping[str, str]) -> None:
        """Show in the list which words aren't kept yet, as they are now."""
        self._unsaid, audit = unsaid, self._audit
        if audit is not None:
            answer = self._answer_of(WHOLE)[0]
            said = partial(whole, audit, unsaid=unsaid.get(WHOLE, ""))
            self._list.show(audit.groups, said, unsaid, answer)

    def begin(self) -> None:
        """Put the focus on the list, and the cursor on the first that waits for an answer."""
        lessons = self._list
        lessons.focus()
        if lessons.key is not None and self._answer_of(lessons.key)[0]:
            waiting = lessons.next_unanswered()
            if waiting is not None:
                lessons.select(waiting)

    def _answer_of(self, key: str) -> tuple[str, str]:
        """Give the answer to a group and its words."""
        audit = self._audit
        if audit is None:
            return "", ""
        if key == WHOLE:
            return (audit.learned if audit.learned_said else ""), audit.words
        group = drawn.of(audit.groups, key)
        return ("", "") if group is None else (group.learned, group.words)

    def _lay(self) -> None:
        """Put the answer of the group under the cursor into the form."""
        key = self._list.key
        if key is None or self._audit is None:
            return
        learned, words = self._answer_of(key)
        field, is_same = self._field, key == self._laid
        self._choice.value = learned
        if not (is_same and field.has_focus):
            wanted = self._unsaid.get(key, words)
            if field.text != wanted:
                self._laid = None  # what is laid in is no news
                field.put(wanted)
        self._laid = key
        title = Content("The month as a whole")
        group = drawn.of(self._audit.groups, key)
        if group is not None:
            title = drawn.title(group, TITLE_CELLS)
        self.query_one("#answer").border_title = title
        self._say_state()
        if key != self._beside or not is_same:
            self._beside = key
            self.query_one("#beside", Rows).border_title = Content("Beside it")
            self.post_message(self.Wanted(key))

    def _say_state(self) -> None:
        said = "not saved yet" if self.is_unsaid else ""
        self.query_one("#answer").border_subtitle = Content(said)
        self.screen.refresh_bindings()

    @property
    def is_unsaid(self) -> bool:
        """Whether words stand in the form that aren't kept yet."""
        key = self._laid
        return key is not None and self._field.text.strip() != self._answer_of(key)[1].strip()

    def show_beside(self, key: str, lines: Sequence[Line]) -> None:
        """Show what lies beside a group, if it is still the one that is looked at."""
        if key != self._list.key:
            return
        self._lines = {line.id: line for line in lines}
        rows = [text_row(line) for line in lines]
        if not rows:
            nothing = Content.styled(NOTHING_BESIDE, "$quiet")
            rows = [Row("nothing", lambda width: nothing.wrap(max(8, width)), heading=True)]
        beside = self.query_one("#beside", Rows)
        beside.set_rows(rows)
        beside.border_subtitle = Content("enter opens" if lines else "")

    # -- what is done -------------------------------------------------------------------------

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        """Show the answer of the group under the cursor."""
        message.stop()
        if message.rows is self._list:
            self.set_timer(PAUSE, self._lay)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Go into the words, or open what was chosen beside."""
        message.stop()
        if message.rows is self._list:
            self._lay()
            self._field.focus()
        elif message.key in self._lines:
            self.post_message(self.Opened(self._lines[message.key]))

    def on_lesson_list_learned(self, message: LessonList.Learned) -> None:
        """Keep an answer that was given by one key; the words stay as they are kept."""
        message.stop()
        self.post_message(self.Say(message.key, message.learned))

    def on_answered(self, message: Answered) -> None:
        """Keep an answer that was given in the form; what is typed is kept with it."""
        message.stop()
        if message.is_done and not self._choice.value:
            self._field.focus()
        elif self._laid is not None:
            self.post_message(self.Say(self._laid, self._choice.value, self._field.text.strip()))
            if message.is_done:
                self._field.focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell which words aren't kept yet."""
        event.stop()
        typed = self.typed
        if typed is not None:
            self._say_state()
            self.post_message(typed)

    @property
    def typed(self) -> Typed | None:
        """What stands in the field now, as it is told; None where nothing is laid in."""
        if self._laid is None:
            return None
        text, kept = self._field.text.strip(), self._answer_of(self._laid)[1].strip()
        return self.Typed(self._laid, None if text == kept else self._field.text)

    @property
    def is_writing(self) -> bool:
        """Whether the focus is in the form."""
        return self._field.has_focus or self._choice.has_focus

    @property
    def field(self) -> Field:
        """The field for the words."""
        return self._field

    def keep(self) -> None:
        """Keep the words, and go on to the next group without an answer."""
        if self._laid is not None:
            self.post_message(
                self.Say(self._laid, self._choice.value, self._field.text.strip(), is_done=True)
            )

    def open_answers(self) -> list[Say]:
        """Give what is to be kept for all words that aren't kept yet, with their answers."""
        return [
            self.Say(key, self._answer_of(key)[0], words.strip())
            for key, words in self._unsaid.items()
        ]

    def go_on(self) -> None:
        """Go back to the list, on to the next group without an answer."""
        self._list.focus()
        waiting = self._list.next_unanswered()
        if waiting is not None:
            self._list.select(waiting)

    def leave(self) -> bool:
        """Go back to the list; False where the focus is there."""
        if self._list.has_focus:
            return False
        self._list.focus()
        return True


def whole(audit: Audit, width: int, *, unsaid: str = "") -> list[Content]:
    """Write the month as a whole: its answer, said or following from its groups.

    `unsaid` are words that aren't kept yet.
    """
    sign, colour = drawn.mark(audit.learned), drawn.COLOURS[audit.learned]
    head = Content.assemble((f"{sign} ", colour), ("The month as a whole", "bold $foreground"))
    said = []
    if audit.learned and not audit.learned_said:
        said.append(Content.styled(f"{audit.learned.capitalize()}, going by its parts.", "$quiet"))
    words = unsaid or audit.words
    if words or audit.learned_said or not audit.learned:
        answer = audit.learned if audit.learned_said else ""
        said += drawn.lesson(answer, words, max(8, width - 2), is_draft=bool(unsaid))
    return [head, *(Content.assemble("  ", line) for line in said)]
