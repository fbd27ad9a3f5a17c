"""The prompt at a commit: the app that `prompt.ask` runs."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from waterline import crash
from waterline.domain.text import clean_line
from waterline.errors import WaterlineError
from waterline.tui import actions, draw
from waterline.tui.basis import CSS, Basis
from waterline.tui.prompt import Outcome, Question, What
from waterline.tui.turns import Turns
from waterline.tui.widgets.diff import DiffView
from waterline.tui.widgets.footer import Footer, press
from waterline.tui.widgets.form import ExplainForm
from waterline.tui.widgets.large_text import SAVE_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.geometry import Size

    from waterline.domain.diffs import Diff
    from waterline.domain.explanations import Filled
    from waterline.domain.nudges import Source
    from waterline.home import Home
    from waterline.settings import Settings

LEAST = 16  # cells that the subject has before the facts give way
WIDE = 100  # cells from which on the diff stands beside the form
LOW = 20  # lines below which there is no room for the diff under it


class Saver:
    """Keeps drafts: the newest one, a moment after it came, in a thread of its own."""

    def __init__(self, save: Callable[[Filled], None], complain: Callable[[str], None]) -> None:
        self._save = save
        self._complain = complain
        self._turn = threading.Lock()
        self._waiting: Filled | None = None
        self._has_failed = False

    def put(self, filled: Filled) -> bool:
        """Take the newest draft; tell whether nothing was waiting before."""
        was, self._waiting = self._waiting, filled
        return was is None

    def write(self) -> None:
        """Write what waits, whoever calls; one after another. Never raises."""
        with self._turn:
            filled, self._waiting = self._waiting, None
            if filled is None:
                return
            try:
                self._save(filled)
            except (WaterlineError, OSError) as error:
                if not self._has_failed:
                    self._complain(f"The draft is only here: {error}")
                self._has_failed = True
            else:
                self._has_failed = False


# The screen that an app begins with brings no stylesheet of its own: the app's has to hold it.
SCREEN_CSS = """
    PromptScreen {
        #sides { height: 1fr; }
        #diff { width: 46%; height: 1fr; margin-right: 1; }
        &.-narrow {
            #sides { layout: vertical; }
            #form { height: 2fr; min-height: 15; }
            #diff { width: 100%; height: 1fr; margin-right: 0; }
        }
        &.-narrow.-low #diff { display: none; }
        &.-narrow.-low #form { height: 1fr; min-height: 0; }
    }
"""


class PromptApp(Basis[Outcome], inherit_bindings=False):
    """The prompt. See the module's head."""

    TITLE = "waterline"
    CSS = CSS + SCREEN_CSS
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar = set()

    def __init__(self, home: Home, settings: Settings, question: Question, patience: float) -> None:
        super().__init__(home, settings.theme)
        self.question = question
        self.filled = question.filled
        self.copied: float | None = None
        self._patience = patience
        self._turns = Turns(self, super().on_event)
        self._saver = Saver(question.save, self._complain_quietly)
        with suppress(WaterlineError):  # a mistake in the settings stops no commit
            actions.check(settings.keys, home.settings)
            self.set_keymap(settings.keys)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the question."""
        return PromptScreen(self.question)

    def on_mount(self) -> None:
        """Wait for a first key, but not for ever."""
        self._waits = self.set_timer(self._patience, self.later)

    async def on_event(self, event: events.Event) -> None:
        """See that somebody is there, and let keys in one after another."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown):
            self._waits.stop()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    # -- the draft ----------------------------------------------------------------------------

    def keep(self, filled: Filled, copied: float | None) -> None:
        """Take the form as it stands; it is on the disk within a second."""
        self.filled, self.copied = filled, copied
        if self._saver.put(filled):
            self.set_timer(SAVE_AFTER, self._write)

    def _write(self) -> None:
        threading.Thread(target=self._saver.write, name="draft").start()

    def let_go(self) -> None:
        """Put the draft on the disk: the app ends."""
        for form in self._forms():
            if form.filled != self.filled:
                self.filled, self.copied = form.filled, form.copied
                self._saver.put(form.filled)
        self._saver.write()

    def _forms(self) -> list[ExplainForm]:
        with suppress(Exception):  # as far as the app has come, or what is left of it
            return list(self.screen_stack[0].query(ExplainForm))
        return []

    def _complain_quietly(self, words: str) -> None:
        self.call_later(self.notify, words, severity="warning", timeout=8)

    # -- the end ------------------------------------------------------------------------------

    def later(self) -> None:
        """Let the commit go on, unexplained."""
        self.say("later")

    def say(self, what: What, less_key: str = "") -> None:
        """End with what the person said."""
        self.let_go()
        self.exit(Outcome(what, self.filled, less_key, self.copied))


