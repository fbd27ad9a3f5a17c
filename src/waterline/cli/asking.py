"""Asking a person for what is missing, one line each, where one sits at a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from waterline.cli import console
from waterline.domain.text import clean_line
from waterline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

YES, NO = ("y", "yes"), ("n", "no")


def is_possible() -> bool:
    """Tell whether somebody can be asked: a person reads stderr and types into stdin."""
    return console.is_terminal(sys.stdin) and console.is_terminal(sys.stderr)


def line(question: str) -> str:
    """Ask a question and give the line that was typed, "" for enter alone.

    Raises InputError where the input ends instead.
    """
    sys.stderr.write(f"{console.safe(question)} ")
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed:
        console.say("")
        raise InputError("nothing was answered", "nothing was changed")
    return clean_line(typed)


def choice(question: str, choices: Sequence[str]) -> str:
    """Ask until one of `choices` is named, by as much of it as tells it from the others."""
    while True:
        typed = line(f"{question} ({' / '.join(choices)})").casefold()
        meant = [one for one in choices if typed and one.startswith(typed)]
        if len(meant) == 1:
            return meant[0]
        console.say(f"one of {', '.join(choices)}")


def yes(question: str, *, default: bool) -> bool:
    """Ask until it is yes or no; enter is `default`."""
    while True:
        typed = line(f"{question} ({'Y/n' if default else 'y/N'})").casefold()
        if typed in ("", *YES, *NO):
            return typed in YES or (not typed and default)
        console.say("y or n")


def percent(question: str) -> int | None:
    """Ask until it is 0 to 100, with or without a sign; enter is None."""
    while True:
        typed = line(f"{question} (0–100, enter: leave it open)").removesuffix("%").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and int(typed) <= 100:  # noqa: PLR2004 - percent
            return int(typed)
        console.say("a number from 0 to 100")
