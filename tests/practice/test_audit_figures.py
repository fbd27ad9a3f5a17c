"""The figures of a hand-made journal, confirmed by a separate plain computation.

`audit_table` is the journal: the practice reads it out of SQLite, and it is summed up here by
loops over local times that share no line with the domain.
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay, lay_asked
from tests.practice import audit_table
from tests.practice.audit_table import DAY_STARTS, SETTINGS, sittings, table
from tests.practice.auditing import at
from waterline.domain.evidence import Calibration, Estimate, NotEnough
from waterline.domain.months import Month
from waterline.practice import audit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.practice.audit_table import Change, Question
    from waterline.home import Home
    from waterline.practice.audit import Audit

SEPTEMBER = Month(2026, 9)
MONTHS = [Month(2026, number) for number in range(4, 10)]
NOW = at("2026-11-20 12:00")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder in which the journal is kept once it was laid."""
    return tmp_path_factory.mktemp("laid") / "journal"


@pytest.fixture
def laid(home: Home, kept: Path) -> Home:
    """Give a home with the table's journal; it takes a while to lay, so it is laid once."""
    if kept.exists():
        shutil.copytree(kept, home.data, dirs_exist_ok=True)
    else:
        audit_table.laid(home)
        shutil.copytree(home.data, kept)
    return home


# --- The plain computation --------------------------------------------------------------------


def limits(k: float, n: int) -> tuple[float, float]:
    """Give the shares p at which k of n is just 1.645 deviations off: a quadratic's two roots."""
    z2 = 1.6448536**2
    a, b, c = 1 + z2 / n, -(2 * k / n + z2 / n), (k / n) ** 2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def counts_of(name: str) -> dict[str, int]:
    """Sum up a month by hand: S, X, T, K and lines."""
    found = dict.fromkeys(("S", "X", "T", "K", "lines", "explained"), 0)
    last = Month(int(name[:4]), int(name[5:])).last
    for one in table():
        if f"{one.day:%Y-%m}" != name or not _counts(one):
            continue
        lines = min(one.own_lines, 400)
        found["S"] += 1
        found["lines"] += lines
        if _in_words(one):
            found["X"] += 1
            found["explained"] += lines
        passed = _passed(one, last + timedelta(days=45))
        if passed is not None:
            found["T"] += 1
            found["K"] += passed
    return found


def _counts(one: Change) -> bool:
    added, deleted, generated = one.lines
    is_generated = added + deleted > 0 and added + deleted == generated
    return one.origin == "assisted" and one.sort != "revert" and not is_generated


def _in_words(one: Change) -> bool:
    return any(
        how in {"", "o"} and when.timestamp() - one.when.timestamp() <= 7 * 86_400
        for when, how in one.written
    )


def _passed(one: Change, settles: date) -> bool | None:
    in_time = [
        test
        for test in one.tests
        if test.answered and (test.answered - DAY_STARTS).date() <= settles
    ]
    why = [test.outcome for test in in_time if test.sort == "why"]
    if not why or why[0] not in ("passed", "failed"):
        return None
    code = [test.outcome for test in in_time if test.sort != "why" and test.outcome != "skipped"]
    return why[0] == "passed" and (not code or code.count("right") / len(code) >= 0.5)


def answered_in_quarter(until: datetime) -> list[Question]:
    """Give the tests that were answered in the 90 days up to a time, with their outcomes."""
    since = until.timestamp() - 90 * 86_400
    return [
        test
        for one in table()
        for test in one.tests
        if test.answered
        and since < test.answered.timestamp() <= until.timestamp()
        and test.outcome not in ("late", "skipped", "")
    ]


def assert_estimate(found: Estimate | NotEnough | None, k: float, n: int, *, need: int = 5) -> None:
    """Hold a figure against a share that was counted by hand."""
    if n < need:
        assert found == NotEnough(n, need)
        return
    low, high = limits(k, n)
    assert isinstance(found, Estimate)
    assert found == pytest.approx((100 * k / n, 100 * low, 100 * high, n))


def read(home: Home, month: Month = SEPTEMBER) -> Audit:
    return audit.read(home, SETTINGS, month, NOW)


# --- What is confirmed ------------------------------------------------------------------------


