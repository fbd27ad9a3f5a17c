"""How pictures are taken: keys are pressed, and all is waited for that follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from waterline.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    Compare = Callable[..., bool]
    Ready = Callable[[Pilot[None]], Awaitable[None]]

SMALL, LARGE = (80, 24), (120, 36)

in_both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
in_both_themes = pytest.mark.parametrize("theme", ["waterline-dark", "waterline-light"])


def ready(*keys: str) -> Ready:
    """Press keys (… waits), and wait until all is read and stands still."""

    async def run(pilot: Pilot[None]) -> None:
        await quiet(pilot)
        for key in keys:
            if key == "…":
                await quiet(pilot)
            else:
                await pilot.press(key)
        await quiet(pilot)
        for field in pilot.app.screen.query(Field):
            field.cursor_blink = False
        pilot.app.clear_notifications()
        await quiet(pilot)

    return run


async def quiet(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)
