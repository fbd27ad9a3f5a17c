"""A decision as it was written: what was decided, why, and what was rejected."""

from __future__ import annotations

from typing import NamedTuple

from waterline.domain.kinds import BY_NAME
from waterline.domain.text import clean_line, first_line

WHAT, WHY, REJECTED = BY_NAME["decision"].prompts


class Decision(NamedTuple):
    """The three parts of a decision; `what` is one line, the others are as they were written."""

    what: str
    why: str
    rejected: str

    @property
    def reasons(self) -> str:
        """What a person may be asked for: why, and what was rejected."""
        return "\n\n".join(part for part in (self.why, self.rejected) if part)


def split(body: str) -> Decision:
    """Find the parts of a decision in its body.

    One that was written without the headings begins with what was decided, in its first line; the
    rest of it says why.
    """
    found: dict[str, list[str]] = {"": [], WHAT: [], WHY: [], REJECTED: []}
    at = ""
    for line in body.split("\n"):
        heading = line.removeprefix("## ").strip() if line.startswith("## ") else ""
        if heading in found and heading:
            at = heading
        else:
            found[at].append(line)
    free, what, why, rejected = ("\n".join(lines).strip() for lines in found.values())
    if what or why or rejected:
        return Decision(clean_line(first_line(what or free or why)), why, rejected)
    head, _, rest = free.partition("\n")
    return Decision(clean_line(first_line(head)), rest.strip(), "")