def test_the_table_holds_what_it_is_there_for() -> None:
    """The plain computation itself, held against numbers that were counted with a finger."""
    found = {name: counts_of(name) for name in map(str, MONTHS)}
    told = {name: tuple(one[key] for key in "SXTK") for name, one in found.items()}

    assert told == {
        "2026-04": (4, 0, 0, 0),
        "2026-05": (6, 4, 5, 2),
        "2026-06": (8, 6, 5, 3),
        "2026-07": (0, 0, 0, 0),
        "2026-08": (8, 6, 5, 2),
        "2026-09": (13, 8, 8, 5),
    }
    assert limits(7, 10) == pytest.approx((0.4417, 0.8731), abs=1e-4)


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_waterline_of_every_month_is_the_plain_one(laid: Home, month: Month) -> None:
    counts = counts_of(str(month))
    s, x, t, k = (counts[key] for key in "SXTK")
    found = read(laid, month)

    assert found.tide[:4] == (s, x, t, k)
    if not s:
        assert found.tide[4:] == (None,) * 4
    else:
        assert found.tide.e == pytest.approx(100 * x / s)
        low, high = limits(k, t) if t else (0.0, 0.0)
        share = k / t if t else 0.0
        expected = [100 * x / s * one for one in (share, low, high)]
        assert list(found.tide[5:]) == pytest.approx(expected)
        assert found.tide.g == pytest.approx(100 - expected[0])
    assert found.coverage.by_changes == (pytest.approx(100 * x / s) if s else None)
    assert found.coverage.by_lines == (
        pytest.approx(100 * counts["explained"] / counts["lines"]) if s else None
    )


def test_what_was_shipped_is_the_plain_sum(laid: Home) -> None:
    own = [one for one in table() if f"{one.day:%Y-%m}" == "2026-09"]
    origins = Counter(one.origin for one in own)

    found = read(laid).shipped

    assert found[:4] == (len(own), origins["assisted"], origins["by hand"], origins["unknown"])
    assert found.insertions == sum(one.lines[0] for one in own)
    assert found.deletions == sum(one.lines[1] for one in own)


def test_the_strands_are_the_plain_shares(laid: Home) -> None:
    until = at("2026-10-01 04:00")
    tests = answered_in_quarter(until)
    whys = [one.outcome == "passed" for one in tests if one.sort == "why"]
    code = [one.outcome == "right" for one in tests if one.sort != "why"]
    found = read(laid).demonstrated

    assert_estimate(found["recall"].figure, sum(whys), len(whys))
    share, (low, high) = sum(code) / len(code), limits(sum(code), len(code))
    assert found["code"].figure == pytest.approx(
        (*(max(0.0, 100 * (p - 0.25) / 0.75) for p in (share, low, high)), len(code))
    )
    worth = {"right": 1, "reached": 1, "partly": 0.5, "wrong": 0, "no": 0}
    recent = [one for one in sittings() if one.when > until - timedelta(days=90)]
    bugs = [worth[one.outcome] for one in recent if one.kind == "debug" and one.outcome in worth]
    builds = [
        worth[one.outcome] for one in recent if one.kind == "build" and one.opened_after is None
    ]
    assert_estimate(found["debug"].figure, sum(bugs), len(bugs))
    assert_estimate(found["build"].figure, sum(builds), len(builds))


def test_the_share_of_answered_tests_is_the_plain_one(laid: Home) -> None:
    until = at("2026-10-01 04:00")
    drawn = [
        test
        for one in table()
        for test in one.tests
        if until - timedelta(days=90) < test.drawn <= until and test.outcome != "skipped"
    ]
    found = read(laid).demonstrated

    for name, is_why in (("recall", True), ("code", False)):
        own = [one for one in drawn if (one.sort == "why") == is_why]
        assert found[name].answered == (sum(one.answered is not None for one in own), len(own))


def test_belief_and_the_gap_are_the_plain_ones(laid: Home) -> None:
    found = read(laid)
    d = {name: one.figure for name, one in found.demonstrated.items()}
    said = {"recall": (100 + 75) / 2, "code": 75.0, "debug": 75.0}

    assert found.perceived.items == (100.0, 75.0, 75.0, 75.0, 80.0)
    assert found.perceived.p == pytest.approx((100 + 75 + 75 + 75 + 80) / 5)
    assert found.gaps["build"] is None
    above = below = total = 0.0
    for name, believed in said.items():
        shown, gap = d[name], found.gaps[name]
        assert isinstance(shown, Estimate)
        assert gap is not None
        assert gap[:3] == pytest.approx(
            (believed - shown.value, believed - shown.high, believed - shown.low)
        )
        total += gap.value
        above += (shown.high - shown.value) ** 2
        below += (shown.value - shown.low) ** 2
    overall = found.gaps["overall"]
    assert overall is not None
    assert overall[:3] == pytest.approx(
        (total / 3, total / 3 - math.sqrt(above) / 3, total / 3 + math.sqrt(below) / 3)
    )


