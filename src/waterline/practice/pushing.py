"""Before a push: what of it is owed an explanation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from waterline import settings as configuration
from waterline.activity import branches, staging
from waterline.practice import explain
from waterline.practice.asking import is_person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from waterline.activity.staging import Where
    from waterline.home import Home
    from waterline.practice.explain import Owed

# As many changes as a command line names one by one.
_FEW = 5


class Pushed(NamedTuple):
    """What is owed in a push, newest first; whether it is refused; how to explain it."""

    owed: list[Owed]
    is_refused: bool
    command: str


class Update(NamedTuple):
    """One line that git tells its pre-push hook."""

    local_ref: str
    local: str
    remote_ref: str
    remote: str


def look(home: Home, remote_name: str, told: bytes, environ: Mapping[str, str]) -> Pushed | None:
    """Find what is owed in a push; None where nothing is to be said of it.

    `told` is what git tells the hook. A reminder is for a person at a terminal alone.
    Raises WaterlineError where the journal or git can't be read.
    """
    updates = _updates(told)
    if not updates or environ.get("CI") or environ.get("WATERLINE") in {"off", "0"}:
        return None
    here = staging.standing(environ)
    settings = configuration.load(home)
    there = settings.for_repository(here.name, here.repository)
    is_wanted = there.push == "require" or (there.push == "remind" and is_person(environ))
    if there.ask == "never" or not is_wanted or not os.path.exists(home.journal):
        return None
    place = here.handed or here.folder
    shas = {
        sha
        for update in updates
        for sha in branches.pushed(place, update.local, remote_name, update.remote)
    }
    if not shas:
        return None
    explain.refresh(home, settings, here.repository)
    owed = [one for one in explain.owed(home, settings, here.repository) if one.line.sha in shas]
    return Pushed(owed, there.push == "require", _command(here, updates, owed))


def _command(here: Where, updates: list[Update], owed: list[Owed]) -> str:
    """Name what is owed in the shortest way: as a range, by name, or all that is owed."""
    if len(updates) == 1 and len(owed) > 1:
        local, remote = updates[0].local, updates[0].remote
        if branches.has_commit(here.handed or here.folder, remote):
            return f"waterline explain {remote[:10]}..{local[:10]}"
    if len(owed) <= _FEW:
        return f"waterline explain {' '.join(one.line.sha[:8] for one in owed)}"
    return "waterline explain"


def _updates(told: bytes) -> list[Update]:
    lines = (line.split(" ") for line in told.decode("utf-8", "replace").splitlines())
    return [Update(*words) for words in lines if len(words) == len(Update._fields)]
