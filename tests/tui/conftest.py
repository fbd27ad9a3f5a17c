"""What every test of the app shares."""

from __future__ import annotations

import gc
from itertools import count
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.tui import asking, audits
from tests.tui.stage import NOW
from waterline.practice import capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

# So many apps are left lying about before they are cleared away together.
TESTS_BETWEEN = 8
_TESTS, _FROZEN = count(1), count(1)


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """Let no search for garbage run while an app does, as none runs while a real one starts.

    An app freezes what there is when its start is over, itself too, and all that tests stand on
    is frozen (see the conftest above): only to be rid of such apps is everything gone through.
    """
    gc.disable()
    yield
    has_frozen = gc.isenabled()  # as it is from then on
    gc.disable()
    if has_frozen and next(_FROZEN) % TESTS_BETWEEN == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    elif next(_TESTS) % TESTS_BETWEEN == 0:
        gc.collect()
    gc.enable()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """Stop the clock of program and person, at NOW of the test's module if it has one of its own.

    Only the test moves it.
    """
    with time_machine.travel(getattr(request.module, "NOW", NOW), tick=False) as travelled:
        yield travelled


@pytest.fixture
def same_every_time(
    clean_environment: Path, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let a picture show the same whenever and wherever it is taken."""
    monkeypatch.chdir(clean_environment)
    monkeypatch.setattr(capture, "question", lambda _day: "What did I learn today?")


@pytest.fixture
def autumn(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Give a home with half a year in it, of which October was looked at and not closed."""
    audits.an_autumn(home, tmp_path_factory)
    return home


@pytest.fixture
def october(home: Home) -> Home:
    """Give a home with an October that nobody has looked at."""
    audits.months(home, 10, 10)
    return home


@pytest.fixture
def history(home: Home, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a change of October, of which every sort of question can be asked."""
    asking.made(monkeypatch, "where", "line")
    return asking.the_history(home, git)


@pytest.fixture
def whys(home: Home, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the same change, of which only its why can be asked."""
    asking.made(monkeypatch)
    return asking.the_history(home, git)
