"""Where a text comes from when it is not typed as arguments: a pipe, or the person's editor."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from waterline import home as homes
from waterline.cli import console
from waterline.errors import InputError, WaterlineError
from waterline.practice import drafts

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

# What is tried where neither $VISUAL nor $EDITOR says anything.
EDITORS = ("sensible-editor", "editor", "nano", "vi")

GO_AWAY = "`waterline delete` deletes one"


def stdin() -> TextIO | None:
    """Give standard input, None where the shell closed it."""
    return sys.stdin


def piped() -> str:
    """Read standard input to its end; broken UTF-8 becomes U+FFFD."""
    if sys.stdin is None:
        return ""
    if console.is_terminal(sys.stdin):
        console.say("type the text; ctrl-d on a line of its own ends it")
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def in_editor(text: str, save: Callable[[str], int], *, is_template: bool) -> int:
    """Let the person edit `text`, hand the outcome to `save` and give its exit code.

    Where that fails the text stays in its file, and the error names it: words that were typed
    are never lost. An emptied text, or an untouched template, raises InputError.
    """
    with drafts.in_file(homes.find(), text) as path:
        try:
            run_editor(path)
            written = _read(path).strip()
            if is_template and written in {"", text.strip()}:
                raise InputError("nothing was written")
            if not written:
                raise InputError("nothing was written, so the entry stays as it was", GO_AWAY)
            code = save(written)
        except WaterlineError as error:
            if _read(path).strip() in {"", text.strip()}:
                _remove(path)
                raise
            raise WaterlineError(str(error), f"your text is kept in {path}") from error
        _remove(path)
        return code


def run_editor(path: str) -> None:
    """Open the person's editor on a file and wait for its end.

    Raises WaterlineError when there is no editor, or when it says that it failed.
    """
    words = editor()
    # Ctrl-C is the editor's while it runs. The child gets its default back: only handlers that
    # ignore are inherited.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run([*words, path], check=False)
    except OSError as error:
        raise WaterlineError(
            f"the editor {words[0]} can't be started ({error.strerror})", "set EDITOR to another"
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode < 0:
        raise WaterlineError(f"the editor {words[0]} was ended by signal {-done.returncode}")
    if done.returncode:
        raise WaterlineError(f"the editor {words[0]} failed (exit {done.returncode})")


def editor() -> list[str]:
    """Give the command of the person's editor, as words."""
    for variable in ("VISUAL", "EDITOR"):
        said = os.environ.get(variable, "").strip()
        if not said:
            continue
        try:
            return shlex.split(said)
        except ValueError as error:
            raise WaterlineError(f"{variable}={said} is no command ({error})", "mend it") from error
    for name in EDITORS:
        if shutil.which(name):
            return [name]
    raise WaterlineError("no editor is known", "set EDITOR, or type the text after the command")


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):  # the editor was faster
        os.unlink(path)


def _read(path: str) -> str:
    # An editor may put a new file in the place of the old one, or take it away.
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return ""
