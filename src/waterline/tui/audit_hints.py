"""What the audit says where there is little to show, and what it asks before it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain import assessment
from waterline.domain.months import RUNNING, SETTLING
from waterline.tui import actions, draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from waterline.domain.audits import Answers, Audit
    from waterline.domain.months import Month

FREEZES = (
    "Closing freezes the month's figures as they are now, and keeps how they were computed. "
    "Tests and explanations that come later don't move them; they are told as late. "
    "What you learned can't be changed then. It can be opened again at any time."
)
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
        said.append(
            Content.assemble(
                "No repository is followed yet. ", ("waterline repo add", "bold $foreground"),
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


def state(audit: Audit) -> str:
    """Say in a word or two where a month stands."""
    if audit.closed_at is not None:
        return f"closed {audit.closed_at.day} {draw.MONTHS[audit.closed_at.month - 1]}"
    if audit.state == SETTLING:
        until = audit.month.settles
        return f"settling until {until.day} {draw.MONTHS[until.month - 1]}"
    return audit.state


def before_evidence(month: Month, answers: Answers) -> str:
    """Ask whether the evidence is to be shown although not all is answered."""
    count = assessment.answered(answers)
    said = f"{count} of the five questions are answered"
    if count <= 1:
        said = f"{('None', 'One')[count]} of the five questions is answered"
    need = assessment.PERCEIVED_NEEDS
    figure = "" if count >= need else f" {need} are needed for a figure."
    return (
        f"{said}.{figure} Once what was shipped is shown, the answers of {month.label} "
        "stay as they are. Look at it now?"
    )


def key(action_id: str, keys: Mapping[str, str]) -> Content:
    """Write the key of an action as it is set."""
    return Content.styled(actions.key_of(action_id, keys), "bold $shipped")
