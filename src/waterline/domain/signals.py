"""The signals of AI that a user adds in the configuration, beside those Waterline knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.commits import folded
from waterline.domain.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping


class Variable(NamedTuple):
    """An environment variable that an agent sets for the commands it runs.

    It tells when it has one of `values` (none named: any but the empty one) and, where it proves
    nothing by itself, when the variable `beside` it isn't empty either.
    """

    name: str
    tool: str
    values: tuple[str, ...] = ()
    beside: str = ""

    @property
    def label(self) -> str:
        """What is kept of it when it is set: its name, and its value where that is known here."""
        return f"{self.name}={self.values[0]}" if self.values else self.name


class Signals(NamedTuple):
    """The user's own: what to look for, in the form it is compared in, to the tool's name."""

    addresses: Mapping[str, str] = {}
    keys: Mapping[str, str] = {}
    lines: Mapping[str, str] = {}
    variables: tuple[Variable, ...] = ()


NONE = Signals()

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_IN_BRACKETS = re.compile(r"<([^\s<>@]+@[^\s<>@]+)>")
_KEY = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)\s*:")
_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)(?:=(.+))?")


def signals(table: Mapping[str, str]) -> Signals:
    """Read the user's table, text to the name of a tool ("" where none is to be named).

    The text is an address (`bot@work.example`, or a whole co-author line that holds one), a
    trailer's key (`Bot-Session:`), an environment variable (`$BOT`, `$BOT=yes`), or else a whole
    line of a message.
    """
    addresses: dict[str, str] = {}
    keys: dict[str, str] = {}
    lines: dict[str, str] = {}
    variables: list[Variable] = []
    for text, told in table.items():
        bare, tool = text.strip(), clean_line(told)
        if found := _VARIABLE.fullmatch(bare):
            variables.append(Variable(found[1], tool, (found[2],) if found[2] else ()))
        elif found := _IN_BRACKETS.search(bare):
            addresses[folded(found[1])] = tool
        elif _ADDRESS.fullmatch(bare):
            addresses[folded(bare)] = tool
        elif found := _KEY.fullmatch(bare):
            keys[found[1].lower()] = tool
        elif bare:
            lines[bare.casefold()] = tool
    return Signals(addresses, keys, lines, tuple(variables))
