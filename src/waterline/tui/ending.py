"""An orderly end: signals, a closed terminal. The draft is on the disk in each case."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import termios
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
LOOK_EVERY_MS = 1000
# A terminal that is gone can hold the driver's writer for ever; then the process ends without it.
PATIENCE = 3.0
INTERRUPTS_REST = 0.5


def on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the exit code in the running loop when a signal asks the process to end."""
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, end, 128 + number)


@contextlib.contextmanager
def interrupts_ignored(end: Callable[[int], None]) -> Iterator[None]:
    """Leave ctrl+c to another program for a block; a handler of ours is reset when it starts."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    try:
        yield
    finally:
        # The loop hears only now of what was pressed during the block.
        loop.call_later(
            INTERRUPTS_REST, loop.add_signal_handler, signal.SIGINT, end, 128 + signal.SIGINT
        )


def on_closed_terminal(end: Callable[[int], None]) -> None:
    """Call `end` in the running loop when the terminal of standard input is closed.

    A closed terminal sends SIGHUP, but a process may have been started with that ignored, and
    then Textual would read end-of-file for ever.
    """
    stdin = sys.__stdin__
    if stdin is None or stdin.closed or not os.isatty(stdin.fileno()):
        return
    loop = asyncio.get_running_loop()
    number = stdin.fileno()

    def wait() -> None:
        while not loop.is_closed() and _is_open(number):
            pass
        # A hook lives on after its prompt, with what git gave it as standard input again.
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(end, 128 + signal.SIGHUP)

    threading.Thread(target=wait, name="terminal-watch", daemon=True).start()


def _is_open(number: int) -> bool:
    # poll() tells of a hang-up at once on Linux; where it can't, tcgetattr tells within a second.
    poller = select.poll()
    try:
        poller.register(number, 0)
        events = poller.poll(LOOK_EVERY_MS)
        termios.tcgetattr(number)
    except (OSError, termios.error):
        return False
    return not any(event & (select.POLLHUP | select.POLLNVAL) for _, event in events)


def not_later_than(seconds: float, code: int) -> threading.Event:
    """End the process with `code` if it still runs after so many seconds.

    Setting the event that is given lets it live on.
    """
    lives_on = threading.Event()

    def wait() -> None:
        if not lives_on.wait(seconds):
            os._exit(code)

    threading.Thread(target=wait, name="last-end", daemon=True).start()
    return lives_on
