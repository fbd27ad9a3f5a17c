"""The question of the day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import questions


@given(st.dates(max_value=date(9999, 12, 30)))
def test_every_day_has_a_question_and_tomorrow_another(day: date) -> None:
    question = questions.of_the_day(day)
    assert question == questions.of_the_day(day)
    assert question != questions.of_the_day(day + timedelta(days=1))


def test_all_questions_have_their_turn_and_none_keeps_its_weekday() -> None:
    days = [date(2026, 1, 5) + timedelta(days=n) for n in range(7 * len(questions.QUESTIONS))]
    asked = [(questions.of_the_day(day), day.weekday()) for day in days]
    assert {question for question, _ in asked} == set(questions.QUESTIONS)
    assert len(set(asked)) == len(asked)


def test_questions_are_short_and_each_stands_once() -> None:
    assert "What did I learn today, not what I shipped?" in questions.QUESTIONS
    assert len(set(questions.QUESTIONS)) == len(questions.QUESTIONS) >= 24
    # Beside the editor at 80 columns there is room for this much.
    assert all(len(text) <= 68 and text.endswith("?") for text in questions.QUESTIONS)
