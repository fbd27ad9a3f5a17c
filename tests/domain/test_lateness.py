"""What came to a month after it was closed, in sentences."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.making import OCTOBER, asked, explained, facts, work
from waterline.domain.auditing import audit
from waterline.domain.facts import Said
from waterline.domain.lateness import late

WORKS = [explained(work(n)) for n in range(6)] + [work(n) for n in range(6, 9)]
CLOSED = audit(facts(works=WORKS, tests=[asked(WORKS[0]), asked(WORKS[1], "failed")]))


def test_a_month_that_reads_the_same_has_nothing_late() -> None:
    assert late(CLOSED, CLOSED) == ()
    assert late(CLOSED, replace(CLOSED, entries=9, words="more words")) == ()


def test_changes_and_explanations_and_tests_that_came_later_are_said() -> None:
    works = [*WORKS, explained(work(20)), work(21)]
    tests = [asked(works[n]) for n in range(4)]

    assert late(CLOSED, audit(facts(works=works, tests=tests))) == (
        "2 more changes found since.",
        "11 changes with AI would be counted now; then it was 9.",
        "7 explained changes would be counted now; then it was 6.",
        "4 answered first tests would be counted now; then it was 2.",
        "4 of them passed; then it was 1.",
    )


def test_changes_that_are_gone_are_said() -> None:
    [gone, *_] = late(CLOSED, audit(facts(works=WORKS[:8])))

    assert gone == "1 change that counted then can't be found in any repository now."


def test_a_change_that_was_said_to_be_by_hand_since_is_said() -> None:
    works = [*WORKS[:8], WORKS[8]._replace(origin="by hand")]

    assert late(CLOSED, audit(facts(works=works, tests=[asked(WORKS[0])])))[0] == (
        "8 changes with AI would be counted now; then it was 9."
    )


def test_another_answer_is_said() -> None:
    said = [Said("", learned="a lot")]
    live = audit(facts(OCTOBER, works=WORKS, said=said))

    assert late(replace(live, learned=""), live) == (
        "Its answer would be “a lot” now; then it was nothing.",
    )
