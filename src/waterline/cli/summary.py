"""A month on one screen of a shell: its chart where there is a terminal, and its figures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from waterline.cli import console, rows
from waterline.domain import numbers, trend
from waterline.domain.audits import OVERALL
from waterline.domain.evidence import NotEnough
from waterline.domain.text import clean, clean_line
from waterline.report import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from waterline.domain.audits import Audit, Column, Group
    from waterline.tui.tides import Cell, Hand

NAMES = 15
MOST_COLUMNS, CHART_LINES = 96, 9
HANGS = "  "

# What stands above the line, and what hangs below it.
ABOVE = (("assisted", "with AI"), ("other", "by hand or unknown"))
BELOW = (("shown", "shown"), ("explained", "explained"), ("missing", "not explained"))

# The colours' numbers for the parts of the chart; the same meaning as in the app.
COLOURS = {"assisted": "91", "other": "33", "shown": "36", "explained": "36", "missing": "2"}


def lines(audit: Audit) -> Iterator[str]:
    """Say a month in lines: data for whoever looks, cut and coloured as the terminal likes."""
    yield rows.styled([(audit.month.label, rows.BOLD), (f"  {said.state(audit)}", rows.DIM)])
    yield from _wrapped(said.lead(audit))
    yield from _chart(audit.columns)
    yield ""
    for name, words in _figures(audit):
        yield from _named(name, words)
    yield from _learned(audit)
    yield from _listed("Worth noticing", audit.notices)
    yield from _listed("Since the month was closed", audit.late)


def _figures(audit: Audit) -> Iterator[tuple[str, str]]:
    shipped, explained, shown, _ = said.tiles(audit)
    yield shipped.name, _figure(shipped)
    yield explained.name, _figure(explained)
    yield "Shown", _figure(shown)
    yield "Perceived", said.perceived(audit)
    for one in said.beliefs(audit):
        yield f"  {one.name}", " · ".join((said.shown(one.name, one.figure), *one.notes))
    overall = audit.gaps.get(OVERALL)
    yield "Perception gap", said.no_gap(audit) if overall is None else said.gap(overall)
    if not isinstance(audit.calibration, NotEnough):
        yield "Calibration", said.calibration(audit.calibration)
    if audit.depth.drop is not None:
        yield "Depth", said.depth(audit)
    yield "Trend", trend.words(audit.trend)
    run = said.not_much(audit)
    if run:
        yield "Not much", run


def _figure(tile: said.Tile) -> str:
    return " · ".join((*([tile.value] if tile.value else []), *tile.details))


def _learned(audit: Audit) -> Iterator[str]:
    if not (audit.groups or audit.learned or audit.words):
        return
    yield ""
    answer = f"  {audit.learned}" if audit.learned else ""
    yield rows.styled([("What I learned", rows.BOLD), (answer, rows.PLAIN)])
    yield from _wrapped(clean(audit.words), HANGS)
    for group in audit.groups:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    learned = f" · {group.learned}" if group.learned else ""
    told = numbers.count(group.changes, "change")
    parts = [("◆ ", rows.SHIPPED), (clean_line(group.name), rows.PLAIN)]
    yield rows.drawn(parts, [(f" · {told}{learned}", rows.DIM)])
    yield from _wrapped(clean(group.words), HANGS)


def _listed(title: str, sentences: Iterable[str]) -> Iterator[str]:
    kept = [clean_line(sentence) for sentence in sentences]
    if kept:
        yield ""
        yield rows.styled([(title, rows.BOLD)])
    for sentence in kept:
        first, *rest = _folded(sentence, 2)
        yield f"≈ {first}"
        yield from (f"{HANGS}{line}" for line in rest)


def _named(name: str, words: str) -> Iterator[str]:
    first, *rest = _folded(words, NAMES + 1)
    yield rows.styled([(f"{name:{NAMES}} ", rows.DIM), (first, rows.PLAIN)])
    yield from (f"{'':{NAMES}} {line}" for line in rest)


def _wrapped(text: str, before: str = "") -> Iterator[str]:
    for paragraph in text.split("\n") if text else ():
        for line in _folded(paragraph, len(before)):
            yield f"{before}{line}".rstrip()


def _folded(text: str, indent: int) -> list[str]:
    """Fold a line to the terminal; where there is none it stays whole."""
    room = console.width()
    if room is None or rows.cells(text) + indent <= room:
        return [text]
    return textwrap.wrap(text, max(20, room - indent)) or [""]


# --- The chart --------------------------------------------------------------------------------


def _chart(columns: Sequence[Column]) -> Iterator[str]:
    from waterline.tui import tides

    room = console.width()
    if room is None or room < len(columns) or not any(one.shipped for one in columns):
        return
    hand = tides.Hand(colours=console.colourful(), tones=False, plain=not console.speaks_unicode())
    width = min(room, MOST_COLUMNS)
    measure = tides.scale(columns, CHART_LINES, hand.slices)
    picture = tides.draw_columns(columns, width, measure, hand, by_week=True)
    yield ""
    yield from map(_drawn, picture.above)
    wave = ("~" if hand.plain else "≈") * width
    yield rows.styled([(wave, rows.SESSION)])
    yield from map(_drawn, picture.below)
    yield _legend("above: ", ABOVE, hand)
    yield _legend("below, of what AI helped with: ", BELOW, hand)


def _legend(where: str, meaning: Iterable[tuple[str, str]], hand: Hand) -> str:
    """Say what the parts mean, each beside its sign as the chart draws it."""
    from waterline.tui import tides

    found = [(where, rows.DIM)]
    for part, words in meaning:
        cell = tides.sample(part, hand)
        comma = ", " if len(found) > 1 else ""
        found += [(f"{comma}{words} ", rows.DIM), (cell.sign, _style(cell))]
    return rows.styled(found)


def _drawn(cells: Sequence[Cell]) -> str:
    return rows.styled([(cell.sign, _style(cell)) for cell in cells])


def _style(cell: Cell) -> str:
    styles = [COLOURS.get(cell.fore, "")]
    back = COLOURS.get(cell.back, "")
    if back and back != "2":
        styles.append(f"{'10' if back.startswith('9') else '4'}{back[1]}")
    if cell.reverse:
        styles.append("7")
    return ";".join(style for style in styles if style)
