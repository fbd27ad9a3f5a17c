"""The figures of an audit in words: no number that was not observed, and what each rests on."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.segment import Segment
from textual.color import Color

from waterline.domain import auditing, numbers, tide
from waterline.domain.assessment import perceived
from waterline.domain.audits import (
    Answers,
    Assessed,
    Audit,
    Group,
    MonthTally,
    Run,
    Stage,
    Strand,
    Tide,
    Trend,
)
from waterline.domain.days import MICROSECOND
from waterline.domain.effort import Alone
from waterline.domain.evidence import Estimate, NotEnough, Share
from waterline.domain.explanations import DepthDrop
from waterline.domain.facts import Facts
from waterline.domain.gaps import gap
from waterline.domain.months import Month
from waterline.report import said as on_paper
from waterline.tui import figures, months_table
from waterline.tui.theme import Ascii
from waterline.tui.widgets import groups
from waterline.tui.widgets.learning import whole

if TYPE_CHECKING:
    from textual.content import Content

OCTOBER = Month(2026, 10)
UNTIL = 1_793_491_200 * MICROSECOND


def empty() -> Audit:
    """Give the audit of a month without anything."""
    return auditing.audit(Facts(OCTOBER, date(2026, 11, 5), UNTIL))


def believing(answers: Answers, **shown: Estimate) -> Audit:
    """Give an audit in which this was believed, and that was shown."""
    audit = empty()
    found = perceived(answers)
    strands = {name: Strand(shown.get(name, one.figure)) for name, one in
               audit.demonstrated.items()}  # fmt: skip
    gaps = gap(found.items, {name: one.figure for name, one in strands.items()})
    return replace(
        audit,
        assessed=Assessed(answers),
        perceived=found,
        demonstrated=strands,
        gaps=gaps,
    )


def text(lines: list[Content], width: int = 60) -> str:
    """Give drawn lines as one text, and see to their width."""
    assert all(line.cell_length <= width for line in lines), [line.plain for line in lines]
    return "\n".join(line.plain for line in lines)


SOME = Answers(3, 2, 3, 3, 40, 2)


def test_without_observations_no_figure_shows_a_number() -> None:
    audit = empty()

    said = text([*figures.beside(audit, 60), *figures.calibration(audit, 60)])

    for words in (
        "recall    not enough evidence (0 of 5)",
        "code      not enough evidence (0 of 10)",
        "I believe  not answered",
        "Perception gap  not enough evidence (0 of 2 strands)",
        "How sure  not enough evidence (0 of 10)",
        "Illusion of depth  not enough evidence (0 of 5)",
    ):
        assert words in said
    assert "Nothing was shipped" in text(figures.waterline(audit, 60))


def test_a_strand_stands_with_its_limits_and_what_was_believed_of_it() -> None:
    audit = believing(SOME, debug=Estimate(52, 41, 63, 46))

    said = text(figures.beside(audit, 60))

    assert " 75  52 (41–63)" in said
    assert "+23" in said
    assert "I believe  67 of 100, 5 of 5 answered" in said


def test_the_gap_is_said_with_its_sign_and_its_direction() -> None:
    audit = believing(SOME, debug=Estimate(30, 20, 40, 20), recall=Estimate(40, 30, 50, 20))

    said = " ".join(text(figures.beside(audit, 60)).split())

    assert "Perception gap +40 (+33 to +47) you believe more than your records showed" in said


def test_a_belief_of_half_a_point_is_the_one_that_the_report_says() -> None:
    audit = believing(Answers(3, 2, 1, 2, 40, 2), recall=Estimate(52.5, 40, 65, 20))

    said = text(figures.beside(audit, 60))

    assert " 63  53 (40–65)" in said
    assert on_paper.shown("recall", Estimate(52.5, 40, 65, 20)) == "53 (40–65, 20 answers)"


def test_where_there_is_only_ascii_a_minus_is_no_question() -> None:
    [drawn] = Ascii().apply([Segment("\N{MINUS SIGN}18 to +5, 40–65 ≈ ✎")], Color(0, 0, 0))

    assert drawn.text == "-18 to +5, 40-65 ~ ?"


def test_a_gap_that_rounds_to_nought_has_no_sign() -> None:
    assert [numbers.signed(value) for value in (-0.4, 0.4, -7.6, 7.6)] == [
        "0",
        "0",
        "\N{MINUS SIGN}8",
        "+8",
    ]


def test_a_gap_that_may_be_none_is_said_to_be_unclear() -> None:
    audit = believing(SOME, debug=Estimate(73, 40, 90, 8), build=Estimate(52, 20, 80, 8))

    said = " ".join(text(figures.beside(audit, 60)).split())

    assert "no clear difference between belief and records" in said


def test_a_strand_with_few_answers_says_that_it_likely_flatters() -> None:
    audit = believing(SOME)
    strand = Strand(Estimate(80, 60, 90, 5), Share(5, 12), likely_flattering=True)
    audit = replace(audit, demonstrated={**audit.demonstrated, "recall": strand})

    assert "likely flattering: 5 of 12 answered" in text(figures.beside(audit, 60))


def test_with_too_few_answers_no_mean_is_shown() -> None:
    audit = believing(Answers(3, 2, 3))

    assert "I believe  not enough evidence (3 of 4)" in text(figures.beside(audit, 60))


def test_the_waterline_speaks_of_what_was_not_shown_never_of_what_was_not_understood() -> None:
    audit = replace(
        empty(), shipped=empty().shipped._replace(changes=20, assisted=19, unknown=1),
        tide=tide.tide(19, 14, 8, 7),
    )  # fmt: skip

    said = " ".join(text(figures.waterline(audit, 60)).split())

    assert "14 of 19 in own words within 7 days, 74 %" in said
    assert "64 % (43–72), 7 of 8 first tests passed; 36 % not shown" in said
    assert "0 by hand, 1 unknown: not assessed." in said
    assert "not understood" not in said


def test_with_too_few_tests_only_what_was_explained_is_told() -> None:
    audit = replace(empty(), shipped=empty().shipped._replace(changes=19, assisted=19),
                    tide=tide.tide(19, 14, 4, 4))  # fmt: skip

    assert "Shown understood  not enough evidence (4 of 5)" in text(figures.waterline(audit, 60))


def test_with_nothing_explained_nothing_is_shown_and_no_limits_are_drawn_from_no_test() -> None:
    audit = replace(empty(), shipped=empty().shipped._replace(changes=9, assisted=9),
                    tide=tide.tide(9, 0, 0, 0))  # fmt: skip

    assert "Shown understood  0 %; 100 % not shown" in text(figures.waterline(audit, 60))
    line = months_table.line(MonthTally(OCTOBER, "settled", audit.tide), 100).plain
    assert "(0" not in line


def test_before_any_answer_the_run_of_not_much_says_that_none_was_given() -> None:
    tally = MonthTally(OCTOBER, "settled", Tide(1, 0))
    audit = replace(empty(), months=(tally,))

    assert months_table.not_much(audit).plain.startswith("No month has an answer yet")
    answered = replace(audit, months=(tally._replace(learned="some"),))
    assert months_table.not_much(answered).plain == "“Not much” was not the last answer."


@pytest.mark.parametrize(
    ("drop", "words"),
    [(1.2, "confidence fell by 1.2 of 7"), (-0.4, "rose by 0.4 of 7"), (0.0, "stayed")],
)
def test_a_drop_of_confidence_is_a_find(drop: float, words: str) -> None:
    audit = replace(empty(), depth=DepthDrop(drop, 4, 2, 1))

    said = " ".join(text(figures.calibration(audit, 60)).split())

    assert words in said
    assert "4 down, 2 same, 1 up; a drop is a find" in said


def test_one_month_of_not_much_is_no_row() -> None:
    said = months_table.not_much(replace(empty(), not_much=Run(1)))

    assert said.plain == "“Not much” was the last answer."


def test_a_run_that_an_unanswered_month_ended_is_not_told_as_another_answer() -> None:
    august = MonthTally(Month(2026, 8), "settled", Tide(1, 0), learned="not much")
    october = MonthTally(OCTOBER, "settling", Tide(1, 0))

    said = months_table.not_much(replace(empty(), months=(august, october)))

    assert said.plain == "“Not much” in August 2026; a month without an answer came after it."


def test_a_month_closed_while_it_settled_waits_for_no_test() -> None:
    shipped = empty().shipped._replace(changes=9, assisted=9)
    settling = replace(empty(), shipped=shipped, tide=tide.tide(9, 3, 0, 0), state="settling")
    closed = replace(settling, closed_at=datetime(2026, 11, 9, tzinfo=UTC))

    assert "tests count until 15 Dec 2026" in text(figures.waterline(settling, 60))
    said = text(figures.waterline(closed, 60))
    assert "tests count" not in said
    assert "Closed while it was settling" in said


def test_three_months_of_not_much_are_a_pattern_worth_looking_at() -> None:
    said = months_table.not_much(replace(empty(), not_much=Run(3, is_pattern=True)))

    assert said.plain == "“Not much” for 3 months in a row: a pattern worth looking at."


def test_a_stage_stands_with_its_evidence_and_asks_whether_it_fits() -> None:
    audit = replace(empty(), stages=(Stage(2, "Subtle unraveling", "1 of 9 sessions"),))

    said = " ".join(text(figures.signals(audit, 60)).split())

    assert "An essay describes this stage; here is what your records show. Does it fit?" in said
    assert "2 Subtle unraveling 1 of 9 sessions" in said


def test_a_signal_without_evidence_says_so_in_full() -> None:
    said = " ".join(text(figures.signals(empty(), 60)).split())

    assert "can't explain not enough evidence (0 of 5)" in said
    assert "confidence above capability not enough evidence (0 of 10)" in said


def test_a_trend_is_told_with_how_slow_honest_ones_are() -> None:
    audit = replace(empty(), trend=Trend("shrinking", -4.2, 0.04, 7))

    said = " ".join(text(months_table.trend_words(audit, 60)).split())

    assert "shrinking: 4.2 points a month over 7 settled months (p 0.04)." in said
    assert "43 % of runs after 6 months" in said


def test_answers_stand_as_dots_and_those_not_given_as_none() -> None:
    said = text(figures.assessed(believing(Answers(3, None, 0, 4, None, None)), 60)).split("\n")

    assert said[0].endswith("● ● ● ○")
    assert said[1].endswith("· · · ·")
    assert said[2].endswith("○ ○ ○ ○")
    assert said[3].endswith("● ● ● ●")
    assert said[4].endswith("not said")
    assert said[5].endswith("not said")


def test_a_question_that_does_not_fit_is_named_in_short_and_not_cut() -> None:
    audit = believing(SOME)

    assert "…" not in text(figures.assessed(audit, 62), 62)
    assert "eyes off the code" in text(figures.assessed(audit, 120), 120)


def test_a_month_in_a_line_has_no_number_without_evidence() -> None:
    one = MonthTally(OCTOBER, "settled", Tide(19, 14, 2, 2, 73.7), gap=NotEnough(1, 2))

    said = months_table.line(one, 100).plain

    assert said.split() == ["October", "2026", "19", "74", "%", "2", "of", "5", "tests", "not",
                            "answered"]  # fmt: skip


@given(some.integers(12, 200), some.floats(0, 100), some.floats(0, 100))
def test_every_width_is_kept_to(width: int, believed: float, shown: float) -> None:
    low, high = max(0.0, shown - 12), min(100.0, shown + 9)
    level = round(believed / 25)
    answers = Answers(level, level, level, level, round(believed), level)
    audit = believing(answers, debug=Estimate(shown, low, high, 9))

    text(figures.beside(audit, width), width)
    for draw in (figures.assessed, figures.waterline, figures.signals, figures.practised,
                 figures.noticed, months_table.trend_words, figures.calibration):  # fmt: skip
        text(draw(audit, width), width)


def test_a_long_name_is_cut_and_not_the_number_of_its_changes() -> None:
    group = Group("k", "n" * 120, "repo", tuple("abcdefg"), 0, 0, 0, 0, OCTOBER.first, OCTOBER.last)

    assert groups.title(group, 30).plain == f"{'n' * 17}… · 7 changes"
    assert groups.title(group._replace(name="api"), 30).plain == "api · 7 changes"


def test_an_answer_is_said_with_its_words_so_that_they_are_not_those_of_none() -> None:
    said = [groups.lesson(learned, "Read it again.", 60)[0].plain for learned in ("a lot", "")]

    assert said == ["A lot: Read it again.", "Read it again."]


def test_the_month_as_a_whole_says_what_its_parts_come_to_beside_its_words() -> None:
    audit = replace(empty(), learned="some", words="Mostly reading.")

    said = "\n".join(line.plain for line in whole(audit, 60))

    assert "Some, going by its parts." in said
    assert "Mostly reading." in said
    drafted = "\n".join(line.plain for line in whole(audit, 60, unsaid="Mostly writing."))
    assert "Mostly writing." in drafted
    assert "not saved yet" in drafted


@pytest.mark.parametrize(("width", "words"), [(62, "75 believed"), (45, "◇ 75")])
def test_what_was_believed_is_not_cut_where_nothing_is_shown_yet(width: int, words: str) -> None:
    said = text(figures.beside(believing(Answers(3, 3, 3, 3, 20)), width), width)

    line = next(line for line in said.splitlines() if line.startswith("code"))
    assert line.endswith(f"not enough evidence (0 of 10)  {words}")
    assert "…" not in said


def test_that_ai_was_never_opened_is_not_cut_off_in_little_room() -> None:
    practised = empty().practised._replace(alone=Alone(1, 1, math.inf))

    said = " ".join(text(figures.practised(replace(empty(), practised=practised), 55), 55).split())

    assert "1 of 1, AI mostly never opened" in said
