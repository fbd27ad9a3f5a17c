"""Rows that are not what was sealed: naming them without a word of theirs, and the way back.

The way back is a backup. One that holds a row whose checksum is the recorded one holds it exactly
as it was written, and the row is put back. One that holds the very same row, sealed and whole,
shows that only the recorded checksum is wrong. Where no backup helps, what is there is the best
there is: it is named, and sealed again as it reads now if its owner says so.
"""

# ruff: noqa: S608 - the SQL is put together from words of our own

from __future__ import annotations

import contextlib
import sqlite3
import time
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from waterline.domain.findings import Finding, bad, good
from waterline.journal import backup, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waterline.home import Home

SEALS = "checksums"

# What every offer to mend begins with.
MENDING = "`waterline doctor --mend`"

# A table that was changed as a whole by another program need not be listed as a whole.
NAMED = 100

# By how many of its first columns a row is looked for in a backup.
_KEYS = dict.fromkeys(
    ("explanation", "explained", "fact", "session", "closed_brief", "audit_group", "closing"), 1
)

# What a row is called by, an id and a day; and whether it is shown anywhere.
_ASKED = {
    "entry": "t.id, t.day, t.deleted_at IS NULL FROM entry t NOT INDEXED",
    "deed": "e.id, e.day, 0 FROM deed t NOT INDEXED LEFT JOIN entry e ON e.moment = t.moment",
    "repository": "t.id, '', 0 FROM repository t NOT INDEXED",
    **{
        table: f"e.id, e.day, 0 FROM {table} t NOT INDEXED LEFT JOIN entry e ON e.moment = t.moment"
        for table in ("explanation", "explained", "session", "closed_brief")
    },
    "fact": "t.id, '', 0 FROM fact t NOT INDEXED",
    **{
        table: f"t.month, '', 0 FROM {table} t NOT INDEXED"
        for table in ("assessment", "audit_group", "closing")
    },
    "test": "t.id, t.day, 0 FROM test t NOT INDEXED",
    "card": "t.id, '', 0 FROM card t NOT INDEXED",
}

# What a month has, by its tables.
OF_MONTHS = {
    "assessment": "the answers",
    "audit_group": "what was said of the work",
    "closing": "the closing",
}

CHANGED = "was changed outside Waterline or damaged on the disk"


class Broken(NamedTuple):
    """A row that does not match its seal: its sealed values as they stand, and its name."""

    table: str
    values: tuple[Any, ...]
    seal: object
    key: object
    day: object
    is_shown: bool

    @property
    def name(self) -> str:
        """Say which row it is. Only what is no word of anybody's is quoted."""
        if self.table == "repository":
            return "a followed repository (`waterline repo list`)"
        if self.table == "fact":
            return "what was said or seen of a commit's origin"
        if self.table in OF_MONTHS:
            month = self.key if is_month(self.key) else "a month"
            return f"{OF_MONTHS[self.table]} of {month}"
        if self.table == "test":
            return f"a recall question of {self.day}" if _is_day(self.day) else "a recall question"
        if self.table == "card":
            return "when a recall question is asked again"
        whose = f"entry {self.key}" if is_id(self.key) else "an entry whose id is broken"
        named = f"{whose} of {self.day}" if _is_day(self.day) else f"{whose}, its day broken,"
        beside = {
            "deed": "what undo keeps of ",
            "explanation": "what was rated and ticked with ",
            "explained": "what is explained by ",
            "session": "the times and answers of ",
            "closed_brief": "the time taken of ",
        }
        return beside.get(self.table, "") + named

    @property
    def is_readable(self) -> bool:
        """Whether all its values are texts, whole numbers or nothing."""
        # What is no UTF-8 was read as lone surrogates.
        return not any(
            any("\ud800" <= letter <= "\udfff" for letter in value)
            if isinstance(value, str)
            else isinstance(value, bytes | float)
            for value in self.values
        )


class Better(NamedTuple):
    """What a backup has to say of a broken row, and from when it is ("" without any).

    `values` are those to put back; None where there are none.
    """

    values: tuple[Any, ...] | None
    is_same: bool
    made: str


def findings(db: sqlite3.Connection, home: Home) -> Iterator[Finding]:
    """Name each row that does not match its seal, and say what can be done."""
    number = 0
    for number, row in enumerate(broken(db), 1):
        if number <= NAMED:
            yield bad(SEALS, f"{row.name} {CHANGED}", _todo(row, better(row, home), home))
    if number > NAMED:
        yield bad(SEALS, f"and {number - NAMED:,} more were changed", "as above")
    if not number:
        yield good(SEALS, "what you wrote is as it was written")


def _todo(row: Broken, found: Better, home: Home) -> str:
    if found.values is not None:
        return f"{MENDING} puts it back as it was written, from the backup of {found.made}"
    if found.is_same:
        return f"it reads as in the backup of {found.made}, so its checksum is wrong: {MENDING}"
    if not row.is_readable:
        return backup.way_out(home.journal)
    other = f", that of {found.made} has another version" if found.made else ""
    look = f"read it (`waterline show {row.key}`)" if row.is_shown and is_id(row.key) else "then"
    return f"no backup has it as it was written{other}: {look}; {MENDING} keeps it as it is now"