class Head(Widget):
    """The line at the top: whose prompt this is, the change's subject, and how large it is."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Head { height: 1; width: 100%; dock: top; background: $background; }
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def render(self) -> Content:
        """Draw the line; the subject gives way to the facts, up to a point."""
        asked = self._question
        brand = Content.styled(f" {draw.signs().wave} waterline ", "bold $on-brand on $understood")
        facts = f" {draw.signs().dot} ".join(
            clean_line(word) for word in (asked.facts, asked.tool) if word
        )
        right = Content.styled(facts, "$assisted")
        room = self.size.width - brand.cell_length - right.cell_length - 5
        if room < LEAST:
            right = Content.styled(clean_line(asked.tool), "$assisted")
            room = self.size.width - brand.cell_length - right.cell_length - 5
        subject = Content.styled(clean_line(asked.subject), "bold $foreground")
        subject = subject.truncate(max(0, room), ellipsis=True)
        space = self.size.width - brand.cell_length - subject.cell_length - right.cell_length - 3
        return Content.assemble(brand, "  ", subject, " " * max(2, space), right).truncate(
            self.size.width
        )


class PromptScreen(Screen[None]):
    """The form, and the diff beside it or under it."""

    BINDINGS: ClassVar = actions.bindings("prompt")
    AUTO_FOCUS = ""

    @dataclass
    class DiffRead(Message):
        """The diff has come, or what kept it away in words."""

        diff: Diff | None
        source: Source
        words: str = ""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question
        self._is_sure = False

    def compose(self) -> ComposeResult:
        """Lay out the frame for the present size at once."""
        self._fit(self.app.size)
        yield Head(self._question)
        with Horizontal(id="sides"):
            diff, form = DiffView(classes="panel"), ExplainForm()
            form.lay(self._question.filled)
            yield from (form, diff) if self.has_class("-narrow") else (diff, form)
        yield Footer()

    def on_mount(self) -> None:
        """Take keys at once; the diff comes when the frame is painted."""
        self.query_one(ExplainForm).begin()
        self.call_after_refresh(self._read_diff)

    def on_resize(self, event: events.Resize) -> None:
        """Put the diff where there is room for it."""
        self._fit(event.size)
        diff, form = self.query_one(DiffView), self.query_one(ExplainForm)
        if self.has_class("-narrow"):
            self.query_one("#sides").move_child(form, before=diff)
        else:
            self.query_one("#sides").move_child(diff, before=form)

    def _fit(self, size: Size) -> None:
        self.set_class(size.width < WIDE, "-narrow")
        self.set_class(size.height < LOW, "-low")

    # -- the diff -----------------------------------------------------------------------------

    def _read_diff(self) -> None:
        # A thread that nobody waits for: the prompt may be over before git is.
        threading.Thread(target=self._load, name="diff", daemon=True).start()

    def _load(self) -> None:
        asked = self._question
        diff: Diff | None = None
        words = ""
        try:
            diff = asked.load_diff()
        except (WaterlineError, OSError) as error:
            words = f"The diff can't be read: {clean_line(str(error))}"
        except Exception as error:  # noqa: BLE001 - in a thread it would be drawn over the prompt
            crash.record(error, self._app.home)
            words = "The diff can't be read; the log says why."
        from waterline.domain.nudges import Source

        source = Source(diff.text if diff else "", asked.message)
        self.post_message(self.DiffRead(diff, source, words))

    def on_prompt_screen_diff_read(self, message: DiffRead) -> None:
        """Show the diff."""
        view = self.query_one(DiffView)
        if message.diff is None:
            view.say(message.words)
        else:
            view.load(message.diff)
        self.query_one(ExplainForm).set_source(message.source)

    # -- the form -----------------------------------------------------------------------------

    @property
    def _app(self) -> PromptApp:
        return cast("PromptApp", self.app)

    def on_explain_form_changed(self, message: ExplainForm.Changed) -> None:
        """Keep the draft."""
        self._is_sure = False
        self._app.keep(message.form.filled, message.form.copied)

    def on_explain_form_save(self, _message: ExplainForm.Save) -> None:
        """Take the explanation."""
        self._app.say("answered")

    def on_explain_form_external(self, message: ExplainForm.External) -> None:
        """Lend the terminal to the person's own editor, the draft being on the disk."""
        self._app.let_go()
        message.form.write_outside()

    def on_explain_form_read_diff(self, message: ExplainForm.ReadDiff) -> None:
        """Scroll the diff."""
        self.query_one(DiffView).scroll_pages(message.pages)

    def on_explain_form_next_file(self) -> None:
        """Show the next file of the diff."""
        self.query_one(DiffView).action_next_file()

    async def on_footer_chosen(self, message: Footer.Chosen) -> None:
        """Do what was clicked."""
        message.stop()
        await press(self, message.action)

    # -- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to be asked less where there is a way."""
        if action == "ask_less":
            return bool(self._question.less)
        return super().check_action(action, parameters)

    def action_later(self) -> None:
        """Let the commit go on; what was written is kept."""
        self._app.later()

    def action_not_assisted(self) -> None:
        """Say that no AI helped; asked twice where an explanation was begun."""
        if self.query_one(ExplainForm).has_words and not self._is_sure:
            self._is_sure = True
            self.app.notify(
                "You have begun to explain it. The same key again says that no AI helped."
            )
        else:
            self._app.say("not assisted")

    def action_ask_less(self) -> None:
        """Offer the ways to be asked less."""
        from waterline.tui.screens.less import LessScreen

        self.app.push_screen(LessScreen(self._question.less), self._less)

    def _less(self, key: str | None) -> None:
        if key:
            self._app.say("less", key)

    def action_stop_commit(self) -> None:
        """Stop the commit; what was written is kept."""
        self._app.say("stop")
