"""Asking at a commit: a prompt over the terminal, from inside a hook.

It opens no journal. What it needs comes in a `Question`, what was said leaves in an `Outcome`,
and drafts leave by the question's `save` while one types. Nothing of Textual is imported before
somebody is asked.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Literal

from waterline import crash
from waterline.domain.explanations import Filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from waterline.domain.diffs import Diff
    from waterline.home import Home
    from waterline.settings import Settings
    from waterline.tui.prompt_app import PromptApp

TTY = "/dev/tty"
STREAMS = ("__stdin__", "__stdout__", "__stderr__")
PATIENCE = 300.0  # seconds without a key until the commit goes on

What = Literal["answered", "later", "not assisted", "stop", "less"]


@dataclass
class Question:
    """What is asked about: a change about to be committed.

    `facts` say in a line how large it is ("api · +611 -40 · 9 files"), `tool` which AI tool
    helped. `load_diff` is called in a thread; it may raise WaterlineError or OSError. `save`
    keeps a draft, from whichever thread, and may raise the same. `less` are (key, words) of the
    ways to be asked less; none, and it is not offered.
    """

    subject: str
    facts: str
    tool: str
    load_diff: Callable[[], Diff]
    save: Callable[[Filled], None]
    message: str = ""
    filled: Filled = field(default_factory=Filled)
    less: Sequence[tuple[str, str]] = ()


@dataclass
class Outcome:
    """What the person said. `filled` is the form as it was left, whatever was said.

    `copied` is the share of its words that stand in the diff or the message too, None where
    they are too few or the diff was not read. `less_key` is the chosen way to be asked less.
    """

    what: What
    filled: Filled
    less_key: str = ""
    copied: float | None = None


def ask(
    home: Home, settings: Settings, question: Question, *, patience: float = PATIENCE
) -> Outcome:
    """Ask on the process's terminal; give what was said. Never raises.

    Where there is no terminal, it is closed, or a signal asks the process to end, the outcome is
    "later" with the draft saved. So it is when nobody pressed a key within `patience` seconds.
    """
    # Starting makes many objects and no garbage: the collector would take a sixth of the time.
    # The app turns it on again when it stands.
    gc.disable()
    app: PromptApp | None = None
    try:
        from waterline.tui.prompt_app import PromptApp

        with _terminal(), _signals_given_back():
            app = PromptApp(home, settings, question, patience)
            app.run()
    except Exception as error:  # noqa: BLE001 - whatever breaks, the commit must go on
        # That there is no terminal is no mistake.
        if app is not None or not isinstance(error, OSError):
            crash.record(error, home)
        if app is not None:
            app.let_go()
    finally:
        gc.enable()
    if app is None:
        return Outcome("later", question.filled)
    if app.lives_on is not None:
        app.lives_on.set()
    return app.return_value or Outcome("later", app.filled, copied=app.copied)


@contextmanager
def _terminal() -> Iterator[None]:
    """Put the terminal in the place of standard input, output and error for a block.

    A hook's standard input is no terminal, and Textual reads and draws on all three.
    Raises OSError where there is no terminal.
    """
    terminal = os.open(TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    kept: dict[int, int | None] = {}
    for number in range(3):
        try:
            kept[number] = os.dup(number)
        except OSError:  # it was closed
            kept[number] = None
        os.dup2(terminal, number)
    os.close(terminal)
    # Of a process that was started without one of them Python knows none.
    missing = [name for name in STREAMS if getattr(sys, name) is None]
    for name in missing:
        setattr(sys, name, _open(STREAMS.index(name)))
    try:
        yield
    finally:
        for name in missing:
            setattr(sys, name, None)
        for number, was in kept.items():
            if was is None:
                os.close(number)
            else:
                os.dup2(was, number)
                os.close(was)


def _open(number: int) -> IO[Any]:
    mode = "r" if number == 0 else "w"
    return open(number, mode, closefd=False, encoding="utf-8", errors="replace")


@contextmanager
def _signals_given_back() -> Iterator[None]:
    """Let signals mean after a block what they meant before it."""
    numbers = [
        getattr(signal, name)
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGTSTP", "SIGCONT", "SIGWINCH")
    ]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
