"""The report as Markdown: to read as it is, or to paste where Markdown is read.

Names and subjects come from git and are escaped; what a person wrote is their own Markdown,
inside a quotation (`domain/quoting.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain import numbers, stages, trend
from waterline.domain.audits import OVERALL
from waterline.domain.quoting import escaped, quoted
from waterline.report import answered, said
from waterline.report.paper import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from waterline.domain.audits import Audit, Group


def of(audit: Audit) -> str:
    """Write the report; every part stands where it has something to say."""
    parts = [
        f"<!-- {MARK} {audit.month} -->",
        f"# {audit.month.label}",
        f"*{said.state(audit)}*",
        said.lead(audit),
        _table(("", ""), _figures(audit)),
        *_learned(audit),
        *_noticed(audit),
        *_beliefs(audit),
        *_answers(audit),
        *_months(audit),
        "## Practice in the month",
        _table(("", ""), said.practised(audit)),
        *_signals(audit),
        *_late(audit),
        "---",
        said.CLOSING_WORDS,
        *_how(audit),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figures(audit: Audit) -> Iterator[tuple[str, str]]:
    for tile in said.tiles(audit):
        value = [f"**{tile.value}**"] if tile.value else []
        yield f"**{tile.name}**", "<br>".join([*value, *tile.details])


def _learned(audit: Audit) -> Iterator[str]:
    yield "## What I learned"
    if audit.learned:
        yield f"The month as a whole: **{audit.learned}**."
    if audit.words:
        yield quoted(audit.words)
    if not audit.groups:
        yield "Nothing was shipped to learn from."
    for group in audit.groups:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    learned = f" · {group.learned}" if group.learned else ""
    yield f"### {escaped(group.name)}{learned}"
    yield said.group(group)
    if group.words:
        yield quoted(group.words)


def _noticed(audit: Audit) -> Iterator[str]:
    if audit.notices:
        yield "## Worth noticing"
        yield _listed(audit.notices)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {_after_mark(sentence)}" for sentence in sentences)


def _after_mark(sentence: str) -> str:
    """Escape a sentence of ours that may hold a name, for the beginning of a line too."""
    told = escaped(sentence)
    return f"\\{told}" if told[:1] in ("+", "-", "=") else told


def _beliefs(audit: Audit) -> Iterator[str]:
    yield "## Perceived and demonstrated"
    yield _table(
        ("Strand", "I believe", "I showed", "Gap"),
        [
            (
                f"**{one.name}**<br>{one.means}",
                numbers.NOTHING if one.believed is None else numbers.number(one.believed),
                "<br>".join((said.shown(one.name, one.figure), *one.notes)),
                said.gap(one.gap),
            )
            for one in said.beliefs(audit)
        ],
    )
    overall = audit.gaps.get(OVERALL)
    yield _listed(
        (
            f"Perception gap: {said.no_gap(audit) if overall is None else said.gap(overall)}",
            f"Calibration: {said.calibration(audit.calibration)}",
            f"Illusion of depth: {said.depth(audit)}",
        )
    )


def _answers(audit: Audit) -> Iterator[str]:
    yield "## Self-assessment"
    yield f"Perceived: {said.perceived(audit)}"
    given = answered.answers(audit)
    if not given:
        return
    yield _table(
        ("Question", "", "Answer"),
        [
            (
                escaped(one.question),
                "".join(one.dots),
                escaped(one.words),
            )
            for one in given
        ],
    )


def _months(audit: Audit) -> Iterator[str]:
    yield "## The last twelve months"
    yield _table(said.PAST, [said.past(tally) for tally in audit.months])
    yield trend.words(audit.trend)
    run = said.not_much(audit)
    if run:
        yield run
    yield f"*{trend.HONEST}*"


def _signals(audit: Audit) -> Iterator[str]:
    yield "## Signals and stages"
    yield _table(
        ("Signal", "Your records", "Evidence"),
        [(one.name, one.points, escaped(one.evidence)) for one in audit.signals],
    )
    if not audit.stages:
        yield stages.NONE
        return
    yield _listed(f"{one.number} {one.name}: {one.evidence}" for one in audit.stages)
    yield f"*{stages.WORDING}*"


def _late(audit: Audit) -> Iterator[str]:
    if audit.late:
        yield "## Since the month was closed"
        yield _listed(audit.late)


def _how(audit: Audit) -> Iterator[str]:
    if audit.how:
        yield f"*How it was computed: {escaped(said.how(audit))}*"
