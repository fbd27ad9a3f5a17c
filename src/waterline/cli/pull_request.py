"""Explanations as Markdown, for the description of a pull request.

What others will read: the words of the explanations and the subjects of the changes. How sure
one was, and how the words were typed, stays in the journal.

Subjects come from git and are data: they stand in code spans, where nothing is markup and no
name is called. The words are the person's own Markdown, held inside a quotation: a fence that was
never closed ends there, HTML is text, and no heading of theirs becomes one of the description.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waterline.cli import rows
from waterline.domain.explanations import ALTERNATIVES, FIRST_LOOK
from waterline.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.domain.lines import Line
    from waterline.practice.explain import ChangeDetail, Explained

HEADING = "## Why this approach"
SHA = 9

# Code, where a < is one already: fenced blocks (to their end, or that of the text) and spans.
_CODE = re.compile(
    r"(^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))",
    re.MULTILINE | re.DOTALL,
)


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


def code(text: str) -> str:
    """Put one line into a code span, whatever it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    inner = f" {text} " if text.startswith("`") or text.endswith("`") else text
    return f"{fence}{inner}{fence}"


def quoted(text: str) -> str:
    """Put a text of several lines into a quotation, with HTML in it as text."""
    lines = without_html(clean(text).strip()).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def without_html(text: str) -> str:
    """Make every < outside of code a character like any other.

    Where it is not clear what is code (a back-tick that was never closed), every one is.
    """
    prose: list[str] = []
    at = 0
    for found in _CODE.finditer(text):
        prose += [_plain(text[at : found.start()]), found[0]]
        at = found.end()
    likely = "".join([*prose, _plain(text[at:])])
    return _plain(text) if holds_html(likely) else likely


def _plain(text: str) -> str:
    return text.replace("<", "&lt;")


def holds_html(text: str) -> bool:
    """Tell whether a reader of Markdown would find HTML in a text."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    inner = (child for token in tokens for child in token.children or ())
    return any(token.type.startswith("html_") for token in (*tokens, *inner))
