"""What can be set: one table, read from `config.toml`, with a clear word for every mistake."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from waterline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from waterline.home import Home


class Setting:
    """One setting: its key, default, what is allowed (in words), what it does, and its check.

    `check` gives the value as the program uses it, or raises ValueError.
    """

    __slots__ = ("about", "allowed", "check", "default", "key")

    def __init__(
        self, key: str, default: Any, allowed: str, about: str, check: Callable[[Any], Any]
    ) -> None:
        self.key = key
        self.default = default
        self.allowed = allowed
        self.about = about
        self.check = check


def _time_of_day(value: Any) -> int:
    hour, colon, minute = str(value).partition(":")
    if not isinstance(value, str) or not colon or not (hour + minute).isascii():
        raise ValueError
    minutes = int(hour) * 60 + int(minute)
    if len(minute) != 2 or not 0 <= int(minute) < 60 or not 0 <= minutes < 12 * 60:  # noqa: PLR2004 - hh:mm
        raise ValueError
    return minutes


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return check


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of mistake for every check
    return value


def _one_of(*choices: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return check


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError
    return tuple(value)


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = tuple(text.strip().lower() for text in _texts(value))
    if not all("@" in address and not set(address) & set(" <>\n\0") for address in addresses):
        raise ValueError
    return addresses


def _keys(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and isinstance(text, str) and text for key, text in value.items()
    ):
        raise ValueError
    return dict(value)


THEMES = ("waterline-dark", "waterline-light", "ansi")

SETTINGS: tuple[Setting, ...] = (
    Setting("day_starts", "04:00", 'a time from "00:00" to "11:59"', "when a day begins: what is "
            "written before belongs to the evening before", _time_of_day),
    Setting("addresses", [], 'a list of addresses, like ["me@work.example"]', "further addresses "
            "of yours beside git's user.email", _addresses),
    Setting("generated", [], 'a list of patterns, like ["*.pb.go", "dist/*"]', "files that are "
            "generated or vendored, beside those Waterline knows", _texts),
    Setting("min_lines", 10, "a whole number from 0 to 10000", "how many changed lines make a "
            "change substantive", _whole(0, 10_000)),
    Setting("scan_on_start", True, "true or false", "whether the app looks for new commits when "
            "it opens", _switch),
    Setting("theme", "waterline-dark", " or ".join(f'"{name}"' for name in THEMES), "the colours "
            "of the app", _one_of(*THEMES)),
    Setting("backup_days", 7, "a whole number of days from 0 (never) to 365", "how old the newest "
            "backup may be before the app makes one", _whole(0, 365)),
    Setting("backups_kept", 4, "a whole number from 1 to 100", "how many automatic backups are "
            "kept", _whole(1, 100)),
    Setting("keys", {}, 'a table of action = "key", like new = "ctrl+n"', "other keys for the "
            "app's actions", _keys),
)  # fmt: skip

BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The settings of one home. Attributes are named as the keys of `config.toml`.

    `day_starts` is in minutes after midnight; `addresses` are lower case; `keys` maps an
    action's id to a key.
    """

    __slots__ = (
        "addresses",
        "backup_days",
        "backups_kept",
        "day_starts",
        "generated",
        "keys",
        "min_lines",
        "scan_on_start",
        "theme",
    )

    day_starts: int
    addresses: tuple[str, ...]
    generated: tuple[str, ...]
    min_lines: int
    scan_on_start: bool
    theme: str
    backup_days: int
    backups_kept: int
    keys: dict[str, str]

    def __init__(self, given: dict[str, Any] | None = None, path: str = "config.toml") -> None:
        """Take `given` (a parsed TOML table), defaults elsewhere.

        Raises SettingsError naming `path`, the key and what is allowed.
        """
        given = given or {}
        for key in given:
            if key not in BY_KEY:
                raise SettingsError(
                    f"{path}: there is no setting {key!r}", f"allowed are {', '.join(BY_KEY)}"
                )
        for setting in SETTINGS:
            value = given.get(setting.key, setting.default)
            try:
                checked = setting.check(value)
            except ValueError:
                raise SettingsError(
                    f"{path}: {setting.key} = {value!r}", f"allowed is {setting.allowed}"
                ) from None
            setattr(self, setting.key, checked)


def load(home: Home) -> Settings:
    """Read the settings of `home`; a missing file means the defaults.

    Raises SettingsError naming the file and what is wrong with it.
    """
    path = home.settings
    if not os.path.exists(path):
        return Settings()
    import tomllib

    try:
        with open(path, "rb") as file:
            given = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}", "mend it, or move it away") from error
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror})", "mend its mode") from error
    return Settings(given, path)
