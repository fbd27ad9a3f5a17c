"""An audit's figures in words: the same ones on paper, in a browser and in a shell.

Numbers are rounded where they are said (`domain/numbers.py`). Of what was not observed no number
is given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import gaps, months, trend
from waterline.domain.assessment import OPEN
from waterline.domain.audits import OVERALL, STRANDS
from waterline.domain.effort import ALONE_MINUTES
from waterline.domain.evidence import STRAND_NEEDS, Calibration, Estimate, NotEnough
from waterline.domain.explanations import FEWEST_PAIRS
from waterline.domain.numbers import (
    NOTHING,
    count,
    day,
    lines,
    number,
    percent,
    share,
    short_day,
    signed,
    span,
)
from waterline.domain.text import clean_line

if TYPE_CHECKING:
    from waterline.domain.audits import Audit, Column, Group, MonthTally
    from waterline.domain.effort import Alone
    from waterline.domain.evidence import Share

# What an observation of a strand is, for somebody who reads it for the first time.
STRAND_MEANS = {
    "recall": "why it was done so, asked weeks later",
    "code": "which file, which line",
    "debug": "hypotheses that held",
    "build": "goals reached without AI",
}
OBSERVATIONS = {
    "recall": "answers",
    "code": "answers",
    "debug": "sessions",
    "build": "sessions",
    OVERALL: "observations",
}

BESIDE = (
    "What I said of myself before any evidence, and what the last 90 days showed, from 0 to 100."
)
CLOSING_WORDS = (
    "What was not shown is not “not understood”. A figure without enough observations shows no "
    "number; intervals hold the true value in 9 of 10 cases."
)

PAST = ("Month", "", "Shipped", "With AI", "Explained", "Shown", "P", "Gap", "Learned")

TILES = ("Shipped", "Explained", "Shown understood", "Perception gap")


class Belief(NamedTuple):
    """A strand: what one believes (0 to 100, None unanswered), what was shown, and the gap."""

    name: str
    means: str
    believed: float | None
    figure: Estimate | NotEnough
    gap: Estimate | None
    notes: tuple[str, ...]

    @property
    def has_any(self) -> bool:
        """Whether there is a figure to draw."""
        return self.believed is not None or isinstance(self.figure, Estimate)


class Tile(NamedTuple):
    """A figure with its name and what it is of; `value` is "" where there is none to show."""

    name: str
    value: str
    details: tuple[str, ...]


# --- The month --------------------------------------------------------------------------------


def state(audit: Audit) -> str:
    """Say whether the month runs, settles or is settled, and whether its figures are frozen."""
    month = audit.month
    told = {
        months.RUNNING: f"runs until {day(month.last)}",
        months.SETTLING: f"settling until {day(month.settles)}",
        months.SETTLED: "settled",
    }[audit.state]
    if audit.closed_at is None:
        return told
    then = "" if audit.state == months.SETTLED else ", while it was settling"
    return f"closed on {day(audit.closed_at.date())}{then}"


def lead(audit: Audit) -> str:
    """Say in a sentence or two what the month was."""
    shipped, tide = audit.shipped, audit.tide
    if not shipped.changes:
        yet = " yet" if audit.state == months.RUNNING else ""
        return f"Nothing was shipped in {audit.month.label}{yet}."
    whole = count(shipped.changes, "change")
    if not shipped.assisted:
        of = "not" if shipped.changes == 1 else "none of them"
        return f"{whole}, {of} known to be made with AI."
    if shipped.assisted == shipped.changes:
        said = f"{whole}, made with AI." if shipped.changes == 1 else f"{whole}, all with AI."
    else:
        said = f"{whole}, {shipped.assisted:,} of them with AI."
    return f"{said} {_explained(audit)}" if tide.s else said


def _explained(audit: Audit) -> str:
    """Say how many of what counts were explained; while a month runs, their weeks are not over."""
    tide = audit.tide
    apart = "" if tide.s == audit.shipped.assisted else "Reverts and generated ones apart, "
    of = f"{tide.x:,} of {tide.s:,}"
    if audit.state == months.RUNNING:
        verb = "is" if tide.s == 1 else "are"
        return f"{apart}{of} {verb} explained so far."
    verb = "was" if tide.s == 1 else "were"
    return f"{apart}{of} {verb} explained in own words within a week."


def origins(audit: Audit) -> str:
    """Say how many changes were made with AI, by hand, or say nothing of it."""
    shipped = audit.shipped
    parts = [f"{shipped.assisted:,} with AI"]
    parts += [f"{shipped.by_hand:,} by hand"] if shipped.by_hand else []
    parts += [f"{shipped.unknown:,} unknown"] if shipped.unknown else []
    return " · ".join(parts)


def tested(audit: Audit) -> str:
    """Say what the tests of a month showed, or that they are too few."""
    tide = audit.tide
    if not tide.s:
        return "no change with AI"
    if not tide.x and audit.state == months.RUNNING:
        return "no change with AI is explained yet"
    if not tide.x:
        return "no change with AI was explained within a week"
    if tide.u is None or tide.low is None or tide.high is None:
        return str(NotEnough(tide.t, STRAND_NEEDS))
    return f"{span(tide.low, tide.high)} %, {tide.k:,} of {tide.t:,} first tests passed"


def tiles(audit: Audit) -> tuple[Tile, ...]:
    """Give the four figures that stand first."""
    shipped, tide, overall = audit.shipped, audit.tide, audit.gaps.get(OVERALL)
    explained: tuple[str, ...] = ("no change with AI",)
    if tide.s:
        by_lines = f"{percent(audit.coverage.by_lines)} of their lines"
        explained = (f"{tide.x:,} of {tide.s:,} changes with AI", by_lines)
    files = count(shipped.files, "file")
    return (
        Tile(
            TILES[0],
            f"{shipped.changes:,}",
            (origins(audit), f"{lines(shipped.insertions, shipped.deletions)} in {files}"),
        ),
        Tile(TILES[1], percent(tide.e) if tide.s else "", explained),
        Tile(TILES[2], "" if tide.u is None else percent(tide.u), (tested(audit),)),
        Tile(
            TILES[3],
            "" if overall is None else signed(overall.value),
            (no_gap(audit),) if overall is None else gap_details(overall),
        ),
    )


# --- Perceived and demonstrated ---------------------------------------------------------------


def no_gap(audit: Audit) -> str:
    """Say why there is no perception gap."""
    if not any(isinstance(one.figure, Estimate) for one in audit.demonstrated.values()):
        return "not enough evidence yet"
    if audit.perceived.answered == 0:
        is_open = audit.assessed.state == OPEN
        return f"the five questions {'are not answered yet' if is_open else 'were not answered'}"
    return f"needs {gaps.OVERALL_NEEDS} strands with evidence and an answer"


def gap_details(gap: Estimate) -> tuple[str, str]:
    """Say where a gap points, and how far it may reach."""
    return gaps.words(gap), f"{span(gap.low, gap.high, is_signed=True)} points"


def beliefs(audit: Audit) -> tuple[Belief, ...]:
    """Set each strand's belief beside what was shown."""
    believed = gaps.believed(audit.perceived.items)
    found = []
    for name in STRANDS:
        strand = audit.demonstrated[name]
        notes = []
        if strand.answered is not None and strand.answered.n:
            notes.append(f"{share(strand.answered)} drawn tests answered")
        if strand.likely_flattering:
            notes.append("likely flattering")
        gap = audit.gaps.get(name)
        found.append(
            Belief(name, STRAND_MEANS[name], believed[name], strand.figure, gap, tuple(notes))
        )
    return tuple(found)


