"""The editor: words, their kind, and a draft that is on the disk within a second."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from waterline.domain import kinds
from waterline.domain.text import clean, words_in
from waterline.errors import WaterlineError
from waterline.tui import actions, draw
from waterline.tui.messages import LeaveEditor, Save
from waterline.tui.widgets.large_text import SAVE_AFTER, LargeTextArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.widgets import TextArea

    from waterline.domain.lines import Line
    from waterline.practice.drafts import DraftHandle

# The longest time a key waits for the disk. A whole second is promised.
# Counting words takes a millisecond for so many letters; above, it waits for the draft.
COUNT_AT_ONCE = 20_000


@dataclass
class Sheet:
    """What is being written: a new entry (`entry_id` ""), or another text for one that is."""

    entry_id: str = ""
    about: str = ""
    text: str = ""
    kind: str = "note"
    original: str = ""
    cursor: tuple[int, int] = (0, 0)
    draft: DraftHandle | None = None


class Editor(LargeTextArea):
    """Where entries are written.

    Posts `Save` to have a text kept (then the owner calls `saved`), `LeaveEditor` on escape and
    `External` when the person wants their own editor. Drafts go to the disk by themselves
    through the handle that `take_draft` brings.
    """

    @dataclass
    class External(Message):
        """Go on writing in $VISUAL or $EDITOR."""

    @dataclass
    class DraftFailed(Message):
        """The draft couldn't be written; the text is only here."""

        error: WaterlineError

    BINDINGS: ClassVar = actions.bindings("editor")
    DEFAULT_CSS = """
    Editor {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: $background; }
        & .text-area--placeholder { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(
            id="editor",
            classes=classes,
            show_line_numbers=False,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.sheet = Sheet()
        self._new = self.sheet
        # Entries that were left with other words before their draft had come, by id.
        self._left: dict[str, Sheet] = {}
        self._question = ""
        self._timer_is_on = False
        self._said_failed = False
        # What the disk holds of the present sheet; the last text taken and written, by number.
        self._on_disk = ""
        self._taken = self._written = 0
        self._turn = threading.Lock()

    def on_mount(self) -> None:
        """Put the words on the frame."""
        self._entitle()

    def on_unmount(self) -> None:
        """Leave nothing behind in memory alone, however the app ends."""
        self.let_go()

    # -- what the owner asks and tells --------------------------------------------------------

    def ask(self, question: str) -> None:
        """Ask the question of the day, while nothing is written."""
        self._question = question
        self._entitle()

    @property
    def is_dirty(self) -> bool:
        """Whether the editor holds words of the person's own that are no entry yet."""
        return bool(self._words_of(self.sheet, self.text))

    @staticmethod
    def _words_of(sheet: Sheet, text: str) -> str:
        if text.strip() == sheet.original.strip():
            return ""
        return kinds.without_empty_prompts(sheet.kind, text)

    def take_draft(self, handle: DraftHandle) -> bool:
        """Go on with what a draft holds; what was typed meanwhile stays, after it.

        Tells whether there was anything in it.
        """
        if handle.draft.entry_id != self.sheet.entry_id or self.sheet.draft is not None:
            self._keep_left(handle)
            handle.close()
            return False
        self.sheet.draft = handle
        kept = handle.draft.text
        if kept:
            typed = "" if self.text.strip() == self.sheet.original.strip() else self.text
            self.sheet.kind = handle.draft.kind if handle.draft.kind in kinds.BY_NAME else "note"
            self._put(f"{kept}\n\n{typed}" if typed else kept)
            self.move_cursor(self.document.end if typed else self._inside(handle.draft.cursor))
            self._on_disk = kept
        self._entitle()
        return bool(kept)

    def _keep_left(self, handle: DraftHandle) -> None:
        """Put on the disk what was typed into an entry that is open no longer."""
        sheet = self._left.pop(handle.draft.entry_id, None)
        if sheet is not None:
            texts = [text for text in (handle.draft.text, sheet.text) if text]

            def write() -> int:
                handle.save("\n\n".join(texts), sheet.kind, sheet.cursor)
                return words_in(self.text)

            self._try(write)

    def open(self, line: Line) -> None:
        """Take an entry in, to give it another text; the new entry's text waits meanwhile."""
        if line.id == self.sheet.entry_id:
            return
        self._put_away()
        if line.id in self._left:
            sheet = self._left.pop(line.id)
            self._lay(sheet)
            self.move_cursor(self._inside(sheet.cursor))
            return
        when = line.created_at
        about = f"{when.day} {draw.MONTHS[when.month - 1]} {when:%H:%M}"
        self._lay(Sheet(line.id, about, line.body, line.kind, line.body))
        self.move_cursor(self.document.end)

    def back_to_new(self) -> None:
        """Leave the entry that was opened, its draft kept, and go on with the new one."""
        if self.sheet is not self._new:
            self._put_away()
            self._lay(self._new)
            self.move_cursor(self._inside(self._new.cursor))

    def saved(self, text: str, entry_id: str) -> None:
        """Empty the sheet whose `text` is an entry now; words typed since then stay."""
        sheet = self.sheet if self.sheet.entry_id == entry_id else self._new
        if sheet.entry_id != entry_id:
            return
        now = self.text if sheet is self.sheet else sheet.text
        rest = now.removeprefix(text).lstrip("\n") if now.startswith(text) else now
        self._discard(sheet)
        if sheet.entry_id:
            self._lay(self._new)
            return
        sheet.kind, sheet.text = "note", rest
        if sheet is self.sheet:
            self._lay(sheet)
            self.move_cursor(self.document.end)

    def save_draft(self) -> None:
        """Put what is written on the disk now, whatever the timer says. Never raises."""
        if self.text != self._on_disk:
            self._try(self._draft_writer())

    def let_go(self) -> None:
        """Save the draft and let another start take it."""
        self.save_draft()
        for sheet in (self.sheet, self._new):
            if sheet.draft is not None:
                sheet.draft.close()
                sheet.draft = None

    def replace_all(self, text: str) -> None:
        """Take another text for the whole, as one step that ctrl+z takes back."""
        self.replace(clean(text), self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    # -- drafts -------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Remember to save the draft, and count."""
        event.stop()
        if not self._timer_is_on:
            self._timer_is_on = True
            self.set_timer(SAVE_AFTER, self._draft_is_due)
        if len(self.text) < COUNT_AT_ONCE:
            self._count(words_in(self.text))

    def _draft_is_due(self) -> None:
        self._timer_is_on = False
        if self.text != self._on_disk:
            write = self._draft_writer()
            self.run_worker(lambda: self._try(write), thread=True, group="draft")

    def _draft_writer(self) -> Callable[[], int]:
        """Give what puts the present text on the disk and counts it, from whichever thread."""
        sheet, text, cursor = self.sheet, self.text, self.cursor_location
        kind = sheet.kind
        self._taken += 1
        number = self._taken

        def write() -> int:
            own = self._words_of(sheet, text)
            with self._turn:
                # An older text must not overwrite a newer one, nor come back after a save.
                if sheet.draft is not None and number > self._written:
                    sheet.draft.save(text if own else "", kind, cursor)
                    self._written = number
                    self._on_disk = text
            return words_in(text)

        return write

    def _try(self, write: Callable[[], int]) -> None:
        try:
            words = write()
        except WaterlineError as error:
            if not self._said_failed:
                self._said_failed = True
                self.post_message(self.DraftFailed(error))
        else:
            self._said_failed = False
            self.call_later(self._count, words)

    def _discard(self, sheet: Sheet) -> None:
        with self._turn:
            self._taken += 1
            self._written = self._taken
            self._on_disk = ""
            if sheet.draft is not None:
                sheet.draft.discard()

    def _count(self, words: int) -> None:
        parts = [draw.plural(words, "word")] if words else []
        if words and self.text == self._on_disk and self.text != self.sheet.original:
            parts.insert(0, "draft saved")
        self.border_subtitle = Content(f" {draw.signs().dot} ".join(parts))

    # -- sheets -------------------------------------------------------------------------------

    def _put_away(self) -> None:
        self.save_draft()
        self.sheet.text, self.sheet.cursor = self.text, self.cursor_location
        if not self.sheet.entry_id:
            return
        if self.sheet.draft is not None:
            self.sheet.draft.close()  # whoever opens this entry again takes it over
        elif self.is_dirty:
            self._left[self.sheet.entry_id] = self.sheet

    def _lay(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._on_disk = sheet.draft.draft.text if sheet.draft is not None else ""
        self._put(sheet.text)
        self._entitle()

    def _put(self, text: str) -> None:
        self.load_text(text)
        self._count(words_in(text))

    def _inside(self, cursor: tuple[int, int]) -> tuple[int, int]:
        row = max(0, min(cursor[0], self.document.line_count - 1))
        return row, max(0, min(cursor[1], len(self.document.get_line(row))))

    def _entitle(self) -> None:
        kind = kinds.BY_NAME[self.sheet.kind]
        what = f"Editing {self.sheet.about}" if self.sheet.entry_id else "New entry"
        self.border_title = Content(f"{what} {draw.signs().dot} {kind.label}")
        self.placeholder = Content(self._question if kind.name == "note" else kind.about)

    # -- keys ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Have the text kept as an entry, after the keys that were pressed before this one."""
        self.call_later(self.keep)

    def keep(self) -> None:
        """Have the text kept as an entry."""
        if not kinds.without_empty_prompts(self.sheet.kind, self.text):
            self.app.notify("Nothing is written yet.")
            return
        self.save_draft()
        sheet = self.sheet
        self.post_message(Save(self.text, sheet.kind, sheet.entry_id, sheet.original))

    def action_external(self) -> None:
        """Go on in the person's own editor."""
        self.post_message(self.External())

    def action_kind(self) -> None:
        """Take the next kind; an empty text gets its questions. An explanation stays one."""
        names = kinds.NAMES
        before, text = self.sheet.kind, self.text
        if before not in names:
            return
        self.sheet.kind = names[(names.index(before) + 1) % len(names)]
        if not kinds.without_empty_prompts(before, text):
            self._put(kinds.template(self.sheet.kind))
            self.move_cursor((1, 0) if self.text else (0, 0))
        self._entitle()
        self._on_disk = ""
        self._draft_is_due()

    def action_leave(self) -> None:
        """Give the focus back; the draft stays."""
        self.save_draft()
        self.post_message(LeaveEditor())

    def action_copy(self) -> None:
        """Copy the selection; where there is none, ctrl+c was meant to end something."""
        if self.selected_text:
            super().action_copy()
        else:
            self.app.notify("ctrl+q ends Waterline; the draft stays.")

    async def _on_paste(self, event: events.Paste) -> None:
        # What is pasted may hold escape sequences, and TextArea, whose own handler Textual
        # calls after this one, would draw them.
        event.text = clean(event.text)
