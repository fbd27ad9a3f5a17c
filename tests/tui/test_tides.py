"""The waterline chart in cells: what stands there is as high as its number, at every size."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui import columns as made
from waterline.domain.audits import Column
from waterline.tui import tides
from waterline.tui.tides import ASSISTED, EXPLAINED, MISSING, NOTHING, OTHER, SHOWN, Cell, Hand

COLOURS, ANSI, BARE, PLAIN = (
    Hand(),
    Hand(tones=False),
    Hand(colours=False, tones=False),
    Hand(colours=False, tones=False, plain=True),
)
HANDS = [COLOURS, ANSI, BARE, PLAIN]
SOMETHING = "something"  # a row of dots: its part is told by its pattern, its height by itself

MONDAY = date(2026, 11, 2)

few = settings(max_examples=40)


@st.composite
def some_columns(draw: st.DrawFn, most: int = 60, *, whole: bool = True) -> list[Column]:
    found = []
    for n in range(draw(st.integers(1, 31))):
        assisted = draw(st.integers(0, most))
        number = st.integers(0, assisted) if whole else st.floats(0, assisted)
        explained = draw(number)
        shown = draw(st.none() | st.just(explained * draw(st.sampled_from([0, 0.25, 0.5, 1]))))
        if whole and shown is not None:
            shown = int(shown)
        day = MONDAY + timedelta(days=n)
        by_hand, unknown = draw(st.integers(0, most)), draw(st.integers(0, 5))
        found.append(Column(day, day, assisted, by_hand, unknown, explained, shown))
    return found


widths, lines = st.integers(20, 200), st.integers(3, 38)  # the water and words take two of 5 to 40
hands = st.sampled_from(HANDS)


def above(cell: Cell) -> list[str]:
    """Tell the slices of a cell above the water, from its foot up."""
    if cell.sign == "▒":
        return [OTHER] * 8
    if cell.sign in "#+":
        return [cell.fore] * 8
    if 0x2800 < ord(cell.sign) < 0x2900:
        return dots(cell)[::-1]
    height = tides.BLOCKS.index(cell.sign)
    return [cell.fore] * height + [cell.back] * (8 - height)


def below(cell: Cell) -> list[str]:
    """Tell the slices of a cell below the water, from its top down."""
    if cell.sign == "░":
        return [EXPLAINED] * 8
    if cell.sign == "▀":
        return [cell.fore] * 4 + [cell.back] * 4
    if cell.sign in "#:.|_":
        return [cell.fore] * 8
    if 0x2800 < ord(cell.sign) < 0x2900:
        return dots(cell)
    if cell.sign in " █":
        return [cell.fore] * 8
    assert cell.reverse, "what hangs from the water grows from the top of a cell"
    height = 8 - tides.BLOCKS.index(cell.sign)
    return [cell.fore] * height + [cell.back] * (8 - height)


def dots(cell: Cell) -> list[str]:
    rows = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
    bits = ord(cell.sign) - 0x2800
    there = [SOMETHING if bits & (left | right) else NOTHING for left, right in rows]
    return [part for part in there for _ in range(2)]


def heights(picture: tides.Picture, number: int) -> tuple[list[str], list[str]]:
    """Read from the drawn cells what stands above a column's place and hangs below it."""
    at = picture.slots[number].bar
    up = [part for row in reversed(picture.above) for part in above(row[at])]
    down = [part for row in picture.below for part in below(row[at])]
    return up, down


def drawn(
    columns: list[Column], width: int, count: int, hand: Hand
) -> tuple[list[Column], tides.Scale, tides.Picture]:
    kept = columns[-tides.fitting(columns, width) :]
    measure = tides.scale(kept, count, hand.slices)
    return kept, measure, tides.draw_columns(kept, width, measure, hand, by_week=True)


def tall(parts: list[str]) -> int:
    """Tell how far it reaches: inside of the hollow part there is nothing."""
    return max((n for n, part in enumerate(parts, 1) if part != NOTHING), default=0)


# -- heights ----------------------------------------------------------------------------------


@few
@given(some_columns(), widths, lines, hands)
def test_a_column_is_as_high_as_its_number_above_the_water_and_as_deep_below(
    columns: list[Column], width: int, count: int, hand: Hand
) -> None:
    kept, measure, picture = drawn(columns, width, count, hand)
    eighths = measure.unit * 8 / hand.slices
    # A slice of rounding, and of three parts in one cell the least may be given away.
    off = 8.0 if hand.plain else 3.5
    for number, column in enumerate(kept):
        up, down = heights(picture, number)
        assert abs(tall(up) - column.shipped * eighths) <= off
        assert abs(tall(down) - column.assisted * eighths) <= off


