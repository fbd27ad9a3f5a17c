"""Questions as they are asked and stored, whole: from them every figure can be computed again."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from waterline.domain.asked import LINE, WHERE

# How many are offered; "I don't know" comes beside them.
OPTIONS = 4
# Which makers made a question. Raised when questions of one kind become easier or harder.
MAKER = 2


class WhereQuestion(NamedTuple):
    """Which of four files held the change.

    `options` are paths in the repository, safe to show; `right` is the index of the true one.
    `changed` are the files that the change touched, `folder` the names that stood beside the
    true one then (folders end in a slash), both for showing afterwards.
    """

    options: tuple[str, ...]
    right: int
    changed: tuple[str, ...] = ()
    folder: tuple[str, ...] = ()
    seed: str = ""
    maker: int = MAKER

    @property
    def sort(self) -> str:
        """Which sort of question this is."""
        return WHERE


class LineQuestion(NamedTuple):
    """Which line completes this piece of the change.

    `before` and `after` are the lines around the hidden one, as the file was after the change,
    `options` four candidates for it without their indent of `indent` columns, and `right` the
    index of the true one. `at` is the hidden line's number in the file; `added` are the numbers
    of the lines shown that the change brought. Everything is safe to show.
    """

    path: str
    language: str
    at: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    indent: int
    options: tuple[str, ...]
    right: int
    added: tuple[int, ...] = ()
    how: tuple[str, ...] = ()
    seed: str = ""
    maker: int = MAKER

    @property
    def sort(self) -> str:
        """Which sort of question this is."""
        return LINE


Question = WhereQuestion | LineQuestion


class NotMade(NamedTuple):
    """Why there is no question, in a few words that go on after "skipped: ".

    `is_gone`: the commit or its repository can't be read (any more), so it may be asked again
    should they come back; otherwise this change holds no such question.
    """

    reason: str
    is_gone: bool = False


def to_json(question: Question) -> str:
    """Write a question down."""
    return json.dumps({"sort": question.sort, **question._asdict()}, ensure_ascii=False)


def from_json(text: str) -> Question:
    """Read what `to_json` wrote. Raises ValueError for anything else."""
    try:
        told = json.loads(text)
        kind: Any = {WHERE: WhereQuestion, LINE: LineQuestion}[told["sort"]]
        question: Question = kind(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in told.items()
                if name in kind._fields
            }
        )
        is_whole = 0 <= question.right < len(question.options)
    except (KeyError, TypeError) as error:
        raise ValueError("this is no question") from error
    if not is_whole:
        raise ValueError("this question has no right option")
    return question
