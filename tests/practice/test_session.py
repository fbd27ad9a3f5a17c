"""Practising without AI: sessions begin, are marked, added to and ended, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.practice.ground import follow
from tests.practice.sittings import GUESS, SETTINGS, at, begun, done, wrong
from waterline.domain.days import to_moment
from waterline.domain.filters import Filter
from waterline.domain.sessions import Closing, EndChoice, Hypothesis
from waterline.errors import InputError, JournalError, NotFoundError
from waterline.journal import connection
from waterline.practice import capture, look, session

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home

# --- Beginning --------------------------------------------------------------------------------


def test_a_session_is_an_entry_that_is_found_and_shown(home: Home) -> None:
    one = begun(home, repo="/code/api")

    line = capture.find(home, SETTINGS, one.id)
    assert (line.kind, line.day, line.repo) == ("session", date(2026, 11, 20), "api")
    assert line.body == "limiter.py, refill(): it reads the clock after adding"
    assert [found.id for found in look.day(home, SETTINGS, line.day)] == [one.id]
    assert wrong(home) == []


def test_a_beginning_is_frozen_with_how_sure_one_is(home: Home) -> None:
    one = begun(home)

    assert (one.place, one.mechanism) == GUESS
    assert (one.sure, one.planned_minutes, one.frozen_at) == (70, 15, one.started_at)
    assert one.started_at == to_moment(at("2026-11-20 14:00"))
    assert session.running(home, SETTINGS) == one


def test_no_idea_yet_is_an_honest_beginning(home: Home) -> None:
    one = begun(home, hypothesis=Hypothesis(), sure=None)

    assert (one.text, one.frozen_at, one.has_hypothesis) == ("No idea yet.", None, False)


def test_asking_what_runs_makes_no_journal(home: Home) -> None:
    assert session.running(home, SETTINGS) is None
    assert session.listing(home, SETTINGS) == []
    assert not os.path.exists(home.data)


def test_one_session_runs_at_a_time(home: Home) -> None:
    begun(home)

    with pytest.raises(InputError, match="a debug session is running since 14:00"):
        begun(home, "build", "2026-11-20 14:05")
    assert len(session.listing(home, SETTINGS)) == 1


def test_of_two_terminals_that_begin_at_once_one_is_refused(home: Home) -> None:
    capture.save(home, SETTINGS, "so that there is a journal")
    outcomes: list[object] = []
    barrier = Barrier(4)

    def begin() -> None:
        barrier.wait(10)
        try:
            outcomes.append(session.start(home, SETTINGS, "build", goal="a parser"))
        except InputError as error:
            outcomes.append(error)

    threads = [Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(isinstance(outcome, InputError) for outcome in outcomes) == 3
    assert len(session.listing(home, SETTINGS)) == 1


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("build", {"goal": "  "}, "needs a goal"),
        ("nap", {}, "no session 'nap'"),
        ("debug", {"sure": 101}, "101 % sure"),
        ("debug", {"planned_minutes": 0}, "0 minutes"),
        ("build", {"planned_minutes": 1441}, "1441 minutes"),
    ],
)
def test_what_can_t_be_is_refused_and_leaves_nothing(
    home: Home, kind: str, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        begun(home, kind, **more)
    assert session.running(home, SETTINGS) is None


def test_text_that_a_terminal_would_obey_is_made_safe(home: Home) -> None:
    one = begun(home, hypothesis=Hypothesis("a\x1b[31m\nb", "c\x07\rd"))

    assert (one.place, one.mechanism) == ("a[31m b", "c\nd")


# --- While it runs ----------------------------------------------------------------------------


def test_opening_ai_is_marked_once_and_can_be_taken_back(home: Home) -> None:
    one = begun(home)
    for minute in (8, 9):
        with time_machine.travel(at(f"2026-11-20 14:0{minute}"), tick=False):
            marked = session.ai_opened(home, SETTINGS)
    assert marked.minutes_alone(0) == 8

    assert session.ai_opened(home, SETTINGS, one.id, opened=False).ai_opened_at is None


def test_words_are_added_under_the_time_and_the_hypothesis_stays(home: Home) -> None:
    one = begun(home)
    with time_machine.travel(at("2026-11-20 14:06"), tick=False):
        added = session.add(home, SETTINGS, "both paths take the lock #locks")

    assert added.frozen == one.frozen == one.body
    assert added.additions == "## Added 14:06\nboth paths take the lock #locks"
    assert capture.find(home, SETTINGS, one.id).tags == ("locks",)
    hits = look.search(home, SETTINGS, "paths lock", Filter(kinds=("session",)))
    assert [hit.line.id for hit in hits] == [one.id]
    assert wrong(home) == []


def test_what_is_frozen_can_t_be_rewritten_by_an_edit(home: Home) -> None:
    one = begun(home)

    with pytest.raises(InputError, match="frozen"):
        capture.edit(home, SETTINGS, one.id, "it was the cache all along")
    with pytest.raises(InputError, match="stays a session"):
        capture.edit(home, SETTINGS, one.id, one.body, "note")
    with pytest.raises(InputError, match="no kind 'session'"):
        capture.note(home, "words", "session")
    capture.edit(home, SETTINGS, one.id, one.body + "\n\nand more", "session")
    assert session.find(home, SETTINGS, one.id).additions == "and more"


def test_a_hypothesis_can_be_frozen_later_and_only_once(home: Home) -> None:
    begun(home, hypothesis=Hypothesis(), sure=None)
    with time_machine.travel(at("2026-11-20 14:04"), tick=False):
        late = session.freeze(home, SETTINGS, GUESS, 55)

    assert (late.text, late.sure) == (str(GUESS), 55)
    assert late.body == f"No idea yet.\n\n## Added 14:04\n{GUESS}"
    assert late.is_hypothesis_first
    with pytest.raises(InputError, match="the hypothesis is frozen"):
        session.freeze(home, SETTINGS, Hypothesis("elsewhere", "otherwise"))


def test_a_hypothesis_that_came_after_ai_does_not_come_first(home: Home) -> None:
    begun(home, hypothesis=Hypothesis())
    with time_machine.travel(at("2026-11-20 14:02"), tick=False):
        session.ai_opened(home, SETTINGS)
    with time_machine.travel(at("2026-11-20 14:04"), tick=False):
        assert not session.freeze(home, SETTINGS, GUESS).is_hypothesis_first


def test_half_a_hypothesis_is_completed_not_replaced(home: Home) -> None:
    begun(home, hypothesis=Hypothesis("", "the cache is stale"))
    with pytest.raises(InputError, match="a place is missing"):
        session.freeze(home, SETTINGS, Hypothesis("", "something else"))

    whole = session.freeze(home, SETTINGS, Hypothesis("cache.py", "something else"))

    assert (whole.place, whole.mechanism) == ("cache.py", "the cache is stale")


def test_a_build_takes_no_hypothesis(home: Home) -> None:
    begun(home, "build")

    with pytest.raises(InputError, match="only a debugging session"):
        session.freeze(home, SETTINGS, GUESS)


def test_the_status_line_tells_the_session_that_runs(home: Home) -> None:
    begun(home)
    for when, said in (("14:12:41", "12:41 no-AI"), ("14:18:10", "debug 3 min over")):
        with time_machine.travel(at(f"2026-11-20 {when}"), tick=False):
            assert look.status(home, SETTINGS).session == said
    done(home, "2026-11-20 14:19", "right")
    assert look.status(home, SETTINGS).session is None


def test_words_of_two_terminals_both_stay(home: Home) -> None:
    begun(home)
    for number in range(4):
        session.add(home, SETTINGS, f"thought {number}")

    left = session.running(home, SETTINGS)
    assert left is not None
    assert [f"thought {number}" in left.body for number in range(4)] == [True] * 4


# --- Undoing ----------------------------------------------------------------------------------


def test_a_beginning_is_undone_and_redone_like_any_entry(home: Home) -> None:
    one = begun(home)

    assert capture.undo(home, SETTINGS).line.id == one.id
    assert session.running(home, SETTINGS) is None
    assert look.status(home, SETTINGS).session is None
    capture.redo(home, SETTINGS)
    assert session.running(home, SETTINGS) == one
    capture.delete(home, SETTINGS, one.id)
    assert session.running(home, SETTINGS) is None
    assert wrong(home) == []


def test_undo_takes_back_words_but_not_what_was_frozen(home: Home) -> None:
    begun(home, hypothesis=Hypothesis(), sure=None)
    session.add(home, SETTINGS, "a thought")
    session.freeze(home, SETTINGS, GUESS, 60)

    capture.undo(home, SETTINGS)
    capture.undo(home, SETTINGS)

    left = session.running(home, SETTINGS)
    assert left is not None
    assert left.body == "No idea yet."
    assert (left.text, left.sure) == (str(GUESS), 60)
    assert wrong(home) == []


# --- Ending -----------------------------------------------------------------------------------


def test_a_session_is_closed_with_its_answers(home: Home) -> None:
    one = begun(home)

    closed = done(home, "2026-11-20 14:21", "partly", True, False, "the lock came first")

    assert closed.minutes(0) == 21
    assert (closed.outcome, closed.cause_found, closed.with_ai) == ("partly", True, False)
    assert closed.body == f"{one.body}\n\n## What it was\nthe lock came first"
    assert session.running(home, SETTINGS) is None
    assert wrong(home) == []


def test_closing_nothing_says_how_to_begin(home: Home) -> None:
    with pytest.raises(NotFoundError, match="no session is running"):
        done(home, "2026-11-20 14:21")


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [("debug", "reached", "can't be 'reached'"), ("build", "right", "can't be 'right'")],
)
def test_an_outcome_belongs_to_its_kind(home: Home, kind: str, outcome: str, said: str) -> None:
    begun(home, kind)

    with pytest.raises(InputError, match=said):
        done(home, "2026-11-20 14:21", outcome)
    assert session.running(home, SETTINGS) is not None


def test_without_a_hypothesis_none_was_right(home: Home) -> None:
    begun(home, hypothesis=Hypothesis())

    with pytest.raises(InputError, match="there was no hypothesis"):
        done(home, "2026-11-20 14:21", "right")
    assert done(home, "2026-11-20 14:21", "", True).cause_found


@pytest.mark.parametrize("said", ["2026-11-20 13:59", "2026-11-20 14:23"])
def test_an_end_lies_between_the_beginning_and_now(home: Home, said: str) -> None:
    begun(home)

    with pytest.raises(InputError, match=r"before it began|still to come"):
        done(home, "2026-11-20 14:21", ended_at=to_moment(at(said)))


def test_a_closed_session_takes_other_answers_and_keeps_its_end(home: Home) -> None:
    one = begun(home)
    done(home, "2026-11-20 14:10", "right", True, False)

    again = done(home, "2026-11-20 18:00", "wrong", False, session_id=one.id)

    assert (again.outcome, again.cause_found, again.minutes(0)) == ("wrong", False, 10)


def test_other_answers_leave_what_was_said_of_ai(home: Home) -> None:
    one = begun(home)
    done(home, "2026-11-20 14:20", "wrong", None, True)

    closed = done(home, "2026-11-20 14:30", "right", session_id=one.id)

    assert (closed.outcome, closed.with_ai) == ("right", True)


def test_ai_that_was_opened_after_the_end_is_none_of_the_session_s(home: Home) -> None:
    begun(home)
    with time_machine.travel(at("2026-11-20 15:00"), tick=False):
        session.ai_opened(home, SETTINGS)

    closed = done(home, "2026-11-20 15:10", "right", ended_at=to_moment(at("2026-11-20 14:15")))

    assert closed.with_ai is False
    assert closed.is_hypothesis_first


def test_a_forgotten_session_offers_sensible_ends(home: Home) -> None:
    one = begun(home, "build")
    with time_machine.travel(at("2026-11-20 14:20"), tick=False):
        session.touch(home, SETTINGS, one.id)
    with time_machine.travel(at("2026-11-20 14:50"), tick=False):
        capture.save(home, SETTINGS, "lunch was late")

    with time_machine.travel(at("2026-11-20 19:00"), tick=False):
        forgotten = session.running(home, SETTINGS)
        assert forgotten is not None
        assert forgotten.is_far_past(to_moment(datetime.now(UTC)))
        choices = session.end_choices(home, SETTINGS, forgotten)

    assert choices == [
        EndChoice("planned", to_moment(at("2026-11-20 14:30"))),
        EndChoice("last", to_moment(at("2026-11-20 14:50")), "your last entry"),
        EndChoice("now", to_moment(at("2026-11-20 19:00"))),
    ]
    closed = done(home, "2026-11-20 19:00", "reached", ended_at=choices[1].moment)
    assert closed.minutes(0) == 50


def test_a_commit_is_a_sign_of_life(home: Home, git: Git) -> None:
    where = git.repository("api")
    one = begun(home)
    git.commit(where, "Try", at="2026-11-20T14:40:00+01:00")
    follow(home, where)

    with time_machine.travel(at("2026-11-20 19:00"), tick=False):
        last = session.end_choices(home, SETTINGS, one)[1]
    assert (last.moment, last.sign) == (to_moment(at("2026-11-20 14:40")), "your last commit")


# --- Clocks -----------------------------------------------------------------------------------


def test_the_hour_that_comes_twice_is_counted_once(home: Home) -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 50, tzinfo=UTC), tick=False):  # 02:50
        session.start(home, SETTINGS, "build", goal="a clock")
    with time_machine.travel(datetime(2026, 10, 25, 1, 20, tzinfo=UTC), tick=False):  # 02:20
        assert session.stop(home, SETTINGS, Closing("reached")).minutes(0) == 30


def test_a_clock_that_was_set_back_gives_no_negative_minutes(home: Home) -> None:
    begun(home, when="2026-11-20 14:00")
    with time_machine.travel(at("2026-11-20 13:00"), tick=False):
        assert look.status(home, SETTINGS).session == "00:00 no-AI"
        session.ai_opened(home, SETTINGS)
        closed = session.stop(home, SETTINGS, Closing("right"))

    assert closed.minutes(0) == 0
    assert closed.minutes_alone(0) == 0
    assert wrong(home) == []


def test_who_travels_keeps_the_zone_of_the_beginning(home: Home) -> None:
    one = begun(home)
    with time_machine.travel(datetime(2026, 11, 20, 9, 10, tzinfo=ZoneInfo("America/New_York")),
                             tick=False):  # fmt: skip
        closed = session.stop(home, SETTINGS, Closing("right", words="home again"))

    assert closed.minutes(0) == 70
    assert f"{closed.at(one.started_at):%H:%M %z}" == "14:00 +0100"


# --- Other processes --------------------------------------------------------------------------

BEGIN = """
import os, signal, sys
from waterline import home as homes
from waterline.practice import session
from waterline.settings import Settings
session.start(homes.find(), Settings(), "build", goal="a parser")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_session_outlives_the_process_that_began_it(home: Home) -> None:
    before = datetime.now(UTC)
    done_ = subprocess.run([sys.executable, "-c", BEGIN], check=False, capture_output=True)
    after = datetime.now(UTC)

    left = session.running(home, SETTINGS)

    assert done_.returncode == -9
    assert left is not None
    assert to_moment(before) <= left.started_at <= to_moment(after)
    assert wrong(home) == []


def test_a_locked_journal_holds_up_no_sign_of_life(home: Home) -> None:
    one = begun(home)
    with contextlib.closing(connection.connect(home)) as db, connection.writing(db):
        session.touch(home, SETTINGS, one.id)
    assert session.find(home, SETTINGS, one.id).seen_at is None


def test_a_journal_that_can_t_be_used_is_said(home: Home) -> None:
    home.make(home.journal)

    with pytest.raises(JournalError):
        session.running(home, SETTINGS)
