"""What hooks tell through the inbox: which agents stood around a commit, what was rewritten.

A hook has no time for more than the shell can do alone, so these files are plain lines, written
in place: the last line is `end`, and without it a file is unfinished.

    waterline 1 environment             waterline 1 rewrite
    variables CLAUDECODE CODEX_CI       pair <old sha> <new sha>
    author @1795266742 +0000|<address>  pair …
    folder /code/api                    folder /code/api
    end                                 end
"""

from __future__ import annotations

import re

from waterline.domain.commits import identity_of, is_sha
from waterline.domain.origin import tool_of
from waterline.domain.text import clean_line
from waterline.journal import binding, explaining

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from waterline.domain.signals import Signals

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:=\S+)?")
_DATE = re.compile(r"@?(-?\d{1,12}) ([+-])(\d\d)(\d\d)")


class UnfinishedError(ValueError):
    """The last line is missing: somebody is writing it now, or died."""


class Told:
    """What one file tells: variables with the commit's identity, or pairs of rewritten commits."""

    __slots__ = ("folder", "identity", "pairs", "variables")

    def __init__(self) -> None:
        self.variables: tuple[str, ...] = ()
        self.identity = ""
        self.folder = ""
        self.pairs: list[tuple[str, str]] = []


def is_of_newer(raw: bytes) -> bool:
    """Tell whether only a newer Waterline knows what this is."""
    head = raw.partition(b"\n")[0].split()
    known = head[1:2] == [b"1"] and head[2:] in ([b"environment"], [b"rewrite"])
    return head[:1] == [b"waterline"] and len(head) == 3 and not known  # noqa: PLR2004 - three words


def decode(raw: bytes) -> Told:
    """Read one file. Raises UnfinishedError, ValueError for what nobody can read."""
    head, *lines = raw.decode("utf-8", "replace").split("\n")
    if lines[-2:] != ["end", ""]:
        raise UnfinishedError("it is unfinished")
    told = Told()
    for line in lines[:-2]:
        word, _, rest = line.partition(" ")
        if word == "variables":
            told.variables = tuple(name for name in rest.split() if _VARIABLE.fullmatch(name))
        elif word == "author":
            told.identity = _identity(rest)
        elif word == "folder":
            told.folder = clean_line(rest)
        elif word == "pair":
            told.pairs.append(_pair(rest))
    right = {
        "waterline 1 environment": bool(told.variables and told.identity),
        "waterline 1 rewrite": bool(told.pairs),
    }
    if not right.get(head):
        raise ValueError("it tells nothing that is known")
    return told


def _identity(text: str) -> str:
    date, _, address = text.partition("|")
    found = _DATE.fullmatch(date)
    if found is None:
        raise ValueError("its time is none")
    seconds, sign, hours, minutes = found.groups()
    offset = (int(hours) * 60 + int(minutes)) * 60
    return identity_of(address, int(seconds), -offset if sign == "-" else offset)


def _pair(text: str) -> tuple[str, str]:
    old, _, new = text.partition(" ")
    # git may say more behind the two.
    new = new.partition(" ")[0]
    if not is_sha(old) or not is_sha(new):
        raise ValueError("a pair in it names no commits")
    return old, new


def take(
    db: sqlite3.Connection, waiting: Iterable[tuple[str, int, Told]], signals: Signals
) -> None:
    """Take in what was told, each with its key and moment, in the transaction that is open."""
    about: list[tuple[str, str]] = []
    for key, at, told in waiting:
        if told.pairs:
            binding.rewritten(db, told.pairs)
            about += [(new, "") for _, new in told.pairs]
        else:
            names, tool = " ".join(told.variables), tool_of(told.variables, signals)
            fact = explaining.Fact(key, at, binding.ENVIRONMENT, names, tool, told.folder)
            explaining.keep(db, fact, explaining.About("", told.identity, ""))
            about.append(("", told.identity))
    binding.spread(db, about)
