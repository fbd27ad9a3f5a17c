"""Words of an audit that aren't kept yet: on the disk within a second, one draft for a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.tui.panel_draft import PanelDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from waterline.domain.months import Month
    from waterline.home import Home

NAME = "learned"


class Unsaid:
    """What stands in the fields of a month, by the keys of its groups.

    The app's thread says what is typed (`put`); threads `open` what was left before, and `write`.
    """

    def __init__(self, home: Home, month: Month) -> None:
        self.month = month
        self._draft = PanelDraft(home, f"{NAME}:{month}")
        self._words: dict[str, str] = {}
        self.is_due = False

    @property
    def words(self) -> Mapping[str, str]:
        """The words that aren't kept yet."""
        return self._words

    def open(self) -> dict[str, str]:
        """Give what was left before. Never fails."""
        return {key: words for key, words in self._draft.open().items() if isinstance(words, str)}

    def laid(self, words: Mapping[str, str]) -> None:
        """Go on with what was left before; what was typed meanwhile goes before it."""
        self._words = {**words, **self._words}
        self._draft.laid()

    def put(self, key: str, words: str | None) -> bool:
        """Take what is typed (None: it is kept); tell whether a write is due for it."""
        if words is None or not words.strip():
            changed = self._words.pop(key, None) is not None
        else:
            changed = self._words.get(key) != words
            self._words[key] = words
        is_first = changed and not self.is_due
        self.is_due = self.is_due or changed
        return is_first

    def write(self) -> None:
        """Put what waits on the disk. Raises HomeError."""
        self.is_due = False
        self._draft.save(dict(self._words))

    def close(self) -> None:
        """Let another take the draft."""
        self._draft.close()
