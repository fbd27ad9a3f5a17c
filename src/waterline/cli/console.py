"""Stdout, stderr and the exit codes: data goes to one, words to the other, errors end here.

Imported by the quick door, so it imports nothing that costs.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import time

from waterline.errors import WaterlineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Any, TextIO

DONE = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130

STDOUT, STDERR = 1, 2
WIDTH = 80
A_DAY = 86_400

# What an output without Unicode gets for signs of ours, one for one so that columns stay: a minus
# that became a question mark would be another number.
_REPLACED = "waterline-replaced"
_PLAIN = {
    "·": "-", "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "×": "x", "≈": "~", "…": ".", "◆": "*",
    "●": "*", "○": "o", "“": '"', "”": '"', "\N{RIGHT SINGLE QUOTATION MARK}": "'",
}  # fmt: skip


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign, "?") for sign in signs), error.end


codecs.register_error(_REPLACED, _plain)


class OutputError(WaterlineError):
    """What was asked for could not be written to stdout."""


class MisusedError(WaterlineError):
    """The command line was not understood; `hint` says what would be."""


def prepare() -> None:
    """Make this process's streams and its last words ready, before anything is printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where the shell closed it: `show >&-`
            stream.reconfigure(errors=_REPLACED)
    sys.excepthook = crashed
    if abs(time.localtime().tm_gmtoff) >= A_DAY:
        # TZ=XXX+24: Python refuses such a zone at the first look at the clock. The C library
        # takes UTC for every other TZ that makes no sense.
        os.environ["TZ"] = "UTC"
        time.tzset()


def guarded(action: Callable[[], int]) -> int:
    """Run a whole command and turn whatever ends it into an exit code."""
    try:
        code = _told(action)
        return max(code, _told(_flush))
    except BrokenPipeError:
        # `waterline show | head -1`: the reader has what it wanted, so nothing went wrong.
        _hush(STDOUT)
        return DONE
    except KeyboardInterrupt:
        _hush(STDOUT)
        return INTERRUPTED


def _told(action: Callable[[], int]) -> int:
    """Run a part of a command; say what goes wrong in it, and give the exit code."""
    try:
        return action()
    except MisusedError as error:
        return misused(error)
    except WaterlineError as error:
        return fail(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return fail(explained(error))


def data(text: str, end: str = "\n") -> None:
    """Print what was asked for, as one or more lines on stdout."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text + end)
    except OSError as error:
        raise _unwritten(error) from error


def page(text: str) -> None:
    """Print a whole file on stdout, which says itself that it is UTF-8 and is so everywhere."""
    if sys.stdout is None or speaks_unicode():
        data(text, end="")
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
    except OSError as error:
        raise _unwritten(error) from error


def as_json(value: Any) -> None:
    """Print a value as JSON on stdout."""
    import json

    data(json.dumps(value, ensure_ascii=not speaks_unicode(), indent=2))


def json_array(values: Iterable[Any]) -> None:
    """Print values as a JSON array, each as it comes: there may be a million."""
    import json

    before = "["
    for value in values:
        text = json.dumps(value, ensure_ascii=not speaks_unicode())
        data(f"{before}{text}", end="")
        before = ",\n "
    data("[]" if before == "[" else "]")


def speaks_unicode() -> bool:
    """Tell whether stdout takes every sign as it is."""
    return sys.stdout is None or sys.stdout.encoding.lower().replace("-", "") == "utf8"


def say(text: str) -> None:
    """Print chatter on stderr: for the person, never for a pipe."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{safe(text)}\n")
    except OSError:
        _hush(STDERR)  # there is nobody left to tell


def say_quietly(text: str) -> None:
    """Print chatter that is easily overlooked: dim where stderr is a terminal."""
    dim = is_terminal(sys.stderr) and not os.environ.get("NO_COLOR")
    if not dim or os.environ.get("TERM") == "dumb" or sys.stderr is None:
        say(text)
        return
    try:
        sys.stderr.write(f"\x1b[2m{safe(text)}\x1b[0m\n")
    except OSError:
        _hush(STDERR)  # there is nobody left to tell


def fail(error: WaterlineError) -> int:
    """Say in one line what went wrong and what to do; give the exit code."""
    if isinstance(error, OutputError):
        _hush(STDOUT)
    say(f"waterline: {' '.join(safe(str(error)).split())}")
    return FAILED


def misused(error: MisusedError) -> int:
    """Say what was not understood, and what would be; give the exit code."""
    say(f"waterline: {' '.join(safe(error.message).split())}")
    if error.hint:
        say(error.hint)
    return MISUSED


def explained(error: OSError) -> WaterlineError:
    """Turn an error of the operating system into one that a person can read."""
    if error.errno == errno.ENOENT and error.filename is None and not _stands_somewhere():
        return WaterlineError("the folder you stand in is gone", "`cd` to one that is there")
    reason = error.strerror or type(error).__name__
    path = error.filename  # a number where a descriptor was opened
    where = f"{os.fsdecode(path)}: " if isinstance(path, (str, bytes)) else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return WaterlineError(f"{where}{reason}", "make room and try again")
    return WaterlineError(f"{where}{reason}", "`waterline doctor` looks for what is wrong")


def _stands_somewhere() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def safe(text: str) -> str:
    """Leave out what a terminal would obey; text without any is not touched (nor regex loaded)."""
    if text.isprintable():
        return text
    from waterline.domain.text import clean

    return clean(text)


def colourful() -> bool:
    """Tell whether colours are welcome on stdout: a terminal, and nobody said no."""
    return (
        is_terminal(sys.stdout)
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a person may be looking at (or typing into) `stream`."""
    return stream is not None and not stream.closed and stream.isatty()


def width() -> int | None:
    """Give the columns of the terminal that stdout is, or None when it is none."""
    if not is_terminal(sys.stdout):
        return None
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen):
        return int(chosen)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH
    except OSError:
        return WIDTH


def width_of_stderr() -> int:
    """Give the columns that a line of chatter has."""
    try:
        return os.get_terminal_size(STDERR).columns or WIDTH
    except OSError:
        return WIDTH


def crashed(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Say in one line that this is a bug, and where its trace was written.

    The trace names files, lines and kinds of errors. It holds no message and no variable:
    either could hold words of the journal.
    """
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, _trace)  # the interpreter's own way to end
        return
    from waterline import crash

    say(f"waterline: this is a bug in Waterline ({kind.__name__}): {crash.record(error)}")


def _flush() -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        raise _unwritten(error) from error
    return DONE


def _unwritten(error: OSError) -> OSError | OutputError:
    if isinstance(error, BrokenPipeError):
        return error
    return OutputError("the output can't be written", error.strerror or "")


def _hush(stream: int) -> None:
    # What is left in the buffer can't be written, or is not wanted any more. Without this the
    # interpreter would try once more at its exit, and complain, or wait for a reader.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream)
    os.close(nowhere)
