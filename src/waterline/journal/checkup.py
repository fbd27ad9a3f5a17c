"""Looking for what is wrong with the journal's file and what is in it; nothing is changed.

What stands in the file is looked at in a private copy: checking the index of words is a write to
SQLite, and nobody who works in the journal is held up.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from waterline.domain import days, kinds, text
from waterline.domain.findings import Finding, bad, good
from waterline.errors import JournalError
from waterline.journal import (
    backup,
    connection,
    file,
    migrations,
    sealing,
    sessions,
    soundness,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from waterline.home import Home

# The names of the findings that `mending` knows a remedy for.
JOURNAL, PAGES, SCHEMA, SEARCH, TAGS = "journal", "pages", "schema", "search index", "tags"
ENTRIES, CHANGES, REFERENCES = "entries", "changes", "references"
SESSIONS, AUDITS, TESTS = "sessions", "audits", "recall questions"

MEND = f"{sealing.MENDING} mends it; no word is touched"
SEARCHES = ("entry_search", "change_search")

# How many of the same kind are named before "and more".
NAMED = 3


def checkup(home: Home) -> list[Finding]:
    """Look at the journal's file and, where it can be read, at everything in it."""
    wrong = _outside(home)
    if wrong is not None:
        return [wrong]
    if not os.path.exists(home.journal):
        return [good(JOURNAL, "there is no journal yet: the first note begins it")]
    try:
        with _copied(home) as db:
            return [good(JOURNAL, _described(home, db)), *_inside(home, db)]
    except (JournalError, sqlite3.DatabaseError) as error:
        what = error.message if isinstance(error, JournalError) else f"is damaged ({error})"
        hint = error.hint if isinstance(error, JournalError) else ""
        return [bad(JOURNAL, what, hint or backup.way_out(home.journal))]
    except OSError as error:
        return [
            bad(JOURNAL, f"{home.journal} can't be looked into ({error.strerror})", "mend that")
        ]


def _outside(home: Home) -> Finding | None:
    path = home.journal
    if not os.path.lexists(path):
        if backup.copies(home):
            return bad(JOURNAL, f"{path} is missing, but has backups", backup.way_out(path))
        return None
    if not os.path.isfile(path):
        return bad(JOURNAL, f"{path} is not a file", "move it away")
    return _shut(path) or _unfit(home)


def _shut(path: str) -> Finding | None:
    owner, me = os.stat(path).st_uid, os.geteuid()
    if owner != me:
        return bad(JOURNAL, f"{path} belongs to another user", f"`sudo chown {me} {path}`")
    for one in (path, f"{path}-wal", f"{path}-shm"):
        if os.path.exists(one) and not os.access(one, os.R_OK | os.W_OK):
            return bad(JOURNAL, f"{one} can't be written", f"`chmod 600 {one}`")
    return None


def _unfit(home: Home) -> Finding | None:
    path = home.journal
    needed = os.path.getsize(path) + _size(path + "-wal")
    if not needed:
        return bad(JOURNAL, f"{path} is empty", backup.way_out(path))
    if shutil.disk_usage(home.data).free < needed:
        room = f"make {needed / 1e6:,.0f} MB of room"
        return bad(JOURNAL, f"there is no room to look into {path}", room)
    return None


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


@contextlib.contextmanager
def _copied(home: Home) -> Iterator[sqlite3.Connection]:
    """Open a private copy that has no name any more: whatever happens, it is gone afterwards."""
    handle, path = tempfile.mkstemp(
        prefix="checkup-", dir=home.data if os.access(home.data, os.W_OK) else None
    )
    os.close(handle)
    try:
        backup.copy(home.journal, path)
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = MEMORY")
    finally:
        os.unlink(path)
    with contextlib.closing(db):
        file.check(db, home.journal)
        yield db


def _described(home: Home, db: sqlite3.Connection) -> str:
    asked = "SELECT count(*) FROM entry WHERE deleted_at IS NULL"
    entries = db.execute(asked).fetchone()[0]
    changes = db.execute("SELECT count(*) FROM change").fetchone()[0]
    size = os.path.getsize(home.journal) / 1e6
    held = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
    held += f" and {changes:,} change{'' if changes == 1 else 's'}"
    return f"the journal holds {held} ({size:,.1f} MB)"


