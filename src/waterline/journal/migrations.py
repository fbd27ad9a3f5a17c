"""The journal's schema, as named steps in order: a step and its record commit together."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing takes longer than opening the journal
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

# "Wtrl" in ASCII: tells a journal from any other SQLite file.
APPLICATION_ID = 0x5774726C


def first(db: sqlite3.Connection) -> None:
    """Entries with their tags and search, repositories, changes with theirs."""
    for statement in _FIRST:
        db.execute(statement)


# A seal (see `seal`) stands last: reading it, SQLite also compares a row's length with what its
# columns add up to.
#
# Row numbers are moments (microseconds UTC, made unique), so newest first is a walk down the
# tree, in the tables as in the search index; sorting by a column instead costs 300 ms in a
# million entries. Every record's key for the outside is its UUIDv7 `id`.
_FIRST = (
    """CREATE TABLE entry (
        moment INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        utc_offset INTEGER NOT NULL,
        zone TEXT NOT NULL,
        day TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        tags TEXT NOT NULL,
        repo TEXT NOT NULL,
        edited_at INTEGER,
        deleted_at INTEGER,
        seal INTEGER
    )""",
    "CREATE INDEX entry_day ON entry (day, deleted_at, moment)",
    "CREATE INDEX entry_kind ON entry (kind, deleted_at, moment)",
    "CREATE INDEX entry_repo ON entry (repo, deleted_at, moment) WHERE repo <> ''",
    "CREATE INDEX entry_deleted ON entry (deleted_at) WHERE deleted_at IS NOT NULL",
    "CREATE VIEW entry_live AS SELECT moment, body, tags FROM entry WHERE deleted_at IS NULL",
    """CREATE VIRTUAL TABLE entry_search USING fts5 (
        body, tags, content = 'entry_live', content_rowid = 'moment',
        tokenize = 'unicode61', prefix = '2 3'
    )""",
    """CREATE TRIGGER entry_found AFTER INSERT ON entry WHEN new.deleted_at IS NULL BEGIN
        INSERT INTO entry_search (rowid, body, tags) VALUES (new.moment, new.body, new.tags);
    END""",
    """CREATE TRIGGER entry_changed AFTER UPDATE OF body, tags, deleted_at ON entry BEGIN
        INSERT INTO entry_search (entry_search, rowid, body, tags)
            SELECT 'delete', old.moment, old.body, old.tags WHERE old.deleted_at IS NULL;
        INSERT INTO entry_search (rowid, body, tags)
            SELECT new.moment, new.body, new.tags WHERE new.deleted_at IS NULL;
    END""",
    """CREATE TRIGGER entry_gone AFTER DELETE ON entry WHEN old.deleted_at IS NULL BEGIN
        INSERT INTO entry_search (entry_search, rowid, body, tags)
            VALUES ('delete', old.moment, old.body, old.tags);
    END""",
    """CREATE TABLE entry_tag (
        tag TEXT NOT NULL,
        moment INTEGER NOT NULL REFERENCES entry (moment) ON DELETE CASCADE,
        PRIMARY KEY (tag, moment)
    ) WITHOUT ROWID""",
    "CREATE INDEX entry_tag_moment ON entry_tag (moment)",
    # What was done, in its order: undo takes the last one back, redo does the first one that was
    # taken back again. An edit and a deletion keep what the entry was on their other side.
    """CREATE TABLE deed (
        made_at INTEGER PRIMARY KEY,
        moment INTEGER NOT NULL REFERENCES entry (moment) ON DELETE CASCADE,
        action TEXT NOT NULL,
        undone_at INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        tags TEXT NOT NULL,
        edited_at INTEGER,
        deleted_at INTEGER,
        seal INTEGER
    )""",
    "CREATE INDEX deed_undone ON deed (made_at) WHERE undone_at IS NOT NULL",
    """CREATE TABLE repository (
        id TEXT NOT NULL PRIMARY KEY,
        path TEXT NOT NULL,
        common_dir TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        added_at INTEGER NOT NULL,
        scanned_at INTEGER,
        seen TEXT NOT NULL,
        seal INTEGER
    )""",
    # A change keeps its row (and id) when amend or rebase gives it another sha.
    """CREATE TABLE change (
        moment INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sha TEXT NOT NULL UNIQUE,
        identity TEXT NOT NULL,
        utc_offset INTEGER NOT NULL,
        day TEXT NOT NULL,
        committed_at INTEGER NOT NULL,
        author TEXT NOT NULL,
        address TEXT NOT NULL,
        message TEXT NOT NULL,
        insertions INTEGER NOT NULL,
        deletions INTEGER NOT NULL,
        files INTEGER NOT NULL,
        generated_lines INTEGER NOT NULL,
        sort TEXT NOT NULL,
        origin TEXT NOT NULL,
        tool TEXT NOT NULL,
        signal TEXT NOT NULL
    )""",
    "CREATE INDEX change_day ON change (day, moment)",
    "CREATE INDEX change_identity ON change (identity)",
    """CREATE VIRTUAL TABLE change_search USING fts5 (
        message, content = 'change', content_rowid = 'moment',
        tokenize = 'unicode61', prefix = '2 3'
    )""",
    """CREATE TRIGGER change_found AFTER INSERT ON change BEGIN
        INSERT INTO change_search (rowid, message) VALUES (new.moment, new.message);
    END""",
    """CREATE TRIGGER change_changed AFTER UPDATE OF message ON change BEGIN
        INSERT INTO change_search (change_search, rowid, message)
            VALUES ('delete', old.moment, old.message);
        INSERT INTO change_search (rowid, message) VALUES (new.moment, new.message);
    END""",
    """CREATE TRIGGER change_gone AFTER DELETE ON change BEGIN
        INSERT INTO change_search (change_search, rowid, message)
            VALUES ('delete', old.moment, old.message);
    END""",
    """CREATE TABLE change_file (
        moment INTEGER NOT NULL REFERENCES change (moment) ON DELETE CASCADE,
        path TEXT NOT NULL,
        old_path TEXT NOT NULL,
        insertions INTEGER NOT NULL,
        deletions INTEGER NOT NULL,
        is_binary INTEGER NOT NULL,
        is_generated INTEGER NOT NULL,
        PRIMARY KEY (moment, path)
    ) WITHOUT ROWID""",
    # Which repositories hold a change now. A change that none holds any more (dropped, or
    # rewritten into another) counts nowhere.
    """CREATE TABLE sighting (
        repository_id TEXT NOT NULL REFERENCES repository (id) ON DELETE CASCADE,
        moment INTEGER NOT NULL REFERENCES change (moment) ON DELETE CASCADE,
        PRIMARY KEY (repository_id, moment)
    ) WITHOUT ROWID""",
    "CREATE INDEX sighting_moment ON sighting (moment)",
)


def explanations(db: sqlite3.Connection) -> None:
    """Explanations and what they are for, what hooks and people said, and what was rewritten."""
    for statement in _EXPLANATIONS:
        db.execute(statement)


# A change's origin, tool and signal are the outcome of all that is known; beside them stands what
# each source said, so that a word can be taken back and a scan can say its own part anew.
#
# What can't be had again from git hangs on no change's row, because rows come and go with scans
# and with salvage: `explained`, `fact` and `rewrite` name commits by what survives. `explains` is
# only what follows from them.
_EXPLANATIONS = (
    "ALTER TABLE change ADD COLUMN own_origin TEXT NOT NULL DEFAULT 'unknown'",
    "ALTER TABLE change ADD COLUMN own_tool TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN own_signal TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN said TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN variables TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN variables_tool TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN ai_lines INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE change ADD COLUMN ai_tool TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN earlier_tool TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE change ADD COLUMN earlier_signal TEXT NOT NULL DEFAULT ''",
    "UPDATE change SET own_origin = origin, own_tool = tool, own_signal = signal",
    # Truths are 0 and 1; the three ticks are bits 1, 2 and 4; `copied` is in thousandths.
    """CREATE TABLE explanation (
        moment INTEGER PRIMARY KEY REFERENCES entry (moment) ON DELETE CASCADE,
        sure_before INTEGER,
        sure_after INTEGER,
        ticks INTEGER NOT NULL,
        typed INTEGER NOT NULL,
        pasted INTEGER NOT NULL,
        observed INTEGER NOT NULL,
        copied INTEGER,
        overruled INTEGER NOT NULL,
        place TEXT NOT NULL,
        seal INTEGER
    )""",
    """CREATE TABLE explained (
        number INTEGER PRIMARY KEY,
        moment INTEGER NOT NULL REFERENCES explanation (moment) ON DELETE CASCADE,
        sha TEXT NOT NULL,
        identity TEXT NOT NULL,
        subject TEXT NOT NULL,
        seal INTEGER
    )""",
    "CREATE UNIQUE INDEX explained_once ON explained (moment, sha, identity, subject)",
    "CREATE INDEX explained_identity ON explained (identity)",
    "CREATE INDEX explained_sha ON explained (sha)",
    """CREATE TABLE fact (
        id TEXT NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        sort TEXT NOT NULL,
        value TEXT NOT NULL,
        tool TEXT NOT NULL,
        sha TEXT NOT NULL,
        identity TEXT NOT NULL,
        subject TEXT NOT NULL,
        folder TEXT NOT NULL,
        seal INTEGER
    )""",
    "CREATE INDEX fact_identity ON fact (identity)",
    "CREATE INDEX fact_sha ON fact (sha) WHERE sha <> ''",
    """CREATE TABLE rewrite (
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        is_read INTEGER NOT NULL,
        PRIMARY KEY (old, new)
    ) WITHOUT ROWID""",
    "CREATE INDEX rewrite_new ON rewrite (new, is_read)",
    """CREATE TABLE explains (
        change INTEGER NOT NULL REFERENCES change (moment) ON DELETE CASCADE,
        entry INTEGER NOT NULL REFERENCES explanation (moment) ON DELETE CASCADE,
        PRIMARY KEY (change, entry)
    ) WITHOUT ROWID""",
    "CREATE INDEX explains_entry ON explains (entry)",
)


def sessions(db: sqlite3.Connection) -> None:
    """Sessions without AI, how long a brief's work took, and weeks whose build was put off."""
    for statement in _SESSIONS:
        db.execute(statement)


