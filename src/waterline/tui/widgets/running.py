"""The session that runs: its time in big digits, how far it is, and what was written first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from waterline.domain import running
from waterline.domain.running import BUILD
from waterline.domain.sessions import EXAMPLE_MECHANISM, EXAMPLE_PLACE
from waterline.domain.text import clean, clean_line
from waterline.tui import draw
from waterline.tui.widgets.digits import BigClock

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from waterline.domain.sessions import Session

LONGEST_BAR = 60
HONEST = (
    "An honest beginning. As soon as you suspect something, write down where it is and how it "
    "comes about."
)


class Running(Vertical):
    """Digits, progress and the frozen words. `show` is called every second."""

    DEFAULT_CSS = """
    Running {
        height: 1fr;
        #running-time { height: auto; }
        #running-time Static { width: 100%; height: auto; text-align: center; }
        BigClock { margin: 1 0 1 0; }
        #running-words { height: 1fr; min-height: 5; }
        #running-words Static { width: 100%; height: auto; }
        &.-low BigClock { margin: 0; }
        &.-tiny BigClock { height: 1; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out both panels."""
        with Vertical(id="running-time", classes="panel"):
            yield BigClock()
            yield Static("", id="running-progress", markup=False)
        with VerticalScroll(id="running-words", classes="panel"):
            yield Static("", id="running-text", markup=False)

    def show(self, session: Session, now: int) -> None:
        """Show the session as it is at this moment."""
        clock = self.query_one(BigClock)
        clock.time = running.clock(session.minutes(now))
        is_over = session.minutes_over(now) >= 0
        clock.colour = _colour(session, is_over=is_over)
        panel = self.query_one("#running-time")
        panel.border_title = Content("Build" if session.kind == BUILD else "Debug, alone first")
        begun = session.at(session.started_at)
        panel.border_subtitle = Content(f"since {begun:%H:%M}")
        width = max(10, panel.content_size.width)
        self.query_one("#running-progress", Static).update(_progress(session, now, width))
        words = self.query_one("#running-words")
        words.border_title = Content(_title(session))
        sure = f"{session.sure} % sure" if session.sure is not None else ""
        words.border_subtitle = Content(sure)
        self.query_one("#running-text", Static).update(_text(session))


def _colour(session: Session, *, is_over: bool) -> str:
    if session.opened_at is not None:
        return "$assisted"
    return "$shipped" if is_over else "$alone"


def _progress(session: Session, now: int, width: int) -> Content:
    """Draw how much of the plan has passed, and say it."""
    planned = session.planned_minutes
    minutes = draw.plural(planned, "minute")
    over = session.minutes_over(now)
    cells = min(LONGEST_BAR, width)
    full = min(cells, int(session.minutes(now) * cells / planned))
    end = session.at(session.planned_end)
    if session.is_far_past(now):
        said = f"far past its {minutes}: when did it end?"
    elif over >= 1:
        said = f"{running.over(over)} its {minutes}; nothing is cut off"
    elif over >= 0:
        said = f"{minutes} {'is' if planned == 1 else 'are'} up; go on as long as you like"
    else:
        said = f"of {minutes}, until {end:%H:%M}"
    opened = session.opened_at
    if opened is None:
        ai = Content.styled("without AI", "$alone")
    else:
        alone = running.clock(session.minutes_alone(now))
        ai = Content.styled(f"AI opened at {session.at(opened):%H:%M}, after {alone} alone",
                            "bold $assisted")  # fmt: skip
    return Content("\n").join([draw.bar(full, cells), Content.styled(said, "$foreground"), ai])


def _title(session: Session) -> str:
    if session.kind == BUILD:
        return "Goal, frozen"
    if session.frozen_at is None:
        return "No idea yet"
    return f"Hypothesis, frozen at {session.at(session.frozen_at):%H:%M}"


def _text(session: Session) -> Content:
    """Write what is frozen, then what was added."""
    parts = []
    if session.kind == BUILD:
        parts.append(Content.styled(clean(session.frozen), "bold $foreground"))
    elif session.has_hypothesis:
        place, mechanism = clean_line(session.place), clean(session.mechanism)
        if place:
            parts.append(Content.assemble(("where  ", "$quiet"), (place, "bold $foreground")))
        if mechanism:
            parts.append(Content.assemble(("how    ", "$quiet"), (mechanism, "$foreground")))
    else:
        parts.append(Content.styled(HONEST, "$foreground"))
        parts.append(
            Content.styled(f"Like this: {EXAMPLE_PLACE}: {EXAMPLE_MECHANISM}", "italic $quiet")
        )
    if session.additions:
        parts += [Content(""), *_added(session)]
    return Content("\n").join(parts)


def _added(session: Session) -> list[Content]:
    return [
        Content.styled(line.removeprefix("## "), "bold $understood")
        if line.startswith("## ")
        else Content.styled(line, "$foreground 85%")
        for line in clean(session.additions).split("\n")
    ]
