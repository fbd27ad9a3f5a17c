"""Texts in somebody else's Markdown: quoted so that nothing of theirs breaks out.

What comes from git stands in code spans or is escaped, so nothing in it is markup and no name is
called. The words of a person are their own Markdown, held inside a quotation: a fence that was
never closed ends there, HTML is text, and no heading of theirs becomes one of what is around it.
"""

from __future__ import annotations

import re

from waterline.domain.text import clean, clean_line

# Code, where a < is one already: fenced blocks (to their end, or that of the text) and spans.
_CODE = re.compile(
    r"(^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))",
    re.MULTILINE | re.DOTALL,
)
# What can mean something to a reader of Markdown in the middle of a line; underscores between two
# letters mean nothing, and much of what is left out means something at the start of a line alone.
_MEANING = re.compile(r"[\\`*\[\]<>#|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:(?=//)")
_NAME = re.compile(r"@(?=\w)")
# Nothing is seen of it, and a forge finds no name to call after it.
_JOINER = "\u2060"


def code(text: str) -> str:
    """Put one line into a code span, whatever it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    inner = f" {text} " if text.startswith("`") or text.endswith("`") else text
    return f"{fence}{inner}{fence}"


def escaped(text: str) -> str:
    """Make a line of prose that means nothing but itself where other words stand before it.

    That is in a heading, a cell of a table, or after the mark of a list.
    """
    return _NAME.sub(f"@{_JOINER}", _MEANING.sub(r"\\\g<0>", clean_line(text)))


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