def test_calibration_is_the_plain_one(laid: Home) -> None:
    until = at("2026-10-01 04:00")
    worth = {"right": 1, "partly": 0.5, "wrong": 0}
    pairs = [
        (one.sure / 100, float(one.outcome in ("passed", "right")))
        for one in answered_in_quarter(until)
    ]
    pairs += [
        (one.sure / 100, worth[one.outcome])
        for one in sittings()
        if one.sure is not None and one.outcome in worth
        and one.when > until - timedelta(days=90)
    ]  # fmt: skip
    n = len(pairs)
    right = sum(outcome for _, outcome in pairs)
    sure = sum(said for said, _ in pairs) / n
    low, high = limits(right, n)

    found = read(laid).calibration

    assert isinstance(found, Calibration)
    assert found.bias == pytest.approx(
        (100 * (sure - right / n), 100 * (sure - high), 100 * (sure - low), n)
    )
    assert found.brier == pytest.approx(sum((a - b) ** 2 for a, b in pairs) / n)


def test_practice_is_the_plain_count(laid: Home) -> None:
    own = [one for one in sittings() if one.when.month == 9]
    bugs = [one for one in own if one.kind == "debug"]
    found = read(laid).practised

    alone = [math.inf if one.opened_after is None else one.opened_after for one in bugs]
    assert found.alone == (
        sum(one >= 15 for one in alone),
        len(alone),
        sorted(alone)[len(alone) // 2],
    )
    assert found.first == (len(bugs), len(bugs))
    # Of the weeks that end in September those of the 31st of August to the 21st were active;
    # in that of the 7th there was a build of 30 minutes without AI.
    assert found.weeks == (1, 4)
    assert found.reviews == (0, 0)


def test_depth_is_that_of_the_explanations_of_the_month(laid: Home) -> None:
    written = [
        when for one in table() for when, how in one.written
        if how != "x" and f"{when - DAY_STARTS:%Y-%m}" == "2026-09"
    ]  # fmt: skip

    assert read(laid).depth == (-2.0, 0, 0, len(written))


def test_the_trend_is_the_plain_one(laid: Home) -> None:
    g: list[float | None] = []
    for number in range(4, 10):
        s, x, t, k = (counts_of(f"2026-{number:02}")[key] for key in "SXTK")
        g.append(None if not s else 100.0 if not x else 100 - 100 * x / s * k / t)
    known = [(number, value) for number, value in enumerate(g) if value is not None]
    slopes = sorted((v - u) / (b - a) for n, (a, u) in enumerate(known) for b, v in known[n + 1 :])
    middle = (slopes[len(slopes) // 2] + slopes[(len(slopes) - 1) // 2]) / 2

    found = read(laid)

    assert [one.tide.g for one in found.months] == [
        None if one is None else pytest.approx(one) for one in g
    ]
    assert found.trend.months == len(known) == 5
    assert found.trend.slope == pytest.approx(middle)


def test_the_run_goes_over_the_empty_month_and_ends_at_the_unanswered_one(laid: Home) -> None:
    assert read(laid, Month(2026, 7)).not_much.length == 3
    assert read(laid, Month(2026, 8)).not_much.length == 0
    assert read(laid).not_much.length == 1
    assert [one.learned for one in read(laid).months] == [
        "not much", "not much", "not much", "", "", "not much",
    ]  # fmt: skip


def test_the_columns_of_the_days_sum_up_to_the_month(laid: Home) -> None:
    found = read(laid)

    assert sum(one.assisted for one in found.columns) == found.tide.s
    assert sum(one.explained for one in found.columns) == found.tide.x
    assert sum(one.by_hand + one.unknown for one in found.columns) == 2
    assert sum(one.shown or 0 for one in found.columns) == sum(
        bool(_passed(one, date(2026, 11, 14)))
        for one in table()
        if one.day.month == SEPTEMBER.number and _counts(one) and _in_words(one)
    )


def test_the_past_tells_every_month_as_its_own_audit_does(laid: Home) -> None:
    past = {one.month: one for one in audit.past(laid, SETTINGS, NOW)}

    for month in (Month(2026, 4), Month(2026, 5), Month(2026, 6), Month(2026, 8), SEPTEMBER):
        own = read(laid, month)
        assert past[month].tide == own.tide, month
        assert past[month].p == own.perceived.p
        assert past[month].learned == own.learned
        assert past[month].gap == own.gaps["overall"]


def test_facts_of_today_move_no_settled_month(laid: Home) -> None:
    before = read(laid).tide
    with lay.journal(laid) as db:
        [key] = db.execute(
            "SELECT id FROM change WHERE insertions = 29 AND deletions = 2"
        ).fetchone()
        lay_asked.asked(db, key, "passed", drawn="2026-11-18 10:00", draw="another")

    assert read(laid).tide == before
