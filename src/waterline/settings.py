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


def _signals(value: Any) -> dict[str, str]:
    signals = {key.strip(): tool.strip() for key, tool in _keys(value).items()}
    if not all(_is_signal(key) and "\n" not in tool for key, tool in signals.items()):
        raise ValueError
    return signals


def _is_signal(key: str) -> bool:
    """Tell whether `key` may be a signal: "$NAME", an address, "Key:", or a whole line."""
    if key.startswith("$"):
        return key[1:].isidentifier() and key.isascii()
    if key.endswith(":"):
        return key[:-1].replace("-", "").isalnum() and key.isascii()
    if "@" in key and not set(key) & set(" <>"):
        return bool(key.strip("@"))
    return bool(key) and key.isprintable()


def _repos(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004 - one kind of mistake for every check
    for name, table in value.items():
        if not name.strip() or not isinstance(table, dict):
            raise ValueError
        for key, item in table.items():
            if key not in PER_REPOSITORY:
                raise ValueError
            BY_KEY[key].check(item)
    return {name: dict(table) for name, table in value.items()}


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
ASK = ("commit", "later", "never")
UNKNOWN = ("ask", "assisted", "by hand", "leave")
PUSH = ("remind", "require", "off")
AFTER_COMMIT = ("owed", "learned", "off")

# The settings that are one of a few words.
CHOICES: dict[str, tuple[str, ...]] = {
    "ask": ASK,
    "unknown": UNKNOWN,
    "push": PUSH,
    "after_commit": AFTER_COMMIT,
    "theme": THEMES,
}

# What a table under [repos] may set.
PER_REPOSITORY = ("ask", "unknown", "min_lines", "push", "after_commit")

# What counting the owed changes hangs on, beside the day's beginning.
OWED_BY = (
    "ask", "leave_agents", "leave_repositories", "min_lines", "owed_days", "repos", "unknown",
)  # fmt: skip


def _choice(names: tuple[str, ...]) -> str:
    return " or ".join(f'"{name}"' for name in names)


SETTINGS: tuple[Setting, ...] = (
    Setting("day_starts", "04:00", 'a time from "00:00" to "11:59"', "when a day begins: what is "
            "written before belongs to the evening before", (_time_of_day, _one)),
    Setting("addresses", [], 'a list of addresses, like ["me@work.example"]', "further addresses "
            "of yours beside git's user.email", (_addresses, _many)),
    Setting("generated", [], 'a list of patterns, like ["*.pb.go", "dist/*"]', "files that are "
            "generated or vendored, beside those Waterline knows", (_texts, _many)),
    Setting("min_lines", 10, "a whole number from 0 to 10000", "how many changed lines make a "
            "change substantive", (_whole(0, 10_000), _number)),
    Setting("ask", "commit", _choice(ASK), "when the why of an assisted change is asked for: at "
            "its commit, later (it is owed at once), or never (then nothing is owed)",
            (_one_of(*ASK), _one)),
    Setting("unknown", "ask", _choice(UNKNOWN), "what a change is that says nothing about AI: ask "
            "with one key, take it for assisted or for written by hand, or leave it unknown",
            (_one_of(*UNKNOWN), _one)),
    Setting("push", "remind", _choice(PUSH), "what a push does while something in it is owed: "
            "remind of it, require the explanation, or nothing", (_one_of(*PUSH), _one)),
    Setting("after_commit", "owed", _choice(AFTER_COMMIT), "the one line after a commit: what is "
            "owed, the question what you learned, or nothing", (_one_of(*AFTER_COMMIT), _one)),
    Setting("owed_days", 14, "a whole number of days from 1 to 365", "how long a change is owed; "
            "after that it is let go, and counts as unexplained", (_whole(1, 365), _number)),
    Setting("leave_agents", [], 'a list of tools, like ["Copilot"]', "tools whose changes are "
            "neither asked about nor owed", (_texts, _many)),
    Setting("leave_repositories", [], 'a list of names, paths or patterns, like ["dotfiles", '
            '"~/play/*"]', "repositories in which nothing is asked and nothing owed",
            (_texts, _many)),
    Setting("scan_on_start", True, "true or false", "whether the app looks for new commits when "
            "it opens", (_switch, _yes_or_no)),
    Setting("theme", "waterline-dark", _choice(THEMES), "the colours "
            "of the app", (_one_of(*THEMES), _one)),
    Setting("backup_days", 7, "a whole number of days from 0 (never) to 365", "how old the newest "
            "backup may be before the app makes one", (_whole(0, 365), _number)),
    Setting("backups_kept", 4, "a whole number from 1 to 100", "how many automatic backups are "
            "kept", (_whole(1, 100), _number)),
    Setting("signals", {}, 'a table of signal = "tool", where the signal is an address, a "Key:", '
            'a "$VARIABLE" or a whole line, like "bot@work.example" = "Workbot"', "further signs "
            "that AI helped, beside those Waterline knows", (_signals, _no_table)),
    Setting("repos", {}, "a table for each repository, by name, path or pattern, of ask, unknown, "
            'min_lines, push or after_commit, like api.push = "require"', "what is different in "
            "single repositories", (_repos, _no_table)),
    Setting("keys", {}, 'a table of action = "key", like new = "ctrl+n"', "other keys for the "
            "app's actions", (_keys, _no_table)),
)  # fmt: skip

LONGEST_SHOWN = 60

BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The settings of one home. Attributes are named as the keys of `config.toml`.

    `day_starts` is in minutes after midnight; `addresses` are lower case; `keys` maps an
    action's id to a key, `signals` a sign of AI to its tool, `repos` a repository to what is
    different there.
    """

    __slots__ = (
        "addresses",
        "after_commit",
        "ask",
        "backup_days",
        "backups_kept",
        "day_starts",
        "generated",
        "keys",
        "leave_agents",
        "leave_repositories",
        "min_lines",
        "owed_days",
        "push",
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
    """Give the setting named `key`. Raises SettingsError naming those that there are."""
    if key not in BY_KEY:
        raise SettingsError(
            f"{path}: there is no setting {key!r}", f"allowed are {', '.join(BY_KEY)}"
        )
    return BY_KEY[key]


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

    That is when a day begins and what is owed. For a shell prompt: parsing TOML takes longer
    than counting, and a mistake in another setting is none of the prompt's business.
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
        value = _one(texts) if len(inner) == 1 else setting.read(texts)
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
