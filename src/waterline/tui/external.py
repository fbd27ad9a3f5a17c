"""The person's own editor on a text, with the app out of its way meanwhile."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from waterline.errors import InputError, WaterlineError
from waterline.tui import ending

if TYPE_CHECKING:
    from collections.abc import Callable

    from waterline.tui.basis import Basis
    from waterline.tui.widgets.field import Field

HINT = "set VISUAL or EDITOR to a program that is there; the text is as it was"


def edit(app: Basis[Any], text: str) -> str:
    """Let the person edit `text` in $VISUAL, $EDITOR or vi, and give what it became.

    The text lies meanwhile in a file beside the drafts, for this user's eyes only.
    Raises InputError when there is no such editor, it fails or leaves nothing; HomeError where
    the file can't be written.
    """
    from waterline.practice import drafts

    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InputError(f"the editor {command!r} can't be run ({error})", HINT) from error
    with drafts.in_file(app.home, text) as path:
        try:
            _run(app, [*words, path], command)
            with open(path, encoding="utf-8", errors="replace") as file:
                written = file.read()
        except OSError:  # it took its file away
            written = ""
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
    if text.strip() and not written.strip():
        raise InputError(f"the editor {command!r} left nothing", "the text is as it was")
    return written


def edit_field(app: Basis[Any], field: Field, take: Callable[[str], None] | None = None) -> None:
    """Let the person go on in their own editor with what a field holds, and say what goes wrong.

    `take` gets what became of it; without it the field takes it as typed.
    """
    try:
        text = edit(app, field.text).rstrip("\n")
    except WaterlineError as error:
        app.complain(error)
    else:
        (take or field.take)(text)
    field.focus()


def _run(app: Basis[Any], words: list[str], command: str) -> None:
    environment = dict(os.environ)
    if app.no_color:
        # Textual takes it out of the environment.
        environment["NO_COLOR"] = "1"
    failure: OSError | None = None
    code = 0
    try:
        with ending.interrupts_ignored(app.end), app.suspend():
            # What is raised in here would leave the terminal to nobody.
            try:
                code = subprocess.run(words, env=environment, check=False).returncode
            except OSError as error:
                failure = error
    except SuspendNotSupported as error:
        raise InputError("this terminal can't be lent to an editor", "write here") from error
    if failure is not None:
        raise InputError(f"the editor {command!r} can't be run ({failure.strerror})", HINT)
    if code:
        raise InputError(f"the editor {command!r} ended with {code}", "the text is as it was")
