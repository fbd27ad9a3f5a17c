"""The shell's side in text: the head that the settings are written into, and a hook's own lines.

What is said here in the shell's language is data from elsewhere (paths, variables, a user's own
signals), so every piece of it is quoted, and what can't be quoted safely is left out.
"""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    # A variable's name, the values that tell (none: any but the empty one), and the variable
    # that must be set beside it ("" where none must).
    Variable = tuple[str, tuple[str, ...], str]

# One hook for each of these is installed. post-commit is not among them: each hook costs a
# process at every commit, and commit-msg knows already what post-commit would add.
EVENTS = ("commit-msg", "post-rewrite", "pre-push")

# These get something on standard input, and so must what stood there before.
FED = ("post-rewrite", "pre-push")

# A hook that does our work says so in a line of its own; the number is the form of the hook.
MARK = "# Waterline hook 1: "

# Whose hook stands beside ours, by its name in the same folder.
BEFORE = "# What stood here before: "

# The folder of the hooks was made for this one, so it goes with the last of ours.
MADE = "# Its folder was made for it."

# Above this line of the shell's part stands what most hooks end in.
_SELDOM = "# --- What is seldom needed.\n"


class Wishes:
    """What the head says: the settings as far as the shell must know them."""

    __slots__ = ("after_commit", "ask", "min_lines", "push", "unknown")

    def __init__(
        self, *, ask: str, unknown: str, min_lines: int, push: str, after_commit: str
    ) -> None:
        self.ask = ask
        self.unknown = unknown
        self.min_lines = min_lines
        self.push = push
        self.after_commit = after_commit

    def assignments(self) -> str:
        """Write them as the shell's assignments, on one line."""
        return (
            f"wl_ask={quoted(self.ask)} wl_unknown={quoted(self.unknown)} "
            f"wl_min_lines={self.min_lines} wl_push={quoted(self.push)} "
            f"wl_after={quoted(self.after_commit)}"
        )


def quoted(text: str) -> str:
    """Quote a text for the shell, so that it is one word and means itself."""
    return "'" + text.replace("'", "'\\''") + "'"


def source() -> str:
    """Give the path of the shell's part as it was installed."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "hooks.sh")


def gate_text(
    paths: dict[str, str],
    home: dict[str, str],
    wishes: Wishes,
    *,
    repositories: Iterable[tuple[str, Wishes]],
    variables: Sequence[Variable],
    signals: Sequence[str],
    addresses: Sequence[str],
) -> str:
    """Write the whole gate: the head, then what the hooks do.

    `paths` are gate, config, source, python, inbox, and `flags` for the interpreter; `home` are
    the environment's variables that lead Python to this home ("" takes one away). `repositories`
    are common directories with what differs there. `signals` are whole lines, or with a "*" at
    their end beginnings of lines, whatever the case of their letters.
    """
    with open(source(), encoding="utf-8") as file:
        body = file.read()
    assigned = "\n".join(f"wl_{name}={quoted(text)}" for name, text in paths.items())
    own = [
        f"    {quoted(folder)}) {one.assignments()} ;;"
        for folder, one in repositories
        if "\n" not in folder
    ]
    quick, _, rest = body.partition(_SELDOM)
    return "\n".join(
        [
            "# Written by Waterline from its settings, and written anew when they change.",
            assigned,
            wishes.assignments(),
            f"wl_repositories={'yes' if own else ''}",
            f'wl_agents="{_all_variables(variables)}"',
            _function("wl_home", [f"    {line}" for line in _home(home)] or ["    :"]),
            quick,
            f"wl_gone={quoted(gone(paths['python']))}",
            _function("wl_repository", _case(own)),
            _function("wl_look_for_agents", _each_variable(variables)),
            _function("wl_is_signal", _case(_alternatives(signals), otherwise="return 1")),
            _function("wl_is_signal_address", _case(_alternatives(addresses), "return 1")),
            rest,
        ]
    )


def hook_text(
    event: str, gate: str, before: str = "", *, made: bool = False, yields: bool = False
) -> str:
    """Write the hook that stands in a folder of hooks; `before` names what runs ahead of it.

    `made`: its folder was made for it. `yields`: what stood there is run by the pre-commit
    framework where that runs us.
    """
    lines = [
        "#!/bin/sh",
        f"{MARK}{event}",
        "# `waterline hooks uninstall` takes it away and puts back what stood here.",
        *([MADE] if made else []),
        *([f"{BEFORE}{before}"] if before else []),
        f"wl_event={event} wl_gate={quoted(gate)}",
    ]
    if not before:
        return "\n".join([*lines, *_opening()]) + "\n"
    # The other hook keeps its name's beginning and its folder, so that what it looks for beside
    # itself is there. One that leads back to us is not entered again.
    yielding = ' && [ -z "${PRE_COMMIT_RUNNING_LEGACY-}" ]' if yields else ""
    lines += [
        "case $0 in */*) wl_folder=${0%/*} ;; *) wl_folder=. ;; esac",
        "case $wl_folder in /*) ;; *) wl_folder=$PWD/$wl_folder ;; esac",
        f"wl_before=$wl_folder/{before}",
        "# shellcheck disable=SC3013 # every sh there is knows -ef",
        '[ -z "${WATERLINE_CHAIN-}" ] || [ ! "$WATERLINE_CHAIN" -ef "$wl_before" ] || exit 0',
        f'if [ -x "$wl_before" ]{yielding}; then',
    ]
    called = 'WATERLINE_CHAIN=$wl_before "$wl_before" "$@"'
    if event not in FED:
        return "\n".join([*lines, f"    {called} || exit $?", "fi", *_opening()]) + "\n"
    # Both are to read all of what git says.
    refused = " || exit $?" if event == "pre-push" else " || :"
    lines += [
        "    wl_given=$(cat && echo .)",
        "    wl_given=${wl_given%.}",
        f'    printf %s "$wl_given" | {called}{refused}',
        '    printf %s "$wl_given" | {',
        *(f"        {line}" for line in _opening()),
        "    }",
        "    exit $?",
        "fi",
    ]
    return "\n".join([*lines, *_opening()]) + "\n"


def _opening() -> list[str]:
    """Write how the gate is entered: whatever is wrong with it, git gets a 0."""
    return [
        '[ -r "$wl_gate" ] || exit 0',
        "trap 'exit 0' EXIT",
        '. "$wl_gate" 3>&2 2>/dev/null',
    ]


def command_text(event: str, gate: str) -> str:
    """Write the hook for git's configuration: one line, behind which git puts its arguments."""
    return "; ".join([f"wl_event={event} wl_gate={quoted(gate)}", *_opening()])


