"""The waterline chart as cells: how high a column stands, what of it is mirrored, in which signs.

Numbers in, signs and colours' names out; nothing here knows a widget. Everything stands on one
linear scale, above the water and below it: parts are stacked, and only on a linear scale is a
part's height its number. (A day of changes has no such extremes as a day of lines.)

A sign that a terminal can show has two colours at most, and grows from its foot alone. What hangs
from the water is therefore drawn in reverse; where more than two parts meet in one cell the cell
is drawn in dots, which can show all of them, a quarter of a line each.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from waterline.domain.audits import Column

    _Draw = Callable[["Pillar", int, int, "Scale", "Hand"], list["Cell"]]

# What a part of a column is. Above the water: with AI at the base, the others on top. Below it:
# shown, explained only, and the rest of the reflection.
ASSISTED, OTHER = "assisted", "other"
SHOWN, EXPLAINED, MISSING = "shown", "explained", "missing"
NOTHING, GROUND = "", "ground"

SLICES = 8  # a line of the terminal in as many slices, for blocks
DOTS = 4  # and in as many for dots
WIDEST_BAR = 8
WIDEST_GAP = 3  # cells between two weeks
ROOMY = 2  # cells for a column beyond which there is room for gaps between weeks
EXACT_FROM = 4  # slices a change from which on every change gets the same whole number of them
LEAST_WATER = 4  # one line of so many lies below the water, even if nothing is mirrored there

BLOCKS = " ▁▂▃▄▅▆▇█"
TOP_HALF, SHADE, LIGHT_SHADE = "▀", "▒", "░"
_LEFT, _RIGHT = (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)
_ASCII = {ASSISTED: "#", OTHER: "+", SHOWN: "#", EXPLAINED: ":", MISSING: ".", NOTHING: " "}


class Hand(NamedTuple):
    """What can be drawn with: colours, and shades mixed of them; or only ASCII."""

    colours: bool = True
    tones: bool = True
    plain: bool = False

    @property
    def slices(self) -> int:
        """Into how many slices a line is parted."""
        return 1 if self.plain else SLICES


class Cell(NamedTuple):
    """A sign with the parts that give it its colours; `reverse` swaps the two on the screen."""

    sign: str = " "
    fore: str = NOTHING
    back: str = NOTHING
    reverse: bool = False


BLANK = Cell()


class Scale(NamedTuple):
    """How many lines stand above the water and below it, and the slices that one change gets."""

    up: int
    down: int
    unit: float
    slices: int = SLICES


class Pillar(NamedTuple):
    """A column's parts, from the water outwards, each with its slices; none is empty."""

    up: tuple[tuple[str, int], ...]
    down: tuple[tuple[str, int], ...]


class Slot(NamedTuple):
    """Where a column stands: the cells it takes with its gap, and those of its bar."""

    start: int
    end: int
    bar: int
    bar_end: int


