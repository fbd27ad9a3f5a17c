"""The house stays in order: who imports whom, what start-up may load, and what the README says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports

from waterline.cli.group import COMMANDS
from waterline.settable import SETTINGS
from waterline.tui.actions import ACTIONS, Action, key_label

if TYPE_CHECKING:
    from tests.conftest import Git

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SCRIPT = str(Path(sys.executable).parent / "waterline")

COSTLY = (
    "asyncio", "click", "dataclasses", "dateutil", "git", "importlib.metadata", "inspect", "json",
    "pathlib", "platformdirs", "rich", "sqlalchemy", "sqlmodel", "subprocess", "textual",
    "tomlkit", "typing",
)  # fmt: skip


def loaded_by(*words: str) -> set[str]:
    """Run the installed `waterline` and tell every module that it imported on its way."""
    done = subprocess.run(
        [SCRIPT, *words],
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"^import time:[ \d]+\|[ \d]+\|\s+(\S+)$", done.stderr, re.MULTILINE))


# --- Who imports whom -------------------------------------------------------------------------


def test_every_room_keeps_to_its_doors(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)

    assert code == 0, capsys.readouterr().out


def test_the_gate_is_standard_library_alone() -> None:
    gate = ROOT / "src" / "waterline" / "gate"
    modules = sorted(path.stem for path in gate.glob("*.py") if path.stem != "__init__")
    code = (
        "import sys, importlib\n"
        "before = set(sys.modules)\n"
        f"for name in {modules}: importlib.import_module('waterline.gate.' + name)\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert modules
    assert set(done.stdout.split()) <= {"waterline", *sys.stdlib_module_names}


def test_every_dependency_is_imported_and_everything_imported_is_a_dependency() -> None:
    trees = [ast.parse(path.read_text()) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    foreign = {name.partition(".")[0] for name in names} - {"waterline", *sys.stdlib_module_names}
    makers = packages_distributions()

    imported = {makers[name][0].lower() for name in foreign}
    declared = {re.split(r"[<>=]", text)[0].lower() for text in PROJECT["project"]["dependencies"]}

    assert imported == declared


# --- What start-up loads ----------------------------------------------------------------------


def test_a_note_loads_nothing_that_costs() -> None:
    loaded = loaded_by("note", "the", "limiter", "refills", "on", "read")

    assert "waterline.practice.capture" in loaded
    assert loaded.isdisjoint({*COSTLY, "sqlite3"})


def test_the_status_loads_nothing_that_costs() -> None:
    loaded_by("note", "the", "limiter", "refills", "on", "read")
    first = loaded_by("status")  # takes the note in, for which it must read JSON

    loaded = loaded_by("status")

    assert {"json", "sqlite3"} <= first
    assert "sqlite3" in loaded
    assert loaded.isdisjoint(COSTLY)


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("search", "limiter"),
        ("show", "--json"),
        ("audit",),
        ("audit", "--json"),
        ("audit", "--markdown"),
        ("audit", "--html", "-"),
    ],
)
def test_reading_loads_neither_the_records_nor_git_nor_the_app(words: tuple[str, ...]) -> None:
    loaded_by("note", "the", "limiter", "refills", "on", "read")

    loaded = loaded_by(*words)

    assert "click" in loaded
    assert loaded.isdisjoint({"git", "rich", "sqlalchemy", "sqlmodel", "textual", "tomlkit"})


@pytest.mark.parametrize(
    "words",
    [("owed", "--json"), ("change", "HEAD"), ("change", "--markdown"), ("explain", "-m", "bursts")],
)
def test_explaining_in_a_shell_loads_neither_the_records_nor_the_app(
    words: tuple[str, ...], git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    git.commit(where, "Start")
    loaded_by("repo", "add", str(where))
    monkeypatch.chdir(where)

    loaded = loaded_by(*words)

    assert "waterline.practice.explain" in loaded
    assert loaded.isdisjoint({"git", "rich", "sqlalchemy", "sqlmodel", "textual", "tomlkit"})


def test_changing_a_record_loads_the_records_when_it_is_time() -> None:
    loaded_by("note", "the", "limiter", "refills", "on", "read")

    assert "sqlmodel" in loaded_by("undo")


def test_following_a_linked_work_tree_loads_git_when_it_is_time(git: Git) -> None:
    where = git.repository("api")
    git.commit(where, "Start")
    git(where, "worktree", "add", "-q", "../linked")

    assert "git" in loaded_by("repo", "add", str(where.parent / "linked"))


# Opens the app on this process's home, and notes whether the words stood on the screen at the
# moment at which each of the costly modules was first asked for.
OPENED = """
import asyncio, sys
from datetime import datetime
from waterline import home as homes, settings
from waterline.tui.app import WaterlineApp

