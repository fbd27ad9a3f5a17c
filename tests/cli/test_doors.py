"""The two doors: what each may import, and that behind both there is the same room."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from tests.cli.conftest import COMMAND, Done, Waterline, process
from waterline.cli import group

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Terminal
    from tests.conftest import Git

SCRIPT = str(Path(sys.executable).parent / "waterline")
FORBIDDEN = {
    "click", "dataclasses", "git", "json", "pathlib", "platformdirs", "sqlmodel", "textual",
    "tomlkit", "dateutil", "typing",
}  # fmt: skip


def imported_by(*words: str) -> set[str]:
    """Run the program in a clean process and tell all that it had imported at its end."""
    code = (
        "import sys; from waterline.__main__ import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.split())


def test_the_quick_door_opens_without_what_costs() -> None:
    noted = imported_by("note", "the", "limiter", "refills", "on", "read")
    imported_by("status")  # takes the note in
    status = imported_by("status", "--format", "{entries}")

    assert noted.isdisjoint(FORBIDDEN | {"sqlite3", "re", "datetime"})
    assert status.isdisjoint(FORBIDDEN | {"re"})
    assert "sqlite3" in status


def test_the_status_reads_the_configuration_only_where_it_says_when_days_begin(
    clean_environment: Path,
) -> None:
    config = clean_environment / "waterline" / "config.toml"
    config.parent.mkdir()

    config.write_text('theme = "ansi"\n')
    assert "tomllib" not in imported_by("status")
    config.write_text('theme = "ansi"\nday_starts = "05:00"\n')
    assert "tomllib" in imported_by("status")


def test_what_needs_parsing_goes_through_click() -> None:
    assert "click" in imported_by("note", "--tag", "redis", "the limiter")
    assert "click" in imported_by("status", "--json")


def test_help_imports_no_command() -> None:
    helped = imported_by("--help")

    commands = {f"waterline.cli.{name}" for name in group.COMMANDS}
    assert helped.isdisjoint(commands)
    assert helped.isdisjoint({"waterline.practice", "textual", "dateutil", "sqlite3"})


def test_a_command_imports_itself_and_no_other() -> None:
    shown = imported_by("show")

    commands = {name for name in group.COMMANDS if f"waterline.cli.{name}" in shown}
    assert commands == {"show"}


def test_both_doors_write_the_same_entry(waterline: Waterline) -> None:
    quick = waterline.note("the", "limiter", "#redis")
    parsed = waterline.note("--kind", "note", "the", "limiter", "#redis")

    first, second = json.loads(waterline("show", "--json").out)
    assert {first.pop("id"), second.pop("id")} == {quick, parsed}
    assert first | {"created_at": ""} == second | {"created_at": ""}


def test_both_doors_say_the_same_status(waterline: Waterline) -> None:
    waterline.note("the limiter")

    quick = waterline("status", "--format", "{entries}/{owed}")
    parsed = waterline("status", "--format={entries}/{owed}")

    assert quick == parsed == Done(0, "1/0\n", "")


def test_the_installed_script_and_the_module_do_the_same(waterline: Waterline) -> None:
    waterline.note("the limiter")

    script = subprocess.run([SCRIPT, "show"], capture_output=True, check=False)
    module = subprocess.run([*COMMAND, "show"], capture_output=True, check=False)

    assert b"the limiter" in script.stdout
    assert script.stdout == module.stdout
    assert script.returncode == module.returncode == 0


@pytest.mark.parametrize("name", group.COMMANDS)
def test_every_command_says_itself_what_the_table_says_of_it(name: str) -> None:
    command = import_module(f"waterline.cli.{name}").command

    assert isinstance(command, click.Command)
    assert command.name in {name, "command"}
    assert command.get_short_help_str(100).rstrip(".") == group.COMMANDS[name].rstrip(".")


@pytest.mark.parametrize("name", group.COMMANDS)
def test_every_command_and_each_of_its_options_is_explained(name: str) -> None:
    command = import_module(f"waterline.cli.{name}").command

    for each in [command, *getattr(command, "commands", {}).values()]:
        assert each.help
        options = [param for param in each.params if isinstance(param, click.Option)]
        assert all(option.help for option in options), each.name


def test_help_lists_every_command_and_fits_80_columns(waterline: Waterline) -> None:
    helped = waterline("--help")

    assert helped.code == 0
    assert all(re.search(rf"^  {name} +\S", helped.out, re.MULTILINE) for name in group.COMMANDS)
    assert max(map(len, helped.out.split("\n"))) <= 80
    assert waterline("-h") == helped


def test_the_version_is_the_package_s(waterline: Waterline) -> None:
    from importlib.metadata import version

    assert waterline("--version") == Done(0, f"waterline {version('waterline-journal')}\n", "")


def test_alone_without_a_terminal_it_says_so_in_one_line() -> None:
    done = process()

    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("waterline: the app needs a terminal: ")
    assert done.err.count("\n") == 1
    assert process("app", "journal") == done


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_calls_back(waterline: Waterline, shell: str) -> None:
    done = waterline("completion", shell)

    assert done.code == 0
    assert f"_WATERLINE_COMPLETE={shell}_complete" in done.out


def completed(*words: str) -> list[str]:
    """Ask for completions as bash does: the last word is the unfinished one."""
    environment = {
        **os.environ,
        "_WATERLINE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("waterline", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = process(env=environment)
    assert done.code == 0, done.err
    return [line.partition(",")[2] for line in done.out.splitlines() if line]


def test_completion_knows_commands_kinds_tags_ids_and_settings(waterline: Waterline) -> None:
    key = waterline.note("the limiter #redis #ratelimit")

    assert completed("s") == ["show", "search", "session", "status"]
    assert completed("note", "--kind", "de") == ["decision"]
    assert completed("show", "--tag", "re") == ["redis"]
    assert completed("edit", "") == [key[:13]]
    assert completed("config", "back") == ["backup_days", "backups_kept"]


def test_completion_knows_the_settings_of_followed_repositories(
    waterline: Waterline, git: Git
) -> None:
    waterline("repo", "add", str(git.repository("api")), str(git.repository("web")))

    assert completed("config", "repos.a") == [
        f"repos.api.{key}" for key in ("ask", "unknown", "min_lines", "push", "after_commit")
    ]
    assert completed("config", "repo") == ["repos"]


def test_completion_stays_quiet_about_a_broken_configuration(clean_environment: Path) -> None:
    folder = clean_environment / "waterline"
    folder.mkdir()
    (folder / "config.toml").write_text("min_lines = [")

    assert completed("show", "--tag", "re") == []
    assert completed("edit", "") == []


def test_a_shell_that_sources_the_script_completes(terminal: Callable[..., Terminal]) -> None:
    script = process("completion", "bash").out
    function = re.search(r"^(\w+)\(\)", script, re.MULTILINE)
    assert function is not None
    code = (
        f"{script}\nCOMP_WORDS=(waterline und)\nCOMP_CWORD=1\n"
        f"{function[1]} waterline und waterline\necho ${{COMPREPLY[0]}}"
    )
    path = f"{os.path.dirname(SCRIPT)}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-c", code],
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.stdout == "undo\n"
