"""The kinds of an entry and the headings they begin with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain import kinds

NAMES = st.sampled_from(kinds.NAMES)


def test_the_kinds_are_those_of_the_design() -> None:
    assert kinds.NAMES == ("note", "learned", "decision", "brief", "incident")


@pytest.mark.parametrize("name", kinds.NAMES)
def test_an_untouched_template_holds_nothing(name: str) -> None:
    assert not kinds.without_empty_prompts(name, kinds.template(name))


def test_a_decision_asks_what_why_and_what_was_rejected() -> None:
    assert kinds.template("decision") == (
        "## What did I decide?\n\n\n## Why?\n\n\n## What was rejected?\n"
    )
    assert not kinds.template("note")


def test_only_headings_without_an_answer_go() -> None:
    body = "## What did I decide?\nWAL\n\n## Why?\n\n\n## What was rejected?\nDELETE mode\n"
    assert kinds.without_empty_prompts("decision", body) == (
        "## What did I decide?\nWAL\n\n## What was rejected?\nDELETE mode"
    )


def test_a_persons_own_heading_stays_even_when_it_is_empty() -> None:
    body = "## Mine\n\n## Why?\n"
    assert kinds.without_empty_prompts("decision", body) == "## Mine"


def test_text_before_the_first_heading_stays() -> None:
    body = "in short: yes\n## What did I decide?\n\n## Why?\nbecause"
    assert kinds.without_empty_prompts("decision", body) == "in short: yes\n## Why?\nbecause"


@given(
    NAMES, st.text(st.characters(categories=["L", "N"], include_characters=" \n#?"), max_size=80)
)
def test_no_word_is_ever_lost(name: str, body: str) -> None:
    kept = kinds.without_empty_prompts(name, body)
    prompts = {f"## {prompt}" for prompt in kinds.BY_NAME[name].prompts}
    words = [line.rstrip() for line in body.split("\n") if line.strip()]
    left = [line.rstrip() for line in kept.split("\n") if line.strip()]
    assert [w.strip() for w in words if w not in prompts] == [
        line.strip() for line in left if line not in prompts
    ]


@given(NAMES, st.text(max_size=80))
def test_leaving_out_twice_leaves_out_once(name: str, body: str) -> None:
    once = kinds.without_empty_prompts(name, body)
    assert kinds.without_empty_prompts(name, once) == once
