"""What several tests of practices begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice.recalling import begun

if TYPE_CHECKING:
    from waterline.domain.asked import Item
    from waterline.home import Home


@pytest.fixture
def explained(home: Home, tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """Give the sitting about one change that was explained."""
    return begun(home, tmp_path_factory, is_explained=True)


@pytest.fixture
def unexplained(home: Home, tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """Give the sitting about one change that nobody explained yet."""
    return begun(home, tmp_path_factory, is_explained=False)
