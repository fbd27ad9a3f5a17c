"""The waterline as SVG: bars up for shipped, their mirror image down for understood.

Across it is measured in percent and upwards in pixels, so that the same drawing fits a telephone
and a sheet of paper, and its letters stay letters. Heights are proportional to counts, with one
scale above and below the line. Every part has a pattern of its own beside its colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from waterline.domain import months, numbers
from waterline.report import said
from waterline.report.tags import Markup, element, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.audits import Column

# Pixels: what is above the highest bar, the line itself, what is below the lowest for the names.
HEAD, SURFACE, FOOT = 26.0, 14.0, 40.0
# All bars, up and down; and how high a single change is at most.
BARS, MOST_PER_CHANGE = 250.0, 26.0
# A chart of a few columns is drawn as if it had so many.
FEWEST_COLUMNS = 7
DAY_SHARE, MONTH_SHARE = 0.74, 0.55
CORNER = 2

# The parts of a column from the top down, by their classes; the first ones are above the water.
MEANING = (
    ("other", "by hand or unknown"),
    ("ai", "with AI"),
    ("shown", "explained, and shown in a test"),
    ("explained", "explained, untested"),
    ("missing", "not explained"),
)
ABOVE = 2


class Scale(NamedTuple):
    """How high a change is, and where the surface lies, in pixels."""

    per_change: float
    above: float
    below: float

    @property
    def top(self) -> float:
        """Where the water begins: bars above end here."""
        return HEAD + self.above

    @property
    def bottom(self) -> float:
        """Where the reflection begins."""
        return self.top + SURFACE

    @property
    def height(self) -> float:
        """How high the whole drawing is."""
        return self.bottom + self.below + FOOT


def scale(columns: Sequence[Column]) -> Scale:
    """Find the scale with which the highest bars fit, above and below."""
    up = max((one.shipped for one in columns), default=0)
    down = max((one.assisted for one in columns), default=0)
    per_change = min(MOST_PER_CHANGE, BARS / max(1, up + down))
    return Scale(per_change, up * per_change, max(24.0, down * per_change))


def chart(columns: Sequence[Column], *, by_month: bool, name: str, title: str) -> Markup:
    """Draw days, or months; `name` makes its ids unique on the page, `title` says what it is."""
    size = scale(columns)
    count = max(FEWEST_COLUMNS, len(columns))
    slot = 100 / count
    shapes = [_water(size), _surface(size), _mark(columns)]
    for at, column in enumerate(columns):
        label = _name(column, by_month=by_month)
        width = slot * (MONTH_SHARE if by_month else DAY_SHARE)
        shapes.append(_column(column, at * slot + (slot - width) / 2, width, size, label))
        shapes.append(_below(column, at * slot, slot, size, by_month=by_month))
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", _described(columns), id=f"{name}-desc"),
        *shapes,
        class_="waves",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        width="100%",
        height=size.height,
    )


def patterns() -> Markup:
    """Give the patterns that all charts of a page share; it is never seen itself."""
    return element(
        "svg",
        element(
            "defs",
            _pattern("wave", 16, 14, path("M0 7Q4 2 8 7T16 7", "wave")),
            _pattern(
                "with-ai", 6, 6, _fill("assisted", 6), path("M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "over")
            ),
            _pattern("untested", 5, 5, _fill("faint-fill", 5), path("M0 1H5M0 3.5H5", "untested")),
            element(
                "linearGradient",
                element("stop", offset="0", class_="water-top"),
                element("stop", offset="1", class_="water-bottom"),
                id="water",
                x1="0",
                y1="0",
                x2="0",
                y2="1",
            ),
        ),
        class_="patterns",
        width="0",
        height="0",
        aria_hidden="true",
    )


def legend(columns: Sequence[Column], *, by_month: bool) -> Markup:
    """Say what the parts of a chart mean, each beside a piece of it; those that it has."""
    held = {kind for one in columns for kind, changes in parts(one) if changes > 0}
    found = [
        element("li", _swatch(rectangle("1", 1, "12", 12, kind)), words)
        for kind, words in MEANING
        if kind in held
    ]
    if by_month and any(one.is_settling and one.shipped for one in columns):
        ring = element("circle", cx="7", cy="7", r="3.5", class_="settling")
        found.append(element("li", _swatch(ring), "settling: tests may still come"))
    return element("ul", *found, class_="legend")


def parts(column: Column) -> tuple[tuple[str, float], ...]:
    """Give how many changes each part of a column stands for, in the order of `MEANING`."""
    shown = column.shown or 0
    counts = (
        column.shipped - column.assisted,
        column.assisted,
        shown,
        column.explained - shown,
        column.assisted - column.explained,
    )
    return tuple((kind, changes) for (kind, _), changes in zip(MEANING, counts, strict=True))


def rectangle(x: str, y: float, width: str, height: float, kind: str) -> Markup:
    """Draw a bar, or a part of one."""
    return element("rect", x=x, y=y, width=width, height=height, rx=CORNER, class_=kind)


def path(drawn: str, kind: str) -> Markup:
    """Draw a line."""
    return element("path", d=drawn, class_=kind)


def _fill(kind: str, size: int) -> Markup:
    # In numbers: a percentage would be one of the drawing that holds the patterns, which has none.
    return element("rect", width=size, height=size, class_=kind)


def _pattern(name: str, width: int, height: int, *inside: Markup) -> Markup:
    return element(
        "pattern", *inside, id=name, width=width, height=height, patternUnits="userSpaceOnUse"
    )


def _swatch(shape: Markup) -> Markup:
    return element("svg", shape, width="14", height="14", aria_hidden="true")


def _percent(value: float) -> str:
    return f"{value:.3f}%"


def _water(size: Scale) -> Markup:
    height = size.height - FOOT / 2 - size.bottom
    return element(
        "rect", x="0", y=size.bottom - SURFACE / 2, width="100%", height=height + SURFACE / 2,
        class_="water",
    )  # fmt: skip


def _surface(size: Scale) -> Markup:
    # A drawing of its own: the waves of a pattern begin where the drawing does.
    waves = element("rect", width="100%", height=SURFACE, fill="url(#wave)")
    return element("svg", waves, x="0", y=size.top, width="100%", height=SURFACE)


def _mark(columns: Sequence[Column]) -> Markup:
    """Draw the height of the highest bar, with its number."""
    most = max((one.shipped for one in columns), default=0)
    if not most:
        return Markup()
    return joined(
        (
            element("line", x1="0", x2="100%", y1=HEAD, y2=HEAD, class_="scale"),
            element(
                "text", numbers.count(most, "change"), x="0", y=HEAD - 8, class_="label"
            ),
        )
    )  # fmt: skip


def _column(column: Column, left: float, across: float, size: Scale, label: str) -> Markup:
    if not column.shipped:
        return Markup()
    x, width = _percent(left), _percent(across)
    heights = [(kind, changes * size.per_change) for kind, changes in parts(column)]
    bars = []
    up, down = size.top - sum(height for _, height in heights[:ABOVE]), size.bottom
    for at, (kind, height) in enumerate(heights):
        y = up if at < ABOVE else down
        if height > 0:
            bars.append(rectangle(x, y, width, height, kind))
        up, down = (up + height, down) if at < ABOVE else (up, down + height)
    return element("g", element("title", said.column(column, label)), *bars)


def _below(column: Column, left: float, slot: float, size: Scale, *, by_month: bool) -> Markup:
    """Name every month, and of the days the Mondays."""
    if not by_month and column.first.weekday():
        return Markup()
    middle = _percent(left + slot / 2)
    short = months.NAMES[column.first.month - 1][:3]
    y = size.height - FOOT / 2 + 16
    text = short if by_month else f"{column.first.day}"
    parts = [element("text", text, x=middle, y=y, class_="label middle")]
    if by_month and column.is_settling and column.shipped:
        parts.append(element("circle", cx=middle, cy=size.height - FOOT / 2 - 8, r="3.5",
                             class_="settling"))  # fmt: skip
    return joined(parts)


def _name(column: Column, *, by_month: bool) -> str:
    return months.of(column.first).label if by_month else numbers.short_day(column.first)


def _described(columns: Sequence[Column]) -> str:
    shipped = sum(one.shipped for one in columns)
    assisted = sum(one.assisted for one in columns)
    explained = sum(one.explained for one in columns)
    shown = sum(one.shown or 0 for one in columns)
    return (
        f"{numbers.count(shipped, 'change')} above the line, {assisted:,} of them with AI; "
        f"below it {numbers.number(explained)} of these explained, "
        f"{numbers.number(shown)} shown in a test."
    )
