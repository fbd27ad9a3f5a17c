"""The settings of one home: read from `config.toml`, with a clear word for every mistake."""

from __future__ import annotations

import os

from waterline.errors import HomeError, SettingsError
from waterline.settable import BY_KEY, OWED_BY, PER_REPOSITORY, SETTINGS, one

TYPE_CHECKING = False  # importing typing takes as long as reading the journal for the status
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from waterline.home import Home
    from waterline.settable import Setting

LONGEST_SHOWN = 60


class Settings:
    """The settings of one home. Attributes are named as the keys of `config.toml`.

    `day_starts` and `build_time` are in minutes after midnight; `holidays` are first and last days;
    `addresses` are lower case; `keys` maps an action's id to a key, `signals` a sign of AI to its
    tool, `repos` a repository to what is different there.
    """

    __slots__ = (
        "addresses",
        "after_commit",
        "ask",
        "backup_days",
        "backups_kept",
        "build_day",
        "build_time",
        "day_starts",
        "generated",
        "holidays",
        "keys",
        "leave_agents",
        "leave_repositories",
        "min_lines",
        "offer_audit",
        "owed_days",
        "push",
        "recall_per_week",
        "repos",
        "scan_on_start",
        "signals",
        "theme",
        "unknown",
    )

    day_starts: int
    addresses: tuple[str, ...]
    generated: tuple[str, ...]
    min_lines: int
    ask: str
    unknown: str
    push: str
    after_commit: str
    owed_days: int
    leave_agents: tuple[str, ...]
    leave_repositories: tuple[str, ...]
    signals: dict[str, str]
    repos: dict[str, dict[str, Any]]
    build_day: str
    build_time: int
    holidays: tuple[tuple[date, date], ...]
    recall_per_week: int
    offer_audit: bool
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

    def for_repository(self, name: str, path: str) -> Settings:
        """Give the settings as they are in the repository `name` at `path`.

        What [repos] says of its path outdoes what it says of its name, and the later line the
        earlier. A repository that is to be left alone is never asked about.
        """
        own: dict[str, Any] = {}
        for by_path in (False, True):
            for wanted, table in self.repos.items():
                if _is_path(wanted) is by_path and means(wanted, name, path):
                    own |= table
        if any(means(wanted, name, path) for wanted in self.leave_repositories):
            own["ask"] = "never"
        if not own:
            return self
        there = Settings.__new__(Settings)
        for key in BY_KEY:
            setattr(there, key, own[key] if key in own else getattr(self, key))
        return there

    def leaves_agent(self, tool: str) -> bool:
        """Tell whether the changes of this tool are left alone."""
        return tool.casefold() in {name.casefold() for name in self.leave_agents}


def _is_path(wanted: str) -> bool:
    return wanted.startswith(("/", "~", "."))


def means(wanted: str, name: str, path: str) -> bool:
    """Tell whether `wanted` (a name, a path or a pattern of either) is the repository.

    A path also means what lies below it.
    """
    if not _is_path(wanted):
        return wanted == name or _is_like(name, wanted)
    whole = os.path.abspath(os.path.expanduser(wanted))
    return path == whole or path.startswith(f"{whole}/") or _is_like(path, whole)


def _is_like(text: str, pattern: str) -> bool:
    if not set(pattern) & set("*?["):
        return False
    from fnmatch import fnmatchcase

    return fnmatchcase(text, pattern)


def known(key: str, path: str) -> Setting:
    """Give the setting named `key`. Raises SettingsError naming some, and the one meant."""
    if key not in BY_KEY:
        raise SettingsError(f"{path}: there is no setting {key!r}", _instead_of(key))
    return BY_KEY[key]


def _instead_of(key: str) -> str:
    from difflib import get_close_matches

    first = ", ".join(list(BY_KEY)[:3])
    said = f"allowed are {first} and {len(BY_KEY) - 3} more, which `waterline config` lists"
    meant = get_close_matches(key, BY_KEY, 1)
    return f"{said}; did you mean {meant[0]}?" if meant else said


def refused(setting: Setting, value: Any, path: str, key: str = "") -> SettingsError:
    """Say that `value` can't be what `setting` (or its `key`) is, and what could be."""
    key, allowed = key or setting.key, setting.allowed
    if isinstance(value, dict) and isinstance(setting.default, dict):
        name, value, one = _wrong(setting, value)
        key = f"{key}.{name}" if name else key
        allowed = one.allowed
    return SettingsError(f"{path}: {key} = {shown(value)}", f"allowed is {allowed}")


