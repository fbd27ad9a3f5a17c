"""Works for `test_crashes_explaining.py`, as `killed.py` is for `test_crashes.py`.

    python -m tests.journal.killed_explaining told FOLDER      taking in what hooks told
    python -m tests.journal.killed_explaining answers FOLDER   taking in answers
    python -m tests.journal.killed_explaining explain FOLDER   writing an explanation

Each is killed before each of its steps; what is left is printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from tests.journal import lay
from tests.journal.killed import SETTINGS, at_every_step, contents, drain
from waterline.domain.explanations import Filled, Words
from waterline.gate import inbox as gate
from waterline.journal import answers
from waterline.practice import explain, repositories

# Loaded here, so that no child spends its steps on importing.
from waterline.domain import generated, origin, signals  # isort: skip # noqa: F401
from waterline.journal import binding, explaining, taking, told  # isort: skip # noqa: F401

if TYPE_CHECKING:
    from waterline.home import Home

COMMITS = 2
AT = 1_800_000_000


def some_changes(home: Home) -> None:
    with lay.journal(home) as db:
        repository = lay.repository(db, "api")
        for number in range(COMMITS):
            lay.change(
                db, f"Part {number}", repository, at=AT * 1_000_000 + number,
                sha=f"{number:040x}", identity=f"m@x {AT + number} 0",
            )  # fmt: skip


def told_by_hooks(home: Home) -> None:
    some_changes(home)
    os.makedirs(home.inbox)
    for number in range(COMMITS):
        with open(f"{home.inbox}/{gate.new_id()}.hook", "w", encoding="utf-8") as file:
            file.write(
                f"waterline 1 environment\nvariables CLAUDECODE\nauthor @{AT + number} +0000|m@x\n"
                "folder /code/api\nend\n"
            )
    with open(f"{home.inbox}/{gate.new_id()}.hook", "w", encoding="utf-8") as file:
        file.write(f"waterline 1 rewrite\npair {'a' * 40} {0:040x}\nfolder /code/api\nend\n")


def some_answers(home: Home) -> None:
    some_changes(home)
    home.make(home.answers)
    for number in range(COMMITS):
        answers.write(
            home.answers,
            answers.Answer(
                gate.new_id(),
                answers.ANSWERED,
                said="assisted",
                at=(AT + 60) * 1_000_000,
                tree=str(number),
                identity=f"m@x {AT + number} 0",
                subject=f"Part {number}",
                why=f"words {number}",
            ),
        )


def take_in(home: Home) -> None:
    repositories.settle(home, SETTINGS)


def explain_it(home: Home) -> None:
    with lay.journal(home) as db:
        (key,) = db.execute("SELECT id FROM change ORDER BY moment LIMIT 1").fetchone()
    explain.record(home, SETTINGS, [key], Filled(Words("words", "", ""), 3), None, "app")


def explanations(home: Home) -> dict[str, Any]:
    """Take in what is left, as the next scan would, and tell what became of it."""
    left = [
        len(os.listdir(path)) if os.path.exists(path) else 0 for path in (home.inbox, home.answers)
    ]
    take_in(home)
    with lay.journal(home) as db:
        bound = "SELECT c.message, e.body FROM explains x JOIN entry e ON e.moment = x.entry JOIN "
        bound += "change c ON c.moment = x.change ORDER BY c.moment"
        return {
            "left": left,
            "bound": [tuple(row) for row in db.execute(bound)],
            "beside": db.execute("SELECT count(*) FROM explanation").fetchone()[0],
            "about": db.execute("SELECT count(*) FROM explained").fetchone()[0],
            "facts": db.execute("SELECT count(*) FROM fact").fetchone()[0],
            "pairs": db.execute("SELECT count(*) FROM rewrite").fetchone()[0],
            "origins": [
                tuple(row)
                for row in db.execute("SELECT origin, tool, signal FROM change ORDER BY moment")
            ],
            "deeds": db.execute("SELECT count(*) FROM deed").fetchone()[0],
            "after": [
                os.listdir(path) if os.path.exists(path) else []
                for path in (home.inbox, home.answers)
            ],
            **contents(db),
        }


WORKS = {
    "told": (told_by_hooks, drain),
    "answers": (some_answers, take_in),
    "explain": (some_changes, explain_it),
}

if __name__ == "__main__":
    before, work = WORKS[sys.argv[1]]
    print(json.dumps(at_every_step(sys.argv[2], before, work, explanations)))  # noqa: T201 - its result
