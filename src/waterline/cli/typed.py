"""What a person typed as an argument, made safe before it goes anywhere.

Arguments may hold bytes that are no UTF-8 (Python keeps them as lone surrogates, which neither
SQLite nor a terminal takes) and whatever else was pasted. Paths are not for this: a file may
really be named so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from waterline.domain.text import clean

if TYPE_CHECKING:
    from typing import Any


LONGEST_NUMBER = 9


class Text(click.ParamType[str]):
    """Text without control characters; broken bytes become U+FFFD."""

    name = "text"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        """Clean what was typed."""
        return clean(str(value))


class Words(Text):
    """Text that says something: `--since "$UNSET"` is a slip, and not the same as none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Clean what was typed."""
        text = super().convert(value, param, ctx)
        if not text.strip():
            self.fail("it is empty", param, ctx)
        return text


class Number(click.ParamType[int]):
    """A whole number from 0 on; click's own range would print its bounds into the help."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read digits and nothing else."""
        text = str(value)
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
            self.fail(f"{clean(text)!r} is no whole number from 0 on", param, ctx)
        return int(text)


TEXT = Text()
WORDS = Words()
NUMBER = Number()
