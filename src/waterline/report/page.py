"""The report as one HTML file: a page to keep, to print and to look at again.

No script, no font, no picture from elsewhere: its own policy forbids to fetch anything.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

from waterline.report import chapters, waves
from waterline.report.paper import MARK
from waterline.report.tags import Markup, element, void

if TYPE_CHECKING:
    from waterline.domain.audits import Audit

STYLE = os.path.join(os.path.dirname(__file__), "page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def of(audit: Audit) -> str:
    """Write the page."""
    title = f"{audit.month.label} · Waterline"
    head = element(
        "head",
        void("meta", charset="utf-8"),
        void("meta", name="generator", content=f"{MARK}, {version('waterline-journal')}"),
        void("meta", http_equiv="Content-Security-Policy", content=POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="color-scheme", content="light dark"),
        void("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", _style()),
    )
    body = element(
        "body",
        waves.patterns(),
        chapters.opening(audit),
        element("main", *_main(audit)),
        chapters.closing(audit),
    )
    page = element("html", head, body, lang="en")
    return f"<!doctype html>\n{page}\n"


def _main(audit: Audit) -> tuple[Markup, ...]:
    return (
        chapters.tiles(audit),
        chapters.late(audit),
        chapters.learned(audit),
        chapters.noticed(audit),
        chapters.beliefs(audit),
        chapters.answers(audit),
        chapters.past(audit),
        chapters.practised(audit),
        chapters.signals(audit),
    )


def _style() -> Markup:
    with open(STYLE, encoding="utf-8") as file:
        return Markup(file.read())