def shown(name: str, figure: Estimate | NotEnough) -> str:
    """Say what a strand showed: 52 (41–63, 46 answers)."""
    if isinstance(figure, NotEnough):
        return str(figure)
    of = f"{figure.n:,} {OBSERVATIONS[name]}"
    return f"{number(figure.value)} ({span(figure.low, figure.high)}, {of})"


def beside(one: Belief) -> str:
    """Say what one believes of a strand, what was shown, and where the gap points."""
    believed = "not answered" if one.believed is None else f"believe {number(one.believed)}"
    showed = "showed " if isinstance(one.figure, Estimate) else ""
    parts = [believed, f"{showed}{shown(one.name, one.figure)}", *one.notes]
    if one.gap is not None:
        words, reach = gap_details(one.gap)
        parts.append(f"gap {reach}: {words}")
    return " · ".join(parts)


def gap(estimate: Estimate | None) -> str:
    """Say a gap with its interval and its direction; "–" without evidence."""
    if estimate is None:
        return NOTHING
    words, reach = gap_details(estimate)
    return f"{signed(estimate.value)} ({reach}): {words}"


def perceived(audit: Audit) -> str:
    """Say the mean of the five answers."""
    mean, answered = audit.perceived.p, audit.perceived.answered
    if mean is None:
        return f"{answered} of 5 answered; the mean needs four" if answered else "not answered"
    return f"{number(mean)} of 100, the mean of {answered}"


def calibration(found: Calibration | NotEnough) -> str:
    """Say how sure one was against how often one was right."""
    if isinstance(found, NotEnough):
        return str(found)
    bias = found.bias
    word = "surer than right" if bias.low > 0 else "less sure than right" if bias.high < 0 else ""
    reach = span(bias.low, bias.high, is_signed=True)
    parts = [f"{signed(bias.value)} points ({reach}, {bias.n:,} answers)"]
    parts += [word] if word else ["no clear difference"]
    parts.append(f"Brier {found.brier:.2f}")
    if found.resolution is not None:
        parts.append(f"{signed(found.resolution)} points surer when right than when wrong")
    return "; ".join(parts)


