"""Undo and redo: two stacks, whatever was done, as in every editor; and as quick at any size."""

from __future__ import annotations

import contextlib
import tempfile
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from waterline.errors import NotFoundError
from waterline.home import Home
from waterline.journal import connection, deeds, entries, inbox, search, store
from waterline.practice import capture, care
from waterline.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

SETTINGS = Settings()
Entries = dict[str, tuple[str, str, bool]]


def shown(home: Home) -> Entries:
    """Give what the journal shows: body, kind and whether it was edited, by the entry's id."""
    with contextlib.closing(connection.connect(home)) as db:
        inbox.drain(db, home, SETTINGS)
        rows = db.execute("SELECT * FROM entry WHERE deleted_at IS NULL").fetchall()
        check_tables(db)
    return {row["id"]: (row["body"], row["kind"], row["edited_at"] is not None) for row in rows}


def check_tables(db: sqlite3.Connection) -> None:
    """See that the search and the table of tags say what the entries say."""
    db.execute("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")
    tags = {tuple(row) for row in db.execute("SELECT moment, tag FROM entry_tag")}
    live = db.execute("SELECT moment, tags FROM entry WHERE deleted_at IS NULL").fetchall()
    assert tags == {(row["moment"], tag) for row in live for tag in row["tags"].split()}


class Model:
    """An editor with two stacks: whole states, those before and those that were taken back."""

    def __init__(self) -> None:
        self.now: Entries = {}
        self.before: list[Entries] = []
        self.after: list[Entries] = []

    def do(self, key: str, entry: tuple[str, str, bool] | None) -> None:
        self.before.append(self.now)
        self.after.clear()
        self.now = {name: value for name, value in self.now.items() if name != key}
        if entry is not None:
            self.now[key] = entry

    def turn(self, from_: list[Entries], to: list[Entries]) -> bool:
        if not from_:
            return False
        to.append(self.now)
        self.now = from_.pop()
        return True


def turned(turn: Callable[[Home, Settings], capture.Undone], home: Home) -> bool:
    """Undo or redo, and tell whether there was anything to turn round."""
    try:
        turn(home, SETTINGS)
    except NotFoundError:
        return False
    return True


STEPS = st.tuples(
    st.sampled_from(["note", "save", "edit", "delete", "undo", "undo", "undo", "redo", "redo"]),
    st.integers(0, 9),
)


def play(home: Home, steps: list[tuple[str, int]]) -> None:
    """Do the steps in the journal and in the model, and compare what both show."""
    model = Model()
    for number, (step, which) in enumerate(steps):
        body = f"words {number} #tag{number}"
        keys = sorted(model.now)
        if step == "undo":
            assert turned(capture.undo, home) == model.turn(model.before, model.after)
        elif step == "redo":
            assert turned(capture.redo, home) == model.turn(model.after, model.before)
        elif step == "note" or not keys:
            # It waits in the inbox, maybe with others, until somebody looks.
            model.do(capture.note(home, body), (body, "note", False))
            continue
        elif step == "save":
            model.do(capture.save(home, SETTINGS, body, "learned").id, (body, "learned", False))
        elif step == "edit":
            key = keys[which % len(keys)]
            capture.edit(home, SETTINGS, key, body, "decision")
            model.do(key, (body, "decision", True))
        else:
            key = keys[which % len(keys)]
            capture.delete(home, SETTINGS, key)
            model.do(key, None)
        assert shown(home) == model.now
    assert shown(home) == model.now


@rules(max_examples=25)
@given(st.lists(STEPS, max_size=14))
def test_undo_and_redo_are_two_stacks(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Home(folder, folder), steps)


@pytest.mark.long
@rules(max_examples=600)
@given(st.lists(STEPS, max_size=60))
def test_undo_and_redo_are_two_stacks_for_long(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Home(folder, folder), steps)


def test_an_old_note_that_was_taken_back_by_mistake_comes_back_as_it_was(home: Home) -> None:
    line = capture.save(home, SETTINGS, "words of long ago #kept", "decision")
    capture.undo(home, SETTINGS)
    again = capture.redo(home, SETTINGS)
    assert (again.action, again.line) == ("note", line)
    assert capture.find(home, SETTINGS, line.id) == line
    with contextlib.closing(connection.connect(home)) as db:
        assert [hit.line for hit in search.find(db, "#kept")] == [line]


