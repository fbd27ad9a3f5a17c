"""One quick question from inside a commit: whether it is explained, or spoken for, already.

Nothing is made, migrated or waited for, and whatever goes wrong is a no: the worst that follows
is a question too many.
"""

from __future__ import annotations

import contextlib
import sqlite3

from waterline.journal.file import uri

PATIENCE = 0.2

_ASKED = """
    SELECT EXISTS (SELECT 1 FROM explained x JOIN entry e ON e.moment = x.moment
                   WHERE x.{by} = :name AND e.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM change c WHERE c.{by} = :name AND (c.said <> '' OR EXISTS (
                   SELECT 1 FROM explains x JOIN entry e ON e.moment = x.entry
                   WHERE x.change = c.moment AND e.deleted_at IS NULL)))
"""


def bound(path: str, identity: str, sha: str) -> bool:
    """Tell whether the commit of this identity or sha ("" for either) was explained or said of."""
    with contextlib.suppress(sqlite3.Error, OSError):
        db = sqlite3.connect(uri(path, "mode=ro"), uri=True, timeout=PATIENCE)
        with contextlib.closing(db):
            for by, name in (("identity", identity), ("sha", sha)):
                if name and db.execute(_ASKED.format(by=by), {"name": name}).fetchone()[0]:
                    return True
    return False
