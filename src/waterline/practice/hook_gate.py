"""The gate: the one file that the hooks of all repositories run, written from the settings."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from waterline.errors import HomeError, WaterlineError
from waterline.gate import scripts
from waterline.practice import repositories

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.settings import Settings


def gate_of(home: Home) -> str:
    """Give the path of the gate."""
    return f"{home.data}/hooks/gate"


def runner_of(home: Home) -> str:
    """Give the path of what a line in somebody else's hook calls."""
    return f"{home.data}/hooks/run"


def is_gate_there(home: Home) -> bool:
    """Tell whether hooks were ever installed from this home."""
    return os.path.exists(gate_of(home))


def write_gate(home: Home, settings: Settings) -> bool:
    """Write the gate from the settings, and tell whether that changed it.

    Raises HomeError where it can't be written; then the gate is as it was.
    """
    gate = gate_of(home)
    text = _gate_text(home, settings)
    home.make(os.path.dirname(gate))
    try:
        changed = _put(gate, text)
        _put(runner_of(home), scripts.runner_text())
        _date(gate, home)
    except OSError as error:
        raise HomeError(f"{gate} can't be written ({error.strerror})", "mend that folder") from None
    return changed


def _put(path: str, text: str) -> bool:
    content = os.fsencode(text)
    with contextlib.suppress(OSError), open(path, "rb") as file:
        if file.read() == content:
            return False
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    return True


def _date(gate: str, home: Home) -> None:
    """Date the gate no older than what it was made from, or every hook would have it made anew."""
    os.utime(gate)
    newest = os.stat(gate).st_mtime_ns
    for path in (home.settings, scripts.source()):
        with contextlib.suppress(OSError):
            newest = max(newest, os.stat(path).st_mtime_ns)
    os.utime(gate, ns=(newest, newest))


def _gate_text(home: Home, settings: Settings) -> str:
    from waterline.domain import environment, origin
    from waterline.domain.signals import signals as read_signals

    own = read_signals(settings.signals)
    variables = [
        (one.name, one.values, one.beside) for one in (*own.variables, *environment.ENVIRONMENT)
    ]
    keys = [f"{key}:*" for key in (*origin.KEYS, *own.keys)]
    lines = [f"{line}*" for line in (*origin.LINES, *own.lines)]
    addresses = [*origin.AGENTS, *own.addresses]
    paths = {
        "gate": gate_of(home),
        "config": home.settings,
        "source": scripts.source(),
        "python": sys.executable,
        "flags": _flags(),
        "inbox": home.inbox,
    }
    return scripts.gate_text(
        paths,
        _home_variables(home),
        _wishes(settings),
        repositories=_apart(home, settings),
        variables=variables,
        signals=[*origin.POSSIBLE, *keys, *lines],
        addresses=addresses,
    )


def _flags() -> str:
    """Give the interpreter's flags: apart from everything but what is installed for all.

    A Waterline that was installed for this user alone would not be found by `-I`.
    """
    import site

    users = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    return "-EP" if users and __file__.startswith(f"{users}{os.sep}") else "-I"


def _home_variables(home: Home) -> dict[str, str]:
    """Name what leads Python to this home, whatever a hook's environment says.

    A program with windows was not started from the shell in which the person set theirs.
    """
    if home.data == home.config:
        return {"WATERLINE_HOME": home.data}
    leading = {"WATERLINE_HOME": ""}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        if os.environ.get(name):
            leading[name] = os.environ[name]
    return leading


def _wishes(settings: Settings) -> scripts.Wishes:
    return scripts.Wishes(
        ask=settings.ask,
        unknown=settings.unknown,
        min_lines=settings.min_lines,
        push=settings.push,
        after_commit=settings.after_commit,
    )


def _apart(home: Home, settings: Settings) -> list[tuple[str, scripts.Wishes]]:
    """Give the repositories in which something else is set than elsewhere."""
    if not settings.repos and not settings.leave_repositories:
        return []
    found = []
    for line in listed(home, settings):
        there = settings.for_repository(line.repo, line.path)
        if _wishes(there).assignments() != _wishes(settings).assignments():
            found.append((_common_dir(line.path), _wishes(there)))
    return found


def listed(home: Home, settings: Settings) -> list[repositories.RepositoryLine]:
    """List the followed repositories; none where the journal can't be opened.

    That must not keep anybody from committing, and Python, where it is started, looks up what is
    set for a repository again.
    """
    try:
        return repositories.listing(home, settings)
    except WaterlineError:
        return []


def _common_dir(path: str) -> str:
    from waterline.activity import places

    return places.holding(path) or path
