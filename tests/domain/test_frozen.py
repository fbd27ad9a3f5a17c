"""An audit that was written down is read again as it was, by later versions too."""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waterline.domain import frozen
from waterline.domain.audits import (
    Answers,
    Assessed,
    Audit,
    Column,
    Group,
    MonthTally,
    Perceived,
    Practised,
    Run,
    Shipped,
    Signal,
    Stage,
    Strand,
    Tide,
    Trend,
)
from waterline.domain.effort import Alone
from waterline.domain.evidence import Calibration, Estimate, NotEnough, Share
from waterline.domain.explanations import Coverage, DepthDrop
from waterline.domain.months import Month

OCTOBER = Month(2026, 10)
THEN = datetime(2026, 11, 3, 8, 0, 0, 123456, tzinfo=UTC)
DAYS = (date(2026, 10, 1), date(2026, 10, 31))

numbers = st.floats(-200, 200, allow_nan=False)
estimates = st.builds(Estimate, numbers, numbers, numbers, st.integers(0, 99))
figures = estimates | st.builds(NotEnough, st.integers(0, 9), st.integers(5, 10))
texts = st.text(max_size=9)
tides = st.builds(Tide, *[st.integers(0, 99)] * 4, *[st.none() | numbers] * 4)
groups = st.builds(
    Group, texts, texts, texts, st.tuples(texts), *[st.integers(0, 999)] * 4,
    *map(st.just, DAYS), st.tuples(texts, texts),
)  # fmt: skip
tallies = st.builds(
    MonthTally, st.just(OCTOBER), texts, tides, gap=st.none() | estimates, p=st.none() | numbers
)
levels = st.none() | st.integers(0, 4)
audits = st.builds(
    Audit,
    month=st.builds(Month, st.integers(1, 9999), st.integers(1, 12)),
    state=texts,
    shipped=st.builds(Shipped, *[st.integers(0, 9999)] * 7),
    coverage=st.builds(Coverage, st.none() | numbers, st.none() | numbers),
    tide=tides,
    assessed=st.builds(
        Assessed, st.builds(Answers, *[levels] * 6), texts, st.none() | st.just(THEN), st.none()
    ),
    perceived=st.builds(
        Perceived, st.tuples(*[st.none() | numbers] * 5), st.integers(0, 5), st.none() | numbers
    ),
    demonstrated=st.dictionaries(
        texts,
        st.builds(Strand, figures, st.none() | st.builds(Share, st.just(3), st.just(5))),
        max_size=4,
    ),
    gaps=st.dictionaries(texts, st.none() | estimates, max_size=5),
    calibration=st.builds(Calibration, estimates, numbers, st.none() | numbers)
    | st.just(NotEnough(3, 10)),
    depth=st.builds(DepthDrop, st.none() | numbers, *[st.integers(0, 9)] * 3),
    practised=st.builds(
        Practised,
        st.just(Share(1, 4)),
        st.builds(Alone, st.just(3), st.just(5), st.none() | st.just(math.inf) | numbers),
        st.just(Share(2, 5)),
        st.just(Share(0, 0)),
    ),
    trend=st.builds(Trend, texts, st.none() | numbers, st.none() | numbers, st.integers(0, 12)),
    not_much=st.builds(Run, st.integers(0, 9), st.booleans()),
    signals=st.tuples(st.builds(Signal, texts, texts, texts, texts)),
    stages=st.lists(st.builds(Stage, st.integers(1, 5), texts, texts), max_size=2).map(tuple),
    groups=st.lists(groups, max_size=3).map(tuple),
    notices=st.lists(texts, max_size=3).map(tuple),
    columns=st.lists(
        st.builds(Column, *map(st.just, DAYS), *[st.integers(0, 9)] * 3, numbers, st.none()),
        max_size=3,
    ).map(tuple),
    months=st.lists(tallies, max_size=3).map(tuple),
    closed_at=st.none() | st.just(THEN),
    how=st.dictionaries(texts, st.integers() | texts | st.lists(texts), max_size=3),
)


@settings(max_examples=60)
@given(audits)
def test_what_is_written_down_is_read_again_as_it_was(audit: Audit) -> None:
    again = frozen.from_json(frozen.to_json(audit))
    assert again == audit
    assert [type(one) for one in again.groups] == [Group] * len(audit.groups)
    figures = [one.figure for one in again.demonstrated.values()]
    wanted = [one.figure for one in audit.demonstrated.values()]
    assert [type(one) for one in figures] == [type(one) for one in wanted]
    assert type(again.calibration) is type(audit.calibration)
    assert type(again.month) is Month


def plain() -> Audit:
    return Audit(
        OCTOBER, "settled", Shipped(), Coverage(None, None), Tide(), Assessed(), Perceived(),
        {"recall": Strand(NotEnough(0, 5))}, {"recall": None}, NotEnough(0, 10),
        DepthDrop(None, 0, 0, 0),
        Practised(Share(0, 4), Alone(0, 0, None), Share(0, 0), Share(0, 0)),
        Trend("too early", None, None, 0), Run(),
    )  # fmt: skip


@given(audits)
def test_it_is_json_that_every_reader_takes(audit: Audit) -> None:
    written = frozen.to_json(audit)
    [is_valid] = sqlite3.connect(":memory:").execute("SELECT json_valid(?)", (written,)).fetchone()
    assert is_valid


def test_what_an_older_version_did_not_know_gets_its_default() -> None:
    held = json.loads(frozen.to_json(plain()))
    del held["notices"], held["shipped"]["files"], held["demonstrated"]["recall"]["answered"]
    assert frozen.from_json(json.dumps(held)) == plain()


def test_what_only_a_newer_version_knows_is_left_out() -> None:
    held = json.loads(frozen.to_json(plain()))
    held["mood"] = held["shipped"]["mood"] = held["demonstrated"]["recall"]["figure"]["mood"] = 7
    assert frozen.from_json(json.dumps(held)) == plain()


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "null", "7", "{", '"audit"', '{"month": "2026-10"}'),
        pytest.param("[" * 100_000, id="nested"),
        frozen.to_json(plain()).replace("2026-10", "2026-13"),
        frozen.to_json(plain()).replace('"changes":0', '"changes":"many"'),
        frozen.to_json(plain()).replace('"columns":[]', '"columns":[[1]]'),
        frozen.to_json(replace(plain(), closed_at=THEN)).replace("2026-11-03T", "noon "),
    ],
)
def test_what_is_no_audit_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        frozen.from_json(text)
