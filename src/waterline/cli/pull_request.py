"""Explanations as Markdown, for the description of a pull request.

What others will read: the words of the explanations and the subjects of the changes. How sure
one was, and how the words were typed, stays in the journal.

Subjects come from git and are data: they stand in code spans. The words are the person's own
Markdown, held inside a quotation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.cli import rows
from waterline.domain.explanations import ALTERNATIVES, FIRST_LOOK
from waterline.domain.quoting import code, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.domain.lines import Line
    from waterline.practice.explain import ChangeDetail, Explained

HEADING = "## Why this approach"
SHA = 9


def markdown(details: Sequence[ChangeDetail]) -> str:
    """Write the explanations of changes, each once with all that it covers here; "" for none."""
    covered: dict[str, list[Line]] = {}
    explanations: dict[str, Explained] = {}
    for detail in details:
        for one in detail.explanations:
            covered.setdefault(one.entry_id, []).append(detail.line)
            explanations[one.entry_id] = one
    if not covered:
        return ""
    parts = [_part(explanations[key], lines) for key, lines in covered.items()]
    return "\n\n".join([HEADING, *parts])


def _part(one: Explained, lines: Iterable[Line]) -> str:
    commits = "\n".join(f"- {code(rows.said(line) or '-')} {line.sha[:SHA]}" for line in lines)
    words = one.words
    answers = [quoted(words.why)] if words.why.strip() else []
    for question, answer in ((ALTERNATIVES, words.alternatives), (FIRST_LOOK, words.first_look)):
        if answer.strip():
            answers.append(f"> **{question}**\n>\n{quoted(answer)}")
    return commits + "\n\n" + "\n>\n".join(answers)