# Beside an entry of kind "session" or "brief" stands what its text can't hold. `frozen` is the
# beginning of the text that is never rewritten. Truths are 0 and 1, and empty where nobody said.
# `seen_at` is the last sign of somebody's looking at a session: it changes every minute and is
# nobody's word, so no seal covers it.
_SESSIONS = (
    """CREATE TABLE session (
        moment INTEGER PRIMARY KEY REFERENCES entry (moment) ON DELETE CASCADE,
        sort TEXT NOT NULL,
        planned_minutes INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        frozen TEXT NOT NULL,
        place TEXT NOT NULL,
        mechanism TEXT NOT NULL,
        frozen_at INTEGER,
        sure INTEGER,
        ai_opened_at INTEGER,
        ended_at INTEGER,
        outcome TEXT NOT NULL,
        cause_found INTEGER,
        with_ai INTEGER,
        seen_at INTEGER,
        seal INTEGER
    )""",
    # The one that runs is asked for at every shell prompt.
    "CREATE INDEX session_running ON session (moment) WHERE ended_at IS NULL",
    """CREATE TABLE closed_brief (
        moment INTEGER PRIMARY KEY REFERENCES entry (moment) ON DELETE CASCADE,
        took_minutes INTEGER NOT NULL,
        closed_at INTEGER NOT NULL,
        seal INTEGER
    )""",
    """CREATE TABLE skipped_week (
        monday TEXT NOT NULL PRIMARY KEY,
        skipped_at INTEGER NOT NULL
    ) WITHOUT ROWID""",
)


