"""What looking at repositories may import: it stands in the app's way to its first frame."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Git

LOOKING = """
import sys
from waterline import home, settings
from waterline.practice import repositories
here, chosen = home.find(), settings.Settings()
repositories.needs_scan(here)
repositories.listing(here, chosen)
repositories.offer(here, chosen, ".")
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"git", "sqlmodel", "click"}))
"""

FOLLOWING = """
import sys
from waterline import home, settings
from waterline.practice import repositories
here, chosen = home.find(), settings.Settings()
repositories.add(here, chosen, ".")
[line] = repositories.scan(here, chosen)
print(line.total, *sorted({"git", "sqlmodel", "click"} & sys.modules.keys()))
"""


def said(git: Git, program: str) -> list[str]:
    where = git.repository()
    git.commit(where, "one")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=where, capture_output=True, check=True, text=True
    )
    return done.stdout.splitlines()


def test_looking_imports_neither_gitpython_nor_the_records(git: Git) -> None:
    assert said(git, LOOKING) == [""]


def test_following_and_scanning_import_neither_as_well(git: Git) -> None:
    assert said(git, FOLLOWING) == ["1"]
