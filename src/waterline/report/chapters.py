"""The parts of the report's page, from the month's name to how it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain import numbers, stages, tide, trend
from waterline.domain.audits import LEARNED, OVERALL
from waterline.report import answered, said, tracks, waves
from waterline.report.tags import Markup, element, joined, prose, void

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.domain.audits import Audit, Group, Signal

NOTHING = Markup()
# An answer's sign, so that it is told without its colour; as a class "not much" is "not-much".
SIGNS = dict(zip(LEARNED, ("●●●", "●●○", "●○○"), strict=True))


def opening(audit: Audit) -> Markup:
    """Name the month, say what it was, and draw it."""
    drawn = NOTHING
    if audit.shipped.changes and audit.columns:
        drawn = _figure(
            waves.chart(
                audit.columns,
                by_month=False,
                name="days",
                title=f"Shipped and understood, day by day, {audit.month.label}",
            ),
            waves.legend(audit.columns, by_month=False),
            _details("The days as a table", _days(audit)),
        )
    return element(
        "header",
        element("p", element("span", "≈", aria_hidden="true"), " waterline", class_="brand"),
        element("h1", audit.month.label),
        element("p", said.state(audit), class_="state"),
        element("p", said.lead(audit), class_="lead"),
        drawn,
    )


def tiles(audit: Audit) -> Markup:
    """Give the four figures that stand first."""
    found = []
    for tile in said.tiles(audit):
        value = [element("dd", tile.value, class_="value")] if tile.value else []
        details = [element("dd", words, class_="detail") for words in tile.details]
        found.append(element("div", element("dt", tile.name), *value, *details, class_="tile"))
    return element("dl", *found, class_="tiles")


def late(audit: Audit) -> Markup:
    """Say what came since the month was closed."""
    if not audit.late:
        return NOTHING
    return _section("late", "Since the month was closed", _list(audit.late))


def learned(audit: Audit) -> Markup:
    """Show what was learned, piece by piece, in the person's own words."""
    whole = []
    if audit.learned:
        whole.append(element("p", "The month as a whole: ", _answer(audit.learned)))
    if audit.words:
        whole.append(element("div", prose(audit.words), class_="words"))
    if not audit.groups:
        whole.append(element("p", "Nothing was shipped to learn from.", class_="quiet"))
    pieces = element("div", *map(_piece, audit.groups), class_="pieces") if audit.groups else ""
    return _section("learned", "What I learned", *whole, pieces)


def noticed(audit: Audit) -> Markup:
    """Show what is worth noticing."""
    if not audit.notices:
        return NOTHING
    return _section("noticed", "Worth noticing", _list(audit.notices))


def beliefs(audit: Audit) -> Markup:
    """Set what one believes beside what one showed."""
    strands = said.beliefs(audit)
    overall = audit.gaps.get(OVERALL)
    facts = (
        ("Perception gap", said.no_gap(audit) if overall is None else said.gap(overall)),
        ("Calibration", said.calibration(audit.calibration)),
        ("Illusion of depth", said.depth(audit)),
    )
    return _section(
        "beliefs",
        "Perceived and demonstrated",
        element(
            "p",
            said.BESIDE,
            class_="quiet",
        ),
        *map(_strand, strands),
        tracks.legend() if any(one.has_any for one in strands) else NOTHING,
        _facts(facts),
        _details("The strands as a table", _strands(audit)),
    )


def answers(audit: Audit) -> Markup:
    """Show the questions with their answers."""
    rows = []
    for one in answered.answers(audit):
        signs = Markup()
        if one.level is not None:
            full, hollow = one.dots
            signs = element("span", full, element("span", hollow, class_="hollow"),
                            class_="dots", role="img",
                            aria_label=f"{one.level} of {answered.TOP}")  # fmt: skip
        rows.append(element("li", element("span", one.question, class_="question"), signs,
                            element("span", one.words, class_="answer")))  # fmt: skip
    return _section(
        "answers",
        "Self-assessment",
        element("p", f"Perceived: {said.perceived(audit)}."),
        element("ul", *rows, class_="answers") if rows else NOTHING,
    )


def past(audit: Audit) -> Markup:
    """Show the last twelve months beside each other, and where they go."""
    run = said.not_much(audit)
    columns = [tide.month_column(one) for one in audit.months]
    drawn = NOTHING
    if any(one.shipped for one in columns):
        chart = waves.chart(
            columns, by_month=True, name="months", title="Shipped and understood, month by month"
        )
        drawn = _figure(chart, waves.legend(columns, by_month=True))
    return _section(
        "past",
        "The last twelve months",
        drawn,
        element("p", trend.words(audit.trend)),
        element("p", run) if run else NOTHING,
        element("p", trend.HONEST, class_="quiet"),
        _table("The months side by side", said.PAST, [said.past(one) for one in audit.months]),
    )


