"""Explain: what is owed, its diff, and the form in which its why is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from waterline.domain import days
from waterline.domain.text import clean_line
from waterline.errors import NotFoundError
from waterline.practice import briefs, explain, unfinished
from waterline.tui import actions, draw, hints
from waterline.tui.messages import JournalChanged
from waterline.tui.screens.base import Place
from waterline.tui.screens.desk import Desk
from waterline.tui.widgets import owed_list
from waterline.tui.widgets.diff import DiffView
from waterline.tui.widgets.offered_brief import OfferedBrief
from waterline.tui.widgets.owed_list import OwedList, State
from waterline.tui.widgets.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.timer import Timer

    from waterline.domain.briefs import Brief
    from waterline.domain.lines import Line
    from waterline.practice.explain import Owed
    from waterline.tui.messages import Failed
    from waterline.tui.widgets.form import ExplainForm
    from waterline.tui.widgets.rows import Rows

WIDE = 100  # cells from which the form stands beside the list, not in its place
PAUSE = 0.12  # seconds on a change until its diff is read


class ExplainScreen(Place):
    """The list of what is owed with the diff under it, and the form."""

    PLACE = "explain"
    BINDINGS: ClassVar = actions.bindings("explain")
    CSS = """
    ExplainScreen {
        #explain { align-horizontal: center; }
        #explain-left { width: 9fr; max-width: 110; }
        #desk { width: 11fr; max-width: 110; margin-left: 1; }
        #owed { height: auto; min-height: 5; max-height: 42%; }
        #diff { height: 1fr; }
        &.-brief #diff { display: none; }
        .about { height: 1; width: 1fr; padding: 0 2; display: none; }
        &.-several #desk .about { display: block; }
        &.-narrow {
            #explain { layout: vertical; }
            #explain-left { width: 100%; max-width: 110; height: 1fr; }
            #desk { width: 100%; max-width: 110; height: 0; margin-left: 0; }
            #owed { max-height: 50%; }
        }
        &.-narrow.-writing {
            #owed { display: none; }
            #explain-left { height: 1fr; min-height: 6; }
            #explain-left .about { display: block; }
            #desk { height: 2fr; min-height: 16; }
            #desk .about { display: none; }
            #diff, #brief { border: none; padding: 0 2; }
            &.-low #diff, &.-low #offered-brief { display: none; }
            &.-low #explain-left { height: 1; min-height: 1; }
            &.-low #desk { height: 1fr; min-height: 0; }
        }
        &.-empty {
            #diff, #desk, #offered-brief { display: none; }
            #owed { height: 1fr; max-height: 100%; }
        }
    }
    """

    @dataclass
    class Listed(Message):
        """What is owed, what else stands here, and for which sets of changes a form was begun."""

        turn: int
        owed: Sequence[Owed]
        beside: Sequence[Line]
        begun: Sequence[tuple[str, ...]]
        is_followed: bool

    @dataclass
    class Branched(Message):
        """The branch on which each change is, by its id."""

        branches: Mapping[str, str]

    @dataclass
    class Briefed(Message):
        """The briefs of the days on which these changes were made."""

        ids: tuple[str, ...]
        briefs: Sequence[Brief]

    @dataclass
    class Said(Message):
        """It was said whether AI helped with these changes."""

        ids: tuple[str, ...]
        word: str

    def __init__(self) -> None:
        super().__init__()
        self._owed: Sequence[Owed] = ()
        self._beside: Sequence[Line] = ()
        self._begun: Sequence[tuple[str, ...]] = ()
        self._branches: Mapping[str, str] = {}
        self._said: dict[str, Line] = {}  # said here to be made by hand: it can be taken back
        self._taken_back: tuple[str, ...] = ()
        self._turn = 0  # of reading
        self._marked: frozenset[str] = frozenset()
        self._asked: tuple[str, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._gone_on: set[tuple[str, ...]] = set()
        self._timer: Timer | None = None
        self._is_read = False
        self._is_stale = self._is_followed = True

    # -- layout -------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out list, diff and form, for the present size at once."""
        self._fit(self.app.size)
        with Horizontal(id="explain"):
            with Vertical(id="explain-left"):
                yield OwedList(classes="panel")
                yield Static(classes="about", markup=False)
                yield OfferedBrief()
                yield DiffView(classes="panel")
            yield Desk()

    def on_mount(self) -> None:
        """Show the frame; the data come from a worker."""
        self._list.border_title = "Owed"
        self.set_focus(self._list)
        self.add_class("-empty")

    def on_resize(self, event: events.Resize) -> None:
        """Put the form in the list's place where there is no room beside it."""
        self._fit(event.size)
        self._entitle()

    def _fit(self, size: Size) -> None:
        self.set_class(size.width < WIDE, "-narrow")
        self.set_class(size.height < 20, "-low")  # noqa: PLR2004 - lines

    @property
    def _list(self) -> OwedList:
        return self.query_one(OwedList)

    @property
    def _diff(self) -> DiffView:
        return self.query_one(DiffView)

    @property
    def _brief(self) -> OfferedBrief:
        return self.query_one(OfferedBrief)

    @property
    def desk(self) -> Desk:
        """The form and what it is about."""
        return self.query_one(Desk)

    @property
    def _is_writing(self) -> bool:
        focused = self.focused
        return focused is not None and self.desk in focused.ancestors_with_self

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the changes that the form is about."""
        return self.desk.chosen

    # -- reading ------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Read what is owed when the screen is shown; go to what was asked for meanwhile."""
        asked = self.waterline.take_asked()
        if asked:
            self.show_changes(asked)
        elif self._is_stale:
            self.refresh_data()

    def on_screen_suspend(self) -> None:
        """Leave nothing in memory alone, and forget what was only kept to be taken back."""
        self._said = {}
        self._is_stale = True
        self.desk.write_draft()

    def show_changes(self, ids: Sequence[str]) -> None:
        """Go to the form for these changes, together, whether they are owed or not."""
        self._asked = self._wanted = tuple(ids)
        self._read()

    def refresh_data(self) -> None:
        """Read again, at once if this screen is shown."""
        self._is_stale = True
        if self.is_current:
            self._read()

    def _read(self) -> None:
        self._is_stale = False
        self._turn += 1
        in_hand = self.chosen if self.desk.has_words else ()
        turn, asked = self._turn, (*self._asked, *in_hand)
        self.practise(lambda: self._listed(turn, asked))

    def _listed(self, turn: int, asked: Sequence[str]) -> Listed:
        home, settings = self.waterline.home, self.waterline.settings
        owed = explain.owed(home, settings)
        begun = unfinished.begun(home)
        here = {one.line.id for one in owed}
        wanted = dict.fromkeys([*asked, *(one for ids in begun for one in ids)])
        beside = []
        for change_id in wanted:
            if change_id not in here:
                try:
                    beside.append(explain.change(home, settings, change_id).line)
                except NotFoundError:
                    continue  # its repository is followed no longer
        from waterline.practice import repositories

        is_followed = bool(owed) or bool(repositories.listing(home, settings))
        return self.Listed(turn, owed, beside, begun, is_followed)

    def on_explain_screen_listed(self, message: Listed) -> None:
        """Show what was read; the branches follow, since git must tell them."""
        if message.turn != self._turn:
            return  # it was read before what has happened since
        for one in self._taken_back:
            self._said.pop(one, None)
        self._taken_back = ()
        was = {one.line.id for one in self._owed}
        self._is_read = True
        self._owed, self._beside, self._begun = message.owed, message.beside, message.begun
        self.waterline.owed = frozenset(one.line.moment for one in message.owed)
        self._is_followed = message.is_followed
        self._show()
        owed = message.owed
        if not {one.line.id for one in owed} <= was:
            home, settings = self.waterline.home, self.waterline.settings
            self.practise(lambda: self.Branched(explain.branches(home, settings, owed)))

    def on_explain_screen_branched(self, message: Branched) -> None:
        """Put the changes of a branch together."""
        self._branches = message.branches
        self._show()

    # -- showing ------------------------------------------------------------------------------

    @property
    def _lines(self) -> dict[str, Line]:
        """Everything that stands here, by id; what was said here stays in its place."""
        beside = {line.id: line for line in self._beside}
        return {**beside, **self._said, **{one.line.id: one.line for one in self._owed}}

    def _show(self) -> None:
        owed = {one.line.id: one.line for one in self._owed}
        in_place = sorted({**self._said, **owed}.values(), key=lambda line: -line.moment)
        beside = [
            line for line in self._beside if line.id not in owed and line.id not in self._said
        ]
        groups = owed_list.grouped(in_place, self._branches, beside)
        self._marked &= frozenset(self._lines)
        if self._wanted:
            present = [one for one in self._wanted if one in self._lines]
            self._marked = frozenset(present) if len(present) > 1 else frozenset()
        state = State(
            self._marked,
            frozenset(self._said),
            frozenset(one for ids in self._begun for one in ids),
            frozenset(line.id for line in beside),
        )
        is_empty = not (in_place or beside)
        is_first = self.has_class("-empty")
        self.set_class(is_empty, "-empty")
        self._list.show(groups, state, self._today)
        if is_first and groups:  # a whole branch is offered, not begun with
            self._list.select(groups[0].lines[0].id)
        if is_empty:
            keys = self.waterline.settings.keys
            self._list.say(hints.for_nothing_owed(self._is_followed, keys))
        self._go_to_wanted()
        self._sync()
        self._entitle()
        self.refresh_bindings()

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ()
        for change_id in wanted:
            if self._list.select(change_id):
                self._sync()
                self._write()
                return

    @property
    def _today(self) -> date:
        return days.today(self.waterline.now(), self.waterline.settings.day_starts)

    def _entitle(self) -> None:
        count = len(self._owed)
        dot = draw.signs().dot
        self._list.border_title = Content(f"Owed {dot} {count:,}" if count else "Owed")
        several = len(self.chosen) > 1
        words = f"one explanation for {len(self.chosen)}" if several else ""
        if self._marked and not several:
            words = "1 marked"
        self._list.border_subtitle = Content(words)
        self.set_class(several, "-several")
        lines = self._lines
        held = [lines[one] for one in self.chosen if one in lines]
        for about in self.query(".about").results(Static):
            about.update(owed_list.about(held, max(10, about.content_size.width or 76)))

    def _sync(self) -> None:
        """Let form and diff be about what is marked, or else about the row under the cursor."""
        ids = tuple(one for one in self._list.order if one in self._marked)
        self._take(ids or self._list.ids(self._list.cursor_key))

    def _take(self, ids: tuple[str, ...]) -> None:
        if ids != self.chosen:
            self._left_begun()
        if not self.desk.take(ids):
            return
        self._diff.wait()
        self._offer(())
        self._entitle()
        if self._timer is not None:
            self._timer.stop()
        if ids:
            self._timer = self.set_timer(PAUSE, self._open)

    def _left_begun(self) -> None:
        """Mark what is left half written, before the list is read again."""
        if self.chosen and self.desk.has_words and self.chosen not in self._begun:
            self._begun = [*self._begun, self.chosen]
            self.call_later(self._show)

    def _open(self) -> None:
        lines, ids = self._lines, self.chosen
        held = [lines[one] for one in ids if one in lines]
        self.desk.open([line.body for line in held])
        self.practise(lambda: self._briefed(ids, held))

    def _briefed(self, ids: tuple[str, ...], lines: Sequence[Line]) -> Briefed:
        home, settings = self.waterline.home, self.waterline.settings
        found: dict[str, Brief] = {}
        for path, day in dict.fromkeys((line.repo_path, line.day) for line in lines):
            found |= {one.id: one for one in briefs.of_day(home, settings, path, day)}
        return self.Briefed(ids, list(found.values()))

    def on_explain_screen_briefed(self, message: Briefed) -> None:
        """Offer what was written before AI was asked beside the why."""
        if message.ids == self.chosen:
            self._offer(message.briefs)

    def _offer(self, found: Sequence[Brief]) -> None:
        self._brief.offer(found, actions.key_of("read_brief", self.waterline.settings.keys))
        self.remove_class("-brief")
        self.refresh_bindings()

    def action_read_brief(self) -> None:
        """Show the brief in place of the diff, then the next one, then the diff again."""
        was_reading = self.focused in (self._diff, self._brief.query_one(Reader))
        self._brief.turn()
        self.set_class(self._brief.is_open, "-brief")
        if was_reading:
            self.set_focus(self._brief.query_one(Reader) if self._brief.is_open else self._diff)

    def _back_to_diff(self) -> None:
        self._brief.close()
        self.remove_class("-brief")

    def on_desk_diff_read(self, message: Desk.DiffRead) -> None:
        """Show the diff."""
        if message.diff is None:
            self._diff.say(clean_line(f"No diff: {message.words}"))
        else:
            self._diff.load(message.diff)

    def let_go(self) -> None:
        """Put the draft on the disk: the app ends."""
        self.desk.let_go()

    # -- writing ------------------------------------------------------------------------------

    def _write(self) -> None:
        """Put the person into the form."""
        if not self.chosen:
            return
        self._go_on_with_several()
        self.add_class("-writing")
        self.desk.form.begin()

    def _go_on_with_several(self) -> None:
        """Take up again what was begun for several changes, when one of them is opened."""
        if self._marked or self.desk.has_words or self.chosen in self._begun:
            return
        for ids in self._begun:
            if set(self.chosen) < set(ids) <= set(self._lines) and ids not in self._gone_on:
                self._gone_on.add(ids)
                self._marked = frozenset(ids)
                self.notify(f"You had begun to explain {len(ids)} changes as one: here it is.")
                self._show()
                return

    def on_descendant_focus(self) -> None:
        """Show the form where there is only room for it or the list."""
        if self._is_writing:
            self.add_class("-writing")
        elif self.focused is self._list:
            self.remove_class("-writing")
        self.refresh_bindings()

    def on_explain_form_read_diff(self, message: ExplainForm.ReadDiff) -> None:
        """Scroll the diff, or the brief in its place, while one writes."""
        message.stop()
        shown = self._brief if self._brief.is_open else self._diff
        shown.scroll_pages(message.pages)

    def on_explain_form_next_file(self, message: ExplainForm.NextFile) -> None:
        """Show the next file while one writes."""
        message.stop()
        self.action_file_after()

    def on_failed(self, message: Failed) -> None:
        """Say what went wrong; the words stay in the form."""
        super().on_failed(message)
        message.prevent_default()
        if not self._is_read:
            self._list.say(hints.for_trouble(message.error))

    def on_desk_kept(self, message: Desk.Kept) -> None:
        """Say so, and go on to the next."""
        key = actions.key_of("undo", self.waterline.settings.keys)
        self.notify(f"{_said_of(message)} {key} takes it back.")
        following = self._next_after(message.ids)
        self._marked = frozenset()
        self._asked = tuple(one for one in self._asked if one not in message.ids)
        self._owed = [one for one in self._owed if one.line.id not in message.ids]
        self._beside = [line for line in self._beside if line.id not in message.ids]
        self._wanted = (following,) if following else ()
        if not following:
            self.set_focus(self._list)
        self._show()
        self.waterline.post_message(JournalChanged())

    def _next_after(self, ids: Sequence[str]) -> str:
        order = self._list.order
        left = [one for one in order if one not in ids and one not in self._said]
        places = [order.index(one) for one in ids if one in order]
        after = [one for one in left if not places or order.index(one) > max(places)]
        return next(iter(after or left), "")

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if action in {"put_off", "by_hand", "file_after", "file_before"}:
            return bool(self.chosen)
        if action == "read_brief":
            return self._brief.is_offered
        return super().check_action(action, parameters)

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        """Let form and diff follow the cursor."""
        message.stop()
        if self._is_read:
            self._sync()

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Write about what was chosen."""
        message.stop()
        self._write()

    def explain_chosen(self) -> None:
        """Write about what is chosen."""
        self._write()

    def on_owed_list_mark(self, message: OwedList.Mark) -> None:
        """Mark a change or a whole group, or take the marks away; go on to the next row."""
        message.stop()
        ids = frozenset(self._list.ids(message.key))
        self._marked = self._marked - ids if ids <= self._marked else self._marked | ids
        if message.key in ids:
            self._list.action_down()
        self._show()

    def action_file_after(self) -> None:
        """Show the next file of the diff."""
        self._back_to_diff()
        self._diff.action_next_file()

    def action_file_before(self) -> None:
        """Show the file before."""
        self._back_to_diff()
        self._diff.action_previous_file()

    def action_change_after(self) -> None:
        """Go to the next change."""
        self._step(1)

    def action_change_before(self) -> None:
        """Go to the change before."""
        self._step(-1)

    def _step(self, by: int) -> bool:
        """Go to another change; the form stays open if one was writing."""
        order = self._list.order
        here = [order.index(one) for one in self.chosen if one in order]
        at = (max(here) if by > 0 else min(here)) + by if here else 0
        if not 0 <= at < len(order):
            return False
        was_writing = self._is_writing
        self._marked = frozenset()
        self._list.select(order[at])
        self._show()
        if was_writing:
            self._write()
        return True

    def action_put_off(self) -> None:
        """Leave this one for later, and go on to the next."""
        self.desk.write_draft()
        if not self._step(1):
            self.set_focus(self._list)
            self.notify("That was the last one. What is owed waits here.")

    def action_by_hand(self) -> None:
        """Say that no AI helped, or take that back."""
        ids = self.chosen
        if not ids:
            return
        home, settings = self.waterline.home, self.waterline.settings
        word = "" if set(ids) <= set(self._said) else explain.BY_HAND

        def say() -> Message:
            explain.say(home, settings, ids, word)
            return self.Said(ids, word)

        self.practise(say)

    def on_explain_screen_said(self, message: Said) -> None:
        """Show it, and what takes it back."""
        lines = self._lines
        if not message.word:  # it stands there until it is read as owed again
            self._taken_back = message.ids
        else:
            self._said |= {one: lines[one] for one in message.ids if one in lines}
            key = actions.key_of("by_hand", self.waterline.settings.keys)
            what = draw.plural(len(message.ids), "change")
            self.notify(f"Made by hand: {what}. {key} takes it back.")
            self.set_focus(self._list)
            self._show()
        self.waterline.post_message(JournalChanged())

    def action_leave_explain(self) -> None:
        """Go from the form to the list, from there to where one came from."""
        if self.focused is not None and self.focused is not self._list:
            self.desk.write_draft()
            self.set_focus(self._list)
        elif self._marked:
            self._marked = frozenset()
            self._show()
        else:
            self.waterline.go("today")


def _said_of(message: Desk.Kept) -> str:
    """Say what was kept, and what the two ratings tell."""
    before, after = message.filled.before, message.filled.after
    said = "Explained." if len(message.ids) == 1 else f"{len(message.ids)} changes explained."
    if message.is_pasted:
        return f"{said} It counts as pasted; in the change's panel you can let it count."
    if before is not None and after is not None and after < before:
        return f"{said} From {before} to {after}: a find, not a fault."
    return said