def depth(audit: Audit) -> str:
    """Say what became of one's confidence by writing an explanation."""
    depth = audit.depth
    n = depth.down + depth.same + depth.up
    if depth.drop is None:
        return str(NotEnough(n, FEWEST_PAIRS))
    moved = "fell" if depth.drop > 0 else "rose"
    by = f"{abs(depth.drop):.1f}"
    mean = "stayed as it was" if by == "0.0" else f"{moved} by {by} of 7"
    counts = f"down {depth.down}, same {depth.same}, up {depth.up}"
    return f"while explaining, confidence {mean} on average ({counts})"


# --- Practice ---------------------------------------------------------------------------------


def practised(audit: Audit) -> tuple[tuple[str, str], ...]:
    """Give the month's counts of effort, each with its name; they are never summed."""
    effort = audit.practised
    return (
        ("Weeks with a build without AI", of_active(effort.weeks, "no week was active")),
        (f"Debugging {ALONE_MINUTES} minutes alone", alone(effort.alone)),
        ("Hypothesis before AI", of_active(effort.first, "no debugging session")),
        ("Reviews answered", of_active(effort.reviews, "none was due")),
    )


def of_active(of: Share, nothing: str) -> str:
    """Say a share, or that there was nothing to count."""
    return share(of) if of.n else nothing


def alone(found: Alone) -> str:
    """Say how many sessions met the minutes alone, and the median."""
    if not found.n or found.median is None:
        return "no debugging session"
    lasted = "never opened" if math.isinf(found.median) else f"{number(found.median)} min"
    return f"{found.met:,} of {found.n:,} sessions; median before AI: {lasted}"


# --- Charts -----------------------------------------------------------------------------------


def column(one: Column, name: str) -> str:
    """Read a column of the chart: Tue 13 Oct: 9 shipped · 6 with AI · 4 explained · 2 shown."""
    parts = [f"{one.shipped:,} shipped", f"{one.assisted:,} with AI"]
    if one.assisted:
        parts.append(f"{number(one.explained)} explained")
        enough = one.shown is not None
        parts.append(f"{number(one.shown or 0)} shown" if enough else "not enough tests")
    return f"{name}: {' · '.join(parts)}{', settling' if one.is_settling else ''}"


# --- What is beside ---------------------------------------------------------------------------


def group(one: Group) -> str:
    """Say what a piece of the month's work was: its changes, lines and days."""
    days = short_day(one.first)
    if one.last != one.first:
        days = f"{days} to {short_day(one.last)}"
    parts = [count(one.changes, "change"), lines(one.insertions, one.deletions), days]
    if one.assisted:
        parts[1:1] = [f"{one.assisted:,} with AI, {_of_them(one.explained, one.assisted)}"]
    return " · ".join(parts)


def _of_them(explained: int, assisted: int) -> str:
    if assisted == 1:
        return "explained" if explained else "not explained"
    which = {0: "none", assisted: "all"}.get(explained, f"{explained:,}")
    return f"{which} of them explained"


def past(tally: MonthTally) -> tuple[str, ...]:
    """Give a month's row in the table of past ones; its columns are `PAST`."""
    tide = tally.tide
    state = "closed" if tally.is_closed else tally.state
    return (
        tally.month.label,
        state,
        f"{tide.s + tally.by_hand + tally.unknown:,}",
        f"{tide.s:,}",
        percent(tide.e),
        percent(tide.u),
        NOTHING if tally.p is None else number(tally.p),
        signed(tally.gap.value) if isinstance(tally.gap, Estimate) else NOTHING,
        tally.learned or NOTHING,
    )


def not_much(audit: Audit) -> str:
    """Say how often in a row the answer was "not much"; "" where it was not."""
    length = audit.not_much.length
    if not length:
        return ""
    if length == 1:
        return "“Not much” was the last answer."
    told = f"“Not much” has been the answer for {length} months in a row"
    return f"{told}: {trend.PATTERN_WORDS}." if audit.not_much.is_pattern else f"{told}."


def how(audit: Audit) -> str:
    """Say how the figures were computed, as it is kept with them."""
    parts = [f"{key.replace('_', ' ')} {_told(value)}" for key, value in audit.how.items()]
    return clean_line(", ".join(parts))


def _told(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return " ".join(map(str, value)) or "none"
        case dict():
            return " ".join(f"{key}={_told(one)}" for key, one in value.items()) or "none"
        case _:
            return str(value)
