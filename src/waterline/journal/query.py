"""What a person typed into the search, as something SQLite can be asked safely.

Words are looked for as they are typed, all of them, the last one also as the beginning of a
longer word; `#tag` asks for a tag; words between quotes stand beside each other. Nothing else
has a meaning: `AND`, `*`, `:` and half a pair of quotes are only text.

The tokenizer of the index (unicode61) sees runs of letters and digits. Scripts that are written
without spaces make one run of a whole sentence, and symbols are not seen at all: both are
looked for in the text itself, as *needles*.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from waterline.domain import text

# More than anybody types; a whole page pasted by accident stays answerable.
LONGEST = 500
MOST_WORDS = 24

_WORDS = re.compile(r'"([^"]*)"|([^\s"]+)')
# Thai to Myanmar, Khmer, kana, Han and Hangul with their extensions: the scripts of one long run.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


class Query(NamedTuple):
    """What is looked for: `match` in the index, `needles` in the text, `tags` on the entry.

    `shorter` is the same without a last word of one letter ("" if there is none): until a
    second letter is typed it may be the beginning of anything. `ends_in_tag` tells that the
    last tag may be unfinished.
    """

    match: str = ""
    needles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    shorter: str = ""
    ends_in_tag: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for in any text."""
        return not self.match and not self.needles


def parse(typed: str) -> Query:
    """Read what was typed; every text is a valid query, and most of its signs mean nothing."""
    words: list[str] = []
    phrases: list[str] = []
    needles: list[str] = []
    tags: list[str] = []
    ends_in_tag = False
    found = _WORDS.findall(unicodedata.normalize("NFC", text.clean_line(typed[:LONGEST])))
    for phrase, word in found[:MOST_WORDS]:
        ends_in_tag = False
        one = phrase or word
        named = text.tags_in(word)
        if named:
            tags.extend(named)
            ends_in_tag = True
        elif _UNSPACED.search(one) or (not runs(one) and _has_symbol(one)):
            needles.append(lower(one.strip()))
        elif phrase and runs(phrase):
            phrases.append(quoted(phrase))
        elif runs(word):
            words.append(word)
    match = [*phrases, *(quoted(word) for word in words[:-1])]
    shorter = ""
    if words:
        last = runs(words[-1])[-1]
        if length(last) > 1:
            match.append(beginning(words[-1]))
        else:
            shorter = " ".join([*match, *_without(words[-1], last)])
            match.append(quoted(words[-1]))
    return Query(" ".join(match), tuple(needles), tuple(dict.fromkeys(tags)), shorter, ends_in_tag)


def quoted(word: str) -> str:
    """Give a word (or words side by side) as FTS5 takes it literally."""
    doubled = word.replace('"', '""')
    return f'"{doubled}"'


def beginning(word: str) -> str:
    """Give a word as FTS5 takes it for the beginning of a longer one."""
    return quoted(word) + " *"


def lower(text: str) -> str:
    """Make the letters small as SQLite itself does: those of ASCII alone."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def runs(word: str) -> list[str]:
    """Cut a text into the runs that the index takes for words."""
    found, run = [], ""
    for c in word:
        category = unicodedata.category(c)
        if category[0] in "LN" or category == "Co" or (run and category[0] == "M"):
            run += c
        elif run:
            found.append(run)
            run = ""
    return [*found, run] if run else found


def length(run: str) -> int:
    """Count the letters of a run; an accent is no letter of its own."""
    return sum(unicodedata.category(c)[0] != "M" for c in run)


def _without(word: str, last: str) -> list[str]:
    rest = word[: word.rindex(last)]
    return [quoted(rest)] if runs(rest) else []


def _has_symbol(word: str) -> bool:
    # An emoji or an arrow is looked for; brackets and stars are a slip of the fingers.
    return any(unicodedata.category(c)[0] == "S" and not c.isascii() for c in word)
