"""What every test of the app shares."""

from __future__ import annotations

import gc
from itertools import count
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# So many apps are left lying about before they are cleared away together.
TESTS_BETWEEN = 8
_TESTS = count(1)


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """Let no search for garbage run while an app does, as none runs while a real one starts.

    Every one goes through all that pytest has imported: a third of what these tests cost.
    """
    gc.disable()
    yield
    gc.unfreeze()  # an app freezes what there is when its start is over
    if next(_TESTS) % TESTS_BETWEEN == 0:
        gc.collect()
    gc.enable()
