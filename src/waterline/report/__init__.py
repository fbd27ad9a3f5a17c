"""A month on paper: an audit as JSON for scripts, as Markdown, or as one HTML file to keep.

All three are made of an `Audit` alone; nothing is read, and nothing computed that the audit
doesn't hold. The same audit gives the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from waterline.report import paper
from waterline.report.paper import OccupiedError

if TYPE_CHECKING:
    from typing import Any

    from waterline.domain.audits import Audit
    from waterline.domain.months import Month

__all__ = [
    "FORMS", "HTML", "JSON", "MARKDOWN", "OccupiedError", "file_name", "text", "to_html",
    "to_json", "to_markdown", "write",
]  # fmt: skip

MARKDOWN, HTML, JSON = "markdown", "html", "json"
FORMS = (MARKDOWN, HTML, JSON)

_ENDINGS = {MARKDOWN: "md", HTML: "html", JSON: "json"}


def file_name(month: Month, form: str) -> str:
    """Offer a name for a month's report: waterline-2026-10.html."""
    return f"waterline-{month}.{_ENDINGS[form]}"


def to_json(audit: Audit) -> dict[str, Any]:
    """Give the keys that scripts rely on (README, "The report of a month")."""
    from waterline.report import keys

    return keys.of(audit)


def to_markdown(audit: Audit) -> str:
    """Write the report as Markdown, with its own end of line."""
    from waterline.report import markdown

    return markdown.of(audit)


def to_html(audit: Audit) -> str:
    """Write the report as one HTML file: no script, nothing that is fetched."""
    from waterline.report import page

    return page.of(audit)


def text(audit: Audit, form: str) -> str:
    """Write the report in one of `FORMS`. Raises KeyError for another."""
    if form == JSON:
        return json.dumps(to_json(audit), ensure_ascii=False, indent=2) + "\n"
    return {MARKDOWN: to_markdown, HTML: to_html}[form](audit)


def write(audit: Audit, path: str, form: str, *, force: bool = False) -> str:
    """Write the report to a file, whole or not at all, and give the file's full path.

    The file is readable by its owner alone, as the journal is. A report of Waterline that stands
    there is replaced; what is none is left as it is, but with `force`.
    Raises OccupiedError (an InputError) where something else stands there, InputError for a folder
    that is missing, OSError where it can't be written.
    """
    return paper.put(path, text(audit, form), force=force)
