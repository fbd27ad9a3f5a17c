"""Repositories with changes that are owed, for the tests of the Explain screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.stage import at, stamp
from waterline import settings
from waterline.journal import owing
from waterline.practice import explain, repositories

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Git
    from waterline.home import Home
    from waterline.practice.explain import Owed

PLAIN = settings.Settings()
CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>"
CURSOR = "Made-with: Cursor"

FORM = """class CheckoutForm:
    def submit(self, cart):
        self.api.charge(cart.total)

    def validate(self):
        return bool(self.fields)
"""

CHARGED = """class CheckoutForm:
    def submit(self, cart):
        key = idempotency_key(cart)
        with self.lock(key):
            receipt = self.api.charge(
                cart.total, key=key)
        self.emit(Paid(receipt))

    def validate(self):
        return bool(self.fields)
"""


def nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what was shipped in November 2026 be owed on whatever day the tests run."""
    monkeypatch.setattr(owing, "since", lambda *_: 0)


def lines(word: str, count: int) -> str:
    """Give some lines of code."""
    return "".join(f"{word}_{number} = {number}\n" for number in range(count))


def three_owed(home: Home, git: Git) -> tuple[Path, Path]:
    """Commit in `api` (a branch with two changes that are owed, two more not) and in `web` one."""
    api, web = git.repository("api"), git.repository("web")
    git.commit(api, "Begin", stamp(9, 30, 16), parser__py=lines("parse", 60))
    git.commit(web, "Begin", stamp(9, 40, 16), **{"checkout/form__py": FORM})
    git(api, "checkout", "-q", "-b", "retry-webhooks")
    git.commit(api, f"Bump parser\n\n{CLAUDE}", stamp(16, 20, 17), parser__py=lines("parsed", 71))
    git.commit(api, "Fix a typo", stamp(16, 40, 17), notes__md="typo\n")
    git.commit(
        api,
        f"Retry webhooks\n\nThree times, then a dead letter.\n\n{CLAUDE}",
        stamp(18, 5, 19),
        retry__py=lines("retry", 101),
        queue__py=lines("queue", 80),
    )
    git.commit(api, f"Small one\n\n{CLAUDE}", stamp(8, 5), small__py="x = 1\n")
    others = {f"checkout/part_{number}__py": lines("part", 70) for number in range(8)}
    git.commit(
        web,
        f"Checkout form\n\n{CURSOR}",
        stamp(11, 27),
        **{"checkout/form__py": CHARGED, **others},
    )
    for path in (api, web):
        repositories.add(home, PLAIN, str(path))
    repositories.scan(home, PLAIN)
    return api, web


def owed(home: Home) -> list[str]:
    """Give the subjects of what is owed, newest first."""
    return [one.line.subject for one in explain.owed(home, PLAIN)]


def named(home: Home, subject: str) -> Owed:
    """Give what is owed by its subject."""
    return next(one for one in explain.owed(home, PLAIN) if one.line.subject == subject)


__all__ = ["at", "named", "nothing_is_let_go", "owed", "three_owed"]
