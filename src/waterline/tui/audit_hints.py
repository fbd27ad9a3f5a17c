"""What the audit says where there is little to show, and what it asks before it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain import assessment
from waterline.domain.months import RUNNING, SETTLING
from waterline.tui import actions, draw
from waterline.tui.hints import key
from waterline.tui.widgets.steps import BELIEVE, PICTURE, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from waterline.domain.audits import Answers, Audit
    from waterline.domain.months import Month

FREEZES = (
    "Closing freezes the month's figures as they are now, and keeps how they were computed. "
    "Tests and explanations that come later don't move them; they are told as late. "
    "What you learned can't be changed then. It can be opened again at any time."
)
KEEPS = "Words that aren't saved yet are kept with it."
OPENS = (
    "Its figures are computed anew from the journal, as for every open month. What it said when "
    "it was closed is kept in the journal."
)


def for_nothing_shipped(
    audit: Audit, keys: Mapping[str, str], *, is_followed: bool
) -> list[Content]:
    """Give the lines for a month without a change."""
    so_far = " so far" if audit.state == RUNNING else ""
    said = [Content(f"Nothing was shipped in {audit.month.label}{so_far}, as far as git tells.")]
    if not is_followed:
        said.append(Content("No repository is followed yet."))
        said.append(
            Content.assemble(
                ("waterline repo add", "bold $foreground"),
                " in one, or Repositories under ", key("command_palette", keys), ".",
            )
        )  # fmt: skip
    if audit.entries:
        count = draw.plural(audit.entries, "entry", "entries")
        said.append(Content(f"{count} of the month wait in the Journal."))
    said.append(
        Content.assemble(
            key("earlier_month", keys), " shows the month before.  ",
            "A month without shipping is no gap in anything.",
        )
    )  # fmt: skip
    return said


def offers(action: str, audit: Audit, step: int, *, is_over: bool, is_writing: bool) -> bool:
    """Tell whether an action can be done with a month at a step; `is_over` when it has ended."""
    is_hidden = audit.assessed.state == assessment.OPEN
    is_closed = audit.closed_at is not None
    return {
        "later_month": is_over,
        "step_on": step < PICTURE,
        "step_back": step > BELIEVE,
        "keep_words": is_writing,
        "every_anchor": step == BELIEVE,
        "read_chart": step in {SHIPPED, PICTURE},
        "export_report": not is_hidden,
        "trend": not is_hidden,
        "close_month": is_over and not is_hidden and not is_closed,
        "reopen_month": is_closed,
    }.get(action, True)


def state(audit: Audit) -> str:
    """Say in a word or two where a month stands."""
    if audit.closed_at is not None:
        return f"closed {audit.closed_at.day} {draw.MONTHS[audit.closed_at.month - 1]}"
    if audit.state == SETTLING:
        until = audit.month.settles
        return f"settling until {until.day} {draw.MONTHS[until.month - 1]}"
    return audit.state


def before_evidence(
    month: Month, answers: Answers, open_before: Month | None, keys: Mapping[str, str]
) -> str:
    """Ask whether the evidence is to be shown although not all is answered.

    `open_before` is the month before, where its questions wait: 90 days reach back into it.
    """
    count = assessment.answered(answers)
    said = []
    if count < len(answers) - 1:
        of = "of the five questions are answered."
        if count <= 1:
            of = "of the five questions is answered."
        said.append(f"{('None', 'One')[count] if count <= 1 else count} {of}")
        if count < assessment.PERCEIVED_NEEDS:
            said.append(f"{assessment.PERCEIVED_NEEDS} are needed for a figure.")
    if open_before is not None:
        back = actions.key_of("earlier_month", keys)
        said.append(
            f"The questions of {open_before.label} still wait for you ({back}), and what is "
            f"shown now reaches back into {open_before.label.split()[0]}."
        )
    said.append(
        f"Once what was shipped is shown, the answers of {month.label} stay as they are. "
        "Look at it now?"
    )
    return " ".join(said)


def open_before(audit: Audit, hidden: Collection[Month]) -> Month | None:
    """Tell whether the month before has something to ask about, and still does."""
    before = audit.month.plus(-1)
    has_work = any(
        one.tide.s or one.by_hand or one.unknown for one in audit.months if one.month == before
    )
    return before if has_work and before in hidden else None
