"""How things go wrong: every error says what happened and what to do, in one line each."""

from __future__ import annotations


class WaterlineError(Exception):
    """Something a person can act on.

    `message` is one line without a final full stop; `hint` (may be empty) says what to do.
    Rendered in one place only: `cli/console.py` for the shell, the app's notification otherwise.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message


class SettingsError(WaterlineError):
    """The configuration can't be used; names the file, the key and what is allowed."""


class HomeError(WaterlineError):
    """A folder of Waterline can't be found, made or written."""


class JournalError(WaterlineError):
    """The journal can't be used; the file was left as it was."""


class JournalNewerError(JournalError):
    """The journal was written by a newer Waterline."""


class JournalDamagedError(JournalError):
    """The journal's file is damaged."""


class JournalBusyError(JournalError):
    """Another process kept the journal locked for longer than we wait."""


class JournalFullError(JournalError):
    """There is no room left on the disk."""


class NotFoundError(WaterlineError):
    """What was asked for is not in the journal."""


class InputError(WaterlineError):
    """What was typed can't be understood (a date, a kind, an id)."""


class GitError(WaterlineError):
    """Git is missing or refused."""
