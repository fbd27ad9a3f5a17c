"""The whole of a month: what stands beside what, in months of every size and sort."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.making import OCTOBER, asked, explained, facts, sitting, work
from waterline.domain.auditing import audit, tallies
from waterline.domain.audits import OVERALL, Answers, Assessed, Practised, Run, Shipped
from waterline.domain.effort import Alone
from waterline.domain.evidence import Estimate, NotEnough, Share
from waterline.domain.explanations import Coverage, DepthDrop
from waterline.domain.facts import MonthCount, Said, Written
from waterline.domain.months import Month
from waterline.domain.tide import tide
from waterline.domain.trend import TOO_EARLY

ANSWERED = Assessed(Answers(3, 2, 1, 2, 80, 1), "fixed")


# --- Months of every sort ---------------------------------------------------------------------


def test_a_month_with_nothing_has_no_number_but_noughts() -> None:
    found = audit(facts())

    assert (found.month, found.state) == (OCTOBER, "settled")
    assert found.shipped == Shipped()
    assert found.coverage == Coverage(None, None)
    assert found.tide == tide(0, 0, 0, 0)
    assert found.perceived.p is None
    assert {name: one.figure for name, one in found.demonstrated.items()} == {
        "recall": NotEnough(0, 5),
        "code": NotEnough(0, 10),
        "debug": NotEnough(0, 5),
        "build": NotEnough(0, 5),
    }
    assert set(found.gaps.values()) == {None}
    assert found.calibration == NotEnough(0, 10)
    assert found.depth == DepthDrop(None, 0, 0, 0)
    assert found.practised == Practised(Share(0, 0), Alone(0, 0, None), Share(0, 0), Share(0, 0))
    assert (found.trend.state, found.not_much) == (TOO_EARLY, Run())
    assert (found.groups, found.learned, found.notices, found.stages) == ((), "", (), ())
    assert len(found.columns) == 31
    assert [one.month for one in found.months] == [OCTOBER]


def test_a_month_with_one_commit_is_whole() -> None:
    found = audit(facts(works=[explained(work())]))

    assert found.shipped == Shipped(1, 1, 0, 0, 8, 2, 1)
    assert found.tide[:5] == (1, 1, 0, 0, 100.0)
    assert found.tide.u is None
    assert found.coverage == Coverage(100.0, 100.0)
    assert [one.changes for one in found.groups] == [1]


def test_a_month_with_five_thousand_commits_is_whole() -> None:
    works = [
        work(n, f"2026-10-{n % 31 + 1:02}", subject=f"feat(part{n % 90}): step", repo=f"r{n % 9}")
        for n in range(5_000)
    ]
    works = [explained(one) if n % 4 else one for n, one in enumerate(works)]

    found = audit(facts(works=works))

    assert found.tide[:2] == (5_000, 3_750)
    assert sum(one.changes for one in found.groups) == 5_000
    assert len(found.groups) <= 7
    assert sum(one.assisted for one in found.columns) == 5_000
    assert sum(one.explained for one in found.columns) == 3_750


def test_who_never_uses_ai_has_a_band_of_their_own_and_no_waterline() -> None:
    works = [work(n, origin="by hand" if n % 2 else "unknown") for n in range(20)]

    found = audit(facts(works=works, assessed=ANSWERED))

    assert found.shipped[:4] == (20, 0, 10, 10)
    assert found.tide == tide(0, 0, 0, 0)
    assert found.coverage == Coverage(None, None)
    assert (found.months[-1].by_hand, found.months[-1].unknown) == (10, 10)
    assert found.perceived.p == 44.0
    assert found.groups


def test_who_never_explains_has_shown_nothing_yet() -> None:
    found = audit(facts(works=[work(n) for n in range(20)]))

    assert (found.tide.e, found.tide.u, found.tide.g) == (0.0, 0.0, 100.0)
    assert found.coverage == Coverage(0.0, 0.0)


def test_reverts_and_generated_changes_were_shipped_and_are_not_assessed() -> None:
    works = [work(1), work(2, sort="revert"), work(3, generated_lines=10)]

    found = audit(facts(works=works))

    assert found.shipped.changes == 3
    assert found.tide.s == 1


# --- What stands beside what ------------------------------------------------------------------


def test_the_share_that_was_explained_is_the_coverage_by_changes() -> None:
    works = [explained(work(n, insertions=20 * n)) for n in range(6)]
    works += [work(n, insertions=900) for n in range(6, 10)]

    found = audit(facts(works=works))

    assert found.tide.e == found.coverage.by_changes == pytest.approx(60)
    assert found.coverage.by_lines == pytest.approx(100 * 312 / (312 + 4 * 400))


def test_what_is_believed_stands_beside_what_was_shown() -> None:
    works = [work(n) for n in range(10)]
    tests = [asked(one, "passed" if n < 7 else "failed", sure=None) for n, one in enumerate(works)]
    outcomes = ["right"] * 5 + ["wrong"] * 4
    sessions = [sitting(day=f"2026-10-{n + 1:02}", outcome=one) for n, one in enumerate(outcomes)]

    found = audit(facts(works=works, tests=tests, sessions=sessions, assessed=ANSWERED))

    overall = found.gaps[OVERALL]
    assert overall is not None
    assert overall[:3] == pytest.approx((-19.03, -33.28, -0.98), abs=0.05)
    assert found.months[-1].gap == overall
    assert found.gaps["build"] is None
    assert isinstance(found.demonstrated["recall"].figure, Estimate)


def test_depth_is_over_the_explanations_that_were_rated_before_and_after() -> None:
    pairs = [(6, 4), (5, 5), (7, 4), (4, 5), (6, 5), (5, 3), (None, 5), (4, None)]
    written = [Written(n, date(2026, 10, 5), *pair) for n, pair in enumerate(pairs)]

    found = audit(facts(written=written)).depth

    assert found.drop == pytest.approx(1.17, abs=0.005)
    assert found[1:] == (4, 1, 1)


def test_a_stage_goes_by_what_the_signals_go_by() -> None:
    sessions = [
        sitting(day=f"2026-10-{n:02}", outcome="wrong", cause_found=False) for n in range(1, 7)
    ]
    answered = Assessed(Answers(4, 3, 3, 3, 20))

    found = audit(facts(sessions=sessions, assessed=answered, incidents=[date(2026, 10, 3)]))

    assert found.signals[0].side == "points this way"
    assert [one.number for one in found.stages] == [4, 5]


def test_words_on_the_whole_month_are_its_answer_before_those_on_its_pieces() -> None:
    works = [work(n, subject=f"feat(a): {n}") for n in range(3)]
    piece = Said("api:a", learned="not much")

    assert audit(facts(works=works, said=[piece])).learned == "not much"
    whole = audit(facts(works=works, said=[piece, Said("", learned="a lot", words="locks")]))
    assert (whole.learned, whole.learned_said, whole.words) == ("a lot", True, "locks")


# --- Practice ---------------------------------------------------------------------------------


def test_a_week_counts_in_the_month_that_it_ends_in() -> None:
    sessions = [
        sitting("build", "2026-09-29"),  # its Sunday is 4 October
        sitting("build", "2026-10-14", minutes=29),
    ]
    active = [date(2026, 9, 29), date(2026, 10, 14), date(2026, 10, 20)]

    assert audit(facts(sessions=sessions, active=active)).practised.weeks == Share(1, 3)
    # That of 26 October ends in November.
    active.append(date(2026, 10, 27))
    assert audit(facts(sessions=sessions, active=active)).practised.weeks == Share(1, 3)


def test_a_week_of_holidays_is_no_week_without_a_build() -> None:
    active = [date(2026, 10, 14), date(2026, 10, 20)]
    holidays = [(date(2026, 10, 12), date(2026, 10, 18))]

    assert audit(facts(active=active, holidays=holidays)).practised.weeks == Share(0, 1)


def test_practice_is_that_of_the_month_alone() -> None:
    opened = sitting(day="2026-10-06")
    sessions = [
        sitting(day="2026-09-30"),
        sitting(day="2026-10-05", minutes=10, with_ai=False),
        sitting(day="2026-10-06", ai_opened_at=opened.started_at + 60_000_000 * 20),
        sitting(day="2026-10-07", frozen_at=None),
    ]

    found = audit(facts(sessions=sessions)).practised

    assert found.alone == Alone(3, 3, float("inf"))
    assert found.first == Share(2, 3)


# --- Months beside each other -----------------------------------------------------------------


def counted(ahead: int, s: int = 10, x: int = 8, learned: str = "") -> MonthCount:
    return MonthCount(OCTOBER.plus(ahead), s, x, learned=learned)


def test_the_trend_is_over_settled_months_with_their_distance() -> None:
    tests = []
    counts = []
    for ahead, passed in ((-6, 1), (-5, 2), (-4, None), (-3, 4), (-2, 5), (-1, 0)):
        counts.append(counted(ahead, 5, 5))
        if passed is not None:
            day = f"{OCTOBER.plus(ahead)}-05"
            of_month = [work(n, day) for n in range(5)]
            tests += [
                asked(one, "passed" if n < passed else "failed") for n, one in enumerate(of_month)
            ]

    found = audit(facts(tests=tests, counts=counts, today="2026-10-20"))

    # September is still settling; in June nobody was tested.
    assert [one.tide.g for one in found.months] == [
        pytest.approx(g) if g is not None else None for g in (80, 60, None, 20, 0, 100, None)
    ]
    assert found.trend.months == 4
    assert found.trend.slope == pytest.approx(-20)
    assert found.trend.state == "shrinking"


def test_months_between_that_nothing_is_known_of_are_empty_ones() -> None:
    found = audit(facts(counts=[counted(-3)]))

    assert [(str(one.month), one.tide.s) for one in found.months] == [
        ("2026-07", 10), ("2026-08", 0), ("2026-09", 0), ("2026-10", 0),
    ]  # fmt: skip


def test_twelve_months_are_shown_and_this_one_is_the_last() -> None:
    found = audit(facts(counts=[counted(ahead) for ahead in range(-14, 1)]))

    assert len(found.months) == 12
    assert found.months[-1].month == OCTOBER


def test_a_run_of_not_much_goes_over_empty_months_and_up_to_this_one() -> None:
    counts = [
        counted(-4, learned="not much"), counted(-3, 0, 0), counted(-2, learned="not much"),
        counted(-1, learned="not much"),
    ]  # fmt: skip
    works = [work()]
    said = [Said("", learned="not much")]

    assert audit(facts(works=works, said=said, counts=counts)).not_much == Run(4, True)
    # Unanswered it ends the run, but not while there is still time to answer.
    assert audit(facts(works=works, counts=counts)).not_much == Run()
    assert audit(facts(works=works, counts=counts, today="2026-10-20")).not_much == Run(3, True)


def test_the_past_has_every_month_newest_first_with_the_gap_of_its_time() -> None:
    september = [work(n, "2026-08-20") for n in range(5)]
    tests = [asked(one, "failed", days=20) for one in september]
    sessions = [sitting(day=f"2026-09-{n:02}", outcome="wrong") for n in range(10, 15)]
    frozen = Estimate(5, 1, 9, 12)
    counts = [
        MonthCount(Month(2026, 3), 1, 1, assessed=ANSWERED, is_closed=True, gap=frozen),
        MonthCount(Month(2026, 8), 5, 0, assessed=ANSWERED),
        MonthCount(Month(2026, 9), 0, 0, 4, 2, assessed=ANSWERED),
        MonthCount(OCTOBER, 3, 1),
    ]

    found = tallies(facts(tests=tests, sessions=sessions, counts=counts))

    assert [str(one.month) for one in found] == ["2026-10", "2026-09", "2026-08", "2026-03"]
    october, september_tally, august, march = found
    assert (october.gap, october.is_answered, october.p) == (None, False, None)
    # Believed were 62.5 of recall and 25 of debug, and shown was nothing of either.
    assert isinstance(september_tally.gap, Estimate)
    assert september_tally.gap.value == pytest.approx((62.5 + 25) / 2)
    assert (september_tally.by_hand, september_tally.unknown) == (4, 2)
    assert (august.gap, august.tide.t, august.p) == (None, 5, 44.0)
    assert (march.gap, march.is_closed) == (frozen, True)