def _inside(home: Home, db: sqlite3.Connection) -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[sqlite3.Connection], Finding]], ...] = (
        (PAGES, _pages),
        (SCHEMA, _schema),
        (SEARCH, _search),
        (TAGS, _tags),
        (ENTRIES, _entries),
        (SESSIONS, _sessions),
        (AUDITS, _audits),
        (TESTS, _tests),
        (CHANGES, _changes),
        (REFERENCES, _references),
    )
    for name, check in checks:
        try:
            found = check(db)
        except sqlite3.DatabaseError as error:
            found = _unchecked(name, error, home)
        if not found.ok and not found.todo:
            found = bad(name, found.what, backup.way_out(home.journal))
        yield found
    try:
        yield from sealing.findings(db, home)
    except sqlite3.DatabaseError as error:
        yield _unchecked(sealing.SEALS, error, home)


def _unchecked(name: str, error: sqlite3.DatabaseError, home: Home) -> Finding:
    # What the driver says of a text that it can't read quotes it.
    said = connection.explain(error, home.journal)
    what = said.message if isinstance(said, JournalError) else str(error)
    return bad(name, f"the {name} can't be checked: {what}", backup.way_out(home.journal))


def _pages(db: sqlite3.Connection) -> Finding:
    try:
        said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(100)")]
    except sqlite3.DatabaseError as error:  # so damaged that the check itself gives up
        said = [str(error)]
    if said == ["ok"]:
        return good(PAGES, "every page of the journal is whole")
    lines = [
        " ".join(line.split())
        for text in said
        for line in text.split("\n")
        if not line.startswith("***")
    ]
    only_indexes = all(" index " in line for line in lines)
    return bad(PAGES, f"pages of the journal are damaged: {_some(lines)}", MEND * only_indexes)


def what_is_broken(path: str) -> str:
    """Say what is broken in the journal at `path`; "" where it is whole, or can't be asked."""
    try:
        with contextlib.closing(file.read_only(path)) as db:
            if _wrong_in_schema(db):
                return "its schema is broken"
            said = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except UnicodeDecodeError:
        return "its schema is broken"
    except sqlite3.OperationalError:  # kept locked, for one
        return ""
    except sqlite3.DatabaseError:
        return "its pages are broken"
    return "" if said == "ok" else "its rows do not fit together"


def expected(version: int) -> dict[str, tuple[str, str]]:
    """Give what a journal of this version is made of: name → (sort, SQL)."""
    with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
        for _, step in migrations.STEPS[:version]:
            step(fresh)
        return made_of(fresh)


