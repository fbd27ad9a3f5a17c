"""The questions of a month beside what was answered, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.assessment import LEVELS, Q5, QUESTIONS, RENTING

if TYPE_CHECKING:
    from waterline.domain.audits import Audit

# The highest level of an answer.
TOP = LEVELS[-1]


class Answer(NamedTuple):
    """A question with its answer in words; `level` is 0 to 4, None for the percentage."""

    label: str
    question: str
    level: int | None
    words: str

    @property
    def dots(self) -> tuple[str, str]:
        """Draw the level: so many full dots, and the hollow ones that are left; none without."""
        if self.level is None:
            return "", ""
        return "●" * self.level, "○" * (TOP - self.level)


def answers(audit: Audit) -> tuple[Answer, ...]:
    """Give the six questions with what was answered; none where nothing was."""
    given = audit.assessed.answers._asdict()
    if all(value is None for value in given.values()):
        return ()
    found = []
    for question in QUESTIONS:
        level = given[question.id]
        words = "not answered" if level is None else question.anchors[level]
        found.append(Answer(question.label, question.text, level, words))
    drop = given[Q5.id]
    said = "not answered" if drop is None else f"by {drop} %"
    found.append(Answer(Q5.label, Q5.text, None, said))
    renting = given[RENTING.id]
    said = "not answered" if renting is None else RENTING.anchors[renting]
    found.append(Answer(RENTING.label, RENTING.text, renting, said))
    return tuple(found)
