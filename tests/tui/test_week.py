"""The week's strip: bars, names and counts stand in line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tui.stage import a_day, app_on, stage

if TYPE_CHECKING:
    from tests.conftest import Git
    from waterline.home import Home


@pytest.mark.parametrize("columns", [100, 130, 200])
async def test_names_are_alike_and_stand_under_their_bars(
    home: Home, git: Git, columns: int
) -> None:
    a_day(home, git)
    async with stage(app_on(home, scan_on_start=False), columns) as app:
        lines = app.text.split("\n")
        names = next(row for row in lines if "Mon" in row and "Sun" in row)
        assert len(re.findall(r"[A-Z][a-z]{2} \d", names)) in {0, 7}
        left = len("│ ")
        width = names.index("│", left) - left
        places = set()
        for number in range(7):
            column = slice(left + width * number // 7, left + width * (number + 1) // 7)
            for bar in {row[column].find("█") for row in lines[: lines.index(names)][-4:]} - {-1}:
                places.add(names[column].index(names[column].strip()) - bar)
        assert len(places) == 1
