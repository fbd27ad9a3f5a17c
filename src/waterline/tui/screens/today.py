"""Today: what was written and shipped on a day, and the editor beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical

from waterline.domain.text import clean_line, first_line
from waterline.errors import NotFoundError, WaterlineError
from waterline.tui import actions, hints
from waterline.tui.messages import (
    DayNotRead,
    DayRead,
    DraftOpened,
    Failed,
    JournalChanged,
    LeaveEditor,
    Offered,
    Save,
    Saved,
)
from waterline.tui.screens.around import Around
from waterline.tui.widgets.editor import Editor
from waterline.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from datetime import date

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from waterline.domain.lines import Line
    from waterline.practice.drafts import Draft, DraftHandle
    from waterline.practice.today import Day
    from waterline.tui.background import Background
    from waterline.tui.widgets.rows import Rows

WIDE = 96  # cells from which the editor stands beside the timeline, not under it
TICK = 1.0  # seconds between looks at the clock
SETTLED = 0.05  # seconds between looks whether the day's data are on the screen
AGAIN = 3.0  # seconds until a day that couldn't be read is read again


class TodayScreen(Around):
    """The day's timeline with the waterline under it, and the editor."""

    PLACE = "today"
    BINDINGS: ClassVar = actions.bindings("today")
    CSS = """
    TodayScreen {
        #day { align-horizontal: center; }
        #left { width: 4fr; max-width: 100; }
        #right { width: 5fr; max-width: 110; margin-left: 1; }
        &.-narrow {
            #day { layout: vertical; }
            #left { width: 100%; max-width: 110; height: 2fr; }
            #right { width: 100%; max-width: 110; height: 1fr; min-height: 8; margin-left: 0; }
            #tide { height: 3; }
        }
        #tide { height: 34%; min-height: 9; max-height: 18; }
        #tide WaterlineChart { height: 1fr; }
        &.-low #tide { height: 3; min-height: 3; }
        &.-tiny #tide { display: none; }
        &.-tiny.-narrow #left { height: 1fr; }
        &.-tiny.-narrow #right { min-height: 3; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        # Nothing of this screen has been styled yet: there is nothing to style again.
        self._css_update_count = 0
        self._day: date | None = None
        self._now_on: date | None = None  # the day it was when the clock was last looked at
        self._is_today = True
        self._read: Day | None = None
        self._offer = ""
        self._declined: set[str] = set()
        self._has_begun = self._is_open = False

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out the day, for the present size at once: a change of it lays out anew."""
        self._fit(self.app.size)
        with Horizontal(id="day"):
            with Vertical(id="left"):
                yield Timeline(classes="panel")
                # The chart itself comes with its data, after the first frame.
                yield Vertical(id="tide", classes="panel")
            with Vertical(id="right"):
                yield Editor(classes="panel")

    def on_mount(self) -> None:
        """Show the frame at once; the data come after the first paint."""
        self._day = self._now_on = self.today()
        self.timeline.entitle(self._day, self._day)
        self.set_focus(self.timeline)
        self.call_after_refresh(self._begin)
        self.set_interval(TICK, self._tick)
        self.watch(self.app, "due", lambda _due: self.show_read(), init=False)

    def on_resize(self, event: events.Resize) -> None:
        """Put the editor under the timeline where there is no room beside it."""
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        self.set_class(size.width < WIDE, "-narrow")
        self.set_class(size.height < 30, "-low")  # noqa: PLR2004 - lines
        self.set_class(size.height < 18, "-tiny")  # noqa: PLR2004 - lines

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.query_one(Editor)

    @property
    def timeline(self) -> Timeline:
        """The timeline."""
        return self.query_one(Timeline)

    # -- the day ------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self._day or self.today()

    def show_day(self, day: date) -> None:
        """Show another day, up to today."""
        today = self.today()
        self._day = min(day, today)
        self._is_today = self._day == today
        self._read = None
        self.timeline.clear_for(self._day, today)
        self.refresh_data()

    @property
    def is_shown(self) -> bool:
        """Whether the day's data are on the screen."""
        return self._read is not None

    def lines(self) -> list[Line]:
        """Give the lines of the day that is shown."""
        return list(self.timeline.lines.values())

    @property
    def change_in_hand(self) -> Line | None:
        """The change under the cursor."""
        line = self.timeline.line
        return line if line is not None and line.is_change else None

    def _tick(self) -> None:
        today = self.today()
        if today == self._now_on:
            return
        self._now_on = today
        # At the day's change Today moves on by itself; another day stays where the person is.
        if self._is_today:
            self.editor.ask(self._question(today))
            self.show_day(today)
        # What the others show hangs on the day too: what is due, which month runs, how a week went.
        self.waterline.post_message(JournalChanged())

    def _question(self, day: date) -> str:
        from waterline.practice import capture

        return capture.question(day)

    # -- reading ------------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            # While it starts the app throws away what is painted and then paints differences
            # to it only: the first whole frame is asked for when the start is over.
            self.app.call_later(self._paint)

    def _paint(self) -> None:
        self.refresh()
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        self.editor.ask(self._question(self.day))
        self.refresh_data()
        self.practise(self._open_draft)

    def refresh_data(self) -> None:
        """Read the day again."""
        day = self.day
        self.practise(lambda: self._read_day(day))

    def _read_day(self, day: date) -> DayRead | DayNotRead:
        from waterline.practice import today

        try:
            return DayRead(today.read(self.waterline.home, self.waterline.settings, day))
        except WaterlineError as error:
            return DayNotRead(day, error)

    def on_day_not_read(self, message: DayNotRead) -> None:
        """Say in the day's place what is wrong, and look again: it may be mended elsewhere."""
        if message.day == self.day:
            self.timeline.show([], hints.for_trouble(message.error))
            self.set_timer(AGAIN, self.refresh_data)

    def on_day_read(self, message: DayRead) -> None:
        """Show what was read, unless the person has gone on to another day."""
        if message.found.day != self.day:
            return
        self._read = message.found
        self.show_read()
        self.call_after_refresh(self.read_around)
        if not self._is_open:
            self._is_open = True
            # What comes from outside is new from here on, whenever the looking for it begins.
            quiet_work = self.waterline.background
            self.call_after_refresh(self._begin_when_painted, quiet_work)
            self.practise(lambda: Offered(self.repository_to_offer()))

    def _begin_when_painted(self, quiet_work: Background) -> None:
        # What it imports would hold up the rows.
        if self.timeline.is_drawn or not self.timeline.size or not self.is_current:
            quiet_work.start()
        else:
            self.set_timer(SETTLED, lambda: self._begin_when_painted(quiet_work))

    def show_read(self) -> None:
        """Show the day as far as it was read, and what is said under it."""
        read = self._read
        if read is None:
            return
        today = self.today()
        words = hints.for_day(
            read,
            today,
            offer=self._offer if self._offer not in self._declined else "",
            keys=self.waterline.settings.keys,
            due=self.due,
            audit=self.offered_audit,
            asked=self.waterline.due,
        )
        self.waterline.owed = read.owed
        self.timeline.show(read.lines, words, read.owed)
        self.refresh_bindings()

    # -- following ----------------------------------------------------------------------------

    def on_offered(self, message: Offered) -> None:
        """Offer the repository in which the app was started."""
        self._offer = message.path
        self.show_read()

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if action in {"follow", "decline"}:
            return bool(self._offer) and self._offer not in self._declined
        if action == "put_off_build":
            return self.due is not None and self._is_today
        if action == "put_off_audit":
            return self.offered_audit is not None and self._is_today
        if action in {"day_after", "this_day"}:
            return not self._is_today
        return super().check_action(action, parameters)

    def action_follow(self) -> None:
        """Follow the repository that was offered."""
        offer, self._offer = self._offer, ""
        self.show_read()
        self.waterline.background.follow(offer)

    def action_decline(self) -> None:
        """Leave the repository alone while the app runs."""
        self._declined.add(self._offer)
        self.show_read()
        self.notify("Left alone for now. Repositories stand in the palette.")

    # -- going from day to day ------------------------------------------------------------------

    def action_day_before(self) -> None:
        """Go to the day before."""
        self.show_day(self.day - timedelta(days=1))

    def action_day_after(self) -> None:
        """Go to the day after."""
        self.show_day(self.day + timedelta(days=1))

    def action_this_day(self) -> None:
        """Come back to today."""
        self.show_day(self.today())

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Open what was chosen."""
        message.stop()
        line = self.timeline.lines.get(message.key)
        if line is not None:
            self.waterline.open_line(line)

    # -- writing ------------------------------------------------------------------------------

    def write_new(self) -> None:
        """Put the person into the editor, at a new entry."""
        self.editor.back_to_new()
        self.set_focus(self.editor)

    def edit(self, line: Line) -> None:
        """Take an entry into the editor, with what a draft holds for it."""
        self.editor.open(line)
        self.set_focus(self.editor)
        self.practise(lambda: self._open_draft(line.id))

    def _open_draft(self, entry_id: str = "") -> DraftOpened:
        from waterline.practice import drafts

        home = self.waterline.home
        handle = drafts.open_draft(home, entry_id)
        # What was begun to be explained has its place on Explain, a session's on Practice.
        waiting = [
            draft
            for draft in ([] if entry_id else drafts.orphans(home))
            if drafts.is_of_entry(draft)
        ]
        others = [first_line(draft.text) for draft in waiting if not self._adopt(draft, handle)]
        return DraftOpened(handle, others)

    def _adopt(self, draft: Draft, handle: DraftHandle) -> bool:
        """Put a draft whose entry is gone behind the new entry's: it could never be opened."""
        from waterline.practice import capture, drafts

        app = self.waterline
        try:
            capture.find(app.home, app.settings, draft.entry_id)
        except NotFoundError:
            lost = drafts.open_draft(app.home, draft.entry_id)
            texts = [text for text in (handle.draft.text, lost.draft.text) if text]
        except WaterlineError:
            return False  # the screen says what is wrong with the journal
        else:
            return False
        try:
            handle.save("\n\n".join(texts), handle.draft.kind)
            lost.discard()
        except WaterlineError:
            lost.close()
            return False
        return True

    def on_draft_opened(self, message: DraftOpened) -> None:
        """Go on with a draft, and say so."""
        if self.editor.take_draft(message.handle):
            self.notify("The draft is back where you left it.")
            if not message.handle.draft.entry_id:
                self.set_focus(self.editor)
        if message.others:
            self.notify(
                f"“{clean_line(message.others[0])[:60]}” was never saved: open its entry to go on."
            )

    def on_save(self, message: Save) -> None:
        """Keep a text in a thread; the editor holds it until it is kept."""
        message.stop()
        self.practise(lambda: self._save(message))

    def _save(self, asked: Save) -> Saved | Failed:
        from waterline.domain import kinds

        body = kinds.without_empty_prompts(asked.kind, asked.text)
        try:
            return self._save_edit(asked, body) if asked.entry_id else self._save_new(asked, body)
        except WaterlineError as error:
            return Failed(error, asked)

    def _save_new(self, asked: Save, body: str, meanwhile: str = "") -> Saved:
        from waterline.practice import capture

        app = self.waterline
        return Saved(asked, capture.save(app.home, app.settings, body, asked.kind), meanwhile)

    def _save_edit(self, asked: Save, body: str) -> Saved:
        from waterline.practice import capture

        app = self.waterline
        try:
            before = capture.find(app.home, app.settings, asked.entry_id)
            line = capture.edit(app.home, app.settings, asked.entry_id, body, asked.kind)
        except NotFoundError:
            return self._save_new(asked, body, "deleted")
        return Saved(asked, line, "" if before.body == asked.original else "changed")

    def on_saved(self, message: Saved) -> None:
        """Empty the editor, and let everyone see the entry."""
        self.editor.saved(message.asked.text, message.asked.entry_id)
        key = actions.key_of("undo", self.waterline.settings.keys)
        words = {
            "": f"Saved. {key} takes it back.",
            "changed": f"Saved. The entry had changed meanwhile: {key} brings that text back.",
            "deleted": "The entry was deleted meanwhile: your words are an entry of their own now.",
        }
        self.notify(words[message.meanwhile])
        self.timeline.will_select(message.line.id)
        self.waterline.post_message(JournalChanged())
        self.set_focus(self.timeline)
        if message.asked.entry_id:
            self.waterline.go_back()

    def on_editor_draft_failed(self, message: Editor.DraftFailed) -> None:
        """Say that the draft isn't on the disk."""
        message.stop()
        self.waterline.complain(message.error)

    def let_go(self) -> None:
        """Save the draft: the app ends."""
        self.editor.let_go()

    def on_leave_editor(self, message: LeaveEditor) -> None:
        """Give the focus to the timeline."""
        message.stop()
        self.set_focus(self.timeline)
        if self.editor.sheet.entry_id:
            self.waterline.go_back()

    def on_editor_external(self, message: Editor.External) -> None:
        """Lend the terminal to the person's own editor."""
        message.stop()
        from waterline.tui import external

        editor = self.editor
        editor.save_draft()
        try:
            text = external.edit(self.waterline, editor.text)
        except WaterlineError as error:
            self.waterline.complain(error)
        else:
            if text.rstrip("\n") != editor.text.rstrip("\n"):
                editor.replace_all(text.rstrip("\n"))
        self.set_focus(editor)
