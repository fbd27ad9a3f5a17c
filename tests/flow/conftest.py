"""What the tests of the hooks' conversation begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.flow.desk import Desk

if TYPE_CHECKING:
    from tests.conftest import Git


@pytest.fixture
def desk(git: Git) -> Desk:
    """Give a followed repository with hooks, and a terminal to commit at."""
    return Desk(git)
