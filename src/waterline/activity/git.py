"""Running git: in an environment that nothing leaks into, with errors a person can act on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from waterline.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = (2, 25)

# What the user may set for git as a whole. Every other GIT_* variable is dropped: a hook exports
# GIT_DIR, GIT_INDEX_FILE and friends (`git rev-parse --local-env-vars`), which name another
# repository than the one we ask about; GIT_EXTERNAL_DIFF, GIT_PAGER or GIT_TRACE would change or
# garble what git answers.
_KEPT = {
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
}

# Whatever the user's configuration says, the answers must be those of git as it comes.
_PINNED = (
    "core.fsmonitor=false",
    "core.bigFileThreshold=512m",
    "diff.algorithm=default",
    "diff.ignoreSubmodules=none",
    "diff.relative=false",
    "diff.renameLimit=1000",
    "i18n.logOutputEncoding=UTF-8",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
)

# What no setting says is said to every command that shows changes: no program of the user's, no
# colour and no order of files comes in.
PLAINLY = (
    "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=none", "-O/dev/null",
)  # fmt: skip


def environment(where: str) -> dict[str, str]:
    """Give the environment for asking about the repository at `where`, and about no other."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return kept | {
        "LC_ALL": "C",
        "LANGUAGE": "C",
        # Reading must not write: no refreshed index, no prompt, and no object fetched from a
        # partial clone's remote (Waterline opens no connection).
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        # A log into a pipe is flushed at every commit otherwise, and each of them wakes us.
        "GIT_FLUSH": "0",
        # A folder whose .git is gone must not be answered for by a repository around it.
        "GIT_CEILING_DIRECTORIES": os.path.dirname(where),
    }


def command(*words: str) -> list[str]:
    """Give the whole command line of a git command. Raises GitError where there is no git."""
    settings = [word for setting in _PINNED for word in ("-c", setting)]
    return [_program(), "--no-pager", *settings, *words]


def _program() -> str:
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not on the PATH", "install git, or add its folder to PATH")
    return program


def run(
    where: str, *words: str, given: bytes = b"", told: Mapping[str, str] | None = None
) -> bytes:
    """Run git in the folder `where` and give what it printed.

    `told` are variables for git beside those of `environment`.
    Raises GitError with git's own reason in one line.
    """
    done = attempt(where, *words, given=given, told=told)
    if done.returncode:
        raise explain(where, done.stderr)
    return done.stdout


def attempt(
    where: str, *words: str, given: bytes = b"", told: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git where its failing is an answer too. Raises GitError where it can't be started."""
    try:
        return subprocess.run(
            command(*words),
            cwd=where,
            env=environment(where) | dict(told or {}),
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise unstartable(where, error) from error


def ask_at_all(where: str) -> None:
    """See whether a repository can be read. Raises GitError that says why not."""
    run(where, "rev-parse", "--git-dir")


def unstartable(where: str, error: OSError) -> GitError:
    """Say why git can't be started in `where`."""
    return GitError(f"{where} can't be read ({error.strerror})", "mend its permissions")


def explain(where: str, stderr: bytes) -> GitError:
    """Turn git's last words into one line that says what to do."""
    words = stderr.decode("utf-8", "replace")
    if "dubious ownership" in words:
        return GitError(
            f"git refuses {where}, which belongs to another user",
            f"if you trust it: git config --global --add safe.directory '{where}'",
        )
    if re.search(r"unknown option|unrecognized argument|usage: git", words):
        found = version()
        if found < OLDEST:
            return GitError(
                f"git {_dotted(found)} is too old", f"Waterline needs {_dotted(OLDEST)} or newer"
            )
    if "safe.bareRepository" in words:
        return GitError(
            f"git is set to read no bare repository it finds, {where} among them",
            "allow it: git config --global safe.bareRepository all",
        )
    if "Permission denied" in words:
        return GitError(f"{where} can't be read (Permission denied)", "mend its permissions")
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines
    reason = fatal[-1].partition(": ")[2] or fatal[-1] if fatal else "git gave no reason"
    return GitError(f"git can't read {where} ({reason})", f"try `git -C '{where}' fsck`")


def version() -> tuple[int, ...]:
    """Tell the version of the git that is found, as far as its first two numbers."""
    said = subprocess.run([_program(), "version"], capture_output=True, check=False).stdout
    found = re.search(rb"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
