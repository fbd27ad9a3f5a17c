"""The day's timeline: entries and commits of all repositories, oldest first."""

from __future__ import annotations

from waterline.tui.widgets.rows import Rows


class Timeline(Rows):
    """The rows of one day."""
