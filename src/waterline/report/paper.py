"""A report's file: written whole or not at all, and never over what is no report."""

from __future__ import annotations

import os
import stat
import tempfile

from waterline.errors import InputError

# Stands in the first lines of every report, in a comment, a `meta` or a key.
MARK = "waterline audit"

# Its mark is among the first of a file, whatever the words in it are.
_BEGINNING = 512
_OWN = 0o600


class OccupiedError(InputError):
    """Something that is no report stands where one is to be written."""


def put(path: str, text: str, *, force: bool = False) -> str:
    """Write `text` to the file `path`, and give its full path.

    Raises OccupiedError where something that is no report stands there (unless `force`),
    InputError where the folder is missing, OSError where it can't be written.
    """
    whole = os.path.abspath(os.path.expanduser(path))
    folder = os.path.dirname(whole)
    if os.path.isdir(whole) or path.endswith(os.sep):
        raise InputError(f"{path} is a folder", "name a file in it")
    if not os.path.isdir(folder):
        raise InputError(f"there is no folder {folder}", "make it first, or name another")
    if os.path.lexists(whole) and not force and not _is_report(whole):
        raise OccupiedError(f"{path} is there already and is no report", "name another file")
    if os.path.exists(whole) and not stat.S_ISREG(os.stat(whole).st_mode):
        _write_into(whole, text)
        return whole
    _replace(os.path.realpath(whole), text)
    return whole


def _is_report(path: str) -> bool:
    """Tell whether a report may be written over: it is one, or empty, or no file (`/dev/null`)."""
    if not os.path.exists(path):  # a link that leads nowhere
        return True
    if not stat.S_ISREG(os.stat(path).st_mode):
        return True
    with open(path, "rb") as file:
        beginning = file.read(_BEGINNING)
    return not beginning or MARK.encode() in beginning


def _write_into(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _replace(path: str, text: str) -> None:
    handle, beside = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".waterline-")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            os.fchmod(file.fileno(), _OWN)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
