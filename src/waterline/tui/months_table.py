"""Months beside each other, a line each: what was shipped, explained, shown, believed, learned.

And what they say together: the run of "not much", and where it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain import trend
from waterline.domain.evidence import STRAND_NEEDS, Estimate
from waterline.domain.months import SETTLED
from waterline.domain.numbers import number, percent, signed, span
from waterline.tui import draw

if TYPE_CHECKING:
    from waterline.domain.audits import Audit, MonthTally

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


def not_much(audit: Audit) -> Content:
    """Say for how many months "not much" was the answer."""
    run = audit.not_much
    answered = [one for one in audit.months if one.learned]
    if run.is_pattern:
        text = f"{_in_a_row(run.length)}: {trend.PATTERN_WORDS}."
        return Content.styled(text, "bold $assisted")
    if run.length > 1:
        return Content.styled(f"{_in_a_row(run.length)}.", "$foreground")
    if run.length:
        return Content.styled("\u201cNot much\u201d was the last answer.", "$foreground")
    said = "\u201cNot much\u201d was not the last answer."
    if not answered:
        said = "No month has an answer yet: a lot, some or not much."
    elif answered[-1].learned == trend.NOT_MUCH:
        last = answered[-1].month.label
        said = f"\u201cNot much\u201d in {last}; a month without an answer came after it."
    return Content.styled(said, "$quiet")


def _in_a_row(length: int) -> str:
    return f"\u201cNot much\u201d for {length} months in a row"


def trend_words(audit: Audit, width: int) -> list[Content]:
    """Say where it goes, and how slow honest trends are."""
    found = audit.trend
    text = trend.words(found)
    if found.p is not None:
        text = f"{text[:-1]} (p {found.p:.2f})."
    texts = (Content.styled(text, "$foreground"), Content.styled(trend.HONEST, "$quiet"))
    return [row for one in texts for row in one.wrap(max(8, width))]
