"""Text from outside is data: made safe once, at the boundary where it enters.

Textual strips no control characters (escape sequences in a commit message would reach the
terminal), so everything that comes from git, files or arguments passes `clean` or `clean_line`
before it is stored or shown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Around the words that a search found. Somebody may have typed them (their code points are for
# private use), so a snippet's text is rid of them before it is marked.
FOUND, FOUND_END = "\ue000", "\ue001"

# C0 without tab and line feed, DEL, C1, and the marks that turn the reading direction of
# everything after them (U+202A to U+202E, U+2066 to U+2069): a subject could hide its own end.
_UNSAFE: dict[int, str | None] = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32))),
    **dict.fromkeys(range(127, 160)),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    0x2028: "\n",
    0x2029: "\n",
}
# What a line of code would do to a terminal or to its reader is shown instead: the control
# characters by the pictures made for them, the others as unreadable.
_PICTURES: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(32)},
    127: "\u2421",
    **dict.fromkeys(
        (*range(128, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029), "\ufffd"
    ),
}
_TAB = 4
_SURROGATES = re.compile("[\ud800-\udfff]")
# What comments begin with can be set (core.commentString).
_SCISSORS = re.compile(r"^\S{1,10} -{8,} >8 -{8,}[ \t]*$.*", re.MULTILINE | re.DOTALL)
_TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w/-]*|\d[\w/-]*[^\W\d][\w/-]*)")


def clean(text: str) -> str:
    r"""Drop what a terminal would obey; line ends become \n, broken bytes U+FFFD."""
    whole = _SURROGATES.sub("\ufffd", text)
    return whole.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSAFE)


def clean_line(text: str) -> str:
    """Clean and fold to one line: every run of white space becomes one space."""
    return " ".join(clean(text).split())


def code_line(text: str) -> str:
    """Make one line of code safe to show: its indent stays, tabs are expanded, nothing is hidden.

    `git diff` shows such a line to people who decide by it, so what a terminal would obey, or
    what turns the reading direction, is shown as a sign of its own.
    """
    whole = _SURROGATES.sub("\ufffd", text)
    return whole.expandtabs(_TAB).translate(_PICTURES)


def shown_path(path: str) -> str:
    """Clean a path as git has it, so that it stands on one line; what is shown of it is kept."""
    return clean(path).replace("\n", " ").replace("\t", " ")


def body(text: str) -> str:
    """Bring what a person wrote into its stored form: clean, without blank edges; "" if empty."""
    return clean(text).strip()


def tags_of(body: str, given: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the tags of an entry: the `given` ones, then those in its text; each once."""
    named = (tag_name(tag) for tag in given)
    return tuple(dict.fromkeys((*(name for name in named if name), *tags_in(body))))


def tags_in(body: str) -> tuple[str, ...]:
    """Find the #tags of a text, lower case, in order, each once.

    A tag starts after white space or punctuation and holds at least one letter, so `#123`,
    `a#b`, `https://host/#part` and `## heading` are none. Code is left out: what stands between
    back-ticks or in a fenced block.
    """
    prose = re.sub(r"```.*?(?:```|\Z)|`[^`\n]*`", " ", body, flags=re.DOTALL)
    found = (tag_name(match) for match in _TAG.findall(prose))
    return tuple(dict.fromkeys(name for name in found if name))


def tag_name(text: str) -> str:
    """Bring one tag into its stored form: no #, lower case, composed; "" if none is left."""
    folded = unicodedata.normalize("NFC", clean_line(text).lstrip("#")).lower()
    return re.sub(r"[^\w/-]+", "-", folded).strip("-/")


def above_scissors(message: str) -> str:
    """Give a message without the diff that `git commit -v` puts below its scissors."""
    return _SCISSORS.sub("", message)


def subject(message: str) -> str:
    """Give a commit's subject as `git log --format=%s` does: the first paragraph on one line."""
    lines = clean(message.strip().partition("\n\n")[0]).strip().split("\n")
    end = next((n for n, text in enumerate(lines) if not text.strip()), len(lines))
    return " ".join(" ".join(lines[:end]).split())


def first_line(body: str) -> str:
    """Give the first line that says something, without Markdown's heading marks."""
    for line in body.split("\n"):
        bare = line.strip().lstrip("#").strip() if line.lstrip().startswith("# ") else line.strip()
        if bare:
            return bare
    return ""


def words_in(body: str) -> int:
    """Count the words of a text (runs of non-space that hold a letter or a digit)."""
    return sum(any(c.isalnum() for c in word) for word in body.split())
