"""What `owed`, `change` and `explain` have in common: changes that were named, and their facts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from waterline.cli import rows
from waterline.domain.commits import names_several
from waterline.domain.text import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Protocol

    from waterline.domain.lines import Line
    from waterline.practice.explain import Explained

    class Fact(Protocol):
        """A change with what is known of its origin: one that is owed, or looked at."""

        @property
        def line(self) -> Line: ...  # noqa: D102 - their own classes say what they are
        @property
        def signal(self) -> str: ...  # noqa: D102 - as above
        @property
        def shipped_at(self) -> datetime: ...  # noqa: D102 - as above


HERE = "HEAD"


def folder() -> str:
    """Give the folder that one stands in: revisions are read in the repository that holds it."""
    return os.getcwd()


def is_range(revs: Sequence[str]) -> bool:
    """Tell whether the words name any number of changes rather than one."""
    return len(revs) != 1 or names_several(revs[0])


def change_json(one: Fact) -> dict[str, Any]:
    """Give the keys that scripts rely on."""
    line = one.line
    return {
        "repo": clean_line(line.repo),
        "sha": line.sha,
        "subject": rows.said(line),
        "insertions": line.insertions,
        "deletions": line.deletions,
        "files": line.files,
        "origin": line.origin,
        "tool": clean_line(line.tool),
        "signal": clean_line(one.signal),
        "shipped_at": one.shipped_at.replace(microsecond=0).isoformat(),
    }


def explained_json(one: Explained) -> dict[str, Any]:
    """Give the keys that scripts rely on, of one explanation."""
    return {
        "id": one.entry_id,
        "why": clean(one.words.why),
        "alternatives": clean(one.words.alternatives),
        "first_look": clean(one.words.first_look),
        "before": one.before,
        "after": one.after,
        "ticks": list(one.ticks),
        "typed_share": one.typed_share,
        "copied_share": one.copied,
        "is_pasted": one.is_pasted,
        "written_at": one.written_at.isoformat(),
        "covers": one.covers,
    }
