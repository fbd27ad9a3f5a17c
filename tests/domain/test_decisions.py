"""A decision's parts are found, with its headings or without."""

from __future__ import annotations

import pytest

from waterline.domain.decisions import Decision, split
from waterline.domain.kinds import template


def test_the_parts_stand_under_their_headings() -> None:
    body = (
        "## What did I decide?\nOne queue per tenant.\n\n## Why?\nA loud one starved\nthe others."
        "\n\n## What was rejected?\nPriorities.\n"
    )

    assert split(body) == Decision(
        "One queue per tenant.", "A loud one starved\nthe others.", "Priorities."
    )
    assert split(body).reasons == "A loud one starved\nthe others.\n\nPriorities."


def test_without_headings_the_first_line_is_what_was_decided() -> None:
    assert split("Use SQLite\n\nOne file, and no server.") == Decision(
        "Use SQLite", "One file, and no server.", ""
    )


def test_words_before_the_first_heading_say_what_where_nothing_else_does() -> None:
    assert split("Use SQLite\n## Why?\nOne file.") == Decision("Use SQLite", "One file.", "")


@pytest.mark.parametrize("body", ["", "  \n", template("decision")])
def test_nothing_written_is_nothing_decided(body: str) -> None:
    assert split(body) == Decision("", "", "")


def test_a_heading_of_ones_own_belongs_to_the_part_it_stands_in() -> None:
    told = split("## What did I decide?\nA\n## Why?\nB\n## Costs\nC")

    assert told.why == "B\n## Costs\nC"
