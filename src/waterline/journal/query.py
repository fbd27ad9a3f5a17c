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

# One letter begins so many words that finding them takes a sixth of a second.
SHORTEST_BEGINNING = 2

_WORDS = re.compile(r'"([^"]*)"|([^\s"]+)')
# Thai to Myanmar, Khmer, kana, Han and Hangul with their extensions: the scripts of one long run.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


# The ways of writing one word: texts keep their composed or decomposed letters as they came.
Forms = tuple[str, ...]
Needle = Forms


class Query(NamedTuple):
    """What is looked for: `match` in the index, `needles` in the text, `tags` on the entry.

    `shorter` is `match` without a last word of one letter: until a second letter is typed it
    may be the beginning of anything. `begun` finds in the index the texts in which all needles
    begin a run. `ends_in_tag` tells that the last tag may be unfinished, `wants_tag` that
    `match` asks for the beginning of one.
    """

    match: str = ""
    needles: tuple[Needle, ...] = ()
    tags: tuple[str, ...] = ()
    shorter: str = ""
    begun: str = ""
    ends_in_tag: bool = False
    wants_tag: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for in any text."""
        return not self.match and not self.needles

    def with_unfinished_tag(self) -> Query:
        """Take the last tag for the beginning of one, if it has two letters."""
        *finished, last = self.tags
        if length(runs(last)[-1]) < SHORTEST_BEGINNING:
            return self
        match = all_of(self.match, f"{in_tags(last)} *")
        return self._replace(match=match, tags=tuple(finished), shorter="", wants_tag=True)


def parse(typed: str) -> Query:
    """Read what was typed; every text is a valid query, and most of its signs mean nothing."""
    words: list[Forms] = []
    phrases: list[str] = []
    needles: list[Needle] = []
    tags: list[str] = []
    ends_in_tag = False
    for part in _WORDS.findall(text.clean_line(typed[:LONGEST]))[:MOST_WORDS]:
        ends_in_tag = False
        phrase, word = (unicodedata.normalize("NFC", one) for one in part)
        one = phrase or word
        named = text.tags_in(word)
        if named:
            tags.extend(named)
            ends_in_tag = True
        elif _UNSPACED.search(one) or (not runs(one) and _has_symbol(one)):
            needles.append(
                tuple(dict.fromkeys(form.strip() for form in (one, *part) if form.strip()))
            )
        elif phrase and runs(phrase):
            phrases.append(_any_of(_forms(phrase, part[0])))
        elif runs(word):
            words.append(_forms(word, part[1]))
    match, shorter = _matching(phrases, words)
    return Query(
        match,
        tuple(dict.fromkeys(needles)),
        tuple(dict.fromkeys(tags)),
        shorter,
        _begun(needles),
        ends_in_tag,
    )


def _forms(composed: str, typed: str) -> Forms:
    """Give the forms under which the index may hold a word, the composed one first.

    The index knows a letter and its accents in either form. But of some letters (Bengali য়,
    Hebrew שׁ, Greek ά) the composed form is two others or another one, and there it knows only
    the one that was written.
    """
    is_changed = any(unicodedata.normalize("NFC", c) != c for c in typed)
    return (composed, typed) if is_changed else (composed,)


def _any_of(forms: Forms, *, begun: bool = False) -> str:
    ways = [beginning(form) if begun else quoted(form) for form in forms]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _matching(phrases: list[str], words: list[Forms]) -> tuple[str, str]:
    parts = [*phrases, *map(_any_of, words[:-1])]
    if not words:
        return all_of(*parts), ""
    word = words[-1][0]
    last = runs(word)[-1]
    if length(last) >= SHORTEST_BEGINNING:
        return all_of(*parts, _any_of(words[-1], begun=True)), ""
    before = word[: word.rindex(last)]
    shorter = [*parts, quoted(before)] if runs(before) else parts
    return all_of(*parts, _any_of(words[-1])), all_of(*shorter)


def all_of(*parts: str) -> str:
    """Give what FTS5 takes for all of these together; an empty part asks for nothing."""
    return " AND ".join(part for part in parts if part)


def _begun(needles: list[Needle]) -> str:
    found = [runs(needle[0]) for needle in needles]
    if not all(parts and length(parts[-1]) >= SHORTEST_BEGINNING for parts in found):
        return ""
    return all_of(*(beginning(needle[0]) for needle in needles))


def quoted(word: str) -> str:
    """Give a word (or words side by side) as FTS5 takes it literally."""
    doubled = word.replace('"', '""')
    return f'"{doubled}"'


def beginning(word: str) -> str:
    """Give a word as FTS5 takes it for the beginning of a longer one."""
    return quoted(word) + " *"


def in_tags(tag: str) -> str:
    """Give a tag's words as FTS5 takes them for words among an entry's tags."""
    return f"{{tags}} : {quoted(tag)}"


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


def _has_symbol(word: str) -> bool:
    # An emoji or an arrow is looked for; brackets and stars are a slip of the fingers.
    return any(unicodedata.category(c)[0] == "S" and not c.isascii() for c in word)
