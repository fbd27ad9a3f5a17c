"""Works for `test_crashes.py`, as a process of its own: forks children and kills them.

As `python -m tests.journal.killed …`:

    killed write FOLDER          kill a note before each of its steps
    killed drain FOLDER          kill a drain before each of its steps
    killed first FOLDER          the same where there is no journal yet
    killed edit FOLDER           kill an edit before each of its steps
    killed draft FOLDER          kill the saving of a draft before each of its steps
    killed random FOLDER N SEED  kill a writer and a drainer N times at random
    killed crowd FOLDER N        N writers and 4 drainers on a new home at once
    killed migrate FOLDER N      N first runs at once, then N runs with a further step

Each prints what it saw as JSON. A step is a call of a function of C by Waterline's own code: only
there can anything happen outside the process, so there is a kill between every two system calls
and every two statements. Short works are killed before every such call, long ones not before
those that only compute with what is in memory (`is_inward`). Nothing in the product knows of this.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

import waterline
from waterline.gate import inbox as gate
from waterline.home import Home
from waterline.journal import connection, inbox, migrations
from waterline.practice import capture, drafts
from waterline.settings import Settings

# Loaded here, so that no child spends its steps on importing.
from waterline.domain import days, kinds, text  # isort: skip # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

OURS = os.path.dirname(waterline.__file__)
SETTINGS = Settings()
WAITING = 3

# What computes in memory alone: a kill before one of these leaves what a kill before the next
# step leaves. What may run other code (next, sorted, join of a generator …) is not among them.
VALUES = (str, bytes, int, float, list, dict, set, frozenset)
RUN_OTHERS = {"join", "extend", "update", "sort", "union", "fromkeys"}
COMPUTED = {len, isinstance, issubclass, hasattr, ord, chr, id}


def is_inward(function: Any) -> bool:
    if function in COMPUTED:
        return True
    owner = type(getattr(function, "__self__", None))
    return owner in VALUES and function.__name__ not in RUN_OTHERS


def killer(step: int, *, is_short: bool) -> Callable[[FrameType, str, Any], None]:
    left = step

    def at_event(frame: FrameType, event: str, function: Any) -> None:
        nonlocal left
        if event != "c_call" or not frame.f_code.co_filename.startswith(OURS):
            return
        if is_short or not is_inward(function):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    return at_event


def fork(work: Callable[[], object], step: int = 0, *, is_short: bool = False) -> int:
    """Start `work` in a child, killed before its `step`th step (0: never); give its pid."""
    child = os.fork()
    if child:
        return child
    try:
        if step:
            sys.setprofile(killer(step, is_short=is_short))
        work()
        sys.setprofile(None)
    except BaseException:  # noqa: BLE001 - the child ends here, and says why
        sys.setprofile(None)
        traceback.print_exc()
        os._exit(3)
    os._exit(0)


def was_killed(child: int) -> bool:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, -signal.SIGKILL}:
        raise SystemExit(f"a child ended with {code}")
    return code != 0


def at_every_step(
    folder: str,
    before: Callable[[Home], object],
    work: Callable[[Home], object],
    look: Callable[[Home], dict[str, Any]],
    *,
    is_short: bool = False,
) -> dict[str, Any]:
    """Prepare a home, kill `work` in it at a step, and look what is left; for every step."""
    template = Home(f"{folder}/template", f"{folder}/template")
    before(template)
    seen: list[dict[str, Any]] = []
    killed = True
    while killed:
        place = f"{folder}/{len(seen)}"
        if os.path.exists(template.data):
            shutil.copytree(template.data, place)
        home = Home(place, place)
        child = fork(lambda: work(home), len(seen) + 1, is_short=is_short)  # noqa: B023 - called at once
        killed = was_killed(child)
        seen.append({"finished": not killed, **look(home)})
        shutil.rmtree(place)
    return {"seen": seen}


def found(home: Home) -> dict[str, Any]:
    """Drain what is left, as the next start would, long after; tell what is in the journal."""
    names = os.listdir(home.inbox) if os.path.exists(home.inbox) else []
    for name in names:
        then = time.time() - 2 * inbox.ABANDONED_SECONDS
        os.utime(f"{home.inbox}/{name}", (then, then))
    db = connection.connect(home)
    try:
        inbox.drain(db, home, SETTINGS)
        return {
            "inbox": names,
            "left": sorted(os.path.basename(path) for path in inbox.waiting(home)),
            **contents(db),
        }
    finally:
        db.close()


def contents(db: sqlite3.Connection) -> dict[str, Any]:
    db.execute("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")
    tagged = "SELECT tag FROM entry_tag JOIN entry USING (moment) ORDER BY moment, tag"
    revised = "SELECT id, deed.body FROM deed JOIN entry USING (moment) WHERE action <> 'note'"
    return {
        "health": db.execute("PRAGMA integrity_check").fetchone()[0],
        "entries": [tuple(r) for r in db.execute("SELECT id, body FROM entry ORDER BY moment")],
        "revisions": [tuple(r) for r in db.execute(revised)],
        "tags": [row[0] for row in db.execute(tagged)],
        "found": db.execute(
            "SELECT count(*) FROM entry_search WHERE entry_search MATCH 'words'"
        ).fetchone()[0],
    }


def note_words(home: Home) -> None:
    capture.note(home, "words #kept", tags=["given"])


def drain(home: Home) -> None:
    db = connection.connect(home)
    inbox.drain(db, home, SETTINGS)
    db.close()


def some_notes(home: Home) -> None:
    for number in range(WAITING):
        capture.note(home, f"words {number} #kept", tags=["given"])


def one_entry(home: Home) -> None:
    note_words(home)
    drain(home)


def edit_it(home: Home) -> None:
    db = sqlite3.connect(home.journal)
    (key,) = db.execute("SELECT id FROM entry").fetchone()
    db.close()
    capture.edit(home, SETTINGS, key, "other words #new", kind="learned")


def a_draft(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save("before")
    handle.close()


def draft_on(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save("after")
    handle.discard()


def drafted(home: Home) -> dict[str, Any]:
    texts = [draft.text for draft in drafts.orphans(home)]
    drafts.open_draft(home).close()
    return {"drafts": texts, "files": sorted(os.listdir(home.drafts))}


def some_notes_and_a_journal(home: Home) -> None:
    connection.connect(home).close()
    some_notes(home)


def acknowledging(home: Home, pipe: int) -> None:
    """Write notes for ever; tell each id only when the note is said to be safe."""
    while True:
        key = gate.new_id()
        gate.write(home.inbox, {**EVENT, "id": key, "body": f"words of {key} #kept"})
        os.write(pipe, key.encode() + b"\n")


EVENT: dict[str, str | int | list[str]] = {
    "type": "entry",
    "kind": "note",
    "tags": [],
    "repo": "",
}


def draining(home: Home) -> None:
    while True:
        drain(home)


def at_random(folder: str, rounds: int, seed: int) -> dict[str, Any]:
    """Kill a writer and a drainer at random moments, again and again in one home."""
    chance = random.Random(seed)  # noqa: S311 - it picks moments
    home = Home(f"{folder}/home", f"{folder}/home")
    reader, writer = os.pipe()
    acknowledged: list[str] = []
    kills = 0
    for _ in range(rounds):
        children = [fork(lambda: acknowledging(home, writer)), fork(lambda: draining(home))]
        time.sleep(chance.uniform(0, 0.02))
        chance.shuffle(children)
        for child in children:
            os.kill(child, signal.SIGKILL)
            kills += was_killed(child)
        os.set_blocking(reader, False)
        acknowledged += all_of(reader).decode().split()
    return {"kills": kills, "acknowledged": acknowledged, **found(home)}


def all_of(pipe: int) -> bytes:
    whole = b""
    while True:
        try:
            part = os.read(pipe, 65536)
        except BlockingIOError:
            return whole
        if not part:
            return whole
        whole += part


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Run all `works`, each in a child, let go at the same instant."""
    gate_in, gate_out = os.pipe()

    def waiting(work: Callable[[], object]) -> Callable[[], object]:
        def start() -> None:
            os.close(gate_out)
            os.read(gate_in, 1)
            work()

        return start

    children = [fork(waiting(work)) for work in works]
    os.close(gate_out)
    os.close(gate_in)
    for child in children:
        if was_killed(child):
            raise SystemExit("a child was killed")


