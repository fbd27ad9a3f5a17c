"""Single keys and one line from the terminal itself, where standard input is not the terminal.

For questions inside a git hook: plain text, no full screen. While a question stands ctrl+c is a
key like others, because as a signal it would reach git too and end the commit without a word.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import sys
import termios
import time
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any, Self

    Attributes = list[Any]

TTY = "/dev/tty"
STOP, END, ESCAPE = "\x03", "\x04", "\x1b"
ENTER = ("\n", "\r")
_RUBOUT = ("\x7f", "\x08")
_WHOLE_LINE, _WORD = "\x15", "\x17"

# One key: a character, or what a terminal sends for an arrow and its like (ECMA-48, 5.4).
_KEY = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])?|.", re.DOTALL)

# No line that anybody types is longer; what comes beyond is dropped.
_LONGEST = 4_000
_WIDTH = 80


class GoneError(Exception):
    """Nobody is there any more: the terminal was closed, or this process is to end."""


class Keyboard:
    """The terminal for the time of a question; as a context it gives back how it was.

    What was typed before the question stood there is no answer to it, so it is dropped.
    Raises OSError where there is no terminal.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""
        self._handle = -1
        self._before: Attributes = []
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._handle = os.open(TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            self._before = termios.tcgetattr(self._handle)
            for number in (signal.SIGTERM, signal.SIGHUP):
                self._handlers[number] = signal.signal(number, _gone)
            termios.tcsetattr(self._handle, termios.TCSAFLUSH, _raw(self._before))
        except termios.error as error:
            self._close()
            raise OSError(*error.args) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        try:
            if self._before:
                termios.tcsetattr(self._handle, termios.TCSAFLUSH, self._before)
        except termios.error:
            pass  # closed meanwhile: there is nothing to give back
        finally:
            os.close(self._handle)
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def write(self, text: str) -> None:
        """Write on the terminal. Raises GoneError."""
        encoding = sys.stderr.encoding if sys.stderr is not None else "utf-8"
        left = memoryview(text.encode(encoding, "replace"))
        try:
            while left:
                left = left[os.write(self._handle, left) :]
        except OSError as error:
            raise GoneError from error

    def key(self, seconds: float) -> str:
        """Wait for a key; "" where none was pressed within so many seconds. Raises GoneError.

        A key that sends several characters (an arrow, say) is one key all the same.
        """
        until = time.monotonic() + seconds
        while not self._waiting:
            left = until - time.monotonic()
            if left <= 0 or not self._ready(left):
                return ""
            self._waiting = self._decoder.decode(self._read())
        found = _KEY.match(self._waiting)
        key = found[0] if found else self._waiting
        self._waiting = self._waiting[len(key) :]
        return key

    def line(self, question: str, seconds: float) -> str | None:
        """Ask for one line; None where ctrl+c says that there is none. Raises GoneError.

        Where no key was pressed for so many seconds, what was typed until then is the line.
        """
        text = ""
        self._show(question, text)
        while True:
            key = self.key(seconds)
            if key in {"", END, ESCAPE, *ENTER}:
                self.write("\n")
                return text
            if key == STOP:
                self.write("\n")
                return None
            text = _typed(text, key)
            self._show(question, text)

    def _show(self, question: str, text: str) -> None:
        room = max(_width(self._handle) - _cells(question) - 1, 8)
        shown = text
        while _cells(shown) > room:
            shown = shown[1:]
        self.write(f"\r\x1b[K{question}{shown}")

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self._handle], [], [], seconds)[0])

    def _read(self) -> bytes:
        try:
            found = os.read(self._handle, 4096)
        except OSError as error:
            raise GoneError from error
        if not found:
            raise GoneError
        return found


def _typed(text: str, key: str) -> str:
    """Give a line as it is after a key."""
    if key in _RUBOUT:
        text = text[:-1]
        while text and unicodedata.combining(text[-1]):
            text = text[:-1]
    elif key == _WHOLE_LINE:
        text = ""
    elif key == _WORD:
        text = text.rstrip().rpartition(" ")[0]
        text += " " if text else ""
    elif key == "\t" or key.isprintable():
        text += " " if key == "\t" else key
    return text[:_LONGEST]


def _raw(before: Attributes) -> Attributes:
    attributes = list(before)
    attributes[0] &= ~termios.IXON
    attributes[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    control = list(before[6])
    control[termios.VMIN], control[termios.VTIME] = 1, 0
    attributes[6] = control
    return attributes


def _cells(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _width(handle: int) -> int:
    try:
        return os.get_terminal_size(handle).columns or _WIDTH
    except OSError:
        return _WIDTH


def _gone(_number: int, _frame: FrameType | None) -> None:
    raise GoneError
