"""`waterline config`: show and change settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from waterline import home as homes
from waterline import settings
from waterline.cli import completing, console, rows, writing
from waterline.cli.console import MisusedError
from waterline.cli.typed import TEXT
from waterline.errors import HomeError, SettingsError
from waterline.settable import BY_KEY, SETTINGS

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.settable import Setting


@click.command()
@click.argument("key", required=False, type=TEXT, shell_complete=completing.settings)
@click.argument("values", metavar="[VALUE]...", nargs=-1, type=TEXT)
@click.option("--unset", is_flag=True, help="Let KEY have its default again.")
@click.option("--edit", is_flag=True, help="Open the file in your editor.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def command(
    key: str | None, values: tuple[str, ...], *, unset: bool, edit: bool, as_json: bool
) -> int:
    """Show and change settings.

    Alone: all of them, with what is allowed and where the file is. With KEY: its value. With KEY
    and VALUE: set it (a list takes several VALUEs; `keys.new ctrl+n` sets one key of a table,
    `repos.api.push require` one setting of the repository api alone).
    """
    home = homes.find()
    if sum([unset, edit, bool(values), as_json]) > 1 or (edit and key):
        raise MisusedError("one thing at a time: set, --unset, --edit or --json", "leave one out")
    if edit:
        return edit_file(home)
    if key is None:
        if unset:
            raise MisusedError("--unset needs a KEY", "`waterline config` lists them")
        listed(home, as_json=as_json)
    elif unset:
        settings.unset(home, key)
        tell_hooks(home)
        console.say(f"{key} has its default again")
    elif values:
        if key.startswith("keys."):
            check_keys({**value_of(home, "keys"), key.removeprefix("keys."): values[0]}, home)
        settings.change(home, key, list(values))
        tell_hooks(home)
        console.say(f"{key} is set in {home.settings}")
    elif as_json:
        console.as_json(value_of(home, key))
    else:
        console.data(bare(value_of(home, key)))
    return console.DONE


def check_keys(keys: dict[str, str], home: Home) -> None:
    """Refuse keys that the app would refuse at its start. Raises SettingsError."""
    from waterline.tui import actions

    actions.check(keys, home.settings)


def tell_hooks(home: Home) -> None:
    """Let the hooks live by the settings as they are now; the next commit need not stop for it."""
    from waterline.practice import hooks

    if not hooks.is_gate_there(home):
        return
    try:
        hooks.write_gate(home, settings.load(home))
    except (HomeError, SettingsError) as error:
        console.say(f"the hooks don't know of it yet: {error}")


def given(home: Home) -> dict[str, Any]:
    """Read what the file sets. Raises SettingsError where it could not be used."""
    settings.load(home)
    return settings.table(settings.read(home), home.settings)


def listed(home: Home, *, as_json: bool) -> None:
    """Print every setting: its value, what is allowed, what it is for."""
    chosen = given(home)
    if as_json:
        described = [_described(setting, chosen) for setting in SETTINGS]
        console.as_json({"file": home.settings, "settings": described})
        return
    for setting in SETTINGS:
        value = settings.shown(chosen.get(setting.key, setting.default))
        default = settings.shown(setting.default)
        set_here = f"; the default is {default}" if setting.key in chosen else ""
        console.data(rows.styled([(setting.key, rows.BOLD), (f" = {value}", rows.PLAIN)]))
        console.data(rows.styled([(f"    {setting.about}", rows.PLAIN)]))
        console.data(rows.styled([(f"    allowed is {setting.allowed}{set_here}", rows.DIM)]))
    there = "" if os.path.exists(home.settings) else " (not there yet)"
    console.say(f"the file is {home.settings}{there}")


def _described(setting: Setting, chosen: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": setting.key,
        "value": chosen.get(setting.key, setting.default),
        "default": setting.default,
        "allowed": setting.allowed,
        "about": setting.about,
        "is_set": setting.key in chosen,
    }


def value_of(home: Home, key: str) -> Any:
    """Give the value of `key` as the file would hold it; "keys.new" is one key of a table.

    Raises SettingsError for a key that there is none of.
    """
    name, *inner = settings.split(key, home.settings)
    value = given(home).get(name, BY_KEY[name].default)
    for step in inner:
        if step not in value:
            raise SettingsError(f"{key} is not set", f"`waterline config {name}` lists what is")
        value = value[step]
    return value


def bare(value: Any) -> str:
    """Write a value for a script: text without quotes, one line for each of several."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "\n".join(map(bare, value))
    if isinstance(value, dict):
        return "\n".join(f"{key} = {bare(item)}" for key, item in settings.flat(value).items())
    return console.safe(str(value))


def edit_file(home: Home) -> int:
    """Open the file in the editor, and check it afterwards.

    A broken edit stays in the file: it is the person's to mend, and the error says what is
    wrong with it.
    """
    path = home.settings
    fresh = not os.path.exists(path)
    if fresh:
        settings.write(home, template())
    try:
        writing.run_editor(path)
    finally:
        if fresh and _is_untouched(home):
            os.unlink(path)
    check_keys(settings.load(home).keys, home)
    tell_hooks(home)
    return console.DONE


def template() -> str:
    """Give the file that a first edit starts with: every setting, commented out."""
    parts = ["# Settings of Waterline. Take away the # to set one.\n"]
    for setting in SETTINGS:
        about = f"# {setting.about[:1].upper()}{setting.about[1:]}."
        value = settings.shown(setting.default)
        example = f"# [{setting.key}]" if setting.default == {} else f"# {setting.key} = {value}"
        parts.append(f"{about}\n# Allowed is {setting.allowed}.\n{example}\n")
    return "\n".join(parts)


def _is_untouched(home: Home) -> bool:
    try:
        return settings.read(home) == template()
    except (SettingsError, HomeError):
        return False