def crowd(folder: str, writers: int) -> dict[str, Any]:
    """Let many write while several drain, in a home where nothing is yet."""
    home = Home(f"{folder}/home", f"{folder}/home")

    def write() -> None:
        for number in range(20):
            capture.note(home, f"words {os.getpid()} {number}", at=(1_800_000_000_000_000, 0, ""))

    def take() -> None:
        for _ in range(15):
            drain(home)
            time.sleep(0.01)

    at_once([write] * writers + [take] * 4)
    return found(home)


def migrate(folder: str, runs: int) -> dict[str, Any]:
    """Count how often each step of the schema is taken when many processes start at once."""
    home = Home(f"{folder}/home", f"{folder}/home")
    log = f"{folder}/log"

    def logged(name: str, step: Callable[[sqlite3.Connection], None]) -> Any:
        def run(db: sqlite3.Connection) -> None:
            step(db)
            with open(log, "a", encoding="utf-8") as file:
                file.write(name + "\n")

        return name, run

    def later(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE later (x)")

    first = migrations.STEPS
    migrations.STEPS = tuple(logged(*step) for step in first)
    at_once([lambda: drain(home)] * runs)
    some_notes(home)
    drain(home)
    migrations.STEPS = (*migrations.STEPS, logged("later", later))
    at_once([lambda: drain(home)] * runs)
    with open(log, encoding="utf-8") as file:
        taken = file.read().split()
    backups = os.listdir(home.backups)
    return {"taken": taken, "backups": backups, **found(home)}


def main(work: str, folder: str, *numbers: str) -> dict[str, Any]:
    if work == "write":
        return at_every_step(folder, lambda _: None, note_words, found, is_short=True)
    if work == "drain":
        return at_every_step(folder, some_notes_and_a_journal, drain, found)
    if work == "first":
        return at_every_step(folder, some_notes, drain, found)
    if work == "edit":
        one_entry(Home(f"{folder}/warm", f"{folder}/warm"))
        edit_it(Home(f"{folder}/warm", f"{folder}/warm"))  # loads what an edit imports
        return at_every_step(folder, one_entry, edit_it, found)
    if work == "draft":
        return at_every_step(folder, a_draft, draft_on, drafted, is_short=True)
    several: dict[str, Callable[..., dict[str, Any]]]
    several = {"random": at_random, "crowd": crowd, "migrate": migrate}
    return several[work](folder, *map(int, numbers))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201 - its result
