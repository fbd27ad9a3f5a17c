"""Where somebody stands: the repository that holds a folder, told by looking at files alone.

Apart from `repositories`, because a note that names its repository should not wait for what
scans need.
"""

from __future__ import annotations

import os

from waterline.activity import places
from waterline.errors import InputError


def repository_of(path: str) -> str:
    """Give the top of the repository that holds `path`; for a linked worktree, of the main one.

    Raises InputError where there is no repository.
    """
    folder = os.path.realpath(os.path.expanduser(path))
    common_dir, top = places.holding(folder), places.top_of(folder)
    if common_dir is None or top is None:
        raise InputError(f"{path} is in no git repository", "name a folder that is in one")
    return os.path.dirname(common_dir) if os.path.basename(common_dir) == ".git" else top