def scale(columns: Sequence[Column], lines: int, slices: int = SLICES) -> Scale:
    """Part so many lines (two at least) into above and below, so that bars are as high as can be.

    From `EXACT_FROM` slices a change on that number is whole: a change is as high as any other.
    """
    most = max((column.shipped for column in columns), default=0)
    deepest = max((column.assisted for column in columns), default=0)
    least = max(1, lines // (LEAST_WATER if most else 2))

    def unit(up: int) -> float:
        below = (lines - up) * slices / deepest if deepest else float("inf")
        return min(up * slices / max(1, most), below)

    up = max(range(1, lines - least + 1), key=lambda up: (unit(up), -abs(2 * up - lines)))
    each = unit(up)
    if slices == 1:
        each = float(int(each)) or each
    elif each >= EXACT_FROM:
        each = float(int(each))
    return Scale(up, lines - up, each, slices)


def pillar(column: Column, scale: Scale) -> Pillar:
    """Measure a column's parts. What is there has a slice at least, as long as there is room.

    Sums are rounded, not parts, so the whole is never off by more than half a slice.
    """
    shown = min(max(column.shown or 0, 0), column.assisted)
    explained = min(max(column.explained, shown), column.assisted)
    up = [(ASSISTED, column.assisted), (OTHER, column.by_hand + column.unknown)]
    down = [
        (SHOWN, shown),
        (EXPLAINED, explained - shown),
        (MISSING, column.assisted - explained),
    ]
    return Pillar(_measure(up, scale, scale.up), _measure(down, scale, scale.down))


def _measure(
    parts: Sequence[tuple[str, float]], scale: Scale, lines: int
) -> tuple[tuple[str, int], ...]:
    found = [(name, count) for name, count in parts if count > 0]
    room = lines * scale.slices
    whole = round(sum(count for _, count in found) * scale.unit)
    whole = min(max(whole, 1 if found else 0), room)
    measured: list[tuple[str, int]] = []
    done, passed = 0, 0.0
    for left, (name, count) in zip(range(len(found) - 1, -1, -1), found, strict=True):
        passed += count
        end = whole if not left else round(passed * scale.unit)
        # Room is left for those that follow, if there is any.
        end = max(done + 1, min(end, whole - left)) if whole > left else end
        end = max(done, min(end, whole))
        if end > done:
            measured.append((name, end - done))
        done = end
    return tuple(measured)


def fitting(columns: Sequence[Column], width: int, least: int = 1) -> int:
    """Tell how many columns of at least so many cells fit side by side; one always does."""
    return min(len(columns), max(1, width // least))


def lay_out(columns: Sequence[Column], width: int, *, by_week: bool = False) -> list[Slot]:
    """Give columns that fit into so many cells their places, alike wide, left to right.

    With `by_week` the weeks stand a little apart where there is room.
    """
    if not columns:
        return []
    breaks = [by_week and n > 0 and column.first.weekday() == 0 for n, column in enumerate(columns)]
    weeks, pitch = sum(breaks), width // len(columns)
    if pitch > ROOMY:
        pitch = max(ROOMY + 1, (width - weeks) // len(columns))
    bar = max(1, min(WIDEST_BAR, pitch - (pitch > 1) - (pitch > 5)))  # noqa: PLR2004 - cells
    gap = min(WIDEST_GAP, (width - pitch * len(columns)) // weeks) if weeks else 0
    start = (width - pitch * len(columns) - gap * weeks) // 2
    slots = []
    for is_break in breaks:
        start += gap * is_break
        at = start + (pitch - bar) // 2
        slots.append(Slot(start, start + pitch, at, at + bar))
        start += pitch
    return slots


# -- the whole --------------------------------------------------------------------------------


class Picture(NamedTuple):
    """A chart in cells: `above` from the top down, `below` from the water down.

    `slots` are the places of the columns, left to right.
    """

    above: list[list[Cell]]
    below: list[list[Cell]]
    slots: list[Slot]


def draw_columns(
    columns: Sequence[Column], width: int, measure: Scale, hand: Hand, *, by_week: bool = False
) -> Picture:
    """Draw columns that fit into so many cells, on a scale."""
    slots = lay_out(columns, width, by_week=by_week)
    pillars = [pillar(column, measure) for column in columns]

    def row(draw: _Draw, line: int) -> list[Cell]:
        cells = [BLANK] * width
        for slot, one in zip(slots, pillars, strict=True):
            bar = draw(one, line, slot.bar_end - slot.bar, measure, hand)
            cells[slot.bar : slot.bar_end] = bar
        return cells

    return Picture(
        [row(rising, line) for line in range(measure.up - 1, -1, -1)],
        [row(hanging, line) for line in range(measure.down)],
        slots,
    )


def draw_in_a_line(columns: Sequence[Column], hand: Hand) -> list[Cell]:
    """Draw what was shipped alone, a cell for each column."""
    most = max((column.shipped for column in columns), default=0) or 1
    measure = Scale(1, 1, hand.slices / most, hand.slices)
    return [rising(pillar(column, measure), 0, 1, measure, hand)[0] for column in columns]


def together(columns: Sequence[Column]) -> Column:
    """Sum up columns (one at least) as one; what was not shown for lack of evidence counts 0."""
    return columns[0]._replace(
        last=columns[-1].last,
        assisted=sum(column.assisted for column in columns),
        by_hand=sum(column.by_hand for column in columns),
        unknown=sum(column.unknown for column in columns),
        explained=sum(column.explained for column in columns),
        shown=sum(column.shown or 0 for column in columns),
    )


def parts_in(columns: Sequence[Column]) -> set[str]:
    """Tell which parts there are in columns."""
    measure = Scale(1, 1, 1.0, 1_000_000)
    pillars = [pillar(column, measure) for column in columns]
    return {name for one in pillars for name, _ in (*one.up, *one.down)}


def sample(part: str, hand: Hand) -> Cell:
    """Draw a cell that is full of a part, for a legend."""
    measure = Scale(1, 1, 1.0, hand.slices)
    one = Pillar(((part, hand.slices),), ((part, hand.slices),))
    draw = rising if part in {ASSISTED, OTHER} else hanging
    return draw(one, 0, 1, measure, hand)[0]


# -- cells ------------------------------------------------------------------------------------


def rising(pillar: Pillar, line: int, width: int, scale: Scale, hand: Hand) -> list[Cell]:
    """Draw what of a column stands in a line above the water, 0 being the one at the water."""
    slices = _slices(pillar.up, line, scale.slices)
    if hand.plain:
        return [Cell(_ASCII[slices[0]], slices[0])] * width
    return [_rising(slices, hand)] * width


def hanging(pillar: Pillar, line: int, width: int, scale: Scale, hand: Hand) -> list[Cell]:
    """Draw what of a column hangs in a line below the water, 0 being the one at the water."""
    slices = _slices(pillar.down, line, scale.slices)
    end = sum(count for _, count in pillar.down) - line * scale.slices
    if hand.plain:
        return _hanging_in_ascii(slices[0], width, is_last=end == 1)
    solid = _hanging(slices, end, hand) or _nearly(pillar.down, slices, end, hand)
    if solid is not None:
        return [solid] * width
    return [
        _dotted(slices, end, is_left=n == 0, is_right=n == width - 1 and n > 0)
        for n in range(width)
    ]


def _slices(parts: Sequence[tuple[str, int]], line: int, slices: int) -> list[str]:
    whole = [name for name, count in parts for _ in range(count)]
    part = whole[line * slices : (line + 1) * slices]
    return part + [NOTHING] * (slices - len(part))


def _runs(slices: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, len(list(run))) for name, run in groupby(slices)]


def _rising(slices: list[str], hand: Hand) -> Cell:
    runs = _runs(slices)
    if not hand.colours and OTHER in slices:
        if len(runs) == 1:
            return Cell(SHADE, OTHER)
        return _dotted(slices[::-1], 0, is_left=True, is_right=True)
    if len(runs) > 2:  # noqa: PLR2004 - one more than a cell has colours: the least one gives way
        runs = _runs(_without_the_least(slices, runs))
    (low, count), high = runs[0], runs[1][0] if len(runs) > 1 else NOTHING
    return Cell(BLOCKS[count], low, high) if low else BLANK


def _without_the_least(slices: Sequence[str], runs: list[tuple[str, int]]) -> list[str]:
    """Give the least of three parts to the neighbour at which the whole stays most as it is."""
    (first, one), (second, two), (third, three) = runs
    if two <= min(one, three):
        return [first] * (one + two) + [third] * three
    if one < three:
        return [second] * (one + two) + [third] * three
    return [first] * one + [second] * (len(slices) - one)


def _hanging(slices: list[str], end: int, hand: Hand) -> Cell | None:
    """Draw a cell in blocks; None where only dots can tell what is in it."""
    runs = _runs(slices)
    first, count = runs[0]
    second = runs[1][0] if len(runs) > 1 else NOTHING
    if first == NOTHING:
        return BLANK
    # A cell has two colours, and the hollow part's foot must be seen where it stands.
    has_foot = MISSING in slices and end <= len(slices)
    if first == MISSING or has_foot or len(runs) > 2:  # noqa: PLR2004 - two colours
        return None
    if EXPLAINED in slices and not hand.tones:
        return Cell(LIGHT_SHADE, SHOWN) if len(runs) == 1 else None
    if first == EXPLAINED and len(runs) == 1:
        # Its speckles are a shape; cells that it shares are in the same tone without them.
        return Cell(LIGHT_SHADE, GROUND, EXPLAINED)
    return _block(first, count, NOTHING if second == MISSING else second, len(slices))


def _block(first: str, count: int, second: str, slices: int) -> Cell:
    if count == slices:
        return Cell(BLOCKS[-1], first)
    if count == slices // 2:
        return Cell(TOP_HALF, first, second)
    return Cell(BLOCKS[slices - count], first, second, reverse=True)


def _nearly(
    parts: Sequence[tuple[str, int]], slices: list[str], end: int, hand: Hand
) -> Cell | None:
    """Draw three parts of a cell as two where one is a slice only, and stands elsewhere too.

    Nothing may be two slices: above the water it is no more exact.
    """
    runs = _runs(slices)
    if not hand.tones or len(runs) != 3:  # noqa: PLR2004 - one more than a cell has colours
        return None
    least, count = min(runs, key=lambda run: (run[1], run[0] != NOTHING))
    most = 1 if least else 2
    if count > most or dict(parts).get(least) == count:
        return None
    return _hanging(_without_the_least(slices, runs), end, hand)


def _dotted(slices: list[str], end: int, *, is_left: bool, is_right: bool) -> Cell:
    """Draw a cell in dots: dense, every other one, or only the outline and its foot."""
    step = len(slices) // DOTS
    last = max(0, -(-end // step)) - 1
    sign, most = 0, NOTHING
    for row in range(DOTS):
        part = _either(slices[row * step : (row + 1) * step], slices)
        most = most or part
        left, right = _LEFT[row], _RIGHT[row]
        if part in {SHOWN, ASSISTED} or (part and row == last and part == MISSING):
            sign |= left | right
        elif part in {EXPLAINED, OTHER}:
            sign |= left if row % 2 else right
        elif part == MISSING:
            sign |= (left if is_left else 0) | (right if is_right else 0)
    return Cell(chr(0x2800 + sign), most) if sign else BLANK


def _either(pair: Sequence[str], cell: Sequence[str]) -> str:
    """Tell which part a row of dots is drawn as: the outer one, unless the other were lost."""
    inner, outer = pair[0], pair[-1]
    return inner if not outer or cell.count(inner) == 1 else outer


def _hanging_in_ascii(part: str, width: int, *, is_last: bool) -> list[Cell]:
    if part != MISSING or width < 3:  # noqa: PLR2004 - two sides and something between
        return [Cell(_ASCII[part], part)] * width
    between = "_" if is_last else " "
    return [Cell("|", part), *[Cell(between, part)] * (width - 2), Cell("|", part)]