@few
@given(some_columns(), widths, lines, hands)
def test_what_is_there_is_seen_and_what_is_not_there_is_not(
    columns: list[Column], width: int, count: int, hand: Hand
) -> None:
    kept, _, picture = drawn(columns, width, count, hand)
    for number, column in enumerate(kept):
        up, down = heights(picture, number)
        assert (tall(up) > 0) == (column.shipped > 0)
        assert (tall(down) > 0) == (column.assisted > 0)


@few
@given(some_columns(whole=False), widths, lines)
def test_each_part_is_as_high_as_its_own_number(
    columns: list[Column], width: int, count: int
) -> None:
    kept, measure, picture = drawn(columns, width, count, COLOURS)
    for number, column in enumerate(kept):
        up, down = heights(picture, number)
        shown = min(column.shown or 0, column.explained)
        assert abs(up.count(ASSISTED) - column.assisted * measure.unit) <= 5
        assert abs(up.count(OTHER) - (column.by_hand + column.unknown) * measure.unit) <= 5
        if SOMETHING not in down:
            assert abs(down.count(SHOWN) - shown * measure.unit) <= 4
            explained = (column.explained - shown) * measure.unit
            assert abs(down.count(EXPLAINED) - explained) <= 5


@few
@given(some_columns(), lines, hands)
def test_more_is_never_lower_and_as_much_is_as_high(
    columns: list[Column], count: int, hand: Hand
) -> None:
    measure = tides.scale(columns, count, hand.slices)
    pillars = [tides.pillar(column, measure) for column in columns]
    by_number = sorted(
        (column.shipped, sum(count for _, count in one.up))
        for column, one in zip(columns, pillars, strict=True)
    )
    assert [height for _, height in by_number] == sorted(height for _, height in by_number)
    assert len({height for _, height in by_number}) <= len({number for number, _ in by_number})


@few
@given(some_columns(), lines)
def test_as_long_as_there_is_room_every_change_is_as_high_as_any_other(
    columns: list[Column], count: int
) -> None:
    measure = tides.scale(columns, count)
    if measure.unit >= tides.EXACT_FROM:
        assert measure.unit == int(measure.unit)
        for column in columns:
            up = dict(tides.pillar(column, measure).up)
            assert up.get(ASSISTED, 0) == column.assisted * measure.unit
            assert up.get(OTHER, 0) == (column.by_hand + column.unknown) * measure.unit


@few
@given(some_columns(), lines, hands)
def test_both_sides_share_a_scale_and_neither_leaves_its_room(
    columns: list[Column], count: int, hand: Hand
) -> None:
    measure = tides.scale(columns, count, hand.slices)
    assert measure.up + measure.down == count
    assert min(measure.up, measure.down) >= 1
    for column in columns:
        one = tides.pillar(column, measure)
        assert sum(count for _, count in one.up) <= measure.up * hand.slices
        assert sum(count for _, count in one.down) <= measure.down * hand.slices
        assert all(count > 0 for _, count in (*one.up, *one.down))


def test_the_lines_go_to_where_they_are_needed() -> None:
    day = date(2026, 11, 20)
    no_ai, all_ai = Column(day, day, 0, 9), Column(day, day, 9, 0)
    assert tides.scale([no_ai], 12).up == 9
    assert (tides.scale([all_ai], 12).up, tides.scale([all_ai], 12).down) == (6, 6)
    assert [tides.scale(none, 12)[:2] for none in ([], made.empty())] == [(6, 6)] * 2


def test_more_explained_than_shipped_is_not_drawn_beyond_it() -> None:
    day = date(2026, 11, 20)
    strange = Column(day, day, 2, 0, 0, 5, 9)
    one = tides.pillar(strange, tides.Scale(4, 4, 8.0))
    assert one.down == ((SHOWN, 16),)


def test_without_enough_tests_nothing_is_drawn_as_shown() -> None:
    day = date(2026, 11, 20)
    one = tides.pillar(Column(day, day, 3, 0, 0, 2, None), tides.Scale(4, 4, 8.0))
    assert one.down == ((EXPLAINED, 16), (MISSING, 8))


# -- places -----------------------------------------------------------------------------------


@few
@given(some_columns(), widths, lines, hands)
def test_every_row_is_as_wide_as_the_chart_and_columns_stand_apart(
    columns: list[Column], width: int, count: int, hand: Hand
) -> None:
    kept, _, picture = drawn(columns, width, count, hand)
    rows = [*picture.above, *picture.below]
    assert len(rows) == count
    assert {len(row) for row in rows} == {width}
    assert all(len(cell.sign) == 1 for row in rows for cell in row)
    assert len(picture.slots) == len(kept)
    assert len({slot.bar_end - slot.bar for slot in picture.slots}) == 1
    edge = 0
    for slot in picture.slots:
        assert edge <= slot.start <= slot.bar < slot.bar_end <= slot.end <= width
        edge = slot.end


