"""How Journal, Repositories, Settings and Help look, picture by picture."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.conftest import Git
from tests.tui.bench import NOW, settle, write
from tests.tui.owing import nothing_is_let_go
from waterline import settings as setting
from waterline.domain import days
from waterline.journal import connection
from waterline.practice import repositories
from waterline.tui.app import WaterlineApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from waterline.home import Home

    Compare = Callable[..., bool]

SMALL, LARGE = (80, 24), (120, 40)
both = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])

BUCKET = """\
The bucket does not need a timer. Storing the last-seen timestamp and refilling on read makes it \
O(1) and immune to missed ticks. I had assumed a **background job**.

## What I still can't explain

- why the Lua script must be *atomic* across two keys
- when the cluster hashes them apart

```python
def refill(bucket, now):
    # lazily, on read
    elapsed = now - bucket.seen
    return min(bucket.size, bucket.tokens + elapsed)
```

See [the paper](https://example.org/gcra) and `redis-cli --eval`.

#redis #rate-limiting
"""

LOCK = """\
## What did I decide?

Take a lock over a unique index.

## Why?

The provider answers slowly and we'd hold the row for seconds.

## What was rejected?

Generating the key in the browser: tabs share carts.

#checkout
"""

ENTRIES = [
    ("learned", BUCKET),
    ("note", "Why does the limiter refill lazily?"),
    ("decision", LOCK),
    ("learned", "SELECT … FOR UPDATE SKIP LOCKED lets workers take different rows #postgres"),
    ("incident", "## What broke?\n\nWebhooks retried for 40 minutes.\n\n#webhooks"),
    ("note", "Pairing on the importer: stop reading the whole file"),
    ("brief", "## Context\n\nThe parser is slow on 4 MB files."),
    ("note", "日本語のメモ #cache"),
    ("note", "arr[0] and x[i] and [/x] stay as they are"),
]


@pytest.fixture(autouse=True)
def person(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(clean_environment)
    nothing_is_let_go(monkeypatch)
    return clean_environment


def app_at(home: Home, start: str, theme: str = "waterline-dark") -> WaterlineApp:
    chosen = setting.Settings({"scan_on_start": False, "backup_days": 0, "theme": theme})
    return WaterlineApp(home, chosen, lambda: NOW, start)


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys when all is quiet; `"text` types a text."""

    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            if key.startswith('"'):
                await pilot.press(*({" ": "space"}.get(letter, letter) for letter in key[1:]))
            else:
                await pilot.press(key)
            await settle(pilot)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await settle(pilot)

    return run


def months(home: Home) -> None:
    write(home, ENTRIES * 4, hours=7.3)


def followed(home: Home, person: Path) -> None:
    """Follow three repositories, one of which is gone, scanned a while before now."""
    git = Git(person)
    for name, count in (("api", 4), ("infrastructure-modules", 1), ("web", 2)):
        where = git.repository(name)
        for number in range(count):
            text = f"{name} {number}\n" * (40 * number + 12)
            message = f"Add part {number} of {name}\n\nWhat it is for, in a sentence.\n\n- one\n"
            if number == 1:
                message += "\nCo-Authored-By: Claude <noreply@anthropic.com>"
            git.commit(where, message, f"2026-11-19T1{number}:14:00+0100", part__py=text)
        repositories.add(home, setting.Settings(), str(where))
    repositories.scan(home, setting.Settings())
    db = connection.connect(home)
    scanned = days.to_moment(NOW - timedelta(minutes=25))
    with connection.writing(db):
        db.execute("UPDATE repository SET scanned_at = ?", (scanned,))
    db.close()
    (person / "code" / "web").rename(person / "elsewhere")


@both
@pytest.mark.parametrize("theme", ["waterline-dark", "waterline-light"])
def test_journal(home: Home, snap_compare: Compare, size: tuple[int, int], theme: str) -> None:
    months(home)
    app = app_at(home, "journal", theme)
    assert snap_compare(app, terminal_size=size, run_before=after())


def test_journal_in_the_terminals_own_colours(home: Home, snap_compare: Compare) -> None:
    months(home)
    app = app_at(home, "journal", "ansi")
    assert snap_compare(app, terminal_size=SMALL, run_before=after("slash", '"lock', "down"))


@both
def test_a_search(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    months(home)
    keys = after("slash", '"lock since:last month', "down")
    assert snap_compare(app_at(home, "journal"), terminal_size=size, run_before=keys)


def test_a_search_by_relevance(home: Home, snap_compare: Compare) -> None:
    months(home)
    keys = after("slash", '"lock', "enter")
    assert snap_compare(app_at(home, "journal"), terminal_size=LARGE, run_before=keys)


@both
def test_nothing_found(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    months(home)
    keys = after("slash", '"zebra kind:lea since:someday')
    assert snap_compare(app_at(home, "journal"), terminal_size=size, run_before=keys)


@both
def test_no_entries_yet(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app_at(home, "journal"), terminal_size=size, run_before=after())


@both
def test_commits_in_the_journal(
    home: Home, person: Path, snap_compare: Compare, size: tuple[int, int]
) -> None:
    months(home)
    followed(home, person)
    keys = after("c", *["j"] * 5)
    assert snap_compare(app_at(home, "journal"), terminal_size=size, run_before=keys)


@both
@pytest.mark.parametrize("theme", ["waterline-dark", "waterline-light"])
def test_the_calendar(home: Home, snap_compare: Compare, size: tuple[int, int], theme: str) -> None:
    months(home)
    keys = after("g", "h", "h")
    assert snap_compare(app_at(home, "journal", theme), terminal_size=size, run_before=keys)


def test_the_filters(home: Home, snap_compare: Compare) -> None:
    months(home)
    keys = after("f", "j", "j")
    assert snap_compare(app_at(home, "journal"), terminal_size=SMALL, run_before=keys)


@both
def test_repositories(
    home: Home, person: Path, snap_compare: Compare, size: tuple[int, int]
) -> None:
    followed(home, person)
    app = app_at(home, "repositories")
    assert snap_compare(app, terminal_size=size, run_before=after("j"))


def test_no_repositories_yet(home: Home, snap_compare: Compare) -> None:
    app = app_at(home, "repositories")
    assert snap_compare(app, terminal_size=SMALL, run_before=after())


def test_following_what_is_no_repository(home: Home, snap_compare: Compare) -> None:
    app = app_at(home, "repositories")
    keys = after("a", '"/nowhere', "enter")
    assert snap_compare(app, terminal_size=SMALL, run_before=keys)


def test_the_question_before_removing(home: Home, person: Path, snap_compare: Compare) -> None:
    followed(home, person)
    app = app_at(home, "repositories")
    assert snap_compare(app, terminal_size=SMALL, run_before=after("d"))


@both
@pytest.mark.parametrize("theme", ["waterline-dark", "waterline-light"])
def test_settings(home: Home, snap_compare: Compare, size: tuple[int, int], theme: str) -> None:
    setting.change(home, "addresses", ["mara@work.example"])
    app = app_at(home, "settings", theme)
    assert snap_compare(app, terminal_size=size, run_before=after("j"))


def test_a_setting_that_is_refused(home: Home, snap_compare: Compare) -> None:
    keys = after("enter", "backspace", "x", "enter")
    assert snap_compare(app_at(home, "settings"), terminal_size=SMALL, run_before=keys)


@both
def test_help(home: Home, snap_compare: Compare, size: tuple[int, int]) -> None:
    keys = after("question_mark")
    assert snap_compare(app_at(home, "journal"), terminal_size=size, run_before=keys)
