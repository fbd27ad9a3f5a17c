"""A report's file: written whole or not at all, and never over what is no report."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile

from waterline.errors import InputError

# Stands in the first lines of every report, in a comment, a `meta` or a key.
MARK = "waterline audit"

# How the three forms begin. The mark alone would do for a person's own notes on an audit, too.
_BEGINNING = 512
_REPORT = re.compile(
    rb"<!-- %(mark)b \d{4}-\d\d -->\n"
    rb'|\{\s*"report": "%(mark)b",'
    rb'|<!doctype html>.*<meta name="generator" content="%(mark)b, ' % {b"mark": MARK.encode()},
    re.DOTALL,
)
_OWN = 0o600
# What says that there is no room, which is said elsewhere; anything else is about the place.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class OccupiedError(InputError):
    """Something that is no report stands where one is to be written."""


def put(path: str, text: str, *, force: bool = False) -> str:
    """Write `text` to the file `path`, and give its full path.

    Raises OccupiedError where something that is no report stands there (unless `force`),
    InputError where it has no name or its folder can't take it, OSError where it can't be written.
    """
    if not path:
        raise InputError("the file has no name", "name it")
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
    return not beginning or _REPORT.match(beginning) is not None


def _write_into(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _replace(path: str, text: str) -> None:
    handle, beside = _begun(os.path.dirname(path))
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


def _begun(folder: str) -> tuple[int, str]:
    """Begin a file in a folder: its handle and path."""
    try:
        return tempfile.mkstemp(dir=folder, prefix=".waterline-")
    except OSError as error:
        if error.errno in _FULL:
            raise
        reason = error.strerror or type(error).__name__
        raise InputError(f"{folder} takes no file ({reason})", "name a file elsewhere") from error
