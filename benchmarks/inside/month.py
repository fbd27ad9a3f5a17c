"""Time the audit of a month in the two journals that `audited.py` made, taking turns.

month.py FOLDER             the month's name
month.py FOLDER ROUNDS      one line a round: seconds in the whole journal, and alone
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from audited import month_of
from waterline.home import Home
from waterline.practice import audit
from waterline.settings import Settings


def timed(folder: Path, month: audit.Month) -> float:
    """Read the month's audit as the app does; give the seconds."""
    home = Home(str(folder), str(folder))
    settings = Settings()
    start = time.perf_counter()
    audit.read(home, settings, month)
    return time.perf_counter() - start


def main() -> None:
    """Print what the arguments ask for."""
    folder = Path(sys.argv[1])
    month = month_of(folder)
    if len(sys.argv) == 2:
        print(month)
        return
    for turn in range(int(sys.argv[2]) + 1):
        pair = [timed(folder / name, month) for name in ("whole", "alone")]
        if turn:
            print(*pair)


if __name__ == "__main__":
    main()
