"""What is worth noticing: each sentence with the records that say it, and silence without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import DAY, OCTOBER, explained, facts, sitting, work
from waterline.domain import noticing
from waterline.domain.audits import MonthTally
from waterline.domain.briefs import Brief
from waterline.domain.facts import Written
from waterline.domain.noticing import MOST, ORDER, notices
from waterline.domain.tide import tide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from waterline.domain.facts import Facts, Work
    from waterline.domain.sessions import Session


def said(
    notice: Callable[[Facts, Sequence[MonthTally]], str],
    *tallies: MonthTally,
    **more: Any,
) -> str:
    return notice(facts(**more), tallies)


def sized(count: int, lines: int, *, is_explained: bool, start: int = 0) -> list[Work]:
    works = [work(start + n, insertions=lines, deletions=0) for n in range(count)]
    return [explained(one) for one in works] if is_explained else works


def brief(number: int, expected: int, took: int | None) -> Brief:
    body = f"Expected minutes: {expected}"
    return Brief(str(number), body, number, 0, date(2026, 10, 5), took_minutes=took)


def month(
    ahead: int, learned: str = "", state: str = "settled", s: int = 0, x: int = 0
) -> MonthTally:
    return MonthTally(OCTOBER.plus(ahead), state, tide(s, x, 0, 0), learned=learned)


def right(outcomes: str, day: str) -> list[Session]:
    names = {"r": "right", "w": "wrong", "p": "partly"}
    return [sitting(day=day, outcome=names[one]) for one in outcomes]


# --- Sizes and places -------------------------------------------------------------------------


def test_unexplained_changes_that_are_larger_are_noticed() -> None:
    works = [
        *sized(5, 40, is_explained=True),
        *sized(5, 124, is_explained=False, start=10),
    ]

    assert said(noticing.sizes, works=works) == (
        "Changes without an explanation were 3.1× larger: 124 lines at the median, "
        "the explained ones 40."
    )


def test_unexplained_changes_that_are_smaller_are_noticed_too() -> None:
    works = [*sized(5, 90, is_explained=True), *sized(5, 45, is_explained=False, start=10)]

    assert "Explained changes were 2.0× larger" in said(noticing.sizes, works=works)


@pytest.mark.parametrize(
    ("explained_ones", "others", "lines"), [(4, 9, 400), (9, 4, 400), (9, 9, 50)]
)
def test_sizes_are_compared_with_five_on_either_side_and_a_difference(
    explained_ones: int, others: int, lines: int
) -> None:
    works = [
        *sized(explained_ones, 40, is_explained=True),
        *sized(others, lines, is_explained=False, start=20),
    ]

    assert not said(noticing.sizes, works=works)


def test_a_change_that_can_still_be_explained_is_not_called_unexplained() -> None:
    works = [work(n, "2026-10-19", insertions=500) for n in range(9)]
    works += [explained(one) for one in sized(9, 10, is_explained=False, start=20)]

    assert not said(noticing.sizes, works=works, today="2026-10-20")
    assert not said(noticing.largest, works=works, today="2026-10-26")
    assert said(noticing.sizes, works=works, today="2026-10-27")
    assert said(noticing.largest, works=works, today="2026-10-27")


def test_the_largest_change_without_an_explanation_is_named() -> None:
    works = [
        work(1, subject="Small", insertions=120),
        work(2, "2026-10-03", subject="Rewrite the importer", insertions=898),
        explained(work(3, insertions=2_000)),
        explained(work(4, insertions=2_000), 20 * DAY),
        work(5, insertions=2_000, is_pasted=True),
        work(6, insertions=2_000, origin="by hand"),
    ]

    assert said(noticing.largest, works=works) == (
        "The largest change without an explanation: “Rewrite the importer” in api, "
        "900 lines on 3 October."
    )
    assert not said(noticing.largest, works=[work(insertions=97)])


def test_a_number_in_a_sentence_reads_as_it_does_everywhere_else() -> None:
    assert "in api, 1,653 lines on" in said(noticing.largest, works=[work(insertions=1_651)])
    works = [work(n, insertions=size, deletions=0) for n, size in enumerate((9, 9, 9, 40, 43, 60))]
    works += [explained(one) for one in sized(5, 10, is_explained=False, start=20)]
    assert "25 lines at the median" in said(noticing.sizes, works=works)


def test_where_changes_don_t_say_whether_ai_helped_is_noticed() -> None:
    works = [work(n, origin="unknown", repo="web" if n else "api") for n in range(5)]

    assert said(noticing.unknown, works=works) == (
        "5 of 5 changes don't say whether AI helped, 4 of them in web."
    )
    assert "all in web" in said(noticing.unknown, works=[one._replace(repo="web") for one in works])
    assert not said(noticing.unknown, works=works[1:])
    many = [work(n) for n in range(100, 121)]
    assert not said(noticing.unknown, works=[*works, *many])


def test_a_day_and_a_repository_with_much_of_the_month_are_noticed() -> None:
    works = [work(n, f"2026-10-{n + 1:02}", repo="web" if n < 3 else "api") for n in range(8)]
    works += [work(n, "2026-10-13") for n in range(20, 24)]

    assert said(noticing.busiest, works=works) == "4 of 12 changes were made on 13 October."
    assert said(noticing.place, works=works) == "9 of 12 changes are in api."
    assert not said(noticing.busiest, works=works[:9])
    assert not said(noticing.place, works=works[3:])


# --- Explaining -------------------------------------------------------------------------------


def test_how_promptly_changes_are_explained_is_noticed() -> None:
    works = [explained(work(n), n * DAY // 2) for n in range(6)]

    assert said(noticing.promptness, works=works) == (
        "2 of 6 explained changes were explained on the day they were made."
    )
    assert said(noticing.promptness, works=[explained(one, 0) for one in works]).startswith("All 6")
    assert not said(noticing.promptness, works=works[:4])


def test_what_writing_does_to_confidence_is_noticed() -> None:
    pairs = [(6, 4), (5, 5), (7, 4), (4, 5), (6, 5), (None, 3)]
    written = [Written(n, date(2026, 10, 5), *pair) for n, pair in enumerate(pairs)]

    assert said(noticing.writing, written=written) == (
        "Of 5 explanations, 3 left you less sure than before writing, 1 surer, 1 as sure."
    )
    assert not said(noticing.writing, written=written[1:])


def test_the_explained_share_is_set_beside_the_month_befores() -> None:
    before, now = month(-1, s=20, x=9), month(0, s=10, x=6)

    assert said(noticing.than_before, before, now) == (
        "6 of 10 changes with AI were explained; in September, 9 of 20."
    )
    assert not said(noticing.than_before, now)
    assert not said(noticing.than_before, month(-1, s=4, x=2), now)
    assert not said(noticing.than_before, before, now._replace(state="running"))


def test_pasted_explanations_are_noticed_with_the_way_to_overrule_it() -> None:
    assert said(noticing.pasted, works=[work(1, is_pasted=True), work(2)]) == (
        "1 change has a pasted explanation, which isn't counted unless you say it is yours."
    )
    assert not said(noticing.pasted, works=[work(1)])


# --- Practice ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(45, 110)], "A brief expected 45 minutes; the work took 110."),
        ([(45, 110), (30, 20)], "2 briefs expected 75 minutes in all; the work took 130."),
        (
            [(45, 110), (30, 20), (60, 60), (20, 90), (45, 100)],
            "Briefs expected 45 minutes at the median; the work took 90 (5 briefs).",
        ),
        ([], ""),
        ([(45, None)], ""),
    ],
)
def test_what_was_expected_is_set_beside_what_it_took(
    pairs: list[tuple[int, int | None]], sentence: str
) -> None:
    briefs = [brief(n, *pair) for n, pair in enumerate(pairs)]

    assert said(noticing.expectations, briefs=briefs) == sentence


def test_a_brief_that_expects_nothing_says_nothing() -> None:
    vague = Brief("1", "Tidy up", 1, 0, date(2026, 10, 5), took_minutes=90)

    assert not said(noticing.expectations, briefs=[vague])


def test_right_hypotheses_are_counted_beside_those_of_the_quarter_before() -> None:
    sessions = right("rrrrrwpw", "2026-10-05")

    assert said(noticing.hypotheses, sessions=sessions) == (
        "Your hypothesis was right in 5 of 8 debugging sessions in 90 days."
    )
    assert not said(noticing.hypotheses, sessions=sessions[:4])
    before = right("rwwwp", "2026-06-20")
    assert said(noticing.hypotheses, sessions=[*sessions, *before]).endswith(
        "in 90 days; in the 90 days before, in 1 of 5."
    )
    assert said(noticing.hypotheses, sessions=[*sessions, *before[1:]]).endswith("in 90 days.")


def test_a_weekday_with_most_sessions_is_noticed() -> None:
    fridays = [sitting(day=day) for day in ("2026-10-02", "2026-10-09", "2026-10-16")]
    others = [sitting(day="2026-10-05"), sitting(day="2026-10-06")]

    assert said(noticing.weekday, sessions=[*fridays, *others]) == (
        "3 of 5 sessions without AI in 90 days were on a Friday."
    )
    assert not said(noticing.weekday, sessions=[*fridays[1:], *others])
    assert not said(noticing.weekday, sessions=[*fridays[1:], *others, sitting(day="2026-10-07")])


def test_how_often_not_much_was_the_answer_is_noticed() -> None:
    tallies = [month(-3, "not much"), month(-2, ""), month(-1, "not much"), month(0, "some")]

    assert said(noticing.not_much, *tallies) == (
        "“Not much” was the answer in 2 of the last 3 answered months."
    )
    assert not said(noticing.not_much, *tallies[1:])
    assert not said(noticing.not_much, month(-2, "some"), month(-1, "a lot"), month(0, "some"))


# --- All of them ------------------------------------------------------------------------------


def test_an_empty_month_has_nothing_worth_noticing() -> None:
    assert notices(facts(), [month(0)]) == ()


def test_the_first_six_are_said_in_their_order() -> None:
    works = [
        *(explained(one, 0) for one in sized(6, 40, is_explained=False)),
        *sized(6, 200, is_explained=False, start=20),
        *(work(40 + n, origin="unknown") for n in range(6)),
    ]
    whole = facts(works=works, briefs=[brief(1, 45, 110)], sessions=right("rrrrw", "2026-10-05"))
    all_of_them = [one for notice in ORDER if (one := notice(whole, [month(0)]))]

    assert len(all_of_them) > MOST
    assert notices(whole, [month(0)]) == tuple(all_of_them[:MOST])


@given(
    st.lists(
        st.tuples(
            st.integers(1, 31),
            st.integers(0, 900),
            st.booleans(),
            st.sampled_from(["assisted", "x"]),
        ),
        max_size=30,
    )
)
def test_no_sentence_is_a_verdict_or_spans_lines(told: list[tuple[int, int, bool, str]]) -> None:
    works = [
        work(n, f"2026-10-{day:02}", insertions=lines, origin=origin)
        for n, (day, lines, _, origin) in enumerate(told)
    ]
    works = [
        explained(one) if is_explained else one
        for one, (_, _, is_explained, _) in zip(works, told, strict=True)
    ]

    found = notices(facts(works=works), [month(0)])

    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    for sentence in found:
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert not {"good", "bad", "well", "poor", "should", "only", "failed"} & set(
            sentence.lower().split()
        )
