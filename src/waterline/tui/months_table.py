"""Months beside each other, a line each: what was shipped, explained, shown, believed, learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain.evidence import STRAND_NEEDS, Estimate
from waterline.domain.months import SETTLED
from waterline.domain.numbers import number, percent, signed, span
from waterline.tui import draw

if TYPE_CHECKING:
    from waterline.domain.audits import MonthTally

LONG_MONTH, SHORT_MONTH = 17, 9  # cells of a month's name
ROOMY = 90  # cells from which on it is written in full


def head(width: int) -> Content:
    """Write the heads of the columns of `line`."""
    label = LONG_MONTH if width >= ROOMY else SHORT_MONTH
    text = f"{'':{label}}{'AI':>5} {'expl.':>6}  {'shown (90 %)':<14}"
    return Content.styled(f"{text}{'believed':>9}{'gap':>6}   learned", "$quiet").truncate(
        width, ellipsis=True
    )


def line(one: MonthTally, width: int) -> Content:
    """Write a month in a line: shipped with AI, explained, shown, believed, the gap, learned."""
    tide = one.tide
    explained = "" if tide.e is None else percent(tide.e)
    shown = f"{tide.t} of {STRAND_NEEDS} tests" if tide.s else ""
    if tide.u is not None and not tide.t:
        shown = percent(tide.u)
    elif tide.u is not None and tide.low is not None and tide.high is not None:
        shown = f"{percent(tide.u)} ({span(tide.low, tide.high)})"
    believed = "" if one.p is None else number(one.p)
    gap = signed(one.gap.value) if isinstance(one.gap, Estimate) else ""
    state = "closed" if one.is_closed else "" if one.state == SETTLED else one.state
    label = f"{one.month.label:<{LONG_MONTH}}"
    if width < ROOMY:
        short = f"{draw.MONTHS[one.month.number - 1]} {one.month.year}"
        label = f"{short:<{SHORT_MONTH}}"
    text = Content.assemble(
        (label, "bold $foreground"), (f"{tide.s:>5,}", "$assisted"),
        (f" {explained:>6}", "$foreground"), (f"  {shown:<14}", "$understood"),
        (f"{believed:>9}", "$shipped"), (f"{gap:>6}", "$foreground"),
        (f"   {one.learned or ('not answered' if tide.s else ''):<12}", "$foreground 85%"),
        (f"  {state}" if state else "", "$quiet"),
    )  # fmt: skip
    return text.truncate(width, ellipsis=True)


def hidden(one: MonthTally, width: int) -> Content:
    """Write the line of a month whose questions wait: nothing of it is shown before."""
    text = f"{one.month.label:<{LONG_MONTH}}  its questions come first"
    return Content.styled(text, "$quiet").truncate(width, ellipsis=True)
