"""Explain: what is owed, its diff, and the form in which its why is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from waterline.errors import NotFoundError
from waterline.practice import briefs, explain, unfinished
from waterline.tui import actions, draw, hints
from waterline.tui.messages import JournalChanged
from waterline.tui.screens.explain_face import ExplainFace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.timer import Timer

    from waterline.domain.briefs import Brief
    from waterline.domain.lines import Line
    from waterline.practice.explain import Owed
    from waterline.tui.messages import Failed
    from waterline.tui.screens.desk import Desk
    from waterline.tui.widgets.form import ExplainForm
    from waterline.tui.widgets.owed_list import OwedList
    from waterline.tui.widgets.rows import Rows

PAUSE = 0.12  # seconds on a change until its diff is read


class ExplainScreen(ExplainFace):
    """What is owed is read and chosen, explained, put off, or said to be made by hand."""

    PLACE = "explain"
    BINDINGS: ClassVar = actions.bindings("explain")

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
        self._turn = 0  # of reading
        self._asked: tuple[str, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._timer: Timer | None = None
        self._is_read = False
        self._is_followed = True

    # -- reading ------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Go to what was asked for meanwhile."""
        asked = self.waterline.take_asked()
        if asked:
            self._asked = self._wanted = asked
            self._is_stale = True

    def on_screen_suspend(self) -> None:
        """Leave nothing in memory alone, and forget what was only kept to be taken back."""
        self._pile.forget()
        self._is_stale = True
        self.desk.write_draft()

    def show_changes(self, ids: Sequence[str]) -> None:
        """Go to the form for these changes, together, whether they are owed or not."""
        self._asked = self._wanted = tuple(ids)
        self.read()

    def read(self) -> None:
        """Read what is owed, and what was asked for."""
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
        owed = message.owed
        has_new = self._pile.read(owed, message.beside, message.begun)
        self._ask_form()
        self._is_read, self._is_followed = True, message.is_followed
        self.waterline.owed = frozenset(one.line.moment for one in owed)
        self._show()
        if has_new:
            home, settings = self.waterline.home, self.waterline.settings
            self.practise(lambda: self.Branched(explain.branches(home, settings, owed)))

    def on_explain_screen_branched(self, message: Branched) -> None:
        """Put the changes of a branch together."""
        self._pile.know_branches(message.branches)
        self._show()

    # -- showing ------------------------------------------------------------------------------

    @property
    def _lines(self) -> dict[str, Line]:
        """Everything that stands here, by id."""
        return self._pile.lines

    def _show(self) -> None:
        self._pile.ask_for(self._wanted)
        groups = self._pile.groups
        is_first = self.has_class("-empty")
        self.set_class(not groups, "-empty")
        self._draw_list()
        if is_first and groups:  # a whole branch is offered, not begun with
            self._list.select(groups[0].lines[0].id)
        if not groups:
            keys = self.waterline.settings.keys
            self._list.say(hints.for_nothing_owed(self._is_followed, keys))
        self._go_to_wanted()
        self._sync()
        self._entitle()
        self.refresh_bindings()

    def _draw_list(self) -> None:
        self._list.show(self._pile.groups, self._pile.state, self.today())

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ()
        for change_id in wanted:
            if self._list.select(change_id):
                self._sync()
                self._write()
                return

    def _sync(self) -> None:
        """Let form and diff be about what is marked, or else about the row under the cursor."""
        ids = tuple(one for one in self._list.order if one in self._pile.marked)
        self._take(ids or self._list.ids(self._list.cursor_key))

    def _take(self, ids: tuple[str, ...]) -> None:
        if ids != self.chosen and self._ask_form():
            self.call_later(self._draw_list)
        if not self.desk.take(ids):
            return
        self._diff.wait()
        self._offer(())
        self._entitle()
        if self._timer is not None:
            self._timer.stop()
        if ids:
            self._timer = self.set_timer(PAUSE, self._open)

    def _ask_form(self) -> bool:
        """Ask the form whether what it is about is begun; tell whether that is news.

        The draft is on the disk only a moment later: a reading may come before it or after it.
        """
        ids, desk = self.chosen, self.desk
        is_known = desk.has_words or desk.is_open
        if not ids or not is_known or desk.has_words == self._pile.is_begun(ids):
            return False
        self._pile.know_begun(ids, is_begun=desk.has_words)
        return True

    def on_explain_form_changed(self, message: ExplainForm.Changed) -> None:
        """Show at once that a form is begun, or that it is empty again."""
        message.stop()
        if self._ask_form():
            self._draw_list()

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
        several = 0 if self.desk.has_words else self._pile.go_on_with_several(self.chosen)
        if several:
            self.notify(f"You had begun to explain {several} changes as one: here it is.")
            self._show()

    def on_descendant_focus(self) -> None:
        """Show the form where there is only room for it or the list."""
        if self._is_writing:
            self.add_class("-writing")
        elif self.focused is self._list:
            self.remove_class("-writing")
        self.refresh_bindings()

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
        following = self._pile.next_after(message.ids, self._list.order)
        self._pile.explained(message.ids)
        self._asked = tuple(one for one in self._asked if one not in message.ids)
        self._wanted = (following,) if following else ()
        if not following:
            self.set_focus(self._list)
        self._show()
        self.waterline.post_message(JournalChanged())

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
        ids = self._list.ids(message.key)
        self._pile.mark(ids)
        if message.key in ids:
            self._list.action_down()
        self._show()

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
        self._pile.marked = frozenset()
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
        word = "" if self._pile.are_by_hand(ids) else explain.BY_HAND

        def say() -> Message:
            explain.say(home, settings, ids, word)
            return self.Said(ids, word)

        self.practise(say)

    def on_explain_screen_said(self, message: Said) -> None:
        """Show it, and what takes it back."""
        if not message.word:
            self._pile.take_back(message.ids)
        else:
            self._pile.say_by_hand(message.ids)
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
        elif self._pile.marked:
            self._pile.marked = frozenset()
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
