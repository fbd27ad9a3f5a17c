"""Calendar months: their days, their names, and when one is settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.months import Month, of, parse, span

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


def test_a_month_has_its_name_its_label_and_its_days() -> None:
    month = Month(2028, 2)

    assert (str(month), month.label) == ("2028-02", "February 2028")
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-10-01", "running"),
        ("2026-10-31", "running"),
        ("2026-11-01", "settling"),
        ("2026-12-15", "settling"),
        ("2026-12-16", "settled"),
    ],
)
def test_a_month_is_settling_until_45_days_after_it_ends(today: str, state: str) -> None:
    assert Month(2026, 10).state(date.fromisoformat(today)) == state


@pytest.mark.parametrize("name", ["", "2026", "2026-13", "2026-00", "26-10", "2026-1", "0000-01"])
def test_what_names_no_month_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"month|year"):
        parse(name)


def test_there_is_no_month_off_the_calendar() -> None:
    with pytest.raises(ValueError, match="9999-12"):
        Month(9999, 12).plus(1)


@given(MONTHS)
def test_a_month_is_read_as_it_is_written_and_holds_its_days(month: Month) -> None:
    assert parse(str(month)) == month
    assert of(month.first) == of(month.last) == month
    assert of(month.last + timedelta(days=1)) == month.plus(1)


@given(MONTHS, st.integers(0, 40))
def test_a_span_goes_from_month_to_month_with_none_left_out(month: Month, more: int) -> None:
    found = span(month, month.plus(more))

    assert len(found) == more + 1
    assert found == sorted(set(found))
    assert found[-1].plus(-more) == month