def made_of(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Give what a database is made of; of the search's own tables only the names."""
    rows = db.execute("SELECT name, type, coalesce(sql, '') FROM sqlite_master")
    own = tuple(f"{name}_" for name in SEARCHES)
    return {
        name: (sort, "" if sort == "table" and name.startswith(own) else " ".join(sql.split()))
        for name, sort, sql in rows
    }


def _schema(db: sqlite3.Connection) -> Finding:
    wrong = _wrong_in_schema(db)
    if not wrong:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return good(SCHEMA, f"the schema is that of version {version}")
    lines = [f"{sort} {name} is {what}" for name, (sort, what) in wrong.items()]
    can_mend = all(
        sort in {"index", "trigger", "view"} and what == "missing" for sort, what in wrong.values()
    )
    return bad(SCHEMA, f"the schema is incomplete: {_some(lines)}", MEND * can_mend)


def _wrong_in_schema(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Say what of the schema is not as its version made it: name → (sort, what is wrong)."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    there = made_of(db)
    return {
        name: (sort, "not as it was made" if name in there else "missing")
        for name, (sort, sql) in expected(version).items()
        if there.get(name) != (sort, sql)
    }


def _search(db: sqlite3.Connection) -> Finding:
    wrong = []
    for name in SEARCHES:
        try:
            # With a rank of 1 the index is also compared with the texts themselves.
            db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            wrong.append(f"{name} does not match the texts")
    if not wrong and _words_differ(db):
        wrong.append("entry_search does not match the words of the texts")
    if wrong:
        return bad(SEARCH, f"the search index is out of step: {_some(wrong)}", MEND)
    return good(SEARCH, "the search index matches the texts")


def _words_differ(db: sqlite3.Connection) -> bool:
    """Tell whether the entries' index counts other words than a new one of their texts.

    SQLite's own check sums words and their beginnings together, and a flipped bit in a word of
    two or three letters cancels out in that sum.
    """
    db.execute(
        "CREATE VIRTUAL TABLE again USING fts5 (body, tags, content = '', tokenize = 'unicode61')"
    )
    db.execute("INSERT INTO again (rowid, body, tags) SELECT moment, body, tags FROM entry_live")
    for name, index in (("kept_words", "entry_search"), ("again_words", "again")):
        db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5vocab ({index}, 'row')")
    differ = db.execute(
        """SELECT EXISTS (SELECT * FROM kept_words EXCEPT SELECT * FROM again_words)
               OR EXISTS (SELECT * FROM again_words EXCEPT SELECT * FROM kept_words)"""
    ).fetchone()[0]
    for name in ("kept_words", "again_words", "again"):
        db.execute(f"DROP TABLE {name}")
    return bool(differ)


def _tags(db: sqlite3.Connection) -> Finding:
    wrong = list(tags_out_of_step(db))
    if wrong:
        return bad(TAGS, f"the tags of {len(wrong):,} entries are out of step", MEND)
    return good(TAGS, "the tags match the entries")


def tags_out_of_step(db: sqlite3.Connection) -> Iterator[int]:
    """Give the moments of the entries whose tags are not those in the table of tags."""
    kept: dict[int, set[str]] = {}
    for tag, moment in db.execute("SELECT tag, moment FROM entry_tag NOT INDEXED"):
        kept.setdefault(moment, set()).add(tag)
    asked = "SELECT moment, tags FROM entry NOT INDEXED WHERE deleted_at IS NULL AND tags <> ''"
    for moment, tags in db.execute(asked):
        if kept.pop(moment, set()) != set(str(tags).split()):
            yield moment
    yield from kept


# A day begins before noon: on the clock's day, or on the one after that.
_DAY_IS_OFF = """day IS NOT date(day) OR NOT
    (moment / 1e6 + utc_offset) / 86400.0 - (julianday(day) - 2440587.5) BETWEEN 0 AND 1.5"""
_TIME_IS_OFF = (
    f"moment NOT BETWEEN {days.to_moment(datetime(1, 1, 3, tzinfo=UTC))}"
    f" AND {days.to_moment(datetime(9999, 12, 29, tzinfo=UTC))}"
    " OR typeof(utc_offset) <> 'integer' OR abs(utc_offset) >= 86400"
)
_ID_IS_OFF = """typeof(id) <> 'text' OR id GLOB '*[^0-9a-f-]*'
    OR id NOT GLOB '????????-????-????-????-????????????'"""
_SENSELESS_ENTRY = {
    "its id is no UUID": _ID_IS_OFF,
    "its time is absurd": _TIME_IS_OFF,
    "its day is not that of its time": _DAY_IS_OFF,
    "its kind is unknown": f"kind NOT IN ({', '.join(f'{name!r}' for name in kinds.ALL_NAMES)})",
    "it holds no words": "typeof(body) <> 'text' OR trim(body) = ''",
}
_SENSELESS_CHANGE = {
    "its id is no UUID": _ID_IS_OFF,
    "its sha is none": "length(sha) NOT IN (40, 64) OR sha GLOB '*[^0-9a-f]*'",
    "its time is absurd": _TIME_IS_OFF,
    "its day is not that of its time": _DAY_IS_OFF,
    "its numbers are absurd": "insertions < 0 OR deletions < 0 OR files < 0"
    " OR typeof(insertions + deletions + files) <> 'integer'",
}


def _entries(db: sqlite3.Connection) -> Finding:
    return _senseless(db, ENTRIES, "entry", _SENSELESS_ENTRY)


def _sessions(db: sqlite3.Connection) -> Finding:
    return _sound(SESSIONS, [f"{_named(key)}: {told}" for key, told in sessions.senseless(db)])


def _audits(db: sqlite3.Connection) -> Finding:
    return _sound(AUDITS, _senseless_in(db, soundness.AUDITS))


def _tests(db: sqlite3.Connection) -> Finding:
    return _sound(TESTS, _senseless_in(db, soundness.TESTS))


def _senseless_in(db: sqlite3.Connection, tables: tuple[str, ...]) -> list[str]:
    return [f"{called}: {reason}" for called, reason in soundness.senseless(db, tables)]


def _changes(db: sqlite3.Connection) -> Finding:
    return _senseless(db, CHANGES, "change", _SENSELESS_CHANGE)


def _senseless(db: sqlite3.Connection, name: str, table: str, reasons: dict[str, str]) -> Finding:
    cases = " ".join(f"WHEN {test} THEN '{reason}'" for reason, test in reasons.items())
    rows = db.execute(
        f"""SELECT id, reason FROM (SELECT id, CASE {cases} END AS reason FROM {table} NOT INDEXED)
            WHERE reason IS NOT NULL"""
    )
    wrong = [f"{_named(key)}: {reason}" for key, reason in rows]
    wrong += [f"{_named(key)}: its text is broken" for key in _broken_texts(db, table)]
    return _sound(name, wrong)


def _sound(name: str, wrong: list[str]) -> Finding:
    if wrong:
        return bad(name, f"{name} make no sense: {_some(wrong)}", "")
    return good(name, f"the {name} make sense")


def _named(key: object) -> str:
    # Damage may have put a piece of a text where the id was.
    return str(key) if sealing.is_id(key) else "one whose id is broken"


# What is stored as text, by table. All of it was made safe when it came in.
_TEXTS = {"entry": "body || ' ' || tags", "change": "message"}


def _broken_texts(db: sqlite3.Connection, table: str) -> Iterator[str]:
    """Give the ids of the rows whose text is no UTF-8, or holds what no text that came in holds.

    The index of words sees neither where it takes the broken letter for a space.
    """
    asked = f"SELECT CAST(id AS BLOB), CAST({_TEXTS[table]} AS BLOB) FROM {table} NOT INDEXED"
    for key, raw in db.execute(asked):
        try:
            words = (raw or b"").decode()
            # Most are printable but for their line ends, and asking is quicker than cleaning.
            is_whole = words.replace("\n", "").isprintable() or text.clean(words) == words
        except UnicodeDecodeError:
            is_whole = False
        if not is_whole:
            yield (key or b"one without an id").decode(errors="replace")


def _references(db: sqlite3.Connection) -> Finding:
    wrong = [
        f"{row[0]} refers to a {row[2]} that is gone"
        for row in db.execute("PRAGMA foreign_key_check")
    ]
    if wrong:
        return bad(REFERENCES, f"rows are orphaned: {_some(wrong)}", MEND)
    return good(REFERENCES, "no row is orphaned")


def _some(things: list[str]) -> str:
    more = len(things) - NAMED
    return "; ".join(things[:NAMED]) + (f"; and {more:,} more" if more > 0 else "")


def begun_at(home: Home) -> float | None:
    """Tell when the oldest entry was written (seconds since 1970), by its id; None without one."""
    with contextlib.closing(backup.in_use(home.journal)) as db:
        found = db.execute("SELECT min(id) FROM entry").fetchone()[0]
    return int(found.replace("-", "")[:12], 16) / 1000 if found else None


def repositories(home: Home) -> list[tuple[str, str]]:
    """List the followed repositories: name and path."""
    with contextlib.closing(backup.in_use(home.journal)) as db:
        return [(row[0], row[1]) for row in db.execute("SELECT name, path FROM repository")]
