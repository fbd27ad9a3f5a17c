"""Audits to write reports of: a full month, an empty one, a hostile one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from waterline.domain import assessment, gaps, stages, tide, trend
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
    Strand,
    Tide,
    Trend,
)
from waterline.domain.effort import Alone
from waterline.domain.evidence import Estimate, NotEnough, Share, calibration, strand
from waterline.domain.explanations import Coverage, DepthDrop, depth_drop
from waterline.domain.months import RUNNING, SETTLED, SETTLING, Month

OCTOBER = Month(2026, 10)
ANSWERS = Answers(3, 2, 3, 4, 35, 2)

# What escapes, what calls, what runs, and what a terminal would obey.
HOSTILE = (
    "</style><script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>",
    '"><svg onload=alert(3)> {{7*7}} ${7*7} &lt;b&gt; &amp;',
    "[x](javascript:alert(4)) ![y](https://evil.example/y.png) `code` | a | b |\n\n# Heading",
    "\x1b]52;c;aGk=\x07\x1b[31mred\u202egnp.exe [/x] @everyone <!-- waterline -->",
    "```\nnever closed <b>\n--- \n~~~",
)

# Changes with AI, by hand, unknown, and of the assisted ones explained and shown, by day.
DAYS = {
    1: (6, 0, 1, 5, 4), 2: (4, 2, 4, 4, 3), 5: (2, 0, 1, 1, 1), 6: (3, 1, 0, 3, 1),
    7: (2, 0, 2, 2, 1), 8: (1, 0, 1, 1, 0), 12: (0, 3, 0, 0, 0), 13: (8, 1, 0, 6, 4),
    14: (0, 1, 2, 0, 0), 15: (4, 0, 3, 3, 2), 19: (8, 2, 2, 5, 3), 20: (4, 0, 6, 4, 4),
    21: (2, 1, 1, 1, 1), 26: (1, 0, 0, 0, 0), 30: (3, 0, 2, 1, 0),
}  # fmt: skip


def column(day: int) -> Column:
    when = date(2026, 10, day)
    return Column(when, when, *DAYS.get(day, (0, 0, 0, 0, 0)), is_settling=True)


GROUPS = (
    Group(
        "api:limits", "Rate limiting in api", "api", tuple(f"a{n}" for n in range(14)), 11, 9, 1411,
        212, date(2026, 10, 1), date(2026, 10, 21), ("api:limits",),
        ("Add a token bucket", "Round Retry-After up"), "a lot",
        "Refill on read; why the Lua script is one unit.\n\n- integers of the *smallest* unit\n"
        "- a script that loops blocks everybody",
    ),
    Group(
        "web:checkout", "Checkout rewrite in web", "web", tuple(f"b{n}" for n in range(21)), 17, 6,
        2209, 402, date(2026, 10, 5), date(2026, 10, 30), ("web:checkout",),
        ("Split the checkout form into steps",), "not much",
        "I could not say why the lock is there.",
    ),
    Group(
        "api:parser", "Parser upgrade in api", "api", tuple(f"c{n}" for n in range(9)), 6, 5, 380,
        91, date(2026, 10, 12), date(2026, 10, 15), (), ("Look ahead by one token",), "some",
        "How lookahead differs from backtracking.",
    ),
    Group(
        "infra:ci", "CI cleanup", "infra", tuple(f"d{n}" for n in range(17)), 14, 11, 120, 107,
        date(2026, 10, 2), date(2026, 10, 20),
    ),
)  # fmt: skip

# S, X, T, K, by hand, unknown, P, gap, learned; oldest first.
PAST = (
    (30, 12, 6, 3, 6, 20, 80.0, 31.0, "not much"),
    (26, 10, 5, 2, 3, 22, 76.0, 34.0, "not much"),
    (0, 0, 0, 0, 0, 0, None, None, ""),
    (34, 19, 8, 5, 2, 17, 72.0, 28.0, "some"),
    (41, 25, 9, 6, 5, 14, None, None, ""),
    (36, 24, 10, 8, 4, 19, 75.0, 25.0, "a lot"),
)


def tallies() -> tuple[MonthTally, ...]:
    found = []
    for back, (s, x, t, k, by_hand, unknown, p, gap, learned) in enumerate(reversed(PAST), 1):
        month = OCTOBER.plus(-back)
        overall = None if gap is None else Estimate(gap, gap - 11, gap + 12, 23)
        state = SETTLING if back == 1 else SETTLED
        found.append(
            MonthTally(
                month, state, tide.tide(s, x, t, k), by_hand, unknown, p, overall, learned,
                p is not None, back > 1,
            )
        )  # fmt: skip
    this = MonthTally(
        OCTOBER, SETTLING, tide.tide(48, 31, 12, 9), 11, 25, 75.0,
        Estimate(23.4, 12.1, 34.4, 46), "some", is_answered=True,
    )  # fmt: skip
    return (*reversed(found), this)


def full() -> Audit:
    """Give a month with everything in it, settling, not closed."""
    shown = {
        "recall": strand(13, 17),
        "code": gaps.code(17, 29),
        "debug": strand(5, 8),
        "build": strand(2, 4),
    }
    items = assessment.perceived(ANSWERS)
    sure = calibration([0.9, 0.8, 0.7] * 6, [1, 1, 0] * 6)
    records = stages.Records(
        Share(7, 8), Share(13, 17), Share(1, 9), sure, ANSWERS.renting, items.p, 48,
        [date(2026, 9, 3)],
    )  # fmt: skip
    return Audit(
        month=OCTOBER,
        state=SETTLING,
        shipped=Shipped(84, 48, 11, 25, 4120, 812, 133),
        coverage=Coverage(100 * 31 / 48, 58.2),
        tide=tide.tide(48, 31, 12, 9),
        assessed=Assessed(ANSWERS, "fixed", datetime(2026, 11, 2, 9, 12, tzinfo=UTC)),
        perceived=items,
        demonstrated={
            "recall": Strand(shown["recall"], Share(17, 20)),
            "code": Strand(shown["code"], Share(29, 58), likely_flattering=True),
            "debug": Strand(shown["debug"]),
            "build": Strand(shown["build"]),
        },
        gaps=gaps.gap(items.items, shown),
        calibration=sure,
        depth=depth_drop([(6, 4), (5, 5), (6, 5), (4, 5), (7, 5), (5, 4)]),
        practised=Practised(Share(3, 5), Alone(4, 5, 21.0), Share(4, 5), Share(0, 0)),
        trend=trend.trend([81.0, 74.0, 70.0, 61.0, 58.0, 50.0]),
        not_much=Run(0),
        signals=stages.signals(records),
        stages=stages.stages(records),
        groups=GROUPS,
        learned="some",
        learned_said=False,
        words="Less new code than I thought; most of it was reading.",
        notices=(
            "Changes without an explanation were 3.1× larger (median 96 and 31 lines).",
            "You expected 45 minutes for what took 110, by the median of 6 briefs.",
            "Your hypothesis was right in 5 of 8 debugging sessions (July to September: 2 of 7).",
            "“Not much” was the answer in none of the last 3 months.",
        ),
        columns=tuple(column(day) for day in range(1, 32)),
        months=tallies(),
        entries=37,
        how={"formula": 1, "waterline": "0.1.0", "zone": "Europe/Berlin", "day_starts": "04:00"},
    )


def empty(month: Month = OCTOBER, state: str = RUNNING) -> Audit:
    """Give a month in which nothing was shipped, answered or practised."""
    none = NotEnough(0, 5)
    days = [month.first + timedelta(days=n) for n in range(month.last.day)]
    records = stages.Records(Share(0, 0), Share(0, 0), Share(0, 0), NotEnough(0, 10))
    return Audit(
        month=month,
        state=state,
        shipped=Shipped(),
        coverage=Coverage(None, None),
        tide=Tide(),
        assessed=Assessed(),
        perceived=Perceived(),
        demonstrated={
            name: Strand(NotEnough(0, 10) if name == "code" else none) for name in gaps.BELIEVED
        },
        gaps=gaps.gap(Perceived().items, {}),
        calibration=NotEnough(0, 10),
        depth=DepthDrop(None, 0, 0, 0),
        practised=Practised(Share(0, 0), Alone(0, 0, None), Share(0, 0), Share(0, 0)),
        trend=Trend(trend.TOO_EARLY, None, None, 0),
        not_much=Run(),
        signals=stages.signals(records),
        columns=tuple(Column(day, day) for day in days),
        months=(MonthTally(month, state, Tide()),),
    )


def never_ai() -> Audit:
    """Give a month whose changes were all made by hand, or say nothing of it."""
    columns = tuple(one._replace(assisted=0, explained=0, shown=0) for one in full().columns)
    return replace(
        empty(state=SETTLED),
        shipped=Shipped(36, 0, 11, 25, 900, 300, 70),
        columns=columns,
        groups=tuple(group._replace(assisted=0, explained=0) for group in GROUPS),
        months=(MonthTally(OCTOBER, SETTLED, Tide(), 11, 25),),
    )


def never_explained() -> Audit:
    """Give a month with AI in which nothing was explained."""
    columns = tuple(one._replace(explained=0, shown=0) for one in full().columns)
    return replace(
        full(),
        coverage=Coverage(0.0, 0.0),
        tide=tide.tide(48, 0, 0, 0),
        columns=columns,
        groups=tuple(group._replace(explained=0) for group in GROUPS),
    )


def closed() -> Audit:
    """Give a month that was closed, with facts that came later."""
    return replace(
        full(),
        state=SETTLED,
        closed_at=datetime(2026, 12, 17, 18, 0, tzinfo=UTC),
        late=("3 changes of this month were explained since.", "1 test was answered since."),
    )


def hostile() -> Audit:
    """Give a month whose every text from outside means harm."""
    groups = tuple(
        GROUPS[0]._replace(
            key=text, name=text, repo=text, subjects=(text,), words=text, entry_id=text
        )
        for text in HOSTILE
    )
    audit = full()
    return replace(
        audit,
        groups=groups,
        words="\n".join(HOSTILE),
        notices=HOSTILE,
        late=HOSTILE,
        signals=tuple(one._replace(evidence=HOSTILE[0]) for one in audit.signals),
        stages=tuple(one._replace(evidence=HOSTILE[1]) for one in audit.stages),
        how=dict(enumerate_(HOSTILE)),
    )


def enumerate_(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(text, text) for text in texts]


def busy() -> Audit:
    """Give a month of 5,000 changes."""
    columns = tuple(
        one._replace(assisted=110 + n, by_hand=20, unknown=20, explained=60.5, shown=31.25)
        for n, one in enumerate(full().columns)
    )
    return replace(full(), shipped=Shipped(5000, 3875, 620, 505, 912_345, 400_001, 9_000),
                   columns=columns)  # fmt: skip


ALL = {
    "full": full,
    "empty": empty,
    "never_ai": never_ai,
    "never_explained": never_explained,
    "closed": closed,
    "hostile": hostile,
    "busy": busy,
}
