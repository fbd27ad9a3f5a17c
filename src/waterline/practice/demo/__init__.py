"""The demo: three months of made-up history in a home of its own, made the way real ones are.

The story stands in `story.txt`. Its commits become real repositories, read by the real scan; its
entries go through the real inbox, what was told of its commits is left as the hooks leave it. The
same `now` and seed give the same history, to the commit.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

from waterline.domain.days import day_of
from waterline.domain.keys import RANDOM_BITS, key
from waterline.home import Home
from waterline.practice import capture, look, repositories
from waterline.practice.demo import history, months, recalled, sittings, story, told
from waterline.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

SEED = 20
DAYS = 92


def build(folder: str, now: datetime, *, seed: int = SEED, days: int = DAYS) -> Home:
    """Make the demo in `folder` as it would be at `now` (aware), and give its home.

    `days` is how far back the history goes, 92 at most. The home is `folder/waterline`, the
    repositories are in `folder/code`.
    Raises HomeError where the folder can't be written, GitError without git.
    """
    random = Random(seed)  # noqa: S311 - a story, not a secret
    scenes = story.placed(story.read(), now, days, random)
    home = Home(f"{folder}/waterline", f"{folder}/waterline")
    home.make(home.data)
    settings = Settings()
    for name in story.REPOSITORIES:
        where = os.path.join(folder, "code", name)
        home.make(where)
        own = [scene for scene in scenes if scene.repo == name]
        history.make(where, own, random)
        repositories.add(home, settings, where)
        told.leave(home, where, [scene for scene in own if not scene.is_entry], random)
    repositories.scan(home, settings)
    sittings.keep(home, now, days, random)
    for scene in scenes:
        if scene.is_entry:
            where = os.path.join(folder, "code", scene.repo) if scene.repo else ""
            id_ = key(scene.at[0], random.getrandbits(RANDOM_BITS))
            capture.note(home, scene.text, scene.kind, at=scene.at, repo=where, key=id_)
    with look.opened(home, settings):
        pass  # takes the inbox in; `look.status` would draw as of today
    recalled.keep(home, now, days, random)
    worked = {day_of(scene.at[0], scene.at[1]) for scene in scenes}
    months.keep(home, folder, now, worked, random)
    return home
