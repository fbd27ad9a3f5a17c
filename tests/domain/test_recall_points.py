"""The points of an explanation, and when a *why* is passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.recall.points import passed, sentences


def test_a_text_is_split_into_its_sentences() -> None:
    text = "I chose WAL. Readers never wait then! Is it safe? Yes."
    assert sentences(text) == ("I chose WAL.", "Readers never wait then!", "Is it safe?", "Yes.")


@pytest.mark.parametrize(
    "text",
    [
        "Use a queue, e.g. a deque, i.e. nothing that locks.",
        "See Dr. Miller, p. 12, fig. 3.",
        "It holds for v1.2.3 and 3.14 alike.",
        "os.path.join() is called, not a.b.c.",
        "`x. Y` is left alone.",
        "He said that J. Smith knew.",
        "Wait... then go on",
        "SQLite, PostgreSQL etc. were ruled out",
    ],
)
def test_a_full_stop_within_a_sentence_ends_none(text: str) -> None:
    assert sentences(text) == (text,)


def test_etc_may_end_a_sentence() -> None:
    assert sentences("We ruled out Redis etc. The rest was too slow.") == (
        "We ruled out Redis etc.",
        "The rest was too slow.",
    )


def test_every_item_of_a_list_is_a_point_of_its_own() -> None:
    text = "Because:\n- it is fast\n* it is small. It is tested\n1. numbers too\n- [x] done ones"
    assert sentences(text) == (
        "Because:",
        "it is fast",
        "it is small.",
        "It is tested",
        "numbers too",
        "done ones",
    )


def test_headings_rules_and_tags_are_no_points() -> None:
    text = "# Why\nIt is faster.\n\n---\n\n## What else\nNothing.\n\n#auth #db/speed"
    assert sentences(text) == ("It is faster.", "Nothing.")


def test_nothing_but_tags_is_no_point_whatever_signs_they_have() -> None:
    assert sentences("#c++ #v1.2\n\n#was because it was slow.") == ("#was because it was slow.",)
    assert sentences("#" + "#a" * 5_000 + " and more") == ("#" + "#a" * 5_000 + " and more",)


def test_a_sentence_goes_on_over_line_ends_but_not_over_a_paragraph() -> None:
    assert sentences("One that is\nlong\n\nanother") == ("One that is long", "another")


def test_a_block_of_code_belongs_to_the_sentence_before_it() -> None:
    text = "Before. Like this:\n```py\nx = 1. Y = 2.\n```\nAfter that."
    assert sentences(text) == ("Before.", "Like this:\n```py\nx = 1. Y = 2.\n```", "After that.")
    assert sentences("```\nalone\n```") == ("```\nalone\n```",)


def test_scripts_that_put_no_space_between_sentences_are_split_too() -> None:
    chinese = "\u56e0\u4e3a\u5feb\u3002\u6240\u4ee5\u9009\u5b83\u3002"
    assert sentences(chinese) == (
        "\u56e0\u4e3a\u5feb\u3002",
        "\u6240\u4ee5\u9009\u5b83\u3002",
    )


def test_nothing_said_has_no_points() -> None:
    assert sentences("") == ()
    assert sentences(" \n---\n ... \n") == ()


@given(st.text(max_size=300))
def test_whatever_is_written_no_word_is_lost_and_no_point_is_empty(text: str) -> None:
    points = sentences(text)
    assert all(point.strip() for point in points)
    # What was left out is no more than marks, headings and tags.
    assert sum(map(len, points)) <= 2 * len(text) + 2


@pytest.mark.parametrize(
    ("ticked", "main", "count", "outcome"),
    [
        ([0, 1], 0, 4, True),  # the main reason and just half
        ([0], 0, 4, False),  # too few
        ([1, 2, 3], 0, 4, False),  # without the main reason
        ([2, 3], 2, 4, True),  # another one is the main reason
        ([0], 0, 1, True),
        ([], 0, 1, False),
        ([0, 1], 0, 5, False),  # half of five is more than two
        ([0, 1, 2], 0, 5, True),
    ],
)
def test_a_why_is_passed_by_the_main_reason_and_half_of_the_points(
    ticked: list[int], main: int, count: int, *, outcome: bool
) -> None:
    assert passed(ticked, main, count) is outcome


@pytest.mark.parametrize(("ticked", "main", "count"), [([4], 0, 4), ([0], 4, 4), ([], 0, 0)])
def test_points_that_are_not_there_cannot_be_ticked(
    ticked: list[int], main: int, count: int
) -> None:
    with pytest.raises(ValueError, match="of"):
        passed(ticked, main, count)
