"""What a person types into the search field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.filters import Filter
from waterline.tui import query

TODAY = date(2026, 11, 20)


def read(text: str) -> query.Query:
    return query.understand(text, TODAY)


def test_words_are_searched_for_and_filters_narrow() -> None:
    found = read("token kind:learned bucket tag:redis repo:api since:yesterday")
    assert found.words == "token bucket"
    assert found.filter == Filter(
        since=date(2026, 11, 19), tags=("redis",), kinds=("learned",), repo="api"
    )
    assert not found.mistakes


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since:last month", date(2026, 10, 1), None),
        ("since:last-month", date(2026, 10, 1), None),
        ('since:"last month"', date(2026, 10, 1), None),
        ("until:2026-10", None, date(2026, 10, 31)),
        ("on:2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("since:3 days ago", date(2026, 11, 17), None),
        ("since:2026-11-01 until:today", date(2026, 11, 1), TODAY),
    ],
)
def test_dates_are_typed_as_people_say_them(
    text: str, since: date | None, until: date | None
) -> None:
    found = read(text)
    assert (found.filter.since, found.filter.until) == (since, until)
    assert found.words == ""
    assert not found.mistakes


def test_words_after_a_date_stay_words() -> None:
    found = read("since:yesterday redis lock")
    assert found.words == "redis lock"
    assert found.filter.since == date(2026, 11, 19)


def test_the_beginning_of_a_kind_is_enough_and_several_kinds_are_any_of_them() -> None:
    assert read("kind:lea").filter.kinds == ("learned",)
    assert read("kind:learned,decision").filter.kinds == ("learned", "decision")
    assert read("kind:commits").filter.kinds == ("change",)


def test_a_mistake_is_said_and_narrows_nothing() -> None:
    found = read("redis kind:poem since:someday")
    assert found.mistakes == (
        "no kind 'poem': note, learned, decision, brief, incident, explanation, session, change",
        "no date 'someday': yesterday, 2026-10",
    )
    assert found.filter == Filter()
    assert found.words == "redis"


def test_an_unfinished_filter_is_no_mistake() -> None:
    for key in query.KEYS:
        found = read(f"redis {key}:")
        assert not found.mistakes
        assert found.words == "redis"
        assert found.filter == Filter()


def test_what_only_looks_like_a_filter_is_text() -> None:
    assert read("std::vector http://x.y/z error:12").words == "std::vector http://x.y/z error:12"


def test_two_letters_start_a_search_and_one_does_not() -> None:
    assert read("a").is_short
    assert not read("a").searches
    assert read("ab").searches
    assert not read("").is_short
    assert read("字").searches


def test_a_chip_taken_away_takes_its_piece_out_of_the_text() -> None:
    found = read("token kind:learned bucket since:last month")
    assert [chip.label for chip in found.chips] == ["learned", "since 1 Oct 2026"]
    assert found.without(found.chips[0]) == "token bucket since:last month"
    assert found.without(found.chips[1]) == "token kind:learned bucket"


def test_a_chosen_filter_takes_the_place_of_the_one_before() -> None:
    assert read("redis kind:note").with_filter("kind", "learned") == "redis kind:learned"
    assert read("since:last week x").with_filter("on", "last week") == 'x on:"last week"'
    assert read("tag:a").with_filter("tag", "b") == "tag:a tag:b"
    assert read("tag:a").with_filter("tag", "a") == "tag:a"


@given(st.text(max_size=80))
def test_every_text_is_understood_somehow(text: str) -> None:
    found = read(text)
    for chip in found.chips:
        assert text[chip.start : chip.end].strip()
        assert len(read(found.without(chip)).chips) < len(found.chips)


@given(
    st.sampled_from([("kind", "note"), ("tag", "a"), ("repo", "a b"), ("on", "last week")]),
    st.sampled_from(["", "redis", "kind:lea x", 'repo:"a b" y', "since:last week z", "tag:b"]),
)
def test_a_filter_chosen_twice_stands_there_once(chosen: tuple[str, str], text: str) -> None:
    found = read(text).with_filter(*chosen)
    assert read(found).words == read(text).words
    assert read(found).with_filter(*chosen) == found
