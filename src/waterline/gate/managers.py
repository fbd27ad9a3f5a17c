"""Other programs that manage hooks: whose hooks git runs, and the one line to give each of them.

Such a line may be committed and shared with others, so it does nothing where Waterline is not,
and it is only ever shown: nobody's own files are written here.
"""

from __future__ import annotations

import os

from waterline.gate import chained, scripts

HUSKY = "husky"

# Where lefthook reads what it runs; the local file is a person's own and is not committed.
_LEFTHOOK_LOCAL = "lefthook-local.yml"
_LEFTHOOK_FILES = (
    _LEFTHOOK_LOCAL, "lefthook.yml", ".lefthook.yml", ".lefthook-local.yml",
    ".config/lefthook.yml", ".config/lefthook-local.yml",
)  # fmt: skip

_FED = "use_stdin: true"
_ASKING = "interactive: true"


def manager_of(folder: str) -> str:
    """Name who manages a folder of hooks that core.hooksPath leads to, "" where nobody known."""
    return HUSKY if _is_husky(folder) else ""


def _is_husky(folder: str) -> bool:
    return os.path.basename(folder) == "_" and os.path.isfile(os.path.join(folder, "h"))


def hook_of(folder: str, event: str) -> str:
    """Give the path of the hook a person writes for an event: husky's stands a folder above."""
    return os.path.join(os.path.dirname(folder) if _is_husky(folder) else folder, event)


def runs_us(folder: str, event: str, runner: str, person: str) -> bool:
    """Tell whether the hook of an event calls our runner, and git runs that hook at all."""
    hook = hook_of(folder, event)
    started = os.path.join(folder, event)
    text = chained.content_of(hook).decode("utf-8", "replace")
    return os.access(started, os.X_OK) and any(
        _calls(line, event, runner, person) for line in text.split("\n")
    )


def lefthook_runs_us(top: str, event: str, runner: str, person: str) -> bool:
    """Tell whether lefthook's configuration calls our runner at an event."""
    for name in _LEFTHOOK_FILES:
        text = chained.content_of(os.path.join(top, name)).decode("utf-8", "replace")
        if any(_calls(line, event, runner, person) for line in text.split("\n")):
            return True
    return False


def _calls(line: str, event: str, runner: str, person: str) -> bool:
    """Tell whether a line, however it was put into other words, calls our runner for an event."""
    bare = line.strip()
    if bare.startswith("#"):
        return False
    below = runner.removeprefix(f"{person}/") if person else runner
    names = {runner, f"$HOME/{below}", f"${{HOME}}/{below}", f"~/{below}"}
    said = bare.replace('"', "").replace("'", "")
    return any(f"sh {name} {word}" in said for name in names for word in (event, "${0##*/}"))


def line_for(folder: str, runner: str, person: str) -> str:
    """Give the line for the hooks in a folder of somebody else's: one for all events."""
    names = ", ".join(os.path.basename(hook_of(folder, event)) for event in scripts.EVENTS)
    where = os.path.dirname(hook_of(folder, scripts.EVENTS[0]))
    return f"{scripts.line_text(runner, person)}  # in {where}: {names}"


def lefthook_line(event: str, runner: str, person: str) -> str:
    """Give the line for lefthook-local.yml."""
    called = scripts.line_text(runner, person, event).replace('"$@"', "{0}").replace("'", "''")
    option = _FED if event in scripts.FED else _ASKING
    return f"{event}: {{commands: {{waterline: {{{option}, run: '{called}'}}}}}}"
