"""Capture: what is written is kept, can be changed, and can be taken back again and again."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from tests.limits import no_file_beyond
from waterline.domain import questions
from waterline.errors import HomeError, InputError, JournalNewerError, NotFoundError
from waterline.journal import connection, inbox, search
from waterline.practice import capture
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

SETTINGS = Settings()
NIGHT = (1_778_369_400_000_000, 7200, "Europe/Berlin")  # 2026-05-10 01:30, still the 9th


def state(home: Home) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """Give what the journal shows: body, kind, tags and whether it was edited, oldest first."""
    with contextlib.closing(connection.connect(home)) as db:
        inbox.drain(db, home, SETTINGS)
        rows = db.execute("SELECT * FROM entry WHERE deleted_at IS NULL ORDER BY moment, id")
        return [
            (r["body"], r["kind"], tuple(r["tags"].split()), r["edited_at"] is not None)
            for r in rows
        ]


def is_in_order(db: sqlite3.Connection) -> bool:
    """Tell whether the search and the table of tags say what the entries say."""
    db.execute("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")
    tags = {tuple(row) for row in db.execute("SELECT moment, tag FROM entry_tag")}
    live = db.execute("SELECT moment, tags FROM entry WHERE deleted_at IS NULL").fetchall()
    return tags == {(row["moment"], tag) for row in live for tag in row["tags"].split()}


def bodies(home: Home) -> list[str]:
    return [body for body, _, _, _ in state(home)]


class TestWriting:
    def test_a_note_waits_in_the_inbox_and_is_found_in_the_journal(self, home: Home) -> None:
        key = capture.note(home, " why #WAL\x07 ", "decision", ["Deep Work"], at=NIGHT)
        assert os.listdir(home.inbox) == [f"{key}.json"]
        line = capture.find(home, SETTINGS, key)
        assert line.id == key
        assert (line.body, line.kind, line.tags) == ("why #WAL", "decision", ("deep-work", "wal"))
        assert (line.moment, line.offset, line.day) == (*NIGHT[:2], date(2026, 5, 9))
        assert line.created_at.isoformat() == "2026-05-10T01:30:00+02:00"

    @pytest.mark.parametrize("body", ["", " \n\t", "\x1b\x07", "\u202e", "\udcff"])
    def test_a_note_without_words_is_refused(self, body: str, home: Home) -> None:
        with pytest.raises(InputError, match="needs words"):
            capture.note(home, body)
        assert not os.path.exists(home.inbox)

    def test_an_unknown_kind_is_refused_and_the_known_ones_are_named(self, home: Home) -> None:
        with pytest.raises(InputError, match="note, learned, decision, brief, incident"):
            capture.note(home, "words", "dream")
        assert not os.path.exists(home.inbox)

    def test_what_an_app_saves_comes_back_as_it_stands_in_the_journal(self, home: Home) -> None:
        before = time.time()
        line = capture.save(home, SETTINGS, "words #kept", "learned")
        assert (line.body, line.kind, line.tags) == ("words #kept", "learned", ("kept",))
        assert before <= line.moment / 1e6 <= time.time()
        assert not line.edited
        assert capture.find(home, SETTINGS, line.id) == line
        assert os.listdir(home.inbox) == []

    def test_what_is_saved_while_the_journal_is_refused_is_safe(self, home: Home) -> None:
        connection.connect(home).close()
        with contextlib.closing(connection.connect(home)) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            db.execute("PRAGMA user_version = 99")
        line = capture.save(home, SETTINGS, " words #kept ", "learned")
        assert (line.body, line.kind, line.tags) == ("words #kept", "learned", ("kept",))
        with pytest.raises(JournalNewerError):
            capture.find(home, SETTINGS, line.id)
        with contextlib.closing(sqlite3.connect(home.journal)) as db:
            db.execute(f"PRAGMA user_version = {version}")
        assert capture.find(home, SETTINGS, line.id) == line

    def test_a_folder_is_remembered_by_its_full_path(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(os.environ["HOME"])
        key = capture.note(home, "words", repo="code/api")
        line = capture.find(home, SETTINGS, key)
        assert line.repo_path == os.environ["HOME"] + "/code/api"
        assert line.repo == "api"

    def test_a_full_disk_fails_in_one_line_and_leaves_nothing_half_done(self, home: Home) -> None:
        kept = capture.note(home, "this one was acknowledged")
        script = no_file_beyond(4096) + (
            "from waterline import home\n"
            "from waterline.errors import HomeError\n"
            "from waterline.practice import capture\n"
            "try:\n"
            "    capture.note(home.find(), 'x' * 100_000)\n"
            "except HomeError as error:\n"
            "    print(error)\n"
        )

        done = subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
        )
        (line,) = done.stdout.splitlines()
        assert line.startswith(f"nothing was saved: {home.inbox} can't be written (")
        assert os.listdir(home.inbox) == [f"{kept}.json"]
        assert bodies(home) == ["this one was acknowledged"]

    def test_an_inbox_that_cannot_be_made_is_named(self, home: Home) -> None:
        with open(home.data, "w", encoding="utf-8") as file:
            file.write("in the way")
        with pytest.raises(HomeError, match="nothing was saved"):
            capture.note(home, "words")

    @rules(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(), max_size=30), st.lists(st.text(max_size=9), max_size=3))
    def test_what_was_accepted_always_arrives(self, home: Home, body: str, tags: list[str]) -> None:
        try:
            key = capture.note(home, body, tags=tags)
        except InputError:
            return
        line = capture.find(home, SETTINGS, key)
        assert line.body
        assert inbox.waiting(home) == {}


class TestFinding:
    def test_the_start_of_an_id_is_enough(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words")
        assert capture.find(home, SETTINGS, line.id[:10]) == line

    def test_what_is_not_there_is_not_found(self, home: Home) -> None:
        with pytest.raises(NotFoundError):
            capture.find(home, SETTINGS, "0")
        line = capture.save(home, SETTINGS, "words")
        capture.delete(home, SETTINGS, line.id)
        with pytest.raises(NotFoundError):
            capture.find(home, SETTINGS, line.id)


class TestEditing:
    def test_an_edit_changes_the_words_and_keeps_moment_and_day(self, home: Home) -> None:
        key = capture.note(home, "old #text", tags=["given"], at=NIGHT)
        line = capture.edit(home, SETTINGS, key, "new #other\x1b[31m", "learned")
        assert (line.body, line.kind) == ("new #other[31m", "learned")
        assert (line.moment, line.offset, line.day) == (*NIGHT[:2], date(2026, 5, 9))
        assert line.edited
        # What was given beside the text stays; what stood in the text follows the text.
        assert line.tags == ("given", "other")

    def test_tags_may_be_given_anew(self, home: Home) -> None:
        key = capture.note(home, "words #text", tags=["given"])
        assert capture.edit(home, SETTINGS, key, "words #text", tags=["Two"]).tags == (
            "two",
            "text",
        )
        assert capture.edit(home, SETTINGS, key, "words", tags=[]).tags == ()

    def test_the_search_finds_the_new_words_and_not_the_old(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "elephant")
        capture.edit(home, SETTINGS, line.id, "giraffe")
        with contextlib.closing(connection.connect(home)) as db:
            assert search.find(db, "elephant") == []
            assert [hit.line.id for hit in search.find(db, "giraffe")] == [line.id]

    def test_an_edit_that_changes_nothing_leaves_no_trace(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words #kept")
        assert capture.edit(home, SETTINGS, line.id, " words #kept\n\n") == line
        assert capture.undo(home, SETTINGS).action == "note"

    @pytest.mark.parametrize("body", ["", "\n", "\x1b"])
    def test_an_entry_cannot_lose_all_its_words(self, body: str, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words")
        with pytest.raises(InputError, match="needs words"):
            capture.edit(home, SETTINGS, line.id, body)
        assert bodies(home) == ["words"]

    def test_what_cannot_be_edited_says_so(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words")
        with pytest.raises(InputError, match="there is no kind 'dream'"):
            capture.edit(home, SETTINGS, line.id, "other", "dream")
        capture.delete(home, SETTINGS, line.id)
        with pytest.raises(NotFoundError):
            capture.edit(home, SETTINGS, line.id, "other")
        with pytest.raises(NotFoundError):
            capture.delete(home, SETTINGS, line.id)


class TestUndo:
    def test_where_nothing_was_done_there_is_nothing_to_undo(self, home: Home) -> None:
        with pytest.raises(NotFoundError, match="there is nothing to undo"):
            capture.undo(home, SETTINGS)

    def test_a_deleted_entry_comes_back_with_undo(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words #kept")
        assert capture.delete(home, SETTINGS, line.id) == line
        assert state(home) == []
        undone = capture.undo(home, SETTINGS)
        assert (undone.action, undone.line) == ("delete", line)
        assert capture.find(home, SETTINGS, line.id) == line
        with contextlib.closing(connection.connect(home)) as db:
            assert [hit.line for hit in search.find(db, "words")] == [line]
            assert is_in_order(db)

    def test_an_edit_is_taken_back_whole(self, home: Home) -> None:
        line = capture.save(home, SETTINGS, "words #kept")
        capture.edit(home, SETTINGS, line.id, "other #new", "learned")
        undone = capture.undo(home, SETTINGS)
        assert (undone.action, undone.line) == ("edit", line)

    def test_a_fresh_note_is_taken_back_and_stays_away(self, home: Home) -> None:
        first = capture.save(home, SETTINGS, "first")
        second = capture.save(home, SETTINGS, "second")
        undone = capture.undo(home, SETTINGS)
        assert (undone.action, undone.line) == ("note", second)
        assert bodies(home) == ["first"]
        # Once more goes further back; it does not bring the second one back.
        undone = capture.undo(home, SETTINGS)
        assert (undone.action, undone.line) == ("note", first)
        with pytest.raises(NotFoundError):
            capture.undo(home, SETTINGS)

    def test_a_note_for_yesterday_that_was_written_last_goes_first(self, home: Home) -> None:
        capture.save(home, SETTINGS, "of now")
        capture.note(home, "of that night", at=NIGHT)
        assert capture.undo(home, SETTINGS).line.body == "of that night"

    def test_undo_walks_back_by_when_things_were_done(self, home: Home) -> None:
        one = capture.save(home, SETTINGS, "one")
        two = capture.save(home, SETTINGS, "two")
        capture.edit(home, SETTINGS, one.id, "one, edited")
        capture.delete(home, SETTINGS, two.id)
        capture.save(home, SETTINGS, "three")
        capture.edit(home, SETTINGS, one.id, "one, edited again")
        capture.delete(home, SETTINGS, one.id)
        walked = [(u.action, u.line.body) for u in (capture.undo(home, SETTINGS) for _ in range(7))]
        assert walked == [
            ("delete", "one, edited again"),
            ("edit", "one, edited"),
            ("note", "three"),
            ("delete", "two"),
            ("edit", "one"),
            ("note", "two"),
            ("note", "one"),
        ]
        assert state(home) == []

    def test_a_clock_that_was_set_back_changes_no_order(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = capture.save(home, SETTINGS, "one")
        capture.edit(home, SETTINGS, line.id, "two")
        then = time.time_ns() - 3600 * 10**9
        monkeypatch.setattr(time, "time_ns", lambda: then)
        capture.edit(home, SETTINGS, line.id, "three")
        capture.delete(home, SETTINGS, line.id)
        walked = [capture.undo(home, SETTINGS).line.body for _ in range(4)]
        assert walked == ["three", "two", "one", "one"]

    @rules(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.sampled_from(["note", "edit", "delete"]), st.integers(0, 3)), max_size=7
        )
    )
    def test_undoing_all_that_was_done_passes_every_state_again(
        self, home: Home, steps: list[tuple[str, int]]
    ) -> None:
        before = state(home)
        passed = [before]
        keys: list[str] = []
        for number, (action, which) in enumerate(steps):
            if action == "note" or not keys:
                keys.append(capture.save(home, SETTINGS, f"#note {number}").id)
            elif action == "edit":
                capture.edit(home, SETTINGS, keys[which % len(keys)], f"#edit {number}")
            else:
                capture.delete(home, SETTINGS, keys.pop(which % len(keys)))
            passed.append(state(home))
        for expected in passed[-2::-1]:
            capture.undo(home, SETTINGS)
            assert state(home) == expected
            with contextlib.closing(connection.connect(home)) as db:
                assert is_in_order(db)


def test_a_commit_is_neither_edited_nor_deleted(home: Home) -> None:
    sha = "c0ffee" + "0" * 34
    with contextlib.closing(connection.connect(home)) as db:
        db.execute(
            """INSERT INTO repository VALUES
               ('r', '/code/api', '/code/api/.git', 'api', 1, 1, '{}', NULL)"""
        )
        columns = [row[1] for row in db.execute("PRAGMA table_info(change)")]
        values = dict.fromkeys(columns, "") | {"moment": 5, "id": "k", "sha": sha}
        values |= {"utc_offset": 0, "day": "2026-05-10", "message": "Fix it", "committed_at": 5}
        values |= dict.fromkeys(("insertions", "deletions", "files", "generated_lines"), 1)
        marks = ", ".join(f":{name}" for name in columns)
        db.execute(f"INSERT INTO change VALUES ({marks})", values)  # noqa: S608 - the schema's names
        db.execute("INSERT INTO sighting VALUES ('r', 5)")
    assert capture.find(home, SETTINGS, "c0ffee").body == "Fix it"
    with pytest.raises(InputError, match="c0ffee is a commit"):
        capture.edit(home, SETTINGS, "c0ffee", "other")
    with pytest.raises(InputError, match="c0ffee is a commit"):
        capture.delete(home, SETTINGS, "c0ffee")


def test_the_question_is_that_of_the_day() -> None:
    assert capture.question(date(2026, 5, 9)) == questions.of_the_day(date(2026, 5, 9))


def test_a_note_imports_next_to_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from waterline import home; from waterline.practice import capture\n"
        "capture.note(home.find(), 'words')\n"
        "ours = {name for name in sys.modules if name.startswith('waterline')}\n"
        "print(*set(sys.modules) - before - ours - set(sys.builtin_module_names))\n"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["__future__"]


def test_lines_of_two_processes_meet_in_one_journal(home: Home) -> None:
    line = capture.save(home, SETTINGS, "of the app")
    code = (
        "from waterline import home; from waterline.practice import capture\n"
        "capture.note(home.find(), 'of the shell')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert bodies(home) == [line.body, "of the shell"]
