"""Hooks in a repository's own configuration: for git 2.54 and newer.

Such a hook runs beside whatever the repository has, whoever manages that. The lines are written
and taken away as text, under git's own lock, so that every other byte of the file stays.
"""

from __future__ import annotations

import os
import time

from waterline.gate import scripts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

SINCE = (2, 54)

_OPENED = "# Waterline's hooks; `waterline hooks uninstall` takes these lines away.\n"
_JOINED = "# Waterline's hooks, and the end of the line above; `waterline hooks uninstall` knows.\n"
_CLOSED = "# The end of Waterline's hooks.\n"

_TRIES = 20
_WAIT_SECONDS = 0.05


def name_of(event: str) -> str:
    """Name the hook of an event: git wants one name for each."""
    return f"waterline-{event}"


def block(gate: str, *, joined: bool = False) -> str:
    """Write the lines; `joined` where the line before them had no end."""
    lines = [_JOINED if joined else _OPENED]
    for event in scripts.EVENTS:
        lines += [
            f'[hook "{name_of(event)}"]\n',
            f"\tevent = {event}\n",
            f"\tcommand = {_value(scripts.command_text(event, gate))}\n",
        ]
    return "".join([*lines, _CLOSED])


def _value(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"'


def add(config: str, gate: str) -> bool:
    """Put our lines at the end of a configuration file; tell whether it was changed.

    Raises OSError where it can't be written, FileExistsError where git keeps it locked.
    """
    with _Locked(config) as file:
        rest = without(file.text)
        joined = rest != "" and not rest.endswith("\n")
        return file.write(rest + ("\n" if joined else "") + block(gate, joined=joined))


def remove(config: str) -> bool:
    """Take our lines away; tell whether there were any. Raises as `add` does."""
    if not os.path.exists(config):
        return False
    with _Locked(config) as file:
        return file.write(without(file.text))


def holds(config: str) -> bool:
    """Tell whether our lines stand in a configuration file."""
    try:
        with open(config, encoding="utf-8", errors="surrogateescape", newline="") as file:
            text = file.read()
    except OSError:
        return False
    return without(text) != text


def without(text: str) -> str:
    """Give the text without our lines: as it was before."""
    for opened in (_OPENED, _JOINED):
        start = text.find(opened)
        end = text.find(_CLOSED, start)
        if start < 0 or end < 0:
            continue
        before, after = text[:start], text[end + len(_CLOSED) :]
        # Whoever wrote behind our lines needs the end of the line above them.
        if opened == _JOINED and not after:
            before = before.removesuffix("\n")
        return without(before + after)
    return text


class _Locked:
    """A configuration file under the lock that git takes: `config.lock`, renamed in."""

    def __init__(self, path: str) -> None:
        self._path = os.path.realpath(path)
        self._lock = self._path + ".lock"
        self._is_ours = False
        self.text = ""

    def __enter__(self) -> Self:
        handle = self._take()
        self._is_ours = True
        os.close(handle)
        try:
            with open(self._path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                self.text = file.read()
        except OSError:
            self._give_back()
            raise
        return self

    def _take(self) -> int:
        for _ in range(_TRIES - 1):
            try:
                return os.open(self._lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                time.sleep(_WAIT_SECONDS)
        return os.open(self._lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def write(self, text: str) -> bool:
        if text == self.text:
            return False
        with open(self._lock, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(self._lock, os.stat(self._path).st_mode & 0o7777)
        os.replace(self._lock, self._path)
        self._is_ours = False
        return True

    def __exit__(self, *_: object) -> None:
        self._give_back()

    def _give_back(self) -> None:
        if self._is_ours:
            self._is_ours = False
            os.unlink(self._lock)
