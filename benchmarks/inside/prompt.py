"""The prompt at a commit as a hook opens it: standard input is no terminal, the diff is waited for.

prompt.py says on the terminal what came out.
"""

from __future__ import annotations

import os

from waterline import home as homes
from waterline import settings
from waterline.domain.diffs import Diff, FileDiff, Row
from waterline.tui import prompt

os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

ROWS = tuple(Row("+", f"    total += price(item_{number})", 0, number) for number in range(600))
DIFF = Diff((FileDiff("shop/checkout.py", insertions=len(ROWS), rows=ROWS),), False, 1, len(ROWS))

home = homes.find()
outcome = prompt.ask(
    home,
    settings.load(home),
    prompt.Question(
        "Checkout form",
        "web, 1 file",
        "Cursor",
        load_diff=lambda: DIFF,
        save=lambda _filled: None,
    ),
)
print(outcome.what)
