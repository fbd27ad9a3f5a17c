"""Explanations: what is copied, what is pasted, how much is covered, how confidence moved.

The numbers are those of SCORING's own examples where a test says "as the example".
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.explanations import (
    ALTERNATIVES,
    FIRST_LOOK,
    Typing,
    Words,
    compose,
    copied_share,
    coverage,
    depth_drop,
    is_pasted,
    is_substantive,
    split,
)


def test_the_copied_share_is_that_of_the_example() -> None:
    explanation = "we retry with a short backoff because the broker drops idle sockets"
    source = "fix: retry with a short backoff when broker closes"
    assert copied_share(explanation, source) == pytest.approx(0.125, abs=0.0005)


def test_words_are_compared_without_case_punctuation_and_line_ends() -> None:
    source = "+    # Retry (with\n+    # a SHORT backoff), don\u2019t wait.\n"
    assert copied_share("retry with a short backoff, don't wait", source) == 1.0
    assert copied_share("backoff with a short retry", source) == 0.0


def test_fewer_than_five_words_tell_nothing() -> None:
    assert copied_share("", "") is None
    assert copied_share("one two three four", "one two three four") is None
    assert copied_share("one two three four five", "one two three four five") == 1.0


def test_a_language_without_spaces_is_compared_sign_by_sign() -> None:
    source = "ソケットが閉じられるので再試行する"
    assert copied_share("閉じられるので再試行", source) == 1.0
    assert copied_share("別の理由でこうしました", source) == 0.0


@given(some.text(), some.text())
def test_a_share_is_one(text: str, source: str) -> None:
    share = copied_share(text, source)
    assert share is None or 0 <= share <= 1
    assert copied_share(text, text) in (None, 1.0)


@pytest.mark.parametrize(
    ("typed", "copied", "pasted"),
    [
        (1.0, 0.0, False),
        (0.5, 0.499, False),
        (0.499, 0.0, True),
        (1.0, 0.5, True),
        (0.0, 1.0, True),
        (None, None, False),
        (None, 0.5, True),
        (0.4, None, True),
        (None, 0.4, False),
    ],
)
def test_less_than_half_typed_or_half_copied_is_pasted(
    typed: float | None, copied: float | None, *, pasted: bool
) -> None:
    assert is_pasted(typed, copied) is pasted


def test_the_typed_share_is_of_what_was_observed() -> None:
    assert Typing(30, 10).share == 0.75
    assert Typing(0, 0).share is None
    assert Typing(30, 10, observed=False).share is None


def test_a_change_is_substantive_from_so_many_lines_on() -> None:
    assert is_substantive(10, "", 10)
    assert not is_substantive(9, "", 10)
    for sort in ("revert", "fixup", "merge"):
        assert not is_substantive(1_000, sort, 10)


def test_the_coverage_is_that_of_the_example() -> None:
    rows = [(12, True), (40, True), (900, False), (5, True), (1200, False)]
    found = coverage(rows)
    assert found.by_changes == pytest.approx(60.0, abs=0.05)
    assert found.by_lines == pytest.approx(6.65, abs=0.05)


def test_nothing_to_cover_has_no_coverage() -> None:
    assert coverage([]) == (None, None)
    assert coverage([(0, True)]) == (100.0, None)


@given(some.lists(some.tuples(some.integers(), some.booleans())))
def test_coverage_is_a_percentage(rows: list[tuple[int, bool]]) -> None:
    for share in coverage(rows):
        assert share is None or 0 <= share <= 100


def test_the_drop_is_that_of_the_example() -> None:
    found = depth_drop([(6, 4), (5, 5), (7, 4), (4, 5), (6, 5), (5, 3)])
    assert found.drop == pytest.approx(1.17, abs=0.05)
    assert found[1:] == (4, 1, 1)


def test_fewer_than_five_pairs_have_no_mean_drop_but_counts() -> None:
    assert depth_drop([(6, 4), (5, 5), (7, 4), (4, 5)]) == (None, 2, 1, 1)
    assert depth_drop([]) == (None, 0, 0, 0)


@given(some.builds(Words, *[some.text(alphabet="ab #\n", max_size=30)] * 3))
def test_what_was_composed_is_found_again(words: Words) -> None:
    assert split(compose(words)) == Words(*(part.strip() for part in words))


def test_an_edited_body_still_tells_its_answers() -> None:
    body = f"Why.\n\n## {FIRST_LOOK}\nthe queue\n\n## mine\nmore\n## {ALTERNATIVES}\nnone"
    assert split(body) == Words("Why.", "none", "the queue\n\n## mine\nmore")
