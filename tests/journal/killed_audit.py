"""Works for `test_crashes_audit.py`, as `killed.py` is for `test_crashes.py`.

    python -m tests.journal.killed_audit say FOLDER       the first words about a month
    python -m tests.journal.killed_audit change FOLDER    other words

Each is killed before each of its steps; what is left is printed as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from tests.journal import lay
from tests.journal.killed import SETTINGS, at_every_step, contents
from tests.practice.auditing import NOW, OCTOBER
from waterline.practice import audit

# Loaded here, so that no child spends its steps on importing.
from waterline.journal import audits, inbox, rewriting, seal, sealing  # isort: skip # noqa: F401
import zlib  # isort: skip # noqa: F401

if TYPE_CHECKING:
    from waterline.home import Home


def say(home: Home, learned: str, words: str) -> None:
    audit.say(home, SETTINGS, OCTOBER, "", learned, words, now=NOW)


def begin(home: Home) -> None:
    lay.journal(home).close()


def said(home: Home) -> dict[str, Any]:
    with lay.journal(home) as db:
        asked = """SELECT g.learned, e.body FROM audit_group g JOIN entry e ON e.id = g.entry"""
        return {
            "said": [tuple(row) for row in db.execute(asked)],
            "deeds": [row[0] for row in db.execute("SELECT action FROM deed ORDER BY made_at")],
            "broken": len(list(sealing.broken(db))),
            **contents(db),
        }


WORKS = {
    "say": (begin, lambda home: say(home, "some", "first words #kept")),
    "change": (
        lambda home: say(home, "some", "first words #kept"),
        lambda home: say(home, "a lot", "second words #kept"),
    ),
}

if __name__ == "__main__":
    before, work = WORKS[sys.argv[1]]
    print(json.dumps(at_every_step(sys.argv[2], before, work, said)))  # noqa: T201 - its result