def mend(db: sqlite3.Connection, home: Home) -> list[str]:
    """Put back what a backup has, seal again what is left; say of each row which it was.

    Inside a writing transaction. The search and the tags have to be made anew afterwards.
    """
    return [done for row in list(broken(db)) for done in _mended(db, row, better(row, home))]


def _mended(db: sqlite3.Connection, row: Broken, found: Better) -> Iterator[str]:
    if found.values is not None:
        # A row that is in another one's way (a number or an id was damaged) stays as it is.
        with contextlib.suppress(sqlite3.IntegrityError):
            _write(db, row, found.values)
            yield f"{row.name} was put back as it was written, from the backup of {found.made}"
    elif found.is_same:
        _write(db, row, row.values)
        yield f"{row.name} reads as in the backup of {found.made}: its checksum was made anew"
    elif row.is_readable:
        _write(db, row, row.values)
        yield f"{row.name} could not be put back: it is kept as it is now, so look at it"


def _write(db: sqlite3.Connection, row: Broken, values: tuple[Any, ...]) -> None:
    names = seal.TABLES[row.table]
    settings = ", ".join(f"{name} = ?" for name in names if values != row.values)
    given = values if settings else ()
    settings += ", " * bool(settings)
    db.execute(
        f"UPDATE {row.table} SET {settings}seal = ? WHERE {names[0]} = ?",
        (*given, seal.of(values), row.values[0]),
    )


def broken(db: sqlite3.Connection) -> Iterator[Broken]:
    """Give the rows that do not match their seals. Raises sqlite3.DatabaseError."""
    for table, names in seal.TABLES.items():
        columns = ", ".join(f"t.{name}" for name in (*names, "seal"))
        sealed = "true" if table in seal.ALWAYS else "t.seal IS NOT NULL"
        asked = f"SELECT {columns}, {_ASKED[table]} WHERE {sealed}"
        with _as_it_stands(db):
            for row in map(tuple, db.execute(asked)):
                values, (recorded, key, day, is_shown) = row[: len(names)], row[len(names) :]
                if recorded is None or not seal.fits(recorded, values):
                    yield Broken(table, values, recorded, key, day, bool(is_shown))


@contextlib.contextmanager
def _as_it_stands(db: sqlite3.Connection) -> Iterator[None]:
    # Otherwise a text that is no UTF-8 any more ends the reading, with an error that quotes it.
    before = db.text_factory
    db.text_factory = seal.as_text
    try:
        yield
    finally:
        db.text_factory = before


def better(row: Broken, home: Home) -> Better:
    """Look through the backups, the newest first, for what helps with a broken row."""
    other = ""
    for copy in backup.copies(home):
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(copy.made_at))
        for values, recorded in _in_backup(copy.path, row):
            if seal.of(values) == row.seal:
                return Better(values, is_same=False, made=made)
            if recorded is not None and seal.fits(recorded, values):
                if seal.of(values) == seal.of(row.values):
                    return Better(None, is_same=True, made=made)
                other = other or made
    return Better(None, is_same=False, made=other)


def _in_backup(path: str, row: Broken) -> list[tuple[tuple[Any, ...], object]]:
    """Read what a backup has under the row's number, or under its id or its entry's number."""
    names = seal.TABLES[row.table]
    # Damage may have made anything of them; what can't be asked for finds nothing.
    keys = [
        (name, value)
        for name, value in list(zip(names, row.values, strict=True))[: _KEYS.get(row.table, 2)]
        if isinstance(value, int) or is_id(value)
    ]
    where = " OR ".join(f"{name} = ?" for name, _ in keys)
    found: list[tuple[tuple[Any, ...], object]] = []
    if where:
        # A backup that is damaged, or was made before there were seals, is none that helps.
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(backup.opened(path)) as db,
            _as_it_stands(db),
        ):
            asked = f"SELECT {', '.join(names)}, seal FROM {row.table} WHERE {where}"
            for held in db.execute(asked, [value for _, value in keys]):
                found.append((held[:-1], held[-1]))  # noqa: PERF401 - those before damage count
    return found


def is_id(value: object) -> bool:
    """Tell whether a value has the form of a UUID, and so can be shown."""
    if not isinstance(value, str) or set(value) - set("0123456789abcdef-"):
        return False
    return [len(part) for part in value.split("-")] == [8, 4, 4, 4, 12]


def is_month(value: object) -> bool:
    """Tell whether a value is the name of a month, as in 2026-10."""
    return isinstance(value, str) and _is_day(f"{value}-01")


def _is_day(value: object) -> bool:
    with contextlib.suppress(TypeError, ValueError):
        return date.fromisoformat(value).isoformat() == value  # type: ignore[arg-type] # or TypeError
    return False
