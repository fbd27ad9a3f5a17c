"""`waterline` and `waterline app`: the app in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import wait_until
from tests.cli.shipping import followed, ship

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Terminal, Waterline
    from tests.conftest import Git
    from waterline.home import Home


def test_alone_it_opens_at_today_with_what_was_written(
    waterline: Waterline, terminal: Callable[..., Terminal]
) -> None:
    waterline.note("the limiter refills on read")

    app = terminal(rows=30, columns=100)
    app.wait_for("the limiter refills")
    app.send("q")

    assert app.end() == 0


def test_a_screen_can_be_named(waterline: Waterline, terminal: Callable[..., Terminal]) -> None:
    waterline.note("the limiter refills on read")

    app = terminal("app", "journal", rows=30, columns=100)
    app.wait_for("the limiter refills")
    app.send("q")

    assert app.end() == 0


def test_explain_opens_at_what_is_owed(
    waterline: Waterline, git: Git, terminal: Callable[..., Terminal]
) -> None:
    where = followed(git, waterline)
    ship(git, where, "Add a bucket")

    for words in (("app", "explain"), ("explain",)):
        app = terminal(*words, rows=40, columns=120)
        app.wait_for("Add a bucket")
        app.send("q")
        assert app.end() == 0


def test_explain_opens_at_the_changes_that_are_named(
    waterline: Waterline,
    git: Git,
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    ship(git, where, "Add a bucket", tail="")

    app = terminal("explain", "HEAD", rows=40, columns=120)
    app.wait_for("Add_a_bucket 0")  # its diff
    app.send("4Because.")
    app.wait_for("Because.")
    app.send("\x13")
    app.wait_for("Now that you wrote")
    app.send("5")
    wait_until(lambda: "Because." in waterline("change").out)
    app.send("\x11")

    assert app.end() == 0


def test_what_can_t_be_explained_is_said_before_the_app_opens(
    waterline: Waterline, git: Git, terminal: Callable[..., Terminal]
) -> None:
    followed(git, waterline)

    app = terminal("explain", "nowhere")

    assert app.end() == 1
    assert app.shown.startswith("waterline: ")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("keys.nonsense", "ctrl+n", "keys.nonsense"), ("keys.quit", "n", "keys.")],
)
def test_keys_that_can_t_be_are_one_line_before_the_app_opens(
    home: Home,
    terminal: Callable[..., Terminal],
    key: str,
    value: str,
    says: str,
) -> None:
    home.make(home.config)
    Path(home.settings).write_text(f'{key} = "{value}"\n')

    app = terminal(columns=300)

    assert app.end() == 1
    assert app.shown.startswith("waterline: ")
    assert says in app.shown
    assert app.shown.count("\n") == 1


def test_a_screen_that_is_none_is_a_mistake(waterline: Waterline) -> None:
    done = waterline("app", "cellar")

    assert done.code == 2
    assert "journal" in done.err


def test_a_broken_configuration_is_one_line_before_the_app_opens(
    terminal: Callable[..., Terminal], home: Home
) -> None:
    home.make(home.config)
    Path(home.settings).write_text('theme = "pink"\n')

    app = terminal(columns=300)

    assert app.end() == 1
    assert app.shown.startswith(f'waterline: {home.settings}: theme = "pink": allowed is ')
    assert app.shown.count("\n") == 1
