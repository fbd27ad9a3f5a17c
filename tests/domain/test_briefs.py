"""Briefs: the minutes that they expect, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import kinds
from waterline.domain.briefs import EXPECTED, expected_minutes, minutes_in


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("45", 45),
        ("~ 45 min", 45),
        ("about 45 minutes, I hope", 45),
        ("1.5 h", 90),
        ("1,5 hours", 90),
        ("2h", 120),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("30–60", 45),
        ("30-45 min", 38),
        ("1 to 2 h", 90),
        ("none", None),
        ("", None),
        ("999999 h", None),
    ],
)
def test_minutes_are_read_as_people_write_them(said: str, minutes: int | None) -> None:
    assert minutes_in(said) == minutes


def test_a_brief_asks_for_what_it_is_read_for() -> None:
    assert EXPECTED in kinds.BY_NAME["brief"].prompts


def test_the_expectation_stands_under_its_heading_alone() -> None:
    body = "## Context\n90 users\n\n## Expected minutes\n\n25\n\n## Mine\n7"

    assert expected_minutes(body) == 25
    assert expected_minutes("## Context\n90 users") is None
    assert expected_minutes("## Expected minutes\n\n## Mine\n7") is None


def test_a_line_typed_in_a_shell_tells_the_expectation_too() -> None:
    assert expected_minutes("Cache the limits\nexpected minutes: 30\n7 users") == 30
    assert expected_minutes("Expected minutes: as many as it takes\n7 users") is None
    assert expected_minutes("Expected minutes: 30\n\n## Expected minutes\n45") == 45


@given(st.text(max_size=40))
def test_whatever_stands_there_gives_sane_minutes_or_none(said: str) -> None:
    found = minutes_in(said)

    assert found is None or 0 <= found <= 100_000
