"""Hooks: put into a repository, taken out of it again, and whether git runs them.

Git from 2.54 on reads hooks from the repository's own configuration, beside whatever stands
there; older git gets a file for each event that first runs what stood there before. A folder of
hooks that core.hooksPath leads to belongs to somebody else, so nothing is written into it: the
report says so, and gives the line that calls ours.

What the hooks do is one file for all repositories, the gate (`hook_gate`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from waterline.activity import git
from waterline.errors import GitError, NotFoundError, WaterlineError
from waterline.gate import chained, configured, managers, scripts
from waterline.practice import repositories
from waterline.practice.hook_gate import gate_of, is_gate_there, listed, runner_of, write_gate

if TYPE_CHECKING:
    from waterline.activity.places import Place
    from waterline.home import Home
    from waterline.settings import Settings

__all__ = [
    "HookReport", "gate_of", "install", "is_gate_there", "runner_of", "status", "uninstall",
    "write_gate",
]  # fmt: skip

ON = "on"
DEAD = "dead"
MISSING = "missing"
STALE = "stale"

CONFIG = "config"
CHAINED = "chained"
NONE = "none"


@dataclass(frozen=True, slots=True)
class HookReport:
    """What is known of one repository's hooks.

    `how` they are installed: "config", "chained" (files, or a line in somebody else's) or "none".
    `events` tells of each whether it is "on", "dead" (there, but git doesn't run it), "missing",
    or "stale" (of another home or an older Waterline). `note` says what is in the way, and
    `line_to_add` what would lead around it.
    """

    repo: str
    path: str
    how: str
    events: dict[str, str] = field(default_factory=dict)
    note: str = ""
    line_to_add: str = ""

    @property
    def is_on(self) -> bool:
        """Tell whether every hook works."""
        return all(state == ON for state in self.events.values())


# --- One repository ---------------------------------------------------------------------------


def install(home: Home, settings: Settings, path: str) -> HookReport:
    """Install the hooks in the repository that holds `path`, and follow it if it isn't yet.

    `path` may be the name of a followed one. Where they are in already, nothing is changed.
    Raises InputError where there is no repository, GitError where git or the repository refuses,
    HomeError where the gate can't be written.
    """
    place = _place(home, settings, path)
    if not _is_followed(home, settings, place):
        repositories.add(home, settings, place.path)
    write_gate(home, settings)
    ground = _Ground(home, place)
    try:
        if ground.reads_config:
            _take_files(ground)
            configured.add(ground.config, gate_of(home))
        else:
            configured.remove(ground.config)
            if not ground.is_elsewhere:
                for event in scripts.EVENTS:
                    chained.put(ground.folder, event, gate_of(home))
    except OSError as error:
        raise _refused(place, error) from error
    return _report(ground, _name(home, settings, place))


def uninstall(home: Home, settings: Settings, path: str) -> HookReport:
    """Take the hooks out of a repository, which is then byte for byte as it was before.

    Lines that a person put into somebody else's hooks stay; they do nothing when Waterline is
    gone. Raises as `install` does.
    """
    place = _place(home, settings, path)
    ground = _Ground(home, place)
    try:
        _take_files(ground)
        configured.remove(ground.config)
    except OSError as error:
        raise _refused(place, error) from error
    return _report(ground, _name(home, settings, place))


def status(home: Home, settings: Settings, path: str | None = None) -> list[HookReport]:
    """Tell of the hooks of one repository, or of all that are followed and there.

    Raises InputError where `path` is in no repository. A repository that git refuses tells so in
    its note.
    """
    if path is not None:
        place = _place(home, settings, path)
        return [_report(_Ground(home, place), _name(home, settings, place))]
    reports = []
    for line in repositories.listing(home, settings):
        if not os.path.isdir(line.path):
            continue
        try:
            reports.append(_report(_Ground(home, _identify(line.path)), line.repo))
        except WaterlineError as error:
            reports.append(HookReport(line.repo, line.path, NONE, {}, str(error)))
    return reports


def _identify(path: str) -> Place:
    from waterline.activity.repository import identify

    return identify(path)


def _place(home: Home, settings: Settings, path: str) -> Place:
    if os.path.exists(os.path.expanduser(path)):
        return _identify(path)
    for line in repositories.listing(home, settings):
        if line.repo == path:
            if not os.path.exists(line.path):
                raise NotFoundError(f"{path} is not found at {line.path}", "moved? add it again")
            return _identify(line.path)
    return _identify(path)


def _is_followed(home: Home, settings: Settings, place: Place) -> bool:
    return repositories.offer(home, settings, place.common_dir) is None


def _name(home: Home, settings: Settings, place: Place) -> str:
    for line in listed(home, settings):
        if line.path == place.path:
            return line.repo
    return os.path.basename(place.path)


def _refused(place: Place, error: OSError) -> GitError:
    if isinstance(error, FileExistsError):
        return GitError(
            f"git holds the configuration of {place.path} locked",
            "if no git is at work there, remove config.lock",
        )
    return GitError(
        f"the hooks of {place.path} can't be written ({error.strerror})", "mend its permissions"
    )


class _Ground:
    """A repository as its hooks see it: what git runs there, and where."""

    def __init__(self, home: Home, place: Place) -> None:
        self.home = home
        self.place = place
        self.config = os.path.join(place.common_dir, "config")
        self.version = git.version()
        self.reads_config = self.version >= configured.SINCE
        self.own_folder = os.path.join(os.path.realpath(place.common_dir), "hooks")
        self.hooks_path = _asked(place, "config", "--type=path", "core.hooksPath")
        folder = os.path.normpath(os.path.join(place.path, self.hooks_path or self.own_folder))
        # Another's: shared, or in the hands of a manager.
        self.is_elsewhere = os.path.realpath(folder) != self.own_folder
        # A link to one's own is no other folder, and what stood there is put beside the folder.
        self.folder = folder if self.is_elsewhere else self.own_folder

    @property
    def person(self) -> str:
        return os.path.expanduser("~")


def _asked(place: Place, *words: str) -> str:
    done = git.attempt(place.path, *words)
    return os.fsdecode(done.stdout.removesuffix(b"\n")) if done.returncode == 0 else ""


def _take_files(ground: _Ground) -> None:
    for folder in {ground.own_folder, ground.folder}:
        for event in scripts.EVENTS:
            for one in chained.ours(folder, event):
                chained.take(one)


# --- What is told of one ----------------------------------------------------------------------


def _report(ground: _Ground, name: str) -> HookReport:
    if configured.holds(ground.config):
        return _report_configured(ground, name)
    if ground.is_elsewhere:
        return _report_elsewhere(ground, name)
    return _report_files(ground, name)


def _report_configured(ground: _Ground, name: str) -> HookReport:
    gate = gate_of(ground.home)
    states = {event: _configured_state(ground, event, gate) for event in scripts.EVENTS}
    note = ""
    if not ground.reads_config:
        version = ".".join(map(str, ground.version))
        note = f"git {version} reads no hooks from the configuration: `waterline hooks install`"
    elif DEAD in states.values():
        note = "switched off by hook.….enabled in git's configuration"
    elif STALE in states.values():
        note = "of another home or an older Waterline: `waterline hooks install` mends it"
    return HookReport(name, ground.place.path, CONFIG, states, note)


def _configured_state(ground: _Ground, event: str, gate: str) -> str:
    if not ground.reads_config:
        return DEAD
    own = f"hook.{configured.name_of(event)}"
    for key in (f"{own}.enabled", f"hook.{event}.enabled"):
        if _asked(ground.place, "config", "--type=bool", key) == "false":
            return DEAD
    command = _asked(ground.place, "config", f"{own}.command")
    if not command:
        return MISSING
    return ON if command == scripts.command_text(event, gate) and _is_readable(gate) else STALE


def _is_readable(gate: str) -> bool:
    return os.access(gate, os.R_OK)


def _report_elsewhere(ground: _Ground, name: str) -> HookReport:
    """Tell of a folder that isn't the repository's own: only a line in its hooks can call ours."""
    runner, person = runner_of(ground.home), ground.person
    states = {
        event: ON if managers.runs_us(ground.folder, event, runner, person) else MISSING
        for event in scripts.EVENTS
    }
    if all(state == ON for state in states.values()):
        return HookReport(name, ground.place.path, CHAINED, states)
    for event in scripts.EVENTS:
        if states[event] == MISSING and chained.ours(ground.own_folder, event):
            states[event] = DEAD
    is_on = ON in states.values()
    if not is_on:
        states = dict.fromkeys(states, DEAD)
    manager = managers.manager_of(ground.folder)
    said = f"core.hooksPath = {ground.hooks_path}" if ground.hooks_path else "its hooks are a link"
    note = f"{said}{f' ({manager})' if manager else ''}: git runs the hooks in there alone"
    # Hooks that lead to /dev/null are switched off for good: there is nothing to add a line to.
    is_off = os.path.exists(ground.folder) and not os.path.isdir(ground.folder)
    line = "" if is_off else managers.line_for(ground.folder, runner, person)
    how = CHAINED if is_on else NONE
    return HookReport(name, ground.place.path, how, states, note, line)


def _report_files(ground: _Ground, name: str) -> HookReport:
    gate = gate_of(ground.home)
    runner, person = runner_of(ground.home), ground.person
    states: dict[str, str] = {}
    lines: list[str] = []
    note = ""
    for event in scripts.EVENTS:
        states[event] = _file_state(ground.folder, event, gate)
        path = os.path.join(ground.folder, event)
        if states[event] == ON:
            continue
        if chained.is_lefthook(path):
            if managers.lefthook_runs_us(ground.place.path, event, runner, person):
                states[event] = ON
            else:
                note = "lefthook has put its own hook in ours' place: `waterline hooks install` "
                note += "puts ours before it until lefthook does so again; or, for good, "
                note += "lines in lefthook-local.yml"
                lines.append(managers.lefthook_line(event, runner, person))
        elif managers.runs_us(ground.folder, event, runner, person):
            states[event] = ON
        elif states[event] != MISSING or os.path.lexists(path):
            note = note or "`waterline hooks install` mends it"
    how = CHAINED if set(states.values()) - {MISSING} else NONE
    return HookReport(name, ground.place.path, how, states, note, "\n".join(lines))


def _file_state(folder: str, event: str, gate: str) -> str:
    found = chained.ours(folder, event)
    if not found:
        return MISSING
    place = os.path.join(folder, event)
    runs = {place, place + ".legacy"} if chained.is_pre_commit(place) else {place}
    running = [one for one in found if one.path in runs and os.access(one.path, os.X_OK)]
    if not running:
        return DEAD
    is_current = running[0].text == chained.expected(running[0], event, gate)
    return ON if is_current and _is_readable(gate) else STALE
