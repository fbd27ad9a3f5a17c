"""The figures of an audit, drawn: belief beside records, the waterline, effort, signals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain import gaps, stages
from waterline.domain.assessment import PERCEIVED_NEEDS, QUESTIONS, RENTING
from waterline.domain.audits import OVERALL, STRANDS
from waterline.domain.effort import ALONE_MINUTES
from waterline.domain.evidence import STRAND_NEEDS, Estimate, NotEnough
from waterline.domain.explanations import FEWEST_PAIRS
from waterline.domain.months import SETTLED, SETTLING
from waterline.domain.numbers import number, signed, span
from waterline.domain.text import clean_line
from waterline.tui import draw
from waterline.tui.widgets.anchors import LEVELS, dots
from waterline.tui.widgets.pictures import of_bias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.audits import Audit
    from waterline.domain.evidence import Share

LABEL_CELLS = 10
LONGEST_TRACK = 40
SHORTEST_TRACK = 10
SHARE_LABEL = 26
ENTRIES_OF_GAPS = 3
# The questions where there is no room for all of their words.
IN_SHORT = {
    "q1": "Three decisions, and why",
    "q2": "The core service from scratch",
    "q3": "It breaks at 2am",
    "q4": "What I learned last week",
}
ANSWER_CELLS = 18  # an answer of the self-assessment and what lies before it


def _limits(found: Estimate) -> str:
    return f"({span(found.low, found.high)})"


def _quiet(text: str) -> Content:
    return Content.styled(text, "$quiet")


def _wrapped(text: Content, width: int, indent: int = 0) -> list[Content]:
    rows = text.wrap(max(8, width - indent))
    return [Content.assemble(" " * (indent if n else 0), row) for n, row in enumerate(rows)]


# -- belief beside records --------------------------------------------------------------------


def beside(audit: Audit, width: int) -> list[Content]:
    """Draw each strand: what was shown with its interval, what was believed, and the gap."""
    believes = gaps.believed(audit.perceived.items)
    lines = [_legend(_track_cells(width), width)]
    for name in STRANDS:
        strand = audit.demonstrated[name]
        lines.append(_strand(name, believes[name], strand.figure, audit.gaps.get(name), width))
        if strand.likely_flattering and strand.answered is not None:
            k, n = strand.answered
            lines.append(_quiet(f"{'':{LABEL_CELLS}}likely flattering: {k} of {n} answered"))
    lines += _overall(audit, width)
    return [line.truncate(width, ellipsis=True) for line in lines]


def _track_cells(width: int) -> int:
    return min(LONGEST_TRACK, width - LABEL_CELLS - 27)


def _legend(track: int, width: int) -> Content:
    signs = draw.signs()
    parts = [
        Content.assemble((signs.believed, "$shipped"), (" believed", "$quiet")),
        Content.assemble((signs.point, "$understood"), (" shown, 90 days", "$quiet")),
    ]
    head = Content("  ").join(parts)
    if track < SHORTEST_TRACK:
        return head.truncate(width, ellipsis=True)
    space = " " * max(1, LABEL_CELLS + track + 1 - head.cell_length)
    return Content.assemble(head, space, _quiet("      shown (90 %)   gap"))


def _strand(
    name: str,
    believed: float | None,
    shown: Estimate | NotEnough,
    gap: Estimate | None,
    width: int,
) -> Content:
    track = _track_cells(width)
    label = Content.styled(name.ljust(LABEL_CELLS), "$foreground 85%")
    said = "   " if believed is None else f"{number(believed):>3}"
    if isinstance(shown, NotEnough):
        found = Content.assemble(label, (str(shown), "$quiet"))
        if believed is None:
            return found
        full = Content.assemble(found, (f" {said} believed", "$shipped"))
        short = Content.assemble(found, (f"  {draw.signs().believed} {said.strip()}", "$shipped"))
        return full if full.cell_length <= width else short
    figures = f"{number(shown.value)} {_limits(shown)}"
    tail = Content.assemble(
        (f" {said}  ", "$shipped"),
        (f"{figures:<12}", "$understood"),
        (f" {'' if gap is None else signed(gap.value):>4}", "bold $foreground"),
    )
    if track < SHORTEST_TRACK:
        return Content.assemble(label, tail)
    return Content.assemble(label, _track(believed, shown, track), tail)


def _track(believed: float | None, shown: Estimate, cells: int) -> Content:
    """Draw a scale from 0 to 100 with an interval, its middle, and what was believed."""
    signs = draw.signs()

    def at(value: float) -> int:
        return max(0, min(cells - 1, int(cells * value / 100)))

    row = [(signs.line, "$line")] * cells
    for cell in range(at(shown.low), at(shown.high) + 1):
        row[cell] = (signs.span, "$understood")
    row[at(shown.value)] = (signs.point, "bold $understood")
    if believed is not None:
        here = at(believed)
        is_same = here == at(shown.value)
        row[here] = (signs.both if is_same else signs.believed, "bold $shipped")
    return Content.assemble(*row)


def _overall(audit: Audit, width: int) -> list[Content]:
    perceived, overall = audit.perceived, audit.gaps.get(OVERALL)
    if perceived.p is None:
        believed = str(NotEnough(perceived.answered, PERCEIVED_NEEDS))
        if not perceived.answered:
            believed = "not answered"
        first = Content.assemble(("I believe  ", "$foreground 85%"), (believed, "$quiet"))
    else:
        first = Content.assemble(
            ("I believe  ", "$foreground 85%"),
            (f"{number(perceived.p)} of 100", "bold $shipped"),
            (f", {perceived.answered} of {len(perceived.items)} answered", "$quiet"),
        )
    lines = [Content(""), first]
    if overall is None:
        strands = sum(audit.gaps.get(name) is not None for name in STRANDS)
        said = str(NotEnough(strands, gaps.OVERALL_NEEDS))
        text = Content.assemble(
            ("Perception gap  ", "$foreground 85%"), (f"{said[:-1]} strands)", "$quiet")
        )
        lines += _wrapped(text, width, 2)
    else:
        colour = "bold $assisted" if gaps.direction(overall) == gaps.ABOVE else "bold $understood"
        text = Content.assemble(
            ("Perception gap  ", "$foreground 85%"),
            (signed(overall.value), colour),
            (f"  ({signed(overall.low)} to {signed(overall.high)})", "$quiet"),
            (f"  {gaps.words(overall)}", "$foreground"),
        )
        lines += _wrapped(text, width, 2)
    before = _gaps_before(audit)
    return [*lines, before] if before is not None else lines


def _gaps_before(audit: Audit) -> Content | None:
    """Write the gaps of the months before: `Sep +31, Aug +34`."""
    before = [one for one in reversed(audit.months) if one.month < audit.month]
    said = [
        f"{draw.MONTHS[one.month.number - 1]} {signed(one.gap.value)}"
        for one in before
        if isinstance(one.gap, Estimate)
    ][:ENTRIES_OF_GAPS]
    return _quiet(f"before: {', '.join(said)}") if said else None


def assessed(audit: Audit, width: int) -> list[Content]:
    """Draw the answers of the self-assessment: levels as dots, the share in words."""
    answers = audit.assessed.answers
    most = max(10, width - ANSWER_CELLS)
    names = [one.text if len(one.text) <= most else IN_SHORT[one.id] for one in QUESTIONS]
    room = min(most, max(map(len, names)))
    lines = [
        _answer(name, room, dots(level))
        for name, level in zip(names, answers[: len(QUESTIONS)], strict=True)
    ]
    drop = answers.velocity_drop
    said = _quiet("not said") if drop is None else Content.styled(f"{drop} % slower", "$understood")
    lines.append(_answer("A month without AI", room, said))
    lines.append(_answer(RENTING.text.rstrip(" …"), room, _renting(answers.renting)))
    return [line.truncate(width, ellipsis=True) for line in lines]


def _answer(question: str, room: int, answer: Content) -> Content:
    text = Content.styled(question, "$foreground 85%").truncate(room, ellipsis=True)
    return Content.assemble(text, " " * (room - text.cell_length + 2), answer)


def _renting(level: int | None) -> Content:
    if level is None or not 0 <= level < LEVELS:
        return _quiet("not said")
    return Content.styled(RENTING.anchors[level], "$understood")


def calibration(audit: Audit, width: int) -> list[Content]:
    """Say by how much somebody is too sure, and what writing does to confidence."""
    sure, depth = audit.calibration, audit.depth
    if isinstance(sure, NotEnough):
        first = Content.assemble(("How sure  ", "$foreground 85%"), (str(sure), "$quiet"))
    else:
        bias = sure.bias
        words = of_bias(bias)
        more = f"  ({signed(bias.low)} to {signed(bias.high)}, {bias.n} answers"
        more += f", Brier {sure.brier:.2f}"
        if sure.resolution is not None:
            surer = "surer" if sure.resolution >= 0 else "less sure"
            more += f", {number(abs(sure.resolution))} points {surer} when right"
        first = Content.assemble(
            ("How sure  ", "$foreground 85%"), (words, "$foreground"), (f"{more})", "$quiet")
        )
    pairs = depth.down + depth.same + depth.up
    if depth.drop is None:
        second = Content.assemble(
            ("Illusion of depth  ", "$foreground 85%"),
            (str(NotEnough(pairs, FEWEST_PAIRS)), "$quiet"),
        )
    else:
        way = "fell" if depth.drop > 0 else "rose" if depth.drop < 0 else "stayed"
        by = f" by {abs(depth.drop):.1f} of 7" if depth.drop else ""
        second = Content.assemble(
            ("Illusion of depth  ", "$foreground 85%"),
            (f"while writing, confidence {way}{by}", "$foreground"),
            (
                f"  ({depth.down} down, {depth.same} same, {depth.up} up; a drop is a find)",
                "$quiet",
            ),
        )
    return [*_wrapped(first, width, 2), *_wrapped(second, width, 2)]


# -- the waterline ----------------------------------------------------------------------------


def waterline(audit: Audit, width: int) -> list[Content]:
    """Say S, E, U and G of the month in words, each only with evidence."""
    tide, shipped = audit.tide, audit.shipped
    rest = f"{shipped.by_hand:,} by hand, {shipped.unknown:,} unknown"
    if not tide.s:
        if not shipped.changes:
            return _wrapped(_quiet("Nothing was shipped in this month."), width)
        text = f"No change with AI is known. {rest}: they stand above the water, not assessed."
        return _wrapped(_quiet(text), width)
    explained = f"{tide.x:,} of {tide.s:,} in own words within 7 days"
    share = "" if tide.e is None else f", {number(tide.e)} %"
    lines = _wrapped(
        Content.assemble(
            ("Explained  ", "$foreground 85%"), (explained + share, "$foreground"),
            (_by_lines(audit), "$quiet"),
        ), width, 2,
    )  # fmt: skip
    if tide.u is None:
        shown = Content.styled(str(NotEnough(tide.t, STRAND_NEEDS)), "$quiet")
    else:
        reach = ""
        if tide.t and tide.low is not None and tide.high is not None:
            reach = f" ({span(tide.low, tide.high)})"
        tests = f", {tide.k} of {tide.t} first tests passed" if tide.t else ""
        shown = Content.assemble(
            (f"{number(tide.u)} %{reach}", "bold $understood"),
            (f"{tests}; {number(tide.g or 0)} % not shown", "$quiet"),
        )
    label = ("Shown understood  ", "$foreground 85%")
    lines += _wrapped(Content.assemble(label, shown), width, 2)
    if shipped.by_hand or shipped.unknown:
        lines += _wrapped(_quiet(f"{rest}: not assessed."), width)
    if audit.state != SETTLED and audit.closed_at is not None:
        lines += _wrapped(_quiet("Closed while it was settling: later tests aren't in it."), width)
    elif audit.state != SETTLED:
        until = audit.month.settles
        words = f"{until.day} {draw.MONTHS[until.month - 1]} {until.year}"
        head = "Settling: tests" if audit.state == SETTLING else "Tests"
        lines += _wrapped(_quiet(f"{head} count until {words}."), width)
    return lines


def _by_lines(audit: Audit) -> str:
    by_lines = audit.coverage.by_lines
    return "" if by_lines is None else f" ({number(by_lines)} % by lines)"


# -- effort, signals, what is worth noticing --------------------------------------------------


def practised(audit: Audit, width: int) -> list[Content]:
    """Write the effort of the month: counts that are never summed."""
    found, alone = audit.practised, audit.practised.alone
    middle = ""
    if alone.median is not None:
        never = math.isinf(alone.median)
        middle = ", AI mostly never opened" if never else f", median {number(alone.median)} min"
    rows = [
        ("weeks with a build", _share(found.weeks, "no week with any work")),
        (f"{ALONE_MINUTES} minutes alone", _share((alone.met, alone.n), "no debugging") + middle),
        ("hypothesis first", _share(found.first, "no debugging")),
        ("reviews answered", _share(found.reviews, "none due")),
        ("entries written", f"{audit.entries:,}"),
    ]
    return [
        row
        for label, said in rows
        for row in _wrapped(
            Content.assemble((label.ljust(SHARE_LABEL), "$foreground 85%"), (said, "$foreground")),
            width,
            2,
        )
    ]


def _share(found: Share | tuple[int, int], none: str) -> str:
    k, n = found
    return f"{k} of {n}" if n else none


def signals(audit: Audit, width: int) -> list[Content]:
    """Write the signals with where they point, and the stages that the records resemble."""
    lines: list[Content] = []
    for one in audit.signals:
        colour = "bold $assisted" if one.side == stages.THIS_WAY else "$foreground"
        colour = "$quiet" if one.side.startswith("not ") else colour
        text = Content.assemble(
            (f"{one.name}  ", "$foreground 85%"),
            (one.points, colour),
            (f"  {one.evidence}", "$quiet"),
        )
        lines += _wrapped(text, width, 2)
    if not audit.stages:
        return [*lines, Content(""), *_wrapped(_quiet(stages.NONE), width)]
    lines += [Content(""), *_wrapped(Content.styled(stages.WORDING, "$foreground 85%"), width)]
    for stage in audit.stages:
        text = Content.assemble(
            (f"{stage.number} {stage.name}  ", "bold $foreground"), (stage.evidence, "$quiet")
        )
        lines += _wrapped(text, width, 2)
    return lines


def noticed(audit: Audit, width: int) -> list[Content]:
    """Write what is worth noticing, a sentence each."""
    if not audit.notices:
        said = "Nothing stands out yet: it takes five of a kind before anything is said here."
        return _wrapped(_quiet(said), width)
    mark = draw.signs().bullet
    return [
        row
        for text in audit.notices
        for row in _wrapped(
            Content.assemble((f"{mark} ", "$alone"), (clean_line(text), "$foreground")), width, 2
        )
    ]


def late(audit: Audit, width: int) -> list[Content]:
    """Say that a month is closed, and what came since."""
    if audit.closed_at is None:
        return []
    when = draw.moment_name(audit.closed_at)
    text = f"Closed on {when}: these are the figures of then."
    lines = _wrapped(Content.styled(text, "bold $understood"), width)
    return [*lines, *_sentences(audit.late, width)]


def _sentences(texts: Sequence[str], width: int) -> list[Content]:
    return [
        row
        for text in texts
        for row in _wrapped(Content.styled(f"Since then: {clean_line(text)}", "$quiet"), width, 2)
    ]
