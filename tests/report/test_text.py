"""A month's report as JSON and Markdown: every figure is there, and nothing in it means harm."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.report import samples
from waterline import report
from waterline.domain import assessment, numbers
from waterline.domain.audits import Answers, Run, Shipped, Tide
from waterline.domain.effort import Alone
from waterline.domain.evidence import Estimate, Share
from waterline.domain.tide import tide
from waterline.report import said

KEYS = (
    "month", "state", "shipped", "explained", "waterline", "perceived", "demonstrated", "gap",
    "calibration", "depth_drop", "trend", "not_much_run", "pattern", "signals", "stages", "lessons",
)  # fmt: skip
APART = "Reverts and generated ones apart, "
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(text: str) -> str:
    """Render as a forge would: with HTML let through."""
    html: str = READER.render(text)
    return html


# --- JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.ALL)
def test_every_month_has_the_keys_that_scripts_rely_on(name: str) -> None:
    keys: dict[str, Any] = json.loads(report.text(samples.ALL[name](), report.JSON))

    assert [key for key in KEYS if key not in keys] == []
    assert {"changes", "assisted", "by_hand", "unknown", "insertions", "deletions"} <= set(
        keys["shipped"]
    )
    assert set(keys["explained"]) == {"by_changes", "by_lines"}
    assert {"S", "X", "T", "K", "E", "U", "lo", "hi", "G"} <= set(keys["waterline"])
    assert {"items", "answered", "P"} <= set(keys["perceived"])
    assert set(keys["demonstrated"]) == {"recall", "code", "debug", "build"}
    assert set(keys["gap"]) == {"recall", "code", "debug", "build", "overall"}


def test_every_key_stands_in_the_readme() -> None:
    table = (Path(__file__).parents[2] / "README.md").read_text()
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }

    assert set(report.to_json(samples.full())) - {"report"} <= named


def test_figures_are_not_rounded_and_days_are_dates() -> None:
    keys = report.to_json(samples.full())

    assert keys["waterline"]["E"] == 100 * 31 / 48
    assert keys["waterline"]["G"] == 100 - keys["waterline"]["U"]
    assert keys["demonstrated"]["recall"]["value"] == 100 * 13 / 17
    assert keys["days"][12] | {"is_settling": None} == {
        "first": "2026-10-13",
        "last": "2026-10-13",
        "assisted": 8,
        "by_hand": 1,
        "unknown": 0,
        "explained": 6,
        "shown": 4,
        "is_settling": None,
    }
    assert keys["lessons"][1]["learned"] == "not much"
    assert keys["lessons"][3]["learned"] is None


def test_what_was_not_observed_says_how_much_there_is_and_how_much_it_takes() -> None:
    keys = report.to_json(replace(samples.full(), tide=tide(48, 31, 3, 2)))

    build = keys["demonstrated"]["build"]
    assert (build["have"], build["need"]) == (4, 5)
    assert keys["waterline"]["not_enough"] == {"have": 3, "need": 5}
    assert keys["waterline"]["U"] is keys["waterline"]["G"] is keys["waterline"]["lo"] is None
    assert keys["gap"]["build"] is None


def test_a_month_without_anything_measures_nothing() -> None:
    keys = report.to_json(samples.empty())

    assert keys["waterline"] == {
        **dict.fromkeys("SXTK", 0),
        **dict.fromkeys(("E", "U", "lo", "hi", "G", "not_enough")),
    }
    assert keys["explained"] == {"by_changes": None, "by_lines": None}
    assert keys["perceived"]["P"] is None
    assert keys["calibration"] == {"have": 0, "need": 10}
    assert keys["depth_drop"] == {"have": 0, "need": 5, "down": 0, "same": 0, "up": 0}


def test_ai_that_was_never_opened_is_no_number() -> None:
    audit = samples.full()
    never = audit.practised._replace(alone=Alone(3, 3, math.inf))

    text = report.text(replace(audit, practised=never), report.JSON)

    assert json.loads(text)["practised"]["alone"]["median"] == "never opened"
    assert "Infinity" not in text


def test_a_closed_month_says_when_and_what_came_since() -> None:
    keys = report.to_json(samples.closed())

    assert keys["closed_at"] == "2026-12-17T18:00:00+00:00"
    assert len(keys["late"]) == 2
    assert keys["how"]["formula"] == 1


# --- Markdown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.ALL)
def test_every_month_is_told_in_markdown_that_is_read_as_it_is_meant(name: str) -> None:
    audit = samples.ALL[name]()
    html = rendered(report.to_markdown(audit))
    html = re.sub("<blockquote>.*?</blockquote>", "", html, flags=re.DOTALL)  # a person's own

    assert html.count("<h1>") == 1
    assert f"<h1>{audit.month.label}</h1>" in html
    assert html.count("<h3>") == len(audit.groups)
    assert html.count("<li>") >= len(audit.notices) + len(audit.late)
    rows = html.count("<tr>")
    answers = 6 if audit.perceived.answered else 0
    assert rows >= 4 + 4 + answers + len(audit.months) + 4 + len(audit.signals)


def test_hostile_names_and_words_stay_text_in_markdown() -> None:
    html = rendered(report.to_markdown(samples.hostile()))

    # `<br>` in tables and the comment at its head are the report's own.
    own = html.replace("<br>", "").replace("<!-- waterline audit 2026-10 -->", "")
    for tag in ("<script", "<img src=https://evil.example/x", "<svg", "</style", "<b>", "<!--"):
        assert tag not in own
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "javascript:" not in "".join(part.split('"')[0] for part in own.split('href="')[1:])
    assert html.count("<h2>") == rendered(report.to_markdown(samples.closed())).count("<h2>")


def test_figures_are_told_in_words_with_their_intervals() -> None:
    text = report.to_markdown(samples.full())

    for words in (
        "settling until 15 December 2026",
        "84 changes, 48 of them with AI. 31 of 48 were explained in own words within a week.",
        "33–58 %, 9 of 12 first tests passed",
        "76 (57–89, 17 answers)",
        "likely flattering",
        "not enough evidence (4 of 5)",
        "+30 (+12 to +50 points): you believe more than your records showed",
        "| It breaks at 2am | ●●●○ | I say a guess and open the right file first |",
        "An essay describes this stage; here is what your records show. Does it fit?",
    ):
        assert words in text


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "told", "told_with_sign"),
    [
        (52.4, "52", "+52"),
        (62.5, "63", "+63"),
        (-7.5, "−8", "−8"),  # noqa: RUF001 - a minus
        (0.4, "0", "0"),
        (-0.4, "0", "0"),
        (12345.6, "12,346", "+12,346"),
    ],
)
def test_numbers_are_rounded_when_they_are_shown(
    value: float, told: str, told_with_sign: str
) -> None:
    assert (numbers.number(value), numbers.signed(value)) == (told, told_with_sign)


def test_a_month_that_shipped_nothing_says_so_kindly() -> None:
    assert said.lead(samples.empty()) == "Nothing was shipped in October 2026 yet."
    assert said.tiles(samples.empty())[1] == ("Explained", "", ("no change with AI",))


def test_a_signal_without_evidence_says_so_as_every_figure_does() -> None:
    for form in (report.MARKDOWN, report.HTML):
        told = report.text(samples.empty(), form)

        assert "not enough evidence (0 of 5)" in told
        assert "not enough (" not in told


def test_a_user_who_never_uses_ai_is_not_measured_by_it() -> None:
    audit = samples.never_ai()

    assert said.lead(audit) == "36 changes, none of them known to be made with AI."
    assert [tile.value for tile in said.tiles(audit)] == ["36", "", "", ""]


def test_a_user_who_never_explains_gets_nought_and_no_reproach() -> None:
    _, explained, shown, _ = said.tiles(samples.never_explained())

    assert explained.value == "0 %"
    assert shown.value == "0 %"
    assert shown.details == ("no change with AI was explained within a week",)


@pytest.mark.parametrize(
    ("shipped", "counts", "state", "told"),
    [
        (Shipped(1, 1), (1, 0), "running",
         "1 change, made with AI. 0 of 1 is explained so far."),
        (Shipped(1, 0, 1), (0, 0), "settled", "1 change, not known to be made with AI."),
        (Shipped(9, 9), (9, 9), "settled",
         "9 changes, all with AI. 9 of 9 were explained in own words within a week."),
        (Shipped(9, 6), (4, 0), "running",
         f"9 changes, 6 of them with AI. {APART}0 of 4 are explained so far."),
        (Shipped(9, 2, 7), (0, 0), "settled", "9 changes, 2 of them with AI."),
    ],
)  # fmt: skip
def test_a_month_is_told_in_a_sentence_that_is_true_while_it_runs(
    shipped: Shipped, counts: tuple[int, int], state: str, told: str
) -> None:
    s, x = counts

    audit = replace(samples.full(), shipped=shipped, tide=tide(s, x, 0, 0), state=state)

    assert said.lead(audit) == told


def test_who_still_may_explain_and_answer_is_not_told_that_it_is_over() -> None:
    audit = replace(
        samples.never_explained(), state="running", perceived=assessment.perceived(Answers())
    )

    assert said.tiles(audit)[2].details == ("no change with AI is explained yet",)
    assert said.no_gap(audit) == "the five questions were not answered"
    still = replace(audit, assessed=audit.assessed._replace(state="open"))
    assert said.no_gap(still) == "the five questions are not answered yet"


@pytest.mark.parametrize(
    ("assisted", "explained", "told"),
    [
        (0, 0, "3 changes · +1"),
        (1, 0, "3 changes · 1 with AI, not explained · +1"),
        (1, 1, "3 changes · 1 with AI, explained · +1"),
        (3, 0, "3 changes · 3 with AI, none of them explained · +1"),
        (3, 2, "3 changes · 3 with AI, 2 of them explained · +1"),
        (3, 3, "3 changes · 3 with AI, all of them explained · +1"),
    ],
)
def test_a_piece_of_work_says_how_much_of_it_was_explained(
    assisted: int, explained: int, told: str
) -> None:
    one = samples.GROUPS[0]._replace(
        change_ids=("a", "b", "c"), assisted=assisted, explained=explained, insertions=1
    )

    assert said.group(one).startswith(told)


def test_too_few_tests_give_no_number() -> None:
    audit = replace(samples.full(), tide=tide(48, 31, 4, 4))

    assert said.tiles(audit)[2] == ("Shown understood", "", ("not enough evidence (4 of 5)",))


def test_the_mean_of_too_few_answers_is_not_told() -> None:
    items = assessment.perceived(Answers(q1=3, q2=1))
    audit = replace(samples.full(), perceived=items)

    assert said.perceived(audit) == "2 of 5 answered; the mean needs four"


def test_three_months_of_not_much_are_a_pattern_and_fewer_are_none() -> None:
    audit = samples.full()

    assert said.not_much(audit) == ""
    once = said.not_much(replace(audit, not_much=Run(1)))
    assert once == "“Not much” was the last answer."
    assert "a pattern worth looking at" in said.not_much(replace(audit, not_much=Run(3, True)))


def test_a_closed_month_says_when_and_in_which_state() -> None:
    audit = samples.closed()

    assert said.state(audit) == "closed on 17 December 2026"
    settling = replace(audit, state="settling")
    assert said.state(settling) == "closed on 17 December 2026, while it was settling"


def test_what_was_not_drawn_is_not_told() -> None:
    audit = samples.full()
    strands = {**audit.demonstrated}
    strands["recall"] = strands["recall"]._replace(answered=Share(0, 0))

    first = said.beliefs(replace(audit, demonstrated=strands))[0]
    assert first.notes == ()


def test_a_past_month_without_a_gap_has_a_dash() -> None:
    tally = samples.tallies()[0]

    assert said.past(tally)[-2] == "+31"
    assert said.past(tally._replace(gap=None, tide=Tide(), p=None, learned=""))[4:] == ("–",) * 5
    assert isinstance(tally.gap, Estimate)
