"""What can be set: one table, each setting with its default, what is allowed, and its checks."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing takes as long as reading the journal for the status
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any, NoReturn

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


def _clock(value: Any) -> int:
    hour, colon, minute = value.partition(":") if isinstance(value, str) else ("", "", "")
    digits = hour + minute
    if not (colon and digits.isascii() and digits.isdigit() and hour and len(minute) == 2):  # noqa: PLR2004 - hh:mm
        raise ValueError
    if len(hour) > 2 or int(hour) > 23 or int(minute) > 59:  # noqa: PLR2004 - hh:mm
        raise ValueError
    return int(hour) * 60 + int(minute)


def _morning(value: Any) -> int:
    minutes = _clock(value)
    if minutes >= 12 * 60:
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


def one(texts: list[str]) -> str:
    """Give the one text of several. Raises ValueError where it is not one."""
    (text,) = texts
    return text.strip()


def _holidays(value: Any) -> tuple[tuple[date, date], ...]:
    texts = _texts([str(item) for item in value] if isinstance(value, list) else value)
    return tuple(map(_holiday, texts))


def _holiday(said: str) -> tuple[date, date]:
    """Read "2026-12-24", or "2026-12-24 to 2027-01-03" with both ends included."""
    from datetime import date

    first, _, last = said.partition(" to ")
    days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    if days[0] > days[1]:
        raise ValueError(said)
    return days


def _number(texts: list[str]) -> int:
    return int(one(texts))


def _yes_or_no(texts: list[str]) -> bool:
    word = one(texts).lower()
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
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# The settings that are one of a few words.
CHOICES: dict[str, tuple[str, ...]] = {
    "ask": ASK,
    "unknown": UNKNOWN,
    "push": PUSH,
    "after_commit": AFTER_COMMIT,
    "build_day": ("", *WEEKDAYS),
    "theme": THEMES,
}

# What a table under [repos] may set.
PER_REPOSITORY = ("ask", "unknown", "min_lines", "push", "after_commit")

# What counting the owed changes, and drawing others, hangs on, beside the day's beginning.
OWED_BY = (
    "ask", "leave_agents", "leave_repositories", "min_lines", "owed_days", "recall_per_week",
    "repos", "unknown",
)  # fmt: skip


def _choice(names: tuple[str, ...]) -> str:
    return " or ".join(f'"{name}"' for name in names)


SETTINGS: tuple[Setting, ...] = (
    Setting("day_starts", "04:00", 'a time from "00:00" to "11:59"', "when a day begins: what is "
            "written before belongs to the evening before", (_morning, one)),
    Setting("addresses", [], 'a list of addresses, like ["me@work.example"]', "further addresses "
            "of yours beside git's user.email", (_addresses, _many)),
    Setting("generated", [], 'a list of patterns, like ["*.pb.go", "dist/*"]', "files that are "
            "generated or vendored, beside those Waterline knows", (_texts, _many)),
    Setting("min_lines", 10, "a whole number from 0 to 10000", "how many changed lines make a "
            "change substantive", (_whole(0, 10_000), _number)),
    Setting("ask", "commit", _choice(ASK), "when the why of an assisted change is asked for: at "
            "its commit, later (it is owed at once), or never (then nothing is owed)",
            (_one_of(*ASK), one)),
    Setting("unknown", "ask", _choice(UNKNOWN), "what a change is that says nothing about AI: ask "
            "with one key, take it for assisted or for written by hand, or leave it unknown",
            (_one_of(*UNKNOWN), one)),
    Setting("push", "remind", _choice(PUSH), "what a push does while something in it is owed: "
            "remind of it, require the explanation, or nothing", (_one_of(*PUSH), one)),
    Setting("after_commit", "owed", _choice(AFTER_COMMIT), "the one line after a commit: what is "
            "owed, the question what you learned, or nothing", (_one_of(*AFTER_COMMIT), one)),
    Setting("owed_days", 14, "a whole number of days from 1 to 365", "how long a change is owed; "
            "after that it is let go, and counts as unexplained", (_whole(1, 365), _number)),
    Setting("leave_agents", [], 'a list of tools, like ["Copilot"]', "tools whose changes are "
            "neither asked about nor owed", (_texts, _many)),
    Setting("leave_repositories", [], 'a list of names, paths or patterns, like ["dotfiles", '
            '"~/play/*"]', "repositories in which nothing is asked and nothing owed",
            (_texts, _many)),
    Setting("build_day", "", 'a weekday, like "sunday", or "" for none', "the day of the weekly "
            "build without AI; Today reminds of it once it is due", (_one_of("", *WEEKDAYS), one)),
    Setting("build_time", "10:00", 'a time from "00:00" to "23:59"', "the time of that build",
            (_clock, one)),
    Setting("holidays", [], 'a list of days or spans, like ["2026-12-24 to 2027-01-03"]', "days "
            "that don't count: no build is planned in them, and they make no week active",
            (_holidays, _many)),
    Setting("recall_per_week", 3, "a whole number from 0 (never) to 3", "how many changes and "
            "decisions Recall draws in a week, to ask about them", (_whole(0, 3), _number)),
    Setting("offer_audit", True, "true or false", "whether Today offers last month's audit in the "
            "first days of a month", (_switch, _yes_or_no)),
    Setting("scan_on_start", True, "true or false", "whether the app looks for new commits when "
            "it opens", (_switch, _yes_or_no)),
    Setting("theme", "waterline-dark", _choice(THEMES), "the colours "
            "of the app", (_one_of(*THEMES), one)),
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

BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}
