"""What can be set: one table, read from `config.toml`, with a clear word for every mistake."""

from __future__ import annotations

import os

from waterline.errors import HomeError, SettingsError

TYPE_CHECKING = False  # importing typing takes as long as reading the journal for the status
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from waterline.home import Home

    Form = tuple[Callable[[Any], Any], Callable[[list[str]], Any]]


class Setting:
    """One setting: its key, default, what is allowed (in words), what it does, and its form.

    `check` gives the value as the program uses it, or raises ValueError. `read` makes the value
    as `config.toml` holds it from what a person typed (a list of texts), or raises ValueError.
    """

    __slots__ = ("about", "allowed", "check", "default", "key", "read")

    def __init__(self, key: str, default: Any, allowed: str, about: str, form: Form) -> None:
        self.key = key
        self.default = default
        self.allowed = allowed
        self.about = about
        self.check, self.read = form


def _time_of_day(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - one kind of mistake for every check
    hour, colon, minute = value.partition(":")
    digits = hour + minute
    if not (colon and digits.isascii() and digits.isdigit() and hour and len(minute) == 2):  # noqa: PLR2004 - hh:mm
        raise ValueError
    minutes = int(hour[-3:]) * 60 + int(minute)
    if int(minute) >= 60 or minutes >= 12 * 60 or len(hour) > 2:  # noqa: PLR2004 - hh:mm
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
    if not isinstance(value, list) or not all(
        isinstance(item, str) and item.strip() and not set(item) & set("\n\r\0") for item in value
    ):
        raise ValueError
    return tuple(value)


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = tuple(text.strip().lower() for text in _texts(value))
    if not all("@" in address and not set(address) & set(" <>") for address in addresses):
        raise ValueError
    return addresses


def _keys(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and isinstance(text, str) and text.strip()
        for key, text in value.items()
    ):
        raise ValueError
    return dict(value)


def _one(texts: list[str]) -> str:
    (text,) = texts
    return text.strip()


def _number(texts: list[str]) -> int:
    return int(_one(texts))


def _yes_or_no(texts: list[str]) -> bool:
    word = _one(texts).lower()
    if word not in {"true", "yes", "on", "false", "no", "off"}:
        raise ValueError
    return word in {"true", "yes", "on"}


def _many(texts: list[str]) -> list[str]:
    return [text for text in texts if text]


def _no_table(texts: list[str]) -> NoReturn:
    # A table is set key by key: keys.new = "ctrl+n".
    raise ValueError(texts)


THEMES = ("waterline-dark", "waterline-light", "ansi")

SETTINGS: tuple[Setting, ...] = (
    Setting("day_starts", "04:00", 'a time from "00:00" to "11:59"', "when a day begins: what is "
            "written before belongs to the evening before", (_time_of_day, _one)),
    Setting("addresses", [], 'a list of addresses, like ["me@work.example"]', "further addresses "
            "of yours beside git's user.email", (_addresses, _many)),
    Setting("generated", [], 'a list of patterns, like ["*.pb.go", "dist/*"]', "files that are "
            "generated or vendored, beside those Waterline knows", (_texts, _many)),
    Setting("min_lines", 10, "a whole number from 0 to 10000", "how many changed lines make a "
            "change substantive", (_whole(0, 10_000), _number)),
    Setting("scan_on_start", True, "true or false", "whether the app looks for new commits when "
            "it opens", (_switch, _yes_or_no)),
    Setting("theme", "waterline-dark", " or ".join(f'"{name}"' for name in THEMES), "the colours "
            "of the app", (_one_of(*THEMES), _one)),
    Setting("backup_days", 7, "a whole number of days from 0 (never) to 365", "how old the newest "
            "backup may be before the app makes one", (_whole(0, 365), _number)),
    Setting("backups_kept", 4, "a whole number from 1 to 100", "how many automatic backups are "
            "kept", (_whole(1, 100), _number)),
    Setting("keys", {}, 'a table of action = "key", like new = "ctrl+n"', "other keys for the "
            "app's actions", (_keys, _no_table)),
)  # fmt: skip

LONGEST_SHOWN = 60

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
            known(key, path)
        for setting in SETTINGS:
            value = given.get(setting.key, setting.default)
            try:
                checked = setting.check(value)
            except ValueError:
                raise refused(setting, value, path) from None
            setattr(self, setting.key, checked)


def known(key: str, path: str) -> Setting:
    """Give the setting named `key`. Raises SettingsError naming those that there are."""
    if key not in BY_KEY:
        raise SettingsError(
            f"{path}: there is no setting {key!r}", f"allowed are {', '.join(BY_KEY)}"
        )
    return BY_KEY[key]


def refused(setting: Setting, value: Any, path: str, key: str = "") -> SettingsError:
    """Say that `value` can't be what `setting` (or its `key`) is, and what could be."""
    key = key or setting.key
    if isinstance(value, dict) and setting.check is _keys:
        wrong = [(name, text) for name, text in value.items() if not isinstance(text, str)]
        name, value = (*wrong, ("", ""))[0]
        key = f"{key}.{name}" if wrong else key
    return SettingsError(f"{path}: {key} = {shown(value)}", f"allowed is {setting.allowed}")


def shown(value: Any) -> str:
    """Write a value as `config.toml` has it, as far as a line has room."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif isinstance(value, (list, tuple)):
        text = f"[{', '.join(map(shown, value))}]"
    elif isinstance(value, dict):
        text = f"{{{', '.join(f'{key} = {shown(item)}' for key, item in value.items())}}}"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def load(home: Home) -> Settings:
    """Read the settings of `home`; a missing file means the defaults.

    Raises SettingsError naming the file and what is wrong with it.
    """
    return parse(read(home), home.settings)


def load_day(home: Home) -> Settings:
    """Read the settings of `home` as far as they say when a day begins, defaults elsewhere.

    For a shell prompt: parsing TOML takes longer than counting the day's entries, and a mistake
    in another setting is none of the prompt's business. Raises SettingsError.
    """
    text = read(home)
    # A quoted key may spell its letters with backslashes.
    return parse(text, home.settings) if "day_starts" in text or "\\" in text else Settings()


def read(home: Home) -> str:
    """Give the text of the settings' file, "" where there is none.

    Raises SettingsError when it can't be read.
    """
    path = home.settings
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(
            f"{path} can't be read ({error.strerror})", "mend it, or move it away"
        ) from error


def parse(text: str, path: str) -> Settings:
    """Turn the text of a `config.toml` into settings. Raises SettingsError."""
    return Settings(table(text, path), path)


def table(text: str, path: str) -> dict[str, Any]:
    """Parse TOML. Raises SettingsError that names the line."""
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: {explained(error, text)}", "mend that line") from error


def explained(error: Exception, text: str) -> str:
    """Say what is no TOML, with the line it stands in: tomllib gives its number at most."""
    import re

    found = re.search(r" \((?:at line (\d+), column \d+|at end of document)\)$", str(error))
    lines = text.rstrip().split("\n")
    if not isinstance(error, ValueError) or not found:
        return "a value is too large" if isinstance(error, ValueError) else "nested too deeply"
    number = int(found[1] or len(lines))
    said = str(error)[: found.start()]
    return f"line {number}: {said[:1].lower()}{said[1:]}: {shown(lines[number - 1].strip())}"


def change(home: Home, key: str, values: list[str] | str) -> Settings:
    """Set `key` to what a person typed, and give the settings as they are now.

    A list takes several `values`; "keys.new" names one key of a table. Comments stay. What
    would not be read again is not written. Raises SettingsError, HomeError when it can't be
    written.
    """
    texts = [values] if isinstance(values, str) else list(values)
    name, inner = split(key, home.settings)
    setting = BY_KEY[name]
    try:
        value = _one(texts) if inner else setting.read(texts)
        if not value and inner:
            raise ValueError  # noqa: TRY301 - one kind of mistake for every check
    except ValueError:
        raise refused(setting, " ".join(texts), home.settings, key) from None

    def put(document: Any) -> None:
        if not inner:
            document[name] = value
        elif isinstance(document.get(name, {}), dict):
            document.setdefault(name, {})[inner] = value

    return _rewrite(home, put)


def unset(home: Home, key: str) -> Settings:
    """Let `key` have its default again, and give the settings as they are now.

    Raises as `change` does.
    """
    name, inner = split(key, home.settings)

    def drop(document: Any) -> None:
        holder = document.get(name, {}) if inner else document
        if isinstance(holder, dict):
            holder.pop(inner or name, None)

    return _rewrite(home, drop)


def split(key: str, path: str) -> tuple[str, str]:
    """Split "keys.new" into its setting and what is inside: only a table has keys of its own.

    Raises SettingsError for a key that there is none of.
    """
    name, _, inner = key.partition(".")
    is_table = name in BY_KEY and isinstance(BY_KEY[name].default, dict)
    known(name if is_table else key, path)
    return name, inner


def _rewrite(home: Home, alter: Callable[[Any], None]) -> Settings:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = read(home)
    table(text, home.settings)
    try:
        document = tomlkit.parse(text)
        alter(document)
        altered = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise SettingsError(f"{home.settings}: {error}", "set it in the file by hand") from error
    settings = parse(altered, home.settings)
    if altered != text:
        write(home, altered)
    return settings


def write(home: Home, text: str) -> None:
    """Put `text` in the place of the settings' file: all of it or nothing.

    A link to the file (into someone's dotfiles) stays a link. Raises HomeError.
    """
    path = os.path.realpath(home.settings)
    home.make(os.path.dirname(path))
    beside = f"{path}.{os.getpid()}.part"
    try:
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o600
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(handle)
            os.replace(beside, path)
        except OSError:
            os.unlink(beside)
            raise
    except OSError as error:
        raise HomeError(
            f"{path} can't be written ({error.strerror})", "nothing was changed"
        ) from error