def test_what_is_done_again_is_named_as_it_is_then_or_as_it_was_before_it_went(home: Home) -> None:
    line = capture.save(home, SETTINGS, "words")
    edited = capture.edit(home, SETTINGS, line.id, "better words")
    capture.delete(home, SETTINGS, line.id)
    for _ in range(3):
        capture.undo(home, SETTINGS)
    walked = [capture.redo(home, SETTINGS) for _ in range(3)]
    assert [(step.action, step.line) for step in walked] == [
        ("note", line),
        ("edit", edited),
        ("delete", edited),
    ]


def test_where_nothing_was_taken_back_there_is_nothing_to_redo(home: Home) -> None:
    capture.save(home, SETTINGS, "words")
    with pytest.raises(NotFoundError, match="there is nothing to redo"):
        capture.redo(home, SETTINGS)


def test_an_edit_that_changes_nothing_leaves_what_can_be_done_again(home: Home) -> None:
    line = capture.save(home, SETTINGS, "words")
    capture.save(home, SETTINGS, "taken back")
    capture.undo(home, SETTINGS)
    capture.edit(home, SETTINGS, line.id, "words")
    assert capture.redo(home, SETTINGS).line.body == "taken back"


def test_notes_of_one_microsecond_go_back_in_the_order_in_which_they_were_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    for number in range(40):
        capture.note(home, f"{number}")
    edited = capture.save(home, SETTINGS, "40")
    capture.edit(home, SETTINGS, edited.id, "41")
    walked = [capture.undo(home, SETTINGS).line.body for _ in range(42)]
    assert walked == ["40", *(f"{number}" for number in reversed(range(41)))]
    walked = [capture.redo(home, SETTINGS).line.body for _ in range(42)]
    assert walked == [f"{number}" for number in range(42)]


def test_a_note_goes_first_also_when_the_clock_was_set_back_before_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture.save(home, SETTINGS, "before")
    then = time.time_ns() - 3600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: then)
    capture.save(home, SETTINGS, "after")
    assert capture.undo(home, SETTINGS).line.body == "after"


def test_after_a_restore_undo_walks_back_in_what_was_carried_over(home: Home) -> None:
    capture.save(home, SETTINGS, "in the backup")
    capture.save(home, SETTINGS, "taken back before the backup")
    capture.undo(home, SETTINGS)
    care.back_up(home)
    line = capture.save(home, SETTINGS, "one")
    capture.edit(home, SETTINGS, line.id, "two")
    capture.delete(home, SETTINGS, line.id)
    capture.save(home, SETTINGS, "taken back after it")
    capture.undo(home, SETTINGS)
    care.restore(home)
    assert not turned(capture.redo, home)
    walked = [(u.action, u.line.body) for u in (capture.undo(home, SETTINGS) for _ in range(4))]
    assert walked == [
        ("delete", "two"),
        ("edit", "one"),
        ("note", "one"),
        ("note", "in the backup"),
    ]
    assert not turned(capture.undo, home)


def test_undo_and_redo_take_as_many_steps_in_a_long_journal_as_in_a_short_one(
    home: Home,
) -> None:
    """Counted in the steps of SQLite's machine, so no list of deeds is ever walked through."""
    line = capture.save(home, SETTINGS, "words")
    few = steps_of_turning(home, line.id)
    with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
        rows = [(1_000_000 + number, f"{number}") for number in range(20_000)]
        db.executemany(
            """INSERT INTO entry (moment, id, utc_offset, zone, day, kind, body, tags, repo)
               VALUES (?, ?, 0, '', '1970-01-01', 'note', 'words', '', '')""",
            rows,
        )
        deeds.note(db, [moment for moment, _ in rows])
    many = steps_of_turning(home, line.id)
    assert many < 2 * few


def steps_of_turning(home: Home, key: str) -> int:
    """Edit, delete, take both back, do them again, write a note: count what SQLite does for it."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    moment = capture.find(home, SETTINGS, key).moment
    with store.session(home, write=True) as session:
        db = session.connection().connection.driver_connection
        assert db is not None
        db.set_progress_handler(count, 1)
        entries.edit(session, key, f"other words {time.time_ns()}")
        entries.remove(session, key)
        for _ in range(2):
            entries.take_back(session, entries.last(session))
            session.flush()
        for _ in range(2):
            entries.do_again(session, entries.next_again(session))
            session.flush()
        entries.take_back(session, entries.last(session))
        session.flush()
        deeds.note(db, [moment])
        db.set_progress_handler(None, 0)
    assert steps > 100
    return steps
