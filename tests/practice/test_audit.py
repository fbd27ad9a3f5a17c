"""A month is asked about before its evidence is shown, spoken of, closed, and kept as it was."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.practice.auditing import (
    LIMITS,
    NOVEMBER,
    NOW,
    OCTOBER,
    SETTINGS,
    at,
    explained,
    october,
    read,
    say,
    shipped,
)
from tests.practice.sittings import begun, done
from waterline.errors import InputError
from waterline.practice import audit
from waterline.practice.audit import Answers, Month
from waterline.settings import Settings

if TYPE_CHECKING:
    from waterline.home import Home

ALL = Answers(3, 2, 1, 2, 80, 1)


def state(home: Home, when: str, month: Month = OCTOBER) -> str:
    return audit.assessed(home, SETTINGS, month, at(when)).state


# --- Which month --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "month"),
    [
        ("2026-11-01 04:00", OCTOBER),
        ("2026-11-01 03:59", OCTOBER),  # before the day begins it is still October itself
        ("2026-11-07 12:00", OCTOBER),
        ("2026-11-08 03:59", OCTOBER),
        ("2026-11-08 04:00", NOVEMBER),
        ("2026-12-03 12:00", Month(2026, 12)),  # nothing was in November
    ],
)
def test_without_a_month_it_is_the_one_that_waits(home: Home, when: str, month: Month) -> None:
    october(home)
    assert read(home, None, at(when)).month == month


def test_a_closed_month_waits_no_more(home: Home) -> None:
    october(home)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    assert read(home, None).month == NOVEMBER


def test_a_month_to_come_is_refused_and_the_journal_stays_as_it_is(home: Home) -> None:
    october(home)
    december = Month(2026, 12)
    for call in (audit.read, audit.show_evidence, audit.close, audit.put_off):
        with pytest.raises(InputError, match="December 2026 is still to come"):
            call(home, SETTINGS, december, NOW)
    with pytest.raises(InputError, match="still to come"):
        audit.answer(home, SETTINGS, december, ALL, NOW)
    assert [str(one.month) for one in audit.past(home, SETTINGS, NOW)] == ["2026-10"]


def test_a_journal_that_is_not_there_yet_has_an_empty_month(home: Home) -> None:
    found = read(home, None)
    assert (found.month, found.shipped.changes, found.groups) == (NOVEMBER, 0, ())
    assert (found.tide.e, found.perceived.p, found.learned) == (None, None, "")
    assert audit.past(home, SETTINGS, NOW) == ()


def test_the_month_of_an_empty_journal_is_not_offered(home: Home) -> None:
    assert audit.offered(home, SETTINGS, NOW) is None


# --- The questions ------------------------------------------------------------------------------


def test_answers_can_be_given_changed_and_taken_back_until_the_evidence_is_shown(
    home: Home,
) -> None:
    october(home)
    assert audit.answer(home, SETTINGS, OCTOBER, ALL, NOW).answers == ALL
    some = audit.answer(home, SETTINGS, OCTOBER, Answers(q1=4), NOW)
    assert (some.answers, some.state) == (Answers(q1=4), "open")
    assert some.answered_at == NOW
    assert read(home).perceived.p is None
    audit.answer(home, SETTINGS, OCTOBER, ALL, NOW)
    shown = audit.show_evidence(home, SETTINGS, OCTOBER, NOW)
    assert (shown.answers, shown.state, shown.shown_at) == (ALL, "fixed", NOW)
    with pytest.raises(InputError, match="stay as they are"):
        audit.answer(home, SETTINGS, OCTOBER, Answers(q1=0), NOW)
    assert read(home).perceived.p == 44.0


def test_evidence_that_was_seen_stays_seen_since_the_first_time(home: Home) -> None:
    october(home)
    audit.show_evidence(home, SETTINGS, OCTOBER, NOW)
    later = audit.show_evidence(home, SETTINGS, OCTOBER, at("2026-11-20 10:00"))
    assert later.shown_at == NOW


@pytest.mark.parametrize(
    "answers", [Answers(q1=5), Answers(q2=-1), Answers(velocity_drop=101), Answers(renting=7)]
)
def test_what_is_no_answer_is_refused(home: Home, answers: Answers) -> None:
    with pytest.raises(InputError, match="no answer"):
        audit.answer(home, SETTINGS, OCTOBER, answers, NOW)
    assert audit.assessed(home, SETTINGS, OCTOBER, NOW).answers == Answers()


def test_the_questions_stay_open_until_the_month_after_ends(home: Home) -> None:
    october(home)
    assert state(home, "2026-10-01 04:00") == "open"
    assert state(home, "2026-12-01 03:59") == "open"
    assert state(home, "2026-12-01 04:00") == "missed"
    with pytest.raises(InputError, match="are closed"):
        audit.answer(home, SETTINGS, OCTOBER, ALL, at("2026-12-01 04:00"))


def test_answers_in_time_are_kept_when_the_time_is_over(home: Home) -> None:
    october(home)
    audit.answer(home, SETTINGS, OCTOBER, ALL, NOW)
    late = audit.assessed(home, SETTINGS, OCTOBER, at("2027-02-01 12:00"))
    assert (late.answers, late.state) == (ALL, "fixed")


def test_looking_at_a_month_that_was_missed_writes_nothing(home: Home) -> None:
    october(home)
    shown = audit.show_evidence(home, SETTINGS, OCTOBER, at("2027-02-01 12:00"))
    assert (shown.state, shown.shown_at) == ("missed", None)


def test_months_have_answers_of_their_own(home: Home) -> None:
    october(home)
    audit.answer(home, SETTINGS, OCTOBER, ALL, NOW)
    audit.answer(home, SETTINGS, NOVEMBER, Answers(q4=1), NOW)
    assert audit.assessed(home, SETTINGS, OCTOBER, NOW).answers == ALL
    assert audit.assessed(home, SETTINGS, NOVEMBER, NOW).answers == Answers(q4=1)


# --- Closing ------------------------------------------------------------------------------------


def test_a_month_that_runs_cant_be_closed(home: Home) -> None:
    october(home)
    with pytest.raises(InputError, match="isn't over"):
        audit.close(home, SETTINGS, OCTOBER, at("2026-11-01 03:59"))
    assert audit.close(home, SETTINGS, OCTOBER, at("2026-11-01 04:00")).closed_at


def test_closing_freezes_the_figures_and_says_what_came_late(home: Home) -> None:
    october(home)
    audit.answer(home, SETTINGS, OCTOBER, ALL, NOW)
    live = read(home)
    assert (live.closed_at, live.late) == (None, ())
    closed = audit.close(home, SETTINGS, OCTOBER, NOW)
    assert (closed.closed_at, closed.late) == (NOW, ())
    assert (closed.how["formula"], closed.how["day_starts"]) == (1, "04:00")
    with lay.journal(home) as db:
        [api] = db.execute("SELECT id FROM repository WHERE name = 'api'").fetchone()
        shipped(db, "feat(limits): found in a clone", api, "2026-10-29 10:00")
    later = read(home)
    assert later.shipped == live.shipped
    assert later.tide == live.tide
    assert later.columns == live.columns
    assert "1 more change found since." in later.late


def test_a_settings_change_does_not_move_a_closed_month(home: Home) -> None:
    october(home)
    closed = audit.close(home, SETTINGS, OCTOBER, NOW)
    other = audit.read(home, Settings({"day_starts": "00:00"}), OCTOBER, NOW)
    assert (other.how, other.columns) == (closed.how, closed.columns)


def test_a_closed_month_can_be_opened_and_closed_again(home: Home) -> None:
    october(home)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    with pytest.raises(InputError, match="is closed already"):
        audit.close(home, SETTINGS, OCTOBER, NOW)
    assert audit.reopen(home, SETTINGS, OCTOBER, NOW).closed_at is None
    with pytest.raises(InputError, match="isn't closed"):
        audit.reopen(home, SETTINGS, OCTOBER, NOW)
    say(home, LIMITS, "some")
    again = audit.close(home, SETTINGS, OCTOBER, NOW)
    assert again.learned == "some"
    with lay.journal(home) as db:
        asked = "SELECT count(*), count(reopened_at) FROM closing WHERE month = '2026-10'"
        assert tuple(db.execute(asked).fetchone()) == (2, 1)


def test_a_closed_month_stands_as_closed_among_its_own_twelve(home: Home) -> None:
    october(home)
    assert [one.is_closed for one in read(home).months if one.month == OCTOBER] == [False]
    audit.close(home, SETTINGS, OCTOBER, NOW)
    assert [one.is_closed for one in read(home).months if one.month == OCTOBER] == [True]


def test_the_words_of_a_closed_month_are_those_of_the_journal(home: Home) -> None:
    october(home)
    spoken = say(home, LIMITS, "a lot", "Buckets refill on read")
    assert spoken
    audit.close(home, SETTINGS, OCTOBER, NOW)
    with lay.journal(home) as db:
        figures = db.execute("SELECT figures FROM closing").fetchone()[0]
        assert "Buckets" not in figures
        db.execute("UPDATE entry SET deleted_at = 1 WHERE id = ?", (spoken.entry_id,))
    [now] = [one for one in read(home).groups if one.key == LIMITS]
    assert (now.learned, now.words) == ("a lot", "")


def test_frozen_figures_that_are_damaged_are_computed_anew_and_said_to_be(home: Home) -> None:
    october(home)
    live = read(home)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    for figures in ("", "{", "[]", '{"month": 7}', '{"month": "2026-10"}'):
        with lay.journal(home) as db:
            db.execute("UPDATE closing SET figures = ?", (figures,))
        found = read(home)
        assert found.tide == live.tide
        assert found.late == (audit.UNREADABLE,)
        assert len(audit.past(home, SETTINGS, NOW)) == 1


def test_who_closes_a_month_has_seen_it_and_answers_no_more(home: Home) -> None:
    october(home)
    audit.answer(home, SETTINGS, OCTOBER, ALL, NOW)
    closed = audit.close(home, SETTINGS, OCTOBER, NOW)
    assert (closed.assessed.state, closed.perceived.p) == ("fixed", 44.0)
    with pytest.raises(InputError, match="stay as they are"):
        audit.answer(home, SETTINGS, OCTOBER, Answers(q1=4), NOW)
    assert audit.reopen(home, SETTINGS, OCTOBER, NOW).assessed.state == "fixed"


def test_a_closed_month_keeps_its_answer_though_ai_was_never_opened_in_it(home: Home) -> None:
    october(home)
    say(home, LIMITS, "not much")
    begun(home, "debug", "2026-10-15 10:00")
    done(home, "2026-10-15 10:20", "right", True)
    closed = audit.close(home, SETTINGS, OCTOBER, NOW)
    assert closed.practised.alone.median == math.inf
    assert read(home).practised == closed.practised
    assert audit.past(home, SETTINGS, NOW)[0].learned == "not much"
    assert read(home, NOVEMBER).not_much.length == 1


def test_a_closed_month_whose_figures_are_damaged_has_the_answer_that_is_still_known(
    home: Home,
) -> None:
    october(home)
    say(home, LIMITS, "not much")
    audit.close(home, SETTINGS, OCTOBER, NOW)
    with lay.journal(home) as db:
        db.execute("UPDATE closing SET figures = '{'")
    assert audit.past(home, SETTINGS, NOW)[0].learned == "not much"


# --- The months beside each other ---------------------------------------------------------------


def test_every_month_that_has_anything_is_told_newest_first(home: Home) -> None:
    october(home)
    with lay.journal(home) as db:
        lay.entry(db, "a note", "2026-07-10 09:00")
    audit.answer(home, SETTINGS, NOVEMBER, ALL, NOW)
    found = audit.past(home, SETTINGS, NOW)
    assert [(str(one.month), one.tide.s, one.by_hand) for one in found] == [
        ("2026-11", 0, 0),
        ("2026-10", 14, 5),
        ("2026-07", 0, 0),
    ]
    assert [one.p for one in found] == [44.0, None, None]


def test_a_month_beside_others_is_what_it_is_alone(home: Home) -> None:
    october(home)
    with lay.journal(home) as db:
        explained(db, "feat(limits): step 0", "2026-10-01 12:00")
    alone = read(home).months[-1]
    assert audit.past(home, SETTINGS, NOW)[0] == alone
    assert read(home, NOVEMBER).months[0] == alone


def test_the_months_of_an_audit_end_with_its_own(home: Home) -> None:
    with lay.journal(home) as db:
        api = lay.repository(db, "api")
        for number in range(30):
            month = Month(2026, 10).plus(-number)
            shipped(db, f"step {number}", api, f"{month}-15 10:00")
    shown = read(home).months
    assert [str(one.month) for one in shown] == [
        str(one) for one in (OCTOBER.plus(-back) for back in range(11, -1, -1))
    ]
    assert [one.tide.s for one in shown] == [1] * 12
    assert len(audit.past(home, SETTINGS, NOW)) == 30


# --- Last month's audit -------------------------------------------------------------------------


def test_last_months_audit_is_offered_in_the_first_week(home: Home) -> None:
    october(home)
    assert audit.offered(home, SETTINGS, at("2026-11-01 03:59")) is None
    assert audit.offered(home, SETTINGS, at("2026-11-01 04:00")) == OCTOBER
    assert audit.offered(home, SETTINGS, at("2026-11-08 03:59")) == OCTOBER
    assert audit.offered(home, SETTINGS, at("2026-11-08 04:00")) is None
    assert audit.offered(home, SETTINGS, at("2026-12-02 09:00")) is None


def test_an_audit_that_was_put_off_or_closed_is_offered_no_more(home: Home) -> None:
    october(home)
    audit.put_off(home, SETTINGS, OCTOBER, NOW)
    assert audit.offered(home, SETTINGS, NOW) is None
    found = read(home, None)
    assert (found.month, found.groups) == (OCTOBER, read(home).groups)
    assert all(one.words == one.learned == "" for one in found.groups)


def test_a_closed_month_is_not_offered_and_one_opened_again_is(home: Home) -> None:
    october(home)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    assert audit.offered(home, SETTINGS, NOW) is None
    audit.reopen(home, SETTINGS, OCTOBER, NOW)
    assert audit.offered(home, SETTINGS, NOW) == OCTOBER


def test_a_month_with_notes_alone_is_not_offered(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "a note", "2026-10-10 09:00")
    assert audit.offered(home, SETTINGS, NOW) is None
    assert read(home, None).month == OCTOBER
