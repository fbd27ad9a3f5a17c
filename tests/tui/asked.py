"""The prompt as a hook opens it, in a pseudo-terminal: standard input is none."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

from tests.tui.terminal import Terminal, running
from waterline.domain.diffs import Diff, FileDiff, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUBJECT = "Retry webhooks"
# Rows of a diff, as `git diff` has them.
PATCH = """\
diff --git a/shop/hooks.py b/shop/hooks.py
--- a/shop/hooks.py
+++ b/shop/hooks.py
@@ -3,3 +3,5 @@ class Webhook
 def send(self, cart):
-    self.api.charge(cart.total)
+    key = idempotency_key(cart)
+    with self.lock(key):
+        self.api.charge(cart.total, key=key)
     self.emit(cart)
"""

# `MORE` is run after everything is made and before the question is asked.
PROGRAM = """
import json, os, sys, termios
from waterline import home as homes, settings
from waterline.domain.diffs import Diff, parse
from waterline.errors import HomeError
from waterline.tui import prompt

given = json.loads(os.environ["ASKED"])
home = homes.find()
kept = os.path.join(os.environ["HOME"], "kept.json")

def save(filled):
    with open(kept + ".new", "w", encoding="utf-8") as file:
        json.dump(filled, file)
    os.replace(kept + ".new", kept)

def load():
    files, is_cut = parse(given["patch"].encode())
    changed = [sum(file[at] for file in files) for at in (2, 3)]
    return Diff(files, is_cut, len(files), *changed)

terminal = os.open("/dev/tty", os.O_RDWR)
before = termios.tcgetattr(terminal)
if given.get("closed") is None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
elif "again" not in sys.argv:
    # Python knows no stream for a file that was closed when it was started.
    os.close(given["closed"])
    os.execv(sys.executable, [sys.executable, "-c", given["program"], "again"])
question = prompt.Question(
    given.get("subject", "Retry webhooks"), "api, 1 file", "Claude", load, save,
    message="Retry webhooks",
    less=[("repo", "nothing in api"), ("lines", "only from 40 lines on")],
)
exec(os.environ.get("MORE", ""))
outcome = prompt.ask(home, settings.load(home), question, patience=given.get("patience", 300))
told = {
    "what": outcome.what, "filled": outcome.filled, "less": outcome.less_key,
    "copied": outcome.copied, "loaded": sorted(sys.modules),
    "stdin_is_terminal": given.get("closed") is None and os.isatty(0),
    "is_restored": termios.tcgetattr(terminal) == before,
}
with open(os.path.join(os.environ["HOME"], "told.json"), "w", encoding="utf-8") as file:
    json.dump(told, file)
if given.get("closed") != 1:
    print("asked and answered")
"""


class Asked:
    """A prompt in a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, keys: str) -> None:
        self.terminal.press(keys)

    def shows(self, text: str) -> None:
        self.terminal.until(text)

    @property
    def outcome(self) -> dict[str, Any]:
        """Wait until the hook's process has ended by itself, and give what it was told."""
        assert self.terminal.wait() == 0, self.terminal.text
        return self.told

    @property
    def told(self) -> dict[str, Any]:
        with open(os.path.join(os.environ["HOME"], "told.json"), encoding="utf-8") as file:
            return dict(json.load(file))

    @property
    def draft(self) -> list[str]:
        """The words that were kept last."""
        with open(os.path.join(os.environ["HOME"], "kept.json"), encoding="utf-8") as file:
            return list(json.load(file)[0])


@contextlib.contextmanager
def asked(
    columns: int = 120,
    lines: int = 36,
    more: str = "",
    given: Mapping[str, object] | None = None,
    closed: int | None = None,
    **variables: str,
) -> Iterator[Asked]:
    """Ask in a terminal for a block, which is entered when the first question stands there."""
    what = json.dumps({"patch": PATCH, "closed": closed, "program": PROGRAM, **(given or {})})
    with running(
        "-c", PROGRAM, columns=columns, lines=lines, where=None, ASKED=what, MORE=more, **variables
    ) as terminal:
        prompt = Asked(terminal)
        prompt.shows("Before you write" if columns > 50 else "waterline")
        yield prompt


def diff_of(rows: int, files: int = 1) -> Diff:
    """Make a diff of so many files with so many added rows each."""
    return Diff(
        tuple(
            FileDiff(
                f"src/part_{number}.py",
                insertions=rows,
                rows=(
                    Row("@", f"@@ -0,0 +1,{rows} @@"),
                    *(Row("+", f"line {at} of {number}", 0, at) for at in range(1, rows + 1)),
                ),
            )
            for number in range(files)
        ),
        is_cut=False,
        total_files=files,
        total_insertions=rows * files,
    )