def _wrong(setting: Setting, table: dict[str, Any]) -> tuple[str, Any, Setting]:
    """Find what of a table is refused: its key, its value, and the setting that says so."""
    for name, item in table.items():
        try:
            setting.check({name: item})
        except ValueError:
            if setting.key != "repos" or not isinstance(item, dict):
                return _bare_key(name), item, setting
            for key, value in item.items():
                if key not in PER_REPOSITORY:
                    return f"{_bare_key(name)}.{key}", value, setting
                if not _passes(BY_KEY[key], value):
                    return f"{_bare_key(name)}.{key}", value, BY_KEY[key]
    return "", table, setting


def _passes(setting: Setting, value: Any) -> bool:
    try:
        setting.check(value)
    except ValueError:
        return False
    return True


def shown(value: Any) -> str:
    """Write a value as `config.toml` has it, as far as a line has room."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif isinstance(value, (list, tuple)):
        text = f"[{', '.join(map(shown, value))}]"
    elif isinstance(value, dict):
        items = (f"{_bare_key(key)} = {shown(item)}" for key, item in value.items())
        text = f"{{{', '.join(items)}}}"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def flat(table: dict[str, Any]) -> dict[str, Any]:
    """Give a table of tables as one: {"api": {"push": …}} becomes {"api.push": …}."""
    pairs: dict[str, Any] = {}
    for key, item in table.items():
        inner = flat(item) if isinstance(item, dict) else {}
        pairs |= {f"{key}.{below}": value for below, value in inner.items()} or {key: item}
    return pairs


def _bare_key(key: str) -> str:
    bare = key.replace("-", "").replace("_", "")
    return key if bare.isascii() and bare.isalnum() else shown(key)


def load(home: Home) -> Settings:
    """Read the settings of `home`; a missing file means the defaults.

    Raises SettingsError naming the file and what is wrong with it.
    """
    return parse(read(home), home.settings)


def load_day(home: Home) -> Settings:
    """Read the settings of `home` as far as the status hangs on them, defaults elsewhere.

    That is when a day begins, what is owed, and how much is drawn. For a shell prompt: parsing
    TOML takes longer than counting, and a mistake in another setting is none of its business.
    Raises SettingsError.
    """
    text = read(home)
    # A quoted key may spell its letters with backslashes.
    needed = any(key in text for key in ("day_starts", "\\", *OWED_BY))
    return parse(text, home.settings) if needed else Settings()


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

    A list takes several `values`; "keys.new" names one key of a table, "repos.api.push" one
    setting of one repository. Comments stay. What would not be read again is not written.
    Raises SettingsError, HomeError when it can't be written.
    """
    texts = [values] if isinstance(values, str) else list(values)
    name, *inner = split(key, home.settings)
    setting = BY_KEY[inner[-1]] if len(inner) > 1 else BY_KEY[name]
    try:
        if inner and name == "repos" and len(inner) == 1:
            raise ValueError  # noqa: TRY301 - one kind of mistake for every check
        value = one(texts) if len(inner) == 1 else setting.read(texts)
        if value == "" and inner:
            raise ValueError  # noqa: TRY301 - one kind of mistake for every check
    except ValueError:
        raise refused(setting, " ".join(texts), home.settings, key) from None

    def put(document: Any) -> None:
        import tomlkit

        holder = document
        for step, below in zip([name, *inner][:-1], inner, strict=True):
            if step not in holder:
                # [repos.api] needs no empty [repos] above it.
                holder[step] = tomlkit.table(is_super_table=below is not inner[-1])
            if not isinstance(holder[step], dict):
                return
            holder = holder[step]
        holder[[name, *inner][-1]] = value

    return _rewrite(home, put)


def unset(home: Home, key: str) -> Settings:
    """Let `key` have its default again, and give the settings as they are now.

    "repos.api" lets a whole repository go. Raises as `change` does.
    """
    name, *inner = split(key, home.settings)

    def drop(document: Any) -> None:
        steps, holder = [name, *inner], document
        for step in steps[:-1]:
            holder = holder.get(step, {})
            if not isinstance(holder, dict):
                return
        holder.pop(steps[-1], None)

    return _rewrite(home, drop)


def split(key: str, path: str) -> tuple[str, ...]:
    """Split "keys.new" into its setting and what is inside: only a table has keys of its own.

    "repos.a.b.push" is (repos, a.b, push): names and paths may hold dots, settings don't.
    Raises SettingsError for a key that there is none of.
    """
    name, _, inner = key.partition(".")
    is_table = name in BY_KEY and isinstance(BY_KEY[name].default, dict)
    known(name if is_table else key, path)
    whose, _, own = inner.rpartition(".")
    if name == "repos" and whose and own in PER_REPOSITORY:
        return name, whose, own
    return (name, inner) if inner else (name,)


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
