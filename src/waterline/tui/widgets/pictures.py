"""What sessions show, drawn: weeks as squares, shares with their limits, minutes as bars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain.effort import ALONE_MINUTES, BUILD_MINUTES, weeks_with_build
from waterline.domain.evidence import NotEnough
from waterline.domain.numbers import number, percent, span
from waterline.domain.running import BUILD
from waterline.domain.text import clean_line, first_line
from waterline.tui import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.effort import Figures, Week
    from waterline.domain.evidence import Calibration, Estimate
    from waterline.domain.sessions import Session

LABEL_CELLS = 22
LONGEST_BAR = 40
LONGEST_MINUTES = 60  # a bar is as long as an hour at most
FEWEST_CELLS = 10
AXIS_CELLS = 8
WEEK_LINES = 6


def whole(figures: Figures, weeks: Sequence[Week], width: int) -> list[Content]:
    """Draw all that the sessions of the last 90 days show."""
    return [
        _line("weeks with a build", *of_weeks(weeks)),
        _line("builds reached", *of_share(figures.builds, width)),
        _line("hypotheses right", *of_share(figures.hits, width)),
        *_of_alone(figures),
        _line("how sure", of_calibration(figures.sure)),
    ]


def _line(label: str, *parts: Content) -> Content:
    return Content.assemble((label.ljust(LABEL_CELLS), "$quiet"), Content("  ").join(parts))


def of_weeks(weeks: Sequence[Week]) -> tuple[Content, Content]:
    """Draw a square for each week: full with a build, hollow without, a dot where nothing was."""
    signs = draw.signs()
    squares = []
    for week in weeks:
        if week.has_build:
            squares.append(Content.styled(signs.week, "bold $alone"))
        else:
            mark = signs.empty_week if week.is_active else signs.rest
            squares.append(Content.styled(mark, "$quiet"))
    share = weeks_with_build(weeks)
    return Content(" ").join(squares), Content.styled(
        f"{share.k} of {share.n}" if share.n else "no week with any work yet", "$foreground"
    )


def weeks_large(weeks: Sequence[Week], width: int) -> list[Content]:
    """Draw a bar for each week: its longest build without AI, up to an hour; 30 minutes count."""
    signs = draw.signs()
    cells = max(1, min(4, (width - AXIS_CELLS) // max(1, len(weeks)) - 1))
    rows = []
    for level in range(WEEK_LINES, 0, -1):
        is_line = level * LONGEST_MINUTES // WEEK_LINES == BUILD_MINUTES
        parts: list[Content | tuple[str, str]] = [
            (f"{BUILD_MINUTES} min".ljust(AXIS_CELLS) if is_line else " " * AXIS_CELLS, "$quiet")
        ]
        for week in weeks:
            lines = math.ceil(
                min(week.build_minutes, LONGEST_MINUTES) * WEEK_LINES / LONGEST_MINUTES
            )
            if lines >= level and week.build_minutes:
                colour = "$alone" if week.has_build else "$quiet"
                parts.append((signs.bar * cells + " ", colour))
            else:
                parts.append(((signs.line if is_line else " ") * cells + " ", "$line"))
        rows.append(Content.assemble(*parts))
    names = "".join(
        (f"{week.monday.day}" if week.is_active or week.build_minutes else signs.rest).ljust(
            cells + 1
        )
        for week in weeks
    )
    share = of_weeks(weeks)[1]
    rows.append(Content.styled(f"{'week of':<{AXIS_CELLS}}{names}", "$quiet"))
    return [_line("weeks with a build", share), *rows]


def of_share(figure: Estimate | NotEnough, width: int) -> tuple[Content, ...]:
    """Draw a share with the limits of its interval, or say that there is not enough."""
    if isinstance(figure, NotEnough):
        return (Content.styled(str(figure), "$quiet"),)
    signs = draw.signs()
    said = f"{percent(figure.value)} ({span(figure.low, figure.high)}) of {figure.n}"
    cells = min(LONGEST_BAR, width - LABEL_CELLS - len(said) - 3)
    words = Content.styled(said, "$foreground")
    if cells < FEWEST_CELLS:
        return (words,)
    low, high, here = (
        min(cells - 1, int(one * cells / 100)) for one in (figure.low, figure.high, figure.value)
    )
    drawn = Content.assemble(
        (signs.line * low, "$line"),
        (signs.span * (here - low), "$alone"),
        (signs.point, "bold $alone"),
        (signs.span * (high - here), "$alone"),
        (signs.line * (cells - 1 - high), "$line"),
    )
    return drawn, words


def _of_alone(figures: Figures) -> list[Content]:
    alone, first, causes = figures.alone, figures.first, figures.causes
    if not first.n:
        none = Content.styled("no debugging session yet", "$quiet")
        return [_line(f"{ALONE_MINUTES} minutes alone", none)]
    middle = ""
    if alone.median is not None:
        is_never = math.isinf(alone.median)
        middle = "mostly without AI at all" if is_never else f"median {number(alone.median)} min"
    said = [Content.styled(f"{alone.met} of {alone.n}", "$foreground")]
    if middle:
        said.append(Content.styled(middle, "$quiet"))
    found = Content.styled(f"cause found {causes.k} of {causes.n}", "$quiet")
    return [
        _line(f"{ALONE_MINUTES} minutes alone", *said),
        _line("hypothesis first", Content.styled(f"{first.k} of {first.n}", "$foreground"), found),
    ]


def of_calibration(sure: Calibration | NotEnough, of: str = "hypotheses") -> Content:
    """Say by how much somebody is too sure, or not sure enough, and `of` how many answers."""
    if isinstance(sure, NotEnough):
        return Content.styled(str(sure), "$quiet")
    bias = sure.bias
    limits = f"({span(bias.low, bias.high, is_signed=True)}, {bias.n} {of})"
    return Content.assemble((of_bias(bias), "$foreground"), (f"  {limits}", "$quiet"))


def of_bias(bias: Estimate) -> str:
    """Say in words how sure somebody was beside how often they were right."""
    if bias.low <= 0 <= bias.high:
        return "about as sure as right"
    return f"{number(abs(bias.value))} points {'too sure' if bias.value > 0 else 'too modest'}"


# -- one session ------------------------------------------------------------------------------


def row(session: Session, width: int, this_year: int) -> list[Content]:
    """Draw a closed session: when, what came of it, how long alone, and what it was about."""
    when = session.at(session.started_at)
    year = f" {when.year}" if when.year != this_year else ""
    day = f"{draw.WEEKDAYS[when.weekday()]} {when.day:>2} {draw.MONTHS[when.month - 1]}{year}"
    minutes = session.minutes(session.started_at)
    head = Content.assemble(
        (draw.signs().session, "$alone"), (f" {day}  ", "$quiet"),
        (session.kind.ljust(6), "$foreground"), (outcome(session).ljust(11), "bold $foreground"),
    )  # fmt: skip
    text = clean_line(first_line(session.text))
    room = max(0, width - head.cell_length - 1)
    first = Content.assemble(head, " ", Content.styled(text, "$foreground 75%"))
    return [
        first.truncate(head.cell_length + 1 + room, ellipsis=True),
        Content.assemble("  ", bar(session, width - 22), f"  {minutes:.0f} min", (_with(session),
                         "$quiet")),
    ]  # fmt: skip


def outcome(session: Session) -> str:
    """Tell in a word what came of a session."""
    return session.outcome or "not said"


def _with(session: Session) -> str:
    if session.is_without_ai:
        return ", no AI"
    return ", with AI" if session.kind == BUILD else ""


def bar(session: Session, width: int) -> Content:
    """Draw a session's minutes, those after AI was opened apart; a mark stands at its plan."""
    signs = draw.signs()
    cells = max(FEWEST_CELLS, min(LONGEST_BAR, width))
    end = session.started_at
    alone = _cells(session.minutes_alone(end), cells)
    lasted = max(alone, _cells(session.minutes(end), cells))
    plan = min(cells - 1, _cells(session.planned_minutes, cells))
    parts = []
    for cell in range(cells):
        if cell < alone:
            parts.append((signs.bar, "$alone"))
        elif cell < lasted:
            parts.append((signs.after, "$assisted"))
        else:
            parts.append((signs.plan if cell == plan else signs.rest, "$line"))
    return Content.assemble(*parts)


def _cells(minutes: float, cells: int) -> int:
    whole_cells = round(min(minutes, LONGEST_MINUTES) * cells / LONGEST_MINUTES)
    return max(1, whole_cells) if minutes > 0 else 0


def facts(session: Session, now: int) -> Content:
    """Say when a session was, how long, and how long alone."""
    begun = session.at(session.started_at)
    dot = f" {draw.signs().dot} "
    parts = [session.kind, draw.moment_name(begun)]
    if not session.is_running:
        parts.append(f"{session.minutes(now):.0f} of {session.planned_minutes} min")
    if session.opened_at is not None:
        parts.append(f"AI opened after {session.minutes_alone(now):.0f} min")
    elif not session.is_running and session.is_without_ai:
        parts.append("without AI")
    if session.sure is not None:
        parts.append(f"{session.sure} % sure")
    if session.outcome:
        parts.append(session.outcome)
    if session.cause_found is not None:
        parts.append("cause found" if session.cause_found else "cause not found")
    return Content.styled(dot.join(parts), "$alone")
