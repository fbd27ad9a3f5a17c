"""`waterline doctor`: look at everything a home is made of, and say what is wrong with it.

Nothing is changed by looking. `mend` makes anew what can be made anew without loss.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

from waterline import settings as setting
from waterline.domain.findings import Finding, bad, good
from waterline.errors import JournalError, SettingsError
from waterline.gate.inbox import FINISHED, UNFINISHED
from waterline.journal import answers, backup, drafts, file, inbox, mending, sealing
from waterline.journal import checkup as journals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home
    from waterline.settings import Settings

HOME, MODES, SETTINGS, INBOX, DRAFTS = "home", "modes", "settings", "inbox", "drafts"
ANSWERS = "answers"
BACKUPS, GIT, REPOSITORIES, ROOM, MEMORY = "backups", "git", "repositories", "disk", "memory"

DAY = 86_400

# Less than this and a day's work may not fit any more.
LITTLE_ROOM = 50_000_000

BACK_UP = "`waterline backup` makes one of a journal that can be read"


def checkup(home: Home, settings: Settings | None = None) -> list[Finding]:
    """Look at everything; each thing gives one line, or one for each thing wrong with it."""
    chosen, said = _settings(home, settings)
    if os.path.exists(home.data) and not os.access(home.data, os.R_OK | os.X_OK):
        return [_home(home), said, _git()]  # nothing can be told about what is in it
    inside = journals.checkup(home)
    return [
        _home(home),
        *_modes(home),
        said,
        *inside,
        *_inbox(home),
        *_answers(home),
        *_drafts(home),
        *_backups(home, chosen),
        _git(),
        *_repositories(home),
        _room(home),
        _memory(home),
    ]


def mend(home: Home) -> list[str]:
    """Mend what can be mended without loss, and say what was done.

    Raises JournalError where the journal can't be written.
    """
    done = []
    for path, mode in _too_open(home):
        os.chmod(path, mode)
        done.append(f"{path} is for your eyes only now")
    for path in backup.abandoned(home):
        os.unlink(path)
        done.append(f"{path}, an unfinished backup, was removed")
    wrong = [found for found in journals.checkup(home) if not found.ok]
    mendable = {found.name for found in wrong if sealing.MENDING in found.todo}
    if any(found.name == journals.PAGES for found in wrong) and journals.PAGES not in mendable:
        mendable.discard(sealing.SEALS)  # no row is written into pages that are damaged
    return done + (mending.mend(home, mendable) if mendable else [])


def _home(home: Home) -> Finding:
    folder = home.data
    if not os.path.lexists(folder):
        above = _existing(folder)
        if os.access(above, os.W_OK | os.X_OK):
            return good(HOME, f"{folder} is made with the first note")
        return bad(HOME, f"{folder} can't be made", f"make {above} writable, or set WATERLINE_HOME")
    if not os.path.isdir(folder):
        return bad(HOME, f"{folder} is not a folder", "move it away")
    if os.stat(folder).st_uid != os.geteuid():
        return bad(HOME, f"{folder} belongs to another user", f"`chown -R {os.geteuid()} {folder}`")
    if not os.access(folder, os.W_OK | os.X_OK):
        is_fixed = os.statvfs(folder).f_flag & os.ST_RDONLY
        todo = "its file system is read-only: set WATERLINE_HOME to a folder on another"
        return bad(
            HOME, f"{folder} can't be written", todo if is_fixed else f"`chmod 700 {folder}`"
        )
    return good(HOME, f"{folder} can be written")


def _existing(path: str) -> str:
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path


def _modes(home: Home) -> Iterator[Finding]:
    wrong = list(_too_open(home))
    for path, mode in wrong:
        yield bad(MODES, f"{path} is open to other users", f"`chmod {mode:o} {path}`")
    if not wrong:
        yield good(MODES, "nobody else can read what you write")


def _too_open(home: Home) -> Iterator[tuple[str, int]]:
    """Give the paths that others may read or write, each with the mode it should have."""
    folders = (home.data, home.inbox, home.answers, home.drafts, home.backups)
    names = (home.journal, home.journal + "-wal", home.journal + "-shm", home.log)
    files = [*names, *(copy.path for copy in backup.copies(home))]
    for paths, mode in ((folders, 0o700), (files, 0o600)):
        for path in paths:
            if os.path.exists(path) and os.stat(path).st_mode & 0o077:
                yield path, mode


def _settings(home: Home, given: Settings | None) -> tuple[Settings, Finding]:
    if given is None:
        try:
            given = setting.load(home)
        except SettingsError as error:
            return setting.Settings(), bad(SETTINGS, error.message, error.hint)
    return given, good(SETTINGS, "the settings can be used")


def _inbox(home: Home) -> Iterator[Finding]:
    try:
        names = os.listdir(home.inbox)
    except FileNotFoundError:
        names = []
    except OSError as error:
        yield _unlistable(INBOX, home.inbox, error)
        return
    wrong = inbox.waiting(home)
    for path, reason in wrong.items():
        yield bad(INBOX, f"{path}: {reason}", _todo(reason))
    for name in names:
        if not name.endswith((FINISHED, UNFINISHED, inbox.FROM_HOOKS)) and name != inbox.DAMAGED:
            yield bad(INBOX, f"{home.inbox}/{name} is none of Waterline's", "move it away")
            wrong[name] = ""
    if not wrong:
        waiting = sum(name.endswith((FINISHED, inbox.FROM_HOOKS)) for name in names)
        words = (
            f"{waiting:,} events wait to be taken in" if waiting else "nothing waits in the inbox"
        )
        yield good(INBOX, words)


def _answers(home: Home) -> Iterator[Finding]:
    try:
        waiting = sum(name.endswith(answers.FINISHED) for name in os.listdir(home.answers))
    except FileNotFoundError:
        waiting = 0
    except OSError as error:
        yield _unlistable(ANSWERS, home.answers, error)
        return
    wrong = answers.unreadable(home.answers)
    for path in wrong:
        yield bad(ANSWERS, f"{path} can't be read", "look into it, then move it away")
    if not wrong:
        words = f"{waiting:,} wait for a scan of their commits" if waiting else "no answer waits"
        yield good(ANSWERS, words)


def _unlistable(name: str, folder: str, error: OSError) -> Finding:
    if isinstance(error, NotADirectoryError):
        return bad(name, f"{folder} is not a folder", "move it away")
    return bad(name, f"{folder} can't be read ({error.strerror})", f"`chmod 700 {folder}`")


def _todo(reason: str) -> str:
    if reason.startswith("it is of "):
        return "update Waterline; until then it waits"
    return "look into it; what it says can be noted again, then remove it"


def _drafts(home: Home) -> Iterator[Finding]:
    try:
        names = os.listdir(home.drafts)
    except FileNotFoundError:
        names = []
    except OSError as error:
        yield _unlistable(DRAFTS, home.drafts, error)
        return
    left = drafts.left_by_editors(home.drafts)
    for path in left:
        todo = f"`waterline note - < {shlex.quote(path)}` notes it, then remove it"
        yield bad(DRAFTS, f"{path} was left by an editor", todo)
    whole = [name.removesuffix(drafts.WHOLE) for name in names if name.endswith(drafts.WHOLE)]
    broken = [key for key in whole if drafts.read(home.drafts, key) is None]
    for key in broken:
        path = f"{home.drafts}/{key}{drafts.WHOLE}"
        yield bad(DRAFTS, f"{path} can't be read", "look into it, then move it away")
    if not broken and not left:
        yield good(DRAFTS, _waiting(home, whole))


def _waiting(home: Home, keys: list[str]) -> str:
    # Asking for the lock would make the file of a lock; a draft that nobody holds has no owner.
    left = sum(not drafts.is_held(f"{home.drafts}/{key}{drafts.LOCK}") for key in keys)
    if not left:
        return "no draft was left behind"
    return f"{left} unsaved draft{'s' if left > 1 else ''} left behind: the app opens the newest"


def _backups(home: Home, settings: Settings) -> Iterator[Finding]:
    if os.path.exists(home.backups) and not os.access(home.backups, os.R_OK | os.X_OK):
        yield bad(BACKUPS, f"{home.backups} can't be read", f"`chmod 700 {home.backups}`")
        return
    found = backup.copies(home)
    broken = {copy.path: backup.problem(copy.path) for copy in found}
    wrong = [(path, problem) for path, problem in broken.items() if problem]
    for path, problem in wrong:
        yield bad(BACKUPS, f"{path} is no use: {problem}", "make another: `waterline backup`")
    for path in backup.abandoned(home):
        yield bad(BACKUPS, f"{path} was left unfinished", journals.MEND)
        wrong.append((path, ""))
    whole = [copy for copy in found if not broken[copy.path]]
    late = _late(home, whole[0].made_at if whole else None, settings.backup_days)
    if late:
        yield bad(BACKUPS, late, BACK_UP)
    elif not wrong:
        newest = time.strftime("%Y-%m-%d %H:%M", time.localtime(whole[0].made_at)) if whole else ""
        words = f"the newest backup is of {newest}" if newest else "no backup is due yet"
        yield good(BACKUPS, words)


def _late(home: Home, newest: float | None, days: int) -> str:
    """Say why a backup is due, "" if none is."""
    since = newest
    try:
        if since is None:
            since = journals.begun_at(home) if os.path.exists(home.journal) else None
        changed = os.path.getmtime(home.journal) if os.path.exists(home.journal) else 0.0
    except (sqlite3.Error, ValueError):
        return "" if newest else "there is no backup, and the journal can't be read"
    if not days or since is None or changed <= since or time.time() - since < days * DAY:
        return ""
    age = (time.time() - since) / DAY
    return f"the newest backup is {age:,.0f} days old" if newest else "there is no backup"


def _git() -> Finding:
    from waterline.activity import git

    if shutil.which("git") is None:
        return bad(GIT, "git is not found", "install git, or put it on the PATH")
    found = git.version()
    words = ".".join(map(str, found))
    if not any(found):
        return bad(GIT, "git is there, but does not work", "look at what `git version` says")
    if found < git.OLDEST:
        return bad(GIT, f"git {words} is too old", f"git {'.'.join(map(str, git.OLDEST))} will do")
    return good(GIT, f"git {words} is there")


def _repositories(home: Home) -> Iterator[Finding]:
    try:
        followed = journals.repositories(home) if os.path.exists(home.journal) else []
    except (sqlite3.Error, JournalError):
        return  # what is wrong with the journal is said elsewhere
    gone = [(name, path) for name, path in followed if not os.path.isdir(path)]
    for name, path in gone:
        todo = f"`waterline repo add` its new place, or `waterline repo remove {name}`"
        yield bad(REPOSITORIES, f"the repository {name} is not at {path} any more", todo)
    if not gone:
        words = (
            "every followed repository is in its place" if followed else "no repository is followed"
        )
        yield good(REPOSITORIES, words)


def _room(home: Home) -> Finding:
    folder = _existing(home.data)
    free = shutil.disk_usage(folder).free
    size = os.path.getsize(home.journal) if os.path.exists(home.journal) else 0
    wanted = max(LITTLE_ROOM, 2 * size)
    if free < wanted:
        return bad(
            ROOM,
            f"only {free / 1e6:,.0f} MB are free beside the journal",
            f"make room: a backup and a day's work want {wanted / 1e6:,.0f} MB",
        )
    return good(ROOM, f"{free / 1e9:,.1f} GB are free")


def _memory(home: Home) -> Finding:
    if not os.path.isdir(home.data) or not os.access(home.data, os.W_OK | os.X_OK):
        return good(MEMORY, "no journal can be made here yet")
    if file.shares_memory(home.data):
        return good(MEMORY, "processes can share the journal")
    return bad(
        MEMORY,
        f"{home.data} is on a file system without shared memory",
        "the journal works, but slower: set WATERLINE_HOME to a local disk",
    )
