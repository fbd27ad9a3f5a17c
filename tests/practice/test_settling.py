"""Where a change came from follows from all that is known, in the order of the domain's rule."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.practice.ground import held
from tests.practice.owing import SETTINGS, by_person, environment, explained, follow, ids, owed, why
from waterline.domain.commits import Person
from waterline.domain.git_ai import Note
from waterline.domain.origin import origin_of
from waterline.journal import binding, owing
from waterline.practice import explain
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

MARA = Person("Mara", "mara@example.org")
AIDER = Person("Mara (aider)", "mara@example.org")
TRAILER = "Add\n\nCo-authored-by: Cursor <cursoragent@cursor.com>"
WEAK = "Add\n\nCo-authored-by: Copilot <copilot@github.com>"


def test_the_journal_and_the_domain_have_one_rule(home: Home) -> None:
    cases = list(
        itertools.product(
            ("Add", TRAILER, WEAK), (MARA, AIDER), ((), ("CODEX_CI",)),
            (None, Note(12, ("Amp",), {}), Note(0, (), {})), ("", "assisted", "by hand"),
        )
    )  # fmt: skip
    with lay.journal(home) as db:
        for message, author, variables, note, said in cases:
            own = origin_of(message, author, MARA)
            lay.change(
                db, message, own_origin=own.origin, own_tool=own.tool, own_signal=own.signal,
                said=said, variables=" ".join(variables),
                variables_tool="Codex" if variables else "",
                ai_lines=note.ai_lines if note else 0,
                ai_tool=note.tools[0] if note and note.tools else "",
            )  # fmt: skip
        binding.everything(db)
        rows = db.execute("SELECT origin, tool, signal FROM change ORDER BY moment").fetchall()
    assert len(rows) == len(cases) == 108
    for row, (message, author, variables, note, said) in zip(rows, cases, strict=True):
        wanted = origin_of(message, author, MARA, variables=variables, note=note, said=said)
        assert tuple(row) == tuple(wanted)


# -- git-ai's notes ----------------------------------------------------------------------------


def note_ai(git: Git, where: Path, ranges: str, rev: str = "HEAD") -> None:
    told = {"schema_version": "authorship/3.0.0", "sessions": {
        "s_0123456789abcd": {"agent_id": {"tool": "claude", "model": "x"}}
    }}  # fmt: skip
    text = f"one.py\n  s_0123456789abcd::t_0123456789abcd {ranges}\n---\n{json.dumps(told)}"
    git(where, "notes", "--ref=ai", "add", "-f", "-m", text, rev)


@pytest.fixture
def api(git: Git, home: Home) -> Path:
    where = git.repository("api")
    by_person(git, where, "Start", "2026-11-01T09:00:00+01:00", readme__txt="hello\n")
    follow(home, where)
    return where


def test_a_git_ai_note_makes_a_change_assisted(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    note_ai(git, api, "1-12,15")
    assert owed(home) == ["Add a lock"]
    found = held(home, "origin, tool, signal, ai_lines")[-1]
    assert found == ("assisted", "Claude Code", "git-ai note", 13)


def test_a_note_that_comes_after_the_scan_is_seen(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    assert owed(home) == []
    note_ai(git, api, "1-12")
    assert owed(home) == ["Add a lock"]
    # What else is known goes before it, and a word of the person's before all.
    environment(git, home, api, names="CODEX_CI")
    assert owed(home) == ["Add a lock"]
    assert held(home, "tool, signal")[-1] == ("Codex", "environment")
    explain.say(home, SETTINGS, ids(home, "Add a lock"), "by hand")
    assert owed(home) == []


def test_a_note_that_is_taken_back_counts_no_more(git: Git, home: Home, api: Path) -> None:
    by_person(git, api, "Add a lock")
    note_ai(git, api, "1-12")
    assert owed(home) == ["Add a lock"]
    git(api, "notes", "--ref=ai", "add", "-f", "-m", "nothing of the kind", "HEAD")
    assert owed(home) == []


# -- a journal of ten years --------------------------------------------------------------------


def test_what_is_owed_is_read_from_its_own_days_alone(home: Home) -> None:
    with lay.journal(home) as db:
        values = (owing.since(Settings()),)
        plan = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {owing._WAITING}", values)]
    assert any("SEARCH c USING INTEGER PRIMARY KEY (rowid>?)" in step for step in plan)
    assert not [step for step in plan if step.startswith("SCAN")]
    assert not [step for step in plan if "TEMP B-TREE" in step and "LAST" not in step]


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("identity", "SELECT 1 FROM explained WHERE identity = ?"),
        ("sha", "SELECT 1 FROM explained WHERE sha = ?"),
        ("fact", "SELECT 1 FROM fact WHERE identity = ?"),
        ("new", "SELECT old FROM rewrite WHERE new = ?"),
        ("old", "SELECT new FROM rewrite WHERE old = ?"),
        ("entry", "SELECT change FROM explains WHERE entry = ?"),
        ("change", "SELECT entry FROM explains WHERE change = ?"),
    ],
)
def test_every_way_to_an_explanation_has_an_index(name: str, statement: str, home: Home) -> None:
    with lay.journal(home) as db:
        [row] = db.execute(f"EXPLAIN QUERY PLAN {statement}", (1,)).fetchall()
    assert row["detail"].startswith("SEARCH")


def test_one_explanation_of_fifty_thousand_changes_touches_its_own_alone(home: Home) -> None:
    with lay.journal(home) as db:
        db.execute("BEGIN")
        for number in range(50_000):
            lay.change(db, f"Add {number}", origin="assisted", identity=f"m@x {number} 0")
        db.execute("COMMIT")
        row = db.execute("SELECT id FROM change WHERE message = 'Add 41234'").fetchone()
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        moments = [db.execute("SELECT moment FROM change WHERE id = ?", (row[0],)).fetchone()[0]]
        db.execute("BEGIN IMMEDIATE")
        db.set_progress_handler(count, 1_000)  # once in a thousand steps of SQLite's machine
        binding.bind(db, moments)
        binding.spread(db, [("0" * 40, "m@x 41234 0")])
        list(owing.owed(db, Settings()))
        db.set_progress_handler(None, 0)
        db.execute("COMMIT")
    assert steps < 20


def test_explaining_one_of_many_leaves_the_others_owed(git: Git, home: Home, api: Path) -> None:
    for number in range(5):
        by_person(git, api, f"Add {number}")
        environment(git, home, api)
    explain.refresh(home, SETTINGS)
    explain.record(home, SETTINGS, ids(home, "Add 3"), why("Because"), None, "app")
    assert sorted(owed(home)) == ["Add 0", "Add 1", "Add 2", "Add 4"]
    assert explained(home, "Add 3") == ["Because"]