def runner_text() -> str:
    """Write the file that a line in somebody else's hook calls: `sh run EVENT ARGUMENT…`."""
    lines = [
        "#!/bin/sh",
        "# Called by one line in the hook of another program: sh run EVENT ARGUMENT...",
        "case $0 in */*) wl_gate=${0%/*}/gate ;; *) wl_gate=./gate ;; esac",
        "wl_event=${1-}",
        "[ $# = 0 ] || shift",
        *_opening(),
    ]
    return "\n".join(lines) + "\n"


def line_text(runner: str, person: str, event: str = "") -> str:
    """Write the line that calls us from another's hook, harmless where Waterline is not.

    It may be shared with others, so it names the home of whoever runs it, not `person`'s. Without
    `event` it takes the hook's own name, and is the same for all three.
    """
    below = runner.removeprefix(f"{person}/") if person else runner
    if below != runner and not set(below) & set('"$`\\'):
        path = f'"$HOME/{below}"'
    else:
        path = quoted(runner)
    named = event or '"${0##*/}"'
    return f'! [ -r {path} ] || sh {path} {named} "$@"'


def gone(python: str) -> str:
    """Say that the interpreter is not there any more."""
    return f"waterline: {python} is gone, so nothing is asked: `waterline hooks install` again"


def _function(name: str, lines: list[str]) -> str:
    return "\n".join([f"{name}() {{", *lines, "}"])


def _case(choices: list[str], otherwise: str = "") -> list[str]:
    last = [f"    *) {otherwise} ;;"] if otherwise else []
    if not choices:
        return [f"    {otherwise or ':'}"]
    return ["    case ${1-} in", *choices, *last, "    esac"]


def _home(variables: dict[str, str]) -> list[str]:
    return [
        f"export {name}={quoted(text)}" if text else f"unset {name}"
        for name, text in variables.items()
    ]


def _all_variables(variables: Sequence[Variable]) -> str:
    """Write one word that is empty unless one of the variables is set: the quick look."""
    return "".join(f"${{{name}-}}" for name in dict.fromkeys(one[0] for one in variables))


def _each_variable(variables: Sequence[Variable]) -> list[str]:
    lines = []
    for name, values, beside in variables:
        told = f"{name}={values[0]}" if values and _is_one_word(values[0]) else name
        only = f'    [ -z "${{{beside}-}}" ] ||' if beside else "   "
        choices = "|".join(map(quoted, values)) or "?*"
        lines.append(
            f'{only} case ${{{name}-}} in {choices}) wl_names="$wl_names "{quoted(told)} ;; esac'
        )
    return lines or ["    :"]


def _is_one_word(text: str) -> bool:
    return text.isprintable() and not any(char.isspace() for char in text)


def _alternatives(texts: Sequence[str]) -> list[str]:
    return [f"    {pattern(text)}) return 0 ;;" for text in texts if "\n" not in text]


def pattern(text: str) -> str:
    """Write a pattern of the shell for `text` in whatever case; "*" at an end is anything."""
    bare = text.removeprefix("*").removesuffix("*")
    parts = re.split(r"([A-Za-z]|[^\W\d_])", bare)
    # Every second one is a letter. What the shell takes for another case of a letter beyond ASCII
    # hangs on the locale, so any will do: Python looks again.
    letters = [
        quoted(part) if at % 2 == 0 else _either_case(part) for at, part in enumerate(parts) if part
    ]
    return "*" * text.startswith("*") + "".join(letters) + "*" * text.endswith("*")


def _either_case(letter: str) -> str:
    return f"[{letter.lower()}{letter.upper()}]" if letter.isascii() else "*"
