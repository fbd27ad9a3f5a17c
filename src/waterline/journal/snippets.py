"""The part of a text that is shown for a find, with what matched between FOUND and FOUND_END."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waterline.domain.text import FOUND, FOUND_END

if TYPE_CHECKING:
    from collections.abc import Iterable

LETTERS = 160
_LEAD = 40

# SQLite marks words with characters that no stored text holds (`domain.text` drops them); only
# afterwards they become FOUND and FOUND_END, which a person may well have typed.
SQL_OPEN, SQL_CLOSE = "\x01", "\x02"
_UNMARKED = dict.fromkeys(map(ord, (FOUND, FOUND_END, SQL_OPEN, SQL_CLOSE)))


def from_sql(snippet: str) -> str:
    """Bring what SQLite's snippet() gave into one line with the marks of ours."""
    # Replacing is ten times as fast as translating, and this is done for every find.
    plain = snippet.replace(FOUND, "").replace(FOUND_END, "")
    return " ".join(plain.replace(SQL_OPEN, FOUND).replace(SQL_CLOSE, FOUND_END).split())


def beginning(body: str) -> str:
    """Give the beginning of a text; nothing in it is marked."""
    return around(body, ())


def around(body: str, needles: Iterable[str]) -> str:
    """Give one line of a text around the first needle it holds, with every needle in it marked.

    Letters of ASCII are found in either case, as SQLite's LIKE finds them.
    """
    plain = body.translate(_UNMARKED)
    longest_first = sorted(needles, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, longest_first)) or "$^", re.ASCII | re.IGNORECASE)
    first = found.search(plain)
    start = max(0, first.start() - _LEAD) if first else 0
    part = " ".join(plain[start : start + LETTERS].split())
    marked = found.sub(lambda match: f"{FOUND}{match[0]}{FOUND_END}", part)
    before, after = start > 0, start + LETTERS < len(plain)
    return f"{'…' if before else ''}{marked}{'…' if after else ''}"