@pytest.mark.parametrize("width", [46, 60, 70, 100])
def test_weeks_stand_apart_where_there_is_room(width: int) -> None:
    slots = tides.lay_out(made.month(), width, by_week=True)
    steps = [after.start - before.start for before, after in pairwise(slots)]
    first = made.month()[0].first
    mondays = {n for n in range(29) if (first + timedelta(days=n + 1)).weekday() == 0}
    if width == 60:  # a cell and a gap for each of thirty days is all there is
        assert set(steps) == {2}
    else:
        assert {n for n, step in enumerate(steps) if step > min(steps)} == mondays


def test_what_has_no_room_is_counted() -> None:
    assert tides.fitting(made.month(), 20) == 20
    assert tides.fitting(made.month(), 48, 3) == 16
    assert tides.fitting(made.month(), 2, 3) == 1
    assert tides.lay_out([], 40) == []


# -- signs ------------------------------------------------------------------------------------


def picture_of(column: Column, hand: Hand, width: int = 3) -> list[str]:
    """Draw one column with a line for each change."""
    measure = tides.Scale(4, 4, float(hand.slices), hand.slices)
    one = tides.pillar(column, measure)
    rows = [tides.rising(one, line, width, measure, hand) for line in range(3, -1, -1)]
    rows += [tides.hanging(one, line, width, measure, hand) for line in range(4)]
    return ["".join(cell.sign for cell in row).rstrip() for row in rows]


DAY = date(2026, 11, 20)
ONE_OF_EACH = Column(DAY, DAY, 3, 1, 0, 2, 1)


def test_with_colours_parts_are_blocks_and_the_rest_of_the_reflection_is_hollow() -> None:
    assert picture_of(ONE_OF_EACH, COLOURS) == ["███"] * 4 + ["███", "░░░", "⣇⣀⣸", ""]


@pytest.mark.parametrize("hand", [BARE, PLAIN])
def test_without_colours_every_part_has_a_shape_of_its_own(hand: Hand) -> None:
    up, down = picture_of(ONE_OF_EACH, hand)[:4], picture_of(ONE_OF_EACH, hand)[4:]
    assert up[0] not in up[1:]
    assert len(set(up)) == 2
    assert len(set(down)) == 4


def test_in_ascii_there_is_only_ascii() -> None:
    assert picture_of(ONE_OF_EACH, PLAIN) == ["+++"] + ["###"] * 4 + [":::", "|_|", ""]
    assert picture_of(ONE_OF_EACH, PLAIN, width=1)[6] == "."


@few
@given(some_columns(), widths, lines)
def test_whatever_is_drawn_in_ascii_is_ascii(columns: list[Column], width: int, count: int) -> None:
    _, _, picture = drawn(columns, width, count, PLAIN)
    assert "".join(cell.sign for row in (*picture.above, *picture.below) for cell in row).isascii()


def test_a_hollow_part_shows_its_foot_wherever_it_ends() -> None:
    measure = tides.Scale(4, 4, 8.0)
    feet = set()
    for end in range(1, 17):
        one = tides.Pillar((), ((MISSING, end),))
        rows = [tides.hanging(one, line, 3, measure, COLOURS) for line in range(4)]
        last = next(row for row in reversed(rows) if row[0] != tides.BLANK)
        middle = ord(last[1].sign) - 0x2800
        assert middle, "the middle of a hollow part's last row is its foot"
        feet.add(middle)
    assert len(feet) >= 4


def test_where_three_parts_meet_in_a_cell_dots_show_all_of_them() -> None:
    measure = tides.Scale(1, 1, 1.0)
    one = tides.Pillar((), ((SHOWN, 2), (EXPLAINED, 2), (MISSING, 4)))
    cells = tides.hanging(one, 0, 3, measure, COLOURS)
    # Dense, then every other one, then the sides and the foot.
    assert [ord(cell.sign) - 0x2800 for cell in cells] == [0xCF, 0xCB, 0xEB]
    assert {cell.fore for cell in cells} == {SHOWN}


def test_a_line_of_its_own_draws_what_was_shipped() -> None:
    cells = tides.draw_in_a_line(made.days(), COLOURS)
    most = max(column.shipped for column in made.days())
    for cell, column in zip(cells, made.days(), strict=True):
        assert abs(tall(above(cell)) - 8 * column.shipped / most) <= 1.5


def test_columns_are_summed_up() -> None:
    whole = tides.together(made.days())
    assert (whole.assisted, whole.shipped) == (
        sum(column.assisted for column in made.days()),
        sum(column.shipped for column in made.days()),
    )
    assert (whole.first, whole.last) == (made.days()[0].first, made.TODAY)


def test_the_legend_names_only_what_is_there() -> None:
    assert tides.parts_in(made.empty()) == set()
    assert tides.parts_in([Column(DAY, DAY, 0, 1)]) == {OTHER}
    assert tides.parts_in(made.days()) == {ASSISTED, OTHER, SHOWN, EXPLAINED, MISSING}
    signs = {tides.sample(part, BARE).sign for part in (SHOWN, EXPLAINED, MISSING, OTHER)}
    assert len(signs) == 4