early, late, shown = set(), set(), []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in {"git", "sqlalchemy", "sqlmodel"}:
            (late if shown else early).add(name)

class Watched(WaterlineApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if "refills on read" in text(screen):
            shown.append(True)

def text(screen):
    return "\\n".join(line.text for line in screen._compositor.render_strips())

async def main():
    home = homes.find()
    app = Watched(home, settings.load(home), now=lambda: datetime.now().astimezone())
    async with app.run_test(size=(120, 40)) as pilot:
        while "Add a bucket" not in text(app.screen) or "sqlalchemy" not in late | early:
            await pilot.pause(0.05)
    print("early:", *sorted(early), "late:", *sorted(late))

sys.meta_path.insert(0, Watch())
asyncio.run(asyncio.wait_for(main(), 30))
"""


def test_the_app_loads_neither_the_records_nor_git_before_the_day_is_on_screen(git: Git) -> None:
    where = git.repository("api")
    git.commit(where, "Start")
    loaded_by("repo", "add", str(where))
    loaded_by("note", "the", "limiter", "refills", "on", "read")
    git.commit(where, "Add a bucket")

    done = subprocess.run(
        [sys.executable, "-c", OPENED], check=True, capture_output=True, text=True
    )

    assert done.stdout == "early: late: sqlalchemy sqlmodel\n"


# --- Documents that can't rot -----------------------------------------------------------------


def blocks(text: str) -> list[list[str]]:
    """Give the lines of every fenced code block."""
    return [
        block.strip("\n").split("\n") for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    ]


def test_the_two_first_commands_stand_near_the_top_in_blocks_of_their_own() -> None:
    first, second = blocks(README[:2500])[:2]

    assert len(first) == len(second) == 1
    assert first[0].startswith("python3 -m venv ")
    assert "/pip install . && " in first[0]
    assert first[0].endswith("/waterline")
    assert second[0].startswith("python3 -m venv ")
    assert second[0].endswith("/pytest")


def test_the_test_command_sets_up_everything_the_tests_import() -> None:
    extra = re.search(r"pip install '\.\[(\w+)\]'", blocks(README)[1][0])

    assert extra
    assert extra[1] in PROJECT["project"]["optional-dependencies"]


def test_the_command_table_has_every_command() -> None:
    rows = re.findall(r"^\| `waterline ([a-z]+)", README, re.MULTILINE)

    assert sorted(set(rows)) == sorted(COMMANDS)


def test_the_settings_table_has_every_setting_with_its_default_and_what_is_allowed() -> None:
    rows = [
        f"| `{setting.key}` | `{as_toml(setting.default)}` | {setting.allowed} | {setting.about} |"
        for setting in SETTINGS
    ]

    assert [row for row in rows if row not in README] == []


def as_toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def test_the_key_table_has_every_action_with_its_keys() -> None:
    rows = [f"| {keys(action)} | `{action.id}` | {action.about} |" for action in ACTIONS]

    assert [row for row in rows if row not in README] == []


def keys(action: Action) -> str:
    return " ".join(f"`{key_label(key)}`" for key in action.key.split(",")) if action.key else ""


def test_every_picture_and_file_that_the_readme_points_at_is_there() -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README)

    assert any(target.endswith(".svg") for target in targets)
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_changelog_speaks_of_this_version() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest
    assert newest[1] == PROJECT["project"]["version"]
