"""What one believes beside what one showed, as a line from 0 to 100."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain import numbers
from waterline.domain.evidence import Estimate
from waterline.report import said
from waterline.report.tags import Markup, element, joined

if TYPE_CHECKING:
    from waterline.report.said import Belief

HEIGHT = 34
MIDDLE = 17
BAR = 10
DOT = 6


def track(belief: Belief) -> Markup:
    """Draw a strand: a diamond where one believes to be, a dot in its interval for the records."""
    shapes = [_ground()]
    figure, believed = belief.figure, belief.believed
    if isinstance(figure, Estimate):
        if believed is not None:
            shapes.append(_between(believed, figure.value))
        shapes.append(_interval(figure))
    if believed is not None:
        shapes.append(_diamond(believed))
    return element(
        "svg",
        element("title", _told(belief)),
        *shapes,
        class_="track",
        role="img",
        aria_label=_told(belief),
        width="100%",
        height=HEIGHT,
    )


def legend() -> Markup:
    """Say what the signs mean."""
    believe = element("svg", _diamond(50), width="18", height=HEIGHT, aria_hidden="true")
    bar = element("rect", x="0", y=MIDDLE - BAR / 2, width="100%", height=BAR, rx=BAR / 2,
                  class_="interval")  # fmt: skip
    dot = element("circle", cx="50%", cy=MIDDLE, r=DOT, class_="dot")
    showed = element("svg", bar, dot, width="34", height=HEIGHT, aria_hidden="true")
    return element(
        "ul",
        element("li", believe, "what I believe"),
        element("li", showed, "what my records showed, with its 90 % interval"),
        class_="legend",
    )


def _told(belief: Belief) -> str:
    believed = "not answered" if belief.believed is None else numbers.number(belief.believed)
    return f"{belief.name}: believed {believed}, showed {said.shown(belief.name, belief.figure)}"


def _ground() -> Markup:
    ticks = [
        element("line", x1=f"{at}%", x2=f"{at}%", y1=MIDDLE - 5, y2=MIDDLE + 5, class_="tick")
        for at in range(0, 101, 25)
    ]
    return joined(
        (element("line", x1="0", x2="100%", y1=MIDDLE, y2=MIDDLE, class_="ground"), *ticks)
    )


def _between(believed: float, showed: float) -> Markup:
    return element(
        "line", x1=f"{believed:.2f}%", x2=f"{showed:.2f}%", y1=MIDDLE, y2=MIDDLE, class_="between"
    )


def _interval(figure: Estimate) -> Markup:
    bar = element(
        "rect", x=f"{figure.low:.2f}%", y=MIDDLE - BAR / 2,
        width=f"{figure.high - figure.low:.2f}%", height=BAR, rx=BAR / 2, class_="interval",
    )  # fmt: skip
    dot = element("circle", cx=f"{figure.value:.2f}%", cy=MIDDLE, r=DOT, class_="dot")
    return joined((bar, dot))


def _diamond(believed: float) -> Markup:
    # Drawn in a drawing of its own, since a path knows no percent.
    shape = element("path", d=f"M0 {MIDDLE - 8}L8 {MIDDLE}L0 {MIDDLE + 8}L-8 {MIDDLE}Z",
                    class_="believed")  # fmt: skip
    return element("svg", shape, x=f"{believed:.2f}%", y="0", overflow="visible")
