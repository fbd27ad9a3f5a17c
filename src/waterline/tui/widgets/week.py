"""The week's strip: what each day shipped, and what was written on it."""

from __future__ import annotations

from textual.widget import Widget


class WeekStrip(Widget):
    """Monday to Sunday."""

    DEFAULT_CSS = "WeekStrip { height: 8; }"
