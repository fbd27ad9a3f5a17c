"""What is known beside the text of an entry: of a session its times, of a brief its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain.kinds import BRIEF, SESSION
from waterline.tui import draw
from waterline.tui.widgets import pictures

if TYPE_CHECKING:
    from waterline.domain.briefs import Brief
    from waterline.domain.lines import Line
    from waterline.home import Home
    from waterline.settings import Settings

KINDS = frozenset({SESSION.name, BRIEF.name})


def facts(home: Home, settings: Settings, line: Line, now: int) -> list[Content]:
    """Read in a worker what stands under an entry. Raises NotFoundError."""
    if line.kind == SESSION.name:
        from waterline.practice import session

        return [pictures.facts(session.find(home, settings, line.id), now)]
    from waterline.practice import briefs

    return [of_brief(briefs.find(home, settings, line.id))]


def of_brief(brief: Brief) -> Content:
    """Write the minutes that were expected and those it took."""
    parts = []
    if brief.expected_minutes is not None:
        parts.append(f"{brief.expected_minutes} min expected")
    parts.append(f"took {brief.took_minutes} min" if brief.is_closed else "not closed yet")
    return Content.styled(f" {draw.signs().dot} ".join(parts), "$understood")
