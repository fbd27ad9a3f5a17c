"""`waterline config`: what can be set, setting it, and editing the file."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done, Waterline
from waterline.cli import config
from waterline.practice import hooks
from waterline.settable import SETTINGS
from waterline.settings import Settings, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal
    from tests.conftest import Git
    from waterline.home import Home


def file_of(home: Home) -> str:
    with open(home.settings) as file:
        return file.read()


def test_alone_it_lists_every_setting_with_what_is_allowed(
    waterline: Waterline, home: Home
) -> None:
    done = waterline("config")

    assert done.code == 0
    for setting in SETTINGS:
        assert f"{setting.key} = " in done.out
        assert f"    allowed is {setting.allowed}\n" in done.out
    assert done.err == f"the file is {home.settings} (not there yet)\n"
    assert not os.path.exists(home.settings)


def test_what_was_set_is_shown_beside_its_default(waterline: Waterline, home: Home) -> None:
    waterline("config", "min_lines", "20")

    done = waterline("config")

    assert "min_lines = 20\n" in done.out
    assert "a whole number from 0 to 10000; the default is 10\n" in done.out
    assert done.err == f"the file is {home.settings}\n"


def test_json_lists_the_same(waterline: Waterline, home: Home) -> None:
    waterline("config", "theme", "ansi")

    value = json.loads(waterline("config", "--json").out)

    assert value["file"] == home.settings
    by_key = {setting["key"]: setting for setting in value["settings"]}
    assert list(by_key) == [setting.key for setting in SETTINGS]
    assert by_key["theme"]["value"] == "ansi"
    assert by_key["theme"]["default"] == "waterline-dark"
    assert by_key["theme"]["is_set"] is True
    assert by_key["min_lines"]["is_set"] is False


def test_a_key_alone_prints_its_value_for_scripts(waterline: Waterline) -> None:
    waterline("config", "addresses", "a@x.example", "b@y.example")
    waterline("config", "keys.new", "ctrl+n")

    assert waterline("config", "theme").out == "waterline-dark\n"
    assert waterline("config", "scan_on_start").out == "true\n"
    assert waterline("config", "addresses").out == "a@x.example\nb@y.example\n"
    assert waterline("config", "keys").out == "new = ctrl+n\n"
    assert waterline("config", "keys.new").out == "ctrl+n\n"
    assert json.loads(waterline("config", "addresses", "--json").out)[0] == "a@x.example"
    assert waterline("config", "keys.old").code == 1
    assert waterline("config", "nothing").code == 1


def test_setting_and_unsetting_say_what_they_did(waterline: Waterline, home: Home) -> None:
    assert waterline("config", "theme", "ansi") == Done(0, "", f"theme is set in {home.settings}\n")
    assert waterline("config", "--unset", "theme") == Done(0, "", "theme has its default again\n")
    assert waterline("config", "theme").out == "waterline-dark\n"


def test_a_repository_has_settings_of_its_own(waterline: Waterline, home: Home) -> None:
    done = waterline("config", "repos.api.push", "require")

    assert done == Done(0, "", f"repos.api.push is set in {home.settings}\n")
    assert waterline("config", "repos.api.push").out == "require\n"
    assert waterline("config", "repos").out == "api.push = require\n"
    assert waterline("config", "repos.api", "--json").out == '{\n  "push": "require"\n}\n'
    assert 'repos = {api = {push = "require"}}' in waterline("config").out
    assert waterline("config", "repos.web.push").code == 1
    assert waterline("config", "--unset", "repos.api.push").code == 0
    assert waterline("config", "repos.api.push").code == 1


def test_the_hooks_live_by_a_change_at_once(waterline: Waterline, git: Git, home: Home) -> None:
    waterline("repo", "add", str(git.repository()))

    def gate() -> str:
        with open(hooks.gate_of(home)) as file:
            return file.read()

    before = gate()
    waterline("config", "min_lines", "77")
    assert "77" in gate()
    waterline("config", "--unset", "min_lines")
    assert gate() == before


def test_without_hooks_a_change_makes_none(waterline: Waterline, home: Home) -> None:
    waterline("config", "min_lines", "77")

    assert not hooks.is_gate_there(home)


def test_a_value_that_is_not_allowed_is_not_written(waterline: Waterline, home: Home) -> None:
    done = waterline("config", "theme", "pink")

    assert done == Done(
        1,
        "",
        f'waterline: {home.settings}: theme = "pink": allowed is "waterline-dark" or '
        '"waterline-light" or "ansi"\n',
    )
    assert not os.path.exists(home.settings)


@pytest.mark.parametrize(
    "words",
    [
        ["--unset"],
        ["--unset", "theme", "ansi"],
        ["--edit", "theme"],
        ["--edit", "--unset"],
        ["--json", "theme", "ansi"],
    ],
)
def test_one_thing_at_a_time(waterline: Waterline, words: list[str]) -> None:
    done = waterline("config", *words)

    assert (done.code, done.out) == (2, "")


def test_the_template_of_a_first_edit_means_the_defaults() -> None:
    template = config.template()

    assert vars_of(parse(template, "x")) == vars_of(Settings())
    uncommented = "\n".join(
        line.removeprefix("# ")
        for line in template.splitlines()
        if line.startswith(tuple(f"# {s.key} =" for s in SETTINGS))
        or line in {"# [keys]", "# [signals]", "# [repos]"}
    )
    assert vars_of(parse(uncommented, "x")) == vars_of(Settings())
    assert all(f"\n# Allowed is {s.allowed}." in template for s in SETTINGS)


def vars_of(settings: Settings) -> dict[str, object]:
    return {setting.key: getattr(settings, setting.key) for setting in SETTINGS}


def test_an_edit_is_checked_when_the_editor_closes(
    waterline: Waterline, editor: Callable[[str], Path], home: Home
) -> None:
    editor("sed -i 's/^# min_lines = 10/min_lines = 20/' \"$1\"")
    assert waterline("config", "--edit").code == 0
    assert waterline("config", "min_lines").out == "20\n"

    editor("sed -i 's/^min_lines = 20/min_lines = many/' \"$1\"")
    broken = waterline("config", "--edit")
    assert broken.code == 1
    assert broken.err.startswith(f"waterline: {home.settings}: line 17: invalid value: ")
    assert "min_lines = many" in file_of(home)

    editor("sed -i 's/^min_lines = many/min_lines = 30/' \"$1\"")
    assert waterline("config", "--edit") == Done(0, "", "")
    assert waterline("config", "min_lines").out == "30\n"


@pytest.mark.parametrize("script", ["true", "exit 1"])
def test_an_edit_that_sets_nothing_leaves_no_file(
    waterline: Waterline, editor: Callable[[str], Path], home: Home, script: str
) -> None:
    editor(script)

    assert waterline("config", "--edit").code == (script != "true")
    assert not os.path.exists(home.settings)


def test_on_a_terminal_what_helps_is_never_cut(terminal: Callable[..., Terminal]) -> None:
    listed = terminal("config", columns=40)

    assert listed.end() == 0
    assert "…" not in listed.shown
    assert 'like new = "ctrl+n"' in listed.shown.replace("\r\n", "")