def audits(db: sqlite3.Connection) -> None:
    """Months' answers, work and closings, tests and their cards, and the branches of changes."""
    for statement in _AUDITS:
        db.execute(statement)


# A month is named as in 2026-10. What a person said of one hangs on no entry: an answer is no
# text. Where there are words too, they are an entry of kind "learned", named by its id.
#
# A test names its change by all that may survive of it, as `explained` does: rows of changes come
# and go with scans and salvage. `asked` and `marks` are JSON: the question as it was asked, and
# what was ticked or chosen, so that every figure can be had again from here.
#
# A change's branch is where it was first seen: by the time of the audit the branch is gone.
_AUDITS = (
    "ALTER TABLE change ADD COLUMN branch TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE assessment (
        number INTEGER PRIMARY KEY,
        month TEXT NOT NULL UNIQUE,
        q1 INTEGER,
        q2 INTEGER,
        q3 INTEGER,
        q4 INTEGER,
        velocity_drop INTEGER,
        renting INTEGER,
        answered_at INTEGER,
        shown_at INTEGER,
        seal INTEGER
    )""",
    """CREATE TABLE audit_group (
        number INTEGER PRIMARY KEY,
        month TEXT NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        part_of TEXT NOT NULL,
        learned TEXT NOT NULL,
        entry TEXT NOT NULL,
        changed_at INTEGER NOT NULL,
        seal INTEGER
    )""",
    "CREATE UNIQUE INDEX audit_group_once ON audit_group (month, key)",
    # Closing a month again, after it was opened again, leaves what it said before.
    """CREATE TABLE closing (
        moment INTEGER PRIMARY KEY,
        month TEXT NOT NULL,
        figures TEXT NOT NULL,
        how TEXT NOT NULL,
        reopened_at INTEGER,
        seal INTEGER
    )""",
    "CREATE INDEX closing_month ON closing (month, moment)",
    """CREATE TABLE test (
        moment INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        draw TEXT NOT NULL,
        sort TEXT NOT NULL,
        is_first INTEGER NOT NULL,
        card TEXT NOT NULL,
        entry TEXT NOT NULL,
        change_id TEXT NOT NULL,
        sha TEXT NOT NULL,
        identity TEXT NOT NULL,
        subject TEXT NOT NULL,
        repo TEXT NOT NULL,
        shipped_at INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL,
        day TEXT NOT NULL,
        asked TEXT NOT NULL,
        answered_at INTEGER,
        sure INTEGER,
        answer TEXT NOT NULL,
        marks TEXT NOT NULL,
        outcome TEXT NOT NULL,
        rating INTEGER,
        before TEXT NOT NULL,
        seal INTEGER
    )""",
    "CREATE INDEX test_day ON test (day, moment)",
    "CREATE INDEX test_shipped ON test (shipped_at)",
    "CREATE INDEX test_answered ON test (answered_at) WHERE answered_at IS NOT NULL",
    "CREATE INDEX test_open ON test (moment) WHERE answered_at IS NULL AND outcome = ''",
    "CREATE INDEX test_change ON test (change_id) WHERE change_id <> ''",
    "CREATE INDEX test_identity ON test (identity) WHERE identity <> ''",
    "CREATE INDEX test_entry ON test (entry) WHERE entry <> ''",
    "CREATE INDEX test_card ON test (card, moment) WHERE card <> ''",
    """CREATE TABLE card (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sort TEXT NOT NULL,
        entry TEXT NOT NULL,
        change_id TEXT NOT NULL,
        sha TEXT NOT NULL,
        identity TEXT NOT NULL,
        subject TEXT NOT NULL,
        repo TEXT NOT NULL,
        state TEXT NOT NULL,
        due_at INTEGER,
        at_rest TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        seal INTEGER
    )""",
    "CREATE INDEX card_due ON card (due_at) WHERE due_at IS NOT NULL AND at_rest = ''",
)

STEPS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("first", first),
    ("explanations", explanations),
    ("sessions", sessions),
    ("audits", audits),
)
