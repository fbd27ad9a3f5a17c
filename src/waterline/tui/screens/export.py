"""The panel that writes a month's report into a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from waterline import report
from waterline.errors import HomeError
from waterline.tui import draw
from waterline.tui.screens.sitting import MissingError, SittingScreen
from waterline.tui.widgets.choice import Answered, Choice
from waterline.tui.widgets.field import Field, line_of

if TYPE_CHECKING:
    from waterline.domain.audits import Audit

LABELS = {report.MARKDOWN: "Markdown", report.HTML: "HTML", report.JSON: "JSON"}
ABOUT = {
    report.MARKDOWN: "Markdown: to read and keep anywhere as text.",
    report.HTML: "HTML: one file with its charts, without scripts; it prints well.",
    report.JSON: "JSON: every figure, for programs.",
}


class ExportScreen(SittingScreen):
    """Asks for a form and a file; the file's name follows the form until it is changed."""

    SCOPED_CSS = False  # the panel looks as its base says, which the scope would keep out

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        forms = [(form, LABELS[form]) for form in (report.HTML, report.MARKDOWN, report.JSON)]
        self._offered = offered(audit, report.HTML)
        super().__init__(
            f"report:{audit.month}",
            f"The report of {audit.month.label}",
            _about(report.HTML),
            [Choice("As", forms, id="form"), line_of("Into the file", "file")],
            self._write_report,
            values={"form": report.HTML, "file": self._offered},
            keeps_draft=False,
        )

    def on_answered(self, _message: Answered) -> None:
        """Offer a name with the ending of the form; Textual asks the panel's own handler next."""
        field, form = self.query_one("#file", Field), self.values["form"]
        if field.text.strip() in {"", self._offered} and form:
            self._offered = offered(self._audit, form)
            field.take(self._offered)
        if form:
            self.query_one("#sitting-about", Static).update(_about(form))

    def _write_report(self, values: dict[str, Any]) -> str:
        path = os.path.expanduser(values["file"])
        if not path:
            raise MissingError("file", "a report needs a file", "name one, with its folder")
        try:
            written = report.write(self._audit, path, values["form"] or report.HTML)
        except OSError as error:
            raise HomeError(
                f"{draw.short_path(path)} can't be written ({error.strerror})",
                "take another folder",
            ) from error
        return f"Written: {draw.short_path(written)}"


def offered(audit: Audit, form: str) -> str:
    """Offer a file for a report, in the person's own folder: no repository takes it in there."""
    return f"~/{report.file_name(audit.month, form)}"


def _about(form: str) -> Content:
    return Content.styled(ABOUT[form], "$quiet")
