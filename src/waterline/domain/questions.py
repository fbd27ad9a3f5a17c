"""The question of the day: something small to write about when nothing comes to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

# 26 of them: no multiple of seven, so that a question does not keep its weekday.
QUESTIONS: tuple[str, ...] = (
    "What did I learn today, not what I shipped?",
    "Which decision of today would I defend in a year?",
    "What did I accept without understanding it?",
    "Where did I look first, and was it the right place?",
    "What would I do differently with the same day again?",
    "Which part of today's work could I rebuild from memory?",
    "What did I rule out, and why?",
    "What surprised me in the code today?",
    "Which question did I not ask?",
    "What broke, and what did it teach me about the rest?",
    "What do I know now that I didn't know this morning?",
    "Which name in the code is wrong, and what should it be?",
    "What did I guess right, and how did I know?",
    "Where would this fail at twice the load?",
    "What took longer than I thought, and why?",
    "Which assumption have I not checked yet?",
    "What could I explain to a colleague without opening the editor?",
    "What did I copy that I should have thought through?",
    "Which test would have caught today's mistake?",
    "What got simpler because of me today?",
    "Where does this idea stop holding?",
    "What am I putting off, and what is the first step?",
    "Who helped me today, and with what?",
    "What would I warn the next person about?",
    "Which tool got in my way, and which one carried me?",
    "What was the hardest thought of the day?",
)


def of_the_day(day: date) -> str:
    """Give the question of `day`: the same one all day, another one tomorrow."""
    return QUESTIONS[day.toordinal() % len(QUESTIONS)]
