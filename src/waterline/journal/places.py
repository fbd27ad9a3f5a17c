"""Where a line belongs: the followed repositories, by whatever name a person gives them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

# Walks from one distinct value to the next; a plain DISTINCT would read the whole index.
_DISTINCT_REPOS = """
    WITH RECURSIVE found (repo) AS (
        SELECT min(repo) FROM entry WHERE repo <> ''
        UNION ALL
        SELECT (SELECT min(repo) FROM entry WHERE repo <> '' AND repo > found.repo)
        FROM found WHERE found.repo IS NOT NULL
    )
    SELECT repo FROM found WHERE repo IS NOT NULL
"""


class Places:
    """The followed repositories of a journal, read once for one answer.

    An entry keeps the path or name that was given when it was written; a change is known by the
    repositories that hold it. Both are shown, and found, by the repository's name.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        rows = db.execute("SELECT id, name, path FROM repository ORDER BY added_at, id").fetchall()
        self._by_id = {row[0]: (row[1], row[2]) for row in rows}
        self._of_entries = {"": ("", "")}

    def of_change(self, repository_id: str) -> tuple[str, str]:
        """Give the name and path of the repository that holds a change."""
        return self._by_id[repository_id]

    def of_entry(self, given: str) -> tuple[str, str]:
        """Give the name and path meant by what an entry keeps; ("", "") if it keeps nothing.

        A path inside a followed repository means that repository.
        """
        if given not in self._of_entries:
            self._of_entries[given] = self._meant(given)
        return self._of_entries[given]

    def _meant(self, given: str) -> tuple[str, str]:
        holding = [place for place in self._by_id.values() if _is_within(given, place[1])]
        if holding:
            return max(holding, key=lambda place: len(place[1]))
        named = [place for place in self._by_id.values() if place[0] == given]
        if named:
            return named[0]
        return (os.path.basename(given.rstrip("/")), given) if "/" in given else (given, "")

    def repositories(self, wanted: str) -> list[str]:
        """Give the ids of the followed repositories that `wanted` names."""
        return [key for key, place in self._by_id.items() if _is_wanted(*place, wanted)]

    def repos_of_entries(self, db: sqlite3.Connection, wanted: str) -> list[str]:
        """Give what entries may keep when they belong to the repository that `wanted` names."""
        kept = (str(row[0]) for row in db.execute(_DISTINCT_REPOS))
        return [repo for repo in kept if _is_wanted(*self.of_entry(repo), wanted)]


def _is_wanted(name: str, path: str, wanted: str) -> bool:
    if name.casefold() == wanted.casefold():
        return True
    return bool(path) and (os.path.basename(path) == wanted or _is_within(wanted, path))


def _is_within(path: str, folder: str) -> bool:
    return path.rstrip("/") == folder or path.startswith(folder + "/")