def practised(audit: Audit) -> Markup:
    """Show the month's counts of effort."""
    return _section("practised", "Practice in the month", _facts(said.practised(audit)))


def signals(audit: Audit) -> Markup:
    """Show where the records point, and which stages they resemble."""
    found = (
        element("p", stages.NONE)
        if not audit.stages
        else joined(
            (
                element("ol", *(
                    element("li", element("b", one.name), f": {one.evidence}", value=one.number)
                    for one in audit.stages
                )),
                element("p", stages.WORDING, class_="quiet"),
            )
        )
    )  # fmt: skip
    return _section(
        "signals",
        "Signals and stages",
        element("ul", *map(_signal, audit.signals), class_="signals"),
        element("h3", "Stages"),
        found,
    )


def closing(audit: Audit) -> Markup:
    """End the page: what its figures don't say, and how they were computed."""
    how = element("p", f"How it was computed: {said.how(audit)}.") if audit.how else NOTHING
    return element("footer", element("p", said.CLOSING_WORDS), how)


# --- Pieces -----------------------------------------------------------------------------------


def _section(name: str, title: str, *inside: str) -> Markup:
    heading = element("h2", title, id=name)
    return element("section", heading, *inside, class_=name, aria_labelledby=name)


def _figure(*inside: Markup) -> Markup:
    return element("figure", *inside)


def _details(summary: str, table: Markup) -> Markup:
    return element("details", element("summary", summary), table)


def _list(sentences: Iterable[str]) -> Markup:
    return element("ul", *(element("li", one) for one in sentences))


def _facts(facts: Iterable[tuple[str, str]]) -> Markup:
    return element(
        "dl",
        *(element("div", element("dt", name), element("dd", words)) for name, words in facts),
        class_="facts",
    )


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Make a table that scrolls by itself where it is too wide; its first cells name the rows."""
    top = element("tr", *(element("th", name, scope="col") for name in head))
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", one) for one in row[1:]))
        for row in rows
    ]
    table = element(
        "table",
        element("caption", caption),
        element("thead", top),
        element("tbody", *body),
    )
    return element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=caption
    )  # fmt: skip


def _days(audit: Audit) -> Markup:
    head = ("Day", "Shipped", "With AI", "By hand", "Unknown", "Explained", "Shown")
    rows = [
        (
            numbers.short_day(one.first),
            *map(str, (one.shipped, one.assisted, one.by_hand, one.unknown)),
            numbers.number(one.explained),
            numbers.NOTHING if one.shown is None else numbers.number(one.shown),
        )
        for one in audit.columns
        if one.shipped
    ]
    return _table(f"Days of {audit.month.label} on which something was shipped", head, rows)


def _strands(audit: Audit) -> Markup:
    head = ("Strand", "I believe", "I showed", "Gap")
    rows = [
        (
            one.name,
            numbers.NOTHING if one.believed is None else numbers.number(one.believed),
            said.shown(one.name, one.figure),
            said.gap(one.gap),
        )
        for one in said.beliefs(audit)
    ]
    return _table("Strands", head, rows)


def _strand(one: said.Belief) -> Markup:
    """Draw a strand with its gap in front of it, and say both below."""
    gap = numbers.NOTHING if one.gap is None else numbers.signed(one.gap.value)
    drawn = [
        element("p", gap, class_="gap" if one.gap is not None else "gap none"),
        tracks.track(one),
    ]
    return element(
        "div",
        element("h3", one.name, " ", element("small", one.means)),
        *(drawn if one.has_any else ()),
        element("p", said.beside(one), class_="beside"),
        class_="strand",
    )


def _piece(group: Group) -> Markup:
    words = element("div", prose(group.words), class_="words") if group.words else NOTHING
    answer = element("p", _answer(group.learned)) if group.learned else NOTHING
    return element(
        "article",
        element("h3", group.name),
        element("p", said.group(group), class_="quiet"),
        answer,
        words,
    )


def _answer(learned: str) -> Markup:
    sign = element("span", SIGNS.get(learned, ""), aria_hidden="true")
    return element("span", sign, f" {learned}", class_=f"said {learned.replace(' ', '-')}")


def _signal(signal: Signal) -> Markup:
    return element(
        "li",
        element("b", signal.name),
        ": ",
        element("span", signal.points, class_="side"),
        void("br"),
        element("small", signal.evidence),
    )
