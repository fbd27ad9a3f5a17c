"""Everything that can be set: its value, what is allowed, what it does; changed in place."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len, set_cell_size
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from waterline import settings as setting
from waterline.domain.text import clean_line
from waterline.errors import HomeError, SettingsError
from waterline.settable import BY_KEY, CHOICES, SETTINGS
from waterline.tui import actions, draw, following
from waterline.tui.messages import Failed
from waterline.tui.screens.base import Place
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from waterline.settable import Setting
    from waterline.settings import Settings

KEY_CELLS = 20
VALUE_CELLS = 26
PLACEHOLDERS = {
    "keys": "new = ctrl+n",
    "repos": "api.push = require",
    "signals": "bot@work.example = Workbot",
}
WIDE = 90  # cells from which on a row also says what the setting does


class SettingsScreen(Place):
    """The settings as a list; the one under the cursor explained and changed below."""

    PLACE = "settings"
    BINDINGS: ClassVar = actions.bindings("settings")
    CSS = """
    #settings { align-horizontal: center; }
    #settings-panel, #setting-panel { max-width: 110; }
    #settings-panel { height: auto; }
    #settings-list { height: auto; max-height: 55vh; }
    #setting-panel { height: auto; min-height: 8; }
    #setting-about { height: auto; }
    #setting-value, #setting-value:focus {
        border: none; height: 1; padding: 0; background: $raised; margin-top: 1; display: none;
    }
    .-changing #setting-value { display: block; }
    #setting-mistake { height: auto; color: $assisted; }
    """

    @dataclass
    class Read(Message):
        """The values as the settings' file has them."""

        given: dict[str, Any]

    @dataclass
    class Changed(Message):
        """A setting was changed."""

        settings: Settings

    def __init__(self) -> None:
        super().__init__()
        self._given: dict[str, Any] = {}

    def body(self) -> ComposeResult:
        """Lay out the list, and the panel of one setting."""
        with Vertical(id="settings"):
            with Vertical(id="settings-panel", classes="panel"):
                yield Rows(id="settings-list")
            with Vertical(id="setting-panel", classes="panel"):
                yield Static(id="setting-about", markup=False)
                yield Input(id="setting-value", select_on_focus=False)
                yield Static(id="setting-mistake", markup=False)

    def on_mount(self) -> None:
        """Show the settings' file and the list."""
        panel = self.query_one("#settings-panel", Vertical)
        panel.border_title = "Settings"
        panel.border_subtitle = Content(draw.short_path(self.waterline.home.settings))
        self.query_one(Rows).focus()

    def on_screen_resume(self) -> None:
        """Read the file whenever the screen is shown."""
        self.refresh_data()

    def refresh_data(self) -> None:
        """Read the values again."""
        home = self.waterline.home
        self.practise(lambda: self.Read(setting.table(setting.read(home), home.settings)))

    def on_settings_screen_read(self, message: Read) -> None:
        """Show the values."""
        self._given = message.given
        rows = [_row(one, self._value(one), is_given=one.key in self._given) for one in SETTINGS]
        self.query_one(Rows).set_rows(rows, keep=True)
        self._explain()

    def _value(self, one: Setting) -> Any:
        return self._given.get(one.key, one.default)

    @property
    def _current(self) -> Setting:
        return BY_KEY[self.query_one(Rows).cursor_key or SETTINGS[0].key]

    @property
    def _field(self) -> Input:
        return self.query_one("#setting-value", Input)

    def on_rows_highlighted(self, message: Rows.Highlighted) -> None:
        """Explain the setting under the cursor."""
        message.stop()
        self._leave_field()
        self._explain()

    def _explain(self) -> None:
        one = self._current
        self.query_one("#setting-panel").border_title = Content(one.key)
        about = f"{one.about[:1].upper()}{one.about[1:]}."
        self.query_one("#setting-about", Static).update(
            Content.assemble(
                (about, "$foreground"),
                ("\nAllowed is ", "$quiet"),
                (one.allowed, "$foreground 80%"),
                (".\nThe default is ", "$quiet"),
                (in_words(one.default), "$foreground 80%"),
                (".", "$quiet"),
            )
        )
        self._complain("")

    def _complain(self, words: str) -> None:
        self.query_one("#setting-mistake", Static).update(Content(words))

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """Change a setting: a switch turns, a choice goes on, all else is typed."""
        message.stop()
        one = self._current
        value = self._value(one)
        if isinstance(one.default, bool):
            self._change(one.key, "false" if value else "true")
        elif one.key in CHOICES:
            choices = CHOICES[one.key]
            self._change(one.key, choices[(choices.index(value) + 1) % len(choices)])
        else:
            self._type(one, value)

    def _type(self, one: Setting, value: Any) -> None:
        if isinstance(value, list):
            self._field.value = shlex.join(value)
            self._field.placeholder = "several, with spaces between them"
        elif isinstance(value, dict):
            self._field.value = ""
            self._field.placeholder = PLACEHOLDERS[one.key]
        else:
            self._field.value = str(value)
        self.query_one("#setting-panel").add_class("-changing")
        self._field.focus()
        self._complain("")

    def _leave_field(self) -> None:
        self.query_one("#setting-panel").remove_class("-changing")
        if self._field.has_focus:
            self.query_one(Rows).focus()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Take what was typed, or say why not."""
        message.stop()
        one, text = self._current, message.value.strip()
        if isinstance(one.default, dict):
            key, _, inner = text.rpartition("=")
            if text:
                key, inner = (part.strip().strip("\"'") for part in (key, inner))
                self._change(f"{one.key}.{key}", inner)
        elif isinstance(one.default, list):
            try:
                values = shlex.split(text.replace(",", " "))
            except ValueError:
                self._complain("a quotation mark is missing")
                return
            self._change(one.key, values)
        else:
            self._change(one.key, text)

    def _change(self, key: str, value: str | list[str]) -> None:
        home = self.waterline.home
        keys = dict(self._given.get("keys", {}))
        name, _, action = key.partition(".")

        def change() -> Settings:
            if name == "keys" and isinstance(value, str):
                actions.check({**keys, action: value}, home.settings)
            return setting.change(home, key, value)

        self._do(change)

    def action_unset_setting(self) -> None:
        """Let the setting have its default again."""
        home, key = self.waterline.home, self._current.key
        if key in self._given:
            self._do(lambda: setting.unset(home, key))
        else:
            self.notify(f"{key} has its default.")

    def _do(self, change: Callable[[], Settings]) -> None:
        self._complain("")
        home = self.waterline.home

        def do() -> Message:
            changed = change()
            try:
                following.bring_up_to_date(home, changed)
            except HomeError as error:
                self.post_message(Failed(error))
            return self.Changed(changed)

        self.practise(do)

    def on_settings_screen_changed(self, message: Changed) -> None:
        """Live by it at once."""
        self._leave_field()
        self.waterline.adopt(message.settings)

    def on_failed(self, message: Failed) -> None:
        """Say under the field what is wrong; what was typed stays."""
        message.stop()
        message.prevent_default()
        if isinstance(message.error, SettingsError):
            self._complain(str(message.error).removeprefix(f"{self.waterline.home.settings}: "))
        else:
            super().on_failed(message)

    def action_leave_setting(self) -> None:
        """Leave the field; from the list, go back to Today."""
        if self._field.has_focus:
            self._leave_field()
            self._complain("")
        else:
            self.waterline.go("today")


def in_words(value: Any) -> str:
    """Write a value as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        pairs = setting.flat(value)
        return ", ".join(f"{key} = {in_words(item)}" for key, item in pairs.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _row(one: Setting, value: Any, *, is_given: bool) -> Row:
    def lines(width: int) -> list[Content]:
        shown = clean_line(in_words(value))
        room = VALUE_CELLS if width >= WIDE else width - KEY_CELLS
        if cell_len(shown) > room - 2:
            shown = set_cell_size(shown, room - 3) + draw.signs().ellipsis
        return [
            Content.assemble(
                (set_cell_size(one.key, KEY_CELLS), "$foreground"),
                (set_cell_size(shown, room), "bold $understood" if is_given else "$foreground"),
                (one.about if width >= WIDE else "", "$quiet"),
            )
        ]

    return Row(one.key, lines, height=1)
