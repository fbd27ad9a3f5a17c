"""Where things lie: the folders of one Waterline home, found from the environment.

Nothing is made here: a folder is made by whoever first writes into it (`Home.make`), so that
asking costs nothing and a read-only home can still be read.
"""

from __future__ import annotations

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
            os.makedirs(folder, FOLDER_MODE, exist_ok=True)
        except OSError as error:
            raise HomeError(
                f"the folder {folder} can't be made ({error.strerror})",
                "make it writable, or set WATERLINE_HOME to a folder that is",
            ) from error
        return folder


def find() -> Home:
    """Find the home of this process: `WATERLINE_HOME`, else the platform's folders.

    Raises HomeError when neither is known (no HOME and no passwd entry).
    """
    chosen = os.environ.get("WATERLINE_HOME")
    if chosen:
        folder = os.path.abspath(os.path.expanduser(chosen))
        return Home(folder, folder)
    if sys.platform == "linux":
        # The XDG rule, spelled out: platformdirs takes twice the interpreter's own start, and
        # `waterline note` has a budget. A test holds the two equal.
        return Home(_xdg("XDG_DATA_HOME", ".local/share"), _xdg("XDG_CONFIG_HOME", ".config"))
    import platformdirs

    return Home(
        platformdirs.user_data_dir("waterline", appauthor=False),
        platformdirs.user_config_dir("waterline", appauthor=False),
    )


def _xdg(variable: str, default: str) -> str:
    folder = os.environ.get(variable, "").strip()
    if not folder:
        person = os.path.expanduser("~")
        if not os.path.isabs(person):
            raise HomeError("no home folder is known", "set HOME or WATERLINE_HOME")
        folder = os.path.join(person, default)
    return os.path.join(folder, "waterline")
