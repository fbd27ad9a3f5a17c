"""Which screens there are, and where each one lives: it is imported when it is first shown."""

from __future__ import annotations

SCREENS: dict[str, tuple[str, str]] = {
    "today": ("waterline.tui.screens.today", "TodayScreen"),
    "journal": ("waterline.tui.screens.journal", "JournalScreen"),
    "explain": ("waterline.tui.screens.explain", "ExplainScreen"),
    "practice": ("waterline.tui.screens.practice", "PracticeScreen"),
    "recall": ("waterline.tui.screens.recall", "RecallScreen"),
    "audit": ("waterline.tui.screens.audit", "AuditScreen"),
    "repositories": ("waterline.tui.screens.repositories", "RepositoriesScreen"),
    "settings": ("waterline.tui.screens.settings", "SettingsScreen"),
}
