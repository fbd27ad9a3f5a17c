"""Where things lie: the folders of one Waterline home, found from the environment.

Nothing is made here: a folder is made by whoever first writes into it (`Home.make`), so that
asking costs nothing and a read-only home can still be read.
"""

from __future__ import annotations

import errno
import os
import sys

from waterline.errors import HomeError

FOLDER_MODE = 0o700


class Home:
    """The paths of one home, as text. `data` holds the journal, `config` the settings."""

    __slots__ = ("config", "data")

    def __init__(self, data: str, config: str) -> None:
        self.data = data
        self.config = config

    @property
    def journal(self) -> str:
        """The journal's file."""
        return self.data + "/journal.db"

    @property
    def inbox(self) -> str:
        """The folder through which everything from outside the app enters the journal."""
        return self.data + "/inbox"

    @property
    def drafts(self) -> str:
        """The folder of what is being written."""
        return self.data + "/drafts"

    @property
    def answers(self) -> str:
        """The folder of what was answered at commits that no scan has seen yet."""
        return self.data + "/answers"

    @property
    def backups(self) -> str:
        """The folder of the journal's copies."""
        return self.data + "/backups"

    @property
    def log(self) -> str:
        """The program's log; it never holds a word of the journal."""
        return self.data + "/waterline.log"

    @property
    def settings(self) -> str:
        """The settings' file; it need not exist."""
        return self.config + "/config.toml"

    def make(self, folder: str) -> str:
        """Make `folder` and what is missing above it, for this user's eyes only; return it.

        Raises HomeError when it can't be made.
        """
        try:
            _make(folder)
        except OSError as error:
            raise HomeError(
                f"the folder {folder} can't be made ({error.strerror})",
                "make it writable, or set WATERLINE_HOME to a folder that is",
            ) from error
        return folder


def _make(folder: str) -> None:
    # `os.makedirs` would give its mode to the last folder only.
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    if above != folder:
        _make(above)
    try:  # noqa: SIM105 - contextlib's import would cost the fast path
        os.mkdir(folder, FOLDER_MODE)
    except FileExistsError:
        pass
    if not os.path.isdir(folder):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)


def find() -> Home:
    """Find the home of this process: `WATERLINE_HOME`, else the platform's folders.

    A relative `WATERLINE_HOME` counts from the working folder; `~` is a home folder.
    Raises HomeError when no folder is known (no HOME and no passwd entry, a `~name` that is
    nobody's, a working folder that is gone).
    """
    chosen = os.environ.get("WATERLINE_HOME")
    if chosen:
        folder = _chosen(chosen)
        return Home(folder, folder)
    if sys.platform == "linux":
        # The XDG rule, spelled out: platformdirs takes twice the interpreter's own start, and
        # `waterline note` has a budget. A test holds the two equal.
        return Home(_xdg("XDG_DATA_HOME", ".local/share"), _xdg("XDG_CONFIG_HOME", ".config"))
    import platformdirs

    try:
        return Home(
            platformdirs.user_data_dir("waterline", appauthor=False),
            platformdirs.user_config_dir("waterline", appauthor=False),
        )
    except RuntimeError as error:
        raise HomeError("no home folder is known", "set HOME or WATERLINE_HOME") from error


def _chosen(text: str) -> str:
    folder = os.path.expanduser(text)
    if folder.startswith("~"):
        raise HomeError(f"WATERLINE_HOME={text}: there is no such user", "set it to a whole path")
    try:
        return os.path.abspath(folder)
    except OSError as error:
        raise HomeError(
            f"WATERLINE_HOME={text}: the working folder is gone", "set it to a whole path"
        ) from error


def _xdg(variable: str, default: str) -> str:
    # Both specifications say that a path which is not absolute is as good as none.
    folder = os.environ.get(variable, "")
    if not os.path.isabs(folder):
        folder = os.path.join(_person(), default)
    return os.path.join(folder, "waterline")


def _person() -> str:
    folder = os.environ.get("HOME", "")
    if os.path.isabs(folder):
        return folder.rstrip("/") or "/"
    import pwd

    try:
        folder = pwd.getpwuid(os.getuid()).pw_dir.rstrip("/") or "/"
    except KeyError:
        folder = ""
    if not os.path.isabs(folder):
        raise HomeError("no home folder is known", "set HOME or WATERLINE_HOME")
    return folder
